//! Cut → what to fix first.
//!
//! What goes with what is read from the interviews of the period, once: it stays beside the figures
//! for as long as no interview of the period comes in or is corrected.

use std::sync::{Arc, Mutex, PoisonError};

use analytics::{By, JointSums, Matters, PriorityRequest, priority_table};
use store::ResponseFilter;
use survey::table::Priorities;
use survey::{Mode, Month, Period, ScoringScheme};

use crate::load::Forms;
use crate::{Cut, Figures, FiguresError, Source};

/// Periods, schemes and modes that are kept at a time.
const KEPT_MAX: usize = 16;

/// What was read, and from which interviews.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    scheme: ScoringScheme,
    by: By,
    mode: Option<Mode>,
    period: Period,
    version: u32,
    /// The last interview of each month of the period.
    until: Vec<(Month, i64)>,
    corrections: i64,
}

/// What was read before, the newest last.
#[derive(Debug, Clone, Default)]
pub(crate) struct MattersCache(Arc<Mutex<Vec<Kept>>>);

type Kept = (Read, Arc<Matters>);

impl MattersCache {
    fn find(&self, read: &Read) -> Option<Arc<Matters>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == read).map(|(_, matters)| Arc::clone(matters))
    }

    fn keep(&self, read: Read, matters: &Arc<Matters>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            kept.remove(0);
        }
        kept.push((read, Arc::clone(matters)));
    }
}

impl Figures {
    /// What to fix first in the cut's unit: importance derived from all interviews of the period,
    /// against the performance of the unit.
    ///
    /// # Errors
    /// When the unit is unknown or the cut may not show it, the scheme does not fit the overall
    /// question, or the store fails.
    pub fn priorities(
        &self,
        source: Source<'_>,
        cut: &Cut,
        by: By,
    ) -> Result<Priorities, FiguresError> {
        let (period, unit) = (self.period(cut)?, self.unit(cut)?);
        if !self.shows(cut, &unit, period) {
            return Err(cut.nothing());
        }
        let scheme = self.scheme(cut.scheme.as_deref())?;
        let matters = self.matters(source, cut, by)?;
        let request =
            PriorityRequest { period, unit, thresholds: cut.thresholds, language: cut.language };
        Ok(priority_table(&self.cube, &self.tree, scheme, &matters, &request)?)
    }

    fn matters(&self, source: Source<'_>, cut: &Cut, by: By) -> Result<Arc<Matters>, FiguresError> {
        let period = self.period(cut)?;
        let read = Read {
            scheme: self.scheme(cut.scheme.as_deref())?.clone(),
            by,
            mode: cut.mode,
            period,
            version: self.questionnaire.version,
            until: self.until.range(period.months()).map(|(month, seq)| (*month, *seq)).collect(),
            corrections: self.edition.corrections,
        };
        if let Some(known) = self.matters.find(&read) {
            return Ok(known);
        }
        let (matters, corrections) = self.read_matters(source, &read)?;
        let matters = Arc::new(matters);
        // What was corrected meanwhile is in the one and not in the other: nothing to be kept.
        if corrections == read.corrections {
            self.matters.keep(read, &matters);
        }
        Ok(matters)
    }

    /// Reads the interviews that were counted for the cube, and no later ones.
    fn read_matters(
        &self,
        source: Source<'_>,
        read: &Read,
    ) -> Result<(Matters, i64), FiguresError> {
        let forms = Forms::of(source.store, source.selection)?;
        let mut sums = JointSums::new(read.scheme.clone(), read.by, read.mode);
        for version in &forms.versions {
            sums.add_questionnaire(version)?;
        }
        let filter = ResponseFilter { months: Some(read.period.months()), ..forms.filter() };
        let edition = source.store.try_for_each_response(&filter, |stored| {
            let counted = self.until.get(&stored.month).is_some_and(|last| stored.seq <= *last);
            if counted && !forms.leaves_out(&stored.response) {
                sums.add(&stored.response, forms.asked(&stored.response)?);
            }
            Ok::<(), FiguresError>(())
        })?;
        Ok((sums.matters(), edition.corrections))
    }
}
