//! `/api/v1/seals`: periods that were closed, and closing one.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use documents::Bulletin;
use figures::{SealRequest, seal_period};
use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Seal;
use survey::schema::Instant;
use survey::seal::Waiting;
use survey::{Language, Period};

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::corrections::{reason_of, reason_schema};
use crate::error::HttpError;
use crate::problem::ProblemDocument;
use crate::query::Params;

/// Longest body, in bytes.
pub(crate) const SEAL_BYTES_MAX: usize = 4 << 10;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Seals {
    /// The newest first.
    seals: Vec<Listed>,
}

/// A revision of the seal of a period, in short.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Seal")]
pub(crate) struct Listed {
    /// Place in the chain.
    number: u32,
    period: Period,
    /// 1 is the first seal of the period.
    revision: u32,
    /// SHA-256 of its manifest, hexadecimal.
    digest: String,
    #[schemars(with = "Instant")]
    sealed_at: Timestamp,
    /// Name of the account, or `command line`.
    sealed_by: String,
    /// Version of the program that computed the figures.
    program: String,
    /// Why there is another revision.
    reason: Option<String>,
    /// Responses in it.
    responses: u64,
    /// What was not decided yet, and is not in it.
    waiting: Waiting,
}

/// A period that is to be closed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewSeal")]
pub(crate) struct Wanted {
    /// One that is over.
    pub(crate) period: Period,
    /// Needed from the second revision on.
    #[serde(default)]
    #[schemars(schema_with = "reason_or_none_schema")]
    pub(crate) reason: Option<String>,
}

fn reason_or_none_schema(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = reason_schema(generator);
    schema.insert("type".to_owned(), json!(["string", "null"]));
    schema
}

/// Responses that a seal holds.
pub(crate) fn responses_of(seal: &Seal) -> u64 {
    let parts = seal.manifest.parts.iter();
    parts.filter(|part| part.name.starts_with("responses/")).map(|part| part.rows).sum()
}

impl From<Seal> for Listed {
    fn from(seal: Seal) -> Self {
        let responses = responses_of(&seal);
        let Seal { manifest, digest, .. } = seal;
        Self {
            number: manifest.number,
            period: manifest.period,
            revision: manifest.revision,
            digest,
            sealed_at: manifest.sealed_at,
            sealed_by: manifest.sealed_by,
            program: manifest.program,
            reason: manifest.reason,
            responses,
            waiting: manifest.waiting,
        }
    }
}

impl Wanted {
    /// Closes the period in somebody's name.
    pub(crate) fn seal(self, state: &State, actor: &Actor) -> Result<Seal, HttpError> {
        let reason = self.reason.as_deref().map(reason_of).transpose()?;
        let request = SealRequest {
            period: self.period,
            by: actor.user().name.as_str(),
            reason: reason.as_deref(),
            program: env!("CARGO_PKG_VERSION"),
        };
        // Files are for whoever has a folder: the command line.
        seal_period(state.store(), &request, |_| Ok::<_, HttpError>(Vec::new()))
    }
}

/// `GET /seals`.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &["period"]);
    let period = params.parsed("period", str::parse::<Period>);
    params.finish()?;
    let seals = block(move || {
        let mut seals = state.store().seals()?;
        seals.retain(|seal| period.is_none_or(|period| seal.manifest.period == period));
        Ok::<_, HttpError>(seals.into_iter().rev().map(Listed::from).collect())
    });
    Ok(HttpResponse::Ok().json(Seals { seals: seals.await?? }))
}

/// `GET /seals/{digest}`: the manifest, to the byte.
pub(crate) async fn manifest(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let digest = request.match_info().get("digest").unwrap_or_default().to_owned();
    let seal = block(move || state.store().seal_with_digest(&digest)).await??;
    let seal = seal.ok_or_else(|| {
        ProblemDocument::not_found("unknown_seal", "there is no seal with this digest")
    })?;
    Ok(HttpResponse::Ok().content_type("application/json").body(seal.json))
}

/// `POST /seals`: closes a period.
pub(crate) async fn make(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, SEAL_BYTES_MAX).await?;
    let seal = block(move || body::parse_object::<Wanted>(&body)?.seal(&state, &actor)).await??;
    Ok(HttpResponse::build(StatusCode::CREATED).json(Listed::from(seal)))
}

/// A bulletin as readers have it: what is out names the seal of its period, or says that there was none.
/// What is kept stays as it is; the seal is kept beside it.
pub(crate) fn named(
    state: &State,
    kept: &store::Bulletin,
    mut bulletin: Bulletin,
) -> Result<Bulletin, HttpError> {
    if !kept.state.is_public() {
        return Ok(bulletin);
    }
    let language = bulletin.language;
    let said = match &kept.seal {
        None => language.pick("发布时未封账", "not sealed when published").to_owned(),
        Some(digest) => of_seal(state, digest, language)?,
    };
    bulletin.method.data.push_str(language.pick("；", "; "));
    bulletin.method.data.push_str(&said);
    Ok(bulletin)
}

fn of_seal(state: &State, digest: &str, language: Language) -> Result<String, HttpError> {
    let seal = state.store().seal_with_digest(digest)?;
    let which = seal.map_or_else(String::new, |seal| {
        let (period, revision) = (seal.manifest.period, seal.manifest.revision);
        language.pick(
            format!("{}第{revision}版，", period.chinese()),
            format!("{period}, revision {revision}, "),
        )
    });
    Ok(language
        .pick(format!("封账：{which}SHA-256 {digest}"), format!("sealed: {which}SHA-256 {digest}")))
}
