//! Contact attempts.

use store::{Outcome, StoreError};

use crate::kit::{attempt, code, on_each_backend};

#[test]
fn attempts_are_stored_once_and_counted_by_outcome() {
    on_each_backend(|on| {
        let kit = on.kit();
        let sent = [attempt(1, "3.13"), attempt(2, "3.13"), attempt(3, "1.1"), attempt(1, "3.13")];
        let outcomes = kit.store.add_attempts(&sent).expect("stored");
        assert_eq!(outcomes, [Outcome::New, Outcome::New, Outcome::New, Outcome::Same]);
        let before = kit.state();
        let again =
            kit.store.add_attempts(&[attempt(2, "3.13"), attempt(3, "2.11")]).expect("known");
        assert_eq!(again, [Outcome::Same, Outcome::Different]);
        assert_eq!(kit.state(), before);

        let counts = kit.store.attempt_counts().expect("counts");
        let shown: Vec<_> = counts.iter().map(|c| (c.outcome.as_str(), c.attempts)).collect();
        assert_eq!(shown, [("1.1", 1), ("3.13", 2)]);
        assert_eq!(counts[0].unit, "T1");
    });
}

#[test]
fn an_unknown_round_is_named() {
    on_each_backend(|on| {
        let kit = on.kit();
        let mut lost = attempt(1, "1.1");
        lost.round = code("R9");
        let refused = kit.store.add_attempts(&[attempt(2, "1.1"), lost]);
        assert_eq!(refused, Err(StoreError::UnknownRound { code: "R9".to_owned() }));
        assert_eq!(kit.store.counts().expect("counts").attempts, 0);
    });
}
