//! `/api/v1/charts/{kind}.svg|png|csv`: the pictures, and the table that stands beside each.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use charts::{Canvas, Width};
use figures::{ChartKind, Figures, Look, Source, Twin};
use survey::problem::quoted;

use super::cut::{CUT_PARAMETERS, Question};
use crate::State;
use crate::auth::Actor;
use crate::conditional::{Made, Variant, conditional};
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::{Params, refuse_if_any};

/// Larger pictures cost seconds and help nobody.
pub(crate) const SCALE_MAX: f64 = 3.0;
/// Sharp on most screens and on paper.
pub(crate) const SCALE_USUAL: f64 = 2.0;

/// Layouts by name.
pub(crate) const WIDTHS: [(&str, Width); 2] = [("page", Width::Page), ("phone", Width::Phone)];

#[derive(Debug, Clone, Copy)]
enum Picture {
    Svg,
    Png { scale: f64 },
    Table,
}

/// `GET /charts/{kind}.svg`, `.png` and `.csv`.
pub(crate) async fn chart(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (kind, ending) = named(request.match_info().get("file").unwrap_or_default())?;
    let allowed = [&CUT_PARAMETERS[..], &["from", "width", "target", "scale"]].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    let mut question = Question::read(&mut params).within(actor.sights());
    question.cut.from = params.parsed("from", str::parse);
    let width = params.choice("width", &WIDTHS).unwrap_or_default();
    let target = params.number("target", 0.0..=100.0);
    let scale = params.number("scale", 1.0..=SCALE_MAX);
    let picture = match ending {
        "svg" => Picture::Svg,
        "csv" => Picture::Table,
        _ => Picture::Png { scale: scale.unwrap_or(SCALE_USUAL) },
    };
    params.finish()?;
    refuse_if_any(unused(scale, picture).into_iter().collect())?;
    let variant = Variant { choice: "chart", vary: "Accept-Encoding", day: None };
    conditional(&request, &state, variant, move |state| {
        let figures = state.figures().get(state.store(), &question.selection)?;
        refuse_if_any(question.faults(&figures))?;
        let source = Source { store: state.store(), selection: &question.selection };
        if let Picture::Table = picture {
            return table(&figures, &figures.twin(kind, &question.cut, source)?, kind);
        }
        let canvas = Canvas { width, language: question.cut.language };
        let look = look(state, &figures, canvas, target);
        let svg = figures.chart(kind, &question.cut, &look, source)?;
        let revision = figures.revision();
        let Picture::Png { scale } = picture else {
            return Ok(Made::new(revision, "image/svg+xml", svg.into_bytes()));
        };
        #[expect(clippy::cast_possible_truncation, reason = "1 to 3; a rounded scale is as good")]
        let png = charts::png(&svg, &state.fonts()?, scale as f32)?;
        Ok(Made::new(revision, "image/png", png))
    })
    .await
}

/// A scale where there are no dots to count.
fn unused(scale: Option<f64>, picture: Picture) -> Option<Fault> {
    let unused = scale.is_some() && !matches!(picture, Picture::Png { .. });
    unused.then(|| {
        let detail = "scale is for .png only".to_owned();
        Fault::parameter("unused_parameter", "scale", detail)
    })
}

/// The table beside a chart, as people read it, for Excel and WPS.
fn table(figures: &Figures, twin: &Twin, kind: ChartKind) -> Result<Made, HttpError> {
    let mut bytes = Vec::new();
    exchange::write_texts(&mut bytes, twin.lines())
        .map_err(|error| HttpError::Unwritable(error.to_string()))?;
    let made = Made::new(figures.revision(), "text/csv; charset=utf-8; header=present", bytes);
    Ok(Made { file_name: Some(format!("manyi-{}.csv", kind.as_str())), ..made })
}

/// How charts of this service look: each says what made it.
pub(crate) fn look(state: &State, figures: &Figures, canvas: Canvas, target: Option<f64>) -> Look {
    Look { canvas, target, note: Some(made_by(state, figures.revision())) }
}

/// The line in the foot that says what made a chart.
pub(crate) fn made_by(state: &State, revision: i64) -> String {
    format!("manyi {} · r{revision}", state.version())
}

/// Splits `ranking.svg`.
fn named(file: &str) -> Result<(ChartKind, &str), HttpError> {
    let chart = file.rsplit_once('.').and_then(|(kind, ending)| {
        let kind = kind.parse::<ChartKind>().ok()?;
        matches!(ending, "svg" | "png" | "csv").then_some((kind, ending))
    });
    chart.ok_or_else(|| {
        let kinds: Vec<_> = ChartKind::ALL.into_iter().map(ChartKind::as_str).collect();
        let detail = format!(
            "there is no chart {}; charts are {}, each as .svg, .png or .csv",
            quoted(file),
            kinds.join(", ")
        );
        ProblemDocument::not_found("unknown_chart", detail).into()
    })
}
