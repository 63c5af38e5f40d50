//! What a score says: ranking and parts, what hangs on the weights, candidates, and how far units are from
//! their aims. Units are ranked among all of their level, and those within reach are shown.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::{
    AnnualInputs, ProgressRow, Selection, annual_result, candidates, find_formula, gather,
    not_an_award, progress, sensitivity, standing_score,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::AnnualScore;
use survey::round::in_china;
use survey::table::{AnnualPartRow, AnnualScoreRow, CandidateRow, SensitivityRow, SpreadRow};
use survey::{Code, Language, Right, Scope};

use super::scores::wanted_year;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::figure::language;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;

/// Most candidates that can be asked for.
pub(crate) const TOP_MAX: u32 = 1_000;

/// What a score says of the units within reach.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AnnualTables {
    /// The score that is kept; empty for one that was computed just now.
    score: Option<AnnualScore>,
    /// Totals and ranks.
    scores: Vec<AnnualScoreRow>,
    /// Their components.
    parts: Vec<AnnualPartRow>,
    /// What makes the units of each level differ.
    spread: Vec<SpreadRow>,
}

/// The ranks that other weights would change.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sensitivities {
    /// The score that is kept; empty for one that was computed just now.
    score: Option<AnnualScore>,
    /// By how much each weight is moved, up and down.
    moved_by: f64,
    /// By level, component, more before less, and rank.
    rows: Vec<SensitivityRow>,
}

/// The list of candidates.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Candidates {
    /// The score that is kept; empty for one that was computed just now.
    score: Option<AnnualScore>,
    /// That the list is no award.
    notice: &'static str,
    /// By level and rank.
    rows: Vec<CandidateRow>,
}

/// How far units are.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ProgressTable {
    /// In the order of the tree.
    rows: Vec<ProgressRow>,
}

/// Which score is asked for, and by whom.
struct Asked {
    year: i32,
    formula: Option<String>,
    language: Language,
}

impl Asked {
    fn read(params: &mut Params) -> Self {
        Self {
            year: wanted_year(params),
            formula: params.text("formula").map(str::to_owned),
            language: language(params),
        }
    }

    /// What is kept, or what a formula asks for as of now.
    fn inputs(&self, state: &State) -> Result<(Option<AnnualScore>, AnnualInputs), HttpError> {
        let store = state.store();
        if let Some(name) = &self.formula {
            let today = in_china(Timestamp::now()).date();
            return Ok((None, gather(store, &find_formula(store, name)?, self.year, today)?));
        }
        let kept = standing_score(store, self.year)?;
        let (score, inputs) = kept.ok_or_else(|| {
            let detail = format!("no score of {} is kept; name a formula", self.year);
            ProblemDocument::not_found("no_score", detail)
        })?;
        Ok((Some(score), inputs))
    }
}

const PARAMETERS: [&str; 3] = ["year", "formula", "lang"];

/// `GET /annual/result`.
pub(crate) async fn result(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &PARAMETERS);
    let asked = Asked::read(&mut params);
    params.finish()?;
    let tables = block(move || {
        let (score, inputs) = asked.inputs(&state)?;
        let result = annual_result(&inputs)?;
        let sees = sight(&state, &actor)?;
        let mut tables = AnnualTables {
            score,
            scores: result.scores,
            parts: result.parts,
            spread: result.spread,
        };
        tables.scores.retain(|row| sees(&row.unit_code));
        tables.parts.retain(|row| sees(&row.unit_code));
        Ok::<_, HttpError>(tables)
    })
    .await??;
    Ok(HttpResponse::Ok().json(tables))
}

/// `GET /annual/sensitivity`.
pub(crate) async fn sensitivities(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &PARAMETERS);
    let asked = Asked::read(&mut params);
    params.finish()?;
    let table = block(move || {
        let (score, inputs) = asked.inputs(&state)?;
        let mut rows = sensitivity(&inputs)?;
        let sees = sight(&state, &actor)?;
        rows.retain(|row| sees(&row.unit_code));
        Ok::<_, HttpError>(Sensitivities { score, moved_by: figures::MOVED_BY, rows })
    })
    .await??;
    Ok(HttpResponse::Ok().json(table))
}

/// `GET /annual/candidates`.
pub(crate) async fn candidate_list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&PARAMETERS[..], &["top"]].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    if params.text("top").is_none() {
        let detail = "say how many".to_owned();
        params.refuse(Fault::parameter("missing_parameter", "top", detail));
    }
    let top = params.parsed("top", |text| {
        let top = text.parse().ok().filter(|top| (1..=TOP_MAX).contains(top));
        top.ok_or_else(|| format!("must be a number from 1 to {TOP_MAX}"))
    });
    let asked = Asked::read(&mut params);
    params.finish()?;
    let table = block(move || {
        let (score, inputs) = asked.inputs(&state)?;
        let mut rows = candidates(&annual_result(&inputs)?, top.unwrap_or_default());
        let sees = sight(&state, &actor)?;
        rows.retain(|row| sees(&row.score.unit_code));
        Ok::<_, HttpError>(Candidates { score, notice: not_an_award(asked.language), rows })
    })
    .await??;
    Ok(HttpResponse::Ok().json(table))
}

/// `GET /annual/progress`.
pub(crate) async fn targets(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let names = ["year", "level", "questionnaire", "lang"];
    let mut params = Params::read(request.query_string(), &names);
    let year = wanted_year(&mut params);
    let level = params.parsed("level", str::parse::<Code>);
    let questionnaire = params.parsed("questionnaire", str::parse::<Code>);
    let language = language(&mut params);
    params.finish()?;
    let table = block(move || {
        let selection = Selection { questionnaire, ..Selection::default() };
        let figures = state.figures().get(state.store(), &selection)?;
        let level = level.map(|level| level.to_string()).or_else(|| figures.usual_level());
        let level = level.ok_or(figures::FiguresError::NoResponses)?;
        let mut rows = progress(state.store(), &figures, year, &level, language)?;
        let sees = sight(&state, &actor)?;
        rows.retain(|row| sees(&row.unit_code));
        Ok::<_, HttpError>(ProgressTable { rows })
    })
    .await??;
    Ok(HttpResponse::Ok().json(table))
}

/// Whether somebody may see the score of a unit.
pub(crate) fn sight(
    state: &State,
    actor: &Actor,
) -> Result<impl Fn(&str) -> bool + use<>, HttpError> {
    let scope = actor.scope(Right::ReadAnnual);
    let units = match &scope {
        Scope::Everything => None,
        Scope::Nothing | Scope::Units(_) => {
            Some(state.reference().units_within(state.store(), &scope)?.unwrap_or_default())
        }
    };
    Ok(move |unit: &str| {
        units.as_ref().is_none_or(|units| units.iter().any(|known| known.as_str() == unit))
    })
}
