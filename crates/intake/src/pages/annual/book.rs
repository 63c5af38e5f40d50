//! The lists of entries that have a page of their own, and what each of them has that the other has not.

use survey::vouched::{EntryKind, YearEntry};

use super::form::{Form, Reading};
use super::{TEXT_MAX, letters, results};
use crate::State;
use crate::error::HttpError;
use crate::pages::field::{Field, FieldFault, Kind};
use crate::pages::names::Names;
use crate::problem::Fault;
use crate::words::Words;

/// A list of entries of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Book {
    /// Results of those above.
    Results,
    /// Letters of responsibility.
    Letters,
}

/// What a page is called, and what it says where nothing is to be seen.
pub(super) struct Headings {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    /// Of the field that chooses the year.
    pub(super) year: &'static str,
    pub(super) list: &'static str,
    /// How the list is to be read.
    pub(super) hint: &'static str,
    pub(super) none: &'static str,
    pub(super) enter: &'static str,
}

/// What an entry says, in a list.
pub(super) struct Said {
    /// What it is about.
    pub(super) about: String,
    pub(super) says: String,
    pub(super) document: String,
}

impl Book {
    /// The page.
    pub(super) fn page(self) -> &'static str {
        match self {
            Self::Results => "external",
            Self::Letters => "letters",
        }
    }

    pub(super) fn kind(self) -> EntryKind {
        match self {
            Self::Results => EntryKind::External,
            Self::Letters => EntryKind::Letter,
        }
    }

    /// The year that is shown where nobody says which; every one without.
    pub(super) fn usual_year(self) -> Option<i32> {
        match self {
            Self::Results => None,
            Self::Letters => Some(super::year::this_year()),
        }
    }

    pub(super) fn headings(self, words: &Words) -> Headings {
        match self {
            Self::Results => Headings {
                title: words.external,
                lead: words.external_lead,
                year: words.entries_year,
                list: words.external_list,
                hint: "",
                none: words.external_none,
                enter: words.external_enter,
            },
            Self::Letters => Headings {
                title: words.letters,
                lead: words.letters_lead,
                year: words.year_choose,
                list: words.letters_list,
                hint: words.letters_standing_hint,
                none: words.letters_none,
                enter: words.letters_enter,
            },
        }
    }

    /// The form for an entry; for the next version of one where that is given.
    pub(super) fn form(self, names: &Names, words: &Words, old: Option<&YearEntry>) -> Form {
        let mut form = match (self, old) {
            (Self::Results, Some(YearEntry::External(old))) => results::form(words, Some(old)),
            (Self::Results, _) => results::form(words, None),
            (Self::Letters, Some(YearEntry::Letter(old))) => letters::form(names, words, Some(old)),
            (Self::Letters, _) => letters::form(names, words, None),
        };
        if old.is_some() {
            let reason = Field::new("reason", words.entries_correct_why, Kind::Line);
            form.fields.push(Field { max: TEXT_MAX, ..reason });
        }
        form
    }

    /// What a form tells; nothing where that can't be read, which the reading remembers. A correction is
    /// about the same as what it corrects.
    pub(super) fn read(
        self,
        reading: &mut Reading<'_>,
        names: &Names,
        old: Option<&YearEntry>,
    ) -> Option<YearEntry> {
        match (self, old) {
            (Self::Results, Some(YearEntry::External(old))) => {
                results::read(reading, names, Some(old))
            }
            (Self::Results, _) => results::read(reading, names, None),
            (Self::Letters, Some(YearEntry::Letter(old))) => {
                letters::read(reading, names, Some(old))
            }
            (Self::Letters, _) => letters::read(reading, names, None),
        }
    }

    /// What is wrong with an entry, beside the fields of the form.
    pub(super) fn faults(
        self,
        faults: &[Fault],
        entry: &YearEntry,
        state: &State,
        words: &Words,
    ) -> Result<Vec<FieldFault>, HttpError> {
        let faults = faults.iter();
        Ok(match (self, entry) {
            (Self::Letters, YearEntry::Letter(letter)) => {
                let above = letters::letter_above(state, letter)?;
                faults.map(|one| letters::fault(one, letter, above.as_ref(), words)).collect()
            }
            _ => faults.map(|one| results::fault(one, words)).collect(),
        })
    }

    /// That something else is entered about the same.
    pub(super) fn differs(self, words: &Words) -> &'static str {
        match self {
            Self::Results => words.year_fault_differs,
            Self::Letters => words.letters_fault_differs,
        }
    }

    /// What an entry says; nothing for one of another kind.
    pub(super) fn said(self, entry: &YearEntry, names: &Names, words: &Words) -> Option<Said> {
        match (self, entry) {
            (Self::Results, YearEntry::External(result)) => {
                Some(results::said(result, names, words))
            }
            (Self::Letters, YearEntry::Letter(letter)) => Some(letters::said(letter, names, words)),
            _ => None,
        }
    }
}
