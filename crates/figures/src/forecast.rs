//! Mock rounds and earlier results → what an external survey will find.

use analytics::{IndexRequest, Thresholds, UnitSelection};
use statistics::forecast::{Own, Pair, forecast as predicted};
use store::Store;
use survey::display::rounded_or_dash;
use survey::table::{ForecastBasis, ForecastRow, IndexRow};
use survey::{Code, Language, OVERALL, PastResult, Period, RoundKind};

use crate::{Cut, Figures, FiguresError, Selection, Twin};

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
    pub past: Vec<PastResult>,
    /// When to flag and to withhold.
    pub thresholds: Thresholds,
    /// Language of the names.
    pub language: Language,
}

/// A line for each unit that the mock rounds of the period asked anybody of. Official rounds have no part in
/// it.
///
/// # Errors
/// When no round mirrors the survey, a unit or level is unknown, or the store fails.
pub fn forecast(
    store: &Store,
    request: &ForecastRequest,
) -> Result<Vec<ForecastRow>, FiguresError> {
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
    now.iter().map(|row| foretold(&figures, request, row)).collect()
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

fn foretold(
    figures: &Figures,
    request: &ForecastRequest,
    row: &IndexRow,
) -> Result<ForecastRow, FiguresError> {
    let pairs = pairs(figures, request, &row.unit_code)?;
    let own = own_of(row);
    let found = own.and_then(|own| predicted(own, &pairs, LEVEL));
    let difference = found.and_then(|found| found.difference);
    // No score lies beyond the scale.
    let on_scale = |score: f64| score.clamp(0.0, 100.0);
    Ok(ForecastRow {
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
    })
}

fn own_of(row: &IndexRow) -> Option<Own> {
    Some(Own { estimate: row.index?, se: row.se?, df: row.df? })
}

/// Earlier results of a unit beside what the mock survey had found. One whose mock survey is not known
/// makes no pair.
fn pairs(
    figures: &Figures,
    request: &ForecastRequest,
    unit: &str,
) -> Result<Vec<Pair>, FiguresError> {
    let begins = request.period.months().start;
    let earlier =
        request.past.iter().filter(|past| past.unit == *unit && past.period.months().end <= begins);
    let mut pairs = Vec::new();
    for past in earlier {
        let mock = match past.mock {
            Some(given) => Some(given),
            None => found_then(figures, request, past)?,
        };
        pairs.extend(mock.map(|(own, se)| Pair { own, se, other: past.external }));
    }
    Ok(pairs)
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

impl Twin {
    /// Forecasts for reading.
    pub fn of_forecast(rows: &[ForecastRow], language: Language) -> Self {
        let headers = language.pick(
            [
                "单位",
                "有效答卷",
                "模拟得分",
                "往次结果",
                "平均偏差",
                "预测",
                "95%预测区间",
                "区间包含",
            ],
            [
                "Unit",
                "n",
                "Mock index",
                "Past results",
                "Mean difference",
                "Forecast",
                "95% prediction interval",
                "The interval holds",
            ],
        );
        let row = |row: &ForecastRow| {
            let interval = match (row.low, row.high) {
                (Some(low), Some(high)) => {
                    format!("{}–{}", rounded_or_dash(Some(low), 1), rounded_or_dash(Some(high), 1))
                }
                _ => rounded_or_dash(None, 1),
            };
            let holds = match row.basis {
                Some(ForecastBasis::SamplingOnly) => {
                    language.pick("仅抽样误差", "sampling error only")
                }
                Some(ForecastBasis::PastResults) => {
                    language.pick("抽样误差和往次差异", "sampling error, past differences")
                }
                None => "",
            };
            vec![
                row.unit_name.to_string(),
                survey::display::count_or_dash(row.n),
                rounded_or_dash(row.mock_index, 1),
                row.past.to_string(),
                rounded_or_dash(row.bias, 1),
                rounded_or_dash(row.forecast, 1),
                interval,
                holds.to_owned(),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            units: rows.iter().map(|row| row.unit_code.to_string()).collect(),
        }
    }
}
