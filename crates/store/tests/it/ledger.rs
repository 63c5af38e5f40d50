//! The ledger of issues, from registration to closing, on both backends.

use diesel::connection::SimpleConnection;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::json;
use store::{
    Change, Issue, IssueFilter, IssueRecord, NewStep, NewUser, Outcome, Store, StoreError,
};
use survey::issue::CategoryDays;
use survey::round::in_china;
use survey::{
    CallBack, Channel, DayKind, IssueEvent, IssueLife, IssueRules, IssueState, LedgerIssue,
    NewIssue, Owners, Response, Triage, WorkingCalendar,
};
use uuid::Uuid;

use crate::kit::{Backend, Kit, code, on_each_backend, response};

fn complaint(number: &str) -> NewIssue {
    NewIssue {
        channel: Channel::Hotline,
        number: number.to_owned(),
        unit: code("T1"),
        category: code("air"),
        reason: Some(code("dust")),
        description: "工地扬尘".to_owned(),
        opened_on: date(2026, 9, 3),
        receiver: Some("首问人".to_owned()),
    }
}

fn owners() -> Owners {
    let [leader, section, person] = ["张局长", "大气科", "li"].map(str::to_owned);
    Owners { leader, section, person }
}

fn assign(triage: Triage) -> IssueEvent {
    let (due_on, unknown_years) = (None, Vec::new());
    IssueEvent::Assign { owners: owners(), triage: Some(triage), due_on, unknown_years }
}

fn after(seq: u32, event: IssueEvent) -> NewStep {
    NewStep { after: seq, event, reason: None, evidence: Vec::new() }
}

fn because(seq: u32, event: IssueEvent) -> NewStep {
    NewStep { reason: Some("看过现场".to_owned()), ..after(seq, event) }
}

fn today() -> Date {
    in_china(Timestamp::now()).date()
}

/// Takes steps one after another, as whoever is named.
fn lead(store: &Store, id: Uuid, steps: &[(&str, IssueEvent)]) -> IssueRecord {
    let mut record = store.issue(id).expect("read").expect("there");
    for (by, event) in steps {
        let step = after(record.issue.seq, event.clone());
        record = store.by(by).step_issue(id, &step).expect("taken");
    }
    record
}

fn opened(store: &Store, number: &str) -> Issue {
    let (change, issue) = store.by("desk").open_issue(&complaint(number)).expect("opened");
    assert_eq!(change, Change::Added);
    issue
}

fn to_verified() -> Vec<(&'static str, IssueEvent)> {
    vec![
        ("desk", assign(Triage::HandleNow)),
        ("li", IssueEvent::TakeUp),
        ("li", IssueEvent::RecordMeasure { measure: "加装围挡".to_owned() }),
        ("li", IssueEvent::Submit { result: "已整改".to_owned() }),
        ("wang", IssueEvent::Accept),
    ]
}

fn called(outcome: CallBack) -> IssueEvent {
    IssueEvent::CallBack { outcome, tries: Vec::new() }
}

/// The row says what the steps say, and nothing else.
fn expect_folded(kit: &Kit, record: &IssueRecord) {
    let stored = kit.store.issue(record.issue.id).expect("read").expect("there");
    assert_eq!(&stored, record);
    let (issue, life) = (&stored.issue, IssueLife::of(&stored.steps).expect("a life"));
    assert_eq!(
        (issue.state, issue.triage, issue.due_on, issue.owners.clone(), issue.seq),
        (life.state, life.triage, life.due_on, life.owners.clone(), life.seq)
    );
    assert_eq!(
        (issue.first_receiver.clone(), issue.reopened, issue.closed_at, issue.replied_at),
        (life.first_receiver, life.reopened, life.closed_at, life.replied_at)
    );
    assert_eq!(stored.steps.len(), issue.seq as usize);
}

