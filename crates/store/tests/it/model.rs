//! The store against a map: whatever is sent in whatever order, the first content of each id
//! stays, every other content is in quarantine once, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use store::{Outcome, ResponseFilter};

use crate::kit::{Backend, differing};

const ANSWERS: [&str; 4] = ["good", "bad", "dk", "满意"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn submit_keeps_the_first_and_quarantines_the_rest(
        sent in prop::collection::vec((0_u128..6, 0_usize..ANSWERS.len()), 0..60),
        together in any::<bool>(),
        on in prop::sample::select(Backend::all().collect::<Vec<_>>()),
    ) {
        let kit = on.kit();
        let batch: Vec<_> = sent.iter().map(|(id, answer)| differing(*id, ANSWERS[*answer])).collect();
        let answers: Vec<_> = if together {
            kit.store.submit_many(&batch, "api")
        } else {
            batch.iter().map(|one| kit.store.submit(one, "api")).collect()
        };

        let mut kept = BTreeMap::new();
        let mut others = BTreeSet::new();
        for ((id, answer), receipt) in sent.iter().zip(answers) {
            let first = *kept.entry(*id).or_insert(*answer);
            let outcome = receipt.expect("an answer").outcome;
            prop_assert_eq!(outcome == Outcome::Different, first != *answer);
            if first != *answer {
                others.insert((*id, *answer));
            }
        }
        let mut stored = BTreeMap::new();
        kit.store.for_each_response(&ResponseFilter::default(), |one| {
            stored.insert(one.response.id.as_u128(), one.response);
        }).expect("read");
        let expected: BTreeMap<_, _> =
            kept.iter().map(|(id, answer)| (*id, differing(*id, ANSWERS[*answer]))).collect();
        prop_assert_eq!(stored, expected);
        prop_assert_eq!(kit.store.quarantine_list().expect("a list").len(), others.len());
    }
}
