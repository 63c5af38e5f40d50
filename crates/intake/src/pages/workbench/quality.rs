//! The workbench's view of what stands behind an index.

use std::ops::Range;

use figures::{BenchTable, Figures, LATE_AFTER, QualityRequest, Sorting, Source};
use survey::table::QualityRow;
use survey::{Mode, Period};

use super::asked::Asked;
use crate::State;
use crate::error::HttpError;
use crate::pages::view::{Choice, Select};
use crate::words::{Words, fill};

/// Who counts, before the modes; what became of the questions, delay and design, after them.
const COUNTED: [&str; 3] = ["unit_name", "period", "interviews"];
const JUDGED: [&str; 24] = [
    "asked",
    "answered_share",
    "dont_know_share",
    "refused_share",
    "unanswered_share",
    "not_asked",
    "partial",
    "hand_added",
    "outside_round",
    "corrected",
    "other_kind",
    "quarantined",
    "sent",
    "lag_median",
    "late_share",
    "weight_sum",
    "deff_weights",
    "strata",
    "psus",
    "cells",
    "cells_small_n",
    "cells_low_df",
    "cells_lonely_psu",
    "cells_suppressed",
];
const QUESTIONS: [&str; 10] = [
    "unit_name",
    "period",
    "question_text",
    "asked",
    "answered_share",
    "dont_know_share",
    "refused_share",
    "unanswered_share",
    "not_asked",
    "flag",
];

/// A page of the table.
pub(super) fn table(
    state: &State,
    (asked, figures): (&Asked, &Figures),
    periods: &[Period],
    shape: (Option<&Sorting>, Range<usize>),
) -> Result<BenchTable, HttpError> {
    let source = Source { store: state.store(), selection: &asked.question.selection };
    let cut = &asked.question.cut;
    if asked.by_question() {
        let rows = figures.question_quality(source, cut, periods)?;
        return Ok(figures.bench(rows, &QUESTIONS, shape, cut.language));
    }
    let request = QualityRequest { periods: periods.to_vec(), late_after: LATE_AFTER };
    let rows = figures.quality(source, cut, &request)?;
    let columns = columns(&rows);
    Ok(figures.bench(rows, &columns, shape, cut.language))
}

/// Modes that nobody was asked by need no column.
fn columns(rows: &[QualityRow]) -> Vec<&'static str> {
    let used = |mode: &Mode| {
        let of = |row: &QualityRow| match mode {
            Mode::Visit => row.visit,
            Mode::Phone => row.phone,
            Mode::Web => row.web,
            Mode::Window => row.window,
            Mode::Mail => row.mail,
        };
        rows.iter().any(|row| of(row).is_some_and(|count| count > 0))
    };
    let modes = Mode::ALL.into_iter().filter(used).map(Mode::as_str);
    let flag = std::iter::once("flag");
    COUNTED.into_iter().chain(flag).chain(modes).chain(JUDGED).collect()
}

/// What rows may be about.
pub(super) fn split(asked: &Asked, words: &'static Words) -> Select {
    let by_question = asked.by_question();
    let choice = |value: &str, text: &str, selected| Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        selected,
    };
    let choices = vec![
        choice("", words.unit, !by_question),
        choice("question", words.bench_question, by_question),
    ];
    Select::plain("by", words.bench_by, choices)
}

/// How the table is to be read.
pub(super) fn reading(asked: &Asked, words: &Words) -> String {
    if asked.by_question() {
        return words.bench_reading_questions.to_owned();
    }
    fill(words.bench_reading_quality, "n", &LATE_AFTER)
}

/// Where the API gives the table.
pub(super) fn api_path(asked: &Asked) -> &'static str {
    if asked.by_question() { "api/v1/question-quality" } else { "api/v1/quality" }
}
