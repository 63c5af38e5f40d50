//! Inputs → scores, by the formula and by nothing else.

use std::collections::HashMap;

use nalgebra::DMatrix;
use statistics::composite::{self, ComponentError, Composite};
use statistics::distribution::{CONFIDENCE, central_t};
use statistics::rank::{Contender, RankSet, rank_sets};
use survey::annual::{AnnualFormula, UnitScore};
use survey::table::{AnnualPartRow, AnnualScoreRow, PartState, SpreadRow};

use super::{AnnualInputs, AnnualResult, LevelInputs, Reading, ReadingError, UnitInputs};
use crate::FiguresError;

/// The scores that inputs come to. Each level is ranked apart, with joint 95 % rank sets, tiers and
/// expected ranks as any ranking has them.
///
/// # Errors
/// When a value is no number.
pub fn annual_result(inputs: &AnnualInputs) -> Result<AnnualResult, FiguresError> {
    let mut result = AnnualResult { scores: Vec::new(), parts: Vec::new(), spread: Vec::new() };
    for level in &inputs.levels {
        let field = Field::new(&inputs.formula, level, &inputs.formula.weights())?;
        let mut order: Vec<usize> = (0..level.units.len()).collect();
        let place = |unit: usize| {
            let rank = field.standings[unit].as_ref().ok().map(|own| own.set.rank);
            (rank.is_none(), rank, &level.units[unit].unit)
        };
        order.sort_by(|a, b| place(*a).cmp(&place(*b)));
        for unit in order {
            result.scores.push(field.score_row(inputs.year, unit));
            result.parts.extend(field.part_rows(unit));
        }
        result.spread.extend(field.spread()?);
    }
    Ok(result)
}

/// The units of a level under some weights.
pub(super) struct Field<'a> {
    formula: &'a AnnualFormula,
    level: &'a LevelInputs,
    /// In the order of the level; without a score the places of the components that are missing.
    pub(super) standings: Vec<Result<Standing, Vec<usize>>>,
}

/// A unit that has a score.
pub(super) struct Standing {
    pub(super) score: UnitScore,
    composite: Composite,
    contender: Contender,
    pub(super) set: RankSet,
}

/// Covariances by places of unit and component.
struct Covariances<'a> {
    of: HashMap<(usize, usize), f64>,
    formula: &'a AnnualFormula,
}

impl<'a> Covariances<'a> {
    fn new(formula: &'a AnnualFormula, level: &LevelInputs) -> Self {
        let of = level.covariances.iter().map(|(a, b, value)| ((*a, *b), *value));
        Self { of: of.collect(), formula }
    }

    /// Of the points of two components, before floor and cap.
    fn points(&self, a: (usize, usize), b: (usize, usize)) -> f64 {
        let components = &self.formula.components;
        let place = |(unit, component): (usize, usize)| unit * components.len() + component;
        let key = (place(a).max(place(b)), place(a).min(place(b)));
        let value = self.of.get(&key).copied().unwrap_or_default();
        value * components[a.1].slope() * components[b.1].slope()
    }

    /// Of the totals of two units.
    fn totals(&self, a: (usize, &UnitScore), b: (usize, &UnitScore)) -> f64 {
        let mut sum = 0.0;
        for (i, own) in sampled(a.1) {
            for (j, other) in sampled(b.1) {
                sum += own * other * self.points((a.0, i), (b.0, j));
            }
        }
        sum * a.1.coefficient * b.1.coefficient
    }
}

/// Places and weights of the components that count by a value.
fn sampled(score: &UnitScore) -> impl Iterator<Item = (usize, f64)> + '_ {
    let part = |(at, part): (usize, &Option<survey::annual::Part>)| {
        part.filter(|part| !part.is_given).map(|part| (at, part.weight))
    };
    score.parts.iter().enumerate().filter_map(part)
}

