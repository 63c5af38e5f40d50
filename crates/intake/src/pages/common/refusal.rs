//! Why something was not done to a common issue, in the words of the page, beside the field that it is about.

use store::StoreError;
use survey::CommonRefusal;

use crate::error::HttpError;
use crate::pages::case::refusal;
use crate::pages::field::{FieldFault, NAME_MAX, TEXT_MAX};
use crate::problem::Fault;
use crate::words::{Words, fill};

/// What is wrong with what was sent; nothing where the fault lies elsewhere.
pub(super) fn faults_of(error: &HttpError, words: &Words) -> Option<Vec<FieldFault>> {
    refusal::faults_of(error, words, |error| of_store(error, words), |fault| of_body(fault, words))
}

fn of_store(error: &StoreError, words: &Words) -> Option<FieldFault> {
    match error {
        StoreError::CommonIssueRefused { refusal } => Some(refused(refusal, words)),
        StoreError::UnknownUnit { code } => {
            Some(FieldFault::at("chosen", fill(words.common_fault_unit, "u", code)))
        }
        _ => None,
    }
}

fn refused(refusal: &CommonRefusal, words: &Words) -> FieldFault {
    use CommonRefusal as R;
    let at = |field: &str, text: &str| FieldFault::at(field, text);
    match refusal {
        R::State { .. } | R::Task { .. } | R::NoTask { .. } | R::NoDueDate => {
            FieldFault::whole(words.common_fault_state)
        }
        R::SentAlready { unit } => {
            FieldFault::at("chosen", fill(words.common_fault_sent, "u", unit))
        }
        R::NoUnits => at("level", words.common_fault_units),
        R::BadDays => at("days", words.common_fault_days),
        R::BadText { field } => {
            let most = if *field == "signatory" { NAME_MAX } else { TEXT_MAX };
            FieldFault::blank(field, most, words)
        }
        R::BadPlaces => at("places", words.common_fault_places),
        R::NothingFound => at("finding", words.common_fault_nothing),
        R::NoReason { .. } => at("reason", words.issue_fault_why),
        R::Unanswered { units } => {
            FieldFault::at("reason", fill(words.common_fault_unanswered, "n", units))
        }
    }
}

/// What is wrong with a body, by the pointer into it.
fn of_body(fault: &Fault, words: &Words) -> FieldFault {
    match (fault.code, fault.pointer.as_deref().unwrap_or_default()) {
        ("bad_text", "/title") => FieldFault::blank("title", NAME_MAX, words),
        ("bad_text", "/look_for") => FieldFault::blank("look_for", TEXT_MAX, words),
        ("unit_not_allowed" | "unknown_unit" | "unknown_issue", _) => {
            FieldFault::at("within", words.issue_fault_unit)
        }
        ("outside_unit", _) => {
            FieldFault::at("chosen", fill(words.common_fault_unit, "u", &fault.detail))
        }
        _ => FieldFault::whole(fault.detail.clone()),
    }
}
