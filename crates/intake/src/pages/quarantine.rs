//! Responses that wait for somebody's decision, each beside the one that is stored.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use store::{Cause, Decision};
use survey::round::in_china;
use survey::{Code, Language, Questionnaire, Response};
use uuid::Uuid;

use super::address::Query;
use super::plain::{failed, finished, frame_of};
use super::view::{Difference, QuarantinePage, WaitingView};
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::quarantine::{ENTRIES_MAX, Stored, Waiting, decide, waiting};
use crate::query::Params;
use crate::words::Words;

/// Entries of one page; settling some brings the next.
const ENTRIES: usize = 20;

/// What the form of an entry sends.
#[derive(Deserialize)]
pub(crate) struct Settlement {
    form_token: String,
    response: Uuid,
    digest: String,
    #[serde(default)]
    seen: String,
    decision: Decision,
    reason: String,
}

/// `GET /quarantine`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    match shown(&request, &state, &actor).await {
        Ok(response) => response,
        Err(error) => failed(&request, &state, &error),
    }
}

async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
) -> Result<HttpResponse, HttpError> {
    let params = Params::read(request.query_string(), &[LANG]);
    let locale = Locale::of(request, params.text(LANG));
    params.finish()?;
    let (asked, who) = (state.clone(), actor.clone());
    let (all, forms) =
        block(move || Ok::<_, HttpError>((waiting(&asked, &who)?, Forms::load(&asked)?))).await??;
    let words = Words::of(locale.language);
    let query = Query::default();
    let page = QuarantinePage {
        frame: frame_of(request, locale, actor, words.quarantine, "quarantine", &query),
        form_token: actor.form_token().to_owned(),
        count: match all.len() {
            ENTRIES_MAX.. => format!("{ENTRIES_MAX}+"),
            few => few.to_string(),
        },
        entries: all
            .into_iter()
            .take(ENTRIES)
            .map(|entry| forms.view(entry, words, locale.language))
            .collect(),
    };
    Ok(finished(request, locale, StatusCode::OK, &page))
}

/// `POST /quarantine`: a decision.
pub(crate) async fn settle(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Settlement>,
) -> HttpResponse {
    let settled = async {
        actor.check_form(&form.form_token)?;
        let (decider, who, form) = (state.clone(), actor.clone(), form.0);
        block(move || {
            let seen = Some(form.seen.as_str()).filter(|seen| !seen.is_empty());
            let entry = (form.response, form.digest.as_str());
            decide(&decider, &who, entry, form.decision, seen, &form.reason)
        })
        .await?
    };
    match settled.await {
        Ok(()) => HttpResponse::SeeOther().insert_header((LOCATION, "quarantine")).finish(),
        Err(error) => failed(&request, &state, &error),
    }
}

/// What questions and options are called.
struct Forms {
    questionnaires: Vec<Questionnaire>,
    rounds: Vec<survey::Round>,
    units: survey::UnitTree,
}

impl Forms {
    fn load(state: &State) -> Result<Self, HttpError> {
        let store = state.store();
        Ok(Self {
            questionnaires: store.questionnaires()?,
            rounds: store.rounds()?,
            units: store.unit_tree()?,
        })
    }

    fn view(&self, entry: Waiting, words: &Words, language: Language) -> WaitingView {
        let Waiting { digest, cause, source, received_at, sent, stored } = entry;
        let form = self.asked(&sent);
        WaitingView {
            id: sent.id.to_string(),
            digest,
            unit: self.unit(&sent.unit, language),
            round: sent.round.to_string(),
            why: match cause {
                Cause::DifferentContent => words.quarantine_different,
                Cause::UnknownForm => words.quarantine_unknown_form,
                Cause::SecondInterview => words.quarantine_second,
            },
            sent_by: source,
            sent_at: minute(received_at),
            differences: differences(
                &sent,
                stored.as_ref().map(|s| &s.response),
                form,
                words,
                language,
            ),
            stored: stored.map(|Stored { digest, source, received_at, .. }| {
                (digest, source, minute(received_at))
            }),
        }
    }

