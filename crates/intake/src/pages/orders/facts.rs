//! What an order is, told.

use store::OrderRecord;
use survey::supervision::{Appeal, Ground};
use survey::{Language, OrderLife, SupervisionRules};

use super::named;
use crate::pages::names::Names;
use crate::pages::view::Fact;
use crate::words::{Words, fill};

/// Why there is an order, in a line. The rule is called as its version calls it.
pub(super) fn ground(
    ground: &Ground,
    rules: Option<&SupervisionRules>,
    language: Language,
) -> String {
    match ground {
        Ground::Person { text } => text.clone(),
        Ground::Rule { rule, version, when, .. } => {
            let name = rule_name(rule.as_str(), rules, language);
            let words = Words::of(language);
            let asks = figures::condition_text(when, language);
            let version = fill(words.order_rule_version, "n", version);
            format!("{name} · {asks} · {version}")
        }
    }
}

/// What a rule is called; its code where the version is unknown.
pub(super) fn rule_name(
    code: &str,
    rules: Option<&SupervisionRules>,
    language: Language,
) -> String {
    let known = rules.into_iter().flat_map(|rules| &rules.rules).find(|rule| rule.code == *code);
    known.map_or_else(|| code.to_owned(), |rule| rule.name.get(language).to_owned())
}

/// The figures that it rests on.
pub(super) fn found(ground: &Ground, language: Language) -> Vec<String> {
    match ground {
        Ground::Person { .. } => Vec::new(),
        Ground::Rule { found, .. } => {
            found.iter().map(|found| figures::found_text(found, language)).collect()
        }
    }
}

pub(super) fn facts(record: &OrderRecord, life: &OrderLife, names: &Names) -> Vec<Fact> {
    let words = Words::of(names.language);
    let fact = |label, text: String| Fact { label, text };
    let period = record.order.period;
    let mut facts = vec![
        fact(words.unit, names.unit(&record.order.unit)),
        fact(words.period, names.language.pick(period.chinese(), period.to_string())),
    ];
    facts.extend(life.rung.map(|rung| fact(words.order_rung, named::rung(rung, words).to_owned())));
    facts.extend(life.demand.clone().map(|demand| fact(words.order_demand, demand)));
    if life.replies > 0 {
        let mut text = fill(words.order_times, "n", &life.replies);
        if life.late_replies > 0 {
            let late = fill(words.order_replied_late, "n", &life.late_replies);
            text = format!("{text} · {late}");
        }
        facts.push(fact(words.order_replies, text));
    }
    if life.visits > 0 {
        facts.push(fact(words.order_visits, fill(words.order_times, "n", &life.visits)));
    }
    facts.extend(life.result.clone().map(|result| fact(words.order_result, result)));
    facts.extend(life.appeal.as_ref().map(|of| fact(words.order_appeal, appeal(of, words))));
    let until = life.appeal_until.filter(|_| life.pending().is_none());
    facts.extend(until.map(|day| fact(words.order_appeal_until, day.to_string())));
    facts
}

fn appeal(appeal: &Appeal, words: &Words) -> String {
    match appeal.outcome {
        None => words.order_undecided.to_owned(),
        Some(outcome) if appeal.is_settled => named::outcome(outcome, words).to_owned(),
        Some(outcome) => {
            format!("{} · {}", named::outcome(outcome, words), words.order_to_be_corrected)
        }
    }
}
