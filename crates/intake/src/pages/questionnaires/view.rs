//! What the templates of questionnaires are given.

use askama::Template;

use crate::pages::view::Frame;

/// Drafts, published versions, and the form to upload a file.
#[derive(Template)]
#[template(path = "questionnaires.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: &'static str,
    /// What came of the file that was sent.
    pub(super) uploaded: Option<UploadedView>,
    pub(super) drafts: Vec<LineView>,
    pub(super) published: Vec<LineView>,
    /// Questionnaires to begin with: name, and its files.
    pub(super) templates: Vec<(&'static str, String, String)>,
}

/// A file that was sent, and what there is to say of it.
pub(super) struct UploadedView {
    pub(super) name: String,
    /// The draft that it became.
    pub(super) href: Option<String>,
    pub(super) findings: Vec<FindingView>,
}

/// One thing that is wrong, or that was left out.
pub(super) struct FindingView {
    pub(super) place: String,
    pub(super) what: &'static str,
    pub(super) detail: String,
}

/// A version in a list.
pub(super) struct LineView {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) version: String,
    pub(super) about: String,
}

/// One version with everything in it.
#[derive(Template)]
#[template(path = "questionnaire.html")]
pub(super) struct VersionPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) done: &'static str,
    pub(super) trouble: &'static str,
    pub(super) title: TextView,
    pub(super) code: String,
    pub(super) version: u32,
    pub(super) about: String,
    /// Digest of a draft; nothing can be done to what is published.
    pub(super) draft: Option<String>,
    pub(super) warnings: Vec<FindingView>,
    pub(super) legal: Vec<(&'static str, String)>,
    pub(super) opening: Option<TextView>,
    pub(super) closing: Option<TextView>,
    pub(super) questions: Vec<QuestionView>,
    pub(super) scales: Vec<ScaleView>,
    pub(super) categories: Vec<CategoryView>,
    pub(super) xlsx: String,
    pub(super) toml: String,
}

/// Words in the language of the page, and in the other one where there are.
pub(super) struct TextView {
    pub(super) text: String,
    pub(super) other: String,
    pub(super) other_tag: &'static str,
}

pub(super) struct QuestionView {
    pub(super) text: TextView,
    pub(super) hint: Option<TextView>,
    /// Code, category, scale and weight, where there are.
    pub(super) facts: Vec<String>,
    /// When it is asked; empty for always.
    pub(super) rule: String,
}

pub(super) struct ScaleView {
    pub(super) code: String,
    pub(super) options: Vec<OptionView>,
}

pub(super) struct OptionView {
    pub(super) code: String,
    pub(super) text: TextView,
    pub(super) kind: &'static str,
}

pub(super) struct CategoryView {
    pub(super) code: String,
    pub(super) text: TextView,
    pub(super) parent: String,
    pub(super) reasons: Vec<TextView>,
}
