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

/// What is told of the quality of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Part {
    /// Who counts, who doesn't, and what became of the questions.
    #[default]
    People,
    /// Delay, weights, sampling points, and flags.
    Design,
    /// What became of each question.
    Question,
}

impl Part {
    /// Its name in addresses of the page, where it is not the usual one.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::People => None,
            Self::Design => Some("design"),
            Self::Question => Some("question"),
        }
    }
}

const PEOPLE: [&str; 14] = [
    "unit_name",
    "period",
    "interviews",
    "answered_share",
    "dont_know_share",
    "refused_share",
    "unanswered_share",
    "asked",
    "not_asked",
    "partial",
    "hand_added",
    "outside_round",
    "other_kind",
    "quarantined",
];
/// With and without what is left out by rule.
const SCORES: [&str; 3] = ["excluded", "index", "index_without_excluded"];
/// Before the modes.
const SENT: [&str; 6] =
    ["unit_name", "period", "interviews", "corrected", "lag_median", "late_share"];
/// After them.
const DESIGN: [&str; 10] = [
    "sent",
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
    // The form tells the only period, and questions need the room.
    let worth = |name: &&str| *name != "period" || periods.len() > 1;
    if asked.part == Part::Question {
        let rows = figures.question_quality(source, cut, periods)?;
        let columns: Vec<&str> = QUESTIONS.into_iter().filter(worth).collect();
        return Ok(figures.bench(rows, &columns, shape, cut.language));
    }
    let request = QualityRequest { periods: periods.to_vec(), late_after: LATE_AFTER };
    let rows = figures.quality(source, cut, &request)?;
    let mut columns = match asked.part {
        Part::Design => of_design(&rows),
        Part::People | Part::Question => of_people(&rows),
    };
    columns.retain(worth);
    Ok(figures.bench(rows, &columns, shape, cut.language))
}

/// Both scores stand there where something is left out of the second.
fn of_people(rows: &[QualityRow]) -> Vec<&'static str> {
    let two = rows.iter().any(|row| row.excluded.is_some_and(|excluded| excluded > 0));
    let scores = if two { &SCORES[..] } else { &[] };
    PEOPLE.into_iter().chain(scores.iter().copied()).chain(["flag"]).collect()
}

/// Modes that nobody was asked by need no column.
fn of_design(rows: &[QualityRow]) -> Vec<&'static str> {
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
    SENT.into_iter().chain(modes).chain(DESIGN).chain(["flag"]).collect()
}

/// What may be told.
pub(super) fn split(asked: &Asked, words: &'static Words) -> Select {
    let parts = [
        (Part::People, words.bench_by_people),
        (Part::Design, words.bench_by_design),
        (Part::Question, words.bench_question),
    ];
    let choice = |(part, text): (Part, &str)| Choice {
        value: part.name().unwrap_or_default().to_owned(),
        text: text.to_owned(),
        selected: asked.part == part,
    };
    Select::plain("by", words.bench_by, parts.map(choice).into())
}

/// How the table is to be read.
pub(super) fn reading(asked: &Asked, words: &Words) -> String {
    match asked.part {
        Part::People => words.bench_reading_people.to_owned(),
        Part::Design => fill(words.bench_reading_design, "n", &LATE_AFTER),
        Part::Question => words.bench_reading_questions.to_owned(),
    }
}

/// Where the API gives the table.
pub(super) fn api_path(asked: &Asked) -> &'static str {
    match asked.part {
        Part::Question => "api/v1/question-quality",
        Part::People | Part::Design => "api/v1/quality",
    }
}
