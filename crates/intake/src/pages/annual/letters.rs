//! What the list of responsibility letters (目标责任书) has of its own: its form with a set of fields for
//! each goal, and how a letter is told.

use jiff::civil::Date;
use store::EntryFilter;
use survey::display::rounded;
use survey::vouched::{EntryKind, EntryState, Goal, ResponsibilityLetter, Source, YearEntry};
use survey::{Code, OVERALL};

use super::TEXT_MAX;
use super::book::Said;
use super::form::{FieldSet, Form, More, Reading};
use super::results::{self, unit_in};
use crate::State;
use crate::error::HttpError;
use crate::pages::field::{Field, FieldFault, Kind};
use crate::pages::names::Names;
use crate::problem::Fault;
use crate::words::{Words, fill};

/// The fields of a goal.
const GOAL: [&str; 4] = ["index", "rank", "out_of", "field"];

/// The form that enters a letter; the unit and the year of a letter stay as they are.
pub(super) fn form(names: &Names, words: &Words, old: Option<&ResponsibilityLetter>) -> Form {
    let line = |name: &str, label: &str| Field::new(name, label, Kind::Line);
    let mut fields = match old {
        Some(_) => Vec::new(),
        None => vec![
            line("year", words.year_choose).valued(super::year::this_year().to_string()),
            Field::new("unit", words.unit, Kind::Unit).hint(words.letters_unit_hint),
        ],
    };
    let goal_of =
        |domain: &str| old.and_then(|old| old.goals.iter().find(|own| own.domain == *domain));
    fields.extend(goal_fields(OVERALL, goal_of(OVERALL), words));
    fields.extend([
        line("signer", words.letters_signer)
            .hint(words.letters_signer_hint)
            .valued(old.map(|old| old.signer.clone()).unwrap_or_default()),
        Field::new("signed_on", words.letters_signed_on, Kind::Day)
            .valued(old.map(|old| old.signed_on.to_string()).unwrap_or_default()),
        Field { max: TEXT_MAX, ..line("source/document", words.year_document) }
            .hint(words.letters_document_hint)
            .valued(old.map(|old| old.source.document.clone()).unwrap_or_default()),
    ]);
    let sets = domains(names, old).into_iter().map(|domain| FieldSet {
        legend: names.category(&domain),
        fields: goal_fields(domain.as_str(), goal_of(domain.as_str()), words),
    });
    let more = More::new(words.letters_categories, sets.collect());
    Form { fields, more: Some(more).filter(|more| !more.sets.is_empty()) }
}

/// The categories that can be promised about, with those that a letter has already.
fn domains(names: &Names, old: Option<&ResponsibilityLetter>) -> Vec<Code> {
    let mut domains: Vec<Code> =
        names.categories().into_iter().map(|category| category.code.clone()).collect();
    for goal in old.iter().flat_map(|old| &old.goals) {
        if goal.domain != *OVERALL && !domains.contains(&goal.domain) {
            domains.push(goal.domain.clone());
        }
    }
    domains
}

fn name_of(domain: &str, field: &str) -> String {
    format!("goals/{domain}/{field}")
}

fn goal_fields(domain: &str, goal: Option<&Goal>, words: &Words) -> Vec<Field> {
    let field = |name: &str, label: &str, value: Option<String>| {
        let field = Field::new(name_of(domain, name), label, Kind::Line).optional();
        field.valued(value.unwrap_or_default())
    };
    let index = goal.and_then(|goal| goal.index).map(|index| index.to_string());
    let rank = goal.and_then(|goal| goal.rank).map(|rank| rank.to_string());
    let out_of = goal.and_then(|goal| goal.out_of).map(|all| all.to_string());
    let among = goal.and_then(|goal| goal.field.clone());
    vec![
        field("index", words.letters_goal_index, index).hint(words.year_score_hint),
        field("rank", words.letters_goal_rank, rank),
        field("out_of", words.year_rank_total, out_of),
        field("field", words.letters_goal_field, among).hint(words.letters_goal_field_hint),
    ]
}

pub(super) fn read(
    reading: &mut Reading<'_>,
    names: &Names,
    old: Option<&ResponsibilityLetter>,
) -> Option<YearEntry> {
    let words = reading.words;
    let (year, unit) = if let Some(old) = old {
        (Some(old.year), Some(old.unit.clone()))
    } else {
        let year = crate::annual::year_of(reading.sent.text("year")).ok();
        if year.is_none() {
            reading.faults.push(FieldFault::at("year", words.letters_fault_year));
        }
        (year, unit_in(reading, names))
    };
    let parent_unit = unit.as_ref().and_then(|unit| above(names, unit));
    if unit.is_some() && parent_unit.is_none() {
        reading.faults.push(FieldFault::at("unit", words.letters_fault_top));
    }
    let signed_on: Option<Date> = reading.must("signed_on", words.letters_fault_day);
    let overall = OVERALL.parse().ok();
    let domains = overall.into_iter().chain(domains(names, old));
    let goals: Vec<Goal> = domains.filter_map(|domain| goal_in(reading, domain)).collect();
    let document = reading.sent.text("source/document").to_owned();
    let kept = old.filter(|old| old.source.document == document);
    let letter = ResponsibilityLetter {
        year: year?,
        unit: unit?,
        parent_unit: parent_unit?,
        signer: reading.sent.text("signer").to_owned(),
        signed_on: signed_on?,
        goals,
        // The digest is of the file that was held against it; another document has another.
        source: Source {
            document_digest: kept.and_then(|old| old.source.document_digest.clone()),
            document,
        },
    };
    reading.faults.is_empty().then_some(YearEntry::Letter(letter))
}

