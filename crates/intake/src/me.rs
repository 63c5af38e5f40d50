//! `/api/v1/me`: who is signed in, and what this session may do.
//!
//! A page that was kept for use without a network holds neither a name nor a token; it asks here.

use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::SessionKind;
use survey::schema::Instant;
use survey::{Code, Right};

use crate::auth::Actor;
use crate::error::HttpError;
use crate::query::Params;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Me")]
pub(crate) struct Body<'a> {
    /// Name of the account.
    name: &'a Code,
    display_name: &'a str,
    #[schemars(extend("enum" = ["browser", "device", "program"]))]
    session: &'static str,
    /// What this session may do, at least somewhere.
    rights: Vec<&'static str>,
    /// What a browser repeats in `X-Form-Token` with everything that it sends; others need none.
    form_token: Option<&'a str>,
    /// When the session ends at the latest.
    #[schemars(with = "Instant")]
    expires_at: Timestamp,
}

/// `GET /me`: of the session that asks, and of no other.
pub(crate) async fn get(request: HttpRequest, actor: Actor) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let (user, session) = (actor.user(), actor.session());
    let rights = Right::ALL.into_iter().filter(|right| actor.may(*right));
    Ok(HttpResponse::Ok().json(Body {
        name: &user.name,
        display_name: &user.display_name,
        session: match session.kind {
            SessionKind::Browser => "browser",
            SessionKind::Device => "device",
            SessionKind::Program => "program",
        },
        rights: rights.map(Right::as_str).collect(),
        form_token: actor.came_by_cookie().then(|| actor.form_token()),
        expires_at: session.expires_at,
    }))
}
