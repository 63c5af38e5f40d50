//! `/api/v1/indices` and `/api/v1/rankings`: figures as JSON or CSV.

use actix_web::http::header::ACCEPT;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use analytics::{By, IndexRequest, ModeSplit, UnitSelection};
use figures::Figures;
use schemars::JsonSchema;
use serde::Serialize;
use survey::problem::quoted;
use survey::table::{IndexRow, Row};
use survey::{OVERALL, Period};

use super::cut::{CUT_PARAMETERS, Question};
use crate::State;
use crate::auth::Actor;
use crate::conditional::{Made, Variant, conditional};
use crate::error::HttpError;
use crate::problem::Fault;
use crate::query::{Params, refuse_if_any};

/// Periods in one index table.
pub(crate) const PERIODS_MAX: usize = 36;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Csv,
}

/// What the rows of an index table are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Split {
    #[default]
    Category,
    Question,
    Mode,
}

/// How a table goes out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    format: Format,
    /// A byte order mark, without which Excel and WPS read Chinese as rubbish.
    mark: bool,
}

impl Shape {
    pub(crate) const PARAMETERS: [&'static str; 2] = ["format", "bom"];

    pub(crate) fn read(params: &mut Params, request: &HttpRequest) -> Self {
        let formats = [("json", Format::Json), ("csv", Format::Csv)];
        let format = params.choice("format", &formats);
        let mark = params.choice("bom", &[("true", true), ("false", false)]);
        Self { format: format.unwrap_or_else(|| accepted(request)), mark: mark.unwrap_or(false) }
    }

    pub(crate) fn is_file(self) -> bool {
        self.format == Format::Csv
    }

    /// The table as a file.
    pub(crate) fn file<R: Row>(
        self,
        name: &str,
        revision: i64,
        rows: &[R],
    ) -> Result<Made, HttpError> {
        let mut bytes = Vec::new();
        exchange::write_table(&mut bytes, rows, self.mark)
            .map_err(|error| HttpError::Unwritable(error.to_string()))?;
        let made = Made::new(revision, "text/csv; charset=utf-8; header=present", bytes);
        Ok(Made { file_name: Some(format!("manyi-{name}.csv")), ..made })
    }

    fn variant(self) -> Variant {
        let choice = match self.format {
            Format::Json => "json",
            Format::Csv => "csv",
        };
        Variant { choice, vary: "Accept" }
    }
}

fn accepted(request: &HttpRequest) -> Format {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let accept = accept.unwrap_or_default().to_ascii_lowercase();
    let place = |name| accept.find(name).unwrap_or(usize::MAX);
    if place("text/csv") < place("application/json") { Format::Csv } else { Format::Json }
}

/// A table in JSON: the rows, and what they were made from.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{R}s")]
pub(crate) struct Table<'a, R> {
    questionnaire: &'a str,
    questionnaire_version: u32,
    kind: survey::RoundKind,
    /// Counts the changes of the data.
    revision: i64,
    /// Version of the program.
    program: &'a str,
    rows: &'a [R],
}

/// `GET /indices`.
pub(crate) async fn indices(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&CUT_PARAMETERS[..], &["by"], &Shape::PARAMETERS].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    let question = Question::read_without_period(&mut params).within(actor.sights());
    let periods = params.parsed("period", periods).unwrap_or_default();
    let splits =
        [("category", Split::Category), ("question", Split::Question), ("mode", Split::Mode)];
    let split = params.choice("by", &splits).unwrap_or_default();
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    conditional(&request, &state, shape.variant(), move |state| {
        let figures = state.figures().get(state.store(), &question.selection)?;
        let rows = index_rows(&figures, question.clone(), periods, split)?;
        write(state, &figures, &question, shape, "indices", &rows)
    })
    .await
}

