//! Common problems (共性问题): what several issues have in common, and whether it is elsewhere too.
//!
//! Issues that are alike are put together as proposals; a person makes a common issue of one, and sends it to
//! units, each of which looks whether it has the same (自查自纠). Each answers once and signs: *found*, or
//! *not found*, which is an answer and no silence.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

use crate::issue::{NAME_MAX, TEXT_MAX};
use crate::wording::{says, says_in_a_line};
use crate::{Code, Problem};

pub mod cluster;
mod event;
mod life;
mod refusal;
mod words;

pub use cluster::{ClusterRules, GroupBasis, IssueGroup, ReportedIssue};
pub use event::{CommonEvent, CommonStep, Finding, SelfCheckAnswer};
pub use life::{
    CommonLife, CommonState, SelfCheckProgress, SelfCheckTask, SignedAnswer, TaskState,
};
pub use refusal::CommonRefusal;

/// The space of ids that are made of what a common issue says.
const BY_CONTENT: Uuid = uuid!("3c0b6a52-8f0e-4b1e-9f5f-1f0f52a6c0d7");
/// Most issues that one rests on.
pub const SOURCES_MAX: usize = 500;

/// A common issue to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCommonIssue {
    /// What it is called.
    #[schemars(length(min = 1, max = NAME_MAX))]
    pub title: String,
    /// Category of a published questionnaire.
    pub category: Code,
    /// The unit within which it lies: those it is sent to are this one, or below.
    pub unit: Code,
    /// What those who get it are to look for.
    #[schemars(length(min = 1, max = TEXT_MAX))]
    pub look_for: String,
    /// The issues that it rests on.
    #[schemars(length(min = 1, max = SOURCES_MAX))]
    pub issues: BTreeSet<Uuid>,
}

impl NewCommonIssue {
    /// Its id: the same content has the same, so that none is made twice.
    pub fn id(&self) -> Uuid {
        let mut name =
            format!("{}\n{}\n{}\n{}", self.unit, self.category, self.title, self.look_for);
        for issue in &self.issues {
            name.push('\n');
            name.push_str(&issue.to_string());
        }
        Uuid::new_v5(&BY_CONTENT, name.as_bytes())
    }

    /// What is wrong with it, as far as it tells itself.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let texts = [("/title", &self.title, NAME_MAX), ("/look_for", &self.look_for, TEXT_MAX)];
        for (path, text, most) in texts {
            let is_line = path == "/title";
            if !if is_line { says_in_a_line(text, most) } else { says(text, most) } {
                let detail = format!("must say something, in at most {most} characters");
                problems.push(Problem::new("bad_text", path, detail));
            }
        }
        if !(1..=SOURCES_MAX).contains(&self.issues.len()) {
            let detail = format!(
                "a common issue rests on 1 to {SOURCES_MAX} issues, and not on {}",
                self.issues.len()
            );
            problems.push(Problem::new("bad_count", "/issues", detail));
        }
        problems
    }
}

#[cfg(test)]
mod tests;
