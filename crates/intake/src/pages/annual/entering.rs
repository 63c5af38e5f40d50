//! What the forms of `/external` and `/letters` do: enter something, enter the next version of what counts,
//! confirm what somebody else entered, give up what nobody confirmed.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use store::{Change, StoreError, VouchedEntry};
use survey::Right;
use survey::vouched::YearEntry;
use uuid::Uuid;

use super::book::Book;
use super::entries::{Asked, Told, form_view, shown};
use super::form::Reading;
use super::lines::Reasoned;
use super::refusal;
use super::view::EntryFormView;
use crate::State;
use crate::annual::{confirmed, corrected, entered_by, withdrawn, within_reach};
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::pages::field::{FieldFault, Sent};
use crate::pages::names::Names;
use crate::pages::plain::{DONE, away, failed, see_other};
use crate::problem::ProblemDocument;
use crate::responses::uuid_of;
use crate::words::Words;

/// `POST /external`
pub(crate) async fn on_results(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    act(Book::Results, request, state, actor, form).await
}

/// `POST /letters`
pub(crate) async fn on_letters(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    act(Book::Letters, request, state, actor, form).await
}

async fn act(
    book: Book,
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    let answer = answer(book, &request, &state, &actor, form.0).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    book: Book,
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    sent: Sent,
) -> Result<HttpResponse, HttpError> {
    actor.check_form(sent.text("form_token"))?;
    let (asked, _) = Asked::read(book, request)?;
    let about = asked.clone();
    match away(state, actor, move |state, actor| done(state, actor, &about, sent)).await? {
        Outcome::Done(what, year) => {
            let year = year.filter(|_| book.usual_year().is_some());
            let there = Asked { year: year.or(asked.year), ..asked }.query();
            let there = there.with(DONE, Some(what)).after(book.page());
            Ok(see_other(&there))
        }
        Outcome::Refused(refused) => {
            let Refused { status, trouble, form, reasoned } = *refused;
            let told = Told { status, trouble, form, reasoned, ..Told::nothing(asked) };
            shown(request, state, actor, told).await
        }
    }
}

enum Outcome {
    /// What, and for which year.
    Done(&'static str, Option<i32>),
    Refused(Box<Refused>),
}

/// What the page says instead.
struct Refused {
    status: StatusCode,
    trouble: String,
    form: Option<EntryFormView>,
    reasoned: Option<Reasoned>,
}

impl Refused {
    fn whole(error: &HttpError, trouble: &str) -> Outcome {
        let (status, trouble) = (error.document().status, trouble.to_owned());
        Outcome::Refused(Box::new(Self { status, trouble, form: None, reasoned: None }))
    }
}

fn done(state: &State, actor: &Actor, asked: &Asked, sent: Sent) -> Result<Outcome, HttpError> {
    match sent.text("act") {
        "confirm" => {
            let words = Words::of(asked.locale.language);
            match confirmed(state, actor, id_in(&sent)?) {
                Ok(entry) => Ok(Outcome::Done("confirmed", entry.entry.year())),
                Err(error) => match refusal(&error, words) {
                    Some(trouble) => Ok(Refused::whole(&error, trouble)),
                    None => Err(error),
                },
            }
        }
        "withdraw" => given_up(state, actor, asked, sent),
        "correct" => {
            let old = within_reach(state, actor, Right::EnterResults, id_in(&sent)?)?;
            entered(state, actor, asked, &sent, Some(&old))
        }
        _ => entered(state, actor, asked, &sent, None),
    }
}

fn id_in(sent: &Sent) -> Result<Uuid, HttpError> {
    let id = uuid_of(sent.text("id"));
    id.map_err(|detail| ProblemDocument::bad_request("bad_id", detail).into())
}

fn given_up(state: &State, actor: &Actor, asked: &Asked, sent: Sent) -> Result<Outcome, HttpError> {
    let (id, words) = (id_in(&sent)?, Words::of(asked.locale.language));
    let error = match withdrawn(state, actor, id, sent.text("reason")) {
        Ok(entry) => return Ok(Outcome::Done("withdrawn", entry.entry.year())),
        Err(error) => error,
    };
    if let Some(trouble) = refusal(&error, words) {
        return Ok(Refused::whole(&error, trouble));
    }
    let document = error.document();
    if document.errors.is_empty() || document.status.is_server_error() {
        return Err(error);
    }
    let fault = FieldFault::at("reason", words.year_fault_reason);
    Ok(Outcome::Refused(Box::new(Refused {
        status: document.status,
        trouble: words.year_fault_fields.to_owned(),
        form: None,
        reasoned: Some(Reasoned { id, sent, fault }),
    })))
}

/// Enters what a form tells, as the next version of an old one where that is given.
fn entered(
    state: &State,
    actor: &Actor,
    asked: &Asked,
    sent: &Sent,
    old: Option<&VouchedEntry>,
) -> Result<Outcome, HttpError> {
    let words = Words::of(asked.locale.language);
    let names = Names::load(state, asked.locale.language)?;
    let mut reading = Reading::of(sent, words);
    let entry = asked.book.read(&mut reading, &names, old.map(|old| &old.entry));
    let (status, faults) = match entry {
        None => (StatusCode::UNPROCESSABLE_ENTITY, reading.faults),
        Some(entry) => {
            let error = match taken(state, actor, &entry, old.map(|old| (old, sent.text("reason"))))
            {
                Ok(what) => return Ok(Outcome::Done(what, entry.year())),
                Err(error) => error,
            };
            (error.document().status, faults_of(state, asked.book, error, &entry, words)?)
        }
    };
    let form = asked.book.form(&names, words, old.map(|old| &old.entry)).sent(sent, &faults);
    let whole = faults.into_iter().find(|fault| fault.field.is_none());
    let view = form_view(asked, form, old, &names, words);
    Ok(Outcome::Refused(Box::new(Refused {
        status,
        trouble: whole.map_or_else(|| words.year_fault_fields.to_owned(), |own| own.text),
        form: Some(view),
        reasoned: None,
    })))
}

fn taken(
    state: &State,
    actor: &Actor,
    entry: &YearEntry,
    correction: Option<(&VouchedEntry, &str)>,
) -> Result<&'static str, HttpError> {
    if let Some((old, reason)) = correction {
        return corrected(state, actor, old.id, ("/unit", entry), reason).map(|_| "corrected");
    }
    let (change, _) = entered_by(state, actor, entry)?;
    Ok(if change == Change::Added { "entered" } else { "same" })
}

/// What is wrong with an entry, beside the fields; the error itself where the fault lies elsewhere.
fn faults_of(
    state: &State,
    book: Book,
    error: HttpError,
    entry: &YearEntry,
    words: &Words,
) -> Result<Vec<FieldFault>, HttpError> {
    if let HttpError::Store(StoreError::EntryDiffers { .. }) = &error {
        return Ok(vec![FieldFault::whole(book.differs(words))]);
    }
    if let Some(trouble) = refusal(&error, words) {
        return Ok(vec![FieldFault::whole(trouble)]);
    }
    let document = error.document();
    if document.errors.is_empty() || document.status.is_server_error() {
        return Err(error);
    }
    book.faults(&document.errors, entry, state, words)
}
