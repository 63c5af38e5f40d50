//! What the templates of those who judge checks are given.

use askama::Template;

use crate::pages::field::{Field, Kind};
use crate::pages::turning::TurningView;
use crate::pages::view::{Choice, Fact, Frame, Select, Table};

/// Plans, and the form that draws one.
#[derive(Template)]
#[template(path = "check_plans.html")]
pub(super) struct PlansPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    /// Questionnaires to choose from, where there are several.
    pub(super) questionnaires: Option<Select>,
    /// Nothing where there is no questionnaire.
    pub(super) form: Option<DrawForm>,
    pub(super) units: Vec<Choice>,
    pub(super) plans: Vec<PlanView>,
    pub(super) turning: Option<TurningView>,
}

/// The form that draws a plan.
pub(super) struct DrawForm {
    /// Code of the questionnaire.
    pub(super) questionnaire: String,
    pub(super) fields: Vec<Field>,
    pub(super) ticks: Vec<Choice>,
    /// What is wrong with the questions.
    pub(super) trouble: String,
}

/// A plan, and how far its checks are.
pub(super) struct PlanView {
    pub(super) heading: String,
    pub(super) facts: Vec<Fact>,
    /// In the order of the accounts.
    pub(super) surveyors: Table,
}

/// What is left out, or may be, and both scores.
#[derive(Template)]
#[template(path = "exclusions.html")]
pub(super) struct ExclusionsPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    /// Where the forms are sent.
    pub(super) action: String,
    pub(super) periods: Option<Select>,
    /// Nothing where nothing is left out.
    pub(super) scores: Option<Table>,
    pub(super) lines: Vec<ExclusionLine>,
    pub(super) turning: Option<TurningView>,
}

/// An interview that a check found never to have happened.
pub(super) struct ExclusionLine {
    pub(super) check: String,
    /// Where and by whom it was held.
    pub(super) about: String,
    /// What the check found.
    pub(super) found: String,
    pub(super) state: &'static str,
    /// By which rule it is left out, by whom and why.
    pub(super) excluded: String,
    /// Why there is no form.
    pub(super) hint: &'static str,
    pub(super) form: Option<DecisionForm>,
}

/// The form that leaves an interview out, or takes it in again.
pub(super) struct DecisionForm {
    pub(super) heading: &'static str,
    pub(super) act: &'static str,
    pub(super) open: bool,
    pub(super) fields: Vec<Field>,
}
