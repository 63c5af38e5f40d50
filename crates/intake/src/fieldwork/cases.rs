//! Cases: taken to be worked on, and given back.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{CaseNote, HeldCase, Take};
use survey::attempt::ContactAttempt;
use survey::problem::quoted;
use survey::schema::Instant;
use survey::{Code, ContactDetails, Label, Mode, Right};

use super::{BYTES_MAX, contact_key};
use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};

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
    /// Where it is: names of the units that it lies in, the widest first, without the root.
    place: Vec<Label>,
    contact: ContactDetails,
    attempts: Vec<ContactAttempt>,
    /// What others noted, oldest first.
    notes: Vec<NoteBody>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CaseNote")]
struct NoteBody {
    #[schemars(with = "Instant")]
    written_at: Timestamp,
    written_by: String,
    text: String,
}

impl CaseBody {
    fn of(held: HeldCase, place: Vec<Label>) -> Self {
        Self {
            case: held.case,
            unit: held.unit,
            stratum: held.stratum,
            psu: held.psu,
            weight: held.weight,
            added_by_hand: held.added,
            appointment_at: held.appointment_at,
            held_until: held.held_until,
            place,
            contact: held.details,
            attempts: held.attempts,
            notes: held.notes.into_iter().map(NoteBody::from).collect(),
        }
    }
}

impl From<CaseNote> for NoteBody {
    fn from(note: CaseNote) -> Self {
        let CaseNote { written_at, written_by, text } = note;
        Self { written_at, written_by, text }
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
        let key = contact_key(&state)?;
        let scope = actor.scope(Right::WorkCases);
        let take = Take {
            units: state.reference().units_within(state.store(), &scope)?,
            round: wanted.round,
            mode: wanted.mode,
            count: wanted.count,
        };
        let by = state.store().by(actor.user().name.as_str());
        let held = by.take_cases(&take, key, now)?;
        let units = held.iter().map(|case| &case.unit);
        let places = state.reference().places(state.store(), units)?;
        let cases = held.into_iter().zip(places).map(|(case, place)| CaseBody::of(case, place));
        Ok::<_, HttpError>(cases.collect())
    })
    .await??;
    Ok(HttpResponse::Ok().json(Cases { cases }))
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
