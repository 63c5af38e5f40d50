//! Who could be asked, in which rounds, by which forms and schemes.

use std::collections::BTreeSet;

use diesel::prelude::*;
use survey::Period;

use super::{SealPart, days};
use crate::StoreError;
use crate::connection::AnyConnection;
use crate::row::{RoundRow, UnitRow};
use crate::samples::SampleRow;
use crate::schema::{questionnaires, rounds, samples, scoring_schemes, units};
use crate::transfer::{QuestionnaireRow, SchemeRow};

/// `asked` are the rounds that responses of the period came in by.
pub(super) fn of(
    conn: &mut AnyConnection,
    period: Period,
    asked: &BTreeSet<String>,
) -> Result<[SealPart; 5], StoreError> {
    let rounds = rounds_of(conn, period, asked)?;
    Ok([
        of_units(conn, period)?,
        of_samples(conn, &rounds)?,
        of_questionnaires(conn, &rounds)?,
        of_schemes(conn)?,
        SealPart::of_rows("rounds", rounds.into_iter().map(|row| (row.code.clone(), row)))?,
    ])
}

/// The units that there were on a day of the period.
fn of_units(conn: &mut AnyConnection, period: Period) -> Result<SealPart, StoreError> {
    let [first, last] = days(period);
    let rows: Vec<UnitRow> = units::table
        .filter(units::valid_from.is_null().or(units::valid_from.le(last)))
        .filter(units::valid_to.is_null().or(units::valid_to.ge(first)))
        .select(UnitRow::as_select())
        .load(conn)?;
    SealPart::of_rows("units", rows.into_iter().map(|row| (row.code.clone(), row)))
}

/// The rounds that went on in the period, and those that responses of it came in by.
fn rounds_of(
    conn: &mut AnyConnection,
    period: Period,
    asked: &BTreeSet<String>,
) -> Result<Vec<RoundRow>, StoreError> {
    let [first, last] = days(period);
    let rows: Vec<RoundRow> = rounds::table.select(RoundRow::as_select()).load(conn)?;
    let goes_on = |row: &RoundRow| row.opens <= last && row.closes >= first;
    Ok(rows.into_iter().filter(|row| goes_on(row) || asked.contains(&row.code)).collect())
}

fn of_samples(conn: &mut AnyConnection, rounds: &[RoundRow]) -> Result<SealPart, StoreError> {
    let codes = rounds.iter().map(|round| round.code.as_str());
    let rows: Vec<SampleRow> = samples::table
        .filter(samples::round.eq_any(codes))
        .select(SampleRow::as_select())
        .load(conn)?;
    let key = |row: &SampleRow| format!("{}/{}", row.round, row.mode);
    SealPart::of_rows("samples", rows.into_iter().map(|row| (key(&row), row)))
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
    let key = |row: &QuestionnaireRow| format!("{}@{}", row.code, row.version);
    SealPart::of_rows("questionnaires", rows.into_iter().map(|row| (key(&row), row)))
}

fn of_schemes(conn: &mut AnyConnection) -> Result<SealPart, StoreError> {
    let rows: Vec<SchemeRow> = scoring_schemes::table.select(SchemeRow::as_select()).load(conn)?;
    let key = |row: &SchemeRow| format!("{}@{}", row.code, row.version);
    SealPart::of_rows("schemes", rows.into_iter().map(|row| (key(&row), row)))
}
