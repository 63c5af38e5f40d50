//! `/api/v1/checks` and `/api/v1/signals`: interviews that somebody from elsewhere checks, what that found,
//! and what in the interviews asks for a second look.
//!
//! Whoever checks gets nothing of what was answered, over no address; a test looks for it.

mod excluding;
mod judging;
mod tables;
mod work;

use actix_web::http::StatusCode;
use survey::{Code, Right, Scope};

pub(crate) use excluding::{
    Excluded, ExclusionBody, ExclusionList, REASON_CHARS_MAX, exclude, excluded, exclusions,
    exclusions_of,
};
pub(crate) use judging::{
    Checks, Plan, PlanBody, Plans, checks_of, draw, drawn, list, plans, plans_of,
};
pub(crate) use tables::{AgreementTable, SignalTable, agreed, agreement, signals, table};
pub(crate) use work::{
    CheckBody, GivenBack, Nothing, RecordedBody, Released, Taken, next, record, release, taken,
};

use crate::auth::Actor;
use crate::error::HttpError;
use crate::problem::ProblemDocument;

/// Longest body, in bytes.
pub(crate) const BYTES_MAX: usize = 16 * 1024;

/// The units whose checks somebody judges, with all below them; `None` for everything.
fn judged(actor: &Actor) -> Option<Vec<Code>> {
    match actor.scope(Right::JudgeChecks) {
        Scope::Everything => None,
        Scope::Units(units) => Some(units),
        Scope::Nothing => Some(Vec::new()),
    }
}

/// Of a check of others not even that there is one is told.
fn unknown_check() -> HttpError {
    let detail = "there is no such check of your units";
    ProblemDocument::new(StatusCode::NOT_FOUND, "unknown_check", detail).into()
}
