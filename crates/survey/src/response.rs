//! Responses (答卷): one interview with its answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Code;
use crate::schema::{Day, Instant, answers, day};
use crate::validate::{WEIGHT_MAX, WEIGHT_MIN};

/// The way of asking (调查方式).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 入户走访
    Visit,
    /// 电话调查
    Phone,
    /// 网络问卷
    Web,
    /// 窗口评价
    Window,
    /// 邮寄问卷
    Mail,
}

impl Mode {
    /// All modes, in the order in which reports list them.
    pub const ALL: [Self; 5] = [Self::Visit, Self::Phone, Self::Web, Self::Window, Self::Mail];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::Phone => "phone",
            Self::Web => "web",
            Self::Window => "window",
            Self::Mail => "mail",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|mode| mode.as_str() == text)
            .ok_or_else(|| format!("{text:?} is not a mode: use visit, phone, web, window or mail"))
    }
}

/// One completed or partial interview.
///
/// Unanswered, not asked, don't know and refused are four different things: a question is
/// unanswered when it stands neither in `answers` nor in `not_asked`; the other two are options
/// of its scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Made by the device when the interview starts; sending twice can't count twice.
    pub id: Uuid,
    /// Code of the round.
    pub round: Code,
    /// Version of the questionnaire that was asked, where it is not the round's: a phone that was out
    /// of reach asks by what it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_version: Option<u32>,
    /// Code of the unit where the respondent lives or is served.
    pub unit: Code,
    /// The way of asking.
    pub mode: Mode,
    /// Day of the interview in the survey's own time zone; decides the month it counts for.
    #[serde(deserialize_with = "day")]
    #[schemars(with = "Day")]
    pub interviewed_on: Date,
    /// When the interview began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Instant>")]
    pub started_at: Option<Timestamp>,
    /// When the interview ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Instant>")]
    pub ended_at: Option<Timestamp>,
    /// Pseudonymous household or respondent number; never a name or a phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respondent: Option<Code>,
    /// Sampling stratum; empty means one stratum for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stratum: Option<Code>,
    /// Primary sampling unit; empty means that the respondent was drawn directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psu: Option<Code>,
    /// Design weight.
    #[serde(default = "one")]
    #[schemars(range(min = WEIGHT_MIN, max = WEIGHT_MAX))]
    pub weight: f64,
    /// Question code → option code, or the words of a free-text answer.
    #[schemars(schema_with = "answers")]
    pub answers: BTreeMap<Code, String>,
    /// Questions that a skip rule or the file left out.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_asked: BTreeSet<Code>,
    /// How far the interview came, where the respondent is a case of the round: the case is closed
    /// with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion: Option<Completion>,
    /// What is behind bad answers: each opens an issue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<IssueReport>,
    /// Where the interview was held, if whoever asked let the device tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Photos that belong to it; they are sent by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoMention>,
}

/// How far an interview came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// To the end.
    Complete,
    /// Broken off, with answers that count.
    Partial,
}

/// What somebody complains of when an answer is bad.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueReport {
    /// The question that was answered badly.
    pub question: Code,
    /// Category of the scheme; the question's own unless it turned out to be about something else.
    pub category: Code,
    /// A reason of the category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
    /// In the respondent's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A place on Earth (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Degrees north.
    #[schemars(range(min = -90, max = 90))]
    pub latitude: f64,
    /// Degrees east.
    #[schemars(range(min = -180, max = 180))]
    pub longitude: f64,
    /// How far off it may be, in metres.
    #[schemars(range(min = 0, max = ACCURACY_MAX))]
    pub accuracy: f64,
}

/// A photo of an interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhotoMention {
    /// The id under which it is sent.
    pub id: Uuid,
    /// Whether the respondent agreed to it; without that it is not taken.
    pub consent: bool,
}

/// A position that may be farther off than this tells nothing, in metres.
pub const ACCURACY_MAX: f64 = 100_000.0;
/// Most photos of an interview.
pub const PHOTOS_MAX: usize = 3;

fn one() -> f64 {
    1.0
}
