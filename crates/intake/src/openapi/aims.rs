//! What the addresses of aims do.

use serde_json::{Value, json};

use super::faults::{AIM, BAD_REQUEST, QUERY};
use super::operation::{Operation, Parameter, Tag, Text};
use super::operations::{BAD_QUERY, BODY_CODES, DOES_NOT_FIT, DONE, FOUND, code};
use crate::aims::{AIM_BYTES_MAX, Aims, Listed, Wanted, YEAR_MAX};

const BAD_PLACE: Text = (
    "年份或单位不能识别，或请求体不是 JSON",
    "The year is no number, the unit no code, or the body no JSON",
);

pub(super) fn operations() -> [Operation; 3] {
    [list(), put(), remove()]
}

fn years() -> Value {
    json!({"type": "integer", "minimum": 1, "maximum": YEAR_MAX, "examples": [2026]})
}

fn one(method: &'static str, id: &'static str, summary: Text) -> Operation {
    let year = Parameter::path("year", ("年份", "Year"), years());
    let unit = Parameter::path("unit", ("单位代码", "Code of the unit"), code());
    Operation::new((method, "/api/v1/aims/{year}/{unit}"), id, Tag::Survey, summary)
        .choose([year, unit])
}

fn list() -> Operation {
    let year = Parameter::query("year", ("只列这一年", "Only of a year"), years());
    let summary = ("列出目标", "List what units are to reach");
    Operation::new(("GET", "/api/v1/aims"), "listAims", Tag::Survey, summary)
        .detail("Of the units within reach, and of the units above, from which they have theirs.")
        .choose([year])
        .gives::<Aims>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn put() -> Operation {
    one("PUT", "setAim", ("设定目标", "Set what a unit is to reach in a year"))
        .detail(
            "In place of what it was. An index is held against the figures; a place among units of \
             elsewhere is only noted. For those with `survey:manage` everywhere.",
        )
        .sends::<Wanted>(AIM_BYTES_MAX)
        .gives::<Listed>(201, ("已设定", "Set"))
        .gives::<Listed>(200, ("已改动，或本来如此", "Changed, or as it was"))
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_PLACE)
        .refuses(404, &["unknown_unit"], ("没有这个单位", "No such unit"))
        .refuses_for(422, &["invalid"], AIM, DOES_NOT_FIT)
}

fn remove() -> Operation {
    one("DELETE", "removeAim", ("撤销目标", "Take an aim back"))
        .gives::<Listed>(200, DONE)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_PLACE)
        .refuses(404, &["unknown_aim"], ("没有这个目标", "No such aim"))
}
