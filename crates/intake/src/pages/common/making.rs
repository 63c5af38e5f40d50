//! The form that makes a common issue of a proposed group.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use survey::NewCommonIssue;
use uuid::Uuid;

use super::groups::Asked;
use super::list::shown;
use super::refusal::faults_of;
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::common::{made, proposed};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::case::act::{lead, summary};
use crate::pages::field::{FieldFault, Sent};
use crate::pages::names::Names;
use crate::pages::plain::{away, failed};
use crate::words::Words;

/// A form that was sent, and made nothing.
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) text: String,
    /// The first issue of the group.
    pub(super) first: String,
    pub(super) sent: Sent,
    pub(super) faults: Vec<FieldFault>,
}

/// What came of it.
enum Outcome {
    Made(Uuid),
    /// The group is another by now.
    Changed,
    Refused(Vec<FieldFault>),
}

/// `POST /common`
pub(crate) async fn make(
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
    let asked = Asked {
        period: sent.text("period").parse().ok(),
        unit: sent.text("unit").to_owned(),
        page: 1,
        faults: Vec::new(),
    };
    let (sent, asked, outcome) = away(state, actor, move |state, actor| {
        let outcome = taken(state, actor, &sent, &asked, locale)?;
        Ok((sent, asked, outcome))
    })
    .await?;
    let words = Words::of(locale.language);
    let (status, text, faults) = match outcome {
        Outcome::Made(id) => return Ok(lead("common/one", id, "made")),
        Outcome::Changed => {
            (StatusCode::CONFLICT, words.common_group_changed.to_owned(), Vec::new())
        }
        Outcome::Refused(faults) => {
            (StatusCode::UNPROCESSABLE_ENTITY, summary(&faults, words), faults)
        }
    };
    let first = sent.text("first").to_owned();
    let refused = Refused { status, text, first, sent, faults };
    shown(request, state, actor, locale, asked, Some(refused)).await
}

fn taken(
    state: &State,
    actor: &Actor,
    sent: &Sent,
    asked: &Asked,
    locale: Locale,
) -> Result<Outcome, HttpError> {
    let words = Words::of(locale.language);
    let names = Names::load(state, locale.language)?;
    let Some(unit) = names.unit_of(sent.text("within")) else {
        return Ok(Outcome::Refused(vec![FieldFault::at("within", words.issue_fault_unit)]));
    };
    let period = asked.period(state, actor)?;
    let Some(search) = asked.search(period, &names) else { return Ok(Outcome::Changed) };
    let groups = proposed(state, actor, search)?;
    let group = groups.into_iter().find(|group| {
        let first = group.issues.first().map(ToString::to_string);
        first.as_deref() == Some(sent.text("first"))
            && group.issues.len().to_string() == sent.text("issues")
    });
    let Some(group) = group else { return Ok(Outcome::Changed) };
    let new = NewCommonIssue {
        title: sent.text("title").to_owned(),
        category: group.category,
        unit,
        look_for: sent.text("look_for").to_owned(),
        issues: group.issues.into_iter().collect(),
    };
    match made(state, actor, &new) {
        Ok((_, common)) => Ok(Outcome::Made(common.id)),
        Err(error) => Ok(Outcome::Refused(faults_of(&error, words).ok_or(error)?)),
    }
}
