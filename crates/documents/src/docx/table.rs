//! Tables: three rules, no verticals, figures to the right.

use docx_rs::{
    BorderType, Run, TableAlignmentType, TableBorder, TableBorderPosition, TableBorders, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::face::Face;
use super::paper::TEXT_WIDTH_MM;
use crate::{ColumnKind, Table, layout};

/// Width of the type area in twentieths of a point.
const WIDTH: usize = (TEXT_WIDTH_MM as usize) * 14_400 / 254;
/// Columns beyond which the letters become smaller.
const ROOMY_COLUMNS: usize = 8;
const SMALL: usize = 18;

/// The table; its first row is the header.
pub(super) fn table(table: &Table) -> docx_rs::Table {
    let widths = widths(table);
    let small = table.columns.len() > ROOMY_COLUMNS;
    let row = |cells: Vec<TableCell>| TableRow::new(cells).cant_split();
    let cell = |text: &str, face: Face, width: usize| {
        let run = Run::new().add_text(text);
        let run = if small { run.size(SMALL) } else { run };
        TableCell::new()
            .width(width, WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .add_paragraph(face.paragraph().add_run(run))
    };
    let heads = table.columns.iter().zip(&widths);
    let head = heads.map(|(column, width)| cell(&column.header, Face::TableHead, *width));
    let mut rows = vec![row(head.collect())];
    rows.extend(table.shown().map(|texts| {
        let columns = table.columns.iter().zip(&widths);
        let cells = texts.iter().zip(columns).map(|(text, (column, width))| {
            let words = column.kind == ColumnKind::Text;
            cell(text, if words { Face::TableWords } else { Face::TableFigure }, *width)
        });
        row(cells.collect())
    }));
    docx_rs::Table::new(rows)
        .set_grid(widths)
        .width(WIDTH, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(20, 90, 20, 90))
        .set_borders(rules())
}

fn rules() -> TableBorders {
    let rule = |position, size| {
        TableBorder::new(position).border_type(BorderType::Single).size(size).color("000000")
    };
    TableBorders::with_empty()
        .set(rule(TableBorderPosition::Top, 12))
        .set(rule(TableBorderPosition::Bottom, 12))
        .set(rule(TableBorderPosition::InsideH, 4))
}

/// The type area shared out by what the columns hold.
fn widths(table: &Table) -> Vec<usize> {
    let parts = layout::widths(table);
    let whole: usize = parts.iter().sum();
    parts.iter().map(|part| part * WIDTH / whole.max(1)).collect()
}
