//! The audit log: who did what and when, each entry chained to the one before.
//!
//! An entry is written in the transaction of what it tells of, so that neither stands without the
//! other. Nothing here is ever changed. Whoever changes the file itself breaks the chain, which
//! [`Store::verify_audit`] finds; only taking away the newest entries leaves a whole chain, and so
//! the newest digest is worth noting down elsewhere.

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::connection::AnyConnection;
use crate::row::{from_json, instant, micros, to_json};
use crate::schema::audit_log;
use crate::writer::Written;
use crate::{Store, StoreError};

/// Who acts when someone types a command on the machine of the database.
pub const COMMAND_LINE: &str = "command line";

/// Entries held in memory at a time.
const PAGE_LEN: i64 = 2_000;

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Signed in.
    SignedIn,
    /// Failed to sign in.
    SignInFailed,
    /// Handed out a token for a program or a phone.
    TokenMade,
    /// Ended sessions.
    SignedOut,
    /// Made an account.
    UserAdded,
    /// Gave roles, and took the others.
    RolesSet,
    /// Set a password, or demanded another.
    PasswordSet,
    /// Closed an account.
    UserDisabled,
    /// Opened it again.
    UserEnabled,
    /// Made a link that signs in.
    LinkMade,
    /// Set up a second factor.
    SecondFactorAdded,
    /// Took it away, or somebody else's.
    SecondFactorRemoved,
    /// Changed units.
    UnitsChanged,
    /// Published a questionnaire.
    QuestionnairePublished,
    /// Uploaded a draft of a questionnaire.
    DraftUploaded,
    /// Threw a draft away.
    DraftDiscarded,
    /// Drafted a bulletin, or a correction of one.
    BulletinDrafted,
    /// Put another content into a draft of a bulletin.
    BulletinEdited,
    /// Found a bulletin right that somebody else wrote.
    BulletinReviewed,
    /// Published a bulletin.
    BulletinPublished,
    /// Put a later revision in the place of a published bulletin.
    BulletinSuperseded,
    /// Gave a draft of a bulletin up.
    BulletinWithdrawn,
    /// Worded the sentences of bulletins.
    BulletinTemplateWritten,
    /// Published a scoring scheme.
    SchemePublished,
    /// Opened a round, or widened one.
    RoundPut,
    /// Brought a file in.
    Imported,
    /// Put other content in place of a stored response.
    ResponseCorrected,
    /// Took a response out for good.
    ResponseWithdrawn,
    /// Sealed a period, or sealed it again.
    PeriodSealed,
    /// Decided about a response in quarantine.
    QuarantineSettled,
    /// Added contacts to a list.
    ContactsAdded,
    /// Read who somebody is, to call or visit them.
    ContactRead,
    /// Deleted what tells persons.
    ContactsDeleted,
    /// Drew a sample.
    SampleDrawn,
    /// Added a case by hand.
    CaseAdded,
    /// Set the rules of fieldwork.
    FieldworkRulesSet,
    /// Set quotas.
    QuotasSet,
    /// Set what a unit is to reach.
    AimSet,
    /// Took that back.
    AimRemoved,
    /// Entered something that counts for a year, or a correction of it.
    EntryEntered,
    /// Confirmed an entry of somebody else.
    EntryConfirmed,
    /// Put a later version in the place of a confirmed entry.
    EntrySuperseded,
    /// Gave an entry up.
    EntryWithdrawn,
    /// Published a formula of the year's score.
    FormulaPublished,
    /// Computed the score of a year.
    ScoreEntered,
    /// Confirmed the score of a year that somebody else computed.
    ScoreConfirmed,
    /// Put a later score in the place of a confirmed one.
    ScoreSuperseded,
    /// Gave the score of a year up.
    ScoreWithdrawn,
    /// Logged what was told to the public.
    PublicityLogged,
    /// Took that back.
    PublicityRemoved,
    /// Opened an issue by hand.
    IssueOpened,
    /// Took a step of an issue.
    IssueStepped,
    /// Sent a file that shows what was done about an issue.
    EvidenceSent,
    /// Made a common issue of several.
    CommonIssueMade,
    /// Took a step of a common issue.
    CommonIssueStepped,
    /// Set the time limits of the ledger.
    IssueRulesSet,
    /// Said which days are worked.
    CalendarSet,
    /// Proposed a supervision order.
    OrderProposed,
    /// Took a step of one.
    OrderStepped,
    /// Set the rules of supervision.
    SupervisionRulesSet,
    /// Saved a view of the figures.
    ViewSaved,
    /// Forgot one.
    ViewDeleted,
    /// Read a single response.
    ResponseRead,
    /// Looked at a photo of an interview.
    PhotoRead,
    /// Took data away as a file.
    Exported,
    /// Set the rules of verification.
    VerificationRulesSet,
    /// Drew interviews to be checked.
    ChecksDrawn,
    /// Said what a check found.
    CheckRecorded,
    /// Left an interview out of the second score, by rule.
    ResponseExcluded,
    /// Took it in again.
    ResponseIncluded,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 70] = [
        Self::SignedIn,
        Self::SignInFailed,
        Self::TokenMade,
        Self::SignedOut,
        Self::UserAdded,
        Self::RolesSet,
        Self::PasswordSet,
        Self::UserDisabled,
        Self::UserEnabled,
        Self::LinkMade,
        Self::SecondFactorAdded,
        Self::SecondFactorRemoved,
        Self::UnitsChanged,
        Self::QuestionnairePublished,
        Self::DraftUploaded,
        Self::DraftDiscarded,
        Self::BulletinDrafted,
        Self::BulletinEdited,
        Self::BulletinReviewed,
        Self::BulletinPublished,
        Self::BulletinSuperseded,
        Self::BulletinWithdrawn,
        Self::BulletinTemplateWritten,
        Self::SchemePublished,
        Self::RoundPut,
        Self::Imported,
        Self::ResponseCorrected,
        Self::ResponseWithdrawn,
        Self::PeriodSealed,
        Self::QuarantineSettled,
        Self::ContactsAdded,
        Self::ContactRead,
        Self::ContactsDeleted,
        Self::SampleDrawn,
        Self::CaseAdded,
        Self::FieldworkRulesSet,
        Self::QuotasSet,
        Self::AimSet,
        Self::AimRemoved,
        Self::EntryEntered,
        Self::EntryConfirmed,
        Self::EntrySuperseded,
        Self::EntryWithdrawn,
        Self::FormulaPublished,
        Self::ScoreEntered,
        Self::ScoreConfirmed,
        Self::ScoreSuperseded,
        Self::ScoreWithdrawn,
        Self::PublicityLogged,
        Self::PublicityRemoved,
        Self::IssueOpened,
        Self::IssueStepped,
        Self::EvidenceSent,
        Self::CommonIssueMade,
        Self::CommonIssueStepped,
        Self::IssueRulesSet,
        Self::CalendarSet,
        Self::OrderProposed,
        Self::OrderStepped,
        Self::SupervisionRulesSet,
        Self::ViewSaved,
        Self::ViewDeleted,
        Self::ResponseRead,
        Self::PhotoRead,
        Self::Exported,
        Self::VerificationRulesSet,
        Self::ChecksDrawn,
        Self::CheckRecorded,
        Self::ResponseExcluded,
        Self::ResponseIncluded,
    ];

    /// Its name in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::TokenMade => "token_made",
            Self::SignedOut => "signed_out",
            Self::UserAdded => "user_added",
            Self::RolesSet => "roles_set",
            Self::PasswordSet => "password_set",
            Self::UserDisabled => "user_disabled",
            Self::UserEnabled => "user_enabled",
            Self::LinkMade => "link_made",
            Self::SecondFactorAdded => "second_factor_added",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::UnitsChanged => "units_changed",
            Self::QuestionnairePublished => "questionnaire_published",
            Self::DraftUploaded => "draft_uploaded",
            Self::DraftDiscarded => "draft_discarded",
            Self::BulletinDrafted => "bulletin_drafted",
            Self::BulletinEdited => "bulletin_edited",
            Self::BulletinReviewed => "bulletin_reviewed",
            Self::BulletinPublished => "bulletin_published",
            Self::BulletinSuperseded => "bulletin_superseded",
            Self::BulletinWithdrawn => "bulletin_withdrawn",
            Self::BulletinTemplateWritten => "bulletin_template_written",
            Self::SchemePublished => "scheme_published",
            Self::RoundPut => "round_put",
            Self::Imported => "imported",
            Self::ResponseCorrected => "response_corrected",
            Self::ResponseWithdrawn => "response_withdrawn",
            Self::PeriodSealed => "period_sealed",
            Self::QuarantineSettled => "quarantine_settled",
            Self::ContactsAdded => "contacts_added",
            Self::ContactRead => "contact_read",
            Self::ContactsDeleted => "contacts_deleted",
            Self::SampleDrawn => "sample_drawn",
            Self::CaseAdded => "case_added",
            Self::FieldworkRulesSet => "fieldwork_rules_set",
            Self::QuotasSet => "quotas_set",
            Self::AimSet => "aim_set",
            Self::AimRemoved => "aim_removed",
            Self::EntryEntered => "entry_entered",
            Self::EntryConfirmed => "entry_confirmed",
            Self::EntrySuperseded => "entry_superseded",
            Self::EntryWithdrawn => "entry_withdrawn",
            Self::FormulaPublished => "formula_published",
            Self::ScoreEntered => "score_entered",
            Self::ScoreConfirmed => "score_confirmed",
            Self::ScoreSuperseded => "score_superseded",
            Self::ScoreWithdrawn => "score_withdrawn",
            Self::PublicityLogged => "publicity_logged",
            Self::PublicityRemoved => "publicity_removed",
            Self::IssueOpened => "issue_opened",
            Self::IssueStepped => "issue_stepped",
            Self::EvidenceSent => "evidence_sent",
            Self::CommonIssueMade => "common_issue_made",
            Self::CommonIssueStepped => "common_issue_stepped",
            Self::IssueRulesSet => "issue_rules_set",
            Self::CalendarSet => "calendar_set",
            Self::OrderProposed => "order_proposed",
            Self::OrderStepped => "order_stepped",
            Self::SupervisionRulesSet => "supervision_rules_set",
            Self::ViewSaved => "view_saved",
            Self::ViewDeleted => "view_deleted",
            Self::ResponseRead => "response_read",
            Self::PhotoRead => "photo_read",
            Self::Exported => "exported",
            Self::VerificationRulesSet => "verification_rules_set",
            Self::ChecksDrawn => "checks_drawn",
            Self::CheckRecorded => "check_recorded",
            Self::ResponseExcluded => "response_excluded",
            Self::ResponseIncluded => "response_included",
        }
    }
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place: 1, 2, 3 and so on.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who: the name of a user, or [`COMMAND_LINE`].
    pub actor: String,
    /// What: see [`Action::as_str`].
    pub action: String,
    /// To whom or what.
    pub subject: String,
    /// More about it: a JSON object without personal data.
    pub detail: Value,
    /// SHA-256 of the entry, which holds that of the one before.
    pub digest: String,
}

