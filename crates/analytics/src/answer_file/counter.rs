//! Rows of answers → tallies.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;
use survey::Questionnaire;

use super::offers::Offers;
use super::rows::Rows;
use super::values::{NULL, Numbering};
use crate::builder::FormQuestion;
use crate::cube::{ANSWERED_CATEGORY, INTERVIEWED, Site};
use crate::tally::{Load, Tallies};
use crate::{AnalyticsError, AnswerFileError, Cube, CubeBuilder, Grain};

/// Counts the rows of one part.
pub(crate) struct Counter {
    builder: CubeBuilder,
    form: HashMap<String, FormQuestion>,
    strata: Numbering,
    psus: Numbering,
    units: Numbering,
    psu_names: Vec<String>,
    /// By stratum and position in `psu_names`.
    psu_numbers: HashMap<(u32, u32), u32, FixedState>,
    /// The part before counts the interview that runs over from there.
    begun_before: Option<u64>,
    open: Option<Interview>,
    batch: Batch,
    /// Every interview that was counted.
    keys: Vec<u64>,
}

#[derive(Clone, Copy)]
struct Interview {
    key: u64,
    month: i32,
    site: Site,
    weight: f64,
    /// Groups of people that the respondent belongs to, a bit each.
    groups: u128,
    /// Answers in the batch.
    answers: usize,
}

/// Groups of people that fit into the bits of an interview.
const GROUPS_MAX: usize = 128;

/// Interviews that wait to be tallied. Neighbouring interviews are of many sites; by site, each
/// site's tallies are fetched once for all of them.
#[derive(Default)]
struct Batch {
    interviews: Vec<Interview>,
    /// Slots of all answers, interview by interview.
    slots: Vec<u32>,
}

/// Answers in a batch: enough for several interviews a site, few enough for the cache.
const BATCH_ANSWERS: usize = 1 << 20;

impl Batch {
    /// Tallies and forgets.
    fn flush(&mut self, tallies: &mut Tallies) {
        self.sort_by_site();
        let mut slots = self.slots.as_slice();
        for run in self.interviews.chunk_by(|a, b| (a.month, a.site) == (b.month, b.site)) {
            let mut tallies = tallies.site(run[0].month, run[0].site);
            for interview in run {
                let load = Load::new(interview.weight);
                for &slot in slots.split_off(..interview.answers).unwrap_or_default() {
                    tallies.add_answer(slot as usize, &load);
                }
                for group in bits(interview.groups) {
                    tallies.add_people(group, 1);
                }
            }
        }
        self.interviews.clear();
        self.slots.clear();
    }

    /// Moves what lies scattered first, so that no tally waits for it.
    fn sort_by_site(&mut self) {
        let mut start = 0;
        let place = |interview: &Interview| {
            let slots = start..start + interview.answers;
            start = slots.end;
            slots
        };
        let slots_of: Vec<Range<usize>> = self.interviews.iter().map(place).collect();
        let key = |(at, interview): (usize, &Interview)| (interview.month, interview.site, at);
        let mut order: Vec<(i32, Site, usize)> =
            self.interviews.iter().enumerate().map(key).collect();
        order.sort_unstable();
        self.interviews = order.iter().map(|&(.., at)| self.interviews[at]).collect();
        let mut slots = Vec::with_capacity(self.slots.len());
        for (.., at) in order {
            slots.extend_from_slice(&self.slots[slots_of[at].clone()]);
        }
        self.slots = slots;
    }
}

/// The positions of the bits that are set.
fn bits(mut set: u128) -> impl Iterator<Item = u16> {
    std::iter::from_fn(move || {
        let bit = u16::try_from(set.trailing_zeros()).ok().filter(|_| set != 0)?;
        set &= set - 1;
        Some(bit)
    })
}

impl Counter {
    pub(crate) fn new(
        questionnaire: &Questionnaire,
        grain: Grain,
        begun_before: Option<u64>,
    ) -> Result<Self, AnswerFileError> {
        let mut builder = CubeBuilder::with_grain(grain);
        let form = builder.learn(questionnaire)?.clone();
        let groups = usize::from(ANSWERED_CATEGORY) + builder.dimensions.categories.len();
        if groups > GROUPS_MAX {
            let limit = GROUPS_MAX - usize::from(ANSWERED_CATEGORY);
            return Err(AnalyticsError::TooMany { what: "categories", limit }.into());
        }
        Ok(Self {
            builder,
            form: form.questions.into_iter().map(|(code, q)| (code.to_string(), q)).collect(),
            strata: Numbering::default(),
            psus: Numbering::default(),
            units: Numbering::default(),
            psu_names: Vec::new(),
            psu_numbers: HashMap::default(),
            begun_before,
            open: None,
            batch: Batch::default(),
            keys: Vec::new(),
        })
    }

