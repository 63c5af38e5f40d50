//! What the addresses of common issues and of evidence do.

use serde_json::json;
use store::{CommonRecord, NewCommonStep};
use survey::common::ClusterRules;
use survey::evidence::{BYTES_MAX as FILE_BYTES_MAX, EvidenceKind};
use survey::{CommonState, NewCommonIssue, Period};

use super::faults::{BAD_REQUEST, COMMON_ISSUE, COMMON_ISSUE_STEP, NEEDING_QUERY, QUERY, SEARCH};
use super::issues::page;
use super::operation::{Content, Operation, Parameter, Tag, Text};
use super::operations::{
    BAD_BODY, BAD_ID, BAD_QUERY, BODY_CODES, DOES_NOT_FIT, DONE, FOUND, NO_JSON, code,
};
use crate::common::{BYTES_MAX, CommonIssueMade, CommonIssues, IssueGroups};
use crate::issues::evidence::{Files, Kept};

const UNKNOWN: Text =
    ("没有这项共性问题，或不在您的范围内", "No such common issue of your units, or sent to one");
const UNKNOWN_ISSUE: Text = ("没有这个问题，或不在您的范围内", "No such issue of your units");
/// What a step is refused for: see the rules of common issues.
const REFUSED: &[&str] = &[
    "bad_days",
    "bad_places",
    "bad_text",
    "common_issue_changed",
    "common_state",
    "no_due_date",
    "no_reason",
    "no_task",
    "no_units",
    "nothing_found",
    "sent_already",
    "task_state",
    "unanswered",
];
/// Why a file is not taken.
const FILE_REFUSED: &[&str] = &[
    "evidence_broken",
    "evidence_empty",
    "evidence_kind",
    "evidence_name",
    "evidence_too_large",
    "too_much_evidence",
];
const MEDIA: [&str; 5] = [
    "image/jpeg",
    "image/png",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];

pub(super) fn operations() -> [Operation; 8] {
    [list(), groups(), make(), record(), step(), send_file(), files(), file()]
}

fn id(what: Text) -> Parameter {
    Parameter::path("id", what, json!({"type": "string", "format": "uuid"}))
}

fn one(at: (&'static str, &'static str), name: &'static str, summary: Text) -> Operation {
    let id = id(("共性问题编号", "Id of the common issue"));
    Operation::new(at, name, Tag::Issues, summary).choose([id])
}

