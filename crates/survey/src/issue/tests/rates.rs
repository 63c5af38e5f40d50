//! Rates: hand-counted ones, and whatever the history is, what the log tells.

use std::ops::Range;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::issue::rates::{Fraction, IssueFacts, IssueRate, RateCounts, RateDay};
use crate::round::in_china;
use crate::{Month, Period};

const OPENED: Date = date(2026, 9, 3);

fn on(day: &str, by: &str, event: IssueEvent) -> IssueStep {
    let at = format!("2026-{day}T02:00:00Z").parse().expect("an instant");
    IssueStep { at, ..because(by, event) }
}

fn months(period: &str) -> Range<Month> {
    period.parse::<Period>().expect("a period").months()
}

fn counts(steps: &[IssueStep], period: &str, today: Date) -> RateCounts {
    IssueFacts::of(OPENED, steps).expect("facts").counts(&months(period), today)
}

fn told(counts: &RateCounts) -> [(u64, u64); 7] {
    IssueRate::ALL.map(|rate| (counts.of(rate).numerator, counts.of(rate).denominator))
}

/// Put right on its day, not so for whoever complained, and again in October.
fn twice() -> Vec<IssueStep> {
    use IssueEvent::{Accept, Close, TakeUp};
    vec![
        on("09-03", "desk", register()),
        on("09-03", "desk", assign(Triage::HandleNow)),
        on("09-04", "li", TakeUp),
        on("09-05", "li", measure()),
        on("09-10", "li", submit()),
        on("09-11", "wang", Accept),
        on("09-12", "wang", called(CallBack::NotSatisfied)),
        on("09-13", "li", TakeUp),
        on("10-01", "li", measure()),
        on("10-02", "li", submit()),
        on("10-03", "wang", Accept),
        on("10-04", "wang", called(CallBack::Satisfied)),
        on("10-05", "wang", Close),
    ]
}

#[test]
fn a_history_is_counted_as_far_as_it_has_come() {
    let (steps, later) = (twice(), date(2026, 12, 1));
    // Handled, closed, replied, on time; reached, put right, satisfied.
    let september = |until: usize, today| told(&counts(&steps[..until], "2026-09", today));
    let none = (0, 0);
    assert_eq!(september(2, OPENED), [(0, 1), (0, 1), (0, 1), none, none, (0, 1), none]);
    // Its day is not over on its day.
    assert_eq!(september(3, date(2026, 9, 10))[3], none);
    assert_eq!(september(3, date(2026, 9, 11))[3], (0, 1));
    let submitted = [(1, 1), (0, 1), (0, 1), (1, 1), none, (0, 1), none];
    assert_eq!(september(5, later), submitted);
    assert_eq!(september(6, later)[4..], [(0, 1), (0, 1), none]);
    // It came back, so that it was not on time after all.
    assert_eq!(september(7, later)[3..], [(0, 1), (1, 1), (0, 1), (0, 1)]);
    // In the end it is put right, late; the fix of September was none.
    let end = [(1, 1), (1, 1), (0, 1), (0, 1), (1, 1), (1, 1), (0, 1)];
    assert_eq!(september(13, later), end);
    let october = told(&counts(&steps, "2026-10", later));
    assert_eq!(october, [none, none, none, none, (1, 1), none, (1, 1)]);
    let year = told(&counts(&steps, "2026", later));
    assert_eq!((year[4], year[5], year[6]), ((2, 2), (1, 1), (1, 2)));
}

#[test]
fn silence_is_neither_put_right_nor_dissatisfied() {
    let mut steps = twice()[..6].to_vec();
    let at = "2026-09-12T02:00:00Z".parse().expect("an instant");
    let tries = vec![CallBackTry { at, note: "无人接听".to_owned() }];
    let outcome = CallBack::Unreachable;
    steps.push(on("09-12", "wang", IssueEvent::CallBack { outcome, tries }));
    steps.push(on("09-14", "wang", IssueEvent::Close));
    let counted = told(&counts(&steps, "2026-09", date(2026, 12, 1)));
    assert_eq!(counted, [(1, 1), (1, 1), (0, 1), (1, 1), (0, 1), (0, 1), (0, 0)]);
}

#[test]
fn an_answer_needs_who_asked_for_one_and_what_is_explained() {
    let later = date(2026, 12, 1);
    let answer = IssueEvent::Register { channel: Channel::Answer, receiver: None };
    let mut steps = vec![on("09-03", "survey", answer)];
    assert_eq!(counts(&steps, "2026-09", later).of(IssueRate::Reply).share(), None);
    steps.push(on("09-03", "desk", assign(Triage::Explain)));
    assert_eq!(counts(&steps, "2026-09", later).of(IssueRate::Reply).share(), Some(0.0));
    steps.push(on("09-04", "li", reply()));
    assert_eq!(counts(&steps, "2026-09", later).of(IssueRate::Reply).share(), Some(1.0));
    steps.push(on("09-05", "desk", IssueEvent::Withdraw));
    assert!(counts(&steps, "2026", later).is_empty());
}

#[test]
fn names_and_days_of_rates_are_told() {
    for rate in IssueRate::ALL {
        assert_eq!(rate.as_str().parse(), Ok(rate));
        assert_eq!(serde_json::to_value(rate).expect("a name"), rate.as_str());
    }
    assert_eq!(IssueRate::Closure.day().as_str(), "opened");
    assert_eq!(IssueRate::Satisfaction.day(), RateDay::Accepted);
    assert_eq!(Fraction::default().share(), None);
}

/// The steps since it came in last.
fn since_it_came_in(log: &[IssueStep]) -> &[IssueStep] {
    let start = log.iter().rposition(|step| matches!(step.event, IssueEvent::Register { .. }));
    &log[start.expect("it came in")..]
}

