//! What is done to bulletins. Whoever acts names the digest of what they saw, so that of two at once one
//! is told to look again.

use diesel::prelude::*;
use serde_json::{Map, Value, json};
use survey::bulletin::BulletinStep;
use survey::problem::quoted;
use survey::{BulletinState, BulletinSubject, Problem};
use uuid::Uuid;

use super::{Bulletin, BulletinContent, BulletinRow, find};
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{from_json, kind_text, parse};
use crate::schema::{bulletins, questionnaires, units};
use crate::writer::Written;
use crate::{StoreError, revision, seals};

impl Authored<'_> {
    /// Drafts a bulletin about what nothing is published of yet.
    ///
    /// # Errors
    /// [`StoreError::Invalid`]; [`StoreError::BulletinInWork`] when there is a draft already;
    /// [`StoreError::BulletinPublished`] when there is more than a draft.
    pub fn draft_bulletin(
        self,
        subject: &BulletinSubject,
        content: &BulletinContent,
    ) -> Result<Bulletin, StoreError> {
        let (by, subject, content) = (self.name().to_owned(), subject.clone(), content.clone());
        self.store().writer.write(move |conn| {
            check(conn, Some(&subject), &content)?;
            if let Some(id) = standing(conn, &subject, &[BulletinState::Published])? {
                return Err(StoreError::BulletinPublished { id });
            }
            let row = BulletinRow::draft(&subject, 1, &content, None, &by);
            insert(conn, &subject, &row, &by)
        })
    }

    /// Drafts the next revision of a published bulletin, for a reason.
    ///
    /// # Errors
    /// As [`Self::draft_bulletin`]; [`StoreError::UnknownBulletin`]; [`StoreError::BulletinRefused`]
    /// when it is not what is published now.
    pub fn correct_bulletin(
        self,
        id: Uuid,
        content: &BulletinContent,
        reason: &str,
    ) -> Result<Bulletin, StoreError> {
        let (by, id) = (self.name().to_owned(), id.to_string());
        let (content, reason) = (content.clone(), reason.to_owned());
        self.store().writer.write(move |conn| {
            check(conn, None, &content)?;
            let old = known(conn, &id)?.after(BulletinStep::Correct, &by)?.head;
            let next = old.revision + 1;
            let subject = old.into_bulletin()?.subject;
            let row = BulletinRow::draft(&subject, next, &content, Some(&reason), &by);
            insert(conn, &subject, &row, &by)
        })
    }

    /// Puts another content in the place of a draft's, which then has to be reviewed (again).
    ///
    /// # Errors
    /// [`StoreError::Invalid`]; those of [`Self::review_bulletin`].
    pub fn edit_bulletin(
        self,
        id: Uuid,
        seen: &str,
        content: &BulletinContent,
    ) -> Result<Bulletin, StoreError> {
        self.take(id, seen, BulletinStep::Edit, Change::Content(content.clone()))
    }

    /// Finds the content of a draft right that others wrote.
    ///
    /// # Errors
    /// [`StoreError::UnknownBulletin`]; [`StoreError::BulletinChanged`] when it is not what was `seen`;
    /// [`StoreError::BulletinRefused`].
    pub fn review_bulletin(self, id: Uuid, seen: &str) -> Result<Bulletin, StoreError> {
        self.take(id, seen, BulletinStep::Review, Change::Nothing)
    }

    /// Publishes a reviewed draft. What it corrects is superseded in the same moment.
    ///
    /// # Errors
    /// As [`Self::review_bulletin`].
    pub fn publish_bulletin(self, id: Uuid, seen: &str) -> Result<Bulletin, StoreError> {
        self.take(id, seen, BulletinStep::Publish, Change::Nothing)
    }

    /// Gives a draft up, for a reason.
    ///
    /// # Errors
    /// As [`Self::review_bulletin`].
    pub fn withdraw_bulletin(
        self,
        id: Uuid,
        seen: &str,
        reason: &str,
    ) -> Result<Bulletin, StoreError> {
        self.take(id, seen, BulletinStep::Withdraw, Change::Reason(reason.to_owned()))
    }

    fn take(
        self,
        id: Uuid,
        seen: &str,
        step: BulletinStep,
        change: Change,
    ) -> Result<Bulletin, StoreError> {
        let (by, id, seen) = (self.name().to_owned(), id.to_string(), seen.to_owned());
        self.store().writer.write(move |conn| {
            let old = known(conn, &id)?;
            let mut row = old.after(step, &by)?;
            if old.head.digest != seen {
                return Err(StoreError::BulletinChanged { id: id.clone() });
            }
            match &change {
                Change::Nothing => {}
                Change::Content(content) => {
                    check(conn, None, content)?;
                    row.set(content);
                }
                Change::Reason(reason) => row.head.closing_reason = Some(reason.clone()),
            }
            let publishes = step == BulletinStep::Publish;
            if publishes {
                supersede(conn, &row, &by)?;
                let period = parse(&row.head.period, &row.head.what())?;
                row.head.seal = seals::covering(conn, period)?;
            }
            save(conn, &old, &row)?;
            record(conn, action_of(step), &row, &by)?;
            // Whoever waits for publication sees other figures now.
            Ok(Written { value: row.head.into_bulletin()?, changed: publishes })
        })
    }
}

