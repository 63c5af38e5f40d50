//! Signing in and out, and the page of one's own account.

use actix_web::dev::ServiceRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, SET_COOKIE, USER_AGENT};
use actix_web::web::{Data, Query as QueryString, block};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use figures::ChartKind;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::{NewSession, Session, SessionKind, User};
use survey::{Code, Grant, Right};

use super::address::Query;
use super::trouble::{HTML, frame, trouble};
use super::view::{AccountPage, Frame, SessionView, SignInPage};
use crate::State;
use crate::auth::{Actor, EntryForm, PasswordFault, SESSION_COOKIE, digest, judge, new_token};
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::words::{Words, fill};

/// How long a browser stays signed in at most.
const SIGNED_IN: SignedDuration = SignedDuration::from_hours(12);
/// Who acts where nobody has signed in.
const NOBODY: &str = "nobody";
/// Longest label of a session.
const LABEL_MAX: usize = 120;

/// What the page of signing in is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Where to go then.
    #[serde(default)]
    next: String,
    /// A link that signs in once.
    #[serde(default)]
    link: String,
    /// A password was set just now.
    #[serde(default)]
    done: String,
    /// The language, where it was chosen.
    #[serde(default)]
    lang: String,
}

/// The form of signing in, by password or by link.
#[derive(Deserialize)]
pub(crate) struct SignIn {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    next: String,
}

/// A form that says only who sent it.
#[derive(Deserialize)]
pub(crate) struct Plain {
    form_token: String,
}

#[derive(Deserialize)]
pub(crate) struct EndSession {
    form_token: String,
    session: String,
}

#[derive(Deserialize)]
pub(crate) struct NewPassword {
    form_token: String,
    #[serde(default)]
    current: String,
    new: String,
    again: String,
}

/// Where somebody who must sign in is led, and comes back from.
pub(crate) fn sign_in_address(request: &ServiceRequest) -> String {
    let page = request.path().trim_start_matches('/');
    let next = match request.query_string() {
        "" => page.to_owned(),
        query => format!("{page}?{query}"),
    };
    let next = Some(next).filter(|next| !next.is_empty());
    Query::default().with("next", next).after("sign-in")
}

/// `GET /sign-in`
pub(crate) async fn sign_in_page(
    request: HttpRequest,
    asked: Option<QueryString<Asked>>,
) -> HttpResponse {
    let asked = asked.map(QueryString::into_inner).unwrap_or_default();
    page_of_signing_in(&request, StatusCode::OK, asked, "")
}

fn page_of_signing_in(
    request: &HttpRequest,
    status: StatusCode,
    asked: Asked,
    trouble_text: &'static str,
) -> HttpResponse {
    let locale = Locale::of(request, Some(&asked.lang));
    let words = Words::of(locale.language);
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let query = Query::default().with("next", given(&asked.next)).with("link", given(&asked.link));
    let frame = own_frame(request, locale, words.sign_in, "sign-in", &query);
    let page = SignInPage {
        frame: Frame { nav: Vec::new(), ..frame },
        next: asked.next,
        link: asked.link,
        done: !asked.done.is_empty(),
        trouble: trouble_text,
    };
    finished(request, locale, status, &page)
}

/// What stands around a page that is no chart.
pub(super) fn own_frame(
    request: &HttpRequest,
    locale: Locale,
    title: &str,
    page: &str,
    query: &Query,
) -> Frame {
    let frame = frame(request.path(), locale, title.to_owned(), None, &Query::default());
    let other = query.clone().with(LANG, Some(frame.other_tag));
    Frame { other_language: other.after(&format!("{}{page}", frame.root)), ..frame }
}

pub(super) fn finished(
    request: &HttpRequest,
    locale: Locale,
    status: StatusCode,
    page: &impl Template,
) -> HttpResponse {
    match page.render() {
        Ok(page) => {
            let mut response = HttpResponse::build(status);
            if locale.chosen {
                response.insert_header((SET_COOKIE, locale.cookie()));
            }
            response.content_type(HTML).body(page)
        }
        Err(error) => trouble(request, &error.into()),
    }
}

