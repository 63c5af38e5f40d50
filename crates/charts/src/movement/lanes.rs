//! Where each unit stands in each period, from the top.

use survey::Period;

use super::Course;
use crate::scale::{pixel, rows};

/// Height of a unit.
const ROW: i32 = 22;
/// Where few of many units are drawn, their ranks still stand apart by what lies between, up to this
/// height.
const APART_MAX: i32 = 330;

/// A ranked unit in a period.
#[derive(Clone, Copy)]
struct Lane {
    course: usize,
    rank: u32,
    tier: Option<u32>,
    y: i32,
}

/// The lanes of each period, from the first rank on.
pub(super) struct Lanes {
    periods: Vec<Vec<Lane>>,
    height: i32,
}

impl Lanes {
    pub(super) fn of(courses: &[Course<'_>], periods: &[Period]) -> Self {
        let ranked = |period: &Period| -> Vec<Lane> {
            let mut lanes: Vec<Lane> = courses
                .iter()
                .enumerate()
                .filter_map(|(course, rows)| {
                    let row = rows.at(*period)?;
                    Some(Lane { course, rank: row.rank?, tier: row.tier, y: 0 })
                })
                .collect();
            lanes.sort_by_key(|lane| (lane.rank, courses[lane.course].code()));
            lanes
        };
        let mut periods: Vec<Vec<Lane>> = periods.iter().map(ranked).collect();
        let most = periods.iter().map(Vec::len).max().unwrap_or(0);
        let ranks = periods.iter().flatten().map(|lane| lane.rank).max().unwrap_or(0).max(1);
        let apart = i32::try_from(ranks).unwrap_or(i32::MAX).saturating_mul(ROW).min(APART_MAX);
        let height = if most == 0 { 0 } else { (rows(most) * ROW).max(apart) };
        for lanes in &mut periods {
            spread(lanes, ranks, height);
        }
        Self { periods, height }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.height == 0
    }

    pub(super) fn height(&self) -> i32 {
        self.height
    }

    /// The middle of a unit in a period, if it has a rank there.
    pub(super) fn y(&self, course: usize, period: usize) -> Option<i32> {
        let lanes = self.periods.get(period)?;
        lanes.iter().find(|lane| lane.course == course).map(|lane| lane.y)
    }

    /// Upper and lower end of each tier in a period.
    pub(super) fn tiers(&self, period: usize) -> Vec<(i32, i32)> {
        let lanes = self.periods.get(period).map_or(&[][..], Vec::as_slice);
        let ends = lanes
            .chunk_by(|a, b| a.tier == b.tier)
            .filter_map(|tier| Some((tier.first()?.y - ROW / 2, tier.last()?.y + ROW / 2)));
        ends.collect()
    }
}

/// Puts each lane where its rank belongs, and as far from there as its neighbours need room.
fn spread(lanes: &mut [Lane], ranks: u32, height: i32) {
    let unit = f64::from(height) / f64::from(ranks);
    let mut free = ROW / 2;
    for lane in lanes.iter_mut() {
        lane.y = pixel((f64::from(lane.rank) - 0.5) * unit).max(free);
        free = lane.y + ROW;
    }
    let mut free = height - ROW / 2;
    for lane in lanes.iter_mut().rev() {
        lane.y = lane.y.min(free);
        free = lane.y - ROW;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// In order of rank, never on one another, never off the drawing.
        #[test]
        fn lanes_keep_order_and_distance(
            mut ranks in prop::collection::vec(1_u32..400, 1..60),
        ) {
            ranks.sort_unstable();
            let most = ranks.iter().copied().max().unwrap_or(1);
            let height = (rows(ranks.len()) * ROW).max(APART_MAX);
            let lane = |(course, rank): (usize, &u32)| Lane { course, rank: *rank, tier: None, y: 0 };
            let mut lanes: Vec<Lane> = ranks.iter().enumerate().map(lane).collect();
            spread(&mut lanes, most, height);
            prop_assert!(lanes[0].y >= ROW / 2);
            prop_assert!(lanes[lanes.len() - 1].y <= height - ROW / 2);
            for pair in lanes.windows(2) {
                prop_assert!(pair[1].y - pair[0].y >= ROW);
            }
        }
    }
}
