//! Whether answers count by their design weights.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::problem::quoted;

/// What an interview weighs in a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    /// Its design weight: for how many it speaks.
    #[default]
    Design,
    /// 1, as every other: the figure is of those who were asked, and of nobody else.
    Equal,
}

impl Weights {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Design, Self::Equal];

    /// Its name in tables, addresses and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Design => "design",
            Self::Equal => "equal",
        }
    }
}

impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Weights {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|weights| weights.as_str() == text);
        known.ok_or_else(|| format!("{} is neither design nor equal", quoted(text)))
    }
}
