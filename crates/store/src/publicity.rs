//! The publicity log: entries are added, counted, and taken back where they were wrong.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use survey::schema::Instant;
use survey::{Code, Month, Period, PublicityItem, PublicityKind};
use uuid::Uuid;

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::record::Outcome;
use crate::row::{count, instant, micros, parse};
use crate::schema::publicity;
use crate::writer::Written;
use crate::{Change, Store, StoreError, digest, units};

/// An entry with who logged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoggedPublicity {
    /// Made of what it says.
    pub id: Uuid,
    /// What was told.
    #[serde(flatten)]
    pub item: PublicityItem,
    /// Who logged it.
    pub logged_by: String,
    /// When.
    #[schemars(with = "Instant")]
    pub logged_at: Timestamp,
}

/// Which entries are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicityFilter {
    /// Those of these units; all without.
    pub units: Option<Vec<Code>>,
    /// Those of a period.
    pub period: Option<Period>,
    /// Those of a kind.
    pub kind: Option<PublicityKind>,
}

/// A part of the log, and how many entries there are in all parts together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicityPage {
    /// The entries, the newest first.
    pub entries: Vec<LoggedPublicity>,
    /// How many there are.
    pub total: u64,
}

/// How many entries of a kind a unit has in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicityTally {
    /// Month.
    pub month: Month,
    /// Code of the unit.
    pub unit: Code,
    /// Praise or exposure.
    pub kind: PublicityKind,
    /// How many.
    pub entries: u64,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = publicity, treat_none_as_default_value = false)]
pub(crate) struct PublicityRow {
    id: String,
    published_on: String,
    channel: String,
    kind: String,
    unit: String,
    topic: String,
    link: Option<String>,
    logged_by: String,
    logged_at: i64,
}

impl PublicityRow {
    fn new(item: &PublicityItem, by: &str) -> Self {
        Self {
            id: item.id().to_string(),
            published_on: item.published_on.to_string(),
            channel: item.channel.clone(),
            kind: item.kind.to_string(),
            unit: item.unit.to_string(),
            topic: item.topic.clone(),
            link: item.link.clone(),
            logged_by: by.to_owned(),
            logged_at: micros(Timestamp::now()),
        }
    }

    fn into_logged(self) -> Result<LoggedPublicity, StoreError> {
        let what = format!("publicity entry {}", self.id);
        Ok(LoggedPublicity {
            id: parse(&self.id, &what)?,
            item: PublicityItem {
                published_on: parse(&self.published_on, &what)?,
                channel: self.channel,
                kind: parse(&self.kind, &what)?,
                unit: parse(&self.unit, &what)?,
                topic: self.topic,
                link: self.link,
            },
            logged_by: self.logged_by,
            logged_at: instant(self.logged_at, &what)?,
        })
    }
}

impl Authored<'_> {
    /// Logs entries, all or none, and says of each whether it is new. What was logged before, whatever its
    /// link, stays as it is.
    ///
    /// # Errors
    /// [`StoreError::UnknownUnit`], or the database fails.
    pub fn log_publicity(self, items: &[PublicityItem]) -> Result<Vec<Change>, StoreError> {
        let by = self.name().to_owned();
        let rows: Vec<PublicityRow> = items.iter().map(|it| PublicityRow::new(it, &by)).collect();
        self.store().writer.write(move |conn| {
            units::require(conn, rows.iter().map(|row| row.unit.as_str()))?;
            let changes: Vec<Change> =
                rows.iter().map(|row| log(conn, row, &by)).collect::<Result<_, _>>()?;
            let changed = changes.contains(&Change::Added);
            Ok(Written { value: changes, changed })
        })
    }

    /// Takes an entry back, and says whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn remove_publicity(self, id: Uuid) -> Result<bool, StoreError> {
        let (id, actor) = (id.to_string(), self.name().to_owned());
        self.store().writer.write(move |conn| {
            let known: Option<PublicityRow> = publicity::table
                .find(&id)
                .select(PublicityRow::as_select())
                .first(conn)
                .optional()?;
            let Some(row) = known else { return Ok(Written { value: false, changed: false }) };
            diesel::delete(publicity::table.find(&id)).execute(conn)?;
            note(conn, &row, &actor, Action::PublicityRemoved)?;
            Ok(Written { value: true, changed: true })
        })
    }
}

