//! Drafting a bulletin from the figures.

use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use documents::Revision;
use figures::{BulletinRequest, Letterhead, Selection};
use jiff::Timestamp;
use serde::Deserialize;
use store::{Bulletin, BulletinContent};
use survey::round::in_china;
use survey::{BulletinSubject, Code, Language, Period, Right};

use super::shown::{self, Told};
use crate::State;
use crate::auth::{Actor, EntryForm, not_allowed};
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::plain::failed;
use crate::problem::ProblemDocument;
use crate::words::Words;

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    form_token: String,
    period: String,
    level: String,
    target: String,
    issuer: String,
    addressee: String,
    number: String,
}

/// `POST /bulletins`
pub(crate) async fn draft(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Wanted>,
) -> HttpResponse {
    let answer = match actor.check_form(&form.form_token) {
        Ok(()) => answer(&request, &state, &actor, form.0).await,
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    form: Wanted,
) -> Result<HttpResponse, HttpError> {
    let locale = Locale::of(request, None);
    let language = locale.language;
    let (worker, writer) = (state.clone(), actor.clone());
    let drafted = block(move || {
        let made = Draft::of(&worker, &writer, form, language)?;
        let office = worker.store().by(writer.user().name.as_str());
        Ok::<_, HttpError>(office.draft_bulletin(&made.subject, &made.content)?)
    })
    .await?;
    match drafted {
        Ok(bulletin) => Ok(lead(&bulletin, "drafted", "bulletins/one")),
        Err(error) if error.document().status.is_client_error() => {
            let document = error.document();
            let words = Words::of(language);
            let trouble = match document.code {
                "bulletin_in_work" | "bulletin_published" => words.bulletin_stands.to_owned(),
                _ => format!("{} {}", words.bulletin_refused, document.detail),
            };
            shown::list(request, state, actor, Told::refused(locale, document.status, trouble))
                .await
        }
        Err(error) => Err(error),
    }
}

/// To a bulletin's page, which says what was done.
pub(super) fn lead(bulletin: &Bulletin, done: &str, page: &str) -> HttpResponse {
    let there = Query::default().with("id", Some(bulletin.id)).with("done", Some(done)).after(page);
    HttpResponse::SeeOther().insert_header((LOCATION, there)).finish()
}

/// A bulletin on its way into the store.
pub(super) struct Draft {
    pub(super) subject: BulletinSubject,
    pub(super) content: BulletinContent,
}

impl Draft {
    fn of(
        state: &State,
        actor: &Actor,
        form: Wanted,
        language: Language,
    ) -> Result<Self, HttpError> {
        let wrong =
            |detail: String| HttpError::from(ProblemDocument::bad_request("bad_form", detail));
        let period: Period = form.period.parse().map_err(wrong)?;
        let target = match form.target.trim() {
            "" => None,
            text => match text.parse::<f64>() {
                Ok(points) if (0.0..=100.0).contains(&points) => Some(points),
                _ => return Err(wrong("a target is a number from 0 to 100".to_owned())),
            },
        };
        let letterhead = Letterhead {
            issuer: form.issuer.trim().to_owned(),
            addressee: form.addressee.trim().to_owned(),
            number: form.number.trim().to_owned(),
            title: None,
        };
        let level = Some(form.level).filter(|level| !level.is_empty());
        let asked = Asked { period, level, target, letterhead, language };
        asked.draft(state, actor, None, Revision { number: 1, reason: None })
    }
}

/// What a bulletin shall be.
pub(super) struct Asked {
    pub(super) period: Period,
    pub(super) level: Option<String>,
    pub(super) target: Option<f64>,
    pub(super) letterhead: Letterhead,
    pub(super) language: Language,
}

impl Asked {
    /// Makes it from the figures of now, about a unit or about the first root.
    pub(super) fn draft(
        self,
        state: &State,
        actor: &Actor,
        subject: Option<BulletinSubject>,
        revision: Revision,
    ) -> Result<Draft, HttpError> {
        let selection = subject.as_ref().map_or_else(Selection::default, |subject| Selection {
            questionnaire: Some(subject.questionnaire.clone()),
            kind: subject.kind,
            without_excluded: false,
        });
        let figures = state.figures().get(state.store(), &selection)?;
        let root = || figures.tree().units().iter().find(|unit| unit.parent.is_none());
        let unit = subject.map(|subject| subject.unit).or_else(|| Some(root()?.code.clone()));
        let unit: Code = unit.ok_or(figures::FiguresError::NoResponses)?;
        if !reaches(state, actor, &[Right::WriteBulletins], &unit)? {
            return Err(not_allowed("you may not write bulletins of this unit").into());
        }
        let today = in_china(Timestamp::now()).date();
        let request = BulletinRequest {
            period: self.period,
            unit: Some(unit.clone()),
            level: self.level,
            scheme: None,
            target: self.target,
            language: self.language,
            letterhead: self.letterhead,
            as_of: self.period.last_day().min(today),
            dated: today,
            revision,
            sentences: state.store().bulletin_template(self.language)?.map(|kept| kept.text),
            program: format!("manyi {}", state.version()),
        };
        let bulletin = figures.bulletin(state.store(), &request)?;
        let json = bulletin.canonical().map_err(figures::FiguresError::from)?;
        let subject = BulletinSubject {
            questionnaire: figures.questionnaire().code.clone(),
            kind: selection.kind,
            period: self.period,
            unit,
        };
        Ok(Draft { subject, content: BulletinContent { json, data_revision: figures.revision() } })
    }
}
