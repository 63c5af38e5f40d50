//! A mapping of a ledger bound to the columns of one file.

use std::fmt::Display;
use std::str::FromStr;

use jiff::civil::Date;
use survey::{LedgerEntry, LedgerIssue, NewIssue};

use super::{LedgerMapping, OutcomeFields};
use crate::cells::{Cells, Column, Header};
use crate::date::BoundDate;
use crate::error::ExchangeError;
use crate::field::BoundField;
use crate::mapping::{DateField, Field};
use crate::reject::Flaw;
use crate::units::BoundUnit;

/// The fields of a mapping that know where their columns stand.
#[derive(Debug)]
pub(super) struct Bound {
    channel: BoundField,
    number: BoundField,
    unit: BoundUnit,
    category: BoundField,
    reason: Option<BoundField>,
    description: BoundField,
    opened_on: BoundDate,
    receiver: Option<BoundField>,
    outcome: Option<BoundOutcome>,
}

#[derive(Debug)]
struct BoundOutcome {
    ledger: String,
    status: BoundField,
    due_on: Option<BoundDate>,
    replied_on: Option<BoundDate>,
    closed_on: Option<BoundDate>,
}

impl Bound {
    pub(super) fn bind(mapping: &LedgerMapping, header: &Header) -> Result<Self, ExchangeError> {
        let fields = &mapping.fields;
        let bind = |field: &Field| BoundField::bind(field, header);
        let maybe = |field: &Option<Field>| field.as_ref().map(bind).transpose();
        let outcome = |fields| BoundOutcome::bind(fields, &mapping.source, header);
        Ok(Self {
            channel: bind(&fields.channel)?,
            number: bind(&fields.number)?,
            unit: BoundUnit::bind(&fields.unit, header)?,
            category: bind(&fields.category)?,
            reason: maybe(&fields.reason)?,
            description: bind(&fields.description)?,
            opened_on: BoundDate::bind(&fields.opened_on, header)?,
            receiver: maybe(&fields.receiver)?,
            outcome: mapping.outcome.as_ref().map(outcome).transpose()?,
        })
    }

    /// Reads every field and notes every flaw.
    pub(super) fn read(&self, cells: &Cells<'_>) -> Result<LedgerIssue, Vec<Flaw>> {
        let mut flaws = Vec::new();
        let channel = required(&self.channel, cells, ("bad_channel", "the channel"), &mut flaws);
        let number = required(&self.number, cells, ("bad_number", "the number"), &mut flaws);
        let unit = noted(self.unit.read(cells), &mut flaws);
        let category =
            required(&self.category, cells, ("bad_category", "the category"), &mut flaws);
        let reason = optional(self.reason.as_ref(), cells, "bad_reason", &mut flaws);
        let what = ("bad_text", "the description");
        let description = required(&self.description, cells, what, &mut flaws);
        let opened_on = noted(self.opened_on.read(cells), &mut flaws);
        let receiver = optional(self.receiver.as_ref(), cells, "bad_text", &mut flaws);
        let outcome = self.outcome.as_ref().map(|outcome| outcome.read(cells, &mut flaws));
        let issue = || {
            Some(NewIssue {
                channel: channel?,
                number: number?,
                unit: unit?,
                category: category?,
                reason,
                description: description?,
                opened_on: opened_on?,
                receiver,
            })
        };
        match (issue(), outcome) {
            (Some(issue), None) if flaws.is_empty() => Ok(LedgerIssue { issue, entry: None }),
            (Some(issue), Some(Some(entry))) if flaws.is_empty() => {
                Ok(LedgerIssue { issue, entry: Some(entry) })
            }
            _ => Err(flaws),
        }
    }

    /// The column that a pointer into an issue is about: the first, where there are several.
    pub(super) fn column_at(&self, pointer: &str) -> Option<&Column> {
        let outcome = self.outcome.as_ref();
        match pointer {
            "/channel" => self.channel.columns().first(),
            "/number" => self.number.columns().first(),
            "/unit" => self.unit.columns().into_iter().next(),
            "/category" => self.category.columns().first(),
            "/reason" => self.reason.as_ref().and_then(|field| field.columns().first()),
            "/description" => self.description.columns().first(),
            "/opened_on" => self.opened_on.column(),
            "/receiver" => self.receiver.as_ref().and_then(|field| field.columns().first()),
            "/status" => outcome.and_then(|outcome| outcome.status.columns().first()),
            "/due_on" => outcome.and_then(|outcome| outcome.due_on.as_ref()?.column()),
            "/replied_on" => outcome.and_then(|outcome| outcome.replied_on.as_ref()?.column()),
            "/closed_on" => outcome.and_then(|outcome| outcome.closed_on.as_ref()?.column()),
            _ => None,
        }
    }
}

impl BoundOutcome {
    fn bind(fields: &OutcomeFields, ledger: &str, header: &Header) -> Result<Self, ExchangeError> {
        let day = |field: &Option<DateField>| {
            field.as_ref().map(|field| BoundDate::bind(field, header)).transpose()
        };
        Ok(Self {
            ledger: ledger.to_owned(),
            status: BoundField::bind(&fields.status, header)?,
            due_on: day(&fields.due_on)?,
            replied_on: day(&fields.replied_on)?,
            closed_on: day(&fields.closed_on)?,
        })
    }

    fn read(&self, cells: &Cells<'_>, flaws: &mut Vec<Flaw>) -> Option<LedgerEntry> {
        let status = required(&self.status, cells, ("bad_status", "the status"), flaws);
        let mut day = |field: &Option<BoundDate>| -> Option<Date> {
            noted(field.as_ref()?.read_optional(cells), flaws).flatten()
        };
        let (due_on, replied_on) = (day(&self.due_on), day(&self.replied_on));
        let closed_on = day(&self.closed_on);
        Some(LedgerEntry {
            ledger: self.ledger.clone(),
            status: status?,
            due_on,
            replied_on,
            closed_on,
        })
    }
}

fn noted<T>(read: Result<T, Flaw>, flaws: &mut Vec<Flaw>) -> Option<T> {
    read.map_err(|flaw| flaws.push(flaw)).ok()
}

fn required<T: FromStr<Err: Display>>(
    field: &BoundField,
    cells: &Cells<'_>,
    (code, what): (&'static str, &str),
    flaws: &mut Vec<Flaw>,
) -> Option<T> {
    noted(field.require(cells, code, what), flaws)
}

fn optional<T: FromStr<Err: Display>>(
    field: Option<&BoundField>,
    cells: &Cells<'_>,
    code: &'static str,
    flaws: &mut Vec<Flaw>,
) -> Option<T> {
    noted(field?.parse(cells, code), flaws).flatten()
}
