//! Forms of entries, and how what they send is read.

use std::str::FromStr;

use crate::pages::field::{Field, FieldFault, Sent};
use crate::words::Words;

/// A form.
pub(super) struct Form {
    pub(super) fields: Vec<Field>,
    /// Fields that few need, under one heading.
    pub(super) more: Option<More>,
}

/// Fields that few need.
pub(super) struct More {
    pub(super) heading: &'static str,
    pub(super) open: bool,
    pub(super) sets: Vec<FieldSet>,
}

/// Fields about one thing.
pub(super) struct FieldSet {
    pub(super) legend: String,
    pub(super) fields: Vec<Field>,
}

impl Form {
    /// As it was sent, with what is wrong about it.
    pub(super) fn sent(mut self, sent: &Sent, faults: &[FieldFault]) -> Self {
        let as_sent = |fields: Vec<Field>| -> Vec<Field> {
            fields.into_iter().map(|field| field.sent(sent, faults)).collect()
        };
        self.fields = as_sent(self.fields);
        if let Some(more) = &mut self.more {
            for set in &mut more.sets {
                set.fields = as_sent(std::mem::take(&mut set.fields));
            }
            more.open = more.is_filled();
        }
        self
    }
}

impl More {
    pub(super) fn new(heading: &'static str, sets: Vec<FieldSet>) -> Self {
        let more = Self { heading, open: false, sets };
        Self { open: more.is_filled(), ..more }
    }

    fn is_filled(&self) -> bool {
        let mut fields = self.sets.iter().flat_map(|set| &set.fields);
        fields.any(|field| !field.value.is_empty() || !field.trouble.is_empty())
    }
}

/// A form that is read field by field.
pub(super) struct Reading<'a> {
    pub(super) sent: &'a Sent,
    pub(super) words: &'a Words,
    pub(super) faults: Vec<FieldFault>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(sent: &'a Sent, words: &'a Words) -> Self {
        Self { sent, words, faults: Vec::new() }
    }

    pub(super) fn must<T: FromStr>(&mut self, name: &str, fault: &str) -> Option<T> {
        let read = self.sent.text(name).parse().ok();
        if read.is_none() {
            self.faults.push(FieldFault::at(name, fault));
        }
        read
    }

    pub(super) fn may<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.sent.optional(name)?;
        let read = text.parse().ok();
        if read.is_none() {
            self.faults.push(FieldFault::at(name, self.words.year_fault_number));
        }
        read
    }
}
