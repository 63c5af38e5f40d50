//! What supervisors do to stored responses: correct them, withdraw them, look at what they were.

use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Action, Change, QuarantineEntry, StoreError, StoredResponse};
use survey::schema::Instant;
use survey::validate::Verdict;
use survey::{Response, Right};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::{SINGLE_BYTES_MAX, id_of, other_id, without_household};

/// Longest reason, in characters.
const REASON_MAX: usize = 500;

/// New content for a stored response, and why.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correction {
    /// The version that the corrector has seen.
    instead_of: u32,
    #[schemars(schema_with = "reason_schema")]
    reason: String,
    /// Without a respondent's number or a position it keeps those that are stored.
    response: Response,
}

/// Why a response is taken out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdrawal {
    #[schemars(schema_with = "reason_schema")]
    reason: String,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Corrected {
    id: Uuid,
    /// `corrected`, or `same` as is stored.
    #[schemars(extend("enum" = ["corrected", "same"]))]
    outcome: &'static str,
    /// The version that is stored now.
    version: usize,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Withdrawn {
    id: Uuid,
    #[schemars(extend("const" = "withdrawn"))]
    outcome: &'static str,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Versions {
    id: Uuid,
    /// The version that is stored now.
    version: usize,
    /// Those that were corrected, oldest first.
    former: Vec<Former>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FormerVersion")]
struct Former {
    version: u32,
    response: Response,
    #[schemars(with = "Instant")]
    replaced_at: Timestamp,
    replaced_by: String,
    reason: String,
}

/// `POST /responses/{id}/corrections`: puts new content in place of a version, which is kept.
pub(crate) async fn correct(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let id = id_of(&request)?;
    let body = body::read(&request, payload, SINGLE_BYTES_MAX).await?;
    let corrected = block(move || {
        let Correction { instead_of, reason, mut response } = body::parse_object(&body)?;
        let stored = within_reach(&state, &actor, id)?;
        response.respondent = response.respondent.or_else(|| stored.response.respondent.clone());
        response.position = response.position.or(stored.response.position);
        let reason = reason_of(&reason)?;
        check(&state, &actor, &response, id)?;
        let version = state.store().former_versions(id)?.len() + 1;
        // Asked again after a lost answer, it is done already.
        if stored.response == response {
            return Ok(Corrected { id, outcome: "same", version });
        }
        if usize::try_from(instead_of).ok() != Some(version) {
            return Err(StoreError::Superseded { id: id.to_string() }.into());
        }
        let by = state.store().by(actor.user().name.as_str());
        Ok::<_, HttpError>(match by.correct(&response, &stored.digest, &reason)? {
            Change::Unchanged => Corrected { id, outcome: "same", version },
            Change::Added | Change::Updated => {
                Corrected { id, outcome: "corrected", version: version + 1 }
            }
        })
    })
    .await??;
    Ok(HttpResponse::Ok().json(corrected))
}

/// Everything that is wrong with new content for a response.
fn check(state: &State, actor: &Actor, response: &Response, id: Uuid) -> Result<(), HttpError> {
    let mut faults: Vec<Fault> = other_id(response.id, id).into_iter().collect();
    let problems = match state.reference().judge(state.store(), response)? {
        Verdict::Sound => Vec::new(),
        Verdict::Faulty(problems) => problems,
        Verdict::UnknownForm => {
            let detail = "this version of the questionnaire is not published here";
            vec![survey::Problem::new("unknown_form", "/form_version", detail)]
        }
    };
    faults.extend(problems.into_iter().map(Fault::from));
    if faults.is_empty() && !covers(state, actor, response)? {
        let detail = "you may not move a response to this unit".to_owned();
        faults.push(Fault::at("unit_not_allowed", "/unit".to_owned(), detail));
    }
    if faults.is_empty() {
        return Ok(());
    }
    let faults = faults.into_iter().map(|fault| fault.under("/response")).collect();
    Err(ProblemDocument::invalid(faults).into())
}

/// `POST /responses/{id}/withdrawal`: takes a response out for good.
pub(crate) async fn withdraw(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let id = id_of(&request)?;
    let body = body::read(&request, payload, SINGLE_BYTES_MAX).await?;
    block(move || {
        let reason = reason_of(&body::parse_object::<Withdrawal>(&body)?.reason)?;
        if let Err(missing) = within_reach(&state, &actor, id) {
            // What only waits can be demanded back too.
            let waiting = state.store().quarantined_under(id)?;
            let covered = |entry: &QuarantineEntry| covers(&state, &actor, &entry.response);
            let all = waiting.iter().map(covered).collect::<Result<Vec<_>, _>>()?;
            if all.is_empty() || all.contains(&false) {
                return Err(missing);
            }
        }
        Ok::<_, HttpError>(state.store().by(actor.user().name.as_str()).withdraw(id, &reason)?)
    })
    .await??;
    Ok(HttpResponse::Ok().json(Withdrawn { id, outcome: "withdrawn" }))
}

/// `GET /responses/{id}/versions`: what a response was, without the respondent's number and the position.
pub(crate) async fn versions(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let versions = block(move || {
        within_reach(&state, &actor, id)?;
        let (reader, subject) = (actor.user().name.as_str(), id.to_string());
        state.store().record_action(reader, Action::ResponseRead, &subject, json!({}))?;
        Ok::<_, HttpError>(state.store().former_versions(id)?)
    })
    .await??;
    let version = versions.len() + 1;
    let former = versions.into_iter().map(|former| Former {
        version: former.version,
        response: without_household(former.response),
        replaced_at: former.replaced_at,
        replaced_by: former.replaced_by,
        reason: former.reason,
    });
    Ok(HttpResponse::Ok().json(Versions { id, version, former: former.collect() }))
}

/// A stored response of a unit for which somebody may do this. Of other units not even that there is
/// such a response is told.
fn within_reach(state: &State, actor: &Actor, id: Uuid) -> Result<StoredResponse, HttpError> {
    let stored = state.store().response(id)?;
    match stored {
        Some(stored) if covers(state, actor, &stored.response)? => Ok(stored),
        _ => Err(StoreError::UnknownResponse { id: id.to_string() }.into()),
    }
}

fn covers(state: &State, actor: &Actor, response: &Response) -> Result<bool, StoreError> {
    let scope = actor.scope(Right::CorrectResponses);
    state.reference().covers(state.store(), &scope, response.unit.as_str())
}

/// How a reason is written.
pub(crate) fn reason_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "Why, in one line.",
        "type": "string",
        "minLength": 1,
        "maxLength": REASON_MAX,
        "pattern": "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$",
        "examples": ["misheard, called back"],
    })
}

/// A reason that says something.
pub(crate) fn reason_of(text: &str) -> Result<String, HttpError> {
    let text = text.trim();
    if survey::wording::says_in_a_line(text, REASON_MAX) {
        return Ok(text.to_owned());
    }
    let detail = format!("say why, in one line of at most {REASON_MAX} characters");
    let fault = Fault::at("bad_reason", "/reason".to_owned(), detail);
    Err(ProblemDocument::invalid(vec![fault]).into())
}
