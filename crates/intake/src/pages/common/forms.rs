//! The forms of a common issue's page: the answer of each unit that owes one, and what those do who sent it.

use std::collections::BTreeMap;

use store::{CommonRecord, UnitTask};
use survey::common::Finding;
use survey::{Code, CommonState, Scope};

use super::tasks::title;
use crate::pages::case::forms::{Refused, open_one};
use crate::pages::case::view::StepForm;
use crate::pages::field::{Field, Kind, choice, options};
use crate::pages::names::Names;
use crate::pages::view::Choice;
use crate::words::{Words, fill};

/// Working days that a unit is usually given.
const DAYS_USUAL: u16 = 5;

/// The forms, the reader's own answers first. One that was refused stands open; without, the first does.
pub(super) fn forms(
    record: &CommonRecord,
    (owed, signatory): (Vec<&UnitTask>, &str),
    judges: bool,
    names: &Names,
    refused: Option<&Refused>,
) -> Vec<StepForm> {
    let words = Words::of(names.language);
    let mut forms = Vec::new();
    if record.common.state == CommonState::Closed {
        return forms;
    }
    for task in owed {
        let title = fill(words.common_yours, "u", &names.unit(&task.unit));
        let form = StepForm::new(
            "answer",
            words.common_do_answer,
            task.task.seq,
            answer(signatory, words),
        );
        forms.push(form.about(&task.unit, title).sent(refused));
    }
    if judges {
        let reason = || Field::new("reason", words.issue_reason, Kind::Area);
        let overall = |kind, fields| {
            StepForm::new(kind, title(kind, words), record.common.seq, fields).sent(refused)
        };
        forms.push(overall("send", send(record, names)));
        let answered = answered(record, names);
        if !answered.is_empty() {
            let task = Field::new("task", words.unit, options(answered));
            forms.push(overall("return", vec![task, reason()]));
        }
        let why = reason().optional().hint(words.common_close_hint);
        forms.push(overall("close", vec![why]));
    }
    open_one(&mut forms);
    forms
}

fn answer(signatory: &str, words: &'static Words) -> Vec<Field> {
    let findings = vec![
        choice("", words.common_choose),
        choice(Finding::NotFound.as_str(), words.common_not_found),
        choice(Finding::Found.as_str(), words.common_found),
    ];
    let area = |name: &str, label: &str| Field::new(name, label, Kind::Area);
    vec![
        Field::new("finding", words.common_finding, options(findings)),
        area("statement", words.common_statement).hint(words.common_statement_hint),
        Field::new("places", words.common_places, Kind::Line)
            .optional()
            .hint(words.common_places_hint),
        area("measures", words.common_measures).optional().hint(words.common_places_hint),
        area("open", words.common_open).optional().hint(words.common_open_hint),
        Field::new("signatory", words.common_signatory, Kind::Line)
            .valued(signatory)
            .hint(words.common_signatory_hint),
    ]
}

fn send(record: &CommonRecord, names: &Names) -> Vec<Field> {
    let words = Words::of(names.language);
    let level = |(level, units): (&Code, Vec<Code>)| {
        let name = figures::level_name(level.as_str(), names.language);
        let text = fill(&fill(words.common_level_all, "l", &name), "n", &units.len());
        choice(level.as_str(), text)
    };
    let levels = unsent(record, names).into_iter().map(level);
    let levels: Vec<Choice> =
        std::iter::once(choice("", words.common_level_none)).chain(levels).collect();
    vec![
        Field::new("level", words.common_level, options(levels)),
        Field::new("chosen", words.common_chosen, Kind::Area)
            .optional()
            .hint(words.common_chosen_hint),
        Field::new("days", words.common_days, Kind::Line).valued(DAYS_USUAL.to_string()),
    ]
}

/// The units within that of the common issue to which it was not sent, by level.
pub(super) fn unsent<'a>(record: &CommonRecord, names: &'a Names) -> BTreeMap<&'a Code, Vec<Code>> {
    let within = Scope::Units(vec![record.common.unit.clone()]);
    let mut levels: BTreeMap<&Code, Vec<Code>> = BTreeMap::new();
    for unit in names.units.units() {
        let is_sent = record.tasks.iter().any(|task| task.unit == unit.code);
        if !is_sent && within.covers(unit.code.as_str(), &names.units) {
            levels.entry(&unit.level).or_default().push(unit.code.clone());
        }
    }
    levels
}

/// Units whose answer may be returned, each with the newest step about it.
fn answered(record: &CommonRecord, names: &Names) -> Vec<Choice> {
    let answered = record.tasks.iter().filter(|task| !task.task.is_owed());
    answered
        .map(|task| choice(format!("{}/{}", task.unit, task.task.seq), names.unit(&task.unit)))
        .collect()
}

/// Codes or names, as people part them.
pub(super) fn parted(text: &str) -> impl Iterator<Item = &str> {
    text.split(['，', '、', ',', '\n']).map(str::trim).filter(|part| !part.is_empty())
}
