//! The columns of a comparison: what stands in them and where they stand.

use survey::Period;
use survey::display::rounded_or_dash;
use survey::table::ChangeRow;

use crate::caption::{Canvas, Width};
use crate::measure::widest;
use crate::palette::Sizes;
use crate::scale::{finite, signed};

const GAP: i32 = 14;
const NAME_MAX: i32 = 250;

/// Pixel positions of the columns.
pub(super) struct Columns {
    pub(super) name: i32,
    pub(super) name_width: i32,
    pub(super) plot: (i32, i32),
    pub(super) change_right: i32,
    pub(super) from_right: i32,
    pub(super) to_right: i32,
}

pub(super) fn change_text(row: &ChangeRow) -> String {
    finite(row.change).map_or_else(|| "—".to_owned(), |change| signed(change, 1))
}

pub(super) fn index_text(index: Option<f64>) -> String {
    rounded_or_dash(finite(index), 1)
}

pub(super) fn period_text(period: Period) -> String {
    period.to_string()
}

pub(super) fn interval(row: &ChangeRow) -> Option<(f64, f64)> {
    Some((finite(row.ci_low)?, finite(row.ci_high)?))
}

impl Columns {
    pub(super) fn of(rows: &[ChangeRow], canvas: Canvas, sizes: Sizes) -> Self {
        let (size, small) = (sizes.text, sizes.small);
        let column = |texts: Vec<String>, header: &str| {
            widest(texts.iter().map(String::as_str), size).max(widest([header], small))
        };
        let period = |of: fn(&ChangeRow) -> Period| {
            rows.first().map_or_else(String::new, |row| period_text(of(row)))
        };
        let from = column(
            rows.iter().map(|row| index_text(row.from_index)).collect(),
            &period(|row| row.from_period),
        );
        let to = column(
            rows.iter().map(|row| index_text(row.to_index)).collect(),
            &period(|row| row.to_period),
        );
        // Some of them are bold.
        let change = column(
            rows.iter().map(|row| format!("{}0", change_text(row))).collect(),
            canvas.language.pick("变化", "Change"),
        );
        let to_right = sizes.right() - 4;
        let from_right = to_right - to - GAP;
        let change_right = from_right - from - GAP;
        let change_left = change_right - change;
        let name = sizes.margin + 4;
        let (name_width, plot) = if canvas.width == Width::Phone {
            (change_left - GAP / 2 - name, (sizes.margin + 14, sizes.right() - 14))
        } else {
            let names = rows.iter().map(|row| row.unit_name.as_str());
            let width = widest(names, size).clamp(80, NAME_MAX);
            (width, (name + width + 28, change_left - 34))
        };
        Self { name, name_width, plot, change_right, from_right, to_right }
    }
}
