//! `/api/v1/units`, `/questionnaires`, `/rounds`, `/schemes`: what is asked, where and when.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::Serialize;
use survey::problem::quoted;
use survey::{Code, Questionnaire, Right, Round, Scope, ScoringScheme, Unit, UnitTree};

use crate::State;
use crate::auth::{Actor, not_allowed};
use crate::conditional::{Made, Variant, conditional, unchanging};
use crate::error::HttpError;
use crate::pages::questionnaires::unknown;
use crate::problem::{Fault, ProblemDocument};
use crate::query::{Params, refuse_if_any};

const VARIANT: Variant = Variant { choice: "list", vary: "Accept-Encoding", day: None };

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

/// `GET /questionnaires/{code}/versions/{version}`: a published version, which never changes; with
/// `draft=true` its draft, for those who look after questionnaires.
pub(crate) async fn questionnaire(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &["draft"]);
    let draft = params.choice("draft", &[("true", true), ("false", false)]).unwrap_or(false);
    params.finish()?;
    let (code, version) = version_of(&request)?;
    if draft && actor.scope(Right::ManageSurvey) != Scope::Everything {
        return Err(not_allowed("drafts are for those who look after questionnaires").into());
    }
    let of = code.clone();
    let found = block(move || {
        let store = state.store();
        if draft {
            return Ok(store.draft(of.as_str(), version)?.map(|draft| draft.questionnaire));
        }
        store.questionnaire(of.as_str(), version)
    })
    .await??;
    let questionnaire = found.ok_or_else(|| unknown(&code, version))?;
    let body = serde_json::to_string(&questionnaire)?;
    Ok(unchanging(&request, "application/json", body))
}

/// Code and version of an address.
fn version_of(request: &HttpRequest) -> Result<(Code, u32), HttpError> {
    let part = |name| request.match_info().get(name).unwrap_or_default();
    let version = part("version").parse().map_err(|_| {
        let detail = format!("{} is not a whole number", quoted(part("version")));
        ProblemDocument::bad_request("bad_version", detail)
    })?;
    let code = part("code").parse::<Code>().map_err(|_| {
        let detail = format!("{} can't be a code", quoted(part("code")));
        ProblemDocument::bad_request("bad_code", detail)
    })?;
    Ok((code, version))
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
