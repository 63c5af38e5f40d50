//! Parquet → cube. Nothing in the file is taken on trust.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use foldhash::fast::FixedState;
use survey::validate::QUESTION_WEIGHTS;
use survey::{Mode, Month, OptionKind, Period, Questionnaire};

use super::{ALL_MODES, ANSWERS, INTERVIEWS, NOTE, Note, RESPONDENTS, VERSION, option_lists};
use crate::answer_file::{Coded, Codes, NULL, RowGroups, Runs, in_shares, sound};
use crate::cube::{
    ANSWERED_ANY, ANSWERED_CATEGORY, Cell, Cells, Cube, Dimensions, INTERVIEWED, MonthCells, Site,
};
use crate::gather::Gathered;
use crate::tally::LAST_PLACE;
use crate::{AnswerFileError, CubeBuilder, Grain};

/// Largest count of one sum: more than there are people.
const COUNT_MAX: f64 = 1e10;

impl Cube {
    /// Reads a cube that [`Cube::write`] or another engine wrote.
    ///
    /// # Errors
    /// When the file can't be read, lacks a column, names a question, option or mode that there is
    /// not, or holds a sum that no answers can have; [`AnswerFileError::NoQuestions`] when neither
    /// the file nor `form` says what the questions are.
    pub fn read(path: &Path, form: Option<&Questionnaire>) -> Result<Self, AnswerFileError> {
        whole(&sound(|| RowGroups::open(path))?, form)
    }

    /// As [`Cube::read`], what [`Cube::write`] wrote to memory.
    ///
    /// # Errors
    /// As [`Cube::read`].
    pub fn of_bytes(bytes: Vec<u8>) -> Result<Self, AnswerFileError> {
        whole(&sound(|| RowGroups::of_bytes(bytes))?, None)
    }
}

fn whole(file: &RowGroups, form: Option<&Questionnaire>) -> Result<Cube, AnswerFileError> {
    let empty = || Reading::empty(file.note(NOTE), form);
    let mut whole = empty()?;
    for part in in_shares(file, |file, groups| empty()?.read(file, groups)) {
        whole.absorb(part?);
    }
    let cube = whole.finish();
    cube.check_sums()?;
    Ok(cube)
}

/// A cube of which some row groups were read.
struct Reading {
    grain: Grain,
    dimensions: Dimensions,
    gathered: Gathered,
}

impl Reading {
    /// Knows the questions.
    fn empty(note: Option<&str>, form: Option<&Questionnaire>) -> Result<Self, AnswerFileError> {
        let builder = if let Some(note) = note {
            described(note)?
        } else {
            let mut builder = CubeBuilder::new();
            builder.add_questionnaire(form.ok_or(AnswerFileError::NoQuestions)?)?;
            builder
        };
        let CubeBuilder { grain, dimensions, .. } = builder;
        Ok(Self { grain, dimensions, gathered: Gathered::default() })
    }

    /// Adds some row groups.
    fn read(mut self, mut file: RowGroups, groups: Range<usize>) -> Result<Self, AnswerFileError> {
        let meanings = Meanings::of(&self.dimensions);
        for group in groups {
            let lines = Lines::read(&mut file, group)?;
            let mut known = Slots::default();
            let mut row = 0;
            while row < lines.len() {
                let rows = lines.site(row);
                row = rows.end;
                self.add(&lines, rows, &meanings, &mut known)?;
            }
        }
        Ok(self)
    }

    fn absorb(&mut self, other: Self) {
        let renaming = self.dimensions.rename(&other.dimensions);
        self.gathered.absorb(other.gathered, |site| renaming.site(site));
    }

    fn finish(self) -> Cube {
        let Self { grain, mut dimensions, gathered } = self;
        dimensions.forget_respondents();
        let months = gathered.finish(&mut dimensions);
        Cube { grain, dimensions, months, ..Cube::default() }
    }

