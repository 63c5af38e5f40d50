//! From what a form sends to the step that it means.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, offset};
use survey::{CallBackTry, IssueEvent, Owners, Triage};

use super::named::OUTCOMES;
use crate::pages::field::{FieldFault, Sent, TEXT_MAX};
use crate::pages::names::Names;
use crate::words::Words;

/// As many tries to reach somebody as the form has room for.
pub(super) const TRIES: usize = 3;

/// What a form tells, and what of it can't be read.
struct Reading<'a> {
    sent: &'a Sent,
    names: &'a Names,
    words: &'static Words,
    faults: Vec<FieldFault>,
}

/// The step that a form means.
pub(super) fn event_of(
    kind: &str,
    sent: &Sent,
    names: &Names,
) -> Result<IssueEvent, Vec<FieldFault>> {
    let words = Words::of(names.language);
    let mut reading = Reading { sent, names, words, faults: Vec::new() };
    let event = reading.event(kind);
    if !reading.faults.is_empty() {
        return Err(reading.faults);
    }
    event.ok_or_else(|| vec![FieldFault::whole(words.issue_fault_state)])
}

impl Reading<'_> {
    /// Nothing where there is no such step, or a fault says what is missing.
    fn event(&mut self, kind: &str) -> Option<IssueEvent> {
        let text = |name: &str| self.sent.text(name).to_owned();
        Some(match kind {
            "register" => {
                let channel = self.sent.text("channel").parse().ok()?;
                IssueEvent::Register { channel, receiver: None }
            }
            "assign" => IssueEvent::Assign {
                owners: self.owners(),
                triage: self.triage(),
                due_on: None,
                unknown_years: Vec::new(),
            },
            "triage" => {
                let Some(triage) = self.triage() else { return self.missing("triage") };
                IssueEvent::Triage { triage, due_on: None, unknown_years: Vec::new() }
            }
            "take_up" => IssueEvent::TakeUp,
            "record_measure" => IssueEvent::RecordMeasure { measure: text("measure") },
            "hand_off" => IssueEvent::HandOff { owners: self.owners(), unit: self.unit() },
            "give_back" => IssueEvent::GiveBack,
            "return" => IssueEvent::Return,
            "submit" => IssueEvent::Submit { result: text("result") },
            "accept" => IssueEvent::Accept,
            "call_back" => {
                let said = self.sent.text("outcome");
                let known = OUTCOMES.iter().find(|(name, _)| *name == said);
                let Some((_, outcome)) = known else { return self.missing("outcome") };
                IssueEvent::CallBack { outcome: *outcome, tries: self.tries() }
            }
            "close" => IssueEvent::Close,
            "reopen" => IssueEvent::Reopen,
            "publish" => {
                let (from, until) = (self.day("from"), self.day("until"));
                let (scope, text) = (text("scope"), text("text"));
                IssueEvent::Publish { scope, from: from?, until: until?, text }
            }
            "reply" => IssueEvent::Reply { text: text("text") },
            "extend" => IssueEvent::Extend { due_on: self.day("due_on")? },
            "withdraw" => IssueEvent::Withdraw,
            _ => return None,
        })
    }

    fn missing(&mut self, field: &str) -> Option<IssueEvent> {
        self.faults.push(FieldFault::at(field, self.words.issue_fault_choose));
        None
    }

    fn owners(&self) -> Owners {
        let name = |name: &str| self.sent.text(name).to_owned();
        Owners { leader: name("leader"), section: name("section"), person: name("person") }
    }

    fn triage(&self) -> Option<Triage> {
        self.sent.text("triage").parse().ok()
    }

    fn unit(&mut self) -> Option<survey::Code> {
        let said = self.sent.text("unit");
        if said.is_empty() {
            return None;
        }
        let unit = self.names.unit_of(said);
        if unit.is_none() {
            self.faults.push(FieldFault::at("unit", self.words.issue_fault_unit));
        }
        unit
    }

    fn day(&mut self, field: &str) -> Option<Date> {
        let day = self.sent.text(field).parse().ok();
        if day.is_none() {
            self.faults.push(FieldFault::at(field, self.words.issue_fault_day));
        }
        day
    }

    fn tries(&mut self) -> Vec<CallBackTry> {
        let mut tries = Vec::new();
        for n in 1..=TRIES {
            let (at, note) = (format!("at_{n}"), format!("note_{n}"));
            let (moment, said) = (self.sent.text(&at), self.sent.text(&note));
            if moment.is_empty() && said.is_empty() {
                continue;
            }
            match china(moment) {
                Some(at) if !said.is_empty() => {
                    tries.push(CallBackTry { at, note: said.to_owned() });
                }
                Some(_) => {
                    self.faults.push(FieldFault::blank(&note, TEXT_MAX, self.words));
                }
                None => self.faults.push(FieldFault::at(at, self.words.issue_fault_moment)),
            }
        }
        tries
    }
}

/// A time as clocks in China show it.
fn china(text: &str) -> Option<Timestamp> {
    let shown: DateTime = text.parse().ok()?;
    TimeZone::fixed(offset(8)).to_timestamp(shown).ok()
}
