//! What stands over and under a chart.

use analytics::UnitSelection;
use charts::Caption;
use survey::OVERALL;
use survey::display::sum_of_shown;
use survey::table::IndexRow;

use super::content::{Content, Line};
use super::request;
use crate::words::level_name;
use crate::{ChartKind, Cut, Figures, FiguresError};

impl Figures {
    /// The caption of a chart, without a note.
    pub(super) fn caption(
        &self,
        kind: ChartKind,
        cut: &Cut,
        content: &Content,
    ) -> Result<Caption, FiguresError> {
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
            n_total: self.interviews(kind, cut, content)?,
            note: None,
        })
    }

    /// Interviews behind a whole chart, without those of units whose number is withheld.
    fn interviews(
        &self,
        kind: ChartKind,
        cut: &Cut,
        content: &Content,
    ) -> Result<Option<u64>, FiguresError> {
        let about = |rows: &[IndexRow], category: &str| {
            let rows = rows.iter().filter(|row| row.category == category);
            sum_of_shown(rows.map(|row| row.responses))
        };
        match content {
            Content::Coverage(_) => self.interviewed(cut).map(Some),
            Content::Heatmap(rows) | Content::Trend(rows, Line::Category) => {
                Ok(about(rows, OVERALL))
            }
            Content::Trend(rows, Line::Unit) => Ok(about(rows, Self::category(cut))),
            Content::Answers(_) | Content::Priority(_) => {
                let units = UnitSelection::One(self.unit(cut)?);
                let rows = self.index_table(cut, &request(cut, vec![self.period(cut)?], units))?;
                Ok(sum_of_shown(rows.first().map(|row| row.responses)))
            }
            Content::Ranking(_)
            | Content::Movement(_)
            | Content::Compare(_)
            | Content::Funnel(_) => self.interviews_compared(kind, cut),
        }
    }
}
