//! Where the columns stand, and the figures in them.

use survey::display::rounded;
use survey::table::CoverageRow;

use crate::caption::{Canvas, Width};
use crate::measure::{widest, width};
use crate::palette::Sizes;
use crate::scale::finite;

const NAME_MAX: i32 = 200;
const GAP: i32 = 16;

/// A column of figures, by its right edge.
pub(super) struct Column {
    pub(super) head: &'static str,
    pub(super) texts: Vec<String>,
    pub(super) right: i32,
}

pub(super) struct Columns {
    /// Room for names.
    pub(super) name: i32,
    /// Ends of the bar of interviews and of that of modes.
    pub(super) bar: (i32, i32),
    pub(super) mix: (i32, i32),
    /// Interviews first, then what is missing, response and contact.
    pub(super) figures: Vec<Column>,
}

pub(super) fn columns(rows: &[CoverageRow], canvas: Canvas, sizes: Sizes) -> Columns {
    let mut figures = figures(rows, canvas);
    if canvas.width == Width::Phone {
        for column in &mut figures {
            column.right = sizes.right();
        }
        let all = (sizes.margin, sizes.right());
        return Columns { name: sizes.inner(), bar: all, mix: all, figures };
    }
    let mut right = sizes.right();
    for column in figures.iter_mut().rev() {
        column.right = right;
        let texts = widest(column.texts.iter().map(String::as_str), sizes.text);
        right -= texts.max(width(column.head, sizes.small)) + GAP;
    }
    let names = widest(rows.iter().map(|row| row.unit_name.as_str()), sizes.text);
    let name = names.clamp(60, NAME_MAX);
    let left = sizes.margin + name + GAP;
    let middle = i32::midpoint(left, right);
    Columns { name, bar: (left, middle - GAP / 2), mix: (middle + GAP / 2, right), figures }
}

/// Columns without anything in them but n stand there too: that nobody counted is worth knowing.
fn figures(rows: &[CoverageRow], canvas: Canvas) -> Vec<Column> {
    let language = canvas.language;
    let column = |head, text: &dyn Fn(&CoverageRow) -> String| Column {
        head,
        texts: rows.iter().map(text).collect(),
        right: 0,
    };
    vec![
        column(language.pick("答卷/最低", "Made/needed"), &|row| {
            format!("{}/{}", row.interviews, whole(row.minimum))
        }),
        column(language.pick("缺", "Missing"), &|row| whole(row.missing)),
        column(language.pick("应答率", "Response"), &|row| {
            rate(row.response_rate, row.complete, row.base)
        }),
        column(language.pick("接触率", "Contact"), &|row| {
            rate(row.contact_rate, row.reached, row.base)
        }),
    ]
}

fn whole(number: Option<u64>) -> String {
    number.map_or_else(|| "—".to_owned(), |number| number.to_string())
}

/// A rate with the counts behind it; of nobody there is none.
fn rate(rate: Option<f64>, part: Option<u64>, base: Option<u64>) -> String {
    match (finite(rate), part, base) {
        (Some(rate), Some(part), Some(base)) => {
            format!("{} ({part}/{base})", percent(rate, 1))
        }
        _ => "—".to_owned(),
    }
}

pub(super) fn percent(share: f64, places: u32) -> String {
    format!("{}%", rounded(share * 100.0, places))
}
