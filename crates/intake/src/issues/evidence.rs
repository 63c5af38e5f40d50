//! Evidence: files that show what was done about an issue, for those who may read it.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Change, Evidence, IssueRecord};
use survey::Right;
use survey::evidence::BYTES_MAX;
use survey::problem::quoted;
use uuid::Uuid;

use super::acts::{shown, within_reach};
use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::{id_of, uuid_of};

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EvidenceKept")]
pub(crate) struct Kept {
    evidence: Evidence,
    /// `new`, or `same` as is there already.
    #[schemars(extend("enum" = ["new", "same"]))]
    outcome: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EvidenceFiles")]
pub(crate) struct Files {
    evidence: Vec<Evidence>,
}

/// `POST /issues/{id}/evidence?name=…`: a file, before the step that names it.
pub(crate) async fn send(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    const NAME: &str = "name";
    let mut params = Params::read(request.query_string(), &[NAME]);
    let name = params.text(NAME).unwrap_or_default().to_owned();
    if name.is_empty() {
        let detail = "say what the file is called".to_owned();
        params.refuse(Fault::parameter("missing_parameter", NAME, detail));
    }
    params.finish()?;
    let id = id_of(&request)?;
    if body::is_compressed(&request) {
        let (status, code) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "compressed");
        return Err(ProblemDocument::new(status, code, "send the file as it is").into());
    }
    let file = body::collect(&request, payload, BYTES_MAX).await?;
    let (change, evidence) = block(move || kept(&state, &actor, id, &name, &file)).await??;
    let is_new = change == Change::Added;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    let outcome = if is_new { "new" } else { "same" };
    Ok(HttpResponse::build(status).json(Kept { evidence, outcome }))
}

/// Keeps a file for somebody who may do anything to the issue.
pub(crate) fn kept(
    state: &State,
    actor: &Actor,
    id: Uuid,
    name: &str,
    file: &[u8],
) -> Result<(Change, Evidence), HttpError> {
    let unit = within_reach(state, actor, id)?.issue.unit;
    if !reaches(state, actor, &[Right::WorkIssues, Right::JudgeIssues], &unit)? {
        let detail = format!("you may not send evidence for issues of {unit}");
        return Err(ProblemDocument::new(StatusCode::FORBIDDEN, "not_allowed", detail).into());
    }
    Ok(state.store().by(actor.user().name.as_str()).add_evidence(id, name, file)?)
}

/// `GET /issues/{id}/evidence`: the files that somebody may see.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let evidence = block(move || {
        let record = shown(&state, &actor, within_reach(&state, &actor, id)?)?;
        seen(&state, &actor, &record)
    })
    .await??;
    Ok(HttpResponse::Ok().json(Files { evidence }))
}

/// The files of an issue that the steps name which somebody sees, and those that they sent themselves: what
/// belongs to a call back is for those who judge.
pub(crate) fn seen(
    state: &State,
    actor: &Actor,
    record: &IssueRecord,
) -> Result<Vec<Evidence>, HttpError> {
    let mut files = state.store().evidence_of(record.issue.id)?;
    let named = |file: &Evidence| record.steps.iter().any(|step| step.evidence.contains(&file.id));
    files.retain(|file| named(file) || file.sent_by == actor.user().name.as_str());
    Ok(files)
}

/// The files of an issue that somebody sent.
pub(crate) fn own(state: &State, actor: &Actor, id: Uuid) -> Result<Vec<Evidence>, HttpError> {
    let mut files = state.store().evidence_of(id)?;
    files.retain(|file| file.sent_by == actor.user().name.as_str());
    Ok(files)
}

/// `GET /issues/{id}/evidence/{evidence}`: a file, to be saved and not shown.
pub(crate) async fn download(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let wanted = uuid_of(request.match_info().get("evidence").unwrap_or_default())
        .map_err(|detail| ProblemDocument::bad_request("bad_id", detail))?;
    let found = block(move || {
        let record = shown(&state, &actor, within_reach(&state, &actor, id)?)?;
        let files = seen(&state, &actor, &record)?;
        if files.iter().all(|file| file.id != wanted) {
            return Ok(None);
        }
        Ok::<_, HttpError>(state.store().evidence(id, wanted)?)
    })
    .await??;
    let Some(found) = found else {
        let detail = format!("the issue has no evidence {}", quoted(&wanted.to_string()));
        return Err(ProblemDocument::not_found("unknown_evidence", detail).into());
    };
    Ok(HttpResponse::Ok()
        .content_type(found.evidence.kind.media_type())
        .insert_header(saved_as(&found.evidence))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(found.content))
}

/// Its name, for browsers that read Chinese ones and for those that don't.
fn saved_as(evidence: &Evidence) -> ContentDisposition {
    let plain = format!("evidence.{}", evidence.kind);
    let charset = Charset::Ext("UTF-8".to_owned());
    let value = evidence.name.clone().into_bytes();
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![
            DispositionParam::Filename(plain),
            DispositionParam::FilenameExt(ExtendedValue { charset, language_tag: None, value }),
        ],
    }
}
