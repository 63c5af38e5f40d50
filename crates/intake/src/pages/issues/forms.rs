//! The forms for the steps that a reader may take of an issue as it stands.

use jiff::civil::Date;
use store::Evidence;
use survey::{CallBack, Channel, IssueEvent, IssueLife, Owners, Right, Triage};

use super::event::TRIES;
use super::named::{self, OUTCOMES};
use crate::pages::case::forms::{Refused, open_one};
use crate::pages::case::sending::FILES;
use crate::pages::case::view::{FilesField, StepForm};
use crate::pages::field::{Field, Kind, choice, options};
use crate::words::{Words, fill};

/// What browsers offer to choose from; what a file is, its content says.
const ACCEPTED: &str = ".jpg,.jpeg,.png,.pdf,.docx,.xlsx";

/// Who looks at an issue.
pub(super) struct Reader<'a> {
    /// What they may do to issues of its unit.
    pub(super) rights: Vec<Right>,
    pub(super) name: &'a str,
    pub(super) display_name: &'a str,
}

impl Reader<'_> {
    pub(super) fn had_a_hand(&self, life: &IssueLife) -> bool {
        life.had_a_hand(self.name) || life.had_a_hand(self.display_name)
    }

    pub(super) fn may(&self, event: &IssueEvent, life: &IssueLife) -> bool {
        life.is_open_to(event)
            && event.rights().iter().any(|right| self.rights.contains(right))
            && !(event.judges() && self.had_a_hand(life))
    }
}

/// The steps that may be taken, those that lead on first. One that was refused stands open; without, the
/// first does.
pub(super) fn forms(
    (life, after): (&IssueLife, u32),
    reader: &Reader<'_>,
    today: Date,
    refused: Option<&Refused>,
    words: &Words,
) -> Vec<StepForm> {
    let mut forms: Vec<StepForm> = blank_steps(life, today)
        .iter()
        .filter(|event| reader.may(event, life))
        .map(|event| {
            let kind = event.name();
            let form =
                StepForm::new(kind, named::step(kind, words), after, fields(kind, life, words));
            // How it came in is sent back when it comes in again.
            let channel = ("channel", life.channel.as_str());
            let hidden = (kind == "register").then_some(channel).into_iter().collect();
            StepForm { hidden, files: Some(files(kind, refused)), ..form.sent(refused) }
        })
        .collect();
    open_one(&mut forms);
    forms
}

/// Every step, saying nothing yet.
fn blank_steps(life: &IssueLife, today: Date) -> Vec<IssueEvent> {
    use IssueEvent as E;
    let owners = || Owners { leader: String::new(), section: String::new(), person: String::new() };
    let (blank, unknown_years) = (String::new, Vec::new);
    let mut steps = vec![
        E::TakeUp,
        E::RecordMeasure { measure: blank() },
        E::Submit { result: blank() },
        E::Assign { owners: owners(), triage: None, due_on: None, unknown_years: unknown_years() },
        E::Accept,
        E::CallBack { outcome: CallBack::Satisfied, tries: Vec::new() },
        E::Close,
        E::Return,
        E::Reply { text: blank() },
        E::Triage { triage: Triage::HandleNow, due_on: None, unknown_years: unknown_years() },
        E::HandOff { owners: owners(), unit: None },
        E::GiveBack,
        E::Extend { due_on: today },
        E::Reopen,
        E::Publish { scope: blank(), from: today, until: today, text: blank() },
        E::Withdraw,
    ];
    // What a response said comes back only when it says so again.
    if life.channel != Channel::Answer {
        steps.push(E::Register { channel: life.channel, receiver: None });
    }
    steps
}

/// The field for files, with those that came with the step when it was refused.
fn files(kind: &str, refused: Option<&Refused>) -> FilesField {
    let own = refused.filter(|refused| refused.kind == kind);
    let evidence: &[Evidence] = own.map_or(&[], |own| &own.evidence);
    let ids: Vec<String> = evidence.iter().map(|file| file.id.to_string()).collect();
    let faults = own.into_iter().flat_map(|own| &own.faults);
    let troubles = faults.filter(|fault| fault.field.as_deref() == Some(FILES));
    FilesField {
        accepted: ACCEPTED,
        evidence: ids.join(" "),
        kept: evidence.iter().map(|file| file.name.clone()).collect(),
        troubles: troubles.map(|fault| fault.text.clone()).collect(),
    }
}

fn fields(kind: &str, life: &IssueLife, words: &Words) -> Vec<Field> {
    let line = |name: &str, label: &str| Field::new(name, label, Kind::Line);
    let area = |name: &str, label: &str| Field::new(name, label, Kind::Area);
    let why = || area("reason", words.issue_reason);
    let remark = || area("reason", words.issue_remark).optional().hint(words.issue_optional);
    let sorted = |blank| {
        let field = Field::new("triage", words.issue_triage, triages(blank, words));
        [field.hint(words.issue_triage_hint), remark()]
    };
    match kind {
        "assign" => {
            let same = life.triage.map(|_| words.issue_triage_same);
            owners(words).into_iter().chain(sorted(same)).collect()
        }
        "triage" => sorted(None).into(),
        "record_measure" => vec![area("measure", words.issue_measure)],
        "submit" => vec![area("result", words.issue_result)],
        "reply" => vec![area("text", words.issue_text)],
        "accept" => vec![remark()],
        "hand_off" => {
            let unit = Field::new("unit", words.issue_hand_unit, Kind::Unit).optional();
            owners(words).into_iter().chain([unit.hint(words.issue_optional), why()]).collect()
        }
        "call_back" => call_back(words),
        "close" if life.call_back == Some(CallBack::Satisfied) => vec![remark()],
        "close" => vec![why().hint(words.issue_close_hint)],
        "extend" => vec![Field::new("due_on", words.issue_new_due, Kind::Day), why()],
        "publish" => vec![
            line("scope", words.issue_scope),
            Field::new("from", words.issue_from, Kind::Day),
            Field::new("until", words.issue_until, Kind::Day),
            area("text", words.issue_public_text).hint(words.issue_public_hint),
        ],
        "give_back" | "return" | "reopen" | "withdraw" => vec![why()],
        _ => Vec::new(),
    }
}

fn owners(words: &Words) -> [Field; 3] {
    [
        ("leader", words.issue_leader),
        ("section", words.issue_section),
        ("person", words.issue_person),
    ]
    .map(|(name, label)| {
        let field = Field::new(name, label, Kind::Line);
        if name == "person" { field.hint(words.issue_owner_hint) } else { field }
    })
}

fn triages(blank: Option<&'static str>, words: &Words) -> Kind {
    let all = Triage::ALL.map(|triage| choice(triage.as_str(), named::triage(triage, words)));
    options(blank.map(|same| choice("", same)).into_iter().chain(all).collect())
}

fn call_back(words: &Words) -> Vec<Field> {
    let outcomes = OUTCOMES.map(|(name, outcome)| choice(name, named::outcome(outcome, words)));
    let mut fields = vec![
        Field::new("outcome", words.issue_outcome, options(outcomes.into())),
        Field::new("reason", words.issue_call_note, Kind::Area)
            .optional()
            .hint(words.issue_call_note_hint),
    ];
    for n in 1..=TRIES {
        let label = |label| fill(label, "n", &n);
        fields.extend([
            Field::new(format!("at_{n}"), label(words.issue_try_at), Kind::Moment).optional(),
            Field::new(format!("note_{n}"), label(words.issue_try_note), Kind::Line).optional(),
        ]);
    }
    fields
}
