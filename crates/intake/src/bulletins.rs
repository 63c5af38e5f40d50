//! `/api/v1/bulletins`: bulletins from draft to correction.
//!
//! Whoever may read bulletins of a unit sees those that are or were published; drafts are for those who
//! write and publish them. What a bulletin says is understood before it is kept, and goes out as it was
//! stored, to the byte.

mod content;
pub(crate) mod paper;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Authored, Bulletin, BulletinFilter, BulletinPlace, StoreError};
use survey::{BulletinState, BulletinSubject, Code, Period, Right, RoundKind};
use uuid::Uuid;

use self::content::{Expected, kept};
use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::conditional::fixed;
use crate::corrections::{reason_of, reason_schema};
use crate::cursor::{cursor, place_of};
use crate::error::HttpError;
use crate::issues::{LIMIT_USUAL, limit_of};
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::id_of;

pub(crate) use paper::{Paper, document};

/// Longest body with a content, in bytes: tables of thousands of units, and no more.
pub(crate) const CONTENT_BYTES_MAX: usize = 4 << 20;
/// Longest body without one.
pub(crate) const STEP_BYTES_MAX: usize = 16 << 10;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Bulletins {
    bulletins: Vec<Bulletin>,
    /// Where to go on, as `after`; empty at the end.
    next: Option<String>,
}

/// A bulletin about what nothing is published of yet.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinDraft")]
pub(crate) struct Draft {
    /// Code of the questionnaire.
    questionnaire: Code,
    /// Official or mock.
    #[serde(default)]
    kind: RoundKind,
    /// A month, quarter, half-year or year.
    period: Period,
    /// The unit that it tells of, with all below it.
    unit: Code,
    /// Revision of the data that the content was made from.
    data_revision: i64,
    /// What it says. Kept in this program's way of writing it.
    #[serde(deserialize_with = "content::object")]
    content: documents::Bulletin,
}

/// Another content for a draft.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinEdit")]
pub(crate) struct Edit {
    /// Digest of the content that the editor has seen.
    instead_of: String,
    /// Revision of the data that the content was made from.
    data_revision: i64,
    /// What it says. Kept in this program's way of writing it.
    #[serde(deserialize_with = "content::object")]
    content: documents::Bulletin,
}

/// That a content is found right, or goes out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinStep")]
pub(crate) struct Step {
    /// Digest of the content that was looked at.
    seen: String,
}

/// Why a draft is given up.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinWithdrawal")]
pub(crate) struct Withdrawal {
    /// Digest of the content that was looked at.
    seen: String,
    #[schemars(schema_with = "reason_schema")]
    reason: String,
}

/// The next revision of what is published, and why.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinCorrection")]
pub(crate) struct Correction {
    #[schemars(schema_with = "reason_schema")]
    reason: String,
    /// Revision of the data that the content was made from.
    data_revision: i64,
    /// What it says. Kept in this program's way of writing it.
    #[serde(deserialize_with = "content::object")]
    content: documents::Bulletin,
}

/// `GET /bulletins`: those within reach, the youngest draft first.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &["period", "state", "after", "limit"]);
    let period = params.parsed("period", str::parse::<Period>);
    let states = BulletinState::ALL.map(|state| (state.as_str(), state));
    let in_state = params.choice("state", &states);
    let after = params.parsed("after", place_of);
    let after = after.map(|(made_at, id)| BulletinPlace { made_at, id });
    let limit = params.parsed("limit", limit_of).unwrap_or(LIMIT_USUAL);
    params.finish()?;
    let bulletins = block(move || {
        let filter = BulletinFilter {
            period,
            state: in_state,
            public_of: units(&state, &actor, &[Right::ReadBulletins])?,
            drafts_of: units(&state, &actor, &AT_WORK)?,
        };
        // One more tells whether there are more.
        let mut bulletins = state.store().bulletins(&filter, after, limit + 1)?;
        let more = bulletins.len() > limit as usize;
        bulletins.truncate(limit as usize);
        let next = bulletins.last().filter(|_| more);
        let next = next.map(|bulletin| cursor(bulletin.made.at, bulletin.id));
        Ok::<_, HttpError>(Bulletins { bulletins, next })
    })
    .await??;
    Ok(HttpResponse::Ok().json(bulletins))
}

/// `GET /bulletins/{id}`: what a bulletin says.
pub(crate) async fn content(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let (bulletin, content) = block(move || readable(&state, &actor, id)).await??;
    Ok(fixed(&request, "application/json", bulletin.digest, content))
}

/// A bulletin that somebody may read, with what it says. Of others not even that there is one is told.
pub(crate) fn readable(
    state: &State,
    actor: &Actor,
    id: Uuid,
) -> Result<(Bulletin, String), HttpError> {
    if let Some((bulletin, content)) = state.store().bulletin_with_content(id)? {
        let rights = if bulletin.state.is_public() { &READING[..] } else { &AT_WORK[..] };
        if reaches(state, actor, rights, &bulletin.subject.unit)? {
            return Ok((bulletin, content));
        }
    }
    Err(unknown(id))
}

