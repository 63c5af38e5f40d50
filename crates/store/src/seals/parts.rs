//! The parts of a period that the database holds, row by row, all read in one snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use diesel::prelude::*;
use serde::Serialize;
use survey::problem::quoted;
use survey::round::midnight_in_china;
use survey::seal::{Listing, PartDigest, Waiting};
use survey::{BulletinState, Month, Period, Response};

use super::rows::{SealedBulletin, digest_of_row, of_response};
use crate::connection::AnyConnection;
use crate::corrections::VersionRow;
use crate::quarantine::Cause;
use crate::row::{AttemptRow, ResponseRow, RoundRow, UnitRow, from_json, micros, parse};
use crate::samples::SampleRow;
use crate::schema::{
    attempts, bulletins, quarantine, questionnaires, response_versions, responses, rounds, samples,
    scoring_schemes, units,
};
use crate::stream::{ResponseFilter, pages, select, wanted};
use crate::transfer::{QuestionnaireRow, SchemeRow};
use crate::{Store, StoreError, issues};

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

    fn add_row(&mut self, key: String, row: &impl Serialize) -> Result<(), StoreError> {
        let digest = digest_of_row(row, &self.name)?;
        self.add(key, digest)
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
    let (months, asked) = of_responses(conn, period)?;
    let rounds = rounds_of(conn, period, &asked)?;
    let mut parts = months;
    parts.push(of_versions(conn, period)?);
    parts.push(of_attempts(conn, period)?);
    parts.push(of_units(conn, period)?);
    parts.push(of_rounds(&rounds)?);
    parts.push(of_samples(conn, &rounds)?);
    parts.push(of_questionnaires(conn, &rounds)?);
    parts.push(of_schemes(conn)?);
    parts.extend(of_issues(conn, period)?);
    parts.push(of_bulletins(conn, period)?);
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(parts)
}

fn indices(period: Period) -> Range<i32> {
    let months = period.months();
    months.start.index()..months.end.index()
}

/// From the first midnight of a period to the one after its last day, by the clocks of China.
fn time(period: Period) -> Range<i64> {
    let months = period.months();
    let midnight = |month: Month| micros(midnight_in_china(month.first_day()));
    midnight(months.start)..midnight(months.end)
}

/// A part for each month, and the rounds that the responses came in by.
fn of_responses(
    conn: &mut AnyConnection,
    period: Period,
) -> Result<(Vec<SealPart>, BTreeSet<String>), StoreError> {
    let name = |month: i32| format!("responses/{}", Period::Month(Month::from_index(month)));
    let mut months: BTreeMap<i32, SealPart> =
        indices(period).map(|month| (month, SealPart::new(name(month)))).collect();
    let mut asked = BTreeSet::new();
    let filter = ResponseFilter { months: Some(period.months()), ..ResponseFilter::default() };
    let selection = select(conn, &filter)?;
    pages(
        conn,
        &selection,
        |conn, selection, month, after| {
            Ok(wanted(selection, month, after).select(ResponseRow::as_select()).load(conn)?)
        },
        |row: &ResponseRow| row.seq,
        |rows| {
            for row in rows {
                if let Some(part) = months.get_mut(&row.month) {
                    part.add_told(row.id.clone(), of_response(&row))?;
                }
                asked.insert(row.round);
            }
            Ok::<(), StoreError>(())
        },
    )??;
    Ok((months.into_values().collect(), asked))
}

fn of_versions(conn: &mut AnyConnection, period: Period) -> Result<SealPart, StoreError> {
    let months = indices(period);
    let within = responses::table
        .filter(responses::month.ge(months.start))
        .filter(responses::month.lt(months.end))
        .select(responses::id);
    let rows: Vec<VersionRow> = response_versions::table
        .filter(response_versions::response_id.eq_any(within))
        .select(VersionRow::as_select())
        .load(conn)?;
    let mut part = SealPart::new("response_versions");
    for row in &rows {
        part.add_row(format!("{}/{}", row.response_id, row.version), row)?;
    }
    Ok(part)
}

fn of_attempts(conn: &mut AnyConnection, period: Period) -> Result<SealPart, StoreError> {
    let time = time(period);
    let rows: Vec<AttemptRow> = attempts::table
        .filter(attempts::attempted_at.ge(time.start))
        .filter(attempts::attempted_at.lt(time.end))
        .select(AttemptRow::as_select())
        .load(conn)?;
    let mut part = SealPart::new("attempts");
    for row in &rows {
        part.add_row(row.id.clone(), row)?;
    }
    Ok(part)
}

