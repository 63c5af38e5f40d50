//! Who is asked: villages by turns, households by equal steps, telephone lines by number.

use jiff::Timestamp;
use jiff::civil::Date;
use survey::{Code, Mode};

use crate::calendar::{clock, instant};
use crate::dice::Dice;
use crate::places::{Town, Village, code};

/// Share of visits among official interviews.
const VISITS: f64 = 0.62;
/// Households that two surveyors manage in a village on a day.
const HOUSEHOLDS_A_DAY: u32 = 14;
/// Fewer are not worth the way.
const HOUSEHOLDS_LEAST: u32 = 4;
/// Villages that a town visits in a month, unless there are more households than they can take.
const VILLAGES_A_MONTH: (u32, u32) = (3, 6);
/// How far the turn moves on every month. Three to six villages are visited, so some come again.
const TURN: u32 = 2;

/// One person to be asked, and when.
pub(crate) struct Case {
    pub(crate) mode: Mode,
    /// Position of the village in its town; empty for a telephone line.
    pub(crate) village: Option<usize>,
    pub(crate) respondent: Code,
    pub(crate) weight: f64,
    pub(crate) day: Date,
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Timestamp,
}

/// What is drawn in a town in a month.
pub(crate) struct Draw<'a> {
    pub(crate) town: &'a Town,
    /// Position of the town, counted from 0.
    pub(crate) number: usize,
    /// Month of the fieldwork, counted from 0.
    pub(crate) month: u32,
    /// Days of fieldwork in the month.
    pub(crate) days: &'a [Date],
}

impl Draw<'_> {
    /// The cases of an official round: visits, then calls.
    pub(crate) fn official(&self, mean: u32, dice: &mut Dice) -> Vec<Case> {
        let wanted = f64::from(mean) * self.town.share * (0.88 + 0.24 * dice.unit());
        let count = rounded(wanted).max(mean.min(20));
        let visits = rounded(f64::from(count) * VISITS);
        // Visits and calls both speak for all households, each for its share of the interviews.
        let visit_share = f64::from(visits) / f64::from(count);
        let mut cases = self.visits(visits, visit_share, dice);
        cases.extend(self.calls(count - visits, 1.0 - visit_share, 'p', dice));
        cases
    }

    /// The cases of the mock round: calls only.
    pub(crate) fn mock(&self, count: u32, dice: &mut Dice) -> Vec<Case> {
        self.calls(count, 1.0, 'm', dice)
    }

    fn visits(&self, wanted: u32, share: f64, dice: &mut Dice) -> Vec<Case> {
        let all = u32::try_from(self.town.villages.len()).unwrap_or(u32::MAX);
        let villages = villages_for(wanted, all);
        let mut cases = Vec::new();
        let mut left = wanted;
        for i in 0..villages {
            let households = uneven(left, villages - i, dice);
            left = left.saturating_sub(households);
            let village = ((self.month * TURN + i) % all) as usize;
            let drawn = f64::from(all) / f64::from(villages);
            self.village(village, households, drawn * share, dice, &mut cases);
        }
        cases
    }

    /// Households by equal steps from a random start (等距抽样), in the order in which they are
    /// visited.
    fn village(
        &self,
        position: usize,
        households: u32,
        weight: f64,
        dice: &mut Dice,
        cases: &mut Vec<Case>,
    ) {
        let village = &self.town.villages[position];
        let step = (village.households / households).max(1);
        let start = 1 + dice.below(step);
        let weight = weight * f64::from(village.households) / f64::from(households);
        let mut walk = Walk::begin(self.days, dice);
        for i in 0..households {
            let (day, started_at, ended_at) = walk.next(dice);
            cases.push(Case {
                mode: Mode::Visit,
                village: Some(position),
                respondent: household(village, start + i * step),
                weight: one_decimal(weight),
                day,
                started_at,
                ended_at,
            });
        }
    }

    fn calls(&self, count: u32, share: f64, letter: char, dice: &mut Dice) -> Vec<Case> {
        let weight = share * f64::from(self.town.households()) / f64::from(count.max(1));
        let mut times: Vec<_> = (0..count).map(|_| evening(self.days, dice)).collect();
        times.sort_unstable();
        (1..)
            .zip(times)
            .map(|(i, (day, second))| {
                let (started_at, ended_at) = (instant(day, second), dice.between(170, 430));
                Case {
                    mode: Mode::Phone,
                    village: None,
                    respondent: self.line(letter, i),
                    weight: one_decimal(weight),
                    day,
                    started_at,
                    ended_at: instant(day, second + ended_at),
                }
            })
            .collect()
    }

    /// Pseudonymous number of a telephone line.
    pub(crate) fn line(&self, letter: char, serial: u32) -> Code {
        code(&format!("{letter}{:02}-{:02}{serial:03}", self.number + 1, self.month + 1))
    }
}

