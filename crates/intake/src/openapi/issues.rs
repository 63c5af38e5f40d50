//! What the addresses of issues do.

use serde_json::json;
use store::{IssueRecord, NewStep};
use survey::issue::rates::IssueRate;
use survey::table::{IssueFunnelRow, IssueRateRow};
use survey::{IssueState, NewIssue, Period};

use super::faults::{BAD_REQUEST, ISSUE, ISSUE_STEP, LEDGER, LEDGER_PICTURE, NEEDING_QUERY, QUERY};
use super::operation::{Content, Operation, Parameter, Tag, Text};
use super::operations::{
    BAD_BODY, BAD_ID, BAD_QUERY, BODY_CODES, DOES_NOT_FIT, DONE, FOUND, NO_JSON, children, code,
    lang, layout, shape,
};
use crate::cursor::CURSOR_PATTERN;
use crate::figure::PERIODS_MAX;
use crate::issues::acts::{BYTES_MAX, Opened};
use crate::issues::rates::RateTable;
use crate::issues::{Issues, LIMIT_MAX, LIMIT_USUAL, OPEN};

const UNKNOWN: Text = ("没有这个问题，或不在您的范围内", "No such issue of your units");
const HANDED_ON: Text =
    ("这件问题已登记，但已转给范围外的单位", "It is there, but was handed to a unit of others");
/// What a step is refused for: see the rules of the ledger.
const REFUSED: &[&str] = &[
    "bad_text",
    "ends_before_it_begins",
    "in_the_future",
    "issue_changed",
    "issue_state",
    "no_call_back",
    "no_due_date",
    "no_measure",
    "no_reason",
    "no_reply",
    "no_tries",
    "no_triage",
    "not_later",
    "out_of_range",
    "own_work",
    "personal_data",
];

pub(super) fn operations() -> [Operation; 8] {
    let svg = ("GET", "/api/v1/issues/funnel.svg");
    let png = ("GET", "/api/v1/issues/funnel.png");
    [
        list(),
        open(),
        record(),
        step(),
        rates(),
        funnel(),
        picture(svg, "drawIssueFunnel", &["image/svg+xml"]),
        picture(png, "drawIssueFunnelPng", &["image/png"]),
    ]
}

fn rates() -> Operation {
    let periods = Parameter::query(
        "period",
        ("时期，用逗号分隔；默认本季度", "Periods, separated by commas; by default this quarter"),
        json!({
            "type": "array", "minItems": 1, "maxItems": PERIODS_MAX,
            "items": {"type": "string", "pattern": Period::PATTERN},
        }),
    );
    let unit = Parameter::query("unit", ("单位，含全部下属", "Unit, with all below it"), code());
    let summary = ("办理质效：处理率、结案率等", "Rates of the ledger");
    Operation::new(("GET", "/api/v1/issues/rates"), "readIssueRates", Tag::Issues, summary)
        .detail(
            "Of the units within reach: each rate with its numerator and denominator. Of nothing there is \
             no share. `dated` says by which day something belongs to a period; what is overdue is told \
             as of today. The query goes before `Accept`.",
        )
        .choose([periods, level(), unit, children(), category(), measure(), lang()])
        .choose(shape())
        .tabulates::<RateTable<'_, IssueRateRow>>()
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses_for(422, &["invalid", "too_many_rows"], LEDGER, DOES_NOT_FIT)
}

fn period() -> Parameter {
    Parameter::query(
        "period",
        ("时期；默认本季度", "Period; by default this quarter"),
        json!({"type": "string", "pattern": Period::PATTERN, "examples": ["2026-Q3"]}),
    )
}

fn picture(
    at: (&'static str, &'static str),
    id: &'static str,
    kind: &'static [&'static str],
) -> Operation {
    let summary = ("办理质效漏斗图", "The funnel of a rate, drawn");
    Operation::new(at, id, Tag::Issues, summary)
        .detail("The shares of the units of a level within reach against how many issues each has.")
        .choose([period(), level().required(), category(), measure().required(), lang()])
        .choose(layout())
        .answers(200, FOUND, Content::Other(kind))
        .refuses_for(400, &["bad_query"], NEEDING_QUERY, BAD_QUERY)
        .refuses_for(422, &["chart_too_large", "invalid"], LEDGER_PICTURE, DOES_NOT_FIT)
}

