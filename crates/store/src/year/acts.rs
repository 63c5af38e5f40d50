//! By whose hands something has come how far: of entries and of scores alike.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};
use survey::vouched::{EntryLife, EntryState, EntryStep};

use crate::StoreError;
use crate::bulletins::Act;
use crate::row::{instant, micros, parse};

/// How far something has come, and who did what about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Vouched {
    /// How far.
    pub state: EntryState,
    /// Who entered or computed it.
    pub entered: Act,
    /// Who confirmed it.
    pub confirmed: Option<Act>,
    /// Who withdrew it, or confirmed what counts in its place.
    pub closed: Option<Act>,
    /// Why it was withdrawn.
    pub closing_reason: Option<String>,
}

/// The same as it stands in a table.
pub(super) struct Columns<'a> {
    pub(super) state: &'a mut String,
    pub(super) entered: (i64, &'a str),
    pub(super) confirmed: (&'a mut Option<i64>, &'a mut Option<String>),
    pub(super) closed: (&'a mut Option<i64>, &'a mut Option<String>),
    pub(super) closing_reason: &'a mut Option<String>,
}

impl Columns<'_> {
    /// Takes a step; `reason` is why something is withdrawn.
    pub(super) fn take(
        self,
        what: &str,
        step: EntryStep,
        by: &str,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let life = EntryLife {
            state: parse(self.state, what)?,
            entered_by: self.entered.1.to_owned(),
            confirmed_by: self.confirmed.1.clone(),
        };
        let next = life.after(step, by);
        let next = next.map_err(|refusal| StoreError::EntryRefused { refusal })?;
        let now = Some(micros(Timestamp::now()));
        match step {
            EntryStep::Confirm => (*self.confirmed.0, *self.confirmed.1) = (now, next.confirmed_by),
            EntryStep::Supersede | EntryStep::Withdraw => {
                (*self.closed.0, *self.closed.1) = (now, Some(by.to_owned()));
                *self.closing_reason = reason.map(str::to_owned);
            }
            EntryStep::Correct => {}
        }
        next.state.as_str().clone_into(self.state);
        Ok(())
    }

    pub(super) fn read(self, what: &str) -> Result<Vouched, StoreError> {
        let act = |at: i64, by: &str| {
            Ok::<_, StoreError>(Act { at: instant(at, what)?, by: by.to_owned() })
        };
        let maybe =
            |at: Option<i64>, by: Option<&str>| at.zip(by).map(|(at, by)| act(at, by)).transpose();
        Ok(Vouched {
            state: parse(self.state, what)?,
            entered: act(self.entered.0, self.entered.1)?,
            confirmed: maybe(*self.confirmed.0, self.confirmed.1.as_deref())?,
            closed: maybe(*self.closed.0, self.closed.1.as_deref())?,
            closing_reason: self.closing_reason.clone(),
        })
    }
}

/// SHA-256 of a text, hexadecimal.
pub(super) fn digest_of(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}
