//! Cut → chart, with the table that stands beside it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use analytics::{By, IndexRequest, ModeSplit, UnitSelection};
use charts::{Canvas, CategoryColumn, RankingOptions, Series};
use survey::period::PeriodKind;
use survey::table::{
    AnswerShares, ChangeRow, CoverageRow, FunnelRow, IndexRow, MovementRow, Priorities, RankingRow,
};
use survey::{Language, OVERALL, OptionKind, Period, Scale};

use crate::{ChartKind, Cut, Figures, FiguresError, Source, Twin};

/// How a chart shall look.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Width and language.
    pub canvas: Canvas,
    /// A score to reach, drawn as a line.
    pub target: Option<f64>,
    /// A line for the foot, e.g. when and with which version it was made.
    pub note: Option<String>,
}

/// The figures of a chart, worked out once for every width and for the table beside it.
#[derive(Debug)]
pub struct Drawing<'f> {
    pub(crate) figures: &'f Figures,
    pub(crate) kind: ChartKind,
    pub(crate) cut: Cut,
    content: Content,
    /// Behind the whole of it, without those of units whose number is withheld.
    pub(crate) interviews: Option<u64>,
}

#[derive(Debug)]
pub(crate) enum Content {
    Ranking(Vec<RankingRow>),
    Movement(Vec<MovementRow>),
    Compare(Vec<ChangeRow>),
    Heatmap(Vec<IndexRow>),
    Trend(Vec<IndexRow>),
    Answers(Option<(Scale, Vec<AnswerShares>)>),
    Priority(Priorities),
    Coverage(Arc<[CoverageRow]>),
    Funnel(Vec<FunnelRow>),
}

