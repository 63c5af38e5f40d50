//! `/api/v1/orders`: supervision orders, for those who judge units and those who answer for them.
//!
//! Of what was not issued nobody learns but those who may issue it.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::{OrderFilter, OrderPlace, SupervisionOrder};
use survey::round::in_china;
use survey::{Code, OrderState, Right};

use crate::State;
use crate::auth::Actor;
use crate::cursor::{cursor, place_of};
use crate::error::HttpError;
use crate::issues::{LIMIT_USUAL, OPEN, limit_of, units};
use crate::query::Params;

pub(crate) mod acts;
pub(crate) mod proposing;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Orders {
    orders: Vec<SupervisionOrder>,
    /// Where to go on, as `after`; empty at the end.
    next: Option<String>,
}

/// `GET /orders`: those of the units within reach, in the order in which they were proposed.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let names = ["unit", "state", "overdue", "period", "after", "limit"];
    let mut params = Params::read(request.query_string(), &names);
    let unit = params.parsed("unit", str::parse::<Code>);
    let states = params.parsed("state", states_of).unwrap_or_default();
    let overdue = params.choice("overdue", &[("true", true), ("false", false)]).unwrap_or(false);
    let period = params.parsed("period", str::parse);
    let after = params.parsed("after", place_of);
    let after = after.map(|(proposed_at, id)| OrderPlace { proposed_at, id });
    let limit = params.parsed("limit", limit_of).unwrap_or(LIMIT_USUAL);
    params.finish()?;
    let orders = block(move || {
        let overdue_on = overdue.then(|| in_china(Timestamp::now()).date());
        let filter = OrderFilter { states, overdue_on, period, ..within(&state, &actor, unit)? };
        // One more tells whether there are more.
        let mut orders = state.store().orders(&filter, after, limit + 1)?;
        let more = orders.len() > limit as usize;
        orders.truncate(limit as usize);
        let next = orders.last().filter(|_| more).map(|order| cursor(order.proposed_at, order.id));
        Ok::<_, HttpError>(Orders { orders, next })
    })
    .await??;
    Ok(HttpResponse::Ok().json(orders))
}

/// The orders of a unit and below that somebody may see, or of all units within reach.
pub(crate) fn within(
    state: &State,
    actor: &Actor,
    unit: Option<Code>,
) -> Result<OrderFilter, HttpError> {
    let units = units(state, &actor.scope(Right::ReadOrders), unit)?;
    let judged = state.reference().units_within(state.store(), &actor.scope(Right::JudgeOrders))?;
    Ok(OrderFilter { units, judged, ..OrderFilter::default() })
}

/// A state, or all in which an order is open.
pub(crate) fn states_of(text: &str) -> Result<Vec<OrderState>, String> {
    if text == OPEN {
        return Ok(OrderState::ALL.into_iter().filter(|state| state.is_open()).collect());
    }
    text.parse().map(|state| vec![state])
}
