//! The pages of what counts for a year: `/external` enters, confirms and corrects results of those above,
//! `/letters` letters of responsibility, `/year` shows the score of a year, what it hangs on, and who could
//! be named, `/forecast` tells what those above will find.

mod acts;
mod book;
mod entering;
mod entries;
mod forecast;
mod form;
mod letters;
mod lines;
mod results;
mod view;
mod year;

use store::StoreError;
use survey::vouched::{EntryRefusal, EntryState};

pub(crate) use self::acts::act as act_on_year;
pub(crate) use self::entering::{on_letters as act_on_letters, on_results as act_on_external};
pub(crate) use self::entries::{letters, results as external};
pub(crate) use self::forecast::page as forecast;
pub(crate) use self::year::page as year;

use crate::error::HttpError;
use crate::words::Words;

/// Longest text or reason of an entry, in characters, as the store takes it.
const TEXT_MAX: usize = 400;

/// What stands against an act, in words; nothing where the fault lies elsewhere.
fn refusal(error: &HttpError, words: &Words) -> Option<&'static str> {
    match error {
        HttpError::Store(StoreError::EntryRefused { refusal }) => Some(match refusal {
            EntryRefusal::OwnEntry => words.year_fault_own,
            EntryRefusal::State { .. } => words.year_fault_state,
        }),
        HttpError::Store(StoreError::EntryInWork { .. }) => Some(words.entries_fault_waits),
        HttpError::Store(StoreError::ScoreInWork { .. }) => Some(words.year_fault_in_work),
        HttpError::Problem(document) if document.code == "not_allowed" => {
            Some(words.year_fault_not_allowed)
        }
        _ => None,
    }
}

/// What a state is called.
fn state_name(state: EntryState, words: &Words) -> &'static str {
    match state {
        EntryState::Entered => words.year_entered,
        EntryState::Confirmed => words.year_confirmed,
        EntryState::Superseded => words.year_superseded,
        EntryState::Withdrawn => words.year_withdrawn,
    }
}

/// What a page says was done just now.
fn done_text(done: Option<&str>, words: &Words) -> &'static str {
    match done {
        Some("entered") => words.year_done_entered,
        Some("same") => words.year_done_same,
        Some("corrected") => words.entries_done_corrected,
        Some("confirmed") => words.year_done_confirmed,
        Some("withdrawn") => words.year_done_withdrawn,
        _ => "",
    }
}
