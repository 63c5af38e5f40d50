//! What the template of the overview is given.

use askama::Template;

use crate::pages::view::{Fact, FiledTable, Frame, Link, Select, Table, Tile, Trouble};

/// The page of a period at a glance.
#[derive(Template)]
#[template(path = "overview.html")]
pub(in crate::pages) struct OverviewPage {
    pub(super) frame: Frame,
    pub(super) page: &'static str,
    pub(super) subheading: String,
    pub(super) troubles: Vec<Trouble>,
    pub(super) selects: Vec<Select>,
    pub(super) target: Option<String>,
    pub(super) keep_language: bool,
    pub(super) shown: Option<Shown>,
}

/// What is there when nothing is wrong with the address.
pub(super) struct Shown {
    pub(super) tiles: Vec<Tile>,
    pub(super) findings: Vec<FindingView>,
    pub(super) preview: Option<Preview>,
    /// Of the whole, the lowest first.
    pub(super) categories: Option<FiledTable>,
    pub(super) onward: Vec<Onward>,
    pub(super) downloads: Vec<Link>,
    pub(super) facts: Vec<Fact>,
    pub(super) api: String,
}

/// A sentence, and where it can be seen.
pub(super) struct FindingView {
    pub(super) text: String,
    pub(super) href: Option<String>,
    /// What is there.
    pub(super) link: &'static str,
}

/// The first and the last of a ranking; all where there are few.
pub(super) struct Preview {
    pub(super) first: Table,
    pub(super) last: Option<Table>,
    /// How many are left out.
    pub(super) between: Option<String>,
    /// The whole ranking.
    pub(super) href: String,
}

/// A page to go on to.
pub(super) struct Onward {
    pub(super) href: String,
    pub(super) text: &'static str,
}
