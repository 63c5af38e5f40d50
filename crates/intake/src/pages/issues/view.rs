//! What the templates of the ledger are given.

use askama::Template;

use crate::pages::case::list::CasesView;
use crate::pages::case::view::{CaseView, Due, EntryView, Reach, Station};
use crate::pages::field::{Field, Kind};
use crate::pages::view::{Choice, Fact, Frame, Select, Tile};

/// The list.
#[derive(Template)]
#[template(path = "issues.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) cases: CasesView,
    pub(super) keep_language: bool,
    /// The unit as it was asked for.
    pub(super) unit: String,
    /// Units that can be named; nothing where they are too many for a list.
    pub(super) units: Vec<Choice>,
    pub(super) selects: Vec<Select>,
    pub(super) tiles: Vec<Tile>,
    /// How many are older than so many days, and where they are listed.
    pub(super) ages: Vec<(String, String)>,
    pub(super) csv: String,
    pub(super) csv_hint: &'static str,
    /// Whether the reader registers issues.
    pub(super) registers: bool,
}

/// The form that registers one.
#[derive(Template)]
#[template(path = "issue_new.html")]
pub(super) struct NewPage {
    pub(super) frame: Frame,
    pub(super) entry: EntryView,
    pub(super) fields: Vec<Field>,
}

/// One issue.
#[derive(Template)]
#[template(path = "issue.html")]
pub(super) struct OnePage {
    pub(super) frame: Frame,
    pub(super) case: CaseView,
    pub(super) description: String,
    pub(super) due: Due,
    pub(super) way: Vec<Station>,
    pub(super) facts: Vec<Fact>,
    /// The first issue of its kind.
    pub(super) first: Option<String>,
    /// The open common issue that it is one of: where it is read, and what it is called.
    pub(super) common: Option<(String, String)>,
}
