//! Everything from one database to another, whatever their backends.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use store::{Aim, ImportSource, NewView, ResponseFilter, Store, StoreError};
use survey::{Language, Questionnaire};

use crate::bulletins::{content, subject};
use crate::kit::{Backend, Kit, attempt, differing, questionnaire, response, scheme};

fn filled(on: Backend) -> Kit {
    let kit = on.kit();
    let store = &kit.store;
    store.publish_scoring_scheme(&scheme()).expect("a scheme");
    let draft = Questionnaire { version: 2, ..questionnaire() };
    store.by("limin").upload_draft(&draft, "环境.xlsx").expect("a draft");
    let bulletin = store.by("limin").draft_bulletin(&subject("2026-Q3"), &content("三季度"));
    bulletin.expect("a draft");
    store.by("limin").write_bulletin_template(Language::Chinese, "{单位}", 0).expect("written");
    let unit = response(1).unit;
    let aim = Aim { year: 2026, unit, index: Some(88.25), place: None, source: None };
    store.by("limin").put_aim(&aim).expect("an aim");
    crate::year::fill(store);
    let view = NewView {
        name: "镇街".to_owned(),
        page: "workbench".to_owned(),
        query: "level=town".to_owned(),
        shared: true,
    };
    store.by("limin").save_view(&view).expect("a view");
    let issue = crate::evidence::opened(store, "1", "T1", "工地扬尘");
    store.by("limin").add_evidence(issue, "a.pdf", b"%PDF-1.7 %%EOF").expect("evidence");
    crate::common::sent(store, [issue]);
    // More than a page.
    let many: Vec<_> = (0..1_203).map(response).collect();
    assert!(store.submit_many(&many, "api").iter().all(Result::is_ok));
    store.submit(&differing(7, "bad"), "api").expect("quarantined");
    let source = ImportSource {
        file_name: "九月.csv".to_owned(),
        file_digest: "ab".repeat(32),
        mapping: None,
    };
    let mut import = store.begin_import(source).expect("begun");
    import.add_attempts(&[attempt(1, "1.1"), attempt(2, "2.2")]).expect("added");
    import.commit(0).expect("committed");
    kit
}

#[test]
fn everything_moves_and_both_sides_have_the_same_digests() {
    for from in Backend::all() {
        for to in Backend::all() {
            let old = filled(from);
            let home = to.home();
            let new = Store::open(&home.url).expect("opens");
            let copied = old.store.copy_to(&new).expect("copied");
            assert_eq!(old.store.table_digests(), Ok(copied.clone()), "{from:?} to {to:?}");
            assert_eq!(new.table_digests(), Ok(copied.clone()));
            let rows = |name| copied.iter().find(|table| table.table == name).map(|t| t.rows);
            assert_eq!(rows("responses"), Some(1_203));
            assert_eq!(rows("quarantine"), Some(1));
            assert_eq!(rows("attempts"), Some(2));
            assert_eq!(rows("questionnaire_drafts"), Some(1));
            assert_eq!(rows("bulletins"), Some(1));
            assert_eq!(rows("bulletin_templates"), Some(1));
            assert_eq!(rows("aims"), Some(1));
            for table in ["year_entries", "annual_formulas", "annual_scores"] {
                assert_eq!(rows(table), Some(1), "{table}");
            }
            assert_eq!(rows("saved_views"), Some(1));
            assert_eq!((rows("evidence_contents"), rows("issue_evidence")), (Some(1), Some(1)));
            assert_eq!((rows("common_issues"), rows("common_sources")), (Some(1), Some(1)));
            assert_eq!((rows("self_check_tasks"), rows("common_events")), (Some(2), Some(1)));
            assert_eq!(new.saved_views(None), old.store.saved_views(None));
            assert_eq!(new.aims(), old.store.aims());
            assert_eq!(new.drafts(), old.store.drafts());
            assert_eq!(new.counts(), old.store.counts());
            assert_eq!(new.revision(), old.store.revision());
            let mut seqs = (Vec::new(), Vec::new());
            let everything = ResponseFilter::default();
            old.store.for_each_response(&everything, |r| seqs.0.push(r)).expect("read");
            new.for_each_response(&everything, |r| seqs.1.push(r)).expect("read");
            assert_eq!(seqs.0, seqs.1);
            // A resend to the new one is the same.
            let again = new.submit(&response(3), "api").expect("known");
            assert_eq!(again.outcome, store::Outcome::Same);
        }
    }
}

#[test]
fn a_snapshot_is_taken_while_others_write() {
    for from in Backend::all() {
        let old = filled(from);
        let home = Backend::Sqlite.home();
        let new = Store::open(&home.url).expect("opens");
        let stop = std::sync::atomic::AtomicBool::new(false);
        let before = old.store.counts().expect("counts").responses;
        std::thread::scope(|scope| {
            let (store, stop) = (&old.store, &stop);
            scope.spawn(move || {
                for n in 5_000.. {
                    store.submit(&response(n), "api").expect("nobody waits for a copy");
                    if stop.load(std::sync::atomic::Ordering::Relaxed) {
                        break;
                    }
                }
            });
            let copied = old.store.snapshot_to(&new).expect("copied");
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            assert_eq!(new.table_digests(), Ok(copied));
        });
        let (then, now) = (new.counts().expect("counts"), old.store.counts().expect("counts"));
        assert!(before <= then.responses && then.responses < now.responses, "{from:?}");
        assert_eq!(new.verify_audit(), old.store.verify_audit());
    }
}

#[test]
fn what_is_there_already_is_never_overwritten() {
    for on in Backend::all() {
        let (old, new) = (on.kit(), on.kit());
        let before = new.state();
        let refused = old.store.copy_to(&new.store).expect_err("refused");
        assert!(matches!(refused, StoreError::NotEmpty { .. }), "{refused}");
        assert_eq!(new.state(), before);
    }
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Who adds a table and forgets to copy it hears of it here.
#[test]
fn no_table_is_left_behind() {
    let kit = Backend::Sqlite.kit();
    let sql = r"SELECT name FROM sqlite_master
        WHERE type = 'table' AND name NOT LIKE '\_\_diesel%' ESCAPE '\'";
    let tables: Vec<Name> = diesel::sql_query(sql).load(&mut kit.outside()).expect("names");
    let tables: BTreeSet<String> = tables.into_iter().map(|table| table.name).collect();
    let copied = kit.store.table_digests().expect("digests");
    assert_eq!(copied.iter().map(|table| table.table.to_owned()).collect::<BTreeSet<_>>(), tables);
}
