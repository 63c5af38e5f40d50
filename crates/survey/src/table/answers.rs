//! One answer a row: what statistics programs want, and nothing that tells a person.

use std::sync::Arc;

use super::{Cell, Column, ColumnKind, Row};
use crate::{Language, OptionKind, Question, ScaleOption};

/// What the answers of an interview have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Interview {
    /// Id of the response: made by the device, and of nobody.
    pub response_id: String,
    /// Round.
    pub round: String,
    /// Unit code.
    pub unit_code: String,
    /// Mode.
    pub mode: String,
    /// Day of the interview.
    pub interviewed_on: String,
    /// Stratum of the sample, empty without one.
    pub stratum: String,
    /// Sampling point, empty for who was drawn directly.
    pub psu: String,
    /// Weight of the interview.
    pub weight: f64,
}

/// An option of a question, as often as it may have been chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedAnswer {
    /// Question code.
    pub question: String,
    /// Category of the question, empty without one.
    pub category: String,
    /// Option code.
    pub answer: String,
    /// What the option says.
    pub label: String,
    /// Opinion, don't know or refusal.
    pub kind: OptionKind,
}

/// One answer of one interview.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerRow {
    /// Where, when and how it was given.
    pub interview: Arc<Interview>,
    /// What it was.
    pub answer: Arc<CodedAnswer>,
}

impl CodedAnswer {
    /// An option of a question.
    pub fn new(question: &Question, option: &ScaleOption, language: Language) -> Self {
        Self {
            question: question.code.to_string(),
            category: question.category.as_ref().map(ToString::to_string).unwrap_or_default(),
            answer: option.code.to_string(),
            label: option.label.get(language).to_owned(),
            kind: option.kind,
        }
    }
}

impl Row for Interview {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Number, Text};
        vec![
            Column::new("response_id", Text, |r: &Self| r.response_id.as_str().into()),
            Column::new("round", Text, |r: &Self| r.round.as_str().into()),
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("mode", Text, |r: &Self| r.mode.as_str().into()),
            Column::new("interviewed_on", Text, |r: &Self| r.interviewed_on.as_str().into()),
            Column::new("stratum", Text, |r: &Self| r.stratum.as_str().into()),
            Column::new("psu", Text, |r: &Self| r.psu.as_str().into()),
            Column::new("weight", Number, |r: &Self| Cell::Number(r.weight)),
        ]
    }
}

impl Row for CodedAnswer {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("question_code", Text, |r: &Self| r.question.as_str().into()),
            Column::new("category", Text, |r: &Self| r.category.as_str().into()),
            Column::new("answer", Text, |r: &Self| r.answer.as_str().into()),
            Column::new("label", Text, |r: &Self| r.label.as_str().into()),
            Column::new("kind", Text, |r: &Self| r.kind.as_str().into()),
        ]
    }
}

impl Row for AnswerRow {
    fn columns() -> Vec<Column<Self>> {
        let interview = Interview::columns().into_iter();
        let answer = CodedAnswer::columns().into_iter();
        interview
            .map(|column| column.within(|row: &Self| &*row.interview))
            .chain(answer.map(|column| column.within(|row: &Self| &*row.answer)))
            .collect()
    }
}
