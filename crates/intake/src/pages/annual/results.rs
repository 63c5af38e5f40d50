//! What the list of results of those above has of its own: its form, and how a result is told.

use survey::display::{percent, rounded};
use survey::vouched::{ExternalResult, YearEntry};
use survey::{Code, OVERALL};

use super::TEXT_MAX;
use super::book::Said;
use super::form::{Form, Reading};
use crate::pages::field::{Field, FieldFault, Kind};
use crate::pages::names::Names;
use crate::problem::Fault;
use crate::words::Words;

/// Decimals of a share that is written in per cent, so that what was typed comes back.
const SHARE_SCALE: f64 = 1e10;

/// The form that enters a result; whose result of which unit, period and field stays as it is.
pub(super) fn form(words: &Words, old: Option<&ExternalResult>) -> Form {
    let line = |name: &str, label: &str| Field::new(name, label, Kind::Line);
    let mut fields = match old {
        Some(_) => Vec::new(),
        None => vec![
            line("issuer", words.year_issuer).hint(words.year_issuer_hint),
            line("level", words.year_issuer_level).hint(words.year_issuer_level_hint),
            line("period", words.period).valued(super::year::this_year().to_string()),
            Field::new("unit", words.unit, Kind::Unit).hint(words.issues_unit_hint),
            line("domain", words.year_domain).valued(OVERALL).hint(words.year_domain_hint),
        ],
    };
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let count = |value: Option<String>| value.unwrap_or_default();
    let of = |value: fn(&ExternalResult) -> Option<u32>| {
        count(old.and_then(value).map(|value| value.to_string()))
    };
    let rate =
        old.and_then(|old| old.rate).map(|rate| (rate * 100.0 * SHARE_SCALE).round() / SHARE_SCALE);
    let n = old.and_then(|old| old.n).map(|n| n.to_string());
    let document = old.map(|old| old.document.clone()).unwrap_or_default();
    fields.extend([
        line("score", words.index)
            .optional()
            .hint(words.year_score_hint)
            .valued(number(old.and_then(|old| old.score))),
        line("rate", words.year_rate_percent)
            .optional()
            .hint(words.year_rate_hint)
            .valued(number(rate)),
        line("n", words.year_respondents)
            .optional()
            .hint(words.year_respondents_hint)
            .valued(count(n)),
        line("rank", words.year_rank).optional().valued(of(|old| old.rank)),
        line("rank_total", words.year_rank_total).optional().valued(of(|old| old.rank_total)),
        line("doc_no", words.year_doc_no)
            .optional()
            .valued(count(old.and_then(|old| old.doc_no.clone()))),
        Field { max: TEXT_MAX, ..line("document", words.year_document) }
            .hint(words.year_document_hint)
            .valued(document),
    ]);
    Form { fields, more: None }
}

pub(super) fn read(
    reading: &mut Reading<'_>,
    names: &Names,
    old: Option<&ExternalResult>,
) -> Option<YearEntry> {
    let about = match old {
        Some(old) => Some(old.clone()),
        None => about_what(reading, names),
    };
    let (score, rate) = (reading.may("score"), reading.may::<f64>("rate"));
    let (n, rank, rank_total) = (reading.may("n"), reading.may("rank"), reading.may("rank_total"));
    let about = about.filter(|_| reading.faults.is_empty())?;
    let document = reading.sent.text("document").to_owned();
    // The digest is of the file that was held against it; another document has another.
    let document_digest = about.document_digest.filter(|_| about.document == document);
    Some(YearEntry::External(ExternalResult {
        score,
        rate: rate.map(|percent| percent / 100.0),
        n,
        rank,
        rank_total,
        doc_no: reading.sent.optional("doc_no"),
        document,
        document_digest,
        ..about
    }))
}

/// What a new result is about, without any number yet.
fn about_what(reading: &mut Reading<'_>, names: &Names) -> Option<ExternalResult> {
    let words = reading.words;
    let issuer = reading.must("issuer", words.year_fault_text);
    let level = reading.must("level", words.year_fault_text);
    let period = reading.must("period", words.year_fault_period);
    let unit = unit_in(reading, names);
    let domain = reading.must("domain", words.year_fault_text);
    Some(ExternalResult {
        issuer: issuer?,
        level: level?,
        period: period?,
        unit: unit?,
        domain: domain?,
        score: None,
        rate: None,
        n: None,
        rank: None,
        rank_total: None,
        doc_no: None,
        document: String::new(),
        document_digest: None,
    })
}

/// The unit that a form names, by its code or by a name that only one has.
pub(super) fn unit_in(reading: &mut Reading<'_>, names: &Names) -> Option<Code> {
    let unit = names.unit_of(reading.sent.text("unit"));
    if unit.is_none() {
        reading.faults.push(FieldFault::at("unit", reading.words.year_fault_unit));
    }
    unit
}

/// What is wrong with a result, beside its field.
pub(super) fn fault(fault: &Fault, words: &Words) -> FieldFault {
    let pointer = fault.pointer.as_deref().unwrap_or_default();
    let field = pointer.trim_start_matches('/');
    match fault.code {
        "bad_text" if field == "reason" => FieldFault::at(field, words.year_fault_reason),
        "bad_text" => FieldFault::at(field, words.year_fault_text),
        "missing" => FieldFault::at(field, words.year_fault_missing),
        "out_of_range" => FieldFault::at(field, words.year_fault_range),
        "unknown_unit" | "unit_not_allowed" => FieldFault::at(field, words.year_fault_unit),
        _ => FieldFault::whole(fault.detail.clone()),
    }
}

/// A result in a list.
pub(super) fn said(result: &ExternalResult, names: &Names, words: &Words) -> Said {
    let domain = if result.domain == *OVERALL { words.whole_topic } else { result.domain.as_str() };
    let unit = names.units.name(result.unit.as_str(), names.language);
    let document = result.doc_no.iter().chain([&result.document]).cloned().collect::<Vec<_>>();
    Said {
        about: format!("{unit} · {} · {} · {domain}", result.period, result.issuer),
        says: numbers(result, words),
        document: document.join(" "),
    }
}

fn numbers(result: &ExternalResult, words: &Words) -> String {
    let score = result.score.map(|score| format!("{} {}", words.index, rounded(score, 2)));
    let rate = result.rate.map(|rate| format!("{} {}", words.rate, percent(rate, 2)));
    let place = result.rank.map(|rank| match result.rank_total {
        Some(all) => format!("{} {rank}/{all}", words.year_rank),
        None => format!("{} {rank}", words.year_rank),
    });
    let n = result.n.map(|n| format!("n = {n}"));
    score.into_iter().chain(rate).chain(place).chain(n).collect::<Vec<_>>().join(" · ")
}
