//! Taking in what waited for a form that is published by now.
//!
//! There may be thousands of them. So each slice is a write of its own, between which others have
//! their turn; what was published stays so, whatever becomes of the rest.

use std::sync::Arc;

use diesel::prelude::*;
use survey::validate::{Verdict, judge};
use survey::{Questionnaire, Response, Round, UnitTree};

use super::{Cause, Decision, QuarantineRow, find, settle, take};
use crate::audit::COMMAND_LINE;
use crate::connection::AnyConnection;
use crate::row::from_json;
use crate::schema::quarantine;
use crate::writer::Written;
use crate::{Store, StoreError, consequences, questionnaires, rounds, units};

/// Responses that are taken in together.
const SLICE: i64 = 100;

/// What responses are checked against.
pub(super) struct Against {
    rounds: Vec<Round>,
    forms: Vec<Questionnaire>,
    units: UnitTree,
}

impl Against {
    pub(super) fn load(conn: &mut AnyConnection) -> Result<Self, StoreError> {
        Ok(Self {
            rounds: rounds::stored(conn)?,
            forms: questionnaires::stored(conn)?,
            units: units::tree(conn)?,
        })
    }

    /// Whether a response fits the form that it was asked by.
    pub(super) fn check(&self, response: &Response) -> Result<(), StoreError> {
        let problems = match judge(response, &self.rounds, &self.forms, &self.units) {
            Verdict::Sound => return Ok(()),
            Verdict::Faulty(problems) => problems,
            Verdict::UnknownForm => {
                let detail = "its version of the questionnaire is not published here yet";
                vec![survey::Problem::new("unknown_form", "/form_version", detail)]
            }
        };
        Err(StoreError::Invalid { what: format!("response {}", response.id), problems })
    }

    /// Whether a response was asked by a form, as its round says.
    fn was_asked_by(&self, response: &Response, form: &Questionnaire) -> bool {
        let round = self.rounds.iter().find(|round| round.code == response.round);
        round.is_some_and(|round| {
            let version = response.form_version.unwrap_or(round.version);
            round.questionnaire == form.code && version == form.version
        })
    }
}

/// Where a slice ends.
type Place = (i64, String, String);

impl Store {
    /// Takes in what waited for forms that are published by now, as far as it fits them: what was left
    /// when the service stopped.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn take_in_held(&self) -> Result<(), StoreError> {
        self.take_in(None)
    }

    /// Takes in what waited for a form, now that it is published. Whoever published it is done, and what
    /// can't be taken in now is at the next start or publication.
    pub(crate) fn take_in_held_for(&self, form: &Questionnaire) {
        let _: Result<(), StoreError> = self.take_in(Some(form));
    }

    fn take_in(&self, form: Option<&Questionnaire>) -> Result<(), StoreError> {
        let mut from: Place = (i64::MIN, String::new(), String::new());
        let mut against = None;
        loop {
            let rows = self.read(|conn| held_after(conn, &from))?;
            let Some(last) = rows.last() else { return Ok(()) };
            from = (last.received_at, last.response_id.clone(), last.digest.clone());
            // Units and forms only grow: what was read once serves all slices.
            let against = match &against {
                Some(loaded) => Arc::clone(loaded),
                None => Arc::clone(against.insert(Arc::new(self.read(Against::load)?))),
            };
            let mut slice = Vec::new();
            for row in rows {
                let response: Response = from_json(&row.payload, "a response in quarantine")?;
                let asked = form.is_none_or(|form| against.was_asked_by(&response, form));
                if asked && against.check(&response).is_ok() {
                    slice.push((row.response_id, row.digest));
                }
            }
            if !slice.is_empty() {
                self.writer.write(move |conn| take_slice(conn, &slice, &against))?;
            }
        }
    }
}

fn held_after(
    conn: &mut AnyConnection,
    (at, id, digest): &Place,
) -> Result<Vec<QuarantineRow>, StoreError> {
    let same_id = quarantine::response_id
        .gt(id)
        .or(quarantine::response_id.eq(id).and(quarantine::digest.gt(digest)));
    let query = quarantine::table
        .filter(quarantine::cause.eq(Cause::UnknownForm.as_str()))
        .filter(quarantine::settled_at.is_null())
        .filter(quarantine::received_at.gt(at).or(quarantine::received_at.eq(at).and(same_id)))
        .order((quarantine::received_at, quarantine::response_id, quarantine::digest))
        .limit(SLICE)
        .select(QuarantineRow::as_select());
    Ok(query.load(conn)?)
}

/// Takes in some that fit. One that may not be without a person goes on waiting for one.
fn take_slice(
    conn: &mut AnyConnection,
    slice: &[(String, String)],
    against: &Against,
) -> Result<Written<()>, StoreError> {
    let mut changed = false;
    for (id, digest) in slice {
        let waiting = find(conn, id, digest)?.filter(|row| row.settled_at.is_none());
        let Some(row) = waiting else { continue };
        changed = true;
        let response: Response = from_json(&row.payload, "a response in quarantine")?;
        if consequences::is_second(conn, &response)? {
            diesel::update(quarantine::table.find((id, digest)))
                .set(quarantine::cause.eq(Cause::SecondInterview.as_str()))
                .execute(conn)?;
            continue;
        }
        match take(conn, &row, against, None, COMMAND_LINE, "") {
            Ok(()) => {
                let reason = "its version of the questionnaire was published";
                settle(conn, &row, Decision::Take, COMMAND_LINE, reason)?;
            }
            Err(StoreError::Invalid { .. } | StoreError::Superseded { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Written { value: (), changed })
}
