//! Issues that come in otherwise than by an answer.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

use super::life::{NAME_MAX, TEXT_MAX};
use super::{Channel, IssueEvent};
use crate::problem::quoted;
use crate::schema::{Day, day};
use crate::wording::{says, says_in_a_line};
use crate::{Code, Problem, Questionnaire, UnitTree, days};

/// The space of ids that are made of channel and number.
const BY_NUMBER: Uuid = uuid!("6f0c1f0a-6d1b-4d0e-9a57-2f3b8f4d7c11");

/// What a hotline, a petition or a letter brings forward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIssue {
    /// How it came in; never by an answer.
    pub channel: Channel,
    /// Its number there. With the channel it makes the id, so that none is opened twice.
    #[schemars(length(min = 1, max = NAME_MAX))]
    pub number: String,
    /// Code of the unit that has to put it right.
    pub unit: Code,
    /// Category of a published questionnaire.
    pub category: Code,
    /// A reason of the category.
    #[serde(default)]
    pub reason: Option<Code>,
    /// What is wrong. Nothing that tells who said so.
    #[schemars(length(min = 1, max = TEXT_MAX))]
    pub description: String,
    /// The day on which it was brought forward.
    #[serde(deserialize_with = "day")]
    #[schemars(with = "Day")]
    pub opened_on: Date,
    /// Who was told of it first, and stays named.
    #[serde(default)]
    #[schemars(length(min = 1, max = NAME_MAX))]
    pub receiver: Option<String>,
}

impl NewIssue {
    /// Its id.
    pub fn id(&self) -> Uuid {
        let name = format!("{}/{}", self.channel, self.number);
        Uuid::new_v5(&BY_NUMBER, name.as_bytes())
    }

    /// The step that opens it.
    pub fn register(&self) -> IssueEvent {
        IssueEvent::Register { channel: self.channel, receiver: self.receiver.clone() }
    }

    /// Everything that is wrong with it.
    pub fn problems(
        &self,
        units: &UnitTree,
        questionnaires: &[Questionnaire],
        today: Date,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |code, path: &str, detail: String| {
            problems.push(Problem::new(code, path, detail));
        };
        if self.channel == Channel::Answer {
            let detail = "answers open issues of their own; name the other channel".to_owned();
            wrong("bad_channel", "/channel", detail);
        }
        let texts = [
            ("/number", Some(&self.number), NAME_MAX),
            ("/description", Some(&self.description), TEXT_MAX),
            ("/receiver", self.receiver.as_ref(), NAME_MAX),
        ];
        for (path, text, most) in texts {
            let Some(text) = text else { continue };
            let is_line = path != "/description";
            if !if is_line { says_in_a_line(text, most) } else { says(text, most) } {
                let detail = format!(
                    "must say something, in at most {most} characters, and hold no control characters"
                );
                wrong("bad_text", path, detail);
            }
        }
        if units.get(self.unit.as_str()).is_none() {
            let detail = format!("there is no unit {}", quoted(self.unit.as_str()));
            wrong("unknown_unit", "/unit", detail);
        }
        let mut known =
            questionnaires.iter().filter_map(|form| form.scheme.get(self.category.as_str()));
        let category = known.next();
        if category.is_none() {
            let there = questionnaires.iter().flat_map(|form| &form.scheme.categories);
            let there: BTreeSet<&str> = there.map(|category| category.code.as_str()).collect();
            let detail = format!(
                "no published questionnaire has a category {}; there are {}",
                quoted(self.category.as_str()),
                there.into_iter().collect::<Vec<_>>().join(", ")
            );
            wrong("unknown_category", "/category", detail);
        }
        if let (Some(first), Some(reason)) = (category, &self.reason) {
            let mut all = std::iter::once(first).chain(known);
            if all.all(|category| category.reason(reason.as_str()).is_none()) {
                let detail = format!("{} has no reason {}", self.category, quoted(reason.as_str()));
                wrong("unknown_reason", "/reason", detail);
            }
        }
        problems.extend(days::happened("/opened_on", self.opened_on, today));
        problems
    }
}
