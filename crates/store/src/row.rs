//! Rows as they stand in the tables, and the way from and to the words of the survey.
//!
//! Text that leaves the database is checked again on its way out: someone may have edited it by
//! hand, and a wrong code must not travel into a score.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use diesel::prelude::*;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use survey::attempt::ContactAttempt;
use survey::response::{PhotoMention, Position};
use survey::{
    Code, Completion, IssueReport, Label, Month, Problem, Response, Round, RoundKind, Unit,
};

use crate::schema::{attempts, responses, rounds, units};
use crate::{StoreError, StoredResponse, digest};

/// Instant → what is stored.
pub(crate) fn micros(instant: Timestamp) -> i64 {
    instant.as_microsecond()
}

/// What is stored → instant.
pub(crate) fn instant(micros: i64, what: &str) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|error| StoreError::unreadable(what, error))
}

/// Reads a stored text. `what` names the row in the error.
pub(crate) fn parse<T: FromStr<Err: Display>>(text: &str, what: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| StoreError::unreadable(what, error))
}

pub(crate) fn parse_optional<T: FromStr<Err: Display>>(
    text: Option<&str>,
    what: &str,
) -> Result<Option<T>, StoreError> {
    text.map(|text| parse(text, what)).transpose()
}

/// Reads a stored JSON text.
pub(crate) fn from_json<'a, T: Deserialize<'a>>(
    text: &'a str,
    what: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(what, error))
}

/// Writes a value as JSON text.
pub(crate) fn to_json(value: &impl Serialize, what: &str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable(what, error))
}

fn text(code: Option<&Code>) -> Option<String> {
    code.map(ToString::to_string)
}

/// One line of `units`.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = units, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct UnitRow {
    pub code: String,
    pub name_zh: String,
    pub name_en: Option<String>,
    pub level: String,
    pub parent: Option<String>,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
    pub position: i64,
}

impl UnitRow {
    pub(crate) fn new(unit: &Unit, position: i64) -> Self {
        Self {
            code: unit.code.to_string(),
            name_zh: unit.name.zh.clone(),
            name_en: unit.name.en.clone(),
            level: unit.level.to_string(),
            parent: text(unit.parent.as_ref()),
            valid_from: unit.valid_from.map(|day| day.to_string()),
            valid_to: unit.valid_to.map(|day| day.to_string()),
            position,
        }
    }

    pub(crate) fn into_unit(self) -> Result<Unit, StoreError> {
        let what = format!("unit {}", self.code);
        Ok(Unit {
            code: parse(&self.code, &what)?,
            level: parse(&self.level, &what)?,
            parent: parse_optional(self.parent.as_deref(), &what)?,
            valid_from: parse_optional(self.valid_from.as_deref(), &what)?,
            valid_to: parse_optional(self.valid_to.as_deref(), &what)?,
            name: Label { zh: self.name_zh, en: self.name_en },
        })
    }
}

/// One line of `rounds`.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = rounds, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct RoundRow {
    pub code: String,
    pub name_zh: String,
    pub name_en: Option<String>,
    pub questionnaire: String,
    pub version: i64,
    pub kind: String,
    pub modes: String,
    pub opens: String,
    pub closes: String,
    /// Left out where there is none, as in the seals from before there could be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirrors: Option<String>,
}

impl RoundRow {
    pub(crate) fn new(round: &Round) -> Result<Self, StoreError> {
        Ok(Self {
            code: round.code.to_string(),
            name_zh: round.name.zh.clone(),
            name_en: round.name.en.clone(),
            questionnaire: round.questionnaire.to_string(),
            version: round.version.into(),
            kind: kind_text(round.kind).to_owned(),
            modes: to_json(&round.modes, "the modes of a round")?,
            opens: round.opens.to_string(),
            closes: round.closes.to_string(),
            mirrors: round.mirrors.as_ref().map(ToString::to_string),
        })
    }

    pub(crate) fn into_round(self) -> Result<Round, StoreError> {
        let what = format!("round {}", self.code);
        Ok(Round {
            code: parse(&self.code, &what)?,
            questionnaire: parse(&self.questionnaire, &what)?,
            version: version(self.version, &what)?,
            kind: kind_of(&self.kind, &what)?,
            modes: from_json(&self.modes, &what)?,
            opens: parse(&self.opens, &what)?,
            closes: parse(&self.closes, &what)?,
            mirrors: parse_optional(self.mirrors.as_deref(), &what)?,
            name: Label { zh: self.name_zh, en: self.name_en },
        })
    }
}

/// How a kind of round is stored.
pub(crate) fn kind_text(kind: RoundKind) -> &'static str {
    match kind {
        RoundKind::Official => "official",
        RoundKind::Mock => "mock",
    }
}

/// Reads a stored kind of round.
pub(crate) fn kind_of(text: &str, what: &str) -> Result<RoundKind, StoreError> {
    match text {
        "official" => Ok(RoundKind::Official),
        "mock" => Ok(RoundKind::Mock),
        other => Err(StoreError::unreadable(what, format!("kind {other:?}"))),
    }
}

/// Reads a stored version number.
pub(crate) fn version(stored: i64, what: &str) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|error| StoreError::unreadable(what, error))
}

/// Reads a count, which a database never gives below zero.
pub(crate) fn count(counted: i64) -> u64 {
    counted.unsigned_abs()
}

/// One line of `responses`.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = responses, primary_key(seq))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct ResponseRow {
    pub seq: i64,
    pub id: String,
    pub round: String,
    pub unit: String,
    pub mode: String,
    pub interviewed_on: String,
    pub month: i32,
    pub started_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub respondent: Option<String>,
    pub stratum: Option<String>,
    pub psu: Option<String>,
    pub weight: f64,
    pub answers: String,
    pub digest: String,
    pub received_at: i64,
    pub source: String,
    pub form_version: Option<i64>,
}