impl Store {
    /// Entries, the newest first: as many as asked for, after so many.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn publicity(
        &self,
        filter: &PublicityFilter,
        before: u64,
        most: u32,
    ) -> Result<PublicityPage, StoreError> {
        let skipped = i64::try_from(before).unwrap_or(i64::MAX);
        let (rows, total) = self.read(|conn| {
            conn.snapshot(|conn| {
                let rows: Vec<PublicityRow> = filtered(filter)
                    .order((publicity::published_on.desc(), publicity::id))
                    .offset(skipped)
                    .limit(most.into())
                    .select(PublicityRow::as_select())
                    .load(conn)?;
                Ok((rows, filtered(filter).count().get_result::<i64>(conn)?))
            })
        })?;
        let entries = rows.into_iter().map(PublicityRow::into_logged).collect::<Result<_, _>>()?;
        Ok(PublicityPage { entries, total: count(total) })
    }

    /// An entry.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn publicity_entry(&self, id: Uuid) -> Result<Option<LoggedPublicity>, StoreError> {
        let id = id.to_string();
        let row: Option<PublicityRow> = self.read(|conn| {
            let row = publicity::table.find(&id).select(PublicityRow::as_select());
            Ok(row.first(conn).optional()?)
        })?;
        row.map(PublicityRow::into_logged).transpose()
    }

    /// How many entries there are, by month, unit and kind, the newest month first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn publicity_tallies(
        &self,
        filter: &PublicityFilter,
    ) -> Result<Vec<PublicityTally>, StoreError> {
        // Backends tell the month of a day in different ways, and a log has thousands of lines at most.
        let rows: Vec<(String, String, String)> = self.read(|conn| {
            let told = (publicity::published_on, publicity::unit, publicity::kind);
            Ok(filtered(filter).select(told).load(conn)?)
        })?;
        let mut tallies: BTreeMap<(Reverse<Month>, Code, PublicityKind), u64> = BTreeMap::new();
        for (day, unit, kind) in rows {
            let what = "a publicity entry";
            let month = Reverse(Month::of(parse(&day, what)?));
            *tallies.entry((month, parse(&unit, what)?, parse(&kind, what)?)).or_default() += 1;
        }
        let tally =
            |((Reverse(month), unit, kind), entries)| PublicityTally { month, unit, kind, entries };
        Ok(tallies.into_iter().map(tally).collect())
    }
}

/// What was told from a day to another, as a period is sealed.
pub(crate) fn told_within(
    conn: &mut AnyConnection,
    [first, last]: &[String; 2],
) -> Result<Vec<(String, PublicityRow)>, StoreError> {
    let rows: Vec<PublicityRow> = publicity::table
        .filter(publicity::published_on.between(first, last))
        .order(publicity::id)
        .select(PublicityRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

type AnyQuery<'a> = publicity::BoxedQuery<'a, <AnyConnection as diesel::Connection>::Backend>;

fn filtered(filter: &PublicityFilter) -> AnyQuery<'_> {
    let mut query = publicity::table.into_boxed();
    if let Some(units) = &filter.units {
        query = query.filter(publicity::unit.eq_any(units.iter().map(Code::as_str)));
    }
    if let Some(period) = filter.period {
        // Days are ISO text, and sort as they follow each other.
        let (first, last) = (period.months().start.first_day(), period.last_day());
        let days = publicity::published_on.between(first.to_string(), last.to_string());
        query = query.filter(days);
    }
    if let Some(kind) = filter.kind {
        query = query.filter(publicity::kind.eq(kind.as_str()));
    }
    query
}

/// Logs entries within an import.
pub(crate) fn log_many(
    conn: &mut AnyConnection,
    items: &[PublicityItem],
    by: &str,
) -> Result<Vec<Outcome>, StoreError> {
    units::require(conn, items.iter().map(|item| item.unit.as_str()))?;
    let logged = |item| match log(conn, &PublicityRow::new(item, by), by)? {
        Change::Added => Ok(Outcome::New),
        Change::Unchanged | Change::Updated => Ok(Outcome::Same),
    };
    items.iter().map(logged).collect()
}

fn log(conn: &mut AnyConnection, row: &PublicityRow, by: &str) -> Result<Change, StoreError> {
    let known: i64 = publicity::table.find(&row.id).count().get_result(conn)?;
    if known > 0 {
        return Ok(Change::Unchanged);
    }
    diesel::insert_into(publicity::table).values(row).execute(conn)?;
    note(conn, row, by, Action::PublicityLogged)?;
    Ok(Change::Added)
}

fn note(
    conn: &mut AnyConnection,
    row: &PublicityRow,
    by: &str,
    action: Action,
) -> Result<(), StoreError> {
    let detail = json!({
        "published_on": row.published_on, "channel": row.channel, "kind": row.kind,
        "unit": row.unit, "topic": row.topic, "link": row.link,
        "sha256": digest::of_row(row, "a publicity entry")?,
    });
    let (actor, subject) = (by.to_owned(), row.id.clone());
    audit::append(conn, &Entry { actor, action, subject, detail })
}
