//! What is done to an order, and all that was.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use store::{NewStep, OrderRecord, StoreError};
use survey::{OrderEvent, Right};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::issues::acts::BYTES_MAX;
use crate::problem::ProblemDocument;
use crate::query::Params;
use crate::responses::id_of;

/// `GET /orders/{id}`: an order with all its steps.
pub(crate) async fn record(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let record = block(move || within_reach(&state, &actor, id)).await??;
    Ok(HttpResponse::Ok().json(record))
}

/// `POST /orders/{id}/events`: takes a step.
pub(crate) async fn step(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, BYTES_MAX).await?);
    let record = block(move || {
        // Of those out of reach not even that is told what is wrong with the step.
        within_reach(&state, &actor, id)?;
        stepped(&state, &actor, id, &body::parse_object(&body)?)
    })
    .await??;
    Ok(HttpResponse::Ok().json(record))
}

/// Takes a step for somebody who may.
pub(crate) fn stepped(
    state: &State,
    actor: &Actor,
    id: Uuid,
    new: &NewStep<OrderEvent>,
) -> Result<OrderRecord, HttpError> {
    let unit = within_reach(state, actor, id)?.order.unit;
    if !reaches(state, actor, &[new.event.right()], &unit)? {
        let detail = format!("you may not do this to orders of {unit}: {}", new.event.name());
        return Err(ProblemDocument::new(StatusCode::FORBIDDEN, "not_allowed", detail).into());
    }
    state.store().by(actor.user().name.as_str()).step_order(id, new).map_err(HttpError::of_sent)
}

/// An order that somebody may read. Of others not even that there is one is told.
pub(crate) fn within_reach(
    state: &State,
    actor: &Actor,
    id: Uuid,
) -> Result<OrderRecord, HttpError> {
    if let Some(record) = state.store().order(id)? {
        let order = &record.order;
        let right =
            if order.state.is_seen_by_unit() { Right::ReadOrders } else { Right::JudgeOrders };
        if reaches(state, actor, &[right], &order.unit)? {
            return Ok(record);
        }
    }
    Err(StoreError::UnknownOrder { id: id.to_string() }.into())
}
