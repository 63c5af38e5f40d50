//! `/api/v1/health`: does it work, and how much is there?

use actix_web::HttpResponse;
use actix_web::web::{Data, block};
use schemars::JsonSchema;
use serde::Serialize;

use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Health<'a> {
    #[schemars(extend("const" = "ok"))]
    status: &'static str,
    /// Told to those who are signed in.
    #[serde(flatten)]
    details: Option<Details<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Details<'a> {
    version: &'a str,
    revision: i64,
    counts: Counts,
    writer: Writer,
}

#[derive(Serialize, JsonSchema)]
struct Counts {
    units: u64,
    rounds: u64,
    responses: u64,
    attempts: u64,
    quarantined: u64,
}

#[derive(Serialize, JsonSchema)]
struct Writer {
    commits: u64,
    writes: u64,
}

/// `GET /health`: 200 when the database answers, else a problem with status 503. Anybody may ask;
/// how much there is, only those who are signed in.
pub(crate) async fn health(
    state: Data<State>,
    actor: Option<Actor>,
) -> Result<HttpResponse, HttpError> {
    let (asked, tells) = (state.clone(), actor.is_some());
    let (revision, counts) = block(move || {
        let counts = tells.then(|| asked.store().counts()).transpose()?;
        Ok::<_, HttpError>((asked.store().revision()?, counts))
    })
    .await??;
    let writer = state.store().writer_stats();
    let details = counts.map(|counts| Details {
        version: state.version(),
        revision,
        counts: Counts {
            units: counts.units,
            rounds: counts.rounds,
            responses: counts.responses,
            attempts: counts.attempts,
            quarantined: counts.quarantined,
        },
        writer: Writer { commits: writer.commits, writes: writer.writes },
    });
    Ok(HttpResponse::Ok().json(Health { status: "ok", details }))
}
