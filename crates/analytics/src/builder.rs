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
    grain: Grain,
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
            if self.dimensions.category(&category.code).is_none() {
                self.dimensions.categories.push(CategoryDimension {
                    code: category.code.clone(),
                    name: category.name.clone(),
                    parent,
                });
            }
        }
        let mut numbers = HashMap::new();
        for question in &questionnaire.questions {
            let Some(scale) = questionnaire.scale_of(question) else { continue };
            let number = self.dimensions.question(question, scale, self.grain)?;
            numbers.insert(question.code.clone(), number);
        }
        self.tallies.widen(
            self.dimensions.questions.iter().map(|question| question.scale.options.len()),
            usize::from(ANSWERED_CATEGORY) + self.dimensions.categories.len(),
        );
        let questions = numbers
            .into_iter()
            .map(|(code, number)| Ok((code, self.form_question(number)?)))
            .collect::<Result<_, AnalyticsError>>()?;
        let key = (questionnaire.code.clone(), questionnaire.version);
        let form = Form { questions };
        Ok(self.forms.entry(key).insert_entry(form).into_mut())
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
            tallies.add_answers(option.slot, &load);
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

    /// Adds what another builder with the same questionnaires counted.
    pub(crate) fn absorb(&mut self, other: Self) {
        let strata: Vec<u32> = other
            .dimensions
            .strata
            .texts()
            .iter()
            .map(|s| self.dimensions.strata.number(s))
            .collect();
        let units: Vec<u32> = other
            .dimensions
            .units
            .texts()
            .iter()
            .map(|u| self.dimensions.units.number(u))
            .collect();
        let mut names: Vec<Option<&str>> = vec![None; other.dimensions.psus.len()];
        for ((_, name), &psu) in &other.dimensions.named_psus {
            names[psu as usize] = Some(name);
        }
        let psus: Vec<u32> = std::iter::zip(&other.dimensions.psus, names)
            .map(|(&stratum, name)| self.dimensions.psu(strata[stratum as usize], name))
            .collect();
        self.tallies.absorb(other.tallies, |site| Site {
            psu: psus[site.psu as usize],
            unit: units[site.unit as usize],
            ..site
        });
    }

    /// The cube of everything added.
    pub fn finish(self) -> Cube {
        let months = self.tallies.finish();
        Cube { grain: self.grain, dimensions: self.dimensions, months }
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
        grain: Grain,
    ) -> Result<u16, AnalyticsError> {
        let category = question.category.as_ref().and_then(|code| self.category(code));
        let same = |known: &QuestionDimension| {
            let merges = match grain {
                Grain::Question => known.code == question.code,
                Grain::Category => known.category == category && known.weight == question.weight,
            };
            merges && known.scale == *scale
        };
        let position = self.questions.iter().position(same).unwrap_or_else(|| {
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
