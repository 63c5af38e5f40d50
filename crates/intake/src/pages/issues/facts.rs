//! What an issue is, whose it is and by when, told.

use jiff::civil::Date;
use store::{Issue, IssueRecord};
use survey::round::in_china;
use survey::{Counted, IssueLife, WorkingCalendar};

use super::named;
use crate::pages::case::view::Due;
use crate::pages::names::Names;
use crate::pages::view::Fact;
use crate::words::{Words, fill};

pub(super) fn facts(record: &IssueRecord, names: &Names, today: Date) -> Vec<Fact> {
    let (issue, words) = (&record.issue, Words::of(names.language));
    let fact = |label, text: String| Fact { label, text };
    let mut facts = vec![
        fact(words.unit, names.unit(&issue.unit)),
        fact(words.category, names.category(&issue.category)),
    ];
    let reason = issue.reason.as_ref().map(|reason| names.reason(&issue.category, reason));
    facts.extend(reason.map(|reason| fact(words.issue_reason_of, reason)));
    let question = issue.question.as_ref().map(|question| names.question(question));
    facts.extend(question.map(|question| fact(words.issue_question, question)));
    facts.push(fact(words.issues_channel, named::channel(issue.channel, words).to_owned()));
    facts.extend(issue.number.clone().map(|number| fact(words.issue_number, number)));
    facts.extend(issue.round.as_ref().map(|round| fact(words.issue_round, round.to_string())));
    facts.push(fact(words.issue_opened_on, issue.opened_on.to_string()));
    facts.push(fact(words.issue_owners, owners(issue, words)));
    let first = issue.first_receiver.clone().unwrap_or(words.issue_first_none.to_owned());
    facts.push(fact(words.issue_first, first));
    let triage = issue.triage.map_or(words.issue_no_triage, |triage| named::triage(triage, words));
    facts.push(fact(words.issue_triage, triage.to_owned()));
    facts.push(fact(words.issue_reply_due, reply(record, words, today)));
    if issue.reopened > 0 {
        facts.push(fact(words.issue_reopened, fill(words.issue_times, "n", &issue.reopened)));
    }
    facts
}

fn owners(issue: &Issue, words: &Words) -> String {
    let Some(owners) = &issue.owners else { return words.issue_no_owners.to_owned() };
    let labels = [words.issue_leader, words.issue_section, words.issue_person];
    let parts = labels.iter().zip(owners.names()).map(|(label, name)| format!("{label} {name}"));
    parts.collect::<Vec<_>>().join(" · ")
}

/// By when whoever complained is to have an answer, and whether they have.
fn reply(record: &IssueRecord, words: &Words, today: Date) -> String {
    let due = record.reply_due.on;
    let state = match record.issue.replied_at.map(|at| in_china(at).date()) {
        Some(day) if day > due => fill(words.issue_replied_late, "day", &day),
        Some(day) => fill(words.issue_replied, "day", &day),
        None if today > due => words.issue_reply_late.to_owned(),
        None => words.issue_not_replied.to_owned(),
    };
    let counted = weekends(&record.reply_due.unknown_years, words);
    [Some(due.to_string()), Some(state), counted]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Years whose holidays nobody entered.
pub(in crate::pages) fn weekends(years: &[i16], words: &Words) -> Option<String> {
    if years.is_empty() {
        return None;
    }
    let years = years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Some(fill(words.issue_weekends, "years", &years))
}

pub(super) fn due(issue: &Issue, calendar: &WorkingCalendar, today: Date, words: &Words) -> Due {
    let Some(day) = issue.due_on else {
        let (day, left) = (words.issue_no_due.to_owned(), String::new());
        return Due { day, left, overdue: false };
    };
    let overdue = IssueLife::is_past(issue.state, issue.due_on, today);
    let left = issue.state.awaits_work().then(|| days_left(day, calendar, today, words));
    Due { day: day.to_string(), left: left.unwrap_or_default(), overdue }
}

/// How many working days are left until a day, or are over.
pub(in crate::pages) fn days_left(
    day: Date,
    calendar: &WorkingCalendar,
    today: Date,
    words: &Words,
) -> String {
    let Counted { value, unknown_years } = calendar.working_days_between(today, day);
    let days = match value {
        _ if day == today => words.issue_due_today.to_owned(),
        _ if day < today => fill(words.issue_due_over, "n", &-value),
        days => fill(words.issue_due_left, "n", &days),
    };
    let parts = [Some(days), weekends(&unknown_years, words)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
