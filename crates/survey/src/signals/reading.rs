//! Interviews → what each signal says of each subject, beside the same of all others.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Serialize;

use super::interview::metres;
use super::{Signal, SignalInterview, SignalRules};
use crate::response::Position;
use crate::{Code, Mode, OptionKind};

/// What a signal says of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Reading {
    /// What was looked at.
    pub signal: Signal,
    /// How many were noticed.
    pub counted: u64,
    /// Of how many: interviews, pairs of them, or answers.
    pub of: u64,
    /// The share; of none there is no share.
    pub share: Option<f64>,
    /// The share among all others.
    pub others: Option<f64>,
    /// The limit that the share is held against; none where nothing can be said.
    pub limit: Option<f64>,
    /// Whether it asks for a second look.
    pub raised: bool,
}

/// How many of how many, signal by signal.
type Tally = [(u64, u64); Signal::ALL.len()];

/// What every signal says of every subject, by its code. Whoever belongs to no subject is among the others of
/// all.
pub fn readings(
    interviews: &[SignalInterview],
    rules: &SignalRules,
) -> BTreeMap<Code, Vec<Reading>> {
    let context = Context::of(interviews);
    let mut by_subject: BTreeMap<Option<&Code>, Vec<&SignalInterview>> = BTreeMap::new();
    for interview in interviews {
        by_subject.entry(interview.subject.as_ref()).or_default().push(interview);
    }
    let tallies: BTreeMap<Option<&Code>, Tally> = by_subject
        .into_iter()
        .map(|(subject, own)| (subject, context.tally(&own, rules, subject.is_some())))
        .collect();
    let mut all = Tally::default();
    for tally in tallies.values() {
        for (all, own) in all.iter_mut().zip(tally) {
            *all = (all.0 + own.0, all.1 + own.1);
        }
    }
    let told = |(subject, own): (Option<&Code>, Tally)| {
        let read = |(at, signal): (usize, Signal)| {
            let others = (all[at].0 - own[at].0, all[at].1 - own[at].1);
            judged(signal, own[at], share(others), rules)
        };
        Some((subject?.clone(), Signal::ALL.into_iter().enumerate().map(read).collect()))
    };
    tallies.into_iter().filter_map(told).collect()
}

fn share((counted, of): (u64, u64)) -> Option<f64> {
    (of > 0).then(|| counted as f64 / of as f64)
}

/// Holds a share against its limit.
fn judged(signal: Signal, own: (u64, u64), others: Option<f64>, rules: &SignalRules) -> Reading {
    let (counted, of) = own;
    let limit = match signal {
        Signal::ShortInterviews => Some(rules.short_share),
        Signal::NightEntries => Some(rules.night_share),
        Signal::FarAway => Some(rules.far_share),
        Signal::ManyAtOnce => Some(0.0),
        Signal::AllSatisfied => Some(1.0),
        Signal::StraightLining => others.map(|others| (others + rules.straight_excess).min(1.0)),
        Signal::NearIdentical => others.map(|others| (others + rules.identical_excess).min(1.0)),
        Signal::FewDontKnow => others
            .filter(|others| others * of as f64 >= rules.dont_know_expected)
            .map(|others| others * rules.dont_know_part),
    };
    let limit = limit.filter(|_| of >= u64::from(rules.counted_min));
    let share = share(own);
    let beyond = |(share, limit): (f64, f64)| match signal {
        Signal::AllSatisfied => counted == of,
        Signal::FewDontKnow => share < limit,
        _ => share > limit,
    };
    let raised = share.zip(limit).is_some_and(beyond);
    Reading { signal, counted, of, share, others, limit, raised }
}

/// What single interviews are compared with.
struct Context<'a> {
    /// Median length in seconds by form and mode.
    lengths: BTreeMap<(u32, Mode), f64>,
    /// The middle of the positions of each unit.
    middles: BTreeMap<&'a Code, Position>,
}

