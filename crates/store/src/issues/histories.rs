//! Reading the histories of issues, however many, with flat memory.
//!
//! Pages are found by key, and all of them are read in one snapshot: what is done meanwhile is not seen.

use diesel::prelude::*;
use jiff::civil::Date;
use survey::{Code, IssueStep};
use uuid::Uuid;

use super::row::EventRow;
use super::steps::in_order;
use crate::connection::AnyConnection;
use crate::row::{parse, parse_optional};
use crate::schema::{issue_events, issues};
use crate::{Edition, Store, StoreError, revision};

/// Issues whose steps are held in memory at a time.
const PAGE_LEN: i64 = 500;

/// An issue with all its steps, as far as rates are counted from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueHistory {
    /// Its id.
    pub id: Uuid,
    /// Code of the unit that has to put it right, as of now.
    pub unit: Code,
    /// Category of the questionnaire's scheme.
    pub category: Code,
    /// The day on which it was brought forward.
    pub opened_on: Date,
    /// The first issue with the same complaint about the unit.
    pub repeats: Option<Uuid>,
    /// What was done, from the first on.
    pub steps: Vec<IssueStep>,
}

/// Id, unit, category and day of an issue, and what it repeats.
type Head = (String, String, String, String, Option<String>);

impl Store {
    /// Hands the history of every issue to `visit` that was brought forward until a day, exactly once and
    /// in no order that means anything; withdrawn ones too. Gives the edition that was read. The first
    /// error of the visitor ends it.
    ///
    /// # Errors
    /// When the database cannot be read, or a row in it makes no sense; and whatever the visitor gives.
    pub fn try_for_each_issue<E: From<StoreError>>(
        &self,
        until: Date,
        mut visit: impl FnMut(IssueHistory) -> Result<(), E>,
    ) -> Result<Edition, E> {
        let mut failure = None;
        let edition = self.read(|conn| {
            conn.snapshot(|conn| {
                let mut last = String::new();
                loop {
                    let heads = page(conn, until, &last)?;
                    let Some((id, ..)) = heads.last() else { break };
                    last.clone_from(id);
                    let mut histories = histories(conn, heads)?.into_iter();
                    failure = histories.try_for_each(&mut visit).err();
                    if failure.is_some() {
                        break;
                    }
                }
                Ok(revision::edition(conn)?)
            })
        })?;
        failure.map_or(Ok(edition), Err)
    }
}

fn page(conn: &mut AnyConnection, until: Date, last: &str) -> Result<Vec<Head>, StoreError> {
    Ok(issues::table
        .filter(issues::id.gt(last))
        .filter(issues::opened_on.le(until.to_string()))
        .order(issues::id)
        .limit(PAGE_LEN)
        .select((issues::id, issues::unit, issues::category, issues::opened_on, issues::repeats))
        .load(conn)?)
}

fn histories(conn: &mut AnyConnection, heads: Vec<Head>) -> Result<Vec<IssueHistory>, StoreError> {
    let ids = heads.iter().map(|(id, ..)| id.as_str());
    let rows: Vec<EventRow> = issue_events::table
        .filter(issue_events::issue_id.eq_any(ids))
        .order((issue_events::issue_id, issue_events::seq))
        .select(EventRow::as_select())
        .load(conn)?;
    let mut rows = rows.into_iter().peekable();
    let history = |(id, unit, category, opened_on, repeats): Head| {
        let what = format!("issue {id}");
        let own = std::iter::from_fn(|| rows.next_if(|row| row.issue_id == id)).collect();
        Ok(IssueHistory {
            id: parse(&id, &what)?,
            unit: parse(&unit, &what)?,
            category: parse(&category, &what)?,
            opened_on: parse(&opened_on, &what)?,
            repeats: parse_optional(repeats.as_deref(), &what)?,
            steps: in_order(&id, own)?,
        })
    };
    heads.into_iter().map(history).collect()
}
