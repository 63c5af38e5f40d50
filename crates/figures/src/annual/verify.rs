//! Keeping a score so that it can be computed again to the byte, and doing so.

use jiff::civil::Date;
use serde::Serialize;
use store::{AnnualScore, NewScore, Store};
use survey::vouched::EntryState;
use uuid::Uuid;

use super::{AnnualInputs, annual_result, gather};
use crate::FiguresError;

/// What became of a score that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreCheck {
    /// Its id.
    pub id: Uuid,
    /// How far it has come.
    pub state: EntryState,
    /// The formula, `code@version`.
    pub formula: String,
    /// Digest of the result.
    pub digest: String,
    /// What is kept is what its digests say.
    pub intact: bool,
    /// The inputs that are kept give the result that is kept, to the byte.
    pub recomputed: bool,
    /// Units whose inputs are others in the database of today, as where answers came in late; `None` where
    /// the inputs that are kept can't be read.
    pub differ_today: Option<Vec<String>>,
}

impl ScoreCheck {
    /// Whether the score can be relied on. That data came in later is no fault of it.
    pub fn is_sound(&self) -> bool {
        self.intact && self.recomputed
    }
}

/// A score as it is kept: made of the inputs as they are written down, and of nothing else.
///
/// # Errors
/// As [`annual_result`].
pub fn new_score(inputs: &AnnualInputs, data_revision: i64) -> Result<NewScore, FiguresError> {
    let inputs = serde_json::to_string(inputs)?;
    let written: AnnualInputs = serde_json::from_str(&inputs)?;
    Ok(NewScore {
        year: written.year,
        formula: written.formula.code.clone(),
        formula_version: written.formula.version,
        result: serde_json::to_string(&annual_result(&written)?)?,
        inputs,
        data_revision,
        program: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// The inputs of the score that holds for a year: the confirmed one, or what waits for that. `None`
/// without either.
///
/// # Errors
/// When the store fails, or the inputs that are kept can't be read.
pub fn standing_score(
    store: &Store,
    year: i32,
) -> Result<Option<(AnnualScore, AnnualInputs)>, FiguresError> {
    let scores = store.annual_scores(year)?;
    let in_state = |state| scores.iter().rfind(|score| score.vouched.state == state);
    let found = in_state(EntryState::Confirmed).or_else(|| in_state(EntryState::Entered));
    let Some(score) = found else { return Ok(None) };
    Ok(Some((score.clone(), serde_json::from_str(&score.inputs)?)))
}

/// Computes every score of a year again that was not given up, the oldest first.
///
/// # Errors
/// When the store fails, or a formula names what there is no longer.
pub fn verify_scores(
    store: &Store,
    year: i32,
    today: Date,
) -> Result<Vec<ScoreCheck>, FiguresError> {
    let scores = store.annual_scores(year)?;
    let kept = scores.iter().filter(|score| score.vouched.state != EntryState::Withdrawn);
    kept.map(|score| check(store, score, today)).collect()
}

fn check(store: &Store, score: &AnnualScore, today: Date) -> Result<ScoreCheck, FiguresError> {
    // What was changed by hand may be no inputs any more, which is a finding and no failure.
    let inputs: Option<AnnualInputs> = serde_json::from_str(&score.inputs).ok();
    let recomputed = match &inputs {
        Some(inputs) => serde_json::to_string(&annual_result(inputs)?)? == score.result,
        None => false,
    };
    let differ_today = match &inputs {
        Some(inputs) => Some(differences(store, inputs, today)?),
        None => None,
    };
    Ok(ScoreCheck {
        id: score.id,
        state: score.vouched.state,
        formula: format!("{}@{}", score.formula, score.formula_version),
        digest: score.digest.clone(),
        intact: score.is_intact(),
        recomputed,
        differ_today,
    })
}

/// Codes of the units that go in otherwise today.
fn differences(
    store: &Store,
    kept: &AnnualInputs,
    today: Date,
) -> Result<Vec<String>, FiguresError> {
    let now = gather(store, &kept.formula, kept.year, today)?;
    // Through the same text, which may round the last digit.
    let now: AnnualInputs = serde_json::from_str(&serde_json::to_string(&now)?)?;
    let units = |inputs: &AnnualInputs| {
        let levels = inputs.levels.iter().flat_map(|level| level.units.clone());
        levels.map(|unit| (unit.unit.clone(), unit)).collect::<std::collections::BTreeMap<_, _>>()
    };
    let (before, after) = (units(kept), units(&now));
    let codes: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let differ = codes.into_iter().filter(|code| before.get(*code) != after.get(*code));
    Ok(differ.map(ToString::to_string).collect())
}
