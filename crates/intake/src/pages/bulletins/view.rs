//! What the templates of bulletins are given.

use askama::Template;

use crate::pages::view::{Choice, Frame};

/// The page of all bulletins.
#[derive(Template)]
#[template(path = "bulletins.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    pub(super) lines: Vec<Line>,
    /// More than are listed.
    pub(super) more: bool,
    /// For those who write bulletins.
    pub(super) form: Option<DraftForm>,
    /// Whether the reader drafts bulletins, also where there is nothing to draft from.
    pub(super) writes: bool,
}

/// A bulletin in the list.
pub(super) struct Line {
    pub(super) title: String,
    pub(super) state: &'static str,
    pub(super) about: String,
    pub(super) href: String,
}

/// What is asked of whoever drafts one.
pub(super) struct DraftForm {
    pub(super) periods: Vec<Choice>,
    pub(super) levels: Vec<Choice>,
    pub(super) issuer: String,
}

/// The page of one bulletin.
#[derive(Template)]
#[template(path = "bulletin.html")]
pub(super) struct OnePage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    pub(super) style: String,
    pub(super) heading: String,
    pub(super) about: Vec<String>,
    pub(super) digest: String,
    pub(super) id: String,
    /// The bulletin; nothing where the content is none of ours.
    pub(super) article: Option<String>,
    pub(super) downloads: Vec<(String, &'static str)>,
    pub(super) may: May,
}

/// What the reader may do to it as it is.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a button, there or not")]
pub(super) struct May {
    pub(super) review: bool,
    pub(super) publish: bool,
    pub(super) withdraw: bool,
    pub(super) correct: bool,
    /// It waits for somebody else's eyes.
    pub(super) own_work: bool,
}

impl May {
    pub(super) fn nothing(&self) -> bool {
        !(self.review || self.publish || self.withdraw || self.correct || self.own_work)
    }
}
