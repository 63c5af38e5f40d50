//! What the sender is told of something that is kept once by its id: an attempt, a note, a photo.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use store::Outcome;
use uuid::Uuid;

use crate::error::HttpError;
use crate::problem::ProblemDocument;
use crate::responses::status_of;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Kept {
    id: Uuid,
    /// `new`, or the `same` as is kept already.
    #[schemars(extend("enum" = ["new", "same"]))]
    outcome: &'static str,
}

/// 201 new, 200 the same again, 409 other content under a known id, or of something withdrawn.
/// `what` is what it is called in a sentence.
pub(crate) fn kept(what: &str, id: Uuid, outcome: Outcome) -> Result<HttpResponse, HttpError> {
    let told = match outcome {
        Outcome::New => "new",
        Outcome::Same => "same",
        Outcome::Withdrawn => {
            let detail = format!(
                "the response of {what} {id} was withdrawn, and so it is not taken. Don't send it \
                 again"
            );
            return Err(ProblemDocument::new(StatusCode::CONFLICT, "withdrawn", detail).into());
        }
        Outcome::Different | Outcome::Held => {
            let detail = format!("{what} {id} is stored with other content, which stays as it is");
            let status = StatusCode::CONFLICT;
            return Err(ProblemDocument::new(status, "different_content", detail).into());
        }
    };
    Ok(HttpResponse::build(status_of(outcome)).json(Kept { id, outcome: told }))
}
