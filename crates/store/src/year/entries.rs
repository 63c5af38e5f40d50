//! Entries of a year as they are read, and how new ones come in. What is done to them stands in
//! [`vouching`](super::vouching).

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use survey::Code;
use survey::vouched::{EntryKind, EntryState, YearEntry};
use uuid::Uuid;

use super::Vouched;
use super::row::EntryRow;
use crate::connection::AnyConnection;
use crate::record::Outcome;
use crate::schema::year_entries;
use crate::{Store, StoreError, units};

/// A version of an entry, and who vouches for it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct VouchedEntry {
    /// Made here.
    pub id: Uuid,
    /// 1 is the first; each correction has the next.
    pub version: u32,
    /// SHA-256 of what it says, hexadecimal.
    pub digest: String,
    /// Why the version before is corrected.
    pub reason: Option<String>,
    /// How far it has come.
    #[serde(flatten)]
    pub vouched: Vouched,
    /// What it says.
    pub entry: YearEntry,
}

/// Which entries are wanted; all without.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Of a kind.
    pub kind: Option<EntryKind>,
    /// For a year.
    pub year: Option<i32>,
    /// In a state.
    pub state: Option<EntryState>,
    /// About these units.
    pub units: Option<Vec<Code>>,
}

/// Where a page of entries ends, and the next begins: the id of the last, as ids ascend with time.
pub type EntryPlace = Uuid;

impl Store {
    /// Entries, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when one is not what its digest says; when the database cannot be read.
    pub fn year_entries(&self, filter: &EntryFilter) -> Result<Vec<VouchedEntry>, StoreError> {
        self.year_entries_after(filter, None, i64::MAX)
    }

    /// Entries, the oldest first, at most so many, from after a place on.
    ///
    /// # Errors
    /// As [`Store::year_entries`].
    pub fn year_entries_after(
        &self,
        filter: &EntryFilter,
        after: Option<EntryPlace>,
        most: i64,
    ) -> Result<Vec<VouchedEntry>, StoreError> {
        let rows: Vec<EntryRow> = self.read(|conn| {
            let mut query = year_entries::table
                .order(year_entries::id)
                .limit(most)
                .select(EntryRow::as_select())
                .into_boxed();
            if let Some(kind) = filter.kind {
                query = query.filter(year_entries::kind.eq(kind.as_str()));
            }
            if let Some(year) = filter.year {
                query = query.filter(year_entries::year.eq(i64::from(year)));
            }
            if let Some(state) = filter.state {
                query = query.filter(year_entries::state.eq(state.as_str()));
            }
            if let Some(units) = &filter.units {
                let units: Vec<&str> = units.iter().map(Code::as_str).collect();
                query = query.filter(year_entries::unit.eq_any(units));
            }
            if let Some(after) = after {
                query = query.filter(year_entries::id.gt(after.to_string()));
            }
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(EntryRow::into_vouched).collect()
    }

    /// One version of an entry.
    ///
    /// # Errors
    /// As [`Store::year_entries`].
    pub fn year_entry(&self, id: Uuid) -> Result<Option<VouchedEntry>, StoreError> {
        let row = self.read(|conn| find(conn, &id.to_string()))?;
        row.map(EntryRow::into_vouched).transpose()
    }
}

/// Takes entries in that a file brings.
pub(crate) fn take_many(
    conn: &mut AnyConnection,
    entries: &[YearEntry],
    by: &str,
) -> Result<Vec<Outcome>, StoreError> {
    units::require(conn, entries.iter().map(|entry| entry.unit().as_str()))?;
    entries.iter().map(|entry| Ok(take(conn, entry, by)?.0)).collect()
}

/// Adds an entry where nothing stands about the same; otherwise gives what stands.
pub(super) fn take(
    conn: &mut AnyConnection,
    entry: &YearEntry,
    by: &str,
) -> Result<(Outcome, EntryRow), StoreError> {
    let key = entry.key();
    for state in [EntryState::Entered, EntryState::Confirmed] {
        if let Some(row) = standing(conn, &key, state)? {
            let same = row.entry()? == *entry;
            return Ok((if same { Outcome::Same } else { Outcome::Different }, row));
        }
    }
    let row = EntryRow::new(entry, newest_version(conn, &key)? + 1, None, by)?;
    diesel::insert_into(year_entries::table).values(&row).execute(conn)?;
    Ok((Outcome::New, row))
}

fn find(conn: &mut AnyConnection, id: &str) -> Result<Option<EntryRow>, StoreError> {
    let query = year_entries::table.find(id).select(EntryRow::as_select());
    Ok(query.get_result(conn).optional()?)
}

pub(super) fn known(conn: &mut AnyConnection, id: &str) -> Result<EntryRow, StoreError> {
    find(conn, id)?.ok_or_else(|| StoreError::UnknownEntry { id: id.to_owned() })
}

/// The version of an entry that is in a state of which there is one at most.
pub(super) fn standing(
    conn: &mut AnyConnection,
    key: &str,
    state: EntryState,
) -> Result<Option<EntryRow>, StoreError> {
    let query = year_entries::table
        .filter(year_entries::entry_key.eq(key))
        .filter(year_entries::state.eq(state.as_str()))
        .select(EntryRow::as_select());
    Ok(query.first(conn).optional()?)
}

pub(super) fn newest_version(conn: &mut AnyConnection, key: &str) -> Result<i64, StoreError> {
    let query = year_entries::table.filter(year_entries::entry_key.eq(key));
    let newest: Option<i64> =
        query.select(diesel::dsl::max(year_entries::version)).get_result(conn)?;
    Ok(newest.unwrap_or(0))
}
