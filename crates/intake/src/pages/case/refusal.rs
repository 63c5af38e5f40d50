//! Why something was not done to a case, in the words of the page, beside the field that it is about.

use store::StoreError;

use crate::error::HttpError;
use crate::pages::field::FieldFault;
use crate::problem::Fault;
use crate::words::Words;

/// What is wrong with what was sent, as the ledger and the reading of a body tell it; nothing where the fault
/// lies elsewhere.
pub(in crate::pages) fn faults_of(
    error: &HttpError,
    words: &Words,
    of_store: impl Fn(&StoreError) -> Option<FieldFault>,
    of_body: impl Fn(&Fault) -> FieldFault,
) -> Option<Vec<FieldFault>> {
    match error {
        HttpError::Store(error) => of_store(error).map(|fault| vec![fault]),
        HttpError::Problem(document) if document.code == "not_allowed" => {
            Some(vec![FieldFault::whole(words.issue_fault_not_allowed)])
        }
        HttpError::Problem(document) if !document.errors.is_empty() => {
            Some(document.errors.iter().map(of_body).collect())
        }
        _ => None,
    }
}
