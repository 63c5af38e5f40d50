//! Everything that only PostgreSQL needs or says differently.
//!
//! No extension, no sequence, no server-side code: what speaks PostgreSQL's protocol and its SQL
//! shall do.

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use diesel::sql_types::{Bool, Text};

use crate::StoreError;
use crate::cases::CaseRow;
use crate::connection::Access;
use crate::contacts::ContactRow;
use crate::row::{AttemptRow, ResponseRow};
use crate::schema::{attempts, cases, contacts, responses};

/// Names the lock that whoever writes holds until the commit, among the locks of this database.
const WRITE_LOCK: i64 = i64::from_be_bytes(*b"manyi  1");

/// How long to wait for a server that does not answer, unless the URL says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(QueryableByName)]
struct Encoding {
    #[diesel(sql_type = Text)]
    server_encoding: String,
}

#[derive(QueryableByName)]
struct Present {
    #[diesel(sql_type = Bool)]
    present: bool,
}

/// Connects and sets what every connection must have.
pub(crate) fn connect(
    url: &str,
    access: Access,
    lock_wait: Duration,
) -> Result<PgConnection, StoreError> {
    let mut conn = PgConnection::establish(&with_timeout(url)).map_err(|error| {
        StoreError::Unreachable { at: shown(url), detail: without_secrets(&error.to_string(), url) }
    })?;
    let read_only = if access == Access::Read { "on" } else { "off" };
    // Whatever the server's own settings: acknowledged means durable, and text is UTF-8.
    conn.batch_execute(&format!(
        "SET application_name = 'manyi'; SET client_encoding = 'UTF8'; \
         SET client_min_messages = warning; SET synchronous_commit = on; \
         SET lock_timeout = {}; SET default_transaction_read_only = {read_only};",
        lock_wait.as_millis()
    ))?;
    if access == Access::Write {
        // Writing looks up by key only. Until the server has counted a new table it takes it for
        // small, and would read all of it each time.
        conn.batch_execute("SET enable_seqscan = off")?;
    }
    let Encoding { server_encoding } =
        diesel::sql_query("SHOW server_encoding").get_result(&mut conn)?;
    if server_encoding != "UTF8" {
        let detail = format!("its encoding is {server_encoding}; make one with `createdb -E UTF8`");
        return Err(StoreError::CannotOpen { path: shown(url), detail });
    }
    Ok(conn)
}

/// Whether somebody has set up a survey in the database.
pub(crate) fn is_set_up(conn: &mut PgConnection) -> Result<bool, StoreError> {
    let query = "SELECT to_regclass('meta') IS NOT NULL AS present";
    let Present { present } = diesel::sql_query(query).get_result(conn)?;
    Ok(present)
}

/// Begins a transaction that nobody else writes beside, in this or another process. Readers don't
/// notice.
pub(crate) fn begin_immediate(conn: &mut PgConnection) -> Result<(), StoreError> {
    AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN")?;
    let lock = format!("SELECT pg_advisory_xact_lock({WRITE_LOCK})");
    diesel::sql_query(lock).execute(conn).map(drop).map_err(|error| match error {
        // The texts are in the server's language, and waiting too long is all that can go wrong.
        Error::DatabaseError(DatabaseErrorKind::Unknown, _) => StoreError::Locked,
        other => other.into(),
    })
}

/// Begins a transaction whose queries all see the same state.
pub(crate) fn begin_snapshot(conn: &mut PgConnection) -> Result<(), Error> {
    AnsiTransactionManager::begin_transaction_sql(
        conn,
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    )
}

/// Inserts in one statement: what diesel's `MultiConnection` cannot express.
pub(crate) fn insert_responses(
    conn: &mut PgConnection,
    rows: &[&ResponseRow],
) -> Result<usize, Error> {
    diesel::insert_into(responses::table).values(rows.to_vec()).execute(conn)
}

/// Inserts in one statement, as for responses.
pub(crate) fn insert_attempts(
    conn: &mut PgConnection,
    rows: Vec<&AttemptRow>,
) -> Result<usize, Error> {
    diesel::insert_into(attempts::table).values(rows).execute(conn)
}

/// Inserts in one statement, as for responses.
pub(crate) fn insert_contacts(
    conn: &mut PgConnection,
    rows: Vec<&ContactRow>,
) -> Result<usize, Error> {
    diesel::insert_into(contacts::table).values(rows).execute(conn)
}

