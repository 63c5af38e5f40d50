//! What can go wrong: [`IntakeError`] for whoever starts the service, [`HttpError`] for whoever
//! sends requests.
//!
//! `HttpError` is the only way from an error of another crate to a status code. Its matches name
//! every variant, so that a new error can't slip through as 500 unnoticed. Sentences that tell of
//! the machine (paths, what the database said) stay inside; the log has them.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use actix_web::error::BlockingError;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use analytics::AnalyticsError;
use charts::ChartError;
use figures::{DocumentError, FiguresError};
use store::StoreError;

use crate::problem::{Fault, ProblemDocument};

/// Why the service can't be started or went down.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// Others on the network could reach the service, and listen in.
    #[error(
        "{0} can be reached from the network, where passwords would go in the clear. Listen on \
         127.0.0.1 or [::1] and put a proxy that speaks TLS before it, or give --tls-cert and \
         --tls-key"
    )]
    NotLoopback(SocketAddr),
    /// Others reach the service by a name that it does not know, and would be sent away.
    #[error(
        "{0} can be reached from the network; give with --public-host the name that browsers call \
         it by, such as survey.example.gov.cn (with :PORT if that is not 443)"
    )]
    NoPublicHost(SocketAddr),
    /// The certificate or its key can't be used.
    #[error("TLS: {}: {detail}", .file.display())]
    Tls {
        /// The file at fault.
        file: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The service ended otherwise than by being told to.
    #[error("the service went down: {0}")]
    Down(#[from] std::io::Error),
}

/// Any error of a request.
#[derive(Debug)]
pub(crate) enum HttpError {
    /// Already worded.
    Problem(Box<ProblemDocument>),
    /// The database.
    Store(StoreError),
    /// Figures, or what they are made of.
    Figures(FiguresError),
    /// The pool for blocking work dropped the task: the service is going down, or it panicked.
    Interrupted,
    /// A page or body could not be written.
    Unwritable(String),
}

impl HttpError {
    /// Of the database, where what makes no sense is what was sent.
    pub(crate) fn of_sent(error: StoreError) -> Self {
        match error {
            StoreError::Invalid { problems, .. } => {
                ProblemDocument::invalid(problems.into_iter().map(Into::into).collect()).into()
            }
            error => error.into(),
        }
    }

    /// The problem document for this error.
    pub(crate) fn document(&self) -> ProblemDocument {
        match self {
            Self::Problem(document) => (**document).clone(),
            Self::Store(error) => of_store(error),
            Self::Figures(error) => of_figures(error),
            Self::Interrupted => {
                unavailable("interrupted", "the service is going down").try_again()
            }
            Self::Unwritable(_) => internal("unwritable"),
        }
    }
}

impl HttpError {
    /// Whether the request could not even be understood.
    pub(crate) fn is_bad_request(&self) -> bool {
        self.document().status == StatusCode::BAD_REQUEST
    }
}

impl fmt::Display for HttpError {
    /// For the log of the service: with the inner sentences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem(document) => write!(f, "{}: {}", document.code, document.detail),
            Self::Store(error) => error.fmt(f),
            Self::Figures(error) => error.fmt(f),
            Self::Interrupted => f.write_str("a task was interrupted"),
            Self::Unwritable(what) => f.write_str(what),
        }
    }
}

impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        self.document().status
    }

    fn error_response(&self) -> HttpResponse {
        self.document().response()
    }
}

impl From<ProblemDocument> for HttpError {
    fn from(document: ProblemDocument) -> Self {
        Self::Problem(Box::new(document))
    }
}

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<FiguresError> for HttpError {
    fn from(error: FiguresError) -> Self {
        Self::Figures(error)
    }
}

impl From<ChartError> for HttpError {
    fn from(error: ChartError) -> Self {
        Self::Figures(FiguresError::Chart(error))
    }
}

impl From<BlockingError> for HttpError {
    fn from(_: BlockingError) -> Self {
        Self::Interrupted
    }
}

impl From<askama::Error> for HttpError {
    fn from(error: askama::Error) -> Self {
        Self::Unwritable(error.to_string())
    }
}

impl From<serde_json::Error> for HttpError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unwritable(error.to_string())
    }
}

fn internal(code: &'static str) -> ProblemDocument {
    let detail = "the service failed; its log says more";
    ProblemDocument::new(StatusCode::INTERNAL_SERVER_ERROR, code, detail)
}

fn unavailable(code: &'static str, detail: &str) -> ProblemDocument {
    ProblemDocument::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
}

fn of_store(error: &StoreError) -> ProblemDocument {
    out_of_use(error).unwrap_or_else(|| refused_by_store(error))
}