#[test]
fn a_complaint_is_led_to_its_end_and_back_and_every_step_stays() {
    on_each_backend(|on| {
        let kit = on.kit();
        let id = opened(&kit.store, "12345-1").id;
        let verified = lead(&kit.store, id, &to_verified());
        assert_eq!(verified.issue.first_receiver.as_deref(), Some("首问人"));
        assert_eq!(verified.issue.state, IssueState::Verified);
        expect_folded(&kit, &verified);
        let closing = after(verified.issue.seq, IssueEvent::Close);
        let refused = kit.store.by("wang").step_issue(id, &closing).expect_err("not called back");
        assert_eq!(refused.code(), "no_call_back");
        expect_folded(&kit, &verified);
        let reopened = lead(&kit.store, id, &[("wang", called(CallBack::NotSatisfied))]);
        assert_eq!((reopened.issue.state, reopened.issue.reopened), (IssueState::Reopened, 1));
        expect_folded(&kit, &reopened);
        lead(&kit.store, id, &to_verified());
        let end = [("zhao", called(CallBack::Satisfied)), ("zhao", IssueEvent::Close)];
        let closed = lead(&kit.store, id, &end);
        assert!(closed.issue.closed_at.is_some());
        expect_folded(&kit, &closed);
        let log = kit.store.audit_entries(0, 1_000).expect("read");
        let told: Vec<_> = log.iter().filter(|entry| entry.subject == id.to_string()).collect();
        assert_eq!(told.len(), closed.steps.len());
        assert_eq!(told[0].action, "issue_opened");
        assert_eq!(told[1].detail["kind"], "assign");
        assert!(told.iter().all(|entry| !entry.detail.to_string().contains("围挡")));
    });
}

#[test]
fn of_two_at_once_one_is_told_and_a_resend_is_no_error() {
    on_each_backend(|on| {
        let kit = on.kit();
        let id = opened(&kit.store, "1").id;
        let step = after(1, assign(Triage::HandleNow));
        let first = kit.store.by("desk").step_issue(id, &step).expect("taken");
        assert_eq!(kit.store.by("desk").step_issue(id, &step), Ok(first.clone()));
        let late = kit.store.by("other").step_issue(id, &step).expect_err("too late");
        assert_eq!(late, StoreError::IssueChanged { id: id.to_string(), at: 2 });
        let nobody = Uuid::from_u128(7);
        let unknown = kit.store.by("desk").step_issue(nobody, &step).expect_err("unknown");
        assert_eq!(unknown.code(), "unknown_issue");
        expect_folded(&kit, &first);
        // What is written cannot be changed, nor taken out.
        for sql in ["UPDATE issue_events SET made_by = 'x'", "DELETE FROM issue_events"] {
            let done = kit.outside().batch_execute(sql);
            assert!(on == Backend::Postgres || done.is_err(), "{sql}");
        }
        expect_folded(&kit, &first);
    });
}

#[test]
fn whoever_owns_it_does_not_judge_it_by_whatever_name() {
    on_each_backend(|on| {
        let kit = on.kit();
        let user = NewUser {
            name: code("zhang"),
            display_name: "张局长".to_owned(),
            grants: Vec::new(),
            must_change: false,
        };
        kit.store.by("admin").add_user(&user).expect("added");
        let id = opened(&kit.store, "1").id;
        let mut steps = to_verified();
        steps.pop();
        let at = lead(&kit.store, id, &steps).issue.seq;
        for owner in ["li", "zhang"] {
            let refused = kit.store.by(owner).step_issue(id, &after(at, IssueEvent::Accept));
            assert_eq!(refused.expect_err("an owner").code(), "own_work", "{owner}");
        }
    });
}

