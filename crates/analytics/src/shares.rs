//! Shares of answer options, for the answers chart.

use survey::table::AnswerShares;
use survey::{Language, Mode, OptionKind, Period, Scale, UnitTree};

use crate::cube::Cube;
use crate::withheld::About;
use crate::{AnalyticsError, Thresholds};

/// What the answers chart shall show: every question of one unit and period.
#[derive(Debug, Clone)]
pub struct SharesRequest {
    /// The period.
    pub period: Period,
    /// Unit code.
    pub unit: String,
    /// One mode, or all together.
    pub mode: Option<Mode>,
    /// Below which n a row is left out.
    pub thresholds: Thresholds,
    /// Language of the question texts.
    pub language: Language,
}

/// Weighted shares of the options of every question that uses the most common scale, in
/// questionnaire order, with that scale. Questions with too few answers to be shown are left out.
///
/// # Errors
/// When the unit is unknown, or one of the cube is missing from the tree.
pub fn answer_shares(
    cube: &Cube,
    tree: &UnitTree,
    request: &SharesRequest,
) -> Result<Option<(Scale, Vec<AnswerShares>)>, AnalyticsError> {
    let unit = tree
        .position(&request.unit)
        .ok_or_else(|| AnalyticsError::UnknownUnit(request.unit.clone()))?;
    let withheld = cube.withheld(tree, request.thresholds.shown_from)?;
    let withheld = withheld.of(request.period, request.mode);
    let Some(scale) = most_common_scale(cube) else { return Ok(None) };
    let within: Vec<bool> = cube
        .dimensions
        .units
        .texts()
        .iter()
        .map(|code| tree.position(code).is_some_and(|u| tree.lineage(u).any(|up| up == unit)))
        .collect();
    let mut counts: Vec<Vec<(u64, f64)>> =
        cube.dimensions.questions.iter().map(|q| vec![(0, 0.0); q.scale.options.len()]).collect();
    for (_, month) in cube.months_of(request.period) {
        for (number, site) in month.sites.iter().enumerate() {
            let mode_fits = request.mode.is_none_or(|mode| mode as u8 == site.mode);
            if !mode_fits || !within[site.unit as usize] {
                continue;
            }
            for cell in month.cells_of(number) {
                let (count, weight) =
                    &mut counts[usize::from(cell.question)][usize::from(cell.option)];
                *count += cell.count;
                *weight += cell.weight;
            }
        }
    }
    let rows = cube
        .dimensions
        .questions
        .iter()
        .zip(&counts)
        .enumerate()
        .filter(|(number, (question, _))| {
            question.scale == *scale && !withheld.hides(unit, About::Question(*number))
        })
        .filter_map(|(_, (question, counts))| {
            shares(question.text.get(request.language), scale, counts)
        })
        .filter(|row| row.n >= request.thresholds.shown_from)
        .collect();
    Ok(Some((scale.clone(), rows)))
}

/// Rows of one chart share one legend, so they must share one scale.
fn most_common_scale(cube: &Cube) -> Option<&Scale> {
    let questions = &cube.dimensions.questions;
    let users = |scale: &Scale| questions.iter().filter(|q| q.scale == *scale).count();
    let mut best: Option<(&Scale, usize)> = None;
    for question in questions {
        let count = users(&question.scale);
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((&question.scale, count));
        }
    }
    best.map(|(scale, _)| scale)
}

fn shares(label: &str, scale: &Scale, counts: &[(u64, f64)]) -> Option<AnswerShares> {
    let of_kind =
        |kind| scale.options.iter().zip(counts).filter(move |(option, _)| option.kind == kind);
    let weight_of = |kind| of_kind(kind).map(|(_, (_, weight))| weight).sum::<f64>();
    let substantive = weight_of(OptionKind::Substantive);
    let given = counts.iter().map(|(_, weight)| weight).sum::<f64>();
    (substantive > 0.0).then(|| AnswerShares {
        label: label.to_owned(),
        n: of_kind(OptionKind::Substantive).map(|(_, (count, _))| count).sum(),
        shares: of_kind(OptionKind::Substantive)
            .map(|(_, (_, weight))| weight / substantive)
            .collect(),
        dont_know_share: weight_of(OptionKind::DontKnow) / given,
        refused_share: weight_of(OptionKind::Refused) / given,
    })
}
