//! What may be shown to others of an issue.

/// Telephone numbers of landlines have seven digits at least.
const DIGITS_MAX: usize = 6;
const MOBILE_DIGITS: usize = 11;
const IDENTITY_DIGITS: usize = 17;

/// Whether a text holds a number that may be somebody's telephone or identity. Names can't be told from
/// other words, so whoever publishes has to look for those.
pub(crate) fn tells_a_person(text: &str) -> bool {
    let plain = text.chars().map(|char| if char.is_numeric() { char } else { ' ' });
    let longest = plain.collect::<String>().split(' ').map(|run| run.chars().count()).max();
    // People write numbers in groups; a date in groups is no telephone.
    let together: String =
        text.chars().filter(|char| !matches!(char, ' ' | '-' | '－' | '—')).collect();
    let grouped = together.split(|char: char| !char.is_ascii_digit()).any(|run| {
        run.len() == MOBILE_DIGITS && run.starts_with('1') || run.len() >= IDENTITY_DIGITS
    });
    longest.unwrap_or(0) > DIGITS_MAX || grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_found_and_days_are_not() {
        for told in [
            "致电13800001111",
            "138-0000-1111",
            "138 0000 1111。",
            "座机8621234",
            "37028319900101123X",
            "１３８００００１１１１",
        ] {
            assert!(tells_a_person(told), "{told}");
        }
        for plain in ["", "2026-09-03至2026-09-30公示", "清运垃圾120吨", "区发〔2026〕5号", "12345"]
        {
            assert!(!tells_a_person(plain), "{plain}");
        }
    }
}
