//! What the addresses for analysts do: tables beside the index, and files of single answers.

use schemars::SchemaGenerator;
use serde_json::json;
use survey::Mode;
use survey::table::{BoundsRow, ChangeRow, CodebookRow, ModeEffectRow};

use super::faults::{CUT, INDEX_CUT, NEEDING_QUERY, QUERY};
use super::operation::{Content, Operation, Parameter, Tag};
use super::operations::{
    BAD_QUERY, DOES_NOT_FIT, FOUND, NOTHING, NOTHING_CODES, by, charset, children, cut, periods,
    shape, weights,
};
use crate::figure::Table;

pub(super) fn operations() -> [Operation; 5] {
    [changes(), mode_effects(), bounds(), answers(), codebook()]
}

/// The parameters of a cut but some.
fn cut_without(names: &'static [&'static str]) -> impl Iterator<Item = Parameter> {
    cut().into_iter().filter(move |parameter| !names.contains(&parameter.name))
}

fn changes() -> Operation {
    let summary = ("时期之间的变化", "Changes from period to period");
    Operation::new(("GET", "/api/v1/changes"), "readChanges", Tag::Figures, summary)
        .detail(
            "Of a unit, or of the units of a level: each period is compared with the one before it in \
             the list, which needs two. The query goes before `Accept`.",
        )
        .choose(cut_without(&["period"]))
        .choose([periods().required(), children(), weights()])
        .choose(shape())
        .while_unchanged()
        .tabulates::<Table<'_, ChangeRow>>()
        .refuses_for(400, &["bad_query"], NEEDING_QUERY, BAD_QUERY)
        .refuses(404, NOTHING_CODES, NOTHING)
        .refuses_for(422, &["invalid", "too_many_rows"], CUT, DOES_NOT_FIT)
}

/// Two different modes, as they stand in a query.
fn mode_pairs() -> Vec<String> {
    let with_others = |first: Mode| {
        let others = Mode::ALL.into_iter().filter(move |second| *second != first);
        others.map(move |second| format!("{first},{second}"))
    };
    Mode::ALL.into_iter().flat_map(with_others).collect()
}

fn mode_effects() -> Operation {
    let modes = Parameter::query(
        "modes",
        ("比较哪两种方式，后者减前者", "Which two modes: the second less the first"),
        json!({"enum": mode_pairs(), "default": "visit,phone"}),
    );
    let summary = ("调查方式的影响", "What the way of asking does to an index");
    Operation::new(("GET", "/api/v1/mode-effects"), "readModeEffects", Tag::Figures, summary)
        .detail("Of a unit, or of the units of a level. The query goes before `Accept`.")
        .choose(cut_without(&["period", "mode"]))
        .choose([periods(), modes, children(), weights()])
        .choose(shape())
        .while_unchanged()
        .tabulates::<Table<'_, ModeEffectRow>>()
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses(404, NOTHING_CODES, NOTHING)
        .refuses_for(422, &["invalid", "too_many_rows"], CUT, DOES_NOT_FIT)
}

fn bounds() -> Operation {
    let summary = ("不了解与拒答的影响范围", "Between what figures lie, whatever the silent think");
    Operation::new(("GET", "/api/v1/bounds"), "readBounds", Tag::Figures, summary)
        .detail(
            "As the index table: index and rate if all who didn't know or wouldn't say had given the \
             worst answer, or the best.",
        )
        .choose(cut_without(&["period"]))
        .choose([periods(), by(), children(), weights()])
        .choose(shape())
        .while_unchanged()
        .tabulates::<Table<'_, BoundsRow>>()
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses(404, NOTHING_CODES, NOTHING)
        .refuses_for(422, &["invalid", "too_many_rows"], INDEX_CUT, DOES_NOT_FIT)
}

fn answers() -> Operation {
    const FAULTS: &[&str] = &["unknown_questionnaire", "unknown_unit", "which_questionnaire"];
    let at = ("GET", "/api/v1/exports/answers.{ending}");
    let summary = ("导出逐题答案", "Every single answer");
    Operation::new(at, "readAnswers", Tag::Responses, summary)
        .detail(
            "A row for each answer, within your units, without free text, notes or respondents. However \
             long, it is sent whole; a connection that breaks off has not sent all. It is put on record.",
        )
        .choose([ending(&["csv", "parquet"])])
        .choose(cut_without(&["level", "category", "mode", "scheme"]))
        .choose(charset())
        .answers(200, FOUND, Content::Other(&["text/csv", "application/vnd.apache.parquet"]))
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses(
            404,
            &["no_responses", "unknown_export"],
            ("没有这种导出，或没有答卷", "There is no such export, or there are no responses"),
        )
        .refuses_for(422, &["invalid"], FAULTS, DOES_NOT_FIT)
}

fn codebook() -> Operation {
    const FAULTS: &[&str] = &["unknown_questionnaire", "which_questionnaire"];
    let at = ("GET", "/api/v1/exports/codebook.{ending}");
    let summary = ("导出编码表", "What the codes of the single answers mean");
    let schema = |schemas: &mut SchemaGenerator| schemas.subschema_for::<Vec<CodebookRow>>();
    Operation::new(at, "readCodebook", Tag::Responses, summary)
        .detail("It is put on record.")
        .choose([ending(&["csv", "json"])])
        .choose(cut().into_iter().filter(|parameter| parameter.name == "questionnaire"))
        .choose(charset())
        .answers(200, FOUND, Content::Files(schema, &["text/csv"]))
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses(404, &["unknown_export"], ("没有这种导出", "There is no such export"))
        .refuses_for(422, &["invalid"], FAULTS, DOES_NOT_FIT)
}

fn ending(endings: &'static [&'static str]) -> Parameter {
    Parameter::path("ending", ("文件格式", "Format of the file"), json!({"enum": endings}))
}
