//! Notes about cases: what whoever called or came leaves for the next one. They may tell persons: no
//! answer but that to the next who holds the case repeats them.

use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use store::{NOTE_CHARS_MAX, NewNote};
use survey::{Code, Right};
use uuid::Uuid;

use super::{BYTES_MAX, contact_key, unknown_case};
use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::receipt::kept;
use crate::responses::{id_of, other_id};

/// A note about a case.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    /// Made where the note was written.
    id: Uuid,
    round: Code,
    case: Code,
    #[schemars(schema_with = "text_schema")]
    text: String,
}

fn text_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "What the next one should know, and not who somebody is.",
        "type": "string",
        "minLength": 1,
        "maxLength": NOTE_CHARS_MAX,
        "pattern": "^[^\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$",
        "examples": ["at home in the evening"],
    })
}

/// `PUT /notes/{id}`: 201 new, 200 the same again, 409 different content.
pub(crate) async fn note(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let id = id_of(&request)?;
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let outcome = block(move || {
        let note: Note = body::parse_private(&body)?;
        let faults = faults(&state, &actor, &note, id)?;
        if !faults.is_empty() {
            return Err(ProblemDocument::invalid(faults).into());
        }
        let key = contact_key(&state)?;
        let by = state.store().by(actor.user().name.as_str());
        let Note { round, case, text, .. } = note;
        Ok::<_, HttpError>(by.add_note(&NewNote { id, round, case, text }, key)?)
    })
    .await??;
    kept("note", id, outcome)
}

/// Everything that is wrong with a note.
fn faults(state: &State, actor: &Actor, note: &Note, id: Uuid) -> Result<Vec<Fault>, HttpError> {
    let mut faults: Vec<Fault> = other_id(note.id, id).into_iter().collect();
    if !says_something(&note.text) {
        let detail = format!(
            "a note has 1 to {NOTE_CHARS_MAX} characters, and of control \
                              characters only line breaks"
        );
        faults.push(Fault::at("bad_note", "/text".to_owned(), detail));
    }
    let scope = actor.scope(Right::WorkCases);
    let case = state.store().case(&note.round, &note.case)?;
    let within = match &case {
        Some((unit, _)) => state.reference().covers(state.store(), &scope, unit.as_str())?,
        None => false,
    };
    // Of other units not even that there is such a case is told.
    if !within {
        faults.push(unknown_case(&note.round, &note.case));
    }
    Ok(faults)
}

fn says_something(text: &str) -> bool {
    let fits = (1..=NOTE_CHARS_MAX).contains(&text.chars().count());
    fits && !survey::wording::is_blank(text) && text.chars().all(|c| c == '\n' || !c.is_control())
}
