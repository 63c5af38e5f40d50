//! Common issues and the tasks of units, on both backends.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use jiff::Timestamp;
use store::{Change, CommonFilter, IssueFilter, NewCommonStep, Store, StoreError};
use survey::common::{ClusterRules, Finding, SelfCheckAnswer, TaskState};
use survey::round::in_china;
use survey::{CommonEvent, CommonState, NewCommonIssue};
use uuid::Uuid;

use crate::evidence::opened;
use crate::kit::{Kit, code, on_each_backend};

fn today() -> jiff::civil::Date {
    in_china(Timestamp::now()).date()
}

/// Three complaints about the same in two towns, and one about something else.
fn complaints(store: &Store) -> Vec<Uuid> {
    opened(store, "9", "T1", "饭店油烟");
    let of = |(number, unit, said): (&str, &str, &str)| opened(store, number, unit, said);
    [("1", "T1", "工地扬尘严重"), ("2", "T2", "工地扬尘"), ("3", "T2", "3号工地扬尘大")]
        .map(of)
        .into()
}

/// The rules, where complaints have neither a reason nor a question: by their words.
const RULES: ClusterRules = ClusterRules { similarity: 30, least_issues: 3, least_units: 2 };

fn new(issues: impl IntoIterator<Item = Uuid>) -> NewCommonIssue {
    NewCommonIssue {
        title: "工地扬尘".to_owned(),
        category: code("air"),
        unit: code("C"),
        look_for: "工地围挡、覆盖、喷淋是否到位".to_owned(),
        issues: issues.into_iter().collect::<BTreeSet<_>>(),
    }
}

fn made(kit: &Kit) -> Uuid {
    let issues = complaints(&kit.store);
    kit.store.by("wang").make_common_issue(&new(issues)).expect("made").1.id
}

/// One that two towns are to look for.
pub(crate) fn sent(store: &Store, issues: impl IntoIterator<Item = Uuid>) {
    let (_, common) = store.by("wang").make_common_issue(&new(issues)).expect("made");
    let sent = step(0, send(&["T1", "T2"]));
    store.by("wang").step_common_issue(common.id, &sent).expect("sent");
}

fn send(units: &[&str]) -> CommonEvent {
    let units = units.iter().copied().map(code).collect();
    CommonEvent::Send { units, days: 5, due_on: None, unknown_years: Vec::new() }
}

pub(crate) fn answer(unit: &str, finding: Finding, open: &[&str]) -> CommonEvent {
    let found = finding == Finding::Found;
    CommonEvent::Answer {
        unit: code(unit),
        answer: SelfCheckAnswer {
            finding,
            places: if found { 3 } else { 0 },
            measures: found.then(|| "加装围挡".to_owned()),
            statement: "逐一查看辖区工地".to_owned(),
            signatory: "李敏".to_owned(),
            open: open.iter().map(|text| (*text).to_owned()).collect(),
        },
    }
}

pub(crate) fn step(after: u32, event: CommonEvent) -> NewCommonStep {
    NewCommonStep { after, event, reason: None }
}

#[test]
fn groups_are_proposed_until_an_open_common_issue_rests_on_them() {
    on_each_backend(|on| {
        let kit = on.kit();
        let issues = complaints(&kit.store);
        let groups = |from: &str| {
            let opened_from = Some(from.parse().expect("a day"));
            let filter = IssueFilter { opened_from, ..IssueFilter::default() };
            kit.store.issue_groups(&filter, RULES).expect("read")
        };
        let [group] = &groups("2026-09-03")[..] else { panic!("one group") };
        assert_eq!(group.issues.iter().collect::<BTreeSet<_>>(), issues.iter().collect());
        assert_eq!(group.words[0].word, "工地扬尘");
        assert!(groups("2026-09-04").is_empty());
        let (change, common) =
            kit.store.by("wang").make_common_issue(&new(issues.clone())).expect("made");
        assert_eq!((change, common.state), (Change::Added, CommonState::Made));
        let again = kit.store.by("zhao").make_common_issue(&new(issues.clone()));
        assert_eq!(again, Ok((Change::Unchanged, common.clone())));
        assert!(groups("2026-09-03").is_empty());
        assert_eq!(kit.store.common_issue_of(issues[0]), Ok(Some(common.id)));
        let close = NewCommonStep {
            reason: Some("并入专项行动".to_owned()),
            ..step(0, CommonEvent::Close)
        };
        kit.store.by("wang").step_common_issue(common.id, &close).expect("closed");
        assert_eq!(groups("2026-09-03").len(), 1);
    });
}

#[test]
fn what_does_not_belong_together_is_refused() {
    on_each_backend(|on| {
        let kit = on.kit();
        let issues = complaints(&kit.store);
        let refused = |new: &NewCommonIssue| match kit.store.by("wang").make_common_issue(new) {
            Err(StoreError::Invalid { problems, .. }) => problems[0].code,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&new([])), "bad_count");
        assert_eq!(refused(&new([Uuid::from_u128(1)])), "unknown_issue");
        assert_eq!(
            refused(&NewCommonIssue { unit: code("T2"), ..new(issues.clone()) }),
            "unknown_issue"
        );
        assert_eq!(
            refused(&NewCommonIssue { category: code("water"), ..new(issues.clone()) }),
            "other_category"
        );
        kit.store.by("wang").make_common_issue(&new(issues.clone())).expect("made");
        let other = NewCommonIssue { title: "扬尘".to_owned(), ..new(issues) };
        assert_eq!(refused(&other), "in_another");
    });
}

