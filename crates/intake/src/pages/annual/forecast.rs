//! `/forecast`: what an external survey will find, how sure that is, and which results it rests on.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use figures::{FiguresError, Twin};
use survey::period::PeriodKind;
use survey::table::ForecastBasis;
use survey::{Month, Period, RoundKind};

use crate::State;
use crate::annual::forecast::{Asked, Foretold};
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::chart::trouble_of;
use crate::pages::plain::{away, failed, finished, frame_of};
use crate::pages::turning::{PAGE, Turning, TurningView};
use crate::pages::view::{Frame, Table, Trouble};
use crate::query::Params;
use crate::words::{Words, fill};

/// Its address.
const ADDRESS: &str = "forecast";
/// Lines of one page.
const ROWS: usize = 200;
/// What can be chosen on it.
const CHOICES: [&str; 4] = ["period", "survey", "issuer", "level"];

/// The page.
#[derive(Template)]
#[template(path = "forecast.html")]
struct ForecastPage {
    frame: Frame,
    troubles: Vec<Trouble>,
    keep_language: bool,
    /// Name, label and value.
    fields: [(&'static str, &'static str, String); 4],
    subheading: String,
    /// Nothing where there are no mock interviews.
    shown: Option<Shown>,
}

struct Shown {
    rows: Table,
    turning: Option<TurningView>,
    past: Option<Table>,
    only_sampling: bool,
    with_past: bool,
    others: String,
}

/// `GET /forecast`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = shown(&request, &state, &actor).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&CHOICES[..], &[PAGE, LANG]].concat();
    let mut params = Params::read(request.query_string(), &allowed).without_blanks();
    let locale = Locale::of(request, params.text(LANG));
    let written = CHOICES.map(|name| params.text(name).unwrap_or_default().to_owned());
    let (mut asked, page) = (Asked::read(&mut params), Turning::asked(&mut params));
    let mut faults = params.faults().to_vec();
    let (is_sound, language) = (faults.is_empty(), locale.language);
    let (period, outcome) = away(state, actor, move |state, actor| {
        if asked.period.is_none() && is_sound {
            asked.period = usual_period(state)?;
        }
        let period = asked.period;
        let told = if is_sound { Some(asked.told(state, actor, language)) } else { None };
        Ok((period, told))
    })
    .await?;
    let told = match outcome {
        None | Some(Err(HttpError::Figures(FiguresError::NoResponses))) => None,
        Some(Ok(told)) => Some(told).filter(|told| !told.rows.is_empty()),
        Some(Err(error)) => {
            let document = error.document();
            if document.errors.is_empty() || document.status.is_server_error() {
                return Err(error);
            }
            faults.extend(document.errors.iter().cloned());
            None
        }
    };
    let words = Words::of(language);
    let query = CHOICES.into_iter().zip(&written).fold(Query::default(), |query, (name, text)| {
        query.with(name, Some(text).filter(|text| !text.is_empty()))
    });
    let [mut for_period, survey, issuer, level] = written;
    if let (true, Some(period)) = (for_period.is_empty(), period) {
        for_period = period.to_string();
    }
    let frame = frame_of(request, locale, actor, words.forecast, ADDRESS, &query);
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let page = ForecastPage {
        troubles: faults.iter().map(|fault| trouble_of(fault, words)).collect(),
        keep_language: locale.chosen,
        subheading: period
            .map_or_else(String::new, |period| language.pick(period.chinese(), period.to_string())),
        fields: [
            ("period", words.period, for_period),
            ("survey", words.forecast_survey, survey),
            ("issuer", words.forecast_issuer, issuer),
            ("level", words.rates_level, level),
        ],
        shown: told.map(|told| Shown::of(&told, page, &query, words, locale)),
        frame,
    };
    Ok(finished(request, locale, status, &page))
}

impl Shown {
    fn of(told: &Foretold, page: usize, query: &Query, words: &Words, locale: Locale) -> Self {
        let language = locale.language;
        let is_there = |basis| told.rows.iter().any(|row| row.basis == Some(basis));
        let turning = Turning::to(page, ROWS, told.rows.len());
        let listed = &told.rows[turning.rows()];
        let of_listed = told
            .past
            .iter()
            .filter(|past| listed.iter().any(|row| row.unit_code == past.unit_code))
            .cloned()
            .collect::<Vec<_>>();
        // Who reads results of above may not read the figures of the survey: no names lead there.
        let plain = |twin: Twin| Table::of(Twin { units: Vec::new(), ..twin }, &Query::default());
        let others = told.other_issuers.join(language.pick("、", ", "));
        Self {
            rows: plain(Twin::of_forecast(listed, language)),
            past: (!of_listed.is_empty())
                .then(|| plain(Twin::of_past_results(&of_listed, language))),
            turning: turning.is_long().then(|| turning.view(query, ADDRESS, words)),
            only_sampling: is_there(ForecastBasis::SamplingOnly),
            with_past: is_there(ForecastBasis::PastResults),
            others: if others.is_empty() {
                others
            } else {
                fill(words.forecast_others, "issuers", &others)
            },
        }
    }
}

/// The quarter of the newest mock round.
fn usual_period(state: &State) -> Result<Option<Period>, HttpError> {
    let rounds = state.store().rounds()?;
    let mock = rounds.iter().filter(|round| round.kind == RoundKind::Mock);
    let newest = mock.map(|round| round.opens).max();
    Ok(newest.map(|day| Period::containing(Month::of(day), PeriodKind::Quarter)))
}
