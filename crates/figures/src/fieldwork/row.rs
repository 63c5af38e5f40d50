//! The row of a unit: its cases by outcome, its rates and its quota, and the same in words.

use schemars::JsonSchema;
use serde::Serialize;
use statistics::outcome::{Eligibility, Outcomes};
use survey::Language;
use survey::display::rounded;
use survey::table::{Cell, Column, ColumnKind, Row};

use crate::Twin;

/// What stands for a rate of nobody.
const NOTHING: &str = "—";

/// Cases of a unit by their final outcome, and the rates after AAPOR's Standard Definitions (2.32).
/// A rate without anybody in its denominator is empty.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FieldworkRow {
    /// Code of the unit.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// Code of the round.
    pub round: String,
    /// The mode, or `all`.
    pub mode: &'static str,
    /// Cases.
    pub cases: u64,
    /// Of them, cases that nobody has tried yet. They are among the unknown households.
    pub untried: u64,
    /// I.
    pub complete: u64,
    /// P.
    pub partial: u64,
    /// R.
    pub refusal: u64,
    /// NC.
    pub non_contact: u64,
    /// O.
    pub other: u64,
    /// UH.
    pub unknown_household: u64,
    /// UO.
    pub unknown_other: u64,
    /// Not of the population.
    pub not_eligible: u64,
    /// RR1: complete interviews of all who are or may be eligible.
    pub response_rate: Option<f64>,
    /// RR3: the same, of those of unknown eligibility the estimated share that is eligible.
    pub response_rate_3: Option<f64>,
    /// CON1: reached.
    pub contact_rate: Option<f64>,
    /// REF1: refused.
    pub refusal_rate: Option<f64>,
    /// COOP1: complete interviews of all who were reached.
    pub cooperation_rate: Option<f64>,
    /// How many interviews it needs at least.
    pub minimum: Option<u64>,
    /// How many of them are missing.
    pub missing: Option<u64>,
    /// Cases to be tried, which nobody holds just now.
    pub open: u64,
    /// Cases with an agreed time, which nobody holds just now.
    pub appointments: u64,
    /// Cases that somebody holds just now.
    pub held: u64,
    /// Cases of which nothing more is wanted.
    pub closed: u64,
}

impl FieldworkRow {
    /// Who is or may be of the population: what the rates are shares of.
    pub fn base(&self) -> u64 {
        self.cases.saturating_sub(self.not_eligible)
    }

    /// Of them, who was reached.
    pub fn reached(&self) -> u64 {
        [self.complete, self.partial, self.refusal, self.other].iter().sum()
    }

    /// Units together. What one has beyond its quota does not make up for what another lacks.
    pub fn total(rows: &[Self], name: &str) -> Option<Self> {
        let first = rows.first()?;
        let sum = |count: fn(&Self) -> u64| rows.iter().map(count).sum::<u64>();
        let known = |count: fn(&Self) -> Option<u64>| {
            rows.iter().filter_map(count).reduce(u64::saturating_add)
        };
        let counts = Outcomes {
            complete: sum(|row| row.complete),
            partial: sum(|row| row.partial),
            refusal: sum(|row| row.refusal),
            non_contact: sum(|row| row.non_contact),
            other: sum(|row| row.other),
            unknown_household: sum(|row| row.unknown_household),
            unknown_other: sum(|row| row.unknown_other),
            ineligible: sum(|row| row.not_eligible),
        };
        Some(Self {
            unit_name: name.to_owned(),
            untried: sum(|row| row.untried),
            minimum: known(|row| row.minimum),
            missing: known(|row| row.missing),
            open: sum(|row| row.open),
            appointments: sum(|row| row.appointments),
            held: sum(|row| row.held),
            closed: sum(|row| row.closed),
            ..Self::of_outcomes(&counts, &first.round, first.mode)
        })
    }

    /// What follows from outcomes alone, of no unit.
    pub(super) fn of_outcomes(outcomes: &Outcomes, round: &str, mode: &'static str) -> Self {
        // The share is estimated, and so can't be out of bounds.
        let rates = outcomes.rates(Eligibility::Estimated).ok();
        Self {
            unit_code: String::new(),
            unit_name: String::new(),
            round: round.to_owned(),
            mode,
            cases: cases(outcomes),
            untried: 0,
            complete: outcomes.complete,
            partial: outcomes.partial,
            refusal: outcomes.refusal,
            non_contact: outcomes.non_contact,
            other: outcomes.other,
            unknown_household: outcomes.unknown_household,
            unknown_other: outcomes.unknown_other,
            not_eligible: outcomes.ineligible,
            response_rate: rates.and_then(|rates| rates.response[0]),
            response_rate_3: rates.and_then(|rates| rates.response[2]),
            contact_rate: rates.and_then(|rates| rates.contact[0]),
            refusal_rate: rates.and_then(|rates| rates.refusal[0]),
            cooperation_rate: rates.and_then(|rates| rates.cooperation[0]),
            minimum: None,
            missing: None,
            open: 0,
            appointments: 0,
            held: 0,
            closed: 0,
        }
    }
}

