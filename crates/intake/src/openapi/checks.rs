//! What the addresses of verification do.

use serde_json::json;
use survey::verification::CheckReport;

use super::faults::{BAD_REQUEST, BODY, CHECK, CHECK_PLAN, NEEDING_QUERY, QUERY, REASON, SIGNALS};
use super::operation::{Operation, Parameter, Tag, Text};
use super::operations::{
    BAD_BODY, BAD_QUERY, BODY_CODES, DOES_NOT_FIT, DONE, FOUND, NO_JSON, code, lang, shape,
};
use crate::checks::{
    AgreementTable, BYTES_MAX, Checks, Excluded, ExclusionBody, ExclusionList, GivenBack, Nothing,
    Plan, PlanBody, Plans, RecordedBody, Released, SignalTable, Taken,
};

/// Codes of a body without an id in its address.
const PLAIN_BODY: &[&str] = &["bad_query", "body_broken_off", "malformed_json"];
/// Who may check, and who may not.
const NOT_THEIRS: Text = (
    "核查必须由异地、且看不到首次答案的人进行",
    "Somebody from elsewhere, who knows nothing of the answers, checks",
);
const UNKNOWN: Text = ("没有这次核查", "No such check");

pub(super) fn operations() -> [Operation; 9] {
    [next(), release(), record(), draw(), plans(), list(), exclude(), exclusions(), agreement()]
}

/// Signals stand by themselves.
pub(super) fn signals() -> Operation {
    let level = Parameter::query(
        "level",
        ("按某一层级的单位，而不按调查员", "Of the units of a level, instead of surveyors"),
        code(),
    );
    let scheme =
        Parameter::query("scheme", ("计分办法", "Scoring scheme"), json!({"type": "string"}));
    let questionnaire = Parameter::query("questionnaire", ("问卷", "Questionnaire"), code());
    let kind = Parameter::query(
        "kind",
        ("正式或模拟轮次", "Official or mock rounds"),
        json!({"enum": ["official", "mock"], "default": "official"}),
    );
    let summary = ("现场信号", "Signals of fieldwork: what asks for a second look");
    Operation::new(("GET", "/api/v1/signals"), "readSignals", Tag::Fieldwork, summary)
        .detail(
            "Of the surveyors within reach for those with `checks:judge`, of oneself for all others. A \
             signal proves nothing; each comes with its limit and an explanation. Sorted by code, never by \
             a figure.",
        )
        .choose([period(), level, questionnaire, kind, scheme, lang()])
        .choose(shape())
        .tabulates::<SignalTable>()
        .refuses(404, &["no_responses"], ("还没有答卷", "There are no responses yet"))
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses_for(422, &["invalid", "too_many_rows"], SIGNALS, DOES_NOT_FIT)
}

fn check(at: (&'static str, &'static str), id: &'static str, summary: Text) -> Operation {
    let schema = json!({"type": "string", "format": "uuid"});
    let id_of_it = Parameter::path("id", ("核查编号", "Id of the check"), schema);
    Operation::new(at, id, Tag::Fieldwork, summary).choose([id_of_it])
}

fn next() -> Operation {
    let summary = ("领取下一份待核查访问", "Take an interview to check");
    Operation::new(("POST", "/api/v1/checks/next"), "takeCheck", Tag::Fieldwork, summary)
        .detail(
            "Nobody else gets it for a while, and asking again gives the same. The body is an empty object. \
             Neither what was answered first nor who asked is told; that name and number were read is put \
             on record.",
        )
        .sends::<Nothing>(BYTES_MAX)
        .gives::<Taken>(200, FOUND)
        .refuses_for(400, PLAIN_BODY, BAD_REQUEST, NO_JSON)
        .refuses(409, &["own_interview", "same_place", "sees_answers"], NOT_THEIRS)
        .refuses_for(422, &["invalid"], BODY, DOES_NOT_FIT)
}

fn release() -> Operation {
    let summary = ("退回一份待核查访问", "Give a check back untried");
    Operation::new(("POST", "/api/v1/checks/release"), "releaseCheck", Tag::Fieldwork, summary)
        .sends::<GivenBack>(BYTES_MAX)
        .gives::<Released>(200, DONE)
        .refuses_for(400, PLAIN_BODY, BAD_REQUEST, NO_JSON)
        .refuses(409, &["check_not_held"], ("这份核查不在您手上", "You do not hold this check"))
        .refuses_for(422, &["invalid"], BODY, DOES_NOT_FIT)
}

