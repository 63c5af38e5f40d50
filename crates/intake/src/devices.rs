//! Phones that are signed in by a link: how long, for what, and `POST /api/v1/devices` for an app
//! that has read one.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Authored, NewSession, SessionKind, StoreError};
use survey::Right;
use survey::schema::Instant;

use crate::State;
use crate::auth::{digest, new_token};
use crate::body;
use crate::error::HttpError;
use crate::problem::ProblemDocument;

/// Minutes in which a link can be used: whoever makes it has the phone at hand.
pub(crate) const LINK_MINUTES: i64 = 10;
/// Days after which a phone is signed in anew, also one in daily use. Unused for 90 days it is out
/// before that.
pub(crate) const DEVICE_DAYS: i64 = 365;
/// What a phone may do of what its user may: fieldwork, whoever picks it up.
const FIELDWORK: [Right; 3] = [Right::SendResponses, Right::WorkCases, Right::ReadSurvey];
/// Longest label, in characters.
pub(crate) const LABEL_MAX: usize = 60;
/// Longest body of a request to be signed in.
pub(crate) const BODY_BYTES_MAX: usize = 1_024;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DeviceLink")]
pub(crate) struct Body {
    /// What stands after `link=` in the link.
    link: String,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Device {
    token: String,
    user: String,
    #[schemars(with = "Vec<String>")]
    rights: [Right; 3],
    #[schemars(with = "Instant")]
    expires_at: Timestamp,
}

/// How long a phone stays signed in at most.
pub(crate) fn lifetime() -> SignedDuration {
    SignedDuration::from_hours(24 * DEVICE_DAYS)
}

/// Makes a link for a phone, and gives its secret.
pub(crate) fn new_link(by: Authored<'_>, user: &str, label: &str) -> Result<String, StoreError> {
    let secret = new_token();
    let until = Timestamp::now() + SignedDuration::from_mins(LINK_MINUTES);
    by.add_device_link(&digest(&secret), user, label, until)?;
    Ok(secret)
}

/// Whether what is to name a phone can be shown.
pub(crate) fn is_label(text: &str) -> bool {
    text.chars().count() <= LABEL_MAX && !text.chars().any(char::is_control)
}

/// Signs a phone in by the secret of a link, under a new token. `label` is for one that was given
/// none. Gives the name of the user and when it ends, or nothing where the link is no good.
pub(crate) async fn sign_in(
    state: &Data<State>,
    secret: &str,
    token: &str,
    label: String,
) -> Result<Option<(String, Timestamp)>, HttpError> {
    let (state, link, token) = (state.clone(), digest(secret), digest(token));
    block(move || {
        let Some(known) = state.store().device_link(&link)? else {
            state.refusals().count(state.store())?;
            return Ok(None);
        };
        let expires_at = Timestamp::now() + lifetime();
        let session = NewSession {
            digest: token,
            user: known.user.clone(),
            kind: SessionKind::Device,
            label: if known.label.is_empty() { label } else { known.label },
            rights: Some(FIELDWORK.to_vec()),
            expires_at,
        };
        let came_in = state.store().use_device_link(&link, &session)?;
        Ok(came_in.then_some((known.user, expires_at)))
    })
    .await?
}

/// `POST /devices`: a bearer token for the secret of a link.
pub(crate) async fn post(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BODY_BYTES_MAX).await?;
    let Body { link } = body::parse_object(&body)?;
    let token = new_token();
    let Some((user, expires_at)) = sign_in(&state, &link, &token, String::new()).await? else {
        let detail = "the link was used or is too old; have a new one made";
        return Err(ProblemDocument::new(StatusCode::FORBIDDEN, "link_spent", detail).into());
    };
    let device = Device { token, user, rights: FIELDWORK, expires_at };
    Ok(HttpResponse::Created().json(device))
}
