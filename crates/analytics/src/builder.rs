//! Interviews → cube.

use std::collections::HashMap;

use survey::{Code, OptionKind, Questionnaire, Response};

use crate::AnalyticsError;
use crate::cube::{
    ANSWERED_ANY, ANSWERED_CATEGORY, CategoryDimension, Cube, Dimensions, Grain, INTERVIEWED,
    QuestionDimension, Site,
};
use crate::tally::{Load, Tallies};

/// Counts interviews into a [`Cube`].
#[derive(Debug, Default)]
pub struct CubeBuilder {
    pub(crate) grain: Grain,
    pub(crate) dimensions: Dimensions,
    forms: HashMap<(Code, u32), Form>,
    pub(crate) tallies: Tallies,
}

/// The questions of one questionnaire version by code.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) questions: HashMap<Code, FormQuestion>,
}

#[derive(Debug, Clone)]
pub(crate) struct FormQuestion {
    pub(crate) options: HashMap<Code, FormOption>,
    /// `who` of everybody who answers it, empty for an unscored question.
    pub(crate) answered: Vec<u16>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct FormOption {
    /// Where its answers are tallied.
    pub(crate) slot: usize,
    pub(crate) kind: OptionKind,
}

impl CubeBuilder {
    /// An empty builder.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty builder of a cube that tells answers apart only so far.
    pub fn with_grain(grain: Grain) -> Self {
        Self { grain, ..Self::default() }
    }

    /// Makes a questionnaire version known. Needed once before its interviews.
    ///
    /// # Errors
    /// [`AnalyticsError::TooMany`] beyond 65,533 questions or 255 options.
    pub fn add_questionnaire(
        &mut self,
        questionnaire: &Questionnaire,
    ) -> Result<(), AnalyticsError> {
        self.learn(questionnaire)?;
        Ok(())
    }

    pub(crate) fn learn(&mut self, questionnaire: &Questionnaire) -> Result<&Form, AnalyticsError> {
        for category in &questionnaire.scheme.categories {
            let parent = category.parent.as_ref().and_then(|code| self.dimensions.category(code));
            self.dimensions.add_category(CategoryDimension {
                code: category.code.clone(),
                name: category.name.clone(),
                parent,
            })?;
        }
        let mut numbers = HashMap::new();
        for question in &questionnaire.questions {
            let Some(scale) = questionnaire.scale_of(question) else { continue };
            let category = question.category.as_ref();
            let dimension = QuestionDimension {
                code: question.code.clone(),
                text: question.text.clone(),
                category: category.and_then(|code| self.dimensions.category(code)),
                weight: question.weight,
                scale: scale.clone(),
            };
            let number = self.dimensions.add_question(dimension, self.grain)?;
            numbers.insert(question.code.clone(), number);
        }
        self.make_room();
        let questions = numbers
            .into_iter()
            .map(|(code, number)| Ok((code, self.form_question(number)?)))
            .collect::<Result<_, AnalyticsError>>()?;
        let key = (questionnaire.code.clone(), questionnaire.version);
        let form = Form { questions };
        Ok(self.forms.entry(key).insert_entry(form).into_mut())
    }

    /// Room in the tallies for every question, option and category that is known.
    pub(crate) fn make_room(&mut self) {
        self.tallies.widen(
            self.dimensions.questions.iter().map(|question| question.scale.options.len()),
            usize::from(ANSWERED_CATEGORY) + self.dimensions.categories.len(),
        );
    }

