//! `/odata/v4/…`: the figures as a feed that Excel, WPS's query and BI tools read by themselves
//! (OData 4.0, read only, JSON).
//!
//! A feed goes through the same rights, rules of withholding and estimators as pages do; a view of
//! the database would go past all three, and has no standard errors.

mod filter;
mod model;
mod options;
mod page;
mod sets;

use std::fmt::Display;

use actix_web::http::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;
use store::Action;
use survey::table::Row;
use survey::{Code, RoundKind};

use self::options::{Options, PARAMETERS, Place};
use self::page::{Entity, Page};
use self::sets::{EntitySet, Rendered};
use crate::State;
use crate::auth::Actor;
use crate::conditional::{Made, Variant, conditional};
use crate::error::HttpError;
use crate::figure::{Question, WEIGHTS};
use crate::pages::encoded;
use crate::problem::ProblemDocument;
use crate::query::{Params, refuse_if_any};

const JSON: &str = "application/json;odata.metadata=minimal";
const VERSION: (HeaderName, HeaderValue) =
    (HeaderName::from_static("odata-version"), HeaderValue::from_static("4.0"));
/// Where a proxy says below which prefix it serves us.
const PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");

/// Options of the standard that are not offered, which the standard wants told.
const NOT_OFFERED: [&str; 6] = ["$expand", "$search", "$apply", "$compute", "$index", "$levels"];

/// `GET /odata/v4/{questionnaire}/{kind}/{set}`.
pub(crate) async fn feed(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let mut response = match answer(&request, &state, &actor).await {
        Ok(response) => response,
        Err(error) => {
            if error.document().status.is_server_error() {
                state.report(&format!("{} {}: {error}", request.method(), request.path()));
            }
            refusal(&error.document())
        }
    };
    let (name, version) = VERSION;
    response.headers_mut().insert(name, version);
    response
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
) -> Result<HttpResponse, HttpError> {
    let part = |name| request.match_info().get(name).unwrap_or_default();
    let (questionnaire, kind) = (part("questionnaire"), part("kind"));
    let root = format!("{}/odata/v4/{questionnaire}/{kind}/", origin(request));
    let variant =
        Variant { choice: "odata", vary: "Host, X-Forwarded-Prefix, X-Forwarded-Proto", day: None };
    let selection = selection(questionnaire, kind)?;
    let set = match part("set") {
        "" => {
            let document = model::service_document(&root);
            return conditional(request, state, variant, move |state| {
                let figures = state.figures().get(state.store(), &selection)?;
                Ok(Made { content_type: JSON, ..Made::json(figures.revision(), &document)? })
            })
            .await;
        }
        "$metadata" => {
            let response = HttpResponse::Ok();
            return Ok(with_type(response, "application/xml").body(model::metadata()));
        }
        name => EntitySet::named(name).ok_or_else(|| unknown_set(name))?,
    };
    let mut params = Params::read(request.query_string(), &PARAMETERS);
    not_offered(request.query_string())?;
    let options = Options::read(&mut params, &set.columns());
    let mut question = Question { selection, ..Question::default() };
    question.cut.scheme = params.text("scheme").map(str::to_owned);
    question.cut.weights = params.parsed(WEIGHTS, str::parse).unwrap_or_default();
    question.cut.language = params.parsed("lang", sets::language).unwrap_or_default();
    let question = question.within(actor.sights());
    let query = kept(&params);
    params.finish()?;
    let feed = Feed { root, question, query };
    let (actor, address) = (actor.user().name.to_string(), request.path().to_owned());
    conditional(request, state, variant, move |state| {
        let figures = state.figures().get(state.store(), &feed.question.selection)?;
        refuse_if_any(feed.question.faults(&figures))?;
        if options.from == Place::default() {
            // On record before anything goes out; pages that follow belong to the same reading.
            let detail = json!({"revision": figures.revision()});
            state.store().record_action(&actor, Action::Exported, &address, detail)?;
        }
        let body = set.page(&figures, &feed, &options)?;
        Ok(Made::new(figures.revision(), JSON, body))
    })
    .await
}