/// What looking through the whole log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCheck {
    /// Entries that are sound.
    pub entries: u64,
    /// Digest of the last of them.
    pub last_digest: String,
    /// The first entry that is not, and why.
    pub fault: Option<(i64, &'static str)>,
}

/// An entry to be written.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) actor: String,
    pub(crate) action: Action,
    pub(crate) subject: String,
    pub(crate) detail: Value,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log)]
pub(crate) struct AuditRow {
    seq: i64,
    at: i64,
    actor: String,
    action: String,
    subject: String,
    detail: String,
    previous: String,
    digest: String,
}

/// What a digest is taken over. The order of these fields is part of every digest.
#[derive(Serialize)]
struct Canonical<'a> {
    form: u32,
    seq: i64,
    at: i64,
    actor: &'a str,
    action: &'a str,
    subject: &'a str,
    detail: &'a str,
    previous: &'a str,
}

impl AuditRow {
    fn computed_digest(&self) -> Result<String, StoreError> {
        let Self { seq, at, actor, action, subject, detail, previous, .. } = self;
        let (seq, at) = (*seq, *at);
        let canonical = Canonical { form: 1, seq, at, actor, action, subject, detail, previous };
        let bytes = serde_json::to_vec(&canonical)
            .map_err(|error| StoreError::unreadable("an entry of the audit log", error))?;
        Ok(hex::encode(Sha256::digest(bytes)))
    }

