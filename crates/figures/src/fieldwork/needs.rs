//! How many interviews units need at least, and how many of them are missing.

use std::collections::HashMap;

use store::Quota;
use survey::UnitTree;

/// What a unit needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    pub(crate) minimum: u64,
    pub(crate) missing: u64,
}

/// What the units that have a quota need.
pub(crate) struct Needs<'a> {
    tree: &'a UnitTree,
    by_unit: HashMap<usize, Need>,
}

/// Quotas by place of the unit.
pub(crate) fn minima(tree: &UnitTree, quotas: &[Quota]) -> impl Iterator<Item = (usize, u64)> {
    quotas.iter().filter_map(|quota| Some((tree.position(quota.unit.as_str())?, quota.minimum)))
}

impl<'a> Needs<'a> {
    /// Several quotas of a unit add up; `done` says how many interviews one has, with those below it.
    pub(crate) fn of(
        tree: &'a UnitTree,
        minima: impl Iterator<Item = (usize, u64)>,
        done: impl Fn(usize) -> u64,
    ) -> Self {
        let mut by_unit: HashMap<usize, Need> = HashMap::new();
        for (place, minimum) in minima {
            let need = by_unit.entry(place).or_insert(Need { minimum: 0, missing: 0 });
            need.minimum = need.minimum.saturating_add(minimum);
        }
        for (place, need) in &mut by_unit {
            need.missing = need.minimum.saturating_sub(done(*place));
        }
        Self { tree, by_unit }
    }

    /// Its own, or those of the units below it together: what one has beyond its quota does not make
    /// up for what another lacks.
    pub(crate) fn at(&self, place: usize) -> Option<Need> {
        if let Some(own) = self.by_unit.get(&place) {
            return Some(*own);
        }
        let is_below = |unit: &usize| self.tree.lineage(*unit).any(|above| above == place);
        let below = self.by_unit.iter().filter(|(unit, _)| is_below(unit)).map(|(_, need)| *need);
        below.reduce(|all, need| Need {
            minimum: all.minimum.saturating_add(need.minimum),
            missing: all.missing.saturating_add(need.missing),
        })
    }
}
