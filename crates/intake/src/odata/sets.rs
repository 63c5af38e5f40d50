//! The entity sets of the feed: what they are called, what their keys are, and where their rows come
//! from.

use analytics::{By, IndexRequest, UnitSelection};
use figures::{Cut, Figures};
use survey::period::PeriodKind;
use survey::table::{ChangeRow, Column, ColumnKind, IndexRow, RankingRow, Row};
use survey::{Code, Language, Period};

use super::Feed;
use super::options::Options;
use crate::error::HttpError;

/// A table of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntitySet {
    Units,
    Questions,
    Indices(PeriodKind),
    QuestionIndices,
    Rankings,
    Changes,
}

/// A page of whatever table, as JSON.
pub(super) type Rendered = Result<Vec<u8>, HttpError>;

impl EntitySet {
    pub(super) const ALL: [Self; 8] = [
        Self::Units,
        Self::Questions,
        Self::Indices(PeriodKind::Month),
        Self::Indices(PeriodKind::Quarter),
        Self::Indices(PeriodKind::Year),
        Self::QuestionIndices,
        Self::Rankings,
        Self::Changes,
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.name() == name)
    }

    /// Its name, as in addresses.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Units => "Units",
            Self::Questions => "Questions",
            Self::Indices(PeriodKind::Month) => "IndicesByMonth",
            Self::Indices(PeriodKind::Year) => "IndicesByYear",
            Self::Indices(_) => "IndicesByQuarter",
            Self::QuestionIndices => "QuestionIndicesByQuarter",
            Self::Rankings => "RankingsByQuarter",
            Self::Changes => "ChangesByQuarter",
        }
    }

    /// Name of the type of its rows.
    pub(super) fn entity(self) -> &'static str {
        match self {
            Self::Units => "Unit",
            Self::Questions => "Question",
            Self::Indices(_) | Self::QuestionIndices => "Index",
            Self::Rankings => "Ranking",
            Self::Changes => "Change",
        }
    }

    /// The columns that tell its rows apart.
    pub(super) fn key(self) -> &'static [&'static str] {
        match self {
            Self::Units | Self::Questions => &["code"],
            Self::Indices(_) | Self::QuestionIndices | Self::Rankings => {
                &["unit_code", "period", "category", "mode"]
            }
            Self::Changes => &["unit_code", "from_period", "to_period", "category", "mode"],
        }
    }

    pub(super) fn columns(self) -> Vec<(&'static str, ColumnKind)> {
        match self {
            Self::Units => columns::<UnitEntity>(),
            Self::Questions => columns::<QuestionEntity>(),
            Self::Indices(_) | Self::QuestionIndices => columns::<IndexRow>(),
            Self::Rankings => columns::<RankingRow>(),
            Self::Changes => columns::<ChangeRow>(),
        }
    }

    /// The page that the options ask for.
    pub(super) fn page(self, figures: &Figures, feed: &Feed, options: &Options) -> Rendered {
        let source = Source { figures, cut: &feed.question.cut, options };
        match self {
            Self::Units => feed.page(self, 1, |_| Ok(source.units()), options),
            Self::Questions => feed.page(self, 1, |_| Ok(source.questions()), options),
            Self::Indices(kind) => {
                let periods = source.periods(kind, "period", self);
                let rows = |part: usize| source.indices(periods[part], By::Category);
                feed.page(self, periods.len(), rows, options)
            }
            Self::QuestionIndices => {
                let periods = source.periods(PeriodKind::Quarter, "period", self);
                let rows = |part: usize| source.indices(periods[part], By::Question);
                feed.page(self, periods.len(), rows, options)
            }
            Self::Rankings => {
                let fields = source.fields("period", self);
                let rows = |part: usize| source.ranking(&fields[part]);
                feed.page(self, fields.len(), rows, options)
            }
            Self::Changes => {
                let fields = source.fields("to_period", self);
                let rows = |part: usize| source.changes(&fields[part]);
                feed.page(self, fields.len(), rows, options)
            }
        }
    }
}

fn columns<R: Row>() -> Vec<(&'static str, ColumnKind)> {
    R::columns().iter().map(|column| (column.name, column.kind)).collect()
}

/// A level in a period: units that compete.
struct Field {
    period: Period,
    level: Code,
}

/// Where rows come from.
struct Source<'a> {
    figures: &'a Figures,
    cut: &'a Cut,
    options: &'a Options,
}

