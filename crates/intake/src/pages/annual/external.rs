//! `/external`: results of surveys that others made, as they were entered and confirmed.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use store::{EntryFilter, VouchedEntry};
use survey::display::{percent, rounded};
use survey::round::in_china;
use survey::vouched::{EntryKind, EntryState, ExternalResult, YearEntry};
use survey::{Language, OVERALL, Right, UnitTree};
use uuid::Uuid;

use super::entering::fields;
use super::view::{EntryLine, ExternalPage};
use super::{done_text, state_name};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::field::{Field, choice};
use crate::pages::plain::{DONE, away, failed, finished, frame_of};
use crate::pages::view::Choice;
use crate::query::Params;
use crate::responses::uuid_of;
use crate::words::{Words, fill};

pub(super) const PAGE: &str = "external";
/// Entries of one page.
const ENTRIES: u32 = 50;

/// `GET /external`; `after` turns the page.
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = async {
        let mut params = Params::read(request.query_string(), &["after", LANG, DONE]);
        let locale = Locale::of(&request, params.text(LANG));
        let after = params.parsed("after", uuid_of);
        let done = done_text(params.text(DONE), Words::of(locale.language));
        params.finish()?;
        let told = Told { done, after, ..Told::nothing(locale) };
        shown(&request, &state, &actor, told).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// What the page says besides the list.
pub(super) struct Told {
    pub(super) locale: Locale,
    pub(super) status: StatusCode,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    /// The form as it was sent.
    pub(super) fields: Option<Vec<Field>>,
    pub(super) after: Option<Uuid>,
}

impl Told {
    pub(super) fn nothing(locale: Locale) -> Self {
        let (trouble, fields, after) = (String::new(), None, None);
        Self { locale, status: StatusCode::OK, done: "", trouble, fields, after }
    }
}

pub(super) async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (after, language) = (told.after, told.locale.language);
    let (entries, tree, offered) = away(state, actor, move |state, actor| {
        let (store, reference) = (state.store(), state.reference());
        let units = reference.units_within(store, &actor.scope(Right::ReadAnnual))?;
        let kind = Some(EntryKind::External);
        let filter = EntryFilter { kind, units, ..EntryFilter::default() };
        // One more tells whether there are more.
        let entries = store.year_entries_after(&filter, after, i64::from(ENTRIES) + 1)?;
        let tree = store.unit_tree()?;
        let scope = actor.scope(Right::EnterResults);
        let within = tree.units().iter().filter(|unit| scope.covers(unit.code.as_str(), &tree));
        let offered: Vec<Choice> =
            within.map(|unit| choice(unit.code.as_str(), unit.name.get(language))).collect();
        Ok((entries, tree, offered))
    })
    .await?;
    let words = Words::of(language);
    let frame = frame_of(request, told.locale, actor, words.external, PAGE, &Query::default());
    let shown = entries.len().min(ENTRIES as usize);
    let next = entries[..shown].last().filter(|_| entries.len() > shown).map(|last| {
        Query::default().with("after", Some(last.id)).after(&format!("{}{PAGE}", frame.root))
    });
    let enters = actor.may(Right::EnterResults);
    let page = ExternalPage {
        form_token: actor.form_token().to_owned(),
        done: told.done,
        trouble: told.trouble,
        fields: if enters { told.fields.unwrap_or_else(|| fields(words)) } else { Vec::new() },
        units: offered,
        lines: entries
            .iter()
            .take(shown)
            .filter_map(|entry| line(entry, &tree, actor, language))
            .collect(),
        next,
        frame,
    };
    Ok(finished(request, told.locale, told.status, &page))
}

/// A result; what is none has no place in the list.
fn line(
    entry: &VouchedEntry,
    tree: &UnitTree,
    actor: &Actor,
    language: Language,
) -> Option<EntryLine> {
    let YearEntry::External(result) = &entry.entry else { return None };
    let words = Words::of(language);
    let covers = |right| actor.scope(right).covers(result.unit.as_str(), tree);
    let (waits, vouched) = (entry.vouched.state == EntryState::Entered, &entry.vouched);
    let own = vouched.entered.by == actor.user().name.as_str();
    let by = |act: &store::Act, name: &str| {
        format!("{name}{}{} {}", words.colon, act.by, in_china(act.at).strftime("%Y-%m-%d %H:%M"))
    };
    let acts = std::iter::once(by(&vouched.entered, words.year_entered_by))
        .chain(vouched.confirmed.as_ref().map(|act| by(act, words.year_confirmed_by)))
        .chain(vouched.closed.as_ref().map(|act| by(act, words.year_closed_by)));
    let reason = entry.reason.as_ref().or(vouched.closing_reason.as_ref());
    Some(EntryLine {
        id: entry.id.to_string(),
        about: about(result, tree, words, language),
        says: says(result, words),
        document: result
            .doc_no
            .iter()
            .chain([&result.document])
            .cloned()
            .collect::<Vec<_>>()
            .join(" "),
        state: state_name(vouched.state, words),
        by: acts.collect::<Vec<_>>().join(" · "),
        reason: reason.map_or_else(String::new, |why| {
            let version = fill(words.year_version, "n", &entry.version);
            format!("{version} · {}{}{why}", words.year_reason, words.colon)
        }),
        confirms: waits && !own && covers(Right::ConfirmResults),
        withdraws: waits && covers(Right::EnterResults),
    })
}

fn about(result: &ExternalResult, tree: &UnitTree, words: &Words, language: Language) -> String {
    let domain = if result.domain == *OVERALL { words.whole_topic } else { result.domain.as_str() };
    let unit = tree.name(result.unit.as_str(), language);
    format!("{unit} · {} · {} · {domain}", result.period, result.issuer)
}

fn says(result: &ExternalResult, words: &Words) -> String {
    let score = result.score.map(|score| format!("{} {}", words.index, rounded(score, 2)));
    let rate = result.rate.map(|rate| format!("{} {}", words.rate, percent(rate, 2)));
    let place = result.rank.map(|rank| match result.rank_total {
        Some(all) => format!("{} {rank}/{all}", words.year_rank),
        None => format!("{} {rank}", words.year_rank),
    });
    let n = result.n.map(|n| format!("n = {n}"));
    score.into_iter().chain(rate).chain(place).chain(n).collect::<Vec<_>>().join(" · ")
}