/// The unit right above.
fn above(names: &Names, unit: &Code) -> Option<Code> {
    let above = names.units.parent(names.units.position(unit.as_str())?)?;
    Some(names.units.units()[above].code.clone())
}

/// What is promised in a domain; nothing where its fields are all blank.
fn goal_in(reading: &mut Reading<'_>, domain: Code) -> Option<Goal> {
    let name = |field: &str| name_of(domain.as_str(), field);
    if GOAL.iter().all(|field| reading.sent.text(&name(field)).is_empty()) {
        return None;
    }
    Some(Goal {
        index: reading.may(&name("index")),
        rank: reading.may(&name("rank")),
        out_of: reading.may(&name("out_of")),
        field: reading.sent.optional(&name("field")),
        domain,
    })
}

/// The letter that counts of the unit right above, below which no letter may promise.
pub(super) fn letter_above(
    state: &State,
    letter: &ResponsibilityLetter,
) -> Result<Option<ResponsibilityLetter>, HttpError> {
    let confirmed = state.store().year_entries(&EntryFilter {
        kind: Some(EntryKind::Letter),
        year: Some(letter.year),
        state: Some(EntryState::Confirmed),
        units: Some(vec![letter.parent_unit.clone()]),
    })?;
    Ok(confirmed.into_iter().find_map(|own| match own.entry {
        YearEntry::Letter(above) => Some(above),
        _ => None,
    }))
}

/// What is wrong with a letter, beside its field.
pub(super) fn fault(
    fault: &Fault,
    letter: &ResponsibilityLetter,
    above: Option<&ResponsibilityLetter>,
    words: &Words,
) -> FieldFault {
    let pointer = fault.pointer.as_deref().unwrap_or_default();
    let mut parts = pointer.trim_start_matches('/').split('/');
    let goal = match (parts.next(), parts.next().map(str::parse::<usize>)) {
        (Some("goals"), Some(Ok(at))) => letter.goals.get(at),
        (Some("goals"), None) => {
            return FieldFault::at(name_of(OVERALL, GOAL[0]), words.letters_fault_nothing);
        }
        _ => return results::fault(fault, words),
    };
    let Some((goal, field)) = goal.zip(parts.next()) else { return results::fault(fault, words) };
    if fault.code == "below_parent" {
        let mut wanted = above.iter().flat_map(|above| &above.goals);
        let wanted = wanted.find(|wanted| wanted.domain == goal.domain);
        let wanted = wanted.map(|wanted| promise(wanted, field, words)).unwrap_or_default();
        let text = fill(words.letters_fault_below, "goal", &wanted);
        return FieldFault::at(name_of(goal.domain.as_str(), field), text);
    }
    let text = match (fault.code, field) {
        ("missing", "index") => words.letters_fault_goal,
        ("missing", "field") => words.letters_fault_field,
        ("missing", _) => words.year_fault_missing,
        ("out_of_range", _) => words.year_fault_range,
        ("bad_text", _) => words.year_fault_text,
        _ => return FieldFault::whole(fault.detail.clone()),
    };
    FieldFault::at(name_of(goal.domain.as_str(), field), text)
}

/// What is promised in a field of a goal.
fn promise(goal: &Goal, field: &str, words: &Words) -> String {
    let place = goal.rank.filter(|_| field == "rank").map(|rank| match &goal.field {
        Some(among) => format!("{} {rank} ({among})", words.year_rank),
        None => format!("{} {rank}", words.year_rank),
    });
    let index = goal.index.map(|index| format!("{} {}", words.index, rounded(index, 2)));
    place.or(index).unwrap_or_default()
}

/// A letter in a list.
pub(super) fn said(letter: &ResponsibilityLetter, names: &Names, words: &Words) -> Said {
    let name = |unit: &Code| names.units.name(unit.as_str(), names.language).to_owned();
    let to = fill(words.letters_to, "unit", &name(&letter.parent_unit));
    Said {
        about: format!("{} · {} · {to}", name(&letter.unit), letter.year),
        says: format!(
            "{}{}{} · {}",
            words.letters_signer, words.colon, letter.signer, letter.signed_on
        ),
        document: letter.source.document.clone(),
    }
}
