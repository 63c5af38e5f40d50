//! What the addresses of fieldwork do.

use serde_json::json;
use survey::attempt::ContactAttempt;
use survey::fieldwork::FieldworkRules;

use super::faults::{ATTEMPT, BAD_REQUEST, BODY, NEEDING_QUERY, NOTE, QUERY, WANTED};
use super::operation::{Operation, Parameter, Tag};
use super::operations::{
    BAD_BODY, BAD_QUERY, BODY_CODES, DOES_NOT_FIT, DONE, FOUND, NO_JSON, code, lang, shape,
};
use crate::fieldwork::{BYTES_MAX, Cases, FieldworkTable, GivenBack, Note, Released, Wanted};
use crate::receipt::Kept;

/// Codes of a body without an id in its address.
const PLAIN_BODY: &[&str] = &["bad_query", "body_broken_off", "malformed_json"];

pub(super) fn operations() -> [Operation; 6] {
    [next(), release(), attempt(), note(), outcomes(), progress()]
}

fn next() -> Operation {
    let summary = ("领取下一批样本", "Take cases to work on");
    Operation::new(("POST", "/api/v1/contacts/next"), "takeCases", Tag::Fieldwork, summary)
        .detail(
            "Nobody else gets them for a while, and asking again gives the same. Names and numbers \
             are told here and nowhere else; that they were read is put on record.",
        )
        .sends::<Wanted>(BYTES_MAX)
        .gives::<Cases>(200, FOUND)
        .refuses_for(400, PLAIN_BODY, BAD_REQUEST, NO_JSON)
        .refuses(409, &["round_closed"], ("调查轮次未开放", "The round does not run now"))
        .refuses_for(422, &["invalid"], WANTED, DOES_NOT_FIT)
}

fn release() -> Operation {
    let summary = ("退回一个样本", "Give a case back untried");
    Operation::new(("POST", "/api/v1/contacts/release"), "releaseCase", Tag::Fieldwork, summary)
        .sends::<GivenBack>(BYTES_MAX)
        .gives::<Released>(200, DONE)
        .refuses_for(400, PLAIN_BODY, BAD_REQUEST, NO_JSON)
        .refuses(409, &["case_not_held"], ("这个样本不在您手上", "You do not hold this case"))
        .refuses_for(422, &["invalid"], BODY, DOES_NOT_FIT)
}

fn attempt() -> Operation {
    let id = Parameter::path(
        "id",
        ("联系记录编号", "Id of the attempt"),
        json!({"type": "string", "format": "uuid"}),
    );
    let summary = ("记录一次联系", "Say what became of a call or a knock");
    Operation::new(("PUT", "/api/v1/attempts/{id}"), "sendAttempt", Tag::Fieldwork, summary)
        .detail("The device makes the id. What was tried is stored, whoever holds the case by now.")
        .choose([id])
        .sends::<ContactAttempt>(BYTES_MAX)
        .gives::<Kept>(201, ("新收到，已存盘", "New: it is on the disk"))
        .gives::<Kept>(200, ("与已存的相同", "The same is stored already"))
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(
            409,
            &["different_content"],
            ("同一编号内容不同", "Other content under a known id"),
        )
        .refuses_for(422, &["invalid"], ATTEMPT, DOES_NOT_FIT)
}

fn note() -> Operation {
    let id = Parameter::path(
        "id",
        ("备注编号", "Id of the note"),
        json!({"type": "string", "format": "uuid"}),
    );
    let summary = ("给样本写一条备注", "Leave a note about a case");
    Operation::new(("PUT", "/api/v1/notes/{id}"), "sendNote", Tag::Fieldwork, summary)
        .detail(
            "For whoever takes the case next. It may tell persons: it is kept under the key of \
             contacts, deleted with them, and repeated nowhere else.",
        )
        .choose([id])
        .sends::<Note>(BYTES_MAX)
        .gives::<Kept>(201, ("新收到，已存盘", "New: it is on the disk"))
        .gives::<Kept>(200, ("与已存的相同", "The same is stored already"))
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(
            409,
            &["different_content"],
            ("同一编号内容不同", "Other content under a known id"),
        )
        .refuses_for(422, &["invalid"], NOTE, DOES_NOT_FIT)
}

fn outcomes() -> Operation {
    let summary = ("联系结果代码", "Outcome codes, and what follows each");
    Operation::new(("GET", "/api/v1/outcomes"), "listOutcomes", Tag::Fieldwork, summary)
        .while_unchanged()
        .gives::<FieldworkRules>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn progress() -> Operation {
    let round = Parameter::query("round", ("调查轮次", "Round"), code()).required();
    let level = Parameter::query("level", ("层级", "Level of the units"), code()).required();
    let by = Parameter::query(
        "by",
        ("按调查方式分开", "Each way of asking for itself"),
        json!({"enum": ["mode"]}),
    );
    let summary = ("进度与应答率", "How far fieldwork has come: outcomes, rates, quotas");
    Operation::new(("GET", "/api/v1/fieldwork"), "readFieldwork", Tag::Fieldwork, summary)
        .detail("Of the units within reach. Rates after AAPOR's Standard Definitions.")
        .choose([round, level, by, lang()])
        .choose(shape())
        .tabulates::<FieldworkTable<'_>>()
        .refuses_for(400, &["bad_query"], NEEDING_QUERY, BAD_QUERY)
        .refuses_for(422, &["invalid"], &["unknown_level", "unknown_round"], DOES_NOT_FIT)
}
