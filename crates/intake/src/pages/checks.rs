//! The page of whoever checks: an interview at a time, whom to ask and what, and nothing of what was
//! answered first. Those who judge have pages of their own: `/checks/plans` and `/checks/exclusions`.

mod deciding;
mod drawing;
mod exclusions;
mod plans;
mod scores;
mod view;

use std::collections::{BTreeMap, HashMap};

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use figures::mode_name;
use jiff::Timestamp;
use survey::verification::{CheckReport, Happened, Recontact};
use survey::{Code, Language};
use uuid::Uuid;

pub(crate) use self::deciding::decide;
pub(crate) use self::drawing::draw;
pub(crate) use self::exclusions::page as exclusions;
pub(crate) use self::plans::page as plans;

use super::address::Query;
use super::plain::{DONE, failed, finished, frame_of};
use super::view::{Choice, Fact, Frame};
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::checks::{CheckBody, taken};
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::words::Words;

/// Before the code of a question, among the names of a form.
const ANSWER: &str = "answer.";

/// What the template is given.
#[derive(Template)]
#[template(path = "checks.html")]
struct ChecksPage {
    frame: Frame,
    form_token: String,
    done: &'static str,
    trouble: String,
    check: Option<CheckView>,
}

struct CheckView {
    id: String,
    facts: Vec<Fact>,
    selects: Vec<AskedSelect>,
}

struct AskedSelect {
    name: String,
    label: String,
    options: Vec<Choice>,
}

/// What a form of the page holds.
type Sent = HashMap<String, String>;

/// `GET /checks`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let mut params = Params::read(request.query_string(), &[DONE, LANG]);
    let done = params.choice(DONE, &[("recorded", 0_u8), ("again", 1), ("released", 2)]);
    let locale = Locale::of(&request, params.text(LANG));
    if let Err(error) = params.finish() {
        return failed(&request, &state, &error);
    }
    let words = Words::of(locale.language);
    let done = match done {
        Some(0) => words.checks_recorded,
        Some(1) => words.checks_again,
        Some(_) => words.checks_released,
        None => "",
    };
    shown(&request, &actor, locale, Notice { done, trouble: String::new() }, (None, &Sent::new()))
}

/// What was done, and what went wrong.
struct Notice {
    done: &'static str,
    trouble: String,
}

fn shown(
    request: &HttpRequest,
    actor: &Actor,
    locale: Locale,
    notice: Notice,
    (check, sent): (Option<CheckBody>, &Sent),
) -> HttpResponse {
    let words = Words::of(locale.language);
    let status =
        if notice.trouble.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ChecksPage {
        frame: frame_of(request, locale, actor, words.checks, "checks", &Query::default()),
        form_token: actor.form_token().to_owned(),
        done: notice.done,
        trouble: notice.trouble,
        check: check.map(|check| view(&check, sent, words)),
    };
    finished(request, locale, status, &page)
}

/// `POST /checks`: takes the next one, records what was found, or gives it back.
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    let locale = Locale::of(&request, None);
    let words = Words::of(locale.language);
    let token = form.0.get("form_token").map(String::as_str).unwrap_or_default();
    if let Err(error) = actor.check_form(token) {
        return failed(&request, &state, &error);
    }
    let (worker, who, sent) = (state.clone(), actor.clone(), form.0);
    let done = block(move || Ok::<_, HttpError>((done(&worker, &who, &sent), sent))).await;
    let (done, sent) = match done {
        Ok(Ok(done)) => done,
        Ok(Err(error)) => return failed(&request, &state, &error),
        Err(error) => return failed(&request, &state, &error.into()),
    };
    match done {
        Ok(Done::Went(what)) => {
            let to = format!("checks?{DONE}={what}");
            HttpResponse::SeeOther().insert_header((LOCATION, to)).finish()
        }
        Ok(Done::Taken(check)) => {
            let nothing = if check.is_none() { words.checks_none } else { "" };
            let notice = Notice { done: nothing, trouble: String::new() };
            shown(&request, &actor, locale, notice, (check, &Sent::new()))
        }
        Ok(Done::Refused(refusal, check)) => {
            let notice = Notice { done: "", trouble: told(&refusal, words) };
            shown(&request, &actor, locale, notice, (check, &sent))
        }
        Err(error) => failed(&request, &state, &error),
    }
}

