//! The response rate of a period.

use jiff::Timestamp;
use store::Store;
use survey::{Code, Language, Month, Period, Round};

use crate::{FieldworkRequest, FieldworkRow, Figures, FiguresError, fieldwork};

/// How the cases of a unit came out, in the rounds of a period together; nothing where there are none.
/// A round that reaches beyond the period is none of it: its cases can't be told apart by time.
///
/// # Errors
/// When the store fails.
pub fn response_rate(
    store: &Store,
    figures: &Figures,
    (period, unit): (Period, &str),
    within: Option<&[Code]>,
    language: Language,
) -> Result<Option<FieldworkRow>, FiguresError> {
    let Some(known) = figures.tree().get(unit) else { return Ok(None) };
    let months = period.months();
    let is_of_period = |round: &Round| {
        months.contains(&Month::of(round.opens)) && months.contains(&Month::of(round.closes))
    };
    let mut rows = Vec::new();
    for round in figures.rounds(store)?.into_iter().filter(is_of_period) {
        let request = FieldworkRequest {
            round: round.code,
            level: known.level.clone(),
            within: within.map(<[Code]>::to_vec),
            by_mode: false,
            language,
            now: Timestamp::now(),
        };
        let of_round = fieldwork(store, &request)?;
        rows.extend(of_round.into_iter().filter(|row| row.unit_code == *unit));
    }
    Ok(FieldworkRow::total(&rows, known.name.get(language)))
}
