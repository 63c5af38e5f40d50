//! The columns of a ranking: what stands in them and where they stand.

use survey::display::{count_or_dash, rounded_or_dash};
use survey::table::{Flag, RankingRow};

use super::words::rank_header;
use crate::caption::{Canvas, Width};
use crate::measure::widest;
use crate::palette::Sizes;
use crate::scale::finite;

const GAP: i32 = 14;
const NAME_MAX: i32 = 250;

/// Pixel positions of the columns.
pub(super) struct Columns {
    pub(super) rank_right: i32,
    pub(super) name: i32,
    pub(super) name_width: i32,
    pub(super) plot: (i32, i32),
    pub(super) index_right: i32,
    pub(super) n_right: i32,
}

/// The index, unless it must not be shown.
pub(super) fn shown_index(row: &RankingRow) -> Option<f64> {
    finite(row.estimate.index).filter(|_| row.estimate.flag != Some(Flag::Suppressed))
}

pub(super) fn index_text(row: &RankingRow) -> String {
    rounded_or_dash(shown_index(row), 1)
}

/// "2–5", or the bare rank where both ends are the same.
pub(super) fn rank_range(row: &RankingRow) -> String {
    match (row.rank, row.rank_low, row.rank_high) {
        (None, ..) => "—".to_owned(),
        (_, Some(low), Some(high)) if low == high => low.to_string(),
        (_, Some(low), Some(high)) => format!("{low}–{high}"),
        // A rank without its range isn't shown.
        _ => "?".to_owned(),
    }
}

pub(super) fn columns(rows: &[RankingRow], canvas: Canvas, sizes: Sizes) -> Columns {
    let (size, small) = (sizes.text, sizes.small);
    let column = |texts: Vec<String>, header: &str| {
        widest(texts.iter().map(String::as_str), size).max(widest([header], small))
    };
    let language = canvas.language;
    let rank = column(rows.iter().map(rank_range).collect(), rank_header(language));
    let n = column(
        rows.iter().map(|row| count_or_dash(row.estimate.n)).collect(),
        language.pick("样本n", "n"),
    );
    let index = column(rows.iter().map(index_text).collect(), language.pick("得分", "Index"));
    let rank_right = sizes.margin + 4 + rank;
    let name = rank_right + GAP;
    let n_right = sizes.right() - 4;
    let index_right = n_right - n - GAP;
    let index_left = index_right - index;
    let (name_width, plot) = if canvas.width == Width::Phone {
        (index_left - GAP / 2 - name, (sizes.margin + 10, sizes.right() - 10))
    } else {
        let names = rows.iter().map(|row| row.estimate.unit_name.as_str());
        let width = widest(names, size).clamp(80, NAME_MAX);
        (width, (name + width + 28, index_left - 34))
    };
    Columns { rank_right, name, name_width, plot, index_right, n_right }
}
