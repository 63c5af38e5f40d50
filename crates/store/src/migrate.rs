//! The schema's history, built into the program and brought up to date when a database opens.

use diesel::SqliteConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::StoreError;
use crate::connection::AnyConnection;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// Runs what is missing, all in one transaction, so that two programs which open a new database
/// at the same moment don't both build it, and a failed upgrade leaves it as it was.
pub(crate) fn run(conn: &mut AnyConnection) -> Result<(), StoreError> {
    conn.immediately(|conn| match conn {
        AnyConnection::Sqlite(conn) => {
            refuse_newer(conn)?;
            conn.run_pending_migrations(SQLITE).map(drop).map_err(failed)
        }
    })
}

fn refuse_newer(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    use diesel::migration::MigrationSource;

    let known = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE).map_err(failed)?;
    let applied = conn.applied_migrations().map_err(failed)?;
    match applied.iter().find(|version| known.iter().all(|m| m.name().version() != **version)) {
        Some(version) => Err(StoreError::NewerSchema { migration: version.to_string() }),
        None => Ok(()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the type that `map_err` gives")]
fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    match error.downcast_ref::<diesel::result::Error>() {
        Some(diesel::result::Error::DatabaseError(_, info)) => {
            StoreError::Database { detail: format!("migration failed: {}", info.message()) }
        }
        _ => StoreError::Database { detail: format!("migration failed: {error}") },
    }
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;
    use diesel::sql_types::Text;

    use super::*;

    #[derive(QueryableByName, Debug, PartialEq)]
    struct Definition {
        #[diesel(sql_type = Text)]
        sql: String,
    }

    fn schema(conn: &mut SqliteConnection) -> Vec<Definition> {
        diesel::sql_query(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL \
             AND name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' ORDER BY name",
        )
        .load(conn)
        .expect("the schema")
    }

    #[test]
    fn up_down_and_up_again_leaves_the_same_schema() {
        let mut conn = SqliteConnection::establish(":memory:").expect("a database");
        conn.run_pending_migrations(SQLITE).expect("up");
        let first = schema(&mut conn);
        assert!(first.len() > 10, "{first:?}");
        conn.revert_all_migrations(SQLITE).expect("down");
        assert_eq!(schema(&mut conn), []);
        conn.run_pending_migrations(SQLITE).expect("up again");
        assert_eq!(schema(&mut conn), first);
    }
}
