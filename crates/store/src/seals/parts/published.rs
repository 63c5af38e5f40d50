//! What went out: bulletins, and what was told to the public.

use diesel::prelude::*;
use survey::{BulletinState, Period};

use super::{SealPart, days};
use crate::connection::AnyConnection;
use crate::row::parse;
use crate::schema::bulletins;
use crate::seals::rows::SealedBulletin;
use crate::{StoreError, publicity};

pub(super) fn of(conn: &mut AnyConnection, period: Period) -> Result<[SealPart; 2], StoreError> {
    let told = publicity::told_within(conn, &days(period))?;
    Ok([of_bulletins(conn, period)?, SealPart::of_rows("publicity", told)?])
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
