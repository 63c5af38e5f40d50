//! Every knock and call, also those that came to nothing.

use std::collections::HashSet;

use jiff::civil::Date;
use survey::attempt::ContactAttempt;
use survey::{Code, Mode, Response};

use crate::calendar::{field_days, instant};
use crate::dice::{Dice, Stream};
use crate::district::District;
use crate::fieldwork::Batch;
use crate::sample::{Draw, daytime, evening, household};

/// Outcomes with their weights.
type Chances = [(&'static str, f64)];

/// How a visit that was tried again had ended.
const VISIT_AGAIN: &Chances = &[("2.20", 0.82), ("2.25", 0.18)];
/// How a call that was tried again had ended.
const CALL_AGAIN: &Chances = &[("3.13", 0.52), ("3.12", 0.16), ("3.16", 0.12), ("2.25", 0.20)];
/// How visits end that never become an interview.
const VISIT_LOST: &Chances = &[
    ("2.20", 0.44),
    ("2.11", 0.20),
    ("2.12", 0.04),
    ("2.32", 0.10),
    ("2.33", 0.01),
    ("3.18", 0.03),
    ("4.61", 0.15),
    ("4.51", 0.03),
];
/// How calls end that never become an interview.
const CALL_LOST: &Chances = &[
    ("3.13", 0.40),
    ("2.11", 0.22),
    ("2.12", 0.06),
    ("3.16", 0.10),
    ("3.12", 0.04),
    ("4.32", 0.13),
    ("4.51", 0.02),
    ("2.32", 0.03),
];
/// Lost cases for one interview: fewer than half of all numbers give an interview, most doors do.
const LOST_VISITS: f64 = 0.28;
const LOST_CALLS: f64 = 1.05;
/// Serial number of the first lost line of a month; interviews stay far below it unless a plan is
/// made for load.
const LOST_LINES: u32 = 500;

/// The attempts that belong to a batch, in the order of time.
pub(crate) fn attempts(district: &District, batch: Batch) -> Vec<ContactAttempt> {
    let stream = if batch.mock {
        Stream::MockAttempts(batch.month, batch.town)
    } else {
        Stream::OfficialAttempts(batch.month, batch.town)
    };
    let number = batch.town as usize;
    let days = field_days(batch.month);
    let draw = Draw { town: &district.towns[number], number, month: batch.month, days: &days };
    let mut log = Log {
        dice: Dice::new(district.plan.seed, stream),
        round: district.round_code(batch),
        last_question: district.questionnaire.questions.last().map(|q| q.code.clone()),
        draw,
        cases: HashSet::new(),
        attempts: Vec::new(),
    };
    let responses = district.interviews(batch);
    log.cases.extend(responses.iter().filter_map(|response| response.respondent.clone()));
    for (i, response) in (0..).zip(&responses) {
        log.completed(response);
        log.lost(response, i, batch.mock);
    }
    log.attempts.sort_by_key(|attempt| attempt.at);
    log.attempts
}

struct Log<'a> {
    dice: Dice,
    round: Code,
    last_question: Option<Code>,
    draw: Draw<'a>,
    /// Households and lines that have been tried.
    cases: HashSet<Code>,
    attempts: Vec<ContactAttempt>,
}

impl Log<'_> {
    /// An interview and the attempts before it.
    fn completed(&mut self, response: &Response) {
        let (Some(case), Some(at)) = (&response.respondent, response.started_at) else { return };
        let before: Vec<Date> =
            self.draw.days.iter().copied().filter(|day| *day < response.interviewed_on).collect();
        self.failures(response, case, &before);
        let outcome = if self.is_complete(response) { "1.1" } else { "1.2" };
        self.add(response, case.clone(), at, outcome);
    }

    /// A household or line from which nothing came.
    fn lost(&mut self, response: &Response, serial: u32, mock: bool) {
        let visit = response.mode == Mode::Visit;
        let rate = if visit { LOST_VISITS } else { LOST_CALLS };
        let whole = u32::from(rate >= 1.0);
        let count = whole + u32::from(self.dice.chance(rate - f64::from(whole)));
        for i in 0..count {
            let case = self.lost_case(response, LOST_LINES + 2 * serial + i, mock);
            let (day, second) = self.moment(response.mode, self.draw.days);
            let before: Vec<Date> =
                self.draw.days.iter().copied().filter(|other| *other < day).collect();
            self.failures(response, &case, &before);
            let lost = if visit { VISIT_LOST } else { CALL_LOST };
            let outcome = self.outcome(lost);
            self.add(response, case, instant(day, second), outcome);
        }
    }

    /// Another door of the village, or another line.
    fn lost_case(&mut self, response: &Response, serial: u32, mock: bool) -> Code {
        let villages = &self.draw.town.villages;
        let Some(village) = villages.iter().find(|village| village.code == response.unit) else {
            return self.draw.line(if mock { 'm' } else { 'p' }, serial);
        };
        let mut case = household(village, self.dice.between(1, village.households));
        for _ in 0..20 {
            if self.cases.insert(case.clone()) {
                break;
            }
            case = household(village, self.dice.between(1, village.households));
        }
        case
    }

    /// None, one or two failed attempts on earlier days.
    fn failures(&mut self, response: &Response, case: &Code, before: &[Date]) {
        if before.is_empty() {
            return;
        }
        let (again, chances) = match response.mode {
            Mode::Visit => (VISIT_AGAIN, [0.68, 0.24, 0.08]),
            _ => (CALL_AGAIN, [0.58, 0.27, 0.15]),
        };
        for _ in 0..self.dice.weighted(&chances) {
            let (day, second) = self.moment(response.mode, before);
            let outcome = self.outcome(again);
            self.add(response, case.clone(), instant(day, second), outcome);
        }
    }

    fn moment(&mut self, mode: Mode, days: &[Date]) -> (Date, u32) {
        if mode == Mode::Visit {
            daytime(days, &mut self.dice)
        } else {
            evening(days, &mut self.dice)
        }
    }

    fn outcome(&mut self, chances: &Chances) -> &'static str {
        let weights: Vec<f64> = chances.iter().map(|chance| chance.1).collect();
        chances[self.dice.weighted(&weights)].0
    }

    /// An interview is complete when its last question was put, even if nothing was said to it;
    /// it is put after a negative general answer.
    fn is_complete(&self, response: &Response) -> bool {
        let reached =
            |code: &Code| response.answers.contains_key(code) || response.not_asked.contains(code);
        self.last_question.as_ref().is_some_and(reached)
            || response.answers.get("general").is_some_and(|option| option == "1" || option == "2")
    }

    fn add(&mut self, response: &Response, case: Code, at: jiff::Timestamp, outcome: &str) {
        self.attempts.push(ContactAttempt {
            appointment_at: None,
            by: None,
            id: self.dice.uuid(),
            round: self.round.clone(),
            case,
            unit: response.unit.clone(),
            mode: response.mode,
            at,
            outcome: crate::places::code(outcome),
        });
    }
}