/// Inserts in one statement, as for responses.
pub(crate) fn insert_cases(conn: &mut PgConnection, rows: Vec<&CaseRow>) -> Result<usize, Error> {
    diesel::insert_into(cases::table).values(rows).execute(conn)
}

/// The round or unit that a refused row lacks. After the refusal nothing can be asked until the
/// transaction is rolled back, but the constraint has a name and the details hold the key, in
/// whatever language.
pub(crate) fn missing_reference<'a>(
    info: &dyn DatabaseErrorInformation,
    mut references: impl Iterator<Item = (&'a str, &'a str)>,
) -> Option<StoreError> {
    let (constraint, details) = (info.constraint_name()?, info.details()?);
    let is_round = constraint.ends_with("_round_fk");
    let named = |code: &str| details.contains(&format!("=({code})"));
    references.find_map(|(round, unit)| match is_round {
        true if named(round) => Some(StoreError::UnknownRound { code: round.to_owned() }),
        false if named(unit) => Some(StoreError::UnknownUnit { code: unit.to_owned() }),
        _ => None,
    })
}

/// A URL for messages: without a password, and without parameters, which may hold one.
pub(crate) fn shown(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    // Whether that is a password with a ? in it or a parameter with an @, nobody can tell.
    if rest.split_once('?').is_some_and(|(_, after)| after.contains('@')) {
        return format!("{scheme}://…");
    }
    // A password that is not encoded may hold any sign, so all before the last @ may belong to it.
    let (user, place) = match rest.rsplit_once('@') {
        Some((user, place)) => (user.split([':', '/', '?']).next(), place),
        None => (None, rest),
    };
    let place = place.split('?').next().unwrap_or_default();
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let user = user.map(|user| format!("{user}@")).unwrap_or_default();
    format!("{scheme}://{user}{host}/{path}")
}

fn with_timeout(url: &str) -> String {
    if url.contains("connect_timeout=") {
        return url.to_owned();
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}connect_timeout={}", CONNECT_TIMEOUT.as_secs())
}

/// What the client says, which may repeat a URL that it does not understand.
fn without_secrets(detail: &str, url: &str) -> String {
    let secrets = [url, &with_timeout(url)];
    // Of a password with signs that are not encoded, the client may repeat a part.
    let parts = password(url).into_iter().flat_map(|password| password.split(['@', '/', '?', '#']));
    let repeats = secrets.iter().any(|secret| detail.contains(secret))
        || parts.filter(|part| !part.is_empty()).any(|part| detail.contains(part));
    let first_line = detail.lines().next().unwrap_or_default();
    if repeats { "the URL is not understood".to_owned() } else { first_line.to_owned() }
}

fn password(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    if let Some((_, parameter)) = rest.split_once("password=") {
        return parameter.split('&').next();
    }
    let (user, _) = rest.rsplit_once('@')?;
    Some(user.split_once(':')?.1).filter(|password| !password.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_repeats_a_password() {
        for (url, expected) in [
            ("postgres://office:secret@db:5432/survey", "postgres://office@db:5432/survey"),
            ("postgres://office:s@cret@db/survey?sslmode=disable", "postgres://office@db/survey"),
            ("postgresql:///survey?host=/run&password=secret", "postgresql:///survey"),
            ("postgres://office:SEC/RET@db:1/survey", "postgres://office@db:1/survey"),
            ("postgresql:///survey?password=SEC@RET", "postgresql://…"),
            ("postgres://office:SEC?RET@db/survey", "postgres://…"),
            ("postgres://db", "postgres://db/"),
        ] {
            assert_eq!(shown(url), expected);
        }
        for url in ["postgres://office:secret@[::1/survey", "postgres://o:secret@db:x/survey"] {
            let error = connect(url, Access::Read, Duration::ZERO).err().expect("a refusal");
            assert_eq!(error.code(), "database_unreachable", "{error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        // Of signs that are not encoded the client takes a part of the password for the host.
        for url in ["postgres://o:SEC@RET@127.0.0.1:1/d", "postgres://o:SEC/RET@127.0.0.1:1/d"] {
            let error = connect(url, Access::Read, Duration::ZERO).err().expect("a refusal");
            assert!(!["SEC", "RET"].iter().any(|part| error.to_string().contains(part)), "{error}");
        }
    }
}
