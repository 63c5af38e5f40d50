//! Interviews that don't count, and why.

use std::collections::{HashMap, HashSet};

use store::{ResponseFilter, Store};
use survey::{Code, Mode, Month, Period, RoundKind};

use crate::load::Forms;
use crate::{Cut, Figures, FiguresError, Selection, Source};

/// Interviews that don't count, by position of the unit in the tree, with those of units below.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    other_kind: HashMap<usize, u64>,
    quarantined: HashMap<usize, u64>,
    excluded: HashMap<usize, u64>,
}

impl LeftOut {
    /// Those of mock rounds, or where these are looked at those of official ones.
    pub(super) fn other_kind(&self, unit: usize) -> u64 {
        self.other_kind.get(&unit).copied().unwrap_or(0)
    }

    /// Those that wait until somebody decides.
    pub(super) fn quarantined(&self, unit: usize) -> u64 {
        self.quarantined.get(&unit).copied().unwrap_or(0)
    }

    /// Those that a person left out of the second score.
    pub(super) fn excluded(&self, unit: usize) -> u64 {
        self.excluded.get(&unit).copied().unwrap_or(0)
    }
}

impl Figures {
    /// Counts what of a period and of the mode of the cut is left out.
    pub(super) fn left_out(
        &self,
        source: Source<'_>,
        cut: &Cut,
        period: Period,
    ) -> Result<LeftOut, FiguresError> {
        let wanted = |mode: Mode| cut.mode.is_none_or(|wanted| wanted == mode);
        let mut left_out = LeftOut::default();
        for row in source.store.interviews_by_unit(&self.other_kind(period))? {
            if wanted(row.mode) {
                self.add_upwards(&mut left_out.other_kind, &row.unit, row.interviews);
            }
        }
        let forms = Forms::of(source.store, source.selection)?;
        for (unit, mode) in quarantined(source.store, &forms, period)? {
            if wanted(mode) {
                self.add_upwards(&mut left_out.quarantined, &unit, 1);
            }
        }
        for (unit, mode) in excluded(source.store, &forms, period)? {
            if wanted(mode) {
                self.add_upwards(&mut left_out.excluded, &unit, 1);
            }
        }
        Ok(left_out)
    }

    /// Interviews of the same questionnaire that never mix with those that are counted.
    fn other_kind(&self, period: Period) -> ResponseFilter {
        let Selection { questionnaire, kind, .. } = self.selection();
        let other = match kind {
            RoundKind::Official => RoundKind::Mock,
            RoundKind::Mock => RoundKind::Official,
        };
        ResponseFilter {
            kind: Some(other),
            questionnaire,
            months: Some(period.months()),
            ..ResponseFilter::default()
        }
    }

    fn add_upwards(&self, counts: &mut HashMap<usize, u64>, unit: &Code, more: u64) {
        for above in self.lineage_of(unit) {
            *counts.entry(above).or_default() += more;
        }
    }
}

/// Unit and mode of each response of a period that is left out of the second score.
fn excluded(
    store: &Store,
    forms: &Forms,
    period: Period,
) -> Result<Vec<(Code, Mode)>, FiguresError> {
    let mut excluded = Vec::new();
    for (id, month) in store.excluded_responses()? {
        if !period.months().contains(&month) {
            continue;
        }
        let stored = store.response(id)?.filter(|stored| forms.counts(&stored.response.round));
        excluded.extend(stored.map(|stored| (stored.response.unit, stored.response.mode)));
    }
    Ok(excluded)
}

/// Unit and mode of each response of a period that waits for a decision. One that waits with several
/// contents is one.
fn quarantined(
    store: &Store,
    forms: &Forms,
    period: Period,
) -> Result<Vec<(Code, Mode)>, FiguresError> {
    let months = period.months();
    let mut seen = HashSet::new();
    let mut waiting = Vec::new();
    for entry in store.waiting(None, u32::MAX)? {
        let response = entry.response;
        if forms.counts(&response.round)
            && months.contains(&Month::of(response.interviewed_on))
            && seen.insert(response.id)
        {
            waiting.push((response.unit, response.mode));
        }
    }
    Ok(waiting)
}
