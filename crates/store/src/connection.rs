//! Which database a URL means, and connections to it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::TransactionManager;
use diesel::result::Error;

use crate::StoreError;
use crate::{postgres, sqlite};

/// A connection to any backend. Queries are written against this type and so for all of them;
/// the few statements that differ say `match`.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    Sqlite(diesel::SqliteConnection),
    Postgres(diesel::PgConnection),
}

type Manager = <AnyConnection as diesel::Connection>::TransactionManager;

/// Where the data lives, as read from a URL.
#[derive(Clone)]
pub(crate) enum Location {
    Sqlite(PathBuf),
    /// A URL, which may hold a password.
    Postgres(String),
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

/// What a connection may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

impl Location {
    /// Reads a URL. The scheme decides; nothing is guessed, or a mistyped PostgreSQL URL would
    /// quietly become a new file.
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        match scheme {
            "sqlite" if !rest.is_empty() && rest != ":memory:" => {
                Ok(Self::Sqlite(Path::new(".").join(rest)))
            }
            "sqlite" => Err(StoreError::CannotOpen {
                path: rest.to_owned(),
                detail: "write sqlite://PATH with the path of a file".to_owned(),
            }),
            "postgres" | "postgresql" => Ok(Self::Postgres(url.to_owned())),
            other => Err(StoreError::UnsupportedUrl { scheme: other.to_owned() }),
        }
    }

    /// Whether there is a survey there.
    pub(crate) fn exists(&self, lock_wait: Duration) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(path) => Ok(path.exists()),
            Self::Postgres(url) => {
                postgres::is_set_up(&mut postgres::connect(url, Access::Read, lock_wait)?)
            }
        }
    }

    pub(crate) fn connect(
        &self,
        access: Access,
        lock_wait: Duration,
    ) -> Result<AnyConnection, StoreError> {
        match self {
            Self::Sqlite(path) => {
                sqlite::connect(path, access, lock_wait).map(AnyConnection::Sqlite)
            }
            Self::Postgres(url) => {
                postgres::connect(url, access, lock_wait).map(AnyConnection::Postgres)
            }
        }
    }

    /// For messages. Holds no secret.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Sqlite(path) => path.strip_prefix(".").unwrap_or(path).display().to_string(),
            Self::Postgres(url) => postgres::shown(url),
        }
    }
}

impl AnyConnection {
    /// Runs `work` in a transaction that holds the write lock from its start. One that starts
    /// reading and then writes would fail at once when another writer came between.
    pub(crate) fn immediately<T, E: From<Error> + From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.begin_immediate().inspect_err(|_| self.roll_back())?;
        let value = work(self).inspect_err(|_| self.roll_back())?;
        self.commit()?;
        Ok(value)
    }

    /// Runs queries that must all see the same state.
    pub(crate) fn snapshot<T>(
        &mut self,
        queries: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self {
            // A transaction that reads sees one state anyway.
            Self::Sqlite(_) => Manager::begin_transaction(self)?,
            Self::Postgres(conn) => postgres::begin_snapshot(conn)?,
        }
        let value = queries(self).inspect_err(|_| self.roll_back())?;
        self.commit()?;
        Ok(value)
    }

    /// Runs `work` behind a savepoint within a transaction. The inner error takes back only this
    /// work. The outer one means that the transaction itself is lost, as on a full disk: what is
    /// written to this connection afterwards would be committed on its own, so nothing may be.
    pub(crate) fn guarded<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<Result<T, StoreError>, StoreError> {
        Manager::begin_transaction(self)?;
        match work(self) {
            Ok(value) => {
                Manager::commit_transaction(self)?;
                Ok(Ok(value))
            }
            Err(failure) => match Manager::rollback_transaction(self) {
                Ok(()) => Ok(Err(failure)),
                Err(_) => Err(failure),
            },
        }
    }

    pub(crate) fn begin_immediate(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(conn) => Ok(sqlite::begin_immediate(conn)?),
            Self::Postgres(conn) => postgres::begin_immediate(conn),
        }
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        Manager::commit_transaction(self)
    }

    /// After a failure the database may have rolled back on its own; then this fails, marks the
    /// connection as broken, and its owner makes a new one. The first failure is what matters.
    pub(crate) fn roll_back(&mut self) {
        let _ = Manager::rollback_transaction(self);
    }

    /// Whether the connection must not be used again.
    pub(crate) fn is_spent(&mut self) -> bool {
        Manager::is_broken_transaction_manager(self)
            || !matches!(
                Manager::transaction_manager_status_mut(self).transaction_depth(),
                Ok(None)
            )
    }
}
