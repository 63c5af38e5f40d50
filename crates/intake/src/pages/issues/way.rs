//! The way of an issue from its registration to its end, and how far it has come on it.

use survey::{CallBack, IssueLife, IssueState, IssueStep};

use crate::pages::case::view::Station;
use crate::pages::case::way::{Stop, stations};
use crate::words::Words;

/// Stations of the way.
const STATIONS: [Stop; 7] = [
    (|words| words.issue_way_register, &["register"]),
    (|words| words.issue_way_assign, &["assign", "hand_off"]),
    (|words| words.issue_way_work, &["take_up", "record_measure"]),
    (|words| words.issue_way_submit, &["submit"]),
    (|words| words.issue_way_accept, &["accept"]),
    (|words| words.issue_way_call, &["call_back"]),
    (|words| words.issue_way_close, &["close"]),
];

pub(super) fn way(life: &IssueLife, steps: &[IssueStep], words: &Words) -> Vec<Station> {
    let steps: Vec<_> = steps.iter().map(|step| (step.event.name(), step.at)).collect();
    stations(&STATIONS, (passed(life), life.state.is_open()), &steps, words)
}

/// How many stations lie behind it.
fn passed(life: &IssueLife) -> usize {
    let called = life.call_back.is_some_and(|said| said != CallBack::NotSatisfied);
    match life.state {
        IssueState::Registered | IssueState::Withdrawn => 1,
        IssueState::Returned | IssueState::Reopened if life.owners.is_none() => 1,
        IssueState::Assigned
        | IssueState::Escalated
        | IssueState::Returned
        | IssueState::Reopened
        | IssueState::Rectifying => 2,
        IssueState::Submitted | IssueState::Explained => 4,
        IssueState::Verified => 5 + usize::from(called),
        IssueState::Closed => STATIONS.len(),
    }
}
