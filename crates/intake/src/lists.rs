//! `/api/v1/units`, `/questionnaires`, `/rounds`, `/schemes`: what is asked, where and when.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use survey::{Questionnaire, Round, ScoringScheme, Unit};

use crate::State;
use crate::conditional::{Made, Variant, conditional};
use crate::error::HttpError;
use crate::query::Params;

const VARIANT: Variant = Variant { choice: "list", vary: "Accept-Encoding" };

#[derive(Serialize)]
struct Units {
    revision: i64,
    units: Vec<Unit>,
}

#[derive(Serialize)]
struct Questionnaires {
    revision: i64,
    questionnaires: Vec<Questionnaire>,
}

#[derive(Serialize)]
struct Rounds {
    revision: i64,
    rounds: Vec<Round>,
}

#[derive(Serialize)]
struct Schemes {
    revision: i64,
    schemes: Vec<ScoringScheme>,
}

/// `GET /units`: all units, parents named by code; with `level`, those of a level.
pub(crate) async fn units(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let params = Params::read(request.query_string(), &["level"]);
    let level = params.text("level").map(str::to_owned);
    params.finish()?;
    conditional(&request, &state, VARIANT, move |state| {
        let revision = state.store().revision()?;
        let mut units = state.store().unit_tree()?.units().to_vec();
        if let Some(level) = level {
            units.retain(|unit| unit.level == *level);
        }
        Made::json(revision, &Units { revision, units })
    })
    .await
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
