//! What somebody enters with a document behind it, and somebody else confirms: results of surveys made
//! above, parts of the year's score entered by hand, bonus and deduction items, responsibility letters.
//!
//! What is confirmed never changes. A mistake is put right by the next version, with a reason, and
//! again by two people.

mod entry;
mod external;
mod letter;

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::entry::{Adjustment, EnteredValue, EntryKind, Source, YearEntry};
pub use self::external::{ExternalMeasure, ExternalResult};
pub use self::letter::{Goal, ResponsibilityLetter};
use crate::problem::quoted;

/// How far a version of an entry has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Somebody entered it; nothing counts it yet.
    Entered,
    /// Somebody else held it against its document: it counts.
    Confirmed,
    /// Counted, and a later version counts in its place.
    Superseded,
    /// Was given up before anybody confirmed it.
    Withdrawn,
}

/// What is done to a version of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryStep {
    /// Somebody else finds that it says what its document says.
    Confirm,
    /// A later version is entered.
    Correct,
    /// A later version is confirmed.
    Supersede,
    /// It is given up.
    Withdraw,
}

/// How far a version has come, and by whose hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLife {
    /// How far.
    pub state: EntryState,
    /// Who entered it.
    pub entered_by: String,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
}

/// Why something can't be done to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryRefusal {
    /// It has not come so far, or further.
    State {
        /// How far it has come.
        state: EntryState,
        /// What was to be done.
        step: EntryStep,
    },
    /// Who confirms must not have entered it.
    OwnEntry,
}

impl EntryState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Entered, Self::Confirmed, Self::Superseded, Self::Withdrawn];

    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Confirmed => "confirmed",
            Self::Superseded => "superseded",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Where a step leads; nowhere if it can't be taken from here.
    pub fn after(self, step: EntryStep) -> Option<Self> {
        use EntryStep::{Confirm, Correct, Supersede, Withdraw};
        match (self, step) {
            (Self::Entered, Confirm) | (Self::Confirmed, Correct) => Some(Self::Confirmed),
            (Self::Confirmed, Supersede) => Some(Self::Superseded),
            (Self::Entered, Withdraw) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

impl fmt::Display for EntryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for EntryState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("there is no state {} of an entry", quoted(text)))
    }
}

impl EntryStep {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Confirm, Self::Correct, Self::Supersede, Self::Withdraw];

    /// What is done, and from where it can be.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Confirm => ("confirmed", "what is entered and not confirmed yet"),
            Self::Correct => ("corrected", "what is confirmed now"),
            Self::Supersede => ("superseded", "what is confirmed now"),
            Self::Withdraw => ("withdrawn", "what is entered and not confirmed yet"),
        }
    }
}

impl EntryLife {
    /// What somebody entered just now.
    pub fn new(by: &str) -> Self {
        Self { state: EntryState::Entered, entered_by: by.to_owned(), confirmed_by: None }
    }

    /// The same after somebody's step.
    ///
    /// # Errors
    /// When it can't be taken from here, or not by them.
    pub fn after(&self, step: EntryStep, by: &str) -> Result<Self, EntryRefusal> {
        let refused = EntryRefusal::State { state: self.state, step };
        let state = self.state.after(step).ok_or(refused)?;
        let mut next = Self { state, ..self.clone() };
        if step == EntryStep::Confirm {
            if by == self.entered_by {
                return Err(EntryRefusal::OwnEntry);
            }
            next.confirmed_by = Some(by.to_owned());
        }
        Ok(next)
    }
}

impl EntryRefusal {
    /// All stable names.
    pub const CODES: [&'static str; 2] = ["entry_state", "own_entry"];

    /// Stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::State { .. } => "entry_state",
            Self::OwnEntry => "own_entry",
        }
    }
}

impl fmt::Display for EntryRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State { state, step } => {
                let (done, from) = step.words();
                write!(f, "the state of the entry is {state}; only {from} can be {done}")
            }
            Self::OwnEntry => f.write_str(
                "who entered something can't confirm it; have somebody else hold it against its document",
            ),
        }
    }
}

#[cfg(test)]
mod tests;
