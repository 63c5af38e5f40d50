//! Edges of the heat map.

use survey::table::Flag;

use super::*;
use crate::testing::{caption, every_canvas, index_row, sound};

fn columns(count: usize) -> Vec<CategoryColumn> {
    (0..count)
        .map(|i| CategoryColumn {
            code: format!("c{i}"), name: format!("第{i}类环境问题办理情况")
        })
        .collect()
}

fn rows(units: usize, columns: usize, index: Option<f64>) -> Vec<IndexRow> {
    let row = |unit: usize, column: usize| {
        let mut row = index_row(&format!("{unit:03}"), &format!("东河{unit}镇"), index, 2.0);
        row.category = format!("c{column}").into();
        row
    };
    (0..units).flat_map(|unit| (0..columns).map(move |column| row(unit, column))).collect()
}

#[test]
fn every_size_is_drawn() {
    for canvas in every_canvas() {
        for (units, count) in [(0, 0), (0, 5), (1, 1), (8, 7), (200, 10), (3, 40)] {
            let rows = rows(units, count, Some(88.0));
            sound(&heatmap(&rows, &columns(count), &caption(), &canvas).expect("draws"));
        }
    }
}

#[test]
fn suppressed_cells_show_no_number_and_small_ones_do() {
    let mut rows = rows(1, 3, Some(87.3));
    rows[0].flag = Some(Flag::Suppressed);
    rows[1].flag = Some(Flag::SmallN);
    rows[2].index = Some(f64::NAN);
    for canvas in every_canvas() {
        let svg = heatmap(&rows, &columns(3), &caption(), &canvas).expect("draws");
        sound(&svg);
        let drawn = svg.split("</desc>").nth(1).expect("a body");
        assert_eq!(drawn.matches("\n87.3\n").count(), 1, "{drawn}");
    }
}

#[test]
fn all_suppressed_is_said() {
    let svg = heatmap(&rows(4, 4, None), &columns(4), &caption(), &Canvas::default());
    let svg = svg.expect("draws");
    sound(&svg);
    assert!(svg.contains("样本都不足"));
}

#[test]
fn columns_that_do_not_fit_go_below() {
    let canvas = Canvas { width: Width::Phone, ..Canvas::default() };
    let svg = heatmap(&rows(2, 12, Some(88.0)), &columns(12), &caption(), &canvas).expect("draws");
    assert!(svg.matches("\n东河0镇\n").count() >= 2);
    assert_eq!(svg.matches("\n88.0\n").count(), 24);
}
