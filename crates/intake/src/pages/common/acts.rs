//! What the forms of a common issue's page do.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use store::{CommonRecord, NewCommonStep, StoreError};
use survey::common::{Finding, SelfCheckAnswer};
use survey::{Code, CommonEvent};
use uuid::Uuid;

use super::forms::{Refused, parted, unsent};
use super::making::lead;
use super::one::{Told, page};
use super::refusal::faults_of;
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::common::{stepped, within_reach};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::issues::acts::summary;
use crate::pages::issues::field::{FieldFault, Sent};
use crate::pages::issues::named::Names;
use crate::pages::plain::failed;
use crate::problem::ProblemDocument;
use crate::words::{Words, fill};

/// What came of a form.
enum Outcome {
    Taken,
    Refused(Vec<FieldFault>),
    /// There are steps that whoever sent it has not seen.
    Changed,
}

/// `POST /common/one`: a step.
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Vec<(String, String)>>,
) -> HttpResponse {
    let sent = Sent::new(form.0);
    let answer = match actor.check_form(sent.text("form_token")) {
        Ok(()) => answer(&request, &state, &actor, sent).await,
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    sent: Sent,
) -> Result<HttpResponse, HttpError> {
    let id = Uuid::try_parse(sent.text("id")).map_err(|_| bad_form())?;
    let kind = sent.text("kind").to_owned();
    let locale = Locale::of(request, None);
    let (worker, reader) = (state.clone(), actor.clone());
    let (sent, outcome) = block(move || {
        let outcome = step(&worker, &reader, id, &sent, locale)?;
        Ok::<_, HttpError>((sent, outcome))
    })
    .await??;
    let words = Words::of(locale.language);
    let (status, trouble, faults) = match outcome {
        Outcome::Taken => return Ok(lead(id, &kind)),
        Outcome::Changed => (StatusCode::CONFLICT, words.issue_changed.to_owned(), Vec::new()),
        Outcome::Refused(faults) => {
            (StatusCode::UNPROCESSABLE_ENTITY, summary(&faults, words), faults)
        }
    };
    let refused = Some(Refused { kind, sent, faults });
    let told = Told { status, done: String::new(), trouble, refused };
    page(request, state, actor, (id, 1), locale, told).await
}

fn bad_form() -> HttpError {
    ProblemDocument::bad_request("bad_form", "this is not what the form of the page sends").into()
}

fn step(
    state: &State,
    actor: &Actor,
    id: Uuid,
    sent: &Sent,
    locale: Locale,
) -> Result<Outcome, HttpError> {
    // Of those out of reach not even that is told what is wrong with the form.
    let record = within_reach(state, actor, id)?;
    let names = Names::load(state, locale.language)?;
    let (event, after) = match event_of(sent, &record, &names)? {
        Ok(told) => told,
        Err(faults) => return Ok(Outcome::Refused(faults)),
    };
    let new = NewCommonStep { after, event, reason: sent.optional("reason") };
    match stepped(state, actor, id, &new) {
        Ok(_) => Ok(Outcome::Taken),
        Err(HttpError::Store(StoreError::CommonIssueChanged { .. })) => Ok(Outcome::Changed),
        Err(error) => {
            let faults = faults_of(&error, Words::of(locale.language));
            Ok(Outcome::Refused(faults.ok_or(error)?))
        }
    }
}

/// The step that a form means, after the newest that was seen.
type EventOf = Result<(CommonEvent, u32), Vec<FieldFault>>;

fn event_of(sent: &Sent, record: &CommonRecord, names: &Names) -> Result<EventOf, HttpError> {
    let words = Words::of(names.language);
    let after = || sent.text("after").parse().map_err(|_| bad_form());
    Ok(match sent.text("kind") {
        "answer" => {
            let unit = sent.text("unit").parse().map_err(|_| bad_form())?;
            let after = after()?;
            answer_of(sent, words).map(|answer| (CommonEvent::Answer { unit, answer }, after))
        }
        "return" => {
            let (unit, after) = sent.text("task").rsplit_once('/').ok_or_else(bad_form)?;
            let unit = unit.parse().map_err(|_| bad_form())?;
            Ok((CommonEvent::Return { unit }, after.parse().map_err(|_| bad_form())?))
        }
        "send" => {
            let after = after()?;
            send_of(sent, record, names).map(|event| (event, after))
        }
        "close" => Ok((CommonEvent::Close, after()?)),
        _ => return Err(bad_form()),
    })
}

fn answer_of(sent: &Sent, words: &Words) -> Result<SelfCheckAnswer, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let finding = sent.text("finding").parse::<Finding>().ok();
    if finding.is_none() {
        faults.push(FieldFault::at("finding", words.issue_fault_choose));
    }
    let places = match sent.text("places") {
        "" => Some(0),
        places => places.parse().ok(),
    };
    if places.is_none() {
        faults.push(FieldFault::at("places", words.common_fault_number));
    }
    let lines = sent.text("open").lines().map(str::trim).filter(|line| !line.is_empty());
    match (finding, places) {
        (Some(finding), Some(places)) => Ok(SelfCheckAnswer {
            finding,
            places,
            measures: sent.optional("measures"),
            statement: sent.text("statement").to_owned(),
            signatory: sent.text("signatory").to_owned(),
            open: lines.map(str::to_owned).collect(),
        }),
        _ => Err(faults),
    }
}

fn send_of(
    sent: &Sent,
    record: &CommonRecord,
    names: &Names,
) -> Result<CommonEvent, Vec<FieldFault>> {
    let words = Words::of(names.language);
    let mut faults = Vec::new();
    let level = sent.text("level").parse::<Code>().ok();
    let mut units =
        level.and_then(|level| unsent(record, names).remove(&level)).unwrap_or_default();
    for named in parted(sent.text("chosen")) {
        match names.unit_of(named) {
            Some(unit) if units.contains(&unit) => {}
            Some(unit) => units.push(unit),
            None => {
                let text = fill(words.common_fault_unit, "u", &named);
                faults.push(FieldFault::at("chosen", text));
            }
        }
    }
    let days = sent.text("days").parse().ok();
    if days.is_none() {
        faults.push(FieldFault::at("days", words.common_fault_days));
    }
    match days {
        Some(days) if faults.is_empty() => {
            Ok(CommonEvent::Send { units, days, due_on: None, unknown_years: Vec::new() })
        }
        _ => Err(faults),
    }
}