/// What a step brings along.
#[derive(Debug, Clone)]
enum Change {
    Nothing,
    Content(BulletinContent),
    Reason(String),
}

fn action_of(step: BulletinStep) -> Action {
    match step {
        BulletinStep::Edit => Action::BulletinEdited,
        BulletinStep::Review => Action::BulletinReviewed,
        BulletinStep::Publish => Action::BulletinPublished,
        BulletinStep::Withdraw => Action::BulletinWithdrawn,
        BulletinStep::Correct => Action::BulletinDrafted,
        BulletinStep::Supersede => Action::BulletinSuperseded,
    }
}

/// Everything that is wrong with a draft.
fn check(
    conn: &mut AnyConnection,
    subject: Option<&BulletinSubject>,
    content: &BulletinContent,
) -> Result<(), StoreError> {
    let mut problems = Vec::new();
    if let Some(subject) = subject {
        problems.extend(subject.problem());
        let (form, unit) = (subject.questionnaire.as_str(), subject.unit.as_str());
        let forms = questionnaires::table.filter(questionnaires::code.eq(form)).count();
        if forms.get_result::<i64>(conn)? == 0 {
            let detail = format!("there is no questionnaire {}", quoted(form));
            problems.push(Problem::new("unknown_questionnaire", "/questionnaire", detail));
        }
        if units::table.find(unit).count().get_result::<i64>(conn)? == 0 {
            let detail = format!("there is no unit {}", quoted(unit));
            problems.push(Problem::new("unknown_unit", "/unit", detail));
        }
    }
    if from_json::<Map<String, Value>>(&content.json, "content").is_err() {
        let detail = "the content of a bulletin is a JSON object";
        problems.push(Problem::new("bad_content", "/content", detail));
    }
    let newest = revision::edition(conn)?.revision;
    if !(0..=newest).contains(&content.data_revision) {
        let detail = format!("the data have the revisions 0 to {newest}");
        problems.push(Problem::new("unknown_data_revision", "/data_revision", detail));
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(StoreError::Invalid { what: "the bulletin".to_owned(), problems })
}

fn known(conn: &mut AnyConnection, id: &str) -> Result<BulletinRow, StoreError> {
    find(conn, id)?.ok_or_else(|| StoreError::UnknownBulletin { id: id.to_owned() })
}

/// The bulletin about something that is in one of some states.
fn standing(
    conn: &mut AnyConnection,
    subject: &BulletinSubject,
    states: &[BulletinState],
) -> Result<Option<String>, StoreError> {
    let query = bulletins::table
        .filter(bulletins::questionnaire.eq(subject.questionnaire.as_str()))
        .filter(bulletins::kind.eq(kind_text(subject.kind)))
        .filter(bulletins::period.eq(subject.period.to_string()))
        .filter(bulletins::unit.eq(subject.unit.as_str()))
        .filter(bulletins::state.eq_any(states.iter().map(|state| state.as_str())))
        .select(bulletins::id);
    Ok(query.first(conn).optional()?)
}

/// Adds a draft where nobody is at work on another.
fn insert(
    conn: &mut AnyConnection,
    subject: &BulletinSubject,
    row: &BulletinRow,
    by: &str,
) -> Result<Written<Bulletin>, StoreError> {
    let open = [BulletinState::Draft, BulletinState::Reviewed];
    if let Some(id) = standing(conn, subject, &open)? {
        return Err(StoreError::BulletinInWork { id });
    }
    diesel::insert_into(bulletins::table).values(row).execute(conn)?;
    record(conn, Action::BulletinDrafted, row, by)?;
    Ok(Written { value: row.head.clone().into_bulletin()?, changed: false })
}

/// Puts what is published aside for its next revision.
fn supersede(conn: &mut AnyConnection, next: &BulletinRow, by: &str) -> Result<(), StoreError> {
    let subject = next.head.clone().into_bulletin()?.subject;
    let Some(id) = standing(conn, &subject, &[BulletinState::Published])? else { return Ok(()) };
    let old = known(conn, &id)?;
    let row = old.after(BulletinStep::Supersede, by)?;
    save(conn, &old, &row)?;
    record(conn, Action::BulletinSuperseded, &row, by)
}

/// The one place where a bulletin is written that stands already: over what was read and nothing else.
fn save(conn: &mut AnyConnection, old: &BulletinRow, new: &BulletinRow) -> Result<(), StoreError> {
    let seen = bulletins::table
        .find(&old.head.id)
        .filter(bulletins::state.eq(&old.head.state))
        .filter(bulletins::digest.eq(&old.head.digest));
    match diesel::update(seen).set(new).execute(conn)? {
        1 => Ok(()),
        _ => Err(StoreError::BulletinChanged { id: old.head.id.clone() }),
    }
}

fn record(
    conn: &mut AnyConnection,
    action: Action,
    row: &BulletinRow,
    by: &str,
) -> Result<(), StoreError> {
    let head = &row.head;
    let mut detail = json!({"id": head.id, "digest": head.digest});
    let reason = match action {
        Action::BulletinDrafted => head.reason.as_ref(),
        Action::BulletinWithdrawn => head.closing_reason.as_ref(),
        _ => None,
    };
    if let Some(reason) = reason {
        detail["reason"] = reason.as_str().into();
    }
    audit::append(conn, &Entry { actor: by.to_owned(), action, subject: head.what(), detail })
}
