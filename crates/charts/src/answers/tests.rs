//! Edges of the answers chart.

use super::*;
use crate::testing::{caption, every_canvas, shares, sound};

fn options(count: usize) -> Vec<String> {
    (1..=count).map(|i| format!("选项{i}")).collect()
}

#[test]
fn every_number_of_rows_and_options_is_drawn() {
    for canvas in every_canvas() {
        for count in [0, 1, 8, 200] {
            for steps in 1..=9_u8 {
                let equal = vec![1.0 / f64::from(steps); steps.into()];
                let rows = vec![shares("东河镇", &equal); count];
                let svg = answers(&options(steps.into()), &rows, &caption(), &canvas);
                sound(&svg.expect("draws"));
            }
        }
    }
}

#[test]
fn withheld_and_strange_rows_are_drawn_without_nan() {
    let mut silent = shares("不了解缺", &[0.5, 0.5]);
    silent.dont_know_share = f64::NAN;
    let rows = [
        shares("不公布", &[]),
        shares("非数", &[f64::NAN, 1.0]),
        shares("全零", &[0.0, 0.0]),
        shares(&"很长的名字".repeat(12), &[1.0, 0.0]),
        silent,
    ];
    for canvas in every_canvas() {
        let svg = answers(&options(2), &rows, &caption(), &canvas).expect("draws");
        sound(&svg);
        assert_eq!(
            svg.matches(canvas.language.pick("样本不足，不公布", "Too few answers to show"))
                .count(),
            3
        );
    }
}

#[test]
fn shares_of_another_scale_are_refused() {
    let result = answers(&options(5), &[shares("甲", &[0.5, 0.5])], &caption(), &Canvas::default());
    assert!(matches!(result, Err(ChartError::OptionCount { expected: 5, found: 2, .. })));
}

#[test]
fn small_shares_carry_no_number() {
    let rows = [shares("甲", &[0.5, 0.3, 0.0775, 0.0725, 0.05])];
    let svg = answers(&options(5), &rows, &caption(), &Canvas::default()).expect("draws");
    assert!(svg.contains("\n30%\n"), "{svg}");
    assert!(!svg.contains("\n8%\n") && !svg.contains("\n5%\n"), "{svg}");
}

#[test]
fn the_middle_option_lies_on_both_sides_of_zero() {
    let (left, right) = sides(&shares("", &[0.5, 0.2, 0.1, 0.1, 0.1]), 0.7);
    assert!((right - 0.75).abs() < 1e-12 && (left - 0.25).abs() < 1e-12);
    let (left, _) = sides(&shares("", &[0.5, 0.2, 0.2, 0.1]), 0.7);
    assert!((left - 0.3).abs() < 1e-12);
}

#[test]
fn neighbouring_options_never_share_a_colour() {
    for steps in 2..=7 {
        let colours = colours(steps);
        assert_eq!(colours.len(), steps);
        assert!(colours.windows(2).all(|pair| pair[0] != pair[1]), "{steps}");
    }
}
