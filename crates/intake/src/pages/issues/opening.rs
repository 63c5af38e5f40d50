//! The form that registers an issue which came in by another channel than an answer.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use store::Change;
use survey::round::in_china;
use survey::{Channel, Code, NewIssue, Right};
use uuid::Uuid;

use super::named;
use super::refusal::faults_of;
use super::view::NewPage;
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::issues::acts::opened;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::case::act::{lead, summary};
use crate::pages::case::view::EntryView;
use crate::pages::field::{Field, FieldFault, Kind, NAME_MAX, Sent, choice, options};
use crate::pages::names::{Names, units_offered};
use crate::pages::plain::{away, failed, finished, frame_of, locale_asked};
use crate::pages::view::Choice;
use crate::words::Words;

/// Between the category and the reason of a choice.
const OF: char = '/';

/// `GET /issues/new`
pub(crate) async fn new(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = async {
        let locale = locale_asked(&request)?;
        page(&request, &state, &actor, locale, None).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// `POST /issues/new`
pub(crate) async fn open(
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
        let outcome = taken(state, actor, &sent, locale)?;
        Ok((sent, outcome))
    })
    .await?;
    match outcome {
        Ok((id, Change::Unchanged)) => Ok(lead("one", id, "same")),
        Ok((id, _)) => Ok(lead("one", id, "opened")),
        Err(faults) => page(request, state, actor, locale, Some((sent, faults))).await,
    }
}

fn taken(
    state: &State,
    actor: &Actor,
    sent: &Sent,
    locale: Locale,
) -> Result<Result<(Uuid, Change), Vec<FieldFault>>, HttpError> {
    let words = Words::of(locale.language);
    let names = Names::load(state, locale.language)?;
    let new = match new_issue(sent, &names, words) {
        Ok(new) => new,
        Err(faults) => return Ok(Err(faults)),
    };
    match opened(state, actor, &new) {
        Ok((change, issue)) => Ok(Ok((issue.id, change))),
        Err(error) => faults_of(&error, words).map(Err).ok_or(error),
    }
}

/// What a form tells, or everything of it that can't be read.
fn new_issue(
    sent: &Sent,
    names: &Names,
    words: &'static Words,
) -> Result<NewIssue, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let mut wrong = |field: &str, text: &str| faults.push(FieldFault::at(field, text));
    let channel = sent.text("channel").parse::<Channel>().ok();
    if channel.is_none() {
        wrong("channel", words.issue_fault_choose);
    }
    let unit = names.unit_of(sent.text("unit"));
    if unit.is_none() {
        wrong("unit", words.issue_fault_unit);
    }
    let category = sent.text("category").parse::<Code>().ok();
    if category.is_none() {
        wrong("category", words.issue_fault_choose);
    }
    let opened_on = sent.text("opened_on").parse().ok();
    if opened_on.is_none() {
        wrong("opened_on", words.issue_fault_day);
    }
    let reason = match (sent.text("reason").split_once(OF), &category) {
        (Some((of, reason)), Some(category)) if of == category.as_str() => reason.parse().ok(),
        (Some(_), _) => {
            wrong("reason", words.issue_fault_reason);
            None
        }
        (None, _) => None,
    };
    match (channel, unit, category, opened_on) {
        (Some(channel), Some(unit), Some(category), Some(opened_on)) if faults.is_empty() => {
            Ok(NewIssue {
                channel,
                number: sent.text("number").to_owned(),
                unit,
                category,
                reason,
                description: sent.text("description").to_owned(),
                opened_on,
                receiver: sent.optional("receiver"),
            })
        }
        _ => Err(faults),
    }
}

async fn page(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    locale: Locale,
    refused: Option<(Sent, Vec<FieldFault>)>,
) -> Result<HttpResponse, HttpError> {
    let (names, units) = away(state, actor, move |state, actor| {
        let names = Names::load(state, locale.language)?;
        let units = units_offered(state, actor, Right::JudgeIssues, &names)?;
        Ok((names, units))
    })
    .await?;
    let words = Words::of(locale.language);
    let mut fields = fields(&names, words);
    let (mut trouble, mut status) = (String::new(), StatusCode::OK);
    if let Some((sent, faults)) = &refused {
        fields = fields.into_iter().map(|field| field.sent(sent, faults)).collect();
        (trouble, status) = (summary(faults, words), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let query = Query::default();
    let frame = frame_of(request, locale, actor, words.issues_new, "issues/new", &query);
    let entry = EntryView {
        form_token: actor.form_token().to_owned(),
        trouble,
        list: ("issues", words.issues),
        lead: words.issues_new_lead,
        units,
    };
    Ok(finished(request, locale, status, &NewPage { frame, entry, fields }))
}

fn fields(names: &Names, words: &'static Words) -> Vec<Field> {
    let today = in_china(Timestamp::now()).date().to_string();
    let channels = Channel::ALL.into_iter().filter(|channel| *channel != Channel::Answer);
    let channels: Vec<Choice> =
        channels.map(|known| choice(known.as_str(), named::channel(known, words))).collect();
    let language = names.language;
    let categories = names.categories();
    let reason = |category: &survey::Category, reason: &survey::Reason| {
        let text = format!("{} · {}", category.name.get(language), reason.label.get(language));
        choice(format!("{}{OF}{}", category.code, reason.code), text)
    };
    let reasons = categories
        .iter()
        .flat_map(|category| category.reasons.iter().map(move |of| reason(category, of)));
    let reasons = std::iter::once(choice("", words.issue_reason_none)).chain(reasons).collect();
    let categories = categories
        .iter()
        .map(|category| choice(category.code.as_str(), category.name.get(language)))
        .collect();
    vec![
        Field::new("channel", words.issues_channel, options(channels)),
        Field::new("number", words.issue_number, Kind::Line),
        Field::new("unit", words.unit, Kind::Unit).hint(words.issues_unit_hint),
        Field::new("category", words.category, options(categories)),
        Field::new("reason", words.issue_reason_of, options(reasons)).optional(),
        Field::new("description", words.issue_description, Kind::Area)
            .hint(words.issue_description_hint),
        Field::new("opened_on", words.issue_opened_on, Kind::Day).valued(today),
        Field { max: NAME_MAX, ..Field::new("receiver", words.issue_receiver, Kind::Line) }
            .optional()
            .hint(words.issue_optional),
    ]
}
