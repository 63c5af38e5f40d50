//! An entry as it stands in the table.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use survey::vouched::{EntryState, EntryStep, YearEntry};
use uuid::Uuid;

use super::acts::{Columns, digest_of};
use super::entries::VouchedEntry;
use crate::StoreError;
use crate::row::{from_json, micros, parse, to_json, version};
use crate::schema::year_entries;

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = year_entries, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct EntryRow {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) entry_key: String,
    pub(super) version: i64,
    pub(super) year: Option<i64>,
    pub(super) unit: String,
    pub(super) state: String,
    body: String,
    pub(super) digest: String,
    pub(super) reason: Option<String>,
    entered_at: i64,
    pub(super) entered_by: String,
    confirmed_at: Option<i64>,
    confirmed_by: Option<String>,
    closed_at: Option<i64>,
    closed_by: Option<String>,
    pub(super) closing_reason: Option<String>,
}

impl EntryRow {
    /// What somebody enters now.
    pub(super) fn new(
        entry: &YearEntry,
        version: i64,
        reason: Option<&str>,
        by: &str,
    ) -> Result<Self, StoreError> {
        let body = to_json(entry, "an entry")?;
        Ok(Self {
            id: Uuid::now_v7().to_string(),
            kind: entry.kind().as_str().to_owned(),
            entry_key: entry.key(),
            version,
            year: entry.year().map(i64::from),
            unit: entry.unit().to_string(),
            state: EntryState::Entered.as_str().to_owned(),
            digest: digest_of(&body),
            body,
            reason: reason.map(str::to_owned),
            entered_at: micros(Timestamp::now()),
            entered_by: by.to_owned(),
            confirmed_at: None,
            confirmed_by: None,
            closed_at: None,
            closed_by: None,
            closing_reason: None,
        })
    }

    /// How messages and the audit log call it.
    pub(super) fn what(&self) -> String {
        format!("entry {} v{}", self.entry_key, self.version)
    }

    /// What it says.
    pub(super) fn entry(&self) -> Result<YearEntry, StoreError> {
        if digest_of(&self.body) != self.digest {
            return Err(StoreError::unreadable(self.what(), "it is not what its digest says"));
        }
        from_json(&self.body, &self.what())
    }

    /// The same after a step of somebody.
    pub(super) fn after(
        &self,
        step: EntryStep,
        by: &str,
        reason: Option<&str>,
    ) -> Result<Self, StoreError> {
        let (mut row, what) = (self.clone(), self.what());
        row.columns().take(&what, step, by, reason)?;
        Ok(row)
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

    pub(super) fn into_vouched(mut self) -> Result<VouchedEntry, StoreError> {
        let (what, entry) = (self.what(), self.entry()?);
        Ok(VouchedEntry {
            id: parse(&self.id, &what)?,
            version: version(self.version, &what)?,
            vouched: self.columns().read(&what)?,
            digest: self.digest,
            reason: self.reason,
            entry,
        })
    }
}
