//! What the buttons of a bulletin's page do.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use documents::Revision;
use figures::Letterhead;
use serde::Deserialize;
use store::Bulletin;
use survey::Right;
use uuid::Uuid;

use super::draft::{Asked, lead};
use super::shown::{self, Told};
use crate::State;
use crate::auth::{Actor, EntryForm, not_allowed};
use crate::bulletins::{paper, reaches, readable};
use crate::corrections::reason_of;
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::plain::failed;

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Decision {
    form_token: String,
    id: Uuid,
    /// Digest of the content that was looked at.
    seen: String,
    act: What,
    #[serde(default)]
    reason: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Review,
    Publish,
    Withdraw,
    Correct,
}

impl What {
    fn right(self) -> Right {
        match self {
            Self::Review | Self::Publish => Right::PublishBulletins,
            Self::Withdraw | Self::Correct => Right::WriteBulletins,
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Review => "reviewed",
            Self::Publish => "published",
            Self::Withdraw => "withdrawn",
            Self::Correct => "drafted",
        }
    }
}

/// `POST /bulletins/one`
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Decision>,
) -> HttpResponse {
    let answer = match actor.check_form(&form.form_token) {
        Ok(()) => answer(&request, &state, &actor, form.0).await,
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    form: Decision,
) -> Result<HttpResponse, HttpError> {
    let (worker, office, act, id) = (state.clone(), actor.clone(), form.act, form.id);
    let done = block(move || step(&worker, &office, &form)).await?;
    match done {
        Ok(bulletin) => Ok(lead(&bulletin, act.done(), "one")),
        Err(error) if error.document().status.is_client_error() => {
            let document = error.document();
            let locale = Locale::of(request, None);
            let told = Told::refused(locale, document.status, document.detail);
            shown::one(request, state, actor, id, told).await
        }
        Err(error) => Err(error),
    }
}

fn step(state: &State, actor: &Actor, form: &Decision) -> Result<Bulletin, HttpError> {
    let (bulletin, content) = readable(state, actor, form.id)?;
    if !reaches(state, actor, &[form.act.right()], &bulletin.subject.unit)? {
        return Err(not_allowed("you may not do this to bulletins of this unit").into());
    }
    let office = state.store().by(actor.user().name.as_str());
    Ok(match form.act {
        What::Review => office.review_bulletin(form.id, &form.seen)?,
        What::Publish => office.publish_bulletin(form.id, &form.seen)?,
        What::Withdraw => {
            office.withdraw_bulletin(form.id, &form.seen, &reason_of(&form.reason)?)?
        }
        What::Correct => {
            let reason = reason_of(&form.reason)?;
            let old = paper::read(&content)?;
            let asked = Asked {
                period: bulletin.subject.period,
                level: None,
                target: None,
                letterhead: Letterhead {
                    issuer: old.issuer,
                    addressee: old.addressee,
                    number: old.number,
                    title: Some(old.title),
                },
                language: old.language,
            };
            let revision = Revision { number: bulletin.revision + 1, reason: Some(reason.clone()) };
            let draft = asked.draft(state, actor, Some(bulletin.subject), revision)?;
            office.correct_bulletin(form.id, &draft.content, &reason)?
        }
    })
}
