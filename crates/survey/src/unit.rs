//! Units and the tree they form.

use std::collections::HashMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::quoted;
use crate::schema::Day;
use crate::{Code, Label, Language, Problem};

/// A node of the unit tree: a province, town, village, school or department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unit {
    /// The key. Division codes for places, the office's own codes for departments.
    pub code: Code,
    /// What people call it.
    pub name: Label,
    /// Level word such as `city`, `district`, `town`, `village`: data, not an enum, because an
    /// education bureau has schools and classes where an environment bureau has villages.
    pub level: Code,
    /// The unit above, empty for a root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Code>,
    /// First day on which the unit exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    pub valid_from: Option<Date>,
    /// Last day on which the unit exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    pub valid_to: Option<Date>,
}

/// Units whose parents all exist, without cycles, in input order.
#[derive(Debug, Clone, Default)]
pub struct UnitTree {
    units: Vec<Unit>,
    index: HashMap<Code, usize>,
    parents: Vec<Option<usize>>,
}

impl UnitTree {
    /// Checks the units and ties them together.
    ///
    /// # Errors
    /// Every duplicate code, missing parent, cycle and reversed validity.
    pub fn new(units: Vec<Unit>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut index = HashMap::with_capacity(units.len());
        for (i, unit) in units.iter().enumerate() {
            if let Some(first) = index.insert(unit.code.clone(), i) {
                problems.push(at(
                    i,
                    "duplicate_unit",
                    format!("unit {} stands already at number {first}", quoted(unit.code.as_str())),
                ));
            }
            if let (Some(from), Some(to)) = (unit.valid_from, unit.valid_to)
                && from > to
            {
                problems.push(at(i, "reversed_validity", format!("{from} is after {to}")));
            }
        }
        let mut parents = Vec::with_capacity(units.len());
        for (i, unit) in units.iter().enumerate() {
            let parent = unit.parent.as_ref().and_then(|code| index.get(code).copied());
            if let (Some(code), None) = (&unit.parent, parent) {
                problems.push(at(
                    i,
                    "unknown_parent",
                    format!(
                        "parent {} of unit {} is not among the units",
                        quoted(code.as_str()),
                        quoted(unit.code.as_str())
                    ),
                ));
            }
            parents.push(parent);
        }
        problems.extend(cycles(&units, &parents));
        if problems.is_empty() {
            problems.extend(too_deep(&units, &parents));
        }
        if problems.is_empty() { Ok(Self { units, index, parents }) } else { Err(problems) }
    }

    /// All units, in input order.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Position of a unit in [`Self::units`].
    pub fn position(&self, code: &str) -> Option<usize> {
        self.index.get(code).copied()
    }

    /// The unit with a code.
    pub fn get(&self, code: &str) -> Option<&Unit> {
        self.position(code).map(|i| &self.units[i])
    }

    /// Position of the parent of the unit at a position.
    pub fn parent(&self, position: usize) -> Option<usize> {
        self.parents[position]
    }

    /// Positions from a unit up to its root, the unit itself first.
    pub fn lineage(&self, position: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(position), |&i| self.parents[i])
    }

    /// The levels that occur, from the root downwards, in order of first depth.
    pub fn levels(&self) -> Vec<&Code> {
        let mut by_depth: Vec<(usize, &Code)> = Vec::new();
        for (i, unit) in self.units.iter().enumerate() {
            let depth = self.lineage(i).count();
            match by_depth.iter_mut().find(|(_, level)| **level == unit.level) {
                Some(entry) => entry.0 = entry.0.min(depth),
                None => by_depth.push((depth, &unit.level)),
            }
        }
        by_depth.sort_by_key(|(depth, _)| *depth);
        by_depth.into_iter().map(|(_, level)| level).collect()
    }

    /// Positions of the units of a level.
    pub fn at_level<'a>(&'a self, level: &'a str) -> impl Iterator<Item = usize> + 'a {
        (0..self.units.len()).filter(move |&i| self.units[i].level == *level)
    }

    /// Codes of the units of a level, at or below a unit.
    pub fn level_within(&self, level: &str, top: &str) -> Vec<Code> {
        let is_within =
            |place: usize| self.lineage(place).any(|above| self.units[above].code.as_str() == top);
        let within = self.at_level(level).filter(|place| is_within(*place));
        within.map(|place| self.units[place].code.clone()).collect()
    }

    /// Name of the unit with this code, or the code itself where the tree does not hold it.
    pub fn name<'a>(&'a self, code: &'a str, language: Language) -> &'a str {
        self.get(code).map_or(code, |unit| unit.name.get(language))
    }
}

