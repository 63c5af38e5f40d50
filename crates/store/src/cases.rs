//! Cases: who is to be asked next, and by whom, so that no two people call the same door.
//!
//! Taking cases goes through the writer like everything that is written, and so two programs on one
//! database never hand out the same.

use std::cmp::Ordering;
use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use survey::attempt::{ContactAttempt, OutcomeGroup};
use survey::fieldwork::{CaseState, FieldworkRules, Progress};
use survey::{Code, ContactDetails, Mode};

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{AttemptRow, count, instant, micros, parse, parse_optional};
use crate::schema::{attempts, cases, quotas, rounds};
use crate::writer::Written;
use crate::{
    CaseNote, ContactKey, Store, StoreError, contacts, fieldwork, notes, postgres, sqlite,
};

/// Rows per statement: 16 columns each stay far below SQLite's limit of 32,766 variables.
const ROWS_PER_STATEMENT: usize = 1_000;

pub(crate) const DRAWN: &str = "drawn";
pub(crate) const ADDED: &str = "added";
pub(crate) const OPEN: &str = "open";
pub(crate) const APPOINTMENT: &str = "appointment";
pub(crate) const CLOSED: &str = "closed";

/// Somebody to be asked, held by whoever took the case.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldCase {
    /// Pseudonymous number, which goes into answers and attempts.
    pub case: Code,
    /// Code of the unit.
    pub unit: Code,
    /// Sampling stratum.
    pub stratum: Code,
    /// Primary sampling unit.
    pub psu: Option<Code>,
    /// Design weight.
    pub weight: f64,
    /// Whether somebody added the case by hand: it was not drawn.
    pub added: bool,
    /// When they are expected to be called, if that was agreed.
    pub appointment_at: Option<Timestamp>,
    /// Until when nobody else gets it.
    pub held_until: Timestamp,
    /// What was tried before, oldest first.
    pub attempts: Vec<ContactAttempt>,
    /// What was noted about it, oldest first.
    pub notes: Vec<CaseNote>,
    /// Who and where they are; empty when that was deleted.
    pub details: ContactDetails,
}

/// Which cases somebody asks for.
#[derive(Debug, Clone)]
pub struct Take {
    /// Code of the round.
    pub round: Code,
    /// The way of asking.
    pub mode: Mode,
    /// Codes of the units they may work in; all without.
    pub units: Option<Vec<Code>>,
    /// How many they want to hold.
    pub count: u32,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = cases, treat_none_as_default_value = false)]
pub(crate) struct CaseRow {
    pub round: String,
    pub case_no: String,
    pub unit: String,
    pub mode: String,
    pub stratum: String,
    pub psu: Option<String>,
    pub weight: f64,
    pub origin: String,
    pub position: i64,
    pub state: String,
    pub next_at: i64,
    pub attempts: i64,
    pub outcome: Option<String>,
    pub held_by: Option<String>,
    pub held_until: Option<i64>,
    pub drawn_at: i64,
}

impl CaseRow {
    fn progress(&self) -> Result<Progress, StoreError> {
        let what = format!("case {}", self.case_no);
        let at = instant(self.next_at, &what)?;
        Ok(Progress {
            attempts: u32::try_from(self.attempts)
                .map_err(|error| StoreError::unreadable(what.as_str(), error))?,
            state: match self.state.as_str() {
                OPEN => CaseState::Open(at),
                APPOINTMENT => CaseState::Appointment(at),
                CLOSED => CaseState::Closed,
                other => {
                    return Err(StoreError::unreadable(
                        what,
                        format!("there is no state {other:?}"),
                    ));
                }
            },
            outcome: parse_optional(self.outcome.as_deref(), &what)?,
        })
    }

    fn into_held(
        self,
        attempts: Vec<ContactAttempt>,
        notes: Vec<CaseNote>,
        details: ContactDetails,
    ) -> Result<HeldCase, StoreError> {
        let what = format!("case {}", self.case_no);
        let appointment = self.state == APPOINTMENT;
        Ok(HeldCase {
            case: parse(&self.case_no, &what)?,
            unit: parse(&self.unit, &what)?,
            stratum: parse(&self.stratum, &what)?,
            psu: parse_optional(self.psu.as_deref(), &what)?,
            weight: self.weight,
            added: self.origin == ADDED,
            appointment_at: appointment.then(|| instant(self.next_at, &what)).transpose()?,
            held_until: instant(self.held_until.unwrap_or_default(), &what)?,
            attempts,
            notes,
            details,
        })
    }
}

