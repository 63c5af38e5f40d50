//! What the forms of a common issue's page do.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use store::{CommonRecord, NewCommonStep};
use survey::common::{Finding, SelfCheckAnswer};
use survey::{Code, CommonEvent};
use uuid::Uuid;

use super::forms::{parted, unsent};
use super::one::OneCommon;
use super::refusal::faults_of;
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::common::{stepped, within_reach};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::case::act::{self, Outcome, Tried, bad_form};
use crate::pages::case::sending::SentStep;
use crate::pages::field::{FieldFault, Sent};
use crate::pages::names::Names;
use crate::words::{Words, fill};

/// `POST /common/one`: a step.
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    act::act::<OneCommon>(request, state, actor, form.0.into(), take).await
}

fn take(
    state: &State,
    actor: &Actor,
    (id, after): (Uuid, u32),
    SentStep { sent, .. }: &SentStep,
    Locale { language, .. }: Locale,
) -> Result<Tried, HttpError> {
    let record = within_reach(state, actor, id)?;
    let names = Names::load(state, language)?;
    let (event, after) = match event_of(sent, after, &record, &names)? {
        Ok(told) => told,
        Err(faults) => return Ok((Outcome::Refused(faults), Vec::new())),
    };
    let new = NewCommonStep { after, event, reason: sent.optional("reason") };
    let taken = stepped(state, actor, id, &new);
    Ok((Outcome::of(taken, |error| faults_of(error, Words::of(language)))?, Vec::new()))
}

/// The step that a form means, and the newest that was seen about the same.
type EventOf = Result<(CommonEvent, u32), Vec<FieldFault>>;

fn event_of(
    sent: &Sent,
    after: u32,
    record: &CommonRecord,
    names: &Names,
) -> Result<EventOf, HttpError> {
    let event = match sent.text("kind") {
        "answer" => {
            let unit = sent.text("unit").parse().map_err(|_| bad_form())?;
            let answer = answer_of(sent, Words::of(names.language));
            answer.map(|answer| CommonEvent::Answer { unit, answer })
        }
        "return" => {
            let (unit, after) = sent.text("task").rsplit_once('/').ok_or_else(bad_form)?;
            let unit = unit.parse().map_err(|_| bad_form())?;
            let after = after.parse().map_err(|_| bad_form())?;
            return Ok(Ok((CommonEvent::Return { unit }, after)));
        }
        "send" => send_of(sent, record, names),
        "close" => Ok(CommonEvent::Close),
        _ => return Err(bad_form()),
    };
    Ok(event.map(|event| (event, after)))
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
