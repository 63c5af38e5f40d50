//! `/api/v1/publicity`: what was told to the public, for those who read the ledger of the units that it is
//! about. Whoever judges issues logs it. Counts are information, and no score.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::publicity_counts;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::{Change, LoggedPublicity, PublicityFilter};
use survey::problem::quoted;
use survey::round::in_china;
use survey::table::PublicityCount;
use survey::{Code, Period, PublicityItem, PublicityKind, Right};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::figure::language;
use crate::issues::units;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::id_of;

/// Longest body, in bytes.
pub(crate) const BYTES_MAX: usize = 8 << 10;
/// Entries of one answer.
pub(crate) const PAGE_LEN: u32 = 100;
/// Most pages that can be asked for.
pub(crate) const PAGE_MAX: u32 = 1_000_000;

/// What the log is asked for.
pub(crate) const CHOICES: [&str; 3] = ["period", "unit", "kind"];

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PublicityList")]
pub(crate) struct Listed {
    /// The newest first.
    entries: Vec<LoggedPublicity>,
    /// How many there are on all pages.
    total: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PublicityCounts")]
pub(crate) struct Counts {
    /// By month, the newest first, and unit.
    rows: Vec<PublicityCount>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PublicityLogged")]
pub(crate) struct Logged {
    entry: LoggedPublicity,
    /// `new`, or `same` as is there already.
    #[schemars(extend("enum" = ["new", "same"]))]
    pub(crate) outcome: &'static str,
}

/// `GET /publicity`: a page of the entries of the units within reach.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &[&CHOICES[..], &["page"]].concat());
    let asked = Asked::read(&mut params);
    let page = params.parsed("page", page_of).unwrap_or(1);
    params.finish()?;
    let listed = block(move || {
        let filter = asked.filter(&state, &actor)?;
        let before = u64::from(page - 1) * u64::from(PAGE_LEN);
        let page = state.store().publicity(&filter, before, PAGE_LEN)?;
        Ok::<_, HttpError>(Listed { entries: page.entries, total: page.total })
    })
    .await??;
    Ok(HttpResponse::Ok().json(listed))
}

/// `GET /publicity/counts`: how many entries there are, by month and unit.
pub(crate) async fn counts(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &[&CHOICES[..], &["lang"]].concat());
    let asked = Asked::read(&mut params);
    let language = language(&mut params);
    params.finish()?;
    let rows = block(move || {
        let filter = asked.filter(&state, &actor)?;
        Ok::<_, HttpError>(publicity_counts(state.store(), &filter, language)?)
    })
    .await??;
    Ok(HttpResponse::Ok().json(Counts { rows }))
}

/// `POST /publicity`: logs an entry.
pub(crate) async fn log(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let logged = block(move || logged(&state, &actor, &body::parse_object(&body)?)).await??;
    let is_new = logged.outcome == "new";
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(HttpResponse::build(status).json(logged))
}

pub(crate) fn logged(
    state: &State,
    actor: &Actor,
    item: &PublicityItem,
) -> Result<Logged, HttpError> {
    let today = in_china(Timestamp::now()).date();
    let problems = item.problems(&state.store().unit_tree()?, today);
    let mut faults: Vec<Fault> = problems.into_iter().map(Fault::from).collect();
    if !reaches(state, actor, &[Right::JudgeIssues], &item.unit)? {
        // Of other units not even that there is such a unit is told.
        faults.retain(|fault| fault.code != "unknown_unit");
        let detail = "is none of your units".to_owned();
        faults.push(Fault::at("unit_not_allowed", "/unit".to_owned(), detail));
    }
    if !faults.is_empty() {
        return Err(ProblemDocument::invalid(faults).into());
    }
    let by = state.store().by(actor.user().name.as_str());
    let changes = by.log_publicity(std::slice::from_ref(item))?;
    let outcome = if changes == [Change::Added] { "new" } else { "same" };
    Ok(Logged { entry: entry(state, item.id())?, outcome })
}

/// `DELETE /publicity/{id}`: takes an entry back, and tells what it was.
pub(crate) async fn remove(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let gone = block(move || removed(&state, &actor, id)).await??;
    Ok(HttpResponse::Ok().json(gone))
}

/// What was taken back.
pub(crate) fn removed(
    state: &State,
    actor: &Actor,
    id: Uuid,
) -> Result<LoggedPublicity, HttpError> {
    let entry = entry(state, id)?;
    // Of other units not even that there is such an entry is told.
    if !reaches(state, actor, &[Right::JudgeIssues], &entry.item.unit)? {
        return Err(unknown(id));
    }
    if !state.store().by(actor.user().name.as_str()).remove_publicity(id)? {
        return Err(unknown(id));
    }
    Ok(entry)
}

fn entry(state: &State, id: Uuid) -> Result<LoggedPublicity, HttpError> {
    state.store().publicity_entry(id)?.ok_or_else(|| unknown(id))
}

fn unknown(id: Uuid) -> HttpError {
    ProblemDocument::not_found("unknown_publicity", format!("there is no entry {id}")).into()
}

fn page_of(text: &str) -> Result<u32, String> {
    let page = text.parse().ok().filter(|page| (1..=PAGE_MAX).contains(page));
    page.ok_or_else(|| format!("{} is no page from 1 on", quoted(text)))
}

/// Which entries are asked for.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) period: Option<Period>,
    pub(crate) unit: Option<Code>,
    pub(crate) kind: Option<PublicityKind>,
}

impl Asked {
    pub(crate) fn read(params: &mut Params) -> Self {
        Self {
            period: params.parsed("period", str::parse),
            unit: params.parsed("unit", str::parse),
            kind: params.parsed("kind", str::parse),
        }
    }

    /// What the store is asked for, within the reader's reach.
    pub(crate) fn filter(
        &self,
        state: &State,
        actor: &Actor,
    ) -> Result<PublicityFilter, HttpError> {
        let units = units(state, &actor.scope(Right::ReadIssues), self.unit.clone())?;
        Ok(PublicityFilter { units, period: self.period, kind: self.kind })
    }
}
