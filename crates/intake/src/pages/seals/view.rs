//! What the template of sealed periods is given.

use askama::Template;

use crate::pages::turning::TurningView;
use crate::pages::view::{Choice, Frame};

/// The page of all seals.
#[derive(Template)]
#[template(path = "seals.html")]
pub(super) struct SealsPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: &'static str,
    /// Periods that may be sealed, for whoever may, and the reason that was written.
    pub(super) form: Option<(Vec<Choice>, String)>,
    /// What checking the chain gave.
    pub(super) checked: Option<Checked>,
    pub(super) lines: Vec<Line>,
    /// Where the list goes on, if it is long.
    pub(super) turning: Option<TurningView>,
}

/// What checking the chain gave.
pub(super) struct Checked {
    pub(super) summary: String,
    /// What is wrong, where something is.
    pub(super) faults: Vec<String>,
}

/// A seal in the list.
pub(super) struct Line {
    pub(super) title: String,
    /// Whether it holds, or which revision does.
    pub(super) state: String,
    /// Who and when, how much, by which program.
    pub(super) about: String,
    pub(super) reason: String,
    /// How it differs from the revision before.
    pub(super) changes: Vec<String>,
    /// How many parts it has.
    pub(super) summary: String,
    /// Each with its rows.
    pub(super) parts: Vec<String>,
    /// What was not decided.
    pub(super) waiting: String,
    pub(super) digest: String,
}
