//! Signals, each by hand.

use std::collections::BTreeMap;

use super::*;
use crate::response::Position;
use crate::{Code, Mode, OptionKind};

const SATISFIED: (u16, OptionKind, bool) = (0, OptionKind::Substantive, true);
const SO_SO: (u16, OptionKind, bool) = (1, OptionKind::Substantive, false);
const DONT_KNOW: (u16, OptionKind, bool) = (5, OptionKind::DontKnow, false);

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

#[expect(clippy::unnecessary_wraps, reason = "interviews hold answers so")]
fn given((option, kind, satisfied): (u16, OptionKind, bool)) -> Option<GivenAnswer> {
    Some(GivenAnswer { scale: 0, option, kind, satisfied })
}

/// An interview of ten minutes at nine in the morning, one every quarter of an hour.
fn interview(who: &str, n: i64) -> SignalInterview {
    let start: jiff::Timestamp = "2026-09-03T01:00:00Z".parse().expect("a time");
    let started_at = start + jiff::SignedDuration::from_mins(15 * n);
    // Answers differ from one to the next, and none is a straight line.
    let answers =
        (0..6).map(|question| given(if (n + question) % 2 == 0 { SATISFIED } else { SO_SO }));
    SignalInterview {
        subject: (!who.is_empty()).then(|| code(who)),
        unit: code("T1"),
        form: 1,
        mode: Mode::Visit,
        started_at: Some(started_at),
        ended_at: Some(started_at + jiff::SignedDuration::from_mins(10)),
        position: None,
        answers: answers.collect(),
    }
}

fn told(interviews: &[SignalInterview]) -> BTreeMap<Code, Vec<Reading>> {
    readings(interviews, &SignalRules::default())
}

/// Twenty interviews of `a`, changed, and twenty of `b` as they are; what is said of both.
fn beside(signal: Signal, change: impl Fn(i64, &mut SignalInterview)) -> (Reading, Reading) {
    let own = (0..20).map(|n| {
        let mut one = interview("a", n);
        change(n, &mut one);
        one
    });
    let all: Vec<_> = own.chain((0..20).map(|n| interview("b", n))).collect();
    let mut read = told(&all);
    let mut of = |who: &str| {
        let read = read.remove(who).expect("a subject");
        *read.iter().find(|reading| reading.signal == signal).expect("every signal")
    };
    (of("a"), of("b"))
}

fn counts(reading: &Reading) -> (u64, u64, bool) {
    (reading.counted, reading.of, reading.raised)
}

#[test]
fn shipped_rules_are_sound_and_nothing_is_noticed_where_nothing_is() {
    assert_eq!(SignalRules::default().problems(), []);
    for signal in Signal::ALL {
        let (own, others) = beside(signal, |_, _| {});
        assert_eq!((own.share, own.raised), (others.share, others.raised), "{signal}");
        assert!(!own.raised, "{signal}: {own:?}");
        for language in [crate::Language::Chinese, crate::Language::English] {
            assert!(!signal.explanation(&SignalRules::default(), language).is_empty());
        }
    }
}

#[test]
fn short_is_short_of_the_median() {
    // The median of 40 is ten minutes; five of twenty took three, and 3 < 0.4 · 10.
    let (own, others) = beside(Signal::ShortInterviews, |n, one| {
        let minutes = if n < 5 { 3 } else { 10 };
        one.ended_at = one.started_at.map(|at| at + jiff::SignedDuration::from_mins(minutes));
    });
    assert_eq!((counts(&own), counts(&others)), ((5, 20, true), (0, 20, false)));
    // Four of twenty are not more than a fifth, and four minutes are not less than 0.4 · 10.
    let (own, _) = beside(Signal::ShortInterviews, |n, one| {
        let minutes = if n < 4 {
            3
        } else if n < 9 {
            4
        } else {
            10
        };
        one.ended_at = one.started_at.map(|at| at + jiff::SignedDuration::from_mins(minutes));
    });
    assert_eq!(counts(&own), (4, 20, false));
    // Who tells no times is not judged by them, nor who ends before beginning.
    let (own, _) = beside(Signal::ShortInterviews, |n, one| {
        one.started_at = if n < 10 {
            None
        } else {
            one.ended_at.map(|at| at + jiff::SignedDuration::from_mins(1))
        };
    });
    assert_eq!((counts(&own), own.share), ((0, 0, false), None));
}

