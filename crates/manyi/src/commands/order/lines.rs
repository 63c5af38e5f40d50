//! Orders and proposals as lines.

use std::borrow::Cow;

use figures::Twin;
use serde::Serialize;
use store::SupervisionOrder;
use survey::supervision::NewOrder;
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Language, UnitTree};

/// An order, and what its unit is called.
#[derive(Serialize)]
pub(super) struct OrderLine {
    #[serde(flatten)]
    order: SupervisionOrder,
    unit_name: String,
}

impl OrderLine {
    pub(super) fn of(order: SupervisionOrder, tree: &UnitTree, language: Language) -> Self {
        let unit_name = tree.name(order.unit.as_str(), language).to_owned();
        Self { order, unit_name }
    }
}

impl Row for OrderLine {
    fn columns() -> Vec<Column<Self>> {
        let text = |name, of: fn(&Self) -> Option<Cow<'_, str>>| {
            Column::new(name, ColumnKind::Text, move |line: &Self| {
                of(line).map_or(Cell::Empty, Cell::Text)
            })
        };
        vec![
            text("id", |line| Some(line.order.id.to_string().into())),
            text("unit_code", |line| Some(line.order.unit.as_str().into())),
            text("unit_name", |line| Some(line.unit_name.as_str().into())),
            text("period", |line| Some(line.order.period.to_string().into())),
            text("rule", |line| line.order.rule.as_ref().map(|rule| rule.as_str().into())),
            Column::new("rules_version", ColumnKind::Count, |line: &Self| {
                line.order.rules_version.into()
            }),
            text("state", |line| Some(line.order.state.as_str().into())),
            text("rung", |line| line.order.rung.map(|rung| rung.as_str().into())),
            text("due_what", |line| line.order.due_what.map(|what| what.as_str().into())),
            text("due_on", |line| line.order.due_on.map(|day| day.to_string().into())),
            text("proposed_at", |line| Some(line.order.proposed_at.to_string().into())),
            text("issued_at", |line| line.order.issued_at.map(|at| at.to_string().into())),
            text("closed_at", |line| line.order.closed_at.map(|at| at.to_string().into())),
            Column::new("appeals", ColumnKind::Count, |line: &Self| {
                Some(line.order.appeals).into()
            }),
        ]
    }
}

pub(super) fn listed(lines: &[OrderLine], language: Language) -> Twin {
    let headers = language.pick(
        ["编号", "单位", "时期", "规则", "状态", "层级", "应办", "期限", "申诉"],
        ["Id", "Unit", "Period", "Rule", "State", "Rung", "Due", "By", "Appeals"],
    );
    let row = |line: &OrderLine| {
        let order = &line.order;
        vec![
            order.id.to_string(),
            line.unit_name.clone(),
            order.period.to_string(),
            order.rule.as_ref().map(ToString::to_string).unwrap_or_default(),
            order.state.to_string(),
            order.rung.map(|rung| rung.to_string()).unwrap_or_default(),
            order.due_what.map(|what| what.to_string()).unwrap_or_default(),
            order.due_on.map(|day| day.to_string()).unwrap_or_default(),
            order.appeals.to_string(),
        ]
    };
    twin(&headers, lines.iter().map(row).collect())
}

/// An order that may be proposed, and what it rests on.
#[derive(Serialize)]
pub(super) struct ProposalLine {
    id: String,
    unit_code: String,
    unit_name: String,
    period: String,
    rule: String,
    ground: String,
}

impl ProposalLine {
    pub(super) fn of(new: &NewOrder, tree: &UnitTree, language: Language) -> Self {
        let rule = new.ground.rule().map(|(rule, version)| format!("{rule} v{version}"));
        Self {
            id: new.id().to_string(),
            unit_code: new.unit.to_string(),
            unit_name: tree.name(new.unit.as_str(), language).to_owned(),
            period: new.period.to_string(),
            rule: rule.unwrap_or_default(),
            ground: super::ground(&new.ground, language).join(language.pick("；", "; ")),
        }
    }
}

impl Row for ProposalLine {
    fn columns() -> Vec<Column<Self>> {
        let text = |name, of: fn(&Self) -> &str| {
            Column::new(name, ColumnKind::Text, move |line: &Self| of(line).into())
        };
        vec![
            text("id", |line| &line.id),
            text("unit_code", |line| &line.unit_code),
            text("unit_name", |line| &line.unit_name),
            text("period", |line| &line.period),
            text("rule", |line| &line.rule),
            text("ground", |line| &line.ground),
        ]
    }
}

pub(super) fn proposed(lines: &[ProposalLine], language: Language) -> Twin {
    let headers = language.pick(["单位", "时期", "依据"], ["Unit", "Period", "Ground"]);
    let row = |line: &ProposalLine| {
        vec![line.unit_name.clone(), line.period.clone(), line.ground.clone()]
    };
    twin(&headers, lines.iter().map(row).collect())
}

fn twin(headers: &[&str], rows: Vec<Vec<String>>) -> Twin {
    Twin {
        headers: headers.iter().map(|text| (*text).to_owned()).collect(),
        rows,
        ..Twin::default()
    }
}
