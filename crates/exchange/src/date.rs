//! Days and instants from the many ways in which files write them.

use std::collections::HashMap;

use jiff::civil::{Date, date};
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::Offset;
use jiff::{Timestamp, tz};

use crate::cells::{Cells, Column, Header};
use crate::error::ExchangeError;
use crate::mapping::{DateField, InstantField};
use crate::reject::Flaw;
use crate::text::folded;

/// A date field bound to the columns of one file.
#[derive(Debug)]
pub(crate) enum BoundDate {
    Constant(Date),
    Column { column: Column, values: HashMap<String, Date>, field: DateField },
}

impl BoundDate {
    pub(crate) fn bind(field: &DateField, header: &Header) -> Result<Self, ExchangeError> {
        Ok(match (field.value, &field.column) {
            (Some(day), _) => Self::Constant(day),
            (None, column) => Self::Column {
                column: header.column(column.as_deref().unwrap_or_default())?,
                values: field.values.iter().map(|(text, day)| (folded(text), *day)).collect(),
                field: field.clone(),
            },
        })
    }

    pub(crate) fn column(&self) -> Option<&Column> {
        match self {
            Self::Constant(_) => None,
            Self::Column { column, .. } => Some(column),
        }
    }

    pub(crate) fn read(&self, cells: &Cells<'_>) -> Result<Date, Flaw> {
        let name = self.column().map_or("", |column| column.name.as_str());
        self.read_optional(cells)?.ok_or_else(|| Flaw::blank(name, "the date"))
    }

    /// As [`Self::read`], and nothing where the cell is blank.
    pub(crate) fn read_optional(&self, cells: &Cells<'_>) -> Result<Option<Date>, Flaw> {
        let (column, values, field) = match self {
            Self::Constant(day) => return Ok(Some(*day)),
            Self::Column { column, values, field } => (column, values, field),
        };
        let Some(text) = cells.text(column.index) else {
            return Ok(None);
        };
        if let Some(day) = values.get(&folded(text)) {
            return Ok(Some(*day));
        }
        day_of(field, text)
            .map(Some)
            .map_err(|reason| Flaw::unreadable("bad_date", &column.name, text, reason))
    }
}

/// An ISO date is taken under every format: a workbook holds dates as numbers, whatever pattern
/// it shows them in, and they come out of it in this one form.
fn day_of(field: &DateField, text: &str) -> Result<Date, String> {
    let Some(format) = &field.format else {
        return text.parse().map_err(|e: jiff::Error| e.to_string());
    };
    formatted_day(field, format, text).or_else(|reason| {
        if looks_iso(text) { text.parse().map_err(|_| reason) } else { Err(reason) }
    })
}

fn looks_iso(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-'
}

fn formatted_day(field: &DateField, format: &str, text: &str) -> Result<Date, String> {
    let rest = match text.char_indices().nth(field.skip) {
        Some((start, _)) => &text[start..],
        None => return Err(format!("it has fewer than {} characters", field.skip + 1)),
    };
    let mut time = strtime::parse(format, rest).map_err(|e| e.to_string())?;
    complete(field, &mut time).and_then(|()| time.to_date()).map_err(|e| e.to_string())
}

fn complete(field: &DateField, time: &mut BrokenDownTime) -> Result<(), jiff::Error> {
    if time.month().is_none() && field.month.is_some() {
        time.set_month(field.month)?;
    }
    if time.month().is_some() && time.day().is_none() {
        time.set_day(Some(field.day.unwrap_or(1)))?;
    }
    Ok(())
}

/// Writes a known day in the format and reads it back: what fails here would fail on every row.
pub(crate) fn check_date_format(field: &DateField, format: &str) -> Result<(), String> {
    let mut sample = BrokenDownTime::from(date(2021, 9, 15).at(10, 20, 30, 0));
    sample.set_offset(Some(Offset::UTC));
    let text = sample.to_string(format).map_err(|e| e.to_string())?;
    formatted_day(&DateField { skip: 0, ..field.clone() }, format, &text).map(drop)
}

/// An instant field bound to the columns of one file.
#[derive(Debug)]
pub(crate) struct BoundInstant {
    pub(crate) column: Column,
    format: Option<String>,
    offset: Option<Offset>,
}

