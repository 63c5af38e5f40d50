//! What each address of the API does. A test fails when one of the table of addresses is missing here,
//! or the other way round.

use figures::ChartKind;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};
use survey::table::{IndexRow, RankingRow};
use survey::{Code, Mode, Period, Questionnaire, Response, Weights};

use super::faults::{BAD_REQUEST, BODY, CUT, INDEX_CUT, PICTURE, QUERY, REASON, RESPONSE};
use super::operation::{Content, Operation, Parameter, Tag, Text};
use crate::batch::{self, BATCH_BYTES_MAX, ResultsBody};
use crate::corrections::{Corrected, Correction, Versions, Withdrawal, Withdrawn};
use crate::figure::{PERIODS_MAX, SCALE_MAX, SCALE_USUAL, Table, WEIGHTS};
use crate::lists::{Questionnaires, Rounds, Schemes, Units};
use crate::quarantine::{List, Settled, Settlement};
use crate::responses::{ReceiptBody, SINGLE_BYTES_MAX, StoredBody};
use crate::{audit, devices, health, me};

pub(super) const BAD_ID: Text =
    ("编号不是 UUID，或参数不能识别", "The id is no UUID, or a parameter is unknown");
pub(super) const BAD_QUERY: Text = ("参数不能识别", "A parameter is unknown or can't be read");
pub(super) const NO_JSON: Text = ("请求体不是 JSON", "The body is no JSON");
pub(super) const BAD_BODY: Text =
    ("编号不是 UUID，或请求体不是 JSON", "The id is no UUID, or the body is no JSON");
pub(super) const DOES_NOT_FIT: Text =
    ("与系统里的数据不符", "It can be read, and does not fit what is stored");
const UNKNOWN: Text = ("没有这份答卷，或不在您的范围内", "No such response within your units");
pub(super) const NOTHING_CODES: &[&str] = &["no_responses", "nothing_published"];
pub(super) const NOTHING: Text = (
    "还没有答卷，或本单位的结果还没有发布",
    "There are no responses yet, or nothing that you may see is published",
);
pub(super) const FOUND: Text = ("结果", "What was asked for");
pub(super) const DONE: Text = ("已办理", "Done");
pub(super) const BODY_CODES: &[&str] =
    &["bad_id", "bad_query", "body_broken_off", "malformed_json"];

/// All of them.
pub(super) fn operations() -> Vec<Operation> {
    let mut all = vec![send(), batch(), read(), correct(), withdraw(), versions()];
    all.extend(super::photos::operations());
    all.extend([waiting(), settle()]);
    all.extend(super::fieldwork::operations());
    all.extend(super::checks::operations());
    all.push(super::checks::signals());
    all.extend(super::issues::operations());
    all.extend(super::orders::operations());
    all.extend(super::common::operations());
    all.extend([indices(), rankings(), chart()]);
    all.extend(super::bulletins::operations());
    all.extend(super::analysis::operations());
    all.extend(super::views::operations());
    all.extend([units(), questionnaires(), questionnaire(), rounds(), schemes()]);
    all.extend(super::aims::operations());
    all.extend(super::seals::operations());
    all.extend(super::annual::operations());
    all.extend(super::publicity::operations());
    all.extend([me(), sign_in_device(), audit(), health(), metrics(), document()]);
    all
}

fn send() -> Operation {
    let summary = ("发送一份答卷", "Send a response");
    Operation::new(("PUT", "/api/v1/responses/{id}"), "sendResponse", Tag::Responses, summary)
        .detail(
            "The device makes the id when the interview begins, so that the same may be sent again. \
             A receipt means that it is on the disk.",
        )
        .choose([id()])
        .sends::<Response>(SINGLE_BYTES_MAX)
        .gives::<ReceiptBody>(201, ("新收到，已存盘", "New: it is on the disk"))
        .gives::<ReceiptBody>(200, ("与已存的相同", "The same is stored already"))
        .gives::<ReceiptBody>(
            202,
            (
                "问卷版本尚未发布，或样本已有另一份完整答卷，先保管",
                "Asked by a form that is not published here, or a second complete interview of a case; held",
            ),
        )
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(
            409,
            &["different_content", "withdrawn"],
            (
                "同一编号内容不同（已隔离待处理），或已撤回",
                "Other content under a known id, which is kept in quarantine; or withdrawn",
            ),
        )
        .refuses_for(422, &["invalid"], RESPONSE, ("答卷有误", "The response breaks rules"))
}