#[test]
fn a_rule_sets_the_due_date_in_working_days() {
    on_each_backend(|on| {
        let kit = on.kit();
        let special = CategoryDays { category: code("air"), triage: Triage::HandleNow, days: 3 };
        let rules = IssueRules { categories: vec![special], ..IssueRules::default() };
        assert_eq!(kit.store.issue_rules(), Ok(IssueRules::default()));
        assert_eq!(kit.store.by("limin").put_issue_rules(&rules), Ok(Change::Updated));
        assert_eq!(kit.store.by("limin").put_issue_rules(&rules), Ok(Change::Unchanged));
        let id = opened(&kit.store, "1").id;
        let record = lead(&kit.store, id, &[("desk", assign(Triage::HandleNow))]);
        let due = WorkingCalendar::default().add_working_days(today(), 3);
        assert_eq!(record.issue.due_on, Some(due.value));
        // Five days from Thursday 3 September, the usual limit of an answer.
        assert_eq!(record.reply_due.on, date(2026, 9, 10));
        assert_eq!(record.reply_due.unknown_years, [2026]);
        let IssueEvent::Assign { due_on, unknown_years, .. } = &record.steps[1].event else {
            panic!("{:?}", record.steps);
        };
        // No calendar is there, and the record says so.
        assert_eq!((*due_on, unknown_years), (Some(due.value), &due.unknown_years));
        assert!(unknown_years.contains(&today().year()));
        let own = IssueEvent::Triage {
            triage: Triage::Explain,
            due_on: Some(today()),
            unknown_years: Vec::new(),
        };
        let refused = kit.store.by("desk").step_issue(id, &because(2, own)).expect_err("refused");
        let StoreError::Invalid { problems, .. } = refused else { panic!("{refused}") };
        assert_eq!(problems[0].code, "due_by_rule");
    });
}

#[test]
fn the_calendar_is_kept_by_year_and_a_day_is_set() {
    on_each_backend(|on| {
        let kit = on.kit();
        let of = |year: i16| {
            let calendar = json!({"weekend": [6, 7], "years": [
                {"year": year, "source": "the notice", "holidays": [format!("{year}-10-01")]}
            ]});
            serde_json::from_value::<WorkingCalendar>(calendar).expect("a calendar")
        };
        let office = || kit.store.by("limin");
        assert_eq!(office().put_calendar(&of(2026)), Ok(Change::Updated));
        assert_eq!(office().put_calendar(&of(2026)), Ok(Change::Unchanged));
        assert_eq!(office().put_calendar(&of(2025)), Ok(Change::Updated));
        let day = date(2026, 11, 30);
        assert_eq!(office().set_working_day(day, DayKind::Holiday), Ok(Change::Updated));
        let calendar = kit.store.working_calendar().expect("read");
        assert_eq!(calendar.years.len(), 2);
        assert!(!calendar.is_working_day(day) && !calendar.is_working_day(date(2025, 10, 1)));
        let refused = office().set_working_day(date(2030, 1, 1), DayKind::Holiday);
        assert_eq!(refused.expect_err("an unknown year").code(), "invalid");
        let mut wrong = of(2026);
        wrong.weekend.extend(1..=7);
        assert_eq!(office().put_calendar(&wrong).expect_err("no day is left").code(), "invalid");
    });
}

/// A response with a bad answer.
fn bad(n: u128, day: &str) -> Response {
    let mut sent = response(n);
    sent.interviewed_on = day.parse().expect("a day");
    let report = json!({"question": "q1", "category": "air", "reason": "dust", "text": "扬尘"});
    sent.issues = vec![serde_json::from_value(report).expect("a report")];
    sent
}

#[test]
fn the_same_complaint_again_is_known_as_such() {
    on_each_backend(|on| {
        let kit = on.kit();
        let first = opened(&kit.store, "1");
        assert_eq!(first.repeats, None);
        for (sent, repeats) in [
            (bad(1, "2026-09-20"), Some(first.id)),
            // As old as it may be, and a day older.
            (bad(2, "2026-12-02"), Some(first.id)),
            (Response { unit: code("T2"), ..bad(3, "2026-09-20") }, None),
        ] {
            kit.store.submit(&sent, "api:limin").expect("stored");
            let all = kit.store.issues(&IssueFilter::default(), None, 100).expect("read");
            let newest = all.last().expect("opened");
            assert_eq!((newest.repeats, newest.channel), (repeats, Channel::Answer), "{newest:?}");
        }
        let other = NewIssue { reason: Some(code("noise")), ..complaint("2") };
        assert_eq!(kit.store.by("desk").open_issue(&other).expect("opened").1.repeats, None);
        let bare = NewIssue { reason: None, ..complaint("3") };
        assert_eq!(kit.store.by("desk").open_issue(&bare).expect("opened").1.repeats, None);
        let long_ago = NewIssue { opened_on: date(2027, 6, 1), ..complaint("4") };
        assert_eq!(kit.store.by("desk").open_issue(&long_ago).expect("opened").1.repeats, None);
    });
}

