//! Edges of the ranking chart.

use survey::Language;
use survey::table::Flag;

use super::*;
use crate::testing::{caption, every_canvas, ranking_row, sound};

fn ranked(count: u32) -> Vec<RankingRow> {
    (1..=count)
        .map(|rank| {
            let mut row = ranking_row(
                &format!("{rank:03}"),
                &format!("东河{rank}镇"),
                Some(95.0 - f64::from(rank) / 20.0),
                4.0,
            );
            (row.rank, row.tier) = (Some(rank), Some(1 + rank / 150));
            (row.rank_low, row.rank_high) = (Some(1), Some(count));
            row
        })
        .collect()
}

#[test]
fn every_number_of_units_is_drawn() {
    for canvas in every_canvas() {
        for count in [0, 1, 3, 8, 200] {
            let svg = ranking(&ranked(count), &RankingOptions::default(), &caption(), &canvas)
                .expect("draws");
            sound(&svg);
        }
    }
}

#[test]
fn strange_values_are_drawn_without_nan() {
    let mut rows = ranked(5);
    rows[0].estimate.index = Some(f64::NAN);
    rows[1].estimate.ci_low = Some(f64::NEG_INFINITY);
    rows[2].estimate.ci_high = Some(1e300);
    rows[3].estimate.unit_name = "很长的名字".repeat(12).into();
    rows[4] = ranking_row("x", "<西&山>\u{1}", None, 0.0);
    let options = RankingOptions { target: Some(f64::NAN), quarters: true };
    for canvas in every_canvas() {
        sound(&ranking(&rows, &options, &caption(), &canvas).expect("draws"));
    }
}

#[test]
fn suppressed_numbers_are_withheld_even_if_the_row_has_them() {
    let mut row = ranking_row("1", "东河镇", Some(87.3), 2.0);
    row.estimate.flag = Some(Flag::Suppressed);
    let svg =
        ranking(&[row], &RankingOptions::default(), &caption(), &Canvas::default()).expect("draws");
    assert!(!svg.contains("87.3"));
    assert!(svg.contains("样本不足，不排名"));
}

#[test]
fn equal_units_get_no_quarters() {
    let mut rows = ranked(8);
    for row in &mut rows {
        row.rank = Some(1);
    }
    let svg =
        ranking(&rows, &RankingOptions::default(), &caption(), &Canvas::default()).expect("draws");
    assert!(!svg.contains("前25%"));
    assert!(svg.contains("8个镇街无法分出先后"));
}

#[test]
fn too_many_rows_are_refused_not_cut() {
    let rows = vec![ranking_row("1", "东河镇", None, 0.0); 5_001];
    let result = ranking(&rows, &RankingOptions::default(), &caption(), &Canvas::default());
    assert!(matches!(result, Err(ChartError::TooManyRows { rows: 5_001, .. })));
}

#[test]
fn a_rank_is_never_shown_without_its_range() {
    let mut row = ranking_row("1", "东河镇", Some(90.0), 2.0);
    row.rank = Some(7);
    assert_eq!(rank_range(&row), "?");
    (row.rank_low, row.rank_high) = (Some(2), Some(9));
    assert_eq!(rank_range(&row), "2–9");
    assert_eq!(Language::default(), Language::Chinese);
}
