//! Codes: the keys of units, categories, questions and options.
//!
//! A code and never a name is the key, because names change and repeat.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::problem::quoted;
use crate::wording::{is_blank, turns};

/// Longest code, in characters. Twelve-digit division codes and foreign labels both fit.
pub const CODE_CHARS_MAX: usize = 80;

/// A key: 1 to 80 characters, some of them visible, none of them control characters, no blank at either end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(Box<str>);

impl Code {
    /// The code of everything together, [`OVERALL`](crate::OVERALL).
    pub fn overall() -> Self {
        Self(crate::OVERALL.into())
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = String;

    /// # Errors
    /// A sentence that says which of the rules the text breaks.
    fn from_str(text: &str) -> Result<Self, String> {
        let chars = text.chars().count();
        if chars == 0 {
            return Err("a code must not be empty".to_owned());
        }
        if chars > CODE_CHARS_MAX {
            return Err(format!(
                "code {} has {chars} characters, at most {CODE_CHARS_MAX} are allowed",
                quoted(text)
            ));
        }
        if text.trim() != text || text.chars().any(|letter| letter.is_control() || turns(letter)) {
            return Err(format!(
                "code {} has blanks at its ends or control characters",
                quoted(text)
            ));
        }
        if is_blank(text) {
            return Err(format!("code {} has no letter that is seen", quoted(text)));
        }
        Ok(Self(text.into()))
    }
}

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0.into()
    }
}

impl Borrow<str> for Code {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A key: no control characters, no blank at either end.",
            "type": "string",
            "minLength": 1,
            "maxLength": CODE_CHARS_MAX,
            "pattern": "^[^\\s\\x00-\\x1f\\x7f-\\x9f]([^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f])?$",
        })
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_hold() {
        assert!("370283001".parse::<Code>().is_ok());
        assert!("Ward 1".parse::<Code>().is_ok());
        assert!("".parse::<Code>().is_err());
        assert!(" a".parse::<Code>().is_err());
        assert!("a\u{0}b".parse::<Code>().is_err());
        for unseen in ["\u{200b}", "\u{2060}", "\u{feff}", "\u{3164}", "\u{2063}", "a\u{202e}b"] {
            assert!(unseen.parse::<Code>().is_err(), "{unseen:?}");
        }
        assert!("满".repeat(81).parse::<Code>().is_err());
        assert!("满".repeat(80).parse::<Code>().is_ok());
    }
}
