//! The cube: sufficient statistics that add.
//!
//! Per stratum, PSU, unit, month, mode, question and answer option it keeps the number of answers,
//! Σw and Σw². Everything else is computed from these sums without reading an answer again, and
//! scores are applied last, so a new scoring scheme needs no rebuild.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash, Hasher};
use std::iter::zip;
use std::ops::Range;

use foldhash::fast::FixedState;

use serde::{Deserialize, Serialize};
use survey::{Code, Label, Month, Period, Scale};

use crate::withheld::Decisions;

/// Sufficient statistics of a set of interviews.
#[derive(Debug, Default)]
pub struct Cube {
    pub(crate) grain: Grain,
    pub(crate) dimensions: Dimensions,
    /// By [`Month::index`].
    pub(crate) months: BTreeMap<i32, MonthCells>,
    pub(crate) decisions: Decisions,
}

/// How far answers are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// By question and mode: every table can be made.
    #[default]
    Question,
    /// Questions of one category, weight and scale together, and all modes together: enough for
    /// indices by category, at a fraction of the size.
    Category,
}

/// What the numbers in the cube's keys stand for.
#[derive(Debug, Default)]
pub(crate) struct Dimensions {
    pub(crate) strata: Names,
    /// Stratum of each PSU.
    pub(crate) psus: Vec<u32>,
    /// PSUs that have a name; a respondent drawn directly is a PSU without one.
    pub(crate) named_psus: HashMap<(u32, Box<str>), u32, FixedState>,
    pub(crate) units: Names,
    pub(crate) categories: Vec<CategoryDimension>,
    pub(crate) questions: Vec<QuestionDimension>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CategoryDimension {
    pub(crate) code: Code,
    pub(crate) name: Label,
    /// Position of the category above, which stands before this one.
    pub(crate) parent: Option<u16>,
}

/// A question together with its scale: the same code with another option list is another question,
/// because their answers must not be merged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct QuestionDimension {
    pub(crate) code: Code,
    pub(crate) text: Label,
    pub(crate) category: Option<u16>,
    pub(crate) weight: f64,
    pub(crate) scale: Scale,
}

/// Texts numbered in order of first appearance.
#[derive(Debug, Default)]
pub(crate) struct Names {
    texts: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32, FixedState>,
}

impl Names {
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    pub(crate) fn texts(&self) -> &[Box<str>] {
        &self.texts
    }

    /// Numbers the texts in ascending order, and gives the new number of each.
    pub(crate) fn sort(&mut self) -> Vec<u32> {
        let old = std::mem::take(self);
        let mut texts: Vec<&str> = old.texts.iter().map(AsRef::as_ref).collect();
        texts.sort_unstable();
        for text in texts {
            self.number(text);
        }
        old.texts.iter().map(|text| self.numbers[text]).collect()
    }
}

/// Where interviews of a month were held, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Site {
    pub(crate) psu: u32,
    pub(crate) unit: u32,
    pub(crate) mode: u8,
}

/// The sites of one month, ascending, each with a run of cells and a run of people.
#[derive(Debug, Default)]
pub(crate) struct MonthCells {
    pub(crate) sites: Vec<Site>,
    cells_end: Vec<usize>,
    people_end: Vec<usize>,
    pub(crate) cells: Cells,
    pub(crate) people: People,
}

impl MonthCells {
    pub(crate) fn with_capacity(sites: usize, cells: usize) -> Self {
        Self {
            sites: Vec::with_capacity(sites),
            cells_end: Vec::with_capacity(sites),
            people_end: Vec::with_capacity(sites),
            cells: Cells::with_capacity(cells),
            people: People::default(),
        }
    }

    /// Makes what was pushed since the site before a site, or adds it to the same one.
    pub(crate) fn end_site(&mut self, site: Site) {
        if self.sites.last() == Some(&site) {
            self.cells_end.pop();
            self.people_end.pop();
        } else {
            self.sites.push(site);
        }
        self.cells_end.push(self.cells.len());
        self.people_end.push(self.people.len());
    }

    pub(crate) fn cells_of(&self, site: usize) -> impl Iterator<Item = Cell> + '_ {
        self.cells.run(run(&self.cells_end, site))
    }

    /// Who, and how many.
    pub(crate) fn people_of(&self, site: usize) -> impl Iterator<Item = (u16, u64)> + '_ {
        run(&self.people_end, site).map(|at| (self.people.who[at], self.people.count[at]))
    }
}

fn run(ends: &[usize], at: usize) -> Range<usize> {
    let start = if at == 0 { 0 } else { ends[at - 1] };
    start..ends[at]
}

/// Sums over the answers of a site that chose one option of one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cell {
    pub(crate) question: u16,
    pub(crate) option: u8,
    pub(crate) count: u64,
    pub(crate) weight: f64,
    pub(crate) weight_squared: f64,
}

