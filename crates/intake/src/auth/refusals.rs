//! Sign-ins that were refused without an account to count them at: unknown and locked names, links
//! that don't work. Somebody guesses; the audit log shall tell, and not be filled by it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;
use store::{Action, Store, StoreError};

/// At most one entry in this time.
const EVERY: Duration = Duration::from_mins(1);

/// Refusals since the last entry.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<Since>);

#[derive(Debug, Default)]
struct Since {
    told: Option<Instant>,
    count: u64,
}

impl Refusals {
    /// Counts one, and puts the count on record if the last entry is a while ago. Names are left out:
    /// people type passwords into the wrong field.
    pub(crate) fn count(&self, store: &Store) -> Result<(), StoreError> {
        let count = {
            let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            since.count += 1;
            if since.told.is_some_and(|told| told.elapsed() < EVERY) {
                return Ok(());
            }
            since.told = Some(Instant::now());
            std::mem::take(&mut since.count)
        };
        store.record_action("nobody", Action::SignInFailed, "", json!({"refused": count}))
    }
}
