//! How much there is: for the health page.

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::row::count;
use crate::schema::{attempts, quarantine, responses, rounds, units};
use crate::{Store, StoreError};

/// How much there is of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Units.
    pub units: u64,
    /// Rounds.
    pub rounds: u64,
    /// Responses.
    pub responses: u64,
    /// Contact attempts.
    pub attempts: u64,
    /// Quarantined responses that wait for a decision.
    pub quarantined: u64,
}

impl Store {
    /// Counts everything, in one snapshot.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.read(|conn| {
            conn.snapshot(|conn| {
                let waiting = quarantine::table.filter(quarantine::settled_at.is_null());
                Ok(Counts {
                    units: count(units::table.select(count_star()).get_result(conn)?),
                    rounds: count(rounds::table.select(count_star()).get_result(conn)?),
                    responses: count(responses::table.select(count_star()).get_result(conn)?),
                    attempts: count(attempts::table.select(count_star()).get_result(conn)?),
                    quarantined: count(waiting.select(count_star()).get_result(conn)?),
                })
            })
        })
    }
}
