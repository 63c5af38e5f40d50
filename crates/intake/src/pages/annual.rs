//! The pages of what counts for a year: `/external` enters and confirms results of those above, `/year`
//! shows the score of a year, what it hangs on, and who could be named, `/forecast` tells what those above
//! will find.

mod acts;
mod entering;
mod external;
mod forecast;
mod view;
mod year;

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use store::StoreError;
use survey::vouched::{EntryRefusal, EntryState};

pub(crate) use self::acts::act as act_on_year;
pub(crate) use self::entering::act as act_on_external;
pub(crate) use self::external::page as external;
pub(crate) use self::forecast::page as forecast;
pub(crate) use self::year::page as year;

use super::plain::failed;
use crate::State;
use crate::error::HttpError;
use crate::words::Words;

/// The name of the parameter that says what was done just now.
const DONE: &str = "done";

/// What stands against an act, in words; nothing where the fault lies elsewhere.
fn refusal(error: &HttpError, words: &Words) -> Option<&'static str> {
    match error {
        HttpError::Store(StoreError::EntryRefused { refusal }) => Some(match refusal {
            EntryRefusal::OwnEntry => words.year_fault_own,
            EntryRefusal::State { .. } => words.year_fault_state,
        }),
        HttpError::Store(StoreError::EntryDiffers { .. }) => Some(words.year_fault_differs),
        HttpError::Store(StoreError::ScoreInWork { .. }) => Some(words.year_fault_in_work),
        HttpError::Problem(document) if document.code == "not_allowed" => {
            Some(words.year_fault_not_allowed)
        }
        HttpError::Problem(document)
            if document.errors.iter().any(|fault| fault.pointer.as_deref() == Some("/reason")) =>
        {
            Some(words.year_fault_reason)
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
        Some("confirmed") => words.year_done_confirmed,
        Some("withdrawn") => words.year_done_withdrawn,
        _ => "",
    }
}

/// Runs what waits for the database, away from the thread that serves.
async fn away<T: Send + 'static>(
    state: &Data<State>,
    work: impl FnOnce(&State) -> Result<T, HttpError> + Send + 'static,
) -> Result<T, HttpError> {
    let worker = state.clone();
    block(move || work(&worker)).await?
}

fn answered(
    answer: Result<HttpResponse, HttpError>,
    request: &HttpRequest,
    state: &State,
) -> HttpResponse {
    answer.unwrap_or_else(|error| failed(request, state, &error))
}
