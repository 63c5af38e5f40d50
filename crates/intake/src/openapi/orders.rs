//! What the addresses of supervision orders do.

use serde_json::json;
use store::{NewStep, OrderRecord};
use survey::{OrderEvent, OrderState, Period};

use super::faults::{BAD_REQUEST, ORDER, ORDER_STEP, PROPOSALS, QUERY};
use super::issues::page;
use super::operation::{Operation, Parameter, Tag, Text};
use super::operations::{
    BAD_BODY, BAD_ID, BAD_QUERY, BODY_CODES, DOES_NOT_FIT, DONE, FOUND, NO_JSON, NOTHING, code,
};
use crate::issues::OPEN;
use crate::issues::acts::BYTES_MAX as STEP_BYTES_MAX;
use crate::orders::Orders;
use crate::orders::proposing::{BYTES_MAX, ByHand, ByRule, Proposals, Proposed};

const UNKNOWN: Text = ("没有这份督办单，或不在您的范围内", "No such order of your units");
/// What a step is refused for: see the rules of supervision.
const REFUSED: &[&str] = &[
    "appeal_pending",
    "bad_text",
    "both_sides",
    "in_the_future",
    "no_appeal",
    "no_deadline",
    "no_reason",
    "not_later",
    "not_the_next_rung",
    "nothing_to_decide",
    "order_changed",
    "order_state",
    "out_of_range",
    "own_decision",
];
/// As for bodies at addresses without an id.
const BODY: &[&str] = &["bad_query", "body_broken_off", "malformed_json"];

pub(super) fn operations() -> [Operation; 5] {
    [list(), by_hand(), by_rule(), record(), step()]
}

fn list() -> Operation {
    let unit = Parameter::query(
        "unit",
        ("单位，含全部下属；默认您的全部范围", "Unit, with all below it; by default all of yours"),
        code(),
    );
    let states = OrderState::ALL.map(OrderState::as_str).into_iter().chain([OPEN]);
    let state = Parameter::query(
        "state",
        (
            "只列这一状态；open 为已下达未办结的",
            "Only those in a state; `open`: those that were issued and are not over",
        ),
        json!({"enum": states.collect::<Vec<_>>()}),
    );
    let overdue = Parameter::query(
        "overdue",
        ("只列今天逾期的", "Only those that are overdue today"),
        json!({"enum": ["true", "false"]}),
    );
    let period = Parameter::query(
        "period",
        ("只列这一时期的", "Only those about a period"),
        json!({"type": "string", "pattern": Period::PATTERN, "examples": ["2026-Q3"]}),
    );
    let summary =
        ("列出督办单", "List supervision orders in the order in which they were proposed");
    Operation::new(("GET", "/api/v1/orders"), "listOrders", Tag::Issues, summary)
        .detail(
            "Of the units within reach. What was not issued is shown to those with `orders:judge` for \
             its unit only.",
        )
        .choose([unit, state, overdue, period])
        .choose(page())
        .gives::<Orders>(200, FOUND)
        .refuses_for(400, &["bad_query"], QUERY, BAD_QUERY)
        .refuses_for(422, &["invalid"], &["unknown_unit"], DOES_NOT_FIT)
}

fn by_hand() -> Operation {
    let summary = ("手工拟定督办单", "Propose an order by hand");
    Operation::new(("POST", "/api/v1/orders"), "proposeOrder", Tag::Issues, summary)
        .detail("Unit, period and text make its id, so that the same may be sent again.")
        .sends::<ByHand>(BYTES_MAX)
        .gives::<Proposed>(201, ("已拟定", "Proposed"))
        .gives::<Proposed>(200, ("与已有的相同", "The same is there already"))
        .refuses_for(400, BODY, BAD_REQUEST, NO_JSON)
        .refuses(409, &["bad_text"], ("理由未写或过长", "The text says nothing, or too much"))
        .refuses_for(422, &["invalid"], ORDER, DOES_NOT_FIT)
}

fn by_rule() -> Operation {
    let summary = ("按规则拟定督办单", "Let the rules in force propose orders");
    let at = ("POST", "/api/v1/orders/proposals");
    Operation::new(at, "proposeOrdersByRule", Tag::Issues, summary)
        .detail(
            "To the units for which the asker has `orders:judge`, one for each rule that is met. What was \
             proposed before is not proposed again. A person issues the orders, or drops them.",
        )
        .sends::<ByRule>(BYTES_MAX)
        .gives::<Proposals>(200, FOUND)
        .refuses_for(400, BODY, BAD_REQUEST, NO_JSON)
        .refuses(404, &["no_responses"], NOTHING)
        .refuses(409, &["no_supervision_rules"], ("还没有督办规则", "There are no rules yet"))
        .refuses_for(422, &["invalid"], PROPOSALS, DOES_NOT_FIT)
}

fn one(at: (&'static str, &'static str), id: &'static str, summary: Text) -> Operation {
    let schema = json!({"type": "string", "format": "uuid"});
    let id_of_it = Parameter::path("id", ("督办单编号", "Id of the order"), schema);
    Operation::new(at, id, Tag::Issues, summary).choose([id_of_it])
}

fn record() -> Operation {
    let summary = ("查看督办单及全部办理记录", "Read an order with all its steps");
    one(("GET", "/api/v1/orders/{id}"), "readOrder", summary)
        .gives::<OrderRecord>(200, FOUND)
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(404, &["unknown_order"], UNKNOWN)
}

fn step() -> Operation {
    let summary = ("办理督办单：登记一个步骤", "Take a step of an order");
    one(("POST", "/api/v1/orders/{id}/events"), "stepOrder", summary)
        .detail(
            "Those with `orders:answer` reply and appeal for their unit; those with `orders:judge` do all \
             the rest. Nobody does both to one order, and nobody decides about an appeal against what \
             they did. The same step may be sent again.",
        )
        .sends::<NewStep<OrderEvent>>(STEP_BYTES_MAX)
        .gives::<OrderRecord>(200, DONE)
        .refuses_for(400, BODY_CODES, BAD_REQUEST, BAD_BODY)
        .refuses(404, &["unknown_order"], UNKNOWN)
        .refuses(
            409,
            REFUSED,
            (
                "督办规则不允许，或已有新的步骤",
                "A rule of supervision stands against it, or there are newer steps than the one seen",
            ),
        )
        .refuses_for(422, &["invalid"], ORDER_STEP, DOES_NOT_FIT)
}
