//! Rows of answers → tallies.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;
use survey::{Code, OptionKind, Questionnaire};

use super::coded::Coded;
use super::codes::{Codes, Runs};
use super::columns::AnswerColumns;
use super::values::{NULL, Numbering};
use crate::builder::FormQuestion;
use crate::cube::{ANSWERED_CATEGORY, INTERVIEWED, Site};
use crate::tally::{Load, Tallies};
use crate::{AnalyticsError, AnswerFileError, Cube, CubeBuilder, Grain};

/// What a field may hold, for messages.
const A_DAY: &str = "day from 1900 to 2199, such as 2026-07-03";
const A_WEIGHT: &str = "number from 0.000001 to 1000000";

/// The columns of a row group.
pub(crate) struct Columns {
    pub(crate) interview: Coded<Runs>,
    pub(crate) unit: Coded<Runs>,
    pub(crate) date: Coded<Runs>,
    pub(crate) question: Coded<Vec<u32>>,
    pub(crate) answer: Coded<Vec<u32>>,
    pub(crate) stratum: Option<Coded<Runs>>,
    pub(crate) psu: Option<Coded<Runs>>,
    pub(crate) weight: Option<Coded<Runs>>,
}

/// A row group made ready to be counted.
pub(crate) struct Rows<'a> {
    names: &'a AnswerColumns,
    first_row: usize,
    columns: Columns,
    /// Per interview value: what tells it from others.
    keys: Vec<u64>,
    months: Vec<Option<i32>>,
    weights: Vec<Result<f64, f64>>,
}

impl<'a> Rows<'a> {
    /// `first_row` is for messages.
    ///
    /// # Errors
    /// When a column can't hold what it should.
    pub(crate) fn new(
        names: &'a AnswerColumns,
        first_row: usize,
        columns: Columns,
    ) -> Result<Self, AnswerFileError> {
        let weight = names.weight.as_deref().unwrap_or_default();
        let weights = columns.weight.as_ref().map(|column| column.values.weights(weight));
        Ok(Self {
            names,
            first_row,
            keys: columns.interview.values.keys(&names.interview)?,
            months: columns.date.values.months(&names.date)?,
            weights: weights.transpose()?.unwrap_or_default(),
            columns,
        })
    }

    fn len(&self) -> usize {
        self.columns.interview.codes.len()
    }

    /// The interview that a row belongs to, and the rows from there that follow with the same code.
    fn stretch(&self, row: usize) -> Result<(u64, Range<usize>), AnswerFileError> {
        let (code, end) = self.columns.interview.codes.run(row);
        if code == NULL {
            return Err(self.fault(row, &self.names.interview, &self.columns.interview, "id"));
        }
        Ok((self.keys[code as usize], row..end))
    }

    /// What an interview has once must be the same in all its rows.
    fn expect_one_of_each(&self, stretch: &Range<usize>) -> Result<(), AnswerFileError> {
        let (columns, names) = (&self.columns, self.names);
        let optional = |name: &'a Option<String>| name.as_deref().unwrap_or_default();
        let once = [
            (Some(&columns.unit), names.unit.as_str()),
            (Some(&columns.date), names.date.as_str()),
            (columns.stratum.as_ref(), optional(&names.stratum)),
            (columns.psu.as_ref(), optional(&names.psu)),
            (columns.weight.as_ref(), optional(&names.weight)),
        ];
        for (column, name) in once {
            let Some(column) = column else { continue };
            let (_, end) = column.codes.run(stretch.start);
            if end < stretch.end {
                let (row, column) = (self.first_row + end + 1, name.to_owned());
                return Err(AnswerFileError::Contradiction { row, column });
            }
        }
        Ok(())
    }

    fn month(&self, row: usize) -> Result<i32, AnswerFileError> {
        let code = self.columns.date.codes.get(row) as usize;
        let month = self.months.get(code).copied().flatten();
        month.ok_or_else(|| self.fault(row, &self.names.date, &self.columns.date, A_DAY))
    }

