//! Everything that only SQLite needs or says differently.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::Text;

use crate::StoreError;
use crate::cases::CaseRow;
use crate::connection::Access;
use crate::contacts::ContactRow;
use crate::row::{AttemptRow, ResponseRow};
use crate::schema::{attempts, cases, contacts, responses};

/// Page cache of a writing connection: keeps the index of random ids of a few million responses
/// in memory, so that inserting does not turn into seeking.
const WRITE_CACHE_KIB: u32 = 65_536;
/// Size to which the log shrinks after a large import.
const LOG_KEPT_BYTES: u32 = 67_108_864;
/// Pages in the log before it is worked into the file: one after another, many commits change the
/// same pages of the index, and only their last state has to be written.
const LOG_PAGES_MAX: u32 = 8_192;

#[derive(QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

/// Opens a file and sets what every connection must have.
pub(crate) fn connect(
    path: &Path,
    access: Access,
    lock_wait: Duration,
) -> Result<SqliteConnection, StoreError> {
    let refused = |detail: String| StoreError::CannotOpen {
        path: path.strip_prefix(".").unwrap_or(path).display().to_string(),
        detail,
    };
    let name = path.to_str().ok_or_else(|| refused("its path is not UTF-8".to_owned()))?;
    if access == Access::Write {
        reserve(path).map_err(|error| refused(error.to_string()))?;
    }
    let mut conn = SqliteConnection::establish(name).map_err(|error| refused(error.to_string()))?;
    // The lock wait comes first: the statements after it may already have to wait.
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = {}; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
         PRAGMA secure_delete = ON;",
        lock_wait.as_millis()
    ))?;
    match access {
        Access::Read => conn.batch_execute("PRAGMA query_only = ON;")?,
        Access::Write => {
            if write_ahead(&mut conn, lock_wait)? != "wal" {
                return Err(refused("its file system allows no write-ahead log".to_owned()));
            }
            conn.batch_execute(&format!(
                "PRAGMA cache_size = -{WRITE_CACHE_KIB}; \
                 PRAGMA journal_size_limit = {LOG_KEPT_BYTES}; \
                 PRAGMA wal_autocheckpoint = {LOG_PAGES_MAX};"
            ))?;
        }
    }
    Ok(conn)
}

/// Works the log into the file and makes it empty.
pub(crate) fn empty_log(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    Ok(conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?)
}

/// Makes a file that only its owner can read, unless there is one.
fn reserve(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

/// Turns the write-ahead log on and says which kind of log there is then.
///
/// SQLite does not wait for its busy timeout here: a second program that turns it on at the same
/// moment, or closes the file as the last one, makes it fail at once. So it is tried again.
fn write_ahead(conn: &mut SqliteConnection, lock_wait: Duration) -> Result<String, StoreError> {
    const TRY_EVERY: Duration = Duration::from_millis(10);
    let give_up = Instant::now() + lock_wait;
    loop {
        let mode = diesel::sql_query("PRAGMA journal_mode = WAL").get_result(conn);
        match mode.map_err(StoreError::from) {
            Err(StoreError::Locked) if Instant::now() < give_up => sleep(TRY_EVERY),
            mode => return mode.map(|JournalMode { journal_mode }| journal_mode),
        }
    }
}

pub(crate) fn begin_immediate(conn: &mut SqliteConnection) -> Result<(), Error> {
    AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
}

/// Inserts one by one: a statement for many rows keeps a copy of each page that it changes, to take
/// back what it did when a later row fails, and is read anew for each number of rows.
pub(crate) fn insert_responses(
    conn: &mut SqliteConnection,
    rows: &[&ResponseRow],
) -> Result<usize, Error> {
    rows.iter().try_fold(0, |stored, row| {
        Ok(stored + diesel::insert_into(responses::table).values(*row).execute(conn)?)
    })
}

/// Inserts in one statement: what diesel's `MultiConnection` cannot express.
pub(crate) fn insert_attempts(
    conn: &mut SqliteConnection,
    rows: Vec<&AttemptRow>,
) -> Result<usize, Error> {
    diesel::insert_into(attempts::table).values(rows).execute(conn)
}

/// Inserts in one statement, as for attempts.
pub(crate) fn insert_contacts(
    conn: &mut SqliteConnection,
    rows: Vec<&ContactRow>,
) -> Result<usize, Error> {
    diesel::insert_into(contacts::table).values(rows).execute(conn)
}

/// Inserts in one statement, as for attempts.
pub(crate) fn insert_cases(
    conn: &mut SqliteConnection,
    rows: Vec<&CaseRow>,
) -> Result<usize, Error> {
    diesel::insert_into(cases::table).values(rows).execute(conn)
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::BigInt;

    use super::*;

    #[derive(QueryableByName)]
    struct Setting {
        #[diesel(sql_type = BigInt)]
        value: i64,
    }

    /// "Acknowledged means durable" rests on `synchronous` being FULL (2) and never less.
    #[test]
    fn every_connection_is_durable_and_keeps_references() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("survey.db");
        for access in [Access::Write, Access::Read] {
            let mut conn = connect(&path, access, Duration::from_secs(1)).expect("a connection");
            let mut setting = |name: &str| {
                let sql = format!("SELECT {name} AS value FROM pragma_{name}");
                diesel::sql_query(sql).get_result::<Setting>(&mut conn).expect("a value").value
            };
            assert_eq!(setting("synchronous"), 2);
            assert_eq!(setting("foreign_keys"), 1);
            assert_eq!(setting("query_only"), i64::from(access == Access::Read));
        }
    }
}
