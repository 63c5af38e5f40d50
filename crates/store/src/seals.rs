//! Seals of periods: reading them. What is sealed stands in [`parts`], sealing in [`sealing`], checking in
//! [`check`] and [`chain`]. Rows that change by rule later give what stays of them in modules of their own,
//! called `sealed`, beside the rest of their room.
//!
//! A manifest is one JSON text. Its digest is taken over the text as it is stored, so that the same bytes
//! come back years later, or none.

mod causes;
mod chain;
mod check;
mod parts;
mod rows;
mod sealing;

use diesel::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};
use survey::Period;
use survey::seal::{Listing, Manifest};

use crate::connection::AnyConnection;
use crate::row::from_json;
use crate::schema::{seal_listings, seals};
use crate::{Store, StoreError};

pub use chain::ChainCheck;
pub use parts::SealPart;
pub use sealing::NewSeal;
pub(crate) use sealing::covering;

/// A revision of the seal of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// What it says.
    pub manifest: Manifest,
    /// The same to the byte.
    pub json: String,
    /// SHA-256 of that, hexadecimal.
    pub digest: String,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = seals)]
pub(crate) struct SealRow {
    number: i64,
    period: String,
    revision: i64,
    manifest: String,
    digest: String,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = seal_listings)]
pub(crate) struct ListingRow {
    pub(crate) digest: String,
    listing: String,
}

/// A row by its key in a seal, or why it makes no sense.
pub(crate) type Sealed<T> = (String, Result<T, StoreError>);

/// SHA-256 of a text, in hexadecimal.
fn digest_of(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

impl SealRow {
    /// How messages and the audit log call it.
    fn what(&self) -> String {
        format!("{} r{}", self.period, self.revision)
    }

    fn into_seal(self) -> Result<Seal, StoreError> {
        let what = format!("the seal of {}", self.what());
        if digest_of(&self.manifest) != self.digest {
            return Err(StoreError::unreadable(what, "its manifest is not what its digest says"));
        }
        let manifest = from_json(&self.manifest, &what)?;
        Ok(Seal { manifest, json: self.manifest, digest: self.digest })
    }
}

impl Store {
    /// All seals in the order of the chain.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when one is not what its digest says; when the database cannot be read.
    pub fn seals(&self) -> Result<Vec<Seal>, StoreError> {
        let rows: Vec<SealRow> = self.read(|conn| {
            Ok(seals::table.order(seals::number).select(SealRow::as_select()).load(conn)?)
        })?;
        rows.into_iter().map(SealRow::into_seal).collect()
    }

    /// A revision of the seal of a period; the newest without one.
    ///
    /// # Errors
    /// As for [`Store::seals`].
    pub fn seal(&self, period: Period, revision: Option<u32>) -> Result<Option<Seal>, StoreError> {
        let row = self.read(|conn| find(conn, period, revision))?;
        row.map(SealRow::into_seal).transpose()
    }

    /// The seal with a digest.
    ///
    /// # Errors
    /// As for [`Store::seals`].
    pub fn seal_with_digest(&self, digest: &str) -> Result<Option<Seal>, StoreError> {
        let row = self.read(|conn| {
            let query = seals::table.filter(seals::digest.eq(digest));
            Ok(query.select(SealRow::as_select()).first(conn).optional()?)
        })?;
        row.map(SealRow::into_seal).transpose()
    }

    /// The rows of a part of a seal, by the digest that its manifest names.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when they are not there, or not what the digest says.
    pub fn seal_listing(&self, digest: &str) -> Result<Listing, StoreError> {
        self.read(|conn| listing(conn, digest))
    }
}

fn find(
    conn: &mut AnyConnection,
    period: Period,
    revision: Option<u32>,
) -> Result<Option<SealRow>, StoreError> {
    let mut query = seals::table
        .filter(seals::period.eq(period.to_string()))
        .order(seals::revision.desc())
        .select(SealRow::as_select())
        .into_boxed();
    if let Some(revision) = revision {
        query = query.filter(seals::revision.eq(i64::from(revision)));
    }
    Ok(query.first(conn).optional()?)
}

fn listing(conn: &mut AnyConnection, digest: &str) -> Result<Listing, StoreError> {
    let what = format!("the listing {digest}");
    let text: Option<String> =
        seal_listings::table.find(digest).select(seal_listings::listing).first(conn).optional()?;
    let text = text.ok_or_else(|| StoreError::unreadable(what.clone(), "it is not there"))?;
    if digest_of(&text) != digest {
        return Err(StoreError::unreadable(what, "it is not what its digest says"));
    }
    Listing::parse(&text).map_err(|error| StoreError::unreadable(what, error))
}

/// Some listings after one of them: they are long.
pub(crate) fn listings_after(
    conn: &mut AnyConnection,
    digest: &str,
) -> Result<Vec<ListingRow>, StoreError> {
    /// Listings held in memory at a time.
    const PAGE_LEN: i64 = 10;
    Ok(seal_listings::table
        .filter(seal_listings::digest.gt(digest))
        .order(seal_listings::digest)
        .limit(PAGE_LEN)
        .select(ListingRow::as_select())
        .load(conn)?)
}
