//! What a cut may show: everything, some units, or of some units what is published.
//!
//! Every table and chart passes through [`Figures::shows`], so that a unit that is rated learns its numbers
//! when everybody does, whichever way it asks.

use survey::period::PeriodKind;
use survey::{Code, Period, Sight};

use crate::{Cut, Figures};

impl Figures {
    /// Whether a cut may show the figures of a unit for a period.
    pub fn shows(&self, cut: &Cut, unit: &str, period: Period) -> bool {
        let Some(within) = &cut.within else { return true };
        within.iter().any(|sight| {
            self.reaches(sight, unit) && (!sight.published || self.is_released(unit, period))
        })
    }

    /// Whether a cut may name a unit, with or without figures.
    pub fn names(&self, cut: &Cut, unit: &str) -> bool {
        let Some(within) = &cut.within else { return true };
        self.tree.position(unit).is_some() && within.iter().any(|sight| self.reaches(sight, unit))
    }

    /// Periods of a kind that hold interviews and that a cut may show, newest first.
    pub fn periods(&self, cut: &Cut, kind: PeriodKind) -> Vec<Period> {
        let months = self.cube.months();
        let mut periods: Vec<Period> =
            months.into_iter().rev().map(|month| Period::containing(month, kind)).collect();
        periods.dedup();
        periods.retain(|period| self.opens(cut, *period));
        periods
    }

    /// Newest quarter with interviews that a cut may show, or the newest month where that is all
    /// there is to show.
    pub fn newest_period(&self, cut: &Cut) -> Option<Period> {
        let newest = |kind| self.periods(cut, kind).first().copied();
        newest(PeriodKind::Quarter).or_else(|| newest(PeriodKind::Month))
    }

    /// Whether there is a unit whose figures of a period a cut may show: the one that it names, or any.
    fn opens(&self, cut: &Cut, period: Period) -> bool {
        let Some(within) = &cut.within else { return true };
        if let Some(unit) = &cut.unit {
            return self.shows(cut, unit, period);
        }
        within.iter().any(|sight| !sight.published || self.is_released_within(sight, period))
    }

    fn reaches(&self, sight: &Sight, unit: &str) -> bool {
        sight.unit.as_ref().is_none_or(|top| self.lies_in(unit, top))
    }

    fn is_released(&self, unit: &str, period: Period) -> bool {
        let covers = |period_of: Period| period_of.covers(period);
        self.released.iter().any(|one| covers(one.period) && self.lies_in(unit, &one.unit))
    }

    /// Whether a period is published of anything that a sight reaches.
    fn is_released_within(&self, sight: &Sight, period: Period) -> bool {
        let meets = |unit: &Code| {
            sight.unit.as_ref().is_none_or(|top| {
                self.lies_in(unit.as_str(), top) || self.lies_in(top.as_str(), unit)
            })
        };
        self.released.iter().any(|one| one.period.covers(period) && meets(&one.unit))
    }

    /// Whether a unit is another one or lies below it.
    fn lies_in(&self, unit: &str, top: &Code) -> bool {
        self.tree.position(unit).is_some_and(|place| {
            self.tree.lineage(place).any(|above| self.tree.units()[above].code == *top)
        })
    }
}
