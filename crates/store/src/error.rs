//! What can go wrong while storing, and what to do about it.
//!
//! One type for the whole crate. Each variant has a stable [`code`](StoreError::code) that
//! programs may rely on; the sentence may change. Details of the database are kept as text, so
//! that one failure can be handed to everyone who waited for the same commit.

use std::fmt::Display;

use diesel::result::{DatabaseErrorKind, Error};
use survey::bulletin::BulletinRefusal;
use survey::evidence::EvidenceRefusal;
use survey::seal::SealRefusal;
use survey::verification::CheckRefusal;
use survey::vouched::EntryRefusal;
use survey::{Code, CommonRefusal, IssueRefusal, Mode, OrderRefusal, Period, Problem};

use crate::AccountRule;

/// Why something could not be stored or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database URL names no supported backend. The URL itself may hold a password and is
    /// never repeated.
    #[error(
        "database URLs of kind {scheme:?} are not supported; write sqlite://PATH or postgres://USER@HOST/NAME"
    )]
    UnsupportedUrl {
        /// What stood before `://`.
        scheme: String,
    },
    /// There is no database yet.
    #[error("there is no database at {path}; make one with `manyi init` or `manyi demo`")]
    Missing {
        /// Where it was looked for.
        path: String,
    },
    /// The database exists or could be made, but not opened.
    #[error("the database at {path} cannot be opened: {detail}")]
    CannotOpen {
        /// Where it is.
        path: String,
        /// What the database said.
        detail: String,
    },
    /// The database server does not answer, or lets nobody in. Nothing was stored.
    #[error("the database server at {at} cannot be reached: {detail}")]
    Unreachable {
        /// Where it is, without a password.
        at: String,
        /// What the client said.
        detail: String,
    },
    /// The connection to the database server broke. Whether the last commit was done is not
    /// known: the same again is stored once.
    #[error("the connection to the database was lost; send the same again in a few seconds")]
    ConnectionLost,
    /// Everything was to be copied to where something is already.
    #[error("the database {path} holds a survey already; copy to an empty one")]
    NotEmpty {
        /// Where it is.
        path: String,
    },
    /// A copied table does not have the digest of the one it was copied from.
    #[error("table {table} came out otherwise than it was; nothing was copied")]
    NotTheSame {
        /// Name of the table.
        table: &'static str,
    },
    /// A newer program has changed the schema.
    #[error("the database was upgraded by a newer manyi ({migration}); use that version")]
    NewerSchema {
        /// First migration that this program does not know.
        migration: String,
    },
    /// So much is waiting already that more is not accepted. Nothing was stored.
    #[error("the server is busy; send the same again in a few seconds")]
    Busy,
    /// Another program, most likely an import, is writing. Nothing was stored.
    #[error("another program is writing to the database; send the same again in a few seconds")]
    Locked,
    /// No space left. Nothing was stored.
    #[error("the disk that holds the database is full; free some space and send the same again")]
    DiskFull,
    /// The file or its folder may not be written.
    #[error("the database is read-only; check the rights on it (of a file, also on its folder)")]
    ReadOnly,
    /// The file is no sound database.
    #[error("the database file is damaged ({detail}); restore it from a backup")]
    Damaged {
        /// What the database said.
        detail: String,
    },
    /// The same code and version stands already, with other content.
    #[error("{what} {code} version {version} is published and never changes; raise the version")]
    AlreadyPublished {
        /// `questionnaire` or `scoring scheme`.
        what: &'static str,
        /// Its code.
        code: Code,
        /// Its version.
        version: u32,
    },
    /// A round may be widened, and nothing else.
    #[error("round {round} cannot change its {field}; open a new round")]
    RoundFixed {
        /// Code of the round.
        round: Code,
        /// The field that would have changed.
        field: &'static str,
    },
    /// The input itself is wrong.
    #[error("{what} cannot be stored: {}", listed(.problems))]
    Invalid {
        /// What it is, e.g. `units`.
        what: String,
        /// Everything that is wrong with it.
        problems: Vec<Problem>,
    },
    /// A round that is not in the database.
    #[error("round {code} is not in the database; import it first")]
    UnknownRound {
        /// Its code.
        code: String,
    },
    /// A unit that is not in the database.
    #[error("unit {code} is not in the database; import it first")]
    UnknownUnit {
        /// Its code.
        code: String,
    },
    /// Nothing is stored under the id.
    #[error("response {id} is not in the database")]
    UnknownResponse {
        /// The id.
        id: String,
    },
    /// So much waits for a decision that more is not kept.
    #[error(
        "too much waits for a decision already, under {id}, from you or at all; keep what you have \
         to send, and have somebody settle quarantine"
    )]
    QuarantineFull {
        /// Id of the response.
        id: String,
    },
    /// A response has as many photos as it may have.
    #[error("response {response} has as many photos as it may have")]
    TooManyPhotos {
        /// Id of the response.
        response: String,
    },
    /// So many photos of a sender wait for their responses that more are not kept.
    #[error("{most} photos of yours wait for their responses; send those first")]
    PhotosWaiting {
        /// How many may wait.
        most: u64,
    },
    /// Somebody else was faster.
    #[error("response {id} is another by now than the one you saw; look at it again")]
    Superseded {
        /// The id.
        id: String,
    },
    /// The file with the key of contacts.
    #[error("the key of contacts in {path} can't be used: {detail}")]
    BadKey {
        /// The file.
        path: String,
        /// What is wrong.
        detail: String,
    },
    /// Contacts were sealed with another key than the one that was given.
    #[error("contacts were sealed with the key {sealed_with}, and this is another one")]
    OtherKey {
        /// Id of that key.
        sealed_with: String,
    },
    /// A round has its cases.
    #[error("the cases of round {round} by {mode} are drawn, and are drawn once")]
    AlreadyDrawn {
        /// Code of the round.
        round: Code,
        /// The way of asking.
        mode: Mode,
    },
    /// No sample was drawn for a round by a way of asking.
    #[error("no sample was drawn for round {round} by {mode}")]
    NotDrawn {
        /// Code of the round.
        round: Code,
        /// The way of asking.
        mode: Mode,
    },
    /// There is nobody to draw from.
    #[error("there is nobody to draw{}", of_stratum(.stratum.as_ref()))]
    NothingToDraw {
        /// The stratum that is not on the list; none when nobody is.
        stratum: Option<Code>,
    },
    /// Nobody on any list has the number.
    #[error("there is no contact {case}; import it first")]
    UnknownCase {
        /// The number.
        case: String,
    },
    /// The case is in the round already.
    #[error("case {case} is in this round already")]
    CaseExists {
        /// Its number.
        case: String,
    },
    /// A name that could be taken for another.
    #[error("{name:?} can't be the name of an account: take letters, digits, and . _ - @")]
    BadName {
        /// The name.
        name: String,
    },
    /// The name is taken.
    #[error("there is a user {name} already")]
    UserExists {
        /// The name.
        name: String,
    },
    /// Nobody has the name.
    #[error("there is no user {name}; make one with `manyi user add`")]
    UnknownUser {
        /// The name.
        name: String,
    },
    /// Whoever acts may not do this to the account.
    #[error("{rule}")]
    AgainstRule {
        /// The rule.
        rule: AccountRule,
    },
    /// A questionnaire version that is not in the database.
    #[error("questionnaire {code} version {version} is not in the database; publish it first")]
    UnknownQuestionnaire {
        /// Its code.
        code: Code,
        /// Its version.
        version: u32,
    },
    /// There is no draft of the version.
    #[error("there is no draft of questionnaire {code} version {version}")]
    UnknownDraft {
        /// Its code.
        code: Code,
        /// Its version.
        version: u32,
    },
    /// Another draft was uploaded in its place.
    #[error(
        "the draft of questionnaire {code} version {version} is another by now than the one you \
         saw; look at it again"
    )]
    DraftReplaced {
        /// Its code.
        code: Code,
        /// Its version.
        version: u32,
    },
    /// No bulletin has the id.
    #[error("there is no bulletin {id}")]
    UnknownBulletin {
        /// The id.
        id: String,
    },
    /// Somebody else was faster.
    #[error("bulletin {id} is another by now than the one you saw; look at it again")]
    BulletinChanged {
        /// Its id.
        id: String,
    },
    /// It has not come so far, or who asks may not.
    #[error("{refusal}")]
    BulletinRefused {
        /// Why not.
        refusal: BulletinRefusal,
    },
    /// Somebody is at work on the same already.
    #[error("bulletin {id} is of the same and not published yet; edit or withdraw that one")]
    BulletinInWork {
        /// Id of the draft.
        id: String,
    },
    /// The same is published already.
    #[error("bulletin {id} is of the same and published; correct that one")]
    BulletinPublished {
        /// Its id.
        id: String,
    },
    /// Somebody else worded the sentences meanwhile.
    #[error("the sentences of bulletins are others by now than those you saw; look at them again")]
    TemplateChanged,
    /// No issue has the id.
    #[error("there is no issue {id}")]
    UnknownIssue {
        /// The id.
        id: String,
    },
    /// Somebody else was faster.
    #[error("issue {id} is at step {at} by now; look at it again")]
    IssueChanged {
        /// Its id.
        id: String,
        /// Its newest step.
        at: u32,
    },
    /// A rule of the ledger stands against a step.
    #[error("{refusal}")]
    IssueRefused {
        /// Which.
        refusal: IssueRefusal,
    },
    /// The same number of the same channel stands for something else.
    #[error(
        "issue {id} has this number of this channel, with other content; the stored one is kept"
    )]
    IssueDiffers {
        /// Its id.
        id: String,
    },
    /// A rule stands against sealing a period.
    #[error("{refusal}")]
    SealRefused {
        /// Which.
        refusal: SealRefusal,
    },
    /// The period is not sealed, or not so often.
    #[error("{period} is not sealed{}; `manyi seal list` shows what is", of_revision(*.revision))]
    UnknownSeal {
        /// The period.
        period: Period,
        /// The revision that was asked for.
        revision: Option<u32>,
    },
    /// No supervision order has the id.
    #[error("there is no order {id}")]
    UnknownOrder {
        /// The id.
        id: String,
    },
    /// A file is not taken as evidence.
    #[error("{refusal}")]
    EvidenceRefused {
        /// Why.
        refusal: EvidenceRefusal,
    },
    /// An issue has as many files as it may, or whoever sends has too many that no step names.
    #[error(
        "issue {issue} has {most} files that {what}, and may not have more; name them in a step, or put \
         several into one document"
    )]
    TooMuchEvidence {
        /// The issue.
        issue: String,
        /// So many.
        most: u64,
        /// Which files are meant.
        what: &'static str,
    },
    /// No common issue has the id.
    #[error("there is no common issue {id}")]
    UnknownCommonIssue {
        /// The id.
        id: String,
    },
    /// Somebody else was faster.
    #[error("order {id} is at step {at} by now; look at it again")]
    OrderChanged {
        /// Its id.
        id: String,
        /// Its newest step.
        at: u32,
    },
    /// A rule of supervision stands against a step.
    #[error("{refusal}")]
    OrderRefused {
        /// Which.
        refusal: OrderRefusal,
    },
    /// No entry has the id.
    #[error("there is no entry {id}")]
    UnknownEntry {
        /// The id.
        id: String,
    },
    /// Something else stands about the same.
    #[error(
        "entry {id} is about the same with other content; correct that one if it is confirmed, or \
         withdraw it if it is not"
    )]
    EntryDiffers {
        /// Its id.
        id: String,
    },
    /// A later version waits already.
    #[error(
        "entry {id} is a later version that is not confirmed yet; confirm or withdraw that one"
    )]
    EntryInWork {
        /// Its id.
        id: String,
    },
    /// It has not come so far, or who asks may not.
    #[error("{refusal}")]
    EntryRefused {
        /// Why not.
        refusal: EntryRefusal,
    },
    /// No score of a year has the id.
    #[error("there is no score {id}")]
    UnknownScore {
        /// The id.
        id: String,
    },
    /// Another score of the year waits already.
    #[error("score {id} of the same year is not confirmed yet; confirm or withdraw that one")]
    ScoreInWork {
        /// Its id.
        id: String,
    },
    /// Somebody else was faster.
    #[error("common issue {id}, or the task of the unit, is at step {at} by now; look at it again")]
    CommonIssueChanged {
        /// Its id.
        id: String,
        /// The newest step about it.
        at: u32,
    },
    /// A rule stands against a step of a common issue.
    #[error("{refusal}")]
    CommonIssueRefused {
        /// Which.
        refusal: CommonRefusal,
    },
    /// There is no such view, or it is somebody else's.
    #[error("there is no saved view {id} of yours")]
    UnknownView {
        /// Its id.
        id: String,
    },
    /// An account keeps as many views as it may.
    #[error("an account keeps at most {most} saved views; delete some that nobody needs any more")]
    TooManyViews {
        /// So many.
        most: i64,
    },
    /// No plan of verification has the id.
    #[error("there is no verification plan {id}; `manyi check plans` lists them")]
    UnknownPlan {
        /// The id.
        id: String,
    },
    /// No interview of a period can be checked.
    #[error(
        "no interview of {period} can be checked: none was sent by a surveyor whose respondent can be found \
         again, or all are drawn already"
    )]
    NothingToCheck {
        /// The period.
        period: Period,
    },
    /// No check has the id.
    #[error("there is no check {id}")]
    UnknownCheck {
        /// The id.
        id: String,
    },
    /// A rule says who may check.
    #[error("{refusal}")]
    CheckRefused {
        /// Which.
        refusal: CheckRefusal,
    },
    /// Somebody else holds the check, or nobody.
    #[error("you do not hold check {id}; take one first")]
    CheckNotHeld {
        /// The id.
        id: String,
    },
    /// What a check found stands, and is not changed.
    #[error("check {id} is over, with another report")]
    CheckDone {
        /// The id.
        id: String,
    },
    /// An interview is left out by rule, or not at all.
    #[error("check {id} did not find what rule {rule} asks for; the interview stays in")]
    RuleNotMet {
        /// Id of the check.
        id: String,
        /// Code of the rule.
        rule: String,
    },
    /// Somebody else decides.
    #[error(
        "who held the interview of check {id}, or made the check, doesn't decide whether it is left out"
    )]
    OwnExclusion {
        /// Id of the check.
        id: String,
    },
    /// There is no such rule.
    #[error("there is no exclusion rule {rule}; there are {}", .known.join(", "))]
    UnknownRule {
        /// Its code.
        rule: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A stored row no longer makes sense: someone changed it by hand.
    #[error("{what} is stored in a form that cannot be read: {detail}")]
    Unreadable {
        /// The row, e.g. `round R1`.
        what: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The writer has stopped; only a restart helps.
    #[error("the writer has stopped; restart the program and look at its log")]
    Stopped,
    /// Anything else that the database refused.
    #[error("the database refused: {detail}")]
    Database {
        /// What the database said.
        detail: String,
    },
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn of_revision(revision: Option<u32>) -> String {
    revision.map_or_else(String::new, |revision| format!(" as revision {revision}"))
}

fn of_stratum(stratum: Option<&Code>) -> String {
    stratum.map_or_else(
        || ": the list is empty".to_owned(),
        |code| format!(" from stratum {code}: it is not on the list"),
    )
}

impl StoreError {
    /// Stable name.
    #[expect(clippy::too_many_lines, reason = "one line for each, so that none can be forgotten")]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnsupportedUrl { .. } => "unsupported_database_url",
            Self::Missing { .. } => "database_missing",
            Self::CannotOpen { .. } => "database_cannot_open",
            Self::Unreachable { .. } => "database_unreachable",
            Self::ConnectionLost => "database_connection_lost",
            Self::NotEmpty { .. } => "database_not_empty",
            Self::NotTheSame { .. } => "copy_differs",
            Self::NewerSchema { .. } => "database_newer",
            Self::Busy => "busy",
            Self::Locked => "database_locked",
            Self::DiskFull => "disk_full",
            Self::ReadOnly => "database_read_only",
            Self::Damaged { .. } => "database_damaged",
            Self::AlreadyPublished { .. } => "already_published",
            Self::RoundFixed { .. } => "round_fixed",
            Self::Invalid { .. } => "invalid",
            Self::UnknownRound { .. } => "unknown_round",
            Self::UnknownUnit { .. } => "unknown_unit",
            Self::UnknownResponse { .. } => "unknown_response",
            Self::QuarantineFull { .. } => "quarantine_full",
            Self::TooManyPhotos { .. } => "too_many_photos",
            Self::PhotosWaiting { .. } => "photos_waiting",
            Self::Superseded { .. } => "superseded",
            Self::BadKey { .. } => "bad_key",
            Self::OtherKey { .. } => "other_key",
            Self::AlreadyDrawn { .. } => "already_drawn",
            Self::NotDrawn { .. } => "not_drawn",
            Self::NothingToDraw { .. } => "nothing_to_draw",
            Self::UnknownCase { .. } => "unknown_case",
            Self::CaseExists { .. } => "case_exists",
            Self::BadName { .. } => "bad_name",
            Self::UserExists { .. } => "user_exists",
            Self::UnknownUser { .. } => "unknown_user",
            Self::AgainstRule { rule } => rule.code(),
            Self::UnknownQuestionnaire { .. } => "unknown_questionnaire",
            Self::UnknownDraft { .. } => "unknown_draft",
            Self::DraftReplaced { .. } => "draft_replaced",
            Self::UnknownBulletin { .. } => "unknown_bulletin",
            Self::BulletinChanged { .. } => "bulletin_changed",
            Self::BulletinRefused { refusal } => refusal.code(),
            Self::BulletinInWork { .. } => "bulletin_in_work",
            Self::BulletinPublished { .. } => "bulletin_published",
            Self::TemplateChanged => "template_changed",
            Self::UnknownIssue { .. } => "unknown_issue",
            Self::IssueChanged { .. } => "issue_changed",
            Self::IssueRefused { refusal } => refusal.code(),
            Self::IssueDiffers { .. } => "different_content",
            Self::SealRefused { refusal } => refusal.code(),
            Self::UnknownSeal { .. } => "unknown_seal",
            Self::UnknownOrder { .. } => "unknown_order",
            Self::OrderChanged { .. } => "order_changed",
            Self::OrderRefused { refusal } => refusal.code(),
            Self::UnknownEntry { .. } => "unknown_entry",
            Self::EntryDiffers { .. } => "entry_differs",
            Self::EntryInWork { .. } => "entry_in_work",
            Self::EntryRefused { refusal } => refusal.code(),
            Self::UnknownScore { .. } => "unknown_score",
            Self::ScoreInWork { .. } => "score_in_work",
            Self::EvidenceRefused { refusal } => refusal.code(),
            Self::TooMuchEvidence { .. } => "too_much_evidence",
            Self::UnknownCommonIssue { .. } => "unknown_common_issue",
            Self::CommonIssueChanged { .. } => "common_issue_changed",
            Self::CommonIssueRefused { refusal } => refusal.code(),
            Self::UnknownView { .. } => "unknown_view",
            Self::TooManyViews { .. } => "too_many_views",
            Self::UnknownPlan { .. } => "unknown_plan",
            Self::NothingToCheck { .. } => "nothing_to_check",
            Self::UnknownCheck { .. } => "unknown_check",
            Self::CheckRefused { refusal } => refusal.code(),
            Self::CheckNotHeld { .. } => "check_not_held",
            Self::CheckDone { .. } => "check_done",
            Self::RuleNotMet { .. } => "rule_not_met",
            Self::OwnExclusion { .. } => "own_exclusion",
            Self::UnknownRule { .. } => "unknown_rule",
            Self::Unreadable { .. } => "unreadable_row",
            Self::Stopped => "writer_stopped",
            Self::Database { .. } => "database_error",
        }
    }

    /// Whether the same request may succeed a few seconds later without anyone's help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Busy | Self::Locked | Self::Unreachable { .. } | Self::ConnectionLost)
    }

    /// Whether the fault lies with the database and not with one item: then the whole
    /// transaction is lost, and trying its items one by one is pointless.
    pub(crate) fn sinks_transaction(&self) -> bool {
        matches!(
            self,
            Self::Locked
                | Self::DiskFull
                | Self::ReadOnly
                | Self::Damaged { .. }
                | Self::Unreachable { .. }
                | Self::ConnectionLost
                | Self::Stopped
        )
    }

    pub(crate) fn unreadable(what: impl Into<String>, detail: impl Display) -> Self {
        Self::Unreadable { what: what.into(), detail: format!("{detail}") }
    }
}