    fn unit(&self, code: &Code, language: Language) -> String {
        let known = self.units.position(code.as_str()).map(|place| &self.units.units()[place]);
        known.map_or(code.to_string(), |unit| unit.name.get(language).to_owned())
    }

    /// The form that a response was asked by.
    fn asked(&self, response: &Response) -> Option<&Questionnaire> {
        let round = self.rounds.iter().find(|round| round.code == response.round)?;
        let version = response.form_version.unwrap_or(round.version);
        let mut forms = self.questionnaires.iter();
        forms.find(|form| form.code == round.questionnaire && form.version == version)
    }
}

/// Where two responses differ; everything of one that stands alone.
fn differences(
    sent: &Response,
    stored: Option<&Response>,
    form: Option<&Questionnaire>,
    words: &Words,
    language: Language,
) -> Vec<Difference> {
    let mut rows = Vec::new();
    let mut add = |name: String, sent: String, stored: Option<String>| {
        if stored.as_ref() != Some(&sent) {
            rows.push(Difference { name, sent, stored: stored.unwrap_or_default() });
        }
    };
    for (name, value) in HEAD {
        let said = |response: &Response| value(response, language);
        add(name(words).to_owned(), said(sent), stored.map(said));
    }
    for code in questions(sent, stored, form) {
        let said = |response: &Response| answer(response, &code, form, words, language);
        add(question(&code, form, language), said(sent), stored.map(said));
    }
    rows
}

/// The questions of both, in the order of the form; those that it does not know come last.
fn questions(
    sent: &Response,
    stored: Option<&Response>,
    form: Option<&Questionnaire>,
) -> Vec<Code> {
    let both = [Some(sent), stored].into_iter().flatten();
    let mut codes: Vec<Code> = both
        .flat_map(|response| response.answers.keys().chain(&response.not_asked).cloned())
        .collect();
    let place = |code: &Code| {
        let known = form.and_then(|form| form.questions.iter().position(|q| q.code == *code));
        known.unwrap_or(usize::MAX)
    };
    codes.sort_by(|a, b| (place(a), a).cmp(&(place(b), b)));
    codes.dedup();
    codes
}

type HeadField = (fn(&Words) -> &'static str, fn(&Response, Language) -> String);

/// Everything of a response but its answers.
const HEAD: [HeadField; 9] = [
    (|w| w.round, |r, _| r.round.to_string()),
    (|w| w.unit, |r, _| r.unit.to_string()),
    (|w| w.mode, |r, language| figures::mode_name(Some(r.mode), language).to_owned()),
    (|w| w.interviewed_on, |r, _| r.interviewed_on.to_string()),
    (|w| w.started_at, |r, _| r.started_at.map(minute).unwrap_or_default()),
    (|w| w.ended_at, |r, _| r.ended_at.map(minute).unwrap_or_default()),
    (|w| w.respondent, |r, _| r.respondent.as_ref().map(ToString::to_string).unwrap_or_default()),
    (
        |w| w.sampling,
        |r, _| {
            let codes = [r.stratum.as_ref(), r.psu.as_ref()].into_iter().flatten();
            codes.map(ToString::to_string).collect::<Vec<_>>().join(" / ")
        },
    ),
    (|w| w.weight, |r, _| r.weight.to_string()),
];

fn minute(at: jiff::Timestamp) -> String {
    in_china(at).strftime("%Y-%m-%d %H:%M").to_string()
}

fn question(code: &Code, form: Option<&Questionnaire>, language: Language) -> String {
    let known = form.and_then(|form| form.questions.iter().find(|q| q.code == *code));
    known.map_or(code.to_string(), |question| question.text.get(language).to_owned())
}

fn answer(
    response: &Response,
    code: &Code,
    form: Option<&Questionnaire>,
    words: &Words,
    language: Language,
) -> String {
    let Some(said) = response.answers.get(code) else {
        let left_out = response.not_asked.contains(code);
        return if left_out { words.not_asked } else { words.unanswered }.to_owned();
    };
    let option = form.and_then(|form| {
        let question = form.questions.iter().find(|q| q.code == *code)?;
        form.scale_of(question)?.options.iter().find(|option| option.code.as_str() == said)
    });
    option.map_or_else(|| said.clone(), |option| option.label.get(language).to_owned())
}
