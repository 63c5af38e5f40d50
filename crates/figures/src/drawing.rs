//! Cut → chart, with the table that stands beside it.

use analytics::{By, IndexRequest, ModeSplit, UnitSelection};
use charts::{Canvas, Caption, CategoryColumn, RankingOptions, Series};
use survey::display::sum_of_shown;
use survey::period::PeriodKind;
use survey::table::{IndexRow, RankingRow};
use survey::{Language, OVERALL, OptionKind, Period};

use crate::words::level_name;
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

impl Figures {
    /// Draws a chart as SVG. Some need more than the cube keeps, and read it from the source.
    ///
    /// # Errors
    /// When the cut does not fit the data, the chart can't be drawn or the store fails.
    pub fn chart(
        &self,
        kind: ChartKind,
        cut: &Cut,
        look: &Look,
        source: Source<'_>,
    ) -> Result<String, FiguresError> {
        let canvas = &look.canvas;
        let caption = self.caption(kind, cut, look)?;
        Ok(match kind {
            ChartKind::Ranking => {
                let options = RankingOptions { target: look.target, ..RankingOptions::default() };
                charts::ranking(&self.ranking(cut)?, &options, &caption, canvas)?
            }
            ChartKind::Movement => charts::movement(&self.movement(cut)?, &caption, canvas)?,
            ChartKind::Compare => charts::compare(&self.comparison(cut)?, &caption, canvas)?,
            ChartKind::Heatmap => {
                charts::heatmap(&self.heat(cut)?, &self.columns(cut.language), &caption, canvas)?
            }
            ChartKind::Trend => charts::trend(&self.series(cut)?, look.target, &caption, canvas)?,
            ChartKind::Answers => {
                let (options, rows) = match self.shares(cut)? {
                    Some((scale, rows)) => (
                        scale
                            .options
                            .iter()
                            .filter(|option| option.kind == OptionKind::Substantive)
                            .map(|option| option.label.get(cut.language).to_owned())
                            .collect(),
                        rows,
                    ),
                    None => (Vec::new(), Vec::new()),
                };
                charts::answers(&options, &rows, &caption, canvas)?
            }
            ChartKind::Priority => {
                charts::priority(&self.priorities(source, cut, By::Category)?, &caption, canvas)?
            }
            ChartKind::Coverage => {
                charts::coverage(&self.coverage(source, cut)?, &caption, canvas)?
            }
            ChartKind::Funnel => charts::funnel(&self.funnel(cut)?, &caption, canvas)?,
        })
    }

