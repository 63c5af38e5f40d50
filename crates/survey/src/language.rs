//! The two languages of the product and labels that exist in both.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The language that a page, chart or table speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Simplified Chinese, the first language on every screen.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// BCP 47 tag, as written in `<html lang>` and on the command line.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// Chooses between a Chinese and an English text.
    pub fn pick<T>(self, chinese: T, english: T) -> T {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(tag: &str) -> Result<Self, String> {
        match tag.to_ascii_lowercase().as_str() {
            "zh-cn" | "zh" | "zh-hans" => Ok(Self::Chinese),
            "en" | "en-us" | "en-gb" => Ok(Self::English),
            _ => Err(format!("{tag:?} is not a language here: use zh-CN or en")),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A name that people read. `zh` is always there; `en` falls back to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(from = "LabelForm")]
pub struct Label {
    /// Chinese, or the only label that the source gave.
    pub zh: String,
    /// English, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Label {
    /// A label with both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: Some(en.into()) }
    }

    /// A label that reads the same in both languages (a foreign file has only one).
    pub fn single(text: impl Into<String>) -> Self {
        Self { zh: text.into(), en: None }
    }

    /// The text in a language.
    pub fn get(&self, language: Language) -> &str {
        match (language, &self.en) {
            (Language::English, Some(en)) => en,
            _ => &self.zh,
        }
    }
}

/// Files may write `label = "…"` or `label = { zh = "…", en = "…" }`.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum LabelForm {
    Single(String),
    Both { zh: String, en: Option<String> },
}

impl From<LabelForm> for Label {
    fn from(form: LabelForm) -> Self {
        match form {
            LabelForm::Single(zh) => Self { zh, en: None },
            LabelForm::Both { zh, en } => Self { zh, en },
        }
    }
}
