//! What counts for a year: aims, confirmed entries, formulas and scores.

use super::SealPart;
use crate::connection::AnyConnection;
use crate::{StoreError, aims, year};

pub(super) fn of(conn: &mut AnyConnection, number: i32) -> Result<[SealPart; 4], StoreError> {
    Ok([
        SealPart::of_rows("aims", aims::of_year(conn, number)?)?,
        SealPart::of_sealed("year_entries", year::confirmed_entries(conn, number)?)?,
        SealPart::of_rows("annual_formulas", year::published_formulas(conn)?)?,
        SealPart::of_sealed("annual_scores", year::confirmed_scores(conn, number)?)?,
    ])
}
