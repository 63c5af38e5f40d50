//! The steps of an issue or an order, as lines.

use figures::Twin;
use serde::Serialize;
use store::StoreError;
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Language, Step};
use uuid::Uuid;

/// A step, and where things stood after it.
#[derive(Serialize)]
pub(super) struct StepLine {
    seq: u32,
    at: String,
    by: String,
    kind: &'static str,
    state: &'static str,
    reason: String,
    event: String,
    evidence: String,
}

impl StepLine {
    /// # Errors
    /// When the event can't be written.
    pub(super) fn of<E: Serialize>(
        step: &Step<E>,
        (seq, kind, state): (u32, &'static str, &'static str),
    ) -> Result<Self, StoreError> {
        let event = serde_json::to_string(&step.event).map_err(|error| StoreError::Unreadable {
            what: format!("step {seq}"),
            detail: error.to_string(),
        })?;
        let evidence: Vec<String> = step.evidence.iter().map(Uuid::to_string).collect();
        Ok(Self {
            seq,
            at: step.at.to_string(),
            by: step.by.clone(),
            kind,
            state,
            reason: step.reason.clone().unwrap_or_default(),
            event,
            evidence: evidence.join(" "),
        })
    }
}

impl Row for StepLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("seq", Count, |line: &Self| Cell::from(Some(line.seq))),
            Column::new("at", Text, |line: &Self| line.at.as_str().into()),
            Column::new("by", Text, |line: &Self| line.by.as_str().into()),
            Column::new("kind", Text, |line: &Self| line.kind.into()),
            Column::new("state", Text, |line: &Self| line.state.into()),
            Column::new("reason", Text, |line: &Self| line.reason.as_str().into()),
            Column::new("event", Text, |line: &Self| line.event.as_str().into()),
            Column::new("evidence", Text, |line: &Self| line.evidence.as_str().into()),
        ]
    }
}

pub(super) fn told(lines: &[StepLine], language: Language) -> Twin {
    let headers = language.pick(
        ["序号", "时间", "经办", "步骤", "状态", "理由", "内容"],
        ["No.", "At", "By", "Step", "State", "Reason", "Content"],
    );
    let row = |line: &StepLine| {
        vec![
            line.seq.to_string(),
            line.at.clone(),
            line.by.clone(),
            line.kind.to_owned(),
            line.state.to_owned(),
            line.reason.clone(),
            line.event.clone(),
        ]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}
