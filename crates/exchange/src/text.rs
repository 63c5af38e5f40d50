//! How texts of a file are compared.

/// The form in which labels, codes and markers are compared: without blanks, in lower case, with
/// full-width Latin letters and digits made half-width, as people type all of them for one thing.
pub(crate) fn folded(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Unicode sets the full-width forms of `!` to `~` at a fixed distance.
fn half_width(c: char) -> char {
    const DISTANCE: u32 = 0xFF01 - 0x21;
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - DISTANCE).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_blanks_and_width_do_not_matter() {
        assert_eq!(folded(" Very  Dissatisfied "), folded("very dissatisfied"));
        assert_eq!(folded("非常\u{3000}满意"), "非常满意");
        assert_eq!(folded("１０Ａ"), "10a");
    }
}
