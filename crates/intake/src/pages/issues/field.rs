//! Fields of the forms of the ledger, and what comes back from them.

use crate::pages::view::{Choice, Group};
use crate::words::{Words, fill};

/// Longest text, in characters, as the ledger takes it.
pub(in crate::pages) const TEXT_MAX: usize = 2_000;
/// Longest name.
pub(in crate::pages) const NAME_MAX: usize = 80;

/// What a form sends: names and values, each name once.
pub(in crate::pages) struct Sent(Vec<(String, String)>);

impl Sent {
    pub(in crate::pages) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// A value without the blanks around it; nothing where none was sent.
    pub(in crate::pages) fn text(&self, name: &str) -> &str {
        let known = self.0.iter().find(|(known, _)| known == name);
        known.map_or("", |(_, value)| value.trim())
    }

    /// A value that need not be there.
    pub(in crate::pages) fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }
}

/// What is wrong with a field; with the form as a whole where none is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages) struct FieldFault {
    pub(in crate::pages) field: Option<String>,
    pub(in crate::pages) text: String,
}

impl FieldFault {
    pub(in crate::pages) fn at(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: Some(field.into()), text: text.into() }
    }

    pub(in crate::pages) fn whole(text: impl Into<String>) -> Self {
        Self { field: None, text: text.into() }
    }

    pub(in crate::pages) fn blank(field: &str, most: usize, words: &Words) -> Self {
        Self::at(field, fill(words.issue_fault_blank, "n", &most))
    }
}

/// How a field is filled.
pub(in crate::pages) enum Kind {
    Line,
    Area,
    Day,
    Moment,
    /// Written by code or name, with help from the list of units.
    Unit,
    Choice(Vec<Group>),
}

/// A field of a form.
pub(in crate::pages) struct Field {
    pub(in crate::pages) name: String,
    /// Of its own on the page.
    pub(in crate::pages) id: String,
    pub(in crate::pages) label: String,
    pub(in crate::pages) hint: &'static str,
    pub(in crate::pages) kind: Kind,
    pub(in crate::pages) value: String,
    pub(in crate::pages) required: bool,
    pub(in crate::pages) max: usize,
    /// What is wrong with what was sent.
    pub(in crate::pages) trouble: String,
}

impl Field {
    pub(in crate::pages) fn new(
        name: impl Into<String>,
        label: impl Into<String>,
        kind: Kind,
    ) -> Self {
        let name = name.into();
        let max = if matches!(kind, Kind::Area) { TEXT_MAX } else { NAME_MAX };
        Self {
            id: name.clone(),
            name,
            label: label.into(),
            hint: "",
            kind,
            value: String::new(),
            required: true,
            max,
            trouble: String::new(),
        }
    }

    pub(in crate::pages) fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    pub(in crate::pages) fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    pub(in crate::pages) fn valued(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// The field of a form among several of a page.
    pub(in crate::pages) fn within(self, form: &str) -> Self {
        Self { id: format!("{form}-{}", self.name), ..self }
    }

    /// As it was sent, with what is wrong about it.
    pub(in crate::pages) fn sent(mut self, sent: &Sent, faults: &[FieldFault]) -> Self {
        sent.text(&self.name).clone_into(&mut self.value);
        let own = faults.iter().find(|fault| fault.field.as_ref() == Some(&self.name));
        self.trouble = own.map(|fault| fault.text.clone()).unwrap_or_default();
        if let Kind::Choice(groups) = &mut self.kind {
            for option in groups.iter_mut().flat_map(|group| &mut group.options) {
                option.selected = option.value == self.value;
            }
        }
        self
    }
}

pub(in crate::pages) fn choice(value: impl Into<String>, text: impl Into<String>) -> Choice {
    Choice { value: value.into(), text: text.into(), selected: false }
}

/// Options without a heading.
pub(in crate::pages) fn options(options: Vec<Choice>) -> Kind {
    Kind::Choice(vec![Group { label: "", options }])
}
