//! Responses in our own columns, read without a mapping and written for exports and fixtures.
//!
//! `id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,
//! form_version`, then one column per question: option code or words, empty for unanswered, `-` for not asked.

use std::borrow::Borrow;
use std::io::{self, Write};
use std::path::Path;

use survey::{Code, Questionnaire, Response};

use crate::cells::protected;
use crate::error::ExchangeError;
use crate::mapping::{
    Answers, DateField, Field, Fields, IdRule, InstantField, Mapping, Others, Reading, UnitField,
};
use crate::responses::{Responses, Target, open};

/// The columns before the questions.
const COLUMNS: [&str; 12] = [
    "id",
    "round",
    "unit",
    "mode",
    "interviewed_on",
    "started_at",
    "ended_at",
    "respondent",
    "stratum",
    "psu",
    "weight",
    FORM_VERSION,
];

/// Files from before there was such a column are read as well.
pub(crate) const FORM_VERSION: &str = "form_version";

/// What stands in the cell of a question that was not asked.
const NOT_ASKED: &str = "-";

impl Mapping {
    /// The description of our own columns.
    pub fn own() -> Self {
        let field = |name: &str| Field { column: Some(name.to_owned()), ..Field::default() };
        let instant =
            |name: &str| InstantField { column: name.to_owned(), ..InstantField::default() };
        Self {
            source: "manyi".to_owned(),
            fields: Fields {
                id: IdRule { uuid: Some("id".to_owned()), key: Vec::new() },
                round: Some(field("round")),
                mode: field("mode"),
                date: DateField {
                    column: Some("interviewed_on".to_owned()),
                    ..DateField::default()
                },
                unit: UnitField { column: Some("unit".to_owned()), ..UnitField::default() },
                respondent: Some(field("respondent")),
                stratum: Some(field("stratum")),
                psu: Some(field("psu")),
                weight: Some(Field { if_blank: Some("1".to_owned()), ..field("weight") }),
                started_at: Some(instant("started_at")),
                ended_at: Some(instant("ended_at")),
                form_version: Some(field(FORM_VERSION)),
            },
            answers: Answers {
                others: Some(Others::Refuse),
                skip_rules: false,
                all: Reading { not_asked: Some(vec![NOT_ASKED.to_owned()]), ..Reading::default() },
                ..Answers::default()
            },
            own: true,
            ..Self::default()
        }
    }
}

/// Opens a file with our own columns.
///
/// # Errors
/// When the file is refused as a whole.
pub fn open_own_responses<'a>(
    path: &Path,
    target: Target<'a>,
) -> Result<Responses<'a>, ExchangeError> {
    open(path, &Mapping::own(), target)
}

/// Writes responses in our own columns, one by one. What is written is read back as the same
/// responses.
pub struct ResponseWriter<'a, W: Write> {
    csv: csv::Writer<W>,
    questions: Vec<&'a Code>,
}

impl<'a, W: Write> ResponseWriter<'a, W> {
    /// Begins a file with its header.
    ///
    /// # Errors
    /// When `writer` does not take the bytes, or a question has the code of one of our columns.
    pub fn new(writer: W, questionnaire: &'a Questionnaire) -> io::Result<Self> {
        let questions: Vec<&Code> =
            questionnaire.questions.iter().map(|question| &question.code).collect();
        if let Some(code) = questions.iter().find(|code| COLUMNS.contains(&code.as_str())) {
            return Err(unwritable(format!("question {code} has the name of one of our columns")));
        }
        let mut csv = csv::Writer::from_writer(writer);
        csv.write_record(COLUMNS.into_iter().chain(questions.iter().map(|code| code.as_str())))?;
        Ok(Self { csv, questions })
    }

    /// Adds a response.
    ///
    /// # Errors
    /// When the writer does not take the bytes, or when the response answers a question that is not
    /// in the questionnaire: leaving it out would lose an answer without a word.
    pub fn write(&mut self, response: &Response) -> io::Result<()> {
        let stray = response.answers.keys().chain(&response.not_asked);
        if let Some(code) = stray.into_iter().find(|code| !self.questions.contains(code)) {
            let id = response.id;
            return Err(unwritable(format!(
                "response {id}: question {code} is not in the questionnaire"
            )));
        }
        for value in head(response) {
            self.csv.write_field(&*protected(&value))?;
        }
        for code in &self.questions {
            match response.answers.get(*code) {
                Some(answer) => self.csv.write_field(&*protected(answer))?,
                None if response.not_asked.contains(*code) => self.csv.write_field(NOT_ASKED)?,
                None => self.csv.write_field("")?,
            }
        }
        Ok(self.csv.write_record(None::<&[u8]>)?)
    }

    /// Makes sure that all is written.
    ///
    /// # Errors
    /// When the writer does not take the bytes.
    pub fn flush(&mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

/// Writes all responses with a [`ResponseWriter`].
///
/// # Errors
/// As for [`ResponseWriter`].
pub fn write_responses(
    writer: impl Write,
    questionnaire: &Questionnaire,
    responses: impl IntoIterator<Item = impl Borrow<Response>>,
) -> io::Result<()> {
    let mut writer = ResponseWriter::new(writer, questionnaire)?;
    for response in responses {
        writer.write(response.borrow())?;
    }
    writer.flush()
}

fn head(response: &Response) -> [String; COLUMNS.len()] {
    let text = |code: &Option<Code>| code.as_ref().map(ToString::to_string).unwrap_or_default();
    [
        response.id.to_string(),
        response.round.to_string(),
        response.unit.to_string(),
        response.mode.to_string(),
        response.interviewed_on.to_string(),
        response.started_at.map(|t| t.to_string()).unwrap_or_default(),
        response.ended_at.map(|t| t.to_string()).unwrap_or_default(),
        text(&response.respondent),
        text(&response.stratum),
        text(&response.psu),
        response.weight.to_string(),
        response.form_version.map(|version| version.to_string()).unwrap_or_default(),
    ]
}

fn unwritable(reason: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, reason)
}
