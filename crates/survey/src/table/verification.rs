//! What checks found of a surveyor's interviews, and the signals of fieldwork.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Flag, Row};
use crate::Period;
use crate::signals::Signal;

/// What stands in the place of a surveyor for all together.
pub const ALL_SURVEYORS: &str = "all";

/// One line of the table of agreement: a surveyor. Sorted by name, and never by a figure.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AgreementRow {
    /// Account of the surveyor, or `all`.
    #[schemars(with = "String")]
    pub surveyor: CompactString,
    /// What people call them.
    #[schemars(with = "String")]
    pub surveyor_name: CompactString,
    /// When the interviews were held; empty for all there are.
    pub period: Option<Period>,
    /// Checks that are over.
    pub checks: u64,
    /// Of them, whose respondent was reached.
    pub reached: u64,
    /// Of those reached: it happened. Empty when withheld.
    pub confirmed: Option<u64>,
    /// Of those reached: it never happened.
    pub denied: Option<u64>,
    /// Of those reached: can't remember.
    pub cant_remember: Option<u64>,
    /// `confirmed / (confirmed + denied)`.
    pub confirmed_share: Option<f64>,
    /// Lower end of Wilson's interval of 95 %.
    pub confirmed_low: Option<f64>,
    /// Upper end.
    pub confirmed_high: Option<f64>,
    /// Questions that were answered both times.
    pub pairs: Option<u64>,
    /// Share of `pairs` with the same answer both times.
    pub agreement: Option<f64>,
    /// Lower end of its interval of 95 %, by interviews.
    pub agreement_low: Option<f64>,
    /// Upper end.
    pub agreement_high: Option<f64>,
    /// Cohen's kappa: agreement beyond what chance would give, question by question.
    pub kappa: Option<f64>,
    /// Lower end of its interval of 95 % (Fleiss, Cohen and Everitt 1969), by interviews.
    pub kappa_low: Option<f64>,
    /// Upper end.
    pub kappa_high: Option<f64>,
    /// `suppressed` where the numbers are withheld, `small_n` where few were reached.
    pub flag: Option<Flag>,
}

/// One line of the table of signals: a surveyor or a unit, and a signal.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SignalRow {
    /// Account of the surveyor, or code of the unit.
    #[schemars(with = "String")]
    pub subject: CompactString,
    /// What people call it.
    #[schemars(with = "String")]
    pub subject_name: CompactString,
    /// Period.
    pub period: Period,
    /// The signal.
    pub signal: Signal,
    /// Interviews of the subject.
    pub interviews: u64,
    /// How many were noticed; empty when withheld.
    pub counted: Option<u64>,
    /// Of how many: interviews, pairs of them, or answers.
    pub of: Option<u64>,
    /// The share.
    pub share: Option<f64>,
    /// The share among all others.
    pub others_share: Option<f64>,
    /// The limit that the share is held against; empty where too little is there to say anything.
    pub limit: Option<f64>,
    /// Whether it asks for a second look.
    pub raised: bool,
    /// `suppressed` where the numbers are withheld, `small_n` where interviews are too few for a signal.
    pub flag: Option<Flag>,
}

impl Row for AgreementRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("surveyor", Text, |r: &Self| r.surveyor.as_str().into()),
            Column::new("surveyor_name", Text, |r: &Self| r.surveyor_name.as_str().into()),
            Column::new("period", Text, |r: &Self| match r.period {
                Some(period) => Cell::Text(period.to_string().into()),
                None => Cell::Empty,
            }),
            Column::new("checks", Count, |r: &Self| r.checks.into()),
            Column::new("reached", Count, |r: &Self| r.reached.into()),
            Column::new("confirmed", Count, |r: &Self| r.confirmed.into()),
            Column::new("denied", Count, |r: &Self| r.denied.into()),
            Column::new("cant_remember", Count, |r: &Self| r.cant_remember.into()),
            Column::new("confirmed_share", Number, |r: &Self| r.confirmed_share.into()),
            Column::new("confirmed_low", Number, |r: &Self| r.confirmed_low.into()),
            Column::new("confirmed_high", Number, |r: &Self| r.confirmed_high.into()),
            Column::new("pairs", Count, |r: &Self| r.pairs.into()),
            Column::new("agreement", Number, |r: &Self| r.agreement.into()),
            Column::new("agreement_low", Number, |r: &Self| r.agreement_low.into()),
            Column::new("agreement_high", Number, |r: &Self| r.agreement_high.into()),
            Column::new("kappa", Number, |r: &Self| r.kappa.into()),
            Column::new("kappa_low", Number, |r: &Self| r.kappa_low.into()),
            Column::new("kappa_high", Number, |r: &Self| r.kappa_high.into()),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
        ]
    }
}

impl Row for SignalRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("subject", Text, |r: &Self| r.subject.as_str().into()),
            Column::new("subject_name", Text, |r: &Self| r.subject_name.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("signal", Text, |r: &Self| r.signal.as_str().into()),
            Column::new("interviews", Count, |r: &Self| r.interviews.into()),
            Column::new("counted", Count, |r: &Self| r.counted.into()),
            Column::new("of", Count, |r: &Self| r.of.into()),
            Column::new("share", Number, |r: &Self| r.share.into()),
            Column::new("others_share", Number, |r: &Self| r.others_share.into()),
            Column::new("limit", Number, |r: &Self| r.limit.into()),
            Column::new("raised", Text, |r: &Self| if r.raised { "yes" } else { "" }.into()),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
        ]
    }
}
