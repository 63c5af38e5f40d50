//! How far fieldwork has come, and the outcome codes by which that is told.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::{FieldworkRequest, FieldworkRow, fieldwork};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use store::Action;
use survey::problem::quoted;
use survey::{Code, Right, Scope};

use crate::State;
use crate::auth::Actor;
use crate::conditional::{Made, Variant, conditional};
use crate::error::HttpError;
use crate::figure::{Shape, language};
use crate::problem::{Fault, ProblemDocument};
use crate::query::{Params, refuse_if_any};

/// Cases by outcome, rates and quotas.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FieldworkTable<'a> {
    round: &'a Code,
    rows: Vec<FieldworkRow>,
}

/// The units whose fieldwork somebody may read, with all below them; none for everything.
pub(crate) fn seen_by(actor: &Actor) -> Option<Vec<Code>> {
    match actor.scope(Right::ReadFieldwork) {
        Scope::Everything => None,
        Scope::Units(units) => Some(units),
        Scope::Nothing => Some(Vec::new()),
    }
}

/// `GET /outcomes`: the outcome codes in use, and what follows each.
pub(crate) async fn outcomes(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let variant = Variant { choice: "list", vary: "Accept-Encoding", day: None };
    conditional(&request, &state, variant, move |state| {
        let revision = state.store().revision()?;
        Made::json(revision, &state.store().fieldwork_rules()?)
    })
    .await
}

/// `GET /fieldwork`: cases by outcome, rates and quotas of a round, unit by unit.
pub(crate) async fn progress(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&["round", "level", "by", "lang"][..], &Shape::PARAMETERS].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    let mut code = |name: &'static str| {
        let read = params.parsed(name, str::parse::<Code>);
        if read.is_none() && params.text(name).is_none() {
            let detail = format!("say which {name}");
            params.refuse(Fault::parameter("missing_parameter", name, detail));
        }
        read
    };
    let (round, level) = (code("round"), code("level"));
    let by_mode = params.choice("by", &[("mode", true)]).unwrap_or(false);
    let language = language(&mut params);
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    let (Some(round), Some(level)) = (round, level) else {
        return Err(ProblemDocument::bad_request("bad_query", "say which round and level").into());
    };
    let within = seen_by(&actor);
    let asked = FieldworkRequest { round, level, within, by_mode, language, now: Timestamp::now() };
    let address = format!("{}?{}", request.path(), request.query_string());
    let made = block(move || {
        if state.store().round(asked.round.as_str())?.is_none() {
            let detail = format!("there is no round {}", quoted(asked.round.as_str()));
            refuse_if_any(vec![Fault::parameter("unknown_round", "round", detail)])?;
        }
        let rows = fieldwork(state.store(), &asked)?;
        let revision = state.store().revision()?;
        if !shape.is_file() {
            return Made::json(revision, &FieldworkTable { round: &asked.round, rows });
        }
        let (reader, detail) = (actor.user().name.as_str(), json!({"revision": revision}));
        state.store().record_action(reader, Action::Exported, &address, detail)?;
        shape.file("fieldwork", revision, &rows)
    })
    .await??;
    // What one may see is not what another may.
    Ok(made.passing())
}