/// Levels of a tree: a country has five administrative ones.
const DEPTH_MAX: usize = 32;

/// The first unit that lies too deep; those below it do so too.
fn too_deep(units: &[Unit], parents: &[Option<usize>]) -> Option<Problem> {
    let depth =
        |i: usize| std::iter::successors(Some(i), |&i| parents[i]).take(DEPTH_MAX + 1).count();
    let deep = (0..units.len()).find(|&i| depth(i) > DEPTH_MAX)?;
    let unit = quoted(units[deep].code.as_str());
    Some(at(deep, "too_deep", format!("unit {unit} lies below {DEPTH_MAX} others or more")))
}

fn at(position: usize, code: &'static str, detail: String) -> Problem {
    Problem::new(code, format!("/units/{position}"), detail)
}

/// A walk upwards that is longer than the number of units has come round.
fn cycles(units: &[Unit], parents: &[Option<usize>]) -> Vec<Problem> {
    (0..units.len())
        .filter(|&start| {
            let mut at = start;
            for _ in 0..units.len() {
                match parents[at] {
                    None => return false,
                    Some(up) => at = up,
                }
                if at == start {
                    return true;
                }
            }
            false
        })
        .map(|i| {
            at(
                i,
                "unit_cycle",
                format!("unit {} is its own ancestor", quoted(units[i].code.as_str())),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str, level: &str, parent: Option<&str>) -> Unit {
        Unit {
            code: code.parse().expect("a code"),
            name: Label::single(code),
            level: level.parse().expect("a code"),
            parent: parent.map(|p| p.parse().expect("a code")),
            valid_from: None,
            valid_to: None,
        }
    }

    #[test]
    fn a_tree_is_not_a_chain() {
        let chain = |length: usize| {
            let code = |i: usize| format!("u{i}");
            let unit = |i: usize| unit(&code(i), "level", i.checked_sub(1).map(code).as_deref());
            UnitTree::new((0..length).map(unit).collect())
        };
        assert!(chain(DEPTH_MAX).is_ok());
        let problems = chain(DEPTH_MAX + 1).expect_err("too deep");
        assert_eq!(problems[0].code, "too_deep");
    }

    #[test]
    fn lineage_and_levels_run_from_leaf_to_root_and_back() {
        let tree = UnitTree::new(vec![
            unit("v1", "village", Some("t1")),
            unit("t1", "town", Some("c")),
            unit("c", "city", None),
        ])
        .expect("a sound tree");
        let codes: Vec<_> = tree.lineage(0).map(|i| tree.units()[i].code.as_str()).collect();
        assert_eq!(codes, ["v1", "t1", "c"]);
        assert_eq!(tree.levels(), ["city", "town", "village"]);
    }

    #[test]
    fn every_problem_is_named() {
        let problems = UnitTree::new(vec![
            unit("a", "town", Some("b")),
            unit("b", "town", Some("a")),
            unit("b", "town", Some("nowhere")),
        ])
        .expect_err("a broken tree");
        let codes: Vec<_> = problems.iter().map(|p| p.code).collect();
        assert!(codes.contains(&"duplicate_unit"), "{codes:?}");
        assert!(codes.contains(&"unknown_parent"), "{codes:?}");
    }

    #[test]
    fn a_cycle_is_found() {
        let problems = UnitTree::new(vec![unit("a", "x", Some("b")), unit("b", "x", Some("a"))])
            .expect_err("a cycle");
        assert!(problems.iter().all(|p| p.code == "unit_cycle"));
    }
}
