//! Edges of the coverage chart.

use super::*;
use crate::testing::{caption, coverage_row, every_canvas, sound};

#[test]
fn every_number_of_units_is_drawn() {
    for canvas in every_canvas() {
        for count in [0, 1, 8, 3_000] {
            let mut rows = vec![coverage_row("东河镇", 80); count];
            for (at, row) in rows.iter_mut().enumerate() {
                row.by_mode = [at as u64 % 81, 80 - at as u64 % 81, 0, 0, 0];
                row.minimum = (at % 2 == 0).then_some(75);
                (row.base, row.complete, row.reached) = (Some(120), Some(80), Some(100));
                (row.response_rate, row.contact_rate) = (Some(2.0 / 3.0), Some(5.0 / 6.0));
            }
            sound(&coverage(&rows, &caption(), &canvas).expect("draws"));
        }
    }
}

#[test]
fn nothing_asked_is_a_dash_and_never_all() {
    let mut rows = [coverage_row(&"很长的名字".repeat(12), 0), coverage_row("西山镇", 3)];
    rows[1].base = Some(0);
    rows[1].minimum = Some(u64::MAX);
    for canvas in every_canvas() {
        let svg = coverage(&rows, &caption(), &canvas).expect("draws");
        sound(&svg);
        assert!(!svg.contains("100.0%") && !svg.contains("0.0%"), "{svg}");
        assert!(svg.contains('—'));
    }
}
