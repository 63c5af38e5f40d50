//! What the forms of accounts do.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::{SignedDuration, Timestamp};
use store::{AccountRule, Authored, NewUser, StoreError};
use survey::{Code, Grant};

use super::{Told, shown};
use crate::State;
use crate::auth::{Actor, EntryForm, LINK_HOURS, digest, new_token};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::devices;
use crate::pages::plain::failed;
use crate::problem::ProblemDocument;
use crate::words::{Words, fill};

/// Longest name for people, in characters.
const DISPLAY_NAME_MAX: usize = 80;

/// The fields of a form, of which roles and units stand several times.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first field of a name; empty where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let name = name.to_owned();
        let own = self.0.iter().filter(move |(known, _)| *known == name);
        own.map(|(_, value)| value.trim())
    }

    /// Roles as they were chosen, each with its unit.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all("role").zip(self.all("unit"))
    }

    fn grants(&self) -> Result<Vec<Grant>, Trouble> {
        let chosen = self.rows().filter(|(role, _)| !role.is_empty());
        let grant = |(role, unit): (&str, &str)| {
            let role = role.parse().map_err(|_| Trouble::Form)?;
            let unit = Some(unit).filter(|unit| !unit.is_empty());
            let unknown = |_| Trouble::UnknownUnit(unit.unwrap_or_default().to_owned());
            Ok(Grant { role, unit: unit.map(str::parse).transpose().map_err(unknown)? })
        };
        chosen.map(grant).collect()
    }
}

/// What somebody wants done.
enum Act {
    Add(NewUser),
    Link(Code),
    Roles(Code, Vec<Grant>),
    State { name: Code, disabled: bool },
    SignOut(Code),
    ResetFactor(Code),
    Device(Code),
}

/// What came of it: a link to be shown, or an account that has changed.
enum Outcome {
    Link {
        name: Code,
        token: String,
    },
    /// The same for a phone.
    DeviceLink {
        name: Code,
        secret: String,
    },
    Done {
        name: Code,
        what: &'static str,
    },
}

/// Why not.
enum Trouble {
    /// No form of our pages sends this.
    Form,
    BadName,
    BadDisplayName,
    UserExists(String),
    UnknownUnit(String),
    Rule(AccountRule),
    Other(HttpError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::UserExists { name } => Self::UserExists(name),
            StoreError::UnknownUnit { code } => Self::UnknownUnit(code),
            StoreError::AgainstRule { rule } => Self::Rule(rule),
            other => Self::Other(other.into()),
        }
    }
}

impl Trouble {
    fn text(&self, words: &Words) -> Option<String> {
        Some(match self {
            Self::Form | Self::Other(_) => return None,
            Self::BadName => words.account_bad_name.to_owned(),
            Self::BadDisplayName => words.account_bad_display_name.to_owned(),
            Self::UserExists(name) => fill(words.account_exists, "name", name),
            Self::UnknownUnit(unit) => fill(words.account_unknown_unit, "unit", unit),
            Self::Rule(AccountRule::OwnAccount) => words.rule_own_account.to_owned(),
            Self::Rule(AccountRule::OutsideUnits) => words.rule_outside_units.to_owned(),
            Self::Rule(AccountRule::GivesTooMuch) => words.rule_gives_too_much.to_owned(),
            Self::Rule(AccountRule::LastAdministrator) => words.rule_last_administrator.to_owned(),
            Self::Rule(AccountRule::NotAdministrator) => words.rule_not_administrator.to_owned(),
        })
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Rule(_) => StatusCode::FORBIDDEN,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl From<Trouble> for HttpError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Other(error) => error,
            _ => ProblemDocument::bad_request("bad_form", "no form of this page sends that").into(),
        }
    }
}