impl Authored<'_> {
    /// Gives somebody cases to work on, and keeps everybody else from them for a while. Those they
    /// hold already come first, so that asking twice gives the same. Then appointments that are due,
    /// then the units that lack most interviews of their quota, those tried least before others.
    ///
    /// That the particulars were read is on record.
    ///
    /// # Errors
    /// [`StoreError::OtherKey`] when the contacts were sealed with another key.
    pub fn take_cases(
        self,
        take: &Take,
        key: &ContactKey,
        now: Timestamp,
    ) -> Result<Vec<HeldCase>, StoreError> {
        let (take, by, key) = (take.clone(), self.name().to_owned(), key.clone());
        self.store().writer.write(move |conn| {
            let rules = fieldwork::rules(conn)?;
            let rows = hold(conn, &take, &rules, &by, now)?;
            let held = opened(conn, rows, &key)?;
            if !held.is_empty() {
                let cases: Vec<&Code> = held.iter().map(|case| &case.case).collect();
                let detail = json!({"cases": cases});
                let (actor, subject) = (by.clone(), take.round.to_string());
                audit::append(
                    conn,
                    &Entry { actor, action: Action::ContactRead, subject, detail },
                )?;
            }
            Ok(Written { value: held, changed: false })
        })
    }

    /// Gives a case back untried. Gives whether they held it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn release_case(self, round: &Code, case: &Code) -> Result<bool, StoreError> {
        let (round, case, by) = (round.to_string(), case.to_string(), self.name().to_owned());
        self.store().writer.write(move |conn| {
            let held =
                cases::table.find((round.as_str(), case.as_str())).filter(cases::held_by.eq(&by));
            let released = diesel::update(held)
                .set((cases::held_by.eq(None::<String>), cases::held_until.eq(None::<i64>)))
                .execute(conn)?;
            Ok(Written { value: released > 0, changed: false })
        })
    }

    /// Adds a case by hand, for a reason. It is marked, because it was not drawn, and has no weight of
    /// a design.
    ///
    /// # Errors
    /// [`StoreError::UnknownCase`] when there is no such contact; [`StoreError::CaseExists`].
    pub fn add_case(
        self,
        round: &Code,
        mode: Mode,
        case: &Code,
        reason: &str,
    ) -> Result<(), StoreError> {
        let (round, case) = (round.to_string(), case.to_string());
        let (by, reason) = (self.name().to_owned(), reason.to_owned());
        let now = micros(Timestamp::now());
        self.store().writer.write(move |conn| {
            let row = by_hand(conn, &round, mode, &case, now)?;
            insert(conn, &[row])?;
            let detail = json!({"round": round, "reason": reason});
            let (actor, subject) = (by.clone(), case.clone());
            audit::append(conn, &Entry { actor, action: Action::CaseAdded, subject, detail })?;
            Ok(Written { value: (), changed: true })
        })
    }
}

impl Store {
    /// Unit and mode of a case in a round, where there is such a case.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn case(&self, round: &Code, case: &Code) -> Result<Option<(Code, Mode)>, StoreError> {
        let row: Option<(String, String)> = self.read(|conn| {
            let query = cases::table.find((round.as_str(), case.as_str()));
            Ok(query.select((cases::unit, cases::mode)).get_result(conn).optional()?)
        })?;
        let what = "a case";
        row.map(|(unit, mode)| Ok((parse(&unit, what)?, parse(&mode, what)?))).transpose()
    }

    /// Attempts of a round by case, oldest first, handed to `visit` one by one; then the cases that
    /// nobody has tried yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn fieldwork_of_round(
        &self,
        round: &Code,
        mut visit: impl FnMut(ContactAttempt),
    ) -> Result<Vec<Untried>, StoreError> {
        self.read(|conn| {
            conn.snapshot(|conn| {
                each_attempt(conn, round.as_str(), &mut visit)?;
                untried(conn, round.as_str())
            })
        })
    }
}

/// Cases that nobody has tried yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untried {
    /// Code of the unit.
    pub unit: Code,
    /// The way of asking.
    pub mode: Mode,
    /// How many.
    pub cases: u64,
}

pub(crate) fn insert(conn: &mut AnyConnection, rows: &[CaseRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        match conn {
            AnyConnection::Sqlite(conn) => sqlite::insert_cases(conn, chunk.iter().collect())?,
            AnyConnection::Postgres(conn) => postgres::insert_cases(conn, chunk.iter().collect())?,
        };
    }
    Ok(())
}

