//! Sessions that were looked up a moment ago.
//!
//! A phone sends hundreds of responses in a row; asking the database about each would cost more than
//! storing them. A session that is ended elsewhere is known here for a moment longer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use store::{SignedIn, Store, StoreError};

/// How long what was found is taken to be so.
const FRESH: Duration = Duration::from_secs(2);
/// Sessions remembered; beyond this all are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// Open sessions by the digests of their tokens.
#[derive(Debug, Default)]
pub(crate) struct SessionCache(Mutex<HashMap<String, (Instant, SignedIn)>>);

impl SessionCache {
    /// The open session with a digest.
    pub(crate) fn get(&self, store: &Store, digest: &str) -> Result<Option<SignedIn>, StoreError> {
        if let Some(signed_in) = self.remembered(digest) {
            return Ok(Some(signed_in));
        }
        let found = store.session(digest)?;
        if let Some(signed_in) = &found {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= REMEMBERED_MAX {
                known.clear();
            }
            known.insert(digest.to_owned(), (Instant::now(), signed_in.clone()));
        }
        Ok(found)
    }

    /// Asks the database again next time, about every session.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The same, if it was looked up a moment ago: costs no query.
    pub(crate) fn remembered(&self, digest: &str) -> Option<SignedIn> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, signed_in) = known.get(digest)?;
        (since.elapsed() < FRESH).then(|| signed_in.clone())
    }
}
