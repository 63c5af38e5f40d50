//! The forms for the steps that somebody may take of a case.

use store::Evidence;
use survey::Code;

use super::view::StepForm;
use crate::pages::field::{Field, FieldFault, Sent};

/// A step that was sent and not taken.
pub(in crate::pages) struct Refused {
    pub(in crate::pages) kind: String,
    pub(in crate::pages) sent: Sent,
    pub(in crate::pages) faults: Vec<FieldFault>,
    /// Files that came with it, and are kept.
    pub(in crate::pages) evidence: Vec<Evidence>,
}

impl StepForm {
    /// The form of a step after the newest that the reader sees.
    pub(in crate::pages) fn new(
        kind: &'static str,
        title: &'static str,
        after: u32,
        fields: Vec<Field>,
    ) -> Self {
        Self {
            kind,
            key: kind.to_owned(),
            title: title.to_owned(),
            button: title,
            after,
            unit: String::new(),
            hidden: Vec::new(),
            fields,
            files: None,
            trouble: String::new(),
            open: false,
        }
    }

    /// One of several forms of its kind, each about a unit.
    pub(in crate::pages) fn about(self, unit: &Code, title: String) -> Self {
        Self { key: format!("{}-{unit}", self.kind), unit: unit.to_string(), title, ..self }
    }

    /// As it was sent, where this is the one that was refused.
    pub(in crate::pages) fn sent(mut self, refused: Option<&Refused>) -> Self {
        let is_own = |of: &&Refused| {
            of.kind == self.kind && (self.unit.is_empty() || of.sent.text("unit") == self.unit)
        };
        let own = refused.filter(is_own);
        let shown = |field: Field| {
            let field = field.within(&self.key);
            match own {
                Some(own) => field.sent(&own.sent, &own.faults),
                None => field,
            }
        };
        self.fields = self.fields.into_iter().map(shown).collect();
        let whole = own.and_then(|own| own.faults.iter().find(|fault| fault.field.is_none()));
        self.trouble = whole.map(|fault| fault.text.clone()).unwrap_or_default();
        self.open = own.is_some();
        self
    }
}

/// Opens the first form where none stands open.
pub(in crate::pages) fn open_one(forms: &mut [StepForm]) {
    if forms.iter().all(|form| !form.open)
        && let Some(first) = forms.first_mut()
    {
        first.open = true;
    }
}
