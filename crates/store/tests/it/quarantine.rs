//! A differing resend is never lost, and never counts.

use store::{Cause, Decision, Outcome, QuarantineEntry, StoreError};
use survey::Response;

use crate::kit::{Kit, code, differing, on_each_backend, questionnaire, response, second_version};

#[test]
fn a_differing_resend_is_kept_once_beside_the_first() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&response(1), "api").expect("stored");
        let first = kit.store.submit(&differing(1, "bad"), "phone 7").expect("an answer");
        assert_eq!(first.outcome, Outcome::Different);
        let before = kit.state();
        let again = kit.store.submit(&differing(1, "bad"), "phone 8").expect("an answer");
        assert_eq!((again.outcome, again.received_at), (Outcome::Different, first.received_at));
        assert_eq!(kit.state(), before);

        let stored = kit.store.response(response(1).id).expect("read").expect("there");
        assert_eq!(stored.response, response(1));
        let list = kit.store.quarantine_list().expect("a list");
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].response, differing(1, "bad"));
        assert_eq!(list[0].kept_digest.as_ref(), Some(&stored.digest));
        assert_ne!(list[0].digest, stored.digest);
        assert_eq!((list[0].source.as_str(), list[0].received_at), ("phone 7", first.received_at));
    });
}

#[test]
fn each_other_content_is_kept() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&response(1), "api").expect("stored");
        for answer in ["bad", "dk", "bad"] {
            kit.store.submit(&differing(1, answer), "api").expect("an answer");
        }
        assert_eq!(kit.store.counts().expect("counts").quarantined, 2);
        let again = kit.store.submit(&response(1), "api").expect("known");
        assert_eq!(again.outcome, Outcome::Same);
    });
}

#[test]
fn the_first_decision_stands() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&response(1), "api").expect("stored");
        kit.store.submit(&differing(1, "bad"), "api").expect("an answer");
        let entry = waiting(&kit).remove(0);
        let settle = |decision, reason| {
            let by = kit.store.by("zhang");
            let seen = entry.kept_digest.as_deref();
            by.settle_quarantine(entry.response.id, &entry.digest, decision, seen, reason)
        };
        assert_eq!(settle(Decision::Keep, "the first is right: called back"), Ok(true));
        assert_eq!(settle(Decision::Take, "no, the second"), Ok(false));
        let settled = kit.store.quarantine_list().expect("a list").remove(0).settled;
        let settled = settled.expect("settled");
        assert_eq!((settled.by.as_str(), settled.decision), ("zhang", Decision::Keep));
        assert_eq!(settled.reason, "the first is right: called back");
        assert_eq!(kit.store.counts().expect("counts").quarantined, 0);
        assert_eq!(stored(&kit, 1), response(1));
    });
}

#[test]
fn what_is_taken_counts_in_place_of_what_was_seen_beside_it() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&fitting("good"), "api").expect("stored");
        for answer in ["bad", "dk"] {
            kit.store.submit(&fitting(answer), "api").expect("an answer");
        }
        let take = |entry: &QuarantineEntry, seen: &str| {
            let (id, by) = (entry.response.id, kit.store.by("zhang"));
            by.settle_quarantine(id, &entry.digest, Decision::Take, Some(seen), "called back")
        };
        let seen = kit.store.response(response(1).id).expect("read").expect("there").digest;
        let entries = waiting(&kit);
        assert_eq!(take(&entries[0], &seen), Ok(true));
        assert_eq!(stored(&kit, 1), entries[0].response);
        // The other was compared with what is stored no longer.
        assert!(matches!(take(&entries[1], &seen), Err(StoreError::Superseded { .. })));
        assert_eq!(take(&entries[1], &entries[0].digest), Ok(true));
        assert_eq!(stored(&kit, 1), entries[1].response);
        let versions = kit.store.former_versions(response(1).id).expect("versions");
        let said: Vec<_> = versions.iter().map(|former| &former.response).collect();
        assert_eq!(said, [&fitting("good"), &entries[0].response]);
        assert_eq!(waiting(&kit), []);
    });
}

#[test]
fn what_was_asked_by_an_unknown_form_waits_for_it_and_is_taken_in_then() {
    on_each_backend(|on| {
        let kit = on.kit();
        let [fits, fails] = [1, 2].map(|n| Response { form_version: Some(2), ..response(n) });
        let fails = Response { answers: [(code("q9"), "good".to_owned())].into(), ..fails };
        for held in [&fits, &fails, &fits] {
            let receipt = kit.store.hold(held, "phone 7").expect("held");
            assert_eq!(receipt.outcome, Outcome::Held);
        }
        assert_eq!(kit.store.counts().expect("counts").responses, 0);
        let entry = waiting(&kit).remove(0);
        assert_eq!((entry.cause, &entry.response), (Cause::UnknownForm, &fits));
        let take = |entry: &QuarantineEntry| {
            let (id, by) = (entry.response.id, kit.store.by("zhang"));
            by.settle_quarantine(id, &entry.digest, Decision::Take, None, "now")
        };
        assert!(matches!(take(&entry), Err(StoreError::Invalid { .. })));

        kit.store.publish_questionnaire(&second_version()).expect("published");
        assert_eq!(stored(&kit, 1), fits);
        let left: Vec<_> = waiting(&kit).into_iter().map(|entry| entry.response).collect();
        assert_eq!(left, [fails]);
        let again = kit.store.submit(&fits, "phone 7").expect("known");
        assert_eq!(again.outcome, Outcome::Same);
        assert_eq!(kit.store.verify_audit().expect("checked").fault, None);
    });
}

