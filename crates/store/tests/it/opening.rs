//! Opening: which URLs, which files, which errors.

use diesel::connection::SimpleConnection;
use store::{Store, StoreError};
use tempfile::TempDir;

use crate::kit::{Kit, response, url};

fn refusal(opened: Result<Store, StoreError>) -> StoreError {
    opened.expect_err("a refusal")
}

#[test]
fn other_schemes_are_refused_by_name_and_without_the_password() {
    let error = refusal(Store::open("postgres://office:secret@db/survey"));
    assert_eq!(error.code(), "unsupported_database_url");
    let sentence = error.to_string();
    assert!(sentence.contains("postgres") && sentence.contains("sqlite://"), "{sentence}");
    assert!(!sentence.contains("secret"), "{sentence}");
    for url in ["survey.db", "", "file:survey.db"] {
        assert_eq!(refusal(Store::open(url)).code(), "unsupported_database_url", "{url}");
    }
    for url in ["sqlite://", "sqlite://:memory:"] {
        assert_eq!(refusal(Store::open(url)).code(), "database_cannot_open", "{url}");
    }
}

#[test]
fn a_missing_database_is_not_made_by_accident() {
    let folder = TempDir::new().expect("a folder");
    let error = refusal(Store::open_existing(&url(&folder)));
    assert_eq!(error.code(), "database_missing");
    assert!(error.to_string().contains("manyi init"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a listing").count(), 0);
}

#[test]
fn a_database_opens_again_with_what_it_held() {
    let Kit { store, folder } = Kit::new();
    store.submit(&response(1), "test").expect("stored");
    let revision = store.revision().expect("a revision");
    drop(store);
    let store = Store::open_existing(&url(&folder)).expect("opens");
    assert_eq!(store.counts().expect("counts").responses, 1);
    assert_eq!(store.revision().expect("a revision"), revision);
}

#[test]
fn a_file_that_is_no_database_is_called_damaged() {
    let folder = TempDir::new().expect("a folder");
    let text = "code,name\n".repeat(200);
    std::fs::write(folder.path().join("survey.db"), text).expect("written");
    assert_eq!(refusal(Store::open(&url(&folder))).code(), "database_damaged");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let error = refusal(Store::open("sqlite:///nowhere/at/all/survey.db"));
    assert_eq!(error.code(), "database_cannot_open");
    assert!(error.to_string().contains("/nowhere/at/all/survey.db"), "{error}");
}

#[test]
fn a_newer_schema_is_refused() {
    let kit = Kit::new();
    kit.outside()
        .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101')")
        .expect("written");
    let error = refusal(Store::open(&kit.url()));
    assert_eq!(error, StoreError::NewerSchema { migration: "20990101".to_owned() });
}

#[test]
fn two_programs_may_make_the_same_database_at_once() {
    let folder = TempDir::new().expect("a folder");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| Store::open(&url(&folder)).map(drop).expect("opens"));
        }
    });
}
