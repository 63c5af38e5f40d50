//! Mock rounds and earlier results → what an external survey will find.

mod past;
mod twin;

use analytics::{IndexRequest, Thresholds, UnitSelection};
use statistics::forecast::{Own, Pair, forecast as predicted};
use store::Store;
use survey::table::{ForecastBasis, ForecastRow, IndexRow, PastResultRow, PastState};
use survey::{Code, KnownResult, Language, OVERALL, PastResult, PastSource, Period, RoundKind};

pub use self::past::{ConfirmedResults, PastChoice, confirmed_results};
use crate::{Cut, Figures, FiguresError, Selection};

/// Level of the intervals.
const LEVEL: f64 = 0.95;

/// What is to be foretold.
#[derive(Debug, Clone)]
pub struct ForecastRequest {
    /// Questionnaire of the mock rounds; may be left out while there is only one.
    pub questionnaire: Option<Code>,
    /// The external survey: only the mock rounds that mirror it count. All of them without.
    pub survey: Option<Code>,
    /// Period.
    pub period: Period,
    /// Units.
    pub units: UnitSelection,
    /// Scoring scheme, `code` or `code@version`.
    pub scheme: Option<String>,
    /// What the external survey found before. Results of the period itself, or of later ones, are not
    /// looked at.
    pub past: Vec<KnownResult>,
    /// When to flag and to withhold.
    pub thresholds: Thresholds,
    /// Language of the names.
    pub language: Language,
}

/// What is foretold, and what that rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// A line for each unit that the mock rounds of the period asked anybody of.
    pub rows: Vec<ForecastRow>,
    /// The past results of these units that were looked at.
    pub past: Vec<PastResultRow>,
}

/// Foretells, unit by unit. Official rounds have no part in it.
///
/// # Errors
/// When no round mirrors the survey, a unit or level is unknown, a past result is there twice, or the store
/// fails.
pub fn forecast(store: &Store, request: &ForecastRequest) -> Result<Forecast, FiguresError> {
    let selection = Selection {
        questionnaire: request.questionnaire.clone(),
        kind: RoundKind::Mock,
        ..Selection::default()
    };
    let figures = match &request.survey {
        Some(survey) => Figures::load_mirroring(store, &selection, survey)?,
        None => Figures::load(store, &selection)?,
    };
    let now = index(&figures, request, request.period, request.units.clone())?;
    if now.is_empty() {
        return Err(FiguresError::NoResponses);
    }
    let mut told = Forecast { rows: Vec::new(), past: Vec::new() };
    for row in &now {
        let past = past_rows(&figures, request, row)?;
        told.rows.push(foretold(request, row, &past));
        told.past.extend(past);
    }
    Ok(told)
}

fn index(
    figures: &Figures,
    request: &ForecastRequest,
    period: Period,
    units: UnitSelection,
) -> Result<Vec<IndexRow>, FiguresError> {
    let cut = Cut { scheme: request.scheme.clone(), language: request.language, ..Cut::default() };
    let asked = IndexRequest {
        periods: vec![period],
        units,
        thresholds: request.thresholds,
        language: request.language,
        ..IndexRequest::default()
    };
    let mut rows = figures.index_table(&cut, &asked)?;
    rows.retain(|row| row.category == OVERALL);
    Ok(rows)
}

fn foretold(request: &ForecastRequest, row: &IndexRow, past: &[PastResultRow]) -> ForecastRow {
    let pairs: Vec<Pair> = past.iter().filter_map(pair).collect();
    let own = own_of(row);
    let found = own.and_then(|own| predicted(own, &pairs, LEVEL));
    let difference = found.and_then(|found| found.difference);
    // No score lies beyond the scale.
    let on_scale = |score: f64| score.clamp(0.0, 100.0);
    ForecastRow {
        unit_code: row.unit_code.clone(),
        unit_name: row.unit_name.clone(),
        level: row.level.clone(),
        period: request.period,
        survey: request.survey.as_ref().map_or("", |code| code.as_str()).into(),
        n: row.n,
        mock_index: row.index,
        mock_se: row.se,
        past: pairs.len() as u64,
        bias: difference.map(|difference| difference.bias),
        spread: difference.map(|difference| difference.spread),
        forecast: found.map(|found| on_scale(found.estimate)),
        low: found.map(|found| on_scale(found.interval.low)),
        high: found.map(|found| on_scale(found.interval.high)),
        basis: found.map(|found| match found.difference {
            Some(_) => ForecastBasis::PastResults,
            None => ForecastBasis::SamplingOnly,
        }),
    }
}

fn own_of(row: &IndexRow) -> Option<Own> {
    Some(Own { estimate: row.index?, se: row.se?, df: row.df? })
}

fn pair(past: &PastResultRow) -> Option<Pair> {
    Some(Pair { own: past.mock_index?, se: past.mock_se?, other: past.external })
}

/// Earlier results of a unit beside what the mock survey had found, the oldest first.
fn past_rows(
    figures: &Figures,
    request: &ForecastRequest,
    row: &IndexRow,
) -> Result<Vec<PastResultRow>, FiguresError> {
    let begins = request.period.months().start;
    let is_meant = |known: &&KnownResult| {
        known.result.unit == *row.unit_code.as_str() && known.result.period.months().end <= begins
    };
    let mut earlier: Vec<&KnownResult> = request.past.iter().filter(is_meant).collect();
    earlier.sort_by_key(|known| known.result.period.months().start);
    if let Some((first, second)) = KnownResult::twice(&earlier) {
        return Err(FiguresError::PastTwice {
            unit: first.result.unit.to_string(),
            period: first.result.period,
            sources: Box::new((first.source.clone(), second.source.clone())),
        });
    }
    let mut rows = Vec::new();
    for known in earlier {
        let mock = match known.result.mock {
            Some(given) => Some(given),
            None => found_then(figures, request, &known.result)?,
        };
        rows.push(past_row(row, known, mock));
    }
    Ok(rows)
}

fn past_row(row: &IndexRow, known: &KnownResult, mock: Option<(f64, f64)>) -> PastResultRow {
    let (issuer, entry, document) = match &known.source {
        PastSource::Entry { id, issuer, document } => {
            (issuer.to_string(), id.to_string(), document.clone())
        }
        PastSource::File { name, line } => (String::new(), String::new(), format!("{name}:{line}")),
    };
    let external = known.result.external;
    PastResultRow {
        unit_code: row.unit_code.clone(),
        unit_name: row.unit_name.clone(),
        period: known.result.period,
        external,
        mock_index: mock.map(|(index, _)| index),
        mock_se: mock.map(|(_, se)| se),
        difference: mock.map(|(index, _)| external - index),
        state: if mock.is_some() { PastState::Paired } else { PastState::NoMock },
        issuer,
        entry,
        document,
    }
}

fn found_then(
    figures: &Figures,
    request: &ForecastRequest,
    past: &PastResult,
) -> Result<Option<(f64, f64)>, FiguresError> {
    let unit = UnitSelection::One(past.unit.to_string());
    let rows = index(figures, request, past.period, unit)?;
    Ok(rows.first().and_then(|row| Some((row.index?, row.se?))))
}