/// `POST /sign-in`
pub(crate) async fn sign_in(
    request: HttpRequest,
    state: Data<State>,
    form: EntryForm<SignIn>,
) -> HttpResponse {
    let form = form.0;
    let token = new_token();
    let came_in = if form.link.is_empty() {
        by_password(&request, &state, &form, &token).await
    } else {
        by_link(&request, &state, &form.link, &token).await
    };
    match came_in {
        Ok(true) => HttpResponse::SeeOther()
            .insert_header((LOCATION, destination(&form.next)))
            .insert_header((SET_COOKIE, cookie(&state, &token, SIGNED_IN.as_secs())))
            .finish(),
        Ok(false) => {
            let words = Words::of(Locale::of(&request, None).language);
            let text = if form.link.is_empty() { words.sign_in_failed } else { words.link_failed };
            let asked = Asked { next: form.next, ..Asked::default() };
            page_of_signing_in(&request, StatusCode::UNAUTHORIZED, asked, text)
        }
        Err(error) => failed(&request, &state, &error),
    }
}

/// Whether a name and a password let in. Why not is told to nobody: it would help whoever guesses.
async fn by_password(
    request: &HttpRequest,
    state: &Data<State>,
    form: &SignIn,
    token: &str,
) -> Result<bool, HttpError> {
    let turn = state.passwords().turn().await?;
    let (state, password) = (state.clone(), form.password.clone());
    // What is no name is nobody's.
    let name: Option<Code> = form.name.trim().parse().ok();
    let session = new_session(request, form.name.trim(), token);
    block(move || {
        let store = state.store();
        let user = name.map(|name| store.user(name.as_str())).transpose()?.flatten();
        let usable = user.as_ref().filter(|user| may_try(user));
        let hash = usable.and_then(|user| user.password_hash.as_deref());
        let right = state.passwords().verify(&turn, &password, hash);
        drop(turn);
        match (usable, hash) {
            (Some(user), Some(hash)) if right => {
                Ok(store.by(user.name.as_str()).sign_in(&session, hash)?)
            }
            (Some(user), _) => {
                store.by(NOBODY).count_failure(user.name.as_str())?;
                Ok(false)
            }
            (None, _) => {
                state.refusals().count(store)?;
                Ok(false)
            }
        }
    })
    .await?
}

fn may_try(user: &User) -> bool {
    user.disabled_at.is_none() && user.locked_until.is_none_or(|until| until <= Timestamp::now())
}

async fn by_link(
    request: &HttpRequest,
    state: &Data<State>,
    link: &str,
    token: &str,
) -> Result<bool, HttpError> {
    let (state, link) = (state.clone(), digest(link));
    let session = new_session(request, "", token);
    block(move || {
        let Some(user) = state.store().link(&link)? else {
            state.refusals().count(state.store())?;
            return Ok(false);
        };
        Ok(state.store().use_link(&link, &NewSession { user, ..session })?)
    })
    .await?
}

fn new_session(request: &HttpRequest, user: &str, token: &str) -> NewSession {
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    NewSession {
        digest: digest(token),
        user: user.to_owned(),
        kind: SessionKind::Browser,
        label: browser_name(agent.unwrap_or_default()),
        rights: None,
        expires_at: Timestamp::now() + SIGNED_IN,
    }
}

/// Browser and system, as people call them. Every browser claims to be most others, so the order
/// tells.
fn browser_name(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("MicroMessenger/", "微信 WeChat"),
        ("DingTalk/", "钉钉 DingTalk"),
        ("Edg", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => agent.chars().take(LABEL_MAX).collect(),
    }
}