impl Figures {
    /// Works out what a chart shows. Some need more than the cube keeps, and read it from the source.
    ///
    /// # Errors
    /// When the cut does not fit the data or the store fails.
    pub fn drawing(
        &self,
        kind: ChartKind,
        cut: &Cut,
        source: Source<'_>,
    ) -> Result<Drawing<'_>, FiguresError> {
        let content = match kind {
            ChartKind::Ranking => Content::Ranking(self.ranking(cut)?),
            ChartKind::Movement => Content::Movement(self.movement(cut)?),
            ChartKind::Compare => Content::Compare(self.comparison(cut)?),
            ChartKind::Heatmap => Content::Heatmap(self.heat(cut)?),
            ChartKind::Trend => Content::Trend(self.course(cut)?),
            ChartKind::Answers => Content::Answers(self.shares(cut)?),
            ChartKind::Priority => Content::Priority(self.priorities(source, cut, By::Category)?),
            ChartKind::Coverage => Content::Coverage(self.coverage(source, cut)?),
            ChartKind::Funnel => Content::Funnel(self.funnel(cut)?),
        };
        let interviews = self.interviews(&content, kind, cut)?;
        Ok(Drawing { figures: self, kind, cut: cut.clone(), content, interviews })
    }

    /// Draws a chart as SVG.
    ///
    /// # Errors
    /// As for [`Figures::drawing`] and [`Drawing::svg`].
    pub fn chart(
        &self,
        kind: ChartKind,
        cut: &Cut,
        look: &Look,
        source: Source<'_>,
    ) -> Result<String, FiguresError> {
        self.drawing(kind, cut, source)?.svg(look)
    }

    /// The table twin of a chart: the same figures, to be read and copied.
    ///
    /// # Errors
    /// As for [`Figures::drawing`].
    pub fn twin(
        &self,
        kind: ChartKind,
        cut: &Cut,
        source: Source<'_>,
    ) -> Result<Twin, FiguresError> {
        Ok(self.drawing(kind, cut, source)?.twin())
    }

    /// Index rows for reading: rounded, in words.
    pub fn index_twin(&self, rows: &[IndexRow], language: Language) -> Twin {
        Twin::of_index(rows, |row| self.topic_name(&row.category, language), language)
    }

    /// Units of the level by category, in the order of the tree.
    pub(crate) fn heat(&self, cut: &Cut) -> Result<Vec<IndexRow>, FiguresError> {
        let units = UnitSelection::Level(self.level(cut)?);
        let request = request(cut, vec![self.period(cut)?], units);
        self.index_table(cut, &request)
    }

    pub(crate) fn columns(&self, language: Language) -> Vec<CategoryColumn> {
        let categories = self.cube.categories().map(|(code, _)| code.to_string());
        std::iter::once(OVERALL.to_owned())
            .chain(categories)
            .map(|code| CategoryColumn { name: self.category_name(&code, language), code })
            .collect()
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

impl Drawing<'_> {
    /// The chart as SVG.
    ///
    /// # Errors
    /// When it can't be drawn.
    pub fn svg(&self, look: &Look) -> Result<String, FiguresError> {
        let caption = &self.caption(look)?;
        let canvas = &look.canvas;
        Ok(match &self.content {
            Content::Ranking(rows) => {
                let options = RankingOptions { target: look.target, ..RankingOptions::default() };
                charts::ranking(rows, &options, caption, canvas)?
            }
            Content::Movement(rows) => charts::movement(rows, caption, canvas)?,
            Content::Compare(rows) => charts::compare(rows, caption, canvas)?,
            Content::Heatmap(rows) => {
                let columns = self.figures.columns(self.cut.language);
                charts::heatmap(rows, &columns, caption, canvas)?
            }
            Content::Trend(rows) => {
                charts::trend(&self.series(rows), look.target, caption, canvas)?
            }
            Content::Answers(None) => charts::answers(&[], &[], caption, canvas)?,
            Content::Answers(Some((scale, rows))) => {
                let substantive = |kind| kind == OptionKind::Substantive;
                let options = scale.options.iter().filter(|option| substantive(option.kind));
                let label =
                    |option: &survey::ScaleOption| option.label.get(self.cut.language).to_owned();
                charts::answers(&options.map(label).collect::<Vec<_>>(), rows, caption, canvas)?
            }
            Content::Priority(priorities) => charts::priority(priorities, caption, canvas)?,
            Content::Coverage(rows) => charts::coverage(rows, caption, canvas)?,
            Content::Funnel(rows) => charts::funnel(rows, caption, canvas)?,
        })
    }

    /// The table twin: the same figures, to be read and copied.
    pub fn twin(&self) -> Twin {
        let language = self.cut.language;
        match &self.content {
            Content::Ranking(rows) => Twin::of_ranking(rows, language),
            Content::Movement(rows) => Twin::of_movement(rows, language),
            Content::Compare(rows) => Twin::of_changes(rows, language),
            Content::Heatmap(rows) | Content::Trend(rows) => {
                self.figures.index_twin(rows, language)
            }
            Content::Answers(Some((scale, rows))) => Twin::of_shares(scale, rows, language),
            Content::Answers(None) => Twin::default(),
            Content::Priority(priorities) => Twin::of_priorities(priorities, language),
            Content::Coverage(rows) => Twin::of_coverage(rows, language),
            Content::Funnel(rows) => Twin::of_funnel(rows, language),
        }
    }

    /// How many units the picture has a row or a line for: it grows with them.
    pub fn units(&self) -> usize {
        fn distinct<'r>(codes: impl Iterator<Item = &'r str>) -> usize {
            codes.collect::<HashSet<_>>().len()
        }
        match &self.content {
            Content::Ranking(rows) => rows.len(),
            Content::Movement(rows) => distinct(rows.iter().map(|row| row.unit_code.as_str())),
            Content::Compare(rows) => distinct(rows.iter().map(|row| row.unit_code.as_str())),
            Content::Heatmap(rows) | Content::Trend(rows) => {
                distinct(rows.iter().map(|row| row.unit_code.as_str()))
            }
            Content::Coverage(rows) => rows.len(),
            // Of one unit, or a dot for each.
            Content::Answers(_) | Content::Priority(_) | Content::Funnel(_) => 1,
        }
    }

    /// A line for each unit, or for each category of the one unit.
    fn series(&self, rows: &[IndexRow]) -> Vec<Series> {
        let one_unit = self.cut.unit.is_some();
        let key = |row: &IndexRow| {
            if one_unit { row.category.to_string() } else { row.unit_code.to_string() }
        };
        let mut places = HashMap::new();
        let mut lines: Vec<Vec<&IndexRow>> = Vec::new();
        for row in rows {
            let place = *places.entry(key(row)).or_insert(lines.len());
            if place == lines.len() {
                lines.push(Vec::new());
            }
            lines[place].push(row);
        }
        let name = |row: &IndexRow| {
            if one_unit {
                self.figures.category_name(&row.category, self.cut.language)
            } else {
                row.unit_name.to_string()
            }
        };
        lines.iter().map(|points| Series::new(&name(points[0]), points)).collect()
    }
}

pub(crate) fn request(cut: &Cut, periods: Vec<Period>, units: UnitSelection) -> IndexRequest {
    IndexRequest {
        periods,
        units,
        modes: cut.mode.map_or(ModeSplit::Together, ModeSplit::Only),
        thresholds: cut.thresholds,
        language: cut.language,
        ..IndexRequest::default()
    }
}
