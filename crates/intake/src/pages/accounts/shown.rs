//! What the pages of accounts show.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use store::{StoreError, User};
use survey::round::in_china;
use survey::{Code, Grant, Language, Right, Role, Scope, UnitTree, access};

use super::Told;
use super::acts::Fields;
use super::view::{AccountLine, AccountOfPage, AccountsPage, GrantRow};
use crate::State;
use crate::auth::{Actor, LINK_HOURS};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::account::{role_text, role_word};
use crate::pages::address::{Query, outside};
use crate::pages::plain::{finished, frame_of, own_frame};
use crate::pages::view::{Choice, Frame, LinkPage};
use crate::problem::ProblemDocument;
use crate::words::{Words, fill};

/// Roles that a form has room for besides those that an account has.
const SPARE_ROWS: usize = 2;
/// Units that a field proposes; others can be typed.
const PROPOSED_MAX: usize = 500;

/// Everything that an administrator looks after.
struct Office {
    users: Vec<User>,
    tree: UnitTree,
    scope: Scope,
    own: Code,
}

impl Office {
    async fn load(state: &Data<State>, actor: &Actor) -> Result<Self, HttpError> {
        let (scope, own) = (actor.scope(Right::ManageAccounts), actor.user().name.clone());
        let worker = state.clone();
        let (users, tree) = block(move || {
            let store = worker.store();
            Ok::<_, StoreError>((store.users()?, store.unit_tree()?))
        })
        .await??;
        Ok(Self { users, tree, scope, own })
    }

    /// Accounts that the page shows: those that may be managed, and the own one.
    fn shown(&self) -> impl Iterator<Item = &User> {
        let within =
            |user: &&User| user.name == self.own || self.scope.holds(&user.grants, &self.tree);
        self.users.iter().filter(within)
    }

    /// Units to propose, the large ones first.
    fn units(&self, language: Language) -> Vec<(String, String)> {
        let units = self.tree.units();
        let mut places: Vec<(usize, usize)> = (0..units.len())
            .filter(|place| self.scope.covers(units[*place].code.as_str(), &self.tree))
            .map(|place| (self.tree.lineage(place).count(), place))
            .collect();
        places.sort_unstable();
        let proposed = places.into_iter().take(PROPOSED_MAX).map(|(_, place)| &units[place]);
        proposed.map(|unit| (unit.code.to_string(), unit.name.get(language).to_owned())).collect()
    }

    /// Within which units roles must be given, for people; empty for any.
    fn within(&self, words: &Words) -> String {
        match &self.scope {
            Scope::Everything => words.grant_hint.to_owned(),
            Scope::Nothing => String::new(),
            Scope::Units(units) => {
                let units: Vec<&str> = units.iter().map(Code::as_str).collect();
                fill(words.grant_hint_within, "units", &units.join(", "))
            }
        }
    }
}

pub(super) async fn list(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let office = Office::load(state, actor).await?;
    let language = told.locale.language;
    let words = Words::of(language);
    let frame =
        frame_of(request, told.locale, actor, words.accounts, "accounts", &Query::default());
    let page = AccountsPage {
        form_token: actor.form_token().to_owned(),
        lines: office.shown().map(|user| line(user, &office, &frame.root, words)).collect(),
        name: told.typed.text("name").to_owned(),
        display_name: told.typed.text("display_name").to_owned(),
        rows: rows(&told.typed, &[], words),
        units: office.units(language),
        within: office.within(words),
        trouble: told.trouble,
        frame,
    };
    Ok(finished(request, told.locale, told.status, &page))
}

