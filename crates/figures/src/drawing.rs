//! Cut → chart.

use std::str::FromStr;

use analytics::{By, IndexRequest, ModeSplit, UnitSelection};
use charts::{Canvas, Caption, RankingOptions};
use survey::table::IndexRow;
use survey::{Language, OVERALL, Period};

use crate::words::level_name;
use crate::{Cut, Figures, FiguresError, Twin};

/// The charts there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// Who is better, really?
    Ranking,
}

impl ChartKind {
    /// All kinds, in the order of menus.
    pub const ALL: [Self; 1] = [Self::Ranking];

    /// The stable name, as in URLs and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ranking => "ranking",
        }
    }

    /// What a menu calls it.
    pub fn title(self, language: Language) -> &'static str {
        match self {
            Self::Ranking => language.pick("排名", "Ranking"),
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
        match kind {
            ChartKind::Ranking => {
                let rows = self.ranking(cut)?;
                let n_total = rows.iter().map(|row| row.estimate.responses).sum();
                let options = RankingOptions { target: look.target, ..RankingOptions::default() };
                Ok(charts::ranking(
                    &rows,
                    &options,
                    &self.caption(cut, look, n_total)?,
                    &look.canvas,
                )?)
            }
        }
    }

    /// The table twin of a chart: the same figures, to be read and copied.
    ///
    /// # Errors
    /// As for [`Figures::chart`].
    pub fn twin(&self, kind: ChartKind, cut: &Cut) -> Result<Twin, FiguresError> {
        match kind {
            ChartKind::Ranking => Ok(Twin::of_ranking(&self.ranking(cut)?, cut.language)),
        }
    }

    fn caption(&self, cut: &Cut, look: &Look, n_total: u64) -> Result<Caption, FiguresError> {
        let scheme = self.scheme(cut.scheme.as_deref())?;
        Ok(Caption {
            period: self.period(cut)?,
            category_name: self.category_name(Self::category(cut), cut.language),
            level_name: level_name(&self.level(cut)?, cut.language),
            scheme: format!("{}@{}", scheme.code, scheme.version),
            source: self.questionnaire.title.get(cut.language).to_owned(),
            n_total,
            note: look.note.clone(),
        })
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
