//! Edges of the movement chart.

use super::*;
use crate::testing::{caption, every_canvas, movement_rows, sound};

/// So many units through some quarters, each a few ranks further down than before.
fn moved(count: u32, periods: u32) -> Vec<MovementRow> {
    let course = |i: u32| {
        let standings: Vec<_> = (0..periods)
            .map(|k| {
                let rank = 1 + (i * (1 + k) + k) % count;
                (!(i + k).is_multiple_of(11)).then_some((rank, 1 + rank * 3 / (count + 1)))
            })
            .collect();
        let change = f64::from(i % 17) - 8.0;
        let p = if i.is_multiple_of(5) { 0.001 } else { 0.5 };
        movement_rows(&format!("{i:04}"), &format!("东河{i}镇"), &standings, change, p)
    };
    (1..=count).flat_map(course).collect()
}

#[test]
fn every_number_of_units_and_periods_is_drawn() {
    for canvas in every_canvas() {
        for periods in [1, 2, 3, 6] {
            for count in [0, 1, 2, 26] {
                sound(&movement(&moved(count, periods), &caption(), &canvas).expect("draws"));
            }
        }
        movement(&moved(200, 6), &caption(), &canvas).expect("draws");
    }
    let error = movement(&moved(3_000, 2), &caption(), &Canvas::default()).expect_err("a tangle");
    assert!(
        error.to_string().contains("3000 rows are too many") && error.to_string().contains("300 ")
    );
}

#[test]
fn strange_values_are_drawn_without_nan() {
    let long = "很长的名字".repeat(12);
    let rows = [
        movement_rows("1", &long, &[Some((1, 1)), Some((9, 3))], f64::NAN, 0.0),
        movement_rows("2", &long, &[Some((1, 1)), Some((9, 3))], -1e300, 0.001),
        movement_rows("3", "<西&山>\u{1}", &[None, Some((9, 3))], f64::INFINITY, f64::NAN),
        movement_rows("4", "南湖镇", &[None, None], 0.0, 1.0),
    ]
    .concat();
    let equal: Vec<MovementRow> = (0..9)
        .flat_map(|i| movement_rows(&i.to_string(), "同分镇", &[Some((1, 1)); 3], 0.0, 1.0))
        .collect();
    for canvas in every_canvas() {
        sound(&movement(&rows, &caption(), &canvas).expect("draws"));
        sound(&movement(&equal, &caption(), &canvas).expect("draws"));
    }
}

#[test]
fn at_most_three_lines_stand_out_and_they_are_the_largest_changes() {
    let fell = |code: &str, change: f64| {
        movement_rows(code, &format!("{code}镇"), &[Some((1, 1)), Some((9, 2))], change, 0.01)
    };
    let rows = [fell("a", -3.0), fell("b", -9.0), fell("c", -5.0), fell("d", -7.0)].concat();
    let courses = courses(&rows);
    assert_eq!(followed(&courses), [1, 3, 2]);
    let svg = movement(&rows, &caption(), &Canvas::default()).expect("draws");
    assert_eq!(svg.matches("stroke-width=\"3\"").count(), 3, "{svg}");
    assert!(svg.contains("b镇 -9.0") && !svg.contains("a镇 -3.0"));
}

#[test]
fn a_period_without_a_rank_parts_the_line_and_is_listed() {
    let rows =
        movement_rows("1", "东河镇", &[Some((1, 1)), None, Some((2, 1)), Some((1, 1))], 0.0, 1.0);
    let svg = movement(&rows, &caption(), &Canvas::default()).expect("draws");
    assert_eq!(svg.matches("<polyline").count(), 1, "{svg}");
    assert!(svg.contains("2026-Q1 样本不足"), "{svg}");
}

#[test]
fn a_rank_is_never_shown_without_its_range() {
    let mut rows = movement_rows("1", "东河镇", &[Some((3, 1)), Some((3, 1))], 0.0, 1.0);
    assert_eq!(range(&rows[0]), "1–9");
    rows[0].rank_low = None;
    assert_eq!(range(&rows[0]), "—");
}
