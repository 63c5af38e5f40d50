//! What the templates of the year are given.

use askama::Template;

use super::book::Headings;
use super::form::Form;
use crate::pages::field::{Field, Kind};
use crate::pages::view::{Choice, Frame, Table};

/// A list of entries.
#[derive(Template)]
#[template(path = "entries.html")]
pub(super) struct EntriesPage {
    pub(super) frame: Frame,
    pub(super) headings: Headings,
    /// The page, below the root.
    pub(super) page: &'static str,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    /// Where the forms are sent.
    pub(super) action: String,
    pub(super) year: String,
    pub(super) levels: Vec<Choice>,
    pub(super) lines: Vec<EntryLine>,
    /// Where the list goes on.
    pub(super) next: Option<String>,
    /// Nothing for whoever may not enter.
    pub(super) form: Option<EntryFormView>,
    pub(super) units: Vec<Choice>,
}

/// The form for a new entry or a correction.
pub(super) struct EntryFormView {
    pub(super) heading: String,
    /// Id of what is corrected.
    pub(super) correcting: Option<String>,
    pub(super) form: Form,
}

/// An entry in a list.
pub(super) struct EntryLine {
    pub(super) id: String,
    /// Whose it is, for when, and what it is about.
    pub(super) about: String,
    /// What it says.
    pub(super) says: String,
    pub(super) document: String,
    pub(super) state: &'static str,
    /// Who did what about it.
    pub(super) by: String,
    pub(super) reason: String,
    /// Where the unit stands with what it promised.
    pub(super) standing: Option<Table>,
    pub(super) confirms: bool,
    pub(super) withdrawing: Option<Withdrawing>,
    /// Where it is corrected.
    pub(super) correcting: Option<String>,
}

/// The form that gives an entry up.
pub(super) struct Withdrawing {
    pub(super) open: bool,
    /// Why.
    pub(super) field: Field,
}

/// The score of a year.
#[derive(Template)]
#[template(path = "year.html")]
pub(super) struct YearPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    pub(super) year: i32,
    /// Formulas to compute by; nothing for whoever may not.
    pub(super) formulas: Vec<Choice>,
    pub(super) shown: Option<YearShown>,
}

/// What there is to see of a year.
pub(super) struct YearShown {
    pub(super) id: String,
    /// Formula and state.
    pub(super) about: String,
    /// Who computed and confirmed it.
    pub(super) by: String,
    pub(super) digest: String,
    /// The document that decides about the formula.
    pub(super) source: String,
    pub(super) confirms: bool,
    pub(super) ranking: Table,
    pub(super) spread: Table,
    /// Nothing where no rank changes.
    pub(super) sensitivity: Option<Table>,
    pub(super) notice: &'static str,
    pub(super) top: u32,
    pub(super) candidates_heading: String,
    pub(super) candidates: Table,
}