impl Source<'_> {
    fn units(&self) -> Vec<UnitEntity> {
        let tree = self.figures.tree();
        let shown =
            tree.units().iter().filter(|unit| self.figures.names(self.cut, unit.code.as_str()));
        let entity = |unit: &survey::Unit| UnitEntity {
            code: unit.code.to_string(),
            name: unit.name.get(self.cut.language).to_owned(),
            level: unit.level.to_string(),
            parent_code: unit.parent.as_ref().map(ToString::to_string),
        };
        shown.map(entity).collect()
    }

    fn questions(&self) -> Vec<QuestionEntity> {
        let language = self.cut.language;
        let questionnaire = self.figures.questionnaire();
        let entity = |question: &survey::Question| QuestionEntity {
            code: question.code.to_string(),
            text: question.text.get(language).to_owned(),
            category: question.category.as_ref().map(ToString::to_string),
            category_name: question
                .category
                .as_ref()
                .map(|code| self.figures.category_name(code.as_str(), language)),
            weight: question.weight,
        };
        questionnaire.questions.iter().map(entity).collect()
    }

    /// The periods with interviews, newest first; where the filter names some, those.
    fn periods(&self, kind: PeriodKind, column: &str, set: EntitySet) -> Vec<Period> {
        let mut periods = self.figures.periods(self.cut, kind);
        let at = set.columns().iter().position(|(name, _)| *name == column);
        let named = self.options.filter.as_ref().zip(at);
        if let Some(named) = named.and_then(|(filter, at)| filter.texts_of(at)) {
            periods.retain(|period| named.contains(&period.to_string().as_str()));
        }
        periods
    }

    /// Every level in every quarter.
    fn fields(&self, column: &str, set: EntitySet) -> Vec<Field> {
        let levels = self.figures.tree().levels();
        let mut fields = Vec::new();
        for period in self.periods(PeriodKind::Quarter, column, set) {
            fields.extend(levels.iter().map(|&level| Field { period, level: level.clone() }));
        }
        fields
    }

    fn indices(&self, period: Period, by: By) -> Result<Vec<IndexRow>, HttpError> {
        let request = IndexRequest {
            periods: vec![period],
            units: UnitSelection::All,
            by,
            weights: self.cut.weights,
            thresholds: self.cut.thresholds,
            language: self.cut.language,
            ..IndexRequest::default()
        };
        Ok(self.figures.index_table(self.cut, &request)?)
    }

    fn ranking(&self, field: &Field) -> Result<Vec<RankingRow>, HttpError> {
        Ok(self.figures.ranking(&self.cut_of(field))?)
    }

    fn changes(&self, field: &Field) -> Result<Vec<ChangeRow>, HttpError> {
        let periods = vec![field.period.previous(), field.period];
        Ok(self.figures.changes(&self.cut_of(field), periods)?)
    }

    fn cut_of(&self, field: &Field) -> Cut {
        let (period, level) = (Some(field.period), Some(field.level.to_string()));
        Cut { period, level, ..self.cut.clone() }
    }
}

/// A unit of the tree.
struct UnitEntity {
    code: String,
    name: String,
    level: String,
    parent_code: Option<String>,
}

impl Row for UnitEntity {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("code", Text, |unit: &Self| unit.code.as_str().into()),
            Column::new("name", Text, |unit: &Self| unit.name.as_str().into()),
            Column::new("level", Text, |unit: &Self| unit.level.as_str().into()),
            Column::new("parent_code", Text, |unit: &Self| {
                unit.parent_code.as_deref().unwrap_or_default().into()
            }),
        ]
    }
}

/// A question of the newest version.
struct QuestionEntity {
    code: String,
    text: String,
    category: Option<String>,
    category_name: Option<String>,
    weight: f64,
}

impl Row for QuestionEntity {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Number, Text};
        vec![
            Column::new("code", Text, |question: &Self| question.code.as_str().into()),
            Column::new("text", Text, |question: &Self| question.text.as_str().into()),
            Column::new("category", Text, |question: &Self| {
                question.category.as_deref().unwrap_or_default().into()
            }),
            Column::new("category_name", Text, |question: &Self| {
                question.category_name.as_deref().unwrap_or_default().into()
            }),
            Column::new("weight", Number, |question: &Self| Some(question.weight).into()),
        ]
    }
}

/// Names are Chinese where nothing else is asked.
pub(super) fn language(text: &str) -> Result<Language, String> {
    text.parse()
}