    /// Adds the rows of a site.
    fn add(
        &mut self,
        lines: &Lines,
        rows: Range<usize>,
        meanings: &Meanings,
        known: &mut Slots,
    ) -> Result<(), AnswerFileError> {
        let (month, site) = self.place(lines, rows.start)?;
        let to = self.gathered.month(month);
        let mut row = rows.start;
        while row < rows.end {
            let (_, end) = lines.counted.codes.run(row);
            let same = row..end.min(rows.end);
            row = end;
            match &*text(&lines.counted, same.start) {
                INTERVIEWS => {
                    for row in same {
                        to.people.push(INTERVIEWED, lines.count(row)?);
                    }
                }
                RESPONDENTS => {
                    for row in same {
                        to.people.push(meanings.who(lines, row)?, lines.count(row)?);
                    }
                }
                ANSWERS => meanings.add_answers(lines, same, known, &mut to.cells)?,
                counted => return Err(lines.fault(same.start, "counted", counted.to_owned())),
            }
        }
        to.end_site(site);
        Ok(())
    }

    fn place(&mut self, lines: &Lines, row: usize) -> Result<(i32, Site), AnswerFileError> {
        let month = text(&lines.month, row);
        let Ok(Period::Month(month)) = month.parse() else {
            return Err(lines.fault(row, "month", month.into_owned()));
        };
        let mode = text(&lines.mode, row);
        let mode = match (self.grain, mode.parse::<Mode>()) {
            (Grain::Question, Ok(mode)) => mode as u8,
            (Grain::Category, _) if mode == ALL_MODES => 0,
            _ => return Err(lines.fault(row, "mode", mode.into_owned())),
        };
        let unit = text(&lines.unit, row);
        if unit.is_empty() {
            return Err(lines.fault(row, "unit_code", unit.into_owned()));
        }
        let psu = self.psu(lines, row)?;
        Ok((month.index(), Site { psu, unit: self.dimensions.units.number(&unit), mode }))
    }

    fn psu(&mut self, lines: &Lines, row: usize) -> Result<u32, AnswerFileError> {
        let (psu, respondent) = (text(&lines.psu, row), text(&lines.respondent, row));
        let stratum = self.dimensions.strata.number(&text(&lines.stratum, row));
        match (psu.is_empty(), respondent.is_empty()) {
            (false, true) if !psu.starts_with(RESPONDENT) => {
                Ok(self.dimensions.psu(stratum, Some(&psu)))
            }
            // Named for the time of reading, so that other threads mean the same one.
            (true, false) => Ok(self.dimensions.psu(stratum, Some(&respondent_name(&respondent)))),
            // Either a PSU or a respondent, never both or neither.
            _ => Err(lines.fault(row, "psu", psu.into_owned())),
        }
    }
}

/// A builder that knows the questions that a note describes.
fn described(note: &str) -> Result<CubeBuilder, AnswerFileError> {
    let note: Note =
        serde_json::from_str(note).map_err(|error| AnswerFileError::Note(error.to_string()))?;
    let unknown = |reason| Err(AnswerFileError::Note(reason));
    if note.version != VERSION {
        return unknown(format!("version {}, not {VERSION}", note.version));
    }
    let mut builder = CubeBuilder::with_grain(note.grain);
    let categories = note.categories.len();
    let codes: HashSet<_> = note.categories.iter().map(|category| &category.code).collect();
    if codes.len() < categories {
        return unknown("a category stands there twice".to_owned());
    }
    for (at, category) in note.categories.into_iter().enumerate() {
        if category.parent.is_some_and(|parent| usize::from(parent) >= at) {
            return unknown(format!("category {} stands before the one above it", category.code));
        }
        builder.dimensions.add_category(category)?;
    }
    for question in note.questions {
        if question.category.is_some_and(|category| usize::from(category) >= categories) {
            return unknown(format!("question {} names no category", question.code));
        }
        if question.weight != 0.0 && !QUESTION_WEIGHTS.contains(&question.weight) {
            return unknown(format!("question {} weighs {}", question.code, question.weight));
        }
        builder.dimensions.add_question(question, note.grain)?;
    }
    Ok(builder)
}

/// The columns of a row group.
struct Lines {
    first_row: usize,
    month: Coded<Runs>,
    stratum: Coded<Runs>,
    psu: Coded<Runs>,
    respondent: Coded<Runs>,
    unit: Coded<Runs>,
    mode: Coded<Runs>,
    counted: Coded<Runs>,
    category: Coded<Runs>,
    question: Coded<Runs>,
    option_list: Coded<Runs>,
    option: Coded<Vec<u32>>,
    count: Vec<f64>,
    weight: Vec<f64>,
    weight_squared: Vec<f64>,
}

