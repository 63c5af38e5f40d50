//! Brings records of any kind in: everything that is sound, or nothing.
//!
//! Files are read twice. The first reading checks every row and takes no lock; a file that is
//! broken anywhere ends it, and the database is as it was. The second stores in one transaction.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::time::Instant;

use exchange::{ExchangeError, Progress, Reject, RejectWriter};
use sha2::{Digest, Sha256};
use store::{ImportSource, Outcome as Stored, Store, StoreError};

use crate::args::ImportOptions;
use crate::error::{Failure, Outcome};
use crate::output::Talk;
use crate::progress::ReadingBar;

/// Records handed to the store at a time.
const BATCH_LEN: usize = 1_000;

/// What is brought in.
pub(super) struct Records<'a, T> {
    pub(super) kind: Kind<T>,
    pub(super) files: &'a [PathBuf],
    /// Text of the mapping, for the record of the import.
    pub(super) mapping: Option<String>,
    pub(super) open: &'a dyn Fn(&Path) -> Opened<'a, T>,
    pub(super) add: fn(&mut store::Import, &[T]) -> Result<Vec<Stored>, StoreError>,
}

/// An open file, or why it is refused as a whole.
pub(super) type Opened<'a, T> = Result<Box<dyn Reading<T> + 'a>, ExchangeError>;

/// How messages call the records.
pub(super) struct Kind<T> {
    pub(super) plural: &'static str,
    pub(super) id: fn(&T) -> String,
}

/// An open file.
pub(super) trait Reading<T> {
    /// The next row.
    fn next(&mut self) -> Option<Result<Read<T>, ExchangeError>>;
    /// How far the reading has come.
    fn progress(&self) -> Progress;
}

/// One row.
pub(super) enum Read<T> {
    Accepted { record: T, line: u64, rejects: Vec<Reject> },
    Rejected(Vec<Reject>),
}

/// What the first reading found.
#[derive(Default)]
struct Found {
    accepted: u64,
    rejected_rows: u64,
    left_out_values: u64,
}

