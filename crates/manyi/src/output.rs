//! Where results and talk go: data to standard output or a file, talk to standard error.

use std::fs::File;
#[cfg(unix)]
use std::fs::Permissions;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use analytics::{AnalyticsError, ParquetTable};
use exchange::{BYTE_ORDER_MARK, Gb18030Writer, TableWriter};
use figures::Twin;
use serde::Serialize;
use survey::table::{Cell, Column, Row, columns_named};
use tempfile::{Builder, NamedTempFile};

use crate::args::{Encoding, Format, Global};
use crate::error::Failure;

/// How a file is called before it is whole.
const DRAFT: &str = ".manyi-";

/// Talk for people, on standard error.
#[derive(Debug)]
pub(crate) struct Talk {
    quiet: bool,
}

impl Talk {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// Says something, unless asked to be quiet.
    #[expect(clippy::print_stderr, reason = "this is the one place that talks")]
    pub(crate) fn say(&self, text: impl AsRef<str>) {
        if !self.quiet {
            eprintln!("{}", text.as_ref());
        }
    }

    /// Says why a command failed, asked to be quiet or not.
    #[expect(clippy::print_stderr, reason = "this is the one place that talks")]
    pub(crate) fn failure(failure: &Failure) {
        eprintln!("manyi: {failure}");
    }

    /// True where a progress bar makes sense.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }
}

/// Where a result goes and in which format.
#[derive(Debug)]
pub(crate) struct Destination {
    path: Option<PathBuf>,
    format: Format,
    bom: bool,
    encoding: Encoding,
    /// Names of the wanted columns; empty for all.
    columns: Vec<String>,
}

impl Destination {
    /// The format is what `--format` says, else the ending of the file, else a table on a terminal
    /// and CSV in a pipe.
    pub(crate) fn new(global: &Global) -> Result<Self, Failure> {
        let path = global.output.clone().filter(|path| path != Path::new("-"));
        let format = match (global.format, &path) {
            (Some(format), _) => format,
            (None, Some(path)) => format_of(path)?,
            (None, None) if io::stdout().is_terminal() => Format::Table,
            (None, None) => Format::Csv,
        };
        let columns = global.columns.clone();
        if format == Format::Table && !columns.is_empty() {
            return Err(Failure::Usage(
                "--columns is for CSV, JSON, XLSX and Parquet: add --format csv".to_owned(),
            ));
        }
        if global.encoding == Encoding::Gb18030 && (global.bom || format != Format::Csv) {
            return Err(Failure::Usage(
                "--encoding gb18030 is for CSV, and has no byte order mark".to_owned(),
            ));
        }
        Ok(Self { path, format, bom: global.bom, encoding: global.encoding, columns })
    }

    /// The format.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Whether a workbook is wanted.
    pub(crate) fn is_workbook(&self) -> bool {
        self.format == Format::Xlsx
    }

    /// The file; nothing for standard output.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Hands `write` a writer of UTF-8 that gives `writer` the wanted encoding, after the mark of it
    /// that is wanted.
    pub(crate) fn encoded(
        &self,
        writer: &mut dyn Write,
        write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if self.encoding == Encoding::Gb18030 {
            let mut encoder = Gb18030Writer::new(writer);
            write(&mut encoder)?;
            encoder.finish()?;
            return Ok(());
        }
        if self.bom {
            writer.write_all(BYTE_ORDER_MARK)?;
        }
        write(writer)
    }

    /// True if one of these columns is written.
    pub(crate) fn shows(&self, names: &[&str]) -> bool {
        self.columns.is_empty() || self.columns.iter().any(|name| names.contains(&name.as_str()))
    }

    /// Writes rows in the format; `twin` makes the table for reading.
    pub(crate) fn write<R: Row + Serialize + Send + Sync>(
        &self,
        rows: Vec<R>,
        twin: impl FnOnce(&[R]) -> Twin,
    ) -> Result<(), Failure> {
        let mut rows = Some(vec![rows]);
        self.write_parts(|_| rows.take(), twin)
    }

    /// The same for a long table: where the format allows, some parts are written while `next` makes
    /// more of them, in the room of those that were written.
    pub(crate) fn write_parts<R: Row + Serialize + Send + Sync>(
        &self,
        mut next: impl FnMut(Vec<Vec<R>>) -> Option<Vec<Vec<R>>> + Send,
        twin: impl FnOnce(&[R]) -> Twin,
    ) -> Result<(), Failure> {
        let columns = columns_named::<R>(&self.columns);
        let columns = columns.map_err(|error| Failure::Usage(error.to_string()))?;
        write_to(self.path.as_deref(), |writer| -> Result<(), Failure> {
            match self.format {
                Format::Table => {
                    let rows = whole(&mut next);
                    Ok(writeln!(writer, "{}", terminal_table(&twin(&rows)))?)
                }
                Format::Csv => self.encoded(writer, |writer| {
                    let mut table = TableWriter::of_columns(writer, false, columns)?;
                    while_made(next, |parts| {
                        Ok(parts.iter().try_for_each(|rows| table.write(rows))?)
                    })?;
                    Ok(table.finish()?)
                }),
                Format::Json => {
                    let rows = whole(&mut next);
                    if self.columns.is_empty() {
                        serde_json::to_writer_pretty(&mut *writer, &rows)
                    } else {
                        serde_json::to_writer_pretty(&mut *writer, &objects(&rows, &columns))
                    }
                    .map_err(io::Error::from)?;
                    Ok(writeln!(writer)?)
                }
                Format::Xlsx => {
                    let book = figures::sheet("manyi", &columns, &whole(&mut next))?;
                    Ok(writer.write_all(&book)?)
                }
                Format::Parquet => {
                    let mut table =
                        ParquetTable::of_columns(writer, columns).map_err(not_written)?;
                    while_made(next, |rows| table.write(rows).map_err(not_written))?;
                    table.finish().map_err(not_written)
                }
            }
        })
    }
}

