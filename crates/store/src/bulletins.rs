//! Bulletins, one row for each revision: reading them. What is done to them stands in [`acts`].
//!
//! The content is one JSON text that nothing here looks into. Its digest is taken over the text as it is
//! stored, so that the same bytes come back years later, or none.

mod acts;
mod row;

use diesel::prelude::*;
use diesel::sql_types::Bool;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};
use survey::schema::Instant;
use survey::{BulletinState, BulletinSubject, Code, Period, RoundKind};
use uuid::Uuid;

pub(crate) use row::BulletinRow;
use row::HeadRow;

use crate::connection::AnyConnection;
use crate::row::{kind_text, micros, parse};
use crate::schema::bulletins;
use crate::{Store, StoreError};

/// A revision of a bulletin, without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Bulletin {
    /// Made here.
    pub id: Uuid,
    /// What it is about.
    #[serde(flatten)]
    pub subject: BulletinSubject,
    /// 1 is the first; each correction has the next.
    pub revision: u32,
    /// How far it has come.
    pub state: BulletinState,
    /// SHA-256 of its content, hexadecimal.
    pub digest: String,
    /// Revision of the data that the content was made from.
    pub data_revision: i64,
    /// Why the revision before is corrected.
    pub reason: Option<String>,
    /// Who drafted it.
    pub made: Act,
    /// Who wrote the content that it has now.
    pub edited: Act,
    /// Who found that content right.
    pub reviewed: Option<Act>,
    /// Who published it.
    pub published: Option<Act>,
    /// Who withdrew it, or published the revision that holds in its place.
    pub closed: Option<Act>,
    /// Why it was withdrawn.
    pub closing_reason: Option<String>,
    /// Digest of the seal that its period had when it was published.
    pub seal: Option<String>,
}

/// That somebody did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "BulletinAct")]
pub struct Act {
    /// When.
    #[schemars(with = "Instant")]
    pub at: Timestamp,
    /// Name of the account.
    pub by: String,
}

/// What a bulletin says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulletinContent {
    /// A JSON object, kept to the byte.
    pub json: String,
    /// Revision of the data that it was made from.
    pub data_revision: i64,
}

/// Which bulletins are wanted. Units are those that a bulletin itself is about; all without.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BulletinFilter {
    /// Of a period.
    pub period: Option<Period>,
    /// In a state.
    pub state: Option<BulletinState>,
    /// Units whose published ones are wanted.
    pub public_of: Option<Vec<Code>>,
    /// Units of which the others are wanted.
    pub drafts_of: Option<Vec<Code>>,
}

/// Where a page of bulletins ends, and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BulletinPlace {
    /// When the last bulletin was drafted.
    pub made_at: Timestamp,
    /// Its id.
    pub id: Uuid,
}

/// That the figures of a unit and all below it are published for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The unit.
    pub unit: Code,
    /// The period.
    pub period: Period,
}

/// SHA-256 of a content, in hexadecimal.
fn digest_of(json: &str) -> String {
    hex::encode(Sha256::digest(json))
}

/// States in which a bulletin is or was out.
fn public() -> impl Iterator<Item = &'static str> {
    BulletinState::ALL.into_iter().filter(|state| state.is_public()).map(BulletinState::as_str)
}

impl Store {
    /// Bulletins, the youngest draft first, at most so many, from after a place on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn bulletins(
        &self,
        filter: &BulletinFilter,
        after: Option<BulletinPlace>,
        most: u32,
    ) -> Result<Vec<Bulletin>, StoreError> {
        let rows: Vec<HeadRow> = self.read(|conn| {
            let of = |units: &Option<Vec<Code>>| {
                let (everywhere, units) = (units.is_none(), units.clone().unwrap_or_default());
                let units: Vec<String> = units.iter().map(ToString::to_string).collect();
                bulletins::unit.eq_any(units).or(everywhere.into_sql::<Bool>())
            };
            let out = bulletins::state.eq_any(public()).and(of(&filter.public_of));
            let in_work = bulletins::state.ne_all(public()).and(of(&filter.drafts_of));
            let mut query = bulletins::table
                .filter(out.or(in_work))
                .order((bulletins::made_at.desc(), bulletins::id.desc()))
                .limit(most.into())
                .select(HeadRow::as_select())
                .into_boxed();
            if let Some(period) = filter.period {
                query = query.filter(bulletins::period.eq(period.to_string()));
            }
            if let Some(state) = filter.state {
                query = query.filter(bulletins::state.eq(state.as_str()));
            }
            if let Some(BulletinPlace { made_at, id }) = after {
                let (at, id) = (micros(made_at), id.to_string());
                let same = bulletins::made_at.eq(at).and(bulletins::id.lt(id));
                query = query.filter(bulletins::made_at.lt(at).or(same));
            }
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(HeadRow::into_bulletin).collect()
    }

    /// A revision of a bulletin, without its content.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn bulletin(&self, id: Uuid) -> Result<Option<Bulletin>, StoreError> {
        let row = self.read(|conn| {
            let query = bulletins::table.find(id.to_string()).select(HeadRow::as_select());
            Ok(query.get_result(conn).optional()?)
        })?;
        row.map(HeadRow::into_bulletin).transpose()
    }

    /// A revision of a bulletin and what it says, to the byte.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when that is not what its digest says; when the database cannot be
    /// read.
    pub fn bulletin_with_content(
        &self,
        id: Uuid,
    ) -> Result<Option<(Bulletin, String)>, StoreError> {
        self.read(|conn| find(conn, &id.to_string()))?.map(BulletinRow::into_whole).transpose()
    }

    /// Everything that published bulletins of a questionnaire cover.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn released(
        &self,
        questionnaire: &Code,
        kind: RoundKind,
    ) -> Result<Vec<Released>, StoreError> {
        let rows: Vec<(String, String)> = self.read(|conn| {
            let query = bulletins::table
                .filter(bulletins::questionnaire.eq(questionnaire.as_str()))
                .filter(bulletins::kind.eq(kind_text(kind)))
                .filter(bulletins::state.eq_any(public()))
                .order((bulletins::unit, bulletins::period))
                .select((bulletins::unit, bulletins::period))
                .distinct();
            Ok(query.load(conn)?)
        })?;
        let released = |(unit, period): (String, String)| {
            let what = format!("a bulletin of {unit}");
            Ok(Released { unit: parse(&unit, &what)?, period: parse(&period, &what)? })
        };
        rows.into_iter().map(released).collect()
    }
}

fn find(conn: &mut AnyConnection, id: &str) -> Result<Option<BulletinRow>, StoreError> {
    let query = bulletins::table.find(id).select(BulletinRow::as_select());
    Ok(query.get_result(conn).optional()?)
}
