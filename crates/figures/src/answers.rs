//! Every single answer, one a row, for statistics programs: read, coded and written side by side, with
//! flat memory, whole or not at all.

mod coding;
mod csv;
mod parquet;

use std::collections::HashSet;
use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use foldhash::fast::FixedState;
use store::{AnswerSheet, ResponseFilter, Store};
use survey::table::{CodebookRow, codebook};
use survey::{Code, Language, Period};

use self::coding::Coding;
use crate::load::{Forms, versions_of};
use crate::{FiguresError, Selection};

/// Pages of responses that are read ahead of what is written.
const PAGES_AHEAD: usize = 4;

/// Which answers.
#[derive(Debug, Clone, Default)]
pub struct AnswerRequest {
    /// Questionnaire, official or mock.
    pub selection: Selection,
    /// Only of this period.
    pub period: Option<Period>,
    /// Only of these units, with all below them.
    pub within: Option<Vec<Code>>,
    /// Language of the labels.
    pub language: Language,
}

/// Answers that are ready to be written.
#[derive(Debug)]
pub struct AnswerExport {
    coding: Coding,
    filter: ResponseFilter,
    units: Option<HashSet<String, FixedState>>,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Interviews, also those without an answer.
    pub responses: u64,
    /// Answers, that is rows.
    pub answers: u64,
}

impl AnswerExport {
    /// Looks up what the answers mean.
    ///
    /// # Errors
    /// When the questionnaire is unknown or ambiguous, a unit is unknown, or the store fails.
    pub fn new(store: &Store, request: &AnswerRequest) -> Result<Self, FiguresError> {
        let forms = Forms::of(store, &request.selection)?;
        let filter =
            ResponseFilter { months: request.period.map(Period::months), ..forms.filter() };
        let tree = store.unit_tree()?;
        let units = request.within.as_ref().map(|within| {
            let covered = |at: &usize| {
                tree.lineage(*at).any(|above| within.contains(&tree.units()[above].code))
            };
            let places = (0..tree.units().len()).filter(covered);
            places.map(|at| tree.units()[at].code.to_string()).collect()
        });
        Ok(Self { coding: Coding::new(&forms, request.language), filter, units })
    }

    /// How many responses will be read, for whoever shows progress.
    ///
    /// # Errors
    /// When the store fails.
    pub fn expected(&self, store: &Store) -> Result<u64, FiguresError> {
        Ok(store.count_responses(&self.filter)?)
    }

    /// Whether answers of a unit are wanted.
    fn wants(&self, sheet: &AnswerSheet) -> bool {
        self.units.as_ref().is_none_or(|units| units.contains(&sheet.unit))
    }

    /// Reads pages on a thread of their own and hands them to `write`, in order.
    fn each_page(
        &self,
        store: &Store,
        mut write: impl FnMut(Vec<AnswerSheet>) -> Result<(), FiguresError>,
    ) -> Result<(), FiguresError> {
        thread::scope(|scope| {
            let (read, pages) = sync_channel(PAGES_AHEAD);
            let reader = scope.spawn(move || self.read(store, &read));
            // When writing fails nobody takes pages any more, and so the reader ends too.
            let written = pages.into_iter().try_for_each(&mut write);
            let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            written.and(read)
        })
    }

    fn read(
        &self,
        store: &Store,
        pages: &SyncSender<Vec<AnswerSheet>>,
    ) -> Result<(), FiguresError> {
        let hand_on = |mut page: Vec<AnswerSheet>| {
            if self.units.is_some() {
                page.retain(|sheet| self.wants(sheet));
            }
            let unwanted = |_| FiguresError::Output(io::ErrorKind::BrokenPipe.into());
            pages.send(page).map_err(unwanted)
        };
        store.try_for_each_sheets(&self.filter, hand_on).map(drop)
    }
}

/// What the codes in a file of answers mean: of one questionnaire in all its versions, and all units.
///
/// # Errors
/// When the questionnaire is unknown or ambiguous, or the store fails.
pub fn answer_codebook(
    store: &Store,
    questionnaire: Option<&Code>,
) -> Result<Vec<CodebookRow>, FiguresError> {
    let versions = versions_of(store.questionnaires()?, questionnaire)?;
    Ok(codebook(&versions, store.unit_tree()?.units()))
}