    /// The table twin of a chart: the same figures, to be read and copied.
    ///
    /// # Errors
    /// As for [`Figures::chart`].
    pub fn twin(
        &self,
        kind: ChartKind,
        cut: &Cut,
        source: Source<'_>,
    ) -> Result<Twin, FiguresError> {
        let language = cut.language;
        Ok(match kind {
            ChartKind::Ranking => Twin::of_ranking(&self.ranking(cut)?, language),
            ChartKind::Movement => Twin::of_movement(&self.movement(cut)?, language),
            ChartKind::Compare => Twin::of_changes(&self.comparison(cut)?, language),
            ChartKind::Heatmap => self.index_twin(&self.heat(cut)?, language),
            ChartKind::Trend => self.index_twin(&self.course(cut)?, language),
            ChartKind::Answers => match self.shares(cut)? {
                Some((scale, rows)) => Twin::of_shares(&scale, &rows, language),
                None => Twin::default(),
            },
            ChartKind::Priority => {
                Twin::of_priorities(&self.priorities(source, cut, By::Category)?, language)
            }
            ChartKind::Coverage => Twin::of_coverage(&self.coverage(source, cut)?, language),
            ChartKind::Funnel => Twin::of_funnel(&self.funnel(cut)?, language),
        })
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

    fn series(&self, cut: &Cut) -> Result<Vec<Series>, FiguresError> {
        let rows = self.course(cut)?;
        let mut keys: Vec<(&str, &IndexRow)> = Vec::new();
        for row in &rows {
            let key = line(row, cut);
            if keys.iter().all(|(known, _)| *known != key) {
                keys.push((key, row));
            }
        }
        Ok(keys
            .into_iter()
            .map(|(wanted, first)| {
                let name = match &cut.unit {
                    Some(_) => self.category_name(wanted, cut.language),
                    None => first.unit_name.to_string(),
                };
                let points: Vec<&IndexRow> =
                    rows.iter().filter(|row| line(row, cut) == wanted).collect();
                Series::new(&name, &points)
            })
            .collect())
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

    fn caption(&self, kind: ChartKind, cut: &Cut, look: &Look) -> Result<Caption, FiguresError> {
        let language = cut.language;
        let scheme = self.scheme(cut.scheme.as_deref())?;
        // Within a sentence: "the 26 towns".
        let units = |level: &str| level_name(level, language).to_lowercase();
        let (category_name, level_name) = match (kind, &cut.unit) {
            (
                ChartKind::Ranking | ChartKind::Movement | ChartKind::Compare | ChartKind::Funnel,
                _,
            )
            | (ChartKind::Trend, None) => {
                (self.category_name(Self::category(cut), language), units(&self.level(cut)?))
            }
            (ChartKind::Heatmap | ChartKind::Coverage, _) => {
                (String::new(), units(&self.level(cut)?))
            }
            (ChartKind::Trend | ChartKind::Answers | ChartKind::Priority, _) => {
                let unit = self.tree.name(&self.unit(cut)?, language).to_owned();
                let rows = match kind {
                    ChartKind::Priority => language.pick("类别", "categories"),
                    _ => language.pick("问题", "questions"),
                };
                (unit, rows.to_owned())
            }
        };
        Ok(Caption {
            period: self.period(cut)?,
            category_name,
            level_name,
            // Nothing is scored where interviews are only counted.
            scheme: match kind {
                ChartKind::Coverage => String::new(),
                _ => format!("{}@{}", scheme.code, scheme.version),
            },
            source: self.questionnaire.title.get(language).to_owned(),
            n_total: self.interviews(kind, cut)?,
            note: look.note.clone(),
        })
    }

    /// Interviews behind a whole chart, without those of units whose number is withheld.
    fn interviews(&self, kind: ChartKind, cut: &Cut) -> Result<Option<u64>, FiguresError> {
        let of_level =
            |rows: Vec<RankingRow>| sum_of_shown(rows.iter().map(|row| row.estimate.responses));
        match kind {
            ChartKind::Movement | ChartKind::Compare | ChartKind::Funnel => {
                self.interviews_compared(kind, cut)
            }
            ChartKind::Coverage => self.interviewed(cut).map(Some),
            ChartKind::Ranking | ChartKind::Heatmap => Ok(of_level(self.ranking(&overall(cut))?)),
            ChartKind::Trend => {
                let mut rows = self.course(cut)?;
                rows.retain(|row| {
                    row.category == if cut.unit.is_some() { OVERALL } else { Self::category(cut) }
                });
                Ok(sum_of_shown(rows.iter().map(|row| row.responses)))
            }
            ChartKind::Answers | ChartKind::Priority => {
                let units = UnitSelection::One(self.unit(cut)?);
                let rows = self.index_table(cut, &request(cut, vec![self.period(cut)?], units))?;
                Ok(sum_of_shown(rows.first().map(|row| row.responses)))
            }
        }
    }

    /// Name of a category, text of a question, or the code itself.
    pub(crate) fn topic_name(&self, code: &str, language: Language) -> String {
        match self.questionnaire.question(code) {
            Some(question) => question.text.get(language).to_owned(),
            None => self.category_name(code, language),
        }
    }

    /// Name of a category, or its code where the cube does not know it.
    pub fn category_name(&self, code: &str, language: Language) -> String {
        if code == OVERALL {
            return language.pick("总体", "Overall").to_owned();
        }
        self.cube
            .categories()
            .find(|(known, _)| *known == code)
            .map_or_else(|| code.to_owned(), |(_, name)| name.get(language).to_owned())
    }
}

/// The cut over all categories together.
fn overall(cut: &Cut) -> Cut {
    Cut { category: None, ..cut.clone() }
}

/// What the rows of one line have in common.
fn line<'r>(row: &'r IndexRow, cut: &Cut) -> &'r str {
    if cut.unit.is_some() { &row.category } else { &row.unit_code }
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
