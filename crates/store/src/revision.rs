//! The revision: a number that grows with every transaction that changed something.

use diesel::prelude::*;
use diesel::result::Error;

use crate::connection::AnyConnection;
use crate::schema::meta;
use crate::{Store, StoreError};

const REVISION: &str = "revision";

/// Counts one changing transaction. Called once in each, by whoever commits.
pub(crate) fn bump(conn: &mut AnyConnection) -> Result<(), Error> {
    diesel::update(meta::table.find(REVISION))
        .set(meta::value.eq(meta::value + 1))
        .execute(conn)
        .map(drop)
}

/// The revision that a connection sees.
pub(crate) fn read(conn: &mut AnyConnection) -> Result<i64, Error> {
    meta::table.find(REVISION).select(meta::value).get_result(conn)
}

impl Store {
    /// Grows with every transaction that changed something, in this or another process. What was
    /// computed at one revision holds as long as it stands.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn revision(&self) -> Result<i64, StoreError> {
        self.read(|conn| Ok(read(conn)?))
    }
}
