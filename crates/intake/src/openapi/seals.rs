//! What the addresses of seals do.

use serde_json::json;
use survey::Period;
use survey::seal::Manifest;

use super::faults::{BAD_REQUEST, QUERY, SEAL};
use super::operation::{Operation, Parameter, Tag, Text};
use super::operations::{BAD_QUERY, DOES_NOT_FIT, FOUND, NO_JSON};
use crate::seals::{Listed, SEAL_BYTES_MAX, Seals, Wanted};

const REFUSED: Text = (
    "时期尚未结束、没有答卷、重复封账未说明理由，或封账后没有变化",
    "The period is not over or has no responses; another revision has no reason, or nothing is different",
);

pub(super) fn operations() -> [Operation; 3] {
    [list(), manifest(), make()]
}

fn list() -> Operation {
    let text = ("只列这一时期", "Only of a period");
    let summary = ("列出封账", "List sealed periods, the newest seal first");
    Operation::new(("GET", "/api/v1/seals"), "listSeals", Tag::Survey, summary)
        .detail(
            "A seal is the digest of a manifest, which names a digest for each part of the period and \
             the seal before. `manyi verify` checks them row by row.",
        )
        .choose([Parameter::query("period", text, json!({"type": "string", "pattern": Period::PATTERN}))])
        .gives::<Seals>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn manifest() -> Operation {
    let text = ("清单的 SHA-256", "SHA-256 of the manifest");
    let digest =
        Parameter::path("digest", text, json!({"type": "string", "pattern": "^[0-9a-f]{64}$"}));
    let summary = ("封账清单", "The manifest of a seal");
    Operation::new(("GET", "/api/v1/seals/{digest}"), "readSeal", Tag::Survey, summary)
        .detail("To the byte: the digest is that of this answer's body.")
        .choose([digest])
        .gives::<Manifest>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses(404, &["unknown_seal"], ("没有这个封账", "No such seal"))
}

fn make() -> Operation {
    let summary = ("封账", "Seal a period that is over");
    Operation::new(("POST", "/api/v1/seals"), "sealPeriod", Tag::Survey, summary)
        .detail(
            "Everything of the period is read and computed, which takes as long as that takes. Nothing \
             is locked: what comes in later is taken, and the next revision names it. For those with \
             `survey:manage` everywhere.",
        )
        .sends::<Wanted>(SEAL_BYTES_MAX)
        .gives::<Listed>(201, ("已封账", "Sealed"))
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses(
            409,
            &[
                "period_empty",
                "period_not_over",
                "period_not_at_rest",
                "seal_needs_reason",
                "seal_unchanged",
            ],
            REFUSED,
        )
        .refuses_for(422, &["invalid"], SEAL, DOES_NOT_FIT)
}