    /// Counts rows that come after those counted before.
    pub(crate) fn count(&mut self, rows: &Rows<'_>) -> Result<(), AnswerFileError> {
        self.units.next_group();
        self.strata.next_group();
        self.psus.next_group();
        let mut offers = Offers::new(rows);
        let mut row = 0;
        while row < rows.len() {
            let (key, stretch) = rows.stretch(row)?;
            row = stretch.end;
            if self.begun_before == Some(key) {
                continue;
            }
            self.begun_before = None;
            if self.open.as_ref().is_none_or(|open| open.key != key) {
                self.close_interview();
                self.open = Some(self.interview(key, rows, stretch.start)?);
                offers.next_interview();
            }
            rows.expect_one_of_each(&stretch)?;
            self.add(stretch, &mut offers)?;
        }
        Ok(())
    }

    /// Counts what is left of the open interview; true if it may go on in the next row group.
    pub(crate) fn count_rest(&mut self, rows: &Rows<'_>) -> Result<bool, AnswerFileError> {
        let Some(open) = self.open.as_ref().map(|open| open.key) else { return Ok(false) };
        let mut offers = Offers::new(rows);
        let mut row = 0;
        while row < rows.len() {
            let (key, stretch) = rows.stretch(row)?;
            if key != open {
                return Ok(false);
            }
            row = stretch.end;
            rows.expect_one_of_each(&stretch)?;
            self.add(stretch, &mut offers)?;
        }
        Ok(true)
    }

    /// Adds answers of the open interview.
    fn add(
        &mut self,
        stretch: Range<usize>,
        offers: &mut Offers<'_>,
    ) -> Result<(), AnswerFileError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let columns = &offers.rows.columns;
        let questions = &columns.question.codes[stretch.clone()];
        let answers = &columns.answer.codes[stretch.clone()];
        for (row, (&question, &answer)) in stretch.zip(std::iter::zip(questions, answers)) {
            if answer == NULL {
                continue;
            }
            if offers.was_asked(question) {
                return Err(offers.answered_twice(row));
            }
            let offer = match offers.known(question, answer) {
                Some(offer) => offer,
                None => match offers.look_up(row, &self.form)? {
                    Some(offer) => offer,
                    None => continue,
                },
            };
            open.groups |= offer.groups;
            self.batch.slots.push(offer.slot);
            open.answers += 1;
        }
        Ok(())
    }

    fn interview(
        &mut self,
        key: u64,
        rows: &Rows<'_>,
        row: usize,
    ) -> Result<Interview, AnswerFileError> {
        let (columns, names) = (&rows.columns, rows.names);
        let month = rows.month(row)?;
        let weight = rows.weight(row)?;
        let dimensions = &mut self.builder.dimensions;
        let unit =
            self.units.of(&columns.unit, row, &names.unit, |t| dimensions.units.number(t))?;
        if unit == NULL {
            return Err(rows.fault(row, &names.unit, &columns.unit, "unit code"));
        }
        let stratum = match (&columns.stratum, &names.stratum) {
            (Some(column), Some(name)) => {
                self.strata.of(column, row, name, |text| dimensions.strata.number(text))?
            }
            _ => NULL,
        };
        let stratum = if stratum == NULL { dimensions.strata.number("") } else { stratum };
        let psu = match (&columns.psu, &names.psu) {
            (Some(column), Some(name)) => self.psus.of(column, row, name, |text| {
                self.psu_names.push(text.to_owned());
                u32::try_from(self.psu_names.len() - 1).expect("fewer than 2^32 PSUs")
            })?,
            _ => NULL,
        };
        let psu = if psu == NULL {
            dimensions.psu(stratum, None)
        } else {
            let name = &self.psu_names[psu as usize];
            let number = || dimensions.psu(stratum, Some(name));
            *self.psu_numbers.entry((stratum, psu)).or_insert_with(number)
        };
        let site = Site { psu, unit, mode: 0 };
        Ok(Interview { key, month, site, weight, groups: 1 << INTERVIEWED, answers: 0 })
    }

    fn close_interview(&mut self) {
        let Some(interview) = self.open.take() else { return };
        self.keys.push(interview.key);
        self.batch.interviews.push(interview);
        if self.batch.slots.len() >= BATCH_ANSWERS {
            self.batch.flush(&mut self.builder.tallies);
        }
    }

    /// Ends the part.
    pub(crate) fn end(&mut self) {
        self.close_interview();
        self.batch.flush(&mut self.builder.tallies);
    }

    /// Adds the part of the file that comes next.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.builder.absorb(other.builder);
    }

    /// The cube, unless an interview or a PSU was met in two places.
    pub(crate) fn finish(mut self, nested_psus: bool) -> Result<Cube, AnswerFileError> {
        if !nested_psus {
            self.builder.dimensions.check_psus_are_nested()?;
        }
        // Ids mostly ascend already; if not, twins become neighbours.
        if !self.keys.is_sorted_by(|a, b| a < b) {
            self.keys.sort_unstable();
            if self.keys.windows(2).any(|keys| keys[0] == keys[1]) {
                return Err(AnswerFileError::ScatteredInterview);
            }
        }
        drop(self.keys);
        Ok(self.builder.finish())
    }
}
