//! What the addresses of saved views do.

use serde_json::json;
use store::SavedView;

use super::faults::{BAD_REQUEST, QUERY, VIEW};
use super::operation::{Operation, Parameter, Tag};
use super::operations::{BAD_ID, BAD_QUERY, DOES_NOT_FIT, DONE, FOUND, NO_JSON};
use crate::views::{VIEW_BYTES_MAX, Views, Wanted};

pub(super) fn operations() -> [Operation; 3] {
    [list(), save(), delete()]
}

fn list() -> Operation {
    let summary = ("列出保存的视图", "List saved views, the newest first");
    Operation::new(("GET", "/api/v1/views"), "listViews", Tag::Figures, summary)
        .detail(
            "The own ones and those that are shared. A view is a page and the choices on it, and no \
             figures: `/views/{id}` leads there, and what is shown is what the reader may see.",
        )
        .gives::<Views>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
}

fn save() -> Operation {
    let summary = ("保存视图", "Save a view");
    Operation::new(("POST", "/api/v1/views"), "saveView", Tag::Figures, summary)
        .detail(
            "The choices are read as their page reads them. The same again under the same name gives \
             the one that is kept. What is shared is for all who may read figures: its name and its \
             choices too.",
        )
        .sends::<Wanted>(VIEW_BYTES_MAX)
        .gives::<SavedView>(201, ("已保存", "Saved"))
        .refuses_for(400, &["bad_query", "body_broken_off", "malformed_json"], BAD_REQUEST, NO_JSON)
        .refuses(
            409,
            &["too_many_views"],
            ("视图已存满，请先删除不用的", "The account keeps as many as it may; delete some"),
        )
        .refuses_for(422, &["invalid"], VIEW, DOES_NOT_FIT)
}

fn delete() -> Operation {
    let text = ("视图编号", "Id of the view");
    let id = Parameter::path("id", text, json!({"type": "string", "format": "uuid"}));
    let summary = ("删除视图", "Delete a view of one's own");
    Operation::new(("DELETE", "/api/v1/views/{id}"), "deleteView", Tag::Figures, summary)
        .choose([id])
        .gives::<SavedView>(200, DONE)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(
            404,
            &["unknown_view"],
            ("没有这个视图，或不是您保存的", "No such view, or somebody else's"),
        )
}
