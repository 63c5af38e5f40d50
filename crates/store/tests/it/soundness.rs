//! What a judgment of the data needs beside the interviews that count.

use store::ResponseFilter;
use survey::RoundKind;
use uuid::Uuid;

use crate::kit::{code, differing, on_each_backend, response};

#[test]
fn interviews_are_counted_by_unit_and_mode_within_a_filter() {
    on_each_backend(|on| {
        let kit = on.kit();
        for (number, unit, mode, round, month) in [
            (1, "T1", "visit", "R1", 9),
            (2, "T1", "visit", "R1", 9),
            (3, "T1", "phone", "R1", 9),
            (4, "T2", "visit", "R1", 10),
            (5, "T1", "visit", "M1", 9),
        ] {
            let mut response = response(number);
            (response.unit, response.round) = (code(unit), code(round));
            response.mode = mode.parse().expect("a mode");
            response.interviewed_on = jiff::civil::date(2026, month, 3);
            kit.store.submit(&response, "api").expect("stored");
        }
        let count = |kind, period: &str| {
            let months = Some(period.parse::<survey::Period>().expect("a period").months());
            let filter = ResponseFilter { kind: Some(kind), months, ..ResponseFilter::default() };
            let rows = kit.store.interviews_by_unit(&filter).expect("counts");
            let row = |row: store::UnitInterviews| {
                (row.unit.to_string(), row.mode.as_str(), row.interviews)
            };
            rows.into_iter().map(row).collect::<Vec<_>>()
        };
        let row = |unit: &str, mode, count| (unit.to_owned(), mode, count);
        let of_t1 = [row("T1", "phone", 1), row("T1", "visit", 2)];
        assert_eq!(count(RoundKind::Official, "2026-09"), of_t1);
        let both = [of_t1.to_vec(), vec![row("T2", "visit", 1)]].concat();
        assert_eq!(count(RoundKind::Official, "2026"), both);
        assert_eq!(count(RoundKind::Mock, "2026-Q3"), [row("T1", "visit", 1)]);
        assert_eq!(count(RoundKind::Mock, "2026-Q2"), []);
    });
}

#[test]
fn what_was_corrected_or_withdrawn_is_known() {
    on_each_backend(|on| {
        let kit = on.kit();
        for number in 1..=3 {
            kit.store.submit(&response(number), "api").expect("stored");
        }
        for answer in ["bad", "dk"] {
            let id = Uuid::from_u128(1);
            let digest = kit.store.response(id).expect("read").expect("there").digest;
            let office = kit.store.by("zhang");
            office.correct(&differing(1, answer), &digest, "misheard").expect("corrected");
        }
        let corrected = kit.store.corrected_responses().expect("ids");
        assert_eq!(corrected, [Uuid::from_u128(1)].into());
        assert_eq!(kit.store.withdrawn_responses(), Ok(0));
        // Nothing of it is left, not even that it was corrected.
        kit.store.by("zhang").withdraw(Uuid::from_u128(1), "demanded").expect("withdrawn");
        assert_eq!(kit.store.corrected_responses().expect("ids").len(), 0);
        assert_eq!(kit.store.withdrawn_responses(), Ok(1));
    });
}
