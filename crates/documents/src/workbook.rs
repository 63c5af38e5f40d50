//! Workbooks: any tables as sheets with real numbers, a sheet on how they were made, native charts.
//!
//! Rows are written as they come and not kept, so that a sheet of a million rows needs no more
//! memory than one of ten. Texts are always written as texts: nothing that a table holds can become
//! a formula.

mod bars;
mod names;
mod style;

use std::io::{Seek, Write};

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Worksheet, XlsxError};
use survey::Language;
use survey::table::Cell;
use unicode_width::UnicodeWidthStr;

pub use self::bars::Bars;
use self::names::Names;
use self::style::Style;
use crate::{Column, ColumnKind, DocumentError};

/// Rows that a sheet holds below its header.
pub const ROWS_MAX: usize = 1_048_575;

/// Widest column, in characters.
const WIDTH_MAX: usize = 48;
/// Space that the button of the filter takes beside a header.
const FILTER_BUTTON: usize = 3;

/// What the file says of itself.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Title of the document.
    pub title: &'a str,
    /// Who issues it.
    pub author: &'a str,
    /// The day that it carries as its time of making, so that the same figures give the same bytes.
    pub dated: Date,
    /// Its language.
    pub language: Language,
}

/// A sheet with a table.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// Name of the sheet. What a name can't hold is replaced; a second one of a name gets a number.
    pub name: &'a str,
    /// What is printed over each page.
    pub title: &'a str,
    /// Columns.
    pub columns: &'a [Column],
}

/// A workbook under construction.
pub struct Workbook {
    inner: rust_xlsxwriter::Workbook,
    names: Names,
    style: Style,
    language: Language,
}

impl Workbook {
    /// An empty workbook.
    ///
    /// # Errors
    /// [`DocumentError::Xlsx`] when the day isn't one that workbooks know (before 1900).
    pub fn new(about: &About) -> Result<Self, DocumentError> {
        let (year, month, day) = (about.dated.year(), about.dated.month(), about.dated.day());
        let number = |value: i8| u8::try_from(value).unwrap_or(1);
        let made = ExcelDateTime::from_ymd(
            u16::try_from(year).unwrap_or_default(),
            number(month),
            number(day),
        )?;
        let properties = DocProperties::new()
            .set_title(about.title)
            .set_author(about.author)
            .set_creation_datetime(&made);
        let mut inner = rust_xlsxwriter::Workbook::new();
        inner.set_properties(&properties);
        let style = Style::new(about.language);
        Ok(Self { inner, names: Names::default(), style, language: about.language })
    }

    /// A sheet of entries with what they are called: method, weights, versions.
    ///
    /// # Errors
    /// [`DocumentError::Xlsx`].
    pub fn notes<L: AsRef<str>, T: AsRef<str>>(
        &mut self,
        name: &str,
        heading: &str,
        entries: impl IntoIterator<Item = (L, T)>,
    ) -> Result<(), DocumentError> {
        let name = self.names.take(name);
        let sheet = self.inner.add_worksheet();
        sheet.set_name(name)?;
        sheet.set_column_width(0, 18)?.set_column_width(1, 76)?;
        sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
        sheet.write_string_with_format(0, 0, heading, &self.style.heading)?;
        for (row, (label, text)) in (2..).zip(entries) {
            sheet.write_string_with_format(row, 0, label.as_ref(), &self.style.label)?;
            sheet.write_string_with_format(row, 1, text.as_ref(), &self.style.note)?;
        }
        Ok(())
    }

