//! Who stands out, given how many answers or issues there are? Units by their number and by what is
//! measured, between limits that open where there are few.

mod drawing;
mod labels;
mod words;

use survey::issue::rates::RateDay;
use survey::table::{FunnelRow, IssueFunnelRow};

use self::drawing::{Chart, Dot, Limits};
use self::words::{Wording, of_index, of_rate};
use crate::ChartError;
use crate::caption::{Canvas, Caption, period_name};
use crate::finding::{funnel_finding, issue_funnel_finding};
use crate::frame::{Frame, Texts, check_rows};
use crate::scale::finite;

/// Draws the funnel of the units of a level.
///
/// # Errors
/// Only when there are more rows than a chart can show.
pub fn funnel(
    rows: &[FunnelRow],
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    check_rows(rows.len())?;
    let dots: Vec<Dot<'_>> = rows.iter().filter_map(Dot::of_index).collect();
    let finding = funnel_finding(rows, &caption.level_name, canvas.language);
    let dispersion = rows.iter().find_map(|row| finite(row.dispersion));
    draw(dots, rows.len(), (finding, of_index(canvas.language), dispersion), caption, *canvas)
}

/// Draws the funnel of one rate of the ledger: the shares of the units of a level against how many issues
/// they are shares of. The caption's category names the rate.
///
/// # Errors
/// As for [`funnel`].
pub fn issue_funnel(
    rows: &[IssueFunnelRow],
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    check_rows(rows.len())?;
    let dots: Vec<Dot<'_>> = rows.iter().filter_map(Dot::of_rate).collect();
    let finding = issue_funnel_finding(rows, &caption.level_name, canvas.language);
    let dispersion = rows.iter().find_map(|row| finite(row.dispersion));
    let dated = rows.first().map_or(RateDay::Opened, |row| row.rate.dated);
    let wording = of_rate(dated, canvas.language);
    draw(dots, rows.len(), (finding, wording, dispersion), caption, *canvas)
}

fn draw(
    dots: Vec<Dot<'_>>,
    rows: usize,
    (finding, wording, dispersion): (String, Wording, Option<f64>),
    caption: &Caption,
    canvas: Canvas,
) -> Result<String, ChartError> {
    let texts = Texts {
        finding,
        measure: wording.measure,
        period: period_name(caption.period, canvas.language),
        reading: wording.reading(dispersion),
        description: wording.description(&dots, rows),
    };
    let frame = Frame::new(texts, caption, canvas);
    let chart = Chart::new(dots, rows, wording, canvas, frame.sizes);
    frame.around(chart.height(), |sheet, top| chart.draw(sheet, top))
}

impl<'r> Dot<'r> {
    /// `None` for a unit outside the funnel.
    fn of_index(row: &'r FunnelRow) -> Option<Self> {
        let size = finite(row.n_eff).filter(|n_eff| *n_eff > 0.0)?;
        Some(Self {
            name: &row.unit_name,
            size,
            value: finite(row.index)?,
            place: row.place?,
            limits: Limits::at(size, row.target, row.inner_high, row.outer_high),
        })
    }

    /// In per cent.
    fn of_rate(row: &'r IssueFunnelRow) -> Option<Self> {
        let percent = |share: Option<f64>| share.map(|share| share * 100.0);
        let size = Some(row.rate.denominator as f64).filter(|issues| *issues > 0.0)?;
        let (inner, outer) = (percent(row.inner_high), percent(row.outer_high));
        Some(Self {
            name: &row.rate.unit_name,
            size,
            value: finite(percent(row.rate.share))?,
            place: row.place?,
            limits: Limits::at(size, percent(row.pooled_share), inner, outer),
        })
    }
}

#[cfg(test)]
mod tests;
