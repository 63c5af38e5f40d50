//! The audit log: complete, chained, and closed to changes.

use diesel::connection::SimpleConnection;
use serde_json::json;
use store::{Action, COMMAND_LINE, Decision, NewUser};
use survey::{Grant, Role};

use crate::kit::{Backend, Kit, code, differing, on_each_backend, response};

fn filled(on: Backend) -> Kit {
    let kit = on.kit();
    let grants = vec![Grant { role: Role::Surveyor, unit: Some(code("T1")) }];
    let user =
        NewUser {
            name: code("limin"), display_name: "李敏".to_owned(), grants, must_change: true
        };
    kit.store.by("zhang").add_user(&user).expect("made");
    kit.store.by("zhang").disable_user("limin", true).expect("closed");
    kit.store
        .record_action("wang", Action::Exported, "rankings", json!({"period": "2026-Q3"}))
        .expect("kept");
    kit
}

#[test]
fn what_was_done_stands_there_with_its_author() {
    on_each_backend(|on| {
        let kit = filled(on);
        let entries = kit.store.audit_entries(0, 100).expect("read");
        let told: Vec<_> = entries
            .iter()
            .map(|entry| (entry.actor.as_str(), entry.action.as_str(), entry.subject.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (COMMAND_LINE, "units_changed", "units"),
                (COMMAND_LINE, "questionnaire_published", "env@1"),
                (COMMAND_LINE, "round_put", "R1"),
                (COMMAND_LINE, "round_put", "M1"),
                ("zhang", "user_added", "limin"),
                ("zhang", "user_disabled", "limin"),
                ("wang", "exported", "rankings"),
            ]
        );
        assert_eq!(entries[4].detail, json!({"roles": [{"role": "surveyor", "unit": "T1"}]}));
        assert_eq!(kit.store.audit_entries(5, 1).expect("read"), entries[5..6]);
        let check = kit.store.verify_audit().expect("read");
        assert_eq!((check.entries, check.fault), (7, None));
        assert_eq!(check.last_digest, entries[6].digest);
    });
}

#[test]
fn what_fails_leaves_no_entry_and_what_changes_nothing_neither() {
    on_each_backend(|on| {
        let kit = filled(on);
        let count = || kit.store.verify_audit().expect("read").entries;
        let before = count();
        kit.store.by("zhang").set_grants("nobody", &[]).expect_err("refused");
        crate::kit::fill(&kit.store);
        kit.store.submit(&response(1), "api").expect("stored");
        assert_eq!(count(), before);
        // A decision is an act.
        kit.store.submit(&differing(1, "bad"), "api").expect("kept");
        let entry = kit.store.quarantine_list().expect("read").remove(0);
        for settled in [true, false] {
            let (id, by) = (entry.response.id, kit.store.by("zhang"));
            let settle = by.settle_quarantine(id, &entry.digest, Decision::Keep, None, "slip");
            assert_eq!(settle, Ok(settled));
        }
        assert_eq!(count(), before + 1);
        let last = kit.store.audit_entries(i64::try_from(before).expect("few"), 1).expect("read");
        assert_eq!(
            (last[0].actor.as_str(), last[0].action.as_str()),
            ("zhang", "quarantine_settled")
        );
    });
}

#[test]
fn nobody_changes_an_entry_by_sql() {
    on_each_backend(|on| {
        let kit = filled(on);
        let before = kit.store.audit_entries(0, 100).expect("read");
        for sql in ["UPDATE audit_log SET actor = 'x' WHERE seq = 5", "DELETE FROM audit_log"] {
            // SQLite refuses, PostgreSQL does nothing.
            let refused = kit.outside().batch_execute(sql);
            assert_eq!(refused.is_err(), on == Backend::Sqlite, "{sql}");
        }
        assert_eq!(kit.store.audit_entries(0, 100).expect("read"), before);
    });
}

#[test]
fn whoever_gets_around_that_breaks_the_chain() {
    on_each_backend(|on| {
        for (sql, seq, why) in [
            ("UPDATE audit_log SET actor = 'x' WHERE seq = 5", 5, "it was changed"),
            ("UPDATE audit_log SET detail = '{}' WHERE seq = 5", 5, "it was changed"),
            ("UPDATE audit_log SET at = at + 1 WHERE seq = 1", 1, "it was changed"),
            ("DELETE FROM audit_log WHERE seq = 5", 6, "entries before it are missing"),
            ("DELETE FROM audit_log WHERE seq < 3", 3, "entries before it are missing"),
            (
                "UPDATE audit_log SET previous = digest WHERE seq = 4",
                4,
                "it does not follow from the entry before",
            ),
            (
                "INSERT INTO audit_log SELECT -1, at, actor, action, subject, detail, previous, \
                 digest FROM audit_log WHERE seq = 1",
                -1,
                "entries before it are missing",
            ),
        ] {
            let kit = filled(on);
            let open = match on {
                Backend::Sqlite => "DROP TRIGGER audit_log_stays; DROP TRIGGER audit_log_is_kept;",
                Backend::Postgres => {
                    "DROP RULE audit_log_stays ON audit_log; \
                     DROP RULE audit_log_is_kept ON audit_log;"
                }
            };
            kit.outside().batch_execute(&format!("{open} {sql}")).expect("changed");
            let check = kit.store.verify_audit().expect("read");
            assert_eq!(check.fault, Some((seq, why)), "{sql}");
        }
    });
}

#[test]
fn many_writers_make_one_chain() {
    on_each_backend(|on| {
        let kit = on.kit();
        let other = store::Store::open(&kit.home.url).expect("opens");
        std::thread::scope(|scope| {
            for store in [&kit.store, &other, &kit.store, &other] {
                scope.spawn(move || {
                    for _ in 0..20 {
                        store.record_action("x", Action::Exported, "y", json!({})).expect("kept");
                    }
                });
            }
        });
        let check = kit.store.verify_audit().expect("read");
        assert_eq!((check.entries, check.fault), (84, None));
    });
}
