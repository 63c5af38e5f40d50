//! The kinds of entries, what each is about, and what can be wrong with it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ExternalResult, ResponsibilityLetter};
use crate::annual::{is_number, not_a_number};
use crate::days::{self, EARLIEST, last_due_day};
use crate::problem::{quoted, segment};
use crate::wording::says_in_a_line;
use crate::{Code, Period, Problem, UnitTree};

/// Longest text of an entry, in characters.
const TEXT_CHARS_MAX: usize = 400;
/// More than any bonus or deduction that was found.
const POINTS_MAX: f64 = 100.0;
/// Hexadecimal digits of a SHA-256.
const DIGEST_CHARS: usize = 64;

/// Something that one enters with a document, and another confirms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum YearEntry {
    /// A result of a survey that others made.
    External(ExternalResult),
    /// A part of the year's score that no program here computes.
    Value(EnteredValue),
    /// A bonus or deduction item.
    Adjustment(Adjustment),
    /// What a unit promises for a year.
    Letter(ResponsibilityLetter),
}

/// Which kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A result of a survey that others made.
    External,
    /// A part of the year's score, entered by hand.
    Value,
    /// A bonus or deduction item.
    Adjustment,
    /// A responsibility letter.
    Letter,
}

/// The document that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name, with its number.
    pub document: String,
    /// SHA-256 of it as a file, hexadecimal.
    pub document_digest: Option<String>,
}

/// The value of a component of the year's score, entered by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnteredValue {
    /// Calendar year.
    pub year: i32,
    /// Code of the unit.
    pub unit: Code,
    /// Code of the component in the formula.
    pub component: Code,
    /// Its value, as the formula reads it; usually 0 to 100.
    pub value: f64,
    /// Where it comes from.
    pub source: Source,
}

/// Points on top of the year's score, or off it (加分、扣分).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// Calendar year.
    pub year: i32,
    /// Code of the unit.
    pub unit: Code,
    /// Number of the item, which tells it from others of the unit and year.
    pub number: Code,
    /// Above 0 a bonus, below a deduction.
    pub points: f64,
    /// Why.
    pub reason: String,
    /// Where it comes from.
    pub source: Source,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::External, Self::Value, Self::Adjustment, Self::Letter];

    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::External => "external",
            Self::Value => "value",
            Self::Adjustment => "adjustment",
            Self::Letter => "letter",
        }
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for EntryKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            format!("there is no kind of entry {}; there are {known}", quoted(text))
        })
    }
}

impl YearEntry {
    /// Its kind.
    pub fn kind(&self) -> EntryKind {
        match self {
            Self::External(_) => EntryKind::External,
            Self::Value(_) => EntryKind::Value,
            Self::Adjustment(_) => EntryKind::Adjustment,
            Self::Letter(_) => EntryKind::Letter,
        }
    }

    /// The unit that it is about.
    pub fn unit(&self) -> &Code {
        match self {
            Self::External(own) => &own.unit,
            Self::Value(own) => &own.unit,
            Self::Adjustment(own) => &own.unit,
            Self::Letter(own) => &own.unit,
        }
    }

    /// The calendar year that it counts for; none for a period that lies in two.
    pub fn year(&self) -> Option<i32> {
        match self {
            Self::External(own) => {
                let year = own.period.months().start.year();
                Period::Year(year).covers(own.period).then_some(year)
            }
            Self::Value(own) => Some(own.year),
            Self::Adjustment(own) => Some(own.year),
            Self::Letter(own) => Some(own.year),
        }
    }

    /// What it is about. Entries with the same key are versions of each other.
    pub fn key(&self) -> String {
        let parts: Vec<String> = match self {
            Self::External(own) => vec![
                own.issuer.to_string(),
                own.period.to_string(),
                own.unit.to_string(),
                own.domain.to_string(),
            ],
            Self::Value(own) => {
                vec![own.year.to_string(), own.unit.to_string(), own.component.to_string()]
            }
            Self::Adjustment(own) => {
                vec![own.year.to_string(), own.unit.to_string(), own.number.to_string()]
            }
            Self::Letter(own) => vec![own.year.to_string(), own.unit.to_string()],
        };
        let kind = self.kind().as_str().to_owned();
        let parts: Vec<String> =
            std::iter::once(kind).chain(parts.iter().map(|part| segment(part))).collect();
        parts.join("/")
    }