impl<'a> Field<'a> {
    pub(super) fn new(
        formula: &'a AnnualFormula,
        level: &'a LevelInputs,
        weights: &[f64],
    ) -> Result<Self, FiguresError> {
        let covariances = Covariances::new(formula, level);
        let mut scored = Vec::new();
        let mut standings = Vec::new();
        for (at, unit) in level.units.iter().enumerate() {
            let values: Vec<Option<f64>> =
                unit.readings.iter().map(|reading| reading.as_ref().map(|own| own.value)).collect();
            let items: Vec<f64> = unit.adjustments.iter().map(|item| item.points).collect();
            match formula.score(unit.unit.as_str(), weights, &values, &items) {
                Ok(score) => {
                    let composite = composite_of(formula, &covariances, (at, unit), &score)?;
                    let df = sampled(&score)
                        .filter(|(_, weight)| *weight > 0.0)
                        .filter_map(|(at, _)| unit.readings[at].as_ref()?.df())
                        .min();
                    let (estimate, se) = (score.total, composite.variance.sqrt());
                    scored.push((at, score, composite, Contender { estimate, se, df }));
                }
                Err(missing) => standings.push((at, Err(missing))),
            }
        }
        let contenders: Vec<Contender> = scored.iter().map(|(.., own)| *own).collect();
        let sets = rank_sets(&contenders, |j, k| {
            let of = |place: usize| (scored[place].0, &scored[place].1);
            covariances.totals(of(j), of(k))
        });
        for ((at, score, composite, contender), set) in scored.into_iter().zip(sets) {
            standings.push((at, Ok(Standing { score, composite, contender, set })));
        }
        standings.sort_by_key(|(at, _)| *at);
        let standings = standings.into_iter().map(|(_, standing)| standing).collect();
        Ok(Self { formula, level, standings })
    }

    pub(super) fn score_row(&self, year: i32, unit: usize) -> AnnualScoreRow {
        let own = &self.level.units[unit];
        let standing = self.standings[unit].as_ref();
        let there = standing.ok();
        let interval = there.and_then(Standing::interval);
        let missing = standing.err().into_iter().flatten();
        AnnualScoreRow {
            unit_code: own.unit.as_str().into(),
            unit_name: own.name.zh.as_str().into(),
            level: self.level.level.as_str().into(),
            year,
            formula: self.formula.reference().into(),
            weighted: there.map(|own| own.score.weighted),
            coefficient: self.formula.coefficient(own.unit.as_str()),
            bonus: there.map(|own| own.score.bonus),
            deduction: there.map(|own| own.score.deduction),
            total: there.map(|own| own.score.total),
            se: there.map(|own| own.contender.se),
            df: there.and_then(|own| own.contender.df),
            ci_low: interval.map(|(low, _)| low),
            ci_high: interval.map(|(_, high)| high),
            error_unknown: there.is_some_and(|own| own.composite.error_unknown),
            outside_margin: there.and_then(|own| own.composite.sensitivity),
            rank: there.map(|own| own.set.rank),
            rank_low: there.map(|own| own.set.low),
            rank_high: there.map(|own| own.set.high),
            tier: there.map(|own| own.set.tier),
            expected_rank: there.map(|own| own.set.expected),
            missing: missing.map(|at| self.formula.components[*at].code.to_string()).collect(),
        }
    }

    fn part_rows(&self, unit: usize) -> Vec<AnnualPartRow> {
        let own = &self.level.units[unit];
        let standing = &self.standings[unit];
        let row = |(at, reading): (usize, &Option<Reading>)| {
            let part = standing.as_ref().ok().and_then(|own| own.score.parts[at]);
            let state = match (reading, standing, part) {
                (Some(reading), ..) => reading.state(),
                (None, Err(refused), _) if refused.contains(&at) => PartState::Refused,
                (None, _, Some(_)) => PartState::Given,
                (None, ..) => PartState::SharedOut,
            };
            AnnualPartRow {
                unit_code: own.unit.as_str().into(),
                level: self.level.level.as_str().into(),
                component: self.formula.components[at].code.as_str().into(),
                state,
                value: reading.as_ref().map(|reading| reading.value),
                se: reading.as_ref().and_then(Reading::se),
                n: reading.as_ref().and_then(|reading| reading.n),
                points: part.map(|part| part.points),
                weight: part.map(|part| part.weight),
                weighted: part.map(|part| part.weight * part.points),
            }
        };
        own.readings.iter().enumerate().map(row).collect()
    }

