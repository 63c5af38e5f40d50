//! Scores of a year: computed by one, confirmed by another, and kept with all that went into them.

use diesel::prelude::*;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use survey::Code;
use survey::vouched::{EntryState, EntryStep};
use uuid::Uuid;

use super::Vouched;
use super::acts::{Columns, digest_of};
use super::vouching::checked_reason;
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{micros, parse, version};
use crate::schema::annual_scores;
use crate::writer::Written;
use crate::{Store, StoreError, digest};

/// What is to be kept of a computation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewScore {
    /// Calendar year.
    pub year: i32,
    /// Code of the formula.
    pub formula: Code,
    /// Its version.
    pub formula_version: u32,
    /// All that went in, as JSON, kept to the byte.
    pub inputs: String,
    /// What came out, as JSON, kept to the byte.
    pub result: String,
    /// Revision of the data that it was made from.
    pub data_revision: i64,
    /// Version of the program that made it.
    pub program: String,
}

/// A computation of a year's score, and who vouches for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnnualScore {
    /// Made here.
    pub id: Uuid,
    /// Calendar year.
    pub year: i32,
    /// Code of the formula.
    pub formula: Code,
    /// Its version.
    pub formula_version: u32,
    /// SHA-256 of all that went in, hexadecimal.
    pub inputs_digest: String,
    /// SHA-256 of the result, hexadecimal.
    pub digest: String,
    /// Revision of the data that it was made from.
    pub data_revision: i64,
    /// Version of the program that made it.
    pub program: String,
    /// How far it has come.
    #[serde(flatten)]
    pub vouched: Vouched,
    /// All that went in, to the byte.
    #[serde(skip)]
    pub inputs: String,
    /// What came out, to the byte.
    #[serde(skip)]
    pub result: String,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = annual_scores, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct ScoreRow {
    pub(super) id: String,
    year: i64,
    formula: String,
    formula_version: i64,
    state: String,
    inputs: String,
    inputs_digest: String,
    result: String,
    digest: String,
    data_revision: i64,
    program: String,
    entered_at: i64,
    entered_by: String,
    confirmed_at: Option<i64>,
    confirmed_by: Option<String>,
    closed_at: Option<i64>,
    closed_by: Option<String>,
    closing_reason: Option<String>,
}

impl ScoreRow {
    fn new(new: &NewScore, by: &str) -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            year: new.year.into(),
            formula: new.formula.to_string(),
            formula_version: new.formula_version.into(),
            state: EntryState::Entered.as_str().to_owned(),
            inputs_digest: digest_of(&new.inputs),
            inputs: new.inputs.clone(),
            digest: digest_of(&new.result),
            result: new.result.clone(),
            data_revision: new.data_revision,
            program: new.program.clone(),
            entered_at: micros(Timestamp::now()),
            entered_by: by.to_owned(),
            confirmed_at: None,
            confirmed_by: None,
            closed_at: None,
            closed_by: None,
            closing_reason: None,
        }
    }

    pub(super) fn what(&self) -> String {
        format!("score {} {}@{}", self.year, self.formula, self.formula_version)
    }

    fn columns(&mut self) -> Columns<'_> {
        Columns {
            state: &mut self.state,
            entered: (self.entered_at, &self.entered_by),
            confirmed: (&mut self.confirmed_at, &mut self.confirmed_by),
            closed: (&mut self.closed_at, &mut self.closed_by),
            closing_reason: &mut self.closing_reason,
        }
    }

    fn after(&self, step: EntryStep, by: &str, why: Option<&str>) -> Result<Self, StoreError> {
        let (mut row, what) = (self.clone(), self.what());
        row.columns().take(&what, step, by, why)?;
        Ok(row)
    }

    pub(super) fn into_score(mut self) -> Result<AnnualScore, StoreError> {
        let what = self.what();
        let year =
            i32::try_from(self.year).map_err(|error| StoreError::unreadable(&what, error))?;
        Ok(AnnualScore {
            id: parse(&self.id, &what)?,
            year,
            formula: parse(&self.formula, &what)?,
            formula_version: version(self.formula_version, &what)?,
            vouched: self.columns().read(&what)?,
            inputs_digest: self.inputs_digest,
            digest: self.digest,
            data_revision: self.data_revision,
            program: self.program,
            inputs: self.inputs,
            result: self.result,
        })
    }
}

impl AnnualScore {
    /// Whether what is kept is what its digests say.
    pub fn is_intact(&self) -> bool {
        digest_of(&self.inputs) == self.inputs_digest && digest_of(&self.result) == self.digest
    }
}

