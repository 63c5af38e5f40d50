//! What the templates of the year are given.

use askama::Template;

use crate::pages::field::{Field, Kind};
use crate::pages::view::{Choice, Frame, Table};

/// Results of those above.
#[derive(Template)]
#[template(path = "external.html")]
pub(super) struct ExternalPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    /// Of the form; nothing for whoever may not enter.
    pub(super) fields: Vec<Field>,
    pub(super) units: Vec<Choice>,
    pub(super) lines: Vec<EntryLine>,
    /// Where the list goes on.
    pub(super) next: Option<String>,
}

/// An entry in a list.
pub(super) struct EntryLine {
    pub(super) id: String,
    /// Unit, period and domain.
    pub(super) about: String,
    /// Its numbers.
    pub(super) says: String,
    pub(super) document: String,
    pub(super) state: &'static str,
    /// Who did what about it.
    pub(super) by: String,
    /// Why the version before is corrected, or this one was given up.
    pub(super) reason: String,
    pub(super) confirms: bool,
    pub(super) withdraws: bool,
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
