//! `/api/v1/issues/funnel`, `.svg` and `.png`: the units of a level with one rate, which of them stand out, and
//! the drawing of it.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use charts::{Canvas, Width};
use figures::{
    IssueFunnelLook, IssueRateRequest, category_names, issue_funnel, issue_funnel_chart,
    issue_rates,
};
use survey::issue::rates::IssueRate;
use survey::table::IssueFunnelRow;
use survey::{Code, OVERALL, Period};

use super::rates::{COMMON, Taken, asked};
use crate::State;
use crate::auth::Actor;
use crate::conditional::Made;
use crate::error::HttpError;
use crate::figure::{SCALE_MAX, SCALE_USUAL, Shape, WIDTHS, made_by};
use crate::problem::{Fault, ProblemDocument};
use crate::query::{Params, refuse_if_any};

/// `GET /issues/funnel`: the units of a level with one rate, and which of them stand out.
pub(crate) async fn funnel(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&COMMON[..], &Shape::PARAMETERS].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    need(&mut params);
    let period = params.parsed("period", str::parse::<Period>);
    let (mut asked, shape) = asked(&mut params, &request, &actor);
    params.finish()?;
    asked.periods = period.map_or(asked.periods, |period| vec![period]);
    asked.category.get_or_insert_with(|| OVERALL.to_owned());
    let taken = Taken::of(&request, &actor, "issue-funnel", shape);
    let made = block(move || {
        let revision = state.store().revision()?;
        let rows = issue_funnel(issue_rates(state.store(), &asked)?)?;
        taken.write(&state, (revision, asked.today), &rows)
    })
    .await??;
    // What one may see is not what another may, and it ages with the day.
    Ok(made.passing())
}

/// `GET /issues/funnel.svg`: the same, drawn.
pub(crate) async fn svg(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    picture(request, state, actor, false).await
}

/// `GET /issues/funnel.png`
pub(crate) async fn png(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    picture(request, state, actor, true).await
}

async fn picture(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    is_png: bool,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&COMMON[..], &["width", "scale"]].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    need(&mut params);
    let level = params.parsed("level", str::parse::<Code>);
    let period = params.parsed("period", str::parse::<Period>);
    let width = params.choice("width", &WIDTHS).unwrap_or_default();
    let scale = params.number("scale", 1.0..=SCALE_MAX);
    let (asked, _) = asked(&mut params, &request, &actor);
    params.finish()?;
    if scale.is_some() && !is_png {
        let detail = "scale is for .png only".to_owned();
        refuse_if_any(vec![Fault::parameter("unused_parameter", "scale", detail)])?;
    }
    let drawn = Drawn {
        period: period.or(asked.periods.first().copied()).ok_or_else(unknown)?,
        level: level.ok_or_else(unknown)?,
        measure: asked.measure.ok_or_else(unknown)?,
        width,
        asked,
    };
    let made = block(move || {
        let revision = state.store().revision()?;
        let svg = drawn.svg(&state, revision)?;
        if !is_png {
            return Ok(Made::new(revision, "image/svg+xml", svg.into_bytes()));
        }
        #[expect(clippy::cast_possible_truncation, reason = "1 to 3; a rounded scale is as good")]
        let png = charts::png(&svg, &state.fonts()?, scale.unwrap_or(SCALE_USUAL) as f32)?;
        Ok::<_, HttpError>(Made::new(revision, "image/png", png))
    })
    .await??;
    // What one may see is not what another may, and it ages with the day.
    Ok(made.passing())
}

/// What a drawing is asked for.
struct Drawn {
    period: Period,
    level: Code,
    measure: IssueRate,
    width: Width,
    asked: IssueRateRequest,
}

impl Drawn {
    fn svg(self, state: &State, revision: i64) -> Result<String, HttpError> {
        let category = self.asked.category.unwrap_or_else(|| OVERALL.to_owned());
        let language = self.asked.language;
        let look = IssueFunnelLook {
            canvas: Canvas { width: self.width, language },
            measure: self.measure,
            period: self.period,
            level: self.level.to_string(),
            category: category_names(state.store(), language)?.get(category.as_str()).cloned(),
            note: Some(made_by(state, revision)),
        };
        let request =
            IssueRateRequest { periods: vec![self.period], category: Some(category), ..self.asked };
        let rows: Vec<IssueFunnelRow> = issue_funnel(issue_rates(state.store(), &request)?)?;
        Ok(issue_funnel_chart(&rows, &look)?)
    }
}

/// A funnel is of one level and one rate.
fn need(params: &mut Params) {
    for name in ["level", "measure"] {
        if params.text(name).is_none() {
            let detail = format!("say which {name}");
            params.refuse(Fault::parameter("missing_parameter", name, detail));
        }
    }
}

fn unknown() -> HttpError {
    let detail = "the funnel of a level and a rate is drawn as .svg or .png".to_owned();
    ProblemDocument::not_found("unknown_chart", detail).into()
}
