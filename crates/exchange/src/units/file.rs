//! Units as a file of our own: `code,name,name_en,level,parent,valid_from,valid_to`.

use std::io::Write;
use std::path::Path;

use csv::StringRecord;
use jiff::civil::Date;
use survey::{Label, Unit};

use crate::cells::{CellRules, Cells, Header, protected};
use crate::error::ExchangeError;
use crate::mapping::FileForm;
use crate::reject::{Flaw, Reject};
use crate::source::Source;

const COLUMNS: [&str; 7] = ["code", "name", "name_en", "level", "parent", "valid_from", "valid_to"];

/// Reads units and lists the rows that are none. Whether they form a tree is for
/// [`survey::UnitTree::new`] to say.
///
/// # Errors
/// When the file is refused as a whole.
pub fn read_units(path: &Path) -> Result<(Vec<Unit>, Vec<Reject>), ExchangeError> {
    let mut source = Source::open(path, &FileForm::default())?;
    let at = Places::bind(&source.header)?;
    let rules = CellRules::new(&[], true);
    let (mut units, mut rejects) = (Vec::new(), Vec::new());
    let mut record = StringRecord::new();
    while let Some(line) = source.next(&mut record)? {
        match at.unit(&rules.see(&record)) {
            Ok(unit) => units.push(unit),
            Err(flaw) => rejects.push(flaw.at(&source.file, line)),
        }
    }
    Ok((units, rejects))
}

/// Writes units with the columns that [`read_units`] reads.
///
/// # Errors
/// When `writer` does not take the bytes.
pub fn write_units<'a>(
    writer: impl Write,
    units: impl IntoIterator<Item = &'a Unit>,
) -> std::io::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(COLUMNS)?;
    for unit in units {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        csv.write_record([
            &*protected(unit.code.as_str()),
            &*protected(&unit.name.zh),
            &*protected(unit.name.en.as_deref().unwrap_or_default()),
            &*protected(unit.level.as_str()),
            &*protected(unit.parent.as_ref().map_or("", |code| code.as_str())),
            &day(unit.valid_from),
            &day(unit.valid_to),
        ])?;
    }
    csv.flush()
}

/// Where the columns stand.
struct Places([usize; COLUMNS.len()]);

impl Places {
    fn bind(header: &Header) -> Result<Self, ExchangeError> {
        let mut places = [0; COLUMNS.len()];
        for (place, name) in places.iter_mut().zip(COLUMNS) {
            *place = header.column(name)?.index;
        }
        Ok(Self(places))
    }

    fn unit(&self, cells: &Cells<'_>) -> Result<Unit, Flaw> {
        let text = |i: usize| cells.text(self.0[i]);
        let need = |i: usize| text(i).ok_or_else(|| Flaw::blank(COLUMNS[i], "the value"));
        let day = |i: usize| {
            let read = |text: &str| {
                text.parse().map_err(|e| Flaw::unreadable("bad_date", COLUMNS[i], text, e))
            };
            text(i).map(read).transpose()
        };
        let code = |i: usize, text: &str| {
            text.parse().map_err(|e| Flaw::unreadable("bad_code", COLUMNS[i], text, e))
        };
        Ok(Unit {
            code: code(0, need(0)?)?,
            name: Label { zh: need(1)?.to_owned(), en: text(2).map(ToOwned::to_owned) },
            level: code(3, need(3)?)?,
            parent: text(4).map(|parent| code(4, parent)).transpose()?,
            valid_from: day(5)?,
            valid_to: day(6)?,
        })
    }
}
