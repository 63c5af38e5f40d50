//! Fieldwork → how many were asked, how many answered, and what is missing of the quotas.

use std::collections::{BTreeMap, HashMap};

use analytics::AnalyticsError;
use schemars::JsonSchema;
use serde::Serialize;
use statistics::outcome::{Eligibility, Outcomes};
use store::{Quota, Store, StoreError};
use survey::attempt::{ContactAttempt, OutcomeGroup};
use survey::display::rounded;
use survey::fieldwork::FieldworkRules;
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Code, Language, Mode, UnitTree};

use crate::{FiguresError, Twin};

/// What stands for a rate of nobody.
const NOTHING: &str = "—";
/// All modes together.
const ALL: &str = "all";

/// Which cases are counted, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldworkRequest {
    /// Code of the round.
    pub round: Code,
    /// Level of the units.
    pub level: Code,
    /// Units that may be seen, with all below them; everything without.
    pub within: Option<Vec<Code>>,
    /// Each mode for itself, instead of all together.
    pub by_mode: bool,
    /// Language of the names.
    pub language: Language,
}

/// Cases of a unit by their final outcome, and the rates after AAPOR's Standard Definitions (2.32).
/// A rate without anybody in its denominator is empty.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FieldworkRow {
    /// Code of the unit.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// Code of the round.
    pub round: String,
    /// The mode, or `all`.
    pub mode: &'static str,
    /// Cases.
    pub cases: u64,
    /// Of them, cases that nobody has tried yet. They are among the unknown households.
    pub untried: u64,
    /// I.
    pub complete: u64,
    /// P.
    pub partial: u64,
    /// R.
    pub refusal: u64,
    /// NC.
    pub non_contact: u64,
    /// O.
    pub other: u64,
    /// UH.
    pub unknown_household: u64,
    /// UO.
    pub unknown_other: u64,
    /// Not of the population.
    pub not_eligible: u64,
    /// RR1: complete interviews of all who are or may be eligible.
    pub response_rate: Option<f64>,
    /// RR3: the same, of those of unknown eligibility the estimated share that is eligible.
    pub response_rate_3: Option<f64>,
    /// CON1: reached.
    pub contact_rate: Option<f64>,
    /// REF1: refused.
    pub refusal_rate: Option<f64>,
    /// COOP1: complete interviews of all who were reached.
    pub cooperation_rate: Option<f64>,
    /// How many interviews it needs at least.
    pub minimum: Option<u64>,
    /// How many of them are missing.
    pub missing: Option<u64>,
}

impl Row for FieldworkRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        let count = |count: Option<u64>| count.map_or(Cell::Empty, Cell::Count);
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("round", Text, |r: &Self| r.round.as_str().into()),
            Column::new("mode", Text, |r: &Self| r.mode.into()),
            Column::new("cases", Count, |r: &Self| r.cases.into()),
            Column::new("untried", Count, |r: &Self| r.untried.into()),
            Column::new("complete", Count, |r: &Self| r.complete.into()),
            Column::new("partial", Count, |r: &Self| r.partial.into()),
            Column::new("refusal", Count, |r: &Self| r.refusal.into()),
            Column::new("non_contact", Count, |r: &Self| r.non_contact.into()),
            Column::new("other", Count, |r: &Self| r.other.into()),
            Column::new("unknown_household", Count, |r: &Self| r.unknown_household.into()),
            Column::new("unknown_other", Count, |r: &Self| r.unknown_other.into()),
            Column::new("not_eligible", Count, |r: &Self| r.not_eligible.into()),
            Column::new("response_rate", Number, |r: &Self| r.response_rate.into()),
            Column::new("response_rate_3", Number, |r: &Self| r.response_rate_3.into()),
            Column::new("contact_rate", Number, |r: &Self| r.contact_rate.into()),
            Column::new("refusal_rate", Number, |r: &Self| r.refusal_rate.into()),
            Column::new("cooperation_rate", Number, |r: &Self| r.cooperation_rate.into()),
            Column::new("minimum", Count, move |r: &Self| count(r.minimum)),
            Column::new("missing", Count, move |r: &Self| count(r.missing)),
        ]
    }
}