    /// Everything that is wrong with it, by JSON pointer into its fields.
    pub fn problems(&self, units: &UnitTree, today: Date) -> Vec<Problem> {
        let mut wrong = Wrong { found: Vec::new(), today };
        if units.get(self.unit().as_str()).is_none() {
            let detail = format!("there is no unit {}", quoted(self.unit().as_str()));
            wrong.say("unknown_unit", "unit", detail);
        }
        match self {
            Self::External(own) => own.check(&mut wrong),
            Self::Value(own) => own.check(&mut wrong),
            Self::Adjustment(own) => own.check(&mut wrong),
            Self::Letter(own) => own.check(units, &mut wrong),
        }
        wrong.found
    }
}

impl EnteredValue {
    fn check(&self, wrong: &mut Wrong) {
        wrong.year(self.year);
        if !is_number(self.value) {
            wrong.say("out_of_range", "value", not_a_number(self.value));
        }
        self.source.check(wrong);
    }
}

impl Adjustment {
    fn check(&self, wrong: &mut Wrong) {
        wrong.year(self.year);
        let size = self.points.abs();
        if !(size > 0.0 && size <= POINTS_MAX) {
            let detail = format!("{} must be up to {POINTS_MAX}, and not 0", self.points);
            wrong.say("out_of_range", "points", detail);
        }
        wrong.text("reason", Some(&self.reason));
        self.source.check(wrong);
    }
}

impl Source {
    pub(super) fn check(&self, wrong: &mut Wrong) {
        wrong.document("source/", &self.document, self.document_digest.as_deref());
    }
}

/// What was found to be wrong.
pub(super) struct Wrong {
    found: Vec<Problem>,
    today: Date,
}

impl Wrong {
    pub(super) fn say(&mut self, code: &'static str, field: &str, detail: String) {
        self.found.push(Problem::new(code, format!("/{field}"), detail));
    }

    pub(super) fn year(&mut self, year: i32) {
        let years = i32::from(EARLIEST.year())..=i32::from(last_due_day(self.today).year());
        if !years.contains(&year) {
            let detail = format!("{year} is not between {} and {}", years.start(), years.end());
            self.say("out_of_range", "year", detail);
        }
    }

    /// A period of which those above say something.
    pub(super) fn period(&mut self, period: Period) {
        self.found.extend(days::begun("/period", period, self.today));
    }

    pub(super) fn range(&mut self, field: &str, value: Option<f64>, most: f64) {
        if let Some(value) = value.filter(|value| !(0.0..=most).contains(value)) {
            self.say("out_of_range", field, format!("{value} is not between 0 and {most}"));
        }
    }

    /// A place, and of how many.
    pub(super) fn place(&mut self, rank: (&str, Option<u32>), all: (&str, Option<u32>)) {
        match (rank.1, all.1) {
            (Some(0), _) => self.say("out_of_range", rank.0, "the first place is 1".to_owned()),
            (Some(rank), Some(of)) if of < rank => {
                self.say("out_of_range", all.0, format!("{rank} is not among {of}"));
            }
            (None, Some(of)) => self.say("missing", rank.0, format!("which place of {of}?")),
            _ => {}
        }
    }

    /// One line; may be left out, but not be blank.
    pub(super) fn text(&mut self, field: &str, text: Option<&str>) {
        let Some(text) = text else { return };
        if !says_in_a_line(text, TEXT_CHARS_MAX) {
            let detail = format!(
                "must say something in one line of at most {TEXT_CHARS_MAX} characters, and hold no \
                 control characters"
            );
            self.say("bad_text", field, detail);
        }
    }

    pub(super) fn document(&mut self, under: &str, name: &str, digest: Option<&str>) {
        self.text(&format!("{under}document"), Some(name));
        let is_digest =
            |text: &str| text.len() == DIGEST_CHARS && text.bytes().all(|b| b.is_ascii_hexdigit());
        if let Some(digest) = digest.filter(|digest| !is_digest(digest)) {
            let detail = format!("{} is no SHA-256 of 64 hexadecimal digits", quoted(digest));
            self.say("bad_digest", &format!("{under}document_digest"), detail);
        }
    }
}
