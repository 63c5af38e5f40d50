//! Cut → chart, with the table that stands beside it.

mod caption;
mod content;

use analytics::{IndexRequest, ModeSplit, UnitSelection};
use charts::{Canvas, Caption, CategoryColumn, RankingOptions, Series};
use survey::table::IndexRow;
use survey::{Language, OVERALL, Period};

use self::content::{Content, Line, substantive};
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

/// A chart with the figures in it, looked up once: to be drawn at every width, and read as a table.
#[derive(Debug)]
pub struct Drawing<'f> {
    figures: &'f Figures,
    language: Language,
    caption: Caption,
    content: Content,
}

impl Drawing<'_> {
    /// The chart as SVG.
    ///
    /// # Errors
    /// When it can't be drawn.
    pub fn svg(&self, look: &Look) -> Result<String, FiguresError> {
        let canvas = &look.canvas;
        let caption = &Caption { note: look.note.clone(), ..self.caption.clone() };
        let language = self.language;
        Ok(match &self.content {
            Content::Ranking(rows) => {
                let options = RankingOptions { target: look.target, ..RankingOptions::default() };
                charts::ranking(rows, &options, caption, canvas)?
            }
            Content::Movement(rows) => charts::movement(rows, caption, canvas)?,
            Content::Compare(rows) => charts::compare(rows, caption, canvas)?,
            Content::Heatmap(rows) => {
                charts::heatmap(rows, &self.figures.columns(language), caption, canvas)?
            }
            Content::Trend(rows, line) => {
                let series = self.figures.series(rows, *line, language);
                charts::trend(&series, look.target, caption, canvas)?
            }
            Content::Answers(Some((scale, rows))) => {
                charts::answers(&substantive(scale, language), rows, caption, canvas)?
            }
            Content::Answers(None) => charts::answers(&[], &[], caption, canvas)?,
            Content::Priority(rows) => charts::priority(rows, caption, canvas)?,
            Content::Coverage(rows) => charts::coverage(rows, caption, canvas)?,
            Content::Funnel(rows) => charts::funnel(rows, caption, canvas)?,
        })
    }

    /// The table twin: the same figures, to be read and copied.
    pub fn twin(&self) -> Twin {
        self.content.twin(self.figures, self.language)
    }
}

impl Figures {
    /// A chart with the figures in it. Some need more than the cube keeps, and read it from the source.
    ///
    /// # Errors
    /// When the cut does not fit the data, or the store fails.
    pub fn drawing(
        &self,
        kind: ChartKind,
        cut: &Cut,
        source: Source<'_>,
    ) -> Result<Drawing<'_>, FiguresError> {
        let content = self.content(kind, cut, source)?;
        let caption = self.caption(kind, cut, &content)?;
        Ok(Drawing { figures: self, language: cut.language, caption, content })
    }

    /// A chart as SVG, where one picture of it is all that is wanted.
    ///
    /// # Errors
    /// As for [`Figures::drawing`], and when it can't be drawn.
    pub fn chart(
        &self,
        kind: ChartKind,
        cut: &Cut,
        look: &Look,
        source: Source<'_>,
    ) -> Result<String, FiguresError> {
        self.drawing(kind, cut, source)?.svg(look)
    }

    /// The table twin of a chart, where no picture of it is wanted.
    ///
    /// # Errors
    /// As for [`Figures::drawing`].
    pub fn twin(
        &self,
        kind: ChartKind,
        cut: &Cut,
        source: Source<'_>,
    ) -> Result<Twin, FiguresError> {
        Ok(self.content(kind, cut, source)?.twin(self, cut.language))
    }

    /// Index rows for reading: rounded, in words.
    pub fn index_twin(&self, rows: &[IndexRow], language: Language) -> Twin {
        Twin::of_index(rows, |row| self.topic_name(&row.category, language), language)
    }

    pub(crate) fn columns(&self, language: Language) -> Vec<CategoryColumn> {
        let categories = self.cube.categories().map(|(code, _)| code.to_string());
        std::iter::once(OVERALL.to_owned())
            .chain(categories)
            .map(|code| CategoryColumn { name: self.category_name(&code, language), code })
            .collect()
    }

    fn series(&self, rows: &[IndexRow], line: Line, language: Language) -> Vec<Series> {
        let mut keys: Vec<(&str, &IndexRow)> = Vec::new();
        for row in rows {
            let key = line.of(row);
            if keys.iter().all(|(known, _)| *known != key) {
                keys.push((key, row));
            }
        }
        let one = |(wanted, first): (&str, &IndexRow)| {
            let name = match line {
                Line::Category => self.category_name(wanted, language),
                Line::Unit => first.unit_name.to_string(),
            };
            let points: Vec<&IndexRow> = rows.iter().filter(|row| line.of(row) == wanted).collect();
            Series::new(&name, &points)
        };
        keys.into_iter().map(one).collect()
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
