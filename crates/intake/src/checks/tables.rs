//! What checks found and what asks for a second look: of everybody for those who judge, of oneself for
//! whoever asked. There is no order by any figure.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use analytics::Thresholds;
use figures::{AgreementRequest, Cut, SignalRequest, SignalSubject, Source};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use store::Action;
use survey::signals::Signal;
use survey::table::{AgreementRow, Row, SignalRow};
use survey::{Code, Language, Period, Right, Scope};

use super::judged;
use crate::State;
use crate::auth::Actor;
use crate::conditional::Made;
use crate::error::HttpError;
use crate::figure::{Question, Shape, language};
use crate::query::{Params, refuse_if_any};

/// How far first and second answers agree.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AgreementTable {
    /// Counts the changes of the data.
    revision: i64,
    rows: Vec<AgreementRow>,
}

/// Signals, and what each of them means.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SignalTable {
    /// Counts the changes of the data.
    pub(crate) revision: i64,
    pub(crate) period: Period,
    /// Version of the rules; 0 for those that ship with the product.
    pub(crate) rules_version: u32,
    /// Every signal in words.
    pub(crate) explanations: Vec<Explanation>,
    pub(crate) rows: Vec<SignalRow>,
}

/// A signal in words.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SignalExplanation")]
pub(crate) struct Explanation {
    signal: Signal,
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

/// Whose figures somebody may see: of everybody within some units, or only their own.
struct Seen {
    only: Option<Code>,
    within: Option<Vec<Code>>,
}

/// Whose figures somebody may see.
fn seen(actor: &Actor) -> Seen {
    if actor.scope(Right::JudgeChecks) == Scope::Nothing {
        return Seen { only: Some(actor.user().name.clone()), within: None };
    }
    Seen { only: None, within: judged(actor) }
}

/// `GET /checks/agreement`: surveyor by surveyor.
pub(crate) async fn agreement(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&["period", "lang"][..], &Shape::PARAMETERS].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    let period = params.parsed("period", str::parse::<Period>);
    let language = language(&mut params);
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    let address = format!("{}?{}", request.path(), request.query_string());
    let made = block(move || {
        let revision = state.store().revision()?;
        let rows = agreed(&state, &actor, period, language)?;
        if !shape.is_file() {
            return Made::json(revision, &AgreementTable { revision, rows });
        }
        file(&state, &actor, &address, (shape, "agreement", revision), &rows)
    })
    .await??;
    // What one may see is not what another may.
    Ok(made.passing())
}

/// What checks found, as far as somebody may see it.
pub(crate) fn agreed(
    state: &State,
    actor: &Actor,
    period: Option<Period>,
    language: Language,
) -> Result<Vec<AgreementRow>, HttpError> {
    let Seen { only, within } = seen(actor);
    let thresholds = Thresholds::default();
    let request = AgreementRequest { period, within, surveyor: only, thresholds, language };
    Ok(figures::agreement(state.store(), &request)?)
}

/// `GET /signals`: by surveyor, or by the units of a level.
pub(crate) async fn signals(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let names = ["period", "level", "questionnaire", "kind", "scheme", "lang"];
    let allowed = [&names[..], &Shape::PARAMETERS].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    let question = Question::read(&mut params);
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    let address = format!("{}?{}", request.path(), request.query_string());
    let made = block(move || {
        let table = table(&state, &actor, &question)?;
        if !shape.is_file() {
            return Made::json(table.revision, &table);
        }
        file(&state, &actor, &address, (shape, "signals", table.revision), &table.rows)
    })
    .await??;
    // What one may see is not what another may.
    Ok(made.passing())
}

/// The signals that somebody may see. Whoever sees only their own gets them by surveyor: those of a unit are
/// of others too.
pub(crate) fn table(
    state: &State,
    actor: &Actor,
    question: &Question,
) -> Result<SignalTable, HttpError> {
    let figures = state.figures().get(state.store(), &question.selection)?;
    let cut = &question.cut;
    refuse_if_any(question.faults(&figures))?;
    let Seen { only, within } = seen(actor);
    let level = cut.level.as_ref().filter(|_| only.is_none());
    let by = match level.map(|level| level.parse::<Code>()) {
        Some(Ok(level)) => SignalSubject::UnitsOf(level),
        _ => SignalSubject::Surveyor,
    };
    let (rules_version, rules) = state.store().verification_rules()?;
    let request = SignalRequest {
        period: figures.period(&Cut { period: cut.period, ..Cut::default() })?,
        by,
        only,
        within,
        scheme: cut.scheme.clone(),
        thresholds: cut.thresholds,
        language: cut.language,
    };
    let source = Source { store: state.store(), selection: &question.selection };
    let explained = |signal: Signal| Explanation {
        signal,
        name: signal.name(cut.language),
        text: signal.explanation(&rules.signals, cut.language),
    };
    Ok(SignalTable {
        revision: figures.revision(),
        period: request.period,
        rules_version,
        explanations: Signal::ALL.into_iter().map(explained).collect(),
        rows: figures.signals(source, &rules, &request)?,
    })
}

/// The table as a file, which is put on record.
fn file<R: Row + Serialize + Sync>(
    state: &State,
    actor: &Actor,
    address: &str,
    (shape, name, revision): (Shape, &'static str, i64),
    rows: &[R],
) -> Result<Made, HttpError> {
    let (reader, detail) = (actor.user().name.as_str(), json!({"revision": revision}));
    state.store().record_action(reader, Action::Exported, address, detail)?;
    shape.file(name, revision, rows)
}
