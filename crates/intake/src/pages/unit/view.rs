//! What the template of a unit's page is given.

use askama::Template;

use crate::pages::view::{Fact, FiledTable, Frame, Link, Picture, Select, Table, Tile, Trouble};

/// The page of a unit.
#[derive(Template)]
#[template(path = "unit.html")]
pub(in crate::pages) struct UnitPage {
    pub(super) frame: Frame,
    pub(super) page: &'static str,
    /// The way down to it.
    pub(super) crumbs: Vec<Crumb>,
    pub(super) heading: String,
    pub(super) subheading: String,
    pub(super) troubles: Vec<Trouble>,
    pub(super) selects: Vec<Select>,
    pub(super) target: Option<String>,
    pub(super) keep_language: bool,
    pub(super) shown: Option<Shown>,
}

/// A unit above.
pub(super) struct Crumb {
    pub(super) text: String,
    pub(super) href: String,
}

/// What is there when nothing is wrong with the address.
pub(super) struct Shown {
    pub(super) tiles: Vec<Tile>,
    pub(super) findings: Vec<String>,
    pub(super) categories: FiledTable,
    pub(super) charts: Vec<ChartView>,
    pub(super) below: Vec<Below>,
    pub(super) issues: Option<IssuesView>,
    pub(super) facts: Vec<Fact>,
    pub(super) api: String,
}

/// A chart of the unit, with the page on which it can be turned.
pub(super) struct ChartView {
    pub(super) id: &'static str,
    pub(super) heading: &'static str,
    pub(super) picture: Option<Picture>,
    pub(super) reading: &'static str,
    pub(super) href: String,
    pub(super) downloads: Vec<Link>,
}

/// The units below, of one level.
pub(super) struct Below {
    pub(super) id: String,
    pub(super) heading: String,
    pub(super) hint: String,
    pub(super) table: Table,
    /// The ranking of all units of the level.
    pub(super) ranking: String,
}

/// Open issues by category.
pub(super) struct IssuesView {
    /// Where they are listed.
    pub(super) ways: [(String, &'static str); 2],
    pub(super) table: Table,
}
