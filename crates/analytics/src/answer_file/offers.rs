//! What the questions of a row group offer, looked up when first met.

use std::collections::HashMap;

use survey::{Code, OptionKind};

use super::codes::Codes;
use super::rows::Rows;
use super::values::NULL;
use crate::builder::FormQuestion;
use crate::{AnalyticsError, AnswerFileError};

/// Where an answer to a question is counted.
#[derive(Clone, Copy)]
pub(super) struct Offer {
    pub(super) slot: u32,
    pub(super) groups: u128,
}

/// What the questions of a row group offer, looked up when first met.
pub(super) struct Offers<'a> {
    pub(super) rows: &'a Rows<'a>,
    /// Per question code, then per answer code.
    known: Vec<Vec<Option<Offer>>>,
    /// Per question code: the last interview that answered it.
    answered_by: Vec<u32>,
    /// Counts interviews of the row group.
    interview: u32,
}

impl<'a> Offers<'a> {
    pub(super) fn new(rows: &'a Rows<'a>) -> Self {
        let questions = rows.columns.question.values.len();
        let (known, answered_by) = (vec![Vec::new(); questions], vec![0; questions]);
        Self { rows, known, answered_by, interview: 1 }
    }

    pub(super) fn next_interview(&mut self) {
        self.interview += 1;
    }

    /// Whether this interview answered the question before; it has now.
    pub(super) fn was_asked(&mut self, question: u32) -> bool {
        let last = self.answered_by.get_mut(question as usize);
        last.is_some_and(|last| std::mem::replace(last, self.interview) == self.interview)
    }

    pub(super) fn answered_twice(&self, row: usize) -> AnswerFileError {
        let question = &self.rows.columns.question;
        AnswerFileError::AnsweredTwice {
            row: self.rows.first_row + row + 1,
            question: question.values.text(question.codes[row] as usize).into_owned(),
        }
    }

    pub(super) fn known(&self, question: u32, answer: u32) -> Option<Offer> {
        *self.known.get(question as usize)?.get(answer as usize)?
    }

    /// `None` for an empty text, which is no answer.
    pub(super) fn look_up(
        &mut self,
        row: usize,
        form: &HashMap<String, FormQuestion>,
    ) -> Result<Option<Offer>, AnswerFileError> {
        let columns = &self.rows.columns;
        let (question, answer) = (columns.question.codes[row], columns.answer.codes[row]);
        let answer_text = columns.answer.values.text(answer as usize);
        if answer_text.is_empty() {
            return Ok(None);
        }
        let name = (question != NULL).then(|| columns.question.values.text(question as usize));
        let offer = name.as_ref().and_then(|name| offer(form.get(&**name)?, &answer_text));
        let Some(offer) = offer else {
            let interview = columns.interview.codes.get(row) as usize;
            return Err(AnalyticsError::UnknownAnswer {
                interview: columns.interview.values.text(interview).into_owned(),
                question: name.unwrap_or_default().into_owned(),
                answer: answer_text.into_owned(),
            }
            .into());
        };
        let answers = &mut self.known[question as usize];
        answers.resize(columns.answer.values.len(), None);
        answers[answer as usize] = Some(offer);
        Ok(Some(offer))
    }
}

fn offer(question: &FormQuestion, answer: &str) -> Option<Offer> {
    let option = question.options.get(&answer.parse::<Code>().ok()?)?;
    let groups: &[u16] =
        if option.kind == OptionKind::Substantive { &question.answered } else { &[] };
    let groups = groups.iter().fold(0, |groups, group| groups | 1_u128 << group);
    Some(Offer { slot: u32::try_from(option.slot).ok()?, groups })
}
