//! XLSX workbooks. The cells of the sheet are held in memory: an archive can't be read row by
//! row without its table of shared strings.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use csv::StringRecord;

use super::archive;
use crate::error::{ExchangeError, Fault};
use crate::mapping::FileForm;

/// Most bytes of cell text held in memory.
const SHEET_BYTES_MAX: usize = 1 << 30;

/// Columns that a sheet can have.
const COLUMNS_MAX: u32 = 16_384;

/// The rows of one sheet.
pub(crate) struct WorkbookSource {
    rows: std::vec::IntoIter<SheetRow>,
    width: Option<usize>,
}

/// A row as it is stored: only the cells that are there.
pub(crate) struct SheetRow {
    pub(crate) line: u64,
    pub(crate) cells: Vec<(u32, Box<str>)>,
}

/// Every sheet of a small workbook by its name, in the order of the file.
pub(crate) fn read_sheets(
    file: &str,
    bytes: &[u8],
    unpacked_max: u64,
) -> Result<Vec<(String, Vec<SheetRow>)>, ExchangeError> {
    archive::check_within(file, Cursor::new(bytes), unpacked_max)?;
    guarded(file, || {
        let mut workbook: Xlsx<_> =
            Xlsx::new(Cursor::new(bytes)).map_err(|e| unreadable(file, &e))?;
        let names = workbook.sheet_names();
        let read = |name: String| Ok((name.clone(), rows_of(file, &mut workbook, &name, 0)?));
        names.into_iter().map(read).collect()
    })
}

/// Reads a workbook by a library that counts references to cells beyond what its numbers hold, as
/// `A99999999999`: it is built to stop there rather than to go on with another cell.
fn guarded<T>(
    file: &str,
    read: impl FnOnce() -> Result<T, ExchangeError>,
) -> Result<T, ExchangeError> {
    // What was read so far goes, whatever state it is in.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let reason = "the workbook can't be read: it refers to cells that no sheet has";
        Err(Fault::new(file, "not_xlsx", reason).into())
    })
}

/// The rows of a sheet below the first so many lines.
fn rows_of<R: Read + Seek>(
    file: &str,
    workbook: &mut Xlsx<R>,
    name: &str,
    skip_lines: u64,
) -> Result<Vec<SheetRow>, ExchangeError> {
    let broken = |e: XlsxError| unreadable(file, &e);
    let mut reader = workbook.worksheet_cells_reader(name).map_err(broken)?;
    let mut sheet = Sheet::default();
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        if u64::from(row) >= skip_lines {
            sheet.add(file, u64::from(row) + 1, column, text_of(cell.get_value()))?;
        }
    }
    Ok(sheet.rows)
}

fn unreadable(file: &str, error: &XlsxError) -> ExchangeError {
    Fault::new(file, "not_xlsx", format!("the workbook can't be read: {error}")).into()
}

impl WorkbookSource {
    pub(crate) fn open(
        file: &str,
        mut handle: File,
        form: &FileForm,
    ) -> Result<Self, ExchangeError> {
        archive::check(file, BufReader::new(&handle))?;
        handle.rewind().map_err(|e| ExchangeError::io(file, e))?;
        let rows = guarded(file, || {
            let mut workbook: Xlsx<_> =
                Xlsx::new(BufReader::new(handle)).map_err(|e| unreadable(file, &e))?;
            let sheet = sheet_name(file, &workbook.sheet_names(), form.sheet.as_deref())?;
            rows_of(file, &mut workbook, &sheet, form.skip_lines)
        })?;
        Ok(Self { rows: rows.into_iter(), width: None })
    }

    /// Cells to the right of the header are at fault, missing ones are blank.
    pub(crate) fn width(&mut self, width: usize) {
        self.width = Some(width);
    }

    pub(crate) fn next(
        &mut self,
        file: &str,
        record: &mut StringRecord,
    ) -> Result<Option<u64>, ExchangeError> {
        let Some(row) = self.rows.next() else {
            return Ok(None);
        };
        record.clear();
        let mut cells = row.cells.iter().peekable();
        let last = row.cells.last().map_or(0, |cell| cell.0 as usize + 1);
        let width = self.width.unwrap_or(last);
        if last > width {
            let reason = format!("the row has {last} cells, the header has {width}");
            return Err(Fault::new(file, "unequal_fields", reason).line(row.line).into());
        }
        for at in 0..width {
            let text = cells.next_if(|cell| cell.0 as usize == at).map_or("", |cell| &cell.1);
            record.push_field(text);
        }
        Ok(Some(row.line))
    }
}

fn sheet_name(file: &str, names: &[String], wanted: Option<&str>) -> Result<String, ExchangeError> {
    let found = match wanted {
        Some(wanted) => names.iter().find(|name| *name == wanted),
        None => names.first(),
    };
    found.cloned().ok_or_else(|| {
        let reason = format!("the workbook has no such sheet, but {}", names.join(", "));
        Fault::new(file, "missing_sheet", reason).value(wanted.unwrap_or_default()).into()
    })
}

#[derive(Default)]
struct Sheet {
    rows: Vec<SheetRow>,
    bytes: usize,
}

impl Sheet {
    /// Blank cells and with them blank rows leave no trace: a workbook keeps formatted ones by
    /// the thousand.
    fn add(
        &mut self,
        file: &str,
        line: u64,
        column: u32,
        text: String,
    ) -> Result<(), ExchangeError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let fault =
            |code, reason: &str| ExchangeError::from(Fault::new(file, code, reason).line(line));
        if column >= COLUMNS_MAX {
            return Err(fault("not_xlsx", "a cell stands beyond the last column of a sheet"));
        }
        if text.contains('\0') {
            return Err(fault("nul_byte", "a cell holds a NUL byte"));
        }
        self.bytes += text.len() + size_of::<(u32, Box<str>)>();
        if self.bytes > SHEET_BYTES_MAX {
            return Err(fault("too_large", "the sheet is too large for memory: save it as CSV"));
        }
        match self.rows.last_mut() {
            Some(row) if row.line == line => {
                if row.cells.last().is_some_and(|cell| cell.0 >= column) {
                    return Err(fault("not_xlsx", "the cells of a row are out of order"));
                }
                row.cells.push((column, text.into()));
            }
            Some(row) if row.line > line => {
                return Err(fault("not_xlsx", "the rows of the sheet are out of order"));
            }
            _ => self.rows.push(SheetRow { line, cells: vec![(column, text.into())] }),
        }
        Ok(())
    }
}

/// As the cell would stand in a CSV file with ISO dates.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // Rust writes the shortest form that reads back, and whole numbers without a fraction.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        (_, _, _, 0) => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
        _ => format!("{date}T{hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}
