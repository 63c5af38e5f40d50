//! A differing resend is never lost, and never counts.

use store::Outcome;

use crate::kit::{differing, on_each_backend, response};

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
        assert_eq!(list[0].kept_digest, stored.digest);
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
        let entry = kit.store.quarantine_list().expect("a list").remove(0);
        let settle =
            |note| kit.store.settle_quarantine(entry.response.id, &entry.digest, note, "zhang");
        assert_eq!(settle("the first is right: called back"), Ok(true));
        assert_eq!(settle("no, the second"), Ok(false));
        let entry = kit.store.quarantine_list().expect("a list").remove(0);
        assert!(entry.settled_at.is_some());
        assert_eq!(entry.settlement.as_deref(), Some("the first is right: called back"));
        assert_eq!(kit.store.counts().expect("counts").quarantined, 0);
    });
}