fn by_hand(
    conn: &mut AnyConnection,
    round: &str,
    mode: Mode,
    case: &str,
    now: i64,
) -> Result<CaseRow, StoreError> {
    if rounds::table.find(round).count().get_result::<i64>(conn)? == 0 {
        return Err(StoreError::UnknownRound { code: round.to_owned() });
    }
    let known = contacts::by_cases(conn, &[case])?;
    let contact =
        known.get(case).ok_or_else(|| StoreError::UnknownCase { case: case.to_owned() })?;
    if cases::table.find((round, case)).count().get_result::<i64>(conn)? > 0 {
        return Err(StoreError::CaseExists { case: case.to_owned() });
    }
    Ok(CaseRow {
        round: round.to_owned(),
        case_no: case.to_owned(),
        unit: contact.unit.clone(),
        mode: mode.to_string(),
        stratum: contact.stratum.clone().unwrap_or_else(|| contact.unit.clone()),
        psu: contact.psu.clone(),
        weight: 1.0,
        origin: ADDED.to_owned(),
        position: i64::MAX,
        state: OPEN.to_owned(),
        next_at: now,
        attempts: 0,
        outcome: None,
        held_by: None,
        held_until: None,
        drawn_at: now,
    })
}

/// The cases that somebody holds from now on.
fn hold(
    conn: &mut AnyConnection,
    take: &Take,
    rules: &FieldworkRules,
    by: &str,
    now: Timestamp,
) -> Result<Vec<CaseRow>, StoreError> {
    let wanted = take.count as usize;
    let mut rows = held(conn, take, by, micros(now))?;
    rows.truncate(wanted);
    if rows.len() < wanted {
        let mut free = due_appointments(conn, take, micros(now), wanted - rows.len())?;
        let open = wanted - rows.len() - free.len();
        free.extend(open_cases(conn, take, rules, micros(now), open)?);
        let until = micros(now + rules.hold(take.mode));
        for row in &mut free {
            diesel::update(cases::table.find((&row.round, &row.case_no)))
                .set((cases::held_by.eq(by), cases::held_until.eq(until)))
                .execute(conn)?;
            row.held_by = Some(by.to_owned());
            row.held_until = Some(until);
        }
        rows.extend(free);
    }
    Ok(rows)
}

/// What somebody holds already.
fn held(
    conn: &mut AnyConnection,
    take: &Take,
    by: &str,
    now: i64,
) -> Result<Vec<CaseRow>, StoreError> {
    let query = cases::table
        .filter(cases::held_by.eq(by))
        .filter(cases::held_until.gt(now))
        .filter(cases::round.eq(take.round.as_str()))
        .filter(cases::mode.eq(take.mode.as_str()))
        .filter(cases::state.ne(CLOSED))
        .order((cases::unit, cases::psu, cases::position, cases::case_no))
        .select(CaseRow::as_select());
    let rows: Vec<CaseRow> = query.load(conn)?;
    // Whoever lost a unit meanwhile does not keep its cases.
    Ok(rows.into_iter().filter(|row| take.covers(&row.unit)).collect())
}

impl Take {
    fn covers(&self, unit: &str) -> bool {
        self.units.as_ref().is_none_or(|units| units.iter().any(|code| code.as_str() == unit))
    }
}

/// Cases that nobody holds, in a state, and that may be tried by now.
macro_rules! free {
    ($take:expr, $state:expr, $now:expr) => {
        cases::table
            .filter(cases::round.eq($take.round.as_str()))
            .filter(cases::mode.eq($take.mode.as_str()))
            .filter(cases::state.eq($state))
            .filter(cases::next_at.le($now))
            .filter(cases::held_until.is_null().or(cases::held_until.le($now)))
    };
}

/// Appointments that are due, the longest due first.
fn due_appointments(
    conn: &mut AnyConnection,
    take: &Take,
    now: i64,
    wanted: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    let rows: Vec<CaseRow> = free!(take, APPOINTMENT, now)
        .order((cases::next_at, cases::case_no))
        .select(CaseRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().filter(|row| take.covers(&row.unit)).take(wanted).collect())
}

/// Other cases, from the units that lack most.
fn open_cases(
    conn: &mut AnyConnection,
    take: &Take,
    rules: &FieldworkRules,
    now: i64,
    wanted: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    let mut rows = Vec::new();
    if wanted == 0 {
        return Ok(rows);
    }
    for unit in units_by_need(conn, take, rules, now)? {
        let missing = wanted - rows.len();
        if missing == 0 {
            break;
        }
        let of_unit: Vec<CaseRow> = free!(take, OPEN, now)
            .filter(cases::unit.eq(unit))
            .order((cases::attempts, cases::position, cases::case_no))
            .limit(i64::try_from(missing).unwrap_or(i64::MAX))
            .select(CaseRow::as_select())
            .load(conn)?;
        rows.extend(of_unit);
    }
    Ok(rows)
}

