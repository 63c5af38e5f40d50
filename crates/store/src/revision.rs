//! What caches are checked against: numbers that grow when the database changes.

use diesel::prelude::*;
use diesel::result::Error;

use crate::connection::AnyConnection;
use crate::schema::meta;
use crate::{Store, StoreError};

const REVISION: &str = "revision";
const CORRECTIONS: &str = "corrections";

/// Which state of the database was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Edition {
    /// Grows with every transaction that changed something.
    pub revision: i64,
    /// Grows when a stored response is corrected or withdrawn: what was counted before holds no
    /// longer, and adding what came in since does not mend it.
    pub corrections: i64,
}

/// Counts one changing transaction. Called once in each, by whoever commits.
pub(crate) fn bump(conn: &mut AnyConnection) -> Result<(), Error> {
    grow(conn, REVISION)
}

/// Counts one stored response that is another now, or gone.
pub(crate) fn bump_corrections(conn: &mut AnyConnection) -> Result<(), Error> {
    grow(conn, CORRECTIONS)
}

fn grow(conn: &mut AnyConnection, name: &str) -> Result<(), Error> {
    diesel::update(meta::table.find(name))
        .set(meta::value.eq(meta::value + 1))
        .execute(conn)
        .map(drop)
}

/// The edition that a connection sees.
pub(crate) fn edition(conn: &mut AnyConnection) -> Result<Edition, Error> {
    Ok(Edition { revision: value(conn, REVISION)?, corrections: value(conn, CORRECTIONS)? })
}

fn value(conn: &mut AnyConnection, name: &str) -> Result<i64, Error> {
    meta::table.find(name).select(meta::value).get_result(conn)
}

impl Store {
    /// Grows with every transaction that changed something, in this or another process. What was
    /// computed at one revision holds as long as it stands.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn revision(&self) -> Result<i64, StoreError> {
        self.read(|conn| Ok(value(conn, REVISION)?))
    }

    /// The edition of now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn edition(&self) -> Result<Edition, StoreError> {
        self.read(|conn| conn.snapshot(|conn| Ok(edition(conn)?)))
    }
}
