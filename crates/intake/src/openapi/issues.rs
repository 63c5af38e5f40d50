//! What the address of issues does.

use serde_json::json;

use super::faults::QUERY;
use super::operation::{Operation, Parameter, Tag};
use super::operations::{BAD_QUERY, DOES_NOT_FIT, FOUND, code};
use crate::cursor::CURSOR_PATTERN;
use crate::issues::{Issues, LIMIT_MAX, LIMIT_USUAL};

pub(super) fn list() -> Operation {
    let unit = Parameter::query(
        "unit",
        ("单位，含全部下属；默认您的全部范围", "Unit, with all below it; by default all of yours"),
        code(),
    );
    let summary = ("列出问题", "List issues in the order in which they came in");
    Operation::new(("GET", "/api/v1/issues"), "listIssues", Tag::Issues, summary)
        .detail(
            "Of the units within reach, never with the response or the respondent. Descriptions are \
             respondents' own words, and may tell of persons: treat them so.",
        )
        .choose([unit])
        .choose(page())
        .gives::<Issues>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses_for(422, &["invalid"], &["unknown_unit"], DOES_NOT_FIT)
}

/// Which part of a long list.
pub(super) fn page() -> [Parameter; 2] {
    let after = Parameter::query(
        "after",
        ("从哪里接着读，取自上次的 next", "Where to go on: `next` of the answer before"),
        json!({"type": "string", "pattern": CURSOR_PATTERN}),
    );
    let limit = Parameter::query(
        "limit",
        ("至多几条", "How many at most"),
        json!({"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_USUAL}),
    );
    [after, limit]
}