/// Units that have cases to give, those first whose interviews are the smallest part of their quota;
/// those without one last.
fn units_by_need(
    conn: &mut AnyConnection,
    take: &Take,
    rules: &FieldworkRules,
    now: i64,
) -> Result<Vec<String>, StoreError> {
    let units: Vec<String> =
        free!(take, OPEN, now).select(cases::unit).distinct().order(cases::unit).load(conn)?;
    let round = take.round.as_str();
    let complete: Vec<&str> = rules
        .outcomes
        .iter()
        .filter(|rule| rule.group == OutcomeGroup::Complete)
        .map(|rule| rule.code.as_str())
        .collect();
    let done: Vec<(String, i64)> = cases::table
        .filter(cases::round.eq(round))
        .filter(cases::outcome.eq_any(complete))
        .group_by(cases::unit)
        .select((cases::unit, count_star()))
        .load(conn)?;
    let done: HashMap<String, i64> = done.into_iter().collect();
    let minimum: Vec<(String, i64)> = quotas::table
        .filter(quotas::round.eq(round))
        .select((quotas::unit, quotas::minimum))
        .load(conn)?;
    let minimum: HashMap<String, i64> = minimum.into_iter().collect();
    let reached = |unit: &String| {
        let minimum = minimum.get(unit).copied().filter(|minimum| *minimum > 0);
        let done = done.get(unit).copied().unwrap_or(0);
        minimum.map_or(f64::INFINITY, |minimum| done as f64 / minimum as f64)
    };
    let mut units: Vec<(f64, String)> = units
        .into_iter()
        .filter(|unit| take.covers(unit))
        .map(|unit| (reached(&unit), unit))
        .collect();
    units.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal).then(a.1.cmp(&b.1)));
    Ok(units.into_iter().map(|(_, unit)| unit).collect())
}

/// Adds to cases what was tried before, and who they are.
fn opened(
    conn: &mut AnyConnection,
    rows: Vec<CaseRow>,
    key: &ContactKey,
) -> Result<Vec<HeldCase>, StoreError> {
    let numbers: Vec<&str> = rows.iter().map(|row| row.case_no.as_str()).collect();
    let contacts = contacts::by_cases(conn, &numbers)?;
    let round = rows.first().map(|row| row.round.clone()).unwrap_or_default();
    let mut notes = notes::of_cases(conn, &round, &numbers, key)?;
    let tried: Vec<AttemptRow> = attempts::table
        .filter(attempts::round.eq(round))
        .filter(attempts::case_no.eq_any(&numbers))
        .order((attempts::attempted_at, attempts::id))
        .select(AttemptRow::as_select())
        .load(conn)?;
    let mut before: HashMap<String, Vec<ContactAttempt>> = HashMap::new();
    for row in tried {
        before.entry(row.case_no.clone()).or_default().push(row.into_attempt()?);
    }
    rows.into_iter()
        .map(|row| {
            let contact = contacts.get(&row.case_no);
            let details = contact.map(|contact| contact.opened(key)).transpose()?;
            let details = details.map(|contact| contact.details).unwrap_or_default();
            let before = before.remove(&row.case_no).unwrap_or_default();
            let noted = notes.remove(&row.case_no).unwrap_or_default();
            row.into_held(before, noted, details)
        })
        .collect()
}

/// Moves cases on by attempts that are stored now. Attempts may belong to no case: lists from
/// elsewhere have their own.
pub(crate) fn follow<'a>(
    conn: &mut AnyConnection,
    made: impl Iterator<Item = &'a ContactAttempt> + Clone,
) -> Result<(), StoreError> {
    let numbers: Vec<&str> = made.clone().map(|attempt| attempt.case.as_str()).collect();
    let query = cases::table.filter(cases::case_no.eq_any(numbers)).select(CaseRow::as_select());
    let rows: Vec<CaseRow> = query.load(conn)?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut known: HashMap<(String, String), CaseRow> =
        rows.into_iter().map(|row| ((row.round.clone(), row.case_no.clone()), row)).collect();
    let rules = fieldwork::rules(conn)?;
    for attempt in made {
        let key = (attempt.round.to_string(), attempt.case.to_string());
        if let Some(row) = known.get_mut(&key) {
            step(conn, row, &rules, attempt)?;
        }
    }
    Ok(())
}

