//! Cut → chart, with the table that stands beside it.

use std::str::FromStr;

use analytics::{IndexRequest, ModeSplit, UnitSelection};
use charts::{Canvas, Caption, CategoryColumn, RankingOptions, Series};
use survey::period::PeriodKind;
use survey::table::{IndexRow, RankingRow};
use survey::{Language, OVERALL, OptionKind, Period};

use crate::words::level_name;
use crate::{Cut, Figures, FiguresError, Twin};

/// The charts there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// Who is better, really? Units of a level.
    Ranking,
    /// Where is the problem? Units of a level by category.
    Heatmap,
    /// What moves? Units of a level, or the categories of one unit, over time.
    Trend,
    /// What did people say? The questions of one unit.
    Answers,
}

impl ChartKind {
    /// All kinds, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Ranking, Self::Heatmap, Self::Trend, Self::Answers];

    /// The stable name, as in URLs and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ranking => "ranking",
            Self::Heatmap => "heatmap",
            Self::Trend => "trend",
            Self::Answers => "answers",
        }
    }

    /// What a menu calls it.
    pub fn title(self, language: Language) -> &'static str {
        match self {
            Self::Ranking => language.pick("排名", "Ranking"),
            Self::Heatmap => language.pick("热力图", "Heat map"),
            Self::Trend => language.pick("走势", "Trend"),
            Self::Answers => language.pick("群众回答", "Answers"),
        }
    }
}

impl FromStr for ChartKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.into_iter().map(Self::as_str).collect();
            format!("{text:?} is not a chart: choose {}", names.join(", "))
        })
    }
}

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
    /// Draws a chart as SVG.
    ///
    /// # Errors
    /// When the cut does not fit the data or the chart can't be drawn.
    pub fn chart(&self, kind: ChartKind, cut: &Cut, look: &Look) -> Result<String, FiguresError> {
        let canvas = &look.canvas;
        let caption = self.caption(kind, cut, look)?;
        Ok(match kind {
            ChartKind::Ranking => {
                let options = RankingOptions { target: look.target, ..RankingOptions::default() };
                charts::ranking(&self.ranking(cut)?, &options, &caption, canvas)?
            }
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
        })
    }

    /// The table twin of a chart: the same figures, to be read and copied.
    ///
    /// # Errors
    /// As for [`Figures::chart`].
    pub fn twin(&self, kind: ChartKind, cut: &Cut) -> Result<Twin, FiguresError> {
        let language = cut.language;
        Ok(match kind {
            ChartKind::Ranking => Twin::of_ranking(&self.ranking(cut)?, language),
            ChartKind::Heatmap => self.index_twin(&self.heat(cut)?, language),
            ChartKind::Trend => self.index_twin(&self.course(cut)?, language),
            ChartKind::Answers => match self.shares(cut)? {
                Some((scale, rows)) => Twin::of_shares(&scale, &rows, language),
                None => Twin::default(),
            },
        })
    }

    /// Index rows for reading: rounded, in words.
    pub fn index_twin(&self, rows: &[IndexRow], language: Language) -> Twin {
        Twin::of_index(rows, |row| self.topic_name(&row.category, language), language)
    }

    /// Units of the level by category, in the order of the tree.
    fn heat(&self, cut: &Cut) -> Result<Vec<IndexRow>, FiguresError> {
        let units = UnitSelection::Level(self.level(cut)?);
        let request = request(cut, vec![self.period(cut)?], units);
        let mut rows = self.index_table(cut.scheme.as_deref(), &request)?;
        rows.retain(|row| self.shows(cut, &row.unit_code));
        Ok(rows)
    }

    fn columns(&self, language: Language) -> Vec<CategoryColumn> {
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
        let mut rows = self.index_table(cut.scheme.as_deref(), &request(cut, periods, units))?;
        rows.retain(|row| self.shows(cut, &row.unit_code));
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
            (ChartKind::Ranking, _) | (ChartKind::Trend, None) => {
                (self.category_name(Self::category(cut), language), units(&self.level(cut)?))
            }
            (ChartKind::Heatmap, _) => (String::new(), units(&self.level(cut)?)),
            (ChartKind::Trend | ChartKind::Answers, _) => {
                let unit = self.tree.name(&self.unit(cut)?, language).to_owned();
                (unit, language.pick("问题", "questions").to_owned())
            }
        };
        Ok(Caption {
            period: self.period(cut)?,
            category_name,
            level_name,
            scheme: format!("{}@{}", scheme.code, scheme.version),
            source: self.questionnaire.title.get(language).to_owned(),
            n_total: self.interviews(kind, cut)?,
            note: look.note.clone(),
        })
    }

    /// Interviews behind a whole chart.
    fn interviews(&self, kind: ChartKind, cut: &Cut) -> Result<u64, FiguresError> {
        let of_level = |rows: Vec<RankingRow>| rows.iter().map(|row| row.estimate.responses).sum();
        match kind {
            ChartKind::Ranking | ChartKind::Heatmap => Ok(of_level(self.ranking(&overall(cut))?)),
            ChartKind::Trend => {
                let mut rows = self.course(cut)?;
                rows.retain(|row| {
                    row.category == if cut.unit.is_some() { OVERALL } else { Self::category(cut) }
                });
                Ok(rows.iter().map(|row| row.responses).sum())
            }
            ChartKind::Answers => {
                let units = UnitSelection::One(self.unit(cut)?);
                let rows = self.index_table(
                    cut.scheme.as_deref(),
                    &request(cut, vec![self.period(cut)?], units),
                )?;
                Ok(rows.first().map_or(0, |row| row.responses))
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

fn request(cut: &Cut, periods: Vec<Period>, units: UnitSelection) -> IndexRequest {
    IndexRequest {
        periods,
        units,
        modes: cut.mode.map_or(ModeSplit::Together, ModeSplit::Only),
        thresholds: cut.thresholds,
        language: cut.language,
        ..IndexRequest::default()
    }
}