/// `POST /bulletins`: drafts one.
pub(crate) async fn draft(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, CONTENT_BYTES_MAX).await?;
    let bulletin = block(move || {
        let Draft { questionnaire, kind, period, unit, data_revision, content } =
            body::parse_object(&body)?;
        if !reaches(&state, &actor, &[Right::WriteBulletins], &unit)? {
            let detail = "you may not write bulletins of this unit".to_owned();
            let fault = Fault::at("unit_not_allowed", "/unit".to_owned(), detail);
            return Err(ProblemDocument::invalid(vec![fault]).into());
        }
        let subject = BulletinSubject { questionnaire, kind, period, unit };
        let expected = Expected::first(&subject, &content);
        let content = kept(content, data_revision, &expected)?;
        by(&state, &actor).draft_bulletin(&subject, &content).map_err(HttpError::of_sent)
    })
    .await??;
    Ok(made(&bulletin))
}

/// `PUT /bulletins/{id}`: puts another content in the place of a draft's.
pub(crate) async fn edit(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, CONTENT_BYTES_MAX).await?);
    act(state, actor, (id, Right::WriteBulletins), move |by, bulletin| {
        let Edit { instead_of, data_revision, content } = body::parse_object(&body)?;
        let content = kept(content, data_revision, &Expected::after(bulletin, 0))?;
        by.edit_bulletin(id, &instead_of, &content).map_err(HttpError::of_sent)
    })
    .await
    .map(|bulletin| HttpResponse::Ok().json(bulletin))
}

/// `POST /bulletins/{id}/review`: finds a draft right that others wrote.
pub(crate) async fn review(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, STEP_BYTES_MAX).await?);
    act(state, actor, (id, Right::PublishBulletins), move |by, _| {
        Ok(by.review_bulletin(id, &seen_in(&body)?)?)
    })
    .await
    .map(|bulletin| HttpResponse::Ok().json(bulletin))
}

/// `POST /bulletins/{id}/publication`: publishes a reviewed draft.
pub(crate) async fn publish(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, STEP_BYTES_MAX).await?);
    act(state, actor, (id, Right::PublishBulletins), move |by, _| {
        Ok(by.publish_bulletin(id, &seen_in(&body)?)?)
    })
    .await
    .map(|bulletin| HttpResponse::Ok().json(bulletin))
}

/// `POST /bulletins/{id}/withdrawal`: gives a draft up.
pub(crate) async fn withdraw(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, STEP_BYTES_MAX).await?);
    act(state, actor, (id, Right::WriteBulletins), move |by, _| {
        let Withdrawal { seen, reason } = body::parse_object(&body)?;
        Ok(by.withdraw_bulletin(id, &seen, &reason_of(&reason)?)?)
    })
    .await
    .map(|bulletin| HttpResponse::Ok().json(bulletin))
}

/// `POST /bulletins/{id}/corrections`: drafts the next revision of what is published.
pub(crate) async fn correct(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, CONTENT_BYTES_MAX).await?);
    act(state, actor, (id, Right::WriteBulletins), move |by, bulletin| {
        let Correction { reason, data_revision, content } = body::parse_object(&body)?;
        let reason = reason_of(&reason)?;
        let content = kept(content, data_revision, &Expected::after(bulletin, 1))?;
        by.correct_bulletin(id, &content, &reason).map_err(HttpError::of_sent)
    })
    .await
    .map(|bulletin| made(&bulletin))
}

const READING: [Right; 1] = [Right::ReadBulletins];

/// Whoever has one of these sees drafts.
pub(crate) const AT_WORK: [Right; 2] = [Right::WriteBulletins, Right::PublishBulletins];

/// Does something to a bulletin of a unit for which somebody has the right.
async fn act(
    state: Data<State>,
    actor: Actor,
    (id, right): (Uuid, Right),
    step: impl FnOnce(Authored<'_>, &Bulletin) -> Result<Bulletin, HttpError> + Send + 'static,
) -> Result<Bulletin, HttpError> {
    block(move || {
        let bulletin = state.store().bulletin(id)?.ok_or_else(|| unknown(id))?;
        if !reaches(&state, &actor, &[right], &bulletin.subject.unit)? {
            return Err(unknown(id));
        }
        step(by(&state, &actor), &bulletin)
    })
    .await?
}

fn by<'a>(state: &'a State, actor: &'a Actor) -> Authored<'a> {
    state.store().by(actor.user().name.as_str())
}

fn unknown(id: Uuid) -> HttpError {
    StoreError::UnknownBulletin { id: id.to_string() }.into()
}

fn made(bulletin: &Bulletin) -> HttpResponse {
    HttpResponse::build(StatusCode::CREATED).json(bulletin)
}

fn seen_in(body: &Bytes) -> Result<String, HttpError> {
    Ok(body::parse_object::<Step>(body)?.seen)
}

/// Whether somebody has one of some rights for a unit.
pub(crate) fn reaches(
    state: &State,
    actor: &Actor,
    rights: &[Right],
    unit: &Code,
) -> Result<bool, StoreError> {
    for right in rights {
        if state.reference().covers(state.store(), &actor.scope(*right), unit.as_str())? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The units for which somebody has one of some rights; none for all.
pub(crate) fn units(
    state: &State,
    actor: &Actor,
    rights: &[Right],
) -> Result<Option<Vec<Code>>, StoreError> {
    let mut all = Vec::new();
    for right in rights {
        match state.reference().units_within(state.store(), &actor.scope(*right))? {
            None => return Ok(None),
            Some(units) => all.extend(units),
        }
    }
    Ok(Some(all))
}
