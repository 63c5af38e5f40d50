//! Whether a text says something that a reader sees, and sees as it stands.

/// Whether a text says something in visible letters, not too long, that every database takes and every list
/// shows. Lines may end.
pub fn says(text: &str, most: usize) -> bool {
    fits(text, most) && !text.chars().any(|letter| letter.is_control() && letter != '\n')
}

/// The same of one line, such as a name: nothing in it turns the direction of what stands around it.
pub fn says_in_a_line(text: &str, most: usize) -> bool {
    fits(text, most) && !text.chars().any(|letter| letter.is_control() || turns(letter))
}

/// Whether there is nothing to be seen.
pub fn is_blank(text: &str) -> bool {
    !text.chars().any(is_visible)
}

/// Whether it turns the direction of the letters after it, so that a text reads otherwise than it is.
pub fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn fits(text: &str, most: usize) -> bool {
    !is_blank(text) && text.trim().chars().count() <= most
}

/// Neither blank nor control, nor one of those that Unicode lets be ignored where nothing can show them
/// (`Default_Ignorable_Code_Point`), nor an empty sign.
fn is_visible(letter: char) -> bool {
    let is_ignored = matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    !is_ignored && !letter.is_whitespace() && !letter.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNSEEN: [&str; 12] = [
        "",
        " ",
        "\u{3000}",
        "\u{200b}",
        "\u{2060}",
        "\u{feff}",
        "\u{3164}",
        "\u{202e}",
        "\u{2063}",
        "\u{ad}\u{fe0f}",
        "\u{200b} \u{2800}",
        "\u{e0041}",
    ];

    #[test]
    fn a_text_says_something_in_letters_that_are_seen() {
        for unseen in UNSEEN {
            assert!(is_blank(unseen), "{unseen:?}");
            assert!(!says(unseen, 80) && !says_in_a_line(unseen, 80), "{unseen:?}");
        }
        for seen in ["满", "a", "，", "0", "👨\u{200d}👩", "\u{200b}已清运"] {
            assert!(says(seen, 80) && says_in_a_line(seen, 80), "{seen:?}");
        }
        assert!(says("满意", 2) && says(" 满意 ", 2) && !says("很满意", 2));
    }

    #[test]
    fn a_line_neither_ends_nor_turns() {
        assert!(says("一\n二", 80) && !says_in_a_line("一\n二", 80));
        for turned in ["gpj\u{202e}.exe", "\u{2066}李\u{2069}"] {
            assert!(says(turned, 80) && !says_in_a_line(turned, 80), "{turned:?}");
        }
        assert!(!says("a\u{0}", 80) && !says("a\tb", 80) && !says_in_a_line("a\u{7}", 80));
    }
}
