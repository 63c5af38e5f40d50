//! `manyi user`: who may sign in to the service, and as what.

use figures::Twin;
use intake::{LINK_HOURS, new_token, token_digest};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::{COMMAND_LINE, NewSession, NewUser, SessionKind, Store, User};
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Grant, Language, Right, Scope, access};

use crate::args::{Global, UserAdd, UserCommand, UserToken};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) fn run(command: &UserCommand, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match command {
        UserCommand::Add(add) => self::add(add, &store, talk)?,
        UserCommand::List => list(&store, global)?,
        UserCommand::Roles { name, roles } => {
            store.by(COMMAND_LINE).set_grants(name.as_str(), roles)?;
            talk.say(format!("{name} is now {}", listed(roles)));
        }
        UserCommand::Link { name } => {
            store.by(COMMAND_LINE).demand_password(name.as_str())?;
            print_link(&store, name.as_str(), talk)?;
        }
        UserCommand::ResetSecondFactor { name } => {
            let had = store.by(COMMAND_LINE).reset_second_factor(name.as_str())?;
            let said =
                if had { "the password alone lets in" } else { "there was no second factor" };
            talk.say(format!("{name}: {said}"));
        }
        UserCommand::Token(token) => self::token(token, &store, talk)?,
        UserCommand::SignOut { name } => {
            let ended = store.by(COMMAND_LINE).end_sessions(name.as_str())?;
            talk.say(format!("sessions of {name} that were ended: {ended}"));
        }
        UserCommand::Disable { name } => {
            store.by(COMMAND_LINE).disable_user(name.as_str(), true)?;
            talk.say(format!("nobody can sign in as {name} any more"));
        }
        UserCommand::Enable { name } => {
            store.by(COMMAND_LINE).disable_user(name.as_str(), false)?;
            talk.say(format!("{name} may sign in again"));
        }
    }
    Ok(Outcome::Done)
}

fn add(add: &UserAdd, store: &Store, talk: &Talk) -> Result<(), Failure> {
    store.by(COMMAND_LINE).add_user(&NewUser {
        name: add.name.clone(),
        display_name: add.display_name.clone().unwrap_or_else(|| add.name.to_string()),
        grants: add.roles.clone(),
        must_change: true,
    })?;
    talk.say(format!("{} is {}", add.name, listed(&add.roles)));
    print_link(store, add.name.as_str(), talk)
}

/// Prints where to sign in once, below the address of the service.
fn print_link(store: &Store, name: &str, talk: &Talk) -> Result<(), Failure> {
    let path = new_link(store, name)?;
    talk.say(format!(
        "Open this below the address of the service, once, within {LINK_HOURS} hours:"
    ));
    print(&path);
    Ok(())
}

/// A link that signs in once, as an address below that of the service.
pub(super) fn new_link(store: &Store, name: &str) -> Result<String, Failure> {
    let token = new_token();
    let until = Timestamp::now() + SignedDuration::from_hours(LINK_HOURS);
    store.by(COMMAND_LINE).add_link(&token_digest(&token), name, until)?;
    Ok(format!("/sign-in?link={token}"))
}

fn token(args: &UserToken, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let user = store.user(args.name.as_str())?;
    let held = |right: &Right| {
        user.as_ref().is_some_and(|user| access::scope(&user.grants, *right) != Scope::Nothing)
    };
    if let Some(lacking) = args.rights.iter().find(|right| user.is_some() && !held(right)) {
        let (name, right) = (&args.name, lacking.as_str());
        return Err(Failure::Usage(format!("{name} has no role that gives {right}")));
    }
    let token = new_token();
    let hours = i64::from(args.days) * 24;
    store.by(COMMAND_LINE).open_session(&NewSession {
        digest: token_digest(&token),
        user: args.name.to_string(),
        kind: SessionKind::Program,
        label: args.label.clone(),
        rights: Some(args.rights.clone()).filter(|rights| !rights.is_empty()),
        expires_at: Timestamp::now() + SignedDuration::from_hours(hours),
    })?;
    talk.say(format!(
        "Send this as `Authorization: Bearer TOKEN`; it ends after {} days and is shown only now:",
        args.days
    ));
    print(&token);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what was asked for, so that a script can take it")]
fn print(what: &str) {
    println!("{what}");
}

/// One account as a row.
#[derive(Serialize)]
struct Line {
    name: String,
    display_name: String,
    roles: String,
    state: &'static str,
    created_at: String,
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        fn text(text: &str) -> Cell<'_> {
            text.into()
        }
        vec![
            Column::new("name", Text, |line: &Self| text(&line.name)),
            Column::new("display_name", Text, |line: &Self| text(&line.display_name)),
            Column::new("roles", Text, |line: &Self| text(&line.roles)),
            Column::new("state", Text, |line: &Self| line.state.into()),
            Column::new("created_at", Text, |line: &Self| text(&line.created_at)),
        ]
    }
}

fn list(store: &Store, global: &Global) -> Result<(), Failure> {
    let lines: Vec<Line> = store.users()?.into_iter().map(line).collect();
    Destination::new(global)?.write(lines, |lines| twin(lines, global.lang))
}

fn line(user: User) -> Line {
    let locked = user.locked_until.is_some_and(|until| until > Timestamp::now());
    Line {
        roles: user.grants.iter().map(shown).collect::<Vec<_>>().join(" "),
        state: match user {
            User { disabled_at: Some(_), .. } => "disabled",
            _ if locked => "locked",
            User { must_change: true, .. } => "no password yet",
            _ => "active",
        },
        created_at: user.created_at.to_string(),
        name: user.name.to_string(),
        display_name: user.display_name,
    }
}

fn twin(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(
        ["账户名", "姓名", "角色", "状态", "建立时间"],
        ["Name", "Display name", "Roles", "State", "Made"],
    );
    let row = |line: &Line| {
        let Line { name, display_name, roles, state, created_at } = line;
        [name, display_name, roles, *state, created_at].map(str::to_owned).to_vec()
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}

/// `role` or `role@unit`, as it is given on the command line.
fn shown(grant: &Grant) -> String {
    match &grant.unit {
        Some(unit) => format!("{}@{unit}", grant.role),
        None => grant.role.to_string(),
    }
}

fn listed(grants: &[Grant]) -> String {
    match grants {
        [] => "without a role".to_owned(),
        grants => grants.iter().map(shown).collect::<Vec<_>>().join(", "),
    }
}

/// Reads `role` or `role@unit`.
pub(crate) fn parse_grant(text: &str) -> Result<Grant, String> {
    let (role, unit) = match text.split_once('@') {
        Some((role, unit)) => (role, Some(unit)),
        None => (text, None),
    };
    let unit = unit.map(|unit| unit.parse().map_err(|error| format!("unit: {error}")));
    Ok(Grant { role: role.parse()?, unit: unit.transpose()? })
}

/// Reads the name of a right.
pub(crate) fn parse_right(text: &str) -> Result<Right, String> {
    text.parse()
}