/// One attempt further. Whoever made it gives the case back.
fn step(
    conn: &mut AnyConnection,
    row: &mut CaseRow,
    rules: &FieldworkRules,
    attempt: &ContactAttempt,
) -> Result<(), StoreError> {
    // Waits run from now: a clock set back must not make them nil.
    let counted = ContactAttempt { at: attempt.at.max(Timestamp::now()), ..attempt.clone() };
    let progress = rules.after(&row.progress()?, &counted);
    if row.held_by.as_deref() == attempt.by.as_ref().map(Code::as_str) {
        (row.held_by, row.held_until) = (None, None);
    }
    row.advance(conn, progress)
}

/// Finds out anew how far a case is, from the attempts that are there: one was taken back, or is
/// another by now.
pub(crate) fn recount(conn: &mut AnyConnection, round: &str, case: &str) -> Result<(), StoreError> {
    let row: Option<CaseRow> = cases::table
        .find((round, case))
        .select(CaseRow::as_select())
        .get_result(conn)
        .optional()?;
    let Some(mut row) = row else { return Ok(()) };
    let tried: Vec<AttemptRow> = attempts::table
        .filter(attempts::round.eq(round))
        .filter(attempts::case_no.eq(case))
        .order((attempts::attempted_at, attempts::id))
        .select(AttemptRow::as_select())
        .load(conn)?;
    let rules = fieldwork::rules(conn)?;
    let drawn_at = instant(row.drawn_at, "a case")?;
    let untried = Progress { attempts: 0, state: CaseState::Open(drawn_at), outcome: None };
    let progress = tried.into_iter().try_fold(untried, |before, made| {
        Ok::<_, StoreError>(rules.after(&before, &made.into_attempt()?))
    })?;
    row.advance(conn, progress)
}

impl CaseRow {
    /// Puts down how far the case is. Nobody holds one that is closed.
    fn advance(&mut self, conn: &mut AnyConnection, progress: Progress) -> Result<(), StoreError> {
        let Progress { attempts, state, outcome } = progress;
        self.attempts = attempts.into();
        self.outcome = outcome.map(|outcome| outcome.to_string());
        (self.state, self.next_at) = match state {
            CaseState::Open(at) => (OPEN.to_owned(), micros(at)),
            CaseState::Appointment(at) => (APPOINTMENT.to_owned(), micros(at)),
            CaseState::Closed => (CLOSED.to_owned(), self.next_at),
        };
        if self.state == CLOSED {
            (self.held_by, self.held_until) = (None, None);
        }
        self.save(conn)
    }

    fn save(&self, conn: &mut AnyConnection) -> Result<(), StoreError> {
        diesel::update(cases::table.find((&self.round, &self.case_no)))
            .set((
                cases::attempts.eq(self.attempts),
                cases::outcome.eq(&self.outcome),
                cases::state.eq(&self.state),
                cases::next_at.eq(self.next_at),
                cases::held_by.eq(&self.held_by),
                cases::held_until.eq(self.held_until),
            ))
            .execute(conn)?;
        Ok(())
    }
}

fn each_attempt(
    conn: &mut AnyConnection,
    round: &str,
    visit: &mut impl FnMut(ContactAttempt),
) -> Result<(), StoreError> {
    const PAGE_LEN: i64 = 5_000;
    let mut after = (String::new(), i64::MIN, String::new());
    loop {
        let (case, at, id) = &after;
        let later = attempts::case_no.gt(case).or(attempts::case_no.eq(case).and(
            attempts::attempted_at
                .gt(at)
                .or(attempts::attempted_at.eq(at).and(attempts::id.gt(id))),
        ));
        let rows: Vec<AttemptRow> = attempts::table
            .filter(attempts::round.eq(round))
            .filter(later)
            .order((attempts::case_no, attempts::attempted_at, attempts::id))
            .limit(PAGE_LEN)
            .select(AttemptRow::as_select())
            .load(conn)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = (last.case_no.clone(), last.attempted_at, last.id.clone());
        for row in rows {
            visit(row.into_attempt()?);
        }
    }
}

fn untried(conn: &mut AnyConnection, round: &str) -> Result<Vec<Untried>, StoreError> {
    let rows: Vec<(String, String, i64)> = cases::table
        .filter(cases::round.eq(round))
        .filter(cases::attempts.eq(0))
        .group_by((cases::unit, cases::mode))
        .select((cases::unit, cases::mode, count_star()))
        .order((cases::unit, cases::mode))
        .load(conn)?;
    rows.into_iter()
        .map(|(unit, mode, cases)| {
            let what = "an untried case";
            Ok(Untried {
                unit: parse(&unit, what)?,
                mode: parse(&mode, what)?,
                cases: count(cases),
            })
        })
        .collect()
}
