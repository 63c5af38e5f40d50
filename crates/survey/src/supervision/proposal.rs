//! An order that is proposed.

use jiff::civil::Date;
use uuid::{Uuid, uuid};

use super::{Ground, OrderEvent};
use crate::problem::quoted;
use crate::{Code, Period, Problem, UnitTree, days};

/// The space of ids that are made of unit, period and ground.
const BY_GROUND: Uuid = uuid!("b3a7a1de-58b1-4c53-8f0b-8a1f3b8c2e90");

/// An order to a unit that a rule or a person proposes.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOrder {
    /// Code of the unit.
    pub unit: Code,
    /// The period that it is about.
    pub period: Period,
    /// Why.
    pub ground: Ground,
}

impl NewOrder {
    /// Its id: a rule proposes one order to a unit in a period, however often it is asked.
    pub fn id(&self) -> Uuid {
        let ground = match &self.ground {
            Ground::Rule { rule, .. } => format!("rule/{rule}"),
            Ground::Person { text } => format!("person/{text}"),
        };
        let name = format!("{}/{}/{ground}", self.unit, self.period);
        Uuid::new_v5(&BY_GROUND, name.as_bytes())
    }

    /// The step that proposes it.
    pub fn propose(&self) -> OrderEvent {
        OrderEvent::Propose { ground: self.ground.clone() }
    }

    /// Everything that is wrong with it.
    pub fn problems(&self, units: &UnitTree, today: Date) -> Vec<Problem> {
        let mut problems = Vec::new();
        if units.get(self.unit.as_str()).is_none() {
            let detail = format!("there is no unit {}", quoted(self.unit.as_str()));
            problems.push(Problem::new("unknown_unit", "/unit", detail));
        }
        problems.extend(self.period_problem(today));
        problems
    }

    /// What is wrong with its period: orders are about what has happened.
    pub fn period_problem(&self, today: Date) -> Option<Problem> {
        days::begun("/period", self.period, today)
    }
}
