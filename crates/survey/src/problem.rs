//! One thing that is wrong with an input, said so that a person can put it right.

use std::fmt;

use serde::Serialize;

/// What is wrong, where, and in a form that programs can rely on.
///
/// Checks return every problem they find, not the first: a surveyor who has to correct a form
/// should see the whole list once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable name such as `unknown_question`; wording may change, codes do not.
    pub code: &'static str,
    /// JSON pointer into the input, e.g. `/answers/q3`.
    pub path: String,
    /// One sentence with the offending value in it.
    pub detail: String,
}

impl Problem {
    /// Makes a problem.
    pub fn new(code: &'static str, path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code, path: path.into(), detail: detail.into() }
    }

    /// The same problem seen from one level up: `prefix` is put before the path.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.path.insert_str(0, prefix);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.path, self.detail, self.code)
    }
}

/// Writes `key` as one segment of a JSON pointer (RFC 6901: `~` and `/` are escaped).
pub fn segment(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Shows an input value inside a sentence: quoted, control characters escaped, cut to a length
/// that a log or a form can hold.
pub fn quoted(value: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 60;
    let cut: String = value.chars().take(SHOWN_CHARS_MAX).collect();
    let more = if cut.len() < value.len() { "…" } else { "" };
    format!("{cut:?}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_segment_escapes_what_rfc_6901_names() {
        assert_eq!(segment("a/b~c"), "a~1b~0c");
    }

    #[test]
    fn a_quoted_value_is_cut_and_escaped() {
        assert_eq!(quoted("a\nb"), "\"a\\nb\"");
        assert_eq!(quoted(&"满".repeat(100)).chars().count(), 63);
    }
}