/// Where the database can't be used for a while.
fn out_of_use(error: &StoreError) -> Option<ProblemDocument> {
    let code = error.code();
    Some(match error {
        StoreError::Busy | StoreError::Locked | StoreError::ConnectionLost => {
            unavailable(code, &error.to_string()).try_again()
        }
        // Where the server is concerns nobody outside.
        StoreError::Unreachable { .. } => unavailable(
            code,
            "the database can't be reached at the moment; send the same again soon",
        )
        .try_again(),
        StoreError::UnsupportedUrl { .. }
        | StoreError::Missing { .. }
        | StoreError::CannotOpen { .. }
        | StoreError::NewerSchema { .. }
        | StoreError::DiskFull
        | StoreError::ReadOnly
        | StoreError::Damaged { .. }
        | StoreError::Stopped => unavailable(
            code,
            "the database can't be used at the moment; keep what you have to send",
        ),
        StoreError::QuarantineFull { .. } => unavailable(code, &error.to_string()),
        // The key that the service was started with is not the one that sealed.
        StoreError::OtherKey { .. } => unavailable(code, "the service has another key of contacts"),
        _ => return None,
    })
}

#[expect(clippy::too_many_lines, reason = "a table of what is refused, one line each")]
fn refused_by_store(error: &StoreError) -> ProblemDocument {
    let code = error.code();
    match error {
        StoreError::CheckDone { .. }
        | StoreError::CheckNotHeld { .. }
        | StoreError::CheckRefused { .. }
        | StoreError::NothingToCheck { .. }
        | StoreError::OwnExclusion { .. }
        | StoreError::RuleNotMet { .. }
        | StoreError::UnknownRule { .. }
        | StoreError::AlreadyPublished { .. }
        | StoreError::BulletinChanged { .. }
        | StoreError::BulletinInWork { .. }
        | StoreError::BulletinPublished { .. }
        | StoreError::BulletinRefused { .. }
        | StoreError::IssueChanged { .. }
        | StoreError::IssueDiffers { .. }
        | StoreError::IssueRefused { .. }
        | StoreError::SealRefused { .. }
        | StoreError::OrderChanged { .. }
        | StoreError::OrderRefused { .. }
        | StoreError::EntryDiffers { .. }
        | StoreError::EntryInWork { .. }
        | StoreError::EntryRefused { .. }
        | StoreError::ScoreInWork { .. }
        | StoreError::CommonIssueChanged { .. }
        | StoreError::CommonIssueRefused { .. }
        | StoreError::TemplateChanged
        | StoreError::TooManyViews { .. }
        | StoreError::DraftReplaced { .. }
        | StoreError::RoundFixed { .. }
        | StoreError::Superseded { .. }
        | StoreError::UnknownQuestionnaire { .. }
        | StoreError::UserExists { .. } => {
            ProblemDocument::new(StatusCode::CONFLICT, code, error.to_string())
        }
        StoreError::AgainstRule { .. } => {
            ProblemDocument::new(StatusCode::FORBIDDEN, code, error.to_string())
        }
        StoreError::UnknownUser { .. } => {
            ProblemDocument::not_found(code, "there is no such account")
        }
        StoreError::TooManyPhotos { .. }
        | StoreError::EvidenceRefused { .. }
        | StoreError::TooMuchEvidence { .. } => {
            ProblemDocument::new(StatusCode::UNPROCESSABLE_ENTITY, code, error.to_string())
        }
        // When the responses are there, the photo can be sent again.
        StoreError::PhotosWaiting { .. } => {
            ProblemDocument::new(StatusCode::TOO_MANY_REQUESTS, code, error.to_string())
        }
        StoreError::UnknownCheck { .. }
        | StoreError::UnknownPlan { .. }
        | StoreError::UnknownResponse { .. }
        | StoreError::UnknownDraft { .. }
        | StoreError::UnknownBulletin { .. }
        | StoreError::UnknownIssue { .. }
        | StoreError::UnknownSeal { .. }
        | StoreError::UnknownOrder { .. }
        | StoreError::UnknownEntry { .. }
        | StoreError::UnknownScore { .. }
        | StoreError::UnknownCommonIssue { .. }
        | StoreError::UnknownView { .. } => ProblemDocument::not_found(code, error.to_string()),
        StoreError::UnknownRound { .. } => {
            ProblemDocument::invalid(vec![Fault::at(code, "/round".to_owned(), error.to_string())])
        }
        StoreError::UnknownUnit { .. } => {
            ProblemDocument::invalid(vec![Fault::at(code, "/unit".to_owned(), error.to_string())])
        }
        // What is stored makes no sense, which nobody who sends could put right.
        StoreError::Invalid { .. } | StoreError::Unreadable { .. } => internal(code),
        StoreError::Database { .. } => internal("database_error"),
        // The type may grow; what it grows by is not the sender's fault until someone says so.
        _ => internal("storing_failed"),
    }
}

