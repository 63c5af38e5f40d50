//! The way of an issue from its registration to its end, and how far it has come on it.

use jiff::Timestamp;
use survey::round::in_china;
use survey::{CallBack, IssueLife, IssueState, IssueStep, Step};

use super::view::{Reach, Station};
use crate::words::Words;

/// What a station is called, and the steps that end in it.
pub(in crate::pages) type Stop = (fn(&Words) -> &'static str, &'static [&'static str]);

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

/// Stations of a way of which some lie behind, with the day on which the last step of each was taken.
pub(in crate::pages) fn stations(
    stops: &[Stop],
    (passed, is_open): (usize, bool),
    steps: &[(&str, Timestamp)],
    words: &Words,
) -> Vec<Station> {
    let station = |(place, (name, ends)): (usize, &Stop)| {
        let reach = match place {
            _ if place < passed => Reach::Done,
            _ if place == passed && is_open => Reach::Now,
            _ => Reach::ToCome,
        };
        let last = steps.iter().rev().find(|(kind, _)| ends.contains(kind));
        let day = last.filter(|_| reach == Reach::Done).map(|(_, at)| in_china(*at).date());
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        Station { name: name(words), day, reach }
    };
    stops.iter().enumerate().map(station).collect()
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

/// The steps after one that somebody saw.
pub(in crate::pages) fn since<E>(steps: &[Step<E>], seen: u32) -> &[Step<E>] {
    let seen = usize::try_from(seen).unwrap_or(usize::MAX).min(steps.len());
    &steps[seen..]
}
