//! The parts of a period that the database holds, row by row, all read in one snapshot.

mod answers;
mod frame;
mod ledger;
mod published;
mod supervision;
mod verification;
mod year;

use std::collections::BTreeMap;
use std::ops::Range;

use diesel::prelude::*;
use serde::Serialize;
use survey::problem::quoted;
use survey::round::midnight_in_china;
use survey::seal::{Listing, PartDigest, Waiting};
use survey::{Month, Period, Response};

use super::Sealed;
use crate::connection::AnyConnection;
use crate::quarantine::Cause;
use crate::row::{from_json, micros};
use crate::schema::quarantine;
use crate::{Store, StoreError, digest};

/// The digest of a row that makes no sense any more.
const UNREADABLE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One part of a period: its rows, each with a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealPart {
    /// Its name, e.g. `responses/2026-07`.
    pub name: String,
    /// Its rows.
    pub listing: Listing,
    /// Rows that make no sense, and why.
    pub faults: BTreeMap<String, String>,
}

impl SealPart {
    /// One without rows.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), listing: Listing::default(), faults: BTreeMap::new() }
    }

    /// Puts a row in.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] for a key that no row may have, or that another has.
    pub fn add(&mut self, key: String, digest: String) -> Result<(), StoreError> {
        self.listing.add(key, digest).map_err(|key| {
            let what = format!("{} of {}", quoted(&key), self.name);
            StoreError::unreadable(what, "its key has white space, or there are two of it")
        })
    }

    /// What a manifest says of it.
    pub fn digest(&self) -> PartDigest {
        PartDigest {
            name: self.name.clone(),
            rows: self.listing.len() as u64,
            digest: super::digest_of(&self.listing.text()),
        }
    }

    /// One of rows by their keys.
    fn of_rows<T: Serialize>(
        name: &str,
        rows: impl IntoIterator<Item = (String, T)>,
    ) -> Result<Self, StoreError> {
        let mut part = Self::new(name);
        for (key, row) in rows {
            let digest = digest::of_row(&row, name)?;
            part.add(key, digest)?;
        }
        Ok(part)
    }

    /// One of rows some of which may make no sense.
    fn of_sealed<T: Serialize>(
        name: &str,
        rows: impl IntoIterator<Item = Sealed<T>>,
    ) -> Result<Self, StoreError> {
        let mut part = Self::new(name);
        for (key, row) in rows {
            part.add_told(key, row.and_then(|row| digest::of_row(&row, name)))?;
        }
        Ok(part)
    }

    /// A row, or why it makes no sense.
    fn add_told(
        &mut self,
        key: String,
        digest: Result<String, StoreError>,
    ) -> Result<(), StoreError> {
        let digest = match digest {
            Ok(digest) => digest,
            Err(error @ StoreError::Unreadable { .. }) => {
                self.faults.insert(key.clone(), error.to_string());
                UNREADABLE.to_owned()
            }
            Err(error) => return Err(error),
        };
        self.add(key, digest)
    }
}

impl Store {
    /// What the database holds of a period, in parts by name.
    ///
    /// # Errors
    /// When the database cannot be read. A row that makes no sense is no error, but a fault of its part.
    pub fn seal_parts(&self, period: Period) -> Result<Vec<SealPart>, StoreError> {
        self.read(|conn| conn.snapshot(|conn| of_period(conn, period)))
    }

    /// What is not decided of a period.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn waiting_in(&self, period: Period) -> Result<Waiting, StoreError> {
        self.read(|conn| waiting(conn, period))
    }
}

fn of_period(conn: &mut AnyConnection, period: Period) -> Result<Vec<SealPart>, StoreError> {
    let (mut parts, asked) = answers::of_responses(conn, period)?;
    parts.extend(answers::beside(conn, period)?);
    parts.extend(frame::of(conn, period, &asked)?);
    parts.extend(ledger::of(conn, period)?);
    parts.extend(supervision::of(conn, period)?);
    parts.extend(verification::of(conn, period)?);
    parts.extend(published::of(conn, period)?);
    if let Period::Year(year) = period {
        parts.extend(year::of(conn, year)?);
    }
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(parts)
}

fn indices(period: Period) -> Range<i32> {
    let months = period.months();
    months.start.index()..months.end.index()
}

/// Its first and last day.
fn days(period: Period) -> [String; 2] {
    [period.months().start.first_day(), period.last_day()].map(|day| day.to_string())
}

/// From the first midnight of a period to the one after its last day, by the clocks of China.
fn time(period: Period) -> Range<i64> {
    let months = period.months();
    let midnight = |month: Month| micros(midnight_in_china(month.first_day()));
    midnight(months.start)..midnight(months.end)
}

pub(super) fn waiting(conn: &mut AnyConnection, period: Period) -> Result<Waiting, StoreError> {
    let rows: Vec<(String, String)> = quarantine::table
        .filter(quarantine::settled_at.is_null())
        .select((quarantine::payload, quarantine::cause))
        .load(conn)?;
    let mut waiting = Waiting::default();
    for (payload, cause) in rows {
        let response: Response = from_json(&payload, "a response in quarantine")?;
        if period.months().contains(&Month::of(response.interviewed_on)) {
            waiting.quarantine += 1;
            waiting.unknown_form += u64::from(cause == Cause::UnknownForm.as_str());
        }
    }
    Ok(waiting)
}
