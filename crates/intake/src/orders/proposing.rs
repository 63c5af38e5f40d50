//! Orders that are proposed, by hand or by the rules in force.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::{ProposalRequest, Selection, proposed_orders};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Change, SupervisionOrder};
use survey::round::in_china;
use survey::supervision::{Ground, NewOrder};
use survey::{Code, Period, Right};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};

/// Longest body, in bytes.
pub(crate) const BYTES_MAX: usize = 16 << 10;

/// An order that somebody proposes by hand.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewSupervisionOrder")]
pub(crate) struct ByHand {
    /// Code of the unit.
    pub(crate) unit: Code,
    /// The period that it is about.
    pub(crate) period: Period,
    /// What is the ground for it.
    pub(crate) text: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OrderProposed")]
pub(crate) struct Proposed {
    pub(crate) order: SupervisionOrder,
    /// `new`, or `same` as is there already.
    #[schemars(extend("enum" = ["new", "same"]))]
    pub(crate) outcome: &'static str,
}

/// What the rules in force are to look at.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OrderProposalRequest")]
pub(crate) struct ByRule {
    /// The period.
    pub(crate) period: Period,
    /// Level of the units; by default the highest with three units at least.
    #[serde(default)]
    pub(crate) level: Option<Code>,
    /// Code of the questionnaire, needed where there are several.
    #[serde(default)]
    pub(crate) questionnaire: Option<Code>,
    /// Whether to say what would be proposed, and store nothing.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// What the rules in force propose.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OrderProposals")]
pub(crate) struct Proposals {
    /// An order each.
    pub(crate) proposals: Vec<Proposal>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OrderProposal")]
pub(crate) struct Proposal {
    /// The id that the order has, or would have.
    id: Uuid,
    /// Code of the unit.
    unit: Code,
    /// The period.
    period: Period,
    /// Why, with the figures that it rests on.
    ground: Ground,
    /// `new`, `same` as is there already, or `would_be` where nothing is stored.
    #[schemars(extend("enum" = ["new", "same", "would_be"]))]
    pub(crate) outcome: &'static str,
}

/// `POST /orders`: proposes an order by hand.
pub(crate) async fn by_hand(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let proposed = block(move || proposed(&state, &actor, body::parse_object(&body)?)).await??;
    let is_new = proposed.outcome == "new";
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(HttpResponse::build(status).json(proposed))
}

/// Proposes an order for somebody who may.
pub(crate) fn proposed(
    state: &State,
    actor: &Actor,
    by_hand: ByHand,
) -> Result<Proposed, HttpError> {
    let ByHand { unit, period, text } = by_hand;
    if !reaches(state, actor, &[Right::JudgeOrders], &unit)? {
        // Of other units not even that there is such a unit is told.
        let detail = "this is no unit of yours".to_owned();
        let fault = Fault::at("unit_not_allowed", "/unit".to_owned(), detail);
        return Err(ProblemDocument::invalid(vec![fault]).into());
    }
    let new = NewOrder { unit, period, ground: Ground::Person { text } };
    let changes = state
        .store()
        .by(actor.user().name.as_str())
        .propose_orders(&[new])
        .map_err(HttpError::of_sent)?;
    let mut proposed =
        changes.into_iter().map(|(change, order)| Proposed { order, outcome: outcome(change) });
    proposed.next().ok_or_else(|| {
        ProblemDocument::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "storing_failed",
            "nothing was stored",
        )
        .into()
    })
}

fn outcome(change: Change) -> &'static str {
    if change == Change::Added { "new" } else { "same" }
}

/// `POST /orders/proposals`: lets the rules in force propose orders.
pub(crate) async fn by_rule(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let found = block(move || found(&state, &actor, body::parse_object(&body)?)).await??;
    Ok(HttpResponse::Ok().json(found))
}

/// What the rules propose to the units that somebody judges.
pub(crate) fn found(state: &State, actor: &Actor, asked: ByRule) -> Result<Proposals, HttpError> {
    let store = state.store();
    let selection = Selection { questionnaire: asked.questionnaire, ..Selection::default() };
    let figures = state.figures().get(store, &selection)?;
    let request = ProposalRequest {
        period: asked.period,
        level: asked.level.map(String::from),
        within: state.reference().units_within(store, &actor.scope(Right::JudgeOrders))?,
        today: in_china(Timestamp::now()).date(),
    };
    let new = proposed_orders(store, &figures, &request)?;
    let outcomes = if asked.dry_run {
        vec!["would_be"; new.len()]
    } else {
        let changes = store
            .by(actor.user().name.as_str())
            .propose_orders(&new)
            .map_err(HttpError::of_sent)?;
        changes.into_iter().map(|(change, _)| outcome(change)).collect()
    };
    let proposal = |(new, outcome): (NewOrder, &'static str)| Proposal {
        id: new.id(),
        unit: new.unit,
        period: new.period,
        ground: new.ground,
        outcome,
    };
    Ok(Proposals { proposals: new.into_iter().zip(outcomes).map(proposal).collect() })
}
