//! Sealing: the next link of the chain, in one transaction with its entry in the audit log.

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use survey::Period;
use survey::round::in_china;
use survey::seal::{
    AuditHead, FORM, FileDigest, LineChange, Manifest, NO_DIGEST, PartChange, PartDigest,
    SealRefusal, expect_over,
};

use super::{ListingRow, Seal, SealPart, SealRow, find, listing, parts};
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{instant, micros, parse, to_json};
use crate::schema::{responses, seal_listings, seals};
use crate::writer::Written;
use crate::{Store, StoreError};

/// A period to be sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSeal {
    /// The period.
    pub period: Period,
    /// What the database holds of it, and what was computed from that.
    pub parts: Vec<SealPart>,
    /// Files that were written with it.
    pub files: Vec<FileDigest>,
    /// Version of the program that computed.
    pub program: String,
    /// Why there is another revision.
    pub reason: Option<String>,
}

impl Authored<'_> {
    /// Seals a period that is over, or seals it again, for a reason.
    ///
    /// # Errors
    /// [`StoreError::SealRefused`]; [`StoreError::Unreadable`] for a row that makes no sense, which is
    /// not sealed as if it did.
    pub fn seal(self, new: &NewSeal) -> Result<Seal, StoreError> {
        let (by, new) = (self.name().to_owned(), new.clone());
        self.store().writer.write(move |conn| {
            let seal = made(conn, &new, &by)?;
            let manifest = &seal.manifest;
            let detail = json!({
                "number": manifest.number, "digest": seal.digest, "reason": manifest.reason,
            });
            let (actor, subject) = (by.clone(), manifest.what());
            audit::append(conn, &Entry { actor, action: Action::PeriodSealed, subject, detail })?;
            Ok(Written { value: seal, changed: true })
        })
    }
}

impl Store {
    /// What stands against sealing a period today, before anything is computed.
    ///
    /// # Errors
    /// [`StoreError::SealRefused`]; when the database cannot be read.
    pub fn expect_sealable(&self, period: Period, reason: Option<&str>) -> Result<(), StoreError> {
        self.read(|conn| {
            let standing = find(conn, period, None)?.map(SealRow::into_seal).transpose()?;
            allowed(period, standing.as_ref(), reason, Timestamp::now())
        })
    }
}

fn refused(refusal: SealRefusal) -> StoreError {
    StoreError::SealRefused { refusal }
}

fn allowed(
    period: Period,
    standing: Option<&Seal>,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    expect_over(period, in_china(now).date()).map_err(refused)?;
    match (standing, reason) {
        (Some(seal), None) => {
            let revision = seal.manifest.revision;
            Err(refused(SealRefusal::NoReason { period, revision }))
        }
        _ => Ok(()),
    }
}

fn made(conn: &mut AnyConnection, new: &NewSeal, by: &str) -> Result<Seal, StoreError> {
    // As it will be read back.
    let now = instant(micros(Timestamp::now()), "the clock")?;
    let standing = find(conn, new.period, None)?.map(SealRow::into_seal).transpose()?;
    allowed(new.period, standing.as_ref(), new.reason.as_deref(), now)?;
    expect_sound(new)?;
    let digests: Vec<PartDigest> = new.parts.iter().map(SealPart::digest).collect();
    if let Some(seal) = &standing
        && seal.manifest.parts == digests
        && (new.files.is_empty() || seal.manifest.files == new.files)
    {
        let (period, revision) = (new.period, seal.manifest.revision);
        return Err(refused(SealRefusal::Unchanged { period, revision }));
    }
    keep_listings(conn, new, &digests)?;
    let last = seals::table.order(seals::number.desc()).select(SealRow::as_select());
    let last = last.first(conn).optional()?.map(SealRow::into_seal).transpose()?;
    let manifest = Manifest {
        form: FORM,
        number: last.as_ref().map_or(1, |seal| seal.manifest.number + 1),
        previous: last.map_or_else(|| NO_DIGEST.to_owned(), |seal| seal.digest),
        period: new.period,
        revision: standing.as_ref().map_or(1, |seal| seal.manifest.revision + 1),
        changes: standing.as_ref().map_or(Ok(Vec::new()), |seal| changes(conn, seal, new))?,
        replaces: standing.map(|seal| seal.digest),
        // The first needs none.
        reason: new.reason.clone(),
        sealed_at: now,
        sealed_by: by.to_owned(),
        program: new.program.clone(),
        audit: head(conn)?,
        last_response: last_response(conn)?,
        waiting: parts::waiting(conn, new.period)?,
        parts: digests,
        files: new.files.clone(),
    };
    insert(conn, manifest)
}

