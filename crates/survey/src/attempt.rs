//! Contact attempts (联系记录): every call and door-knock with its outcome, also the failed ones.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::response::Mode;
use crate::schema::Instant;
use crate::{Code, Label};

/// Group that an outcome belongs to when response rates are computed (AAPOR Standard Definitions).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeGroup {
    /// I: complete interview.
    Complete,
    /// P: partial interview.
    Partial,
    /// R: refusal and break-off.
    Refusal,
    /// NC: eligible, but not reached.
    NonContact,
    /// O: eligible, reached, no interview for another reason.
    Other,
    /// UH: unknown whether there is an eligible household.
    UnknownHousehold,
    /// UO: unknown for another reason.
    UnknownOther,
    /// Not eligible.
    NotEligible,
}

/// One outcome code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// AAPOR code such as `1.1` or `2.20`.
    pub code: Code,
    /// What people call it.
    pub label: Label,
    /// Its group.
    pub group: OutcomeGroup,
}

/// One call or door-knock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactAttempt {
    /// Made where the attempt was made, as for responses.
    pub id: Uuid,
    /// Code of the round.
    pub round: Code,
    /// Pseudonymous number of the household or line that was tried.
    pub case: Code,
    /// Code of its unit.
    pub unit: Code,
    /// By door or by telephone.
    pub mode: Mode,
    /// When.
    #[schemars(with = "Instant")]
    pub at: Timestamp,
    /// AAPOR outcome code.
    pub outcome: Code,
    /// When somebody is to call or come again, where that was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Instant>")]
    pub appointment_at: Option<Timestamp>,
    /// Who tried: the name of an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Code>,
}

/// The outcome codes that ship with the product. Codes and groups: AAPOR Standard Definitions as
/// seeded by queXS (`quexs.sql`); Chinese labels are ours.
///
/// # Panics
/// Never: the codes are literals, and a test reads them all.
pub fn standard_outcomes() -> Vec<Outcome> {
    use OutcomeGroup::{
        Complete, NonContact, NotEligible, Other, Partial, Refusal, UnknownHousehold,
    };
    [
        ("1.1", "完成访问", "Complete interview", Complete),
        ("1.2", "部分完成", "Partial interview", Partial),
        ("2.11", "拒访", "Refusal", Refusal),
        ("2.12", "中途中断", "Break-off", Refusal),
        ("2.20", "无人在家", "Nobody home", NonContact),
        ("2.25", "约定再访", "Call back later", NonContact),
        ("2.32", "无法作答", "Unable to answer", Other),
        ("2.33", "语言不通", "Language barrier", Other),
        ("3.13", "无人接听", "No answer", UnknownHousehold),
        ("3.12", "占线", "Busy", UnknownHousehold),
        ("3.16", "关机", "Switched off", UnknownHousehold),
        ("3.18", "地址未找到", "Address not found", UnknownHousehold),
        ("4.32", "空号停机", "Not in service", NotEligible),
        ("4.51", "非住户", "Not a household", NotEligible),
        ("4.61", "空户搬迁", "Vacant or moved away", NotEligible),
        ("4.80", "配额已满", "Quota filled", NotEligible),
    ]
    .into_iter()
    .map(|(code, zh, en, group)| Outcome {
        code: code.parse().expect("a literal code is well-formed"),
        label: Label::new(zh, en),
        group,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn outcome_codes_are_distinct() {
        let outcomes = standard_outcomes();
        let codes: HashSet<_> = outcomes.iter().map(|outcome| &outcome.code).collect();
        assert_eq!(codes.len(), outcomes.len());
    }
}
