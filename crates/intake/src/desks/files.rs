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
    "calendar.js",
    "call_interview.js",
    "call_page.js",
    "call_panel.js",
    "calls.js",
    "clock.js",
    "desk.js",
    "device.js",
    "dom.js",
    "finish.js",
    "form.js",
    "interview.js",
    "interview_page.js",
    "issue.js",
    "keys.js",
    "kit.js",
    "language.js",
    "list_page.js",
    "my_day.js",
    "outbox.js",
    "photo.js",
    "preview.js",
    "server.js",
    "settings.js",
    "settings_page.js",
    "status.js",
    "visit.js",
];

const STYLES: &[File] = files!["calls.css", "field.css", "preview.css"];

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

/// All files that the visit form needs, seen from the root of the service.
pub(super) fn paths() -> impl Iterator<Item = String> {
    let icons = ICONS.iter().map(|(name, _)| *name);
    reached_from("visit.js", EVER).into_iter().chain(["field.css"]).chain(icons).map(path)
}

/// What a script imports before it runs, and what that imports in turn, without the script itself.
pub(super) fn imports(script: &'static str) -> BTreeSet<&'static str> {
    let mut found = reached_from(script, AT_ONCE);
    found.remove(script);
    found
}

/// What stands before the name of a script that another needs before it runs.
const AT_ONCE: &[&str] = &[" from './"];
/// The same of scripts that it needs at some time.
const EVER: &[&str] = &[" from './", "import('./"];

/// A script with all that it names, however far away.
fn reached_from(first: &'static str, marks: &[&str]) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut left = vec![first];
    while let Some(name) = left.pop() {
        if found.insert(name) {
            let script = SCRIPTS.iter().find(|script| script.name == name);
            left.extend(script.into_iter().flat_map(|script| named_in(script.content, marks)));
        }
    }
    found
}

fn named_in(script: &'static str, marks: &[&str]) -> impl Iterator<Item = &'static str> {
    marks
        .iter()
        .flat_map(|mark| script.split(mark).skip(1).filter_map(|rest| rest.split('\'').next()))
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
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    /// On a slow line, each kilobyte is a wait at somebody's door.
    #[test]
    fn the_visit_form_is_small() {
        let packed = |content: &[u8]| {
            let mut packer = GzEncoder::new(Vec::new(), Compression::default());
            packer.write_all(content).expect("a vector takes everything");
            packer.finish().expect("a vector takes everything").len()
        };
        let scripts = imports("visit.js").into_iter().chain(["visit.js"]);
        let later = ["interview_page.js", "settings_page.js"].map(imports).into_iter().flatten();
        let names: BTreeSet<&str> = scripts
            .chain(later)
            .chain(["interview_page.js", "settings_page.js", "field.css"])
            .collect();
        let own: usize = names
            .into_iter()
            .map(|name| packed(content(name).unwrap_or_else(|| panic!("no {name}")).1))
            .sum();
        let all = own + packed(include_bytes!("../../assets/manyi.css"));
        assert!((20_000..60_000).contains(&all), "{all} bytes");
    }

    /// A script that is not listed would be missing without a network, where nobody looks.
    #[test]
    fn every_script_that_is_imported_is_listed() {
        let listed: BTreeSet<&str> =
            SCRIPTS.iter().map(|file| file.name).chain(["words.js"]).collect();
        for script in SCRIPTS {
            for name in named_in(script.content, EVER) {
                assert!(listed.contains(name), "{} imports {name}", script.name);
            }
        }
    }

    /// Telephones in the field don't keep what only desks need.
    #[test]
    fn a_desk_takes_what_it_needs_and_no_more() {
        let visit = reached_from("visit.js", EVER);
        assert!(visit.contains("words.js") && visit.contains("photo.js"));
        assert!(!visit.contains("calls.js") && !visit.contains("calendar.js"));
        let calls = reached_from("calls.js", EVER);
        assert!(calls.contains("calendar.js") && calls.contains("outbox.js"));
        assert!(!calls.contains("visit.js") && !calls.contains("list_page.js"));
    }
}
