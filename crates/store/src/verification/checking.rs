//! Checks: taken by somebody from elsewhere, held for a while, given back with what was found.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use survey::verification::{CheckReport, Checked, Recontact, expect_from_elsewhere};
use survey::{Code, Questionnaire, Response, UnitTree};
use uuid::Uuid;

use super::rows::{CheckRow, DONE, OPEN, PlanRow, WITHDRAWN};
use super::{HeldCheck, NewVerification, Recorded};
use crate::accounts::{self, Authored};
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{ResponseRow, from_json, instant, micros, parse, to_json};
use crate::schema::{
    response_exclusions, responses, rounds, verification_checks, verification_plans,
};
use crate::writer::Written;
use crate::{ContactKey, StoreError, contacts, fieldwork, questionnaires, units};

/// Whoever was not reached is not tried again at once.
const WAIT: SignedDuration = SignedDuration::from_hours(3);

impl Authored<'_> {
    /// Gives somebody an interview to check, and keeps everybody else from it for a while; the one that they
    /// hold already comes first. That the particulars were read is on record. Gives none when nothing is
    /// open.
    ///
    /// # Errors
    /// [`StoreError::CheckRefused`] when everything that is open may be checked by others only;
    /// [`StoreError::UnknownUser`] for who has no account: nobody knows where they are from;
    /// [`StoreError::OtherKey`].
    pub fn take_check(
        self,
        key: &ContactKey,
        now: Timestamp,
    ) -> Result<Option<HeldCheck>, StoreError> {
        let (by, key) = (self.name().to_owned(), key.clone());
        self.store().writer.write(move |conn| {
            let Some(mut row) = next(conn, &by, now)? else {
                return Ok(Written { value: None, changed: false });
            };
            let interview = Interview::of(conn, &row)?;
            let until = now + fieldwork::rules(conn)?.hold(interview.response.mode);
            (row.held_by, row.held_until) = (Some(by.clone()), Some(micros(until)));
            save(conn, &row)?;
            let held = interview.held(conn, &row, until, &key)?;
            let case = interview.response.respondent.as_ref();
            let detail = json!({"cases": [case], "check": row.id});
            let (actor, subject) = (by.clone(), interview.response.round.to_string());
            audit::append(conn, &Entry { actor, action: Action::ContactRead, subject, detail })?;
            Ok(Written { value: Some(held), changed: false })
        })
    }

    /// Gives a check back untried. Gives whether they held it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn release_check(self, id: Uuid) -> Result<bool, StoreError> {
        let (id, by) = (id.to_string(), self.name().to_owned());
        self.store().writer.write(move |conn| {
            let held = verification_checks::table
                .find(&id)
                .filter(verification_checks::state.eq(OPEN))
                .filter(verification_checks::held_by.eq(&by));
            let nobody = (
                verification_checks::held_by.eq(None::<String>),
                verification_checks::held_until.eq(None::<i64>),
            );
            let released = diesel::update(held).set(nobody).execute(conn)?;
            Ok(Written { value: released > 0, changed: false })
        })
    }

    /// Records what a check found. The same again, by the same person, changes nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownCheck`]; [`StoreError::CheckNotHeld`]; [`StoreError::CheckDone`];
    /// [`StoreError::CheckRefused`] for whoever may not check it any more; [`StoreError::Invalid`].
    pub fn record_check(
        self,
        id: Uuid,
        report: &CheckReport,
        now: Timestamp,
    ) -> Result<Recorded, StoreError> {
        let (id, by, report) = (id.to_string(), self.name().to_owned(), report.clone());
        self.store().writer.write(move |conn| {
            let row = find(conn, &id)?;
            if let Some(recorded) = recorded_before(&row, &by, &report)? {
                return Ok(Written { value: recorded, changed: false });
            }
            if row.held_by.as_deref() != Some(by.as_str()) {
                return Err(StoreError::CheckNotHeld { id: id.clone() });
            }
            let interview = Interview::of(conn, &row)?;
            let tree = units::tree(conn)?;
            expect_may(conn, &row, &interview.plan, &by, &tree)?;
            let form = interview.form(conn)?;
            let problems = report.problems(&interview.plan.questions, &form);
            if !problems.is_empty() {
                return Err(StoreError::Invalid { what: "a check".to_owned(), problems });
            }
            let tries_max = super::rules(conn)?.1.tries_max;
            let row = row.recorded(&report, &by, now, tries_max)?;
            save(conn, &row)?;
            let detail = json!({
                "outcome": report.recontact, "happened": report.happened, "tries": row.tries
            });
            let (actor, subject) = (by.clone(), id.clone());
            audit::append(conn, &Entry { actor, action: Action::CheckRecorded, subject, detail })?;
            let value = Recorded { report: report.clone(), done: row.state == DONE, new: true };
            Ok(Written { value, changed: true })
        })
    }
}

