//! One unit: how it stands, what is weakest, and the units below it.

use store::Place;
use survey::table::{IndexRow, RankingRow};

use super::{Finding, Standing, finding};
use crate::tables::Field;
use crate::{Cut, Figures, FiguresError};

/// A unit at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitProfile {
    /// The unit itself.
    pub standing: Standing,
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
        let period = self.period(cut)?;
        let shows = |code: &str| self.shows(cut, code, period);
        let (Some(position), true) = (self.tree.position(&unit), shows(&unit)) else {
            return Ok(None);
        };
        let Some(standing) = self.standing(&unit, cut)? else { return Ok(None) };
        let top = match self.tree.lineage(position).last().filter(|top| *top != position) {
            Some(top) => {
                let code = self.tree.units()[top].code.as_str();
                if shows(code) { self.categories(code, cut)? } else { Vec::new() }
            }
            None => Vec::new(),
        };
        let children = self.children(position, cut)?;
        let language = cut.language;
        let mut findings = vec![finding::change(&standing, language)];
        findings.extend(self.weakness(&standing.categories, "", language));
        findings.extend(finding::target(&standing, language));
        findings.extend(place.map(|place| finding::place(place, language)));
        Ok(Some(UnitProfile { standing, top, children, findings }))
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
            let of_level = Cut { level: Some(level.to_owned()), ..cut.clone() };
            let Field { mut rows, ranked, .. } = self.field(&of_level)?;
            rows.retain(|row| {
                let place = self.tree.position(&row.estimate.unit_code);
                place.is_some_and(|place| self.tree.parent(place) == Some(parent))
            });
            Ok(Children { level: level.to_owned(), ranked, rows })
        };
        levels.into_iter().map(of_level).collect()
    }
}
