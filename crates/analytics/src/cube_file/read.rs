//! Parquet → cube. Nothing in the file is taken on trust.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use foldhash::fast::FixedState;
use survey::validate::QUESTION_WEIGHTS;
use survey::{Mode, Month, OptionKind, Period, Questionnaire};

use super::{ALL_MODES, ANSWERS, INTERVIEWS, NOTE, Note, RESPONDENTS, VERSION, option_lists};
use crate::answer_file::{Coded, Codes, NULL, RowGroups, Runs, in_shares, sound};
use crate::cube::{
    ANSWERED_ANY, ANSWERED_CATEGORY, Cell, Cube, Dimensions, INTERVIEWED, MonthCells, Site,
};
use crate::tally::{LAST_PLACE, Load};
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
    let empty = || empty_builder(file.note(NOTE), form);
    let mut whole = empty()?;
    for part in in_shares(file, |file, groups| read(file, groups, empty()?)) {
        whole.absorb(part?);
    }
    whole.dimensions.forget_respondents();
    let cube = whole.finish();
    cube.check_sums()?;
    Ok(cube)
}

/// A builder that knows the questions.
fn empty_builder(
    note: Option<&str>,
    form: Option<&Questionnaire>,
) -> Result<CubeBuilder, AnswerFileError> {
    let Some(note) = note else {
        let mut builder = CubeBuilder::new();
        builder.add_questionnaire(form.ok_or(AnswerFileError::NoQuestions)?)?;
        return Ok(builder);
    };
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
    builder.make_room();
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
        reason = "the number was found to be whole and in range"
    )]
    fn count(&self, row: usize) -> Result<u64, AnswerFileError> {
        let count = self.count[row];
        if count.fract() == 0.0 && (1.0..=COUNT_MAX).contains(&count) {
            return Ok(count as u64);
        }
        Err(self.fault(row, "count", count.to_string()))
    }

    /// The sums of a row, if answers can have them.
    fn load(&self, row: usize) -> Result<Load, AnswerFileError> {
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
        Ok(Load::of_sums(count, weight, squared))
    }
}

/// The text of a row; empty for an empty field.
fn text(column: &Coded<impl Codes>, row: usize) -> String {
    match column.codes.get(row) {
        NULL => String::new(),
        code => column.values.text(code as usize),
    }
}

/// Adds some row groups.
fn read(
    mut file: RowGroups,
    groups: Range<usize>,
    mut builder: CubeBuilder,
) -> Result<CubeBuilder, AnswerFileError> {
    let meanings = Meanings::of(&builder);
    for group in groups {
        let lines = Lines::read(&mut file, group)?;
        let mut row = 0;
        let mut slots = Slots::default();
        while row < lines.len() {
            let rows = lines.site(row);
            row = rows.end;
            meanings.add(&mut builder, &lines, rows, &mut slots)?;
        }
    }
    Ok(builder)
}

/// Where an answer is tallied, by the codes of question, option list and option in a row group.
type Slots = HashMap<(u32, u32, u32), usize, FixedState>;

/// What the names in the file mean in the builder.
struct Meanings {
    /// By question code, option list and option code.
    slots: HashMap<(String, u64, String), usize>,
    categories: HashMap<String, u16>,
}

impl Meanings {
    fn of(builder: &CubeBuilder) -> Self {
        let Dimensions { questions, categories, .. } = &builder.dimensions;
        let lists = option_lists(questions);
        let mut slots = HashMap::new();
        for (number, question) in (0..).zip(questions) {
            for (position, option) in (0..).zip(&question.scale.options) {
                let list = lists[usize::from(number)];
                let key = (question.code.to_string(), list, option.code.to_string());
                slots.insert(key, builder.tallies.slot(number, position));
            }
        }
        let categories = categories.iter().zip(ANSWERED_CATEGORY..);
        let categories = categories.map(|(category, who)| (category.code.to_string(), who));
        Self { slots, categories: categories.collect() }
    }

