//! The list of the drivers: what matters most first, with everything the grid shows in figures.

use survey::display::{count_or_dash, rounded};
use survey::table::{Flag, PriorityRow};

use super::mark;
use crate::ChartError;
use crate::caption::{Canvas, Width};
use crate::frame::baseline;
use crate::measure::{widest, width, wrap};
use crate::palette::{GREY, GRID, RULE, Sizes};
use crate::scale::{finite, rows as count};
use crate::sheet::{Sheet, Style};

const HEADER: i32 = 24;
const TEXT_LINE: i32 = 18;
const PADDING: i32 = 10;
const GAP: i32 = 14;
/// The number, then the sign.
const NUMBER: i32 = 26;
const SIGN: i32 = 22;

/// A column of figures.
struct Column {
    head: &'static str,
    texts: Vec<String>,
    right: i32,
}

impl Column {
    /// Its width with the gap before it.
    fn needs(&self, sizes: Sizes) -> i32 {
        let texts = widest(self.texts.iter().map(String::as_str), sizes.text);
        texts.max(width(self.head, sizes.small)) + GAP
    }
}

pub(super) struct Table<'r> {
    rows: &'r [PriorityRow],
    names: Vec<Vec<String>>,
    columns: Vec<Column>,
    canvas: Canvas,
    sizes: Sizes,
}

impl<'r> Table<'r> {
    pub(super) fn new(rows: &'r [PriorityRow], canvas: Canvas, sizes: Sizes) -> Self {
        let phone = canvas.width == Width::Phone;
        let mut columns = figures(rows, canvas, true);
        // Intervals stand there wherever there is room.
        if phone && columns.iter().map(|column| column.needs(sizes)).sum::<i32>() > sizes.inner() {
            columns = figures(rows, canvas, false);
        }
        let mut right = sizes.right();
        for column in columns.iter_mut().rev() {
            column.right = right;
            right -= column.needs(sizes);
        }
        let left = sizes.margin + NUMBER + SIGN;
        // On a phone the name has a line of its own above the figures.
        let room = if phone { sizes.right() - left } else { right - left };
        let names = rows.iter().map(|row| wrap(&row.driver_name, sizes.text, room, 2)).collect();
        Self { rows, names, columns, canvas, sizes }
    }

    fn is_phone(&self) -> bool {
        self.canvas.width == Width::Phone
    }

    fn row_height(&self, name: &[String]) -> i32 {
        let figures = i32::from(self.is_phone()) * TEXT_LINE;
        count(name.len().max(1)) * TEXT_LINE + figures + PADDING
    }

    pub(super) fn height(&self) -> i32 {
        let rows: i32 = self.names.iter().map(|name| self.row_height(name)).sum();
        HEADER + if self.rows.is_empty() { HEADER } else { rows }
    }

    pub(super) fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let (language, sizes) = (self.canvas.language, self.sizes);
        let style = Style::new(sizes.small, GREY);
        let at = baseline(top, HEADER, sizes.small);
        for column in &self.columns {
            sheet.text(column.right, at, column.head, style.end())?;
        }
        if !self.is_phone() {
            let name = language.pick("类别", "Category");
            sheet.text(sizes.margin + NUMBER + SIGN, at, name, style)?;
        }
        let mut y = top + HEADER;
        sheet.rect(sizes.margin, y, sizes.inner(), 1, RULE)?;
        if self.rows.is_empty() {
            let text = language.pick("没有数据", "No data");
            return sheet.text(sizes.margin, baseline(y, HEADER, sizes.small), text, style);
        }
        for (at, row) in self.rows.iter().enumerate() {
            self.row(sheet, at, row, y)?;
            y += self.row_height(&self.names[at]);
            sheet.rect(sizes.margin, y, sizes.inner(), 1, GRID)?;
        }
        Ok(())
    }

    fn row(
        &self,
        sheet: &Sheet<'_>,
        at: usize,
        row: &PriorityRow,
        top: i32,
    ) -> Result<(), ChartError> {
        let (margin, size) = (self.sizes.margin, self.sizes.text);
        let name = &self.names[at];
        let first = top + PADDING / 2;
        let number = (at + 1).to_string();
        let line = baseline(first, TEXT_LINE, size);
        sheet.text(margin + NUMBER - 8, line, &number, Style::ink(size).bold().end())?;
        if row.quadrant.is_some() {
            mark(row).draw(sheet, (margin + NUMBER + 6, first + TEXT_LINE / 2))?;
        }
        for (place, line) in (0..).zip(name) {
            let at = baseline(first + place * TEXT_LINE, TEXT_LINE, size);
            sheet.text(margin + NUMBER + SIGN, at, line, Style::ink(size))?;
        }
        let below = if self.is_phone() { count(name.len().max(1)) * TEXT_LINE } else { 0 };
        let line = baseline(first + below, TEXT_LINE, size);
        for column in &self.columns {
            sheet.text(column.right, line, &column.texts[at], Style::new(size, GREY).end())?;
        }
        Ok(())
    }
}

/// The columns that have anything in them; n always.
fn figures(rows: &[PriorityRow], canvas: Canvas, wide: bool) -> Vec<Column> {
    let language = canvas.language;
    let column = |head, text: &dyn Fn(&PriorityRow) -> String| Column {
        head,
        texts: rows.iter().map(text).collect(),
        right: 0,
    };
    let mut columns = Vec::new();
    if rows.iter().any(|row| row.importance.is_some()) {
        columns.push(column(language.pick("重要性", "Importance"), &|row| {
            let ends = (row.importance_low, row.importance_high);
            with_interval(row.importance, ends, wide, &|share| percent(share, 0))
        }));
    }
    columns.push(column(language.pick("得分", "Index"), &|row| {
        if row.flag == Some(Flag::Suppressed) {
            return language.pick("不公布", "withheld").to_owned();
        }
        let ends = (row.performance_low, row.performance_high);
        with_interval(row.performance, ends, wide, &|index| rounded(index, 1))
    }));
    if rows.iter().any(|row| row.named_share.is_some()) {
        columns.push(column(language.pick("提及率", "Named"), &|row| {
            finite(row.named_share).map_or_else(dash, |share| percent(share, 0))
        }));
        columns.push(column(language.pick("优先指数", "Rating"), &|row| {
            finite(row.priority_rating).map_or_else(dash, |rating| rounded(rating, 3))
        }));
    }
    columns.push(column(language.pick("样本n", "n"), &|row| count_or_dash(row.n)));
    columns
}

fn with_interval(
    value: Option<f64>,
    (low, high): (Option<f64>, Option<f64>),
    wide: bool,
    show: &dyn Fn(f64) -> String,
) -> String {
    let Some(value) = finite(value) else { return dash() };
    match finite(low).zip(finite(high)) {
        Some((low, high)) if wide => format!("{} ({}–{})", show(value), show(low), show(high)),
        _ => show(value),
    }
}

fn percent(share: f64, places: u32) -> String {
    format!("{}%", rounded(share * 100.0, places))
}

fn dash() -> String {
    "—".to_owned()
}
