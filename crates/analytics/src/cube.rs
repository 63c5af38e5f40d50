//! The cube: sufficient statistics that add.
//!
//! Per stratum, PSU, unit, month, mode, question and answer option it keeps the number of answers,
//! Σw and Σw². Everything else is computed from these sums without reading an answer again, and
//! scores are applied last, so a new scoring scheme needs no rebuild.

use std::collections::HashMap;
use std::ops::Range;

use survey::{Code, Label, Month, Period, Scale};

/// Sufficient statistics of a set of interviews.
#[derive(Debug, Default)]
pub struct Cube {
    pub(crate) grain: Grain,
    pub(crate) dimensions: Dimensions,
    pub(crate) sites: Sites,
    pub(crate) cells: Cells,
    pub(crate) people: People,
}

/// How far answers are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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
    pub(crate) named_psus: HashMap<(u32, Box<str>), u32>,
    pub(crate) units: Names,
    pub(crate) categories: Vec<CategoryDimension>,
    pub(crate) questions: Vec<QuestionDimension>,
}

#[derive(Debug)]
pub(crate) struct CategoryDimension {
    pub(crate) code: Code,
    pub(crate) name: Label,
    pub(crate) parent: Option<u16>,
}

/// A question together with its scale: the same code with another option list is another question,
/// because their answers must not be merged.
#[derive(Debug)]
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
    numbers: HashMap<Box<str>, u32>,
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
}

/// Where and when interviews were held, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Site {
    pub(crate) month: i32,
    pub(crate) psu: u32,
    pub(crate) unit: u32,
    pub(crate) mode: u8,
}

/// All sites, ascending: by month first. Each owns a run of [`Cells`] and a run of [`People`].
#[derive(Debug, Default)]
pub(crate) struct Sites {
    keys: Vec<Site>,
    cells_end: Vec<usize>,
    people_end: Vec<usize>,
}

impl Sites {
    /// Appends a site whose cells and people end here.
    pub(crate) fn push(&mut self, site: Site, cells_end: usize, people_end: usize) {
        self.keys.push(site);
        self.cells_end.push(cells_end);
        self.people_end.push(people_end);
    }

    pub(crate) fn keys(&self) -> &[Site] {
        &self.keys
    }

    /// The sites of a period.
    pub(crate) fn of(&self, period: Period) -> Range<usize> {
        let wanted = period.months();
        let start = self.keys.partition_point(|site| site.month < wanted.start.index());
        let end = self.keys.partition_point(|site| site.month < wanted.end.index());
        start..end
    }

    pub(crate) fn cells_of(&self, site: usize) -> Range<usize> {
        run(&self.cells_end, site)
    }

    pub(crate) fn people_of(&self, site: usize) -> Range<usize> {
        run(&self.people_end, site)
    }
}

fn run(ends: &[usize], at: usize) -> Range<usize> {
    let start = if at == 0 { 0 } else { ends[at - 1] };
    start..ends[at]
}

/// Sums over the answers of a site that chose one option of one question.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    pub(crate) question: Vec<u16>,
    pub(crate) option: Vec<u8>,
    pub(crate) count: Vec<u64>,
    pub(crate) weight: Vec<f64>,
    pub(crate) weight_squared: Vec<f64>,
}

impl Cells {
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
    pub(crate) who: Vec<u16>,
    pub(crate) count: Vec<u64>,
}

impl People {
    pub(crate) fn len(&self) -> usize {
        self.who.len()
    }
}

/// `who` of [`People`]: everyone interviewed.
pub(crate) const INTERVIEWED: u16 = 0;
/// `who` of [`People`]: a substantive answer to any scored question.
pub(crate) const ANSWERED_ANY: u16 = 1;
/// `who` of [`People`]: a substantive answer in category `who - ANSWERED_CATEGORY`.
pub(crate) const ANSWERED_CATEGORY: u16 = 2;

impl Cube {
    /// Months that hold interviews, ascending.
    pub fn months(&self) -> Vec<Month> {
        let mut months: Vec<i32> = self.sites.keys().iter().map(|site| site.month).collect();
        months.dedup();
        months.into_iter().map(Month::from_index).collect()
    }

    /// Number of interviews.
    pub fn interviews(&self) -> u64 {
        let people = &self.people;
        people
            .who
            .iter()
            .zip(&people.count)
            .filter(|(who, _)| **who == INTERVIEWED)
            .map(|(_, count)| count)
            .sum()
    }

    /// Number of cells, that is of rows of the cube.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// True when no answer was counted.
    pub fn is_empty(&self) -> bool {
        self.cells.len() == 0
    }

    /// Codes and names of the categories that scored questions have, in the order of their scheme.
    pub fn categories(&self) -> impl Iterator<Item = (&Code, &Label)> {
        self.dimensions.categories.iter().map(|category| (&category.code, &category.name))
    }
}
