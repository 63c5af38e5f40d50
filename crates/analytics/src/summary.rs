//! What a cube holds, month by month.

use std::collections::BTreeSet;

use serde::Serialize;
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Month, Period};

use crate::Cube;
use crate::cube::{INTERVIEWED, MonthCells};

/// Size of one month of a cube.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthSummary {
    /// The month.
    pub month: Period,
    /// Interviews.
    pub interviews: u64,
    /// Units with an interview of their own.
    pub units: u64,
    /// Strata that were visited.
    pub strata: u64,
    /// PSUs that were visited; a respondent who was drawn directly is one.
    pub psus: u64,
    /// Sums over answers: one for each site, question and option that was chosen.
    pub sums: u64,
}

impl Row for MonthSummary {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("month", Text, |r: &Self| Cell::Text(r.month.to_string().into())),
            Column::new("interviews", Count, |r: &Self| r.interviews.into()),
            Column::new("units", Count, |r: &Self| r.units.into()),
            Column::new("strata", Count, |r: &Self| r.strata.into()),
            Column::new("psus", Count, |r: &Self| r.psus.into()),
            Column::new("sums", Count, |r: &Self| r.sums.into()),
        ]
    }
}

impl Cube {
    /// What each month holds.
    pub fn summary(&self) -> Vec<MonthSummary> {
        let months = self.months.iter();
        months.map(|(&month, cells)| self.month_summary(Month::from_index(month), cells)).collect()
    }

    fn month_summary(&self, month: Month, cells: &MonthCells) -> MonthSummary {
        let psus: BTreeSet<u32> = cells.sites.iter().map(|site| site.psu).collect();
        let strata: BTreeSet<u32> =
            psus.iter().map(|&psu| self.dimensions.psus[psu as usize]).collect();
        let units: BTreeSet<u32> = cells.sites.iter().map(|site| site.unit).collect();
        let people = (0..cells.sites.len()).flat_map(|site| cells.people_of(site));
        MonthSummary {
            month: Period::Month(month),
            interviews: people.filter(|(who, _)| *who == INTERVIEWED).map(|(_, count)| count).sum(),
            units: units.len() as u64,
            strata: strata.len() as u64,
            psus: psus.len() as u64,
            sums: cells.cells.len() as u64,
        }
    }
}
