//! Answers as CSV.

use std::io::Write;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
use rayon::slice::ParallelSlice;
use store::{AnswerSheet, Store};
use survey::table::{CodedAnswer, Column, Interview, Row};

use super::coding::{Coding, interview_of};
use super::{AnswerExport, Written};
use crate::FiguresError;

/// Responses whose lines are made on one thread at a time.
const TOGETHER: usize = 250;

impl AnswerExport {
    /// Writes a header and a line for each answer; after each page `progress` hears how many responses
    /// were read.
    ///
    /// # Errors
    /// When the store fails, a stored answer is unknown to its questionnaire, or `writer` does not take
    /// the bytes. Then what was written is not whole.
    pub fn write_csv(
        &self,
        store: &Store,
        writer: &mut dyn Write,
        mut progress: impl FnMut(u64),
    ) -> Result<Written, FiguresError> {
        let lines = Lines::new(&self.coding);
        writer.write_all(&lines.header())?;
        let mut parts: Vec<Part> = Vec::new();
        let mut whole = Written::default();
        self.each_page(store, |page| {
            whole.responses += page.len() as u64;
            parts.resize_with(page.len().div_ceil(TOGETHER), Part::default);
            let chunks = page.par_chunks(TOGETHER).zip(parts.par_iter_mut());
            chunks.try_for_each(|(sheets, part)| lines.fill(part, sheets))?;
            for part in &parts {
                writer.write_all(&part.bytes)?;
                whole.answers += part.answers;
            }
            progress(whole.responses);
            Ok(())
        })?;
        Ok(whole)
    }
}

/// Lines of some responses; the room is used again.
#[derive(Default)]
struct Part {
    head: Vec<u8>,
    bytes: Vec<u8>,
    answers: u64,
}

/// What lines are made of.
struct Lines<'a> {
    coding: &'a Coding,
    interview: Vec<Column<Interview>>,
    /// Per option: the end of each line that chose it.
    ends: Vec<Vec<u8>>,
}

impl<'a> Lines<'a> {
    fn new(coding: &'a Coding) -> Self {
        let columns = CodedAnswer::columns();
        let end = |answer: &CodedAnswer| {
            let mut end = vec![b','];
            exchange::write_cells(&mut end, &columns, answer);
            end.push(b'\n');
            end
        };
        let ends = coding.answers().iter().map(end).collect();
        Self { coding, interview: Interview::columns(), ends }
    }

    fn header(&self) -> Vec<u8> {
        let answer = CodedAnswer::columns();
        let names = self.interview.iter().map(|column| column.name);
        let names: Vec<&str> = names.chain(answer.iter().map(|column| column.name)).collect();
        format!("{}\n", names.join(",")).into_bytes()
    }

    fn fill(&self, part: &mut Part, sheets: &[AnswerSheet]) -> Result<(), FiguresError> {
        part.bytes.clear();
        part.answers = 0;
        for sheet in sheets {
            let Part { head, bytes, answers } = &mut *part;
            head.clear();
            exchange::write_cells(head, &self.interview, &interview_of(sheet));
            self.coding.each_choice(sheet, |chosen| {
                bytes.extend_from_slice(head);
                bytes.extend_from_slice(&self.ends[chosen]);
                *answers += 1;
            })?;
        }
        Ok(())
    }
}
