//! `manyi quarantine`: responses that wait for a decision.

use figures::Twin;
use serde::Serialize;
use store::{COMMAND_LINE, Decision, QuarantineEntry, Store};
use survey::Language;
use survey::table::{Column, ColumnKind, Row};

use crate::args::{Global, QuarantineCommand, Settle};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) fn run(
    command: &QuarantineCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match command {
        QuarantineCommand::List { all } => list(&store, *all, global)?,
        QuarantineCommand::Settle(settle) => self::settle(settle, &store, talk)?,
    }
    Ok(Outcome::Done)
}

/// One response as a row.
#[derive(Serialize)]
struct Line {
    response: String,
    digest: String,
    cause: &'static str,
    round: String,
    unit: String,
    source: String,
    received_at: String,
    decision: String,
    settled_by: String,
    reason: String,
    /// The whole response, as JSON.
    sent: String,
}

impl From<QuarantineEntry> for Line {
    fn from(entry: QuarantineEntry) -> Self {
        let settled = entry.settled;
        let of = |text: fn(&store::Settled) -> String| settled.as_ref().map(text);
        Self {
            response: entry.response.id.to_string(),
            digest: entry.digest,
            cause: entry.cause.as_str(),
            round: entry.response.round.to_string(),
            unit: entry.response.unit.to_string(),
            source: entry.source,
            received_at: entry.received_at.to_string(),
            decision: of(|settled| settled.decision.to_string()).unwrap_or_default(),
            settled_by: of(|settled| settled.by.clone()).unwrap_or_default(),
            reason: of(|settled| settled.reason.clone()).unwrap_or_default(),
            sent: serde_json::json!(entry.response).to_string(),
        }
    }
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("response", Text, |line: &Self| line.response.as_str().into()),
            Column::new("digest", Text, |line: &Self| line.digest.as_str().into()),
            Column::new("cause", Text, |line: &Self| line.cause.into()),
            Column::new("round", Text, |line: &Self| line.round.as_str().into()),
            Column::new("unit", Text, |line: &Self| line.unit.as_str().into()),
            Column::new("source", Text, |line: &Self| line.source.as_str().into()),
            Column::new("received_at", Text, |line: &Self| line.received_at.as_str().into()),
            Column::new("decision", Text, |line: &Self| line.decision.as_str().into()),
            Column::new("settled_by", Text, |line: &Self| line.settled_by.as_str().into()),
            Column::new("reason", Text, |line: &Self| line.reason.as_str().into()),
            Column::new("sent", Text, |line: &Self| line.sent.as_str().into()),
        ]
    }
}

fn list(store: &Store, all: bool, global: &Global) -> Result<(), Failure> {
    let entries = store.quarantine_list()?.into_iter();
    let lines = entries.filter(|entry| all || entry.settled.is_none()).map(Line::from).collect();
    Destination::new(global)?.write(lines, |lines| twin(lines, global.lang))
}

fn twin(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(
        ["答卷", "摘要", "原因", "单位", "来源", "收到", "决定", "依据"],
        ["Response", "Digest", "Why", "Unit", "From", "Received", "Decision", "Reason"],
    );
    let row = |line: &Line| {
        let Line { response, digest, unit, source, received_at, decision, reason, .. } = line;
        let cause = line.cause.to_owned();
        let texts = [response, digest, &cause, unit, source, received_at, decision, reason];
        texts.map(Clone::clone).to_vec()
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}

fn settle(args: &Settle, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let Settle { response, decision, reason, .. } = args;
    let digest = whole_digest(args, store)?;
    let seen = store.response(*response)?.map(|stored| stored.digest);
    let by = store.by(COMMAND_LINE);
    if !by.settle_quarantine(*response, &digest, *decision, seen.as_deref(), reason)? {
        let message = format!("somebody has decided about response {response} already");
        return Err(Failure::Usage(message));
    }
    talk.say(match (decision, &seen) {
        (Decision::Take, _) => format!("response {response}: what waited counts now"),
        (Decision::Keep, Some(_)) => format!("response {response}: what is stored stays"),
        (Decision::Keep, None) => {
            format!(
                "response {response} is left out: nothing is stored, and it is refused from now on"
            )
        }
    });
    Ok(())
}

/// The digest that begins as the one that was given; without one, the only one that waits.
fn whole_digest(args: &Settle, store: &Store) -> Result<String, Failure> {
    let given = args.digest.as_deref().unwrap_or_default();
    let mut waiting = store.quarantine_list()?.into_iter().filter(|entry| {
        entry.response.id == args.response
            && entry.settled.is_none()
            && entry.digest.starts_with(given)
    });
    match (waiting.next(), waiting.next()) {
        (Some(only), None) => Ok(only.digest),
        (None, _) => Err(Failure::Usage(format!(
            "nothing of response {} waits; see `manyi quarantine list`",
            args.response
        ))),
        (Some(_), Some(_)) => Err(Failure::Usage(format!(
            "several of response {} wait: say which with --digest",
            args.response
        ))),
    }
}
