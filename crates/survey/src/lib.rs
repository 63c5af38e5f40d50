#![doc = include_str!("../README.md")]

pub mod access;
pub mod annual;
pub mod attempt;
pub mod bulletin;
pub mod calendar;
pub mod category;
pub mod code;
pub mod common;
pub mod contact;
pub mod days;
pub mod display;
pub mod evidence;
pub mod fieldwork;
pub mod forecast;
#[macro_use]
pub mod issue;
pub mod language;
pub mod period;
pub mod person;
mod personal;
pub mod problem;
pub mod publication;
pub mod publicity;
pub mod questionnaire;
pub mod response;
pub mod round;
pub mod scale;
pub mod schema;
pub mod scoring;
pub mod seal;
pub mod signals;
pub mod step;
pub mod supervision;
pub mod table;
pub mod unit;
pub mod validate;
pub mod verification;
pub mod vouched;
pub mod weights;
pub mod wording;

pub use access::{Grant, Right, Role, Scope, Sight};
pub use bulletin::{BulletinState, BulletinSubject};
pub use calendar::{Counted, DayKind, WorkingCalendar};
pub use category::{Category, CategoryScheme, OVERALL, Reason};
pub use code::Code;
pub use common::{CommonEvent, CommonLife, CommonRefusal, CommonState, CommonStep, NewCommonIssue};
pub use contact::{Contact, ContactDetails};
pub use forecast::{KnownResult, PastResult, PastSource};
pub use issue::{
    CallBack, CallBackTry, Channel, IssueEvent, IssueLife, IssueRefusal, IssueRules, IssueState,
    IssueStep, LedgerEntry, LedgerIssue, LedgerStatus, NewIssue, Owners, Triage,
};
pub use language::{Label, Language};
pub use period::{Month, Period};
pub use problem::Problem;
pub use publicity::{PublicityItem, PublicityKind};
pub use questionnaire::{Question, Questionnaire};
pub use response::{Completion, IssueReport, Mode, Response};
pub use round::{Round, RoundKind};
pub use scale::{OptionKind, Scale, ScaleOption};
pub use scoring::ScoringScheme;
pub use step::Step;
pub use supervision::{
    OrderEvent, OrderLife, OrderRefusal, OrderState, OrderStep, Rung, SupervisionRules,
};
pub use unit::{Unit, UnitTree};
pub use weights::Weights;