/// What makes no sense is not sealed; nor is a period in which nobody was asked.
fn expect_sound(new: &NewSeal) -> Result<(), StoreError> {
    for part in &new.parts {
        if let Some((key, fault)) = part.faults.first_key_value() {
            return Err(StoreError::unreadable(format!("{key} of {}", part.name), fault));
        }
    }
    let has_responses =
        |part: &SealPart| part.name.starts_with("responses/") && !part.listing.is_empty();
    if new.parts.iter().any(has_responses) {
        return Ok(());
    }
    Err(refused(SealRefusal::Empty { period: new.period }))
}

fn keep_listings(
    conn: &mut AnyConnection,
    new: &NewSeal,
    digests: &[PartDigest],
) -> Result<(), StoreError> {
    for (part, told) in new.parts.iter().zip(digests) {
        let kept = seal_listings::table.find(&told.digest).count().get_result::<i64>(conn)?;
        if kept == 0 {
            let row = ListingRow { digest: told.digest.clone(), listing: part.listing.text() };
            diesel::insert_into(seal_listings::table).values(&row).execute(conn)?;
        }
    }
    Ok(())
}

/// How the parts differ from those of the revision before.
fn changes(
    conn: &mut AnyConnection,
    before: &Seal,
    new: &NewSeal,
) -> Result<Vec<PartChange>, StoreError> {
    let mut changes = Vec::new();
    for part in &new.parts {
        let old = match before.manifest.part(&part.name) {
            Some(old) => listing(conn, &old.digest)?,
            None => survey::seal::Listing::default(),
        };
        let deviations = old.deviations(&part.listing);
        let count = |change| deviations.iter().filter(|line| line.change == change).count() as u64;
        if !deviations.is_empty() {
            changes.push(PartChange {
                name: part.name.clone(),
                added: count(LineChange::Added),
                changed: count(LineChange::Changed),
                removed: count(LineChange::Removed),
            });
        }
    }
    Ok(changes)
}

fn head(conn: &mut AnyConnection) -> Result<AuditHead, StoreError> {
    let (entries, digest) = audit::head(conn)?;
    Ok(AuditHead { entries: entries.unsigned_abs(), digest })
}

fn last_response(conn: &mut AnyConnection) -> Result<i64, StoreError> {
    let last: Option<i64> = responses::table.select(max(responses::seq)).first(conn)?;
    Ok(last.unwrap_or(0))
}

fn insert(conn: &mut AnyConnection, manifest: Manifest) -> Result<Seal, StoreError> {
    let json = to_json(&manifest, "a seal")?;
    let digest = super::digest_of(&json);
    let row = SealRow {
        number: manifest.number.into(),
        period: manifest.period.to_string(),
        revision: manifest.revision.into(),
        manifest: json.clone(),
        digest: digest.clone(),
    };
    diesel::insert_into(seals::table).values(&row).execute(conn)?;
    Ok(Seal { manifest, json, digest })
}

/// Digest of the newest seal of a period, or of one that it lies in.
pub(crate) fn covering(
    conn: &mut AnyConnection,
    period: Period,
) -> Result<Option<String>, StoreError> {
    let rows: Vec<(String, String)> = seals::table
        .order(seals::number.desc())
        .select((seals::period, seals::digest))
        .load(conn)?;
    let mut around = None;
    for (own, digest) in rows {
        let own: Period = parse(&own, "the period of a seal")?;
        if own == period {
            return Ok(Some(digest));
        }
        if around.is_none() && own.covers(period) {
            around = Some(digest);
        }
    }
    Ok(around)
}