fn funnel() -> Operation {
    let summary = ("办理质效漏斗图数据", "The funnel of a rate: which units stand out");
    Operation::new(("GET", "/api/v1/issues/funnel"), "readIssueFunnel", Tag::Issues, summary)
        .detail(
            "The units of a level within reach, around the share of all of them together, given how many \
             issues each has. The query goes before `Accept`.",
        )
        .choose([period(), level().required(), category(), measure().required(), lang()])
        .choose(shape())
        .tabulates::<RateTable<'_, IssueFunnelRow>>()
        .refuses_for(400, &["bad_query"], NEEDING_QUERY, BAD_QUERY)
        .refuses_for(422, &["invalid", "too_many_rows"], LEDGER, DOES_NOT_FIT)
}

fn level() -> Parameter {
    Parameter::query("level", ("层级", "Level of the units"), code())
}

fn category() -> Parameter {
    let text = ("问题类别，或 overall", "Category of the issues, or `overall`");
    Parameter::query("category", text, code())
}

fn measure() -> Parameter {
    let names = IssueRate::ALL.map(IssueRate::as_str);
    Parameter::query("measure", ("哪个比率", "Which rate"), json!({"enum": names}))
}

fn one(at: (&'static str, &'static str), id: &'static str, summary: Text) -> Operation {
    let schema = json!({"type": "string", "format": "uuid"});
    let id_of_it = Parameter::path("id", ("问题编号", "Id of the issue"), schema);
    Operation::new(at, id, Tag::Issues, summary).choose([id_of_it])
}

fn open() -> Operation {
    let summary = ("登记问题", "Open an issue that came in by another channel than an answer");
    Operation::new(("POST", "/api/v1/issues"), "openIssue", Tag::Issues, summary)
        .detail("Channel and number make its id, so that the same may be sent again.")
        .sends::<NewIssue>(BYTES_MAX)
        .gives::<Opened>(201, ("已登记", "Opened"))
        .gives::<Opened>(200, ("与已登记的相同", "The same is there already"))
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses(404, &["unknown_issue"], HANDED_ON)
        .refuses(
            409,
            &["different_content"],
            ("同一渠道同一编号内容不同", "The number stands for something else of the channel"),
        )
        .refuses_for(422, &["invalid"], ISSUE, DOES_NOT_FIT)
}

fn record() -> Operation {
    let summary = ("查看问题及全部办理记录", "Read an issue with all its steps");
    one(("GET", "/api/v1/issues/{id}"), "readIssue", summary)
        .detail(
            "Never with the response or the respondent. What was said when called back is shown to \
             those who judge issues.",
        )
        .gives::<IssueRecord>(200, FOUND)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_issue"], UNKNOWN)
}

fn step() -> Operation {
    let summary = ("办理问题：登记一个步骤", "Take a step of an issue");
    one(("POST", "/api/v1/issues/{id}/events"), "stepIssue", summary)
        .detail(
            "Those with `issues:work` assign, take up, record measures, hand off, give back, submit and \
             reply; those with `issues:judge` do all the rest, and assign, hand off and reply too. \
             Nobody judges what they had a hand in. The same step may be sent again.",
        )
        .sends::<NewStep>(BYTES_MAX)
        .gives::<IssueRecord>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_issue"], UNKNOWN)
        .refuses(
            409,
            REFUSED,
            (
                "办理规则不允许，或已有新的步骤",
                "A rule of the ledger stands against it, or there are newer steps than the one seen",
            ),
        )
        .refuses_for(422, &["invalid"], ISSUE_STEP, DOES_NOT_FIT)
}

fn list() -> Operation {
    let unit = Parameter::query(
        "unit",
        ("单位，含全部下属；默认您的全部范围", "Unit, with all below it; by default all of yours"),
        code(),
    );
    let states = IssueState::ALL.map(IssueState::as_str).into_iter().chain([OPEN]);
    let state = Parameter::query(
        "state",
        (
            "只列这一状态；open 为全部未销号的；默认除撤销的以外全部",
            "Only those in a state; `open`: all that are not closed. By default all that are not withdrawn",
        ),
        json!({"enum": states.collect::<Vec<_>>()}),
    );
    let overdue = Parameter::query(
        "overdue",
        ("只列今天逾期的", "Only those that are overdue today"),
        json!({"enum": ["true", "false"]}),
    );
    let summary = ("列出问题", "List issues in the order in which they came in");
    Operation::new(("GET", "/api/v1/issues"), "listIssues", Tag::Issues, summary)
        .detail(
            "Of the units within reach, never with the response or the respondent. Descriptions are \
             respondents' own words, and may tell of persons: treat them so.",
        )
        .choose([unit, state, overdue])
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
