//! Plans of verification, and how far their checks are: for those who judge.

use std::collections::BTreeMap;

use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{ListedCheck, NewVerification, StoreError, SurveyorDrawn, VerificationPlan};
use survey::problem::quoted;
use survey::schema::Instant;
use survey::{Code, Period, Right, RoundKind};
use uuid::Uuid;

use super::{BYTES_MAX, judged};
use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;

/// What is to be drawn.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewVerificationPlan")]
pub(crate) struct Plan {
    /// Code of the questionnaire.
    questionnaire: Code,
    /// Official or mock rounds.
    #[serde(default)]
    kind: RoundKind,
    /// When the interviews were held.
    period: Period,
    /// Only of a unit, with all below it; empty for everything.
    #[serde(default)]
    unit: Option<Code>,
    /// Whoever checks is of another unit of this level.
    level: Code,
    /// How many of each surveyor.
    per_surveyor: u32,
    /// Codes of the questions that are asked again.
    questions: Vec<Code>,
    /// The seed; one is made without.
    #[serde(default)]
    #[schemars(length(max = 200))]
    seed: Option<String>,
}

/// A plan that was drawn.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "VerificationPlan")]
pub(crate) struct PlanBody {
    id: Uuid,
    questionnaire: Code,
    kind: RoundKind,
    period: Period,
    unit: Option<Code>,
    level: Code,
    per_surveyor: u32,
    questions: Vec<Code>,
    seed: String,
    /// By surveyor: interviews there were, that can be found again, that were drawn.
    surveyors: BTreeMap<String, SurveyorDrawn>,
    /// SHA-256 of the ids drawn.
    digest: String,
    #[schemars(with = "Instant")]
    drawn_at: Timestamp,
    drawn_by: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "VerificationPlans")]
pub(crate) struct Plans {
    plans: Vec<PlanBody>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Checks {
    checks: Vec<ListedCheck>,
}

impl From<VerificationPlan> for PlanBody {
    fn from(plan: VerificationPlan) -> Self {
        let wanted = plan.wanted;
        let surveyors = plan.surveyors.into_iter();
        Self {
            id: plan.id,
            questionnaire: wanted.questionnaire,
            kind: wanted.kind,
            period: wanted.period,
            unit: wanted.unit,
            level: wanted.level,
            per_surveyor: wanted.per_surveyor,
            questions: wanted.questions,
            seed: wanted.seed.unwrap_or_default(),
            surveyors: surveyors.map(|(name, drawn)| (name.to_string(), drawn)).collect(),
            digest: plan.digest,
            drawn_at: plan.drawn_at,
            drawn_by: plan.drawn_by,
        }
    }
}

/// Whether plans of a unit, or of everything, are somebody's to see.
fn is_judged(state: &State, actor: &Actor, unit: Option<&Code>) -> Result<bool, StoreError> {
    match unit {
        None => Ok(judged(actor).is_none()),
        Some(unit) => reaches(state, actor, &[Right::JudgeChecks], unit),
    }
}

/// `POST /checks/plans`: draws interviews to be checked.
pub(crate) async fn draw(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let plan = block(move || {
        let plan: Plan = body::parse_object(&body)?;
        let new = NewVerification {
            questionnaire: plan.questionnaire,
            kind: plan.kind,
            period: plan.period,
            unit: plan.unit,
            level: plan.level,
            per_surveyor: plan.per_surveyor,
            questions: plan.questions,
            seed: plan.seed,
        };
        drawn(&state, &actor, &new)
    })
    .await??;
    Ok(HttpResponse::Created().json(PlanBody::from(plan)))
}

/// Draws for somebody who may.
pub(crate) fn drawn(
    state: &State,
    actor: &Actor,
    new: &NewVerification,
) -> Result<VerificationPlan, HttpError> {
    if !is_judged(state, actor, new.unit.as_ref())? {
        let detail = "name a unit of yours".to_owned();
        let fault = Fault::at("unit_not_allowed", "/unit".to_owned(), detail);
        return Err(ProblemDocument::invalid(vec![fault]).into());
    }
    let by = state.store().by(actor.user().name.as_str());
    by.draw_verification(new).map_err(HttpError::of_sent)
}

/// `GET /checks/plans`: what was drawn, newest first.
pub(crate) async fn plans(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let plans = block(move || plans_of(&state, &actor)).await??;
    Ok(HttpResponse::Ok().json(Plans { plans: plans.into_iter().map(PlanBody::from).collect() }))
}

/// The plans that somebody may see, newest first.
pub(crate) fn plans_of(state: &State, actor: &Actor) -> Result<Vec<VerificationPlan>, HttpError> {
    let mut plans = Vec::new();
    for plan in state.store().verification_plans()? {
        if is_judged(state, actor, plan.wanted.unit.as_ref())? {
            plans.push(plan);
        }
    }
    Ok(plans)
}

/// `GET /checks?plan=`: the checks of a plan and how far they are, without what was answered.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &["plan"]);
    let plan = params.parsed("plan", uuid_of);
    if plan.is_none() && params.text("plan").is_none() {
        let detail = "say which plan".to_owned();
        params.refuse(Fault::parameter("missing_parameter", "plan", detail));
    }
    params.finish()?;
    let checks = block(move || checks_of(&state, &actor, plan)).await??;
    Ok(HttpResponse::Ok().json(Checks { checks }))
}

/// The checks of a plan, or of all, that somebody may judge.
pub(crate) fn checks_of(
    state: &State,
    actor: &Actor,
    plan: Option<Uuid>,
) -> Result<Vec<ListedCheck>, HttpError> {
    let mut checks = state.store().checks(plan)?;
    let scope = actor.scope(Right::JudgeChecks);
    let units = state.reference().units_within(state.store(), &scope)?;
    checks.retain(|check| units.as_ref().is_none_or(|units| units.contains(&check.unit)));
    Ok(checks)
}

fn uuid_of(text: &str) -> Result<Uuid, String> {
    text.parse().map_err(|_| format!("{} is no id of a plan", quoted(text)))
}
