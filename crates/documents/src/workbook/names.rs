//! Names of sheets: short, without the characters that references use, each once.

use std::collections::HashSet;

/// Characters that a name holds.
const CHARS_MAX: usize = 31;

/// The names that are taken.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// The nearest name that a sheet can have and no other has.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let allowed =
            |c: char| !c.is_control() && !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\');
        let clean: String = wanted.chars().map(|c| if allowed(c) { c } else { ' ' }).collect();
        let clean = clean.trim_matches(|c: char| c == '\'' || c.is_whitespace());
        let clean = if clean.is_empty() { "Sheet" } else { clean };
        let mut name = cut(clean, CHARS_MAX);
        let mut number = 1;
        while !self.taken.insert(name.to_lowercase()) {
            number += 1;
            let suffix = format!(" {number}");
            name = cut(clean, CHARS_MAX - suffix.len()) + &suffix;
        }
        name
    }
}

/// Excel counts UTF-16 units.
fn cut(text: &str, most: usize) -> String {
    let mut left = most;
    text.chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_clean_and_taken_once() {
        let mut names = Names::default();
        assert_eq!(names.take("排名"), "排名");
        assert_eq!(names.take("排名"), "排名 2");
        assert_eq!(names.take("a/b:c"), "a b c");
        assert_eq!(names.take("A/B:C"), "A B C 2");
        assert_eq!(names.take("''"), "Sheet");
        let long = names.take(&"镇".repeat(40));
        assert_eq!(long.chars().count(), 31);
        assert_eq!(names.take(&"镇".repeat(40)), format!("{} 2", "镇".repeat(29)));
    }
}
