//! `manyi migrate-database`: everything from one database to another, with a proof.

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

pub(super) fn run(
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
    destination.write(tables.into_iter().map(Line).collect(), |lines| twin(lines, global.lang))?;
    Ok(Outcome::Done)
}

fn twin(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(["表", "行数", "SHA-256"], ["Table", "Rows", "SHA-256"]);
    let row = |Line(table): &Line| {
        vec![table.table.to_owned(), table.rows.to_string(), table.digest.clone()]
    };
    Twin { headers: headers.map(str::to_owned).to_vec(), rows: lines.iter().map(row).collect() }
}