/// Pseudonymous number of a household.
pub(crate) fn household(village: &Village, number: u32) -> Code {
    code(&format!("h{:03}-{number:03}", village.serial))
}

/// A moment at which people are called: half past five to half past eight.
pub(crate) fn evening(days: &[Date], dice: &mut Dice) -> (Date, u32) {
    (*dice.pick(days), dice.between(clock(17, 30), clock(20, 25)))
}

/// A moment at which doors are knocked on.
pub(crate) fn daytime(days: &[Date], dice: &mut Dice) -> (Date, u32) {
    (*dice.pick(days), dice.between(clock(8, 30), clock(17, 30)))
}

/// A surveyor on the way from door to door, for as many days as it takes.
struct Walk<'a> {
    days: &'a [Date],
    day: usize,
    second: u32,
}

impl<'a> Walk<'a> {
    fn begin(days: &'a [Date], dice: &mut Dice) -> Self {
        let start = if dice.chance(0.6) { clock(8, 35) } else { clock(14, 0) };
        Self { days, day: dice.index(days.len()), second: start + dice.below(1_800) }
    }

    fn next(&mut self, dice: &mut Dice) -> (Date, Timestamp, Timestamp) {
        self.second += dice.between(150, 720);
        if (clock(11, 50)..clock(13, 50)).contains(&self.second) {
            self.second = clock(14, 0) + dice.below(1_200);
        }
        if self.second > clock(17, 45) {
            self.day = (self.day + 1) % self.days.len();
            self.second = clock(8, 35) + dice.below(1_800);
        }
        let day = self.days[self.day];
        let start = self.second;
        self.second += dice.between(210, 560);
        (day, instant(day, start), instant(day, self.second))
    }
}

/// As many villages as the households need, three to six unless more are inevitable.
fn villages_for(households: u32, all: u32) -> u32 {
    let (low, high) = VILLAGES_A_MONTH;
    let usual = (households / 7).clamp(low, high);
    usual.max(households.div_ceil(HOUSEHOLDS_A_DAY)).clamp(1, all)
}

/// Households of the next of `villages` that share `left` households: near the even share and 4 to
/// 14, unless the plan asks for fewer or more than that allows.
fn uneven(left: u32, villages: u32, dice: &mut Dice) -> u32 {
    let (even, others) = (left / villages, villages - 1);
    let least = left.saturating_sub(HOUSEHOLDS_A_DAY * others).max(HOUSEHOLDS_LEAST);
    let most = left.saturating_sub(HOUSEHOLDS_LEAST * others).min(HOUSEHOLDS_A_DAY);
    let (low, high) = ((even - even / 4).max(least), (even + even / 4).min(most));
    if low <= high { dice.between(low, high) } else { even.max(1) }
}

fn one_decimal(value: f64) -> f64 {
    ((value * 10.0).round() / 10.0).max(0.1)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
fn rounded(value: f64) -> u32 {
    value.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Stream;

    #[test]
    fn three_to_six_villages_are_enough_until_they_are_full() {
        assert_eq!(villages_for(12, 11), 3);
        assert_eq!(villages_for(35, 11), 5);
        assert_eq!(villages_for(84, 11), 6);
        assert_eq!(villages_for(10_000, 11), 11);
        assert_eq!(villages_for(1, 11), 3);
    }

    #[test]
    fn uneven_shares_stay_between_4_and_14_and_use_everything_up() {
        let mut dice = Dice::new(1, Stream::Truth);
        for wanted in 12..=84 {
            let (villages, mut left) = (villages_for(wanted, 11), wanted);
            for i in 0..villages {
                let households = uneven(left, villages - i, &mut dice);
                assert!((4..=14).contains(&households), "{wanted}: {households}");
                left -= households;
            }
            assert_eq!(left, 0, "{wanted}");
        }
    }
}