    /// A sheet with a table. Rows are taken one by one.
    ///
    /// # Errors
    /// [`DocumentError::TooManyRows`] for more than [`ROWS_MAX`]; [`DocumentError::Xlsx`] for a text
    /// that no cell holds (32,767 characters) or when the temporary folder is full.
    pub fn table<'c, R: IntoIterator<Item = Cell<'c>>>(
        &mut self,
        sheet: &Sheet,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<(), DocumentError> {
        let name = self.names.take(sheet.name);
        let page = self.inner.add_worksheet_with_constant_memory()?;
        page.set_name(&name)?;
        let headers = sheet.columns.iter().map(|column| column.header.as_str());
        let mut widths: Vec<usize> =
            headers.clone().map(|text| text.width() + FILTER_BUTTON).collect();
        for (at, header) in (0..).zip(headers) {
            page.write_string_with_format(0, at, header, &self.style.header)?;
        }
        let mut last = 0;
        for (at, cells) in rows.into_iter().enumerate() {
            if at >= ROWS_MAX {
                return Err(DocumentError::TooManyRows { sheet: sheet.name.to_owned() });
            }
            last += 1;
            let columns = sheet.columns.iter().zip(&mut widths);
            for ((column, width), (at, cell)) in columns.zip((0..).zip(cells)) {
                *width = (*width).max(write(page, (last, at), &cell, column.kind, &self.style)?);
            }
        }
        for (at, width) in (0..).zip(widths) {
            page.set_column_width(at, u16::try_from(width.min(WIDTH_MAX)).unwrap_or(u16::MAX))?;
        }
        print(page, sheet, last)
    }

    /// A sheet with a bar for each value and the ends of its interval.
    ///
    /// # Errors
    /// [`DocumentError::Xlsx`].
    pub fn bars(&mut self, bars: &Bars) -> Result<(), DocumentError> {
        let name = self.names.take(bars.name);
        let sheet = self.inner.add_worksheet();
        sheet.set_name(&name)?;
        bars::draw(sheet, &name, bars, &self.style, self.language)?;
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    /// [`DocumentError::Xlsx`].
    pub fn bytes(mut self) -> Result<Vec<u8>, DocumentError> {
        Ok(self.inner.save_to_buffer()?)
    }

    /// Writes the file, which is never in memory as a whole.
    ///
    /// # Errors
    /// [`DocumentError::Xlsx`].
    pub fn write(mut self, to: impl Write + Seek + Send) -> Result<(), DocumentError> {
        Ok(self.inner.save_to_writer(to)?)
    }
}

const A4: u8 = 9;

/// Writes one value and tells how wide it is.
fn write(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    kind: ColumnKind,
    style: &Style,
) -> Result<usize, XlsxError> {
    const FIGURE_WIDTH: usize = 9;
    match cell {
        Cell::Empty => Ok(0),
        Cell::Text(text) => {
            let format = if begins_like_a_formula(text) { &style.quoted } else { &style.text };
            page.write_string_with_format(row, column, text.as_ref(), format)?;
            Ok(text.width() + 1)
        }
        Cell::Count(count) => {
            page.write_number_with_format(row, column, *count as f64, &style.count)?;
            Ok(FIGURE_WIDTH)
        }
        Cell::Number(number) if number.is_finite() => {
            page.write_number_with_format(row, column, *number, style.of(kind))?;
            Ok(FIGURE_WIDTH)
        }
        // A sheet has no cell for what isn't a number.
        Cell::Number(_) => Ok(0),
    }
}

/// Such a text is a text here, but would become a formula when somebody edits the cell or saves the
/// sheet as CSV; the mark keeps it one in the sheet.
fn begins_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Keeps the header in sight, on the screen and on every page of paper.
fn print(page: &mut Worksheet, sheet: &Sheet, last: u32) -> Result<(), DocumentError> {
    let columns = u16::try_from(sheet.columns.len()).unwrap_or(u16::MAX);
    page.set_freeze_panes(1, 0)?;
    page.autofilter(0, 0, last, columns.saturating_sub(1))?;
    page.set_repeat_rows(0, 0)?;
    page.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    // `&` begins a code in headers.
    page.set_header(format!("&C{}", sheet.title.replace('&', "&&")));
    page.set_footer("&C&P / &N");
    Ok(())
}
