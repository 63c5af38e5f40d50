//! What the forms of a case's page do.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use store::{Evidence, StoreError};
use uuid::Uuid;

use super::forms::Refused;
use super::sending::SentStep;
use super::{Case, Told, shown};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::field::{FieldFault, Sent};
use crate::pages::plain::{DONE, away, failed, see_other};
use crate::problem::ProblemDocument;
use crate::words::{Words, fill};

/// What came of a form.
pub(in crate::pages) enum Outcome {
    Taken,
    Refused(Vec<FieldFault>),
    /// There are steps that whoever sent it has not seen.
    Changed,
}

/// What came of a form, and the files that were sent with it or before.
pub(in crate::pages) type Tried = (Outcome, Vec<Evidence>);

/// Takes the step that a form means of a case, after the newest that was seen. Of a case out of reach not even
/// that is told what is wrong with the form.
type Take = fn(&State, &Actor, (Uuid, u32), &SentStep, Locale) -> Result<Tried, HttpError>;

impl Outcome {
    /// What came of a step. What the form is not to blame for stays an error.
    pub(in crate::pages) fn of<T>(
        taken: Result<T, HttpError>,
        faults: impl FnOnce(&HttpError) -> Option<Vec<FieldFault>>,
    ) -> Result<Self, HttpError> {
        use StoreError as S;
        match taken {
            Ok(_) => Ok(Self::Taken),
            Err(HttpError::Store(
                S::IssueChanged { .. } | S::OrderChanged { .. } | S::CommonIssueChanged { .. },
            )) => Ok(Self::Changed),
            Err(error) => Ok(Self::Refused(faults(&error).ok_or(error)?)),
        }
    }
}

/// Answers the form of a step: leads back to the case, or shows why the step was not taken.
pub(in crate::pages) async fn act<C: Case>(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: SentStep,
    take: Take,
) -> HttpResponse {
    let answer = answer::<C>(&request, &state, &actor, form, take).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer<C: Case>(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    form: SentStep,
    take: Take,
) -> Result<HttpResponse, HttpError> {
    actor.check_form(form.sent.text("form_token"))?;
    let (id, after) = place(&form.sent)?;
    let locale = Locale::of(request, None);
    let (sent, (outcome, evidence)) = away(state, actor, move |state, actor| {
        let tried = take(state, actor, (id, after), &form, locale)?;
        Ok((form.sent, tried))
    })
    .await?;
    let kind = sent.text("kind").to_owned();
    let words = Words::of(locale.language);
    let told = match outcome {
        Outcome::Taken => return Ok(lead("one", id, &kind)),
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
    shown::<C>(request, state, actor, id, locale, told).await
}

/// Which case it is about, and the newest step that was seen of it.
fn place(sent: &Sent) -> Result<(Uuid, u32), HttpError> {
    let id = Uuid::try_parse(sent.text("id")).ok();
    let after = sent.text("after").parse().ok();
    id.zip(after).ok_or_else(bad_form)
}

/// What no form of ours sends.
pub(in crate::pages) fn bad_form() -> HttpError {
    ProblemDocument::bad_request("bad_form", "this is not what the form of the page sends").into()
}

/// What is said on top of a page whose form was refused.
pub(in crate::pages) fn summary(faults: &[FieldFault], words: &Words) -> String {
    match faults {
        [only] if only.field.is_none() => only.text.clone(),
        faults => fill(words.issue_invalid, "n", &faults.len()),
    }
}

/// Leads to the page of a case, which says what was done.
pub(in crate::pages) fn lead(page: &str, id: Uuid, done: &str) -> HttpResponse {
    see_other(&Query::default().with("id", Some(id)).with(DONE, Some(done)).after(page))
}
