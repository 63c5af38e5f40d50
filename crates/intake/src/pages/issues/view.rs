//! What the templates of the ledger are given.

use askama::Template;

use super::field::{Field, Kind};
use crate::pages::turning::TurningView;
use crate::pages::view::{Choice, Fact, Frame, Select, Tile, Trouble};

/// The list.
#[derive(Template)]
#[template(path = "issues.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) troubles: Vec<Trouble>,
    pub(super) keep_language: bool,
    /// The unit as it was asked for.
    pub(super) unit: String,
    /// Units that can be named; nothing where they are too many for a list.
    pub(super) units: Vec<Choice>,
    pub(super) selects: Vec<Select>,
    pub(super) tiles: Vec<Tile>,
    /// How many are older than so many days, and where they are listed.
    pub(super) ages: Vec<(String, String)>,
    pub(super) lines: Vec<Line>,
    pub(super) turning: TurningView,
    pub(super) csv: String,
    pub(super) csv_hint: &'static str,
    /// Whether the reader registers issues.
    pub(super) registers: bool,
}

/// An issue in the list.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) what: String,
    pub(super) marks: Vec<String>,
    pub(super) unit: String,
    pub(super) category: String,
    pub(super) channel: &'static str,
    pub(super) opened_on: String,
    pub(super) state: &'static str,
    pub(super) due: String,
    pub(super) overdue: bool,
    pub(super) person: String,
}

/// The form that registers one.
#[derive(Template)]
#[template(path = "issue_new.html")]
pub(super) struct NewPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) trouble: String,
    pub(super) fields: Vec<Field>,
    pub(super) units: Vec<Choice>,
}

/// One issue.
#[derive(Template)]
#[template(path = "issue.html")]
pub(super) struct OnePage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: String,
    pub(super) trouble: String,
    /// What others did while somebody was writing.
    pub(super) meanwhile: Vec<StepView>,
    pub(super) id: String,
    /// Number of the newest step, which a form sends back.
    pub(super) after: u32,
    pub(super) heading: String,
    pub(super) state: &'static str,
    pub(super) marks: Vec<String>,
    pub(super) description: String,
    pub(super) due: Due,
    pub(super) way: Vec<Station>,
    pub(super) facts: Vec<Fact>,
    /// The first issue of its kind.
    pub(super) first: Option<String>,
    pub(super) forms: Vec<StepForm>,
    /// Where forms are sent.
    pub(super) action: &'static str,
    pub(super) own_work: bool,
    pub(super) units: Vec<Choice>,
    /// The newest first.
    pub(super) steps: Vec<StepView>,
}

/// Until when, and how long that is.
pub(in crate::pages) struct Due {
    pub(in crate::pages) day: String,
    pub(in crate::pages) left: String,
    pub(in crate::pages) overdue: bool,
}

/// A part of the way of an issue.
pub(in crate::pages) struct Station {
    pub(in crate::pages) name: &'static str,
    pub(in crate::pages) day: String,
    pub(in crate::pages) reach: Reach,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Reach {
    Done,
    Now,
    ToCome,
}

/// A step that was taken.
pub(in crate::pages) struct StepView {
    pub(in crate::pages) title: &'static str,
    pub(in crate::pages) by: String,
    pub(in crate::pages) at: String,
    pub(in crate::pages) facts: Vec<Fact>,
    pub(in crate::pages) files: Vec<FileView>,
}

/// A step that may be taken.
pub(in crate::pages) struct StepForm {
    pub(in crate::pages) kind: &'static str,
    pub(in crate::pages) title: &'static str,
    pub(in crate::pages) fields: Vec<Field>,
    /// What is sent back as it is.
    pub(in crate::pages) hidden: Vec<(&'static str, &'static str)>,
    pub(in crate::pages) trouble: String,
    pub(in crate::pages) open: bool,
    /// Files that may be sent with it, where there may be any.
    pub(in crate::pages) files: Option<FilesField>,
}

/// The field for files that show what was done.
pub(in crate::pages) struct FilesField {
    /// Kinds of them.
    pub(in crate::pages) accepted: &'static str,
    /// Ids of those that came with the form when it was refused, as it sends them back.
    pub(in crate::pages) evidence: String,
    /// What those are called.
    pub(in crate::pages) kept: Vec<String>,
    /// What is wrong with those that came with it.
    pub(in crate::pages) troubles: Vec<String>,
}

/// A file that shows what was done.
pub(in crate::pages) struct FileView {
    pub(in crate::pages) name: String,
    pub(in crate::pages) href: String,
    pub(in crate::pages) about: String,
}
