//! `/year`: the ranking of a year with its intervals and parts, what hangs on the weights, and the list of
//! candidates.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use figures::{Twin, annual_result, candidates, not_an_award, sensitivity, standing_score};
use jiff::Timestamp;
use survey::round::in_china;
use survey::vouched::EntryState;
use survey::{Right, Scope};

use super::view::{YearPage, YearShown};
use super::{done_text, state_name};
use crate::State;
use crate::annual::tables::{TOP_MAX, sight};
use crate::annual::year_of;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::field::choice;
use crate::pages::plain::{DONE, away, failed, finished, frame_of};
use crate::pages::view::{Choice, Table};
use crate::query::Params;
use crate::words::{Words, fill};

pub(super) const PAGE: &str = "year";
/// So many first where nobody says.
const TOP_USUAL: u32 = 5;

/// `GET /year`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = async {
        let names = ["year", "top", LANG, DONE];
        let mut params = Params::read(request.query_string(), &names).without_blanks();
        let locale = Locale::of(&request, params.text(LANG));
        let year = params.parsed("year", year_of).unwrap_or_else(this_year);
        let top = params.parsed("top", |text| {
            let top = text.parse().ok().filter(|top| (1..=TOP_MAX).contains(top));
            top.ok_or_else(|| format!("must be a number from 1 to {TOP_MAX}"))
        });
        let done = done_text(params.text(DONE), Words::of(locale.language));
        params.finish()?;
        let asked = Asked { locale, year, top: top.unwrap_or(TOP_USUAL) };
        shown(&request, &state, &actor, asked, Told { done, ..Told::nothing() }).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

pub(super) fn this_year() -> i32 {
    in_china(Timestamp::now()).year().into()
}

/// What is to be shown.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) locale: Locale,
    pub(super) year: i32,
    pub(super) top: u32,
}

impl Asked {
    /// As it is where nobody says more than the year.
    pub(super) fn of(year: i32, locale: Locale) -> Self {
        Self { locale, year, top: TOP_USUAL }
    }
}

/// What the page says besides the tables.
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) done: &'static str,
    pub(super) trouble: String,
}

impl Told {
    pub(super) fn nothing() -> Self {
        Self { status: StatusCode::OK, done: "", trouble: String::new() }
    }
}

pub(super) async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    asked: Asked,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (shown, formulas) = away(state, actor, move |state, actor| {
        Ok((tables(state, actor, asked)?, offered(state, actor, asked)?))
    })
    .await?;
    let Asked { locale, year, .. } = asked;
    let title = fill(Words::of(locale.language).year_title, "year", &year);
    let query = Query::default().with("year", Some(year));
    let page = YearPage {
        frame: frame_of(request, locale, actor, &title, PAGE, &query),
        form_token: actor.form_token().to_owned(),
        done: told.done,
        trouble: told.trouble,
        year,
        formulas,
        shown,
    };
    Ok(finished(request, locale, told.status, &page))
}

/// Formulas for whoever may compute.
fn offered(state: &State, actor: &Actor, asked: Asked) -> Result<Vec<Choice>, HttpError> {
    if actor.scope(Right::EnterResults) != Scope::Everything {
        return Ok(Vec::new());
    }
    let formulas = state.store().formulas()?.into_iter().rev();
    let language = asked.locale.language;
    Ok(formulas
        .map(|own| {
            let text = format!("{} · {}", own.name.get(language), own.reference());
            choice(own.reference(), text)
        })
        .collect())
}

fn tables(state: &State, actor: &Actor, asked: Asked) -> Result<Option<YearShown>, HttpError> {
    let Some((score, inputs)) = standing_score(state.store(), asked.year)? else {
        return Ok(None);
    };
    let language = asked.locale.language;
    let (words, formula) = (Words::of(language), &inputs.formula);
    let mut result = annual_result(&inputs)?;
    let mut list = candidates(&result, asked.top);
    let mut moved = sensitivity(&inputs)?;
    let sees = sight(state, actor)?;
    result.scores.retain(|row| sees(&row.unit_code));
    result.parts.retain(|row| sees(&row.unit_code));
    list.retain(|row| sees(&row.score.unit_code));
    moved.retain(|row| sees(&row.unit_code));
    let by =
        |name: &str, whom: Option<&str>| whom.map(|whom| format!("{name}{}{whom}", words.colon));
    let confirmed = score.vouched.confirmed.as_ref().map(|act| act.by.as_str());
    let by = [
        by(words.year_computed_by, Some(&score.vouched.entered.by)),
        by(words.year_confirmed_by, confirmed),
    ];
    let no_links = Query::default();
    let table = |twin: Twin| Table::of(twin, &no_links);
    let waits = score.vouched.state == EntryState::Entered;
    Ok(Some(YearShown {
        id: score.id.to_string(),
        about: format!(
            "{} · {} · {}",
            formula.name.get(language),
            formula.reference(),
            state_name(score.vouched.state, words)
        ),
        by: by.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        digest: score.digest.clone(),
        source: formula.source.clone(),
        confirms: waits
            && actor.scope(Right::ConfirmResults) == Scope::Everything
            && score.vouched.entered.by != actor.user().name.as_str(),
        ranking: table(Twin::of_annual_scores(&result, formula, language)),
        spread: table(Twin::of_spread(&result.spread, formula, language)),
        sensitivity: (!moved.is_empty())
            .then(|| table(Twin::of_sensitivity(&moved, formula, language))),
        notice: not_an_award(language),
        top: asked.top,
        candidates_heading: fill(words.year_candidates, "n", &asked.top),
        candidates: table(Twin::of_candidates(&list, language)),
    }))
}
