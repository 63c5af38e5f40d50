//! Evidence: files that show what was done about an issue.
//!
//! The content stands once, by its SHA-256, whoever sends it for whatever issue. A file comes first, and a
//! step names it then, which puts its digest into the audit log with the step; one that no step names is
//! deleted after a while. The words of the ledger are not sealed, and neither are these: what tells persons
//! has no place in either.

mod sealed;

use diesel::dsl::exists;
use diesel::prelude::*;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use survey::evidence::{EvidenceFile, EvidenceKind, FILES_MAX, id};
use survey::problem::quoted;
use survey::schema::Instant;
use survey::{IssueStep, Problem};
use uuid::Uuid;

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{count, instant, micros, parse};
use crate::schema::{evidence_contents, issue_evidence};
use crate::writer::Written;
use crate::{Change, Store, StoreError, issues};

pub(crate) use sealed::named_within;

/// Most files of one sender that no step of an issue names: nothing that fills a disk.
const UNNAMED_OF_SENDER: i64 = 20;

/// A file that shows what was done about an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// Its id, which steps name: made of the issue and the digest.
    pub id: Uuid,
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: EvidenceKind,
    /// How long it is.
    pub bytes: u64,
    /// Who sent it.
    pub sent_by: String,
    /// When.
    #[schemars(with = "Instant")]
    pub sent_at: Timestamp,
}

/// The same with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceContent {
    /// What it is.
    pub evidence: Evidence,
    /// Its content.
    pub content: Vec<u8>,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = issue_evidence, treat_none_as_default_value = false)]
pub(crate) struct EvidenceRow {
    id: String,
    issue_id: String,
    sha256: String,
    name: String,
    kind: String,
    bytes: i64,
    sent_by: String,
    sent_at: i64,
    named_at: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = evidence_contents)]
pub(crate) struct ContentRow {
    pub(crate) sha256: String,
    content: Vec<u8>,
}

impl EvidenceRow {
    fn into_evidence(self) -> Result<Evidence, StoreError> {
        let what = format!("evidence {}", self.id);
        Ok(Evidence {
            id: parse(&self.id, &what)?,
            sha256: self.sha256,
            name: self.name,
            kind: parse(&self.kind, &what)?,
            bytes: count(self.bytes),
            sent_by: self.sent_by,
            sent_at: instant(self.sent_at, &what)?,
        })
    }
}

impl Authored<'_> {
    /// Keeps a file for an issue. The same content again changes nothing, whatever it is called.
    ///
    /// # Errors
    /// [`StoreError::EvidenceRefused`]; [`StoreError::UnknownIssue`]; [`StoreError::TooMuchEvidence`] when the
    /// issue has as many files as it may, or too many of whoever sends are not named.
    pub fn add_evidence(
        self,
        issue: Uuid,
        name: &str,
        bytes: &[u8],
    ) -> Result<(Change, Evidence), StoreError> {
        let file = EvidenceFile::new(name, bytes)
            .map_err(|refusal| StoreError::EvidenceRefused { refusal })?;
        let sha256 = hex::encode(Sha256::digest(&file.content));
        let length = i64::try_from(file.content.len()).unwrap_or(i64::MAX);
        let row = EvidenceRow {
            id: id(issue, self.name(), &sha256).to_string(),
            issue_id: issue.to_string(),
            sha256: sha256.clone(),
            name: file.name,
            kind: file.kind.to_string(),
            bytes: length,
            sent_by: self.name().to_owned(),
            sent_at: micros(Timestamp::now()),
            named_at: None,
        };
        let content = ContentRow { sha256, content: file.content };
        self.store().writer.write(move |conn| {
            let (change, kept) = keep(conn, &row, &content)?;
            let changed = change == Change::Added;
            Ok(Written { value: (change, kept.into_evidence()?), changed })
        })
    }
}

