//! What is wrong with a workbook and what was left out of it, each with its cell.

use std::collections::{HashMap, HashSet};

use survey::Problem;

/// A workbook with more faults than this is no questionnaire.
const FAULTS_MAX: usize = 200;

/// Faults, notes, and where the parts of the questionnaire stand.
#[derive(Default)]
pub(super) struct Report {
    faults: Vec<Problem>,
    notes: Vec<Problem>,
    /// JSON pointer of a part → its cell.
    places: HashMap<String, String>,
    /// Codes of problems that follow from a fault which was named already.
    consequences: HashSet<&'static str>,
}

impl Report {
    /// Something that keeps the file from being read.
    pub(super) fn fault(
        &mut self,
        code: &'static str,
        place: impl Into<String>,
        detail: impl Into<String>,
    ) {
        self.faults.push(Problem::new(code, place, detail));
    }

    /// Something that was left out, and why that does no harm.
    pub(super) fn note(
        &mut self,
        code: &'static str,
        place: impl Into<String>,
        detail: impl Into<String>,
    ) {
        self.notes.push(Problem::new(code, place, detail));
    }

    /// Says where a part of the questionnaire stands.
    pub(super) fn stands(&mut self, pointer: impl Into<String>, place: impl Into<String>) {
        self.places.insert(pointer.into(), place.into());
    }

    /// A fault that was named has these consequences, which need no word of their own.
    pub(super) fn implies(&mut self, codes: &[&'static str]) {
        self.consequences.extend(codes);
    }

    /// Takes in what the rules say of the questionnaire. A row that can't be read leaves holes behind;
    /// what others have to say of those holes is left out.
    pub(super) fn check(&mut self, problems: Vec<Problem>) {
        const OF_HOLES: [&str; 5] = [
            "unknown_scale",
            "unknown_category",
            "relevance_not_earlier",
            "unknown_option",
            "no_questions",
        ];
        if !self.faults.is_empty() {
            self.implies(&OF_HOLES);
        }
        for problem in problems {
            if !self.consequences.contains(problem.code) {
                let located = self.located(problem);
                self.faults.push(located);
            }
        }
    }

    /// The notes, and after them what else deserves a look.
    pub(super) fn with_notes(&mut self, others: Vec<Problem>) -> Vec<Problem> {
        let mut notes = std::mem::take(&mut self.notes);
        notes.extend(others.into_iter().map(|note| self.located(note)));
        notes
    }

    /// The faults, not more than people read.
    pub(super) fn into_faults(mut self) -> Vec<Problem> {
        let more = self.faults.len().saturating_sub(FAULTS_MAX);
        if more > 0 {
            self.faults.truncate(FAULTS_MAX);
            self.fault("too_many_faults", "", format!("and {more} more"));
        }
        self.faults
    }

    /// The same with the cell instead of the pointer: that of the part itself or of the nearest part
    /// around it.
    fn located(&self, problem: Problem) -> Problem {
        let mut pointer = problem.path.as_str();
        loop {
            if let Some(place) = self.places.get(pointer) {
                return Problem { path: place.clone(), ..problem };
            }
            match pointer.rfind('/') {
                Some(at) => pointer = &pointer[..at],
                None => return problem,
            }
        }
    }
}
