//! Invented changes, moves and funnels of the same units.

use survey::Period;
use survey::table::{ChangeRow, Flag, FunnelPlace, FunnelRow, MovementRow, SIGNIFICANT};

use crate::invented::{Invented, Made, chance};

/// Of normal deviates.
const Z_95: f64 = 1.96;
const Z_998: f64 = 3.09;

impl Invented {
    /// From the quarter before.
    pub(crate) fn changes(&self) -> Vec<ChangeRow> {
        (0..).zip(&self.units).map(|(i, unit)| self.change(i, unit)).collect()
    }

    fn change(&self, i: u32, unit: &Made) -> ChangeRow {
        let compared = unit.n >= 30;
        let change = Some(moved(i)).filter(|_| compared);
        let se = unit.se * std::f64::consts::SQRT_2;
        ChangeRow {
            unit_code: unit.code.as_str().into(),
            unit_name: unit.name.as_str().into(),
            level: "town".into(),
            category: "overall".into(),
            scheme: "five_100_80_60_30_0@1".into(),
            mode: "all".into(),
            from_period: self.period.previous(),
            to_period: self.period,
            from_n: Some(unit.n),
            to_n: Some(unit.n),
            from_index: change.map(|change| unit.index - change),
            to_index: Some(unit.index).filter(|_| unit.n >= 5),
            change,
            se: change.map(|_| se),
            df: None,
            ci_low: change.map(|change| change - Z_95 * se),
            ci_high: change.map(|change| change + Z_95 * se),
            p: change.map(|_| p(i)),
            p_holm: change.map(|_| p(i)),
            family: change.map(|_| 27),
            flag: (!compared).then_some(Flag::SmallN),
            weights: survey::Weights::Design,
        }
    }

    pub(crate) fn funnel(&self) -> Vec<FunnelRow> {
        let member = |unit: &&Made| unit.n >= 30;
        let n = self.units.iter().filter(member).count().max(1) as f64;
        let target = self.units.iter().filter(member).map(|unit| unit.index).sum::<f64>() / n;
        let row = |unit: &Made| {
            let (sd, dispersion) = (21.0, 1.7_f64);
            let n_eff = (sd / unit.se).powi(2) * 0.4;
            let half = |z: f64| z * dispersion.sqrt() * sd / n_eff.sqrt();
            let away = unit.index - target;
            let place = match (away.abs() > half(Z_998), away.abs() > half(Z_95), away > 0.0) {
                (true, _, true) => FunnelPlace::FarAbove,
                (true, _, false) => FunnelPlace::FarBelow,
                (_, true, true) => FunnelPlace::Above,
                (_, true, false) => FunnelPlace::Below,
                _ => FunnelPlace::Inside,
            };
            let inside = member(&unit).then_some(());
            FunnelRow {
                unit_code: unit.code.as_str().into(),
                unit_name: unit.name.as_str().into(),
                level: "town".into(),
                period: self.period,
                category: "overall".into(),
                scheme: "five_100_80_60_30_0@1".into(),
                mode: "all".into(),
                n: Some(unit.n),
                n_eff: inside.map(|()| n_eff),
                index: Some(unit.index).filter(|_| unit.n >= 5),
                target: inside.map(|()| target),
                z: inside.map(|()| away / sd * n_eff.sqrt()),
                dispersion: inside.map(|()| dispersion),
                inner_low: inside.map(|()| target - half(Z_95)),
                inner_high: inside.map(|()| target + half(Z_95)),
                outer_low: inside.map(|()| target - half(Z_998)),
                outer_high: inside.map(|()| target + half(Z_998)),
                place: inside.map(|()| place),
                flag: inside.is_none().then_some(Flag::SmallN),
            }
        };
        self.units.iter().map(row).collect()
    }

    /// The last so many quarters.
    pub(crate) fn movement(&self, quarters: u32) -> Vec<MovementRow> {
        let mut periods: Vec<Period> =
            std::iter::successors(Some(self.period), |period| Some(period.previous()))
                .take(quarters as usize)
                .collect();
        periods.reverse();
        let standings: Vec<Vec<Option<[u32; 4]>>> =
            (0..quarters).rev().map(|back| self.standings(back)).collect();
        let mut rows = Vec::new();
        for (i, unit) in (0..).zip(&self.units) {
            for (period, standings) in periods.iter().zip(&standings) {
                let own = standings[i as usize];
                let told = Some(()).filter(|()| *period == self.period && own.is_some());
                rows.push(MovementRow {
                    unit_code: unit.code.as_str().into(),
                    unit_name: unit.name.as_str().into(),
                    level: "town".into(),
                    category: "overall".into(),
                    scheme: "five_100_80_60_30_0@1".into(),
                    mode: "all".into(),
                    period: *period,
                    responses: Some(unit.n),
                    n: Some(unit.n),
                    index: None,
                    rank: own.map(|own| own[0]),
                    rank_low: own.map(|own| own[1]),
                    rank_high: own.map(|own| own[2]),
                    tier: own.map(|own| own[3]),
                    flag: own.is_none().then_some(Flag::SmallN),
                    change: told.map(|()| moved(i)),
                    change_se: told.map(|()| unit.se),
                    change_p: told.map(|()| p(i)),
                    change_p_holm: told.map(|()| p(i)),
                });
            }
        }
        rows
    }

    /// Rank, its range and tier of each unit so many quarters ago: three tiers of equal size.
    fn standings(&self, back: u32) -> Vec<Option<[u32; 4]>> {
        let score = |i: u32, unit: &Made| {
            unit.index - moved(i) * f64::from(back) + 3.0 * chance(i, 900 + back)
        };
        let scores: Vec<Option<f64>> = (0..)
            .zip(&self.units)
            .map(|(i, unit)| Some(score(i, unit)).filter(|_| unit.n >= 30 && (i + back) % 19 != 8))
            .collect();
        let ranked = u32::try_from(scores.iter().flatten().count()).unwrap_or(u32::MAX);
        let standing = |own: &Option<f64>| {
            let own = (*own)?;
            let ahead = scores.iter().flatten().filter(|other| **other > own).count();
            let rank = 1 + u32::try_from(ahead).unwrap_or(u32::MAX);
            let spread = ranked / 4;
            let range = [rank.saturating_sub(spread).max(1), (rank + spread).min(ranked)];
            Some([rank, range[0], range[1], 1 + (rank - 1) * 3 / ranked.max(1)])
        };
        scores.iter().map(standing).collect()
    }
}

/// Most stay where they are, more or less.
fn moved(i: u32) -> f64 {
    match i {
        9 | 109 => -8.0,
        13 => 9.0,
        20 => 6.5,
        _ => (chance(i, 60) - 0.5) * 5.0,
    }
}

/// Small for those that go far.
fn p(i: u32) -> f64 {
    if moved(i).abs() > 4.5 { SIGNIFICANT / 10.0 } else { 0.6 }
}