/// All cases, whatever became of them.
fn cases(outcomes: &Outcomes) -> u64 {
    let Outcomes {
        complete,
        partial,
        refusal,
        non_contact,
        other,
        unknown_household,
        unknown_other,
        ineligible,
    } = *outcomes;
    let eligible = [complete, partial, refusal, non_contact, other];
    let others = [unknown_household, unknown_other, ineligible];
    eligible.iter().chain(&others).sum()
}

impl Row for FieldworkRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        let count = |count: Option<u64>| count.map_or(Cell::Empty, Cell::Count);
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("round", Text, |r: &Self| r.round.as_str().into()),
            Column::new("mode", Text, |r: &Self| r.mode.into()),
            Column::new("cases", Count, |r: &Self| r.cases.into()),
            Column::new("untried", Count, |r: &Self| r.untried.into()),
            Column::new("complete", Count, |r: &Self| r.complete.into()),
            Column::new("partial", Count, |r: &Self| r.partial.into()),
            Column::new("refusal", Count, |r: &Self| r.refusal.into()),
            Column::new("non_contact", Count, |r: &Self| r.non_contact.into()),
            Column::new("other", Count, |r: &Self| r.other.into()),
            Column::new("unknown_household", Count, |r: &Self| r.unknown_household.into()),
            Column::new("unknown_other", Count, |r: &Self| r.unknown_other.into()),
            Column::new("not_eligible", Count, |r: &Self| r.not_eligible.into()),
            Column::new("response_rate", Number, |r: &Self| r.response_rate.into()),
            Column::new("response_rate_3", Number, |r: &Self| r.response_rate_3.into()),
            Column::new("contact_rate", Number, |r: &Self| r.contact_rate.into()),
            Column::new("refusal_rate", Number, |r: &Self| r.refusal_rate.into()),
            Column::new("cooperation_rate", Number, |r: &Self| r.cooperation_rate.into()),
            Column::new("minimum", Count, move |r: &Self| count(r.minimum)),
            Column::new("missing", Count, move |r: &Self| count(r.missing)),
            Column::new("open", Count, |r: &Self| r.open.into()),
            Column::new("appointments", Count, |r: &Self| r.appointments.into()),
            Column::new("held", Count, |r: &Self| r.held.into()),
            Column::new("closed", Count, |r: &Self| r.closed.into()),
        ]
    }
}

impl Twin {
    /// The table for reading.
    pub fn of_fieldwork(rows: &[FieldworkRow], language: Language) -> Self {
        let headers = language.pick(
            [
                "单位",
                "样本",
                "未联系",
                "完成",
                "拒访",
                "应答率",
                "接触率",
                "拒访率",
                "最低数",
                "还差",
            ],
            [
                "Unit", "Cases", "Untried", "Complete", "Refused", "RR1", "CON1", "REF1",
                "Minimum", "Missing",
            ],
        );
        let rate = |rate: Option<f64>| match rate {
            Some(rate) => format!("{}%", rounded(100.0 * rate, 1)),
            None => NOTHING.to_owned(),
        };
        let count =
            |count: Option<u64>| count.map_or(NOTHING.to_owned(), |count| count.to_string());
        let texts = |row: &FieldworkRow| {
            vec![
                row.unit_name.clone(),
                row.cases.to_string(),
                row.untried.to_string(),
                row.complete.to_string(),
                row.refusal.to_string(),
                rate(row.response_rate),
                rate(row.contact_rate),
                rate(row.refusal_rate),
                count(row.minimum),
                count(row.missing),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(texts).collect(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(outcomes: Outcomes, minimum: Option<u64>) -> FieldworkRow {
        let missing = minimum.map(|minimum| minimum.saturating_sub(outcomes.complete));
        FieldworkRow {
            minimum,
            missing,
            open: 1,
            ..FieldworkRow::of_outcomes(&outcomes, "r", "all")
        }
    }

    #[test]
    fn a_total_is_counted_from_the_cases_and_not_from_the_rates() {
        let many = Outcomes { complete: 30, refusal: 10, ineligible: 5, ..Outcomes::default() };
        let few = Outcomes { complete: 1, unknown_household: 9, ..Outcomes::default() };
        let rows = [of(many, Some(20)), of(few, Some(5)), of(Outcomes::default(), None)];
        let total = FieldworkRow::total(&rows, "together").expect("a total");
        assert_eq!((total.cases, total.base(), total.reached()), (55, 50, 41));
        assert_eq!((total.response_rate, total.refusal_rate), (Some(0.62), Some(0.2)));
        assert_eq!((total.contact_rate, total.open), (Some(0.82), 3));
        // One has ten more than it needs; the other lacks four all the same.
        assert_eq!((total.minimum, total.missing), (Some(25), Some(4)));
        assert_eq!(rows[2].response_rate, None);
        assert_eq!(FieldworkRow::total(&[], "nobody"), None);
    }
}
