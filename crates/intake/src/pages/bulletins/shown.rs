//! Bulletins, shown.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::{FiguresError, level_name};
use store::{Act, Bulletin, BulletinFilter};
use survey::period::PeriodKind;
use survey::{BulletinState, Language, Right};
use uuid::Uuid;

use super::view::{DraftForm, Line, ListPage, May, OnePage};
use crate::State;
use crate::assets;
use crate::auth::Actor;
use crate::bulletins::{AT_WORK, Paper, paper, reaches, readable, units};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::form::period_name;
use crate::pages::plain::{finished, frame_of};
use crate::pages::view::Choice;
use crate::seals::named;
use crate::words::{Words, fill};

/// As many bulletins as the list shows.
const LINES_MAX: u32 = 100;

/// What a page says besides what it shows.
pub(super) struct Told {
    pub(super) locale: Locale,
    pub(super) status: StatusCode,
    pub(super) done: &'static str,
    pub(super) trouble: String,
}

impl Told {
    pub(super) fn nothing(locale: Locale) -> Self {
        Self { locale, status: StatusCode::OK, done: "", trouble: String::new() }
    }

    pub(super) fn refused(locale: Locale, status: StatusCode, trouble: String) -> Self {
        Self { status, trouble, ..Self::nothing(locale) }
    }
}

/// The list.
pub(super) async fn list(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (worker, reader, language) = (state.clone(), actor.clone(), told.locale.language);
    let writes = actor.may(Right::WriteBulletins);
    let (bulletins, form) = block(move || {
        let filter = BulletinFilter {
            public_of: units(&worker, &reader, &[Right::ReadBulletins])?,
            drafts_of: units(&worker, &reader, &AT_WORK)?,
            ..BulletinFilter::default()
        };
        let bulletins = worker.store().bulletins(&filter, None, LINES_MAX + 1)?;
        let form = if writes { draft_form(&worker, language)? } else { None };
        Ok::<_, HttpError>((bulletins, form))
    })
    .await??;
    let words = Words::of(language);
    let frame =
        frame_of(request, told.locale, actor, words.bulletins, "bulletins", &Query::default());
    let page = ListPage {
        form_token: actor.form_token().to_owned(),
        done: told.done,
        trouble: told.trouble,
        more: bulletins.len() > LINES_MAX as usize,
        lines: bulletins
            .iter()
            .take(LINES_MAX as usize)
            .map(|bulletin| line(bulletin, &frame.root, language))
            .collect(),
        form,
        writes,
        frame,
    };
    Ok(finished(request, told.locale, told.status, &page))
}

fn line(bulletin: &Bulletin, root: &str, language: Language) -> Line {
    let words = Words::of(language);
    let subject = &bulletin.subject;
    let edition = fill(words.bulletin_edition, "n", &bulletin.revision);
    let period = period_name(subject.period, language);
    let id = Some(bulletin.id);
    Line {
        title: format!("{period} · {} · {edition}", subject.unit),
        state: state_name(bulletin.state, words),
        about: acts(bulletin, words).join(" · "),
        href: Query::default().with("id", id).after(&format!("{root}bulletins/one")),
    }
}

fn acts(bulletin: &Bulletin, words: &Words) -> Vec<String> {
    let day = |act: &Act| survey::round::in_china(act.at).date();
    let told = |label: &str, act: &Act| format!("{label} {} {}", act.by, day(act));
    let mut acts = vec![told(words.bulletin_by, &bulletin.edited)];
    acts.extend(bulletin.reviewed.as_ref().map(|act| told(words.bulletin_reviewed_by, act)));
    acts.extend(bulletin.published.as_ref().map(|act| told(words.bulletin_published_by, act)));
    acts
}

fn state_name(state: BulletinState, words: &Words) -> &'static str {
    match state {
        BulletinState::Draft => words.bulletin_draft,
        BulletinState::Reviewed => words.bulletin_is_reviewed,
        BulletinState::Published => words.bulletin_is_published,
        BulletinState::Superseded => words.bulletin_superseded,
        BulletinState::Withdrawn => words.bulletin_is_withdrawn,
    }
}

