//! One interview, as far as signals look at it, and what each of them says of it alone.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::SignalRules;
use crate::response::Position;
use crate::round::in_china;
use crate::{Code, Mode, OptionKind};

/// Mean radius of the Earth in metres.
const EARTH: f64 = 6_371_008.8;

/// An answer to a question with options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenAnswer {
    /// The scale, by any number that tells scales apart.
    pub scale: u16,
    /// The option, by its position on the scale.
    pub option: u16,
    /// Opinion, don't know or refusal.
    pub kind: OptionKind,
    /// Whether it counts as satisfied.
    pub satisfied: bool,
}

/// An interview without anything that tells who was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalInterview {
    /// Of whose interviews it is one; none takes part only in what others are compared with.
    pub subject: Option<Code>,
    /// Code of the unit.
    pub unit: Code,
    /// Version of the form.
    pub form: u32,
    /// The way of asking.
    pub mode: Mode,
    /// When it began, if the device told.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Where it was held, if the device told.
    pub position: Option<Position>,
    /// Answers by question, the same place for the same question in every interview; none where it was
    /// not put or not answered.
    pub answers: Vec<Option<GivenAnswer>>,
}

impl SignalInterview {
    pub(super) fn given(&self) -> impl Iterator<Item = &GivenAnswer> {
        self.answers.iter().flatten()
    }

    pub(super) fn length(&self) -> Option<SignedDuration> {
        let length = self.ended_at?.duration_since(self.started_at?);
        (!length.is_negative()).then_some(length)
    }

    pub(super) fn is_at_night(&self, rules: &SignalRules) -> Option<bool> {
        Some(rules.is_night(in_china(self.started_at?).hour()))
    }

    /// Whether all answers on some scale are one option; nothing where no scale has enough of them.
    pub(super) fn is_straight(&self, rules: &SignalRules) -> Option<bool> {
        let mut scales: BTreeMap<u16, (u32, Option<u16>)> = BTreeMap::new();
        for answer in self.given() {
            let (count, same) = scales.entry(answer.scale).or_insert((0, Some(answer.option)));
            *count += 1;
            *same = same.filter(|option| *option == answer.option);
        }
        let long = scales.values().filter(|(count, _)| *count >= rules.straight_questions);
        long.map(|(_, same)| same.is_some()).reduce(|one, other| one || other)
    }

    /// Whether two interviews agree in most of what both were asked; nothing where that is too little.
    pub(super) fn is_like(&self, other: &Self, rules: &SignalRules) -> Option<bool> {
        let (mut both, mut same) = (0_u32, 0_u32);
        for (own, others) in self.answers.iter().zip(&other.answers) {
            if let (Some(own), Some(others)) = (own, others) {
                both += 1;
                same += u32::from(own == others);
            }
        }
        let enough = both >= rules.straight_questions;
        enough.then(|| f64::from(same) >= rules.identical_match * f64::from(both))
    }
}

/// Metres between two places on the ground.
pub(super) fn metres(from: &Position, to: &Position) -> f64 {
    let (a, b) = (from.latitude.to_radians(), to.latitude.to_radians());
    let (across, along) = (b - a, (to.longitude - from.longitude).to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    2.0 * EARTH * (half(across) + a.cos() * b.cos() * half(along)).sqrt().min(1.0).asin()
}