impl Store {
    /// The files of an issue, in the order in which they came in, named by a step or not.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn evidence_of(&self, issue: Uuid) -> Result<Vec<Evidence>, StoreError> {
        let rows: Vec<EvidenceRow> = self.read(|conn| {
            let query = issue_evidence::table
                .filter(issue_evidence::issue_id.eq(issue.to_string()))
                .order((issue_evidence::sent_at, issue_evidence::id))
                .select(EvidenceRow::as_select());
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(EvidenceRow::into_evidence).collect()
    }

    /// A file of an issue; nothing where the issue has none with the id.
    ///
    /// # Errors
    /// When the database cannot be read, or what it holds is not what came in.
    pub fn evidence(&self, issue: Uuid, id: Uuid) -> Result<Option<EvidenceContent>, StoreError> {
        let found: Option<(EvidenceRow, Vec<u8>)> = self.read(|conn| {
            let query = issue_evidence::table
                .inner_join(
                    evidence_contents::table
                        .on(evidence_contents::sha256.eq(issue_evidence::sha256)),
                )
                .filter(issue_evidence::id.eq(id.to_string()))
                .filter(issue_evidence::issue_id.eq(issue.to_string()))
                .select((EvidenceRow::as_select(), evidence_contents::content));
            Ok(query.first(conn).optional()?)
        })?;
        let Some((row, content)) = found else { return Ok(None) };
        expect_intact(&row, &content)?;
        Ok(Some(EvidenceContent { evidence: row.into_evidence()?, content }))
    }
}

/// Whether the content is what came in.
fn expect_intact(row: &EvidenceRow, content: &[u8]) -> Result<(), StoreError> {
    let digest = hex::encode(Sha256::digest(content));
    if digest == row.sha256 {
        return Ok(());
    }
    let detail = format!("its SHA-256 is {digest}, and was {}", row.sha256);
    Err(StoreError::unreadable(format!("evidence {}", row.id), detail))
}

fn keep(
    conn: &mut AnyConnection,
    row: &EvidenceRow,
    content: &ContentRow,
) -> Result<(Change, EvidenceRow), StoreError> {
    issues::find(conn, &row.issue_id)?;
    let known: Option<EvidenceRow> = issue_evidence::table
        .find(&row.id)
        .select(EvidenceRow::as_select())
        .first(conn)
        .optional()?;
    if let Some(known) = known {
        return Ok((Change::Unchanged, known));
    }
    expect_room(conn, row)?;
    let there: i64 = evidence_contents::table.find(&row.sha256).count().get_result(conn)?;
    if there == 0 {
        diesel::insert_into(evidence_contents::table).values(content).execute(conn)?;
    }
    diesel::insert_into(issue_evidence::table).values(row).execute(conn)?;
    let (actor, action) = (row.sent_by.clone(), Action::EvidenceSent);
    let detail = json!({"id": row.id, "sha256": row.sha256, "kind": row.kind, "bytes": row.bytes});
    audit::append(conn, &Entry { actor, action, subject: row.issue_id.clone(), detail })?;
    Ok((Change::Added, row.clone()))
}

fn expect_room(conn: &mut AnyConnection, row: &EvidenceRow) -> Result<(), StoreError> {
    let of_issue = || issue_evidence::table.filter(issue_evidence::issue_id.eq(&row.issue_id));
    let all: i64 = of_issue().count().get_result(conn)?;
    let unnamed: i64 = of_issue()
        .filter(issue_evidence::sent_by.eq(&row.sent_by))
        .filter(issue_evidence::named_at.is_null())
        .count()
        .get_result(conn)?;
    let full =
        |most: u64, what| StoreError::TooMuchEvidence { issue: row.issue_id.clone(), most, what };
    if all.unsigned_abs() >= FILES_MAX as u64 {
        return Err(full(FILES_MAX as u64, "are kept"));
    }
    if unnamed >= UNNAMED_OF_SENDER {
        return Err(full(UNNAMED_OF_SENDER.unsigned_abs(), "no step names"));
    }
    Ok(())
}

/// Notes that a step names files, which whoever takes it sent for its issue, and gives their digests.
pub(crate) fn name_in(
    conn: &mut AnyConnection,
    issue: &str,
    step: &IssueStep,
) -> Result<Vec<String>, StoreError> {
    let (mut digests, mut problems) = (Vec::new(), Vec::new());
    for (place, id) in step.evidence.iter().map(Uuid::to_string).enumerate() {
        let own = issue_evidence::table
            .find(&id)
            .filter(issue_evidence::issue_id.eq(issue))
            .filter(issue_evidence::sent_by.eq(&step.by))
            .select(issue_evidence::sha256);
        if let Some(sha256) = own.first(conn).optional()? {
            digests.push(sha256);
            continue;
        }
        let detail =
            format!("you sent no evidence {} for the issue; send the file first", quoted(&id));
        problems.push(Problem::new("unknown_evidence", format!("/evidence/{place}"), detail));
    }
    if !problems.is_empty() {
        return Err(StoreError::Invalid { what: "a step of an issue".to_owned(), problems });
    }
    let named = step.evidence.iter().map(Uuid::to_string).collect::<Vec<_>>();
    diesel::update(issue_evidence::table.filter(issue_evidence::id.eq_any(named)))
        .filter(issue_evidence::named_at.is_null())
        .set(issue_evidence::named_at.eq(micros(step.at)))
        .execute(conn)?;
    Ok(digests)
}

/// Deletes files that no step names and that came in before a time, and contents that nothing is left of.
/// Counts the files; a rehearsal deletes nothing.
pub(crate) fn delete_unnamed(
    conn: &mut AnyConnection,
    before: i64,
    rehearsal: bool,
) -> Result<u64, StoreError> {
    let over = || {
        issue_evidence::table
            .filter(issue_evidence::named_at.is_null())
            .filter(issue_evidence::sent_at.lt(before))
    };
    if rehearsal {
        return Ok(count(over().count().get_result(conn)?));
    }
    let deleted = diesel::delete(over()).execute(conn)? as u64;
    let used = issue_evidence::table.filter(issue_evidence::sha256.eq(evidence_contents::sha256));
    diesel::delete(evidence_contents::table.filter(diesel::dsl::not(exists(used))))
        .execute(conn)?;
    Ok(deleted)
}

/// The content after a digest, for copies: one at a time, as they are long.
pub(crate) fn content_after(
    conn: &mut AnyConnection,
    sha256: &str,
) -> Result<Option<ContentRow>, StoreError> {
    let query = evidence_contents::table
        .filter(evidence_contents::sha256.gt(sha256))
        .order(evidence_contents::sha256)
        .select(ContentRow::as_select());
    Ok(query.first(conn).optional()?)
}
