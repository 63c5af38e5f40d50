//! The page of one's own account.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query as QueryString, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde::Deserialize;
use store::{Session, SessionKind};
use survey::round::in_china;
use survey::{Grant, Right, Role, Scope};

use super::address::Query;
use super::plain::{failed, finished, frame_of};
use super::view::{AccountPage, SessionView};
use crate::State;
use crate::auth::Actor;
use crate::locale::Locale;
use crate::words::{Words, fill};

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// The language, where it was chosen.
    #[serde(default)]
    lang: String,
}

/// `GET /account`
pub(crate) async fn account_page(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> HttpResponse {
    page_of_account(&request, &state, &actor, StatusCode::OK, "").await
}

pub(super) async fn page_of_account(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    status: StatusCode,
    trouble_text: &str,
) -> HttpResponse {
    let (store, name) = (state.clone(), actor.user().name.to_string());
    let sessions = match block(move || store.store().sessions(&name)).await {
        Ok(Ok(sessions)) => sessions,
        Ok(Err(error)) => return failed(request, state, &error.into()),
        Err(error) => return failed(request, state, &error.into()),
    };
    let asked = QueryString::<Asked>::from_query(request.query_string());
    let asked = asked.map(QueryString::into_inner).unwrap_or_default();
    let locale = Locale::of(request, Some(&asked.lang));
    let words = Words::of(locale.language);
    let user = actor.user();
    let reads_figures = actor.may(Right::ReadFigures);
    let frame = frame_of(request, locale, actor, words.account, "account", &Query::default());
    let way = |may: bool, page: &str, text| may.then(|| (format!("{}{page}", frame.root), text));
    let works_on_cases = actor.may(Right::WorkCases);
    let ways = [
        way(works_on_cases, "visit", words.to_visits),
        way(works_on_cases, "calls", words.to_calls),
        way(reads_figures, "overview", words.to_figures),
        way(actor.may(Right::ReadFieldwork), "fieldwork", words.fieldwork),
        way(actor.may(Right::SettleQuarantine), "quarantine", words.quarantine),
        way(actor.may(Right::ReadAudit), "audit", words.audit),
        way(actor.scope(Right::ManageSurvey) == Scope::Everything, "questionnaires", words.forms),
        way(actor.may(Right::ManageAccounts), "accounts", words.accounts),
    ];
    let ways = ways.into_iter().flatten().collect();
    let page = AccountPage {
        ways,
        frame,
        name: user.name.to_string(),
        display_name: user.display_name.clone(),
        roles: user.grants.iter().map(|grant| role_text(grant, words)).collect(),
        form_token: actor.form_token().to_owned(),
        must_choose: user.must_change,
        has_password: user.password_hash.is_some(),
        second_factor: user.second_factor,
        trouble: trouble_text.to_owned(),
        fieldwork: actor.may(Right::SendResponses),
        sessions: sessions
            .into_iter()
            .filter(|session| session.expires_at > Timestamp::now())
            .map(|session| session_view(session, actor, words))
            .collect(),
    };
    finished(request, locale, status, &page)
}

pub(super) fn role_word(role: Role, words: &Words) -> &'static str {
    match role {
        Role::Surveyor => words.role_surveyor,
        Role::Interviewer => words.role_interviewer,
        Role::Analyst => words.role_analyst,
        Role::Leader => words.role_leader,
        Role::UnitHead => words.role_unit_head,
        Role::Supervisor => words.role_supervisor,
        Role::Administrator => words.role_administrator,
        Role::Auditor => words.role_auditor,
    }
}

pub(super) fn role_text(grant: &Grant, words: &Words) -> String {
    let role = role_word(grant.role, words);
    match &grant.unit {
        Some(unit) => fill(&fill(words.role_within, "role", &role), "unit", unit),
        None => role.to_owned(),
    }
}

fn session_view(session: Session, actor: &Actor, words: &Words) -> SessionView {
    SessionView {
        is_this: session.digest == actor.session().digest,
        kind: match session.kind {
            SessionKind::Browser => words.session_browser,
            SessionKind::Device => words.session_device,
            SessionKind::Program => words.session_program,
        },
        label: session.label,
        used_at: in_china(session.used_at).strftime("%Y-%m-%d %H:%M").to_string(),
        digest: session.digest,
    }
}
