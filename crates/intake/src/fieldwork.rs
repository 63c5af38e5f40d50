//! Cases to work on, what became of them, and how far fieldwork has come.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::{FieldworkRequest, FieldworkRow, fieldwork};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Action, HeldCase, Outcome, StoreError, Take};
use survey::attempt::ContactAttempt;
use survey::problem::quoted;
use survey::schema::Instant;
use survey::{Code, ContactDetails, Mode, Right, Scope};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::conditional::{Made, Variant, conditional};
use crate::error::HttpError;
use crate::figure::Shape;
use crate::locale::Locale;
use crate::problem::{Fault, ProblemDocument};
use crate::query::{Params, refuse_if_any};
use crate::responses::{id_of, status_of};

/// Longest body, in bytes.
pub(crate) const BYTES_MAX: usize = 16 * 1024;
/// Most cases that somebody holds at a time: a day of visits, and of calls one and a next.
const VISITS_MAX: u32 = 80;
const CALLS_MAX: u32 = 2;

/// Which cases somebody asks for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WantedCases")]
pub(crate) struct Wanted {
    round: Code,
    mode: Mode,
    /// How many to hold: visits up to 80, others up to 2.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = VISITS_MAX))]
    count: u32,
}

fn one() -> u32 {
    1
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Cases {
    cases: Vec<CaseBody>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Case")]
struct CaseBody {
    case: Code,
    unit: Code,
    stratum: Code,
    psu: Option<Code>,
    weight: f64,
    added_by_hand: bool,
    #[schemars(with = "Option<Instant>")]
    appointment_at: Option<Timestamp>,
    #[schemars(with = "Instant")]
    held_until: Timestamp,
    contact: ContactDetails,
    attempts: Vec<ContactAttempt>,
}

impl From<HeldCase> for CaseBody {
    fn from(held: HeldCase) -> Self {
        Self {
            case: held.case,
            unit: held.unit,
            stratum: held.stratum,
            psu: held.psu,
            weight: held.weight,
            added_by_hand: held.added,
            appointment_at: held.appointment_at,
            held_until: held.held_until,
            contact: held.details,
            attempts: held.attempts,
        }
    }
}

/// `POST /contacts/next`: cases that nobody else gets for a while, with names and numbers. Asking
/// again gives the same.
pub(crate) async fn next(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let cases = block(move || {
        let wanted: Wanted = body::parse_object(&body)?;
        let now = Timestamp::now();
        expect_open(&state, &wanted, now)?;
        let key = state.contact_key().ok_or_else(no_key)?;
        let scope = actor.scope(Right::WorkCases);
        let take = Take {
            units: state.reference().units_within(state.store(), &scope)?,
            round: wanted.round,
            mode: wanted.mode,
            count: wanted.count,
        };
        let by = state.store().by(actor.user().name.as_str());
        Ok::<_, HttpError>(by.take_cases(&take, key, now)?)
    })
    .await??;
    let cases = cases.into_iter().map(CaseBody::from).collect();
    Ok(HttpResponse::Ok().json(Cases { cases }))
}

fn no_key() -> ProblemDocument {
    let detail = "the service runs without the key of contacts; start it with --contact-key";
    ProblemDocument::new(StatusCode::SERVICE_UNAVAILABLE, "no_contact_key", detail)
}

/// Whether the round is one to ask in now, and the number one that somebody can work on.
fn expect_open(state: &State, wanted: &Wanted, now: Timestamp) -> Result<(), HttpError> {
    let mut faults = Vec::new();
    let most = if wanted.mode == Mode::Visit { VISITS_MAX } else { CALLS_MAX };
    if !(1..=most).contains(&wanted.count) {
        let detail = format!("from 1 to {most} cases at a time");
        faults.push(Fault::at("out_of_range", "/count".to_owned(), detail));
    }
    let round = state.store().round(wanted.round.as_str())?;
    match &round {
        None => {
            let detail = format!("there is no round {}", quoted(wanted.round.as_str()));
            faults.push(Fault::at("unknown_round", "/round".to_owned(), detail));
        }
        Some(round) if !round.modes.contains(&wanted.mode) => {
            let detail = format!("round {} is not asked by {}", round.code, wanted.mode);
            faults.push(Fault::at("mode_not_in_round", "/mode".to_owned(), detail));
        }
        Some(_) => {}
    }
    if !faults.is_empty() {
        return Err(ProblemDocument::invalid(faults).into());
    }
    match round.filter(|round| !round.is_open(now)) {
        Some(round) => {
            let detail =
                format!("round {} runs from {} to {}", round.code, round.opens, round.closes);
            Err(ProblemDocument::new(StatusCode::CONFLICT, "round_closed", detail).into())
        }
        None => Ok(()),
    }
}

/// Which case is given back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GivenBack")]
pub(crate) struct GivenBack {
    round: Code,
    case: Code,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Released {
    released: bool,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct AttemptReceipt {
    id: Uuid,
    #[schemars(extend("enum" = ["new", "same"]))]
    outcome: &'static str,
}

/// Cases by outcome, rates and quotas.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FieldworkTable<'a> {
    round: &'a Code,
    rows: Vec<FieldworkRow>,
}

/// `POST /contacts/release`: gives a case back untried.
pub(crate) async fn release(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let released = block(move || {
        let GivenBack { round, case } = body::parse_object(&body)?;
        let by = state.store().by(actor.user().name.as_str());
        Ok::<_, HttpError>(by.release_case(&round, &case)?)
    })
    .await??;
    if released {
        return Ok(HttpResponse::Ok().json(Released { released }));
    }
    let detail = "you do not hold this case";
    Err(ProblemDocument::new(StatusCode::CONFLICT, "case_not_held", detail).into())
}

/// `PUT /attempts/{id}`: what became of a call or a knock: 201 new, 200 the same again, 409 different
/// content. One that was made is stored, whoever holds the case by now.
pub(crate) async fn attempt(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let id = id_of(&request)?;
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let outcome = block(move || {
        let mut attempt: ContactAttempt = body::parse_object(&body)?;
        let mut faults = attempt_faults(&state, &actor, &attempt)?;
        if attempt.id != id {
            let detail = format!("the body has id {}, the address {id}", attempt.id);
            faults.push(Fault::at("id_differs", "/id".to_owned(), detail));
        }
        if !faults.is_empty() {
            return Err(ProblemDocument::invalid(faults).into());
        }
        attempt.by = Some(actor.user().name.clone());
        let outcomes = state.store().add_attempts(std::slice::from_ref(&attempt))?;
        Ok::<_, HttpError>(outcomes.first().copied().ok_or(StoreError::Stopped)?)
    })
    .await??;
    let told = match outcome {
        Outcome::New => "new",
        Outcome::Same => "same",
        Outcome::Different | Outcome::Withdrawn | Outcome::Held => {
            let detail = format!("attempt {id} is stored with other content, which stays as it is");
            return Err(
                ProblemDocument::new(StatusCode::CONFLICT, "different_content", detail).into()
            );
        }
    };
    Ok(HttpResponse::build(status_of(outcome)).json(AttemptReceipt { id, outcome: told }))
}

/// Everything that is wrong with an attempt. Who made it is whoever sends it.
fn attempt_faults(
    state: &State,
    actor: &Actor,
    attempt: &ContactAttempt,
) -> Result<Vec<Fault>, HttpError> {
    let (store, now) = (state.store(), Timestamp::now());
    let (rules, rounds, units) = (store.fieldwork_rules()?, store.rounds()?, store.unit_tree()?);
    let problems = rules.attempt_problems(attempt, &rounds, &units, now);
    let mut faults: Vec<Fault> = problems.into_iter().map(Fault::from).collect();
    let scope = actor.scope(Right::WorkCases);
    if faults.is_empty() && !state.reference().covers(store, &scope, attempt.unit.as_str())? {
        let detail = format!("you may not work in unit {}", quoted(attempt.unit.as_str()));
        faults.push(Fault::at("unit_not_allowed", "/unit".to_owned(), detail));
    }
    if faults.is_empty() {
        faults.extend(case_fault(state, attempt)?);
    }
    if attempt.by.as_ref().is_some_and(|by| *by != actor.user().name) {
        let detail = "somebody else made this attempt".to_owned();
        faults.push(Fault::at("not_yours", "/by".to_owned(), detail));
    }
    Ok(faults)
}

/// What is wrong with the case of an attempt: whoever names another unit than its own could close
/// cases that are none of their business, and cases that nobody drew would change the rates.
fn case_fault(state: &State, attempt: &ContactAttempt) -> Result<Option<Fault>, HttpError> {
    let fault = |code, path: &str, detail: String| Some(Fault::at(code, path.to_owned(), detail));
    Ok(match state.store().case(&attempt.round, &attempt.case)? {
        None => {
            let detail = format!("case {} is not in round {}", attempt.case, attempt.round);
            fault("unknown_case", "/case", detail)
        }
        Some((unit, _)) if unit != attempt.unit => {
            fault("other_unit", "/unit", format!("case {} is of another unit", attempt.case))
        }
        Some((_, mode)) if mode != attempt.mode => {
            fault("other_mode", "/mode", format!("case {} is asked by {mode}", attempt.case))
        }
        Some(_) => None,
    })
}

/// `GET /outcomes`: the outcome codes in use, and what follows each.
pub(crate) async fn outcomes(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let variant = Variant { choice: "list", vary: "Accept-Encoding" };
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
    let language = Locale::of(&request, params.text("lang")).language;
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    let (Some(round), Some(level)) = (round, level) else {
        return Err(ProblemDocument::bad_request("bad_query", "say which round and level").into());
    };
    let within = match actor.scope(Right::ReadFieldwork) {
        Scope::Everything => None,
        Scope::Units(units) => Some(units),
        Scope::Nothing => Some(Vec::new()),
    };
    let asked = FieldworkRequest { round, level, within, by_mode, language };
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
