//! What the addresses of the publicity log do.

use serde_json::json;
use store::LoggedPublicity;
use survey::{Period, PublicityItem, PublicityKind};

use super::faults::{BAD_REQUEST, PUBLICITY, QUERY};
use super::operation::{Operation, Parameter, Tag, Text};
use super::operations::{
    BAD_ID, BAD_QUERY, BODY_CODES, DOES_NOT_FIT, DONE, FOUND, NO_JSON, code, lang,
};
use crate::publicity::{BYTES_MAX, Counts, Listed, Logged, PAGE_MAX};

const UNKNOWN: Text = ("没有这条登记，或不在您的范围内", "No such entry of your units");

pub(super) fn operations() -> [Operation; 4] {
    [list(), counts(), log(), remove()]
}

fn choices() -> [Parameter; 3] {
    let kinds = PublicityKind::ALL.map(PublicityKind::as_str);
    let period = json!({"type": "string", "pattern": Period::PATTERN, "examples": ["2026-Q3"]});
    [
        Parameter::query("period", ("时期", "Period"), period),
        Parameter::query("unit", ("单位，含全部下属", "Unit, with all below it"), code()),
        Parameter::query(
            "kind",
            ("正面报道或反面曝光", "Praise or exposure"),
            json!({"enum": kinds}),
        ),
    ]
}

fn list() -> Operation {
    let page = Parameter::query(
        "page",
        ("第几页", "Which page"),
        json!({"type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": 1}),
    );
    let summary = ("列出宣传登记", "List what was told to the public");
    Operation::new(("GET", "/api/v1/publicity"), "listPublicity", Tag::Issues, summary)
        .detail("Of the units within reach, the newest first, a hundred on a page.")
        .choose(choices())
        .choose([page])
        .gives::<Listed>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses_for(422, &["invalid"], &["unknown_unit"], DOES_NOT_FIT)
}

fn counts() -> Operation {
    let summary = ("按月份和单位计数", "Count it by month and unit");
    let at = ("GET", "/api/v1/publicity/counts");
    Operation::new(at, "countPublicity", Tag::Issues, summary)
        .detail("Information, and no score of a unit. Units count for themselves.")
        .choose(choices())
        .choose([lang()])
        .gives::<Counts>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses_for(422, &["invalid"], &["unknown_unit"], DOES_NOT_FIT)
}

fn log() -> Operation {
    let summary = ("登记宣传", "Log what was told to the public");
    Operation::new(("POST", "/api/v1/publicity"), "logPublicity", Tag::Issues, summary)
        .detail("The same told in the same place on the same day is one entry.")
        .sends::<PublicityItem>(BYTES_MAX)
        .gives::<Logged>(201, ("已登记", "Logged"))
        .gives::<Logged>(200, ("已有这一条", "It is there already"))
        .refuses_for(400, BODY_CODES, BAD_REQUEST, NO_JSON)
        .refuses_for(422, &["invalid"], PUBLICITY, DOES_NOT_FIT)
}

fn remove() -> Operation {
    let uuid = json!({"type": "string", "format": "uuid"});
    let id = Parameter::path("id", ("登记编号", "Id of the entry"), uuid);
    let summary = ("撤销一条登记", "Take an entry back");
    Operation::new(("DELETE", "/api/v1/publicity/{id}"), "removePublicity", Tag::Issues, summary)
        .choose([id])
        .gives::<LoggedPublicity>(200, DONE)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_publicity"], UNKNOWN)
}
