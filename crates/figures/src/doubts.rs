//! Does the way of asking matter, and does silence? Tables beside the index.

use analytics::{IndexRequest, ModeEffectRequest, index_table, mode_effect_table};
use survey::scoring::{DontKnowRule, Points};
use survey::table::{BoundsRow, IndexRow, ModeEffectRow};
use survey::{Mode, Period, ScoringScheme};

use crate::{Cut, Figures, FiguresError};

impl Figures {
    /// The differences between two modes, of the cut's unit or of the units of its level. The mode and
    /// the period of the cut are not looked at.
    ///
    /// # Errors
    /// As for [`Figures::index_table`].
    pub fn mode_effects(
        &self,
        cut: &Cut,
        periods: Vec<Period>,
        modes: [Mode; 2],
    ) -> Result<Vec<ModeEffectRow>, FiguresError> {
        let units = self.units(cut)?;
        let request = ModeEffectRequest {
            periods,
            units,
            category: Self::category(cut).to_owned(),
            modes,
            weights: cut.weights,
            thresholds: cut.thresholds,
            language: cut.language,
        };
        let scheme = self.scheme(cut.scheme.as_deref())?;
        let mut rows = mode_effect_table(&self.cube, &self.tree, scheme, &request)?;
        rows.retain(|row| self.shows(cut, &row.unit_code, row.period));
        Ok(rows)
    }

    /// Between what index and rate lie, if all who didn't know or wouldn't say had given the worst
    /// answer, or the best: the rows that a cut may show, under its scheme.
    ///
    /// # Errors
    /// As for [`Figures::index_table`].
    pub fn bounds(
        &self,
        cut: &Cut,
        request: &IndexRequest,
    ) -> Result<Vec<BoundsRow>, FiguresError> {
        let scheme = self.scheme(cut.scheme.as_deref())?;
        let table = |scheme: &ScoringScheme| index_table(&self.cube, &self.tree, scheme, request);
        let (worst, best) = ends(scheme);
        let silence_at =
            |points| ScoringScheme { dont_know: DontKnowRule::AtPoints(points), ..scheme.clone() };
        let (low, high) = (table(&silence_at(worst))?, table(&silence_at(best))?);
        let rows = table(scheme)?.into_iter().zip(low.into_iter().zip(high));
        let rows = rows.map(|(row, (low, high))| bounds(row, &low, &high));
        Ok(rows.filter(|row| self.shows(cut, &row.unit_code, row.period)).collect())
    }
}

/// The fewest and the most points that an answer can get.
fn ends(scheme: &ScoringScheme) -> (f64, f64) {
    match &scheme.points {
        Points::EqualSteps => (0.0, 100.0),
        Points::Table(points) => {
            let least = points.iter().copied().fold(100.0, f64::min);
            (least, points.iter().copied().fold(0.0, f64::max))
        }
    }
}

fn bounds(row: IndexRow, low: &IndexRow, high: &IndexRow) -> BoundsRow {
    let silent = row.dont_know_share.zip(row.refused_share).map(|(one, other)| one + other);
    // Silence is in the base of `low` and never satisfied there.
    let rate_high = low.rate.zip(silent).map(|(rate, silent)| (rate + silent).min(1.0));
    BoundsRow {
        unit_code: row.unit_code,
        unit_name: row.unit_name,
        level: row.level,
        period: row.period,
        category: row.category,
        scheme: row.scheme,
        mode: row.mode,
        n: row.n,
        silent_share: silent,
        index: row.index,
        index_low: low.index,
        index_high: high.index,
        ci_low: low.ci_low,
        ci_high: high.ci_high,
        rate: row.rate,
        rate_low: low.rate,
        rate_high,
        flag: row.flag.max(low.flag),
        weights: row.weights,
    }
}