/// What the pages of a feed share.
struct Feed {
    /// Address of the service document.
    root: String,
    question: Question,
    /// Options that hold for every page.
    query: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
#[serde(bound(serialize = "R: Row"))]
struct Body<'a, R: Row> {
    #[serde(rename = "@odata.context")]
    context: String,
    #[serde(rename = "@odata.count", skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    value: Vec<Entity<'a, R>>,
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Feed {
    /// A page as JSON.
    fn page<R: Row>(
        &self,
        set: EntitySet,
        parts: usize,
        rows_of: impl Fn(usize) -> Result<Vec<R>, HttpError>,
        options: &Options,
    ) -> Rendered {
        let Page { rows, count, next } = page::page(parts, rows_of, options)?;
        let columns = R::columns();
        let select = options.select.as_deref();
        let chosen = select.map_or_else(String::new, |places| {
            let names: Vec<&str> = places.iter().map(|&at| columns[at].name).collect();
            format!("({})", names.join(","))
        });
        let body = Body {
            context: format!("{}$metadata#{}{chosen}", self.root, set.name()),
            count,
            value: rows.iter().map(|row| Entity { row, columns: &columns, select }).collect(),
            next: next.map(|(place, left)| self.next(set, place, left)),
        };
        Ok(serde_json::to_vec(&body)?)
    }

    fn next(&self, set: EntitySet, place: Place, left: Option<usize>) -> String {
        let mut pairs: Vec<(&str, String)> = self.query.clone();
        pairs.extend(left.map(|left| ("$top", left.to_string())));
        pairs.push(("$skiptoken", place.token()));
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        format!("{}{}?{}", self.root, set.name(), pairs.join("&"))
    }
}

/// The options that go on to the next page.
fn kept(params: &Params) -> Vec<(&'static str, String)> {
    let kept = ["$filter", "$select", "$orderby", "scheme", WEIGHTS, "lang"].into_iter();
    kept.filter_map(|name| Some((name, params.text(name)?.to_owned()))).collect()
}

fn selection(questionnaire: &str, kind: &str) -> Result<figures::Selection, HttpError> {
    let unknown = |what: &dyn Display| {
        let detail = format!(
            "{what}; a feed is /odata/v4/QUESTIONNAIRE/official/ or /odata/v4/QUESTIONNAIRE/mock/"
        );
        HttpError::from(ProblemDocument::not_found("unknown_feed", detail))
    };
    let questionnaire: Code = questionnaire.parse().map_err(|error: String| unknown(&error))?;
    let kind = match kind {
        "official" => RoundKind::Official,
        "mock" => RoundKind::Mock,
        _ => return Err(unknown(&"rounds are official or mock")),
    };
    Ok(figures::Selection { questionnaire: Some(questionnaire), kind, without_excluded: false })
}

fn unknown_set(name: &str) -> HttpError {
    let known = EntitySet::ALL.map(EntitySet::name).join(", ");
    let name = survey::problem::quoted(name);
    let detail = format!("there is no entity set {name}; there are {known}, and $metadata");
    ProblemDocument::not_found("unknown_entity_set", detail).into()
}

fn not_offered(query: &str) -> Result<(), HttpError> {
    let named = |name: &&&str| query.split('&').any(|pair| pair.split('=').next() == Some(*name));
    match NOT_OFFERED.iter().find(named) {
        None => Ok(()),
        Some(name) => {
            let detail = format!("{name} is not offered; {} are", PARAMETERS.join(", "));
            let status = StatusCode::NOT_IMPLEMENTED;
            Err(ProblemDocument::new(status, "option_not_offered", detail).into())
        }
    }
}

/// Scheme, name and prefix under which the client sees us. Clients want whole addresses; the name
/// was compared with our own already.
fn origin(request: &HttpRequest) -> String {
    let text = |name: &HeaderName| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    };
    let is_path = |prefix: &&str| {
        prefix.starts_with('/')
            && prefix.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b))
    };
    let prefix = Some(text(&PREFIX)).filter(is_path).unwrap_or_default().trim_end_matches('/');
    let info = request.connection_info();
    let scheme = if info.scheme() == "https" { "https" } else { "http" };
    format!("{scheme}://{}{prefix}", text(&HOST))
}

fn with_type(
    mut response: actix_web::HttpResponseBuilder,
    content_type: &'static str,
) -> actix_web::HttpResponseBuilder {
    response.insert_header((CONTENT_TYPE, content_type));
    response.insert_header((header::CACHE_CONTROL, "no-cache"));
    response
}

/// A problem in the form that the standard wants.
fn refusal(document: &ProblemDocument) -> HttpResponse {
    let details: Vec<_> = document
        .errors
        .iter()
        .map(
            |fault| json!({"code": fault.code, "target": fault.parameter, "message": fault.detail}),
        )
        .collect();
    let error = json!({"code": document.code, "message": document.detail, "details": details});
    with_type(document.head(), JSON).json(json!({ "error": error }))
}
