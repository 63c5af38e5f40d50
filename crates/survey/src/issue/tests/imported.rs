//! What another ledger says counts as far as it goes, and is no acceptance and no call-back.

use jiff::civil::Date;

use super::*;
use crate::Period;
use crate::issue::rates::{IssueFacts, IssueRate};

pub(super) fn any_entry() -> impl Strategy<Value = LedgerEntry> {
    let day = || prop::option::of((1..28_i8).prop_map(|day| date(2026, 9, day)));
    let closed = (1..28_i8).prop_map(|day| date(2026, 9, day));
    (select(&LedgerStatus::ALL[..]), day(), day(), closed).prop_map(
        |(status, due_on, replied_on, closed)| LedgerEntry {
            ledger: "12345".to_owned(),
            status,
            due_on,
            replied_on,
            closed_on: (status == LedgerStatus::Closed).then_some(closed),
        },
    )
}

fn entry(status: LedgerStatus, closed_on: Option<Date>) -> LedgerEntry {
    let (due_on, ledger) = (Some(date(2026, 9, 10)), "12345".to_owned());
    LedgerEntry { ledger, status, due_on, replied_on: None, closed_on }
}

fn imported(entry: &LedgerEntry) -> Vec<IssueStep> {
    vec![step("desk", register()), step("desk", entry.import())]
}

/// Handled, closed, replied, on time; reached, put right, satisfied: of the whole year, later.
fn told(steps: &[IssueStep]) -> [(u64, u64); 7] {
    let facts = IssueFacts::of(date(2026, 9, 3), steps).expect("facts");
    let year = "2026".parse::<Period>().expect("a year").months();
    let counts = facts.counts(&year, date(2026, 12, 1));
    IssueRate::ALL.map(|rate| (counts.of(rate).numerator, counts.of(rate).denominator))
}

#[test]
fn a_foreign_entry_counts_as_far_as_it_goes() {
    let none = (0, 0);
    let open = imported(&entry(LedgerStatus::Open, None));
    assert_eq!(told(&open), [(0, 1), (0, 1), (0, 1), (0, 1), none, (0, 1), none]);
    let life = IssueLife::of(&open).expect("a life");
    assert_eq!(life.state, IssueState::Registered);
    assert!(life.is_overdue(date(2026, 9, 11)) && !life.is_overdue(date(2026, 9, 10)));
    let underway = imported(&entry(LedgerStatus::Underway, None));
    assert_eq!(told(&underway)[..2], [(1, 1), (0, 1)]);
    let answered = LedgerEntry {
        replied_on: Some(date(2026, 9, 4)),
        ..entry(LedgerStatus::Closed, Some(date(2026, 9, 10)))
    };
    let closed = imported(&answered);
    // Closed there: no fix here, nobody called back, nothing put right in the eyes of anybody.
    assert_eq!(told(&closed), [(1, 1), (1, 1), (1, 1), (1, 1), none, (0, 1), none]);
    let late = imported(&entry(LedgerStatus::Closed, Some(date(2026, 9, 11))));
    assert_eq!(told(&late)[3], (0, 1));
    let life = IssueLife::of(&closed).expect("a life");
    assert_eq!((life.state, life.accepted_by, life.call_back), (IssueState::Closed, None, None));
    let closed_at = life.closed_at.map(|at| crate::round::in_china(at).date());
    assert_eq!(closed_at, Some(date(2026, 9, 10)));
}

#[test]
fn a_later_file_says_more_until_somebody_here_does_anything() {
    let life = IssueLife::of(&imported(&entry(LedgerStatus::Open, None))).expect("a life");
    let closed = entry(LedgerStatus::Closed, Some(date(2026, 9, 8))).import();
    let later = after(&life, &[step("desk", closed.clone())]);
    assert_eq!(later.state, IssueState::Closed);
    let led = after(&life, &[step("desk", assign(Triage::HandleNow))]);
    assert_eq!(refused(&led, &step("desk", closed)), "issue_state");
    // Whoever complained may still say that it is not so.
    let again = after(&later, &[step("wang", called(CallBack::NotSatisfied))]);
    assert_eq!((again.state, again.reopened, again.closed_at), (IssueState::Reopened, 1, None));
    assert_eq!(
        refused(&submitted(), &step("desk", entry(LedgerStatus::Open, None).import())),
        "issue_state"
    );
}

#[test]
fn an_entry_says_when_it_closed_and_nothing_of_days_to_come() {
    let (opened, today) = (date(2026, 9, 3), date(2026, 10, 1));
    let codes = |entry: &LedgerEntry| -> Vec<_> {
        entry.problems(opened, today).iter().map(|problem| problem.code).collect()
    };
    assert!(codes(&entry(LedgerStatus::Closed, Some(opened))).is_empty());
    assert_eq!(codes(&entry(LedgerStatus::Closed, None)), ["no_closing_day"]);
    assert_eq!(codes(&entry(LedgerStatus::Open, Some(opened))), ["no_closing_day"]);
    assert_eq!(codes(&entry(LedgerStatus::Closed, Some(date(2026, 9, 2)))), ["before_it_began"]);
    assert_eq!(codes(&entry(LedgerStatus::Closed, Some(date(2026, 10, 2)))), ["in_the_future"]);
    let far = LedgerEntry { due_on: Some(date(9999, 12, 31)), ..entry(LedgerStatus::Open, None) };
    assert_eq!(codes(&far), ["out_of_range"]);
    let bad = step("desk", entry(LedgerStatus::Closed, None).import());
    let life = IssueLife::open(&step("desk", register())).expect("opened");
    assert_eq!(refused(&life, &bad), "no_closing_day");
    for status in LedgerStatus::ALL {
        assert_eq!(status.as_str().parse(), Ok(status));
        assert_eq!(serde_json::to_value(status).expect("a name"), status.as_str());
    }
}