/// What the engine can't hand on is not the input's fault.
pub(crate) fn not_written(error: AnalyticsError) -> Failure {
    match error {
        AnalyticsError::Engine(error) => Failure::Output(io::Error::other(error)),
        error => error.into(),
    }
}

/// Rows as JSON objects of some columns.
fn objects<R: Row>(rows: &[R], columns: &[Column<R>]) -> Vec<serde_json::Value> {
    let value = |cell: Cell<'_>| match cell {
        Cell::Empty => serde_json::Value::Null,
        Cell::Text(text) => text.into(),
        Cell::Count(count) => count.into(),
        Cell::Number(number) => number.into(),
    };
    let object = |row: &R| {
        let fields = columns.iter().map(|column| (column.name.to_owned(), value(column.of(row))));
        serde_json::Value::Object(fields.collect())
    };
    rows.iter().map(object).collect()
}

/// All parts as one table.
fn whole<R>(mut next: impl FnMut(Vec<Vec<R>>) -> Option<Vec<Vec<R>>>) -> Vec<R> {
    std::iter::from_fn(|| next(Vec::new())).flatten().flatten().collect()
}

/// Hands on some parts while the next are made, which get the room of those before.
fn while_made<R: Send>(
    mut next: impl FnMut(Vec<Vec<R>>) -> Option<Vec<Vec<R>>> + Send,
    mut write: impl FnMut(&[Vec<R>]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    thread::scope(|scope| {
        let (made, wanted) = mpsc::sync_channel(0);
        let (written, spent) = mpsc::channel();
        scope.spawn(move || {
            while let Some(parts) = next(spent.try_recv().unwrap_or_default()) {
                // Nobody wants the rest once writing failed.
                if made.send(parts).is_err() {
                    break;
                }
            }
        });
        for parts in wanted {
            write(&parts)?;
            // The last parts come back to nobody.
            written.send(parts).ok();
        }
        Ok(())
    })
}

/// Opens the file, or standard output, and lets `write` fill it. A file appears when it is whole:
/// until then an earlier one of the name stays.
pub(crate) fn write_to<E: Into<Failure>>(
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), Failure> {
    let Some(path) = path else {
        let mut stdout = BufWriter::new(io::stdout().lock());
        write(&mut stdout).map_err(Into::into)?;
        return Ok(stdout.flush()?);
    };
    let at = |error| Failure::File { path: path.to_owned(), error };
    let fill = |file: File| -> Result<(), Failure> {
        let mut file = BufWriter::new(file);
        match write(&mut file).map_err(Into::into) {
            Err(Failure::Output(error)) => Err(at(error)),
            Err(failure) => Err(failure),
            Ok(()) => file.flush().map_err(at),
        }
    };
    // A device or a pipe can't be put in place of another.
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return fill(File::create(path).map_err(at)?);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let draft = drafted(folder.unwrap_or(Path::new(".")), path).map_err(at)?;
    fill(draft.reopen().map_err(at)?)?;
    draft.persist(path).map_err(|error| at(error.error))?;
    Ok(())
}

/// A draft with the permissions of the file that it will replace, or of any new file.
#[cfg(unix)]
fn drafted(folder: &Path, path: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;

    let usual = |_| Permissions::from_mode(0o666);
    let permissions = path.metadata().map_or_else(usual, |found| found.permissions());
    Builder::new().prefix(DRAFT).permissions(permissions).tempfile_in(folder)
}

#[cfg(not(unix))]
fn drafted(folder: &Path, _: &Path) -> io::Result<NamedTempFile> {
    Builder::new().prefix(DRAFT).tempfile_in(folder)
}

fn format_of(path: &Path) -> Result<Format, Failure> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => Ok(Format::Csv),
        Some("json") => Ok(Format::Json),
        Some("parquet") => Ok(Format::Parquet),
        Some("xlsx") => Ok(Format::Xlsx),
        Some("txt") => Ok(Format::Table),
        _ => Err(Failure::Usage(format!(
            "{}: name the file .csv, .json, .xlsx, .parquet or .txt, or say --format",
            path.display()
        ))),
    }
}

/// A table for a terminal, aware of how wide Chinese characters are.
fn terminal_table(twin: &Twin) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(&twin.headers);
    table.add_rows(&twin.rows);
    table
}
