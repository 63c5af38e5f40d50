//! `/api/v1/health`: does it work, and how much is there?

use actix_web::HttpResponse;
use actix_web::web::{Data, block};
use serde::Serialize;

use crate::State;
use crate::error::HttpError;

#[derive(Serialize)]
struct Health<'a> {
    status: &'static str,
    version: &'a str,
    revision: i64,
    counts: Counts,
    writer: Writer,
}

#[derive(Serialize)]
struct Counts {
    units: u64,
    rounds: u64,
    responses: u64,
    attempts: u64,
    quarantined: u64,
}

#[derive(Serialize)]
struct Writer {
    commits: u64,
    writes: u64,
}

/// `GET /health`: 200 when the database answers, else a problem with status 503.
pub(crate) async fn health(state: Data<State>) -> Result<HttpResponse, HttpError> {
    let asked = state.clone();
    let (revision, counts) =
        block(move || Ok::<_, HttpError>((asked.store().revision()?, asked.store().counts()?)))
            .await??;
    let writer = state.store().writer_stats();
    Ok(HttpResponse::Ok().json(Health {
        status: "ok",
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
    }))
}
