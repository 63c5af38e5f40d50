//! What the templates of common issues are given.

use askama::Template;

use crate::pages::case::list::CasesView;
use crate::pages::case::view::CaseView;
use crate::pages::field::{Field, Kind};
use crate::pages::turning::TurningView;
use crate::pages::view::{Choice, Fact, Frame, Tile};

/// The list, and what is proposed.
#[derive(Template)]
#[template(path = "commons.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) cases: CasesView,
    pub(super) form_token: String,
    /// For whoever makes common issues.
    pub(super) proposals: Option<Proposals>,
}

/// Groups of issues that are alike.
pub(super) struct Proposals {
    pub(super) period: String,
    pub(super) unit: String,
    pub(super) units: Vec<Choice>,
    pub(super) hint: String,
    pub(super) groups: Vec<GroupView>,
    /// How many are left out.
    pub(super) more: String,
}

pub(super) struct GroupView {
    /// The first of its issues, by which it is known again.
    pub(super) first: String,
    pub(super) issues: usize,
    pub(super) heading: String,
    pub(super) size: String,
    pub(super) basis: String,
    pub(super) words: Vec<String>,
    pub(super) units: String,
    pub(super) examples: Vec<(String, String)>,
    pub(super) fields: Vec<Field>,
    pub(super) open: bool,
}

/// One common issue.
#[derive(Template)]
#[template(path = "common.html")]
pub(super) struct OnePage {
    pub(super) frame: Frame,
    pub(super) case: CaseView,
    pub(super) look_for: String,
    pub(super) tiles: Vec<Tile>,
    pub(super) facts: Vec<Fact>,
    pub(super) sources: Vec<(String, String)>,
    pub(super) tasks: Vec<TaskView>,
    pub(super) turning: TurningView,
}

/// The task of a unit.
pub(super) struct TaskView {
    pub(super) unit: String,
    pub(super) finding: String,
    pub(super) is_owed: bool,
    pub(super) due_on: String,
    pub(super) overdue: bool,
    pub(super) places: String,
    pub(super) said: Vec<Fact>,
    pub(super) opened: Vec<(String, String)>,
}