impl Lines {
    fn read(file: &mut RowGroups, group: usize) -> Result<Self, AnswerFileError> {
        Ok(Self {
            first_row: file.rows_before(group),
            month: file.column(group, "month")?,
            stratum: file.column(group, "stratum")?,
            psu: file.column(group, "psu")?,
            respondent: file.column(group, "respondent")?,
            unit: file.column(group, "unit_code")?,
            mode: file.column(group, "mode")?,
            counted: file.column(group, "counted")?,
            category: file.column(group, "category")?,
            question: file.column(group, "question_code")?,
            option_list: file.column(group, "option_list")?,
            option: file.column(group, "option_code")?,
            count: file.numbers(group, "count")?,
            weight: file.numbers(group, "weight")?,
            weight_squared: file.numbers(group, "weight_squared")?,
        })
    }

    fn len(&self) -> usize {
        self.count.len()
    }

    /// The rows from here on that are of the same site.
    fn site(&self, row: usize) -> Range<usize> {
        let heads =
            [&self.month, &self.stratum, &self.psu, &self.respondent, &self.unit, &self.mode];
        let ends = heads.map(|column| column.codes.run(row).1);
        row..ends.into_iter().min().unwrap_or(row + 1)
    }

    fn fault(&self, row: usize, column: &str, value: String) -> AnswerFileError {
        AnswerFileError::BadField {
            row: self.first_row + row + 1,
            column: column.to_owned(),
            value,
            wanted: match column {
                "month" => "month, such as 2026-09",
                "mode" => "mode of interview that is kept here",
                "unit_code" => "unit code",
                "psu" => "PSU that stands without a respondent, and a respondent without a PSU",
                "counted" => "interviews, respondents or answers",
                "category" => "category of the questionnaire",
                "option_list" => "number of an option list",
                "option_code" => "option of that question",
                "count" => "whole number from 1 to 10000000000",
                _ => "sum that so many weights can have",
            },
        }
    }

    /// The count of a row, if it is one.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number is found to be whole and in range"
    )]
    fn count(&self, row: usize) -> Result<u64, AnswerFileError> {
        let count = self.count[row];
        let whole = count as u64;
        if whole as f64 == count && (1.0..=COUNT_MAX).contains(&count) {
            return Ok(whole);
        }
        Err(self.fault(row, "count", count.to_string()))
    }

    /// The sums of a row, if answers can have them.
    fn cell(&self, row: usize, slot: Slot) -> Result<Cell, AnswerFileError> {
        let count = self.count(row)?;
        let (weight, squared) = (self.weight[row], self.weight_squared[row]);
        let limit = survey::validate::WEIGHT_MAX * count as f64;
        if !(weight > 0.0 && weight <= limit) {
            return Err(self.fault(row, "weight", weight.to_string()));
        }
        // From equal weights to one that is everything; the last digits are rounding, and of small
        // weights what lies below the last place of a sum.
        let (low, high) = (weight * weight / count as f64, weight * weight);
        let rounding = count as f64 * LAST_PLACE;
        if !(squared >= low * (1.0 - 1e-9) - rounding && squared <= high * (1.0 + 1e-9)) {
            return Err(self.fault(row, "weight_squared", squared.to_string()));
        }
        let Slot { question, option } = slot;
        Ok(Cell { question, option, count, weight, weight_squared: squared })
    }
}

/// The text of a row; empty for an empty field.
fn text(column: &Coded<impl Codes>, row: usize) -> Cow<'_, str> {
    match column.codes.get(row) {
        NULL => Cow::Borrowed(""),
        code => column.values.text(code as usize),
    }
}

/// An option of a question of the cube.
#[derive(Debug, Clone, Copy)]
struct Slot {
    question: u16,
    option: u8,
}

/// The options that were met, with their codes, by the codes of question and option list: so few
/// that looking through them is the fastest way to find one.
type Slots = HashMap<(u32, u32), Vec<(u32, Slot)>, FixedState>;

/// What the names in the file mean.
struct Meanings {
    /// By question code, option list and option code.
    slots: HashMap<(String, u64, String), Slot>,
    categories: HashMap<String, u16, FixedState>,
}