impl<T> Records<'_, T> {
    /// Checks, then stores unless it is a dry run. `prepare` puts in place what the records refer
    /// to, after the check and before the first record.
    pub(super) fn bring_in(
        &self,
        store: &Store,
        options: &ImportOptions,
        prepare: impl FnOnce() -> Result<(), Failure>,
        talk: &Talk,
    ) -> Result<Outcome, Failure> {
        let started = Instant::now();
        let mut rejects = Rejects::new(&options.rejects);
        let found = self.check(&mut rejects, talk)?;
        if options.dry_run {
            rejects.finish()?;
            talk.say(format!(
                "dry run: {} {} are sound, nothing was stored",
                found.accepted, self.kind.plural
            ));
            return Ok(found.report(&rejects, talk));
        }
        prepare()?;
        let summary = self.store(store, &mut rejects, found.rejected_rows, talk)?;
        rejects.finish()?;
        talk.say(format!(
            "{}: {} stored, {} there already, {} there with other content, in {:.1} s",
            self.kind.plural,
            summary.added,
            summary.same,
            summary.different,
            started.elapsed().as_secs_f64()
        ));
        Ok(found.report(&rejects, talk))
    }

    fn check(&self, rejects: &mut Rejects, talk: &Talk) -> Result<Found, Failure> {
        let mut found = Found::default();
        self.each(talk, "check", |read| match read {
            Read::Accepted { rejects: left_out, .. } => {
                found.accepted += 1;
                found.left_out_values += left_out.len() as u64;
                rejects.add(&left_out)
            }
            Read::Rejected(flaws) => {
                found.rejected_rows += 1;
                rejects.add(&flaws)
            }
        })?;
        Ok(found)
    }

    fn store(
        &self,
        store: &Store,
        rejects: &mut Rejects,
        rejected: u64,
        talk: &Talk,
    ) -> Result<store::ImportSummary, Failure> {
        let mut import = store.begin_import(self.source()?)?;
        let mut batch =
            Batch { records: Vec::with_capacity(BATCH_LEN), places: Vec::with_capacity(BATCH_LEN) };
        let mut file = String::new();
        let mut flush = |batch: &mut Batch<T>, rejects: &mut Rejects| {
            let outcomes = (self.add)(&mut import, &batch.records)?;
            for ((outcome, record), (file, line)) in
                outcomes.iter().zip(&batch.records).zip(&batch.places)
            {
                let why = match outcome {
                    Stored::New | Stored::Same => continue,
                    Stored::Different | Stored::Held => DIFFERENT,
                    Stored::Withdrawn => WITHDRAWN,
                };
                rejects.add(&[left_out(file, *line, (self.kind.id)(record), why)])?;
            }
            batch.records.clear();
            batch.places.clear();
            Ok::<(), Failure>(())
        };
        for path in self.files {
            file.clear();
            file.push_str(&path.display().to_string());
            self.each_of(path, talk, "store", |read| {
                if let Read::Accepted { record, line, .. } = read {
                    batch.records.push(record);
                    batch.places.push((file.clone(), line));
                }
                if batch.records.len() >= BATCH_LEN { flush(&mut batch, rejects) } else { Ok(()) }
            })?;
        }
        flush(&mut batch, rejects)?;
        Ok(import.commit(rejected)?)
    }

    fn each(
        &self,
        talk: &Talk,
        what: &str,
        mut visit: impl FnMut(Read<T>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        for path in self.files {
            self.each_of(path, talk, what, &mut visit)?;
        }
        Ok(())
    }

    fn each_of(
        &self,
        path: &Path,
        talk: &Talk,
        what: &str,
        mut visit: impl FnMut(Read<T>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        const ROWS_PER_TICK: u64 = 1_000;
        let bar = ReadingBar::new(talk, format!("{what} {}", path.display()));
        let mut reading = (self.open)(path)?;
        let mut rows = 0;
        while let Some(read) = reading.next() {
            visit(read?)?;
            rows += 1;
            if rows % ROWS_PER_TICK == 0 {
                bar.at(reading.progress(), rows);
            }
        }
        Ok(())
    }

    fn source(&self) -> Result<ImportSource, Failure> {
        let names: Vec<_> = self.files.iter().map(|path| path.display().to_string()).collect();
        Ok(ImportSource {
            file_name: names.join(", "),
            file_digest: digest(self.files)?,
            mapping: self.mapping.clone(),
        })
    }
}

struct Batch<T> {
    records: Vec<T>,
    /// File and line of each record.
    places: Vec<(String, u64)>,
}

/// Code and reason.
type Why = (&'static str, &'static str);

const DIFFERENT: Why = (
    "different_content",
    "a record with this id is stored already with other content; the stored one is kept",
);
const WITHDRAWN: Why = ("withdrawn", "a record with this id was withdrawn and is not taken again");

fn left_out(file: &str, line: u64, id: String, (code, reason): Why) -> Reject {
    Reject {
        file: file.to_owned(),
        line,
        column: "id".to_owned(),
        value: id,
        code,
        reason: reason.to_owned(),
    }
}

impl Found {
    fn report(&self, rejects: &Rejects, talk: &Talk) -> Outcome {
        if rejects.count == 0 {
            return Outcome::Done;
        }
        talk.say(format!(
            "{} rows were rejected and {} single values left out; each is listed in {}",
            self.rejected_rows,
            self.left_out_values,
            rejects.path.display()
        ));
        Outcome::FoundProblems
    }
}

/// The list of rejects. The file is made with the first of them.
pub(super) struct Rejects {
    path: PathBuf,
    writer: Option<RejectWriter<BufWriter<File>>>,
    count: u64,
}

impl Rejects {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), writer: None, count: 0 }
    }

    pub(super) fn add(&mut self, rejects: &[Reject]) -> Result<(), Failure> {
        let at = |error: io::Error| Failure::File { path: self.path.clone(), error };
        for reject in rejects {
            let writer = match &mut self.writer {
                Some(writer) => writer,
                empty => {
                    let file = File::create(&self.path).map_err(at)?;
                    empty.insert(RejectWriter::new(BufWriter::new(file)).map_err(at)?)
                }
            };
            writer.write(reject).map_err(at)?;
            self.count += 1;
        }
        Ok(())
    }

    /// Says how many there are.
    pub(super) fn report(mut self, talk: &Talk) -> Result<Outcome, Failure> {
        self.finish()?;
        if self.count == 0 {
            return Ok(Outcome::Done);
        }
        let path = self.path.display();
        talk.say(format!("{} rows were left out; each is listed in {path}", self.count));
        Ok(Outcome::FoundProblems)
    }

    fn finish(&mut self) -> Result<(), Failure> {
        match &mut self.writer {
            Some(writer) => {
                writer.flush().map_err(|error| Failure::File { path: self.path.clone(), error })
            }
            None => Ok(()),
        }
    }
}

/// SHA-256 over the bytes of all files, hexadecimal.
pub(in crate::commands) fn digest(files: &[PathBuf]) -> Result<String, Failure> {
    let mut hasher = Sha256::new();
    for path in files {
        let at = |error| Failure::File { path: path.clone(), error };
        io::copy(&mut File::open(path).map_err(at)?, &mut hasher).map_err(at)?;
    }
    Ok(format!("{:x}", hasher.finalize()))
}
