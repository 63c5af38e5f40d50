//! The steps of an issue, told: who, when, what and why.

use jiff::civil::Date;
use store::Evidence;
use survey::{Channel, IssueEvent, IssueStep, LedgerEntry, Owners};
use uuid::Uuid;

use super::named;
use crate::pages::case::view::{FileView, StepView, clock};
use crate::pages::names::Names;
use crate::pages::view::Fact;
use crate::words::{Words, fill};

/// A file that the reader may see.
pub(super) struct FileOf {
    id: Uuid,
    name: String,
    href: String,
    about: String,
}

impl FileOf {
    pub(super) fn new(issue: Uuid, file: &Evidence, root: &str) -> Self {
        Self {
            id: file.id,
            name: file.name.clone(),
            href: format!("{root}api/v1/issues/{issue}/evidence/{}", file.id),
            // Whoever has the file can tell by it that this is the one.
            about: format!("{} KB · SHA-256 {}", file.bytes.div_ceil(1024), file.sha256),
        }
    }

    fn view(&self) -> FileView {
        let (name, href, about) = (self.name.clone(), self.href.clone(), self.about.clone());
        FileView { name, href, about }
    }
}

/// Who opens what a bad answer says.
const SURVEY: &str = "survey";

pub(super) fn told(step: &IssueStep, names: &Names, evidence: &[FileOf]) -> StepView {
    let words = Words::of(names.language);
    let mut facts = facts(&step.event, names, words);
    if let Some(reason) = &step.reason {
        facts.push(Fact { label: words.issue_why, text: reason.clone() });
    }
    let (files, gone): (Vec<_>, Vec<_>) = step
        .evidence
        .iter()
        .map(|id| evidence.iter().find(|of| of.id == *id))
        .partition(Option::is_some);
    if !gone.is_empty() {
        // Ids from before files were kept.
        let text = fill(words.issue_evidence, "n", &gone.len());
        facts.push(Fact { label: words.evidence, text });
    }
    let title = match step.event {
        IssueEvent::Register { .. } => words.issue_way_register,
        _ => named::step(step.event.name(), words),
    };
    let by = if step.by == SURVEY { words.issue_by_survey } else { &step.by };
    let files = files.into_iter().flatten().map(FileOf::view).collect();
    StepView { files, ..StepView::new(title, by, step.at, facts) }
}

fn facts(event: &IssueEvent, names: &Names, words: &'static Words) -> Vec<Fact> {
    use IssueEvent as E;
    let fact = |label: &'static str, text: &str| Fact { label, text: text.to_owned() };
    match event {
        E::Register { channel, receiver } => registered(*channel, receiver.as_deref(), words),
        E::Triage { triage, due_on, .. } => {
            let due = due_on.map(|day| fact(words.issue_due, &day.to_string()));
            [fact(words.issue_triage, named::triage(*triage, words))]
                .into_iter()
                .chain(due)
                .collect()
        }
        E::Assign { owners, triage, due_on, .. } => {
            let triage =
                triage.map(|triage| fact(words.issue_triage, named::triage(triage, words)));
            let due = due_on.map(|day| fact(words.issue_due, &day.to_string()));
            owned(owners, words).into_iter().chain(triage).chain(due).collect()
        }
        E::HandOff { owners, unit } => {
            let unit = unit.as_ref().map(|unit| fact(words.issue_handed_to, &names.unit(unit)));
            owned(owners, words).into_iter().chain(unit).collect()
        }
        E::RecordMeasure { measure } => vec![fact(words.issue_measure, measure)],
        E::Submit { result } => vec![fact(words.issue_result, result)],
        E::Reply { text } => vec![fact(words.issue_text, text)],
        E::CallBack { outcome, tries } => {
            let said = fact(words.issue_outcome, named::outcome(*outcome, words));
            let tries = tries.iter().map(|tried| {
                let at = clock(tried.at);
                fact(words.issue_tries, &format!("{at} {}", tried.note))
            });
            std::iter::once(said).chain(tries).collect()
        }
        E::Publish { scope, from, until, text } => vec![
            fact(words.issue_scope, scope),
            fact(words.issue_from, &from.to_string()),
            fact(words.issue_until, &until.to_string()),
            fact(words.issue_public_text, text),
        ],
        E::Extend { due_on } => vec![fact(words.issue_new_due, &due_on.to_string())],
        E::Import { entry } => imported(entry, words),
        E::TakeUp | E::GiveBack | E::Return | E::Accept | E::Close | E::Reopen | E::Withdraw => {
            Vec::new()
        }
    }
}

fn registered(channel: Channel, receiver: Option<&str>, words: &'static Words) -> Vec<Fact> {
    let from =
        Fact { label: words.issues_channel, text: named::channel(channel, words).to_owned() };
    let receiver = receiver.map(|name| Fact { label: words.issue_receiver, text: name.to_owned() });
    [from].into_iter().chain(receiver).collect()
}

/// What another ledger says, as what it is: nobody here saw it.
fn imported(entry: &LedgerEntry, words: &'static Words) -> Vec<Fact> {
    let fact = |label: &'static str, text: String| Fact { label, text };
    let day = |label: &'static str, day: Option<Date>| day.map(|day| fact(label, day.to_string()));
    let status = named::status(entry.status, words).to_owned();
    [fact(words.ledger_name, entry.ledger.clone()), fact(words.ledger_status, status)]
        .into_iter()
        .chain(day(words.issue_due, entry.due_on))
        .chain(day(words.ledger_replied_on, entry.replied_on))
        .chain(day(words.ledger_closed_on, entry.closed_on))
        .collect()
}

fn owned(owners: &Owners, words: &'static Words) -> Vec<Fact> {
    [
        (words.issue_leader, &owners.leader),
        (words.issue_section, &owners.section),
        (words.issue_person, &owners.person),
    ]
    .map(|(label, name)| Fact { label, text: name.clone() })
    .into()
}