    fn into_entry(self) -> Result<AuditEntry, StoreError> {
        let what = format!("entry {} of the audit log", self.seq);
        Ok(AuditEntry {
            at: instant(self.at, &what)?,
            detail: from_json(&self.detail, &what)?,
            seq: self.seq,
            actor: self.actor,
            action: self.action,
            subject: self.subject,
            digest: self.digest,
        })
    }
}

/// Writes an entry, in a transaction that holds the write lock.
pub(crate) fn append(conn: &mut AnyConnection, entry: &Entry) -> Result<(), StoreError> {
    let (last, previous) = head(conn)?;
    let mut row = AuditRow {
        seq: last + 1,
        at: micros(Timestamp::now()),
        actor: entry.actor.clone(),
        action: entry.action.as_str().to_owned(),
        subject: entry.subject.clone(),
        detail: to_json(&entry.detail, "the detail of an entry")?,
        previous,
        digest: String::new(),
    };
    row.digest = row.computed_digest()?;
    diesel::insert_into(audit_log::table).values(&row).execute(conn)?;
    Ok(())
}

/// Number and digest of the newest entry; 0 and 64 zeros before the first.
pub(crate) fn head(conn: &mut AnyConnection) -> Result<(i64, String), StoreError> {
    let last: Option<(i64, String)> = audit_log::table
        .order(audit_log::seq.desc())
        .select((audit_log::seq, audit_log::digest))
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or_else(|| (0, first())))
}