fn comes_back(event: &IssueEvent) -> bool {
    use IssueEvent::{CallBack as Called, Reopen};
    matches!(event, Reopen | Called { outcome: CallBack::NotSatisfied, .. })
}

/// Each acceptance with the call-backs until the next.
fn fixes(log: &[IssueStep]) -> Vec<(Date, Option<CallBack>)> {
    let mut fixes = Vec::new();
    for step in log {
        match &step.event {
            IssueEvent::Accept => fixes.push((in_china(step.at).date(), None)),
            IssueEvent::CallBack { outcome, .. } if *outcome != CallBack::Unreachable => {
                // What another ledger closed is no fix, whatever is said of it.
                if let Some(fix) = fixes.last_mut() {
                    fix.1 = Some(*outcome);
                }
            }
            _ => {}
        }
    }
    fixes
}

/// What of some kinds of steps was taken last.
fn last(log: &[IssueStep], wanted: impl Fn(&IssueEvent) -> bool) -> Option<&IssueStep> {
    log.iter().rev().find(|step| wanted(&step.event))
}

/// The counts over all time, looked up in the log one rate after another.
fn recounted(log: &[IssueStep], life: &IssueLife, today: Date) -> [(u64, u64); 7] {
    use IssueEvent as E;
    let all = log;
    let log = since_it_came_in(all);
    if matches!(log.last().expect("a step").event, E::Withdraw) {
        return [(0, 0); 7];
    }
    let one = |is: bool| (u64::from(is), 1);
    let is_done =
        |event: &E| matches!(event, E::TakeUp | E::RecordMeasure { .. } | E::Submit { .. });
    let entry = last(log, |event| matches!(event, E::Import { .. }));
    let entry = entry.and_then(|step| match &step.event {
        E::Import { entry } => Some(entry),
        _ => None,
    });
    let end = last(log, |event| matches!(event, E::Close) || comes_back(event));
    let closed_there = entry.is_some_and(|entry| entry.status == LedgerStatus::Closed);
    let closed = end.map_or(closed_there, |step| matches!(step.event, E::Close));
    let explained = life.triage == Some(Triage::Explain);
    let asked = life.channel != Channel::Answer || explained;
    let replied = last(all, |event| match event {
        E::Import { entry } => entry.replied_on.is_some(),
        event => matches!(event, E::Reply { .. }),
    });
    let replied = replied.is_some();
    let handed_in =
        last(log, |event| matches!(event, E::Submit { .. } | E::Return) || comes_back(event));
    let handed_in = match handed_in {
        Some(step) => matches!(step.event, E::Submit { .. }).then(|| in_china(step.at).date()),
        None => entry.and_then(|entry| entry.closed_on),
    };
    let in_time = |due| handed_in.is_some_and(|day| day <= due);
    let fixes = fixes(log);
    let said = |wanted| fixes.iter().filter(|(_, said)| *said == Some(wanted)).count() as u64;
    let satisfied = said(CallBack::Satisfied);
    let reached = satisfied + said(CallBack::NotSatisfied);
    let newest = last(log, |event| matches!(event, E::Accept) || comes_back(event));
    let stands = newest.is_some_and(|step| matches!(step.event, E::Accept));
    let resolved = stands && fixes.last().is_some_and(|fix| fix.1 == Some(CallBack::Satisfied));
    [
        one(log.iter().any(|step| is_done(&step.event))
            || entry.is_some_and(|entry| entry.status != LedgerStatus::Open)),
        one(closed),
        if asked { one(replied) } else { (0, 0) },
        life.due_on.filter(|due| *due < today).map_or((0, 0), |due| one(in_time(due))),
        (reached, fixes.len() as u64),
        one(resolved),
        (satisfied, reached),
    ]
}

/// What can be taken of the steps that were tried, from September on.
fn taken(tried: Vec<IssueStep>) -> (Vec<IssueStep>, IssueLife) {
    let first = step("desk", register());
    let start: Timestamp = first.at;
    let mut life = IssueLife::open(&first).expect("opened");
    let mut log = vec![first];
    for step in tried {
        let hours = 17 * i64::try_from(log.len()).expect("few");
        let step = IssueStep { at: start + SignedDuration::from_hours(hours), ..step };
        if let Ok(next) = life.apply(&step) {
            life = next;
            log.push(step);
        }
    }
    (log, life)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever was done to an issue: its rates are what its log tells, step by step.
    #[test]
    fn rates_are_what_the_log_tells(tried in prop::collection::vec(any_step(), 0..120)) {
        let (log, _) = taken(tried);
        let today = date(2026, 9, 20);
        for until in 1..=log.len() {
            let log = &log[..until];
            let life = IssueLife::of(log).expect("a life");
            let facts = IssueFacts::of(OPENED, log).expect("facts");
            let whole = facts.counts(&months("2026"), today);
            prop_assert_eq!(told(&whole), recounted(log, &life, today));
            prop_assert_eq!(whole.of(IssueRate::Closure).numerator == 1, life.state == IssueState::Closed);
            let overdue = life.is_overdue(today);
            prop_assert!(!overdue || told(&whole)[3] == (0, 1));
            let part_is_of_whole = |rate| whole.of(rate).numerator <= whole.of(rate).denominator;
            prop_assert!(IssueRate::ALL.into_iter().all(part_is_of_whole));
            prop_assert_eq!(whole.of(IssueRate::CallBack).numerator,
                whole.of(IssueRate::Satisfaction).denominator);
            // Months make the year.
            let mut months_together = RateCounts::default();
            for month in 1..=12 {
                months_together += facts.counts(&months(&format!("2026-{month:02}")), today);
            }
            prop_assert_eq!(months_together, whole);
        }
    }
}
