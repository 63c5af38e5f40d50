//! What the addresses of the year's score and of external results do.

use serde_json::{Value, json};
use store::{AnnualScore, VouchedEntry};
use survey::Period;
use survey::annual::AnnualFormula;
use survey::vouched::{EntryKind, EntryState, ExternalResult, YearEntry};

use super::faults::{
    ANNUAL_PROGRESS, ANNUAL_SCORE, BAD_REQUEST, FORECAST, FORMULA, NEEDING_QUERY, QUERY,
    YEAR_CORRECTION, YEAR_ENTRY, YEAR_WITHDRAWAL,
};
use super::operation::{Operation, Parameter, Tag, Text};
use super::operations::{
    BAD_BODY, BAD_ID, BAD_QUERY, BODY_CODES, DOES_NOT_FIT, DONE, FOUND, NO_JSON, code, lang,
};
use crate::aims::YEAR_MAX;
use crate::annual::forecast::Foretold;
use crate::annual::scores::{AnnualScores, Formulas, Wanted};
use crate::annual::tables::{AnnualTables, Candidates, ProgressTable, Sensitivities, TOP_MAX};
use crate::annual::{BYTES_MAX, Correction, Entered, Entries, Withdrawal};
use crate::issues::{LIMIT_MAX, LIMIT_USUAL};

const UNKNOWN_ENTRY: Text = ("没有这一条，或不在您的范围内", "No such entry of your units");
const UNKNOWN_SCORE: Text = ("没有这次计分", "No such score");
const NO_SCORE: Text = ("这一年还没有保存的计分", "No score of the year is kept");
const SOME_UNITS: Text = ("只对部分单位有权限", "The right holds for some units only");
const DIFFERS: Text = ("同一事项已有不同内容", "Something else stands about the same");
const NOT_YOURS: Text =
    ("状态不允许，或由本人录入", "It has not come so far, or further; or who asks entered it");

pub(super) fn operations() -> Vec<Operation> {
    vec![
        results(),
        enter_result(),
        list(),
        enter(),
        entry(),
        confirm(),
        correct(),
        withdraw(),
        formulas(),
        publish(),
        scores(),
        compute(),
        confirm_score(),
        withdraw_score(),
        result(),
        sensitivity(),
        candidates(),
        progress(),
        forecast(),
    ]
}

fn forecast() -> Operation {
    let choice = |name, text| Parameter::query(name, text, code());
    let period = Parameter::query(
        "period",
        ("模拟调查的时期", "Period of the mock rounds"),
        json!({"type": "string", "pattern": Period::PATTERN, "examples": ["2026-Q4"]}),
    );
    let survey = ("所模拟的上级调查；默认全部模拟调查", "The survey that mock rounds mirror");
    let issuer = (
        "往次结果的发布机关；默认名称或级别与所模拟调查相同的，或唯一的一个",
        "Who published the results of before; by default whose name or level is that of the survey, or \
         the only one",
    );
    let summary = ("预测上级调查结果", "What an external survey will find");
    of(("GET", "/api/v1/forecast"), "readForecast", summary)
        .detail(
            "By mock rounds, with a prediction interval of 95 %, and the confirmed results that it rests on. \
             Fewer than three of a unit tell nothing of how the surveys differ: its interval then holds \
             sampling error only.",
        )
        .choose([
            period.required(),
            choice("level", ("层级", "Level of the units")),
            choice("unit", ("单位", "Unit")),
            choice("survey", survey),
            choice("issuer", issuer),
            choice("domain", ("领域；默认 overall", "Field of the results; by default `overall`")),
            choice("questionnaire", ("问卷", "Questionnaire")),
            choice("scheme", ("计分办法", "Scoring scheme")),
            lang(),
        ])
        .gives::<Foretold>(200, FOUND)
        .refuses_for(400, &["bad_query"], NEEDING_QUERY, BAD_QUERY)
        .refuses(404, &["no_responses"], ("没有模拟调查的答卷", "There are no mock interviews"))
        .refuses_for(422, &["invalid"], FORECAST, DOES_NOT_FIT)
}

fn years() -> Value {
    json!({"type": "integer", "minimum": 1, "maximum": YEAR_MAX, "examples": [2026]})
}

fn year() -> Parameter {
    Parameter::query("year", ("年份", "Year"), years())
}

fn state() -> Parameter {
    let names = EntryState::ALL.map(EntryState::as_str);
    Parameter::query("state", ("状态", "How far it has come"), json!({"enum": names}))
}

fn id() -> Parameter {
    Parameter::path("id", ("编号", "Its id"), json!({"type": "string", "format": "uuid"}))
}

