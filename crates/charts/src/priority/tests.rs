//! Edges of the chart of priorities.

use super::*;
use survey::table::{Flag, Lacking};

use crate::testing::{caption, every_canvas, priorities, sound};

#[test]
fn every_number_of_drivers_is_drawn() {
    for canvas in every_canvas() {
        for count in [0, 1, 2, 8, 16, 83, 200] {
            sound(&priority(&priorities(count), &caption(), &canvas).expect("draws"));
        }
    }
}

#[test]
fn more_drivers_than_can_be_told_apart_are_refused() {
    let error = priority(&priorities(201), &caption(), &Canvas::default()).expect_err("too many");
    assert!(matches!(error, ChartError::TooManyRows { rows: 201, most: 200 }), "{error}");
}

#[test]
fn points_on_one_spot_keep_their_numbers_apart() {
    let mut some = priorities(12);
    for row in &mut some.rows {
        (row.performance, row.importance) = (Some(80.0), Some(0.08));
    }
    for canvas in every_canvas() {
        let svg = priority(&some, &caption(), &canvas).expect("draws");
        sound(&svg);
        for number in 1..=12 {
            // Once at the point, once in the list.
            assert!(svg.matches(&format!(">\n{number}\n<")).count() >= 2, "{number}");
        }
    }
}

#[test]
fn strange_values_are_drawn_without_nan() {
    let mut some = priorities(6);
    some.rows[0].performance = Some(f64::NAN);
    some.rows[1].importance_high = Some(f64::INFINITY);
    some.rows[2].performance_low = None;
    some.rows[3].driver_name = "很长的名字".repeat(12).into();
    some.rows[4].flag = Some(Flag::Suppressed);
    (some.rows[4].performance, some.rows[4].quadrant) = (None, None);
    (some.rows[5].named_share, some.rows[5].priority_rating) = (Some(0.3), None);
    for canvas in every_canvas() {
        sound(&priority(&some, &caption(), &canvas).expect("draws"));
    }
}

#[test]
fn without_importance_the_reason_stands_there() {
    let reasons = [
        Lacking::Outcome,
        Lacking::Drivers,
        Lacking::Respondents(100),
        Lacking::Psus,
        Lacking::Variation,
    ];
    let mut some = priorities(4);
    some.lines = None;
    for row in &mut some.rows {
        (row.importance, row.quadrant) = (None, None);
    }
    for reason in reasons {
        some.derivation.lacking = Some(reason);
        for canvas in every_canvas() {
            let svg = priority(&some, &caption(), &canvas).expect("draws");
            sound(&svg);
            let said = lacking(reason, canvas.language);
            let first: String = said.chars().take(8).collect();
            assert!(svg.contains(&first), "{said}");
        }
    }
}