pub(super) async fn one(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    name: &str,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let office = Office::load(state, actor).await?;
    let user = office.shown().find(|user| user.name == name && user.name != office.own);
    let Some(user) = user else {
        let detail = "there is no account of the name among those that you manage";
        return Err(ProblemDocument::not_found("unknown_account", detail).into());
    };
    let language = told.locale.language;
    let words = Words::of(language);
    let query = Query::default().with("name", Some(&user.name));
    let frame = frame_of(request, told.locale, actor, &user.display_name, "accounts", &query);
    let page = AccountOfPage {
        form_token: actor.form_token().to_owned(),
        done: told.done,
        line: line(user, &office, &frame.root, words),
        rows: rows(&told.typed, &user.grants, words),
        units: office.units(language),
        within: office.within(words),
        disabled: user.disabled_at.is_some(),
        fieldwork: access::scope(&user.grants, Right::SendResponses) != Scope::Nothing,
        trouble: told.trouble,
        frame,
    };
    Ok(finished(request, told.locale, told.status, &page))
}

/// The link that lets somebody in, on a page that can't be had again.
pub(super) fn link(
    request: &HttpRequest,
    state: &State,
    locale: Locale,
    name: &Code,
    token: &str,
) -> HttpResponse {
    let words = Words::of(locale.language);
    let frame = own_frame(request, locale, words.link_heading, "accounts", &Query::default());
    let there = Query::default().with("link", Some(token)).after("sign-in");
    let page = LinkPage {
        heading: fill(words.link_heading, "name", name),
        hint: fill(words.link_hint, "hours", &LINK_HOURS),
        link: outside(request, state, &there),
        picture: None,
        unreachable: false,
        back: format!("{}accounts", frame.root),
        back_text: words.accounts_back,
        frame: Frame { nav: Vec::new(), ..frame },
    };
    finished(request, locale, StatusCode::OK, &page)
}

fn line(user: &User, office: &Office, root: &str, words: &Words) -> AccountLine {
    let own = user.name == office.own;
    let there = Query::default().with("name", Some(&user.name));
    AccountLine {
        href: if own { format!("{root}account") } else { there.after(&format!("{root}accounts")) },
        name: user.name.to_string(),
        display_name: user.display_name.clone(),
        roles: user.grants.iter().map(|grant| role_text(grant, words)).collect(),
        state: state_text(user, words),
        second_factor: user.second_factor,
        used_at: user.used_at.map_or(words.account_unused.to_owned(), |at| {
            format!("{} {}", words.session_used, in_china(at).strftime("%Y-%m-%d %H:%M"))
        }),
        own,
    }
}

fn state_text(user: &User, words: &Words) -> &'static str {
    if user.disabled_at.is_some() {
        words.state_disabled
    } else if user.locked_until.is_some_and(|until| until > Timestamp::now()) {
        words.state_locked
    } else if user.must_change {
        words.state_no_password
    } else {
        words.state_active
    }
}

/// The roles of a form: those that were typed before, or those of an account, and a few more.
fn rows(typed: &Fields, grants: &[Grant], words: &Words) -> Vec<GrantRow> {
    let mut chosen: Vec<(String, String)> =
        typed.rows().map(|(role, unit)| (role.to_owned(), unit.to_owned())).collect();
    if chosen.is_empty() {
        let unit = |grant: &Grant| grant.unit.as_ref().map(Code::to_string).unwrap_or_default();
        chosen = grants.iter().map(|grant| (grant.role.to_string(), unit(grant))).collect();
        chosen.extend(vec![Default::default(); SPARE_ROWS]);
    }
    chosen.into_iter().enumerate().map(|(place, row)| grant_row(place + 1, row, words)).collect()
}

fn grant_row(place: usize, (chosen, unit): (String, String), words: &Words) -> GrantRow {
    let none = Choice {
        value: String::new(),
        text: words.grant_none.to_owned(),
        selected: chosen.is_empty(),
    };
    let role = |role: Role| Choice {
        value: role.to_string(),
        text: role_word(role, words).to_owned(),
        selected: role.as_str() == chosen,
    };
    GrantRow { place, unit, roles: std::iter::once(none).chain(Role::ALL.map(role)).collect() }
}
