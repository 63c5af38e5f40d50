//! Quarantine: what came in and can't count as it is.
//!
//! Other content under a known id waits for a person, who looks at both and decides. What was asked
//! by a form that is not published here waits for the form, and is then taken in by itself. A second
//! interview of a case that has one waits for a person too: of whom it is, answers don't tell.

mod held;

use std::fmt;
use std::str::FromStr;

use diesel::prelude::*;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use survey::Response;
use survey::problem::quoted;
use uuid::Uuid;

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::record::{Outcome, record_many};
use crate::row::{ResponseRow, from_json, instant, micros, parse, to_json};
use crate::schema::{quarantine, responses};
use crate::writer::Written;
use crate::{Receipt, Store, StoreError, consequences, corrections};
use held::Against;

/// Why a response waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Another response is stored under its id.
    DifferentContent,
    /// It was asked by a version of the questionnaire that is not published here.
    UnknownForm,
    /// Its case has a complete interview under another id.
    SecondInterview,
}

/// What somebody decides about a response that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// What is stored stays; this one does not count.
    Keep,
    /// This one counts, in place of what is stored.
    Take,
}

impl Cause {
    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DifferentContent => "different_content",
            Self::UnknownForm => "unknown_form",
            Self::SecondInterview => "second_interview",
        }
    }
}

impl FromStr for Cause {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::DifferentContent, Self::UnknownForm, Self::SecondInterview]
            .into_iter()
            .find(|cause| cause.as_str() == text)
            .ok_or_else(|| format!("there is no cause {}", quoted(text)))
    }
}

impl Decision {
    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Take => "take",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Decision {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Keep, Self::Take]
            .into_iter()
            .find(|decision| decision.as_str() == text)
            .ok_or_else(|| format!("{} is no decision: write keep or take", quoted(text)))
    }
}

/// One response that waits, or was decided about.
#[derive(Debug, Clone, PartialEq)]
pub struct QuarantineEntry {
    /// What was sent.
    pub response: Response,
    /// SHA-256 of its content, hexadecimal.
    pub digest: String,
    /// Why it waits.
    pub cause: Cause,
    /// SHA-256 of the response that it differs from.
    pub kept_digest: Option<String>,
    /// The way it came in.
    pub source: String,
    /// When it came in for the first time.
    pub received_at: Timestamp,
    /// What was decided.
    pub settled: Option<Settled>,
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What.
    pub decision: Decision,
    /// Why.
    pub reason: String,
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = quarantine, treat_none_as_default_value = false)]
pub(crate) struct QuarantineRow {
    response_id: String,
    digest: String,
    kept_digest: Option<String>,
    payload: String,
    source: String,
    received_at: i64,
    settled_at: Option<i64>,
    settlement: Option<String>,
    cause: String,
    decision: Option<String>,
    settled_by: Option<String>,
}

/// Most contents that wait under one id, of one sender, and at all: who sends more is broken or ill-
/// willed, and keeps what it has.
const WAITING_OF_ONE: i64 = 8;
const WAITING_OF_SENDER: i64 = 2_000;
const WAITING_MAX: i64 = 20_000;

/// Whether there is room for one more.
fn expect_room(conn: &mut AnyConnection, id: &str, source: &str) -> Result<(), StoreError> {
    let of_one = quarantine::table.filter(quarantine::response_id.eq(id));
    let waiting = quarantine::table.filter(quarantine::settled_at.is_null());
    let of_sender = waiting.filter(quarantine::source.eq(source));
    if of_one.count().get_result::<i64>(conn)? >= WAITING_OF_ONE
        || of_sender.count().get_result::<i64>(conn)? >= WAITING_OF_SENDER
        || waiting.count().get_result::<i64>(conn)? >= WAITING_MAX
    {
        return Err(StoreError::QuarantineFull { id: id.to_owned() });
    }
    Ok(())
}

/// Keeps a response, the same content once. Gives when this content first came in, and whether that
/// was now.
pub(crate) fn keep(
    conn: &mut AnyConnection,
    row: &ResponseRow,
    cause: Cause,
    kept_digest: Option<&str>,
) -> Result<(i64, bool), StoreError> {
    let first: Option<i64> = quarantine::table
        .find((&row.id, &row.digest))
        .select(quarantine::received_at)
        .get_result(conn)
        .optional()?;
    if let Some(received_at) = first {
        return Ok((received_at, false));
    }
    expect_room(conn, &row.id, &row.source)?;
    let response = row.clone().into_stored()?.response;
    let entry = QuarantineRow {
        response_id: row.id.clone(),
        digest: row.digest.clone(),
        kept_digest: kept_digest.map(str::to_owned),
        payload: to_json(&response, "a response for quarantine")?,
        source: row.source.clone(),
        received_at: row.received_at,
        settled_at: None,
        settlement: None,
        cause: cause.as_str().to_owned(),
        decision: None,
        settled_by: None,
    };
    diesel::insert_into(quarantine::table).values(&entry).execute(conn)?;
    Ok((row.received_at, true))
}

