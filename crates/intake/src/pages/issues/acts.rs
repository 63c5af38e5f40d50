//! What the forms of an issue's page do.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use store::{Evidence, NewStep};
use uuid::Uuid;

use super::event::event_of;
use super::one::OneIssue;
use super::refusal::{faults_of, not_kept};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::issues::acts::{stepped, within_reach};
use crate::issues::evidence::{kept, own};
use crate::locale::Locale;
use crate::pages::case::act::{self, Outcome, Tried};
use crate::pages::case::sending::{FILES, SentFile, SentStep};
use crate::pages::field::{FieldFault, Sent};
use crate::pages::names::Names;
use crate::words::Words;

/// The field that names files which were sent with the form before.
const EVIDENCE: &str = "evidence";

/// `POST /issues/one`: a step.
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: SentStep,
) -> HttpResponse {
    act::act::<OneIssue>(request, state, actor, form, take).await
}

fn take(
    state: &State,
    actor: &Actor,
    (id, after): (Uuid, u32),
    SentStep { sent, files }: &SentStep,
    locale: Locale,
) -> Result<Tried, HttpError> {
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
    let taken = stepped(state, actor, id, &new);
    Ok((Outcome::of(taken, |error| faults_of(error, words))?, evidence))
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
