//! The files that go with a seal: answers of each month as Parquet, sums, index tables, and what is needed
//! to compute them again without the database.

use std::io::{self, Write};

use sha2::{Digest, Sha256};
use store::Store;
use survey::Period;
use survey::seal::FileDigest;

use super::computed::{Computed, kind_name};
use crate::answers::{AnswerExport, AnswerRequest};
use crate::{FiguresError, Selection};

/// A file that goes with a seal.
#[derive(Debug)]
pub struct SealFile {
    /// Its name within the folder, with `/`.
    pub name: String,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Bytes(Vec<u8>),
    Answers(AnswerRequest),
}

/// Hands on what is written, and digests it.
struct Digesting<'a> {
    writer: &'a mut dyn Write,
    bytes: u64,
    content: Sha256,
}

impl Write for Digesting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.content.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl SealFile {
    /// Writes it, and gives what a manifest says of it.
    ///
    /// # Errors
    /// When the store fails, or `writer` does not take the bytes.
    pub fn write(&self, store: &Store, writer: &mut dyn Write) -> Result<FileDigest, FiguresError> {
        let mut to = Digesting { writer, bytes: 0, content: Sha256::new() };
        match &self.content {
            Content::Bytes(bytes) => to.write_all(bytes)?,
            Content::Answers(request) => {
                AnswerExport::new(store, request)?.write_parquet(store, &mut to, |_| {})?;
            }
        }
        to.flush()?;
        let digest = hex::encode(to.content.finalize());
        Ok(FileDigest { name: self.name.clone(), bytes: to.bytes, digest })
    }
}

/// All files of a period, by name.
pub(super) fn of(
    store: &Store,
    period: Period,
    computed: &Computed,
) -> Result<Vec<SealFile>, FiguresError> {
    let mut files = Vec::new();
    let mut add = |name: String, content| files.push(SealFile { name, content });
    for cube in &computed.cubes {
        let (month, kind) = (cube.month, cube.kind);
        let name = format!("{month}-{}-{}.parquet", cube.questionnaire, kind_name(kind));
        add(format!("cubes/{name}"), Content::Bytes(cube.body.clone()));
        let questionnaire = Some(cube.questionnaire.clone());
        let request = AnswerRequest {
            selection: Selection { questionnaire, kind, without_excluded: false },
            period: Some(month),
            ..AnswerRequest::default()
        };
        add(format!("answers/{name}"), Content::Answers(request));
    }
    for table in &computed.tables {
        let mut csv = Vec::new();
        exchange::write_table(&mut csv, &table.rows, false)?;
        let name = format!("{}-{}-{}.csv", table.period, table.questionnaire, table.scheme);
        add(format!("index/{name}"), Content::Bytes(csv));
    }
    let mut units = Vec::new();
    exchange::write_units(&mut units, store.unit_tree()?.units())?;
    add("units.csv".to_owned(), Content::Bytes(units));
    let asked: Vec<_> = computed.cubes.iter().map(|cube| &cube.questionnaire).collect();
    for form in store.questionnaires()?.iter().filter(|form| asked.contains(&&form.code)) {
        let toml = exchange::questionnaire_toml(form).map_err(io::Error::other)?;
        let name = format!("questionnaires/{}@{}.toml", form.code, form.version);
        add(name, Content::Bytes(toml.into_bytes()));
    }
    let of_period = |round: &survey::Round| {
        round.opens <= period.last_day() && round.closes >= period.months().start.first_day()
    };
    let mut rounds = store.rounds()?;
    rounds.retain(of_period);
    add("rounds.json".to_owned(), Content::Bytes(serde_json::to_vec_pretty(&rounds)?));
    let schemes = serde_json::to_vec_pretty(&store.scoring_schemes()?)?;
    add("schemes.json".to_owned(), Content::Bytes(schemes));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}
