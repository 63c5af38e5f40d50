//! Edges of the trend chart.

use super::*;
use crate::testing::{caption, every_canvas, index_row, period, series, sound};

#[test]
fn every_number_of_series_is_drawn() {
    let one = series("东河镇", &[Some(84.0), None, Some(87.5), Some(88.0)], 3.0);
    for canvas in every_canvas() {
        for count in [0, 1, 2, 8, 200] {
            let list = vec![one.clone(); count];
            sound(&trend(&list, Some(90.0), &caption(), &canvas).expect("draws"));
        }
    }
}

#[test]
fn strange_series_are_drawn_without_nan() {
    let mut half = series("西山镇", &[Some(84.0), Some(85.0)], 3.0);
    half.points[1].ci_low = Some(f64::NAN);
    let list = [
        series("全缺", &[None, None], 0.0),
        series("一期", &[Some(88.0)], 1.0),
        series("无穷", &[Some(f64::INFINITY), Some(1e300)], 1.0),
        series(&"很长的名字".repeat(12), &[Some(100.0), Some(0.0)], 9.0),
        Series { name: String::new(), points: Vec::new() },
        half,
    ];
    for canvas in every_canvas() {
        sound(&trend(&list, Some(f64::NAN), &caption(), &canvas).expect("draws"));
    }
}

#[test]
fn a_gap_is_never_joined() {
    let gap = series("东河镇", &[Some(84.0), Some(85.0), None, Some(87.0), Some(88.0)], 2.0);
    let svg = trend(&[gap], None, &caption(), &Canvas::default()).expect("draws");
    assert_eq!(svg.matches("<polyline").count(), 2);
    assert_eq!(svg.matches("<polygon").count(), 2);
}

#[test]
fn rows_become_series_in_order_of_time_and_suppressed_ones_gaps() {
    let row = |code: &str, month: &str, flag| {
        let mut row = index_row(code, &format!("{code}镇"), Some(88.0), 2.0);
        row.period = period(month);
        row.flag = flag;
        row
    };
    let rows = [
        row("b", "2026-02", None),
        row("a", "2026-01", Some(Flag::Suppressed)),
        row("b", "2026-01", Some(Flag::SmallN)),
    ];
    let list = Series::by_unit(&rows);
    assert_eq!(list.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["b镇", "a镇"]);
    assert_eq!(list[0].points[0].period, period("2026-01"));
    assert_eq!(list[0].points[0].index, Some(88.0));
    assert_eq!((list[1].points[0].index, list[1].points[0].ci_low), (None, None));
}