fn list() -> Operation {
    let states = CommonState::ALL.map(CommonState::as_str);
    let state = Parameter::query(
        "state",
        ("只列这一状态", "Only those in a state"),
        json!({"enum": states}),
    );
    let summary = ("列出共性问题", "List common issues in the order in which they were made");
    Operation::new(("GET", "/api/v1/common-issues"), "listCommonIssues", Tag::Issues, summary)
        .detail("Those that lie within reach or were sent there, with how far the tasks of the units within \
                 reach have come.")
        .choose([state])
        .choose(page())
        .gives::<CommonIssues>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn groups() -> Operation {
    let usual = ClusterRules::default();
    let period = Parameter::query(
        "period",
        ("问题登记的时期；默认本季度", "When the issues came to light; by default this quarter"),
        json!({"type": "string", "pattern": Period::PATTERN, "examples": ["2026-Q3"]}),
    );
    let unit = Parameter::query("unit", ("单位，含全部下属", "Unit, with all below it"), code());
    let similarity = Parameter::query(
        "similarity",
        (
            "描述相似度下限（百分比）：两段描述相邻两字组合的余弦相似度",
            "Descriptions are alike from so many percent on: the cosine between their pairs of letters",
        ),
        json!({"type": "integer", "minimum": 1, "maximum": 100, "default": usual.similarity}),
    );
    let issues = Parameter::query(
        "least_issues",
        ("每组至少几件", "Issues of a group, at least"),
        json!({"type": "integer", "minimum": 2, "maximum": u32::MAX, "default": usual.least_issues}),
    );
    let units = Parameter::query(
        "least_units",
        ("每组至少几个单位", "Units of a group, at least"),
        json!({"type": "integer", "minimum": 1, "maximum": u32::MAX, "default": usual.least_units}),
    );
    let summary = ("提出相似问题分组", "Propose groups of issues that are alike");
    let at = ("GET", "/api/v1/common-issues/groups");
    Operation::new(at, "proposeIssueGroups", Tag::Issues, summary)
        .detail(
            "Of one category and reason or question, and described alike, or without words. Each says what \
             its issues share. No issue is in two, and none on which an open common issue rests. Proposals: \
             a person makes a common issue of one.",
        )
        .choose([period, unit, similarity, issues, units])
        .gives::<IssueGroups>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses_for(422, &["invalid"], SEARCH, DOES_NOT_FIT)
}

fn make() -> Operation {
    let summary = ("由若干问题形成共性问题", "Make a common issue of several");
    Operation::new(("POST", "/api/v1/common-issues"), "makeCommonIssue", Tag::Issues, summary)
        .detail("Its content makes its id, so that the same may be sent again.")
        .sends::<NewCommonIssue>(BYTES_MAX)
        .gives::<CommonIssueMade>(201, ("已形成", "Made"))
        .gives::<CommonIssueMade>(200, ("与已有的相同", "The same is there already"))
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses_for(422, &["invalid"], COMMON_ISSUE, DOES_NOT_FIT)
}

fn record() -> Operation {
    let summary = ("查看共性问题及自查任务", "Read a common issue with its tasks");
    one(("GET", "/api/v1/common-issues/{id}"), "readCommonIssue", summary)
        .detail(
            "Whole for whoever reads all of its unit; else with the tasks of the units within reach, and \
             without what others answered or the issues that it rests on.",
        )
        .gives::<CommonRecord>(200, FOUND)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_common_issue"], UNKNOWN)
}

fn step() -> Operation {
    let summary = ("办理共性问题：下发、答复、退回、办结", "Send, answer, return or close");
    one(("POST", "/api/v1/common-issues/{id}/events"), "stepCommonIssue", summary)
        .detail(
            "Those with `issues:work` answer for their unit, once and signed; `not_found` is an answer. \
             Those with `issues:judge` for the unit of the common issue send it, return answers and close \
             it. `after` is the newest step about the unit's task, or else of all. The same step may be sent \
             again.",
        )
        .sends::<NewCommonStep>(BYTES_MAX)
        .gives::<CommonRecord>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_common_issue"], UNKNOWN)
        .refuses(
            409,
            REFUSED,
            (
                "办理规则不允许，或已有新的步骤",
                "A rule stands against it, or there are newer steps than the one seen",
            ),
        )
        .refuses_for(422, &["invalid"], COMMON_ISSUE_STEP, DOES_NOT_FIT)
}

fn of_issue(at: (&'static str, &'static str), name: &'static str, summary: Text) -> Operation {
    let id = id(("问题编号", "Id of the issue"));
    Operation::new(at, name, Tag::Issues, summary).choose([id])
}

fn send_file() -> Operation {
    let name = Parameter::query(
        "name",
        ("文件名", "What the file is called"),
        json!({"type": "string", "minLength": 1, "examples": ["整改前后.jpg"]}),
    );
    let summary = ("上传佐证材料", "Send a file that shows what was done about an issue");
    of_issue(("POST", "/api/v1/issues/{id}/evidence"), "sendEvidence", summary)
        .detail(
            "Before the step that names its id. JPEG, PNG, PDF, DOCX or XLSX, by its content. Pictures \
             lose what they tell besides, such as where they were taken. The same content again is there \
             already. What no step names is deleted after 30 days.",
        )
        .choose([name.required()])
        .sends_bytes("application/octet-stream", FILE_BYTES_MAX)
        .gives::<Kept>(201, ("新收到，已存盘", "New: it is on the disk"))
        .gives::<Kept>(200, ("与已存的相同", "The same is stored already"))
        .refuses_for(
            400,
            &["bad_id", "bad_query", "body_broken_off"],
            NEEDING_QUERY,
            ("编号不是 UUID，或未写文件名", "The id is no UUID, or the file has no name"),
        )
        .refuses(404, &["unknown_issue"], UNKNOWN_ISSUE)
        .refuses(415, &["compressed"], ("请勿压缩传输", "The body is compressed once more"))
        .refuses(
            422,
            FILE_REFUSED,
            ("文件类型、大小或数量不符", "The file is none that is taken, or there are too many"),
        )
}

fn files() -> Operation {
    let summary = ("列出佐证材料", "List the evidence of an issue");
    of_issue(("GET", "/api/v1/issues/{id}/evidence"), "listEvidence", summary)
        .detail("What the steps name that you may see, and what you sent yourself.")
        .gives::<Files>(200, FOUND)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_issue"], UNKNOWN_ISSUE)
}

fn file() -> Operation {
    debug_assert_eq!(MEDIA, EvidenceKind::ALL.map(EvidenceKind::media_type));
    let evidence = Parameter::path(
        "evidence",
        ("材料编号", "Id of the file"),
        json!({"type": "string", "format": "uuid"}),
    );
    let summary = ("下载佐证材料", "Download a file");
    of_issue(("GET", "/api/v1/issues/{id}/evidence/{evidence}"), "readEvidence", summary)
        .choose([evidence])
        .answers(200, FOUND, Content::Other(&MEDIA))
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(
            404,
            &["unknown_evidence", "unknown_issue"],
            (
                "没有这个问题或材料，或不在您的范围内",
                "No such issue of your units, or no such file",
            ),
        )
}