/// `POST /accounts`: `act` says what to do.
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Vec<(String, String)>>,
) -> HttpResponse {
    let fields = Fields(form.0);
    let answer = match actor.check_form(fields.text("form_token")) {
        Ok(()) => answer(&request, &state, &actor, fields).await,
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    fields: Fields,
) -> Result<HttpResponse, HttpError> {
    let locale = Locale::of(request, None);
    match done(state, actor, &fields).await {
        Ok(Outcome::Link { name, token }) => Ok(shown::link(request, state, locale, &name, &token)),
        Ok(Outcome::DeviceLink { name, secret }) => {
            let back = ("accounts", Words::of(locale.language).accounts_back);
            devices::link(request, state, locale, name.as_str(), &secret, back)
        }
        Ok(Outcome::Done { name, what }) => {
            let there = Query::default().with("name", Some(name)).with("done", Some(what));
            Ok(HttpResponse::SeeOther().insert_header((LOCATION, there.after("accounts"))).finish())
        }
        Err(trouble) => {
            let text = trouble.text(Words::of(locale.language));
            let Some(text) = text else { return Err(trouble.into()) };
            let (status, typed) = (trouble.status(), fields);
            let told = Told { status, trouble: text, typed, ..Told::nothing(locale) };
            if told.typed.text("act") == "add" {
                return shown::list(request, state, actor, told).await;
            }
            let name = told.typed.text("name").to_owned();
            shown::one(request, state, actor, &name, told).await
        }
    }
}

async fn done(state: &Data<State>, actor: &Actor, fields: &Fields) -> Result<Outcome, Trouble> {
    let act = read(fields)?;
    let (worker, by) = (state.clone(), actor.user().name.clone());
    let outcome = block(move || carry_out(worker.store().administered_by(by.as_str()), act)).await;
    state.sessions().forget();
    outcome.map_err(|error| Trouble::Other(error.into()))?
}

fn read(fields: &Fields) -> Result<Act, Trouble> {
    let name: Code = fields.text("name").parse().map_err(|_| Trouble::BadName)?;
    Ok(match fields.text("act") {
        "add" => Act::Add(NewUser {
            display_name: display_name(fields.text("display_name"), &name)?,
            name,
            grants: fields.grants()?,
            must_change: true,
        }),
        "link" => Act::Link(name),
        "roles" => Act::Roles(name, fields.grants()?),
        "disable" => Act::State { name, disabled: true },
        "enable" => Act::State { name, disabled: false },
        "sign_out" => Act::SignOut(name),
        "device" => Act::Device(name),
        "reset_factor" => Act::ResetFactor(name),
        _ => return Err(Trouble::Form),
    })
}

fn display_name(given: &str, name: &Code) -> Result<String, Trouble> {
    if given.is_empty() {
        return Ok(name.to_string());
    }
    if given.chars().count() > DISPLAY_NAME_MAX || given.chars().any(char::is_control) {
        return Err(Trouble::BadDisplayName);
    }
    Ok(given.to_owned())
}

fn carry_out(by: Authored<'_>, act: Act) -> Result<Outcome, Trouble> {
    Ok(match act {
        Act::Add(user) => {
            by.add_user(&user)?;
            new_link(by, user.name)?
        }
        Act::Link(name) => {
            by.demand_password(name.as_str())?;
            new_link(by, name)?
        }
        Act::Roles(name, grants) => {
            by.set_grants(name.as_str(), &grants)?;
            Outcome::Done { name, what: "roles" }
        }
        Act::State { name, disabled } => {
            by.disable_user(name.as_str(), disabled)?;
            Outcome::Done { name, what: if disabled { "disabled" } else { "enabled" } }
        }
        Act::SignOut(name) => {
            by.end_sessions(name.as_str())?;
            Outcome::Done { name, what: "signed_out" }
        }
        Act::Device(name) => {
            let secret = crate::devices::new_link(by, name.as_str(), "")?;
            Outcome::DeviceLink { name, secret }
        }
        Act::ResetFactor(name) => {
            by.reset_second_factor(name.as_str())?;
            Outcome::Done { name, what: "factor" }
        }
    })
}

fn new_link(by: Authored<'_>, name: Code) -> Result<Outcome, Trouble> {
    let token = new_token();
    let until = Timestamp::now() + SignedDuration::from_hours(LINK_HOURS);
    by.add_link(&digest(&token), name.as_str(), until)?;
    Ok(Outcome::Link { name, token })
}

/// What the page says about what was done just now.
pub(super) fn done_text(what: &str, words: &Words) -> &'static str {
    match what {
        "roles" => words.done_roles,
        "disabled" => words.done_disabled,
        "enabled" => words.done_enabled,
        "factor" => words.done_factor,
        "signed_out" => words.done_signed_out,
        _ => "",
    }
}
