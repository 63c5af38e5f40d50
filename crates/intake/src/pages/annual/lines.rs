//! Entries as a list shows them: what each says, by whose hands it came how far, and what the reader may do
//! about it.

use figures::{GoalRow, Twin, goals_of};
use store::{Act, VouchedEntry};
use survey::Right;
use survey::round::in_china;
use survey::vouched::{EntryState, ResponsibilityLetter, YearEntry};
use uuid::Uuid;

use super::entries::Asked;
use super::view::{EntryLine, Withdrawing};
use super::{TEXT_MAX, state_name};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::pages::address::Query;
use crate::pages::field::{Field, FieldFault, Kind, Sent};
use crate::pages::names::Names;
use crate::pages::view::Table;
use crate::words::{Words, fill};

/// A reason that was not taken.
pub(super) struct Reasoned {
    pub(super) id: Uuid,
    pub(super) sent: Sent,
    pub(super) fault: FieldFault,
}

pub(super) fn lines(
    state: &State,
    actor: &Actor,
    (asked, names): (&Asked, &Names),
    entries: &[VouchedEntry],
    reasoned: Option<&Reasoned>,
) -> Result<Vec<EntryLine>, HttpError> {
    let letters: Vec<&ResponsibilityLetter> = entries
        .iter()
        .filter_map(|entry| match &entry.entry {
            YearEntry::Letter(letter) => Some(letter),
            _ => None,
        })
        .collect();
    let mut standing = standing(state, asked, &letters)?.into_iter();
    let line = |entry: &VouchedEntry| {
        let goals = match &entry.entry {
            YearEntry::Letter(letter) => standing.by_ref().take(letter.goals.len()).collect(),
            _ => Vec::new(),
        };
        line(entry, actor, (asked, names), &goals, reasoned)
    };
    Ok(entries.iter().filter_map(line).collect())
}

/// Where units stand with the goals of letters, goal by goal.
fn standing(
    state: &State,
    asked: &Asked,
    letters: &[&ResponsibilityLetter],
) -> Result<Vec<GoalRow>, HttpError> {
    if letters.is_empty() {
        return Ok(Vec::new());
    }
    let language = asked.locale.language;
    let figures = crate::pages::asking::usual_figures(state, language)?;
    Ok(goals_of(state.store(), figures.as_deref(), letters, language)?)
}

/// An entry; what is of another kind has no place in the list.
fn line(
    entry: &VouchedEntry,
    actor: &Actor,
    (asked, names): (&Asked, &Names),
    goals: &[GoalRow],
    reasoned: Option<&Reasoned>,
) -> Option<EntryLine> {
    let words = Words::of(asked.locale.language);
    let said = asked.book.said(&entry.entry, names, words)?;
    let covers = |right| actor.scope(right).covers(entry.entry.unit().as_str(), &names.units);
    let vouched = &entry.vouched;
    let own = vouched.entered.by == actor.user().name.as_str();
    let (waits, counts) =
        (vouched.state == EntryState::Entered, vouched.state == EntryState::Confirmed);
    let enters = covers(Right::EnterResults);
    let correcting = || asked.query().with("correct", Some(entry.id)).after(asked.book.page());
    Some(EntryLine {
        id: entry.id.to_string(),
        about: said.about,
        says: said.says,
        document: said.document,
        state: state_name(vouched.state, words),
        by: by(entry, words),
        reason: reason(entry, words),
        standing: (!goals.is_empty())
            .then(|| Table::of(Twin::of_goals(goals, words.language), &Query::default())),
        confirms: waits && !own && covers(Right::ConfirmResults),
        withdrawing: (waits && enters).then(|| withdrawing(entry, reasoned, words)),
        correcting: (counts && enters).then(correcting),
    })
}

/// Who did what about it.
fn by(entry: &VouchedEntry, words: &Words) -> String {
    let by = |act: &Act, name: &str| {
        format!("{name}{}{} {}", words.colon, act.by, in_china(act.at).strftime("%Y-%m-%d %H:%M"))
    };
    let vouched = &entry.vouched;
    let acts = std::iter::once(by(&vouched.entered, words.year_entered_by))
        .chain(vouched.confirmed.as_ref().map(|act| by(act, words.year_confirmed_by)))
        .chain(vouched.closed.as_ref().map(|act| by(act, words.year_closed_by)));
    acts.collect::<Vec<_>>().join(" · ")
}

/// Why the version before is corrected, and why this one was given up.
fn reason(entry: &VouchedEntry, words: &Words) -> String {
    let whys: Vec<&str> = [&entry.reason, &entry.vouched.closing_reason]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if whys.is_empty() {
        return String::new();
    }
    let version = fill(words.year_version, "n", &entry.version);
    format!("{version} · {}{}{}", words.year_reason, words.colon, whys.join(" · "))
}

fn withdrawing(entry: &VouchedEntry, reasoned: Option<&Reasoned>, words: &Words) -> Withdrawing {
    let field = Field::new("reason", words.external_withdraw_why, Kind::Line);
    let field = Field { max: TEXT_MAX, ..field.within(&entry.id.to_string()) };
    match reasoned.filter(|reasoned| reasoned.id == entry.id) {
        Some(Reasoned { sent, fault, .. }) => {
            let fields = field.sent(sent, std::slice::from_ref(fault));
            Withdrawing { open: true, field: fields }
        }
        None => Withdrawing { open: false, field },
    }
}
