//! Files that never change under their name: the name holds a hash of the content.

use std::sync::OnceLock;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};
use sha2::{Digest, Sha256};
use survey::problem::quoted;

use crate::problem::ProblemDocument;

/// A file that is part of the program.
pub(crate) struct Asset {
    stem: &'static str,
    ending: &'static str,
    content_type: &'static str,
    content: &'static str,
    hash: OnceLock<String>,
}

/// The style of all pages.
pub(crate) static STYLE: Asset =
    Asset::new("manyi", "css", "text/css; charset=utf-8", include_str!("../assets/manyi.css"));
/// What bulletins are to be shown with.
pub(crate) static BULLETIN: Asset =
    Asset::new("bulletin", "css", "text/css; charset=utf-8", documents::html::STYLESHEET);
/// The sign in the browser's tab.
pub(crate) static ICON: Asset =
    Asset::new("icon", "svg", "image/svg+xml", include_str!("../assets/icon.svg"));

impl Asset {
    const fn new(
        stem: &'static str,
        ending: &'static str,
        content_type: &'static str,
        content: &'static str,
    ) -> Self {
        Self { stem, ending, content_type, content, hash: OnceLock::new() }
    }

    /// The first bytes of the SHA-256 of the content.
    pub(crate) fn hash(&self) -> &str {
        self.hash.get_or_init(|| hex::encode(&Sha256::digest(self.content)[..6]))
    }

    /// Where it is, seen from the root of the service.
    pub(crate) fn path(&self) -> String {
        format!("static/{}", self.name())
    }

    fn name(&self) -> String {
        format!("{}.{}.{}", self.stem, self.hash(), self.ending)
    }
}

/// `GET /static/{file}`.
pub(crate) async fn serve(request: HttpRequest) -> HttpResponse {
    let file = request.match_info().get("file").unwrap_or_default();
    let Some(asset) = [&STYLE, &BULLETIN, &ICON].into_iter().find(|asset| asset.name() == file)
    else {
        let detail = format!("there is no file {}", quoted(file));
        return ProblemDocument::not_found("unknown_file", detail).response();
    };
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .content_type(asset.content_type)
        .body(asset.content)
}
