//! What the template of the sentences is given.

use askama::Template;

use crate::pages::view::Frame;

/// The page of the sentences.
#[derive(Template)]
#[template(path = "sentences.html")]
pub(super) struct SentencesPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    /// Whether the reader may word them.
    pub(super) may: bool,
    pub(super) wordings: Vec<Wording>,
}

/// The sentences of one language.
pub(super) struct Wording {
    pub(super) tag: &'static str,
    pub(super) name: &'static str,
    /// The version that is shown; 0 for none.
    pub(super) seen: u32,
    /// Whose they are.
    pub(super) state: &'static str,
    pub(super) is_own: bool,
    /// Where the file of the wording that holds is.
    pub(super) current: String,
    /// Where that of the wording that ships is.
    pub(super) shipped: String,
    pub(super) text: String,
    /// Why what was sent is not used.
    pub(super) trouble: String,
    /// Newest first.
    pub(super) versions: Vec<String>,
}