/// Keeps a second complete interview of a case for a person, where it is one and nothing is settled under
/// its id. Gives when it came in, and whether that was now.
pub(crate) fn hold_second(
    conn: &mut AnyConnection,
    row: &ResponseRow,
    response: &Response,
) -> Result<Option<(i64, bool)>, StoreError> {
    if !consequences::is_second(conn, response)? {
        return Ok(None);
    }
    let stored: i64 =
        responses::table.filter(responses::id.eq(&row.id)).count().get_result(conn)?;
    if stored > 0 || !corrections::withdrawn(conn, &[&row.id])?.is_empty() {
        return Ok(None);
    }
    keep(conn, row, Cause::SecondInterview, None).map(Some)
}

impl Store {
    /// Holds a response that was asked by a form which is not published here: it is taken in when the
    /// form is. What was taken in meanwhile is [`Outcome::Same`].
    ///
    /// # Errors
    /// As for [`Store::submit`].
    pub fn hold(&self, response: &Response, source: &str) -> Result<Receipt, StoreError> {
        let (id, row) = (response.id, ResponseRow::new(response, source, Timestamp::now())?);
        self.writer.write(move |conn| {
            let (outcome, received_at, changed) =
                if let Some((outcome, received_at)) = known(conn, &row)? {
                    (outcome, received_at, false)
                } else {
                    let (received_at, new) = keep(conn, &row, Cause::UnknownForm, None)?;
                    (Outcome::Held, received_at, new)
                };
            let received_at = instant(received_at, "the time of receipt")?;
            Ok(Written { value: Receipt { id, outcome, received_at }, changed })
        })
    }

