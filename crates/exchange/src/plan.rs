//! A mapping bound to the header of one file: how a row becomes a response.

mod check;
mod head;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use survey::{Code, Question, Questionnaire, Response};

pub(crate) use check::Checks;
use head::Head;

use crate::answer::{AnswerReader, Given};
use crate::cells::{CellRules, Cells, Column, Header};
use crate::error::ExchangeError;
use crate::mapping::{InvalidAnswer, Mapping, Others, Shape};
use crate::reject::Flaw;
use crate::responses::Target;

/// A mapping bound to the header of one file.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) cells: CellRules,
    pub(crate) head: Head,
    answers: Vec<AnswerPlan<'a>>,
    /// Questions that the file does not have.
    absent: Vec<Code>,
    skip_rules: bool,
    invalid_answer: InvalidAnswer,
    pub(crate) long: Option<LongColumns>,
}

/// Where one question is answered.
#[derive(Debug)]
struct AnswerPlan<'a> {
    question: &'a Question,
    /// Wide: the column. Long: the answer column, the same for all.
    column: Column,
    reader: AnswerReader,
}

/// The two columns of a long file, and which question is meant by which text.
#[derive(Debug)]
pub(crate) struct LongColumns {
    question: Column,
    by_name: HashMap<String, usize>,
    others: Others,
}

/// A row that was read: a response with what was left out of it, or what is wrong.
pub(crate) type Outcome = Result<(Response, Vec<LineFlaw>), Vec<LineFlaw>>;

/// A flaw and the line it stands on.
#[derive(Debug)]
pub(crate) struct LineFlaw(pub(crate) u64, pub(crate) Flaw);

impl<'a> Plan<'a> {
    pub(crate) fn bind(
        mapping: &Mapping,
        target: Target<'a>,
        header: &Header,
    ) -> Result<Self, ExchangeError> {
        let head = Head::bind(mapping, target.rounds, header)?;
        let answers = bind_answers(mapping, target.questionnaire, header)?;
        let long = match mapping.file.shape {
            Shape::Wide => {
                refuse_others(mapping, header, &head, &answers)?;
                None
            }
            Shape::Long => Some(LongColumns::bind(mapping, header, &answers)?),
        };
        Ok(Self {
            cells: CellRules::new(&mapping.file.blank, mapping.own),
            head,
            answers,
            absent: mapping.answers.absent.clone(),
            skip_rules: mapping.answers.skip_rules,
            invalid_answer: mapping.invalid_answer,
            long,
        })
    }

    /// The columns that say whose response a row belongs to.
    pub(crate) fn key(&self, cells: &Cells<'_>) -> Vec<String> {
        self.head.key(cells)
    }

    /// The first column in which two rows of one response disagree.
    pub(crate) fn disagreement(&self, first: &Cells<'_>, other: &Cells<'_>) -> Option<&Column> {
        self.head.columns.iter().find(|column| first.raw(column.index) != other.raw(column.index))
    }

    /// Reads a row of a wide file.
    pub(crate) fn wide(&self, line: u64, cells: &Cells<'_>, checks: &Checks<'_>) -> Outcome {
        let mut sheet = self.start(line, cells);
        for answer in &self.answers {
            sheet.take(line, answer, cells.raw(answer.column.index));
        }
        self.finish(line, sheet, checks)
    }

    /// Reads the rows of one response of a long file.
    pub(crate) fn long<'r>(
        &self,
        long: &LongColumns,
        rows: impl Iterator<Item = (u64, Cells<'r>)> + Clone,
        checks: &Checks<'_>,
    ) -> Outcome {
        let Some((first_line, first)) = rows.clone().next() else {
            return Err(Vec::new());
        };
        let mut sheet = self.start(first_line, &first);
        for (line, cells) in rows {
            if let Some(column) = self.disagreement(&first, &cells) {
                let reason = format!("line {first_line} of the same response says otherwise");
                let value = cells.raw(column.index);
                let flaw = Flaw::new("differs_within_response", &column.name, value, reason);
                sheet.row_flaws.push(LineFlaw(line, flaw));
                continue;
            }
            match long.find(&cells) {
                Ok(Some(at)) => {
                    let answer = &self.answers[at];
                    sheet.take_once(line, answer, cells.raw(answer.column.index));
                }
                Ok(None) => {}
                Err(flaw) => sheet.answer_flaws.push(LineFlaw(line, flaw)),
            }
        }
        self.finish(first_line, sheet, checks)
    }

    fn start(&self, line: u64, cells: &Cells<'_>) -> Sheet {
        let (head, flaws) = self.head.read(cells);
        Sheet {
            head,
            row_flaws: flaws.into_iter().map(|flaw| LineFlaw(line, flaw)).collect(),
            ..Sheet::default()
        }
    }

    fn finish(&self, line: u64, sheet: Sheet, checks: &Checks<'_>) -> Outcome {
        let Sheet { head, answers, mut not_asked, mut row_flaws, mut answer_flaws } = sheet;
        not_asked.extend(self.absent.iter().cloned());
        let response = head.map(|head| {
            let mut response = Response { answers, not_asked, ..head };
            if self.skip_rules {
                self.close_skipped(&mut response);
            }
            let keep = self.invalid_answer == InvalidAnswer::RejectAnswer;
            let found = checks.apply(&mut response, keep, |path| self.column_at(path));
            row_flaws.extend(found.0.into_iter().map(|flaw| LineFlaw(line, flaw)));
            answer_flaws.extend(found.1.into_iter().map(|flaw| LineFlaw(line, flaw)));
            response
        });
        let answers_pass =
            answer_flaws.is_empty() || self.invalid_answer == InvalidAnswer::RejectAnswer;
        match response {
            Some(response) if row_flaws.is_empty() && answers_pass => Ok((response, answer_flaws)),
            _ => {
                row_flaws.append(&mut answer_flaws);
                Err(row_flaws)
            }
        }
    }