#[test]
fn what_waited_for_a_form_is_taken_in_by_and_by() {
    on_each_backend(|on| {
        let kit = on.kit();
        let asked = |n: u128, version: u32| Response {
            form_version: Some(version),
            answers: [(code("q1"), "good".to_owned())].into(),
            ..response(n)
        };
        for n in 1..=250 {
            // Those of another form stand between them.
            let version = if n % 5 == 0 { 3 } else { 2 };
            kit.store.hold(&asked(n, version), "phone 7").expect("held");
        }
        let before = kit.store.writer_stats().commits;
        kit.store.publish_questionnaire(&second_version()).expect("published");
        assert_eq!(kit.store.counts().expect("counts").responses, 200);
        assert_eq!(waiting(&kit).len(), 50);
        // The publication, and three slices between which others have their turn.
        assert_eq!(kit.store.writer_stats().commits - before, 4);
        assert_eq!(kit.store.verify_audit().expect("checked").fault, None);
        // What was left is taken in at the next start.
        let form = survey::Questionnaire { version: 3, ..second_version() };
        kit.publish_quietly(&form);
        kit.store.take_in_held().expect("taken in");
        assert_eq!(kit.store.counts().expect("counts").responses, 250);
    });
}

#[test]
fn nobody_fills_quarantine_for_all() {
    on_each_backend(|on| {
        let kit = on.kit();
        let alien = |n: u128| Response { form_version: Some(99), ..response(n) };
        kit.store.hold(&alien(1), "api:limin").expect("held");
        let many = "INSERT INTO quarantine (response_id, digest, payload, source, received_at, cause) \
                    WITH RECURSIVE numbered(n) AS \
                    (SELECT 2 UNION ALL SELECT n + 1 FROM numbered WHERE n < 2000) \
                    SELECT response_id || n, digest, payload, source, received_at, cause \
                    FROM quarantine, numbered";
        diesel::connection::SimpleConnection::batch_execute(&mut kit.outside(), many)
            .expect("many");
        let refused = kit.store.hold(&alien(2), "api:limin").expect_err("full").code();
        assert_eq!(refused, "quarantine_full");
        assert_eq!(kit.store.hold(&alien(2), "api:wang").expect("held").outcome, Outcome::Held);
    });
}

fn waiting(kit: &Kit) -> Vec<QuarantineEntry> {
    let list = kit.store.quarantine_list().expect("a list");
    list.into_iter().filter(|entry| entry.settled.is_none()).collect()
}

fn stored(kit: &Kit, n: u128) -> Response {
    kit.store.response(response(n).id).expect("read").expect("there").response
}

/// A response that passes every rule.
fn fitting(answer: &str) -> Response {
    Response { answers: [(code("q1"), answer.to_owned())].into(), ..response(1) }
}

#[test]
fn nothing_counts_that_does_not_fit_its_form() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&fitting("good"), "api").expect("stored");
        let alien = Response { form_version: Some(99), ..fitting("bad") };
        assert_eq!(kit.store.hold(&alien, "api").expect("held").outcome, Outcome::Held);
        let entry = waiting(&kit).remove(0);
        let seen = kit.store.response(alien.id).expect("read").expect("there").digest;
        let by = kit.store.by("zhang");
        let taken = by.settle_quarantine(alien.id, &entry.digest, Decision::Take, Some(&seen), "x");
        assert_eq!(taken.expect_err("not checked").code(), "invalid");
        assert_eq!(stored(&kit, 1), fitting("good"));
    });
}

#[test]
fn what_was_withdrawn_or_left_out_is_not_held_again() {
    on_each_backend(|on| {
        let kit = on.kit();
        let alien = |n| Response { form_version: Some(99), ..response(n) };
        kit.store.submit(&response(1), "api").expect("stored");
        kit.store.by("zhang").withdraw(response(1).id, "on demand").expect("withdrawn");
        assert_eq!(kit.store.hold(&alien(1), "api").expect("told").outcome, Outcome::Withdrawn);
        // What only waits can be demanded back too.
        kit.store.hold(&alien(2), "api").expect("held");
        kit.store.by("zhang").withdraw(alien(2).id, "on demand").expect("withdrawn");
        assert_eq!(kit.store.hold(&alien(2), "api").expect("told").outcome, Outcome::Withdrawn);
        assert_eq!(kit.number("SELECT count(*) AS n FROM quarantine"), 0);
        kit.store.hold(&alien(3), "api").expect("held");
        let entry = waiting(&kit).remove(0);
        let by = kit.store.by("zhang");
        let left_out =
            by.settle_quarantine(alien(3).id, &entry.digest, Decision::Keep, None, "fake");
        assert_eq!(left_out, Ok(true));
        let mut form = questionnaire();
        form.version = 99;
        kit.store.publish_questionnaire(&form).expect("published");
        for again in [kit.store.submit(&alien(3), "api"), kit.store.hold(&alien(3), "api")] {
            assert_eq!(again.expect("told").outcome, Outcome::Withdrawn);
        }
    });
}

#[test]
fn quarantine_has_an_end() {
    on_each_backend(|on| {
        let kit = on.kit();
        let alien = |version| Response { form_version: Some(version), ..response(1) };
        for version in 10..18 {
            kit.store.hold(&alien(version), "api").expect("held");
        }
        assert_eq!(kit.store.hold(&alien(18), "api").expect_err("full").code(), "quarantine_full");
        assert_eq!(kit.store.hold(&alien(17), "api").expect("known").outcome, Outcome::Held);
        let first = kit.store.waiting(None, 5).expect("five");
        let rest = kit.store.waiting(first.last(), 5).expect("three");
        assert_eq!((first.len(), rest.len()), (5, 3));
        assert!(first.iter().all(|entry| !rest.contains(entry)));
    });
}
