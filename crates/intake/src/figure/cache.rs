//! Counted figures, which follow what comes in.

use std::sync::{Arc, Mutex, PoisonError};

use figures::{Figures, Selection};
use store::Store;

use crate::error::HttpError;

/// Selections whose figures are kept: a handful of questionnaires, official and mock.
const SELECTIONS_MAX: usize = 8;

/// Figures of one selection. Whoever counts holds the lock, the others wait for the result.
type Slot = Arc<Mutex<Option<Arc<Figures>>>>;

/// Counted figures, the selection used last at the end.
#[derive(Default)]
pub(crate) struct FiguresCache(Mutex<Vec<(Selection, Slot)>>);

impl FiguresCache {
    /// The figures of a selection, as new as the data were when they were asked for. Blocks while
    /// they are counted, and so does the engine below, which refuses to on a thread that runs async
    /// code: call it within `web::block`.
    pub(crate) fn get(
        &self,
        store: &Store,
        selection: &Selection,
    ) -> Result<Arc<Figures>, HttpError> {
        let needed = store.revision()?;
        let slot = self.slot(selection);
        let mut kept = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(figures) = kept.as_ref().filter(|figures| figures.revision() >= needed) {
            return Ok(Arc::clone(figures));
        }
        let counted = match kept.take() {
            Some(figures) => figures.follow(store, selection),
            None => Figures::load(store, selection),
        };
        match counted {
            Ok(figures) => Ok(Arc::clone(kept.insert(Arc::new(figures)))),
            Err(error) => {
                drop(kept);
                self.forget(selection, &slot);
                Err(error.into())
            }
        }
    }

    fn slot(&self, selection: &Selection) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = match slots.iter().position(|(known, _)| known == selection) {
            Some(place) => slots.remove(place),
            None => (selection.clone(), Slot::default()),
        };
        if slots.len() >= SELECTIONS_MAX {
            slots.remove(0);
        }
        let slot = Arc::clone(&entry.1);
        slots.push(entry);
        slot
    }

    /// A selection that can't be counted must not push out one that can.
    fn forget(&self, selection: &Selection, slot: &Slot) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|(known, kept)| known != selection || !Arc::ptr_eq(kept, slot));
    }
}