fn batch() -> Operation {
    let summary = ("发送一批答卷", "Send many responses");
    Operation::new(("POST", "/api/v1/responses:batch"), "sendResponses", Tag::Responses, summary)
        .detail("Each item is judged by itself, as if it had been sent alone.")
        .sends_as(batch::schema, BATCH_BYTES_MAX)
        .gives::<ResultsBody>(200, ("全部收下", "All were taken"))
        .gives::<ResultsBody>(207, ("有未收下的", "One or more were not taken"))
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses(
            413,
            &["batch_too_long", "body_too_large"],
            ("超过份数或长度上限", "Too many items, or too long"),
        )
        .refuses_for(422, &["invalid"], BODY, ("不是一批答卷", "The body is no batch"))
}

fn read() -> Operation {
    let summary = ("查看一份答卷", "Read a response");
    Operation::new(("GET", "/api/v1/responses/{id}"), "readResponse", Tag::Responses, summary)
        .detail("Without the respondent's number. It is put on record that it was read.")
        .choose([id()])
        .gives::<StoredBody>(200, FOUND)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_response"], UNKNOWN)
}

fn correct() -> Operation {
    let at = ("POST", "/api/v1/responses/{id}/corrections");
    Operation::new(at, "correctResponse", Tag::Responses, ("更正一份答卷", "Correct a response"))
        .detail("What it was is kept, with who replaced it and why.")
        .choose([id()])
        .sends::<Correction>(SINGLE_BYTES_MAX)
        .gives::<Corrected>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_response"], UNKNOWN)
        .refuses(
            409,
            &["superseded"],
            ("看到的版本已被更正", "Another version is stored than was seen"),
        )
        .refuses_for(
            422,
            &["invalid"],
            RESPONSE,
            ("答卷或依据有误", "Response or reason break rules"),
        )
}

fn withdraw() -> Operation {
    let at = ("POST", "/api/v1/responses/{id}/withdrawal");
    Operation::new(at, "withdrawResponse", Tag::Responses, ("撤回一份答卷", "Withdraw a response"))
        .detail("Nothing of its content is left, and sending it again is refused.")
        .choose([id()])
        .sends::<Withdrawal>(SINGLE_BYTES_MAX)
        .gives::<Withdrawn>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_response"], UNKNOWN)
        .refuses_for(422, &["invalid"], REASON, ("依据有误", "The reason breaks rules"))
}

fn versions() -> Operation {
    let at = ("GET", "/api/v1/responses/{id}/versions");
    let summary = ("查看更正前的内容", "See what a response was");
    Operation::new(at, "readVersions", Tag::Responses, summary)
        .detail("Without the respondent's number. It is put on record that it was read.")
        .choose([id()])
        .gives::<Versions>(200, FOUND)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_response"], UNKNOWN)
}