    /// Adds the rows of a site.
    fn add(
        &self,
        builder: &mut CubeBuilder,
        lines: &Lines,
        rows: Range<usize>,
        known: &mut Slots,
    ) -> Result<(), AnswerFileError> {
        let (month, site) = Self::place(builder, lines, rows.start)?;
        let mut tallies = builder.tallies.site(month, site);
        let mut row = rows.start;
        while row < rows.end {
            let (_, end) = lines.counted.codes.run(row);
            let counted = text(&lines.counted, row);
            for row in row..end.min(rows.end) {
                match counted.as_str() {
                    INTERVIEWS => tallies.add_people(INTERVIEWED, lines.count(row)?),
                    RESPONDENTS => tallies.add_people(self.who(lines, row)?, lines.count(row)?),
                    ANSWERS => {
                        tallies.add_sums(self.slot(lines, row, known)?, &lines.load(row)?);
                    }
                    _ => return Err(lines.fault(row, "counted", counted)),
                }
            }
            row = end;
        }
        Ok(())
    }

    fn place(
        builder: &mut CubeBuilder,
        lines: &Lines,
        row: usize,
    ) -> Result<(i32, Site), AnswerFileError> {
        let month = text(&lines.month, row);
        let Ok(Period::Month(month)) = month.parse() else {
            return Err(lines.fault(row, "month", month));
        };
        let mode = text(&lines.mode, row);
        let mode = match (builder.grain, mode.parse::<Mode>()) {
            (Grain::Question, Ok(mode)) => mode as u8,
            (Grain::Category, _) if mode == ALL_MODES => 0,
            _ => return Err(lines.fault(row, "mode", mode)),
        };
        let unit = text(&lines.unit, row);
        if unit.is_empty() {
            return Err(lines.fault(row, "unit_code", unit));
        }
        let (psu, respondent) = (text(&lines.psu, row), text(&lines.respondent, row));
        let dimensions = &mut builder.dimensions;
        let stratum = dimensions.strata.number(&text(&lines.stratum, row));
        if psu.starts_with(RESPONDENT) {
            return Err(lines.fault(row, "psu", psu));
        }
        let psu = match (psu.is_empty(), respondent.is_empty()) {
            (false, true) => dimensions.psu(stratum, Some(&psu)),
            // Named for the time of reading, so that other threads mean the same one.
            (true, false) => dimensions.psu(stratum, Some(&respondent_name(&respondent))),
            // Either a PSU or a respondent, never both or neither.
            _ => return Err(lines.fault(row, "psu", psu)),
        };
        Ok((month.index(), Site { psu, unit: dimensions.units.number(&unit), mode }))
    }

    fn who(&self, lines: &Lines, row: usize) -> Result<u16, AnswerFileError> {
        let category = text(&lines.category, row);
        if category.is_empty() {
            return Ok(ANSWERED_ANY);
        }
        let known = self.categories.get(&category).copied();
        known.ok_or_else(|| lines.fault(row, "category", category))
    }

    fn slot(&self, lines: &Lines, row: usize, known: &mut Slots) -> Result<usize, AnswerFileError> {
        let codes = (
            lines.question.codes.get(row),
            lines.option_list.codes.get(row),
            lines.option.codes[row],
        );
        if let Some(&slot) = known.get(&codes) {
            return Ok(slot);
        }
        let list = text(&lines.option_list, row);
        // Another engine need not number the option lists where there is one.
        let number = if list.is_empty() { Some(1) } else { list.parse().ok() };
        let number = number.ok_or_else(|| lines.fault(row, "option_list", list))?;
        let (question, option) = (text(&lines.question, row), text(&lines.option, row));
        let fault = || lines.fault(row, "option_code", format!("{question} {option}"));
        let key = (question.clone(), number, option.clone());
        let slot = self.slots.get(&key).copied().ok_or_else(fault)?;
        known.insert(codes, slot);
        Ok(slot)
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
