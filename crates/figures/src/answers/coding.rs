//! What the codes of answers mean, looked up once for all answers.

use std::collections::HashMap;

use analytics::AnalyticsError;
use foldhash::fast::FixedState;
use store::AnswerSheet;
use survey::table::{CodedAnswer, Interview};
use survey::{Language, Questionnaire};

use crate::FiguresError;
use crate::load::Forms;

/// By question, by option: the number of what was chosen; nothing for a question in free text.
type Questions = HashMap<String, Option<HashMap<String, usize, FixedState>>, FixedState>;

/// Every option that can be chosen, in every version of a questionnaire.
#[derive(Debug)]
pub(super) struct Coding {
    versions_of_rounds: HashMap<String, i64, FixedState>,
    versions: HashMap<i64, Questions, FixedState>,
    answers: Vec<CodedAnswer>,
}

impl Coding {
    pub(super) fn new(forms: &Forms, language: Language) -> Self {
        let mut answers = Vec::new();
        let versions = forms.versions.iter().map(|version| {
            (i64::from(version.version), questions(version, language, &mut answers))
        });
        let versions = versions.collect();
        let version_of = |round: &survey::Round| (round.code.to_string(), round.version.into());
        Self {
            versions_of_rounds: forms.rounds.iter().map(version_of).collect(),
            versions,
            answers,
        }
    }

    /// All options, by number.
    pub(super) fn answers(&self) -> &[CodedAnswer] {
        &self.answers
    }

    /// Shows `visit` the number of each option that a respondent chose. What was said in free text is
    /// passed over: it may tell of persons.
    pub(super) fn each_choice(
        &self,
        sheet: &AnswerSheet,
        mut visit: impl FnMut(usize),
    ) -> Result<(), FiguresError> {
        let questions = self.questions(sheet)?;
        for (question, answer) in sheet.answers()? {
            let options = questions.get(&*question);
            if let Some(None) = options {
                continue;
            }
            let chosen = options.and_then(Option::as_ref).and_then(|known| known.get(&*answer));
            visit(*chosen.ok_or_else(|| AnalyticsError::UnknownAnswer {
                interview: sheet.id.clone(),
                question: question.into_owned(),
                answer: answer.into_owned(),
            })?);
        }
        Ok(())
    }

    fn questions(&self, sheet: &AnswerSheet) -> Result<&Questions, FiguresError> {
        let of_round = || {
            let version = self.versions_of_rounds.get(&sheet.round).copied();
            version.ok_or_else(|| FiguresError::UnknownForm { response: sheet.id.clone() })
        };
        let version = sheet.form_version.map_or_else(of_round, Ok)?;
        let unknown = || FiguresError::UnknownForm { response: sheet.id.clone() };
        self.versions.get(&version).ok_or_else(unknown)
    }
}

fn questions(
    asked: &Questionnaire,
    language: Language,
    answers: &mut Vec<CodedAnswer>,
) -> Questions {
    let mut options = |question| {
        let scale = asked.scale_of(question)?;
        let options = scale.options.iter().map(|option| {
            answers.push(CodedAnswer::new(question, option, language));
            (option.code.to_string(), answers.len() - 1)
        });
        Some(options.collect())
    };
    asked.questions.iter().map(|one| (one.code.to_string(), options(one))).collect()
}

/// What all answers of a sheet have in common.
pub(super) fn interview_of(sheet: &AnswerSheet) -> Interview {
    Interview {
        response_id: sheet.id.clone(),
        round: sheet.round.clone(),
        unit_code: sheet.unit.clone(),
        mode: sheet.mode.clone(),
        interviewed_on: sheet.interviewed_on.clone(),
        stratum: sheet.stratum.clone().unwrap_or_default(),
        psu: sheet.psu.clone().unwrap_or_default(),
        weight: sheet.weight,
    }
}
