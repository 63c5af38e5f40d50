//! Tables: three rules, no verticals, figures to the right.

use docx_rs::{
    BorderType, Run, TableAlignmentType, TableBorder, TableBorderPosition, TableBorders, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::face::Face;
use crate::layout::{Columns, POINT, TEXT_WIDTH};
use crate::{ColumnKind, Table, layout};

/// The table; its first row is the header.
pub(super) fn table(table: &Table) -> docx_rs::Table {
    let Columns { letters, padding, widths } = layout::columns(table);
    let row = |cells: Vec<TableCell>| TableRow::new(cells).cant_split();
    let cell = |text: &str, face: Face, width: usize| {
        // Word counts in half points.
        let run = Run::new().add_text(text).size(letters * 2);
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
        .width(TEXT_WIDTH, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(POINT, padding, POINT, padding))
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
