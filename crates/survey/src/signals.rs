//! Signals of fieldwork: what in a surveyor's interviews, or in those of a unit, asks for a second look.
//!
//! A signal proves nothing. It is told with what it counts, its limit and why that is its limit, to the
//! surveyor as to whoever supervises; a person looks into it, and nothing follows by itself.

mod interview;
mod reading;
mod rules;
#[cfg(test)]
mod tests;
mod words;

use schemars::JsonSchema;
use serde::Serialize;

pub use self::interview::{GivenAnswer, SignalInterview};
pub use self::reading::{Reading, readings};
pub use self::rules::SignalRules;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// 访问时长过短: interviews that took a small part of the usual time.
    ShortInterviews,
    /// 直线作答: interviews with the same option in all questions of a scale.
    StraightLining,
    /// 答案雷同: pairs of interviews with nearly the same answers.
    NearIdentical,
    /// 全部满意: every opinion is a satisfied one.
    AllSatisfied,
    /// 夜间录入: interviews that began at night.
    NightEntries,
    /// “不了解”偏少: far fewer don't-knows than elsewhere.
    FewDontKnow,
    /// 位置偏远: interviews far from where the others of the unit were held.
    FarAway,
    /// 短时多份: several interviews that ended within a moment.
    ManyAtOnce,
}

named!(Signal, "signal of fieldwork", 8,
    ShortInterviews => "short_interviews",
    StraightLining => "straight_lining",
    NearIdentical => "near_identical",
    AllSatisfied => "all_satisfied",
    NightEntries => "night_entries",
    FewDontKnow => "few_dont_know",
    FarAway => "far_away",
    ManyAtOnce => "many_at_once",
);
