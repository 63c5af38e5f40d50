//! `/api/v1/issues/rates`: how well what was wrong is put right, in rates that say what they are shares of.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use analytics::UnitSelection;
use figures::{IssueRateRequest, issue_rates};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use store::Action;
use survey::issue::rates::IssueRate;
use survey::period::PeriodKind;
use survey::round::in_china;
use survey::schema::Day;
use survey::table::Row;
use survey::{Code, Month, Period, Right, Scope};

use crate::State;
use crate::auth::Actor;
use crate::conditional::Made;
use crate::error::HttpError;
use crate::figure::{Shape, children, language, periods};
use crate::problem::Fault;
use crate::query::{Params, refuse_if_any};

/// What both tables can be asked for, with their shape.
pub(super) const COMMON: [&str; 5] = ["period", "level", "category", "measure", "lang"];

/// A table of the ledger in JSON: the rows, and as of when they are.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{R}s")]
pub(crate) struct RateTable<'a, R> {
    /// The day as of which it is told what is overdue.
    #[schemars(with = "Day")]
    today: Date,
    /// Counts the changes of the data.
    revision: i64,
    rows: &'a [R],
}

/// `GET /issues/rates`: each rate of each unit in each period, overall and by category.
pub(crate) async fn rates(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&COMMON[..], &["unit", "children"], &Shape::PARAMETERS].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    let wanted = params.parsed("period", periods).unwrap_or_default();
    let unit = params.parsed("unit", str::parse::<Code>);
    let with_children = children(&mut params);
    let (mut asked, shape) = asked(&mut params, &request, &actor);
    params.finish()?;
    if !wanted.is_empty() {
        asked.periods = wanted;
    }
    if let Some(unit) = unit {
        if matches!(asked.units, UnitSelection::Level(_)) {
            let detail = "give level or unit, not both".to_owned();
            refuse_if_any(vec![Fault::parameter("level_and_unit", "unit", detail)])?;
        }
        let unit = unit.to_string();
        asked.units =
            if with_children { UnitSelection::Family(unit) } else { UnitSelection::One(unit) };
    }
    let taken = Taken::of(&request, &actor, "issue-rates", shape);
    let made = block(move || {
        let revision = state.store().revision()?;
        let rows = issue_rates(state.store(), &asked)?;
        taken.write(&state, (revision, asked.today), &rows)
    })
    .await??;
    // What one may see is not what another may, and it ages with the day.
    Ok(made.passing())
}

/// What both tables are asked for: of the quarter of today, unless somebody says otherwise.
pub(super) fn asked(
    params: &mut Params,
    request: &HttpRequest,
    actor: &Actor,
) -> (IssueRateRequest, Shape) {
    let today = in_china(Timestamp::now()).date();
    let level = params.parsed("level", str::parse::<Code>);
    let asked = IssueRateRequest {
        periods: vec![Period::containing(Month::of(today), PeriodKind::Quarter)],
        units: level.map_or(UnitSelection::All, |level| UnitSelection::Level(level.to_string())),
        within: match actor.scope(Right::ReadIssues) {
            Scope::Everything => None,
            Scope::Units(units) => Some(units),
            Scope::Nothing => Some(Vec::new()),
        },
        category: params.text("category").map(str::to_owned),
        measure: params.parsed("measure", str::parse::<IssueRate>),
        today,
        language: language(params),
    };
    (asked, Shape::read(params, request))
}

/// How a table is taken away, and by whom.
pub(super) struct Taken {
    reader: String,
    address: String,
    name: &'static str,
    shape: Shape,
}

impl Taken {
    pub(super) fn of(
        request: &HttpRequest,
        actor: &Actor,
        name: &'static str,
        shape: Shape,
    ) -> Self {
        let reader = actor.user().name.to_string();
        let address = format!("{}?{}", request.path(), request.query_string());
        Self { reader, address, name, shape }
    }

    /// The table; a file is put on record.
    pub(super) fn write<R: Row + Serialize + Sync>(
        &self,
        state: &State,
        (revision, today): (i64, Date),
        rows: &[R],
    ) -> Result<Made, HttpError> {
        if !self.shape.is_file() {
            return Made::json(revision, &RateTable { today, revision, rows });
        }
        let detail = json!({"revision": revision});
        state.store().record_action(&self.reader, Action::Exported, &self.address, detail)?;
        self.shape.file(self.name, revision, rows)
    }
}
