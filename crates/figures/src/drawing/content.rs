//! What a chart shows: its rows, and the table of them.

use std::sync::Arc;

use analytics::{By, UnitSelection};
use survey::period::PeriodKind;
use survey::table::{
    AnswerShares, ChangeRow, CoverageRow, FunnelRow, IndexRow, MovementRow, Priorities, RankingRow,
};
use survey::{Language, OptionKind, Period, Scale};

use super::request;
use crate::{ChartKind, Cut, Figures, FiguresError, Source, Twin};

/// What a chart shows.
#[derive(Debug)]
pub(super) enum Content {
    Ranking(Vec<RankingRow>),
    Movement(Vec<MovementRow>),
    Compare(Vec<ChangeRow>),
    Heatmap(Vec<IndexRow>),
    Trend(Vec<IndexRow>, Line),
    Answers(Option<(Scale, Vec<AnswerShares>)>),
    Priority(Priorities),
    Coverage(Arc<[CoverageRow]>),
    Funnel(Vec<FunnelRow>),
}

/// What the rows of one line of a trend have in common.
#[derive(Debug, Clone, Copy)]
pub(super) enum Line {
    Unit,
    Category,
}

impl Line {
    pub(super) fn of(self, row: &IndexRow) -> &str {
        match self {
            Self::Unit => &row.unit_code,
            Self::Category => &row.category,
        }
    }
}

impl Content {
    pub(super) fn twin(&self, figures: &Figures, language: Language) -> Twin {
        match self {
            Self::Ranking(rows) => Twin::of_ranking(rows, language),
            Self::Movement(rows) => Twin::of_movement(rows, language),
            Self::Compare(rows) => Twin::of_changes(rows, language),
            Self::Heatmap(rows) | Self::Trend(rows, _) => figures.index_twin(rows, language),
            Self::Answers(Some((scale, rows))) => Twin::of_shares(scale, rows, language),
            Self::Answers(None) => Twin::default(),
            Self::Priority(rows) => Twin::of_priorities(rows, language),
            Self::Coverage(rows) => Twin::of_coverage(rows, language),
            Self::Funnel(rows) => Twin::of_funnel(rows, language),
        }
    }
}

/// The labels of the options that count.
pub(super) fn substantive(scale: &Scale, language: Language) -> Vec<String> {
    let options = scale.options.iter().filter(|option| option.kind == OptionKind::Substantive);
    options.map(|option| option.label.get(language).to_owned()).collect()
}

impl Figures {
    pub(super) fn content(
        &self,
        kind: ChartKind,
        cut: &Cut,
        source: Source<'_>,
    ) -> Result<Content, FiguresError> {
        Ok(match kind {
            ChartKind::Ranking => Content::Ranking(self.ranking(cut)?),
            ChartKind::Movement => Content::Movement(self.movement(cut)?),
            ChartKind::Compare => Content::Compare(self.comparison(cut)?),
            ChartKind::Heatmap => Content::Heatmap(self.heat(cut)?),
            ChartKind::Trend => {
                let line = if cut.unit.is_some() { Line::Category } else { Line::Unit };
                Content::Trend(self.course(cut)?, line)
            }
            ChartKind::Answers => Content::Answers(self.shares(cut)?),
            ChartKind::Priority => Content::Priority(self.priorities(source, cut, By::Category)?),
            ChartKind::Coverage => Content::Coverage(self.coverage(source, cut)?),
            ChartKind::Funnel => Content::Funnel(self.funnel(cut)?),
        })
    }

    /// Units of the level by category, in the order of the tree.
    pub(crate) fn heat(&self, cut: &Cut) -> Result<Vec<IndexRow>, FiguresError> {
        let units = UnitSelection::Level(self.level(cut)?);
        let request = request(cut, vec![self.period(cut)?], units);
        self.index_table(cut, &request)
    }

    /// The rows of a trend: one unit with all its categories when the cut names one, else all units
    /// of the level in one category.
    fn course(&self, cut: &Cut) -> Result<Vec<IndexRow>, FiguresError> {
        let periods = self.periods_up_to(self.period(cut)?);
        let units = match &cut.unit {
            Some(unit) => UnitSelection::One(unit.clone()),
            None => UnitSelection::Level(self.level(cut)?),
        };
        let mut rows = self.index_table(cut, &request(cut, periods, units))?;
        if cut.unit.is_none() {
            rows.retain(|row| row.category == Self::category(cut));
        }
        Ok(rows)
    }

    /// The last periods of the same kind up to one: as many as make about two years.
    fn periods_up_to(&self, last: Period) -> Vec<Period> {
        let count = match last.kind() {
            PeriodKind::Month => 12,
            PeriodKind::Quarter => 8,
            PeriodKind::Semester | PeriodKind::Half | PeriodKind::Year => 4,
        };
        let mut periods: Vec<Period> =
            std::iter::successors(Some(last), |p| Some(p.previous())).take(count).collect();
        let first_month = self.cube.months().first().copied();
        periods.retain(|period| first_month.is_none_or(|month| period.months().end > month));
        periods.reverse();
        periods
    }
}
