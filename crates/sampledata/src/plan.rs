//! The knobs: how big a district to invent, and from which seed.

use survey::Problem;

/// Most towns: numbers 001 to 099 for streets and 100 to 199 for towns in each of two districts.
const TOWNS_MAX: u32 = 200;
/// Most villages in a town: numbers 200 to 399 minus room for the larger towns.
const VILLAGES_MAX: u32 = 120;
/// A hundred years.
const MONTHS_MAX: u32 = 1_200;

/// What to invent. The same plan always gives the same district, byte for byte.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Where all chance comes from.
    pub seed: u64,
    /// Towns and streets in both districts together.
    pub towns: u32,
    /// Villages and communities of a town, on average; single towns differ by about a quarter.
    pub villages_per_town: u32,
    /// Months of fieldwork from October 2024 on.
    pub months: u32,
    /// Official interviews per town and month, on average; towns differ by a factor of five.
    pub responses_per_town_month: u32,
    /// Mock interviews per town, in the last month but one.
    pub mock_responses_per_town: u32,
    /// For how many of the last months contact attempts are given.
    pub attempt_months: u32,
    /// Issues over the whole time.
    pub issues: u32,
}

impl Default for Plan {
    /// The district in `fixtures/district`.
    fn default() -> Self {
        Self {
            seed: 20_241_001,
            towns: 26,
            villages_per_town: 11,
            months: 24,
            responses_per_town_month: 42,
            mock_responses_per_town: 15,
            attempt_months: 3,
            issues: 150,
        }
    }
}

impl Plan {
    /// A district for quick tests: six towns, six months, about a thousand interviews.
    pub fn small() -> Self {
        Self {
            towns: 6,
            villages_per_town: 8,
            months: 6,
            responses_per_town_month: 30,
            issues: 20,
            ..Self::default()
        }
    }

    /// Everything that is wrong with the plan.
    pub fn problems(&self) -> Vec<Problem> {
        [
            ("/towns", self.towns, 2, TOWNS_MAX),
            ("/villages_per_town", self.villages_per_town, 3, VILLAGES_MAX),
            ("/months", self.months, 1, MONTHS_MAX),
            ("/responses_per_town_month", self.responses_per_town_month, 1, 10_000_000),
            ("/mock_responses_per_town", self.mock_responses_per_town, 0, 10_000_000),
            ("/attempt_months", self.attempt_months, 0, MONTHS_MAX),
            ("/issues", self.issues, 0, 1_000_000),
        ]
        .into_iter()
        .filter(|&(_, value, least, most)| value < least || value > most)
        .map(|(path, value, least, most)| {
            Problem::new(
                "plan_out_of_range",
                path,
                format!("{value} must lie between {least} and {most}"),
            )
        })
        .collect()
    }
}
