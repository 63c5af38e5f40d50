//! What the forms of an issue's page do.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use store::{Evidence, NewStep, StoreError};
use uuid::Uuid;

use super::DONE;
use super::event::event_of;
use super::field::{FieldFault, Sent};
use super::forms::Refused;
use super::named::Names;
use super::one::{Told, page};
use super::refusal::{faults_of, not_kept};
use super::sending::{FILES, SentFile, StepForm};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::issues::acts::{stepped, within_reach};
use crate::issues::evidence::{kept, own};
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::plain::failed;
use crate::problem::ProblemDocument;
use crate::words::{Words, fill};

/// The field that names files which were sent with the form before.
const EVIDENCE: &str = "evidence";

/// What came of a form.
enum Outcome {
    Taken,
    Refused(Vec<FieldFault>),
    /// There are steps that whoever sent it has not seen.
    Changed,
}

/// What came of a form, and the files that were sent with it or before.
type Tried = (Outcome, Vec<Evidence>);

/// `POST /issues/one`: a step.
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: StepForm,
) -> HttpResponse {
    let answer = match actor.check_form(form.sent.text("form_token")) {
        Ok(()) => answer(&request, &state, &actor, form).await,
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    StepForm { sent, files }: StepForm,
) -> Result<HttpResponse, HttpError> {
    let (id, after) = place(&sent)?;
    let kind = sent.text("kind").to_owned();
    let locale = Locale::of(request, None);
    let (worker, reader) = (state.clone(), actor.clone());
    let (sent, (outcome, evidence)) = block(move || {
        let tried = step(&worker, &reader, (id, after), (&sent, &files), locale)?;
        Ok::<_, HttpError>((sent, tried))
    })
    .await??;
    let words = Words::of(locale.language);
    let told = match outcome {
        Outcome::Taken => return Ok(lead(id, &kind)),
        Outcome::Changed => Told {
            status: StatusCode::CONFLICT,
            trouble: words.issue_changed.to_owned(),
            refused: Some(Refused { kind, sent, faults: Vec::new(), evidence }),
            seen: Some(after),
            ..Told::nothing()
        },
        Outcome::Refused(faults) => Told {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            trouble: summary(&faults, words),
            refused: Some(Refused { kind, sent, faults, evidence }),
            ..Told::nothing()
        },
    };
    page(request, state, actor, id, locale, told).await
}

/// Which issue or order it is about, and the newest step that was seen of it.
pub(in crate::pages) fn place(sent: &Sent) -> Result<(Uuid, u32), HttpError> {
    let id = Uuid::try_parse(sent.text("id")).ok();
    let after = sent.text("after").parse().ok();
    id.zip(after).ok_or_else(|| {
        let detail = "this is not what the form of the page sends";
        ProblemDocument::bad_request("bad_form", detail).into()
    })
}

fn step(
    state: &State,
    actor: &Actor,
    (id, after): (Uuid, u32),
    (sent, files): (&Sent, &[SentFile]),
    locale: Locale,
) -> Result<Tried, HttpError> {
    // Of those out of reach not even that is told what is wrong with the form.
    within_reach(state, actor, id)?;
    let words = Words::of(locale.language);
    let (evidence, mut faults) = keep(state, actor, id, (sent, files), words)?;
    let names = Names::load(state, locale.language)?;
    let event = match event_of(sent.text("kind"), sent, &names) {
        Ok(event) if faults.is_empty() => event,
        Ok(_) => return Ok((Outcome::Refused(faults), evidence)),
        Err(more) => {
            faults.extend(more);
            return Ok((Outcome::Refused(faults), evidence));
        }
    };
    let ids = evidence.iter().map(|file| file.id).collect();
    let new = NewStep { after, event, reason: sent.optional("reason"), evidence: ids };
    let outcome = match stepped(state, actor, id, &new) {
        Ok(_) => Outcome::Taken,
        Err(HttpError::Store(StoreError::IssueChanged { .. })) => Outcome::Changed,
        Err(error) => Outcome::Refused(faults_of(&error, words).ok_or(error)?),
    };
    Ok((outcome, evidence))
}

/// Keeps the files of a form, after those that were sent with it before it was refused.
fn keep(
    state: &State,
    actor: &Actor,
    id: Uuid,
    (sent, files): (&Sent, &[SentFile]),
    words: &Words,
) -> Result<(Vec<Evidence>, Vec<FieldFault>), HttpError> {
    let before: Vec<Uuid> =
        sent.text(EVIDENCE).split_whitespace().filter_map(|id| id.parse().ok()).collect();
    let mut evidence = own(state, actor, id)?;
    evidence.retain(|file| before.contains(&file.id));
    let mut faults = Vec::new();
    for file in files {
        match kept(state, actor, id, &file.name, &file.bytes) {
            Ok((_, file)) if evidence.iter().all(|known| known.id != file.id) => {
                evidence.push(file);
            }
            Ok(_) => {}
            Err(error) => {
                let text = not_kept(&error, words).ok_or(error)?;
                faults.push(FieldFault::at(FILES, format!("{}: {text}", file.name)));
            }
        }
    }
    Ok((evidence, faults))
}

/// What is said on top of a page whose form was refused.
pub(in crate::pages) fn summary(faults: &[FieldFault], words: &Words) -> String {
    match faults {
        [only] if only.field.is_none() => only.text.clone(),
        faults => fill(words.issue_invalid, "n", &faults.len()),
    }
}

/// Leads to the issue, so that loading the page anew sends nothing again.
pub(super) fn lead(id: Uuid, done: &str) -> HttpResponse {
    let query = Query::default().with("id", Some(id)).with(DONE, Some(done));
    HttpResponse::SeeOther().insert_header((LOCATION, query.after("one"))).finish()
}
