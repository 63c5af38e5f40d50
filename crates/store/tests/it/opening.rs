//! Opening: which URLs, which files, which errors.

use diesel::connection::SimpleConnection;
use store::{Store, StoreError};

use crate::kit::{Backend, Kit, on_each_backend, response};

fn refusal(opened: Result<Store, StoreError>) -> StoreError {
    opened.expect_err("a refusal")
}

#[test]
fn other_schemes_are_refused_by_name_and_without_the_password() {
    let error = refusal(Store::open("mysql://office:secret@db/survey"));
    assert_eq!(error.code(), "unsupported_database_url");
    let sentence = error.to_string();
    assert!(sentence.contains("mysql") && sentence.contains("sqlite://"), "{sentence}");
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
    on_each_backend(|on| {
        let home = on.home();
        for _ in 0..2 {
            let error = refusal(Store::open_existing(&home.url));
            assert_eq!(error.code(), "database_missing");
            assert!(error.to_string().contains("manyi init"), "{error}");
        }
        assert_eq!(std::fs::read_dir(home.folder.path()).expect("a listing").count(), 0);
    });
}

#[test]
fn a_server_that_is_not_there_is_named_without_the_password() {
    let error = refusal(Store::open("postgres://office:secret@127.0.0.1:1/survey"));
    assert_eq!(error.code(), "database_unreachable");
    let sentence = error.to_string();
    assert!(sentence.contains("office@127.0.0.1:1/survey"), "{sentence}");
    assert!(!sentence.contains("secret"), "{sentence}");
}

#[test]
fn a_database_opens_again_with_what_it_held() {
    on_each_backend(|on| {
        let Kit { store, home } = on.kit();
        store.submit(&response(1), "test").expect("stored");
        let revision = store.revision().expect("a revision");
        drop(store);
        let store = Store::open_existing(&home.url).expect("opens");
        assert_eq!(store.counts().expect("counts").responses, 1);
        assert_eq!(store.revision().expect("a revision"), revision);
    });
}

#[test]
fn a_file_that_is_no_database_is_called_damaged() {
    let home = Backend::Sqlite.home();
    let text = "code,name\n".repeat(200);
    std::fs::write(home.folder.path().join("survey.db"), text).expect("written");
    assert_eq!(refusal(Store::open(&home.url)).code(), "database_damaged");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let error = refusal(Store::open("sqlite:///nowhere/at/all/survey.db"));
    assert_eq!(error.code(), "database_cannot_open");
    assert!(error.to_string().contains("/nowhere/at/all/survey.db"), "{error}");
}

#[test]
fn a_newer_schema_is_refused() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.outside()
            .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101')")
            .expect("written");
        let error = refusal(Store::open(&kit.home.url));
        assert_eq!(error, StoreError::NewerSchema { migration: "20990101".to_owned() });
    });
}

#[test]
fn two_programs_may_make_the_same_database_at_once() {
    on_each_backend(|on| {
        let home = on.home();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| Store::open(&home.url).map(drop).expect("opens"));
            }
        });
    });
}
