//! Failures and the exit codes they end in.

use std::fmt;
use std::path::PathBuf;
use std::process::ExitCode;

use analytics::{AnalyticsError, AnswerFileError};
use charts::ChartError;
use exchange::{ExchangeError, Reject};
use figures::FiguresError;
use intake::IntakeError;
use store::StoreError;
use survey::Problem;

/// How a command ended when nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done: exit code 0.
    Done,
    /// Done, and the check found problems: exit code 1.
    FoundProblems,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::FoundProblems => Self::from(1),
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command line asks for something impossible.
    #[error("{0}")]
    Usage(String),
    /// The file of settings is at fault.
    #[error("{}:{}", .file.display(), each(.faults))]
    Settings {
        /// The file.
        file: PathBuf,
        /// Everything that is wrong.
        faults: Vec<String>,
    },
    /// An input file is at fault.
    #[error(transparent)]
    Input(#[from] ExchangeError),
    /// Survey values in a file contradict each other.
    #[error("{}{}", .file.display(), listed(.problems))]
    Problems {
        /// The file.
        file: PathBuf,
        /// Everything that is wrong.
        problems: Vec<Problem>,
    },
    /// Rows of reference data, where leaving some out would leave the rest without sense.
    #[error("nothing was stored:{}", rejected(.0))]
    Rejected(Vec<Reject>),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file of answers.
    #[error("{}: {error}", .file.display())]
    Answers {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        error: AnswerFileError,
    },
    /// The figures.
    #[error(transparent)]
    Figures(FiguresError),
    /// The service.
    #[error(transparent)]
    Service(#[from] IntakeError),
    /// A result can't be written.
    #[error("the result can't be written: {0}")]
    Output(#[from] std::io::Error),
    /// A file or folder of ours.
    #[error("{}: {error}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

impl Failure {
    /// 2: usage or input at fault; 3: database or service unavailable.
    pub(crate) fn exit_code(&self) -> ExitCode {
        let unavailable = match self {
            Self::Store(error) | Self::Figures(FiguresError::Store(error)) => is_unavailable(error),
            Self::Service(IntakeError::Listen { .. } | IntakeError::Down(_))
            | Self::Output(_)
            | Self::File { .. } => true,
            Self::Service(
                IntakeError::NotLoopback(_)
                | IntakeError::NoPublicHost(_)
                | IntakeError::Tls { .. },
            )
            | Self::Settings { .. }
            | Self::Input(_)
            | Self::Rejected(_)
            | Self::Usage(_)
            | Self::Answers { .. }
            | Self::Problems { .. }
            | Self::Figures(_) => false,
        };
        ExitCode::from(if unavailable { 3 } else { 2 })
    }
}

/// Everything but an input that the database refuses.
fn is_unavailable(error: &StoreError) -> bool {
    !matches!(
        error,
        StoreError::Invalid { .. }
            | StoreError::AlreadyPublished { .. }
            | StoreError::RoundFixed { .. }
            | StoreError::UnknownRound { .. }
            | StoreError::UnknownUnit { .. }
            | StoreError::UserExists { .. }
            | StoreError::UnknownUser { .. }
            | StoreError::AgainstRule { .. }
            | StoreError::UnknownResponse { .. }
            | StoreError::BadKey { .. }
            | StoreError::OtherKey { .. }
            | StoreError::AlreadyDrawn { .. }
            | StoreError::NothingToDraw { .. }
            | StoreError::NotDrawn { .. }
            | StoreError::BadName { .. }
            | StoreError::UnknownCase { .. }
            | StoreError::UnknownView { .. }
            | StoreError::TooManyViews { .. }
            | StoreError::CaseExists { .. }
            | StoreError::UnknownQuestionnaire { .. }
            | StoreError::UnknownDraft { .. }
            | StoreError::DraftReplaced { .. }
            | StoreError::Superseded { .. }
            | StoreError::UnknownPlan { .. }
            | StoreError::NothingToCheck { .. }
            | StoreError::UnknownCheck { .. }
            | StoreError::CheckRefused { .. }
            | StoreError::CheckNotHeld { .. }
            | StoreError::CheckDone { .. }
            | StoreError::RuleNotMet { .. }
            | StoreError::UnknownRule { .. }
            | StoreError::UnknownIssue { .. }
            | StoreError::IssueChanged { .. }
            | StoreError::IssueDiffers { .. }
            | StoreError::IssueRefused { .. }
            | StoreError::SealRefused { .. }
            | StoreError::UnknownSeal { .. }
            | StoreError::UnknownOrder { .. }
            | StoreError::OrderChanged { .. }
            | StoreError::OrderRefused { .. }
            | StoreError::UnknownEntry { .. }
            | StoreError::EntryDiffers { .. }
            | StoreError::EntryInWork { .. }
            | StoreError::EntryRefused { .. }
            | StoreError::UnknownScore { .. }
            | StoreError::ScoreInWork { .. }
            | StoreError::EvidenceRefused { .. }
            | StoreError::TooMuchEvidence { .. }
            | StoreError::UnknownCommonIssue { .. }
            | StoreError::CommonIssueChanged { .. }
            | StoreError::CommonIssueRefused { .. }
            | StoreError::UnsupportedUrl { .. }
            | StoreError::NotEmpty { .. }
    )
}

impl From<FiguresError> for Failure {
    fn from(error: FiguresError) -> Self {
        match error {
            FiguresError::Output(error) => Self::Output(error),
            error => Self::Figures(error),
        }
    }
}

impl From<AnalyticsError> for Failure {
    fn from(error: AnalyticsError) -> Self {
        Self::from(FiguresError::from(error))
    }
}

impl From<ChartError> for Failure {
    fn from(error: ChartError) -> Self {
        Self::from(FiguresError::from(error))
    }
}

fn listed(problems: &[Problem]) -> impl fmt::Display + '_ {
    problems.iter().fold(String::new(), |text, problem| format!("{text}\n  {problem}"))
}

fn each(faults: &[String]) -> impl fmt::Display + '_ {
    faults.iter().fold(String::new(), |text, fault| format!("{text}\n  {fault}"))
}

fn rejected(rejects: &[Reject]) -> impl fmt::Display + '_ {
    rejects.iter().fold(String::new(), |text, r| {
        format!("{text}\n  {}, line {}, column {}: {}", r.file, r.line, r.column, r.reason)
    })
}
