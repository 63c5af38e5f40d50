//! The scripts and the style of the two desks. Scripts name each other by relative addresses, so they
//! stand in one folder whose name holds a hash of them all.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::{HttpRequest, HttpResponse};
use sha2::{Digest, Sha256};
use survey::problem::quoted;

use super::words;
use crate::problem::ProblemDocument;

/// A file of the desks.
pub(crate) struct File {
    pub(crate) name: &'static str,
    pub(crate) content: &'static str,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(File { name: $name, content: include_str!(concat!("../../assets/field/", $name)) },)*]
    };
}

/// The scripts, but for the words and the worker.
pub(super) const SCRIPTS: &[File] = files![
    "account.js",
    "appointment.js",
    "clock.js",
    "device.js",
    "dom.js",
    "finish.js",
    "form.js",
    "interview.js",
    "interview_page.js",
    "issue.js",
    "kit.js",
    "language.js",
    "list_page.js",
    "outbox.js",
    "photo.js",
    "server.js",
    "settings.js",
    "settings_page.js",
    "status.js",
    "visit.js",
];

const STYLES: &[File] = files!["field.css"];

/// Icons for home screens: systems want them as pixels.
const ICONS: &[(&str, &[u8])] = &[
    ("icon-180.png", include_bytes!("../../assets/field/icon-180.png")),
    ("icon-192.png", include_bytes!("../../assets/field/icon-192.png")),
    ("icon-512.png", include_bytes!("../../assets/field/icon-512.png")),
];

static WORDS: LazyLock<String> = LazyLock::new(words::module);

/// The first bytes of the SHA-256 of everything.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut all = Sha256::new();
    for file in SCRIPTS.iter().chain(STYLES) {
        all.update(file.name);
        all.update(file.content);
    }
    for (name, bytes) in ICONS {
        all.update(name);
        all.update(bytes);
    }
    all.update(&*WORDS);
    hex::encode(&all.finalize()[..6])
});

/// Where a file is, seen from the root of the service.
pub(crate) fn path(name: &str) -> String {
    format!("static/{}/{name}", *HASH)
}

/// All files that a desk needs, seen from the root of the service.
pub(super) fn paths() -> impl Iterator<Item = String> {
    let texts = SCRIPTS.iter().chain(STYLES).map(|file| file.name);
    let icons = ICONS.iter().map(|(name, _)| *name);
    texts.chain(icons).chain(["words.js"]).map(path)
}

/// What a script imports before it runs, and what that imports in turn, without the script itself.
pub(super) fn imports(script: &str) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut left = vec![script];
    while let Some(name) = left.pop() {
        let content = SCRIPTS.iter().find(|file| file.name == name).map_or("", |file| file.content);
        for rest in content.split(" from './").skip(1) {
            let imported = rest.split('\'').next().unwrap_or_default();
            if found.insert(imported) {
                left.push(imported);
            }
        }
    }
    found
}

/// `GET /static/{folder}/{file}`.
pub(crate) async fn serve(request: HttpRequest) -> HttpResponse {
    let part = |name| request.match_info().get(name).unwrap_or_default();
    let (folder, name) = (part("folder"), part("file"));
    let Some((content_type, content)) = content(name).filter(|_| folder == *HASH) else {
        let detail = format!("there is no file {}", quoted(name));
        return ProblemDocument::not_found("unknown_file", detail).response();
    };
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        // The page's own policy holds; on a slow line each byte of this one is paid for by each file.
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'"))
        .content_type(content_type)
        .body(content)
}

fn content(name: &str) -> Option<(&'static str, &'static [u8])> {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    if name == "words.js" {
        return Some((SCRIPT, WORDS.as_bytes()));
    }
    if let Some((_, bytes)) = ICONS.iter().find(|(icon, _)| *icon == name) {
        return Some(("image/png", bytes));
    }
    let of = |files: &'static [File]| files.iter().find(|file| file.name == name);
    let script = of(SCRIPTS).map(|file| (SCRIPT, file.content.as_bytes()));
    script.or_else(|| of(STYLES).map(|file| ("text/css; charset=utf-8", file.content.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A script that is not listed would be missing without a network, where nobody looks.
    #[test]
    fn every_script_that_is_imported_is_listed() {
        let listed: BTreeSet<&str> =
            SCRIPTS.iter().map(|file| file.name).chain(["words.js"]).collect();
        for script in SCRIPTS {
            let static_and_later = script.content.split(" from './").skip(1);
            let later = script.content.split("import('./").skip(1);
            for rest in static_and_later.chain(later) {
                let name = rest.split('\'').next().unwrap_or_default();
                assert!(listed.contains(name), "{} imports {name}", script.name);
            }
        }
    }
}
