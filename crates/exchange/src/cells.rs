//! A row seen by column, and the header that says which column is which.

use std::collections::{HashMap, HashSet};

use csv::StringRecord;

use crate::error::{ExchangeError, Fault};
use crate::reject::looks_like_formula;
use crate::text::folded;

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) index: usize,
    pub(crate) name: String,
}

/// The header of a file.
#[derive(Debug)]
pub(crate) struct Header {
    file: String,
    line: u64,
    names: Vec<String>,
    index: HashMap<String, usize>,
}

impl Header {
    /// Names must differ; columns without a name are allowed, spreadsheets leave them behind.
    pub(crate) fn new(file: &str, line: u64, record: &StringRecord) -> Result<Self, ExchangeError> {
        let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
        let mut index = HashMap::with_capacity(names.len());
        for (i, name) in names.iter().enumerate() {
            if !name.is_empty() && index.insert(name.clone(), i).is_some() {
                return Err(Fault::new(file, "duplicate_column", "two columns have one name")
                    .line(line)
                    .column((i + 1).to_string())
                    .value(name)
                    .into());
            }
        }
        if index.is_empty() {
            return Err(Fault::new(file, "no_header", "the header names no column")
                .line(line)
                .into());
        }
        Ok(Self { file: file.to_owned(), line, names, index })
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).filter(|name| !name.is_empty())
    }

    pub(crate) fn column(&self, name: &str) -> Result<Column, ExchangeError> {
        match self.index.get(name.trim()) {
            Some(&index) => Ok(Column { index, name: name.trim().to_owned() }),
            None => Err(self.missing(name).into()),
        }
    }

    fn missing(&self, name: &str) -> Fault {
        const NAMES_SHOWN: usize = 12;
        let mut shown: Vec<&str> = self.names().take(NAMES_SHOWN).collect();
        if self.len() > NAMES_SHOWN {
            shown.push("…");
        }
        let reason = format!("the column is not in the file, which has {}", shown.join(", "));
        Fault::new(&self.file, "missing_column", reason).line(self.line).column(name)
    }

    pub(crate) fn fault(&self, code: &'static str, column: &str, reason: &str) -> Fault {
        Fault::new(&self.file, code, reason).line(self.line).column(column)
    }
}

/// What counts as blank and how cells are cleaned, for all rows of a file.
#[derive(Debug, Default)]
pub(crate) struct CellRules {
    blanks: HashSet<String>,
    /// Our own columns: nothing is trimmed, and a protecting apostrophe is taken off.
    pub(crate) own: bool,
}

impl CellRules {
    pub(crate) fn new(blanks: &[String], own: bool) -> Self {
        Self { blanks: blanks.iter().map(|text| folded(text)).collect(), own }
    }

    pub(crate) fn see<'r>(&'r self, record: &'r StringRecord) -> Cells<'r> {
        Cells { record, rules: self }
    }

    fn is_blank(&self, text: &str) -> bool {
        text.is_empty() || (!self.blanks.is_empty() && self.blanks.contains(&folded(text)))
    }
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cells<'r> {
    record: &'r StringRecord,
    rules: &'r CellRules,
}

impl<'r> Cells<'r> {
    /// What stands in the file.
    pub(crate) fn raw(&self, index: usize) -> &'r str {
        self.record.get(index).unwrap_or_default()
    }

    /// The text that is meant, `None` where the cell is blank.
    pub(crate) fn text(&self, index: usize) -> Option<&'r str> {
        let raw = self.raw(index);
        let text = if self.rules.own { unprotected(raw) } else { raw.trim() };
        (!self.rules.is_blank(text)).then_some(text)
    }
}

/// Takes off the apostrophe that [`protected`] puts before a value.
pub(crate) fn unprotected(value: &str) -> &str {
    match value.strip_prefix('\'') {
        Some(rest) if rest.starts_with('\'') || looks_like_formula(rest) => rest,
        _ => value,
    }
}

/// Our own files are opened in spreadsheets too, so a value that one would run as a formula gets
/// an apostrophe; so does a value that begins with one, or reading back would not be exact.
pub(crate) fn protected(value: &str) -> std::borrow::Cow<'_, str> {
    if value.starts_with('\'') || looks_like_formula(value) {
        format!("'{value}").into()
    } else {
        value.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protection_comes_off_as_it_went_on() {
        for value in ["", "a", "=1", "'a", "''", "'=1", "-", "\tx", "don't"] {
            assert_eq!(unprotected(&protected(value)), value);
        }
        assert_eq!(unprotected("'quoted'"), "'quoted'");
    }
}
