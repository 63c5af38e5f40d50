//! What the service says about itself: a line for each request, and figures for Prometheus.
//!
//! Neither holds anything about people: a request is told by the pattern of its address, not by the
//! address, and not by who sent it.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{Data, block};
use actix_web::{HttpMessage, HttpResponse};
use jiff::Timestamp;
use prometheus::{
    HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};
use serde_json::json;
use uuid::Uuid;

use crate::State;
use crate::error::HttpError;

/// By which a report of a user finds its line in the log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Seconds, from what memory answers to what nobody waits for.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Where no address stands.
const NOWHERE: &str = "none";

/// Which request this is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestId(pub(crate) Uuid);

/// Counters since the start.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    revision: IntGauge,
    responses: IntGauge,
    quarantined: IntGauge,
    commits: IntGauge,
    writes: IntGauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let gauge = |name: &str, help: &str| IntGauge::new(name, help).expect("a sound name");
        let requests = Opts::new("manyi_requests_total", "Requests answered.");
        let seconds = HistogramOpts::new("manyi_request_seconds", "Time to answer a request.");
        let metrics = Self {
            registry: Registry::new(),
            requests: IntCounterVec::new(requests, &["method", "route", "status"])
                .expect("sound names"),
            seconds: HistogramVec::new(seconds.buckets(BUCKETS.to_vec()), &["method", "route"])
                .expect("sound names"),
            revision: gauge("manyi_revision", "Transactions that changed data."),
            responses: gauge("manyi_responses", "Responses that are stored."),
            quarantined: gauge("manyi_quarantined", "Responses that wait for a decision."),
            commits: gauge("manyi_writer_commits", "Transactions committed since the start."),
            writes: gauge("manyi_writer_writes", "Writes in them since the start."),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&self) {
        let Self { registry, requests, seconds, revision, responses, quarantined, commits, writes } =
            self;
        let gauges = [revision, responses, quarantined, commits, writes];
        let all = gauges.map(|gauge| registry.register(Box::new(gauge.clone())));
        let others = [
            registry.register(Box::new(requests.clone())),
            registry.register(Box::new(seconds.clone())),
        ];
        for registered in all.into_iter().chain(others) {
            registered.expect("every name stands once");
        }
    }

    fn count(&self, method: &str, route: &str, status: u16, seconds: f64) {
        self.requests.with_label_values(&[method, route, &status.to_string()]).inc();
        self.seconds.with_label_values(&[method, route]).observe(seconds);
    }
}

/// Measures each request and tells of it.
pub(crate) async fn observe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let (start, id) = (Instant::now(), Uuid::new_v4());
    request.extensions_mut().insert(RequestId(id));
    let state = request.app_data::<Data<State>>().cloned();
    let mut response = next.call(request).await?;
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    if let Some(state) = state {
        let seconds = start.elapsed().as_secs_f64();
        let request = response.request();
        let route = request.match_pattern().unwrap_or_else(|| NOWHERE.to_owned());
        // Any word can be a method; a label for each would fill the memory.
        let method = match request.method().as_str() {
            known @ ("GET" | "HEAD" | "PUT" | "POST") => known,
            _ => "other",
        };
        let status = response.status().as_u16();
        state.metrics().count(method, &route, status, seconds);
        state.log(|| {
            json!({
                "time": Timestamp::now(), "request": id, "method": method, "route": route,
                "status": status, "ms": (seconds * 1e6).round() / 1e3,
            })
        });
    }
    Ok(response)
}

/// `GET /metrics`, in the text format of Prometheus.
pub(crate) async fn metrics(state: Data<State>) -> Result<HttpResponse, HttpError> {
    let asked = state.clone();
    let (revision, counts) =
        block(move || Ok::<_, HttpError>((asked.store().revision()?, asked.store().counts()?)))
            .await??;
    let writer = state.store().writer_stats();
    let metrics = state.metrics();
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    metrics.revision.set(revision);
    metrics.responses.set(whole(counts.responses));
    metrics.quarantined.set(whole(counts.quarantined));
    metrics.commits.set(whole(writer.commits));
    metrics.writes.set(whole(writer.writes));
    let text = TextEncoder::new().encode_to_string(&metrics.registry.gather());
    let text = text.map_err(|error| HttpError::Unwritable(error.to_string()))?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}
