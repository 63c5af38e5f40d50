//! The cube: sufficient statistics that add.
//!
//! Per stratum, PSU, unit, month, mode, question and answer option it keeps the number of answers
//! and Σw. Everything else is computed from these sums without reading an answer again, and
//! scores are applied last, so a new scoring scheme needs no rebuild.

use std::collections::HashMap;
use std::ops::Range;

use survey::{Code, Label, Month, Period, Scale};

/// Sufficient statistics of a set of interviews.
#[derive(Debug, Default)]
pub struct Cube {
    pub(crate) dimensions: Dimensions,
    pub(crate) cells: Cells,
    pub(crate) people: People,
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

/// Answer counts, sorted by month first.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    pub(crate) month: Vec<i32>,
    pub(crate) psu: Vec<u32>,
    pub(crate) unit: Vec<u32>,
    pub(crate) mode: Vec<u8>,
    pub(crate) question: Vec<u16>,
    pub(crate) option: Vec<u8>,
    pub(crate) count: Vec<u64>,
    pub(crate) weight: Vec<f64>,
}

/// Numbers of interviews and of respondents with a substantive answer, sorted by month first.
///
/// Answer counts can't give these: a respondent who answers two questions of a category is one
/// respondent.
#[derive(Debug, Default)]
pub(crate) struct People {
    pub(crate) month: Vec<i32>,
    pub(crate) psu: Vec<u32>,
    pub(crate) unit: Vec<u32>,
    pub(crate) mode: Vec<u8>,
    pub(crate) who: Vec<u16>,
    pub(crate) count: Vec<u64>,
}

/// `who` of [`People`]: everyone interviewed.
pub(crate) const INTERVIEWED: u16 = 0;
/// `who` of [`People`]: a substantive answer to any scored question.
pub(crate) const ANSWERED_ANY: u16 = 1;
/// `who` of [`People`]: a substantive answer in category `who - ANSWERED_CATEGORY`.
pub(crate) const ANSWERED_CATEGORY: u16 = 2;

/// Rows of a column sorted by month that lie in a period.
pub(crate) fn rows_of(months: &[i32], period: Period) -> Range<usize> {
    let wanted = period.months();
    let start = months.partition_point(|&m| m < wanted.start.index());
    let end = months.partition_point(|&m| m < wanted.end.index());
    start..end
}

impl Cube {
    /// Months that hold interviews, ascending.
    pub fn months(&self) -> Vec<Month> {
        let mut months: Vec<i32> = self.people.month.clone();
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
        self.cells.month.len()
    }

    /// True when no answer was counted.
    pub fn is_empty(&self) -> bool {
        self.cells.month.is_empty()
    }

    /// Codes and names of the categories that scored questions have, in the order of their scheme.
    pub fn categories(&self) -> impl Iterator<Item = (&Code, &Label)> {
        self.dimensions.categories.iter().map(|category| (&category.code, &category.name))
    }
}