/// `GET /rankings`.
pub(crate) async fn rankings(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let cut = CUT_PARAMETERS.into_iter().filter(|name| *name != "unit");
    let allowed: Vec<&str> = cut.chain(["top", "target"]).chain(Shape::PARAMETERS).collect();
    let mut params = Params::read(request.query_string(), &allowed);
    let mut question = Question::read(&mut params).within(actor.sights());
    question.cut.top = params.parsed("top", best);
    question.cut.target = params.number("target", 0.0..=100.0);
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    conditional(&request, &state, shape.variant(), move |state| {
        let figures = state.figures().get(state.store(), &question.selection)?;
        refuse_if_any(question.faults(&figures))?;
        let rows = figures.ranking(&question.cut)?;
        write(state, &figures, &question, shape, "rankings", &rows)
    })
    .await
}

/// Among how many best.
fn best(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|k| *k > 0);
    number.ok_or_else(|| format!("{} is no number from 1 on", quoted(text)))
}

/// Periods separated by commas.
fn periods(text: &str) -> Result<Vec<Period>, String> {
    let periods: Vec<Period> = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
    if periods.len() > PERIODS_MAX {
        return Err(format!("{} periods at once, at most {PERIODS_MAX}", periods.len()));
    }
    Ok(periods)
}

fn index_rows(
    figures: &Figures,
    mut question: Question,
    mut periods: Vec<Period>,
    split: Split,
) -> Result<Vec<IndexRow>, HttpError> {
    let wanted = question.cut.category.take();
    let mut faults = question.faults(figures);
    if question.cut.level.is_some() && question.cut.unit.is_some() {
        let detail = "give level or unit, not both".to_owned();
        faults.push(Fault::parameter("level_and_unit", "unit", detail));
    }
    faults.extend(wanted.as_deref().and_then(|code| topic_fault(figures, split, code)));
    if question.cut.waits_for_publication() {
        faults.extend(periods.iter().filter_map(|period| question.period_fault(figures, *period)));
    }
    refuse_if_any(faults)?;
    if periods.is_empty() {
        periods.push(figures.period(&question.cut)?);
    }
    let units = match (&question.cut.level, &question.cut.unit) {
        (Some(level), _) => UnitSelection::Level(level.clone()),
        (None, Some(unit)) => UnitSelection::One(unit.clone()),
        (None, None) => UnitSelection::All,
    };
    let modes = match (split, question.cut.mode) {
        (_, Some(mode)) => ModeSplit::Only(mode),
        (Split::Mode, None) => ModeSplit::Each,
        (Split::Category | Split::Question, None) => ModeSplit::Together,
    };
    let request = IndexRequest {
        periods,
        units,
        by: if split == Split::Question { By::Question } else { By::Category },
        modes,
        thresholds: question.cut.thresholds,
        language: question.cut.language,
        ..IndexRequest::default()
    };
    let mut rows = figures.index_table(&question.cut, &request)?;
    if let Some(wanted) = wanted {
        rows.retain(|row| row.category == wanted);
    }
    Ok(rows)
}

/// A category, or by question a question, that is not there.
fn topic_fault(figures: &Figures, split: Split, wanted: &str) -> Option<Fault> {
    let mut known: Vec<&str> = vec![OVERALL];
    if split == Split::Question {
        known = figures.questionnaire().questions.iter().map(|q| q.code.as_str()).collect();
    } else {
        known.extend(figures.cube().categories().map(|(code, _)| code.as_str()));
    }
    let fault = || {
        let detail = format!("there is no category {}", quoted(wanted));
        Fault::parameter("unknown_category", "category", detail).allowing(&known)
    };
    (!known.contains(&wanted)).then(fault)
}

fn write<R: Row + Serialize>(
    state: &State,
    figures: &Figures,
    question: &Question,
    shape: Shape,
    name: &str,
    rows: &[R],
) -> Result<Made, HttpError> {
    let revision = figures.revision();
    if shape.is_file() {
        return shape.file(name, revision, rows);
    }
    let questionnaire = figures.questionnaire();
    let body = Table {
        questionnaire: questionnaire.code.as_str(),
        questionnaire_version: questionnaire.version,
        kind: question.selection.kind,
        revision,
        program: state.version(),
        rows,
    };
    Made::json(revision, &body)
}