#[test]
fn a_straight_line_is_compared_with_those_of_others() {
    let (own, others) = beside(Signal::StraightLining, |n, one| {
        if n < 7 {
            one.answers.fill(given(SATISFIED));
        }
    });
    // 7/20 = 0.35 against 0 + 0.3, and 0 against 0.35 + 0.3.
    assert_eq!((counts(&own), counts(&others)), ((7, 20, true), (0, 20, false)));
    assert_eq!((own.others, own.limit), (Some(0.0), Some(0.3)));
    assert_eq!(others.limit, Some(0.35 + 0.3));
    // Four answers on a scale are no line.
    let (own, _) = beside(Signal::StraightLining, |_, one| one.answers = vec![given(SATISFIED); 4]);
    assert_eq!(counts(&own), (0, 0, false));
}

#[test]
fn nearly_identical_pairs_are_counted() {
    // Of 20 that alternate, each is like the nine others of its parity: 2 · 45 of 190 pairs.
    let (own, others) = beside(Signal::NearIdentical, |_, _| {});
    assert_eq!((counts(&own), counts(&others)), ((90, 190, false), (90, 190, false)));
    let (own, others) =
        beside(Signal::NearIdentical, |_, one| one.answers = interview("a", 0).answers);
    assert_eq!((counts(&own), counts(&others)), ((190, 190, true), (90, 190, false)));
    // Five of six questions are 83 %, less than 90 %.
    let (own, _) = beside(Signal::NearIdentical, |n, one| {
        one.answers = interview("a", 0).answers;
        one.answers[0] = Some(GivenAnswer {
            scale: 0,
            option: u16::try_from(n).expect("small"),
            kind: OptionKind::Substantive,
            satisfied: true,
        });
    });
    assert_eq!(counts(&own), (0, 190, false));
}

#[test]
fn everybody_satisfied_is_noticed_and_almost_everybody_is_not() {
    let satisfied = |_: i64, one: &mut SignalInterview| {
        one.answers.fill(given(SATISFIED));
        one.answers[5] = given(DONT_KNOW);
    };
    let (own, others) = beside(Signal::AllSatisfied, satisfied);
    assert_eq!((counts(&own), counts(&others)), ((100, 100, true), (60, 120, false)));
    let (own, _) = beside(Signal::AllSatisfied, |n, one| {
        satisfied(n, one);
        if n == 3 {
            one.answers[0] = given(SO_SO);
        }
    });
    assert_eq!(counts(&own), (99, 100, false));
}

#[test]
fn night_is_by_the_clocks_of_china() {
    let at = |time: &str| Some(time.parse().expect("a time"));
    // 21:59, 22:00, 05:59 and 06:00 of China.
    let times = [
        "2026-09-03T13:59:00Z",
        "2026-09-03T14:00:00Z",
        "2026-09-03T21:59:00Z",
        "2026-09-03T22:00:00Z",
    ];
    let (own, _) = beside(Signal::NightEntries, |n, one| {
        if let Some(time) = times.get(usize::try_from(n).expect("small")) {
            one.started_at = at(time);
        }
    });
    assert_eq!(counts(&own), (2, 20, false), "two of twenty are not more than a tenth");
    let (own, _) = beside(Signal::NightEntries, |n, one| {
        if n < 3 {
            one.started_at = at("2026-09-03T15:00:00Z");
        }
    });
    assert_eq!(counts(&own), (3, 20, true));
    let afternoon = SignalRules { night_from: 13, night_until: 15, ..SignalRules::default() };
    assert_eq!([12, 13, 14, 15].map(|hour| afternoon.is_night(hour)), [false, true, true, false]);
}

