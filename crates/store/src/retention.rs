//! Retention: what is deleted when it is no longer needed, and a report of what is kept.
//!
//! Only what tells persons is deleted, and sessions and links that let nobody in any more. Answers
//! (two years at least), their sums (ten years), and the audit log (half a year) have minimum terms,
//! and stay: whoever wants less keeps a copy and makes a new database.

use std::collections::{HashMap, HashSet};

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::StoreError;
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{count, instant, micros, parse};
use crate::schema::{
    attempts, audit_log, case_notes, cases, contacts, device_links, issue_evidence, month_cubes,
    pending_sign_ins, photos, responses, rounds, sessions, sign_in_links,
};
use crate::writer::Written;

/// Rows per statement.
const ROWS_PER_STATEMENT: usize = 1_000;

/// Days after which a photo is deleted whose response never came, and evidence that no step names.
const ALONE_DAYS: u32 = 30;

/// How long contacts are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Days after the last day of a round in which people may still be called back.
    pub callback_days: u32,
    /// Days after which a contact that was never drawn is deleted.
    pub unused_days: u32,
}

/// What is there of something, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it is.
    pub what: &'static str,
    /// The rule.
    pub rule: String,
    /// How many there were.
    pub there: u64,
    /// How many of them were deleted, or would be.
    pub deleted: u64,
    /// When the oldest came in.
    pub oldest: Option<Timestamp>,
}

impl Authored<'_> {
    /// Deletes what is no longer needed, and reports on everything that is there. A rehearsal deletes
    /// nothing.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn retain(
        self,
        rules: Retention,
        now: Timestamp,
        rehearsal: bool,
    ) -> Result<Vec<Kept>, StoreError> {
        let by = self.name().to_owned();
        let report = self.store().writer.write(move |conn| {
            let report = report(conn, rules, now, rehearsal)?;
            let deleted = report.iter().map(|kept| kept.deleted).sum::<u64>();
            let acted = deleted > 0 && !rehearsal;
            if acted {
                let told: HashMap<_, _> = report.iter().map(|k| (k.what, k.deleted)).collect();
                let (actor, action) = (by.clone(), Action::ContactsDeleted);
                let (subject, detail) = ("retention".to_owned(), json!(told));
                audit::append(conn, &Entry { actor, action, subject, detail })?;
            }
            Ok(Written { value: report, changed: acted })
        })?;
        if !rehearsal {
            self.store().empty_log()?;
        }
        Ok(report)
    }
}

/// Rows of a table that let nobody in any more.
macro_rules! expired {
    ($conn:expr, $table:ident, $since:ident, $what:literal, $now:expr, $rehearsal:expr) => {{
        let (there, oldest): (i64, Option<i64>) =
            $table::table.select((count_star(), min($table::$since))).get_result($conn)?;
        let over = || $table::table.filter($table::expires_at.lt(micros($now)));
        let deleted = if $rehearsal {
            over().count().get_result::<i64>($conn)?.unsigned_abs()
        } else {
            diesel::delete(over()).execute($conn)? as u64
        };
        let oldest = oldest.map(|at| instant(at, $what)).transpose()?;
        let rule = "until they expire".to_owned();
        Kept { what: $what, rule, there: count(there), deleted, oldest }
    }};
}

fn report(
    conn: &mut AnyConnection,
    rules: Retention,
    now: Timestamp,
    rehearsal: bool,
) -> Result<Vec<Kept>, StoreError> {
    Ok(vec![
        contact_details(conn, rules, now, rehearsal)?,
        photos_taken(conn, rules, now, rehearsal)?,
        evidence_unnamed(conn, now, rehearsal)?,
        expired!(conn, sessions, created_at, "sessions", now, rehearsal),
        expired!(conn, sign_in_links, created_at, "sign-in links", now, rehearsal),
        expired!(conn, device_links, created_at, "links for phones", now, rehearsal),
        expired!(conn, pending_sign_ins, expires_at, "half sign-ins", now, rehearsal),
        minimum(conn, "responses", "2 years at least; never deleted here", |conn| {
            responses::table.select((count_star(), min(responses::received_at))).get_result(conn)
        })?,
        minimum(conn, "attempts", "2 years at least; never deleted here", |conn| {
            attempts::table.select((count_star(), min(attempts::attempted_at))).get_result(conn)
        })?,
        minimum(conn, "month cubes", "10 years at least; never deleted here", |conn| {
            let there: i64 = month_cubes::table.select(count_star()).get_result(conn)?;
            Ok((there, None))
        })?,
        minimum(conn, "audit log", "6 months at least; never deleted", |conn| {
            audit_log::table.select((count_star(), min(audit_log::at))).get_result(conn)
        })?,
    ])
}

/// Something that stays.
fn minimum(
    conn: &mut AnyConnection,
    what: &'static str,
    rule: &str,
    counted: impl FnOnce(&mut AnyConnection) -> QueryResult<(i64, Option<i64>)>,
) -> Result<Kept, StoreError> {
    let (there, oldest) = counted(conn)?;
    let oldest = oldest.map(|at| instant(at, what)).transpose()?;
    Ok(Kept { what, rule: rule.to_owned(), there: count(there), deleted: 0, oldest })
}

