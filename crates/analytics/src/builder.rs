//! Interviews → cube.

use std::collections::HashMap;

use polars::prelude::UnionArgs;
use polars::prelude::concat;
use polars::prelude::{
    DataFrame, IntoColumn, IntoLazy, NamedFrom, Series, SortMultipleOptions, col, len,
};
use survey::{Code, OptionKind, Questionnaire, Response};

use crate::AnalyticsError;
use crate::cube::{
    ANSWERED_ANY, ANSWERED_CATEGORY, CategoryDimension, Cells, Cube, Dimensions, INTERVIEWED,
    People, QuestionDimension,
};

/// Answers held before they are folded into cells: bounds the memory of a long file.
const PENDING_ANSWERS_MAX: usize = 4_000_000;

const CELL_KEYS: [&str; 6] = ["month", "psu", "unit", "mode", "question", "option"];
const PEOPLE_KEYS: [&str; 5] = ["month", "psu", "unit", "mode", "who"];

/// Counts interviews into a [`Cube`].
#[derive(Debug, Default)]
pub struct CubeBuilder {
    dimensions: Dimensions,
    forms: HashMap<(Code, u32), Form>,
    pending: Pending,
    cells: Option<DataFrame>,
    people: Option<DataFrame>,
}

/// The questions of one questionnaire version by code.
#[derive(Debug)]
struct Form {
    questions: HashMap<Code, FormQuestion>,
}

#[derive(Debug)]
struct FormQuestion {
    number: u16,
    options: HashMap<Code, (u8, OptionKind)>,
    /// `who` of everybody who answers it, empty for an unscored question.
    answered: Vec<u16>,
}

/// Answers and interviews that were not folded yet, column by column.
#[derive(Debug, Default)]
struct Pending {
    cells: Cells,
    people: People,
}

impl CubeBuilder {
    /// An empty builder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a questionnaire version known. Needed once before its interviews.
    ///
    /// # Errors
    /// [`AnalyticsError::TooMany`] beyond 65,533 questions or 255 options.
    pub fn add_questionnaire(
        &mut self,
        questionnaire: &Questionnaire,
    ) -> Result<(), AnalyticsError> {
        for category in &questionnaire.scheme.categories {
            let parent = category.parent.as_ref().and_then(|code| self.dimensions.category(code));
            if self.dimensions.category(&category.code).is_none() {
                self.dimensions.categories.push(CategoryDimension {
                    code: category.code.clone(),
                    name: category.name.clone(),
                    parent,
                });
            }
        }
        let mut questions = HashMap::new();
        for question in &questionnaire.questions {
            let Some(scale) = questionnaire.scale_of(question) else { continue };
            let number = self.dimensions.question(question, scale)?;
            let options = numbered_options(scale)?;
            let answered = self.dimensions.answered_by(number);
            questions.insert(question.code.clone(), FormQuestion { number, options, answered });
        }
        let key = (questionnaire.code.clone(), questionnaire.version);
        self.forms.insert(key, Form { questions });
        Ok(())
    }

    /// Counts one interview, made with a questionnaire version that was added before.
    /// Free-text answers are passed over.
    ///
    /// # Errors
    /// [`AnalyticsError::UnknownAnswer`] for an option that the questionnaire does not hold.
    ///
    /// # Panics
    /// If the questionnaire version was not added.
    pub fn add(
        &mut self,
        response: &Response,
        questionnaire: &Questionnaire,
    ) -> Result<(), AnalyticsError> {
        let form = self
            .forms
            .get(&(questionnaire.code.clone(), questionnaire.version))
            .expect("the caller adds a questionnaire before its interviews");
        let place = Place {
            month: survey::Month::of(response.interviewed_on).index(),
            psu: self.dimensions.psu(response),
            unit: self.dimensions.units.number(response.unit.as_str()),
            mode: response.mode as u8,
        };
        let mut answered: Vec<u16> = vec![INTERVIEWED];
        for (code, answer) in &response.answers {
            let Some(question) = form.questions.get(code) else { continue };
            let &(option, kind) = question.options.get(answer.as_str()).ok_or_else(|| {
                AnalyticsError::UnknownAnswer {
                    interview: response.id.to_string(),
                    question: code.to_string(),
                    answer: answer.clone(),
                }
            })?;
            self.pending.push_answer(&place, question.number, option, response.weight);
            if kind == OptionKind::Substantive {
                answered.extend(&question.answered);
            }
        }
        answered.sort_unstable();
        answered.dedup();
        for who in answered {
            self.pending.push_person(&place, who);
        }
        if self.pending.cells.month.len() >= PENDING_ANSWERS_MAX {
            self.fold()?;
        }
        Ok(())
    }