impl CheckRow {
    fn recorded(
        self,
        report: &CheckReport,
        by: &str,
        now: Timestamp,
        tries_max: u32,
    ) -> Result<Self, StoreError> {
        let tries = self.tries + 1;
        let again = report.recontact == Recontact::NotReached && tries < i64::from(tries_max);
        Ok(Self {
            tries,
            state: if again { OPEN } else { DONE }.to_owned(),
            next_at: micros(now + WAIT),
            held_by: None,
            held_until: None,
            checked_by: Some(by.to_owned()),
            checked_at: Some(micros(now)),
            report: Some(to_json(report, "a check")?),
            ..self
        })
    }
}

/// What stands, where a check is over: the same again is no fault.
fn recorded_before(
    row: &CheckRow,
    by: &str,
    report: &CheckReport,
) -> Result<Option<Recorded>, StoreError> {
    if row.state == OPEN {
        return Ok(None);
    }
    let stands = row.report.as_deref().map(|stands| from_json(stands, &row.what())).transpose()?;
    match stands {
        Some(stands) if stands == *report && row.checked_by.as_deref() == Some(by) => {
            Ok(Some(Recorded { report: stands, done: true, new: false }))
        }
        _ => Err(StoreError::CheckDone { id: row.id.clone() }),
    }
}

/// The check that somebody holds, or else the first open one that they may do: the plan drawn first, and of
/// each surveyor one after the other, so that all are covered however far it comes.
fn next(
    conn: &mut AnyConnection,
    by: &str,
    now: Timestamp,
) -> Result<Option<CheckRow>, StoreError> {
    let rows: Vec<(CheckRow, PlanRow)> = verification_checks::table
        .inner_join(
            verification_plans::table.on(verification_plans::id.eq(verification_checks::plan)),
        )
        .filter(verification_checks::state.eq(OPEN))
        .order((
            verification_plans::drawn_at,
            verification_checks::position,
            verification_checks::surveyor,
        ))
        .select((CheckRow::as_select(), PlanRow::as_select()))
        .load(conn)?;
    let now = micros(now);
    let tree = units::tree(conn)?;
    let is_held = |row: &CheckRow| row.held_until.is_some_and(|until| until > now);
    let own = |row: &CheckRow| is_held(row) && row.held_by.as_deref() == Some(by);
    let free = |row: &CheckRow| !is_held(row) && row.next_at <= now;
    let (held, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(row, _)| own(row));
    let mut refused = None;
    for (row, plan) in held.into_iter().chain(others.into_iter().filter(|(row, _)| free(row))) {
        match expect_may(conn, &row, &plan.wanted()?, by, &tree) {
            Ok(()) => return Ok(Some(row)),
            Err(refusal @ StoreError::CheckRefused { .. }) => {
                refused.get_or_insert(refusal);
            }
            Err(error) => return Err(error),
        }
    }
    refused.map_or(Ok(None), Err)
}

/// Whether somebody may do a check, by the roles that both have at this moment.
fn expect_may(
    conn: &mut AnyConnection,
    row: &CheckRow,
    plan: &NewVerification,
    by: &str,
    tree: &UnitTree,
) -> Result<(), StoreError> {
    let checker =
        accounts::find(conn, by)?.ok_or_else(|| StoreError::UnknownUser { name: by.to_owned() })?;
    // Whoever has no account any more is of no place.
    let surveyor = accounts::find(conn, &row.surveyor)?;
    let unit: Code = parse(&row.unit, &row.what())?;
    let checked = Checked {
        unit: &unit,
        surveyor: &row.surveyor,
        grants: surveyor.as_ref().map_or(&[], |user| &user.grants),
        level: &plan.level,
    };
    expect_from_elsewhere(by, &checker.grants, &checked, tree)
        .map_err(|refusal| StoreError::CheckRefused { refusal })
}