    /// What waits for a decision, by time of receipt, after one of them; at most so many.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn waiting(
        &self,
        after: Option<&QuarantineEntry>,
        limit: u32,
    ) -> Result<Vec<QuarantineEntry>, StoreError> {
        let (at, id, digest) = after.map_or((i64::MIN, String::new(), String::new()), |entry| {
            (micros(entry.received_at), entry.response.id.to_string(), entry.digest.clone())
        });
        let rows: Vec<QuarantineRow> = self.read(|conn| {
            let same_id = quarantine::response_id
                .gt(&id)
                .or(quarantine::response_id.eq(&id).and(quarantine::digest.gt(&digest)));
            let later =
                quarantine::received_at.gt(at).or(quarantine::received_at.eq(at).and(same_id));
            let query = quarantine::table
                .filter(quarantine::settled_at.is_null())
                .filter(later)
                .order((quarantine::received_at, quarantine::response_id, quarantine::digest))
                .limit(i64::from(limit))
                .select(QuarantineRow::as_select());
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(QuarantineRow::into_entry).collect()
    }

    /// What is or was in quarantine under an id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn quarantined_under(&self, response: Uuid) -> Result<Vec<QuarantineEntry>, StoreError> {
        let rows: Vec<QuarantineRow> = self.read(|conn| {
            let query = quarantine::table
                .filter(quarantine::response_id.eq(response.to_string()))
                .order((quarantine::received_at, quarantine::digest))
                .select(QuarantineRow::as_select());
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(QuarantineRow::into_entry).collect()
    }

    /// Everything in quarantine, what waits for a decision first, then by time of receipt.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn quarantine_list(&self) -> Result<Vec<QuarantineEntry>, StoreError> {
        let rows: Vec<QuarantineRow> = self.read(|conn| {
            let query = quarantine::table
                .order((
                    quarantine::settled_at.is_not_null(),
                    quarantine::received_at,
                    quarantine::response_id,
                    quarantine::digest,
                ))
                .select(QuarantineRow::as_select());
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(QuarantineRow::into_entry).collect()
    }

    /// One response in quarantine.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn quarantined(
        &self,
        response: Uuid,
        digest: &str,
    ) -> Result<Option<QuarantineEntry>, StoreError> {
        let found = self.read(|conn| find(conn, &response.to_string(), digest))?;
        found.map(QuarantineRow::into_entry).transpose()
    }
}

impl Authored<'_> {
    /// Decides about a response in quarantine, for a reason. What is kept out while nothing is stored
    /// under its id is refused from then on. `seen` is the digest of the stored
    /// response that was looked at beside it, if there was one. Gives whether there was such an entry
    /// and it waited for a decision: the first decision stands.
    ///
    /// # Errors
    /// [`StoreError::Superseded`] when another response is stored by now than the one that was seen;
    /// [`StoreError::Invalid`] when it is to be taken and its form is still unknown, or it does not
    /// fit the form.
    pub fn settle_quarantine(
        self,
        response: Uuid,
        digest: &str,
        decision: Decision,
        seen: Option<&str>,
        reason: &str,
    ) -> Result<bool, StoreError> {
        let (id, digest) = (response.to_string(), digest.to_owned());
        let seen = seen.map(str::to_owned);
        let (by, reason) = (self.name().to_owned(), reason.to_owned());
        self.store().writer.write(move |conn| {
            let waiting = find(conn, &id, &digest)?.filter(|row| row.settled_at.is_none());
            let Some(row) = waiting else { return Ok(Written { value: false, changed: false }) };
            match decision {
                Decision::Take => {
                    let against = Against::load(conn)?;
                    take(conn, &row, &against, seen.as_deref(), &by, &reason)?;
                }
                Decision::Keep => corrections::leave_out(conn, &row.response_id, &by, &reason)?,
            }
            settle(conn, &row, decision, &by, &reason)?;
            Ok(Written { value: true, changed: true })
        })
    }
}

/// What became of a response that is to be held, where that is settled: withdrawn or left out, or
/// stored by now.
fn known(
    conn: &mut AnyConnection,
    row: &ResponseRow,
) -> Result<Option<(Outcome, i64)>, StoreError> {
    if let Some((_, at)) = corrections::withdrawn(conn, &[&row.id])?.pop() {
        return Ok(Some((Outcome::Withdrawn, at)));
    }
    let stored: Option<(String, i64)> = responses::table
        .filter(responses::id.eq(&row.id))
        .select((responses::digest, responses::received_at))
        .get_result(conn)
        .optional()?;
    let Some((digest, received_at)) = stored else { return Ok(None) };
    let same = digest == row.digest || corrections::had(conn, &row.id, &row.digest)?;
    Ok(same.then_some((Outcome::Same, received_at)))
}

fn find(
    conn: &mut AnyConnection,
    id: &str,
    digest: &str,
) -> Result<Option<QuarantineRow>, StoreError> {
    let query = quarantine::table.find((id, digest)).select(QuarantineRow::as_select());
    Ok(query.get_result(conn).optional()?)
}

/// Makes a response count that waited.
fn take(
    conn: &mut AnyConnection,
    row: &QuarantineRow,
    against: &Against,
    seen: Option<&str>,
    by: &str,
    reason: &str,
) -> Result<(), StoreError> {
    against.check(&from_json(&row.payload, "a response in quarantine")?)?;
    let mut response = row.response_row()?;
    if let Some(seen) = seen {
        return corrections::replace(conn, &response, seen, by, reason).map(drop);
    }
    match record_many(conn, [&mut response])?.as_slice() {
        [(Outcome::New, _)] => {
            let told = response.into_stored()?;
            consequences::follow(conn, &told.response, &told.source)
        }
        [(Outcome::Same, _)] => Ok(()),
        _ => Err(StoreError::Superseded { id: row.response_id.clone() }),
    }
}

fn settle(
    conn: &mut AnyConnection,
    row: &QuarantineRow,
    decision: Decision,
    by: &str,
    reason: &str,
) -> Result<(), StoreError> {
    diesel::update(quarantine::table.find((&row.response_id, &row.digest)))
        .set((
            quarantine::settled_at.eq(micros(Timestamp::now())),
            quarantine::settlement.eq(reason),
            quarantine::decision.eq(decision.as_str()),
            quarantine::settled_by.eq(by),
        ))
        .execute(conn)?;
    let detail = json!({"digest": row.digest, "decision": decision, "reason": reason});
    let (actor, subject) = (by.to_owned(), row.response_id.clone());
    audit::append(conn, &Entry { actor, action: Action::QuarantineSettled, subject, detail })
}

impl QuarantineRow {
    /// The row that it becomes when it counts.
    fn response_row(&self) -> Result<ResponseRow, StoreError> {
        let what = format!("quarantined response {}", self.response_id);
        let response: Response = from_json(&self.payload, &what)?;
        ResponseRow::new(&response, &self.source, instant(self.received_at, &what)?)
    }

    fn into_entry(self) -> Result<QuarantineEntry, StoreError> {
        let what = format!("quarantined response {}", self.response_id);
        let response: Response = from_json(&self.payload, &what)?;
        if response.id != parse::<Uuid>(&self.response_id, &what)? {
            return Err(StoreError::unreadable(what, "its payload has another id"));
        }
        let settled = match (self.settled_at, &self.decision) {
            (Some(at), Some(decision)) => Some(Settled {
                at: instant(at, &what)?,
                by: self.settled_by.unwrap_or_default(),
                decision: parse(decision, &what)?,
                reason: self.settlement.unwrap_or_default(),
            }),
            _ => None,
        };
        Ok(QuarantineEntry {
            response,
            cause: parse(&self.cause, &what)?,
            received_at: instant(self.received_at, &what)?,
            digest: self.digest,
            kept_digest: self.kept_digest,
            source: self.source,
            settled,
        })
    }
}
