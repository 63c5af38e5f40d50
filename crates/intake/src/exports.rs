//! `/api/v1/exports`: every single answer, and the codebook. However long, an answer goes out
//! while it is read; what fails on the way breaks the connection and never ends like a whole file.

mod stream;

use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use exchange::{BYTE_ORDER_MARK, Gb18030Writer};
use figures::{AnswerExport, AnswerRequest, FiguresError};
use serde_json::json;
use store::Action;
use survey::problem::quoted;
use survey::{Code, Right, Scope};

use self::stream::Pipe;
use crate::State;
use crate::auth::Actor;
use crate::conditional::Made;
use crate::error::HttpError;
use crate::figure::{Charset, Question, Shape};
use crate::problem::{Fault, ProblemDocument};
use crate::query::{Params, refuse_if_any};

/// What single answers can be had as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AnswersAs {
    Csv,
    Parquet,
}

/// What the codebook can be had as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CodebookAs {
    Csv,
    Json,
}

const ANSWERS_AS: [(&str, AnswersAs); 2] =
    [("csv", AnswersAs::Csv), ("parquet", AnswersAs::Parquet)];
const CODEBOOK_AS: [(&str, CodebookAs); 2] = [("csv", CodebookAs::Csv), ("json", CodebookAs::Json)];

/// What the address ends in.
fn wanted_as<T: Copy>(request: &HttpRequest, known: &[(&str, T)]) -> Result<T, HttpError> {
    let ending = request.match_info().get("ending").unwrap_or_default();
    let found = known.iter().find(|(name, _)| *name == ending).map(|(_, wanted)| *wanted);
    found.ok_or_else(|| {
        let known: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        let detail =
            format!("there is no export as {}; there are {}", quoted(ending), known.join(", "));
        ProblemDocument::not_found("unknown_export", detail).into()
    })
}

fn address(request: &HttpRequest) -> String {
    format!("{}?{}", request.path(), request.query_string())
}

/// `GET /exports/answers.csv|parquet`.
pub(crate) async fn answers(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    const ALLOWED: [&str; 7] =
        ["questionnaire", "kind", "period", "unit", "lang", "encoding", "bom"];
    let form = wanted_as(&request, &ANSWERS_AS)?;
    let mut params = Params::read(request.query_string(), &ALLOWED);
    let question = Question::read(&mut params);
    let charset = Charset::read(&mut params, form == AnswersAs::Csv);
    params.finish()?;
    let reads = request.method() != Method::HEAD;
    let wanted = Wanted { form, charset, address: address(&request), reads };
    send_answers(wanted, question, state, actor).await
}

/// A file of answers, as it was asked for.
struct Wanted {
    form: AnswersAs,
    charset: Charset,
    address: String,
    /// Somebody wants more than the head.
    reads: bool,
}

async fn send_answers(
    wanted: Wanted,
    question: Question,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let turn = state.export_turn()?;
    let asked = state.clone();
    let (Wanted { form, charset, address, reads }, unit) = (wanted, question.cut.unit.clone());
    let export = block(move || {
        let scope = actor.scope(Right::ReadResponses);
        let request = AnswerRequest {
            selection: question.selection,
            period: question.cut.period,
            within: within(&asked, scope, unit)?,
            language: question.cut.language,
        };
        let export = AnswerExport::new(asked.store(), &request)?;
        if export.expected(asked.store())? == 0 {
            return Err(FiguresError::NoResponses.into());
        }
        // On record before anything goes out.
        if reads {
            let name = actor.user().name.to_string();
            asked.store().record_action(&name, Action::Exported, &address, json!({}))?;
        }
        Ok::<_, HttpError>(export)
    })
    .await??;
    let (media, name) = match form {
        AnswersAs::Parquet => (PARQUET, "manyi-answers.parquet"),
        AnswersAs::Csv => (charset.csv(), "manyi-answers.csv"),
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .content_type(media);
    if !reads {
        return Ok(response.finish());
    }
    let (pipe, body) = Pipe::new();
    let told = state.clone();
    actix_web::rt::task::spawn_blocking(move || {
        let _turn = turn;
        pipe.run(|pipe| write(&export, &state, form, charset, pipe), |fault| told.report(fault));
    });
    Ok(response.streaming(body))
}

/// Media type of a file of Parquet.
const PARQUET: &str = "application/vnd.apache.parquet";

fn write(
    export: &AnswerExport,
    state: &State,
    form: AnswersAs,
    charset: Charset,
    pipe: &mut Pipe,
) -> Result<(), FiguresError> {
    let store = state.store();
    if form == AnswersAs::Parquet {
        return export.write_parquet(store, pipe, |_| {}).map(drop);
    }
    match charset {
        Charset::Utf8 => export.write_csv(store, pipe, |_| {}).map(drop),
        Charset::Utf8Marked => {
            std::io::Write::write_all(pipe, BYTE_ORDER_MARK)?;
            export.write_csv(store, pipe, |_| {}).map(drop)
        }
        Charset::Gb18030 => {
            let mut encoder = Gb18030Writer::new(pipe);
            export.write_csv(store, &mut encoder, |_| {})?;
            encoder.finish()?;
            Ok(())
        }
    }
}

/// The units whose answers are asked for, as far as they may be seen; none for everything.
fn within(
    state: &State,
    scope: Scope,
    unit: Option<String>,
) -> Result<Option<Vec<Code>>, HttpError> {
    let Some(unit) = unit else {
        return Ok(match scope {
            Scope::Everything => None,
            Scope::Units(units) => Some(units),
            Scope::Nothing => Some(Vec::new()),
        });
    };
    let below = unit.parse::<Code>().ok();
    let known = below.filter(|unit| {
        let (store, reference) = (state.store(), state.reference());
        let there = Scope::Units(vec![unit.clone()]);
        let covers = |scope: &Scope| reference.covers(store, scope, unit.as_str());
        matches!((covers(&there), covers(&scope)), (Ok(true), Ok(true)))
    });
    // Of others not even that there is such a unit is told.
    if known.is_none() {
        let detail = format!("there is no unit {} within your units", quoted(&unit));
        refuse_if_any(vec![Fault::parameter("unknown_unit", "unit", detail)])?;
    }
    Ok(known.map(|unit| vec![unit]))
}

/// `GET /exports/codebook.csv|json`.
pub(crate) async fn codebook(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let form = wanted_as(&request, &CODEBOOK_AS)?;
    let mut params = Params::read(request.query_string(), &["questionnaire", "encoding", "bom"]);
    let questionnaire = params.parsed("questionnaire", str::parse::<Code>);
    let charset = Charset::read(&mut params, form == CodebookAs::Csv);
    params.finish()?;
    let address = address(&request);
    let made = block(move || {
        let store = state.store();
        let rows = figures::answer_codebook(store, questionnaire.as_ref())?;
        let name = actor.user().name.to_string();
        store.record_action(&name, Action::Exported, &address, json!({}))?;
        let revision = store.revision()?;
        if form == CodebookAs::Json {
            return Made::json(revision, &rows);
        }
        Shape::csv(charset).file("codebook", revision, &rows)
    })
    .await??;
    Ok(made.passing())
}