impl BoundInstant {
    pub(crate) fn bind(field: &InstantField, header: &Header) -> Result<Self, ExchangeError> {
        Ok(Self {
            column: header.column(&field.column)?,
            format: field.format.clone(),
            // The mapping was checked: an offset that can't be read does not get here.
            offset: field.utc_offset.as_deref().and_then(|text| offset_of(text).ok()),
        })
    }

    pub(crate) fn read(&self, cells: &Cells<'_>) -> Result<Option<Timestamp>, Flaw> {
        let Some(text) = cells.text(self.column.index) else {
            return Ok(None);
        };
        instant_of(self.format.as_deref(), self.offset, text)
            .map(Some)
            .map_err(|reason| Flaw::unreadable("bad_instant", &self.column.name, text, reason))
    }
}

fn instant_of(
    format: Option<&str>,
    offset: Option<Offset>,
    text: &str,
) -> Result<Timestamp, String> {
    let Some(format) = format else {
        return match (text.parse::<Timestamp>(), offset) {
            (Ok(instant), _) => Ok(instant),
            // Without an offset of its own the text is the file's clock.
            (Err(_), Some(offset)) => text
                .parse::<jiff::civil::DateTime>()
                .and_then(|clock| offset.to_timestamp(clock))
                .map_err(|e| e.to_string()),
            (Err(e), None) => Err(e.to_string()),
        };
    };
    let mut time = strtime::parse(format, text).map_err(|e| e.to_string())?;
    if time.offset().is_none() {
        time.set_offset(offset);
    }
    time.to_timestamp().map_err(|e| e.to_string())
}

fn offset_of(text: &str) -> Result<tz::Offset, String> {
    strtime::parse("%:z", text)
        .map_err(|e| e.to_string())?
        .offset()
        .ok_or_else(|| "an offset looks like +08:00".to_owned())
}

/// The setting at fault and what is wrong with it.
pub(crate) fn check_instant(field: &InstantField) -> Result<(), (&'static str, String)> {
    let offset = match field.utc_offset.as_deref().map(offset_of).transpose() {
        Ok(offset) => offset,
        Err(reason) => return Err(("utc_offset", reason)),
    };
    let Some(format) = &field.format else {
        return Ok(());
    };
    let mut sample = BrokenDownTime::from(date(2021, 9, 15).at(10, 20, 30, 0));
    sample.set_offset(Some(Offset::UTC));
    sample
        .to_string(format)
        .map_err(|e| e.to_string())
        .and_then(|text| instant_of(Some(format), offset, &text))
        .map(drop)
        .map_err(|reason| ("format", reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(field: &DateField, text: &str) -> Result<String, String> {
        day_of(field, text).map(|day| day.to_string())
    }

    #[test]
    fn labels_years_and_dates_become_days() {
        let with =
            |format: &str| DateField { format: Some(format.to_owned()), ..DateField::default() };
        let label = DateField { skip: 2, ..with("%b%Y") };
        assert_eq!(day(&label, "3QMAR2022").as_deref(), Ok("2022-03-01"));
        assert_eq!(day(&label, "1QSEP2021").as_deref(), Ok("2021-09-01"));
        assert!(day(&label, "3Q").is_err());
        assert!(day(&label, "").is_err());
        let year = DateField { month: Some(6), ..with("%Y") };
        assert_eq!(day(&year, "2013").as_deref(), Ok("2013-06-01"));
        assert!(day(&with("%Y"), "2013").is_err(), "nothing says which month");
        assert_eq!(day(&with("%m/%d/%Y"), "9/20/2021").as_deref(), Ok("2021-09-20"));
        assert_eq!(day(&with("%m/%d/%Y"), "2021-09-20T00:00:00").as_deref(), Ok("2021-09-20"));
        assert_eq!(day(&with("%Y年%m月%d日"), "2026年9月3日").as_deref(), Ok("2026-09-03"));
    }

    #[test]
    fn a_clock_without_offset_needs_one_from_the_mapping() {
        let east = offset_of("+08:00").expect("an offset");
        let read = |offset| instant_of(Some("%Y-%m-%d %H:%M"), offset, "2026-03-01 07:30");
        assert_eq!(read(Some(east)).map(|t| t.to_string()).as_deref(), Ok("2026-02-28T23:30:00Z"));
        assert!(read(None).is_err());
        assert!(offset_of("Peking").is_err());
    }
}
