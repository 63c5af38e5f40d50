//! What counts for a year in the form in which it is sealed. What nobody else confirmed counts for nothing, and
//! is not in it.

use diesel::prelude::*;
use survey::vouched::YearEntry;

use super::formulas::FormulaRow;
use super::row::EntryRow;
use super::scores::ScoreRow;
use crate::StoreError;
use crate::connection::AnyConnection;
use crate::schema::{annual_formulas, annual_scores, year_entries};
use crate::seals::Sealed;

/// The entries of a year that are confirmed, or were until a later version was. What is of a period in two
/// years is sealed with the year in which it ends.
pub(crate) fn confirmed_entries(
    conn: &mut AnyConnection,
    year: i32,
) -> Result<Vec<Sealed<EntryRow>>, StoreError> {
    let rows: Vec<EntryRow> = year_entries::table
        .filter(year_entries::confirmed_at.is_not_null())
        .filter(year_entries::year.eq(i64::from(year)).or(year_entries::year.is_null()))
        .order(year_entries::id)
        .select(EntryRow::as_select())
        .load(conn)?;
    let sealed = |row: EntryRow| {
        let (id, entry) = (row.id.clone(), row.entry());
        // One that can't be read may be of any year.
        let is_of_year = row.year.is_some() || entry.as_ref().map_or(true, |it| ends_in(it, year));
        is_of_year.then(|| (id, row.clone().into_vouched().map(|_| row)))
    };
    Ok(rows.into_iter().filter_map(sealed).collect())
}

fn ends_in(entry: &YearEntry, year: i32) -> bool {
    match entry {
        YearEntry::External(result) => i32::from(result.period.last_day().year()) == year,
        _ => false,
    }
}

/// The scores of a year that are confirmed, or were until a later one was.
pub(crate) fn confirmed_scores(
    conn: &mut AnyConnection,
    year: i32,
) -> Result<Vec<Sealed<ScoreRow>>, StoreError> {
    let rows: Vec<ScoreRow> = annual_scores::table
        .filter(annual_scores::confirmed_at.is_not_null())
        .filter(annual_scores::year.eq(i64::from(year)))
        .order(annual_scores::id)
        .select(ScoreRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), intact(row))).collect())
}

fn intact(row: ScoreRow) -> Result<ScoreRow, StoreError> {
    if row.clone().into_score()?.is_intact() {
        return Ok(row);
    }
    Err(StoreError::unreadable(row.what(), "it is not what its digests say"))
}

/// All versions of all formulas, by code and version.
pub(crate) fn published_formulas(
    conn: &mut AnyConnection,
) -> Result<Vec<(String, FormulaRow)>, StoreError> {
    let rows: Vec<FormulaRow> = annual_formulas::table
        .order((annual_formulas::code, annual_formulas::version))
        .select(FormulaRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (format!("{}@{}", row.code, row.version), row)).collect())
}
