//! Read connections, made when needed and kept.

use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};

use crate::StoreError;
use crate::connection::{Access, AnyConnection, Location};
use crate::open::Limits;

/// Makes read connections. Diesel's own manager would guess the backend from the URL and hide
/// why a connection failed.
pub(crate) struct Readers {
    location: Location,
    limits: Limits,
}

pub(crate) struct ReadPool(Pool<Readers>);

impl ManageConnection for Readers {
    type Connection = AnyConnection;
    type Error = StoreError;

    fn connect(&self) -> Result<AnyConnection, StoreError> {
        self.location.connect(Access::Read, self.limits.lock_wait)
    }

    fn is_valid(&self, conn: &mut AnyConnection) -> Result<(), StoreError> {
        diesel::sql_query("SELECT 1").execute(conn).map(drop).map_err(StoreError::from)
    }

    fn has_broken(&self, conn: &mut AnyConnection) -> bool {
        conn.is_spent()
    }
}

impl ReadPool {
    pub(crate) fn new(location: Location, limits: Limits) -> Self {
        let pool = Pool::builder()
            .max_size(limits.readers_max)
            .min_idle(Some(0))
            .connection_timeout(limits.reader_wait)
            // A file does not hang up; asking before each use would only cost time. A server does.
            .test_on_check_out(matches!(location, Location::Postgres(_)))
            .build_unchecked(Readers { location, limits });
        Self(pool)
    }

    /// Waits for a free connection; none within the limit means that the server is overloaded.
    pub(crate) fn get(&self) -> Result<PooledConnection<Readers>, StoreError> {
        self.0.get().map_err(|_| StoreError::Busy)
    }
}
