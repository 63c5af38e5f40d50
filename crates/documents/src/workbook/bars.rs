//! Bars with the ends of their intervals, drawn by the reader's own program from cells.

use rust_xlsxwriter::{
    Chart, ChartErrorBars, ChartErrorBarsDirection, ChartErrorBarsType, ChartFont, ChartFormat,
    ChartLine, ChartRange, ChartSolidFill, ChartType, Color, Worksheet, XlsxError,
};
use survey::Language;

use super::style::Style;
use crate::ColumnKind;

/// Values with their intervals.
#[derive(Debug, Clone)]
pub struct Bars<'a> {
    /// Name of the sheet.
    pub name: &'a str,
    /// What the chart says.
    pub title: &'a str,
    /// What it shows, for screen readers.
    pub description: &'a str,
    /// Header of the names.
    pub label: &'a str,
    /// Header of the values.
    pub value: &'a str,
    /// Name, value, lower and upper end, from the top down.
    pub bars: Vec<(String, f64, f64, f64)>,
    /// How the values are shown.
    pub kind: ColumnKind,
}

/// Where the four columns stand.
const LABEL: u16 = 0;
const VALUE: u16 = 1;
const BELOW: u16 = 2;
const ABOVE: u16 = 3;
/// Where the chart begins: an empty column further on.
const CHART: u16 = 5;

/// Height of a bar and of what stands around all of them, in pixels.
const BAR_HEIGHT: u32 = 22;
const AROUND: u32 = 110;
/// Excel draws no higher.
const HEIGHT_MAX: u32 = 8_000;
const WIDTH: u32 = 760;

pub(super) fn draw(
    sheet: &mut Worksheet,
    name: &str,
    bars: &Bars,
    style: &Style,
    language: Language,
) -> Result<(), XlsxError> {
    let below = language.pick("区间下侧长度", "Down to the interval's end");
    let above = language.pick("区间上侧长度", "Up to the interval's end");
    for (at, header) in [(LABEL, bars.label), (VALUE, bars.value), (BELOW, below), (ABOVE, above)] {
        sheet.write_string_with_format(0, at, header, &style.header)?;
        sheet.set_column_width(at, if at == LABEL { 24 } else { 16 })?;
    }
    let format = style.of(bars.kind);
    let mut last = 0;
    for (label, value, low, high) in &bars.bars {
        last += 1;
        sheet.write_string_with_format(last, LABEL, label, &style.text)?;
        // Error bars are lengths, and a sheet draws only what stands in cells.
        for (at, length) in [(VALUE, *value), (BELOW, value - low), (ABOVE, high - value)] {
            sheet.write_number_with_format(last, at, length, format)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if last > 0 {
        sheet.insert_chart(0, CHART, &chart(name, bars, last))?;
    }
    Ok(())
}

fn chart(name: &str, bars: &Bars, last: u32) -> Chart {
    let range = |column: u16| ChartRange::new_from_range(name, 1, column, last, column);
    let mut ends = ChartErrorBars::new();
    ends.set_direction(ChartErrorBarsDirection::Both)
        .set_type(ChartErrorBarsType::Custom(range(ABOVE), range(BELOW)))
        .set_format(
            ChartFormat::new().set_line(ChartLine::new().set_color(Color::Black).set_width(1)),
        );
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_name((name, 0, VALUE))
        .set_categories(&range(LABEL))
        .set_values(&range(VALUE))
        .set_gap(60)
        .set_format(
            ChartFormat::new()
                .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(0x006F_9FC8))),
        )
        .set_x_error_bars(&ends);
    chart.title().set_name(bars.title).set_font(ChartFont::new().set_size(12));
    chart.legend().set_hidden();
    // The first row stands at the top, as in the table.
    chart.x_axis().set_reverse();
    chart.y_axis().set_name(bars.value);
    chart.set_alt_text(bars.description);
    let height = last.saturating_mul(BAR_HEIGHT).saturating_add(AROUND).min(HEIGHT_MAX);
    chart.set_width(WIDTH).set_height(height);
    chart
}
