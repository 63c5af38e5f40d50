//! Answers as Parquet.

use std::io::Write;
use std::sync::Arc;

use analytics::ParquetTable;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use store::{AnswerSheet, Store};
use survey::table::{AnswerRow, CodedAnswer};

use super::coding::interview_of;
use super::{AnswerExport, Written};
use crate::FiguresError;

impl AnswerExport {
    /// As [`AnswerExport::write_csv`], for Parquet: a row group for each page of responses.
    ///
    /// # Errors
    /// As for [`AnswerExport::write_csv`].
    pub fn write_parquet(
        &self,
        store: &Store,
        writer: &mut dyn Write,
        mut progress: impl FnMut(u64),
    ) -> Result<Written, FiguresError> {
        let mut table = ParquetTable::new(writer)?;
        let answers: Vec<Arc<CodedAnswer>> =
            self.coding.answers().iter().cloned().map(Arc::new).collect();
        let mut whole = Written::default();
        self.each_page(store, |page| {
            let rows: Vec<Vec<AnswerRow>> = page
                .par_iter()
                .map(|sheet| self.rows(sheet, &answers))
                .collect::<Result<_, _>>()?;
            let rows = rows.concat();
            whole.responses += page.len() as u64;
            whole.answers += rows.len() as u64;
            if !rows.is_empty() {
                table.write(&[rows])?;
            }
            progress(whole.responses);
            Ok(())
        })?;
        table.finish()?;
        Ok(whole)
    }

    fn rows(
        &self,
        sheet: &AnswerSheet,
        answers: &[Arc<CodedAnswer>],
    ) -> Result<Vec<AnswerRow>, FiguresError> {
        let interview = Arc::new(interview_of(sheet));
        let mut rows = Vec::new();
        self.coding.each_choice(sheet, |chosen| {
            let (interview, answer) = (Arc::clone(&interview), Arc::clone(&answers[chosen]));
            rows.push(AnswerRow { interview, answer });
        })?;
        Ok(rows)
    }
}
