#![doc = include_str!("../README.md")]

mod accounts;
mod aims;
mod attempts;
mod audit;
mod bulletin_templates;
mod bulletins;
mod cases;
mod common;
mod connection;
mod consequences;
mod contacts;
mod corrections;
mod counts;
mod cubes;
mod digest;
mod drafts;
mod error;
mod evidence;
mod fieldwork;
mod import;
mod issues;
mod limits;
mod migrate;
mod notes;
mod open;
mod photos;
mod pool;
mod postgres;
mod publicity;
mod quarantine;
mod questionnaires;
mod record;
mod responses;
mod retention;
mod revision;
mod rounds;
mod row;
#[cfg(test)]
mod sample;
mod samples;
mod saved_views;
mod schema;
mod schemes;
mod seals;
mod sheets;
mod soundness;
mod sqlite;
mod standings;
mod step;
mod stream;
mod supervision;
mod transfer;
mod units;
mod verification;
mod writer;
mod year;

pub use accounts::{
    AccountRule, Authored, DeviceLink, FAILURES_MAX, FirstStep, LOCKED_SECONDS, NewSession,
    NewUser, Proof, SecondFactor, Session, SessionKind, SignedIn, User,
};
pub use aims::{Aim, Place, SetAim};
pub use attempts::AttemptCount;
pub use audit::{Action, AuditCheck, AuditEntry, COMMAND_LINE};
pub use bulletin_templates::BulletinTemplate;
pub use bulletins::{Act, Bulletin, BulletinContent, BulletinFilter, BulletinPlace, Released};
pub use cases::{HeldCase, Take, Untried};
pub use common::{
    CommonFilter, CommonIssue, CommonLine, CommonPage, CommonPlace, CommonRecord, NewCommonStep,
    UnitTask,
};
pub use consequences::SENT_BY;
pub use contacts::{Added, ContactKey};
pub use corrections::FormerVersion;
pub use counts::Counts;
pub use cubes::MonthCube;
pub use drafts::Draft;
pub use error::StoreError;
pub use evidence::{Evidence, EvidenceContent};
pub use fieldwork::Quota;
pub use import::{Import, ImportSource, ImportSummary};
pub use issues::{
    InventedIssue, InventedStep, Issue, IssueCount, IssueFilter, IssueHistory, IssuePlace,
    IssueRecord, LedgerCounts, LedgerPage, ReplyDue,
};
pub use notes::{CaseNote, NOTE_CHARS_MAX, NewNote};
pub use open::{Limits, Store, shown_url};
pub use publicity::{LoggedPublicity, PublicityFilter, PublicityPage, PublicityTally};
pub use quarantine::{Cause, Decision, QuarantineEntry, Settled};
pub use questionnaires::Publication;
pub use record::Outcome;
pub use responses::{Receipt, StoredResponse};
pub use retention::{Kept, Retention};
pub use revision::Edition;
pub use rounds::Change;
pub use samples::{Draw, Sample, SamplePlan, StratumDrawn};
pub use saved_views::{NewView, SavedView, VIEW_NAME_CHARS_MAX, VIEW_QUERY_BYTES_MAX, VIEWS_MAX};
pub use seals::{ChainCheck, NewSeal, Seal, SealPart};
pub use sheets::{AnswerSheet, SheetAnswer};
pub use soundness::UnitInterviews;
pub use standings::Standing;
pub use step::NewStep;
pub use stream::ResponseFilter;
pub use supervision::{
    OrderCounts, OrderFilter, OrderPage, OrderPlace, OrderRecord, RulesInForce, SupervisionOrder,
};
pub use transfer::TableDigest;
pub use units::Changes;
pub use verification::{
    CheckState, Exclusion, FinishedCheck, HeldCheck, ListedCheck, NewVerification, Recorded,
    SurveyorDrawn, VerificationPlan,
};
pub use writer::WriterStats;
pub use year::{AnnualScore, EntryFilter, EntryPlace, NewScore, Vouched, VouchedEntry};