/// The interview of a check and the plan that drew it.
struct Interview {
    plan: NewVerification,
    response: Response,
}

impl Interview {
    fn of(conn: &mut AnyConnection, row: &CheckRow) -> Result<Self, StoreError> {
        let plan: PlanRow = verification_plans::table
            .find(&row.plan)
            .select(PlanRow::as_select())
            .get_result(conn)?;
        let response: Option<ResponseRow> = responses::table
            .filter(responses::id.eq(&row.response_id))
            .select(ResponseRow::as_select())
            .get_result(conn)
            .optional()?;
        let response =
            response.ok_or_else(|| StoreError::UnknownResponse { id: row.response_id.clone() })?;
        Ok(Self { plan: plan.wanted()?, response: response.into_stored()?.response })
    }

    /// The version of the questionnaire that was asked.
    fn form(&self, conn: &mut AnyConnection) -> Result<Questionnaire, StoreError> {
        let code = &self.plan.questionnaire;
        let version = if let Some(version) = self.response.form_version {
            version
        } else {
            let of_round: i64 = rounds::table
                .find(self.response.round.as_str())
                .select(rounds::version)
                .get_result(conn)?;
            crate::row::version(of_round, "a round")?
        };
        let forms = questionnaires::stored(conn)?;
        forms
            .into_iter()
            .find(|form| form.code == *code && form.version == version)
            .ok_or_else(|| StoreError::UnknownQuestionnaire { code: code.clone(), version })
    }

    fn held(
        &self,
        conn: &mut AnyConnection,
        row: &CheckRow,
        held_until: Timestamp,
        key: &ContactKey,
    ) -> Result<HeldCheck, StoreError> {
        let what = row.what();
        let form = self.form(conn)?;
        let case = self.response.respondent.as_ref().map(Code::as_str).unwrap_or_default();
        let contacts = contacts::by_cases(conn, &[case])?;
        let contact = contacts.get(case).map(|contact| contact.opened(key)).transpose()?;
        Ok(HeldCheck {
            id: parse(&row.id, &what)?,
            unit: self.response.unit.clone(),
            mode: self.response.mode,
            interviewed_on: self.response.interviewed_on,
            questions: self.plan.questions.clone(),
            tries: u32::try_from(row.tries)
                .map_err(|error| StoreError::unreadable(what.as_str(), error))?,
            held_until: instant(micros(held_until), &what)?,
            details: contact.map(|contact| contact.details).unwrap_or_default(),
            form: (form.code, form.version),
        })
    }
}

pub(super) fn find(conn: &mut AnyConnection, id: &str) -> Result<CheckRow, StoreError> {
    let query = verification_checks::table.find(id).select(CheckRow::as_select());
    let row: Option<CheckRow> = query.get_result(conn).optional()?;
    row.ok_or_else(|| StoreError::UnknownCheck { id: id.to_owned() })
}

fn save(conn: &mut AnyConnection, row: &CheckRow) -> Result<(), StoreError> {
    diesel::update(verification_checks::table.find(&row.id)).set(row).execute(conn)?;
    Ok(())
}

/// Forgets what was said when a response that is withdrawn was checked. That it was drawn stays, or nobody
/// could draw the same again.
pub(crate) fn forget(conn: &mut AnyConnection, response: &str) -> Result<(), StoreError> {
    diesel::delete(response_exclusions::table.find(response)).execute(conn)?;
    let checks = verification_checks::table.filter(verification_checks::response_id.eq(response));
    diesel::update(checks)
        .set((
            verification_checks::state.eq(WITHDRAWN),
            verification_checks::report.eq(None::<String>),
            verification_checks::held_by.eq(None::<String>),
            verification_checks::held_until.eq(None::<i64>),
        ))
        .execute(conn)?;
    Ok(())
}
