//! Opening a database.

use std::fmt;
use std::time::Duration;

use crate::connection::{Access, AnyConnection, Location};
use crate::pool::ReadPool;
use crate::sqlite;
use crate::writer::{Writer, WriterStats};
use crate::{StoreError, migrate};

/// Limits of a store. The defaults suit one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Writes that may wait; one more is answered with [`StoreError::Busy`] at once.
    pub queue_len: usize,
    /// Writes that share one commit.
    pub batch_max: usize,
    /// Connections that read at the same time.
    pub readers_max: u32,
    /// How long to wait for another process that is writing.
    pub lock_wait: Duration,
    /// How long to wait for a free reader. None within it means too many questions, or a database
    /// that can't be read: whoever asks shall know soon.
    pub reader_wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            queue_len: 4096,
            batch_max: 256,
            readers_max: 8,
            lock_wait: Duration::from_secs(30),
            reader_wait: Duration::from_secs(5),
        }
    }
}

/// An open database: one writer thread with its queue, and readers beside it. Share it by
/// reference or in an `Arc`. Dropping it writes what is queued.
pub struct Store {
    pub(crate) location: Location,
    pub(crate) limits: Limits,
    pub(crate) writer: Writer,
    readers: ReadPool,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { location, limits, .. } = self;
        f.debug_struct("Store")
            .field("at", location)
            .field("limits", limits)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database that a URL names, makes it if there is none, and brings its schema up
    /// to date. `sqlite://survey.db` is relative, `sqlite:///srv/survey.db` absolute;
    /// `postgres://USER@HOST/NAME` is a database that must be there, perhaps empty.
    ///
    /// # Errors
    /// When the URL names no supported backend or the database cannot be opened or upgraded.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_with(url, Limits::default())
    }

    /// As [`Store::open`], but a database that does not exist is an error that says how to make
    /// one.
    ///
    /// # Errors
    /// As for [`Store::open`], and [`StoreError::Missing`].
    pub fn open_existing(url: &str) -> Result<Self, StoreError> {
        let location = Location::parse(url)?;
        if !location.exists(Limits::default().lock_wait)? {
            return Err(StoreError::Missing { path: location.shown() });
        }
        Self::open(url)
    }

    /// As [`Store::open`], with limits of one's own.
    ///
    /// # Errors
    /// As for [`Store::open`].
    pub fn open_with(url: &str, limits: Limits) -> Result<Self, StoreError> {
        let location = Location::parse(url)?;
        let mut conn = location.connect(Access::Write, limits.lock_wait)?;
        migrate::run(&mut conn)?;
        let readers = ReadPool::new(location.clone(), limits);
        let writer = Writer::start(location.clone(), conn, limits)?;
        Ok(Self { location, limits, writer, readers })
    }

    /// Where the database is, for people: without a password.
    pub fn shown(&self) -> String {
        self.location.shown()
    }

    /// How the writer has been doing: for the metrics page.
    pub fn writer_stats(&self) -> WriterStats {
        self.writer.stats()
    }

    /// Works the write-ahead log into the file, so that it holds nothing of what was deleted. Where
    /// somebody is reading just now, that is done when they have finished and more is written.
    pub(crate) fn empty_log(&self) -> Result<(), StoreError> {
        match self.location.connect(Access::Write, self.limits.lock_wait)? {
            AnyConnection::Sqlite(mut conn) => sqlite::empty_log(&mut conn),
            // A server has its own vacuum.
            AnyConnection::Postgres(_) => Ok(()),
        }
    }

    /// Runs a query on a read connection.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        query(&mut *self.readers.get()?)
    }
}

/// A URL of a database for people: without a password.
///
/// # Errors
/// When it names no supported backend.
pub fn shown_url(url: &str) -> Result<String, StoreError> {
    Ok(match Location::parse(url)? {
        Location::Sqlite(_) => url.to_owned(),
        location @ Location::Postgres(_) => location.shown(),
    })
}
