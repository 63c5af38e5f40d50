//! `manyi audit`: who did what and when.

use figures::Twin;
use serde::Serialize;
use store::{AuditEntry, Store};
use survey::Language;
use survey::table::{Column, ColumnKind, Row};

use crate::args::{Audit, Global};
use crate::error::{Failure, Outcome};
use crate::output::Destination;

/// One entry as a row.
#[derive(Serialize)]
struct Line {
    seq: u64,
    at: String,
    actor: String,
    action: String,
    subject: String,
    detail: String,
    digest: String,
}

impl From<AuditEntry> for Line {
    fn from(entry: AuditEntry) -> Self {
        Self {
            seq: entry.seq.unsigned_abs(),
            at: entry.at.to_string(),
            actor: entry.actor,
            action: entry.action,
            subject: entry.subject,
            detail: entry.detail.to_string(),
            digest: entry.digest,
        }
    }
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("seq", Count, |line: &Self| line.seq.into()),
            Column::new("at", Text, |line: &Self| line.at.as_str().into()),
            Column::new("actor", Text, |line: &Self| line.actor.as_str().into()),
            Column::new("action", Text, |line: &Self| line.action.as_str().into()),
            Column::new("subject", Text, |line: &Self| line.subject.as_str().into()),
            Column::new("detail", Text, |line: &Self| line.detail.as_str().into()),
            Column::new("digest", Text, |line: &Self| line.digest.as_str().into()),
        ]
    }
}

/// Lists the log.
pub(super) fn list(args: &Audit, store: &Store, global: &Global) -> Result<Outcome, Failure> {
    let after = i64::try_from(args.after).unwrap_or(i64::MAX);
    let entries = store.audit_entries(after, args.limit)?;
    let lines: Vec<Line> = entries.into_iter().map(Line::from).collect();
    Destination::new(global)?.write(lines, |lines| twin(lines, global.lang))?;
    Ok(Outcome::Done)
}

fn twin(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(
        ["序号", "时间", "操作人", "操作", "对象", "细节"],
        ["No.", "When", "Who", "Did", "What", "Details"],
    );
    let row = |line: &Line| {
        let texts = [&line.at, &line.actor, &line.action, &line.subject, &line.detail];
        std::iter::once(line.seq.to_string()).chain(texts.map(Clone::clone)).collect()
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}
