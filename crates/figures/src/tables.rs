//! Cut → tables.

use analytics::{
    ChangeRequest, IndexRequest, IndexTable, RankRequest, SharesRequest, answer_shares,
    change_table, index_table, ranking_table,
};
use survey::table::{AnswerShares, ChangeRow, IndexRow, RankingRow};
use survey::{Period, Scale};

use crate::{Cut, Figures, FiguresError};

impl Figures {
    /// The index table.
    ///
    /// # Errors
    /// When the scheme is unknown or does not fit, or a unit or level is unknown.
    pub fn index_table(
        &self,
        scheme: Option<&str>,
        request: &IndexRequest,
    ) -> Result<Vec<IndexRow>, FiguresError> {
        Ok(index_table(&self.cube, &self.tree, self.scheme(scheme)?, request)?)
    }

    /// The index table, a period at a time.
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
        let request = RankRequest {
            period: self.period(cut)?,
            level: self.level(cut)?,
            category: Self::category(cut).to_owned(),
            mode: cut.mode,
            top: cut.top,
            target: cut.target,
            thresholds: cut.thresholds,
            language: cut.language,
        };
        let scheme = self.scheme(cut.scheme.as_deref())?;
        // Ranked among all.
        let mut rows = ranking_table(&self.cube, &self.tree, scheme, &request)?;
        rows.retain(|row| self.shows(cut, &row.estimate.unit_code));
        Ok(rows)
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
            thresholds: cut.thresholds,
            language: cut.language,
        };
        Ok(change_table(&self.cube, &self.tree, self.scheme(cut.scheme.as_deref())?, &request)?)
    }

    /// Shares of the answers to every question, for the cut's unit and period.
    ///
    /// # Errors
    /// When the unit is unknown.
    pub fn shares(&self, cut: &Cut) -> Result<Option<(Scale, Vec<AnswerShares>)>, FiguresError> {
        let request = SharesRequest {
            period: self.period(cut)?,
            unit: self.unit(cut)?,
            mode: cut.mode,
            thresholds: cut.thresholds,
            language: cut.language,
        };
        Ok(answer_shares(&self.cube, &self.tree, &request)?)
    }
}
