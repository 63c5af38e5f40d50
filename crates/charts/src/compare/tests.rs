//! Edges of the comparison.

use super::*;
use crate::testing::{caption, change_row, every_canvas, sound};

fn changed(count: u32) -> Vec<ChangeRow> {
    (1..=count)
        .map(|i| {
            let change = f64::from(i % 23) - 11.0;
            let p = if i % 9 == 0 { 0.01 } else { 0.4 };
            change_row(&format!("{i:04}"), &format!("东河{i}镇"), Some(change), p)
        })
        .collect()
}

#[test]
fn every_number_of_units_is_drawn() {
    for canvas in every_canvas() {
        for count in [0, 1, 3, 200] {
            sound(&compare(&changed(count), &caption(), &canvas).expect("draws"));
        }
    }
    compare(&changed(3_000), &caption(), &Canvas::default()).expect("draws");
    let error = compare(&changed(5_001), &caption(), &Canvas::default()).expect_err("too many");
    assert!(matches!(error, ChartError::TooManyRows { rows: 5_001, .. }));
}

#[test]
fn strange_values_are_drawn_without_nan() {
    let mut rows = changed(6);
    rows[0].change = Some(f64::NAN);
    rows[1].ci_low = Some(f64::NEG_INFINITY);
    rows[2].ci_high = Some(1e300);
    rows[3].unit_name = "很长的名字".repeat(12).into();
    rows[4] = change_row("x", "<西&山>\u{1}", None, 0.0);
    rows[5].change = Some(-140.0);
    let still = vec![change_row("1", "东河镇", Some(0.0), 1.0); 4];
    let nobody = vec![change_row("1", "东河镇", None, 1.0); 2];
    for canvas in every_canvas() {
        for rows in [&rows, &still, &nobody] {
            sound(&compare(rows, &caption(), &canvas).expect("draws"));
        }
    }
}

#[test]
fn only_sure_changes_are_filled() {
    let rows = [
        change_row("1", "东河镇", Some(2.0), 0.2),
        change_row("2", "西山镇", Some(-5.0), 0.01),
        change_row("3", "南湖镇", Some(5.0), 0.01),
    ];
    assert_eq!(rows.each_ref().map(mark), [Mark::Hollow, Mark::Down, Mark::Up]);
    let svg = compare(&rows, &caption(), &Canvas::default()).expect("draws");
    let places = ["南湖镇<", "东河镇<", "西山镇<"].map(|name| svg.rfind(name).unwrap_or(0));
    assert!(places.is_sorted(), "the greatest rise first: {places:?}");
    assert!(svg.contains("2026年第二季度 → 2026年第三季度"));
}

#[test]
fn who_can_not_be_compared_is_listed_apart() {
    let mut thin = change_row("1", "东河镇", None, 1.0);
    thin.from_index = None;
    let rows = [thin, change_row("2", "西山镇", Some(1.0), 0.6)];
    let svg = compare(&rows, &caption(), &Canvas::default()).expect("draws");
    assert!(svg.contains("至少一期样本不足，不能比较 · 1个"), "{svg}");
}
