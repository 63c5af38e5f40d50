//! Where results and talk go: data to standard output or a file, talk to standard error.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use analytics::ParquetTable;
use exchange::TableWriter;
use figures::Twin;
use serde::Serialize;
use survey::table::Row;

use crate::args::{Format, Global};
use crate::error::Failure;

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
        Ok(Self { path, format, bom: global.bom })
    }

    /// Writes rows in the format; `twin` makes the table for reading.
    pub(crate) fn write<R: Row + Serialize + Sync>(
        &self,
        rows: Vec<R>,
        twin: impl FnOnce(&[R]) -> Twin,
    ) -> Result<(), Failure> {
        self.write_parts(std::iter::once(vec![rows]), twin)
    }

    /// The same for a long table: where the format allows, some parts are written before the next
    /// are made.
    pub(crate) fn write_parts<R: Row + Serialize + Sync>(
        &self,
        parts: impl Iterator<Item = Vec<Vec<R>>>,
        twin: impl FnOnce(&[R]) -> Twin,
    ) -> Result<(), Failure> {
        write_to(self.path.as_deref(), |writer| -> Result<(), Failure> {
            match self.format {
                Format::Table => {
                    let rows: Vec<R> = parts.flatten().flatten().collect();
                    Ok(writeln!(writer, "{}", terminal_table(&twin(&rows)))?)
                }
                Format::Csv => {
                    let mut table = TableWriter::new(writer, self.bom)?;
                    for rows in parts.flatten() {
                        table.write(&rows)?;
                    }
                    Ok(table.finish()?)
                }
                Format::Json => {
                    let rows: Vec<R> = parts.flatten().flatten().collect();
                    serde_json::to_writer_pretty(&mut *writer, &rows).map_err(io::Error::from)?;
                    Ok(writeln!(writer)?)
                }
                Format::Parquet => {
                    let mut table = ParquetTable::new(writer)?;
                    for rows in parts {
                        table.write(&rows)?;
                    }
                    Ok(table.finish()?)
                }
            }
        })
    }
}

/// Opens the file, or standard output, and lets `write` fill it.
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
    let mut file = BufWriter::new(File::create(path).map_err(at)?);
    match write(&mut file).map_err(Into::into) {
        Err(Failure::Output(error)) => Err(at(error)),
        Err(failure) => Err(failure),
        Ok(()) => file.flush().map_err(at),
    }
}

fn format_of(path: &Path) -> Result<Format, Failure> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => Ok(Format::Csv),
        Some("json") => Ok(Format::Json),
        Some("parquet") => Ok(Format::Parquet),
        Some("txt") => Ok(Format::Table),
        _ => Err(Failure::Usage(format!(
            "{}: name the file .csv, .json, .parquet or .txt, or say --format",
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