#[test]
fn units_answer_once_signed_and_what_they_find_comes_into_the_ledger() {
    on_each_backend(|on| {
        let kit = on.kit();
        let (store, id) = (&kit.store, made(&kit));
        let outside = store.by("wang").step_common_issue(id, &step(0, send(&["T9"])));
        assert_eq!(outside.expect_err("no unit").code(), "unknown_unit");
        let sent = step(0, send(&["T1", "T2"]));
        let record = store.by("wang").step_common_issue(id, &sent).expect("sent");
        assert_eq!(store.by("wang").step_common_issue(id, &sent), Ok(record.clone()), "again");
        assert!(record.tasks.iter().all(|task| task.task.due_on > today()));
        // Both saw the step that sent it: neither stands in the way of the other.
        let found = step(1, answer("T1", Finding::Found, &["东街工地无围挡", "西街工地无喷淋"]));
        store.by("li").step_common_issue(id, &found).expect("answered");
        let not_found = step(1, answer("T2", Finding::NotFound, &[]));
        let record = store.by("zhou").step_common_issue(id, &not_found).expect("answered");
        let progress = record.progress(today());
        assert_eq!((progress.found, progress.not_found, progress.unanswered), (1, 1, 0));
        let task = &record.tasks[0];
        assert_eq!(
            (task.opened.len(), task.task.answer.as_ref().expect("one").by.as_str()),
            (2, "li")
        );
        let issue = store.issue(task.opened[1]).expect("read").expect("there").issue;
        assert_eq!(
            (issue.unit.as_str(), issue.description.as_deref()),
            ("T1", Some("西街工地无喷淋"))
        );
        // The same again opens nothing again; another answer is refused.
        assert_eq!(store.by("li").step_common_issue(id, &found), Ok(record.clone()));
        let other = step(1, answer("T1", Finding::NotFound, &[]));
        let overtaken = store.by("li").step_common_issue(id, &other).expect_err("answered");
        assert_eq!(overtaken.code(), "common_issue_changed");
        let back = CommonEvent::Return { unit: code("T2") };
        let back = NewCommonStep { reason: Some("未写明地点".to_owned()), ..step(3, back) };
        let record = store.by("wang").step_common_issue(id, &back).expect("returned");
        assert_eq!(record.tasks[1].task.state, TaskState::Returned);
        let refused = store.by("wang").step_common_issue(id, &step(4, CommonEvent::Close));
        assert_eq!(refused.expect_err("T2 owes one").code(), "unanswered");
        let again = step(4, answer("T2", Finding::Found, &[]));
        store.by("zhou").step_common_issue(id, &again).expect("answered");
        let closed = store.by("wang").step_common_issue(id, &step(5, CommonEvent::Close));
        assert_eq!(closed.expect("closed").common.state, CommonState::Closed);
        assert_eq!(store.common_issue(id).expect("read").expect("there").steps.len(), 6);
        assert_eq!(
            kit.number("SELECT count(*) AS n FROM self_check_tasks WHERE finding = 'found'"),
            2
        );
        let steps = store.audit_entries(0, 1_000).expect("read");
        assert_eq!(steps.iter().filter(|entry| entry.action == "common_issue_stepped").count(), 6);
        assert_eq!(store.verify_audit().expect("read").fault, None);
    });
}

#[test]
fn a_unit_sees_its_own_task_and_no_answer_of_others() {
    on_each_backend(|on| {
        let kit = on.kit();
        let (store, id) = (&kit.store, made(&kit));
        store.by("wang").step_common_issue(id, &step(0, send(&["T1", "T2"]))).expect("sent");
        let found = step(1, answer("T1", Finding::Found, &[]));
        let record = store.by("li").step_common_issue(id, &found).expect("answered");
        let own = record.only(|unit| unit.as_str() == "T2");
        assert!(own.issues.is_empty());
        assert_eq!(own.tasks.iter().map(|task| task.unit.as_str()).collect::<Vec<_>>(), ["T2"]);
        let [sent] = &own.steps[..] else { panic!("only that it was sent") };
        assert!(matches!(&sent.event, CommonEvent::Send { units, .. } if *units == [code("T2")]));
        let page = |units: &[&str]| {
            let units = Some(units.iter().copied().map(code).collect());
            let filter = CommonFilter { units, state: None };
            store.common_page(&filter, today(), 0, 10).expect("read")
        };
        let own = page(&["T2"]);
        assert_eq!(
            (own.total, own.lines[0].progress.tasks, own.lines[0].progress.found),
            (1, 1, 0)
        );
        assert_eq!(page(&["C", "T1", "T2"]).lines[0].progress.found, 1);
        let all = store.common_issues(&CommonFilter::default(), None, 10, today()).expect("read");
        assert_eq!(all[0].common.id, id);
        let place = store::CommonPlace { made_at: all[0].common.made_at, id };
        let rest = store.common_issues(&CommonFilter::default(), Some(place), 10, today());
        assert_eq!(rest, Ok(Vec::new()));
    });
}

#[test]
fn steps_are_only_ever_added_to() {
    on_each_backend(|on| {
        let kit = on.kit();
        let id = made(&kit);
        kit.store.by("wang").step_common_issue(id, &step(0, send(&["T1"]))).expect("sent");
        let before = kit.store.common_issue(id);
        for sql in ["UPDATE common_events SET made_by = 'x'", "DELETE FROM common_events"] {
            // One backend refuses, the other does nothing.
            drop(kit.outside().batch_execute(sql));
        }
        assert_eq!(kit.store.common_issue(id), before);
    });
}
