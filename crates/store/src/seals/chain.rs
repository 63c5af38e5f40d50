//! Checking the chain: each seal is what its digest says, follows from the one before, has all its
//! listings, and stands in the audit log, which stands in it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use survey::seal::{Finding, LineChange, Manifest, NO_DIGEST};

use super::{SealRow, digest_of, listing};
use crate::audit::{self, Action, AuditCheck, AuditEntry};
use crate::connection::AnyConnection;
use crate::row::from_json;
use crate::schema::seals;
use crate::{Store, StoreError};

/// What looking through all seals found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainCheck {
    /// How many there are.
    pub seals: u64,
    /// Digest of the last.
    pub last_digest: String,
    /// How the audit log is.
    pub audit: AuditCheck,
    /// Everything that is wrong with them and the audit log.
    pub findings: Vec<Finding>,
}

impl Store {
    /// Looks through all seals and the audit log. What they seal is not looked at.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn check_seals(&self) -> Result<ChainCheck, StoreError> {
        self.read(|conn| conn.snapshot(check))
    }
}

fn check(conn: &mut AnyConnection) -> Result<ChainCheck, StoreError> {
    let audit = audit::verify(conn)?;
    let rows: Vec<SealRow> =
        seals::table.order(seals::number).select(SealRow::as_select()).load(conn)?;
    let mut walk = Walk::new(sealed_by_log(conn, &audit)?);
    for (number, row) in (1..).zip(&rows) {
        walk.step(conn, number, row)?;
    }
    let mut findings = walk.findings;
    findings.extend(walk.logged.into_iter().map(|(digest, entry)| {
        let detail = format!("the audit log tells of this seal, and it is gone: {digest}");
        let finding = Finding::fault("chain", entry.subject, LineChange::Removed, detail);
        Finding { entry: Some(entry.seq.unsigned_abs()), by: Some(entry.actor), ..finding }
    }));
    if let Some((seq, why)) = audit.fault {
        let (key, change) = (seq.to_string(), LineChange::Changed);
        findings.push(Finding::fault("audit_log", key, change, why));
    }
    Ok(ChainCheck { seals: rows.len() as u64, last_digest: walk.last, audit, findings })
}

/// The seals that the sound part of the audit log tells of, by digest.
fn sealed_by_log(
    conn: &mut AnyConnection,
    audit: &AuditCheck,
) -> Result<BTreeMap<String, AuditEntry>, StoreError> {
    let entries = audit::telling_of(conn, &[Action::PeriodSealed], 0)?;
    let sound = entries
        .into_iter()
        .filter(|entry| audit.fault.is_none_or(|(broken, _)| entry.seq < broken));
    let by_digest = sound.filter_map(|entry| {
        let digest = entry.detail.get("digest")?.as_str()?.to_owned();
        Some((digest, entry))
    });
    Ok(by_digest.collect())
}

/// Where the walk along the chain has come.
struct Walk {
    last: String,
    logged: BTreeMap<String, AuditEntry>,
    known_listings: BTreeSet<String>,
    findings: Vec<Finding>,
}

impl Walk {
    fn new(logged: BTreeMap<String, AuditEntry>) -> Self {
        let known_listings = BTreeSet::new();
        Self { last: NO_DIGEST.to_owned(), logged, known_listings, findings: Vec::new() }
    }

    fn step(
        &mut self,
        conn: &mut AnyConnection,
        number: i64,
        row: &SealRow,
    ) -> Result<(), StoreError> {
        let fault = |change, detail: &str| Finding::fault("chain", row.what(), change, detail);
        let manifest = match from_json::<Manifest>(&row.manifest, "a seal") {
            Ok(manifest) if digest_of(&row.manifest) == row.digest => manifest,
            _ => {
                let detail = "its manifest is not what its digest says";
                self.findings.push(fault(LineChange::Changed, detail));
                self.last.clone_from(&row.digest);
                self.logged.remove(&row.digest);
                return Ok(());
            }
        };
        if row.number != number || i64::from(manifest.number) != row.number {
            self.findings.push(fault(LineChange::Removed, "a seal before it is missing"));
        } else if manifest.previous != self.last {
            let detail = "it does not follow from the seal before";
            self.findings.push(fault(LineChange::Changed, detail));
        }
        if manifest.what() != row.what() {
            let detail = format!("its manifest is that of {}", manifest.what());
            self.findings.push(fault(LineChange::Changed, &detail));
        }
        if self.logged.remove(&row.digest).is_none() {
            let detail = "the audit log does not tell of it";
            self.findings.push(fault(LineChange::Added, detail));
        }
        self.last.clone_from(&row.digest);
        self.check_audit(conn, &manifest)?;
        self.check_listings(conn, &manifest)
    }

    /// Whoever writes a new audit log from its first entry on makes a whole chain, but another one.
    fn check_audit(
        &mut self,
        conn: &mut AnyConnection,
        manifest: &Manifest,
    ) -> Result<(), StoreError> {
        let head = &manifest.audit;
        let seq = i64::try_from(head.entries).unwrap_or(i64::MAX);
        if audit::digest_at(conn, seq)?.as_deref() != Some(head.digest.as_str()) {
            let detail = format!("{} names another entry {seq} of the log", manifest.what());
            let finding = Finding::fault("audit_log", seq.to_string(), LineChange::Changed, detail);
            self.findings.push(finding.of(manifest.period, manifest.revision));
        }
        Ok(())
    }

    fn check_listings(
        &mut self,
        conn: &mut AnyConnection,
        manifest: &Manifest,
    ) -> Result<(), StoreError> {
        for part in &manifest.parts {
            if !self.known_listings.insert(part.digest.clone()) {
                continue;
            }
            match listing(conn, &part.digest) {
                Ok(_) => {}
                Err(error @ StoreError::Unreadable { .. }) => {
                    let (key, change) = (part.name.clone(), LineChange::Changed);
                    let finding = Finding::fault("chain", key, change, error.to_string());
                    self.findings.push(finding.of(manifest.period, manifest.revision));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