/// Which part of a long list.
fn page() -> [Parameter; 2] {
    let after = Parameter::query(
        "after",
        ("从哪里接着读，取自上次的 next", "Where to go on: `next` of the answer before"),
        json!({"type": "string", "format": "uuid"}),
    );
    let limit = Parameter::query(
        "limit",
        ("至多几条", "How many at most"),
        json!({"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_USUAL}),
    );
    [after, limit]
}

fn of(at: (&'static str, &'static str), name: &'static str, summary: Text) -> Operation {
    Operation::new(at, name, Tag::Annual, summary)
}

fn results() -> Operation {
    let summary = ("列出上级调查结果", "List results of surveys that others made");
    of(("GET", "/api/v1/external-results"), "listExternalResults", summary)
        .choose([year(), state()])
        .choose(page())
        .gives::<Entries>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn enter_result() -> Operation {
    let summary = ("录入上级调查结果", "Enter a result of a survey that others made");
    of(("POST", "/api/v1/external-results"), "enterExternalResult", summary)
        .detail("It counts when somebody else confirmed it. Issuer, period, unit and domain tell it from others.")
        .sends::<ExternalResult>(BYTES_MAX)
        .gives::<Entered>(201, ("已录入，待他人确认", "Entered; somebody else confirms it"))
        .gives::<Entered>(200, ("与已录入的相同", "The same is there already"))
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses(409, &["entry_differs"], DIFFERS)
        .refuses_for(422, &["invalid"], YEAR_ENTRY, DOES_NOT_FIT)
}

fn list() -> Operation {
    let kinds = EntryKind::ALL.map(EntryKind::as_str);
    let kind = Parameter::query("kind", ("种类", "Kind"), json!({"enum": kinds}));
    of(("GET", "/api/v1/annual/entries"), "listYearEntries", ("列出年度录入事项", "List entries"))
        .choose([kind, year(), state()])
        .choose(page())
        .gives::<Entries>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn enter() -> Operation {
    let summary = ("录入数值、加扣分或责任书", "Enter a value, an item or a letter");
    of(("POST", "/api/v1/annual/entries"), "enterYearEntry", summary)
        .detail("It counts when somebody else confirmed it.")
        .sends::<YearEntry>(BYTES_MAX)
        .gives::<Entered>(201, ("已录入，待他人确认", "Entered; somebody else confirms it"))
        .gives::<Entered>(200, ("与已录入的相同", "The same is there already"))
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses(409, &["entry_differs"], DIFFERS)
        .refuses_for(422, &["invalid"], YEAR_ENTRY, DOES_NOT_FIT)
}

fn entry() -> Operation {
    let at = ("GET", "/api/v1/annual/entries/{id}");
    of(at, "readYearEntry", ("查看一条", "Read an entry"))
        .choose([id()])
        .gives::<VouchedEntry>(200, FOUND)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_entry"], UNKNOWN_ENTRY)
}

fn confirm() -> Operation {
    let at = ("POST", "/api/v1/annual/entries/{id}/confirmation");
    of(at, "confirmYearEntry", ("确认他人录入的一条", "Confirm an entry of somebody else"))
        .detail("From then on it counts, in place of the version before, and never changes.")
        .choose([id()])
        .gives::<VouchedEntry>(200, DONE)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_entry"], UNKNOWN_ENTRY)
        .refuses(409, &["entry_state", "own_entry"], NOT_YOURS)
}

fn correct() -> Operation {
    let at = ("POST", "/api/v1/annual/entries/{id}/corrections");
    of(at, "correctYearEntry", ("更正已确认的一条", "Enter the next version of what is confirmed"))
        .detail("What is confirmed counts until somebody else confirmed the next version.")
        .choose([id()])
        .sends::<Correction>(BYTES_MAX)
        .gives::<VouchedEntry>(201, ("已录入，待他人确认", "Entered; somebody else confirms it"))
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_entry"], UNKNOWN_ENTRY)
        .refuses(409, &["entry_in_work", "entry_state"], NOT_YOURS)
        .refuses_for(422, &["invalid"], YEAR_CORRECTION, DOES_NOT_FIT)
}

fn withdraw() -> Operation {
    let at = ("POST", "/api/v1/annual/entries/{id}/withdrawal");
    of(at, "withdrawYearEntry", ("撤回未确认的一条", "Give up an entry that is not confirmed"))
        .choose([id()])
        .sends::<Withdrawal>(BYTES_MAX)
        .gives::<VouchedEntry>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_entry"], UNKNOWN_ENTRY)
        .refuses(409, &["entry_state"], NOT_YOURS)
        .refuses_for(422, &["invalid"], YEAR_WITHDRAWAL, DOES_NOT_FIT)
}

fn formulas() -> Operation {
    let at = ("GET", "/api/v1/annual/formulas");
    of(at, "listFormulas", ("列出计分公式", "List the formulas of the year's score"))
        .gives::<Formulas>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn publish() -> Operation {
    let at = ("POST", "/api/v1/annual/formulas");
    of(at, "publishFormula", ("发布计分公式", "Publish a version of a formula"))
        .detail("A version never changes. For those with `survey:manage` everywhere.")
        .sends::<AnnualFormula>(BYTES_MAX)
        .gives::<AnnualFormula>(201, ("已发布", "Published"))
        .gives::<AnnualFormula>(200, ("与已发布的相同", "The same is published already"))
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses(403, &["not_allowed"], SOME_UNITS)
        .refuses(409, &["already_published"], DIFFERS)
        .refuses_for(422, &["invalid"], FORMULA, DOES_NOT_FIT)
}

fn scores() -> Operation {
    let at = ("GET", "/api/v1/annual/scores");
    of(at, "listAnnualScores", ("列出保存的年度计分", "List the scores of a year that are kept"))
        .choose([year().required()])
        .gives::<AnnualScores>(200, FOUND)
        .refuses_for(400, &["bad_query"], NEEDING_QUERY, BAD_QUERY)
}

fn compute() -> Operation {
    let at = ("POST", "/api/v1/annual/scores");
    of(at, "computeAnnualScore", ("计算并保存年度计分", "Compute the score of a year and keep it"))
        .detail(
            "It holds when somebody else confirmed it. For those with `annual:enter` everywhere.",
        )
        .sends::<Wanted>(BYTES_MAX)
        .gives::<AnnualScore>(201, ("已保存，待他人确认", "Kept; somebody else confirms it"))
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses(403, &["not_allowed"], SOME_UNITS)
        .refuses(404, &["no_responses"], ("还没有答卷", "There are no responses yet"))
        .refuses(409, &["score_in_work"], ("另有计分待确认", "Another score of the year waits"))
        .refuses_for(422, &["invalid"], ANNUAL_SCORE, DOES_NOT_FIT)
}

fn confirm_score() -> Operation {
    let at = ("POST", "/api/v1/annual/scores/{id}/confirmation");
    of(
        at,
        "confirmAnnualScore",
        ("确认他人的年度计分", "Confirm a score that somebody else computed"),
    )
    .choose([id()])
    .gives::<AnnualScore>(200, DONE)
    .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
    .refuses(403, &["not_allowed"], SOME_UNITS)
    .refuses(404, &["unknown_score"], UNKNOWN_SCORE)
    .refuses(409, &["entry_state", "own_entry"], NOT_YOURS)
}

fn withdraw_score() -> Operation {
    let at = ("POST", "/api/v1/annual/scores/{id}/withdrawal");
    of(at, "withdrawAnnualScore", ("撤回未确认的计分", "Give up a score that is not confirmed"))
        .choose([id()])
        .sends::<Withdrawal>(BYTES_MAX)
        .gives::<AnnualScore>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(403, &["not_allowed"], SOME_UNITS)
        .refuses(404, &["unknown_score"], UNKNOWN_SCORE)
        .refuses(409, &["entry_state"], NOT_YOURS)
        .refuses_for(422, &["invalid"], YEAR_WITHDRAWAL, DOES_NOT_FIT)
}

/// What all tables of a score can be asked for, and are refused for.
fn table(at: (&'static str, &'static str), name: &'static str, summary: Text) -> Operation {
    let formula = Parameter::query(
        "formula",
        (
            "按此公式即时试算；默认看保存的计分",
            "Compute by this formula as of now; by default the score that is kept",
        ),
        code(),
    );
    of(at, name, summary)
        .choose([year().required(), formula, lang()])
        .refuses_for(400, &["bad_query"], NEEDING_QUERY, BAD_QUERY)
        .refuses(404, &["no_responses", "no_score"], NO_SCORE)
        .refuses_for(422, &["invalid"], ANNUAL_SCORE, DOES_NOT_FIT)
}

fn result() -> Operation {
    let summary = ("年底汇总计分与名次", "Totals, ranks and parts of the year's score");
    table(("GET", "/api/v1/annual/result"), "readAnnualResult", summary)
        .detail("Ranked among all units of the level; those within reach are shown.")
        .gives::<AnnualTables>(200, FOUND)
}

fn sensitivity() -> Operation {
    let summary = ("权重敏感性", "The ranks that change when a weight moves by a tenth");
    table(("GET", "/api/v1/annual/sensitivity"), "readAnnualSensitivity", summary)
        .gives::<Sensitivities>(200, FOUND)
}

fn candidates() -> Operation {
    let top = Parameter::query(
        "top",
        ("每个层级前几名", "How many first of each level"),
        json!({"type": "integer", "minimum": 1, "maximum": TOP_MAX}),
    );
    let summary = ("推荐名单", "The list of candidates, which is no award");
    table(("GET", "/api/v1/annual/candidates"), "readCandidates", summary)
        .choose([top.required()])
        .gives::<Candidates>(200, FOUND)
}

fn progress() -> Operation {
    let level = Parameter::query("level", ("层级", "Level of the units"), code());
    let questionnaire = Parameter::query("questionnaire", ("问卷", "Questionnaire"), code());
    let summary = ("目标进度", "How far units are from their aims");
    of(("GET", "/api/v1/annual/progress"), "readProgress", summary)
        .detail("The index of the year so far with its interval, and beside it what those above published.")
        .choose([year().required(), level, questionnaire, lang()])
        .gives::<ProgressTable>(200, FOUND)
        .refuses_for(400, &["bad_query"], NEEDING_QUERY, BAD_QUERY)
        .refuses(404, &["no_responses"], ("还没有答卷", "There are no responses yet"))
        .refuses_for(422, &["invalid"], ANNUAL_PROGRESS, DOES_NOT_FIT)
}
