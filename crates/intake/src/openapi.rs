//! What the API says of itself (OpenAPI 3.1): made from the table of addresses, which knows who gets
//! where, from what `operations` says of each, and from the types that go in and out.

mod aims;
mod analysis;
mod annual;
mod bulletins;
mod checks;
mod common;
mod faults;
mod fieldwork;
mod issues;
mod operation;
mod operations;
mod orders;
mod photos;
mod publicity;
mod seals;
mod views;
mod write;

use std::sync::OnceLock;

use actix_web::{HttpRequest, HttpResponse};

use crate::auth::Need;
use crate::conditional::unchanging;
use crate::error::HttpError;
use crate::query::Params;
use crate::routes::addresses;

pub(crate) use operation::{Body, BodyKind, Operation, Parameter, Tag};

/// One method of one address, and what it needs.
pub(crate) struct Described {
    pub(crate) operation: Operation,
    pub(crate) need: Need,
}

/// Everything that programs can ask for.
pub(crate) fn described() -> Vec<Described> {
    let addresses = addresses();
    let need = |operation: &Operation| {
        let address = addresses.iter().find(|address| address.path == operation.path)?;
        let there = address.methods().any(|method| method == operation.method);
        operation.method.parse().ok().filter(|_| there).map(|method| address.needs.of(&method))
    };
    let operations = operations::operations().into_iter();
    operations
        .filter_map(|operation| Some(Described { need: need(&operation)?, operation }))
        .collect()
}

/// The document, as it is checked in.
pub fn openapi() -> &'static str {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    DOCUMENT.get_or_init(|| format!("{:#}\n", write::document(&described())))
}

/// `GET /openapi.json`.
pub(crate) async fn document(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    Ok(unchanging(&request, "application/json", openapi()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::routes::Address;

    /// Programs are told of what stands below `/api`, and of `/metrics`.
    fn is_for_programs(address: &Address) -> bool {
        address.path.starts_with("/api/") || address.path == "/metrics"
    }

    #[test]
    fn every_method_of_every_address_is_described_and_no_other() {
        let addresses = addresses();
        let methods = |address: &Address| {
            let methods = address.methods().filter(|method| *method != "HEAD");
            methods.map(|method| format!("{method} {}", address.path)).collect::<Vec<_>>()
        };
        let there: BTreeSet<String> =
            addresses.iter().filter(|address| is_for_programs(address)).flat_map(methods).collect();
        let told = operations::operations();
        let told: BTreeSet<String> =
            told.iter().map(|told| format!("{} {}", told.method, told.path)).collect();
        let silent: Vec<_> = there.difference(&told).collect();
        assert!(silent.is_empty(), "describe these in openapi/operations.rs: {silent:?}");
        let made_up: Vec<_> = told.difference(&there).collect();
        assert!(made_up.is_empty(), "no route for these of openapi/operations.rs: {made_up:?}");
    }

    #[test]
    fn names_of_operations_differ() {
        let operations = operations::operations();
        let ids: BTreeSet<_> = operations.iter().map(|operation| operation.id).collect();
        assert_eq!(ids.len(), operations.len());
    }
}
