//! `/api/v1/aims`: what units are to reach in a year. Read by those whom it concerns, set and taken back
//! by those who look after the survey.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Aim, Change, Place, SetAim};
use survey::problem::quoted;
use survey::schema::Instant;
use survey::{Code, Right, Scope, UnitTree};

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;

/// Longest body of an aim, in bytes.
pub(crate) const AIM_BYTES_MAX: usize = 4 << 10;
/// Longest field and source.
const TEXT_CHARS_MAX: usize = 200;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Aims {
    /// By year and unit.
    aims: Vec<Listed>,
}

/// An aim with who set it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Aim")]
pub(crate) struct Listed {
    /// Calendar year.
    year: i32,
    /// Code of the unit. An aim holds for the units below that have none of their own.
    unit: Code,
    /// The index to reach, 0 to 100.
    index: Option<f64>,
    /// The place to reach among units of elsewhere, or better.
    rank: Option<u32>,
    /// Of how many, where that is known.
    out_of: Option<u32>,
    /// Among whom, such as 全市.
    field: Option<String>,
    /// The document that says so.
    source: Option<String>,
    /// Name of the account.
    set_by: String,
    /// When.
    #[schemars(with = "Instant")]
    set_at: Timestamp,
}

/// What a unit is to reach in a year: an index, a place among units of elsewhere, or both.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AimWanted")]
pub(crate) struct Wanted {
    /// The index to reach, 0 to 100.
    index: Option<f64>,
    /// The place to reach, or better; needs `field`.
    rank: Option<u32>,
    /// Of how many; needs `rank`.
    out_of: Option<u32>,
    /// Among whom, such as 全市; needs `rank`.
    field: Option<String>,
    /// The document that says so.
    source: Option<String>,
}

impl From<SetAim> for Listed {
    fn from(SetAim { aim, set_by, set_at }: SetAim) -> Self {
        let Aim { year, unit, index, place, source } = aim;
        let (rank, out_of, field) = match place {
            Some(Place { rank, out_of, field }) => (Some(rank), out_of, Some(field)),
            None => (None, None, None),
        };
        Self { year, unit, index, rank, out_of, field, source, set_by, set_at }
    }
}

impl Wanted {
    /// The aim of a unit for a year; ranges are the store's to judge.
    fn aim(self, year: i32, unit: Code) -> Result<Aim, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut wrong = |code, pointer: &str, detail: &str| {
            faults.push(Fault::at(code, pointer.to_owned(), detail.to_owned()));
        };
        for (pointer, text) in [("/field", &self.field), ("/source", &self.source)] {
            if text.as_ref().is_some_and(|text| !is_line(text)) {
                let detail = format!("must be one line of at most {TEXT_CHARS_MAX} characters");
                wrong("bad_text", pointer, &detail);
            }
        }
        let place = match (self.rank, self.field) {
            (Some(rank), field) => {
                let field = field.unwrap_or_default().trim().to_owned();
                Some(Place { rank, out_of: self.out_of, field })
            }
            (None, field) => {
                if field.is_some() || self.out_of.is_some() {
                    wrong("missing", "/rank", "name the place that is to be reached");
                }
                None
            }
        };
        let source = self.source.map(|source| source.trim().to_owned());
        let aim = Aim { year, unit, index: self.index, place, source };
        if faults.is_empty() { Ok(aim) } else { Err(faults) }
    }
}

fn is_line(text: &str) -> bool {
    survey::wording::says_in_a_line(text, TEXT_CHARS_MAX)
}

/// `GET /aims`: those of the units within reach, and of the units above, from which they have theirs.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &["year"]);
    let year = params.parsed("year", |text| {
        year_of(text).ok_or_else(|| "a year is a number such as 2026".to_owned())
    });
    params.finish()?;
    let aims = block(move || {
        let scope = actor.scope(Right::ReadSurvey);
        let tree = state.store().unit_tree()?;
        let mut aims = state.store().aims()?;
        aims.retain(|set| year.is_none_or(|year| set.aim.year == year));
        aims.retain(|set| concerns(&scope, &tree, &set.aim.unit));
        Ok::<_, HttpError>(Aims { aims: aims.into_iter().map(Listed::from).collect() })
    })
    .await??;
    Ok(HttpResponse::Ok().json(aims))
}

/// Whether a unit is within a scope, or above one that is.
fn concerns(scope: &Scope, tree: &UnitTree, unit: &Code) -> bool {
    let is_above = |below: &Code, above: &Code| {
        let place = tree.position(below.as_str());
        let mut lineage = place.into_iter().flat_map(|place| tree.lineage(place));
        lineage.any(|place| tree.units()[place].code == *above)
    };
    match scope {
        Scope::Nothing => false,
        Scope::Everything => true,
        Scope::Units(units) => units.iter().any(|own| is_above(unit, own) || is_above(own, unit)),
    }
}

/// `PUT /aims/{year}/{unit}`: sets one, in place of what it was.
pub(crate) async fn put(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let ((year, unit), body) =
        (place_of(&request)?, body::read(&request, payload, AIM_BYTES_MAX).await?);
    let (change, set) = block(move || {
        if state.store().unit_tree()?.get(unit.as_str()).is_none() {
            return Err(unknown("unknown_unit", format!("there is no unit {unit}")));
        }
        let wanted: Wanted = body::parse_object(&body)?;
        let aim = wanted.aim(year, unit.clone()).map_err(ProblemDocument::invalid)?;
        let put = state.store().by(actor.user().name.as_str()).put_aim(&aim);
        let change = put.map_err(HttpError::of_sent)?;
        Ok((change, find(&state, year, &unit)?))
    })
    .await??;
    let status = if change == Change::Added { StatusCode::CREATED } else { StatusCode::OK };
    Ok(HttpResponse::build(status).json(Listed::from(set)))
}

/// `DELETE /aims/{year}/{unit}`: takes one back, and tells what it was.
pub(crate) async fn remove(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let (year, unit) = place_of(&request)?;
    let gone = block(move || {
        let set = find(&state, year, &unit)?;
        if state.store().by(actor.user().name.as_str()).remove_aim(year, &unit)? {
            Ok(set)
        } else {
            Err(no_aim(year, &unit))
        }
    })
    .await??;
    Ok(HttpResponse::Ok().json(Listed::from(gone)))
}

fn place_of(request: &HttpRequest) -> Result<(i32, Code), HttpError> {
    let part = |name| request.match_info().get(name).unwrap_or_default();
    let bad = |detail: String| HttpError::from(ProblemDocument::bad_request("bad_id", detail));
    let year = part("year");
    let year =
        year_of(year).ok_or_else(|| bad(format!("{} is no year such as 2026", quoted(year))))?;
    Ok((year, part("unit").parse().map_err(bad)?))
}

/// Years that a calendar has.
pub(crate) const YEAR_MAX: i32 = 9_999;

fn year_of(text: &str) -> Option<i32> {
    text.parse().ok().filter(|year| (1..=YEAR_MAX).contains(year))
}

fn find(state: &State, year: i32, unit: &Code) -> Result<SetAim, HttpError> {
    let mut aims = state.store().aims()?.into_iter();
    let found = aims.find(|set| (set.aim.year, &set.aim.unit) == (year, unit));
    found.ok_or_else(|| no_aim(year, unit))
}

fn no_aim(year: i32, unit: &Code) -> HttpError {
    unknown("unknown_aim", format!("there is no aim of {unit} for {year}"))
}

fn unknown(code: &'static str, detail: String) -> HttpError {
    ProblemDocument::not_found(code, detail).into()
}
