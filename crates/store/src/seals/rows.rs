//! Rows in the form in which they are sealed.
//!
//! It must give the same digest years later, on another backend and after other columns have come to the
//! tables: so where a row may change by rule after its period is sealed, or may be stored otherwise one
//! day, it has a form of its own here. The others are their columns in order. A test pins a digest of
//! each.

use diesel::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};
use survey::seal::FORM;

use crate::row::ResponseRow;
use crate::schema::bulletins;
use crate::{StoreError, digest};

/// SHA-256 of a row as JSON, in hexadecimal.
pub(super) fn digest_of_row(row: &impl Serialize, what: &str) -> Result<String, StoreError> {
    let bytes = serde_json::to_vec(row).map_err(|error| StoreError::unreadable(what, error))?;
    Ok(hex::encode(Sha256::digest(bytes)))
}

/// The order of these fields is part of every digest.
#[derive(Serialize)]
struct SealedResponse<'a> {
    form: u32,
    content: &'a str,
    seq: i64,
    month: i32,
    received_at: i64,
    source: &'a str,
}

/// The digest of a response: what was said, when it came in, in which order and by which way. Figures
/// are sums in the order of arrival.
pub(super) fn of_response(row: &ResponseRow) -> Result<String, StoreError> {
    let what = format!("response {}", row.id);
    let content = digest::of(&row.clone().into_stored()?.response)?;
    if content != row.digest {
        return Err(StoreError::unreadable(what, "it is not what its digest says"));
    }
    let ResponseRow { seq, month, received_at, source, .. } = row;
    let (seq, month, received_at) = (*seq, *month, *received_at);
    let content = content.as_str();
    digest_of_row(&SealedResponse { form: FORM, content, seq, month, received_at, source }, &what)
}

/// A bulletin that was published, without what becomes of it when it is corrected. The order of these
/// fields is part of every digest.
#[derive(Debug, Serialize, Queryable, Selectable)]
#[diesel(table_name = bulletins)]
pub(super) struct SealedBulletin {
    pub(super) id: String,
    questionnaire: String,
    kind: String,
    pub(super) period: String,
    unit: String,
    revision: i64,
    digest: String,
    data_revision: i64,
    reason: Option<String>,
    made_at: i64,
    made_by: String,
    edited_at: i64,
    edited_by: String,
    reviewed_at: Option<i64>,
    reviewed_by: Option<String>,
    published_at: Option<i64>,
    published_by: Option<String>,
    seal: Option<String>,
    pub(super) content: String,
}

impl SealedBulletin {
    /// Its digest, where the content is what it was when it was published.
    pub(super) fn sealed(&self) -> Result<String, StoreError> {
        let what = format!("bulletin {}", self.id);
        if super::digest_of(&self.content) != self.digest {
            return Err(StoreError::unreadable(what, "its content is not what its digest says"));
        }
        digest_of_row(self, &what)
    }
}