    fn form_question(&self, number: u16) -> Result<FormQuestion, AnalyticsError> {
        let options = self.dimensions.questions[usize::from(number)].scale.options.iter();
        let options = options.enumerate().map(|(position, option)| {
            let position = numbered(position, "options", usize::from(u8::MAX))?;
            let slot = self.tallies.slot(number, position);
            Ok((option.code.clone(), FormOption { slot, kind: option.kind }))
        });
        Ok(FormQuestion {
            options: options.collect::<Result<_, AnalyticsError>>()?,
            answered: self.dimensions.answered_by(number),
        })
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
        let stratum = response.stratum.as_ref().map_or("", Code::as_str);
        let stratum = self.dimensions.strata.number(stratum);
        let site = Site {
            psu: self.dimensions.psu(stratum, response.psu.as_ref().map(Code::as_str)),
            unit: self.dimensions.units.number(response.unit.as_str()),
            mode: if self.grain == Grain::Question { response.mode as u8 } else { 0 },
        };
        let month = survey::Month::of(response.interviewed_on).index();
        let mut tallies = self.tallies.site(month, site);
        let load = Load::new(response.weight);
        let mut answered: Vec<u16> = vec![INTERVIEWED];
        for (code, answer) in &response.answers {
            let Some(question) = form.questions.get(code) else { continue };
            let option = question.options.get(answer.as_str()).ok_or_else(|| {
                AnalyticsError::UnknownAnswer {
                    interview: response.id.to_string(),
                    question: code.to_string(),
                    answer: answer.clone(),
                }
            })?;
            tallies.add_answer(option.slot, &load);
            if option.kind == OptionKind::Substantive {
                answered.extend(&question.answered);
            }
        }
        answered.sort_unstable();
        answered.dedup();
        for who in answered {
            tallies.add_people(who, 1);
        }
        Ok(())
    }

    /// The cube of everything added. The order in which it was added leaves no trace.
    pub fn finish(self) -> Cube {
        let Self { grain, mut dimensions, tallies, .. } = self;
        let unnamed = dimensions.unnamed_psus();
        let renaming = dimensions.sort(tallies.contents(|site| unnamed[site.psu as usize]));
        let months = tallies.finish(|site| renaming.site(site));
        Cube { grain, dimensions, months, ..Cube::default() }
    }
}

impl Dimensions {
    fn category(&self, code: &Code) -> Option<u16> {
        let position = self.categories.iter().position(|category| category.code == *code)?;
        u16::try_from(position).ok()
    }

    /// The number of a category, which may be known already.
    pub(crate) fn add_category(
        &mut self,
        category: CategoryDimension,
    ) -> Result<u16, AnalyticsError> {
        if let Some(known) = self.category(&category.code) {
            return Ok(known);
        }
        let limit = usize::from(u16::MAX - ANSWERED_CATEGORY);
        let number = numbered(self.categories.len(), "categories", limit)?;
        self.categories.push(category);
        Ok(number)
    }

    /// The number of a question, which may be known already.
    pub(crate) fn add_question(
        &mut self,
        question: QuestionDimension,
        grain: Grain,
    ) -> Result<u16, AnalyticsError> {
        let same = |known: &QuestionDimension| {
            let merges = match grain {
                Grain::Question => known.code == question.code,
                Grain::Category => {
                    known.category == question.category && known.weight == question.weight
                }
            };
            merges && known.scale == question.scale
        };
        let known = self.questions.iter().position(same);
        let position = known.unwrap_or(self.questions.len());
        let number = numbered(position, "questions", usize::from(u16::MAX - ANSWERED_CATEGORY))?;
        if known.is_none() {
            self.questions.push(question);
        }
        Ok(number)
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

    /// Finds a PSU name that occurs in two strata.
    pub(crate) fn check_psus_are_nested(&self) -> Result<(), AnalyticsError> {
        let mut named: Vec<(&str, u32)> =
            self.named_psus.keys().map(|(stratum, name)| (&**name, *stratum)).collect();
        named.sort_unstable();
        let Some(twins) = named.windows(2).find(|pair| pair[0].0 == pair[1].0) else {
            return Ok(());
        };
        let stratum = |number: u32| self.strata.texts()[number as usize].to_string();
        Err(AnalyticsError::PsuInTwoStrata {
            psu: twins[0].0.to_owned(),
            first: stratum(twins[0].1),
            second: stratum(twins[1].1),
        })
    }

    /// The number of a PSU within a stratum; somebody drawn directly is a PSU without a name.
    pub(crate) fn psu(&mut self, stratum: u32, name: Option<&str>) -> u32 {
        let next = u32::try_from(self.psus.len()).unwrap_or(u32::MAX);
        let number = match name {
            None => next,
            Some(name) => *self.named_psus.entry((stratum, name.into())).or_insert(next),
        };
        if number == next {
            self.psus.push(stratum);
        }
        number
    }
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
