//! Verification: which interviews are checked, what came of it, and which are left out of the second score.

mod checking;
mod drawing;
mod exclusions;
mod finished;
mod rows;
mod sealed;

use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use survey::verification::{CheckReport, VerificationRules};
use survey::{Code, ContactDetails, Mode, Period, RoundKind};
use uuid::Uuid;

pub(crate) use self::checking::forget;
pub use self::exclusions::Exclusion;
pub use self::finished::{CheckState, FinishedCheck, ListedCheck};
pub(crate) use self::rows::{CheckRow, ExclusionRow, PlanRow, VerificationRulesRow};
pub(crate) use self::sealed::{
    drawn_within, excluded_within, found_within, plans_within, responses_of, rules_before,
};
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{from_json, micros, to_json, version};
use crate::schema::verification_rules;
use crate::writer::Written;
use crate::{Change, Store, StoreError};

const RULES: &str = "rules of verification";

/// What is to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVerification {
    /// Code of the questionnaire whose interviews are checked.
    pub questionnaire: Code,
    /// Those of official or of mock rounds.
    pub kind: RoundKind,
    /// When they were held.
    pub period: Period,
    /// Only of this unit and those below it.
    pub unit: Option<Code>,
    /// Whoever checks is of another unit of this level, such as `town`.
    pub level: Code,
    /// Interviews of each surveyor.
    pub per_surveyor: u32,
    /// Codes of the questions that are asked again.
    pub questions: Vec<Code>,
    /// The seed; without one, one is made.
    pub seed: Option<String>,
}

/// What was drawn of a surveyor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SurveyorDrawn {
    /// Visits and calls that were sent by the surveyor and were not drawn before.
    pub there: u64,
    /// Of them, whose respondent can be found again.
    pub reachable: u64,
    /// Of these, drawn.
    pub drawn: u64,
}

/// Interviews that were drawn to be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationPlan {
    /// Its id.
    pub id: Uuid,
    /// What was to be drawn, with the seed.
    pub wanted: NewVerification,
    /// How many there were and were drawn, by surveyor.
    pub surveyors: BTreeMap<Code, SurveyorDrawn>,
    /// SHA-256 of the ids drawn.
    pub digest: String,
    /// When.
    pub drawn_at: Timestamp,
    /// By whom.
    pub drawn_by: String,
}

/// An interview to be checked, as whoever checks it gets to see it: whom to ask, and what. Nothing of what
/// was answered, nor who asked.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldCheck {
    /// Its id, which is not the response's.
    pub id: Uuid,
    /// Code of the unit.
    pub unit: Code,
    /// How they were asked.
    pub mode: Mode,
    /// When they were asked.
    pub interviewed_on: Date,
    /// Code and version of the questionnaire.
    pub form: (Code, u32),
    /// Codes of the questions that are asked again.
    pub questions: Vec<Code>,
    /// How often nobody was reached.
    pub tries: u32,
    /// Until when nobody else gets it.
    pub held_until: Timestamp,
    /// Who and where they are; empty when that was deleted.
    pub details: ContactDetails,
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The report that stands.
    pub report: CheckReport,
    /// Whether the check is over; otherwise it is tried again.
    pub done: bool,
    /// Whether it was stored now.
    pub new: bool,
}

impl Authored<'_> {
    /// Puts new rules in force; the former ones stay on record. The same again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the rules have problems.
    pub fn put_verification_rules(self, new: &VerificationRules) -> Result<Change, StoreError> {
        let problems = new.problems();
        if !problems.is_empty() {
            return Err(StoreError::Invalid { what: RULES.to_owned(), problems });
        }
        let (new, by) = (new.clone(), self.name().to_owned());
        let body = to_json(&new, RULES)?;
        self.store().writer.write(move |conn| {
            let (before, old) = rules(conn)?;
            if old == new {
                return Ok(Written { value: Change::Unchanged, changed: false });
            }
            let row = VerificationRulesRow {
                version: i64::from(before) + 1,
                body: body.clone(),
                published_at: micros(Timestamp::now()),
            };
            diesel::insert_into(verification_rules::table).values(&row).execute(conn)?;
            let (actor, subject) = (by.clone(), format!("version {}", row.version));
            let (action, detail) = (Action::VerificationRulesSet, json!({}));
            audit::append(conn, &Entry { actor, action, subject, detail })?;
            Ok(Written { value: Change::Updated, changed: true })
        })
    }
}

impl Store {
    /// The rules in force with their version: the newest, or those that ship with the product, version 0.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn verification_rules(&self) -> Result<(u32, VerificationRules), StoreError> {
        self.read(rules)
    }
}

pub(crate) fn rules(conn: &mut AnyConnection) -> Result<(u32, VerificationRules), StoreError> {
    let newest: Option<(i64, String)> = verification_rules::table
        .order(verification_rules::version.desc())
        .select((verification_rules::version, verification_rules::body))
        .first(conn)
        .optional()?;
    match newest {
        None => Ok((0, VerificationRules::default())),
        Some((number, body)) => Ok((version(number, RULES)?, from_json(&body, RULES)?)),
    }
}
