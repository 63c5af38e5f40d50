//! Rows and answers that were not taken, and the list of them that a person works through.

use std::io::{self, Write};

use survey::problem::quoted;

/// One value that kept a row, or with `invalid_answer = "reject_answer"` one answer, out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The file.
    pub file: String,
    /// Line, counted from 1 as a text editor or spreadsheet shows it.
    pub line: u64,
    /// Column name; empty where the row as a whole is at fault.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Stable name such as `unknown_option`.
    pub code: &'static str,
    /// One sentence for people.
    pub reason: String,
}

/// Longest value that the list repeats, in characters.
const VALUE_CHARS_MAX: usize = 200;

/// A fault that does not yet know its file and line.
#[derive(Debug)]
pub(crate) struct Flaw {
    pub(crate) column: String,
    pub(crate) value: String,
    pub(crate) code: &'static str,
    pub(crate) reason: String,
}

impl Flaw {
    pub(crate) fn new(
        code: &'static str,
        column: impl Into<String>,
        value: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self { column: column.into(), value: value.into(), code, reason: reason.into() }
    }

    pub(crate) fn blank(column: &str, what: &str) -> Self {
        Self::new("blank", column, "", format!("{what} is blank"))
    }

    /// A value that some parser refuses, with the parser's reason.
    pub(crate) fn unreadable(
        code: &'static str,
        column: &str,
        value: &str,
        reason: impl std::fmt::Display,
    ) -> Self {
        Self::new(code, column, value, format!("{} can't be read: {reason}", quoted(value)))
    }

    pub(crate) fn at(self, file: &str, line: u64) -> Reject {
        Reject {
            file: file.to_owned(),
            line,
            column: self.column,
            value: self.value.chars().take(VALUE_CHARS_MAX).collect(),
            code: self.code,
            reason: self.reason,
        }
    }
}

/// Writes rejects as CSV with the header `file,line,column,value,code,reason`, one by one, so that
/// a file full of them needs no memory.
///
/// The list is made to be opened in a spreadsheet, and its values come from strangers: one that a
/// spreadsheet would run as a formula gets a leading apostrophe.
pub struct RejectWriter<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> RejectWriter<W> {
    /// Begins the list with its header.
    ///
    /// # Errors
    /// When `writer` does not take the bytes.
    pub fn new(writer: W) -> io::Result<Self> {
        let mut csv = csv::Writer::from_writer(writer);
        csv.write_record(["file", "line", "column", "value", "code", "reason"])?;
        Ok(Self { csv })
    }

    /// Adds a reject.
    ///
    /// # Errors
    /// When the writer does not take the bytes.
    pub fn write(&mut self, reject: &Reject) -> io::Result<()> {
        self.csv.write_record([
            &*disarmed(&reject.file),
            &reject.line.to_string(),
            &*disarmed(&reject.column),
            &*disarmed(&reject.value),
            reject.code,
            &*disarmed(&reject.reason),
        ])?;
        Ok(())
    }

    /// Makes sure that all is written.
    ///
    /// # Errors
    /// When the writer does not take the bytes.
    pub fn flush(&mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

/// Writes a whole list of rejects with a [`RejectWriter`].
///
/// # Errors
/// When `writer` does not take the bytes.
pub fn write_rejects<'a>(
    writer: impl Write,
    rejects: impl IntoIterator<Item = &'a Reject>,
) -> io::Result<()> {
    let mut writer = RejectWriter::new(writer)?;
    for reject in rejects {
        writer.write(reject)?;
    }
    writer.flush()
}

/// True for what a spreadsheet reads as a formula.
pub(crate) fn looks_like_formula(value: &str) -> bool {
    value.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn disarmed(value: &str) -> std::borrow::Cow<'_, str> {
    if looks_like_formula(value) { format!("'{value}").into() } else { value.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_others_left_alone() {
        let reject = |value: &str| Flaw::new("x", "a", value, "why").at("f.csv", 7);
        let mut out = Vec::new();
        write_rejects(&mut out, &[reject("=1+1"), reject("满意"), reject("@x")]).expect("memory");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(text.contains("f.csv,7,a,'=1+1,x,why"), "{text}");
        assert!(text.contains(",满意,"), "{text}");
        assert!(text.contains(",'@x,"), "{text}");
    }
}
