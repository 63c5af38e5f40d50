//! What the addresses of bulletins do.

use serde_json::json;
use store::Bulletin;
use survey::{BulletinState, Period};

use super::faults::{BAD_REQUEST, BODY, BULLETIN, QUERY, WITHDRAWAL};
use super::issues::page;
use super::operation::{Content, Operation, Parameter, Tag, Text};
use super::operations::{
    BAD_BODY, BAD_ID, BAD_QUERY, BODY_CODES, DOES_NOT_FIT, DONE, FOUND, NO_JSON,
};
use crate::bulletins::{
    Bulletins, CONTENT_BYTES_MAX, Correction, Draft, Edit, STEP_BYTES_MAX, Step, Withdrawal,
};

const UNKNOWN: Text = (
    "没有这份通报，或不在您的范围内",
    "No such bulletin of your units, or a draft that you may not see",
);
const NO_DOCUMENT: Text =
    ("内容不是本程序的格式", "Its content was kept in a form that no document can be made of");
/// Media types of documents.
const DOCUMENTS: &[&str] = &[
    "text/html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/pdf",
];
const MADE: Text = ("已起草", "Drafted");
const CONFLICT: &[&str] = &["bulletin_changed", "bulletin_state"];
const BEHIND: Text = (
    "状态不允许，或内容已被他人改动",
    "It has not come so far, or further; or it is another by now than the one that was seen",
);

pub(super) fn operations() -> [Operation; 9] {
    [list(), draft(), read(), document(), edit(), review(), publish(), withdraw(), correct()]
}

fn one(at: (&'static str, &'static str), id: &'static str, summary: Text) -> Operation {
    let text = ("通报编号", "Id of the bulletin");
    let schema = json!({"type": "string", "format": "uuid"});
    Operation::new(at, id, Tag::Bulletins, summary).choose([Parameter::path("id", text, schema)])
}

fn list() -> Operation {
    let period = Parameter::query(
        "period",
        ("只列这一时期", "Only those of a period"),
        json!({"type": "string", "pattern": Period::PATTERN, "examples": ["2026-Q3"]}),
    );
    let state = Parameter::query(
        "state",
        ("只列这一状态", "Only those in a state"),
        json!({"enum": BulletinState::ALL.map(BulletinState::as_str)}),
    );
    let summary = ("列出通报", "List bulletins, the youngest draft first");
    Operation::new(("GET", "/api/v1/bulletins"), "listBulletins", Tag::Bulletins, summary)
        .detail(
            "Of the units within reach, without what they say. Drafts are shown to those who write or \
             publish bulletins.",
        )
        .choose([period, state])
        .choose(page())
        .gives::<Bulletins>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn draft() -> Operation {
    let summary = ("起草通报", "Draft a bulletin");
    Operation::new(("POST", "/api/v1/bulletins"), "draftBulletin", Tag::Bulletins, summary)
        .detail("Of a questionnaire, kind, period and unit there is one draft at a time.")
        .sends::<Draft>(CONTENT_BYTES_MAX)
        .gives::<Bulletin>(201, MADE)
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses(
            409,
            &["bulletin_in_work", "bulletin_published"],
            (
                "已有草稿，或已发布（请更正）",
                "There is a draft already, or more than that: correct it",
            ),
        )
        .refuses_for(422, &["invalid"], BULLETIN, DOES_NOT_FIT)
}

fn read() -> Operation {
    let summary = ("查看通报内容", "Read what a bulletin says");
    one(("GET", "/api/v1/bulletins/{id}"), "readBulletin", summary)
        .detail(
            "To the byte as it is kept, and not compressed: the `ETag` is its SHA-256. What was \
             published never changes, and so is not of today's form for certain.",
        )
        .while_unchanged()
        .answers(200, FOUND, Content::Json(|_| schemars::json_schema!({"type": "object"})))
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_bulletin"], UNKNOWN)
}

fn document() -> Operation {
    let summary = ("下载通报文件", "Take a bulletin as a document");
    let ending = Parameter::path(
        "ending",
        ("格式", "Format"),
        json!({"enum": ["html", "docx", "xlsx", "pdf"]}),
    );
    one(("GET", "/api/v1/bulletins/{id}/documents/{ending}"), "readBulletinDocument", summary)
        .detail(
            "The same bulletin gives the same bytes. PDF only where the program was built with it.",
        )
        .choose([ending])
        .answers(200, FOUND, Content::Other(DOCUMENTS))
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_bulletin", "unknown_document"], UNKNOWN)
        .refuses(409, &["not_a_document"], NO_DOCUMENT)
}

fn edit() -> Operation {
    let summary = ("修改通报草稿", "Put another content into a draft");
    one(("PUT", "/api/v1/bulletins/{id}"), "editBulletin", summary)
        .detail("It has to be reviewed then, again if it was already.")
        .sends::<Edit>(CONTENT_BYTES_MAX)
        .gives::<Bulletin>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_bulletin"], UNKNOWN)
        .refuses(409, CONFLICT, BEHIND)
        .refuses_for(422, &["invalid"], BULLETIN, DOES_NOT_FIT)
}

fn review() -> Operation {
    let summary = ("审核通报", "Find a draft right");
    one(("POST", "/api/v1/bulletins/{id}/review"), "reviewBulletin", summary)
        .detail("Not by who drafted it or wrote its content.")
        .sends::<Step>(STEP_BYTES_MAX)
        .gives::<Bulletin>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_bulletin"], UNKNOWN)
        .refuses(409, &["bulletin_changed", "bulletin_state", "own_bulletin"], BEHIND)
        .refuses_for(422, &["invalid"], BODY, DOES_NOT_FIT)
}

fn publish() -> Operation {
    let summary = ("发布通报", "Publish a reviewed draft");
    one(("POST", "/api/v1/bulletins/{id}/publication"), "publishBulletin", summary)
        .detail(
            "From then on it never changes, and heads of units see their figures of its period. What \
             it corrects is superseded.",
        )
        .sends::<Step>(STEP_BYTES_MAX)
        .gives::<Bulletin>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_bulletin"], UNKNOWN)
        .refuses(409, CONFLICT, BEHIND)
        .refuses_for(422, &["invalid"], BODY, DOES_NOT_FIT)
}

fn withdraw() -> Operation {
    let summary = ("撤下通报草稿", "Give a draft up");
    one(("POST", "/api/v1/bulletins/{id}/withdrawal"), "withdrawBulletin", summary)
        .sends::<Withdrawal>(STEP_BYTES_MAX)
        .gives::<Bulletin>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_bulletin"], UNKNOWN)
        .refuses(409, CONFLICT, BEHIND)
        .refuses_for(422, &["invalid"], WITHDRAWAL, DOES_NOT_FIT)
}

fn correct() -> Operation {
    let summary = ("更正通报", "Draft the next revision of what is published");
    one(("POST", "/api/v1/bulletins/{id}/corrections"), "correctBulletin", summary)
        .detail("What it corrects holds until it is published, and stays readable then.")
        .sends::<Correction>(CONTENT_BYTES_MAX)
        .gives::<Bulletin>(201, MADE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_bulletin"], UNKNOWN)
        .refuses(
            409,
            &["bulletin_in_work", "bulletin_state"],
            ("已有草稿，或不是现行通报", "There is a draft already, or it is not what holds"),
        )
        .refuses_for(422, &["invalid"], BULLETIN, DOES_NOT_FIT)
}
