//! Sealing and checking periods: the rows of the store together with what is computed from them.

mod computed;
mod files;

use std::collections::BTreeSet;

use store::{NewSeal, Seal, SealPart, Store, StoreError};
use survey::Period;
use survey::seal::{FileDigest, Finding, LineChange, Listing};

use crate::FiguresError;
use crate::months::MonthState;
use computed::Computed;

pub use files::SealFile;

/// How often a period is read again whose rows change meanwhile.
const TRIES: u32 = 5;

/// Which versions a period was computed with: those that were published when it was sealed.
#[derive(Debug, Clone, Default)]
struct Known {
    questionnaires: Option<Listing>,
    schemes: Option<Listing>,
}

/// A period that was read and computed, to be sealed.
#[derive(Debug)]
pub struct SealDraft {
    period: Period,
    rows: Vec<SealPart>,
    computed: Computed,
}

impl SealDraft {
    /// Reads and computes a period.
    ///
    /// # Errors
    /// When the store fails, or an interview can't be counted.
    pub fn new(store: &Store, period: Period) -> Result<Self, FiguresError> {
        let rows = store.seal_parts(period)?;
        let computed = Computed::of(store, period, &Known::default())?;
        Ok(Self { period, rows, computed })
    }

    /// Whether the rows are still those that were computed from.
    ///
    /// # Errors
    /// When the store fails.
    pub fn holds(&self, store: &Store) -> Result<bool, FiguresError> {
        Ok(store.seal_parts(self.period)? == self.rows)
    }

    /// The files that say the same without the database.
    ///
    /// # Errors
    /// When the store fails.
    pub fn files(&self, store: &Store) -> Result<Vec<SealFile>, FiguresError> {
        files::of(store, self.period, &self.computed)
    }

    /// What is sealed.
    fn into_seal(self, files: Vec<FileDigest>, program: &str, reason: Option<&str>) -> NewSeal {
        let mut parts = self.rows;
        parts.extend(self.computed.parts);
        parts.sort_by(|a, b| a.name.cmp(&b.name));
        let (program, reason) = (program.to_owned(), reason.map(str::to_owned));
        NewSeal { period: self.period, parts, files, program, reason }
    }
}

/// What is to be sealed, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct SealRequest<'a> {
    /// The period.
    pub period: Period,
    /// Name of an account, or of the command line.
    pub by: &'a str,
    /// Why there is to be another revision.
    pub reason: Option<&'a str>,
    /// Version of the program.
    pub program: &'a str,
}

/// Seals a period. `write` puts down the files that go with it, and tells of them; it is asked again when
/// rows of the period changed meanwhile.
///
/// # Errors
/// When a rule stands against it, the rows do not come to rest, a row makes no sense or the store fails;
/// whatever `write` gives.
pub fn seal_period<E: From<FiguresError>>(
    store: &Store,
    request: &SealRequest<'_>,
    mut write: impl FnMut(&SealDraft) -> Result<Vec<FileDigest>, E>,
) -> Result<Seal, E> {
    let SealRequest { period, by, reason, program } = *request;
    store.expect_sealable(period, reason).map_err(FiguresError::from)?;
    for _ in 0..TRIES {
        let draft = SealDraft::new(store, period)?;
        let files = write(&draft)?;
        if draft.holds(store)? {
            let new = draft.into_seal(files, program, reason);
            return Ok(store.by(by).seal(&new).map_err(FiguresError::from)?);
        }
    }
    Err(FiguresError::Restless(period).into())
}

/// How what is there now differs from a seal, and how far the records explain it.
///
/// # Errors
/// When the store fails, or the rows do not come to rest. Rows that nothing can be computed from any more
/// are no error, but what is found.
pub fn check_period(
    store: &Store,
    seal: &Seal,
    program: &str,
) -> Result<Vec<Finding>, FiguresError> {
    let manifest = &seal.manifest;
    let known = Known::of(store, seal)?;
    for _ in 0..TRIES {
        let rows = store.seal_parts(manifest.period)?;
        let computed = Computed::of(store, manifest.period, &known);
        if store.seal_parts(manifest.period)? != rows {
            continue;
        }
        let (computed, fault) = match computed {
            Ok(computed) => (computed, None),
            Err(FiguresError::Store(error)) if is_of_the_database(&error) => {
                return Err(error.into());
            }
            Err(error) => (Computed::default(), Some(error.to_string())),
        };
        let parts: Vec<SealPart> = rows.into_iter().chain(computed.parts).collect();
        let mut findings = store.check_seal(seal, &parts, program)?;
        if let Some(fault) = fault {
            findings.retain(|finding| !computed::is_part(&finding.part));
            let detail = format!("it can't be computed any more: {fault}");
            findings.push(Finding::fault("index", String::new(), LineChange::Removed, detail));
        }
        findings.extend(computed.kept.iter().filter_map(kept_otherwise));
        let (period, revision) = (manifest.period, manifest.revision);
        return Ok(findings.into_iter().map(|finding| finding.of(period, revision)).collect());
    }
    Err(FiguresError::Restless(manifest.period))
}

/// Sums that the store keeps and that are others than the interviews give.
fn kept_otherwise((cube, state): &(String, MonthState)) -> Option<Finding> {
    let detail = "the kept sums are not those of the interviews; `manyi cube build` counts anew";
    let fault = || Finding::fault("month_cubes", cube.clone(), LineChange::Changed, detail);
    (*state == MonthState::Differs).then(fault)
}

/// Nothing that a changed row could bring about.
fn is_of_the_database(error: &StoreError) -> bool {
    !matches!(
        error,
        StoreError::Unreadable { .. }
            | StoreError::Invalid { .. }
            | StoreError::UnknownRound { .. }
            | StoreError::UnknownQuestionnaire { .. }
    )
}

impl Known {
    fn of(store: &Store, seal: &Seal) -> Result<Self, FiguresError> {
        let listing = |name: &str| match seal.manifest.part(name) {
            None => Ok(None),
            Some(part) => match store.seal_listing(&part.digest) {
                Ok(listing) => Ok(Some(listing)),
                // Checking the chain tells of it.
                Err(StoreError::Unreadable { .. }) => Ok(None),
                Err(error) => Err(error),
            },
        };
        Ok(Self { questionnaires: listing("questionnaires")?, schemes: listing("schemes")? })
    }

    fn holds(listing: Option<&Listing>, code: &str, version: u32) -> bool {
        listing.is_none_or(|known| known.digest_of(&format!("{code}@{version}")).is_some())
    }
}

/// The periods that a seal computes indices of: its own, and its months.
fn periods_of(period: Period, months: &BTreeSet<Period>) -> Vec<Period> {
    let mut periods = vec![period];
    periods.extend(months.iter().filter(|month| **month != period));
    periods
}
