//! Edges of the funnel.

use survey::table::Flag;

use super::*;
use crate::testing::{caption, every_canvas, funnel_row, sound};

fn spread(count: u32) -> Vec<FunnelRow> {
    (1..=count)
        .map(|i| {
            let (n_eff, index) = (f64::from(20 + i * 37 % 180), 70.0 + f64::from(i * 7 % 27));
            let mut row = funnel_row(&format!("{i:04}"), &format!("东河{i}镇"), index, n_eff);
            let beyond = |limit: Option<f64>| limit.is_some_and(|limit| index < limit);
            row.place = Some(match (beyond(row.outer_low), beyond(row.inner_low)) {
                (true, _) => FunnelPlace::FarBelow,
                (_, true) => FunnelPlace::Below,
                _ => FunnelPlace::Inside,
            });
            row
        })
        .collect()
}

#[test]
fn every_number_of_units_is_drawn() {
    for canvas in every_canvas() {
        for count in [0, 1, 3, 30, 200] {
            sound(&funnel(&spread(count), &caption(), &canvas).expect("draws"));
        }
    }
    funnel(&spread(3_000), &caption(), &Canvas::default()).expect("draws");
    let error = funnel(&spread(5_001), &caption(), &Canvas::default()).expect_err("too many");
    assert!(matches!(error, ChartError::TooManyRows { rows: 5_001, .. }));
}

#[test]
fn strange_values_are_drawn_without_nan() {
    let mut rows = spread(9);
    rows[0].n_eff = Some(f64::NAN);
    rows[1].n_eff = Some(0.0);
    rows[2].index = Some(f64::INFINITY);
    rows[3].outer_high = None;
    rows[4].n_eff = Some(1e6);
    rows[5].unit_name = "很长的名字".repeat(12).into();
    rows[5].place = Some(FunnelPlace::FarAbove);
    rows[6].unit_name = "<西&山>\u{1}".into();
    rows[6].place = Some(FunnelPlace::FarBelow);
    let equal = vec![FunnelRow { place: Some(FunnelPlace::FarAbove), ..rows[7].clone() }; 40];
    let outside = vec![FunnelRow { place: None, ..rows[7].clone() }; 3];
    for canvas in every_canvas() {
        for rows in [&rows, &equal, &outside] {
            sound(&funnel(rows, &caption(), &canvas).expect("draws"));
        }
    }
}

#[test]
fn who_is_outside_the_funnel_is_counted_and_not_drawn() {
    let mut thin = funnel_row("1", "东河镇", 91.3, 8.0);
    (thin.place, thin.flag, thin.target) = (None, Some(Flag::SmallN), None);
    let svg = funnel(&[thin, spread(1).remove(0)], &caption(), &Canvas::default()).expect("draws");
    assert!(svg.contains("另有1个单位样本不足") && !svg.contains("东河镇<"), "{svg}");
}

#[test]
fn who_stands_out_is_named_and_who_does_not_is_not() {
    let mut rows = spread(3);
    rows[1].place = Some(FunnelPlace::FarBelow);
    let svg = funnel(&rows, &caption(), &Canvas::default()).expect("draws");
    let labels = ["\n东河1镇\n", "\n东河2镇\n", "\n东河3镇\n"].map(|name| svg.contains(name));
    assert_eq!(labels, [false, true, false], "{svg}");
}
