//! Plans of verification, how far their checks are, and what is left out by rule: for those who judge.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Change, Exclusion, ListedCheck, NewVerification, StoreError, SurveyorDrawn, VerificationPlan,
};
use survey::problem::quoted;
use survey::schema::Instant;
use survey::{Code, Period, Right, RoundKind};
use uuid::Uuid;

use super::{BYTES_MAX, judged, unknown_check};
use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::id_of;

/// Longest reason, in characters.
const REASON_CHARS_MAX: usize = 500;

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

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Exclusions")]
pub(crate) struct ExclusionList {
    exclusions: Vec<Exclusion>,
}

/// By which rule an interview is left out, and why.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewExclusion")]
pub(crate) struct ExclusionBody {
    /// Code of the rule; empty to take the interview in again.
    #[serde(default)]
    rule: Option<Code>,
    #[schemars(length(min = 1, max = REASON_CHARS_MAX))]
    reason: String,
}

/// Whether an interview is left out now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Excluded {
    excluded: bool,
    /// Whether that was different before.
    changed: bool,
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
        if !is_judged(&state, &actor, plan.unit.as_ref())? {
            let detail = "name a unit of yours".to_owned();
            let fault = Fault::at("unit_not_allowed", "/unit".to_owned(), detail);
            return Err(ProblemDocument::invalid(vec![fault]).into());
        }
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
        let by = state.store().by(actor.user().name.as_str());
        by.draw_verification(&new).map_err(HttpError::of_sent)
    })
    .await??;
    Ok(HttpResponse::Created().json(PlanBody::from(plan)))
}

/// `GET /checks/plans`: what was drawn, newest first.
pub(crate) async fn plans(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let plans = block(move || {
        let mut plans = Vec::new();
        for plan in state.store().verification_plans()? {
            if is_judged(&state, &actor, plan.wanted.unit.as_ref())? {
                plans.push(PlanBody::from(plan));
            }
        }
        Ok::<_, HttpError>(Plans { plans })
    })
    .await??;
    Ok(HttpResponse::Ok().json(plans))
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
    let checks = block(move || {
        let mut checks = state.store().checks(plan)?;
        let scope = actor.scope(Right::JudgeChecks);
        let units = state.reference().units_within(state.store(), &scope)?;
        checks.retain(|check| units.as_ref().is_none_or(|units| units.contains(&check.unit)));
        Ok::<_, HttpError>(Checks { checks })
    })
    .await??;
    Ok(HttpResponse::Ok().json(checks))
}

fn uuid_of(text: &str) -> Result<Uuid, String> {
    text.parse().map_err(|_| format!("{} is no id of a plan", quoted(text)))
}

/// `POST /checks/{id}/exclusion`: leaves the interview of a check out of the second score by a rule, or
/// takes it in again.
pub(crate) async fn exclude(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, BYTES_MAX).await?);
    let excluded = block(move || {
        let new: ExclusionBody = body::parse_object(&body)?;
        let reason = new.reason.trim();
        if survey::wording::is_blank(reason) || reason.chars().count() > REASON_CHARS_MAX {
            let detail = format!("say why, in at most {REASON_CHARS_MAX} characters");
            let fault = Fault::at("bad_reason", "/reason".to_owned(), detail);
            return Err(ProblemDocument::invalid(vec![fault]).into());
        }
        let store = state.store();
        let check = store.checks(None)?.into_iter().find(|check| check.id == id);
        let check = check.ok_or_else(unknown_check)?;
        if !reaches(&state, &actor, &[Right::JudgeChecks], &check.unit)? {
            return Err(unknown_check());
        }
        let by = store.by(actor.user().name.as_str());
        match &new.rule {
            Some(rule) => {
                let changed = by.exclude_response(id, rule, reason)? == Change::Added;
                Ok(Excluded { excluded: true, changed })
            }
            None => Ok(Excluded { excluded: false, changed: include(by, store, id, reason)? }),
        }
    })
    .await??;
    Ok(HttpResponse::Ok().json(excluded))
}

/// Takes the interview of a check in again, and gives whether it was left out.
fn include(
    by: store::Authored<'_>,
    store: &store::Store,
    check: Uuid,
    reason: &str,
) -> Result<bool, HttpError> {
    let excluded = store.exclusions()?.into_iter().find(|exclusion| exclusion.check == check);
    match excluded {
        Some(exclusion) => Ok(by.include_response(exclusion.response, reason)?),
        None => Ok(false),
    }
}

/// `GET /checks/exclusions`: what is left out, by which rule, by whom and why.
pub(crate) async fn exclusions(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let exclusions = block(move || {
        let store = state.store();
        let scope = actor.scope(Right::JudgeChecks);
        let units = state.reference().units_within(store, &scope)?;
        let mut within = store.checks(None)?;
        within.retain(|check| units.as_ref().is_none_or(|units| units.contains(&check.unit)));
        let mut exclusions = store.exclusions()?;
        exclusions.retain(|one| within.iter().any(|check| check.id == one.check));
        Ok::<_, HttpError>(ExclusionList { exclusions })
    })
    .await??;
    Ok(HttpResponse::build(StatusCode::OK).json(exclusions))
}
