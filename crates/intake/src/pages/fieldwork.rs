//! How far a round has come, for those who look after it: a row for each unit, first those that lack
//! most. It may load itself anew, so that it can hang on a wall.

mod choice;
mod rows;

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::{FieldworkRequest, FieldworkRow, fieldwork, level_name};
use jiff::Timestamp;
use survey::fieldwork::FieldworkRules;
use survey::round::in_china;
use survey::{Code, Language, Round, UnitTree};

use super::address::Query;
use super::chart::trouble_of;
use super::plain::{failed, finished, frame_of};
use super::view::{FieldworkPage, FieldworkView, Link, Live};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::fieldwork::seen_by;
use crate::locale::{LANG, Locale};
use crate::problem::Fault;
use crate::query::Params;
use crate::words::{Words, fill};
use choice::Offer;

/// How often a page that is to load itself anew does so.
const REFRESH_SECONDS: u32 = 30;

/// `GET /fieldwork`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    match shown(&request, &state, &actor).await {
        Ok(response) => response,
        Err(error) => failed(&request, &state, &error),
    }
}

async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
) -> Result<HttpResponse, HttpError> {
    let params = Params::read(request.query_string(), &["round", "level", "live", LANG]);
    let mut params = params.without_blanks();
    let locale = Locale::of(request, params.text(LANG));
    let asked = Asked {
        round: params.parsed("round", str::parse),
        level: params.parsed("level", str::parse),
        within: seen_by(actor),
        language: locale.language,
        now: Timestamp::now(),
    };
    let live = params.choice("live", &[("1", true)]).unwrap_or(false);
    let faults = params.faults().to_vec();
    let worker = state.clone();
    let found = block(move || Found::load(&worker, asked, faults)).await??;
    let page = found.page(request, actor, locale, live);
    let status = if page.troubles.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Ok(finished(request, locale, status, &page))
}

/// What is asked for, and by whom.
struct Asked {
    round: Option<Code>,
    level: Option<Code>,
    within: Option<Vec<Code>>,
    language: Language,
    now: Timestamp,
}

/// What there is to show.
struct Found {
    offer: Offer,
    /// What was chosen, or what is where nobody chose; nothing where there is nothing.
    chosen: Option<(Round, Code)>,
    rows: Vec<FieldworkRow>,
    rules: FieldworkRules,
    faults: Vec<Fault>,
    now: Timestamp,
}

impl Found {
    fn load(state: &State, asked: Asked, mut faults: Vec<Fault>) -> Result<Self, HttpError> {
        let store = state.store();
        let tree: UnitTree = store.unit_tree()?;
        let offer = Offer::new(store.rounds()?, &tree, asked.within.as_deref(), asked.now);
        let round = offer.round(asked.round.as_ref(), &mut faults);
        let quotas = round.map(|round| store.quotas(&round.code)).transpose()?.unwrap_or_default();
        let levels: Vec<&Code> = quotas
            .iter()
            .filter_map(|quota| tree.get(quota.unit.as_str()).map(|unit| &unit.level))
            .collect();
        let level = offer.level(asked.level.as_ref(), &levels, &mut faults);
        let chosen = round.cloned().zip(level.cloned());
        let mut rows = Vec::new();
        if let Some((round, level)) = chosen.as_ref().filter(|_| faults.is_empty()) {
            let request = FieldworkRequest {
                round: round.code.clone(),
                level: level.clone(),
                within: asked.within,
                by_mode: false,
                language: asked.language,
                now: asked.now,
            };
            rows = fieldwork(store, &request)?;
            // Ties stay in the order of the tree.
            rows.sort_by_key(|row| std::cmp::Reverse(row.missing));
        }
        let rules = store.fieldwork_rules()?;
        Ok(Self { offer, chosen, rows, rules, faults, now: asked.now })
    }

    fn page(
        &self,
        request: &HttpRequest,
        actor: &Actor,
        locale: Locale,
        live: bool,
    ) -> FieldworkPage {
        let language = locale.language;
        let words = Words::of(language);
        let query = self.query(live);
        let frame = frame_of(request, locale, actor, words.fieldwork, "fieldwork", &query);
        let way = |live| self.query(live).after(&format!("{}fieldwork", frame.root));
        FieldworkPage {
            subheading: self.subheading(words, language),
            troubles: self.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
            selects: self.offer.selects(self.choice(), words, language),
            keep_language: locale.chosen,
            live: Live {
                seconds: live.then_some(REFRESH_SECONDS),
                at: in_china(self.now).strftime("%H:%M:%S").to_string(),
                switch: way(!live),
            },
            view: self.view(words, language),
            frame,
        }
    }

    fn choice(&self) -> Option<(&Round, &Code)> {
        self.chosen.as_ref().map(|(round, level)| (round, level))
    }

    /// What was chosen, as it stands in addresses of the page.
    fn query(&self, live: bool) -> Query {
        let (round, level) = self.choice().unzip();
        Query::default()
            .with("round", round.map(|round| &round.code))
            .with("level", level)
            .with("live", live.then_some(1))
    }

    fn subheading(&self, words: &Words, language: Language) -> String {
        let Some((round, level)) = self.choice() else { return String::new() };
        let (opens, closes) = (round.opens, round.closes);
        let state = match in_china(self.now).date() {
            today if today < opens => fill(words.round_from, "day", &opens),
            today if today <= closes => fill(words.round_until, "day", &closes),
            _ => fill(words.round_over, "day", &closes),
        };
        let level = level_name(level.as_str(), language);
        [round.name.get(language), state.as_str(), level.as_str()].join(" · ")
    }

    fn view(&self, words: &'static Words, language: Language) -> FieldworkView {
        let Some((round, level)) = self.choice() else { return FieldworkView::NoRounds };
        if !self.faults.is_empty() {
            return FieldworkView::Nothing;
        }
        if self.rows.is_empty() {
            return FieldworkView::NoCases { round: round.code.to_string() };
        }
        let query = Query::default()
            .with("round", Some(&round.code))
            .with("level", Some(level))
            .with(LANG, Some(language.tag()));
        let link = |query: Query, text, kind: &str| Link {
            href: query
                .with("format", Some("csv"))
                .with("bom", Some(true))
                .after("api/v1/fieldwork"),
            text,
            file_name: format!("manyi-fieldwork-{}{kind}.csv", round.code),
        };
        FieldworkView::Shown(Box::new(rows::shown(
            &self.rows,
            &self.rules,
            vec![
                link(query.clone(), words.download_csv, ""),
                link(
                    query.clone().with("by", Some("mode")),
                    words.fieldwork_csv_by_mode,
                    "-by-mode",
                ),
            ],
            query.after("api/v1/fieldwork"),
            (words, language),
        )))
    }
}