/// Stands before the first entry.
fn first() -> String {
    "0".repeat(64)
}

impl Entry {
    /// What a command did.
    pub(crate) fn of_command_line(action: Action, subject: &impl ToString, detail: Value) -> Self {
        let (actor, subject) = (COMMAND_LINE.to_owned(), subject.to_string());
        Self { actor, action, subject, detail }
    }
}

impl Store {
    /// Puts on record what somebody did that changed nothing here: reading, taking away.
    ///
    /// # Errors
    /// When the database cannot be written. Then what was done must not be shown.
    pub fn record_action(
        &self,
        actor: &str,
        action: Action,
        subject: &str,
        detail: Value,
    ) -> Result<(), StoreError> {
        let (actor, subject) = (actor.to_owned(), subject.to_owned());
        let entry = Entry { actor, action, subject, detail };
        self.writer.write(move |conn| {
            append(conn, &entry)?;
            Ok(Written { value: (), changed: false })
        })
    }

    /// Place of the newest entry; 0 in an empty log.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn newest_audit_entry(&self) -> Result<i64, StoreError> {
        self.read(|conn| {
            let newest: Option<i64> = audit_log::table.select(max(audit_log::seq)).first(conn)?;
            Ok(newest.unwrap_or(0))
        })
    }

    /// Entries after one of them, at most so many.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn audit_entries(&self, after: i64, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let rows = self.read(|conn| page(conn, after, i64::from(limit)))?;
        rows.into_iter().map(AuditRow::into_entry).collect()
    }

    /// Looks through the whole log: no gap, no entry changed, each chained to the one before.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn verify_audit(&self) -> Result<AuditCheck, StoreError> {
        self.read(|conn| conn.snapshot(verify))
    }
}

fn page(conn: &mut AnyConnection, after: i64, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
    Ok(audit_log::table
        .filter(audit_log::seq.gt(after))
        .order(audit_log::seq)
        .limit(limit)
        .select(AuditRow::as_select())
        .load(conn)?)
}

/// Entries after one of them that tell of some actions.
pub(crate) fn telling_of(
    conn: &mut AnyConnection,
    actions: &[Action],
    after: i64,
) -> Result<Vec<AuditEntry>, StoreError> {
    let rows: Vec<AuditRow> = audit_log::table
        .filter(audit_log::seq.gt(after))
        .filter(audit_log::action.eq_any(actions.iter().map(|action| action.as_str())))
        .order(audit_log::seq)
        .select(AuditRow::as_select())
        .load(conn)?;
    rows.into_iter().map(AuditRow::into_entry).collect()
}

/// The digest of an entry; 64 zeros before the first.
pub(crate) fn digest_at(conn: &mut AnyConnection, seq: i64) -> Result<Option<String>, StoreError> {
    if seq == 0 {
        return Ok(Some(first()));
    }
    Ok(audit_log::table.find(seq).select(audit_log::digest).first(conn).optional()?)
}

pub(crate) fn verify(conn: &mut AnyConnection) -> Result<AuditCheck, StoreError> {
    let mut check = AuditCheck { entries: 0, last_digest: first(), fault: None };
    let (mut last, mut seen) = (0, i64::MIN);
    loop {
        let rows = page(conn, seen, PAGE_LEN)?;
        if rows.is_empty() {
            return Ok(check);
        }
        for row in rows {
            let fault = if row.seq != last + 1 {
                Some("entries before it are missing")
            } else if row.previous != check.last_digest {
                Some("it does not follow from the entry before")
            } else if row.digest != row.computed_digest()? {
                Some("it was changed")
            } else {
                None
            };
            if let Some(why) = fault {
                return Ok(AuditCheck { fault: Some((row.seq, why)), ..check });
            }
            (last, seen) = (row.seq, row.seq);
            check.entries += 1;
            check.last_digest = row.digest;
        }
    }
}
