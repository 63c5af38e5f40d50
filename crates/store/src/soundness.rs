//! What whoever judges the data has to know beside the interviews that count.

use std::collections::HashSet;

use diesel::dsl::count_star;
use diesel::prelude::*;
use survey::{Code, Mode};
use uuid::Uuid;

use crate::cases::ADDED;
use crate::row::{count, parse};
use crate::schema::{cases, response_versions, responses, withdrawn_responses};
use crate::stream::select;
use crate::{ResponseFilter, Store, StoreError};

/// Interviews of a unit itself by one mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitInterviews {
    /// Code of the unit.
    pub unit: Code,
    /// The way of asking.
    pub mode: Mode,
    /// How many.
    pub interviews: u64,
}

impl Store {
    /// How many interviews of the filter each unit itself has, mode by mode. What the filter wants to
    /// come after some response is not looked at.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn interviews_by_unit(
        &self,
        filter: &ResponseFilter,
    ) -> Result<Vec<UnitInterviews>, StoreError> {
        let rows: Vec<(String, String, i64)> = self.read(|conn| {
            let selection = select(conn, filter)?;
            let mut query = responses::table
                .filter(responses::month.ge(selection.months.start))
                .filter(responses::month.lt(selection.months.end))
                .group_by((responses::unit, responses::mode))
                .order((responses::unit, responses::mode))
                .select((responses::unit, responses::mode, count_star()))
                .into_boxed();
            if let Some(rounds) = &selection.rounds {
                query = query.filter(responses::round.eq_any(rounds));
            }
            Ok(query.load(conn)?)
        })?;
        let row = |(unit, mode, interviews): (String, String, i64)| {
            let what = "the unit of a response";
            Ok(UnitInterviews {
                unit: parse(&unit, what)?,
                mode: parse(&mode, what)?,
                interviews: count(interviews),
            })
        };
        rows.into_iter().map(row).collect()
    }

    /// Ids of the responses that were corrected, however often.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn corrected_responses(&self) -> Result<HashSet<Uuid>, StoreError> {
        let ids: Vec<String> = self.read(|conn| {
            let ids = response_versions::table.select(response_versions::response_id).distinct();
            Ok(ids.load(conn)?)
        })?;
        ids.iter().map(|id| parse(id, "the id of a corrected response")).collect()
    }

    /// Cases that were added by hand instead of drawn: round, and number of the case.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn cases_added_by_hand(&self) -> Result<HashSet<(Code, Code)>, StoreError> {
        let rows: Vec<(String, String)> = self.read(|conn| {
            let added = cases::table.filter(cases::origin.eq(ADDED));
            Ok(added.select((cases::round, cases::case_no)).load(conn)?)
        })?;
        let what = "a case that was added by hand";
        let case =
            |(round, case): (String, String)| Ok((parse(&round, what)?, parse(&case, what)?));
        rows.into_iter().map(case).collect()
    }

    /// How many responses were withdrawn. Of where and when they were nothing is kept.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn withdrawn_responses(&self) -> Result<u64, StoreError> {
        self.read(|conn| {
            Ok(count(withdrawn_responses::table.select(count_star()).get_result(conn)?))
        })
    }
}