    /// A question that an earlier answer closes and that nobody answered was not asked.
    fn close_skipped(&self, response: &mut Response) {
        for answer in &self.answers {
            let question = answer.question;
            if let Some(rule) = &question.relevant
                && !response.answers.contains_key(&question.code)
            {
                let given = response.answers.get(&rule.question);
                if given.is_none_or(|given| rule.any_of.iter().all(|code| *code != **given)) {
                    response.not_asked.insert(question.code.clone());
                }
            }
        }
    }

    /// The column that a pointer into a response is about.
    fn column_at(&self, pointer: &str) -> String {
        match pointer.strip_prefix("/answers/") {
            Some(code) => {
                let code = code.replace("~1", "/").replace("~0", "~");
                let found = self.answers.iter().find(|answer| answer.question.code == *code);
                found.map_or(code, |answer| answer.column.name.clone())
            }
            None => self.head.column_at(pointer),
        }
    }
}

/// A response in the making.
#[derive(Default)]
struct Sheet {
    /// All but the answers; `None` when a part of it is at fault.
    head: Option<Response>,
    answers: BTreeMap<Code, String>,
    not_asked: BTreeSet<Code>,
    row_flaws: Vec<LineFlaw>,
    answer_flaws: Vec<LineFlaw>,
}

impl Sheet {
    fn take(&mut self, line: u64, answer: &AnswerPlan<'_>, raw: &str) {
        let code = &answer.question.code;
        match answer.reader.read(raw) {
            Ok(Given::Answer(text)) => {
                self.answers.insert(code.clone(), text);
            }
            Ok(Given::Nothing) => {}
            Ok(Given::NotAsked) => {
                self.not_asked.insert(code.clone());
            }
            Err((problem, reason)) => {
                let flaw = Flaw::new(problem, &answer.column.name, raw, reason);
                self.answer_flaws.push(LineFlaw(line, flaw));
            }
        }
    }

    /// As [`Self::take`], where a second row for one question is at fault.
    fn take_once(&mut self, line: u64, answer: &AnswerPlan<'_>, raw: &str) {
        let code = &answer.question.code;
        if self.answers.contains_key(code) || self.not_asked.contains(code) {
            let reason = format!("question {code} is answered twice in one response");
            let flaw = Flaw::new("answered_twice", &answer.column.name, raw, reason);
            self.answer_flaws.push(LineFlaw(line, flaw));
        } else {
            self.take(line, answer, raw);
        }
    }
}

impl LongColumns {
    fn bind(
        mapping: &Mapping,
        header: &Header,
        answers: &[AnswerPlan<'_>],
    ) -> Result<Self, ExchangeError> {
        let name = mapping.answers.question_column.as_deref().unwrap_or_default();
        let names = answers
            .iter()
            .enumerate()
            .map(|(i, answer)| (name_of(mapping, &answer.question.code).to_owned(), i));
        Ok(Self {
            question: header.column(name)?,
            by_name: names.collect(),
            others: mapping.answers.others.unwrap_or(Others::Refuse),
        })
    }

    /// Position of the question of a row, `None` where it is to be passed over.
    fn find(&self, cells: &Cells<'_>) -> Result<Option<usize>, Flaw> {
        let Some(name) = cells.text(self.question.index) else {
            return Err(Flaw::blank(&self.question.name, "the question"));
        };
        match (self.by_name.get(name), self.others) {
            (Some(&at), _) => Ok(Some(at)),
            (None, Others::Ignore) => Ok(None),
            (None, Others::Refuse) => {
                let reason = "the questionnaire has no such question";
                Err(Flaw::new("unknown_question", &self.question.name, name, reason))
            }
        }
    }
}

/// What the file calls a question.
fn name_of<'m>(mapping: &'m Mapping, code: &'m Code) -> &'m str {
    let reading = mapping.answers.questions.get(code);
    reading.and_then(|reading| reading.name.as_deref()).unwrap_or(code.as_str())
}

fn bind_answers<'a>(
    mapping: &Mapping,
    questionnaire: &'a Questionnaire,
    header: &Header,
) -> Result<Vec<AnswerPlan<'a>>, ExchangeError> {
    let answers = &mapping.answers;
    let present = questionnaire.questions.iter().filter(|q| !answers.absent.contains(&q.code));
    present
        .map(|question| {
            let name = match mapping.file.shape {
                Shape::Wide => name_of(mapping, &question.code),
                Shape::Long => answers.answer_column.as_deref().unwrap_or_default(),
            };
            let scale = questionnaire.scale_of(question);
            let blanks = &mapping.file.blank;
            Ok(AnswerPlan {
                question,
                column: header.column(name)?,
                reader: AnswerReader::new(answers, blanks, question, scale, mapping.own),
            })
        })
        .collect()
}

/// With `others = "refuse"` a column that the mapping does not use is a slip of the pen.
fn refuse_others(
    mapping: &Mapping,
    header: &Header,
    head: &Head,
    answers: &[AnswerPlan<'_>],
) -> Result<(), ExchangeError> {
    if mapping.answers.others != Some(Others::Refuse) {
        return Ok(());
    }
    let used = |name: &str| {
        head.columns.iter().any(|column| column.name == name)
            || answers.iter().any(|answer| answer.column.name == name)
    };
    match header.names().find(|name| !used(name)) {
        Some(name) => {
            let reason = "the column is neither one of ours nor a question";
            Err(header.fault("unknown_column", name, reason).into())
        }
        None => Ok(()),
    }
}
