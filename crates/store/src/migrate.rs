//! The schema's history, built into the program and brought up to date when a database opens.

use diesel::backend::Backend;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::StoreError;
use crate::connection::AnyConnection;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Runs what is missing, all in one transaction, so that two programs which open a new database
/// at the same moment don't both build it, and a failed upgrade leaves it as it was.
pub(crate) fn run(conn: &mut AnyConnection) -> Result<(), StoreError> {
    conn.immediately(|conn| match conn {
        AnyConnection::Sqlite(conn) => bring_up_to_date::<Sqlite>(conn, SQLITE),
        AnyConnection::Postgres(conn) => bring_up_to_date::<Pg>(conn, POSTGRES),
    })
}

fn bring_up_to_date<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<(), StoreError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known: Vec<Box<dyn Migration<DB>>> = migrations.migrations().map_err(failed)?;
    let applied = conn.applied_migrations().map_err(failed)?;
    match applied.iter().find(|version| known.iter().all(|m| m.name().version() != **version)) {
        Some(version) => Err(StoreError::NewerSchema { migration: version.to_string() }),
        None => conn.run_pending_migrations(migrations).map(drop).map_err(failed),
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
    use diesel::SqliteConnection;
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