/// Without a path the cookie holds for the folder of the page, also below a prefix.
fn cookie(state: &State, token: &str, seconds: i64) -> String {
    let secure = if state.is_over_tls() { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={token}; Max-Age={seconds}; SameSite=Lax; HttpOnly{secure}")
}

/// Only to pages of our own: an address from elsewhere could lead anywhere.
fn destination(next: &str) -> String {
    let page = next.split('?').next().unwrap_or_default();
    let known = ["account", "audit", "quarantine"].contains(&page)
        || ChartKind::ALL.iter().any(|kind| kind.as_str() == page);
    let printable = next.bytes().all(|byte| byte.is_ascii_graphic());
    if known && printable { next.to_owned() } else { "./".to_owned() }
}

/// `POST /sign-out`
pub(crate) async fn sign_out(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Plain>,
) -> HttpResponse {
    let ended = match actor.check_form(&form.form_token) {
        Ok(()) => end(&state, &actor, actor.session().digest.clone()).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => HttpResponse::SeeOther()
            .insert_header((LOCATION, "sign-in"))
            .insert_header((SET_COOKIE, cookie(&state, "", 0)))
            .finish(),
        Err(error) => failed(&request, &state, &error),
    }
}

/// Ends a session of one's own, and no other.
async fn end(state: &Data<State>, actor: &Actor, digest: String) -> Result<(), HttpError> {
    if digest.is_empty() || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    let (store, name) = (state.clone(), actor.user().name.clone());
    block(move || store.store().by(name.as_str()).end_session(name.as_str(), &digest)).await??;
    state.sessions().forget();
    Ok(())
}

/// `GET /account`
pub(crate) async fn account_page(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> HttpResponse {
    page_of_account(&request, &state, &actor, StatusCode::OK, "").await
}

async fn page_of_account(
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
    let frame = own_frame(request, locale, words.account, "account", &Query::default());
    let way = |may: bool, page: &str, text| may.then(|| (format!("{}{page}", frame.root), text));
    let ways = [
        way(reads_figures, "ranking", words.to_figures),
        way(actor.may(Right::SettleQuarantine), "quarantine", words.quarantine),
        way(actor.may(Right::ReadAudit), "audit", words.audit),
    ];
    let ways = ways.into_iter().flatten().collect();
    let nav = if reads_figures { frame.nav } else { Vec::new() };
    let page = AccountPage {
        ways,
        frame: Frame { nav, ..frame },
        name: user.name.to_string(),
        display_name: user.display_name.clone(),
        roles: user.grants.iter().map(|grant| role_text(grant, words)).collect(),
        form_token: actor.form_token().to_owned(),
        must_choose: user.must_change,
        has_password: user.password_hash.is_some(),
        trouble: trouble_text.to_owned(),
        sessions: sessions
            .into_iter()
            .filter(|session| session.expires_at > Timestamp::now())
            .map(|session| session_view(session, actor, words))
            .collect(),
    };
    finished(request, locale, status, &page)
}

fn role_text(grant: &Grant, words: &Words) -> String {
    use survey::Role;
    let role = match grant.role {
        Role::Surveyor => words.role_surveyor,
        Role::Interviewer => words.role_interviewer,
        Role::Analyst => words.role_analyst,
        Role::Leader => words.role_leader,
        Role::UnitHead => words.role_unit_head,
        Role::Supervisor => words.role_supervisor,
        Role::Administrator => words.role_administrator,
        Role::Auditor => words.role_auditor,
    };
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
        used_at: session.used_at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        digest: session.digest,
    }
}

/// `POST /account/sessions`: ends one of one's own.
pub(crate) async fn end_session(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<EndSession>,
) -> HttpResponse {
    let ended = async {
        actor.check_form(&form.form_token)?;
        end(&state, &actor, form.session.clone()).await
    };
    match ended.await {
        Ok(()) => HttpResponse::SeeOther().insert_header((LOCATION, "../account")).finish(),
        Err(error) => failed(&request, &state, &error),
    }
}

/// `POST /account/password`: signs out every browser, this one too, so that whoever learnt the old
/// password is out.
pub(crate) async fn new_password(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<NewPassword>,
) -> HttpResponse {
    let form = form.0;
    let words = Words::of(Locale::of(&request, None).language);
    match change(&state, &actor, &form).await {
        Ok(Ok(())) => {
            HttpResponse::SeeOther().insert_header((LOCATION, "../sign-in?done=password")).finish()
        }
        Ok(Err(fault)) => {
            let text = fault_text(fault, words);
            page_of_account(&request, &state, &actor, StatusCode::UNPROCESSABLE_ENTITY, text).await
        }
        Err(error) => failed(&request, &state, &error),
    }
}

/// Why a password is not changed.
#[derive(Clone, Copy)]
enum Unchanged {
    WrongCurrent,
    NotTheSame,
    Bad(PasswordFault),
}

fn fault_text(fault: Unchanged, words: &Words) -> &'static str {
    match fault {
        Unchanged::WrongCurrent => words.password_wrong,
        Unchanged::NotTheSame => words.password_differs,
        Unchanged::Bad(PasswordFault::TooShort) => words.password_short,
        Unchanged::Bad(PasswordFault::TooLong) => words.password_long,
        Unchanged::Bad(PasswordFault::TooSimple) => words.password_simple,
        Unchanged::Bad(PasswordFault::HoldsName) => words.password_name,
    }
}

