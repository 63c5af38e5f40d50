//! A cube as a Parquet file, which any engine can make or take.
//!
//! One row is one sum; the crate's page describes the columns. The questions, their scales and
//! categories stand in a note of the file; a file from elsewhere has none and is read with a
//! questionnaire.

mod read;

use std::io::Write;

use compact_str::{CompactString, format_compact};
use serde::{Deserialize, Serialize};
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Mode, Month, Period};

use crate::cube::{
    ANSWERED_CATEGORY, CategoryDimension, Cube, Dimensions, INTERVIEWED, MonthCells,
    QuestionDimension, Site,
};
use crate::parquet::ParquetTable;
use crate::{AnalyticsError, Grain};

/// Where the file describes its questions.
const NOTE: &str = "manyi.cube";
/// Version of the columns and of the note.
const VERSION: u32 = 1;

/// What `counted` says.
const INTERVIEWS: &str = "interviews";
const RESPONDENTS: &str = "respondents";
const ANSWERS: &str = "answers";
/// `mode` of a cube that keeps all modes together.
const ALL_MODES: &str = "all";

#[derive(Serialize, Deserialize)]
struct Note {
    version: u32,
    grain: Grain,
    categories: Vec<CategoryDimension>,
    questions: Vec<QuestionDimension>,
}

/// One row of the file.
#[derive(Clone, Default)]
struct Line {
    month: CompactString,
    stratum: CompactString,
    psu: CompactString,
    respondent: Option<u64>,
    unit: CompactString,
    mode: CompactString,
    counted: &'static str,
    category: CompactString,
    question: CompactString,
    option_list: Option<u64>,
    option: CompactString,
    count: u64,
    weight: Option<f64>,
    weight_squared: Option<f64>,
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        fn count(count: Option<u64>) -> Cell<'static> {
            count.map_or(Cell::Empty, Cell::Count)
        }
        vec![
            Column::new("month", Text, |l: &Self| l.month.as_str().into()),
            Column::new("stratum", Text, |l: &Self| l.stratum.as_str().into()),
            Column::new("psu", Text, |l: &Self| l.psu.as_str().into()),
            Column::new("respondent", Count, |l: &Self| count(l.respondent)),
            Column::new("unit_code", Text, |l: &Self| l.unit.as_str().into()),
            Column::new("mode", Text, |l: &Self| l.mode.as_str().into()),
            Column::new("counted", Text, |l: &Self| l.counted.into()),
            Column::new("category", Text, |l: &Self| l.category.as_str().into()),
            Column::new("question_code", Text, |l: &Self| l.question.as_str().into()),
            Column::new("option_list", Count, |l: &Self| count(l.option_list)),
            Column::new("option_code", Text, |l: &Self| l.option.as_str().into()),
            Column::new("count", Count, |l: &Self| l.count.into()),
            Column::new("weight", Number, |l: &Self| l.weight.into()),
            Column::new("weight_squared", Number, |l: &Self| l.weight_squared.into()),
        ]
    }
}

impl Cube {
    /// Writes the cube as Parquet. Equal cubes give equal bytes.
    ///
    /// # Errors
    /// [`AnalyticsError::Engine`] if the bytes are not taken.
    ///
    /// # Panics
    /// Never: codes, labels and numbers can be written as JSON.
    pub fn write(&self, file: impl Write) -> Result<(), AnalyticsError> {
        let mut table = ParquetTable::new(file)?;
        let names = self.dimensions.psu_names();
        for (&month, cells) in &self.months {
            table.write(&[self.lines(Month::from_index(month), cells, &names)])?;
        }
        let Dimensions { categories, questions, .. } = &self.dimensions;
        let note = Note {
            version: VERSION,
            grain: self.grain,
            categories: categories.clone(),
            questions: questions.clone(),
        };
        let note = serde_json::to_string(&note).expect("codes, labels and numbers are JSON");
        table.finish_with(vec![(NOTE, note)])
    }

    fn lines(&self, month: Month, cells: &MonthCells, psus: &[Option<&str>]) -> Vec<Line> {
        let month = format_compact!("{}", Period::Month(month));
        let lists = option_lists(&self.dimensions.questions);
        let mut lines = Vec::new();
        for (at, site) in cells.sites.iter().enumerate() {
            let head = Line { month: month.clone(), ..self.head(*site, psus) };
            let people = cells.people_of(at).map(|(who, count)| self.people(&head, who, count));
            lines.extend(people);
            for cell in cells.cells_of(at) {
                let question = usize::from(cell.question);
                let dimension = &self.dimensions.questions[question];
                lines.push(Line {
                    counted: ANSWERS,
                    question: dimension.code.as_str().into(),
                    option_list: Some(lists[question]),
                    option: dimension.scale.options[usize::from(cell.option)].code.as_str().into(),
                    count: cell.count,
                    weight: Some(cell.weight),
                    weight_squared: Some(cell.weight_squared),
                    ..head.clone()
                });
            }
        }
        lines
    }

    /// What the rows of a site have in common.
    fn head(&self, site: Site, psus: &[Option<&str>]) -> Line {
        let name = psus[site.psu as usize];
        let stratum = self.dimensions.psus[site.psu as usize];
        let mode = match self.grain {
            Grain::Question => Mode::ALL.iter().find(|mode| **mode as u8 == site.mode),
            Grain::Category => None,
        };
        Line {
            stratum: self.dimensions.strata.texts()[stratum as usize].as_ref().into(),
            psu: name.unwrap_or_default().into(),
            respondent: name.is_none().then(|| u64::from(site.psu) + 1),
            unit: self.dimensions.units.texts()[site.unit as usize].as_ref().into(),
            mode: mode.map_or(ALL_MODES, |mode| mode.as_str()).into(),
            ..Line::default()
        }
    }

    fn people(&self, head: &Line, who: u16, count: u64) -> Line {
        let category = who
            .checked_sub(ANSWERED_CATEGORY)
            .map(|category| self.dimensions.categories[usize::from(category)].code.as_str().into());
        Line {
            counted: if who == INTERVIEWED { INTERVIEWS } else { RESPONDENTS },
            category: category.unwrap_or_default(),
            count,
            ..head.clone()
        }
    }
}

/// Tells questions of one code apart, whose option lists differ: 1, 2 and so on.
fn option_lists(questions: &[QuestionDimension]) -> Vec<u64> {
    let number = |at: usize| {
        let same = questions[..at].iter().filter(|other| other.code == questions[at].code);
        same.count() as u64 + 1
    };
    (0..questions.len()).map(number).collect()
}
