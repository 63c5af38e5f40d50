//! What the tests inside the crate need: those that have to reach a connection.

use diesel::connection::SimpleConnection;
use survey::Response;
use tempfile::TempDir;
use uuid::Uuid;

use crate::Store;
use crate::connection::{Access, AnyConnection};

/// A store with one unit and one round.
pub(crate) fn store() -> (TempDir, Store) {
    let folder = TempDir::new().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("survey.db").display());
    let store = Store::open(&url).expect("a store");
    let mut conn = store.location.connect(Access::Write, store.limits.lock_wait).expect("open");
    conn.batch_execute(
        "INSERT INTO units (code, name_zh, level, position) VALUES ('T1', '镇', 'town', 0);
         INSERT INTO questionnaires VALUES ('env', 1, '{}', 0);
         INSERT INTO rounds
             (code, name_zh, name_en, questionnaire, version, kind, modes, opens, closes) VALUES
             ('R1', '轮', NULL, 'env', 1, 'official', '[]', '2026-09-01', '2026-09-30');",
    )
    .expect("filled");
    (folder, store)
}

pub(crate) fn response(n: u128) -> Response {
    serde_json::from_value(serde_json::json!({
        "id": Uuid::from_u128(n), "round": "R1", "unit": "T1", "mode": "visit",
        "interviewed_on": "2026-09-03", "answers": {"q1": "good"}
    }))
    .expect("a response")
}

/// Takes this connection the room to grow: the limit can't fall below what is there.
pub(crate) fn fill_disk(conn: &mut AnyConnection) {
    conn.batch_execute("PRAGMA max_page_count = 1").expect("set");
}
