//! What the templates of supervision are given.

use askama::Template;

use crate::pages::issues::field::{Field, Kind};
use crate::pages::issues::view::{Due, Reach, Station, StepForm, StepView};
use crate::pages::turning::TurningView;
use crate::pages::view::{Choice, Fact, Frame, Select, Tile, Trouble};

/// The list.
#[derive(Template)]
#[template(path = "orders.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) troubles: Vec<Trouble>,
    pub(super) keep_language: bool,
    /// What was proposed just now.
    pub(super) done: String,
    /// The unit as it was asked for.
    pub(super) unit: String,
    /// Units that can be named; nothing where they are too many for a list.
    pub(super) units: Vec<Choice>,
    pub(super) selects: Vec<Select>,
    pub(super) tiles: Vec<Tile>,
    pub(super) lines: Vec<Line>,
    pub(super) turning: TurningView,
    /// Whether the reader proposes orders.
    pub(super) proposes: bool,
}

/// An order in the list.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) unit: String,
    pub(super) ground: String,
    pub(super) period: String,
    pub(super) state: &'static str,
    pub(super) rung: &'static str,
    pub(super) due: String,
    pub(super) overdue: bool,
}

/// The forms that propose some.
#[derive(Template)]
#[template(path = "order_new.html")]
pub(super) struct NewPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) trouble: String,
    /// What the rules in force ask for, each with its name.
    pub(super) rules: Vec<String>,
    pub(super) version: String,
    pub(super) by_rule: Vec<Field>,
    pub(super) by_hand: Vec<Field>,
    pub(super) units: Vec<Choice>,
}

/// One order.
#[derive(Template)]
#[template(path = "order.html")]
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
    /// Where forms are sent.
    pub(super) action: &'static str,
    pub(super) heading: String,
    pub(super) state: &'static str,
    pub(super) marks: Vec<String>,
    /// What is due, the next first, each with what it is.
    pub(super) dues: Vec<(&'static str, Due)>,
    pub(super) way: Vec<Station>,
    /// Why there is an order, and the figures that it rests on.
    pub(super) ground: String,
    pub(super) found: Vec<String>,
    pub(super) facts: Vec<Fact>,
    pub(super) forms: Vec<StepForm>,
    /// Why some steps are for others.
    pub(super) barred: &'static str,
    /// The newest first.
    pub(super) steps: Vec<StepView>,
}
