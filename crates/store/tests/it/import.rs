//! Imports: everything or nothing, and twice is once.

use store::{ImportSource, Outcome, StoreError};

use crate::kit::{attempt, code, differing, impatient, on_each_backend, response};

fn source() -> ImportSource {
    ImportSource {
        file_name: "九月.csv".to_owned(),
        file_digest: "ab".repeat(32),
        mapping: Some("unit = \"乡镇\"".to_owned()),
    }
}

#[test]
fn an_import_is_seen_only_after_its_commit() {
    on_each_backend(|on| {
        let kit = on.kit();
        let batch: Vec<_> = (0..1_500).map(response).collect();
        let before = kit.state();
        let mut import = kit.store.begin_import(source()).expect("begun");
        let outcomes = import.add(&batch).expect("added");
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::New));
        import.add_attempts(&[attempt(1, "1.1")]).expect("added");
        assert_eq!(kit.state(), before);
        let summary = import.commit(2).expect("committed");
        assert_eq!((summary.added, summary.rejected), (1_501, 2));
        let (revision, counts, _) = kit.state();
        assert_eq!((revision, counts.responses, counts.attempts), (before.0 + 1, 1_500, 1));
        assert_eq!(kit.store.imports(), Ok(vec![summary.clone()]));
        let stored = kit.store.response(response(7).id).expect("read").expect("there");
        assert_eq!(stored.source, format!("import:{}", summary.id));
        assert_eq!(stored.response, response(7));
    });
}

#[test]
fn a_dropped_import_leaves_the_database_as_it_was() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&response(1), "api").expect("stored");
        let before = kit.state();
        let mut import = kit.store.begin_import(source()).expect("begun");
        import.add(&(0..2_000).map(response).collect::<Vec<_>>()).expect("added");
        drop(import);
        assert_eq!(kit.state(), before);
        // The lock is free again.
        assert_eq!(kit.store.submit(&response(2), "api").expect("stored").outcome, Outcome::New);
    });
}

#[test]
fn importing_twice_changes_nothing() {
    on_each_backend(|on| {
        let kit = on.kit();
        let batch: Vec<_> = (0..900).map(response).collect();
        let run = || {
            let mut import = kit.store.begin_import(source()).expect("begun");
            import.add(&batch).expect("added");
            import.commit(0).expect("committed")
        };
        assert_eq!(run().added, 900);
        let before = kit.state();
        let second = run();
        assert_eq!((second.added, second.same), (0, 900));
        assert_eq!(kit.state(), before);
    });
}

#[test]
fn a_differing_row_is_reported_and_not_quarantined() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&response(1), "api").expect("stored");
        let mut import = kit.store.begin_import(source()).expect("begun");
        let rows =
            [differing(1, "bad"), response(1), response(2), response(2), differing(2, "bad")];
        let outcomes = import.add(&rows).expect("added");
        let (new, same, different) = (Outcome::New, Outcome::Same, Outcome::Different);
        assert_eq!(outcomes, [different, same, new, same, different]);
        import.commit(0).expect("committed");
        assert_eq!(kit.store.quarantine_list(), Ok(vec![]));
    });
}

#[test]
fn a_refused_batch_takes_back_only_itself() {
    on_each_backend(|on| {
        let kit = on.kit();
        let mut import = kit.store.begin_import(source()).expect("begun");
        import.add(&[response(1)]).expect("added");
        let mut lost = response(3);
        lost.unit = code("T9");
        let refused = import.add(&[response(2), lost]);
        assert_eq!(refused, Err(StoreError::UnknownUnit { code: "T9".to_owned() }));
        import.add(&[response(4)]).expect("added");
        assert_eq!(import.commit(2).expect("committed").added, 2);
        assert_eq!(kit.store.counts().expect("counts").responses, 2);
    });
}

#[test]
fn while_an_import_runs_others_read_and_are_told_to_come_back() {
    on_each_backend(|on| {
        let kit = on.kit_with(impatient(64));
        let mut import = kit.store.begin_import(source()).expect("begun");
        import.add(&[response(1)]).expect("added");
        assert_eq!(kit.store.submit(&response(2), "api"), Err(StoreError::Locked));
        assert_eq!(kit.store.begin_import(source()).map(drop), Err(StoreError::Locked));
        assert_eq!(kit.store.counts().expect("readable").responses, 0);
        import.commit(0).expect("committed");
        kit.store.submit(&response(2), "api").expect("stored");
        assert_eq!(kit.store.counts().expect("counts").responses, 2);
    });
}
