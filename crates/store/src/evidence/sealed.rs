//! Evidence in the form in which a period is sealed: a file with whether its content is still what came in.

use std::ops::Range;

use diesel::prelude::*;

use super::{EvidenceRow, expect_intact};
use crate::StoreError;
use crate::connection::AnyConnection;
use crate::schema::{evidence_contents, issue_evidence};
use crate::seals::Sealed;

/// The files that a step named first between two instants, in microseconds.
pub(crate) fn named_within(
    conn: &mut AnyConnection,
    time: &Range<i64>,
) -> Result<Vec<Sealed<EvidenceRow>>, StoreError> {
    let rows: Vec<EvidenceRow> = issue_evidence::table
        .filter(issue_evidence::named_at.ge(time.start))
        .filter(issue_evidence::named_at.lt(time.end))
        .order(issue_evidence::id)
        .select(EvidenceRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| Ok((row.id.clone(), with_content(conn, row)))).collect()
}

/// Contents are long: one at a time.
fn with_content(conn: &mut AnyConnection, row: EvidenceRow) -> Result<EvidenceRow, StoreError> {
    let content = evidence_contents::table.find(&row.sha256).select(evidence_contents::content);
    let content: Option<Vec<u8>> = content.first(conn).optional()?;
    let gone = || StoreError::unreadable(format!("evidence {}", row.id), "its content is gone");
    expect_intact(&row, &content.ok_or_else(gone)?)?;
    Ok(row)
}
