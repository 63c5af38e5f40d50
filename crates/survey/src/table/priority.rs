//! What to fix first: how much each driver matters, and how well it is done.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Flag, Row};
use crate::Period;

/// One line of the table of priorities: a category or question of one unit.
///
/// Importance is derived from the interviews of the whole area and says what overall satisfaction is
/// associated with, not what causes it; performance is the unit's own.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PriorityRow {
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// Period.
    pub period: Period,
    /// Category or question code.
    #[schemars(with = "String")]
    pub driver: CompactString,
    /// Its name in the language of the table.
    #[schemars(with = "String")]
    pub driver_name: CompactString,
    /// Scoring scheme with its version.
    #[schemars(with = "String")]
    pub scheme: CompactString,
    /// Mode, or `all`.
    #[schemars(with = "String")]
    pub mode: CompactString,
    /// Share of the explained variation of overall satisfaction that goes with it, 0 to 1; all
    /// drivers add up to 1 (1.3).
    pub importance: Option<f64>,
    /// Lower end of its 95 % interval, by a jackknife over PSUs.
    pub importance_low: Option<f64>,
    /// Upper end of that interval.
    pub importance_high: Option<f64>,
    /// Respondents of the unit with a substantive answer to it.
    pub n: Option<u64>,
    /// Index of the unit, 0 to 100.
    pub performance: Option<f64>,
    /// Lower end of its 95 % interval.
    pub performance_low: Option<f64>,
    /// Upper end of that interval.
    pub performance_high: Option<f64>,
    /// Share of the satisfied.
    pub rate: Option<f64>,
    /// Where it lies between the lines; empty where importance or performance is unknown.
    pub quadrant: Option<Quadrant>,
    /// Respondents of the unit who were asked what matters most to them, and answered; empty
    /// when withheld.
    pub asked: Option<u64>,
    /// Weighted share of them that named it.
    pub named_share: Option<f64>,
    /// Importance–satisfaction rating: share naming it × (1 − share satisfied).
    pub priority_rating: Option<f64>,
    /// Why the performance should be read with care.
    pub flag: Option<Flag>,
}

/// Where a driver lies in the importance–performance grid (1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// Important, and done badly (重点改进).
    ConcentrateHere,
    /// Important, and done well (继续保持).
    KeepUp,
    /// Less important, and done badly (次要改进).
    LowPriority,
    /// Less important, and done well (不必再加力).
    PossibleOverkill,
    /// An interval crosses a line: the data don't say.
    Undetermined,
}

impl Quadrant {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConcentrateHere => "concentrate_here",
            Self::KeepUp => "keep_up",
            Self::LowPriority => "low_priority",
            Self::PossibleOverkill => "possible_overkill",
            Self::Undetermined => "undetermined",
        }
    }
}

/// How importance was derived, or why it was not.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Derivation {
    /// The question about everything together, in words; empty where there is none.
    pub outcome: String,
    /// Respondents of the area with an answer to it.
    pub respondents: u64,
    /// Fewest of them that two drivers, or a driver and the outcome, have in common.
    pub fewest: u64,
    /// Share of its variation that goes with the drivers together.
    pub r_squared: Option<f64>,
    /// How the drivers share it.
    pub method: Option<ImportanceMethod>,
    /// Why there is no importance.
    pub lacking: Option<Lacking>,
}

/// How drivers that go together share what they explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportanceMethod {
    /// Averaged over all orders of entry (Lindeman, Merenda and Gold).
    Lmg,
    /// Johnson's relative weights.
    Johnson,
}

/// Why importance can't be derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lacking {
    /// The questionnaire has no question about everything together, or doesn't say which it is.
    Outcome,
    /// Fewer than two drivers.
    Drivers,
    /// Fewer respondents than so many in common.
    Respondents(u64),
    /// Fewer than two PSUs in a stratum, or all alike: the design gives no interval.
    Psus,
    /// Everybody gave the same answer, or drivers depend on each other completely.
    Variation,
}

/// Everything that a chart of priorities shows.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Priorities {
    /// The rows: the highest importance–satisfaction rating first where there is one, else the
    /// highest importance.
    pub rows: Vec<PriorityRow>,
    /// Where importance comes from.
    pub derivation: Derivation,
    /// Performance and importance of the lines of the grid: means over the drivers.
    pub lines: Option<(f64, f64)>,
}

impl Row for PriorityRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("driver", Text, |r: &Self| r.driver.as_str().into()),
            Column::new("driver_name", Text, |r: &Self| r.driver_name.as_str().into()),
            Column::new("scheme", Text, |r: &Self| r.scheme.as_str().into()),
            Column::new("mode", Text, |r: &Self| r.mode.as_str().into()),
            Column::new("importance", Number, |r: &Self| r.importance.into()),
            Column::new("importance_low", Number, |r: &Self| r.importance_low.into()),
            Column::new("importance_high", Number, |r: &Self| r.importance_high.into()),
            Column::new("n", Count, |r: &Self| r.n.into()),
            Column::new("performance", Number, |r: &Self| r.performance.into()),
            Column::new("performance_low", Number, |r: &Self| r.performance_low.into()),
            Column::new("performance_high", Number, |r: &Self| r.performance_high.into()),
            Column::new("rate", Number, |r: &Self| r.rate.into()),
            Column::new("quadrant", Text, |r: &Self| {
                r.quadrant.map_or("", Quadrant::as_str).into()
            }),
            Column::new("asked", Count, |r: &Self| r.asked.into()),
            Column::new("named_share", Number, |r: &Self| r.named_share.into()),
            Column::new("priority_rating", Number, |r: &Self| r.priority_rating.into()),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
        ]
    }
}