    /// Without a column everybody weighs 1.
    fn weight(&self, row: usize) -> Result<f64, AnswerFileError> {
        let Some(column) = &self.columns.weight else { return Ok(1.0) };
        if let Some(Ok(weight)) = self.weights.get(column.codes.get(row) as usize) {
            return Ok(*weight);
        }
        let name = self.names.weight.as_deref().unwrap_or_default();
        Err(self.fault(row, name, column, A_WEIGHT))
    }

    fn fault<C: Codes>(
        &self,
        row: usize,
        name: &str,
        column: &Coded<C>,
        wanted: &'static str,
    ) -> AnswerFileError {
        let value = match column.codes.get(row) {
            NULL => String::new(),
            code => column.values.text(code as usize),
        };
        let (row, column) = (self.first_row + row + 1, name.to_owned());
        AnswerFileError::BadField { row, column, value, wanted }
    }
}

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

/// Where an answer to a question is counted.
#[derive(Clone, Copy)]
struct Offer {
    slot: u32,
    groups: u128,
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

/// What the questions of a row group offer, looked up when first met.
struct Offers<'a> {
    rows: &'a Rows<'a>,
    /// Per question code, then per answer code.
    known: Vec<Vec<Option<Offer>>>,
    /// Per question code: the last interview that answered it.
    answered_by: Vec<u32>,
    /// Counts interviews of the row group.
    interview: u32,
}

impl<'a> Offers<'a> {
    fn new(rows: &'a Rows<'a>) -> Self {
        let questions = rows.columns.question.values.len();
        let (known, answered_by) = (vec![Vec::new(); questions], vec![0; questions]);
        Self { rows, known, answered_by, interview: 1 }
    }

    fn next_interview(&mut self) {
        self.interview += 1;
    }

    /// Whether this interview answered the question before; it has now.
    fn was_asked(&mut self, question: u32) -> bool {
        let last = self.answered_by.get_mut(question as usize);
        last.is_some_and(|last| std::mem::replace(last, self.interview) == self.interview)
    }

    fn answered_twice(&self, row: usize) -> AnswerFileError {
        let question = &self.rows.columns.question;
        AnswerFileError::AnsweredTwice {
            row: self.rows.first_row + row + 1,
            question: question.values.text(question.codes[row] as usize),
        }
    }

    fn known(&self, question: u32, answer: u32) -> Option<Offer> {
        *self.known.get(question as usize)?.get(answer as usize)?
    }

    /// `None` for an empty text, which is no answer.
    fn look_up(
        &mut self,
        row: usize,
        form: &HashMap<String, FormQuestion>,
    ) -> Result<Option<Offer>, AnswerFileError> {
        let columns = &self.rows.columns;
        let (question, answer) = (columns.question.codes[row], columns.answer.codes[row]);
        let answer_text = columns.answer.values.text(answer as usize);
        if answer_text.is_empty() {
            return Ok(None);
        }
        let name = (question != NULL).then(|| columns.question.values.text(question as usize));
        let offer = name.as_ref().and_then(|name| offer(form.get(name)?, &answer_text));
        let Some(offer) = offer else {
            let interview = columns.interview.codes.get(row) as usize;
            return Err(AnalyticsError::UnknownAnswer {
                interview: columns.interview.values.text(interview),
                question: name.unwrap_or_default(),
                answer: answer_text,
            }
            .into());
        };
        let answers = &mut self.known[question as usize];
        answers.resize(columns.answer.values.len(), None);
        answers[answer as usize] = Some(offer);
        Ok(Some(offer))
    }
}

fn offer(question: &FormQuestion, answer: &str) -> Option<Offer> {
    let option = question.options.get(&answer.parse::<Code>().ok()?)?;
    let groups: &[u16] =
        if option.kind == OptionKind::Substantive { &question.answered } else { &[] };
    let groups = groups.iter().fold(0, |groups, group| groups | 1_u128 << group);
    Some(Offer { slot: u32::try_from(option.slot).ok()?, groups })
}