fn record() -> Operation {
    let summary = ("登记核查结果", "Say what a check found");
    check(("PUT", "/api/v1/checks/{id}"), "recordCheck", summary)
        .sends::<CheckReport>(BYTES_MAX)
        .gives::<RecordedBody>(201, ("已存盘", "It is on the disk"))
        .gives::<RecordedBody>(200, ("与已存的相同", "The same is stored already"))
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_check", "unknown_response"], UNKNOWN)
        .refuses(
            409,
            &["check_done", "check_not_held", "own_interview", "same_place", "sees_answers"],
            ("不在您手上，或已有结果", "You do not hold it, or may not, or it is over"),
        )
        .refuses_for(422, &["invalid"], CHECK, DOES_NOT_FIT)
}

fn draw() -> Operation {
    let summary = ("抽取核查样本", "Draw interviews to be checked, by a stored seed");
    Operation::new(("POST", "/api/v1/checks/plans"), "drawChecks", Tag::Fieldwork, summary)
        .detail("Of each surveyor so many visits and calls whose respondent can be found again.")
        .sends::<Plan>(BYTES_MAX)
        .gives::<PlanBody>(201, DONE)
        .refuses_for(400, PLAIN_BODY, BAD_REQUEST, NO_JSON)
        .refuses(
            409,
            &["nothing_to_check", "unknown_questionnaire"],
            (
                "没有可核查的访问，或没有这份问卷",
                "Nothing can be checked, or there is no such questionnaire",
            ),
        )
        .refuses_for(422, &["invalid"], CHECK_PLAN, DOES_NOT_FIT)
}

fn plans() -> Operation {
    let summary = ("列出核查方案", "List what was drawn");
    Operation::new(("GET", "/api/v1/checks/plans"), "listCheckPlans", Tag::Fieldwork, summary)
        .gives::<Plans>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn list() -> Operation {
    let schema = json!({"type": "string", "format": "uuid"});
    let plan = Parameter::query("plan", ("核查方案编号", "Id of the plan"), schema).required();
    let summary = ("列出核查进度", "List the checks of a plan, and how far they are");
    Operation::new(("GET", "/api/v1/checks"), "listChecks", Tag::Fieldwork, summary)
        .choose([plan])
        .gives::<Checks>(200, FOUND)
        .refuses_for(400, &["bad_query"], NEEDING_QUERY, BAD_QUERY)
}

fn exclude() -> Operation {
    let summary =
        ("依规则剔除或恢复一份访问", "Leave an interview out by rule, or take it in again");
    check(("POST", "/api/v1/checks/{id}/exclusion"), "excludeInterview", summary)
        .detail("Nothing is deleted: there are two scores from then on, with and without it.")
        .sends::<ExclusionBody>(BYTES_MAX)
        .gives::<Excluded>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_check"], UNKNOWN)
        .refuses(
            409,
            &["own_exclusion", "rule_not_met", "unknown_rule"],
            (
                "核查结果不符合规则，没有这条规则，或访问、核查是本人做的",
                "The check did not find what the rule asks for, there is no such rule, or it is one's own",
            ),
        )
        .refuses_for(422, &["invalid"], REASON, DOES_NOT_FIT)
}

fn exclusions() -> Operation {
    let summary = ("列出被剔除的访问", "List what is left out, by which rule, by whom and why");
    Operation::new(("GET", "/api/v1/checks/exclusions"), "listExclusions", Tag::Fieldwork, summary)
        .gives::<ExclusionList>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn agreement() -> Operation {
    let summary = ("核查一致率", "How far first and second answers agree");
    Operation::new(("GET", "/api/v1/checks/agreement"), "readAgreement", Tag::Fieldwork, summary)
        .detail(
            "Of the surveyors within reach for those with `checks:judge`, of oneself for all others. Shares \
             and Cohen's kappa with their intervals; withheld where few were reached. Sorted by account, \
             never by a figure.",
        )
        .choose([period(), lang()])
        .choose(shape())
        .tabulates::<AgreementTable>()
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn period() -> Parameter {
    Parameter::query(
        "period",
        ("时期", "When the interviews were held"),
        json!({"type": "string", "pattern": survey::Period::PATTERN, "examples": ["2026-Q3"]}),
    )
}
