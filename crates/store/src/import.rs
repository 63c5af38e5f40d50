//! Imports: everything in a file, or nothing.
//!
//! An import is one transaction on a connection of its own. Readers don't notice it until it is
//! committed. Writers of this and other processes wait meanwhile, as long as their limit allows,
//! and then get [`StoreError::Locked`]: nothing is lost, the device sends again. So large files
//! are best imported when few people are in the field.

use std::fmt;

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use survey::attempt::ContactAttempt;
use survey::vouched::YearEntry;
use survey::{LedgerIssue, PublicityItem, Response};
use uuid::Uuid;

use crate::audit::{self, Action, COMMAND_LINE, Entry};
use crate::connection::{Access, AnyConnection};
use crate::record::{Outcome, record_many};
use crate::row::{ResponseRow, instant, micros, parse};
use crate::schema::imports;
use crate::{
    InventedIssue, Store, StoreError, attempts, consequences, issues, publicity, revision, year,
};

/// Where imported data comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSource {
    /// Name of the file, for people.
    pub file_name: String,
    /// SHA-256 of the file, hexadecimal.
    pub file_digest: String,
    /// The mapping that described a foreign file, in full.
    pub mapping: Option<String>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSummary {
    /// Id of the import; `source` of its responses is `import:` and this.
    pub id: Uuid,
    /// Where the data came from.
    pub source: ImportSource,
    /// When it began.
    pub imported_at: Timestamp,
    /// Rows stored.
    pub added: u64,
    /// Rows that were there already.
    pub same: u64,
    /// Rows that were there with other content, or were withdrawn, and were left out.
    pub different: u64,
    /// Rows that the importer itself refused.
    pub rejected: u64,
}

/// A running import. Dropped without [`Import::commit`], it leaves the database as it was.
pub struct Import {
    conn: AnyConnection,
    summary: ImportSummary,
    /// Why the transaction is lost. What is written after that would stay without the rest.
    lost: Option<StoreError>,
}

impl fmt::Debug for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import").field("summary", &self.summary).finish_non_exhaustive()
    }
}

impl Store {
    /// Begins an import. It holds the write lock until it is committed or dropped.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another import is still running.
    pub fn begin_import(&self, source: ImportSource) -> Result<Import, StoreError> {
        let mut conn = self.location.connect(Access::Write, self.limits.lock_wait)?;
        conn.begin_immediate()?;
        let now = micros(Timestamp::now());
        let summary = ImportSummary {
            id: Uuid::now_v7(),
            source,
            imported_at: instant(now, "the clock")?,
            added: 0,
            same: 0,
            different: 0,
            rejected: 0,
        };
        Ok(Import { conn, summary, lost: None })
    }

    /// All imports that stored something, by time.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn imports(&self) -> Result<Vec<ImportSummary>, StoreError> {
        let rows: Vec<ImportRow> = self.read(|conn| {
            let query = imports::table.order((imports::imported_at, imports::id));
            Ok(query.select(ImportRow::as_select()).load(conn)?)
        })?;
        rows.into_iter().map(ImportRow::into_summary).collect()
    }
}

impl Import {
    /// Stores the responses that are new and says for each, in order, what became of it. One
    /// that differs from what is there is reported and not quarantined: the importer lists it
    /// among its rejects. Best given hundreds at a time.
    ///
    /// # Errors
    /// As for [`Store::submit`]. Then none of these responses is added, those added before still
    /// are, and the import may go on. Only when the transaction itself is lost, as on a full
    /// disk, everything after it ends in the same error.
    pub fn add(&mut self, responses: &[Response]) -> Result<Vec<Outcome>, StoreError> {
        let source = format!("import:{}", self.summary.id);
        let received_at = self.summary.imported_at;
        let mut rows = responses
            .iter()
            .map(|response| ResponseRow::new(response, &source, received_at))
            .collect::<Result<Vec<_>, _>>()?;
        let records = self.guarded(|conn| {
            let records = record_many(conn, &mut rows)?;
            for (response, (outcome, _)) in responses.iter().zip(&records) {
                if *outcome == Outcome::New && consequences::are_there(response) {
                    consequences::follow(conn, response, &source)?;
                }
            }
            Ok(records)
        })?;
        let outcomes: Vec<Outcome> = records.into_iter().map(|(outcome, _)| outcome).collect();
        self.count(&outcomes);
        Ok(outcomes)
    }

    /// As [`Import::add`], for contact attempts.
    ///
    /// # Errors
    /// As for [`Import::add`].
    pub fn add_attempts(
        &mut self,
        attempts: &[ContactAttempt],
    ) -> Result<Vec<Outcome>, StoreError> {
        let outcomes = self.guarded(|conn| attempts::record(conn, attempts))?;
        self.count(&outcomes);
        Ok(outcomes)
    }

    /// As [`Import::add`], for issues of other channels than answers. What another ledger says became of
    /// one is a step of its own; where it says something else later, and nobody here has done anything
    /// since, that is another step.
    ///
    /// # Errors
    /// As for [`Import::add`].
    pub fn add_issues(&mut self, new: &[LedgerIssue]) -> Result<Vec<Outcome>, StoreError> {
        let outcomes = self.guarded(|conn| issues::take_many(conn, new, COMMAND_LINE))?;
        self.count(&outcomes);
        Ok(outcomes)
    }

    /// As [`Import::add`], for what counts for a year; somebody else confirms it.
    ///
    /// # Errors
    /// As for [`Import::add`].
    pub fn add_year_entries(&mut self, new: &[YearEntry]) -> Result<Vec<Outcome>, StoreError> {
        let outcomes = self.guarded(|conn| year::take_many(conn, new, COMMAND_LINE))?;
        self.count(&outcomes);
        Ok(outcomes)
    }