#[test]
fn few_dont_knows_are_few_only_where_some_are_expected() {
    let silent = |n: i64, who: &str, every: i64| {
        let mut one = interview(who, n);
        if n % every == 0 {
            one.answers[0] = given(DONT_KNOW);
        }
        one
    };
    // Of b one of two interviews has one: 10 of 120, so that of a as many are expected, and a quarter of
    // that share, 2.5, is the limit; a has 1.
    let all: Vec<_> = (0..20).flat_map(|n| [silent(n, "a", 20), silent(n, "b", 2)]).collect();
    let read = told(&all);
    let of =
        |who: &str| read[who].iter().find(|one| one.signal == Signal::FewDontKnow).expect("it");
    assert_eq!((counts(of("a")), counts(of("b"))), ((1, 120, true), (10, 120, false)));
    assert_eq!(of("b").limit, None, "by the share of a, one would be expected of b");
}

#[test]
fn far_is_from_the_middle_of_the_unit() {
    let at = |latitude, accuracy| Some(Position { latitude, longitude: 104.0, accuracy });
    // A tenth of a degree of latitude is 11.1 km.
    let far = |accuracy: f64| {
        let (own, _) = beside(Signal::FarAway, |n, one| {
            one.position = if n < 3 {
                at(30.1, accuracy)
            } else if n < 10 {
                at(30.0, 10.0)
            } else {
                None
            };
        });
        counts(&own)
    };
    assert_eq!(far(10.0), (3, 10, true));
    assert_eq!(far(7_000.0), (0, 10, false), "it may have been four kilometres");
    let tenth =
        interview::metres(&at(30.0, 0.0).expect("a place"), &at(30.1, 0.0).expect("a place"));
    assert!((tenth - 11_119.5).abs() < 1.0, "{tenth}");
}

#[test]
fn many_at_once_end_within_a_moment() {
    let (own, others) = beside(Signal::ManyAtOnce, |n, one| {
        if n < 4 {
            // Ends at 0, 20, 40 and 60 seconds: the last is no more within a minute of the first, and
            // within one of the second.
            let first = interview("a", 0).ended_at.expect("a time");
            one.ended_at = Some(first + jiff::SignedDuration::from_secs(20 * n));
        }
    });
    assert_eq!((counts(&own), counts(&others)), ((4, 20, true), (0, 20, false)));
    let (own, _) = beside(Signal::ManyAtOnce, |n, one| {
        if n < 2 {
            one.ended_at = interview("a", 0).ended_at;
        }
    });
    assert_eq!(counts(&own), (0, 20, false), "two are no crowd");
}

#[test]
fn few_interviews_give_no_signal_and_those_of_nobody_count_among_the_others() {
    let night = |who: &str, n| {
        let mut one = interview(who, n);
        one.started_at = Some("2026-09-03T15:00:00Z".parse().expect("a time"));
        one
    };
    let nine: Vec<_> = (0..9).map(|n| night("a", n)).collect();
    let of_nobody = (0..10).map(|n| night("", n));
    let all: Vec<_> = nine.iter().cloned().chain(of_nobody).collect();
    let read = told(&all);
    assert_eq!(read.len(), 1);
    let at_night = read["a"].iter().find(|one| one.signal == Signal::NightEntries).expect("it");
    assert_eq!((counts(at_night), at_night.limit), ((9, 9, false), None));
    assert_eq!(at_night.others, Some(1.0));
    assert_eq!(told(&[]), BTreeMap::new());
}

#[test]
fn rules_out_of_range_are_refused_by_name() {
    let wrong = SignalRules {
        short_share: 1.5,
        night_from: 24,
        far_metres: f64::NAN,
        moment_interviews: 1,
        ..SignalRules::default()
    };
    let paths: Vec<_> = wrong.problems().into_iter().map(|problem| problem.path).collect();
    assert_eq!(paths, ["/short_share", "/far_metres", "/moment_interviews", "/night_from"]);
}