/// The units that there were on a day of the period.
fn of_units(conn: &mut AnyConnection, period: Period) -> Result<SealPart, StoreError> {
    let (first, last) = (period.months().start.first_day(), period.last_day());
    let rows: Vec<UnitRow> = units::table
        .filter(units::valid_from.is_null().or(units::valid_from.le(last.to_string())))
        .filter(units::valid_to.is_null().or(units::valid_to.ge(first.to_string())))
        .select(UnitRow::as_select())
        .load(conn)?;
    let mut part = SealPart::new("units");
    for row in &rows {
        part.add_row(row.code.clone(), row)?;
    }
    Ok(part)
}

/// The rounds that went on in the period, and those that responses of it came in by.
fn rounds_of(
    conn: &mut AnyConnection,
    period: Period,
    asked: &BTreeSet<String>,
) -> Result<Vec<RoundRow>, StoreError> {
    let (first, last) = (period.months().start.first_day(), period.last_day());
    let rows: Vec<RoundRow> = rounds::table.select(RoundRow::as_select()).load(conn)?;
    let (first, last) = (first.to_string(), last.to_string());
    let goes_on = |row: &RoundRow| row.opens <= last && row.closes >= first;
    Ok(rows.into_iter().filter(|row| goes_on(row) || asked.contains(&row.code)).collect())
}

fn of_rounds(rows: &[RoundRow]) -> Result<SealPart, StoreError> {
    let mut part = SealPart::new("rounds");
    for row in rows {
        part.add_row(row.code.clone(), row)?;
    }
    Ok(part)
}

fn of_samples(conn: &mut AnyConnection, rounds: &[RoundRow]) -> Result<SealPart, StoreError> {
    let codes = rounds.iter().map(|round| round.code.as_str());
    let rows: Vec<SampleRow> = samples::table
        .filter(samples::round.eq_any(codes))
        .select(SampleRow::as_select())
        .load(conn)?;
    let mut part = SealPart::new("samples");
    for row in &rows {
        part.add_row(format!("{}/{}", row.round, row.mode), row)?;
    }
    Ok(part)
}

fn of_questionnaires(
    conn: &mut AnyConnection,
    rounds: &[RoundRow],
) -> Result<SealPart, StoreError> {
    let codes = rounds.iter().map(|round| round.questionnaire.as_str());
    let rows: Vec<QuestionnaireRow> = questionnaires::table
        .filter(questionnaires::code.eq_any(codes))
        .select(QuestionnaireRow::as_select())
        .load(conn)?;
    let mut part = SealPart::new("questionnaires");
    for row in &rows {
        part.add_row(format!("{}@{}", row.code, row.version), row)?;
    }
    Ok(part)
}

fn of_schemes(conn: &mut AnyConnection) -> Result<SealPart, StoreError> {
    let rows: Vec<SchemeRow> = scoring_schemes::table.select(SchemeRow::as_select()).load(conn)?;
    let mut part = SealPart::new("schemes");
    for row in &rows {
        part.add_row(format!("{}@{}", row.code, row.version), row)?;
    }
    Ok(part)
}

fn of_issues(conn: &mut AnyConnection, period: Period) -> Result<[SealPart; 2], StoreError> {
    let (first, last) = (period.months().start.first_day(), period.last_day());
    let mut opened = SealPart::new("issues");
    for (id, issue) in issues::opened(conn, first, last)? {
        let digest = issue.and_then(|issue| digest_of_row(&issue, "an issue"));
        opened.add_told(id, digest)?;
    }
    let mut steps = SealPart::new("issue_events");
    for (key, step) in issues::steps_within(conn, &time(period))? {
        steps.add_row(key, &step)?;
    }
    Ok([opened, steps])
}

/// Bulletins of the period, and of those within it, that are or were out.
fn of_bulletins(conn: &mut AnyConnection, period: Period) -> Result<SealPart, StoreError> {
    let public = BulletinState::ALL.into_iter().filter(|state| state.is_public());
    let rows: Vec<SealedBulletin> = bulletins::table
        .filter(bulletins::state.eq_any(public.map(BulletinState::as_str)))
        .select(SealedBulletin::as_select())
        .load(conn)?;
    let mut part = SealPart::new("bulletins");
    for row in &rows {
        let own: Period = parse(&row.period, "the period of a bulletin")?;
        if period.covers(own) {
            part.add_told(row.id.clone(), row.sealed())?;
        }
    }
    Ok(part)
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
