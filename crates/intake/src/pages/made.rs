//! The panel that says how the figures of a page were made.

use figures::{ChartKind, Figures, weights_name};
use survey::display::{count_or_dash, rounded};
use survey::scoring::{DontKnowRule, Points};
use survey::{RoundKind, ScoringScheme};

use super::view::Fact;
use crate::error::HttpError;
use crate::figure::Question;
use crate::words::{Words, fill};

/// The lines of the panel, of a page that is about one chart or about several.
pub(super) fn facts(
    figures: &Figures,
    question: &Question,
    kind: Option<ChartKind>,
    interviews: Option<u64>,
    version: &str,
) -> Result<Vec<Fact>, HttpError> {
    let language = question.cut.language;
    let words = Words::of(language);
    let scheme = figures.scheme(question.cut.scheme.as_deref())?;
    let questionnaire = figures.questionnaire();
    let rounds = match question.selection.kind {
        RoundKind::Official => words.kind_official,
        RoundKind::Mock => words.kind_mock,
    };
    let thresholds = question.cut.thresholds;
    let limits = fill(words.made_limits_text, "a", &thresholds.ranked_from);
    let revision = figures.revision();
    let fact = |label, text| Fact { label, text };
    let title = questionnaire.title.get(language);
    let edition = fill(words.made_version, "n", &questionnaire.version);
    Ok(vec![
        fact(words.made_questionnaire, format!("{title} · {} · {edition}", questionnaire.code)),
        fact(words.kind, rounds.to_owned()),
        fact(words.made_design, fill(words.made_design_text, "n", &count_or_dash(interviews))),
        fact(words.made_weights, weights_name(question.cut.weights, language).to_owned()),
        fact(words.made_scheme, scheme_text(scheme, words, scheme.name.get(language))),
        fact(words.made_rate, fill(words.made_rate_top, "n", &scheme.satisfied_top)),
        fact(words.made_unknown, silence(scheme, words)),
        fact(words.made_formulas, formulas(kind, words).to_owned()),
        fact(words.made_limits, fill(&limits, "b", &thresholds.shown_from)),
        fact(words.made_program, format!("manyi {version} · r{revision}")),
    ])
}

fn formulas(kind: Option<ChartKind>, words: &Words) -> &'static str {
    match kind {
        Some(ChartKind::Movement) => words.made_formulas_movement,
        Some(ChartKind::Compare) => words.made_formulas_compare,
        Some(ChartKind::Funnel) => words.made_formulas_funnel,
        _ => words.made_formulas_text,
    }
}

fn scheme_text(scheme: &ScoringScheme, words: &Words, name: &str) -> String {
    let points = match &scheme.points {
        Points::EqualSteps => words.made_equal.to_owned(),
        Points::Table(table) => {
            let points: Vec<String> = table.iter().map(ToString::to_string).collect();
            fill(words.made_points, "n", &points.join(" / "))
        }
    };
    format!("{name} · {}@{} · {points}", scheme.code, scheme.version)
}

fn silence(scheme: &ScoringScheme, words: &Words) -> String {
    match scheme.dont_know {
        DontKnowRule::OutOfBase => words.made_out_of_base.to_owned(),
        DontKnowRule::InBase => words.made_in_base.to_owned(),
        DontKnowRule::AtPoints(points) => fill(words.made_at_points, "n", &rounded(points, 1)),
    }
}
