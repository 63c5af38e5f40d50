//! What the audit log tells of a row that differs, part by part.

use survey::seal::{Deviation, LineChange};

use super::acts::{self, Leaves};
use super::{Records, RowsNow, Told};
use crate::audit::Action;
use crate::seals::SealPart;
use crate::seals::check::family;

impl Records {
    pub(in crate::seals) fn explain(
        &self,
        part: &SealPart,
        deviation: &Deviation,
        rows: &RowsNow,
    ) -> Told {
        let (key, change) = (deviation.key.as_str(), deviation.change);
        let now = part.listing.digest_of(key);
        let recorded = |action| self.note(action, key).map(Told::recorded);
        let by_rule = |action| self.note(action, key).map(Told::by_rule);
        let added = change == LineChange::Added;
        let told = match family(&part.name) {
            "responses" => self.of_response(key, change, rows),
            "response_versions" => self.of_version(key, change),
            "attempts" if added => Some(Told::late()),
            "attempts" => self.attempts.get(key).map(Told::recorded),
            "units" => self.note(Action::UnitsChanged, "units").map(Told::recorded),
            "rounds" if change != LineChange::Removed => recorded(Action::RoundPut),
            "samples" if added => {
                let round = key.split('/').next().unwrap_or(key);
                self.note(Action::SampleDrawn, round).map(Told::recorded)
            }
            // Later versions change nothing of what was asked and scored before.
            "questionnaires" if added => by_rule(Action::QuestionnairePublished),
            "schemes" if added => by_rule(Action::SchemePublished),
            // A period is sealed first, and its bulletin names the seal.
            "bulletins" if added => by_rule(Action::BulletinPublished),
            "annual_formulas" if added => by_rule(Action::FormulaPublished),
            "issues" => self.of_issue(key, change, rows),
            "check_reports" if change == LineChange::Removed => self.of_report(key, rows),
            "exclusions" => {
                // One whose response a correction moved to another month went along.
                let moved = || self.note(Action::ResponseCorrected, key).map(Told::recorded);
                let moved = || moved().filter(|_| change != LineChange::Changed);
                self.of_act("exclusions", key, now).or_else(moved)
            }
            other => self.of_act(other, key, now),
        };
        told.unwrap_or_else(|| Told::unexplained("nothing on record tells of it"))
    }

    fn of_response(&self, key: &str, change: LineChange, rows: &RowsNow) -> Option<Told> {
        let now = rows.responses.get(key);
        let corrected = self.note(Action::ResponseCorrected, key);
        let is_as_corrected =
            corrected.zip(now).filter(|(note, (digest, _))| note.is.as_ref() == Some(digest));
        match change {
            LineChange::Changed => is_as_corrected.map(|(note, _)| Told::recorded(note)),
            LineChange::Removed => {
                let withdrawn = self.note(Action::ResponseWithdrawn, key).filter(|_| now.is_none());
                // A correction may move it to another month.
                let moved = is_as_corrected.map(|(note, _)| note);
                withdrawn.or(moved).map(Told::recorded)
            }
            LineChange::Added => {
                let is_late = now.is_some_and(|(_, seq)| *seq > self.last_response);
                let moved = is_as_corrected.map(|(note, _)| Told::recorded(note));
                moved.or_else(|| is_late.then(Told::late))
            }
        }
    }

    /// What was last done about a row, where that left what is there now.
    fn of_act(&self, part: &str, key: &str, now: Option<&str>) -> Option<Told> {
        let acts = acts::on(part).iter();
        let notes = acts.filter_map(|(action, leaves)| Some((self.note(*action, key)?, leaves)));
        let (note, leaves) = notes.max_by_key(|(note, _)| note.seq)?;
        let is_left = match (leaves, now) {
            (Leaves::Row, Some(now)) => note.row.as_deref() == Some(now),
            (Leaves::Nothing, None) => true,
            _ => false,
        };
        is_left.then(|| Told::recorded(note))
    }

    /// What was said when a response was checked goes with it.
    fn of_report(&self, check: &str, rows: &RowsNow) -> Option<Told> {
        let response = rows.checks.get(check)?;
        self.note(Action::ResponseWithdrawn, response).map(Told::recorded)
    }

    fn of_version(&self, key: &str, change: LineChange) -> Option<Told> {
        let response = key.split('/').next().unwrap_or(key);
        let action = match change {
            LineChange::Added => Action::ResponseCorrected,
            LineChange::Removed => Action::ResponseWithdrawn,
            LineChange::Changed => return None,
        };
        // One that a correction moved to another month took its versions along.
        let moved = || self.note(Action::ResponseCorrected, response);
        self.note(action, response).or_else(moved).map(Told::recorded)
    }

    /// The ledger goes on: what is handed to another unit later is no longer what it was.
    fn of_issue(&self, key: &str, change: LineChange, rows: &RowsNow) -> Option<Told> {
        let (opened_at, response) = rows.issues.get(key)?;
        let of_response = |response: &String| {
            let corrected = self.note(Action::ResponseCorrected, response);
            corrected.or_else(|| self.note(Action::ResponseWithdrawn, response))
        };
        match change {
            LineChange::Added => (*opened_at > self.sealed_at).then(Told::late),
            LineChange::Changed => {
                let response = response.as_ref().and_then(of_response).map(Told::recorded);
                response.or_else(|| self.note(Action::IssueStepped, key).map(Told::by_rule))
            }
            LineChange::Removed => {
                // The day on which it was brought forward is that of the interview.
                response.as_ref().and_then(of_response).map(Told::recorded)
            }
        }
    }
}