/// Photos whose time has come.
fn photos_taken(
    conn: &mut AnyConnection,
    rules: Retention,
    now: Timestamp,
    rehearsal: bool,
) -> Result<Kept, StoreError> {
    let (there, oldest): (i64, Option<i64>) =
        photos::table.select((count_star(), min(photos::received_at))).get_result(conn)?;
    let (before, alone) = (ago(now, rules.unused_days), ago(now, ALONE_DAYS));
    Ok(Kept {
        what: "photos",
        rule: format!("{} days; {ALONE_DAYS} days when no response came", rules.unused_days),
        there: count(there),
        deleted: crate::photos::delete_before(conn, before, alone, rehearsal)?,
        oldest: oldest.map(|at| instant(at, "a photo")).transpose()?,
    })
}

/// Files that were sent as evidence, and that no step came to name. Those that one names stay with it.
fn evidence_unnamed(
    conn: &mut AnyConnection,
    now: Timestamp,
    rehearsal: bool,
) -> Result<Kept, StoreError> {
    let (there, oldest): (i64, Option<i64>) = issue_evidence::table
        .select((count_star(), min(issue_evidence::sent_at)))
        .get_result(conn)?;
    let before = ago(now, ALONE_DAYS);
    Ok(Kept {
        what: "evidence",
        rule: format!("as long as the ledger; {ALONE_DAYS} days when no step names it"),
        there: count(there),
        deleted: crate::evidence::delete_unnamed(conn, before, rehearsal)?,
        oldest: oldest.map(|at| instant(at, "evidence")).transpose()?,
    })
}

/// So many days before. A term from before the calendar never ends.
fn ago(now: Timestamp, days: u32) -> i64 {
    let term = SignedDuration::from_hours(24 * i64::from(days));
    now.checked_sub(term).map_or(i64::MIN, micros)
}

/// Names, numbers and addresses whose time has come.
fn contact_details(
    conn: &mut AnyConnection,
    rules: Retention,
    now: Timestamp,
    rehearsal: bool,
) -> Result<Kept, StoreError> {
    let there: Vec<(String, i64)> = contacts::table
        .filter(contacts::sealed.is_not_null())
        .select((contacts::case_no, contacts::added_at))
        .load(conn)?;
    let (needed, drawn) = in_use(conn, rules, now)?;
    let unused = ago(now, rules.unused_days);
    let over = |(case, added_at): &&(String, i64)| {
        if drawn.contains(case) { !needed.contains(case) } else { *added_at < unused }
    };
    let over: Vec<&str> = there.iter().filter(over).map(|(case, _)| case.as_str()).collect();
    if !rehearsal {
        for chunk in over.chunks(ROWS_PER_STATEMENT) {
            let nothing = None::<String>;
            diesel::delete(case_notes::table.filter(case_notes::case_no.eq_any(chunk)))
                .execute(conn)?;
            diesel::update(contacts::table.filter(contacts::case_no.eq_any(chunk)))
                .set((
                    contacts::sealed.eq(None::<Vec<u8>>),
                    contacts::phone_hash.eq(&nothing),
                    contacts::place_hash.eq(&nothing),
                    contacts::deleted_at.eq(micros(now)),
                ))
                .execute(conn)?;
        }
    }
    let oldest = there.iter().map(|(_, added_at)| *added_at).min();
    Ok(Kept {
        what: "contact particulars",
        rule: format!(
            "until {} days after the round; {} days when never drawn",
            rules.callback_days, rules.unused_days
        ),
        there: there.len() as u64,
        deleted: over.len() as u64,
        oldest: oldest.map(|at| instant(at, "a contact")).transpose()?,
    })
}

/// Contacts that may still be called back, and those that were ever drawn.
fn in_use(
    conn: &mut AnyConnection,
    rules: Retention,
    now: Timestamp,
) -> Result<(HashSet<String>, HashSet<String>), StoreError> {
    let today = now.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let closes: Vec<(String, String)> =
        rounds::table.select((rounds::code, rounds::closes)).load(conn)?;
    let mut running = HashSet::new();
    for (round, closes) in closes {
        let closes: Date = parse(&closes, "a round")?;
        // A term beyond the calendar never ends.
        let term = SignedDuration::from_hours(24 * i64::from(rules.callback_days));
        let until = closes.checked_add(term);
        if until.is_ok_and(|until| until < today) {
            continue;
        }
        running.insert(round);
    }
    let drawn: Vec<(String, String)> =
        cases::table.select((cases::case_no, cases::round)).load(conn)?;
    let needed = drawn.iter().filter(|(_, round)| running.contains(round));
    let needed = needed.map(|(case, _)| case.clone()).collect();
    Ok((needed, drawn.into_iter().map(|(case, _)| case).collect()))
}
