//! `manyi migrate-database`, `backup` and `restore`: everything from one database to another, with a
//! proof.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

use figures::Twin;
use serde::Serialize;
use store::{Store, TableDigest};
use survey::Language;
use survey::table::{Column, ColumnKind, Row};

use crate::args::{Global, MigrateDatabase};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

/// What a table holds, on both sides.
#[derive(Serialize)]
#[serde(transparent)]
struct Line(TableDigest);

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("table", ColumnKind::Text, |line: &Self| line.0.table.into()),
            Column::new("rows", ColumnKind::Count, |line: &Self| line.0.rows.into()),
            Column::new("sha256", ColumnKind::Text, |line: &Self| line.0.digest.as_str().into()),
        ]
    }
}

/// Moves to another database.
pub(super) fn migrate(
    args: &MigrateDatabase,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let from = Store::open_existing(&args.from)?;
    let to = Store::open(&args.to)?;
    let tables = from.copy_to(&to)?;
    talk.say(format!(
        "{} holds everything that {} holds: each table has the same digest on both sides",
        to.shown(),
        from.shown()
    ));
    list(tables, &destination, global)
}

/// Writes a copy while the service runs: a database file of its own, whatever the backend. It
/// appears when it is whole.
pub(super) fn backup(file: &Path, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let store = super::open(global)?;
    let at = |error| Failure::File { path: file.to_owned(), error };
    if file.exists() {
        return Err(Failure::Usage(format!("{}: there is a file already", file.display())));
    }
    let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Failure::Usage(format!("there is no folder {}", folder.display())));
    }
    let room = tempfile::tempdir_in(folder).map_err(at)?;
    let part = room.path().join("backup.db");
    create_private(&part).map_err(at)?;
    let tables = {
        let copy = Store::open(&url_of(&part)?)?;
        store.snapshot_to(&copy)?
    };
    // Closed, so that all of it stands in the file.
    File::open(&part).and_then(|part| part.sync_all()).map_err(at)?;
    fs::rename(&part, file).map_err(at)?;
    talk.say(format!("{} holds everything that {} held", file.display(), store.shown()));
    list(tables, &destination, global)
}

/// Fills an empty database from a copy.
pub(super) fn restore(file: &Path, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let at = |error| Failure::File { path: file.to_owned(), error };
    // Opening brings a database up to date; the backup itself stays as it is.
    let room = tempfile::tempdir().map_err(at)?;
    let copy = room.path().join("backup.db");
    create_private(&copy).map_err(at)?;
    fs::copy(file, &copy).map_err(at)?;
    let from = Store::open_existing(&url_of(&copy)?)?;
    let to = Store::open(&global.database)?;
    let tables = from.copy_to(&to)?;
    talk.say(format!("{} holds everything that {} held", to.shown(), file.display()));
    list(tables, &destination, global)
}

/// A copy holds what the database holds, so nobody else may read it.
fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn url_of(path: &Path) -> Result<String, Failure> {
    let path = path.to_str().ok_or_else(|| Failure::Usage("the path is not UTF-8".to_owned()))?;
    Ok(format!("sqlite://{path}"))
}

fn list(
    tables: Vec<TableDigest>,
    destination: &Destination,
    global: &Global,
) -> Result<Outcome, Failure> {
    destination.write(tables.into_iter().map(Line).collect(), |lines| twin(lines, global.lang))?;
    Ok(Outcome::Done)
}

fn twin(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(["表", "行数", "SHA-256"], ["Table", "Rows", "SHA-256"]);
    let row = |Line(table): &Line| {
        vec![table.table.to_owned(), table.rows.to_string(), table.digest.clone()]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}