#[test]
fn what_a_correction_takes_back_is_withdrawn_and_may_come_again() {
    on_each_backend(|on| {
        let kit = on.kit();
        let said = bad(1, "2026-09-20");
        kit.store.submit(&said, "api:limin").expect("stored");
        let id = kit.store.issues(&IssueFilter::default(), None, 9).expect("read")[0].id;
        lead(&kit.store, id, &[("desk", assign(Triage::HandleNow)), ("li", IssueEvent::TakeUp)]);
        let correct = |content: &Response| {
            let digest = kit.store.response(said.id).expect("read").expect("stored").digest;
            kit.store.by("zhang").correct(content, &digest, "misheard").expect("corrected");
            kit.store.issue(id).expect("read").expect("there")
        };
        // What it is about changes; how far it has come does not.
        let mut other = said.clone();
        other.issues[0].text = Some("夜里施工".to_owned());
        let kept = correct(&other);
        assert_eq!(kept.issue.description.as_deref(), Some("夜里施工"));
        assert_eq!(kept.issue.state, IssueState::Rectifying);
        expect_folded(&kit, &kept);
        let gone = correct(&Response { issues: Vec::new(), ..said.clone() });
        assert_eq!((gone.issue.state, gone.steps.len()), (IssueState::Withdrawn, 4));
        assert!(gone.steps[3].reason.is_some());
        let back = correct(&said);
        assert_eq!((back.issue.state, back.issue.owners.clone()), (IssueState::Registered, None));
        assert_eq!(back.issue.first_receiver.as_deref(), Some("li"));
        expect_folded(&kit, &back);
        // What a person took out stays out.
        let step = because(back.issue.seq, IssueEvent::Withdraw);
        kit.store.by("desk").step_issue(id, &step).expect("withdrawn");
        assert_eq!(correct(&other).issue.state, IssueState::Withdrawn);
        kit.store.by("zhang").withdraw(said.id, "asked to").expect("withdrawn");
        let forgotten = kit.store.issue(id).expect("read").expect("there");
        assert_eq!(forgotten.issue.description, None);
        expect_folded(&kit, &forgotten);
    });
}

#[test]
fn what_is_open_and_overdue_is_counted_and_listed() {
    on_each_backend(|on| {
        let kit = on.kit();
        let ids = ["1", "2", "3"].map(|number| opened(&kit.store, number).id);
        kit.store.submit(&bad(1, "2026-09-01"), "api:limin").expect("stored");
        lead(&kit.store, ids[0], &[("desk", assign(Triage::HandleNow))]);
        lead(&kit.store, ids[1], &to_verified());
        let later = date(2027, 3, 1);
        let counts = |rounds: &[_], categories: &[_], day| {
            let counts = kit.store.open_issues(rounds, categories, day).expect("counted");
            counts.iter().map(|count| (count.open, count.overdue, count.oldest)).collect::<Vec<_>>()
        };
        let (round, air) = ([code("R1")], [code("air")]);
        assert_eq!(counts(&round, &air, later), [(4, 1, date(2026, 9, 1))]);
        assert_eq!(counts(&round, &air, today()), [(4, 0, date(2026, 9, 1))]);
        assert_eq!(counts(&round, &[], later), [(1, 0, date(2026, 9, 1))]);
        assert_eq!(counts(&[], &air, later), [(3, 1, date(2026, 9, 3))]);
        let listed = |filter: &IssueFilter| {
            let issues = kit.store.issues(filter, None, 100).expect("read");
            issues.into_iter().map(|issue| issue.id).collect::<Vec<_>>()
        };
        let overdue = IssueFilter { overdue_on: Some(later), ..IssueFilter::default() };
        assert_eq!(listed(&overdue), [ids[0]]);
        let verified = IssueFilter { states: vec![IssueState::Verified], ..IssueFilter::default() };
        assert_eq!(listed(&verified), [ids[1]]);
        let end = [("wang", called(CallBack::Satisfied)), ("wang", IssueEvent::Close)];
        lead(&kit.store, ids[1], &end);
        assert_eq!(counts(&round, &air, later), [(3, 1, date(2026, 9, 1))]);
    });
}

