//! The digest of a response: what "the same content" means.
//!
//! It must give the same for the same interview years later, on another machine and with another
//! version of the JSON library. So it is taken over a form of its own: fields in a fixed order,
//! maps and sets sorted, instants as the microseconds that are stored, the weight as its bits.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sha2::{Digest, Sha256};
use survey::response::{PhotoMention, Position};
use survey::{Code, Completion, IssueReport, Response};

use crate::StoreError;
use crate::row::micros;

/// The order of these fields is part of every digest ever stored. `form` is raised when it must
/// change.
#[derive(Serialize)]
struct Canonical<'a> {
    form: u32,
    id: String,
    round: &'a Code,
    unit: &'a Code,
    mode: &'static str,
    interviewed_on: String,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    respondent: Option<&'a Code>,
    stratum: Option<&'a Code>,
    psu: Option<&'a Code>,
    weight_bits: u64,
    answers: &'a BTreeMap<Code, String>,
    not_asked: &'a BTreeSet<Code>,
    /// Left out where there is none, as in the digests from before there could be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    form_version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completion: Option<Completion>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    issues: &'a [IssueReport],
    /// Latitude, longitude and accuracy, as the weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    position_bits: Option<[u64; 3]>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    photos: &'a [PhotoMention],
}

/// SHA-256 of a row as JSON, in hexadecimal: as it stands in seals, and in the audit log where a row is put.
pub(crate) fn of_row(row: &impl Serialize, what: &str) -> Result<String, StoreError> {
    let bytes = serde_json::to_vec(row).map_err(|error| StoreError::unreadable(what, error))?;
    Ok(hex::encode(Sha256::digest(bytes)))
}

/// SHA-256 of the canonical form, in hexadecimal.
pub(crate) fn of(response: &Response) -> Result<String, StoreError> {
    let canonical = Canonical {
        form: 1,
        id: response.id.to_string(),
        round: &response.round,
        unit: &response.unit,
        mode: response.mode.as_str(),
        interviewed_on: response.interviewed_on.to_string(),
        started_at: response.started_at.map(micros),
        ended_at: response.ended_at.map(micros),
        respondent: response.respondent.as_ref(),
        stratum: response.stratum.as_ref(),
        psu: response.psu.as_ref(),
        weight_bits: response.weight.to_bits(),
        answers: &response.answers,
        not_asked: &response.not_asked,
        form_version: response.form_version,
        completion: response.completion,
        issues: &response.issues,
        position_bits: response.position.map(|Position { latitude, longitude, accuracy }| {
            [latitude, longitude, accuracy].map(f64::to_bits)
        }),
        photos: &response.photos,
    };
    let bytes = serde_json::to_vec(&canonical)
        .map_err(|error| StoreError::unreadable("the content of a response", error))?;
    Ok(hex::encode(Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response() -> Response {
        serde_json::from_str(
            r#"{"id": "018f7f0e-0000-7000-8000-000000000001", "round": "R1", "unit": "T1",
                "mode": "visit", "interviewed_on": "2026-09-03",
                "started_at": "2026-09-03T01:02:03.000004Z", "weight": 1.5,
                "answers": {"q2": "满意", "q1": "dk"}, "not_asked": ["q3"]}"#,
        )
        .expect("a response")
    }

    /// The digest is a contract: this value, computed by another program (Python's `json` and
    /// `hashlib`), may change only with `form`.
    #[test]
    fn the_digest_is_pinned() {
        assert_eq!(
            of(&response()).expect("a digest"),
            "4219efab9f5c63ae36d4491983ab0fa5b6b94b1ebe10c1f3d03ca9a8f76e11c6"
        );
    }

    /// As above, with everything that can stand beside the answers.
    #[test]
    fn what_stands_beside_the_answers_is_pinned_too() {
        let mut full = response();
        full.completion = Some(Completion::Complete);
        full.issues = vec![IssueReport {
            question: "q2".parse().expect("a code"),
            category: "air".parse().expect("a code"),
            reason: Some("dust".parse().expect("a code")),
            text: Some("工地扬尘".to_owned()),
        }];
        full.position = Some(Position { latitude: 37.5, longitude: 122.125, accuracy: 20.0 });
        full.photos = vec![PhotoMention { id: full.id, consent: true }];
        assert_eq!(
            of(&full).expect("a digest"),
            "4bb7179ff6fb2b97b16cb2a295f2197487291ae340fa37149ce82d62f8a3acb4"
        );
    }

    #[test]
    fn the_weight_counts_to_its_last_bit() {
        let mut other = response();
        other.weight = 1.5_f64.next_up();
        assert_ne!(of(&response()), of(&other));
    }
}
