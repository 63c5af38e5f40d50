//! How many interviews each unit has, mode by mode.

use survey::{Mode, Period, UnitTree};

use crate::cube::INTERVIEWED;
use crate::{AnalyticsError, Cube, Grain};

/// Interviews of a period by position in the tree, those of units below included, in the order of
/// [`Mode::ALL`].
///
/// # Errors
/// When a unit is missing from the tree, or the cube keeps modes together.
pub fn interviews_by_mode(
    cube: &Cube,
    tree: &UnitTree,
    period: Period,
) -> Result<Vec<[u64; Mode::ALL.len()]>, AnalyticsError> {
    if cube.grain == Grain::Category {
        return Err(AnalyticsError::TooCoarse("coverage by mode"));
    }
    let names = cube.dimensions.units.texts();
    let mut counts = vec![[0; Mode::ALL.len()]; tree.units().len()];
    for (_, month) in cube.months_of(period) {
        for (at, site) in month.sites.iter().enumerate() {
            let name = &names[site.unit as usize];
            let unknown = || AnalyticsError::UnknownUnit(name.to_string());
            let unit = tree.position(name).ok_or_else(unknown)?;
            let of_all = month.people_of(at).filter(|(who, _)| *who == INTERVIEWED);
            let people: u64 = of_all.map(|(_, count)| count).sum();
            for above in tree.lineage(unit) {
                counts[above][usize::from(site.mode)] += people;
            }
        }
    }
    Ok(counts)
}