enum Done {
    /// What is to be said of it.
    Went(&'static str),
    Taken(Option<CheckBody>),
    /// Why not, and what is still in hand.
    Refused(ProblemDocument, Option<CheckBody>),
}

fn done(state: &State, actor: &Actor, sent: &Sent) -> Result<Done, HttpError> {
    let by = || state.store().by(actor.user().name.as_str());
    let id = || sent.get("check").and_then(|id| id.parse::<Uuid>().ok());
    let outcome = match sent.get("action").map(String::as_str) {
        Some("next") => taken(state, actor).map(Done::Taken),
        Some("release") => {
            if let Some(id) = id() {
                by().release_check(id)?;
            }
            Ok(Done::Went("released"))
        }
        Some("record") => {
            let id = id().ok_or_else(bad_form)?;
            report(sent).ok_or_else(unsaid).and_then(|report| {
                let recorded = by().record_check(id, &report, Timestamp::now());
                let recorded = recorded.map_err(HttpError::of_sent)?;
                Ok(Done::Went(if recorded.done { "recorded" } else { "again" }))
            })
        }
        _ => Err(bad_form()),
    };
    match outcome {
        Err(error) if is_for_the_page(&error) => {
            // Whoever holds one gets the same again.
            let in_hand = taken(state, actor).ok().flatten().filter(|check| Some(check.id) == id());
            Ok(Done::Refused(error.document(), in_hand))
        }
        outcome => outcome,
    }
}

fn bad_form() -> HttpError {
    let detail = "this is not what the form of the page sends";
    ProblemDocument::bad_request("bad_form", detail).into()
}

/// Nobody has said what came of it.
fn unsaid() -> HttpError {
    let detail = "say what came of trying to reach them".to_owned();
    let fault = Fault::at("missing", "/recontact".to_owned(), detail);
    ProblemDocument::invalid(vec![fault]).into()
}

fn is_for_the_page(error: &HttpError) -> bool {
    let status = error.document().status;
    status == StatusCode::CONFLICT || status == StatusCode::UNPROCESSABLE_ENTITY
}

/// What the form says was found; what was left blank was not said.
fn report(sent: &Sent) -> Option<CheckReport> {
    let said = |name: &str| sent.get(name).filter(|value| !value.is_empty());
    let happened = match said("happened") {
        Some(text) => Some(text.parse::<Happened>().ok()?),
        None => None,
    };
    let mut answers = BTreeMap::new();
    for (name, option) in sent.iter().filter(|(_, option)| !option.is_empty()) {
        if let Some(question) = name.strip_prefix(ANSWER) {
            answers.insert(question.parse::<Code>().ok()?, option.parse::<Code>().ok()?);
        }
    }
    let recontact = said("outcome")?.parse::<Recontact>().ok()?;
    Some(CheckReport { recontact, happened, answers })
}

fn told(refusal: &ProblemDocument, words: &Words) -> String {
    match refusal.code {
        "own_interview" | "same_place" => words.checks_same_place.to_owned(),
        "sees_answers" => words.checks_sees_answers.to_owned(),
        "check_not_held" | "check_done" => words.checks_not_held.to_owned(),
        _ => words.checks_unread.to_owned(),
    }
}

fn view(check: &CheckBody, sent: &Sent, words: &Words) -> CheckView {
    let language = words.language;
    let contact = &check.contact;
    let gone = contact.name.is_none() && contact.phone.is_none() && contact.address.is_none();
    let place: Vec<&str> = check.place.iter().map(|name| name.get(language)).collect();
    let mut facts = vec![
        Fact { label: words.checks_place, text: place.join(" ") },
        Fact { label: words.checks_mode, text: mode_name(Some(check.mode), language).to_owned() },
        Fact { label: words.checks_day, text: check.interviewed_on.to_string() },
    ];
    for (label, text) in [
        (words.checks_name, &contact.name),
        (words.checks_phone, &contact.phone),
        (words.checks_address, &contact.address),
    ] {
        facts.extend(text.clone().map(|text| Fact { label, text }));
    }
    if gone {
        facts.push(Fact { label: words.checks_name, text: words.checks_gone.to_owned() });
    }
    if check.tries > 0 {
        facts.push(Fact { label: words.checks_tries, text: check.tries.to_string() });
    }
    CheckView { id: check.id.to_string(), facts, selects: selects(check, sent, words) }
}

fn selects(check: &CheckBody, sent: &Sent, words: &Words) -> Vec<AskedSelect> {
    let chosen = |name: &str, value: &str| sent.get(name).is_some_and(|sent| sent == value);
    let select = |name: String, label: String, options: Vec<(String, String)>| {
        // Nothing is chosen before somebody has said so.
        let blank = [(String::new(), words.checks_blank.to_owned())];
        let options = blank.into_iter().chain(options);
        let options =
            options.map(|(value, text)| Choice { selected: chosen(&name, &value), value, text });
        AskedSelect { options: options.collect(), label, name }
    };
    let outcomes = [
        (Recontact::Reached, words.checks_reached),
        (Recontact::NotReached, words.checks_not_reached),
        (Recontact::Refused, words.checks_refused),
        (Recontact::WrongContact, words.checks_wrong_contact),
    ];
    let outcomes = outcomes.map(|(outcome, text)| (outcome.to_string(), text.to_owned()));
    let happened = [
        (Happened::Yes, words.checks_yes),
        (Happened::No, words.checks_no),
        (Happened::CantRemember, words.checks_cant_remember),
    ];
    let happened = happened.map(|(happened, text)| (happened.to_string(), text.to_owned()));
    let mut selects = vec![
        select("outcome".to_owned(), words.checks_outcome.to_owned(), outcomes.to_vec()),
        select("happened".to_owned(), words.checks_happened.to_owned(), happened.to_vec()),
    ];
    let language: Language = words.language;
    for question in &check.questions {
        let options = question
            .options
            .iter()
            .map(|option| (option.code.to_string(), option.label.get(language).to_owned()));
        let label = format!("{}{}", words.checks_questions, question.text.get(language));
        selects.push(select(format!("{ANSWER}{}", question.code), label, options.collect()));
    }
    selects
}
