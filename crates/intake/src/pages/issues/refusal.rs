//! Why a step or a new issue was not taken, in the words of the page, beside the field that it is about.

use store::StoreError;
use survey::IssueRefusal;
use survey::evidence::EvidenceRefusal;

use crate::error::HttpError;
use crate::pages::case::refusal;
use crate::pages::field::{FieldFault, NAME_MAX, TEXT_MAX};
use crate::problem::Fault;
use crate::words::Words;

/// What is wrong with what was sent; nothing where the fault lies elsewhere.
pub(super) fn faults_of(error: &HttpError, words: &Words) -> Option<Vec<FieldFault>> {
    refusal::faults_of(error, words, |error| of_store(error, words), |fault| of_body(fault, words))
}

fn of_store(error: &StoreError, words: &Words) -> Option<FieldFault> {
    match error {
        StoreError::IssueRefused { refusal } => Some(refused(refusal, words)),
        StoreError::IssueDiffers { .. } => Some(FieldFault::at("number", words.issue_fault_number)),
        _ => None,
    }
}

fn refused(refusal: &IssueRefusal, words: &Words) -> FieldFault {
    use IssueRefusal as R;
    let at = |field: &str, text: &str| FieldFault::at(field, text);
    match refusal {
        // No form takes the step of another ledger.
        R::State { .. } | R::NoClosingDay => FieldFault::whole(words.issue_fault_state),
        R::OwnWork { .. } => FieldFault::whole(words.issue_own_work),
        R::NoReason { .. } => at("reason", words.issue_fault_why),
        R::BadText { field } => FieldFault::blank(field, most(field), words),
        R::NoTriage => at("triage", words.issue_fault_choose),
        R::NoDueDate => FieldFault::whole(words.issue_fault_due),
        R::NotLater => at("due_on", words.issue_fault_not_later),
        R::OutOfReach => at("due_on", words.issue_fault_reach),
        R::InTheFuture => at("at_1", words.issue_fault_future),
        R::NoMeasure => FieldFault::whole(words.issue_fault_measure),
        R::NoReply => FieldFault::whole(words.issue_fault_reply),
        R::NoTries => at("note_1", words.issue_fault_tries),
        R::NoCallBack => at("reason", words.issue_fault_call_back),
        R::EndsBeforeItBegins => at("until", words.issue_fault_ends),
        R::PersonalData => at("text", words.issue_fault_personal),
    }
}

/// What is wrong with a body, by the last part of the pointer into it.
fn of_body(fault: &Fault, words: &Words) -> FieldFault {
    let pointer = fault.pointer.as_deref().unwrap_or_default();
    let field = pointer.rsplit('/').next().unwrap_or_default();
    match fault.code {
        "bad_text" => FieldFault::blank(field, most(field), words),
        "bad_channel" => FieldFault::at(field, words.issue_fault_choose),
        "unknown_unit" | "unit_not_allowed" => FieldFault::at(field, words.issue_fault_unit),
        "unknown_category" => FieldFault::at(field, words.issue_fault_category),
        "unknown_reason" => FieldFault::at(field, words.issue_fault_reason),
        "in_the_future" => FieldFault::at(field, words.issue_fault_future),
        "out_of_range" => FieldFault::at(field, words.issue_fault_reach),
        _ => FieldFault::whole(fault.detail.clone()),
    }
}

fn most(field: &str) -> usize {
    match field {
        "leader" | "section" | "person" | "receiver" | "scope" | "number" => NAME_MAX,
        _ => TEXT_MAX,
    }
}

/// Why a file was not kept; nothing where the fault lies elsewhere.
pub(super) fn not_kept(error: &HttpError, words: &Words) -> Option<String> {
    let text = match error {
        HttpError::Store(StoreError::EvidenceRefused { refusal }) => match refusal {
            EvidenceRefusal::Empty | EvidenceRefusal::Broken => words.evidence_fault_broken,
            EvidenceRefusal::TooLarge => words.evidence_fault_large,
            EvidenceRefusal::Kind => words.evidence_fault_kind,
            EvidenceRefusal::Name => words.evidence_fault_name,
        },
        HttpError::Store(StoreError::TooMuchEvidence { .. }) => words.evidence_fault_many,
        HttpError::Problem(document) if document.code == "not_allowed" => {
            words.issue_fault_not_allowed
        }
        _ => return None,
    };
    Some(text.to_owned())
}
