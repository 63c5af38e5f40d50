//! A bulletin as it stands in the table.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use survey::BulletinSubject;
use survey::bulletin::{BulletinLife, BulletinStep};
use uuid::Uuid;

use super::{Act, Bulletin, BulletinContent, digest_of};
use crate::StoreError;
use crate::row::{instant, kind_of, kind_text, micros, parse, version};
use crate::schema::bulletins;

/// Everything but the content, which is long.
#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = bulletins, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct HeadRow {
    pub(super) id: String,
    pub(super) questionnaire: String,
    pub(super) kind: String,
    pub(super) period: String,
    pub(super) unit: String,
    pub(super) revision: i64,
    pub(super) state: String,
    pub(super) digest: String,
    pub(super) data_revision: i64,
    pub(super) reason: Option<String>,
    made_at: i64,
    made_by: String,
    edited_at: i64,
    edited_by: String,
    reviewed_at: Option<i64>,
    reviewed_by: Option<String>,
    published_at: Option<i64>,
    published_by: Option<String>,
    closed_at: Option<i64>,
    closed_by: Option<String>,
    pub(super) closing_reason: Option<String>,
    pub(super) seal: Option<String>,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = bulletins, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct BulletinRow {
    #[diesel(embed)]
    #[serde(flatten)]
    pub(super) head: HeadRow,
    content: String,
}

impl HeadRow {
    /// How messages and the audit log call it.
    pub(super) fn what(&self) -> String {
        let Self { questionnaire, kind, period, unit, revision, .. } = self;
        format!("bulletin {questionnaire} {kind} {period} {unit} r{revision}")
    }

    fn life(&self) -> Result<BulletinLife, StoreError> {
        Ok(BulletinLife {
            state: parse(&self.state, &self.what())?,
            made_by: self.made_by.clone(),
            edited_by: self.edited_by.clone(),
            reviewed_by: self.reviewed_by.clone(),
        })
    }

    pub(super) fn into_bulletin(self) -> Result<Bulletin, StoreError> {
        let what = self.what();
        let act = |at: i64, by: String| Ok::<_, StoreError>(Act { at: instant(at, &what)?, by });
        let maybe = |at: Option<i64>, by: Option<String>| match (at, by) {
            (Some(at), Some(by)) => act(at, by).map(Some),
            _ => Ok(None),
        };
        Ok(Bulletin {
            id: parse(&self.id, &what)?,
            subject: BulletinSubject {
                questionnaire: parse(&self.questionnaire, &what)?,
                kind: kind_of(&self.kind, &what)?,
                period: parse(&self.period, &what)?,
                unit: parse(&self.unit, &what)?,
            },
            revision: version(self.revision, &what)?,
            state: parse(&self.state, &what)?,
            digest: self.digest,
            data_revision: self.data_revision,
            reason: self.reason,
            made: act(self.made_at, self.made_by)?,
            edited: act(self.edited_at, self.edited_by)?,
            reviewed: maybe(self.reviewed_at, self.reviewed_by)?,
            published: maybe(self.published_at, self.published_by)?,
            closed: maybe(self.closed_at, self.closed_by)?,
            closing_reason: self.closing_reason,
            seal: self.seal,
        })
    }
}

impl BulletinRow {
    /// A draft that somebody makes now.
    pub(super) fn draft(
        subject: &BulletinSubject,
        revision: i64,
        content: &BulletinContent,
        reason: Option<&str>,
        by: &str,
    ) -> Self {
        let (life, now) = (BulletinLife::new(by), micros(Timestamp::now()));
        let head = HeadRow {
            id: Uuid::now_v7().to_string(),
            questionnaire: subject.questionnaire.to_string(),
            kind: kind_text(subject.kind).to_owned(),
            period: subject.period.to_string(),
            unit: subject.unit.to_string(),
            revision,
            state: life.state.as_str().to_owned(),
            digest: digest_of(&content.json),
            data_revision: content.data_revision,
            reason: reason.map(str::to_owned),
            made_at: now,
            made_by: life.made_by,
            edited_at: now,
            edited_by: life.edited_by,
            reviewed_at: None,
            reviewed_by: life.reviewed_by,
            published_at: None,
            published_by: None,
            closed_at: None,
            closed_by: None,
            closing_reason: None,
            seal: None,
        };
        Self { head, content: content.json.clone() }
    }

    /// The same after somebody's step.
    pub(super) fn after(&self, step: BulletinStep, by: &str) -> Result<Self, StoreError> {
        let next = self.head.life()?.after(step, by);
        let life = next.map_err(|refusal| StoreError::BulletinRefused { refusal })?;
        let mut row = self.clone();
        let (head, now, by) = (&mut row.head, micros(Timestamp::now()), by.to_owned());
        match step {
            BulletinStep::Edit => {
                (head.edited_at, head.reviewed_at) = (now, None);
            }
            BulletinStep::Review => head.reviewed_at = Some(now),
            BulletinStep::Publish => {
                (head.published_at, head.published_by) = (Some(now), Some(by));
            }
            BulletinStep::Withdraw | BulletinStep::Supersede => {
                (head.closed_at, head.closed_by) = (Some(now), Some(by));
            }
            BulletinStep::Correct => {}
        }
        life.state.as_str().clone_into(&mut head.state);
        (head.edited_by, head.reviewed_by) = (life.edited_by, life.reviewed_by);
        Ok(row)
    }

    /// Puts another content in.
    pub(super) fn set(&mut self, content: &BulletinContent) {
        self.head.digest = digest_of(&content.json);
        self.head.data_revision = content.data_revision;
        self.content.clone_from(&content.json);
    }

    pub(super) fn into_whole(self) -> Result<(Bulletin, String), StoreError> {
        if digest_of(&self.content) != self.head.digest {
            let what = self.head.what();
            return Err(StoreError::unreadable(what, "its content is not what its digest says"));
        }
        Ok((self.head.into_bulletin()?, self.content))
    }
}
