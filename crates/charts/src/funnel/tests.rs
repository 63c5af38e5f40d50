//! Edges of the funnel.

use survey::issue::rates::IssueRate;
use survey::table::{Flag, FunnelPlace, IssueRateRow};

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

fn rates(count: u32) -> Vec<IssueFunnelRow> {
    let half = |of: f64, z: f64| z * (0.8 * 0.2 / of).sqrt();
    (1..=count)
        .map(|i| {
            let (of, share) = (f64::from(10 + i * 37 % 180), f64::from(40 + i * 7 % 60) / 100.0);
            let by_index = funnel_row("", "", 85.0, of);
            let below = |z| share < 0.8 - half(of, z);
            IssueFunnelRow {
                rate: IssueRateRow {
                    unit_code: format!("{i:04}").into(),
                    unit_name: format!("东河{i}镇").into(),
                    level: by_index.level,
                    period: by_index.period,
                    category: by_index.category,
                    measure: IssueRate::Closure,
                    dated: IssueRate::Closure.day(),
                    numerator: 0,
                    denominator: u64::from(10 + i * 37 % 180),
                    share: Some(share),
                    share_low: None,
                    share_high: None,
                    flag: None,
                },
                pooled_share: Some(0.8),
                z: Some((share - 0.8) / half(of, 1.0)),
                dispersion: Some(0.9),
                inner_low: Some(0.8 - half(of, 1.96)),
                inner_high: Some(0.8 + half(of, 1.96)),
                outer_low: Some(0.8 - half(of, 3.09)),
                outer_high: Some(0.8 + half(of, 3.09)),
                place: Some(match (below(3.09), below(1.96)) {
                    (true, _) => FunnelPlace::FarBelow,
                    (_, true) => FunnelPlace::Below,
                    _ => FunnelPlace::Inside,
                }),
            }
        })
        .collect()
}

#[test]
fn a_rate_is_drawn_in_per_cent_and_in_its_own_words() {
    for canvas in every_canvas() {
        for count in [0, 1, 3, 30, 200] {
            sound(&issue_funnel(&rates(count), &caption(), &canvas).expect("draws"));
        }
    }
    let mut rows = rates(3);
    (rows[0].place, rows[0].pooled_share) = (None, None);
    (rows[1].rate.share, rows[2].rate.denominator) = (Some(f64::NAN), 0);
    sound(&issue_funnel(&rows, &caption(), &Canvas::default()).expect("draws"));
    let svg = issue_funnel(&rates(30), &caption(), &Canvas::default()).expect("draws");
    for words in ["合计80.0%", "应办件数 n", "比率（%）对应办件数"] {
        assert!(svg.contains(words), "{words}: {svg}");
    }
    assert!(!svg.contains("样本") && !svg.contains("得分"), "{svg}");
    let mut fixes = rates(30);
    for row in &mut fixes {
        row.rate.dated = RateDay::Accepted;
    }
    let svg = issue_funnel(&fixes, &caption(), &Canvas::default()).expect("draws");
    assert!(svg.contains("验收件数 n"), "{svg}");
}
