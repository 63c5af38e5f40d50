//! What the templates of common issues are given.

use askama::Template;

use crate::pages::issues::field::{Field, Kind};
use crate::pages::issues::view::StepView;
use crate::pages::turning::TurningView;
use crate::pages::view::{Choice, Fact, Frame, Tile, Trouble};

/// The list, and what is proposed.
#[derive(Template)]
#[template(path = "commons.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) troubles: Vec<Trouble>,
    /// What became of a form.
    pub(super) trouble: String,
    pub(super) lines: Vec<Line>,
    pub(super) turning: TurningView,
    /// For whoever makes common issues.
    pub(super) proposals: Option<Proposals>,
}

/// A common issue in the list.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) unit: String,
    pub(super) category: String,
    pub(super) made_on: String,
    pub(super) state: &'static str,
    pub(super) progress: String,
    pub(super) overdue: String,
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
    pub(super) form_token: String,
    pub(super) done: String,
    pub(super) trouble: String,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) state: &'static str,
    pub(super) look_for: String,
    pub(super) tiles: Vec<Tile>,
    pub(super) facts: Vec<Fact>,
    pub(super) sources: Vec<(String, String)>,
    /// The answers that the reader owes, and then what else may be done.
    pub(super) forms: Vec<FormView>,
    pub(super) tasks: Vec<TaskView>,
    pub(super) turning: TurningView,
    pub(super) units: Vec<Choice>,
    /// The newest first.
    pub(super) steps: Vec<StepView>,
}

/// Something that may be done.
pub(super) struct FormView {
    pub(super) kind: &'static str,
    /// Its own on the page.
    pub(super) key: String,
    pub(super) title: String,
    pub(super) button: &'static str,
    /// The unit that it is about; nothing where it is about all.
    pub(super) unit: String,
    /// Number of the newest step about the same, which the form sends back.
    pub(super) after: u32,
    pub(super) fields: Vec<Field>,
    pub(super) trouble: String,
    pub(super) open: bool,
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