/// What there is to make bulletins of; nothing where there are no figures.
fn draft_form(state: &State, language: Language) -> Result<Option<DraftForm>, HttpError> {
    let figures = match state.figures().get(state.store(), &figures::Selection::default()) {
        Ok(figures) => figures,
        Err(HttpError::Figures(
            FiguresError::NoResponses | FiguresError::WhichQuestionnaire(_),
        )) => return Ok(None),
        Err(error) => return Err(error),
    };
    let cut = figures::Cut::default();
    let kinds = [PeriodKind::Quarter, PeriodKind::Month, PeriodKind::Half, PeriodKind::Year];
    let periods = kinds.into_iter().flat_map(|kind| figures.periods(&cut, kind));
    let usual = figures.usual_level();
    let level = |level: &survey::Code| Choice {
        value: level.to_string(),
        text: level_name(level.as_str(), language),
        selected: usual.as_deref() == Some(level.as_str()),
    };
    let tree = figures.tree();
    let root = tree.units().iter().find(|unit| unit.parent.is_none());
    Ok(Some(DraftForm {
        periods: periods
            .map(|period| Choice {
                value: period.to_string(),
                text: period_name(period, language),
                selected: false,
            })
            .collect(),
        levels: tree.levels().into_iter().map(level).collect(),
        issuer: root.map(|unit| unit.name.get(language).to_owned()).unwrap_or_default(),
    }))
}

/// One bulletin.
pub(super) async fn one(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    id: Uuid,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (worker, reader) = (state.clone(), actor.clone());
    let (bulletin, article, may) = block(move || {
        let (bulletin, content) = readable(&worker, &reader, id)?;
        let article = match paper::read(&content) {
            Ok(value) => {
                let value = named(&worker, &bulletin, value)?;
                Some(documents::html::article(&value).map_err(FiguresError::from)?)
            }
            Err(error) if error.document().code == "not_a_document" => None,
            Err(error) => return Err(error),
        };
        let may = may(&worker, &reader, &bulletin)?;
        Ok::<_, HttpError>((bulletin, article, may))
    })
    .await??;
    let language = told.locale.language;
    let words = Words::of(language);
    let subject = &bulletin.subject;
    let heading = format!("{} · {}", period_name(subject.period, language), words.bulletin);
    let query = Query::default().with("id", Some(id));
    let frame = frame_of(request, told.locale, actor, &heading, "bulletins/one", &query);
    let edition = fill(words.bulletin_edition, "n", &bulletin.revision);
    let mut about = vec![state_name(bulletin.state, words).to_owned(), edition];
    about.extend(acts(&bulletin, words));
    about.extend(bulletin.reason.clone());
    let download = |paper: &Paper| {
        let ending = paper.ending();
        (format!("{}api/v1/bulletins/{id}/documents/{ending}", frame.root), ending)
    };
    let page = OnePage {
        form_token: actor.form_token().to_owned(),
        done: told.done,
        trouble: told.trouble,
        style: format!("{}{}", frame.root, assets::BULLETIN.path()),
        heading,
        about,
        digest: bulletin.digest.clone(),
        id: id.to_string(),
        downloads: match article {
            Some(_) => Paper::ALL.iter().map(download).collect(),
            None => Vec::new(),
        },
        article,
        may,
        frame,
    };
    Ok(finished(request, told.locale, told.status, &page))
}

fn may(state: &State, actor: &Actor, bulletin: &Bulletin) -> Result<May, HttpError> {
    let unit = &bulletin.subject.unit;
    let writes = reaches(state, actor, &[Right::WriteBulletins], unit)?;
    let publishes = reaches(state, actor, &[Right::PublishBulletins], unit)?;
    let name = actor.user().name.as_str();
    let own = bulletin.made.by == name || bulletin.edited.by == name;
    let draft = bulletin.state == BulletinState::Draft;
    let reviewed = bulletin.state == BulletinState::Reviewed;
    Ok(May {
        review: publishes && draft && !own,
        publish: publishes && reviewed,
        withdraw: writes && (draft || reviewed),
        correct: writes && bulletin.state == BulletinState::Published,
        own_work: publishes && draft && own,
    })
}