/// Cases of one unit.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    outcomes: Outcomes,
    untried: u64,
}

impl Tally {
    fn count(&mut self, group: OutcomeGroup) {
        let Outcomes {
            complete,
            partial,
            refusal,
            non_contact,
            other,
            unknown_household,
            unknown_other,
            ineligible,
        } = &mut self.outcomes;
        *match group {
            OutcomeGroup::Complete => complete,
            OutcomeGroup::Partial => partial,
            OutcomeGroup::Refusal => refusal,
            OutcomeGroup::NonContact => non_contact,
            OutcomeGroup::Other => other,
            OutcomeGroup::UnknownHousehold => unknown_household,
            OutcomeGroup::UnknownOther => unknown_other,
            OutcomeGroup::NotEligible => ineligible,
        } += 1;
    }

    fn add(&mut self, more: &Self) {
        let (to, from) = (&mut self.outcomes, &more.outcomes);
        to.complete += from.complete;
        to.partial += from.partial;
        to.refusal += from.refusal;
        to.non_contact += from.non_contact;
        to.other += from.other;
        to.unknown_household += from.unknown_household;
        to.unknown_other += from.unknown_other;
        to.ineligible += from.ineligible;
        self.untried += more.untried;
    }

    fn cases(&self) -> u64 {
        let Outcomes {
            complete,
            partial,
            refusal,
            non_contact,
            other,
            unknown_household,
            unknown_other,
            ineligible,
        } = self.outcomes;
        [complete, partial, refusal, non_contact, other, unknown_household, unknown_other]
            .iter()
            .sum::<u64>()
            + ineligible
    }
}

type Tallies = HashMap<(Code, Mode), Tally>;

