//! What the templates of supervision are given.

use askama::Template;

use crate::pages::case::list::CasesView;
use crate::pages::case::view::{CaseView, Due, EntryView, Reach, Station};
use crate::pages::field::{Field, Kind};
use crate::pages::view::{Choice, Fact, Frame, Select, Tile};

/// The list.
#[derive(Template)]
#[template(path = "orders.html")]
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
    /// Whether the reader proposes orders.
    pub(super) proposes: bool,
}

/// The forms that propose some.
#[derive(Template)]
#[template(path = "order_new.html")]
pub(super) struct NewPage {
    pub(super) frame: Frame,
    pub(super) entry: EntryView,
    /// What the rules in force ask for, each with its name.
    pub(super) rules: Vec<String>,
    pub(super) version: String,
    pub(super) by_rule: Vec<Field>,
    pub(super) by_hand: Vec<Field>,
}

/// One order.
#[derive(Template)]
#[template(path = "order.html")]
pub(super) struct OnePage {
    pub(super) frame: Frame,
    pub(super) case: CaseView,
    /// What is due, the next first, each with what it is.
    pub(super) dues: Vec<(&'static str, Due)>,
    pub(super) way: Vec<Station>,
    /// Why there is an order, and the figures that it rests on.
    pub(super) ground: String,
    pub(super) found: Vec<String>,
    pub(super) facts: Vec<Fact>,
}
