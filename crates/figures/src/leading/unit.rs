//! One unit: how it stands, what is weakest, and the units below it.

use charts::heatmap_finding;
use store::Place;
use survey::table::{IndexRow, RankingRow};

use super::{Finding, Standing, Topic, finding};
use crate::{Cut, Figures, FiguresError};

/// A unit at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitProfile {
    /// The unit itself.
    pub standing: Standing,
    /// Units of its level that have a rank.
    pub ranked: usize,
    /// The categories of the unit at the top, for comparison; empty where that is the unit itself, or
    /// may not be shown.
    pub top: Vec<IndexRow>,
    /// The units below it.
    pub children: Vec<Children>,
    /// What it all says, a sentence each.
    pub findings: Vec<Finding>,
}

/// The units right below a unit that are of one level, with the ranks that they have among all units
/// of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Children {
    /// Their level.
    pub level: String,
    /// How many units of the level are ranked.
    pub ranked: usize,
    /// They, best first.
    pub rows: Vec<RankingRow>,
}

impl Figures {
    /// A unit in the period of a cut; nothing where it is unknown or may not be shown. `place` is the one
    /// among others that it is to reach.
    ///
    /// # Errors
    /// When the cut does not fit the data.
    pub fn unit_profile(
        &self,
        cut: &Cut,
        place: Option<&Place>,
    ) -> Result<Option<UnitProfile>, FiguresError> {
        let unit = self.unit(cut)?;
        let (Some(position), true) = (self.tree.position(&unit), self.shows(cut, &unit)) else {
            return Ok(None);
        };
        let level = Some(self.tree.units()[position].level.to_string());
        let peers = self.ranking(&Cut { level, within: None, ..cut.clone() })?;
        let ranked = ranked(&peers);
        let Some(row) = peers.into_iter().find(|row| row.estimate.unit_code == *unit) else {
            return Ok(None);
        };
        let standing = Standing { row, categories: self.weakest_first(&unit, cut)? };
        let top = match self.tree.lineage(position).last().filter(|top| *top != position) {
            Some(top) => {
                let code = self.tree.units()[top].code.as_str();
                if self.shows(cut, code) { self.categories(code, cut)? } else { Vec::new() }
            }
            None => Vec::new(),
        };
        let children = self.children(position, cut)?;
        let language = cut.language;
        let mut findings = vec![finding::change(&standing, language)];
        let columns = self.columns(language);
        let text = heatmap_finding(&standing.categories, &columns, "", language);
        findings.push(Finding { topic: Topic::Weakness, text });
        findings.extend(finding::target(&standing, language));
        findings.extend(place.map(|place| finding::place(place, language)));
        Ok(Some(UnitProfile { standing, ranked, top, children, findings }))
    }

    fn children(&self, parent: usize, cut: &Cut) -> Result<Vec<Children>, FiguresError> {
        let units = self.tree.units();
        let below: Vec<usize> =
            (0..units.len()).filter(|place| self.tree.parent(*place) == Some(parent)).collect();
        let mut levels: Vec<&str> =
            below.iter().map(|place| units[*place].level.as_str()).collect();
        levels.dedup();
        levels.sort_unstable();
        levels.dedup();
        let of_level = |level: &str| {
            let of_level = Cut { level: Some(level.to_owned()), within: None, ..cut.clone() };
            let mut rows = self.ranking(&of_level)?;
            let ranked = ranked(&rows);
            rows.retain(|row| {
                let place = self.tree.position(&row.estimate.unit_code);
                place.is_some_and(|place| self.tree.parent(place) == Some(parent))
            });
            Ok(Children { level: level.to_owned(), ranked, rows })
        };
        levels.into_iter().map(of_level).collect()
    }
}

fn ranked(rows: &[RankingRow]) -> usize {
    rows.iter().filter(|row| row.rank.is_some()).count()
}
