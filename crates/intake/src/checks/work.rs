//! Checks: taken to be done, given back, recorded.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{HeldCheck, Recorded};
use survey::schema::{Day, Instant};
use survey::verification::CheckReport;
use survey::{Code, ContactDetails, Label, Mode};
use uuid::Uuid;

use super::BYTES_MAX;
use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::fieldwork::contact_key;
use crate::problem::ProblemDocument;
use crate::responses::id_of;

/// What there is to be checked now.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TakenCheck")]
pub(crate) struct Taken {
    /// Empty when nothing is open.
    pub(crate) check: Option<CheckBody>,
}

/// An interview to be checked: whom to ask, and what. Nothing of what was answered, nor who asked.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Check")]
pub(crate) struct CheckBody {
    pub(crate) id: Uuid,
    unit: Code,
    /// Where it is: names of the units that it lies in, the widest first, without the root.
    pub(crate) place: Vec<Label>,
    pub(crate) mode: Mode,
    #[schemars(with = "Day")]
    pub(crate) interviewed_on: Date,
    pub(crate) contact: ContactDetails,
    /// How often nobody was reached.
    pub(crate) tries: u32,
    #[schemars(with = "Instant")]
    held_until: Timestamp,
    /// What is asked again.
    pub(crate) questions: Vec<AskedAgain>,
}

/// A question that is asked again.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AskedAgain {
    pub(crate) code: Code,
    pub(crate) text: Label,
    pub(crate) options: Vec<AskedOption>,
}

/// An option of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AskedOption {
    pub(crate) code: Code,
    pub(crate) label: Label,
}

/// `POST /checks/next`: an interview that nobody else gets for a while, with name and number. Asking again
/// gives the same.
pub(crate) async fn next(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let check = block(move || {
        let _: Nothing = body::parse_object(&body)?;
        taken(&state, &actor)
    })
    .await??;
    Ok(HttpResponse::Ok().json(Taken { check }))
}

/// Nothing has to be said.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NextCheck")]
pub(crate) struct Nothing {}

/// Takes the next check for somebody.
pub(crate) fn taken(state: &State, actor: &Actor) -> Result<Option<CheckBody>, HttpError> {
    let by = state.store().by(actor.user().name.as_str());
    let held = by.take_check(contact_key(state)?, Timestamp::now())?;
    held.map(|held| shown(state, held)).transpose()
}

fn shown(state: &State, held: HeldCheck) -> Result<CheckBody, HttpError> {
    let store = state.store();
    let place = state.reference().places(store, std::iter::once(&held.unit))?;
    let (code, version) = &held.form;
    let form = store.questionnaire(code.as_str(), *version)?.ok_or_else(|| {
        store::StoreError::UnknownQuestionnaire { code: code.clone(), version: *version }
    })?;
    let asked = |code: &Code| {
        let question = form.question(code.as_str())?;
        let option = |option: &survey::ScaleOption| AskedOption {
            code: option.code.clone(),
            label: option.label.clone(),
        };
        let options = form.scale_of(question)?.options.iter().map(option).collect();
        Some(AskedAgain { code: code.clone(), text: question.text.clone(), options })
    };
    Ok(CheckBody {
        // An older form may lack a question.
        questions: held.questions.iter().filter_map(asked).collect(),
        id: held.id,
        unit: held.unit,
        place: place.into_iter().next().unwrap_or_default(),
        mode: held.mode,
        interviewed_on: held.interviewed_on,
        contact: held.details,
        tries: held.tries,
        held_until: held.held_until,
    })
}

/// Which check is given back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CheckGivenBack")]
pub(crate) struct GivenBack {
    check: Uuid,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CheckReleased")]
pub(crate) struct Released {
    released: bool,
}

/// `POST /checks/release`: gives a check back untried.
pub(crate) async fn release(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let released = block(move || {
        let GivenBack { check } = body::parse_object(&body)?;
        Ok::<_, HttpError>(state.store().by(actor.user().name.as_str()).release_check(check)?)
    })
    .await??;
    if released {
        return Ok(HttpResponse::Ok().json(Released { released }));
    }
    let detail = "you do not hold this check";
    Err(ProblemDocument::new(StatusCode::CONFLICT, "check_not_held", detail).into())
}

/// What became of a report.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CheckRecorded")]
pub(crate) struct RecordedBody {
    /// Whether the check is over; otherwise somebody tries again later.
    done: bool,
    report: CheckReport,
}

/// `PUT /checks/{id}`: says what a check found.
pub(crate) async fn record(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, BYTES_MAX).await?);
    let recorded = block(move || {
        let report: CheckReport = body::parse_object(&body)?;
        let by = state.store().by(actor.user().name.as_str());
        by.record_check(id, &report, Timestamp::now()).map_err(HttpError::of_sent)
    })
    .await??;
    let Recorded { report, done, new } = recorded;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(HttpResponse::build(status).json(RecordedBody { done, report }))
}
