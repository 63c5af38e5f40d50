//! What the templates of cases are given.

use jiff::Timestamp;
use survey::round::in_china;

use crate::pages::field::Field;
use crate::pages::view::{Choice, Fact};

/// What the page of every case shows.
pub(in crate::pages) struct CaseView {
    pub(in crate::pages) form_token: String,
    pub(in crate::pages) done: String,
    pub(in crate::pages) trouble: String,
    /// What others did while somebody was writing.
    pub(in crate::pages) meanwhile: Vec<StepView>,
    /// The page that lists it, and what that is called.
    pub(in crate::pages) list: (&'static str, &'static str),
    pub(in crate::pages) id: String,
    pub(in crate::pages) heading: String,
    pub(in crate::pages) state: &'static str,
    pub(in crate::pages) marks: Vec<String>,
    /// Why some steps are for others.
    pub(in crate::pages) barred: &'static str,
    pub(in crate::pages) forms: Vec<StepForm>,
    /// Units that can be named; nothing where they are too many for a list.
    pub(in crate::pages) units: Vec<Choice>,
    /// The newest first.
    pub(in crate::pages) steps: Vec<StepView>,
}

/// What the page with the forms that begin a case shows.
pub(in crate::pages) struct EntryView {
    pub(in crate::pages) form_token: String,
    pub(in crate::pages) trouble: String,
    /// The page that lists what is begun, and what that is called.
    pub(in crate::pages) list: (&'static str, &'static str),
    pub(in crate::pages) lead: &'static str,
    pub(in crate::pages) units: Vec<Choice>,
}

/// Until when, and how long that is.
pub(in crate::pages) struct Due {
    pub(in crate::pages) day: String,
    pub(in crate::pages) left: String,
    pub(in crate::pages) overdue: bool,
}

/// A part of the way of a case.
pub(in crate::pages) struct Station {
    pub(in crate::pages) name: &'static str,
    pub(in crate::pages) day: String,
    pub(in crate::pages) reach: Reach,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Reach {
    Done,
    Now,
    ToCome,
}

/// A step that was taken.
pub(in crate::pages) struct StepView {
    pub(in crate::pages) title: &'static str,
    pub(in crate::pages) by: String,
    pub(in crate::pages) at: String,
    pub(in crate::pages) facts: Vec<Fact>,
    pub(in crate::pages) files: Vec<FileView>,
}

impl StepView {
    /// A step without files.
    pub(in crate::pages) fn new(
        title: &'static str,
        by: &str,
        at: Timestamp,
        facts: Vec<Fact>,
    ) -> Self {
        Self { title, by: by.to_owned(), at: clock(at), facts, files: Vec::new() }
    }
}

/// A moment as clocks in China show it.
pub(in crate::pages) fn clock(at: Timestamp) -> String {
    in_china(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A step that may be taken.
pub(in crate::pages) struct StepForm {
    pub(in crate::pages) kind: &'static str,
    /// Its own on the page.
    pub(in crate::pages) key: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) button: &'static str,
    /// Number of the newest step about the same, which the form sends back.
    pub(in crate::pages) after: u32,
    /// The unit that it is about; nothing where it is about the whole case.
    pub(in crate::pages) unit: String,
    /// What is sent back as it is.
    pub(in crate::pages) hidden: Vec<(&'static str, &'static str)>,
    pub(in crate::pages) fields: Vec<Field>,
    /// Files that may be sent with it, where there may be any.
    pub(in crate::pages) files: Option<FilesField>,
    pub(in crate::pages) trouble: String,
    pub(in crate::pages) open: bool,
}

/// The field for files that show what was done.
pub(in crate::pages) struct FilesField {
    /// Kinds of them.
    pub(in crate::pages) accepted: &'static str,
    /// Ids of those that came with the form when it was refused, as it sends them back.
    pub(in crate::pages) evidence: String,
    /// What those are called.
    pub(in crate::pages) kept: Vec<String>,
    /// What is wrong with those that came with it.
    pub(in crate::pages) troubles: Vec<String>,
}

/// A file that shows what was done.
pub(in crate::pages) struct FileView {
    pub(in crate::pages) name: String,
    pub(in crate::pages) href: String,
    pub(in crate::pages) about: String,
}
