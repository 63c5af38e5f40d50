//! What the forms of `/publicity` do: log an entry, take one back.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use survey::publicity::{CHANNEL_MAX, TOPIC_MAX};
use survey::round::in_china;
use survey::{PublicityItem, PublicityKind};

use super::{Asked, PAGE_NAME, Told, named, shown};
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::case::act::summary;
use crate::pages::field::{Field, FieldFault, Kind, Sent, choice, options};
use crate::pages::names::Names;
use crate::pages::plain::{DONE, away, failed, see_other};
use crate::problem::{Fault, ProblemDocument};
use crate::publicity::{logged, removed};
use crate::responses::uuid_of;
use crate::words::Words;

/// `POST /publicity`
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    let answer = answer(&request, &state, &actor, form.0).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    sent: Sent,
) -> Result<HttpResponse, HttpError> {
    actor.check_form(sent.text("form_token"))?;
    let locale = Locale::of(request, None);
    let (sent, outcome) = away(state, actor, move |state, actor| {
        let outcome = done(state, actor, &sent, locale)?;
        Ok((sent, outcome))
    })
    .await?;
    let faults = match outcome {
        Ok(done) => {
            let there = Query::default().with(DONE, Some(done)).after(PAGE_NAME);
            return Ok(see_other(&there));
        }
        Err(faults) => faults,
    };
    let words = Words::of(locale.language);
    let told = Told {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        trouble: summary(&faults, words),
        fields: Some(fields(words).into_iter().map(|field| field.sent(&sent, &faults)).collect()),
        ..Told::default()
    };
    shown(request, state, actor, (Asked::default(), locale), told).await
}

/// What was done, or what is wrong with the fields.
fn done(
    state: &State,
    actor: &Actor,
    sent: &Sent,
    locale: Locale,
) -> Result<Result<&'static str, Vec<FieldFault>>, HttpError> {
    let words = Words::of(locale.language);
    if sent.text("act") == "remove" {
        let id = uuid_of(sent.text("id"));
        let id = id.map_err(|detail| ProblemDocument::bad_request("bad_id", detail))?;
        return match removed(state, actor, id) {
            Ok(_) => Ok(Ok("removed")),
            Err(HttpError::Problem(document)) if document.code == "unknown_publicity" => {
                Ok(Err(vec![FieldFault::whole(words.publicity_gone)]))
            }
            Err(error) => Err(error),
        };
    }
    let names = Names::load(state, locale.language)?;
    let item = match item_in(sent, &names, words) {
        Ok(item) => item,
        Err(faults) => return Ok(Err(faults)),
    };
    match logged(state, actor, &item) {
        Ok(logged) if logged.outcome == "new" => Ok(Ok("logged")),
        Ok(_) => Ok(Ok("same")),
        Err(HttpError::Problem(document)) if !document.errors.is_empty() => {
            Ok(Err(document.errors.iter().map(|fault| of_body(fault, words)).collect()))
        }
        Err(error) => Err(error),
    }
}

/// What the form tells, or everything of it that can't be read.
fn item_in(
    sent: &Sent,
    names: &Names,
    words: &'static Words,
) -> Result<PublicityItem, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let mut wrong = |field: &str, text: &str| faults.push(FieldFault::at(field, text));
    let published_on = sent.text("published_on").parse().ok();
    if published_on.is_none() {
        wrong("published_on", words.issue_fault_day);
    }
    let kind = sent.text("kind").parse().ok();
    if kind.is_none() {
        wrong("kind", words.issue_fault_choose);
    }
    let unit = names.unit_of(sent.text("unit"));
    if unit.is_none() {
        wrong("unit", words.issue_fault_unit);
    }
    match (published_on, kind, unit) {
        (Some(published_on), Some(kind), Some(unit)) => Ok(PublicityItem {
            published_on,
            channel: sent.text("channel").to_owned(),
            kind,
            unit,
            topic: sent.text("topic").to_owned(),
            link: sent.optional("link"),
        }),
        _ => Err(faults),
    }
}

fn of_body(fault: &Fault, words: &Words) -> FieldFault {
    let field = fault.pointer.as_deref().unwrap_or_default().trim_start_matches('/');
    match fault.code {
        "bad_text" => {
            let most = if field == "channel" { CHANNEL_MAX } else { TOPIC_MAX };
            FieldFault::blank(field, most, words)
        }
        "personal_data" => FieldFault::at(field, words.issue_fault_personal),
        "unknown_unit" | "unit_not_allowed" => FieldFault::at(field, words.issue_fault_unit),
        "in_the_future" => FieldFault::at(field, words.issue_fault_future),
        _ => FieldFault::whole(fault.detail.clone()),
    }
}

/// The form that logs an entry.
pub(super) fn fields(words: &'static Words) -> Vec<Field> {
    let today = in_china(Timestamp::now()).date().to_string();
    let kinds = PublicityKind::ALL.map(|known| choice(known.as_str(), named(known, words)));
    let line = |name: &str, label: &str, max| Field {
        max,
        ..Field::new(name, label, Kind::Line).within("new")
    };
    vec![
        Field::new("published_on", words.publicity_day, Kind::Day).valued(today).within("new"),
        line("channel", words.publicity_channel, CHANNEL_MAX),
        Field::new("kind", words.publicity_kind, options(kinds.into())).within("new"),
        Field::new("unit", words.unit, Kind::Unit).hint(words.issues_unit_hint).within("new"),
        line("topic", words.publicity_topic, TOPIC_MAX).hint(words.publicity_topic_hint),
        line("link", words.publicity_link, TOPIC_MAX).optional().hint(words.publicity_link_hint),
    ]
}
