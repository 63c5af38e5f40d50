//! What can go wrong between the store and a figure.

use analytics::{AnalyticsError, AnswerFileError};
use charts::ChartError;
use documents::{DocumentError, TemplateError};
use statistics::composite::CompositeError;
use store::StoreError;
use survey::{PastSource, Period};

/// An error of this crate. Its text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum FiguresError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The request does not fit the data.
    #[error(transparent)]
    Analytics(#[from] AnalyticsError),
    /// The workbook can't be written.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The chart can't be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// Several questionnaires are there and none was named. Their indices never mix.
    #[error("the database holds several questionnaires, name one of them, as by --questionnaire CODE: {}", .0.join(", "))]
    WhichQuestionnaire(Vec<String>),
    /// No such questionnaire.
    #[error("there is no questionnaire {name:?}: there {}", there_are(.known))]
    UnknownQuestionnaire {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No such scoring scheme.
    #[error("there is no scoring scheme {name:?}: there {}", there_are(.known))]
    UnknownScheme {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Nothing says when there is ground for an order.
    #[error(
        "there are no rules of supervision yet; manyi import supervision-rules FILE puts them in force, \
         and fixtures/supervision_rules.toml has those that ship"
    )]
    NoSupervisionRules,
    /// No such category.
    #[error("no published questionnaire has a category {name:?}: there {}", there_are(.known))]
    UnknownCategory {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No such formula.
    #[error("there is no formula {name:?}: there {}", there_are(.known))]
    UnknownFormula {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No mock round rehearses it.
    #[error("no mock round mirrors an external survey {name:?}: there {}", there_are(.known))]
    UnknownSurvey {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Results of several issuers are there and none was named: each asks in its own way.
    #[error("results of several issuers are confirmed, name one of them, as by --issuer: {}", .0.join(", "))]
    WhichIssuer(Vec<String>),
    /// Nothing that it published is confirmed.
    #[error("no score of an issuer {name:?} is confirmed: there {}", there_are(.known))]
    UnknownIssuer {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Two results of the same unit and period: which of them counts is for a person to say.
    #[error(
        "the result of {unit} in {period} is there twice, as {} and as {}: leave out one of them", .sources.0, .sources.1
    )]
    PastTwice {
        /// Code of the unit.
        unit: String,
        /// Period.
        period: Period,
        /// Where it stands, and where it stands again.
        sources: Box<(PastSource, PastSource)>,
    },
    /// The parts of a score can't be put together.
    #[error("the parts of the score can't be put together: {0}")]
    Composite(#[from] CompositeError),
    /// A comparison that goes nowhere.
    #[error("{from} is not before {period}: compare with an earlier period of the same kind")]
    NotBefore {
        /// Where it should start.
        from: Period,
        /// Where it should end.
        period: Period,
    },
    /// More periods than can be followed.
    #[error("there are more than {most} periods from {from} to {to}: start later")]
    TooManyPeriods {
        /// The first.
        from: Period,
        /// The last.
        to: Period,
        /// As many as are drawn.
        most: usize,
    },
    /// The cube of a month that the store keeps can't be read.
    #[error(
        "the cube kept of {month} is not usable, build it again with `manyi cube build`: {error}"
    )]
    KeptCube {
        /// The month.
        month: Period,
        /// What is wrong with it.
        error: AnswerFileError,
    },
    /// The period has no bulletin.
    #[error("there are bulletins of a month, quarter, half-year or year, and {0} is a semester")]
    NoBulletin(Period),
    /// Nobody was asked then and there.
    #[error("there are no interviews in {0} in the unit that the bulletin is about")]
    NobodyAsked(Period),
    /// The office's sentences can't be used.
    #[error(transparent)]
    Sentences(#[from] TemplateError),
    /// The digest of the figures can't be made.
    #[error("the figures can't be written down for their digest: {0}")]
    Digest(#[from] serde_json::Error),
    /// Rows of a period change faster than they can be read.
    #[error(
        "the rows of {0} changed each time while they were read: seal it when nobody imports or corrects"
    )]
    Restless(Period),
    /// A response that was asked by no questionnaire that is there.
    #[error("response {response}: its round or its version of the questionnaire is not there")]
    UnknownForm {
        /// Id of the response.
        response: String,
    },
    /// A file can't be written.
    #[error("the file can't be written: {0}")]
    Output(#[from] std::io::Error),
    /// No interview to score.
    #[error("there are no responses yet: import some with `manyi import responses`")]
    NoResponses,
    /// No figure that may be shown.
    #[error("nothing is published yet of the units whose figures you may see")]
    NothingPublished,
}

fn there_are(known: &[String]) -> String {
    if known.is_empty() { "are none yet".to_owned() } else { format!("are {}", known.join(", ")) }
}
