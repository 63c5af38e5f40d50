//! What stops a whole file or mapping. Faults of single rows are [`crate::Reject`]s instead.

use std::fmt;
use std::path::Path;

use survey::Problem;
use survey::problem::quoted;

/// Why a file was refused as a whole.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The file can't be opened, read or written.
    #[error("{file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A mapping, questionnaire, rounds or schemes file says something impossible.
    #[error("{file}: {} problem(s)\n{}", problems.len(), lines(problems))]
    Settings {
        /// The file.
        file: String,
        /// All of them, each with its path.
        problems: Vec<Problem>,
    },
    /// The structure of a data file is broken, so none of its rows can be trusted.
    #[error("{0}")]
    Fault(Box<Fault>),
}

/// A structural fault of a data file: where it is, what stands there and why it is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// Line, counted from 1; unknown for faults of the file as a whole.
    pub line: Option<u64>,
    /// Column name, or its number where it has no name.
    pub column: Option<String>,
    /// What stands there, cut to a length that a log can hold.
    pub value: Option<String>,
    /// Stable name such as `missing_column`.
    pub code: &'static str,
    /// One sentence for people.
    pub reason: String,
}

impl ExchangeError {
    /// Stable name of what went wrong.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::Settings { .. } => "bad_settings",
            Self::Fault(fault) => fault.code,
        }
    }

    /// A settings file with one problem.
    pub(crate) fn of_settings(file: &str, problem: Problem) -> Self {
        Self::Settings { file: file.to_owned(), problems: vec![problem] }
    }

    pub(crate) fn io(file: &str, source: std::io::Error) -> Self {
        Self::Io { file: file.to_owned(), source }
    }
}

impl Fault {
    pub(crate) fn new(file: &str, code: &'static str, reason: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            column: None,
            value: None,
            code,
            reason: reason.into(),
        }
    }

    pub(crate) fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    pub(crate) fn value(mut self, value: &str) -> Self {
        self.value = Some(quoted(value));
        self
    }
}

impl From<Fault> for ExchangeError {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}", self.reason)?;
        if let Some(value) = &self.value {
            write!(f, ": {value}")?;
        }
        write!(f, " ({})", self.code)
    }
}

/// How files are called in messages.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}
