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

/// Declares the actions with their names in the log, each said once: what may be done, all of it in
/// order, and what it is called.
macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident => $name:literal,)*) => {
        /// What somebody did.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $action,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// Its name in the log.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$action => $name,)*
                }
            }
        }
    };
}

actions! {
    /// Signed in.
    SignedIn => "signed_in",
    /// Failed to sign in.
    SignInFailed => "sign_in_failed",
    /// Handed out a token for a program or a phone.
    TokenMade => "token_made",
    /// Ended sessions.
    SignedOut => "signed_out",
    /// Made an account.
    UserAdded => "user_added",
    /// Gave roles, and took the others.
    RolesSet => "roles_set",
    /// Set a password, or demanded another.
    PasswordSet => "password_set",
    /// Closed an account.
    UserDisabled => "user_disabled",
    /// Opened it again.
    UserEnabled => "user_enabled",
    /// Made a link that signs in.
    LinkMade => "link_made",
    /// Set up a second factor.
    SecondFactorAdded => "second_factor_added",
    /// Took it away, or somebody else's.
    SecondFactorRemoved => "second_factor_removed",
    /// Changed units.
    UnitsChanged => "units_changed",
    /// Published a questionnaire.
    QuestionnairePublished => "questionnaire_published",
    /// Uploaded a draft of a questionnaire.
    DraftUploaded => "draft_uploaded",
    /// Threw a draft away.
    DraftDiscarded => "draft_discarded",
    /// Drafted a bulletin, or a correction of one.
    BulletinDrafted => "bulletin_drafted",
    /// Put another content into a draft of a bulletin.
    BulletinEdited => "bulletin_edited",
    /// Found a bulletin right that somebody else wrote.
    BulletinReviewed => "bulletin_reviewed",
    /// Published a bulletin.
    BulletinPublished => "bulletin_published",
    /// Put a later revision in the place of a published bulletin.
    BulletinSuperseded => "bulletin_superseded",
    /// Gave a draft of a bulletin up.
    BulletinWithdrawn => "bulletin_withdrawn",
    /// Worded the sentences of bulletins.
    BulletinTemplateWritten => "bulletin_template_written",
    /// Published a scoring scheme.
    SchemePublished => "scheme_published",
    /// Opened a round, or widened one.
    RoundPut => "round_put",
    /// Brought a file in.
    Imported => "imported",
    /// Put other content in place of a stored response.
    ResponseCorrected => "response_corrected",
    /// Took a response out for good.
    ResponseWithdrawn => "response_withdrawn",
    /// Sealed a period, or sealed it again.
    PeriodSealed => "period_sealed",
    /// Decided about a response in quarantine.
    QuarantineSettled => "quarantine_settled",
    /// Added contacts to a list.
    ContactsAdded => "contacts_added",
    /// Read who somebody is, to call or visit them.
    ContactRead => "contact_read",
    /// Deleted what tells persons.
    ContactsDeleted => "contacts_deleted",
    /// Drew a sample.
    SampleDrawn => "sample_drawn",
    /// Added a case by hand.
    CaseAdded => "case_added",
    /// Set the rules of fieldwork.
    FieldworkRulesSet => "fieldwork_rules_set",
    /// Set quotas.
    QuotasSet => "quotas_set",
    /// Set what a unit is to reach.
    AimSet => "aim_set",
    /// Took that back.
    AimRemoved => "aim_removed",
    /// Entered something that counts for a year, or a correction of it.
    EntryEntered => "entry_entered",
    /// Confirmed an entry of somebody else.
    EntryConfirmed => "entry_confirmed",
    /// Put a later version in the place of a confirmed entry.
    EntrySuperseded => "entry_superseded",
    /// Gave an entry up.
    EntryWithdrawn => "entry_withdrawn",
    /// Published a formula of the year's score.
    FormulaPublished => "formula_published",
    /// Computed the score of a year.
    ScoreEntered => "score_entered",
    /// Confirmed the score of a year that somebody else computed.
    ScoreConfirmed => "score_confirmed",
    /// Put a later score in the place of a confirmed one.
    ScoreSuperseded => "score_superseded",
    /// Gave the score of a year up.
    ScoreWithdrawn => "score_withdrawn",
    /// Logged what was told to the public.
    PublicityLogged => "publicity_logged",
    /// Took that back.
    PublicityRemoved => "publicity_removed",
    /// Opened an issue by hand.
    IssueOpened => "issue_opened",
    /// Took a step of an issue.
    IssueStepped => "issue_stepped",
    /// Sent a file that shows what was done about an issue.
    EvidenceSent => "evidence_sent",
    /// Made a common issue of several.
    CommonIssueMade => "common_issue_made",
    /// Took a step of a common issue.
    CommonIssueStepped => "common_issue_stepped",
    /// Set the time limits of the ledger.
    IssueRulesSet => "issue_rules_set",
    /// Said which days are worked.
    CalendarSet => "calendar_set",
    /// Proposed a supervision order.
    OrderProposed => "order_proposed",
    /// Took a step of one.
    OrderStepped => "order_stepped",
    /// Set the rules of supervision.
    SupervisionRulesSet => "supervision_rules_set",
    /// Saved a view of the figures.
    ViewSaved => "view_saved",
    /// Forgot one.
    ViewDeleted => "view_deleted",
    /// Read a single response.
    ResponseRead => "response_read",
    /// Looked at a photo of an interview.
    PhotoRead => "photo_read",
    /// Took data away as a file.
    Exported => "exported",
    /// Set the rules of verification.
    VerificationRulesSet => "verification_rules_set",
    /// Drew interviews to be checked.
    ChecksDrawn => "checks_drawn",
    /// Said what a check found.
    CheckRecorded => "check_recorded",
    /// Left an interview out of the second score, by rule.
    ResponseExcluded => "response_excluded",
    /// Took it in again.
    ResponseIncluded => "response_included",
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
