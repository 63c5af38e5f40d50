//! What the template of saved views is given.

use askama::Template;

use crate::pages::view::{Frame, SaveForm};

/// The page of all views that somebody may open.
#[derive(Template)]
#[template(path = "views.html")]
pub(super) struct ViewsPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    /// Choices that are to be saved, and what they are in words.
    pub(super) form: Option<(SaveForm, String)>,
    pub(super) own: Vec<Line>,
    /// Those of others.
    pub(super) shared: Vec<Line>,
}

/// A view in a list.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) name: String,
    /// Who saved it and when; who sees it.
    pub(super) origin: String,
    /// Page and choices in words.
    pub(super) about: String,
}
