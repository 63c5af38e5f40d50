//! Cases to work on, what became of them, what was noted about them, and how far fieldwork has come.

mod attempts;
mod cases;
mod notes;
mod progress;

use actix_web::http::StatusCode;
use store::ContactKey;
use survey::Code;

pub(crate) use attempts::attempt;
pub(crate) use cases::{Cases, GivenBack, Released, Wanted, next, release};
pub(crate) use notes::{Note, note};
pub(crate) use progress::{FieldworkTable, outcomes, progress, seen_by};

use crate::State;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};

/// Longest body, in bytes.
pub(crate) const BYTES_MAX: usize = 16 * 1024;

fn unknown_case(round: &Code, case: &Code) -> Fault {
    let detail = format!("case {case} is not among those of round {round} that you may work on");
    Fault::at("unknown_case", "/case".to_owned(), detail)
}

/// The key that particulars of people are sealed with.
pub(crate) fn contact_key(state: &State) -> Result<&ContactKey, HttpError> {
    state.contact_key().ok_or_else(|| {
        let detail = "the service runs without the key of contacts; start it with --contact-key";
        ProblemDocument::new(StatusCode::SERVICE_UNAVAILABLE, "no_contact_key", detail).into()
    })
}