    /// The cube of everything added.
    ///
    /// # Errors
    /// [`AnalyticsError::Engine`] if the dataframe engine fails.
    pub fn finish(mut self) -> Result<Cube, AnalyticsError> {
        self.fold()?;
        Ok(Cube {
            cells: cells_of(self.cells.as_ref())?,
            people: people_of(self.people.as_ref())?,
            dimensions: self.dimensions,
        })
    }

    /// Adds the pending rows to the cells, so that memory follows the cube and not the file.
    fn fold(&mut self) -> Result<(), AnalyticsError> {
        let pending = std::mem::take(&mut self.pending);
        let cells = counted(pending.cells.into_frame()?, &CELL_KEYS, true)?;
        self.cells = Some(merged(self.cells.take(), cells, &CELL_KEYS)?);
        let people = counted(pending.people.into_frame()?, &PEOPLE_KEYS, false)?;
        self.people = Some(merged(self.people.take(), people, &PEOPLE_KEYS)?);
        Ok(())
    }
}

/// Where and when an interview was held, as numbers.
struct Place {
    month: i32,
    psu: u32,
    unit: u32,
    mode: u8,
}

impl Pending {
    fn push_answer(&mut self, place: &Place, question: u16, option: u8, weight: f64) {
        let cells = &mut self.cells;
        cells.month.push(place.month);
        cells.psu.push(place.psu);
        cells.unit.push(place.unit);
        cells.mode.push(place.mode);
        cells.question.push(question);
        cells.option.push(option);
        cells.weight.push(weight);
    }

    fn push_person(&mut self, place: &Place, who: u16) {
        let people = &mut self.people;
        people.month.push(place.month);
        people.psu.push(place.psu);
        people.unit.push(place.unit);
        people.mode.push(place.mode);
        people.who.push(who);
    }
}

impl Dimensions {
    fn category(&self, code: &Code) -> Option<u16> {
        let position = self.categories.iter().position(|category| category.code == *code)?;
        u16::try_from(position).ok()
    }

    fn question(
        &mut self,
        question: &survey::Question,
        scale: &survey::Scale,
    ) -> Result<u16, AnalyticsError> {
        let same = |known: &QuestionDimension| known.code == question.code && known.scale == *scale;
        let position = self.questions.iter().position(same).unwrap_or_else(|| {
            let category = question.category.as_ref().and_then(|code| self.category(code));
            self.questions.push(QuestionDimension {
                code: question.code.clone(),
                text: question.text.clone(),
                category,
                weight: question.weight,
                scale: scale.clone(),
            });
            self.questions.len() - 1
        });
        numbered(position, "questions", usize::from(u16::MAX - ANSWERED_CATEGORY))
    }

    /// `who` of a respondent with a substantive answer to the question.
    fn answered_by(&self, question: u16) -> Vec<u16> {
        let question = &self.questions[usize::from(question)];
        if question.weight == 0.0 {
            return Vec::new();
        }
        let categories = self.category_lineage(question.category);
        std::iter::once(ANSWERED_ANY).chain(categories.map(|c| ANSWERED_CATEGORY + c)).collect()
    }

    /// A category and those above it.
    pub(crate) fn category_lineage(&self, category: Option<u16>) -> impl Iterator<Item = u16> + '_ {
        std::iter::successors(category, |&c| self.categories[usize::from(c)].parent)
    }

    fn psu(&mut self, response: &Response) -> u32 {
        let stratum = self.strata.number(response.stratum.as_ref().map_or("", Code::as_str));
        let next = u32::try_from(self.psus.len()).unwrap_or(u32::MAX);
        let number = match &response.psu {
            None => next,
            Some(psu) => *self.named_psus.entry((stratum, psu.as_str().into())).or_insert(next),
        };
        if number == next {
            self.psus.push(stratum);
        }
        number
    }
}

fn numbered_options(
    scale: &survey::Scale,
) -> Result<HashMap<Code, (u8, OptionKind)>, AnalyticsError> {
    scale
        .options
        .iter()
        .enumerate()
        .map(|(position, option)| {
            let number = numbered(position, "options", usize::from(u8::MAX))?;
            Ok((option.code.clone(), (number, option.kind)))
        })
        .collect()
}

