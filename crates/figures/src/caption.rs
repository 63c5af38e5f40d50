//! What a chart is told besides its numbers.

use analytics::UnitSelection;
use charts::{Caption, Counted};
use survey::display::sum_of_shown;
use survey::table::IndexRow;
use survey::{Language, OVERALL};

use crate::drawing::{Content, request};
use crate::words::level_name;
use crate::{ChartKind, Cut, Drawing, Figures, FiguresError, Look};

impl Drawing<'_> {
    pub(crate) fn caption(&self, look: &Look) -> Result<Caption, FiguresError> {
        let Self { figures, kind, cut, .. } = self;
        let (kind, language) = (*kind, cut.language);
        let scheme = figures.scheme(cut.scheme.as_deref())?;
        // Within a sentence: "the 26 towns".
        let units = |level: &str| level_name(level, language).to_lowercase();
        let (category_name, level_name) = match (kind, &cut.unit) {
            (
                ChartKind::Ranking | ChartKind::Movement | ChartKind::Compare | ChartKind::Funnel,
                _,
            )
            | (ChartKind::Trend, None) => (
                figures.category_name(Figures::category(cut), language),
                units(&figures.level(cut)?),
            ),
            (ChartKind::Heatmap | ChartKind::Coverage, _) => {
                (String::new(), units(&figures.level(cut)?))
            }
            (ChartKind::Trend | ChartKind::Answers | ChartKind::Priority, _) => {
                let unit = figures.tree.name(&figures.unit(cut)?, language).to_owned();
                let rows = match kind {
                    ChartKind::Priority => language.pick("类别", "categories"),
                    _ => language.pick("问题", "questions"),
                };
                (unit, rows.to_owned())
            }
        };
        Ok(Caption {
            period: figures.period(cut)?,
            category_name,
            level_name,
            // Nothing is scored where interviews are only counted.
            scheme: match kind {
                ChartKind::Coverage => String::new(),
                _ => format!("{}@{}", scheme.code, scheme.version),
            },
            source: figures.questionnaire.title.get(language).to_owned(),
            n_total: self.interviews,
            counted: Counted::Interviews,
            note: look.note.clone(),
        })
    }
}

impl Figures {
    /// Interviews behind a whole chart, without those of units whose number is withheld.
    pub(crate) fn interviews(
        &self,
        content: &Content,
        kind: ChartKind,
        cut: &Cut,
    ) -> Result<Option<u64>, FiguresError> {
        let of_category = |rows: &[IndexRow], category: &str| {
            let rows = rows.iter().filter(|row| row.category == category);
            sum_of_shown(rows.map(|row| row.responses))
        };
        match content {
            Content::Movement(_) | Content::Compare(_) | Content::Funnel(_) => {
                self.interviews_compared(kind, cut)
            }
            Content::Coverage(_) => self.interviewed(cut).map(Some),
            Content::Heatmap(rows) => Ok(of_category(rows, OVERALL)),
            Content::Ranking(rows) if Self::category(cut) == OVERALL => {
                Ok(sum_of_shown(rows.iter().map(|row| row.estimate.responses)))
            }
            Content::Ranking(_) => {
                let units = UnitSelection::Level(self.level(cut)?);
                let rows = self.index_table(cut, &request(cut, vec![self.period(cut)?], units))?;
                Ok(of_category(&rows, OVERALL))
            }
            Content::Trend(rows) => {
                let category = if cut.unit.is_some() { OVERALL } else { Self::category(cut) };
                Ok(of_category(rows, category))
            }
            Content::Answers(_) | Content::Priority(_) => {
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