impl Meanings {
    fn of(dimensions: &Dimensions) -> Self {
        let Dimensions { questions, categories, .. } = dimensions;
        let lists = option_lists(questions);
        let mut slots = HashMap::new();
        for (number, question) in (0..).zip(questions) {
            for (position, option) in (0..).zip(&question.scale.options) {
                let list = lists[usize::from(number)];
                let key = (question.code.to_string(), list, option.code.to_string());
                slots.insert(key, Slot { question: number, option: position });
            }
        }
        let categories = categories.iter().zip(ANSWERED_CATEGORY..);
        let categories = categories.map(|(category, who)| (category.code.to_string(), who));
        Self { slots, categories: categories.collect() }
    }

    /// Adds rows that count answers.
    fn add_answers(
        &self,
        lines: &Lines,
        mut rows: Range<usize>,
        known: &mut Slots,
        cells: &mut Cells,
    ) -> Result<(), AnswerFileError> {
        cells.reserve(rows.len());
        while !rows.is_empty() {
            let ((question, end), (list, list_end)) =
                (lines.question.codes.run(rows.start), lines.option_list.codes.run(rows.start));
            let end = end.min(list_end).min(rows.end);
            let options = known.entry((question, list)).or_default();
            for row in rows.start..end {
                let code = lines.option.codes[row];
                let known = options.iter().find(|(known, _)| *known == code);
                let slot = known.map_or_else(|| self.slot(lines, row), |&(_, slot)| Ok(slot))?;
                if known.is_none() {
                    options.push((code, slot));
                }
                cells.push(lines.cell(row, slot)?);
            }
            rows.start = end;
        }
        Ok(())
    }

    fn who(&self, lines: &Lines, row: usize) -> Result<u16, AnswerFileError> {
        let category = text(&lines.category, row);
        if category.is_empty() {
            return Ok(ANSWERED_ANY);
        }
        let known = self.categories.get(&*category).copied();
        known.ok_or_else(|| lines.fault(row, "category", category.into_owned()))
    }

    fn slot(&self, lines: &Lines, row: usize) -> Result<Slot, AnswerFileError> {
        let list = text(&lines.option_list, row);
        // Another engine need not number the option lists where there is one.
        let number = if list.is_empty() { Some(1) } else { list.parse().ok() };
        let number = number.ok_or_else(|| lines.fault(row, "option_list", list.into_owned()))?;
        let (question, option) = (text(&lines.question, row), text(&lines.option, row));
        let fault = || lines.fault(row, "option_code", format!("{question} {option}"));
        let key = (question.to_string(), number, option.to_string());
        self.slots.get(&key).copied().ok_or_else(fault)
    }
}

/// Begins no name of a PSU.
const RESPONDENT: char = '\0';

fn respondent_name(number: &str) -> String {
    format!("{RESPONDENT}{number}")
}

impl Dimensions {
    /// Takes the names from PSUs that are respondents.
    fn forget_respondents(&mut self) {
        self.named_psus.retain(|(_, name), _| !name.starts_with(RESPONDENT));
    }
}

impl Cube {
    /// Sums that no interviews can have come to must not become figures: where nobody seems to
    /// have answered, nothing would be withheld.
    fn check_sums(&self) -> Result<(), AnswerFileError> {
        for (&month, cells) in &self.months {
            for (at, site) in cells.sites.iter().enumerate() {
                if let Some(what) = self.contradiction(cells, at) {
                    let unit = self.dimensions.units.texts()[site.unit as usize].to_string();
                    let month = Period::Month(Month::from_index(month));
                    return Err(AnswerFileError::Sums { month, unit, what });
                }
            }
        }
        Ok(())
    }

    fn contradiction(&self, cells: &MonthCells, site: usize) -> Option<&'static str> {
        let count =
            |wanted| cells.people_of(site).find(|(who, _)| *who == wanted).map_or(0, |p| p.1);
        let interviews = count(INTERVIEWED);
        if interviews == 0 {
            return Some("there is no row that counts interviews");
        }
        if cells.people_of(site).any(|(_, people)| people > interviews) {
            return Some("there are more respondents than interviews");
        }
        let questions = &self.dimensions.questions;
        let scored = |cell: &Cell| {
            let question = &questions[usize::from(cell.question)];
            let kind = question.scale.options[usize::from(cell.option)].kind;
            question.weight != 0.0 && kind == OptionKind::Substantive
        };
        let answered = cells.cells_of(site).any(|cell| scored(&cell));
        (answered && count(ANSWERED_ANY) == 0)
            .then_some("there are answers and no row that counts respondents")
    }
}