impl Authored<'_> {
    /// Keeps a computation, to be confirmed by somebody else. The same again gives what is kept.
    ///
    /// # Errors
    /// [`StoreError::ScoreInWork`] when another of the year waits for that.
    pub fn enter_score(self, new: &NewScore) -> Result<AnnualScore, StoreError> {
        let (row, by) = (ScoreRow::new(new, self.name()), self.name().to_owned());
        self.store().writer.write(move |conn| {
            if let Some(open) = standing(conn, row.year, EntryState::Entered)? {
                if open.inputs == row.inputs && open.result == row.result {
                    return Ok(Written { value: open.into_score()?, changed: false });
                }
                return Err(StoreError::ScoreInWork { id: open.id });
            }
            diesel::insert_into(annual_scores::table).values(&row).execute(conn)?;
            record(conn, Action::ScoreEntered, &row, &by)?;
            Ok(Written { value: row.clone().into_score()?, changed: false })
        })
    }

    /// Confirms a computation of somebody else. It holds from then on, in place of the one before.
    ///
    /// # Errors
    /// [`StoreError::UnknownScore`]; [`StoreError::EntryRefused`].
    pub fn confirm_score(self, id: Uuid) -> Result<AnnualScore, StoreError> {
        let (by, id) = (self.name().to_owned(), id.to_string());
        self.store().writer.write(move |conn| {
            let row = known(conn, &id)?.after(EntryStep::Confirm, &by, None)?;
            if let Some(before) = standing(conn, row.year, EntryState::Confirmed)? {
                let closed = before.after(EntryStep::Supersede, &by, None)?;
                save(conn, &closed)?;
                record(conn, Action::ScoreSuperseded, &closed, &by)?;
            }
            save(conn, &row)?;
            record(conn, Action::ScoreConfirmed, &row, &by)?;
            Ok(Written { value: row.into_score()?, changed: true })
        })
    }

    /// Gives up a computation that is not confirmed, for a reason.
    ///
    /// # Errors
    /// As [`Self::confirm_score`]; [`StoreError::Invalid`] without a reason.
    pub fn withdraw_score(self, id: Uuid, reason: &str) -> Result<AnnualScore, StoreError> {
        let (by, id, reason) = (self.name().to_owned(), id.to_string(), checked_reason(reason)?);
        self.store().writer.write(move |conn| {
            let row = known(conn, &id)?.after(EntryStep::Withdraw, &by, Some(&reason))?;
            save(conn, &row)?;
            record(conn, Action::ScoreWithdrawn, &row, &by)?;
            Ok(Written { value: row.into_score()?, changed: false })
        })
    }
}

impl Store {
    /// The computations of a year, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn annual_scores(&self, year: i32) -> Result<Vec<AnnualScore>, StoreError> {
        let rows: Vec<ScoreRow> = self.read(|conn| {
            let query = annual_scores::table.filter(annual_scores::year.eq(i64::from(year)));
            Ok(query.order(annual_scores::id).select(ScoreRow::as_select()).load(conn)?)
        })?;
        rows.into_iter().map(ScoreRow::into_score).collect()
    }
}

fn known(conn: &mut AnyConnection, id: &str) -> Result<ScoreRow, StoreError> {
    let query = annual_scores::table.find(id).select(ScoreRow::as_select());
    let row = query.get_result(conn).optional()?;
    row.ok_or_else(|| StoreError::UnknownScore { id: id.to_owned() })
}

fn standing(
    conn: &mut AnyConnection,
    year: i64,
    state: EntryState,
) -> Result<Option<ScoreRow>, StoreError> {
    let query = annual_scores::table
        .filter(annual_scores::year.eq(year))
        .filter(annual_scores::state.eq(state.as_str()))
        .select(ScoreRow::as_select());
    Ok(query.first(conn).optional()?)
}

fn save(conn: &mut AnyConnection, row: &ScoreRow) -> Result<(), StoreError> {
    diesel::update(annual_scores::table.find(&row.id)).set(row).execute(conn)?;
    Ok(())
}

fn record(
    conn: &mut AnyConnection,
    action: Action,
    row: &ScoreRow,
    by: &str,
) -> Result<(), StoreError> {
    let mut detail = json!({
        "id": row.id, "inputs_digest": row.inputs_digest, "digest": row.digest,
        "sha256": digest::of_row(row, &row.what())?,
    });
    if let Some(reason) = &row.closing_reason {
        detail["reason"] = reason.as_str().into();
    }
    audit::append(conn, &Entry { actor: by.to_owned(), action, subject: row.what(), detail })
}
