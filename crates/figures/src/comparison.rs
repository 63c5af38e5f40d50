//! Cut → changes, movements and funnels.

use analytics::{FunnelRequest, MovementRequest, UnitSelection, funnel_table, movement_table};
use survey::display::sum_of_shown;
use survey::table::{ChangeRow, FunnelRow, MovementRow};
use survey::{OVERALL, Period};

use crate::{ChartKind, Cut, Figures, FiguresError};

/// Periods of a movement: more lines between more periods nobody follows.
pub const MOVEMENT_PERIODS_MAX: usize = 6;

impl Figures {
    /// The funnel of the cut's level, period and category, among all units of the level.
    ///
    /// # Errors
    /// As for [`Figures::index_table`].
    pub fn funnel(&self, cut: &Cut) -> Result<Vec<FunnelRow>, FiguresError> {
        let request = FunnelRequest {
            period: self.period(cut)?,
            level: self.level(cut)?,
            category: Self::category(cut).to_owned(),
            mode: cut.mode,
            thresholds: cut.thresholds,
            language: cut.language,
        };
        let scheme = self.scheme(cut.scheme.as_deref())?;
        let mut rows = funnel_table(&self.cube, &self.tree, scheme, &request)?;
        rows.retain(|row| self.shows(cut, &row.unit_code, request.period));
        Ok(rows)
    }

    /// The ranks of the units of the cut's level in each period from where the comparison starts,
    /// among all units of the level.
    ///
    /// # Errors
    /// As for [`Figures::index_table`], and when the comparison starts too early or too late.
    pub fn movement(&self, cut: &Cut) -> Result<Vec<MovementRow>, FiguresError> {
        let request = MovementRequest {
            periods: self.way(cut)?,
            level: self.level(cut)?,
            category: Self::category(cut).to_owned(),
            mode: cut.mode,
            thresholds: cut.thresholds,
            language: cut.language,
        };
        let scheme = self.scheme(cut.scheme.as_deref())?;
        let mut rows = movement_table(&self.cube, &self.tree, scheme, &request)?;
        rows.retain(|row| self.shows(cut, &row.unit_code, row.period));
        let start = self.start(cut)?;
        for row in &mut rows {
            if !self.shows(cut, &row.unit_code, start) {
                (row.change, row.change_se) = (None, None);
                (row.change_p, row.change_p_holm) = (None, None);
            }
        }
        Ok(rows)
    }

    /// The change of each unit of the cut's level from where the comparison starts to the cut's
    /// period, judged among all units of the level.
    ///
    /// # Errors
    /// As for [`Figures::index_table`], and when the comparison starts too late.
    pub fn comparison(&self, cut: &Cut) -> Result<Vec<ChangeRow>, FiguresError> {
        let periods = vec![self.start(cut)?, self.period(cut)?];
        self.changes(&Cut { unit: None, ..cut.clone() }, periods)
    }

    /// The period that a comparison starts from.
    ///
    /// # Errors
    /// When it is not an earlier one of the same kind, or there are no interviews.
    pub fn start(&self, cut: &Cut) -> Result<Period, FiguresError> {
        let period = self.period(cut)?;
        let from = cut.from.unwrap_or_else(|| period.previous());
        if from.kind() != period.kind() || from.months().start >= period.months().start {
            return Err(FiguresError::NotBefore { from, period });
        }
        Ok(from)
    }

    /// All periods from the start of a comparison to its end.
    fn way(&self, cut: &Cut) -> Result<Vec<Period>, FiguresError> {
        let (from, to) = (self.start(cut)?, self.period(cut)?);
        let mut periods: Vec<Period> = std::iter::successors(Some(to), |p| Some(p.previous()))
            .take_while(|period| period.months().start >= from.months().start)
            .take(MOVEMENT_PERIODS_MAX + 1)
            .collect();
        if periods.len() > MOVEMENT_PERIODS_MAX {
            return Err(FiguresError::TooManyPeriods { from, to, most: MOVEMENT_PERIODS_MAX });
        }
        periods.reverse();
        Ok(periods)
    }

    /// Interviews behind a chart that compares units, without those whose number is withheld.
    pub(crate) fn interviews_compared(
        &self,
        kind: ChartKind,
        cut: &Cut,
    ) -> Result<Option<u64>, FiguresError> {
        let periods = match kind {
            ChartKind::Movement => self.way(cut)?,
            ChartKind::Compare => vec![self.start(cut)?, self.period(cut)?],
            _ => vec![self.period(cut)?],
        };
        let units = UnitSelection::Level(self.level(cut)?);
        let request = crate::drawing::request(cut, periods, units);
        let rows = self.index_table(cut, &request)?;
        let overall = rows.iter().filter(|row| row.category == OVERALL);
        Ok(sum_of_shown(overall.map(|row| row.responses)))
    }
}
