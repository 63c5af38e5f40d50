//! `manyi quality`: what stands behind an index, before it is trusted.

use figures::{Cut, Figures, QualityRequest, Source};

use super::doubts::{periods, twin};
use crate::args::{Global, Quality, QualityByArg};
use crate::error::{Failure, Outcome};
use crate::output::Destination;

/// Columns that a terminal shows.
const UNITS: [&str; 12] = [
    "unit_name",
    "period",
    "interviews",
    "partial",
    "other_kind",
    "quarantined",
    "answered_share",
    "dont_know_share",
    "refused_share",
    "unanswered_share",
    "late_share",
    "deff_weights",
];
/// With and without what is left out by rule.
const SCORES: [&str; 3] = ["excluded", "index", "index_without_excluded"];
const QUESTIONS: [&str; 9] = [
    "unit_name",
    "period",
    "question_text",
    "asked",
    "answered_share",
    "dont_know_share",
    "refused_share",
    "unanswered_share",
    "flag",
];

pub(super) fn quality(args: &Quality, global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let store = super::open(global)?;
    let selection = args.counting.selection.selection();
    let figures = Figures::load(&store, &selection)?;
    let source = Source { store: &store, selection: &selection };
    let cut = Cut {
        level: args.level.clone(),
        unit: args.unit.clone(),
        mode: args.counting.mode,
        scheme: args.counting.scheme.clone(),
        thresholds: args.counting.thresholds(),
        language: global.lang,
        ..Cut::default()
    };
    let periods = periods(&args.period, &figures)?;
    match args.by {
        QualityByArg::Unit => {
            let request = QualityRequest { periods, late_after: args.late_after };
            let rows = figures.quality(source, &cut, &request)?;
            let two = rows.iter().any(|row| row.excluded.is_some_and(|excluded| excluded > 0));
            let scores = if two { &SCORES[..] } else { &[] };
            let columns = [&UNITS[..], scores, &["flag"]].concat();
            destination.write(rows, |rows| twin(&figures, rows, &columns, global))?;
        }
        QualityByArg::Question => {
            let rows = figures.question_quality(source, &cut, &periods)?;
            destination.write(rows, |rows| twin(&figures, rows, &QUESTIONS, global))?;
        }
    }
    Ok(Outcome::Done)
}
