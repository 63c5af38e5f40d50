//! `/api/v1/health`

use crate::support::Town;

#[actix_web::test]
async fn health_says_how_much_there_is() {
    let town = Town::surveyed();
    let health = town.get("/api/v1/health").await;
    assert_eq!(health.status, 200);
    let health = health.json();
    assert_eq!(health["status"], "ok");
    assert_eq!(health["counts"]["responses"], 160);
    assert_eq!(health["revision"], town.store.revision().unwrap());
    assert!(health["writer"]["commits"].as_u64().unwrap() > 0);
    assert!(health["version"].is_string());
}

#[actix_web::test]
async fn a_broken_database_is_unavailable_and_nothing_inner_is_told() {
    let town = Town::prepared();
    // The file is no database any more, as after a failing disk.
    std::fs::write(town.folder.path().join("town.db"), vec![7_u8; 200_000]).unwrap();
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(town.folder.path().join(format!("town.db{suffix}")));
    }
    let answer = town.get("/api/v1/health").await;
    assert!(matches!(answer.status.as_u16(), 500 | 503), "{}", answer.text());
    assert!(!answer.text().contains("town.db"), "{}", answer.text());
    assert!(!answer.text().to_lowercase().contains("sqlite"), "{}", answer.text());
}