/// What SQLite and PostgreSQL say when the disk is full.
const FULL: [&str; 3] = ["disk is full", "No space left on device", "设备上没有空间"];

impl From<Error> for StoreError {
    /// SQLite's primary result codes reach us only as their fixed English texts (`sqlite3ErrStr`),
    /// so these are compared; tests provoke each of them. PostgreSQL's texts are in the server's
    /// language, so its kinds are compared, and only the full disk has none.
    fn from(error: Error) -> Self {
        use DatabaseErrorKind::{
            ClosedConnection, ReadOnlyTransaction, SerializationFailure, UnableToSendCommand,
        };
        let detail = match &error {
            Error::DatabaseError(ClosedConnection | UnableToSendCommand, _) => {
                return Self::ConnectionLost;
            }
            Error::DatabaseError(SerializationFailure, _) => return Self::Locked,
            Error::DatabaseError(ReadOnlyTransaction, _) => return Self::ReadOnly,
            Error::DatabaseError(DatabaseErrorKind::Unknown, info) => info.message().to_owned(),
            Error::RollbackErrorOnCommit { commit_error, .. } => commit_error.to_string(),
            Error::BrokenTransactionManager => return Self::Stopped,
            other => other.to_string(),
        };
        if detail.contains("is locked") {
            Self::Locked
        } else if FULL.iter().any(|full| detail.contains(full)) {
            Self::DiskFull
        } else if detail.contains("readonly database") {
            Self::ReadOnly
        } else if detail.contains("malformed") || detail.contains("not a database") {
            Self::Damaged { detail }
        } else {
            Self::Database { detail }
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::connection::Access;
    use crate::sample;

    #[test]
    fn what_the_database_refuses_has_a_name() {
        let (folder, store) = sample::store();
        let connect = |access| store.location.connect(access, std::time::Duration::ZERO);
        let mut writing = connect(Access::Write).expect("a connection");
        let mut other = connect(Access::Write).expect("a connection");
        let mut reading = connect(Access::Read).expect("a connection");
        let mut refusal = |sql: &str| StoreError::from(other.batch_execute(sql).expect_err(sql));

        writing.batch_execute("BEGIN IMMEDIATE").expect("the lock");
        assert_eq!(refusal("BEGIN IMMEDIATE"), StoreError::Locked);
        writing.batch_execute("ROLLBACK").expect("released");
        assert_eq!(refusal("SELECT nonsense").code(), "database_error");
        let read_only = reading.batch_execute("DELETE FROM meta").expect_err("refused");
        assert_eq!(StoreError::from(read_only), StoreError::ReadOnly);
        sample::fill_disk(&mut writing);
        let big = "UPDATE units SET name_zh = hex(zeroblob(900000))";
        let full = writing.batch_execute(big).expect_err("no room");
        assert_eq!(StoreError::from(full), StoreError::DiskFull);
        drop(folder);
    }
}