#[test]
fn a_number_stands_for_one_issue_wherever_it_went() {
    on_each_backend(|on| {
        let kit = on.kit();
        let issue = opened(&kit.store, "1");
        let again = kit.store.by("other").open_issue(&complaint("1")).expect("known");
        assert_eq!(again, (Change::Unchanged, issue.clone()));
        let other = NewIssue { description: "别的".to_owned(), ..complaint("1") };
        let refused = kit.store.by("desk").open_issue(&other).expect_err("another");
        assert_eq!(refused.code(), "different_content");
        lead(&kit.store, issue.id, &[("desk", assign(Triage::HandleNow))]);
        let unit = Some(code("T2"));
        let hand_off = because(2, IssueEvent::HandOff { owners: owners(), unit });
        let handed = kit.store.by("desk").step_issue(issue.id, &hand_off).expect("handed off");
        assert_eq!(handed.issue.unit, code("T2"));
        assert_eq!(
            kit.store.by("x").open_issue(&complaint("1")).expect("known").0,
            Change::Unchanged
        );
        let source = store::ImportSource {
            file_name: String::new(),
            file_digest: String::new(),
            mapping: None,
        };
        let mut import = kit.store.begin_import(source).expect("begun");
        let petition = NewIssue { channel: Channel::Petition, ..complaint("1") };
        let brought = [complaint("1"), other, petition.clone(), petition].map(LedgerIssue::from);
        let outcomes = import.add_issues(&brought);
        let wanted = [Outcome::Same, Outcome::Different, Outcome::New, Outcome::Same];
        assert_eq!(outcomes.expect("added"), wanted);
        import.commit(0).expect("committed");
        assert_eq!(kit.store.issues(&IssueFilter::default(), None, 9).expect("read").len(), 2);
    });
}

#[test]
fn histories_are_read_whole_over_pages_and_tell_what_single_issues_tell() {
    on_each_backend(|on| {
        let kit = on.kit();
        let source = store::ImportSource {
            file_name: String::new(),
            file_digest: String::new(),
            mapping: None,
        };
        let mut import = kit.store.begin_import(source).expect("begun");
        let many: Vec<NewIssue> = (1..=1_003).map(|n| complaint(&n.to_string())).collect();
        let brought: Vec<LedgerIssue> = many.iter().cloned().map(LedgerIssue::from).collect();
        import.add_issues(&brought).expect("added");
        import.commit(0).expect("committed");
        let late = NewIssue { opened_on: date(2026, 9, 4), ..complaint("late") };
        kit.store.by("desk").open_issue(&late).expect("opened");
        for n in [0, 499, 500, 1_002] {
            lead(&kit.store, many[n].id(), &to_verified());
        }
        let read = |until| {
            let mut read = Vec::new();
            let edition = kit.store.try_for_each_issue(until, |history| {
                read.push(history);
                Ok::<_, StoreError>(())
            });
            assert_eq!(edition.expect("read").revision, kit.store.revision().expect("read"));
            read
        };
        let histories = read(date(2026, 9, 3));
        assert_eq!(histories.len(), 1_003);
        let ids: std::collections::BTreeSet<Uuid> = histories.iter().map(|it| it.id).collect();
        assert_eq!(ids, many.iter().map(NewIssue::id).collect());
        assert_eq!(histories.iter().filter(|it| it.steps.len() == 6).count(), 4);
        for history in histories.iter().filter(|it| it.steps.len() == 6).chain(&histories[..3]) {
            let record = kit.store.issue(history.id).expect("read").expect("there");
            assert_eq!(history.steps, record.steps);
            let own = (&history.unit, &history.category, history.opened_on);
            let issue = &record.issue;
            assert_eq!(own, (&issue.unit, &issue.category, issue.opened_on));
        }
        assert_eq!(read(date(2026, 9, 4)).len(), 1_004);
        assert_eq!(read(date(2026, 9, 2)), []);
        let mut seen = 0;
        let stopped = kit.store.try_for_each_issue(date(2026, 9, 3), |_| {
            seen += 1;
            Err(StoreError::UnknownIssue { id: "enough".to_owned() })
        });
        assert_eq!((stopped.expect_err("stopped").code(), seen), ("unknown_issue", 1));
    });
}
