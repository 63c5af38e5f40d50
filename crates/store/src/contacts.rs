//! Contacts: who may be asked, sealed apart from what anybody answered.

mod key;

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use survey::contact::NewContact;
use survey::{Code, Contact, ContactDetails};

pub use key::ContactKey;

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{micros, parse, parse_optional};
use crate::schema::contacts;
use crate::writer::Written;
use crate::{Store, StoreError, postgres, sqlite, units};

/// Rows per statement: 11 columns each stay far below SQLite's limit of 32,766 variables.
const ROWS_PER_STATEMENT: usize = 1_000;
/// Characters of a number that is made for a contact that came without one.
const CASE_CHARS: usize = 12;

/// What became of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// It is on the list now.
    New,
    /// It was there with the same particulars.
    Same,
    /// Its number was there with other particulars, which stay.
    Different,
    /// Somebody with the same telephone number, or the same name and address, is on the list.
    Duplicate {
        /// Their number.
        of: Code,
    },
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = contacts, treat_none_as_default_value = false)]
pub(crate) struct ContactRow {
    pub case_no: String,
    pub frame: String,
    pub unit: String,
    pub stratum: Option<String>,
    pub psu: Option<String>,
    key_id: String,
    sealed: Option<Vec<u8>>,
    phone_hash: Option<String>,
    place_hash: Option<String>,
    added_at: i64,
    deleted_at: Option<i64>,
}

impl ContactRow {
    fn new(
        contact: &NewContact,
        frame: &str,
        key: &ContactKey,
        now: i64,
    ) -> Result<Self, StoreError> {
        let hash = |purpose: &str, text: Option<String>| {
            text.map(|text| key.hash(purpose, &text)).transpose()
        };
        let phone_hash = hash("phone", contact.details.phone_key())?;
        let place_hash = hash("place", contact.details.place_key())?;
        let case_no = if let Some(case) = &contact.case {
            case.to_string()
        } else {
            let who = phone_hash.as_ref().or(place_hash.as_ref()).map_or("", String::as_str);
            let name = key.hash("case", &format!("{frame}\n{who}"))?;
            format!("c{}", name.chars().take(CASE_CHARS).collect::<String>())
        };
        Ok(Self {
            sealed: Some(key.seal(&case_no, &contact.details)?),
            frame: frame.to_owned(),
            unit: contact.unit.to_string(),
            stratum: contact.stratum.as_ref().map(ToString::to_string),
            psu: contact.psu.as_ref().map(ToString::to_string),
            key_id: key.id().to_owned(),
            case_no,
            phone_hash,
            place_hash,
            added_at: now,
            deleted_at: None,
        })
    }

    fn says_the_same(&self, other: &Self) -> bool {
        let told = |row: &Self| {
            let Self { frame, unit, stratum, psu, phone_hash, place_hash, .. } = row;
            (
                frame.clone(),
                unit.clone(),
                stratum.clone(),
                psu.clone(),
                phone_hash.clone(),
                place_hash.clone(),
            )
        };
        told(self) == told(other)
    }

    /// Whether somebody could be found by it at a time.
    pub(crate) fn was_there(&self, as_of: i64) -> bool {
        self.added_at <= as_of && self.deleted_at.is_none_or(|deleted_at| deleted_at > as_of)
    }

    /// What the same person has in common on two lists.
    pub(crate) fn marks(&self) -> impl Iterator<Item = &String> {
        self.phone_hash.iter().chain(&self.place_hash)
    }

    /// The contact, and nothing that tells a person where that was deleted.
    pub(crate) fn opened(&self, key: &ContactKey) -> Result<Contact, StoreError> {
        let what = format!("contact {}", self.case_no);
        let details = match &self.sealed {
            Some(_) if self.key_id != key.id() => {
                return Err(StoreError::OtherKey { sealed_with: self.key_id.clone() });
            }
            Some(sealed) => key.open(&self.case_no, sealed)?,
            None => ContactDetails::default(),
        };
        Ok(Contact {
            case: parse(&self.case_no, &what)?,
            unit: parse(&self.unit, &what)?,
            stratum: parse_optional(self.stratum.as_deref(), &what)?,
            psu: parse_optional(self.psu.as_deref(), &what)?,
            details,
        })
    }
}

impl Authored<'_> {
    /// Adds contacts to a list, all or none, and says for each, in order, what became of it. The same
    /// file again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::OtherKey`] when contacts are there that were sealed with another key;
    /// [`StoreError::UnknownUnit`].
    pub fn add_contacts(
        self,
        key: &ContactKey,
        frame: &Code,
        contacts: &[NewContact],
    ) -> Result<Vec<Added>, StoreError> {
        let now = micros(Timestamp::now());
        let rows = contacts
            .iter()
            .map(|contact| ContactRow::new(contact, frame.as_str(), key, now))
            .collect::<Result<Vec<_>, _>>()?;
        let (frame, key_id, by) = (frame.to_string(), key.id().to_owned(), self.name().to_owned());
        self.store().writer.write(move |conn| {
            expect_key(conn, &key_id)?;
            let value = add(conn, &frame, &rows)?;
            let added = value.iter().filter(|added| **added == Added::New).count();
            if added > 0 {
                let detail = json!({"added": added});
                let (actor, subject) = (by.clone(), frame.clone());
                let entry = Entry { actor, action: Action::ContactsAdded, subject, detail };
                audit::append(conn, &entry)?;
            }
            Ok(Written { value, changed: added > 0 })
        })
    }
}