fn waiting() -> Operation {
    let summary = ("列出待处理的答卷", "List what waits for a decision");
    Operation::new(("GET", "/api/v1/quarantine"), "listQuarantine", Tag::Quarantine, summary)
        .detail("Oldest first, within your units.")
        .gives::<List>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn settle() -> Operation {
    let at = ("POST", "/api/v1/quarantine/{id}/{digest}");
    let summary = ("处理一份待处理的答卷", "Decide about one that waits");
    let digest = Parameter::path(
        "digest",
        ("待处理答卷的摘要", "Digest of what waits"),
        json!({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
    );
    Operation::new(at, "settleQuarantine", Tag::Quarantine, summary)
        .choose([id(), digest])
        .sends::<Settlement>(SINGLE_BYTES_MAX)
        .gives::<Settled>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(
            404,
            &["not_in_quarantine"],
            ("没有等待处理的这份答卷", "Nothing waits under this digest"),
        )
        .refuses(
            409,
            &["already_settled", "superseded"],
            (
                "已有人处理，或已计入的答卷有变",
                "Somebody has decided, or the stored one has changed",
            ),
        )
        .refuses_for(
            422,
            &["invalid"],
            RESPONSE,
            ("依据或答卷有误", "Reason or response break rules"),
        )
}

fn indices() -> Operation {
    let cut = cut().into_iter().filter(|parameter| parameter.name != "period");
    let summary = ("满意度得分表", "The index table");
    Operation::new(("GET", "/api/v1/indices"), "readIndices", Tag::Figures, summary)
        .detail("Unit × period × category; give a level or a unit, not both. The query goes before `Accept`.")
        .choose(cut)
        .choose([periods(), by(), children(), weights()])
        .choose(shape())
        .while_unchanged()
        .tabulates::<Table<'_, IndexRow>>()
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses(404, NOTHING_CODES, NOTHING)
        .refuses_for(422, &["invalid", "too_many_rows"], INDEX_CUT, DOES_NOT_FIT)
}

fn rankings() -> Operation {
    let top = Parameter::query(
        "top",
        ("进入前几名的概率", "The chance of being among so many best"),
        json!({"type": "integer", "minimum": 1, "maximum": u32::MAX}),
    );
    let cut = cut().into_iter().filter(|parameter| parameter.name != "unit");
    let summary = ("排名表", "The ranking table");
    Operation::new(("GET", "/api/v1/rankings"), "readRankings", Tag::Figures, summary)
        .detail(
            "The units of a level, with how sure their ranks are. The query goes before `Accept`.",
        )
        .choose(cut)
        .choose([top, target(), weights()])
        .choose(shape())
        .while_unchanged()
        .tabulates::<Table<'_, RankingRow>>()
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses(404, NOTHING_CODES, NOTHING)
        .refuses_for(422, &["invalid", "too_many_rows"], CUT, DOES_NOT_FIT)
}

/// How a picture is laid out.
pub(super) fn layout() -> [Parameter; 2] {
    [
        Parameter::query(
            "width",
            ("版面", "For a page or a phone"),
            json!({"enum": ["page", "phone"], "default": "page"}),
        ),
        Parameter::query(
            "scale",
            ("PNG 的放大倍数", "Scale of a PNG"),
            json!({"type": "number", "minimum": 1, "maximum": SCALE_MAX, "default": SCALE_USUAL}),
        ),
    ]
}

fn chart() -> Operation {
    let kinds: Vec<_> = ChartKind::ALL.into_iter().map(ChartKind::as_str).collect();
    let file = Parameter::path(
        "file",
        ("哪种图，什么格式", "Kind and format"),
        json!({
            "type": "string",
            "pattern": format!("^({})\\.(svg|png|csv)$", kinds.join("|")),
            "examples": ["ranking.svg"],
        }),
    );
    let from = Parameter::query(
        "from",
        (
            "对比从哪一期起，限名次变动和两期对比；默认上一期",
            "Where a movement or a comparison starts; by default the period before",
        ),
        json!({"type": "string", "pattern": Period::PATTERN}),
    );
    let [width, scale] = layout();
    let summary = ("图，或图旁的数据表", "A chart, or the table beside it");
    Operation::new(("GET", "/api/v1/charts/{file}"), "readChart", Tag::Figures, summary)
        .choose([file])
        .choose(cut())
        .choose([from, width, target(), scale])
        .while_unchanged()
        .answers(200, FOUND, Content::Other(&["image/svg+xml", "image/png", "text/csv"]))
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses(
            404,
            &["no_responses", "nothing_published", "unknown_chart"],
            (
                "没有这种图，或还没有答卷或已发布的结果",
                "There is no such chart, or nothing to show yet",
            ),
        )
        .refuses_for(422, &["chart_too_large", "invalid"], PICTURE, DOES_NOT_FIT)
}

fn units() -> Operation {
    let level = Parameter::query("level", ("只列这一层级", "Only those of a level"), code());
    let summary = ("列出单位", "List units");
    Operation::new(("GET", "/api/v1/units"), "listUnits", Tag::Survey, summary)
        .choose([level])
        .while_unchanged()
        .gives::<Units>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses_for(422, &["invalid"], &["unknown_level"], DOES_NOT_FIT)
}

fn questionnaires() -> Operation {
    let summary = ("列出问卷", "List all versions of all questionnaires");
    Operation::new(("GET", "/api/v1/questionnaires"), "listQuestionnaires", Tag::Survey, summary)
        .while_unchanged()
        .gives::<Questionnaires>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn questionnaire() -> Operation {
    let of = Parameter::path("code", ("问卷编码", "Code of the questionnaire"), code());
    let version = Parameter::path(
        "version",
        ("版本", "Its version"),
        json!({"type": "integer", "minimum": 0, "maximum": u32::MAX}),
    );
    let draft = Parameter::query(
        "draft",
        ("看草稿，限问卷管理者", "Its draft, for those with survey:manage everywhere"),
        json!({"type": "boolean", "default": false}),
    );
    let at = ("GET", "/api/v1/questionnaires/{code}/versions/{version}");
    let summary = ("查看问卷的一个版本", "Read one version of a questionnaire");
    Operation::new(at, "readQuestionnaire", Tag::Survey, summary)
        .detail("A published version never changes, and neither does its `ETag`.")
        .choose([of, version, draft])
        .while_unchanged()
        .gives::<Questionnaire>(200, FOUND)
        .refuses_for(
            400,
            &["bad_code", "bad_query", "bad_version"],
            QUERY,
            ("编码、版本或参数不能识别", "Code, version or a parameter can't be read"),
        )
        .refuses(404, &["unknown_questionnaire"], ("没有这个版本", "There is no such version"))
}

fn rounds() -> Operation {
    let summary = ("列出调查轮次", "List rounds");
    Operation::new(("GET", "/api/v1/rounds"), "listRounds", Tag::Survey, summary)
        .while_unchanged()
        .gives::<Rounds>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn schemes() -> Operation {
    let summary = ("列出计分办法", "List scoring schemes");
    Operation::new(("GET", "/api/v1/schemes"), "listSchemes", Tag::Survey, summary)
        .while_unchanged()
        .gives::<Schemes>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn me() -> Operation {
    let summary = ("我是谁、能做什么", "Who is signed in, and what this session may do");
    Operation::new(("GET", "/api/v1/me"), "readMe", Tag::Service, summary)
        .detail(
            "For pages that were kept for use without a network: a browser learns here what it has \
             to repeat in `X-Form-Token`.",
        )
        .gives::<me::Body<'_>>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn sign_in_device() -> Operation {
    let summary = ("用一次性链接登录手机", "Sign a phone in by a link that works once");
    Operation::new(("POST", "/api/v1/devices"), "signInDevice", Tag::Service, summary)
        .detail("The link is made at `/devices` or `/accounts`; the token may do fieldwork only.")
        .sends::<devices::Body>(devices::BODY_BYTES_MAX)
        .gives::<devices::Device>(201, ("已登录", "Signed in"))
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses(403, &["link_spent"], ("链接已用过或已过期", "The link was used or is too old"))
        .refuses_for(422, &["invalid"], BODY, ("请求体有误", "The body has not the wanted shape"))
}

fn audit() -> Operation {
    let after = Parameter::query(
        "after",
        ("从这条之后", "Entries after this one"),
        json!({"type": "integer", "format": "int64", "minimum": 0, "maximum": i64::MAX, "default": 0}),
    );
    let summary = ("审计日志", "The audit log");
    Operation::new(("GET", "/api/v1/audit"), "readAudit", Tag::Service, summary)
        .detail(
            "At most 1000 entries; `next_after` says where to go on, and is missing at the end.",
        )
        .choose([after])
        .gives::<audit::Body>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn health() -> Operation {
    let summary = ("系统是否正常", "Does the service work?");
    Operation::new(("GET", "/api/v1/health"), "readHealth", Tag::Service, summary)
        .detail("Anybody may ask; how much there is, is told to those who are signed in.")
        .gives::<health::Health<'_>>(200, ("正常", "The database answers"))
}

fn metrics() -> Operation {
    let summary = ("运行指标", "Figures for Prometheus");
    Operation::new(("GET", "/metrics"), "readMetrics", Tag::Service, summary).answers(
        200,
        FOUND,
        Content::Other(&["text/plain"]),
    )
}

fn document() -> Operation {
    let summary = ("本说明", "This description");
    Operation::new(("GET", "/api/v1/openapi.json"), "readDescription", Tag::Service, summary)
        .while_unchanged()
        .answers(200, FOUND, Content::Json(|_| schemars::json_schema!({"type": "object"})))
}

fn id() -> Parameter {
    let text = ("答卷编号", "Id of the response");
    Parameter::path("id", text, json!({"type": "string", "format": "uuid"}))
}

pub(super) fn code() -> Value {
    let mut schema = Code::json_schema(&mut SchemaGenerator::default());
    schema.remove("description");
    schema.to_value()
}

/// Languages that names come in.
const LANGUAGES: [&str; 6] = ["zh-CN", "zh", "zh-Hans", "en", "en-US", "en-GB"];

pub(super) fn lang() -> Parameter {
    Parameter::query(
        "lang",
        ("名称的语言", "Language of names"),
        json!({"enum": LANGUAGES, "default": "zh-CN"}),
    )
}

/// Which interviews, and which cut of them.
pub(super) fn cut() -> Vec<Parameter> {
    let modes = Mode::ALL.map(Mode::as_str);
    let period = json!({"type": "string", "pattern": Period::PATTERN, "examples": ["2026-Q3"]});
    let scheme = json!({"type": "string", "examples": ["five_equal_steps", "five_equal_steps@1"]});
    let (kinds, all_modes) = (["official", "mock"], [&["all"], &modes[..]].concat());
    vec![
        Parameter::query(
            "questionnaire",
            ("问卷；只有一种时可省", "Questionnaire; needed where there are several"),
            code(),
        ),
        Parameter::query(
            "kind",
            ("调查性质", "Kind of the rounds"),
            json!({"enum": kinds, "default": "official"}),
        ),
        Parameter::query("period", ("时期；默认最近的", "Period; by default the newest"), period),
        Parameter::query("level", ("层级", "Level of the units"), code()),
        Parameter::query("unit", ("单位", "Unit"), code()),
        Parameter::query("category", ("问题类别", "Category of the questions"), code()),
        Parameter::query(
            "mode",
            ("调查方式", "Way of asking"),
            json!({"enum": all_modes, "default": "all"}),
        ),
        Parameter::query(
            "scheme",
            ("计分办法，可带版本", "Scoring scheme, with or without version"),
            scheme,
        ),
        Parameter::query(
            "lang",
            ("名称和图的语言", "Language of names and charts"),
            json!({"enum": LANGUAGES, "default": "zh-CN"}),
        ),
    ]
}

/// What rows are split by.
pub(super) fn by() -> Parameter {
    Parameter::query(
        "by",
        ("每行是什么", "What rows are split by"),
        json!({"enum": ["category", "question", "mode"], "default": "category"}),
    )
}

/// Whether a unit comes with those right below it.
pub(super) fn children() -> Parameter {
    Parameter::query(
        "children",
        ("连同直接下级", "With the unit those right below it"),
        json!({"type": "boolean", "default": false}),
    )
}

/// What interviews weigh.
pub(super) fn weights() -> Parameter {
    Parameter::query(
        WEIGHTS,
        (
            "按抽样权重，或每份答卷同等",
            "What interviews weigh: their design weights, or all the same",
        ),
        json!({"enum": Weights::ALL.map(Weights::as_str), "default": "design"}),
    )
}

/// Some periods.
pub(super) fn periods() -> Parameter {
    Parameter::query(
        "period",
        ("时期，用逗号分隔；默认最近的", "Periods, separated by commas; by default the newest"),
        json!({
            "type": "array", "minItems": 1, "maxItems": PERIODS_MAX,
            "items": {"type": "string", "pattern": Period::PATTERN},
        }),
    )
}

fn target() -> Parameter {
    Parameter::query(
        "target",
        ("要达到的得分", "Index to be reached"),
        json!({"type": "number", "minimum": 0, "maximum": 100}),
    )
}

/// How a table goes out.
pub(super) fn shape() -> Vec<Parameter> {
    let format = Parameter::query(
        "format",
        ("格式；默认看 Accept", "Format; by default what `Accept` says"),
        json!({"enum": ["json", "csv", "xlsx", "parquet"]}),
    );
    std::iter::once(format).chain(charset()).collect()
}

/// How the characters of CSV are written.
pub(super) fn charset() -> [Parameter; 2] {
    [
        Parameter::query(
            "encoding",
            ("CSV 的编码", "Encoding of CSV"),
            json!({"enum": ["utf-8", "gb18030"], "default": "utf-8"}),
        ),
        Parameter::query(
            "bom",
            (
                "CSV 以字节顺序标记开头，供 Excel 和 WPS 识别",
                "Begin CSV with a byte order mark, for Excel and WPS",
            ),
            json!({"type": "boolean", "default": false}),
        ),
    ]
}
