//! Contacts as a file of our own: `unit`, and of `case,name,phone,address,stratum,psu` what there is.
//! Quotas too: `unit,minimum`.

use std::path::Path;

use csv::StringRecord;
use survey::contact::NewContact;
use survey::{Code, ContactDetails, UnitTree};

use crate::cells::{CellRules, Cells, Column, Header};
use crate::error::ExchangeError;
use crate::mapping::FileForm;
use crate::reject::{Flaw, Reject};
use crate::source::Source;

/// What was read, and what was not.
pub type Taken<T> = (Vec<T>, Vec<Reject>);

/// Reads contacts with the line of each, and lists the rows that are none. The list of rejects names
/// no person.
///
/// # Errors
/// When the file is refused as a whole.
pub fn read_contacts(
    path: &Path,
    units: &UnitTree,
) -> Result<Taken<(NewContact, u64)>, ExchangeError> {
    rows(path, |header| {
        let at = Places::bind(header)?;
        Ok(move |cells: &Cells<'_>| at.contact(cells, units))
    })
}

/// Reads the minimum of each unit.
///
/// # Errors
/// When the file is refused as a whole.
pub fn read_quotas(path: &Path, units: &UnitTree) -> Result<Taken<(Code, u64)>, ExchangeError> {
    let (rows, rejects) = rows(path, |header| {
        let (unit, minimum) = (header.column("unit")?, header.column("minimum")?);
        Ok(move |cells: &Cells<'_>| {
            let text = cells
                .text(minimum.index)
                .ok_or_else(|| Flaw::blank(&minimum.name, "the minimum"))?;
            let count = text
                .parse::<u64>()
                .map_err(|error| Flaw::unreadable("bad_value", &minimum.name, text, error))?;
            Ok((known_unit(cells, &unit, units)?, count))
        })
    })?;
    Ok((rows.into_iter().map(|(quota, _)| quota).collect(), rejects))
}

/// The rows of a file, each with its line, and the rows that are at fault.
fn rows<T, R: Fn(&Cells<'_>) -> Result<T, Flaw>>(
    path: &Path,
    bind: impl FnOnce(&Header) -> Result<R, ExchangeError>,
) -> Result<Taken<(T, u64)>, ExchangeError> {
    let mut source = Source::open(path, &FileForm::default())?;
    let read = bind(&source.header)?;
    let rules = CellRules::new(&[], true);
    let (mut rows, mut rejects) = (Vec::new(), Vec::new());
    let mut record = StringRecord::new();
    while let Some(line) = source.next(&mut record)? {
        match read(&rules.see(&record)) {
            Ok(row) => rows.push((row, line)),
            Err(flaw) => rejects.push(flaw.at(&source.file, line)),
        }
    }
    Ok((rows, rejects))
}

fn known_unit(cells: &Cells<'_>, column: &Column, units: &UnitTree) -> Result<Code, Flaw> {
    let text = cells.text(column.index).ok_or_else(|| Flaw::blank(&column.name, "the unit"))?;
    match units.get(text) {
        Some(unit) => Ok(unit.code.clone()),
        None => Err(Flaw::new("unknown_unit", &column.name, text, "there is no such unit")),
    }
}

/// Where the columns stand; only the unit must be there.
struct Places {
    unit: Column,
    case: Option<Column>,
    name: Option<Column>,
    phone: Option<Column>,
    address: Option<Column>,
    stratum: Option<Column>,
    psu: Option<Column>,
}

impl Places {
    fn bind(header: &Header) -> Result<Self, ExchangeError> {
        const KNOWN: [&str; 7] = ["unit", "case", "name", "phone", "address", "stratum", "psu"];
        // A misspelt column would leave people without a number, and nobody would notice.
        if let Some(unknown) = header.names().find(|name| !KNOWN.contains(name)) {
            let reason = format!("contacts have the columns {}", KNOWN.join(", "));
            return Err(header.fault("unknown_column", unknown, &reason).into());
        }
        let maybe = |name: &str| header.column(name).ok();
        Ok(Self {
            unit: header.column("unit")?,
            case: maybe("case"),
            name: maybe("name"),
            phone: maybe("phone"),
            address: maybe("address"),
            stratum: maybe("stratum"),
            psu: maybe("psu"),
        })
    }

    fn contact(&self, cells: &Cells<'_>, units: &UnitTree) -> Result<NewContact, Flaw> {
        let text = |column: &Option<Column>| {
            column.as_ref().and_then(|column| cells.text(column.index)).map(ToOwned::to_owned)
        };
        let details = ContactDetails {
            name: text(&self.name),
            phone: text(&self.phone),
            address: text(&self.address),
        };
        if let Some((column, reason)) = details.problem() {
            return Err(Flaw::new("bad_contact", column, "", reason));
        }
        Ok(NewContact {
            case: code(self.case.as_ref(), cells)?,
            unit: known_unit(cells, &self.unit, units)?,
            stratum: code(self.stratum.as_ref(), cells)?,
            psu: code(self.psu.as_ref(), cells)?,
            details,
        })
    }
}

fn code(column: Option<&Column>, cells: &Cells<'_>) -> Result<Option<Code>, Flaw> {
    let Some(column) = column else { return Ok(None) };
    let read = |text: &str| {
        text.parse().map_err(|error| Flaw::unreadable("bad_code", &column.name, text, error))
    };
    cells.text(column.index).map(read).transpose()
}
