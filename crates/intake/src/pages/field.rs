//! Fields of forms, and what comes back from them.

use serde::Deserialize;

use super::view::{Choice, Group};
use crate::words::{Words, fill};

/// Longest text, in characters, as a step takes it.
pub(super) const TEXT_MAX: usize = 2_000;
/// Longest name.
pub(super) const NAME_MAX: usize = 80;

/// What a form sends: names and values, each name once.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Sent(Vec<(String, String)>);

impl Sent {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// A value without the blanks around it; nothing where none was sent.
    pub(super) fn text(&self, name: &str) -> &str {
        let known = self.0.iter().find(|(known, _)| known == name);
        known.map_or("", |(_, value)| value.trim())
    }

    /// A value that need not be there.
    pub(super) fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }
}

/// What is wrong with a field; with the form as a whole where none is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldFault {
    pub(super) field: Option<String>,
    pub(super) text: String,
}

impl FieldFault {
    pub(super) fn at(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: Some(field.into()), text: text.into() }
    }

    pub(super) fn whole(text: impl Into<String>) -> Self {
        Self { field: None, text: text.into() }
    }

    /// Where a text is missing, or too long.
    pub(super) fn blank(field: &str, most: usize, words: &Words) -> Self {
        Self::at(field, fill(words.issue_fault_blank, "n", &most))
    }
}

/// How a field is filled.
pub(super) enum Kind {
    Line,
    Area,
    Day,
    Moment,
    /// Written by code or name, with help from the list of units.
    Unit,
    Choice(Vec<Group>),
}

/// A field of a form.
pub(super) struct Field {
    pub(super) name: String,
    /// Of its own on the page.
    pub(super) id: String,
    pub(super) label: String,
    pub(super) hint: &'static str,
    pub(super) kind: Kind,
    pub(super) value: String,
    pub(super) required: bool,
    pub(super) max: usize,
    /// What is wrong with what was sent.
    pub(super) trouble: String,
}

impl Field {
    pub(super) fn new(name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
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

    pub(super) fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    pub(super) fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    pub(super) fn valued(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// The field of a form among several of a page.
    pub(super) fn within(self, form: &str) -> Self {
        Self { id: format!("{form}-{}", self.name), ..self }
    }

    /// As it was sent, with what is wrong about it.
    pub(super) fn sent(mut self, sent: &Sent, faults: &[FieldFault]) -> Self {
        sent.text(&self.name).clone_into(&mut self.value);
        let own = faults.iter().find(|fault| fault.field.as_ref() == Some(&self.name));
        self.trouble = own.map(|fault| fault.text.clone()).unwrap_or_default();
        if let Kind::Choice(groups) = &mut self.kind {
            choose(groups, &self.value);
        }
        self
    }
}

/// Selects the option of a value.
pub(super) fn choose(groups: &mut [Group], value: &str) {
    for option in groups.iter_mut().flat_map(|group| &mut group.options) {
        option.selected = option.value == value;
    }
}

pub(super) fn choice(value: impl Into<String>, text: impl Into<String>) -> Choice {
    Choice { value: value.into(), text: text.into(), selected: false }
}

/// Options without a heading.
pub(super) fn options(options: Vec<Choice>) -> Kind {
    Kind::Choice(vec![Group { label: "", options }])
}
