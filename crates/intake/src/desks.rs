//! The two desks where answers come from: `/visit` for the field, `/calls` for the telephone.
//!
//! Both are pages of scripts, because a form must work without a network and lose nothing. The page
//! itself holds nothing of anybody: who is signed in and what there is to do, the scripts ask the API.

pub(crate) mod files;
mod words;

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::State;
use crate::assets::{ICON, STYLE};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::root_from;

/// Scripts from here, talking to here; nothing inline, nothing from elsewhere. `blob:` is a photo that was
/// just taken, and a file that is exported.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; \
                      worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Where somebody is, is asked for when they tick it; the camera is the system's own.
const PERMISSIONS: &str = "camera=(), geolocation=(self), microphone=()";
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// The page around the scripts.
#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    /// Which desk it is, for the style.
    name: &'static str,
    /// What it is called until the scripts know the language.
    heading: &'static str,
    /// Name of the first script.
    script: String,
    /// Those that it imports, so that they are fetched at once.
    imports: Vec<String>,
    styles: Vec<String>,
    icon: String,
    touch_icon: String,
    manifest: Option<&'static str>,
    root: String,
    version: String,
    /// Of the other pages; the scripts have a choice of their own.
    language: &'static str,
}

/// `GET /visit`: the same for everybody, so that it can be kept on the device.
pub(crate) async fn visit(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let manifest = Some("visit/manifest.webmanifest");
    let styles = &["field.css"];
    let page =
        Desk { name: "visit", script: "visit.js", heading: "入户走访", styles, manifest };
    desk(&request, &state, &page)
}

/// `GET /calls`: the telephone desk. It needs the service, and so no worker keeps it.
pub(crate) async fn calls(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let styles = &["field.css", "calls.css"];
    let page =
        Desk { name: "calls", script: "calls.js", heading: "电话访问", styles, manifest: None };
    desk(&request, &state, &page)
}

/// `GET /preview`: a questionnaire as it will be asked, for whoever makes it.
pub(crate) async fn preview(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let styles = &["field.css", "calls.css", "preview.css"];
    let page =
        Desk {
            name: "preview", script: "preview.js", heading: "问卷预览", styles, manifest: None
        };
    desk(&request, &state, &page)
}

/// What is different from desk to desk.
struct Desk {
    name: &'static str,
    /// Its first script.
    script: &'static str,
    heading: &'static str,
    styles: &'static [&'static str],
    manifest: Option<&'static str>,
}

fn desk(request: &HttpRequest, state: &State, desk: &Desk) -> Result<HttpResponse, HttpError> {
    let root = root_from(request.path());
    let at = |path: String| format!("{root}{path}");
    let imports = files::imports(desk.script).into_iter();
    let styles = desk.styles.iter().map(|name| files::path(name));
    let page = DeskPage {
        name: desk.name,
        heading: desk.heading,
        script: at(files::path(desk.script)),
        imports: imports.map(|name| at(files::path(name))).collect(),
        styles: [STYLE.path()].into_iter().chain(styles).map(at).collect(),
        icon: at(ICON.path()),
        touch_icon: at(files::path("icon-180.png")),
        manifest: desk.manifest,
        version: state.version().to_owned(),
        language: Locale::of(request, None).language.tag(),
        root,
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((PERMISSIONS_POLICY, PERMISSIONS))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .content_type("text/html; charset=utf-8")
        .body(page.render()?))
}

/// `GET /visit/worker.js`: keeps the page and its files on the device. Its text changes with them, and
/// so browsers notice a new version.
pub(crate) async fn worker() -> HttpResponse {
    const SCRIPT: &str = include_str!("../assets/field/worker.js");
    let files: Vec<String> = files::paths().chain([STYLE.path(), ICON.path()]).collect();
    // The page counts too: a worker that stays the same keeps the page that it has.
    let mut everything = Sha256::new();
    for part in [include_str!("../templates/desk.html"), POLICY, SCRIPT, &files.join("\n")] {
        everything.update(part);
    }
    let script = SCRIPT
        .replace("VERSION", &hex::encode(&everything.finalize()[..6]))
        .replace("FOLDER_NAME", &files::path(""))
        .replace("FILE_LIST", &json!(files).to_string());
    HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((CACHE_CONTROL, "no-cache"))
        // Its folder is `/visit/`, and the page is `/visit`.
        .insert_header(("Service-Worker-Allowed", "../visit"))
        .content_type("text/javascript; charset=utf-8")
        .body(script)
}

/// `GET /visit/manifest.webmanifest`: what a home screen shows. Addresses are relative to its own.
pub(crate) async fn manifest() -> HttpResponse {
    let icon = |side: u32, purpose: &str| {
        json!({"src": format!("../{}", files::path(&format!("icon-{side}.png"))), "purpose": purpose,
               "sizes": format!("{side}x{side}"), "type": "image/png"})
    };
    let manifest = json!({
        "name": "满意 · 入户走访", "short_name": "入户走访", "lang": "zh-CN", "id": "../visit",
        "start_url": "../visit", "scope": "../visit", "display": "standalone",
        "background_color": "#f3f5f7", "theme_color": "#12436d",
        "icons": [icon(192, "any"), icon(512, "any"), icon(512, "maskable")],
    });
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("application/manifest+json")))
        .body(manifest.to_string())
}
