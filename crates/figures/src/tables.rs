//! Cut → tables.

use analytics::{
    ChangeRequest, IndexRequest, IndexTable, RankRequest, SharesRequest, answer_shares,
    change_table, index_table, ranking_table,
};
use survey::table::{AnswerShares, ChangeRow, IndexRow, RankingRow};
use survey::{Period, Scale};

use crate::{Cut, Figures, FiguresError};

/// A ranking as somebody may see it.
pub(crate) struct Field {
    /// The units that may be shown, with the ranks that they have among all.
    pub(crate) rows: Vec<RankingRow>,
    /// How many of all have a rank.
    pub(crate) ranked: usize,
    /// How many tiers all together form.
    pub(crate) tiers: u32,
}

impl Figures {
    /// The rows of an index table that a cut may show, under its scheme. What else the cut says is
    /// for the request to say.
    ///
    /// # Errors
    /// When the scheme is unknown or does not fit, or a unit or level is unknown.
    pub fn index_table(
        &self,
        cut: &Cut,
        request: &IndexRequest,
    ) -> Result<Vec<IndexRow>, FiguresError> {
        let scheme = self.scheme(cut.scheme.as_deref())?;
        let mut rows = index_table(&self.cube, &self.tree, scheme, request)?;
        rows.retain(|row| self.shows(cut, &row.unit_code, row.period));
        Ok(rows)
    }

    /// The whole index table, a period at a time.
    ///
    /// # Errors
    /// As for [`Figures::index_table`].
    pub fn index_parts<'a>(
        &'a self,
        scheme: Option<&str>,
        request: &'a IndexRequest,
    ) -> Result<IndexTable<'a>, FiguresError> {
        Ok(IndexTable::new(&self.cube, &self.tree, self.scheme(scheme)?, request)?)
    }

    /// The ranking table of the cut's level, period and category.
    ///
    /// # Errors
    /// As for [`Figures::index_table`].
    pub fn ranking(&self, cut: &Cut) -> Result<Vec<RankingRow>, FiguresError> {
        Ok(self.field(cut)?.rows)
    }

    /// The ranking table, and how many units have a rank in the whole of it.
    pub(crate) fn field(&self, cut: &Cut) -> Result<Field, FiguresError> {
        let request = RankRequest {
            period: self.period(cut)?,
            level: self.level(cut)?,
            category: Self::category(cut).to_owned(),
            mode: cut.mode,
            top: cut.top,
            target: cut.target,
            weights: cut.weights,
            thresholds: cut.thresholds,
            language: cut.language,
        };
        let scheme = self.scheme(cut.scheme.as_deref())?;
        // Ranked among all.
        let mut rows = ranking_table(&self.cube, &self.tree, scheme, &request)?;
        let ranked = rows.iter().filter(|row| row.rank.is_some()).count();
        let tiers = rows.iter().filter_map(|row| row.tier).max().unwrap_or(0);
        rows.retain(|row| self.shows(cut, &row.estimate.unit_code, request.period));
        let before = request.period.previous();
        for row in &mut rows {
            if !self.shows(cut, &row.estimate.unit_code, before) {
                forget_change(row);
            }
        }
        Ok(Field { rows, ranked, tiers })
    }

    /// Changes of the cut's unit, or of the units of its level, from each of some periods to the
    /// next. The period of the cut is not looked at.
    ///
    /// # Errors
    /// As for [`Figures::index_table`].
    pub fn changes(&self, cut: &Cut, periods: Vec<Period>) -> Result<Vec<ChangeRow>, FiguresError> {
        let units = self.units(cut)?;
        let request = ChangeRequest {
            periods,
            units,
            category: Self::category(cut).to_owned(),
            mode: cut.mode,
            weights: cut.weights,
            thresholds: cut.thresholds,
            language: cut.language,
        };
        let scheme = self.scheme(cut.scheme.as_deref())?;
        let mut rows = change_table(&self.cube, &self.tree, scheme, &request)?;
        rows.retain(|row| {
            let shows = |period| self.shows(cut, &row.unit_code, period);
            shows(row.from_period) && shows(row.to_period)
        });
        Ok(rows)
    }

    /// Shares of the answers to every question, for the cut's unit and period.
    ///
    /// # Errors
    /// When the unit is unknown.
    pub fn shares(&self, cut: &Cut) -> Result<Option<(Scale, Vec<AnswerShares>)>, FiguresError> {
        let (period, unit) = (self.period(cut)?, self.unit(cut)?);
        if !self.shows(cut, &unit, period) {
            return Ok(None);
        }
        let request = SharesRequest {
            period,
            unit,
            mode: cut.mode,
            thresholds: cut.thresholds,
            language: cut.language,
        };
        Ok(answer_shares(&self.cube, &self.tree, &request)?)
    }
}

/// A change tells what was before.
fn forget_change(row: &mut RankingRow) {
    row.previous_rank = None;
    (row.change, row.change_se) = (None, None);
    (row.change_p, row.change_p_holm) = (None, None);
}