fn of_figures(error: &FiguresError) -> ProblemDocument {
    let parameter = |code, name: &str, known: &[String]| {
        let fault = Fault::parameter(code, name, error.to_string()).allowing(known);
        ProblemDocument::invalid(vec![fault])
    };
    match error {
        FiguresError::Store(error) => of_store(error),
        FiguresError::Analytics(error) => of_analytics(error),
        FiguresError::Chart(error) => of_chart(error),
        FiguresError::WhichQuestionnaire(known) => {
            parameter("which_questionnaire", "questionnaire", known)
        }
        FiguresError::UnknownQuestionnaire { known, .. } => {
            parameter("unknown_questionnaire", "questionnaire", known)
        }
        FiguresError::UnknownScheme { known, .. } => parameter("unknown_scheme", "scheme", known),
        FiguresError::UnknownFormula { known, .. } => {
            parameter("unknown_formula", "formula", known)
        }
        FiguresError::UnknownCategory { known, .. } => {
            parameter("unknown_category", "category", known)
        }
        FiguresError::UnknownSurvey { known, .. } => parameter("unknown_survey", "survey", known),
        FiguresError::WhichIssuer(known) => parameter("which_issuer", "issuer", known),
        FiguresError::UnknownIssuer { known, .. } => parameter("unknown_issuer", "issuer", known),
        FiguresError::PastTwice { .. } => {
            ProblemDocument::new(StatusCode::CONFLICT, "past_twice", error.to_string())
        }
        FiguresError::NotBefore { .. } => parameter("not_before", "from", &[]),
        FiguresError::TooManyPeriods { .. } => parameter("too_many_periods", "from", &[]),
        FiguresError::NoBulletin(_) => parameter("no_bulletin_period", "period", &[]),
        FiguresError::NobodyAsked(_) => parameter("no_interviews", "period", &[]),
        FiguresError::Restless(_) => {
            ProblemDocument::new(StatusCode::CONFLICT, "period_not_at_rest", error.to_string())
        }
        FiguresError::NoSupervisionRules => {
            let status = StatusCode::CONFLICT;
            ProblemDocument::new(status, "no_supervision_rules", error.to_string())
        }
        FiguresError::Sentences(error) => {
            let status = StatusCode::CONFLICT;
            ProblemDocument::new(status, "sentences_unusable", error.to_string())
        }
        FiguresError::Document(DocumentError::TooManyRows { .. }) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            ProblemDocument::new(status, "too_many_rows", error.to_string())
        }
        FiguresError::KeptCube { .. }
        | FiguresError::Document(_)
        | FiguresError::Digest(_)
        | FiguresError::UnknownForm { .. }
        | FiguresError::Composite(_)
        | FiguresError::Output(_) => internal("figures_failed"),
        FiguresError::NoResponses => {
            ProblemDocument::not_found("no_responses", "there are no responses yet")
        }
        FiguresError::NothingPublished => {
            ProblemDocument::not_found("nothing_published", error.to_string())
        }
    }
}

fn of_analytics(error: &AnalyticsError) -> ProblemDocument {
    let parameter = |code, name| {
        let fault = Fault::parameter(code, name, error.to_string());
        ProblemDocument::invalid(vec![fault])
    };
    match error {
        AnalyticsError::SchemeDoesNotFit { .. } => parameter("scheme_does_not_fit", "scheme"),
        AnalyticsError::UnknownUnit(_) => parameter("unknown_unit", "unit"),
        AnalyticsError::UnknownLevel { .. } => parameter("unknown_level", "level"),
        AnalyticsError::UnknownCategory { .. } => parameter("unknown_category", "category"),
        AnalyticsError::TooCoarse(_)
        | AnalyticsError::Grains
        | AnalyticsError::PsuInTwoStrata { .. }
        | AnalyticsError::Rank(_)
        | AnalyticsError::SmallArea(_)
        | AnalyticsError::Verdict(_)
        | AnalyticsError::Funnel(_)
        | AnalyticsError::Multiplicity(_)
        | AnalyticsError::TooMany { .. }
        | AnalyticsError::UnknownAnswer { .. }
        | AnalyticsError::Engine(_) => internal("figures_failed"),
    }
}

fn of_chart(error: &ChartError) -> ProblemDocument {
    match error {
        // These name what to install on the server, and no path.
        ChartError::NoFont | ChartError::MissingGlyphs { .. } => {
            unavailable("no_font", &error.to_string())
        }
        ChartError::Font { .. } => unavailable("no_font", "the font for pictures can't be used"),
        ChartError::TooManyRows { .. } | ChartError::TooLarge { .. } => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            ProblemDocument::new(status, "chart_too_large", error.to_string())
        }
        ChartError::Draw(_) | ChartError::OptionCount { .. } | ChartError::Render(_) => {
            internal("chart_failed")
        }
    }
}
