//! The publicity log in our own columns: `published_on,channel,kind,unit,topic,link`.

use std::path::Path;

use jiff::civil::Date;
use survey::{PublicityItem, UnitTree};

use crate::error::ExchangeError;
use crate::records::{RecordCells, RecordForm, Records};
use crate::reject::Flaw;

const COLUMNS: [&str; 6] = ["published_on", "channel", "kind", "unit", "topic", "link"];

/// What entries are read against.
#[derive(Debug, Clone, Copy)]
pub struct PublicityTerms<'a> {
    /// The units that entries may be about.
    pub units: &'a UnitTree,
    /// The day after which nothing has come out yet.
    pub today: Date,
}

/// Opens a file of entries.
///
/// # Errors
/// When the file is refused as a whole.
pub fn open_publicity<'a>(
    path: &Path,
    terms: PublicityTerms<'a>,
) -> Result<Records<'a, PublicityItem>, ExchangeError> {
    Records::open(path, terms)
}

impl RecordForm<PublicityItem> for PublicityTerms<'_> {
    fn columns(&self) -> &'static [&'static str] {
        &COLUMNS
    }

    fn read(&self, row: &RecordCells<'_>) -> Result<PublicityItem, Flaw> {
        Ok(PublicityItem {
            published_on: row.parse(0)?,
            channel: row.parse(1)?,
            kind: row.parse(2)?,
            unit: row.parse(3)?,
            topic: row.parse(4)?,
            link: row.optional(5)?,
        })
    }

    fn flaws(&self, item: &PublicityItem, row: &RecordCells<'_>) -> Vec<Flaw> {
        row.flaws(item.problems(self.units, self.today))
    }
}