impl Store {
    /// The contacts of a list as they may be shown: see [`ContactDetails::masked`].
    ///
    /// # Errors
    /// [`StoreError::OtherKey`] when they were sealed with another key.
    pub fn masked_contacts(
        &self,
        key: &ContactKey,
        frame: &Code,
    ) -> Result<Vec<Contact>, StoreError> {
        let rows = self.read(|conn| of_frame(conn, frame.as_str()))?;
        rows.iter()
            .map(|row| {
                let contact = row.opened(key)?;
                Ok(Contact { details: contact.details.masked(), ..contact })
            })
            .collect()
    }
}

/// Two keys in one database would let the same person be there twice.
pub(crate) fn expect_key(conn: &mut AnyConnection, key_id: &str) -> Result<(), StoreError> {
    let other: Option<String> = contacts::table
        .filter(contacts::key_id.ne(key_id))
        .filter(contacts::sealed.is_not_null())
        .select(contacts::key_id)
        .first(conn)
        .optional()?;
    other.map_or(Ok(()), |sealed_with| Err(StoreError::OtherKey { sealed_with }))
}

pub(crate) fn of_frame(
    conn: &mut AnyConnection,
    frame: &str,
) -> Result<Vec<ContactRow>, StoreError> {
    let query = contacts::table
        .filter(contacts::frame.eq(frame))
        .order(contacts::case_no)
        .select(ContactRow::as_select());
    Ok(query.load(conn)?)
}

pub(crate) fn by_cases(
    conn: &mut AnyConnection,
    cases: &[&str],
) -> Result<HashMap<String, ContactRow>, StoreError> {
    let query =
        contacts::table.filter(contacts::case_no.eq_any(cases)).select(ContactRow::as_select());
    let rows: Vec<ContactRow> = query.load(conn)?;
    Ok(rows.into_iter().map(|row| (row.case_no.clone(), row)).collect())
}

/// Who is on a list already.
#[derive(Default)]
struct Known {
    cases: HashMap<String, ContactRow>,
    phones: HashMap<String, String>,
    places: HashMap<String, String>,
}

impl Known {
    fn load(
        conn: &mut AnyConnection,
        frame: &str,
        rows: &[ContactRow],
    ) -> Result<Self, StoreError> {
        let mut known = Self::default();
        for chunk in rows.chunks(ROWS_PER_STATEMENT) {
            let cases: Vec<&str> = chunk.iter().map(|row| row.case_no.as_str()).collect();
            let phones: Vec<&str> =
                chunk.iter().filter_map(|row| row.phone_hash.as_deref()).collect();
            let places: Vec<&str> =
                chunk.iter().filter_map(|row| row.place_hash.as_deref()).collect();
            known.cases.extend(by_cases(conn, &cases)?);
            let listed = contacts::table.filter(contacts::frame.eq(frame));
            let like: Vec<ContactRow> = listed
                .filter(contacts::phone_hash.eq_any(phones))
                .select(ContactRow::as_select())
                .load(conn)?;
            let near: Vec<ContactRow> = listed
                .filter(contacts::place_hash.eq_any(places))
                .select(ContactRow::as_select())
                .load(conn)?;
            for row in like.iter().chain(&near) {
                known.remember(row);
            }
        }
        Ok(known)
    }

    fn remember(&mut self, row: &ContactRow) {
        self.cases.insert(row.case_no.clone(), row.clone());
        for (hash, known) in
            [(&row.phone_hash, &mut self.phones), (&row.place_hash, &mut self.places)]
        {
            if let Some(hash) = hash {
                known.entry(hash.clone()).or_insert_with(|| row.case_no.clone());
            }
        }
    }

    /// What becomes of a contact, as far as others are concerned.
    fn judge(&self, row: &ContactRow) -> Result<Added, StoreError> {
        match self.cases.get(&row.case_no) {
            Some(known) if known.says_the_same(row) => return Ok(Added::Same),
            Some(_) => return Ok(Added::Different),
            None => {}
        }
        let phone = row.phone_hash.as_ref().and_then(|hash| self.phones.get(hash));
        let place = row.place_hash.as_ref().and_then(|hash| self.places.get(hash));
        match phone.or(place) {
            Some(other) => Ok(Added::Duplicate { of: parse(other, "a contact")? }),
            None => Ok(Added::New),
        }
    }
}

fn add(
    conn: &mut AnyConnection,
    frame: &str,
    rows: &[ContactRow],
) -> Result<Vec<Added>, StoreError> {
    let mut known = Known::load(conn, frame, rows)?;
    let mut outcomes = Vec::with_capacity(rows.len());
    let mut fresh = Vec::new();
    for row in rows {
        let outcome = known.judge(row)?;
        if outcome == Added::New {
            known.remember(row);
            fresh.push(row);
        }
        outcomes.push(outcome);
    }
    units::require(conn, fresh.iter().map(|row| row.unit.as_str()))?;
    for chunk in fresh.chunks(ROWS_PER_STATEMENT) {
        let inserted = match conn {
            AnyConnection::Sqlite(conn) => sqlite::insert_contacts(conn, chunk.to_vec()),
            AnyConnection::Postgres(conn) => postgres::insert_contacts(conn, chunk.to_vec()),
        };
        inserted?;
    }
    Ok(outcomes)
}