/// What `responses.answers` holds: the answers, and what stands beside them.
#[derive(Serialize)]
struct AnswersColumn<'a> {
    answers: &'a BTreeMap<Code, String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    not_asked: &'a BTreeSet<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completion: Option<Completion>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    issues: &'a [IssueReport],
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    photos: &'a [PhotoMention],
}

/// The same on its way out.
#[derive(Deserialize)]
struct StoredAnswers {
    answers: BTreeMap<Code, String>,
    #[serde(default)]
    not_asked: BTreeSet<Code>,
    #[serde(default)]
    completion: Option<Completion>,
    #[serde(default)]
    issues: Vec<IssueReport>,
    #[serde(default)]
    position: Option<Position>,
    #[serde(default)]
    photos: Vec<PhotoMention>,
}

impl ResponseRow {
    /// Makes the row of a response that came in just now. `seq` is given when it is inserted.
    ///
    /// # Errors
    /// A weight that no database keeps: SQLite turns NaN into NULL.
    pub(crate) fn new(
        response: &Response,
        source: &str,
        received_at: Timestamp,
    ) -> Result<Self, StoreError> {
        if !response.weight.is_finite() {
            return Err(not_a_number(response));
        }
        let answers = AnswersColumn {
            answers: &response.answers,
            not_asked: &response.not_asked,
            completion: response.completion,
            issues: &response.issues,
            position: response.position,
            photos: &response.photos,
        };
        Ok(Self {
            seq: 0,
            id: response.id.to_string(),
            round: response.round.to_string(),
            unit: response.unit.to_string(),
            mode: response.mode.to_string(),
            interviewed_on: response.interviewed_on.to_string(),
            month: Month::of(response.interviewed_on).index(),
            started_at: response.started_at.map(micros),
            ended_at: response.ended_at.map(micros),
            respondent: text(response.respondent.as_ref()),
            stratum: text(response.stratum.as_ref()),
            psu: text(response.psu.as_ref()),
            weight: response.weight,
            answers: to_json(&answers, "the answers of a response")?,
            digest: digest::of(response)?,
            received_at: micros(received_at),
            source: source.to_owned(),
            form_version: response.form_version.map(i64::from),
        })
    }

    pub(crate) fn into_stored(self) -> Result<StoredResponse, StoreError> {
        let what = format!("response {}", self.id);
        let told: StoredAnswers = from_json(&self.answers, &what)?;
        let optional = |code: Option<String>| parse_optional(code.as_deref(), &what);
        let optional_instant =
            |micros: Option<i64>| micros.map(|micros| instant(micros, &what)).transpose();
        let response = Response {
            id: parse(&self.id, &what)?,
            round: parse(&self.round, &what)?,
            form_version: self.form_version.map(|stored| version(stored, &what)).transpose()?,
            unit: parse(&self.unit, &what)?,
            mode: parse(&self.mode, &what)?,
            interviewed_on: parse(&self.interviewed_on, &what)?,
            started_at: optional_instant(self.started_at)?,
            ended_at: optional_instant(self.ended_at)?,
            respondent: optional(self.respondent)?,
            stratum: optional(self.stratum)?,
            psu: optional(self.psu)?,
            weight: self.weight,
            answers: told.answers,
            not_asked: told.not_asked,
            completion: told.completion,
            issues: told.issues,
            position: told.position,
            photos: told.photos,
        };
        Ok(StoredResponse {
            seq: self.seq,
            response,
            month: Month::from_index(self.month),
            received_at: instant(self.received_at, &what)?,
            digest: self.digest,
            source: self.source,
        })
    }
}

fn not_a_number(response: &Response) -> StoreError {
    let detail = format!("weight {} is not a finite number", response.weight);
    StoreError::Invalid {
        what: format!("response {}", response.id),
        problems: vec![Problem::new("bad_weight", "/weight", detail)],
    }
}

/// One line of `attempts`.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = attempts, treat_none_as_default_value = false)]
pub(crate) struct AttemptRow {
    pub id: String,
    pub round: String,
    pub case_no: String,
    pub unit: String,
    pub mode: String,
    pub attempted_at: i64,
    pub outcome: String,
    pub appointment_at: Option<i64>,
    pub made_by: Option<String>,
}

impl AttemptRow {
    pub(crate) fn new(attempt: &ContactAttempt) -> Self {
        Self {
            id: attempt.id.to_string(),
            round: attempt.round.to_string(),
            case_no: attempt.case.to_string(),
            unit: attempt.unit.to_string(),
            mode: attempt.mode.to_string(),
            attempted_at: micros(attempt.at),
            outcome: attempt.outcome.to_string(),
            appointment_at: attempt.appointment_at.map(micros),
            made_by: text(attempt.by.as_ref()),
        }
    }

    pub(crate) fn into_attempt(self) -> Result<ContactAttempt, StoreError> {
        let what = format!("attempt {}", self.id);
        Ok(ContactAttempt {
            id: parse(&self.id, &what)?,
            round: parse(&self.round, &what)?,
            case: parse(&self.case_no, &what)?,
            unit: parse(&self.unit, &what)?,
            mode: parse(&self.mode, &what)?,
            at: instant(self.attempted_at, &what)?,
            outcome: parse(&self.outcome, &what)?,
            appointment_at: self.appointment_at.map(|at| instant(at, &what)).transpose()?,
            by: parse_optional(self.made_by.as_deref(), &what)?,
        })
    }
}