fn numbered<N: TryFrom<usize>>(
    position: usize,
    what: &'static str,
    limit: usize,
) -> Result<N, AnalyticsError> {
    let too_many = AnalyticsError::TooMany { what, limit };
    if position >= limit {
        return Err(too_many);
    }
    N::try_from(position).map_err(|_| too_many)
}

impl Cells {
    fn into_frame(self) -> Result<DataFrame, AnalyticsError> {
        Ok(DataFrame::new_infer_height(vec![
            Series::new("month".into(), self.month).into_column(),
            Series::new("psu".into(), self.psu).into_column(),
            Series::new("unit".into(), self.unit).into_column(),
            Series::new("mode".into(), self.mode).into_column(),
            Series::new("question".into(), self.question).into_column(),
            Series::new("option".into(), self.option).into_column(),
            Series::new("weight".into(), self.weight).into_column(),
        ])?)
    }
}

impl People {
    fn into_frame(self) -> Result<DataFrame, AnalyticsError> {
        Ok(DataFrame::new_infer_height(vec![
            Series::new("month".into(), self.month).into_column(),
            Series::new("psu".into(), self.psu).into_column(),
            Series::new("unit".into(), self.unit).into_column(),
            Series::new("mode".into(), self.mode).into_column(),
            Series::new("who".into(), self.who).into_column(),
        ])?)
    }
}

/// Rows → counts (and sums of weights) per key.
fn counted(rows: DataFrame, keys: &[&str], weighted: bool) -> Result<DataFrame, AnalyticsError> {
    let mut sums = vec![len().cast(polars::prelude::DataType::UInt64).alias("count")];
    if weighted {
        sums.push(col("weight").sum());
    }
    let keys: Vec<_> = keys.iter().map(|key| col(*key)).collect();
    Ok(rows.lazy().group_by(keys).agg(sums).collect()?)
}

/// Two sets of counts → one, sorted by key so that the same input gives the same cube.
fn merged(
    old: Option<DataFrame>,
    new: DataFrame,
    keys: &[&str],
) -> Result<DataFrame, AnalyticsError> {
    let sums: Vec<_> = new
        .get_column_names()
        .iter()
        .filter(|name| !keys.contains(&name.as_str()))
        .map(|name| col(name.as_str()).sum())
        .collect();
    let key_columns: Vec<_> = keys.iter().map(|key| col(*key)).collect();
    let all = match old {
        None => new.lazy(),
        Some(old) => concat([old.lazy(), new.lazy()], UnionArgs::default())?
            .group_by(key_columns.clone())
            .agg(sums),
    };
    Ok(all.sort_by_exprs(key_columns, SortMultipleOptions::default()).collect()?)
}

fn cells_of(frame: Option<&DataFrame>) -> Result<Cells, AnalyticsError> {
    let Some(frame) = frame else { return Ok(Cells::default()) };
    Ok(Cells {
        month: frame.column("month")?.i32()?.into_no_null_iter().collect(),
        psu: frame.column("psu")?.u32()?.into_no_null_iter().collect(),
        unit: frame.column("unit")?.u32()?.into_no_null_iter().collect(),
        mode: frame.column("mode")?.u8()?.into_no_null_iter().collect(),
        question: frame.column("question")?.u16()?.into_no_null_iter().collect(),
        option: frame.column("option")?.u8()?.into_no_null_iter().collect(),
        count: frame.column("count")?.u64()?.into_no_null_iter().collect(),
        weight: frame.column("weight")?.f64()?.into_no_null_iter().collect(),
    })
}

fn people_of(frame: Option<&DataFrame>) -> Result<People, AnalyticsError> {
    let Some(frame) = frame else { return Ok(People::default()) };
    Ok(People {
        month: frame.column("month")?.i32()?.into_no_null_iter().collect(),
        psu: frame.column("psu")?.u32()?.into_no_null_iter().collect(),
        unit: frame.column("unit")?.u32()?.into_no_null_iter().collect(),
        mode: frame.column("mode")?.u8()?.into_no_null_iter().collect(),
        who: frame.column("who")?.u16()?.into_no_null_iter().collect(),
        count: frame.column("count")?.u64()?.into_no_null_iter().collect(),
    })
}
