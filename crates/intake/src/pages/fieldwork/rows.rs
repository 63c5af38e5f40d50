//! What the page says of each unit: of its quota, of its cases, and rates with what they are made of.

use figures::FieldworkRow;
use survey::Language;
use survey::attempt::OutcomeGroup;
use survey::display::rounded;
use survey::fieldwork::FieldworkRules;

use crate::pages::view::{
    Fact, FieldworkShown, Link, QuotaView, RateView, StandingView, Tile, UnitView,
};
use crate::words::{Words, fill};

/// With fewer cases a percentage says less than the two numbers that it is made of.
const BASE_MIN: u64 = 20;
/// What stands where there is nobody to count.
const NOTHING: &str = "—";

pub(super) fn shown(
    rows: &[FieldworkRow],
    rules: &FieldworkRules,
    downloads: Vec<Link>,
    api: String,
    (words, language): (&'static Words, Language),
) -> FieldworkShown {
    let total = FieldworkRow::total(rows, words.fieldwork_total);
    let by_need = rows.iter().any(|row| row.missing.is_some());
    FieldworkShown {
        heading: if by_need { words.fieldwork_by_need } else { words.fieldwork_units },
        stands: rows.iter().any(|row| !standing(row).is_empty()),
        tiles: total.as_ref().map(|total| tiles(total, words, language)).unwrap_or_default(),
        total: total.filter(|_| rows.len() > 1).map(|total| unit(&total, words)),
        units: rows.iter().map(|row| unit(row, words)).collect(),
        rates_hint: fill(words.fieldwork_rates_hint, "n", &BASE_MIN),
        facts: facts(rules, words, language),
        downloads,
        api,
    }
}

fn tiles(total: &FieldworkRow, words: &Words, language: Language) -> Vec<Tile> {
    let pause = language.pick("，", ", ");
    let quota = match (total.minimum, total.missing) {
        (Some(minimum), Some(missing)) => {
            let of = fill(words.fieldwork_of, "n", &minimum);
            format!("{of}{pause}{}", lacks(missing, words))
        }
        _ => words.fieldwork_no_quota.to_owned(),
    };
    let standing = standing(total);
    let stands = [
        (words.fieldwork_open, standing.open),
        (words.fieldwork_appointments, standing.appointments),
        (words.fieldwork_held, standing.held),
        (words.fieldwork_closed, standing.closed),
    ];
    let stands = stands.map(|(word, count)| format!("{word} {count}")).join(pause);
    let stands = if standing.is_empty() { String::new() } else { stands };
    let rate = |(label, rate): (&str, RateView)| Tile {
        label: label.to_owned(),
        value: rate.value,
        note: rate.counts,
    };
    let mut tiles = vec![
        Tile {
            label: words.fieldwork_complete.to_owned(),
            value: total.complete.to_string(),
            note: quota,
        },
        Tile {
            label: words.fieldwork_cases.to_owned(),
            value: total.cases.to_string(),
            note: stands,
        },
    ];
    tiles.extend(rates(total, words).map(rate));
    tiles
}

fn unit(row: &FieldworkRow, words: &'static Words) -> UnitView {
    UnitView {
        name: row.unit_name.clone(),
        complete: row.complete,
        quota: row.minimum.zip(row.missing).map(|(minimum, missing)| QuotaView {
            minimum,
            done: row.complete.min(minimum),
            left: lacks(missing, words),
            is_met: missing == 0,
        }),
        standing: standing(row),
        rates: rates(row, words),
    }
}

fn lacks(missing: u64, words: &Words) -> String {
    match missing {
        0 => words.fieldwork_met.to_owned(),
        missing => fill(words.fieldwork_lacks, "n", &missing),
    }
}

fn standing(row: &FieldworkRow) -> StandingView {
    let FieldworkRow { open, appointments, held, closed, .. } = *row;
    StandingView { open, appointments, held, closed }
}

/// Of all who are or may be of the population: answered, reached, refused.
fn rates(row: &FieldworkRow, words: &Words) -> [(&'static str, RateView); 3] {
    let base = row.base();
    [
        (words.fieldwork_response, rate(row.response_rate, row.complete, base)),
        (words.fieldwork_contact, rate(row.contact_rate, row.reached(), base)),
        (words.fieldwork_refusal, rate(row.refusal_rate, row.refusal, base)),
    ]
}

fn rate(rate: Option<f64>, count: u64, base: u64) -> RateView {
    let counts = format!("{count} / {base}");
    match rate {
        None => RateView { value: NOTHING.to_owned(), counts: String::new() },
        Some(_) if base < BASE_MIN => RateView { value: counts, counts: String::new() },
        Some(rate) => RateView { value: format!("{}%", rounded(100.0 * rate, 1)), counts },
    }
}

/// Which outcomes count how.
fn facts(rules: &FieldworkRules, words: &Words, language: Language) -> Vec<Fact> {
    use OutcomeGroup::{
        Complete, NonContact, NotEligible, Other, Partial, Refusal, UnknownHousehold, UnknownOther,
    };
    let groups = [
        (Complete, words.group_complete, words.counts_complete),
        (Partial, words.group_partial, words.counts_reached),
        (Refusal, words.group_refusal, words.counts_refusal),
        (Other, words.group_other, words.counts_reached),
        (NonContact, words.group_non_contact, words.counts_base),
        (UnknownHousehold, words.group_unknown_household, words.counts_untried),
        (UnknownOther, words.group_unknown_other, words.counts_base),
        (NotEligible, words.group_not_eligible, words.counts_nowhere),
    ];
    let fact = |(group, label, counts): (OutcomeGroup, &'static str, &str)| {
        let of_group = rules.outcomes.iter().filter(|rule| rule.group == group);
        let named = of_group.map(|rule| format!("{} {}", rule.code, rule.label.get(language)));
        let outcomes = named.collect::<Vec<_>>().join(language.pick("、", ", "));
        let text = if outcomes.is_empty() {
            counts.to_owned()
        } else {
            format!("{counts}{}{outcomes}", language.pick("：", ": "))
        };
        Fact { label, text }
    };
    let formulas = Fact { label: words.made_formulas, text: words.fieldwork_formulas.to_owned() };
    groups.map(fact).into_iter().chain([formulas]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_told_as_numbers_and_nobody_as_nothing() {
        let told = |share: Option<f64>, count, base| {
            let RateView { value, counts } = rate(share, count, base);
            (value, counts)
        };
        let text = str::to_owned;
        assert_eq!(told(Some(0.5), 10, 20), (text("50.0%"), text("10 / 20")));
        assert_eq!(told(Some(1.0 / 3.0), 1, 3), (text("1 / 3"), String::new()));
        assert_eq!(told(None, 0, 0), (text("—"), String::new()));
    }
}
