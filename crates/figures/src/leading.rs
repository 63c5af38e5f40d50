//! What leaders read: the whole in figures and sentences, and one unit in the same way. Pages and
//! command line get it here, so that both say the same.

mod finding;
mod ledger;
mod line;
mod overview;
mod response;
mod unit;

use analytics::UnitSelection;
use jiff::civil::Date;
use store::{Aim, SetAim};
use survey::period::PeriodKind;
use survey::table::{IndexRow, RankingRow, SIGNIFICANT, Verdict};
use survey::{Code, Month, OVERALL, Period};

use crate::drawing::request;
use crate::tables::Field;
use crate::{Cut, Figures, FiguresError};

pub use finding::{Finding, Topic};
pub use ledger::{CategoryIssues, OpenIssues, open_issues};
pub use line::FigureLine;
pub use overview::{Coverage, Overview};
pub use response::response_rate;
pub use unit::{Children, UnitProfile};

/// A unit in figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Its index and rate, its place among its peers and its change.
    pub row: RankingRow,
    /// How many units of its level have a rank, this one among them.
    pub ranked: usize,
    /// How many tiers its level forms; one means that nobody is surely above all others.
    pub tiers: u32,
    /// Its categories, the lowest first; those without a figure last.
    pub categories: Vec<IndexRow>,
}

impl Standing {
    /// Points above the target; below it where negative.
    pub fn gap(&self) -> Option<f64> {
        Some(self.row.estimate.index? - self.row.target?)
    }

    /// Whether the target is reached. Without a figure nobody can tell.
    pub fn verdict(&self) -> Option<Verdict> {
        self.row.target.map(|_| self.row.verdict.unwrap_or(Verdict::Undetermined))
    }

    /// Whether it changed, all changes of its level considered; nothing where nothing is comparable.
    pub fn has_changed(&self) -> Option<bool> {
        self.row.change.and(self.row.change_p_holm).map(is_real)
    }
}

/// Whether a change is more than noise.
pub(crate) fn is_real(p_holm: f64) -> bool {
    p_holm < SIGNIFICANT
}

impl Figures {
    /// The newest quarter with interviews that a cut may show and that is over on a day; where none is,
    /// the newest.
    pub fn newest_finished(&self, cut: &Cut, today: Date) -> Option<Period> {
        let finished = |period: &Period| !is_running(*period, today);
        let quarters = self.periods(cut, PeriodKind::Quarter);
        quarters.into_iter().find(finished).or_else(|| self.newest_period(cut))
    }

    /// The unit that stands for all that a cut may show: the only root, or the only unit in sight.
    pub fn head_of<'a>(&'a self, cut: &'a Cut) -> Option<&'a Code> {
        if let Some(within) = &cut.within {
            let [only] = within.as_slice() else { return None };
            if let Some(unit) = &only.unit {
                return Some(unit);
            }
        }
        let mut roots = self.tree.units().iter().filter(|unit| unit.parent.is_none());
        let only = roots.next().filter(|_| roots.next().is_none())?;
        Some(&only.code)
    }

    /// What a unit is to reach in the year of a period: its own aim, or that of the next unit above
    /// that has one.
    pub fn aim_of<'a>(&self, aims: &'a [SetAim], period: Period, unit: &str) -> Option<&'a Aim> {
        let year = period.months().start.year();
        let of_year = || aims.iter().map(|set| &set.aim).filter(|aim| aim.year == year);
        let lineage = self.tree.lineage(self.tree.position(unit)?);
        let mut codes = lineage.map(|place| &self.tree.units()[place].code);
        codes.find_map(|code| of_year().find(|aim| aim.unit == *code))
    }

    fn standing(&self, unit: &str, cut: &Cut) -> Result<Option<Standing>, FiguresError> {
        let Some(known) = self.tree.get(unit) else { return Ok(None) };
        let level = Some(known.level.to_string());
        let Field { rows, ranked, tiers } = self.field(&Cut { level, ..cut.clone() })?;
        let own = rows.into_iter().find(|row| row.estimate.unit_code == *unit);
        let Some(row) = own else { return Ok(None) };
        Ok(Some(Standing { row, ranked, tiers, categories: self.weakest_first(unit, cut)? }))
    }

    /// The categories of a unit, the lowest first; those without a figure last.
    fn weakest_first(&self, unit: &str, cut: &Cut) -> Result<Vec<IndexRow>, FiguresError> {
        let mut rows = self.categories(unit, cut)?;
        rows.retain(|row| row.category != OVERALL);
        let order = |row: &IndexRow| row.index.unwrap_or(f64::INFINITY);
        rows.sort_by(|a, b| order(a).total_cmp(&order(b)));
        Ok(rows)
    }

    fn categories(&self, unit: &str, cut: &Cut) -> Result<Vec<IndexRow>, FiguresError> {
        let units = UnitSelection::One(unit.to_owned());
        self.index_table(cut, &request(cut, vec![self.period(cut)?], units))
    }
}

/// Whether a period is not over yet on a day.
pub fn is_running(period: Period, today: Date) -> bool {
    period.months().end > Month::of(today)
}
