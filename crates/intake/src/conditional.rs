//! Answers that hold as long as the data and the program do: computed only for whoever does not
//! have them yet.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, ContentEncoding, ETAG, EntityTag, Header, IfNoneMatch, VARY,
};
use actix_web::web::{Data, block};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use jiff::civil::Date;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::Action;

use crate::State;
use crate::assets;
use crate::auth::Actor;
use crate::error::HttpError;

/// An answer, and the revision of the data that it was made from.
pub(crate) struct Made {
    pub(crate) revision: i64,
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    pub(crate) body: Vec<u8>,
    /// Name under which it is saved, where it is meant for that.
    pub(crate) file_name: Option<String>,
}

impl Made {
    /// An answer with status 200.
    pub(crate) fn new(revision: i64, content_type: &'static str, body: Vec<u8>) -> Self {
        Self { revision, status: StatusCode::OK, content_type, body, file_name: None }
    }

    /// JSON.
    pub(crate) fn json(revision: i64, value: &impl serde::Serialize) -> Result<Self, HttpError> {
        Ok(Self::new(revision, "application/json", serde_json::to_vec(value)?))
    }

    /// As a response that holds for nobody else, and not for long.
    pub(crate) fn passing(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((CACHE_CONTROL, "no-store"));
        self.fill(response)
    }

    fn fill(self, mut response: HttpResponseBuilder) -> HttpResponse {
        if let Some(name) = self.file_name {
            let disposition = format!("attachment; filename=\"{name}\"");
            response.insert_header((CONTENT_DISPOSITION, disposition));
        }
        response.content_type(self.content_type).body(self.body)
    }
}

/// What makes an answer to one address differ, besides the data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variant {
    /// What was chosen: a format, a language.
    pub(crate) choice: &'static str,
    /// Request headers that the choice depends on.
    pub(crate) vary: &'static str,
    /// The day, for what tells how things stand on it.
    pub(crate) day: Option<Date>,
}

/// Answers 304 to whoever has the answer already, and else makes it, off the async threads.
pub(crate) async fn conditional(
    request: &HttpRequest,
    state: &Data<State>,
    variant: Variant,
    make: impl FnOnce(&State) -> Result<Made, HttpError> + Send + 'static,
) -> Result<HttpResponse, HttpError> {
    let known = IfNoneMatch::parse(request).ok();
    let address = format!("{}?{}", request.path(), request.query_string());
    let state = state.clone();
    // Whoever sees a part has another answer under the same address.
    let scope = request.extensions().get::<Actor>().map(Actor::sights);
    let scope = format!("{scope:?}");
    let actor = request.extensions().get::<Actor>().map(|actor| actor.user().name.to_string());
    let (tag, made) = block(move || {
        let tag = |revision| {
            let about = format!("{address}\n{scope}\n{:?}", variant.day);
            tag(revision, state.version(), &about, variant.choice)
        };
        let current = tag(state.store().revision()?);
        if known.is_some_and(|known| matches(&known, &current)) {
            return Ok((current, None));
        }
        let made = make(&state)?;
        // What is made to be saved is taken away; pages and pictures are looked at.
        if let (Some(_), Some(actor)) = (&made.file_name, &actor) {
            let detail = json!({"revision": made.revision});
            state.store().record_action(actor, Action::Exported, &address, detail)?;
        }
        Ok::<_, HttpError>((tag(made.revision), Some(made)))
    })
    .await??;
    let status = made.as_ref().map_or(StatusCode::NOT_MODIFIED, |made| made.status);
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, "no-cache"));
    response.insert_header((VARY, variant.vary));
    // An answer that is a refusal has nothing worth keeping.
    if !status.is_client_error() {
        response.insert_header((ETAG, tag.to_string()));
    }
    Ok(match made {
        Some(made) => made.fill(response),
        None => response.finish(),
    })
}

/// As [`conditional`], for what is short and seldom changes: the tag is that of the content, and other
/// changes of the data leave it alone.
pub(crate) fn unchanging(
    request: &HttpRequest,
    content_type: &'static str,
    content: impl Into<Cow<'static, str>>,
) -> HttpResponse {
    let content = content.into();
    let tag = tag(0, &content, request.path(), content_type);
    let unchanged = IfNoneMatch::parse(request).is_ok_and(|known| matches(&known, &tag));
    let status = if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, "no-cache"));
    response.insert_header((VARY, "Accept-Encoding"));
    response.insert_header((ETAG, tag.to_string()));
    if unchanged {
        return response.finish();
    }
    response.content_type(content_type).body(content.into_owned())
}

/// What never changes, to the byte: the tag is strong and its digest, so that whoever has both can compare
/// them. It goes out in one way only.
pub(crate) fn fixed(
    request: &HttpRequest,
    content_type: &'static str,
    digest: String,
    content: String,
) -> HttpResponse {
    let tag = EntityTag::new_strong(digest);
    let unchanged = IfNoneMatch::parse(request).is_ok_and(|known| matches(&known, &tag));
    let status = if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, "no-cache"));
    response.insert_header((ETAG, tag.to_string()));
    if unchanged {
        return response.finish();
    }
    response.insert_header(ContentEncoding::Identity);
    response.content_type(content_type).body(content)
}

fn matches(known: &IfNoneMatch, current: &EntityTag) -> bool {
    match known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|tag| tag.weak_eq(current)),
    }
}

/// Weak, because the same answer goes out compressed in several ways.
fn tag(revision: i64, version: &str, address: &str, choice: &str) -> EntityTag {
    let look = assets::STYLE.hash();
    let digest =
        Sha256::digest(format!("{revision}\n{version}\n{look}\n{choice}\n{address}").as_bytes());
    EntityTag::new_weak(hex::encode(&digest[..16]))
}
