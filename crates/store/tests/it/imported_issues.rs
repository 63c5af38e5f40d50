//! Issues that other ledgers bring along, and those of invented districts, on both backends.

use jiff::civil::{Date, date};
use store::{
    Import, ImportSource, InventedIssue, InventedStep, IssueRecord, NewStep, Outcome, Store,
};
use survey::issue::rates::{IssueFacts, IssueRate};
use survey::{
    CallBack, Channel, IssueEvent, IssueState, LedgerEntry, LedgerIssue, LedgerStatus, NewIssue,
    Owners, Period, Triage,
};

use crate::kit::{code, on_each_backend};

fn complaint(number: &str) -> NewIssue {
    NewIssue {
        channel: Channel::Hotline,
        number: number.to_owned(),
        unit: code("T1"),
        category: code("air"),
        reason: None,
        description: "工地扬尘".to_owned(),
        opened_on: date(2026, 3, 2),
        receiver: None,
    }
}

fn entry(number: &str, status: LedgerStatus, closed_on: Option<Date>) -> LedgerIssue {
    let (ledger, due_on) = ("city".to_owned(), Some(date(2026, 3, 9)));
    let entry = LedgerEntry { ledger, status, due_on, replied_on: None, closed_on };
    LedgerIssue { issue: complaint(number), entry: Some(entry) }
}

fn import(store: &Store) -> Import {
    let source =
        ImportSource { file_name: String::new(), file_digest: String::new(), mapping: None };
    store.begin_import(source).expect("begun")
}

fn bring(store: &Store, issues: &[LedgerIssue]) -> Vec<Outcome> {
    let mut import = import(store);
    let outcomes = import.add_issues(issues).expect("added");
    import.commit(0).expect("committed");
    outcomes
}

fn record(store: &Store, number: &str) -> IssueRecord {
    store.issue(complaint(number).id()).expect("read").expect("there")
}

#[test]
fn another_ledger_says_what_became_of_an_issue_until_somebody_here_does_anything() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        let open = entry("1", LedgerStatus::Open, None);
        let closed = entry("2", LedgerStatus::Closed, Some(date(2026, 3, 6)));
        let both = [open.clone(), closed.clone()];
        assert_eq!(bring(store, &both), [Outcome::New, Outcome::New]);
        assert_eq!(bring(store, &both), [Outcome::Same, Outcome::Same]);
        let (one, two) = (record(store, "1"), record(store, "2"));
        assert_eq!(
            (one.issue.state, one.issue.due_on),
            (IssueState::Registered, Some(date(2026, 3, 9)))
        );
        assert_eq!((two.issue.state, two.issue.seq), (IssueState::Closed, 2));
        assert_eq!(two.life().expect("a life").closed_at, two.issue.closed_at);
        assert!(two.issue.closed_at.is_some() && two.issue.owners.is_none());
        // A later file of the same ledger.
        let later = entry("1", LedgerStatus::Closed, Some(date(2026, 3, 20)));
        assert_eq!(bring(store, std::slice::from_ref(&later)), [Outcome::New]);
        assert_eq!(record(store, "1").issue.state, IssueState::Closed);
        let step = NewStep {
            after: 3,
            event: IssueEvent::Reopen,
            reason: Some("现场仍有扬尘".to_owned()),
            evidence: Vec::new(),
        };
        store.by("wang").step_issue(complaint("1").id(), &step).expect("opened again");
        assert_eq!(bring(store, std::slice::from_ref(&later)), [Outcome::Same]);
        assert_eq!(bring(store, &[open]), [Outcome::Different]);
        assert_eq!(record(store, "1").issue.state, IssueState::Reopened);
        let unsaid = LedgerIssue::from(complaint("2"));
        assert_eq!(bring(store, &[unsaid]), [Outcome::Same]);
    });
}

#[test]
fn nobody_takes_the_step_of_another_ledger_by_hand() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        let (_, issue) = store.by("desk").open_issue(&complaint("1")).expect("opened");
        let said = entry("1", LedgerStatus::Closed, Some(date(2026, 3, 6))).entry.expect("said");
        let step = NewStep { after: 1, event: said.import(), reason: None, evidence: Vec::new() };
        let refused = store.by("desk").step_issue(issue.id, &step).expect_err("refused");
        assert!(refused.to_string().contains("manyi import issues"), "{refused}");
        assert_eq!(record(store, "1").issue.state, IssueState::Registered);
    });
}

fn invented(number: &str, steps: &[(&str, &str, IssueEvent)]) -> InventedIssue {
    let at = |day: &str| format!("2026-{day}T02:00:00Z").parse().expect("an instant");
    let step = |(day, by, event): &(&str, &str, IssueEvent)| InventedStep {
        by: (*by).to_owned(),
        at: at(day),
        event: event.clone(),
        reason: None,
    };
    InventedIssue {
        issue: complaint(number),
        at: at("03-02"),
        by: "desk".to_owned(),
        steps: steps.iter().map(step).collect(),
    }
}

fn to_accepted(judge: &str) -> Vec<(&'static str, String, IssueEvent)> {
    let [leader, section, person] = ["张局长", "大气科", "li"].map(str::to_owned);
    let owners = Owners { leader, section, person };
    let triage = Some(Triage::HandleNow);
    let assign = IssueEvent::Assign { owners, triage, due_on: None, unknown_years: Vec::new() };
    let measure = IssueEvent::RecordMeasure { measure: "加装围挡".to_owned() };
    let submit = IssueEvent::Submit { result: "已整改".to_owned() };
    vec![
        ("03-03", "desk".to_owned(), assign),
        ("03-04", "li".to_owned(), IssueEvent::TakeUp),
        ("03-05", "li".to_owned(), measure),
        ("03-06", "li".to_owned(), submit),
        ("03-07", judge.to_owned(), IssueEvent::Accept),
    ]
}

#[test]
fn an_invented_history_passes_the_rules_of_its_days() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        let as_it_was = |judge| {
            let mut steps = to_accepted(judge);
            let outcome = CallBack::Satisfied;
            steps.push((
                "03-08",
                "wang".to_owned(),
                IssueEvent::CallBack { outcome, tries: Vec::new() },
            ));
            steps.push(("03-09", "wang".to_owned(), IssueEvent::Close));
            let steps: Vec<_> =
                steps.iter().map(|(day, by, event)| (*day, by.as_str(), event.clone())).collect();
            invented("1", &steps)
        };
        let mut own = import(store);
        let refused = own.add_invented_issues(&[as_it_was("li")]).expect_err("judged own work");
        assert_eq!(refused.code(), "own_work");
        drop(own);
        let mut sound = import(store);
        let twice = [as_it_was("wang"), as_it_was("wang")];
        let outcomes = sound.add_invented_issues(&twice).expect("added");
        assert_eq!(outcomes, [Outcome::New, Outcome::Same]);
        sound.commit(0).expect("committed");
        let record = record(store, "1");
        assert_eq!(record.issue.state, IssueState::Closed);
        // Five working days from 3 March 2026, a Tuesday.
        assert_eq!(record.issue.due_on, Some(date(2026, 3, 10)));
        assert_eq!(record.issue.opened_at, "2026-03-02T02:00:00Z".parse().expect("an instant"));
        let facts = IssueFacts::of(record.issue.opened_on, &record.steps).expect("facts");
        let year = "2026".parse::<Period>().expect("a year").months();
        let counts = facts.counts(&year, date(2026, 12, 1));
        assert_eq!(counts.of(IssueRate::OnTime).share(), Some(1.0));
        assert_eq!(counts.of(IssueRate::Resolution).share(), Some(1.0));
    });
}