impl Twin {
    /// The table for reading.
    pub fn of_fieldwork(rows: &[FieldworkRow], language: Language) -> Self {
        let headers = language.pick(
            [
                "单位",
                "样本",
                "未联系",
                "完成",
                "拒访",
                "应答率",
                "接触率",
                "拒访率",
                "最低数",
                "还差",
            ],
            [
                "Unit", "Cases", "Untried", "Complete", "Refused", "RR1", "CON1", "REF1",
                "Minimum", "Missing",
            ],
        );
        let rate = |rate: Option<f64>| match rate {
            Some(rate) => format!("{}%", rounded(100.0 * rate, 1)),
            None => NOTHING.to_owned(),
        };
        let count =
            |count: Option<u64>| count.map_or(NOTHING.to_owned(), |count| count.to_string());
        let texts = |row: &FieldworkRow| {
            vec![
                row.unit_name.clone(),
                row.cases.to_string(),
                row.untried.to_string(),
                row.complete.to_string(),
                row.refusal.to_string(),
                rate(row.response_rate),
                rate(row.contact_rate),
                rate(row.refusal_rate),
                count(row.minimum),
                count(row.missing),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(texts).collect(),
        }
    }
}

/// How far the fieldwork of a round has come, unit by unit, in the order of the tree.
///
/// # Errors
/// When the round or the level is unknown, or the store fails.
pub fn fieldwork(
    store: &Store,
    request: &FieldworkRequest,
) -> Result<Vec<FieldworkRow>, FiguresError> {
    let round = request.round.as_str();
    if store.round(round)?.is_none() {
        return Err(StoreError::UnknownRound { code: round.to_owned() }.into());
    }
    let tree = store.unit_tree()?;
    let level = request.level.as_str();
    if tree.units().iter().all(|unit| unit.level != *level) {
        let levels: Vec<_> = tree.levels().into_iter().map(Code::as_str).collect();
        let (level, levels) = (level.to_owned(), levels.join(", "));
        return Err(AnalyticsError::UnknownLevel { level, levels }.into());
    }
    let tallies = tallied(store, &request.round, &store.fieldwork_rules()?)?;
    let quotas = store.quotas(&request.round)?;
    let mut rows = BTreeMap::new();
    for ((unit, mode), tally) in &tallies {
        if let Some(place) = above(&tree, unit, level, request) {
            let mode = request.by_mode.then_some(*mode);
            rows.entry((place, mode)).or_insert_with(Tally::default).add(tally);
        }
    }
    Ok(rows
        .into_iter()
        .map(|((place, mode), tally)| {
            // A quota is for all modes together.
            let minimum = mode.is_none().then(|| minimum(&tree, &quotas, place)).flatten();
            row(&tree, place, mode, &tally, minimum, request)
        })
        .collect())
}

/// Cases by unit and mode.
fn tallied(store: &Store, round: &Code, rules: &FieldworkRules) -> Result<Tallies, StoreError> {
    let mut tallies = Tallies::new();
    let mut case: Vec<ContactAttempt> = Vec::new();
    let untried = store.fieldwork_of_round(round, |attempt| {
        if case.last().is_some_and(|last| last.case != attempt.case) {
            close(&mut tallies, rules, &case);
            case.clear();
        }
        case.push(attempt);
    })?;
    close(&mut tallies, rules, &case);
    for few in untried {
        let tally = tallies.entry((few.unit, few.mode)).or_default();
        tally.untried += few.cases;
        tally.outcomes.unknown_household += few.cases;
    }
    Ok(tallies)
}

/// Counts a case by the outcome that tells most about it.
fn close(tallies: &mut Tallies, rules: &FieldworkRules, attempts: &[ContactAttempt]) {
    let Some(last) = attempts.last() else { return };
    let outcome = rules.final_outcome(attempts.iter().map(|attempt| &attempt.outcome));
    let rule = outcome.as_ref().and_then(|outcome| rules.rule(outcome));
    // A code that is in use no longer tells nothing.
    let group = rule.map_or(OutcomeGroup::UnknownOther, |rule| rule.group);
    tallies.entry((last.unit.clone(), last.mode)).or_default().count(group);
}

/// Place of the unit of a level that a unit lies in, if that may be seen.
fn above(tree: &UnitTree, unit: &Code, level: &str, request: &FieldworkRequest) -> Option<usize> {
    let own = tree.position(unit.as_str())?;
    let place = tree.lineage(own).find(|place| tree.units()[*place].level == *level)?;
    let visible = request.within.as_ref().is_none_or(|within| {
        tree.lineage(place).any(|above| within.contains(&tree.units()[above].code))
    });
    visible.then_some(place)
}

/// The quota of a unit: its own, or those of the units below it together.
fn minimum(tree: &UnitTree, quotas: &[Quota], place: usize) -> Option<u64> {
    let code = &tree.units()[place].code;
    if let Some(own) = quotas.iter().find(|quota| quota.unit == *code) {
        return Some(own.minimum);
    }
    let below = quotas.iter().filter(|quota| {
        let position = tree.position(quota.unit.as_str());
        position.is_some_and(|position| tree.lineage(position).any(|above| above == place))
    });
    below.map(|quota| quota.minimum).reduce(u64::saturating_add)
}

fn row(
    tree: &UnitTree,
    place: usize,
    mode: Option<Mode>,
    tally: &Tally,
    minimum: Option<u64>,
    request: &FieldworkRequest,
) -> FieldworkRow {
    let unit = &tree.units()[place];
    let outcomes = &tally.outcomes;
    // The share is estimated, and so can't be out of bounds.
    let rates = outcomes.rates(Eligibility::Estimated).ok();
    FieldworkRow {
        unit_code: unit.code.to_string(),
        unit_name: unit.name.get(request.language).to_owned(),
        round: request.round.to_string(),
        mode: mode.map_or(ALL, Mode::as_str),
        cases: tally.cases(),
        untried: tally.untried,
        complete: outcomes.complete,
        partial: outcomes.partial,
        refusal: outcomes.refusal,
        non_contact: outcomes.non_contact,
        other: outcomes.other,
        unknown_household: outcomes.unknown_household,
        unknown_other: outcomes.unknown_other,
        not_eligible: outcomes.ineligible,
        response_rate: rates.and_then(|rates| rates.response[0]),
        response_rate_3: rates.and_then(|rates| rates.response[2]),
        contact_rate: rates.and_then(|rates| rates.contact[0]),
        refusal_rate: rates.and_then(|rates| rates.refusal[0]),
        cooperation_rate: rates.and_then(|rates| rates.cooperation[0]),
        minimum,
        missing: minimum.map(|minimum| minimum.saturating_sub(outcomes.complete)),
    }
}
