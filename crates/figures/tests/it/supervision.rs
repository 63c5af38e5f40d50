//! What rules of supervision propose, from real databases: whoever is not surely behind is let alone.

use figures::{Figures, FiguresError, ProposalRequest, Selection, found_text, proposed_orders};
use jiff::civil::{Date, date};
use serde_json::json;
use store::NewStep;
use survey::supervision::{Condition, Figure, Ground, NewOrder, SupervisionRule, TimeLimits};
use survey::{Code, Label, Language, NewIssue, RoundKind, SupervisionRules};

use crate::support::{Survey, code};

const TODAY: Date = date(2027, 1, 4);

/// Three towns in two quarters: the third is far behind in both, the others alike.
fn surveyed() -> Survey {
    let survey = Survey::new("a", 5);
    for (quarter, day) in [date(2026, 8, 3), date(2026, 11, 3)].into_iter().enumerate() {
        for number in 0..180 {
            let number = quarter * 1_000 + number;
            let is_third = number % 3 == 2;
            let answer = match (is_third, number % 5) {
                (true, 0) => "2",
                (true, _) => "1",
                (false, 0) => "4",
                (false, _) => "5",
            };
            let numbers = number..number + 1;
            survey.more_interviews("a", RoundKind::Official, numbers, answer, day);
        }
    }
    survey
}

fn put(survey: &Survey, rules: Vec<(&str, Condition)>) {
    let rule = |(name, when)| SupervisionRule { code: code(name), name: Label::single(name), when };
    let rules = rules.into_iter().map(rule).collect();
    let rules = SupervisionRules { limits: TimeLimits::default(), rules };
    survey.store.by("desk").put_supervision_rules(&rules).expect("rules");
}

fn request(period: &str, today: Date) -> ProposalRequest {
    let period = period.parse().expect("a period");
    ProposalRequest { period, level: Some("town".to_owned()), within: None, today }
}

fn proposed(survey: &Survey, request: &ProposalRequest) -> Vec<NewOrder> {
    let figures = Figures::load(&survey.store, &Selection::default()).expect("figures");
    proposed_orders(&survey.store, &figures, request).expect("proposals")
}

/// Unit and rule of each.
fn met(orders: &[NewOrder]) -> Vec<(&str, &str)> {
    let met = orders.iter().map(|order| {
        let (rule, version) = order.ground.rule().expect("a rule");
        assert_eq!(version, 1);
        (order.unit.as_str(), rule.as_str())
    });
    met.collect()
}

#[test]
fn who_is_surely_behind_twice_in_a_row_is_proposed_with_the_figures() {
    let survey = surveyed();
    put(
        &survey,
        vec![
            ("bottom", Condition::BottomTier { periods: 2 }),
            ("floor", Condition::SatisfactionBelow { rate: 0.5 }),
        ],
    );
    let orders = proposed(&survey, &request("2026-Q4", TODAY));
    assert_eq!(met(&orders), [("t3", "bottom"), ("t3", "floor")]);
    let Ground::Rule { found, .. } = &orders[0].ground else { panic!("{orders:?}") };
    let told: Vec<_> = found.iter().map(|one| (one.figure, one.period.to_string())).collect();
    let (fourth, third) = ("2026-Q4".to_owned(), "2026-Q3".to_owned());
    assert_eq!(
        told,
        [
            (Figure::Tier, fourth.clone()),
            (Figure::Index, fourth),
            (Figure::Tier, third.clone()),
            (Figure::Index, third)
        ]
    );
    assert_eq!((found[0].value, found[0].of), (2.0, Some(2)));
    assert_eq!(found_text(&found[0], Language::Chinese), "2026-Q4 所在档 2（共2档）");
    // A fifth of the answers gets 30 points, the others none.
    assert!((found[1].value - 6.0).abs() < 1e-9, "{found:?}");
    assert!(found[1].high.is_some_and(|high| high > found[1].value));
    // Of the quarter before nothing is known of the one before that.
    let before = proposed(&survey, &request("2026-Q3", TODAY));
    assert_eq!(met(&before), [("t3", "floor")]);
    let elsewhere = ProposalRequest { within: Some(vec![code("t1")]), ..request("2026-Q4", TODAY) };
    assert_eq!(proposed(&survey, &elsewhere), []);
}

fn complain(survey: &Survey, unit: &str, number: &str) {
    let new = json!({
        "channel": "hotline", "number": number, "unit": unit, "category": "air", "reason": "dust",
        "description": "扬尘", "opened_on": "2026-11-03",
    });
    let new: NewIssue = serde_json::from_value(new).expect("an issue");
    let (_, issue) = survey.store.by("desk").open_issue(&new).expect("opened");
    let assign = json!({"after": 1, "event": {
        "kind": "assign", "triage": "handle_now",
        "owners": {"leader": "张局长", "section": "大气科", "person": "李敏"},
    }});
    let assign: NewStep = serde_json::from_value(assign).expect("a step");
    survey.store.by("desk").step_issue(issue.id, &assign).expect("assigned");
}

#[test]
fn the_ledger_of_a_unit_is_held_against_the_rules() {
    let survey = surveyed();
    for number in ["1", "2", "3"] {
        complain(&survey, "t1", number);
    }
    complain(&survey, "t2", "4");
    put(
        &survey,
        vec![
            ("overdue", Condition::OverdueIssues { count: 3, share: Some(0.5), days: None }),
            ("repeated", Condition::RepeatedComplaint { times: 3 }),
            ("reopened", Condition::ReopenedIssues { count: 1 }),
        ],
    );
    // They are due a week from now, whenever this runs.
    let late = date(2099, 1, 5);
    let orders = proposed(&survey, &request("2026-Q4", late));
    assert_eq!(met(&orders), [("t1", "overdue"), ("t1", "repeated")]);
    let Ground::Rule { found, .. } = &orders[0].ground else { panic!("{orders:?}") };
    assert_eq!((found[0].value, found[0].of), (3.0, Some(3)));
    let early = proposed(&survey, &request("2026-Q4", date(2020, 1, 2)));
    assert_eq!(met(&early), [("t1", "repeated")], "nothing is overdue yet");
    // The city holds what is below it.
    let city = ProposalRequest { level: Some("city".to_owned()), ..request("2026-Q4", late) };
    let units: Vec<Code> = proposed(&survey, &city).into_iter().map(|order| order.unit).collect();
    assert_eq!(units, [code("city"), code("city")]);
    // What is proposed is stored once, whoever asks how often.
    let by = || survey.store.by("desk");
    assert_eq!(by().propose_orders(&orders).expect("proposed").len(), 2);
    let again = by().propose_orders(&proposed(&survey, &request("2026-Q4", late)));
    let changes: Vec<_> = again.expect("asked").into_iter().map(|(change, _)| change).collect();
    assert_eq!(changes, [store::Change::Unchanged, store::Change::Unchanged]);
}

#[test]
fn without_rules_it_is_said_how_some_come_in() {
    let survey = surveyed();
    let figures = Figures::load(&survey.store, &Selection::default()).expect("figures");
    let refused = proposed_orders(&survey.store, &figures, &request("2026-Q4", TODAY));
    let refused = refused.expect_err("no rules");
    assert!(matches!(refused, FiguresError::NoSupervisionRules), "{refused}");
    assert!(refused.to_string().contains("supervision-rules"), "{refused}");
}