impl<'a> Context<'a> {
    fn of(interviews: &'a [SignalInterview]) -> Self {
        let mut lengths: BTreeMap<_, Vec<f64>> = BTreeMap::new();
        let mut places: BTreeMap<&Code, Vec<&Position>> = BTreeMap::new();
        for interview in interviews {
            if let Some(length) = interview.length() {
                let key = (interview.form, interview.mode);
                lengths.entry(key).or_default().push(length.as_secs_f64());
            }
            if let Some(position) = &interview.position {
                places.entry(&interview.unit).or_default().push(position);
            }
        }
        let middle = |(unit, places): (&'a Code, Vec<&Position>)| {
            let along = |of: fn(&Position) -> f64| median(places.iter().map(|at| of(at)).collect());
            let latitude = along(|at| at.latitude)?;
            let longitude = along(|at| at.longitude)?;
            Some((unit, Position { latitude, longitude, accuracy: 0.0 }))
        };
        Self {
            lengths: lengths
                .into_iter()
                .filter_map(|(key, lengths)| Some((key, median(lengths)?)))
                .collect(),
            middles: places.into_iter().filter_map(middle).collect(),
        }
    }

    /// Pairs of interviews that are nobody's tell nothing.
    fn tally(&self, own: &[&SignalInterview], rules: &SignalRules, with_pairs: bool) -> Tally {
        let mut tally = Tally::default();
        let mut count = |signal: Signal, counted: u64, of: u64| {
            let (all, base) = &mut tally[signal as usize];
            *all += counted;
            *base += of;
        };
        for interview in own {
            for (signal, noticed) in [
                (Signal::ShortInterviews, self.is_short(interview, rules)),
                (Signal::StraightLining, interview.is_straight(rules)),
                (Signal::NightEntries, interview.is_at_night(rules)),
                (Signal::FarAway, self.is_far(interview, rules)),
            ] {
                count(signal, u64::from(noticed == Some(true)), u64::from(noticed.is_some()));
            }
            let of_kind = |kind| interview.given().filter(move |answer| answer.kind == kind);
            let satisfied = of_kind(OptionKind::Substantive).filter(|answer| answer.satisfied);
            let opinions = of_kind(OptionKind::Substantive).count() as u64;
            count(Signal::AllSatisfied, satisfied.count() as u64, opinions);
            let silent = of_kind(OptionKind::DontKnow).count() as u64;
            count(Signal::FewDontKnow, silent, interview.given().count() as u64);
        }
        if with_pairs {
            let (alike, pairs) = alike(own, rules);
            count(Signal::NearIdentical, alike, pairs);
            let (at_once, timed) = at_once(own, rules);
            count(Signal::ManyAtOnce, at_once, timed);
        }
        tally
    }

    fn is_short(&self, interview: &SignalInterview, rules: &SignalRules) -> Option<bool> {
        let usual = self.lengths.get(&(interview.form, interview.mode))?;
        Some(interview.length()?.as_secs_f64() < rules.short_of_median * usual)
    }

    /// What a position may be off counts for the surveyor.
    fn is_far(&self, interview: &SignalInterview, rules: &SignalRules) -> Option<bool> {
        let (own, middle) = (interview.position?, self.middles.get(&interview.unit)?);
        Some(metres(&own, middle) - own.accuracy > rules.far_metres)
    }
}

/// The value in the middle; of an even number the mean of both there.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(values[half - 1], upper))
}

/// Pairs that are nearly identical, of those that can be compared.
fn alike(own: &[&SignalInterview], rules: &SignalRules) -> (u64, u64) {
    let (mut alike, mut pairs) = (0, 0);
    for (at, one) in own.iter().enumerate() {
        for other in &own[at + 1..] {
            let like = one.is_like(other, rules);
            pairs += u64::from(like.is_some());
            alike += u64::from(like == Some(true));
        }
    }
    (alike, pairs)
}

/// Interviews that end within a moment with too many others, of those that tell when they ended.
fn at_once(own: &[&SignalInterview], rules: &SignalRules) -> (u64, u64) {
    let mut ends: Vec<_> = own.iter().filter_map(|interview| interview.ended_at).collect();
    ends.sort_unstable();
    let moment = SignedDuration::from_mins(rules.moment_minutes.into());
    let many = rules.moment_interviews as usize;
    let mut crowded = vec![false; ends.len()];
    for first in 0..ends.len() {
        let within =
            ends[first..].iter().take_while(|end| end.duration_since(ends[first]) < moment);
        let within = within.count();
        if within >= many {
            crowded[first..first + within].fill(true);
        }
    }
    (crowded.iter().filter(|crowded| **crowded).count() as u64, ends.len() as u64)
}