async fn change(
    state: &Data<State>,
    actor: &Actor,
    form: &NewPassword,
) -> Result<Result<(), Unchanged>, HttpError> {
    actor.check_form(&form.form_token)?;
    let user = actor.user();
    if form.new != form.again {
        return Ok(Err(Unchanged::NotTheSame));
    }
    if let Err(fault) = judge(&form.new, user.name.as_str()) {
        return Ok(Err(Unchanged::Bad(fault)));
    }
    let turn = state.passwords().turn().await?;
    let (current, new, name) = (form.current.clone(), form.new.clone(), user.name.to_string());
    let (worker, session) = (state.clone(), actor.session().digest.clone());
    let changed = block(move || {
        let store = worker.store();
        // As it is now, and not as it was when the session was looked up.
        let user = store.user(&name)?.filter(may_try);
        let known = user.as_ref().and_then(|user| user.password_hash.as_deref());
        // Whoever came by a link has no password yet.
        let free = user.as_ref().is_some_and(|user| user.password_hash.is_none());
        if !free && !worker.passwords().verify(&turn, &current, known) {
            if user.is_some() {
                store.by(&name).count_failure(&name)?;
            }
            return Ok::<_, HttpError>(Err(Unchanged::WrongCurrent));
        }
        let hash = worker.passwords().hash(&turn, &new);
        drop(turn);
        let changed = store.by(&name).change_password(&name, known, &hash, &session)?;
        Ok(if changed { Ok(()) } else { Err(Unchanged::WrongCurrent) })
    })
    .await??;
    state.sessions().forget();
    Ok(changed)
}

pub(super) fn failed(request: &HttpRequest, state: &State, error: &HttpError) -> HttpResponse {
    if error.document().status.is_server_error() {
        state.report(&format!("{} {}: {error}", request.method(), request.path()));
    }
    trouble(request, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_what_people_call_them() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36";
        for (agent, name) in [
            (chrome, "Chrome, Windows"),
            (&format!("{chrome} Edg/141.0"), "Edge, Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18) Safari/604.1 MicroMessenger/8.0",
                "微信 WeChat, iPhone",
            ),
            ("curl/8.5", "curl/8.5"),
            ("", ""),
        ] {
            assert_eq!(browser_name(agent), name);
        }
        assert_eq!(browser_name(&"x".repeat(500)).len(), LABEL_MAX);
    }

    #[test]
    fn only_pages_of_our_own_are_destinations() {
        for (next, place) in [
            ("ranking?period=2026-Q3", "ranking?period=2026-Q3"),
            ("account", "account"),
            ("", "./"),
            ("/ranking", "./"),
            ("https://evil.example", "./"),
            ("ranking\r\nx: y", "./"),
        ] {
            assert_eq!(destination(next), place, "{next}");
        }
    }
}
