//! Fieldwork → how many were asked, how many answered, and what is missing of the quotas.

mod needs;
mod row;

use std::collections::{BTreeMap, HashMap};

use analytics::AnalyticsError;
use jiff::Timestamp;
use statistics::outcome::Outcomes;
use store::{Store, StoreError};
use survey::attempt::{ContactAttempt, OutcomeGroup};
use survey::fieldwork::FieldworkRules;
use survey::{Code, Language, Mode, UnitTree};

use crate::FiguresError;

pub(crate) use needs::{Need, Needs, minima};
pub use row::FieldworkRow;

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
    /// Who holds a case is told as of then.
    pub now: Timestamp,
}

/// Cases of one unit.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    outcomes: Outcomes,
    untried: u64,
    open: u64,
    appointments: u64,
    held: u64,
    closed: u64,
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
        self.open += more.open;
        self.appointments += more.appointments;
        self.held += more.held;
        self.closed += more.closed;
    }
}

type Tallies = HashMap<(Code, Mode), Tally>;

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
    known_level(&tree, level)?;
    let tallies = tallied(store, &request.round, &store.fieldwork_rules()?, request.now)?;
    let quotas = store.quotas(&request.round)?;
    let needs = Needs::of(&tree, minima(&tree, &quotas), |unit| complete(&tree, &tallies, unit));
    let mut rows = BTreeMap::new();
    for ((unit, mode), tally) in &tallies {
        if let Some(place) = above(&tree, unit, level, request) {
            let mode = request.by_mode.then_some(*mode);
            rows.entry((place, mode)).or_insert_with(Tally::default).add(tally);
        }
    }
    // A unit whose quota nobody has drawn cases for lacks all of it.
    for quota in quotas.iter().filter(|_| !request.by_mode) {
        if let Some(place) = above(&tree, &quota.unit, level, request) {
            rows.entry((place, None)).or_default();
        }
    }
    Ok(rows
        .into_iter()
        .map(|((place, mode), tally)| {
            // A quota is for all modes together.
            let need = mode.is_none().then(|| needs.at(place)).flatten();
            row(&tree, place, mode, &tally, need, request)
        })
        .collect())
}

/// The level of a name, or an error that lists the levels there are.
pub(crate) fn known_level<'t>(tree: &'t UnitTree, level: &str) -> Result<&'t Code, AnalyticsError> {
    let levels = tree.levels();
    levels.iter().copied().find(|known| known.as_str() == level).ok_or_else(|| {
        let levels: Vec<_> = levels.into_iter().map(Code::as_str).collect();
        AnalyticsError::UnknownLevel { level: level.to_owned(), levels: levels.join(", ") }
    })
}

/// Complete cases of a unit and those below it.
fn complete(tree: &UnitTree, tallies: &Tallies, unit: usize) -> u64 {
    let below = |own: &Code| {
        let own = tree.position(own.as_str());
        own.is_some_and(|own| tree.lineage(own).any(|above| above == unit))
    };
    let own = tallies.iter().filter(|((own, _), _)| below(own));
    own.map(|(_, tally)| tally.outcomes.complete).sum()
}

/// Cases by unit and mode.
fn tallied(
    store: &Store,
    round: &Code,
    rules: &FieldworkRules,
    now: Timestamp,
) -> Result<Tallies, StoreError> {
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
    for standing in store.standings(round, now)? {
        let tally = tallies.entry((standing.unit, standing.mode)).or_default();
        tally.open += standing.open;
        tally.appointments += standing.appointments;
        tally.held += standing.held;
        tally.closed += standing.closed;
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

fn row(
    tree: &UnitTree,
    place: usize,
    mode: Option<Mode>,
    tally: &Tally,
    need: Option<Need>,
    request: &FieldworkRequest,
) -> FieldworkRow {
    let unit = &tree.units()[place];
    let mode = mode.map_or(ALL, Mode::as_str);
    FieldworkRow {
        unit_code: unit.code.to_string(),
        unit_name: unit.name.get(request.language).to_owned(),
        untried: tally.untried,
        minimum: need.map(|need| need.minimum),
        missing: need.map(|need| need.missing),
        open: tally.open,
        appointments: tally.appointments,
        held: tally.held,
        closed: tally.closed,
        ..FieldworkRow::of_outcomes(&tally.outcomes, request.round.as_str(), mode)
    }
}
