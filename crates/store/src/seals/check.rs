//! Checking a seal: what is there now against what was sealed, row by row.

use std::collections::{BTreeMap, BTreeSet};

use survey::seal::{Cause, Finding, LineChange, Listing, Manifest};

use super::causes::{Records, Told};
use super::{Seal, SealPart, listing};
use crate::connection::AnyConnection;
use crate::{Store, StoreError};

/// Parts that are computed from the others.
const COMPUTED: [&str; 2] = ["cubes", "index"];

impl Store {
    /// How what is there now differs from a seal, and how far the records explain it. `now` holds all
    /// parts of the period, also those that this version of the program, `program`, computed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn check_seal(
        &self,
        seal: &Seal,
        now: &[SealPart],
        program: &str,
    ) -> Result<Vec<Finding>, StoreError> {
        self.read(|conn| {
            conn.snapshot(|conn| {
                let manifest = &seal.manifest;
                let mut findings = compared(conn, manifest, now)?;
                explain_computed(&mut findings, manifest, program);
                Ok(findings)
            })
        })
    }
}

fn compared(
    conn: &mut AnyConnection,
    manifest: &Manifest,
    now: &[SealPart],
) -> Result<Vec<Finding>, StoreError> {
    let records = Records::after(conn, manifest)?;
    let parts: BTreeMap<&str, &SealPart> =
        now.iter().map(|part| (part.name.as_str(), part)).collect();
    let sealed = manifest.parts.iter().map(|part| part.name.as_str());
    let known = parts.keys().copied().filter(|name| is_sealed(manifest, name));
    let names: BTreeSet<&str> = sealed.chain(known).collect();
    let mut findings = Vec::new();
    for name in names {
        let none = SealPart::new(name);
        let part = parts.get(name).copied().unwrap_or(&none);
        let before = match manifest.part(name).map(|sealed| listing(conn, &sealed.digest)) {
            None => Listing::default(),
            Some(Ok(before)) => before,
            // Checking the chain tells of it.
            Some(Err(StoreError::Unreadable { .. })) => continue,
            Some(Err(error)) => return Err(error),
        };
        let deviations = before.deviations(&part.listing);
        let keys: Vec<&str> = deviations.iter().map(|deviation| deviation.key.as_str()).collect();
        let rows = Records::rows_of(conn, name, &keys)?;
        for deviation in &deviations {
            let fault = part.faults.get(&deviation.key);
            let told = match fault {
                Some(fault) => Told::unexplained(fault.clone()),
                None => records.explain(part, deviation, &rows),
            };
            if told.goes_on {
                continue;
            }
            let (key, change) = (deviation.key.clone(), deviation.change);
            let finding = Finding::fault(name, key, change, told.detail);
            findings.push(Finding {
                cause: told.cause,
                entry: told.note.as_ref().map(|note| note.seq),
                by: told.note.as_ref().map(|note| note.by.clone()),
                reason: told.note.and_then(|note| note.reason),
                ..finding.of(manifest.period, manifest.revision)
            });
        }
    }
    Ok(findings)
}

/// Whether a seal tells of a part. All parts of rows are in it, also those without any: one that is not was
/// sealed by a version of the program that knew nothing of it.
fn is_sealed(manifest: &Manifest, part: &str) -> bool {
    COMPUTED.contains(&family(part)) || manifest.part(part).is_some()
}

/// The part without what stands behind the slash.
pub(super) fn family(part: &str) -> &str {
    part.split('/').next().unwrap_or(part)
}

/// What is computed from rows that differ is different by itself.
fn explain_computed(findings: &mut [Finding], manifest: &Manifest, program: &str) {
    let is_computed = |finding: &Finding| COMPUTED.contains(&family(&finding.part));
    let inputs_differ = findings.iter().any(|finding| !is_computed(finding));
    let other_program = manifest.program != program;
    for finding in findings.iter_mut().filter(|finding| is_computed(finding)) {
        if inputs_differ {
            finding.cause = Cause::Follows;
            "computed from what differs".clone_into(&mut finding.detail);
        } else if other_program {
            finding.cause = Cause::Program;
            finding.detail =
                format!("sealed by version {}, computed by {program}", manifest.program);
        } else {
            finding.detail = match finding.change {
                LineChange::Added => "computed now, and not then".to_owned(),
                LineChange::Removed => "computed then, and not now".to_owned(),
                LineChange::Changed => "computed otherwise from the same rows".to_owned(),
            };
        }
    }
}
