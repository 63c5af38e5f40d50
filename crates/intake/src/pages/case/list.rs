//! The lists of cases: a table that turns, its rows cards on a phone.

use crate::error::HttpError;
use crate::pages::turning::TurningView;
use crate::pages::view::Trouble;
use crate::problem::Fault;

/// What the list of cases of every kind shows.
pub(in crate::pages) struct CasesView {
    pub(in crate::pages) title: &'static str,
    pub(in crate::pages) lead: &'static str,
    /// What was done just now.
    pub(in crate::pages) done: String,
    /// What became of a form.
    pub(in crate::pages) trouble: String,
    /// What is wrong with the address.
    pub(in crate::pages) troubles: Vec<Trouble>,
    /// What the table is called, and what is said where nothing is listed.
    pub(in crate::pages) listed: &'static str,
    pub(in crate::pages) none: &'static str,
    pub(in crate::pages) columns: Vec<Column>,
    pub(in crate::pages) rows: Vec<Row>,
    pub(in crate::pages) turning: TurningView,
}

/// A column of the table.
pub(in crate::pages) struct Column {
    pub(in crate::pages) head: &'static str,
    /// How its cells break.
    pub(in crate::pages) class: &'static str,
    /// Whether what is overdue is said in it.
    pub(in crate::pages) is_due: bool,
}

impl Column {
    pub(in crate::pages) fn text(head: &'static str) -> Self {
        Self { head, class: "", is_due: false }
    }

    pub(in crate::pages) fn day(head: &'static str) -> Self {
        Self { class: "day", ..Self::text(head) }
    }

    /// One of a few words.
    pub(in crate::pages) fn kind(head: &'static str) -> Self {
        Self { class: "kind", ..Self::text(head) }
    }

    pub(in crate::pages) fn due(self) -> Self {
        Self { is_due: true, ..self }
    }
}

/// A case in the list.
pub(in crate::pages) struct Row {
    pub(in crate::pages) href: String,
    pub(in crate::pages) marks: Vec<String>,
    /// A text for each column.
    pub(in crate::pages) texts: Vec<String>,
    /// What is overdue, as it is said; nothing where nothing is.
    pub(in crate::pages) overdue: String,
}

/// What was found; where the address is at fault that is put on record, and there is nothing.
pub(in crate::pages) fn noted<T>(
    found: Result<T, HttpError>,
    faults: &mut Vec<Fault>,
) -> Result<Option<T>, HttpError> {
    match found {
        Err(HttpError::Problem(document)) if !document.errors.is_empty() => {
            faults.extend(document.errors.iter().cloned());
            Ok(None)
        }
        found => found.map(Some),
    }
}
