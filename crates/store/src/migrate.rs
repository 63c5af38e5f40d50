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
    use diesel::connection::SimpleConnection;
    use diesel::prelude::*;
    use diesel::sql_types::{Bool, Text};
    use diesel::{PgConnection, SqliteConnection};

    use super::*;

    #[derive(QueryableByName, Debug, PartialEq)]
    struct Definition {
        #[diesel(sql_type = Text)]
        sql: String,
    }

    #[derive(QueryableByName, Debug, PartialEq)]
    struct Field {
        #[diesel(sql_type = Text)]
        relation: String,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Bool)]
        required: bool,
    }

    const SQLITE_SCHEMA: &str = r"SELECT sql FROM sqlite_master
        WHERE sql IS NOT NULL AND name NOT LIKE '\_\_diesel%' ESCAPE '\' ORDER BY name";
    const POSTGRES_SCHEMA: &str = r"
        SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                         a.attnotnull) AS sql
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
            AND c.relname NOT LIKE '\_\_diesel%'
        UNION ALL SELECT concat_ws(' ', conname, pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE '\_\_diesel%'
        ORDER BY 1";

    fn sqlite() -> SqliteConnection {
        SqliteConnection::establish(":memory:").expect("a database")
    }

    fn postgres() -> Option<PgConnection> {
        let url = testcluster::database()?;
        Some(PgConnection::establish(&url).expect("a connection"))
    }

    /// What tells apart: a macro, because the two connections have no trait in common that does.
    macro_rules! up_down_and_up_again {
        ($conn:expr, $migrations:expr, $schema:expr) => {
            let conn = &mut $conn;
            let schema = |conn: &mut _| -> Vec<Definition> {
                diesel::sql_query($schema).load(conn).expect("the schema")
            };
            conn.run_pending_migrations($migrations).expect("up");
            let first = schema(conn);
            assert!(first.len() > 10, "{first:?}");
            conn.revert_all_migrations($migrations).expect("down");
            assert_eq!(schema(conn), []);
            conn.run_pending_migrations($migrations).expect("up again");
            assert_eq!(schema(conn), first);
        };
    }

    #[test]
    fn up_down_and_up_again_leaves_the_same_schema() {
        up_down_and_up_again!(sqlite(), SQLITE, SQLITE_SCHEMA);
        let Some(mut postgres) = postgres() else { return };
        up_down_and_up_again!(postgres, POSTGRES, POSTGRES_SCHEMA);
    }

    #[test]
    fn both_backends_have_the_same_tables_and_views() {
        let Some(mut postgres) = postgres() else { return };
        let mut sqlite = sqlite();
        sqlite.run_pending_migrations(SQLITE).expect("up");
        postgres.run_pending_migrations(POSTGRES).expect("up");
        let of_sqlite: Vec<Field> = diesel::sql_query(
            r#"SELECT m.name AS relation, f.name AS name, f."notnull" AS required
            FROM sqlite_master m, pragma_table_info(m.name) f
            WHERE m.type IN ('table', 'view') AND m.name NOT LIKE '\_\_diesel%' ESCAPE '\'
            ORDER BY 1, f.cid"#,
        )
        .load(&mut sqlite)
        .expect("fields");
        let of_postgres: Vec<Field> = diesel::sql_query(
            r#"SELECT table_name::text COLLATE "C" AS relation, column_name::text AS name,
                is_nullable = 'NO' AS required
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name NOT LIKE '\_\_diesel%'
            ORDER BY 1, ordinal_position"#,
        )
        .load(&mut postgres)
        .expect("fields");
        assert_eq!(of_sqlite, of_postgres);
    }

    /// Brings a database to what it was before a migration, then puts rows in and goes on.
    macro_rules! rows_from_before {
        ($conn:expr, $migrations:expr) => {
            let conn = &mut $conn;
            let pending = conn.pending_migrations($migrations).expect("migrations");
            let before = pending.iter().filter(|m| m.name().to_string().as_str() < LEDGER);
            for migration in before {
                conn.run_migration(migration).expect("up");
            }
            conn.batch_execute(OLD_ISSUES).expect("rows");
            conn.run_pending_migrations($migrations).expect("up");
            let steps: Vec<Definition> = diesel::sql_query(STEPS).load(conn).expect("steps");
            let steps: Vec<&str> = steps.iter().map(|step| step.sql.as_str()).collect();
            assert_eq!(
                steps,
                [
                    "a registered 1 answer 1 10 register",
                    "b withdrawn 2 answer 1 20 register",
                    "b withdrawn 2 answer 2 20 withdraw",
                ]
            );
        };
    }

    const LEDGER: &str = "2026-11-27-050000";
    const OLD_ISSUES: &str = "
        INSERT INTO units (code, name_zh, level, position) VALUES ('T1', '东河镇', 'town', 1);
        INSERT INTO issues (id, unit, category, state, opened_on, opened_at) VALUES
            ('a', 'T1', 'air', 'registered', '2026-09-03', 10),
            ('b', 'T1', 'air', 'withdrawn', '2026-09-04', 20);";
    const STEPS: &str = "
        SELECT i.id || ' ' || i.state || ' ' || i.seq || ' ' || i.channel || ' ' || e.seq || ' ' || e.at
            || ' ' || e.kind AS sql
        FROM issues i JOIN issue_events e ON e.issue_id = i.id ORDER BY i.id, e.seq";

    #[test]
    fn issues_from_before_have_the_steps_that_made_them() {
        rows_from_before!(sqlite(), SQLITE);
        let Some(mut postgres) = postgres() else { return };
        rows_from_before!(postgres, POSTGRES);
    }

    #[test]
    fn a_migration_has_the_same_name_for_every_backend() {
        let names = |folder: &str| {
            let mut names: Vec<_> = std::fs::read_dir(format!("../../migrations/{folder}"))
                .expect("a folder")
                .map(|entry| entry.expect("an entry").file_name())
                .collect();
            names.sort();
            names
        };
        assert_eq!(names("sqlite"), names("postgres"));
    }
}