    /// As [`Import::add`], for the publicity log.
    ///
    /// # Errors
    /// As for [`Import::add`].
    pub fn add_publicity(&mut self, items: &[PublicityItem]) -> Result<Vec<Outcome>, StoreError> {
        let outcomes = self.guarded(|conn| publicity::log_many(conn, items, COMMAND_LINE))?;
        self.count(&outcomes);
        Ok(outcomes)
    }

    /// As [`Import::add`], for issues of a district that is invented. Ledgers of others come in by
    /// [`Import::add_issues`], which can't say that anybody accepted anything.
    ///
    /// # Errors
    /// As for [`Import::add`]; [`StoreError::IssueRefused`] with the rule that stands against a step.
    pub fn add_invented_issues(
        &mut self,
        invented: &[InventedIssue],
    ) -> Result<Vec<Outcome>, StoreError> {
        let outcomes = self.guarded(|conn| issues::invent(conn, invented))?;
        self.count(&outcomes);
        Ok(outcomes)
    }

    /// Makes everything that was added permanent, together with a line about the import. An
    /// import that added nothing leaves no trace. `rejected` counts the rows that the importer
    /// itself refused.
    ///
    /// # Errors
    /// When the database cannot commit; then nothing is stored.
    pub fn commit(mut self, rejected: u64) -> Result<ImportSummary, StoreError> {
        if let Some(lost) = self.lost {
            return Err(lost);
        }
        self.summary.rejected = rejected;
        if self.summary.added > 0 {
            let row = ImportRow::new(&self.summary)?;
            diesel::insert_into(imports::table).values(&row).execute(&mut self.conn)?;
            let detail =
                json!({"file": row.file_name, "sha256": row.file_digest, "added": row.added});
            let entry = Entry::of_command_line(Action::Imported, &self.summary.id, detail);
            audit::append(&mut self.conn, &entry)?;
            revision::bump(&mut self.conn)?;
            self.conn.commit()?;
        }
        Ok(self.summary)
    }

    fn guarded<T>(
        &mut self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        self.conn.guarded(work).unwrap_or_else(|lost| {
            self.lost = Some(lost.clone());
            Err(lost)
        })
    }

    fn count(&mut self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            match outcome {
                Outcome::New => self.summary.added += 1,
                Outcome::Same => self.summary.same += 1,
                Outcome::Different | Outcome::Withdrawn | Outcome::Held => {
                    self.summary.different += 1;
                }
            }
        }
    }
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = imports, treat_none_as_default_value = false)]
pub(crate) struct ImportRow {
    id: String,
    file_name: String,
    file_digest: String,
    mapping: Option<String>,
    imported_at: i64,
    added: i64,
    same: i64,
    different: i64,
    rejected: i64,
}

impl ImportRow {
    fn new(summary: &ImportSummary) -> Result<Self, StoreError> {
        let count = |count: u64| {
            i64::try_from(count).map_err(|error| StoreError::unreadable("a row count", error))
        };
        Ok(Self {
            id: summary.id.to_string(),
            file_name: summary.source.file_name.clone(),
            file_digest: summary.source.file_digest.clone(),
            mapping: summary.source.mapping.clone(),
            imported_at: micros(summary.imported_at),
            added: count(summary.added)?,
            same: count(summary.same)?,
            different: count(summary.different)?,
            rejected: count(summary.rejected)?,
        })
    }

    fn into_summary(self) -> Result<ImportSummary, StoreError> {
        let what = format!("import {}", self.id);
        let count = |count: i64| {
            u64::try_from(count).map_err(|error| StoreError::unreadable(what.as_str(), error))
        };
        Ok(ImportSummary {
            id: parse(&self.id, &what)?,
            imported_at: instant(self.imported_at, &what)?,
            added: count(self.added)?,
            same: count(self.same)?,
            different: count(self.different)?,
            rejected: count(self.rejected)?,
            source: ImportSource {
                file_name: self.file_name,
                file_digest: self.file_digest,
                mapping: self.mapping,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::sample;

    fn begin(store: &Store) -> Import {
        let source =
            ImportSource { file_name: String::new(), file_digest: String::new(), mapping: None };
        store.begin_import(source).expect("begun")
    }

    #[test]
    fn a_full_disk_is_said_so_and_takes_back_only_what_did_not_fit() {
        let (folder, store) = sample::store();
        let mut import = begin(&store);
        import.add(&[sample::response(1)]).expect("added");
        sample::fill_disk(&mut import.conn);
        let many: Vec<_> = (10..5_000).map(sample::response).collect();
        assert_eq!(import.add(&many), Err(StoreError::DiskFull));
        drop(import);
        assert_eq!(store.counts().expect("counts").responses, 0);
        drop(folder);
    }

    /// The database may end a transaction on its own; here a statement plays that part.
    #[test]
    fn an_import_that_lost_its_transaction_stores_nothing_more() {
        let (folder, store) = sample::store();
        let mut import = begin(&store);
        import.add(&[sample::response(1)]).expect("added");
        let lost: Result<(), _> = import.guarded(|conn| {
            conn.batch_execute("ROLLBACK")?;
            Err(StoreError::DiskFull)
        });
        assert_eq!(lost, Err(StoreError::DiskFull));
        assert_eq!(import.add(&[sample::response(2)]), Err(StoreError::DiskFull));
        assert_eq!(import.commit(0), Err(StoreError::DiskFull));
        assert_eq!(store.counts().expect("counts").responses, 0);
        drop(folder);
    }
}
