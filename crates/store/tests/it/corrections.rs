//! A stored response is corrected by a new version, and taken out only on demand.

use std::collections::BTreeMap;

use store::{Change, MonthCube, Outcome, ResponseFilter, StoreError};
use survey::{Month, Response, RoundKind};
use uuid::Uuid;

use crate::kit::{Kit, code, differing, on_each_backend, response};

fn digest(kit: &Kit, n: u128) -> String {
    kit.store.response(Uuid::from_u128(n)).expect("read").expect("there").digest
}

fn correct(kit: &Kit, to: &Response, instead_of: &str) -> Result<Change, StoreError> {
    kit.store.by("zhang").correct(to, instead_of, "misheard")
}

#[test]
fn a_correction_keeps_what_was_and_who_replaced_it_and_why() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&response(1), "api").expect("stored");
        let first = kit.store.response(Uuid::from_u128(1)).expect("read").expect("there");
        assert_eq!(correct(&kit, &differing(1, "bad"), &first.digest), Ok(Change::Updated));
        let second = kit.store.response(Uuid::from_u128(1)).expect("read").expect("there");
        assert_eq!(second.response, differing(1, "bad"));
        assert_eq!(
            (second.seq, second.received_at, &second.source),
            (first.seq, first.received_at, &first.source)
        );
        assert_eq!(correct(&kit, &differing(1, "dk"), &second.digest), Ok(Change::Updated));
        let versions = kit.store.former_versions(Uuid::from_u128(1)).expect("versions");
        let said: Vec<_> =
            versions.iter().map(|v| (v.version, &v.response, v.digest.as_str())).collect();
        let (was, then) = (response(1), differing(1, "bad"));
        assert_eq!(said, [(1, &was, &*first.digest), (2, &then, &*second.digest)]);
        assert!(versions.iter().all(|v| v.replaced_by == "zhang" && v.reason == "misheard"));
        let entry = kit.store.audit_entries(0, 100).expect("read").pop().expect("an entry");
        assert_eq!((entry.actor.as_str(), entry.action.as_str()), ("zhang", "response_corrected"));
        assert_eq!(kit.store.verify_audit().expect("checked").fault, None);
    });
}

#[test]
fn a_correction_says_what_it_replaces() {
    on_each_backend(|on| {
        let kit = on.kit();
        let missing = correct(&kit, &response(1), "?").expect_err("nothing there");
        assert_eq!(missing.code(), "unknown_response");
        kit.store.submit(&response(1), "api").expect("stored");
        let first = digest(&kit, 1);
        correct(&kit, &differing(1, "bad"), &first).expect("corrected");
        let late = correct(&kit, &differing(1, "dk"), &first).expect_err("somebody was faster");
        assert_eq!(late.code(), "superseded");
        let before = kit.state();
        // Twice the same is done once, whatever was seen.
        assert_eq!(correct(&kit, &differing(1, "bad"), &first), Ok(Change::Unchanged));
        assert_eq!(kit.state(), before);
        let nowhere = Response { unit: code("T9"), ..response(1) };
        let refused = correct(&kit, &nowhere, &digest(&kit, 1)).expect_err("no such unit");
        assert_eq!(refused, StoreError::UnknownUnit { code: "T9".to_owned() });
    });
}

#[test]
fn a_device_that_never_got_its_receipt_may_send_what_was_corrected_since() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&response(1), "api").expect("stored");
        correct(&kit, &differing(1, "bad"), &digest(&kit, 1)).expect("corrected");
        for known in [response(1), differing(1, "bad")] {
            assert_eq!(kit.store.submit(&known, "api").expect("known").outcome, Outcome::Same);
        }
        let other = kit.store.submit(&differing(1, "dk"), "api").expect("an answer");
        assert_eq!(other.outcome, Outcome::Different);
        assert_eq!(kit.store.quarantine_list().expect("a list").len(), 1);
    });
}

#[test]
fn sums_of_what_is_corrected_or_withdrawn_are_thrown_away() {
    on_each_backend(|on| {
        let kit = on.kit();
        let october = Response {
            interviewed_on: "2026-10-05".parse().expect("a day"),
            started_at: None,
            ..response(2)
        };
        let november =
            Response { interviewed_on: "2026-11-05".parse().expect("a day"), ..october.clone() };
        for stored in [&response(1), &october] {
            kit.store.submit(stored, "api").expect("stored");
        }
        let cube = |index: i32| MonthCube {
            month: Month::from_index(2026 * 12 + index),
            last_seq: 2,
            body: vec![1],
        };
        let keep = || {
            let edition = kit.store.edition().expect("an edition");
            let cubes = vec![cube(8), cube(9), cube(10)];
            kit.store.keep_month_cubes(&code("env"), RoundKind::Official, cubes, edition)
        };
        let months = || -> Vec<i32> {
            let kept = kit.store.month_cubes(&code("env"), RoundKind::Official).expect("cubes");
            kept.iter().map(|cube| cube.month.index() - 2026 * 12).collect()
        };
        let counted_before = kit.store.edition().expect("an edition");
        assert_eq!(keep(), Ok(true));
        correct(&kit, &november, &digest(&kit, 2)).expect("corrected");
        assert_eq!(months(), [8]);
        let old = kit.store.keep_month_cubes(
            &code("env"),
            RoundKind::Official,
            vec![cube(9)],
            counted_before,
        );
        assert_eq!((old, months()), (Ok(false), vec![8]));
        assert_eq!(keep(), Ok(true));
        kit.store.by("zhang").withdraw(Uuid::from_u128(1), "on demand").expect("withdrawn");
        assert_eq!(months(), [9, 10]);
    });
}

#[test]
fn what_is_withdrawn_leaves_nothing_and_does_not_come_back() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&response(1), "api").expect("stored");
        kit.store.submit(&response(2), "api").expect("stored");
        correct(&kit, &differing(1, "bad"), &digest(&kit, 1)).expect("corrected");
        kit.store.submit(&differing(1, "dk"), "api").expect("quarantined");
        let withdraw = || kit.store.by("zhang").withdraw(Uuid::from_u128(1), "on demand");
        assert_eq!(withdraw(), Ok(()));
        assert_eq!(withdraw().expect_err("gone").code(), "unknown_response");
        for table in ["responses", "response_versions", "quarantine"] {
            let id = "00000000-0000-0000-0000-000000000001";
            let column = if table == "responses" { "id" } else { "response_id" };
            let sql = format!("SELECT count(*) AS n FROM {table} WHERE {column} = '{id}'");
            assert_eq!(kit.number(&sql), 0, "{table}");
        }
        for again in [response(1), differing(1, "bad"), differing(1, "dk")] {
            let receipt = kit.store.submit(&again, "api").expect("an answer");
            assert_eq!(receipt.outcome, Outcome::Withdrawn);
        }
        let mut ids = Vec::new();
        let all = ResponseFilter { after: BTreeMap::new(), ..ResponseFilter::default() };
        kit.store.for_each_response(&all, |stored| ids.push(stored.response.id)).expect("read");
        assert_eq!(ids, [Uuid::from_u128(2)]);
        assert_eq!(kit.store.quarantine_list(), Ok(vec![]));
    });
}
