//! Interviews, one town and month at a time.

use survey::{Code, Mode, Response};

use crate::calendar::{field_days, first_day};
use crate::dice::{Dice, Stream};
use crate::district::District;
use crate::opinions::{self, Answers, Person};
use crate::places::code;
use crate::rounds;
use crate::sample::{Case, Draw};

/// The interviews of one round in one town and month. Batches don't depend on each other, so they
/// may be made in any order and on any number of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Batch {
    /// Month of the fieldwork, counted from 0.
    pub month: u32,
    /// Position of the town, counted from 0.
    pub town: u32,
    /// Belongs to the mock round.
    pub mock: bool,
}

impl Batch {
    /// All batches in the order of the files: month by month, town by town, the mock round after
    /// the official interviews of its month.
    pub(crate) fn all(months: u32, towns: u32) -> impl Iterator<Item = Self> {
        (0..months).flat_map(move |month| {
            let kinds = if month == rounds::mock_month(months) { 0..=1 } else { 0..=0 };
            kinds.flat_map(move |kind| {
                (0..towns).map(move |town| Self { month, town, mock: kind == 1 })
            })
        })
    }

    fn stream(self) -> Stream {
        if self.mock {
            Stream::Mock(self.month, self.town)
        } else {
            Stream::Official(self.month, self.town)
        }
    }
}

/// Makes the interviews of a batch.
pub(crate) fn interviews(district: &District, batch: Batch) -> Vec<Response> {
    let mut dice = Dice::new(district.plan.seed, batch.stream());
    let days = field_days(batch.month);
    let number = batch.town as usize;
    let town = &district.towns[number];
    let draw = Draw { town, number, month: batch.month, days: &days };
    let cases = if batch.mock {
        draw.mock(district.plan.mock_responses_per_town, &mut dice)
    } else {
        draw.official(district.plan.responses_per_town_month, &mut dice)
    };
    let round = district.round_code(batch);
    cases.into_iter().map(|case| interview(district, batch, &round, case, &mut dice)).collect()
}

fn interview(
    district: &District,
    batch: Batch,
    round: &Code,
    case: Case,
    dice: &mut Dice,
) -> Response {
    let id = dice.uuid();
    let person = person(district, batch, &case, dice);
    let Answers { given, not_asked, partial } =
        opinions::ask(&person, &district.questionnaire, dice);
    let town = &district.towns[batch.town as usize];
    let village = case.village.map(|position| &town.villages[position].code);
    let stratum = match case.mode {
        Mode::Phone => code(&format!("{}-phone", town.code)),
        _ => town.code.clone(),
    };
    let ended_at = if partial {
        case.started_at + (case.ended_at - case.started_at) / 2
    } else {
        case.ended_at
    };
    Response {
        id,
        round: round.clone(),
        form_version: None,
        unit: village.unwrap_or(&town.code).clone(),
        mode: case.mode,
        interviewed_on: case.day,
        started_at: Some(case.started_at),
        ended_at: Some(ended_at),
        respondent: Some(case.respondent),
        stratum: Some(stratum),
        psu: village.cloned(),
        weight: case.weight,
        answers: given,
        not_asked,
        completion: None,
        issues: Vec::new(),
        position: None,
        photos: Vec::new(),
    }
}

/// A caller lives in one of the town's villages too, but nobody writes down in which.
fn person(district: &District, batch: Batch, case: &Case, dice: &mut Dice) -> Person {
    let number = batch.town as usize;
    let villages = &district.towns[number].villages;
    let home = case.village.unwrap_or_else(|| {
        let households: Vec<f64> = villages.iter().map(|v| f64::from(v.households)).collect();
        dice.weighted(&households)
    });
    Person {
        mode: case.mode,
        calendar_month: first_day(batch.month).month(),
        community: villages[home].community,
        place: district.truth.town(number, batch.month) + district.truth.village(number, home),
        trouble: district.truth.trouble(number, home),
    }
}
