//! `/api/v1/units`, `/questionnaires`, `/rounds`, `/schemes`: what is asked, where and when.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::Serialize;
use survey::problem::quoted;
use survey::{Code, Questionnaire, Round, ScoringScheme, Unit, UnitTree};

use crate::State;
use crate::conditional::{Made, Variant, conditional};
use crate::error::HttpError;
use crate::problem::Fault;
use crate::query::{Params, refuse_if_any};

const VARIANT: Variant = Variant { choice: "list", vary: "Accept-Encoding" };

#[derive(Serialize, JsonSchema)]
pub(crate) struct Units {
    /// Counts the changes of the data.
    revision: i64,
    units: Vec<Unit>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Questionnaires {
    /// Counts the changes of the data.
    revision: i64,
    questionnaires: Vec<Questionnaire>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Rounds {
    /// Counts the changes of the data.
    revision: i64,
    rounds: Vec<Round>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Schemes {
    /// Counts the changes of the data.
    revision: i64,
    schemes: Vec<ScoringScheme>,
}

/// `GET /units`: all units, parents named by code; with `level`, those of a level.
pub(crate) async fn units(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &["level"]);
    let level = params.parsed("level", str::parse::<Code>);
    params.finish()?;
    conditional(&request, &state, VARIANT, move |state| {
        let revision = state.store().revision()?;
        let tree = state.store().unit_tree()?;
        refuse_if_any(level.iter().filter_map(|level| unknown_level(level, &tree)).collect())?;
        let mut units = tree.units().to_vec();
        if let Some(level) = level {
            units.retain(|unit| unit.level == level);
        }
        Made::json(revision, &Units { revision, units })
    })
    .await
}

/// A level that no unit has: an empty list would read like a result.
fn unknown_level(level: &Code, tree: &UnitTree) -> Option<Fault> {
    let levels = tree.levels();
    (!levels.contains(&level)).then(|| {
        let detail = format!("there is no level {}", quoted(level.as_str()));
        Fault::parameter("unknown_level", "level", detail).allowing(levels)
    })
}

/// `GET /questionnaires`: all versions of all questionnaires.
pub(crate) async fn questionnaires(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    conditional(&request, &state, VARIANT, |state| {
        let revision = state.store().revision()?;
        let questionnaires = state.store().questionnaires()?;
        Made::json(revision, &Questionnaires { revision, questionnaires })
    })
    .await
}

/// `GET /rounds`: all rounds.
pub(crate) async fn rounds(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    conditional(&request, &state, VARIANT, |state| {
        let revision = state.store().revision()?;
        let rounds = state.store().rounds()?;
        Made::json(revision, &Rounds { revision, rounds })
    })
    .await
}

/// `GET /schemes`: all scoring schemes.
pub(crate) async fn schemes(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    conditional(&request, &state, VARIANT, |state| {
        let revision = state.store().revision()?;
        let schemes = state.store().scoring_schemes()?;
        Made::json(revision, &Schemes { revision, schemes })
    })
    .await
}
