//! Outcome rates of contact attempts.

use proptest::prelude::*;
use statistics::outcome::{Eligibility, OutcomeError, OutcomeRates, Outcomes};

use crate::design::survey::{Golden, Table};

/// The cases of the golden figures.
const CASES: Outcomes = Outcomes {
    complete: 812,
    partial: 37,
    refusal: 240,
    non_contact: 310,
    other: 28,
    unknown_household: 190,
    unknown_other: 45,
    ineligible: 400,
};

fn estimated(cases: Outcomes) -> OutcomeRates {
    cases.rates(Eligibility::Estimated).expect("rates")
}

#[test]
fn the_rates_equal_the_golden_figures() {
    let rates = estimated(CASES);
    let table = Table::own("expected.csv");
    let mut golden = Golden::of(&table, |case| case == "aapor");
    let mut one = |quantity: &str, rate: Option<f64>| {
        golden.one("(2.32)", "aapor", quantity, "", rate.expect("a denominator"));
    };
    one("e", rates.eligible);
    for (name, rate) in ["RR1", "RR2", "RR3", "RR4", "RR5", "RR6"].into_iter().zip(rates.response) {
        one(name, rate);
    }
    one("COOP1", rates.cooperation[0]);
    one("REF1", rates.refusal[0]);
    one("CON1", rates.contact[0]);
    golden.finish("outcome");
}

/// The rates that have no golden figure, by the definitions of AAPOR.
#[test]
fn the_other_rates_equal_a_computation_by_hand() {
    // I + P = 849, reached 1117, D = 1427, U = 235.
    let rates = CASES.rates(Eligibility::Given(0.4)).expect("rates");
    let near = |found: Option<f64>, part: f64, whole: f64| {
        let found = found.expect("a denominator");
        assert!((found - part / whole).abs() < 1e-15, "{found}, not {part}/{whole}");
    };
    near(rates.cooperation[1], 849.0, 1117.0);
    near(rates.cooperation[2], 812.0, 1089.0);
    near(rates.cooperation[3], 849.0, 1089.0);
    near(rates.response[2], 812.0, 1521.0);
    near(rates.response[3], 849.0, 1521.0);
    near(rates.refusal[1], 240.0, 1521.0);
    near(rates.refusal[2], 240.0, 1427.0);
    near(rates.contact[1], 1117.0, 1521.0);
    near(rates.contact[2], 1117.0, 1427.0);
    assert_eq!(rates.eligible, Some(0.4));
}

#[test]
fn an_empty_denominator_gives_no_rate() {
    let none = OutcomeRates {
        eligible: None,
        response: [None; 6],
        cooperation: [None; 4],
        refusal: [None; 3],
        contact: [None; 3],
    };
    assert_eq!(estimated(Outcomes::default()), none);
    // Nobody known: there is no e, hence neither RR3 nor RR4, while RR1 is a true zero.
    let unknown = Outcomes { unknown_household: 5, ..Outcomes::default() };
    let rates = estimated(unknown);
    assert_eq!(rates.response, [Some(0.0), Some(0.0), None, None, None, None]);
    assert_eq!((rates.eligible, rates.refusal), (None, [Some(0.0), None, None]));
    // A given e takes its place, unless it is 0.
    let given = |e| unknown.rates(Eligibility::Given(e)).expect("rates").contact;
    assert_eq!(given(0.5), [Some(0.0), Some(0.0), None]);
    assert_eq!(given(0.0), [Some(0.0), None, None]);
    // Only people unable to answer: 0 of them cooperated, and nobody was able to.
    let unable = estimated(Outcomes { other: 3, ..Outcomes::default() });
    assert_eq!(unable.cooperation, [Some(0.0), Some(0.0), None, None]);
}

#[test]
fn a_share_of_eligible_cases_must_be_a_share() {
    for share in [-0.1, 1.1, f64::INFINITY] {
        assert_eq!(
            CASES.rates(Eligibility::Given(share)),
            Err(OutcomeError::Eligibility { share })
        );
    }
    assert!(CASES.rates(Eligibility::Given(f64::NAN)).is_err());
}

proptest! {
    /// Whatever the counts, the rates are shares, in the order that the definitions imply.
    #[test]
    fn rates_are_shares(
        counts in proptest::array::uniform8(prop_oneof![Just(0), 0..1000_u64, Just(u64::MAX)]),
        given in proptest::option::of(0.0..=1.0f64),
    ) {
        let [complete, partial, refusal, non_contact, other, unknown_household, unknown_other, ineligible] =
            counts;
        let cases = Outcomes {
            complete, partial, refusal, non_contact, other, unknown_household, unknown_other,
            ineligible,
        };
        let eligibility = given.map_or(Eligibility::Estimated, Eligibility::Given);
        let rates = cases.rates(eligibility).expect("rates");
        let all = rates.response.into_iter().chain(rates.cooperation).chain(rates.refusal);
        for rate in all.chain(rates.contact).chain([rates.eligible]).flatten() {
            prop_assert!((0.0..=1.0).contains(&rate), "{}", rate);
        }
        let [rr1, rr2, rr3, _, rr5, _] = rates.response;
        for (low, high) in [(rr1, rr2), (rr1, rr3), (rr3, rr5)] {
            if let (Some(low), Some(high)) = (low, high) {
                prop_assert!(low <= high * (1.0 + 1e-12), "{} {}", low, high);
            }
        }
    }
}