    /// Shares of the spread between the units that have a score; empty for fewer than two.
    fn spread(&self) -> Result<Vec<SpreadRow>, FiguresError> {
        let parts = |own: &Standing| -> Vec<f64> {
            let score = &own.score;
            let part = |part: &Option<survey::annual::Part>| {
                part.map_or(0.0, |part| part.weight * part.points * score.coefficient)
            };
            let items = [score.bonus, -score.deduction];
            score.parts.iter().map(part).chain(items).collect()
        };
        let units: Vec<Vec<f64>> = self.standings.iter().flatten().map(parts).collect();
        let shares = if units.len() < 2 { None } else { composite::spread_shares(&units)? };
        let named = self
            .formula
            .components
            .iter()
            .map(|component| (component.code.as_str(), Some(component.weight)))
            .chain([("bonus", None), ("deduction", None)]);
        let row = |(at, (component, weight)): (usize, (&str, Option<f64>))| SpreadRow {
            level: self.level.level.as_str().into(),
            component: component.into(),
            weight,
            share: shares.as_ref().map(|shares| shares[at]),
        };
        Ok(named.enumerate().map(row).collect())
    }
}

impl Standing {
    /// Of 95 %; without a sampling error it is the total itself.
    fn interval(&self) -> Option<(f64, f64)> {
        let Contender { estimate, se, df } = self.contender;
        let margin = match df {
            Some(df) => central_t(f64::from(df), CONFIDENCE)? * se,
            None => 0.0,
        };
        Some((estimate - margin, estimate + margin))
    }
}

impl Reading {
    fn se(&self) -> Option<f64> {
        match self.error {
            ReadingError::Sampled { se, .. } => Some(se),
            ReadingError::Counted => Some(0.0),
            ReadingError::Published { .. } => None,
        }
    }

    fn df(&self) -> Option<u32> {
        match self.error {
            ReadingError::Sampled { df, .. } => Some(df),
            ReadingError::Counted | ReadingError::Published { .. } => None,
        }
    }

    fn state(&self) -> PartState {
        match self.error {
            ReadingError::Sampled { .. } => PartState::Sampled,
            ReadingError::Counted => PartState::Counted,
            ReadingError::Published { .. } => PartState::Published,
        }
    }
}

/// The error of the total of a unit (2.30).
fn composite_of(
    formula: &AnnualFormula,
    covariances: &Covariances<'_>,
    (at, unit): (usize, &UnitInputs),
    score: &UnitScore,
) -> Result<Composite, FiguresError> {
    let count = formula.components.len();
    let mut components = Vec::new();
    for (place, part) in score.parts.iter().enumerate() {
        let Some(part) = part else { continue };
        let slope = formula.components[place].slope();
        let error = match unit.readings[place].as_ref().map(|reading| reading.error) {
            Some(ReadingError::Sampled { .. }) => ComponentError::Sampled(place),
            Some(ReadingError::Published { variance }) => {
                let variance = variance.map(|variance| variance * slope * slope);
                ComponentError::Published { variance }
            }
            Some(ReadingError::Counted) | None => ComponentError::Counted,
        };
        let weight = part.weight * score.coefficient;
        components.push(composite::Component { weight, estimate: part.points, error });
    }
    let matrix = DMatrix::from_fn(count, count, |i, j| covariances.points((at, i), (at, j)));
    Ok(composite::composite(&components, &matrix)?)
}
