//! What the forms of `/external` do: enter a result, confirm that of somebody else, give one up.

use std::str::FromStr;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use store::Change;
use survey::OVERALL;
use survey::vouched::{ExternalResult, YearEntry};

use super::external::{PAGE, Told, shown};
use super::refusal;
use crate::State;
use crate::annual::{confirmed, entered_by, withdrawn};
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::field::{Field, FieldFault, Kind, Sent};
use crate::pages::plain::{DONE, away, failed, see_other};
use crate::problem::{Fault, ProblemDocument};
use crate::responses::uuid_of;
use crate::words::Words;

/// `POST /external`
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    let answer = answer(&request, &state, &actor, form.0).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    sent: Sent,
) -> Result<HttpResponse, HttpError> {
    actor.check_form(sent.text("form_token"))?;
    let locale = Locale::of(request, None);
    let words = Words::of(locale.language);
    let (sent, done) = away(state, actor, move |state, actor| {
        let done = done(state, actor, &sent, words);
        Ok((sent, done))
    })
    .await?;
    let outcome = match done {
        Ok(Ok(done)) => {
            return Ok(see_other(&Query::default().with(DONE, Some(done)).after(PAGE)));
        }
        Ok(Err(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        Err(error) => {
            let status = error.document().status;
            match (refusal(&error, words), faults_of(&error, words)) {
                (Some(trouble), _) => (status, vec![FieldFault::whole(trouble)]),
                (None, Some(faults)) => (status, faults),
                (None, None) => return Err(error),
            }
        }
    };
    let (status, faults) = outcome;
    let whole = faults.iter().find(|fault| fault.field.is_none());
    let trouble = whole.map_or_else(|| words.year_fault_fields.to_owned(), |own| own.text.clone());
    let form = fields(words).into_iter().map(|field| field.sent(&sent, &faults)).collect();
    let told = Told { status, trouble, fields: Some(form), ..Told::nothing(locale) };
    shown(request, state, actor, told).await
}

/// What was done, or what is wrong with the fields.
fn done(
    state: &State,
    actor: &Actor,
    sent: &Sent,
    words: &Words,
) -> Result<Result<&'static str, Vec<FieldFault>>, HttpError> {
    let id = || {
        let id = uuid_of(sent.text("id"));
        id.map_err(|detail| HttpError::from(ProblemDocument::bad_request("bad_id", detail)))
    };
    match sent.text("act") {
        "confirm" => confirmed(state, actor, id()?).map(|_| Ok("confirmed")),
        "withdraw" => withdrawn(state, actor, id()?, sent.text("reason")).map(|_| Ok("withdrawn")),
        _ => match result_in(sent, words) {
            Err(faults) => Ok(Err(faults)),
            Ok(result) => {
                let (change, _) = entered_by(state, actor, &YearEntry::External(result))?;
                Ok(Ok(if change == Change::Added { "entered" } else { "same" }))
            }
        },
    }
}

/// What the form tells, or everything of it that can't be read.
fn result_in(sent: &Sent, words: &Words) -> Result<ExternalResult, Vec<FieldFault>> {
    let mut reading = Reading { sent, words, faults: Vec::new() };
    let who = (
        reading.must("issuer", words.year_fault_text),
        reading.must("level", words.year_fault_text),
        reading.must("period", words.year_fault_period),
        reading.must("unit", words.year_fault_unit),
        reading.must("domain", words.year_fault_text),
    );
    let (score, percent) = (reading.may("score"), reading.may::<f64>("rate"));
    let (n, rank, rank_total) = (reading.may("n"), reading.may("rank"), reading.may("rank_total"));
    match who {
        (Some(issuer), Some(level), Some(period), Some(unit), Some(domain))
            if reading.faults.is_empty() =>
        {
            Ok(ExternalResult {
                issuer,
                level,
                period,
                unit,
                domain,
                score,
                rate: percent.map(|percent| percent / 100.0),
                n,
                rank,
                rank_total,
                doc_no: sent.optional("doc_no"),
                document: sent.text("document").to_owned(),
                document_digest: None,
            })
        }
        _ => Err(reading.faults),
    }
}

/// A form that is read field by field.
struct Reading<'a> {
    sent: &'a Sent,
    words: &'a Words,
    faults: Vec<FieldFault>,
}

impl Reading<'_> {
    fn must<T: FromStr>(&mut self, name: &str, fault: &str) -> Option<T> {
        let read = self.sent.text(name).parse().ok();
        if read.is_none() {
            self.faults.push(FieldFault::at(name, fault));
        }
        read
    }

    fn may<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.sent.optional(name)?;
        let read = text.parse().ok();
        if read.is_none() {
            self.faults.push(FieldFault::at(name, self.words.year_fault_number));
        }
        read
    }
}

/// What is wrong with what was sent, beside its field; nothing where the fault lies elsewhere.
fn faults_of(error: &HttpError, words: &Words) -> Option<Vec<FieldFault>> {
    let document = error.document();
    if document.errors.is_empty() || document.status.is_server_error() {
        return None;
    }
    Some(document.errors.iter().map(|fault| of_body(fault, words)).collect())
}

fn of_body(fault: &Fault, words: &Words) -> FieldFault {
    let pointer = fault.pointer.as_deref().unwrap_or_default();
    let field = pointer.rsplit('/').next().unwrap_or_default();
    match fault.code {
        "bad_text" => FieldFault::at(field, words.year_fault_text),
        "missing" => FieldFault::at(field, words.year_fault_missing),
        "out_of_range" => FieldFault::at(field, words.year_fault_range),
        "unknown_unit" | "unit_not_allowed" => FieldFault::at(field, words.year_fault_unit),
        _ => FieldFault::whole(fault.detail.clone()),
    }
}

/// The form that enters a result.
pub(super) fn fields(words: &Words) -> Vec<Field> {
    let line = |name: &str, label: &str| Field::new(name, label, Kind::Line);
    vec![
        line("issuer", words.year_issuer).hint(words.year_issuer_hint),
        line("level", words.year_issuer_level).hint(words.year_issuer_level_hint),
        line("period", words.period).valued(super::year::this_year().to_string()),
        Field::new("unit", words.unit, Kind::Unit).hint(words.issues_unit_hint),
        line("domain", words.year_domain).valued(OVERALL).hint(words.year_domain_hint),
        line("score", words.index).optional().hint(words.year_score_hint),
        line("rate", words.year_rate_percent).optional().hint(words.year_rate_hint),
        line("n", words.year_respondents).optional().hint(words.year_respondents_hint),
        line("rank", words.year_rank).optional(),
        line("rank_total", words.year_rank_total).optional(),
        line("doc_no", words.year_doc_no).optional(),
        line("document", words.year_document).hint(words.year_document_hint),
    ]
}
