//! Text files with separators, row by row, with as much memory as one row needs.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::StringRecord;

use super::Counted;
use super::decode::{Decoded, Stopped, stop};
use crate::error::{ExchangeError, Fault};
use crate::mapping::FileForm;

/// Longest row, in bytes. A quotation mark that is never closed would else read the whole file
/// into one field.
const ROW_BYTES_MAX: u64 = 16 << 20;

/// A CSV file.
pub(crate) struct TableSource {
    csv: csv::Reader<Bounded<BufReader<Decoded<Counted>>>>,
    since_row: Arc<AtomicU64>,
    lines_above: u64,
}

impl TableSource {
    pub(crate) fn new(file: &str, input: Counted, form: &FileForm) -> Result<Self, ExchangeError> {
        let decoded = Decoded::new(input, form.encoding).map_err(|e| ExchangeError::io(file, e))?;
        let mut text = BufReader::new(decoded);
        for _ in 0..form.skip_lines {
            skip_line(&mut text).map_err(|e| refused(file, e))?;
        }
        let since_row = Arc::new(AtomicU64::new(0));
        let bounded = Bounded { input: text, since_row: Arc::clone(&since_row) };
        let csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(u8::try_from(form.delimiter).unwrap_or(b','))
            .from_reader(bounded);
        Ok(Self { csv, since_row, lines_above: form.skip_lines })
    }

    pub(crate) fn next(
        &mut self,
        file: &str,
        record: &mut StringRecord,
    ) -> Result<Option<u64>, ExchangeError> {
        self.since_row.store(0, Ordering::Relaxed);
        let start = self.csv.position().line() + self.lines_above;
        let more = self.csv.read_record(record).map_err(|e| self.fault(file, start, e))?;
        let line = record.position().map_or(0, csv::Position::line) + self.lines_above;
        Ok(more.then_some(line))
    }

    fn fault(&self, file: &str, line: u64, error: csv::Error) -> ExchangeError {
        match error.into_kind() {
            csv::ErrorKind::Io(e) => match refused(file, e) {
                ExchangeError::Fault(mut fault) => {
                    // The decoder knows the line of its fault; a row that does not end began here.
                    fault.line.get_or_insert(line);
                    ExchangeError::Fault(fault)
                }
                other => other,
            },
            csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
                let line = pos.map_or(line, |pos| pos.line() + self.lines_above);
                let reason = format!("the row has {len} fields, the header has {expected_len}");
                Fault::new(file, "unequal_fields", reason).line(line).into()
            }
            other => Fault::new(file, "not_csv", format!("{other:?}")).line(line).into(),
        }
    }
}

fn refused(file: &str, error: io::Error) -> ExchangeError {
    let kind = error.kind();
    match error.into_inner().map(<dyn std::error::Error + Send + Sync>::downcast::<Stopped>) {
        Some(Ok(stopped)) => Fault { file: file.to_owned(), ..stopped.0 }.into(),
        Some(Err(inner)) => ExchangeError::io(file, io::Error::new(kind, inner)),
        None => ExchangeError::io(file, kind.into()),
    }
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let (count, done) = match buffer.iter().position(|&byte| byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(count);
        if done {
            return Ok(());
        }
    }
}

/// Stops a row that does not end.
struct Bounded<R> {
    input: R,
    since_row: Arc<AtomicU64>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let since = self.since_row.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
        if since > ROW_BYTES_MAX {
            let reason = format!(
                "a row has more than {ROW_BYTES_MAX} bytes; perhaps a quotation mark is not closed"
            );
            return Err(stop(Fault::new("", "field_too_long", reason)));
        }
        Ok(count)
    }
}
