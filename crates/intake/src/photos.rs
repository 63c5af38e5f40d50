//! Photos of interviews. They show people and their homes: kept sealed, shown to whoever may read the
//! response, and never with what phones write into them.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use survey::Right;
use survey::evidence::jpeg::{self, Content};
use survey::problem::quoted;
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::fieldwork::contact_key;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::receipt::kept;
use crate::responses::{id_of, uuid_of};

/// Longest photo, in bytes: enough for 1,600 pixels across.
pub(crate) const BYTES_MAX: usize = 1024 * 1024;
/// The one kind of picture that is taken.
pub(crate) const JPEG: &str = "image/jpeg";

/// `PUT /photos/{id}?response=…`: 201 new, 200 the same again, 409 different content, or of a response
/// that was withdrawn; 422 more than a response may have, 429 too many whose responses are not there. The
/// response itself may come in later.
pub(crate) async fn put(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let id = id_of(&request)?;
    let response = response_of(&request)?;
    if !request.content_type().eq_ignore_ascii_case(JPEG) || body::is_compressed(&request) {
        return Err(not_jpeg("send Content-Type: image/jpeg, not compressed once more"));
    }
    let picture = body::collect(&request, payload, BYTES_MAX).await?;
    match jpeg::content(&picture) {
        Content::Picture => {}
        Content::Broken => return Err(not_jpeg("the body is no JPEG, or not a whole one")),
        Content::TellsMore => return Err(tells_more()),
    }
    let outcome = block(move || {
        let key = contact_key(&state)?;
        let by = state.store().by(actor.user().name.as_str());
        Ok::<_, HttpError>(by.add_photo(id, response, &picture, key)?)
    })
    .await??;
    kept("photo", id, outcome)
}

/// Of which response a photo is.
fn response_of(request: &HttpRequest) -> Result<Uuid, HttpError> {
    const NAME: &str = "response";
    let mut params = Params::read(request.query_string(), &[NAME]);
    let response = params.parsed(NAME, uuid_of);
    if params.text(NAME).is_none() {
        let detail = "say of which response the photo is".to_owned();
        params.refuse(Fault::parameter("missing_parameter", NAME, detail));
    }
    params.finish()?;
    // Without one, something was refused above.
    Ok(response.unwrap_or_default())
}

fn not_jpeg(detail: &str) -> HttpError {
    ProblemDocument::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_jpeg", detail).into()
}

fn tells_more() -> HttpError {
    let detail = "the file tells more than the picture (Exif, XMP, a comment, or something after its \
                  end), which may be where it was taken; take that out before it is sent";
    ProblemDocument::new(StatusCode::UNPROCESSABLE_ENTITY, "photo_tells_more", detail).into()
}

/// `GET /photos/{id}`: one that a stored response says it has. That it was seen is on record; of other
/// units not even that there is such a photo is told.
pub(crate) async fn get(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let photo = block(move || {
        let scope = actor.scope(Right::ReadResponses);
        let Some(unit) = state.store().unit_of_photo(id)? else { return Ok(None) };
        if !state.reference().covers(state.store(), &scope, unit.as_str())? {
            return Ok(None);
        }
        let key = contact_key(&state)?;
        Ok::<_, HttpError>(state.store().by(actor.user().name.as_str()).see_photo(id, key)?)
    })
    .await??;
    let Some(photo) = photo else {
        let detail = format!("there is no photo {}", quoted(&id.to_string()));
        return Err(ProblemDocument::not_found("unknown_photo", detail).into());
    };
    Ok(HttpResponse::Ok()
        .content_type(JPEG)
        .insert_header((CONTENT_DISPOSITION, HeaderValue::from_static("inline")))
        .body(photo))
}