/// A number that tells what was answered at one site from what was answered at another.
pub(crate) fn content(cells: impl Iterator<Item = Cell>) -> u64 {
    let mut content = FixedState::default().build_hasher();
    for Cell { question, option, count, weight, weight_squared } in cells {
        (question, option, count, weight.to_bits(), weight_squared.to_bits()).hash(&mut content);
    }
    content.finish()
}

/// [`Cell`]s by column, which takes two thirds of the room.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    question: Vec<u16>,
    option: Vec<u8>,
    count: Vec<u64>,
    weight: Vec<f64>,
    weight_squared: Vec<f64>,
}

impl Cells {
    fn with_capacity(cells: usize) -> Self {
        Self {
            question: Vec::with_capacity(cells),
            option: Vec::with_capacity(cells),
            count: Vec::with_capacity(cells),
            weight: Vec::with_capacity(cells),
            weight_squared: Vec::with_capacity(cells),
        }
    }

    pub(crate) fn reserve(&mut self, cells: usize) {
        self.question.reserve(cells);
        self.option.reserve(cells);
        self.count.reserve(cells);
        self.weight.reserve(cells);
        self.weight_squared.reserve(cells);
    }

    pub(crate) fn push(&mut self, cell: Cell) {
        self.question.push(cell.question);
        self.option.push(cell.option);
        self.count.push(cell.count);
        self.weight.push(cell.weight);
        self.weight_squared.push(cell.weight_squared);
    }

    /// The cells of a run.
    fn run(&self, at: Range<usize>) -> impl Iterator<Item = Cell> + '_ {
        let what = zip(&self.question[at.clone()], &self.option[at.clone()]);
        let weights = zip(&self.weight[at.clone()], &self.weight_squared[at.clone()]);
        zip(what, zip(&self.count[at], weights)).map(
            |((&question, &option), (&count, (&weight, &weight_squared)))| Cell {
                question,
                option,
                count,
                weight,
                weight_squared,
            },
        )
    }

    pub(crate) fn len(&self) -> usize {
        self.question.len()
    }
}

/// Numbers of interviews and of respondents with a substantive answer.
///
/// Answer counts can't give these: a respondent who answers two questions of a category is one
/// respondent.
#[derive(Debug, Default)]
pub(crate) struct People {
    who: Vec<u16>,
    count: Vec<u64>,
}

impl People {
    pub(crate) fn push(&mut self, who: u16, count: u64) {
        self.who.push(who);
        self.count.push(count);
    }

    fn len(&self) -> usize {
        self.who.len()
    }
}

/// `who` of [`People`]: everyone interviewed.
pub(crate) const INTERVIEWED: u16 = 0;
/// `who` of [`People`]: a substantive answer to any scored question.
pub(crate) const ANSWERED_ANY: u16 = 1;
/// `who` of [`People`]: a substantive answer in category `who - ANSWERED_CATEGORY`.
pub(crate) const ANSWERED_CATEGORY: u16 = 2;

impl Dimensions {
    /// Names of the PSUs, which those drawn directly have not.
    pub(crate) fn psu_names(&self) -> Vec<Option<&str>> {
        let mut names = vec![None; self.psus.len()];
        for ((_, name), &psu) in &self.named_psus {
            names[psu as usize] = Some(&**name);
        }
        names
    }

    /// Per PSU: whether it was drawn directly.
    pub(crate) fn unnamed_psus(&self) -> Vec<bool> {
        self.psu_names().iter().map(Option::is_none).collect()
    }
}

impl Cube {
    /// Months that hold interviews, ascending.
    pub fn months(&self) -> Vec<Month> {
        self.months.keys().map(|&month| Month::from_index(month)).collect()
    }

    /// The months of a period that hold interviews, ascending.
    pub(crate) fn months_of(&self, period: Period) -> impl Iterator<Item = (i32, &MonthCells)> {
        let months = period.months();
        let range = months.start.index()..months.end.index();
        self.months.range(range).map(|(&month, cells)| (month, cells))
    }

    /// Number of interviews.
    pub fn interviews(&self) -> u64 {
        let people = self.months.values().map(|month| &month.people);
        let counts = people.flat_map(|people| zip(&people.who, &people.count));
        counts.filter(|(who, _)| **who == INTERVIEWED).map(|(_, count)| count).sum()
    }

    /// Number of cells, that is of rows of the cube.
    pub fn len(&self) -> usize {
        self.months.values().map(|month| month.cells.len()).sum()
    }

    /// True when no answer was counted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Codes and names of the categories that scored questions have, in the order of their scheme.
    pub fn categories(&self) -> impl Iterator<Item = (&Code, &Label)> {
        self.dimensions.categories.iter().map(|category| (&category.code, &category.name))
    }
}
