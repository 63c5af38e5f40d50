//! Files as a stream of rows, whatever their format.

mod archive;
mod decode;
mod table;
mod workbook;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::StringRecord;

use crate::cells::Header;
use crate::error::{ExchangeError, Fault, shown};
use crate::mapping::{FileForm, Format};
use table::TableSource;
use workbook::WorkbookSource;
pub(crate) use workbook::{SheetRow, read_sheets};

/// Longest field, in bytes. A free-text answer of 2,000 characters has 8,000 at most.
pub(crate) const FIELD_BYTES_MAX: usize = 1 << 20;

/// How far the reading of a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read so far.
    pub read: u64,
    /// Bytes of the file.
    pub total: u64,
}

/// An open file after its header.
pub(crate) struct Source {
    pub(crate) file: String,
    pub(crate) header: Header,
    rows: Rows,
    read: Arc<AtomicU64>,
    total: u64,
}

enum Rows {
    Table(Box<TableSource>),
    Workbook(WorkbookSource),
}

impl Source {
    pub(crate) fn open(path: &Path, form: &FileForm) -> Result<Self, ExchangeError> {
        let name = shown(path);
        let io = |e| ExchangeError::io(&name, e);
        let handle = File::open(path).map_err(io)?;
        let total = handle.metadata().map_err(io)?.len();
        if total == 0 {
            return Err(Fault::new(&name, "empty_file", "the file is empty").into());
        }
        let read = Arc::new(AtomicU64::new(0));
        let (mut rows, counter) = match format_of(path, form) {
            Format::Csv => {
                let input = Counted { input: handle, read: Arc::clone(&read) };
                (Rows::Table(Box::new(TableSource::new(&name, input, form)?)), read)
            }
            Format::Xlsx => {
                let rows = WorkbookSource::open(&name, handle, form)?;
                // The sheet is in memory now, so the file has been read.
                read.store(total, Ordering::Relaxed);
                (Rows::Workbook(rows), read)
            }
        };
        let mut record = StringRecord::new();
        let Some(line) = rows.next(&name, &mut record)? else {
            return Err(Fault::new(&name, "empty_file", "the file has no header").into());
        };
        let header = Header::new(&name, line, &record)?;
        if let Rows::Workbook(workbook) = &mut rows {
            workbook.width(header.len());
        }
        Ok(Self { file: name, header, rows, read: counter, total })
    }

    /// Reads the next row into `record` and gives its line, `None` at the end.
    pub(crate) fn next(&mut self, record: &mut StringRecord) -> Result<Option<u64>, ExchangeError> {
        self.rows.next(&self.file, record)
    }

    pub(crate) fn progress(&self) -> Progress {
        Progress { read: self.read.load(Ordering::Relaxed).min(self.total), total: self.total }
    }
}

impl Rows {
    fn next(
        &mut self,
        file: &str,
        record: &mut StringRecord,
    ) -> Result<Option<u64>, ExchangeError> {
        let line = match self {
            Self::Table(rows) => rows.next(file, record)?,
            Self::Workbook(rows) => rows.next(file, record)?,
        };
        if let Some(line) = line
            && let Some(at) = record.iter().position(|field| field.len() > FIELD_BYTES_MAX)
        {
            let reason = format!("a field has more than {FIELD_BYTES_MAX} bytes");
            let fault = Fault::new(file, "field_too_long", reason).line(line);
            return Err(fault.column((at + 1).to_string()).value(&record[at]).into());
        }
        Ok(line)
    }
}

fn format_of(path: &Path, form: &FileForm) -> Format {
    form.format.unwrap_or_else(|| match path.extension() {
        Some(ending) if ending.eq_ignore_ascii_case("xlsx") => Format::Xlsx,
        _ => Format::Csv,
    })
}

/// Counts what is read.
struct Counted {
    input: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
