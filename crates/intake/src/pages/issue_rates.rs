//! `/issues/rates`: how well what was wrong is put right, unit by unit, and who stands out.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use analytics::UnitSelection;
use askama::Template;
use charts::{Canvas, ChartError, Width};
use figures::{
    FiguresError, IssueFunnelLook, IssueRateRequest, Twin, category_names, issue_funnel,
    issue_funnel_chart, issue_rate_name, issue_rates, level_name,
};
use jiff::Timestamp;
use jiff::civil::Date;
use survey::issue::rates::{IssueRate, RateDay};
use survey::period::PeriodKind;
use survey::round::in_china;
use survey::table::IssueFunnelRow;
use survey::{Code, Language, Month, OVERALL, Period, Right, Scope, UnitTree};

use super::address::Query;
use super::chart::trouble_of;
use super::plain::{failed, finished, frame_of};
use super::turning::{PAGE, Turning, TurningView};
use super::view::{Choice, Fact, Frame, Picture, Select, Table, Trouble};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::figure::made_by;
use crate::issues::usual_period;
use crate::locale::{LANG, Locale};
use crate::problem::Fault;
use crate::query::Params;
use crate::words::Words;

/// Lines of one page.
const ROWS: usize = 200;
/// Periods of each kind that are offered.
const PERIODS: [(PeriodKind, usize); 3] =
    [(PeriodKind::Quarter, 8), (PeriodKind::Month, 12), (PeriodKind::Year, 3)];
/// Fewer units are no level to compare.
const PEERS_MIN: usize = 3;

/// The page.
#[derive(Template)]
#[template(path = "issue_rates.html")]
struct RatesPage {
    frame: Frame,
    troubles: Vec<Trouble>,
    keep_language: bool,
    selects: Vec<Select>,
    subheading: String,
    measure: &'static str,
    shown: Option<Shown>,
    /// What each rate is a share of.
    definitions: Vec<Fact>,
    /// The table as a file.
    csv: String,
}

/// What is there to see.
struct Shown {
    rates: Table,
    turning: Option<TurningView>,
    funnel: Table,
    /// Missing where there are too many units for a chart.
    picture: Option<Picture>,
    /// The drawing as files.
    files: [(&'static str, String); 2],
}

/// `GET /issues/rates`
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
    let names = ["period", "level", "measure", PAGE, LANG];
    let mut params = Params::read(request.query_string(), &names).without_blanks();
    let locale = Locale::of(request, params.text(LANG));
    let asked = Asked::read(&mut params, actor, locale.language);
    let worker = state.clone();
    let found = block(move || Found::load(&worker, asked)).await??;
    let page = found.page(request, actor, locale);
    let status = if page.troubles.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Ok(finished(request, locale, status, &page))
}

/// What stands in the address, and who asks.
struct Asked {
    period: Option<Period>,
    level: Option<Code>,
    measure: IssueRate,
    page: usize,
    within: Option<Vec<Code>>,
    language: Language,
    faults: Vec<Fault>,
}

impl Asked {
    fn read(params: &mut Params, actor: &Actor, language: Language) -> Self {
        Self {
            period: params.parsed("period", str::parse),
            level: params.parsed("level", str::parse),
            measure: params.parsed("measure", str::parse).unwrap_or(IssueRate::Closure),
            page: Turning::asked(params),
            within: match actor.scope(Right::ReadIssues) {
                Scope::Everything => None,
                Scope::Units(units) => Some(units),
                Scope::Nothing => Some(Vec::new()),
            },
            language,
            faults: params.faults().to_vec(),
        }
    }
}

/// What there is to show.
struct Found {
    asked: Asked,
    today: Date,
    period: Period,
    levels: Vec<Code>,
    level: Option<Code>,
    rates: Twin,
    funnel: Twin,
    picture: Option<Picture>,
    is_empty: bool,
}

impl Found {
    fn load(state: &State, mut asked: Asked) -> Result<Self, HttpError> {
        let today = in_china(Timestamp::now()).date();
        let tree = state.store().unit_tree()?;
        let levels = levels(&tree, asked.within.as_deref());
        let usual = levels.iter().find(|(_, units)| *units >= PEERS_MIN).or(levels.last());
        let usual = usual.map(|(level, _)| level.clone());
        let levels: Vec<Code> = levels.into_iter().map(|(level, _)| level).collect();
        if asked.level.as_ref().is_some_and(|level| !levels.contains(level)) {
            let detail = "there is no such level within your units".to_owned();
            asked.faults.push(Fault::parameter("unknown_level", "level", detail));
        }
        let level = asked.level.clone().or(usual);
        let scope =
            asked.within.as_ref().map_or(Scope::Everything, |units| Scope::Units(units.clone()));
        let period = match asked.period {
            Some(period) => period,
            None => usual_period(state, &scope, today)?,
        };
        let mut found = Self {
            asked,
            today,
            period,
            levels,
            level,
            rates: Twin::default(),
            funnel: Twin::default(),
            picture: None,
            is_empty: true,
        };
        if found.asked.faults.is_empty() {
            found.count(state)?;
        }
        Ok(found)
    }

    /// Rates of the units of the level, and the funnel of one of them.
    fn count(&mut self, state: &State) -> Result<(), HttpError> {
        let Some(level) = &self.level else { return Ok(()) };
        let request = IssueRateRequest {
            periods: vec![self.period],
            units: UnitSelection::Level(level.to_string()),
            within: self.asked.within.clone(),
            category: Some(OVERALL.to_owned()),
            measure: None,
            today: self.today,
            language: self.asked.language,
        };
        let rows = issue_rates(state.store(), &request)?;
        self.is_empty = rows.iter().all(|row| row.denominator == 0);
        let names = category_names(state.store(), self.asked.language)?;
        self.rates = Twin::of_issue_rates(&rows, &names, self.asked.language);
        let of_one = rows.into_iter().filter(|row| row.measure == self.asked.measure).collect();
        let funnel = issue_funnel(of_one)?;
        self.picture = self.drawn(state, &funnel, level)?;
        self.funnel = Twin::of_issue_funnel(&funnel, self.asked.language);
        Ok(())
    }

    /// The drawing for a phone and for a page.
    fn drawn(
        &self,
        state: &State,
        rows: &[IssueFunnelRow],
        level: &Code,
    ) -> Result<Option<Picture>, HttpError> {
        let note = made_by(state, state.store().revision()?);
        let draw = |width| {
            let look = IssueFunnelLook {
                canvas: Canvas { width, language: self.asked.language },
                measure: self.asked.measure,
                period: self.period,
                level: level.to_string(),
                category: None,
                note: Some(note.clone()),
            };
            issue_funnel_chart(rows, &look)
        };
        match draw(Width::Phone).and_then(|phone| Ok(Picture { phone, page: draw(Width::Page)? })) {
            Ok(picture) => Ok(Some(picture)),
            Err(FiguresError::Chart(ChartError::TooManyRows { .. })) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn page(mut self, request: &HttpRequest, actor: &Actor, locale: Locale) -> RatesPage {
        let words = Words::of(locale.language);
        let query = self.query();
        let turning = Turning::to(self.asked.page, ROWS, self.rates.rows.len());
        let path = "issues/rates";
        let shown = query.clone().with(PAGE, Some(turning.page()).filter(|page| *page > 1));
        let frame = frame_of(request, locale, actor, words.rates_page, path, &shown);
        let level = self.level.as_ref().map_or("", |level| level.as_str());
        // Who reads the ledger may not read the figures of the survey: no names lead there.
        let plain = |twin: Twin| Table::of(Twin { units: Vec::new(), ..twin }, &Query::default());
        let files = ["svg", "png"].map(|ending| {
            let address = format!("api/v1/issues/funnel.{ending}");
            (ending, self.files_query(locale).after(&address))
        });
        let shown = (!self.is_empty).then(|| Shown {
            turning: turning.is_long().then(|| turning.view(&query, path, words)),
            rates: plain(of_one_cut(self.rates.clone().part(turning.rows()))),
            funnel: plain(self.funnel.clone()),
            picture: self.picture.take(),
            files,
        });
        let csv = self.files_query(locale).without(&["measure"]).with("format", Some("csv"));
        RatesPage {
            troubles: self.asked.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
            keep_language: locale.chosen,
            selects: self.selects(words),
            subheading: format!("{} · {}", self.period, level_name(level, locale.language)),
            measure: issue_rate_name(self.asked.measure, locale.language),
            shown,
            definitions: definitions(locale.language),
            csv: csv.after("api/v1/issues/rates"),
            frame,
        }
    }

    /// What is shown, as the API is asked for it.
    fn files_query(&self, locale: Locale) -> Query {
        Query::default()
            .with("period", Some(self.period))
            .with("level", self.level.as_ref())
            .with("measure", Some(self.asked.measure))
            .with(LANG, Some(locale.language.tag()))
    }

    /// The choices as they stand in addresses.
    fn query(&self) -> Query {
        let measure = Some(self.asked.measure).filter(|measure| *measure != IssueRate::Closure);
        Query::default()
            .with("period", self.asked.period)
            .with("level", self.asked.level.as_ref())
            .with("measure", measure)
    }

    fn selects(&self, words: &'static Words) -> Vec<Select> {
        let language = self.asked.language;
        let option = |value: String, text: String, chosen: &str| Choice {
            selected: value == chosen,
            value,
            text,
        };
        let period = self.period.to_string();
        let periods = offered(self.today, self.period).into_iter().map(|offered| {
            let text = language.pick(offered.chinese(), offered.to_string());
            option(offered.to_string(), text, &period)
        });
        let level = self.level.as_ref().map_or("", |level| level.as_str());
        let levels = self.levels.iter().map(|known| {
            let name = level_name(known.as_str(), language);
            option(known.to_string(), name.clone(), level)
        });
        let measures = IssueRate::ALL.map(|measure| {
            let name = issue_rate_name(measure, language).to_owned();
            option(measure.to_string(), name, self.asked.measure.as_str())
        });
        vec![
            Select::plain("period", words.period, periods.collect()),
            Select::plain("level", words.rates_level, levels.collect()),
            Select::plain("measure", words.rates_measure, measures.into()),
        ]
    }
}

/// The same without period and category, which stand above the table and are those of every line.
fn of_one_cut(mut twin: Twin) -> Twin {
    for row in std::iter::once(&mut twin.headers).chain(&mut twin.rows) {
        row.drain(1..3);
    }
    twin
}

/// The levels within reach, from the top down, with how many units each has there.
fn levels(tree: &UnitTree, within: Option<&[Code]>) -> Vec<(Code, usize)> {
    let is_seen = |place: usize| {
        within.is_none_or(|within| {
            tree.lineage(place).any(|above| within.contains(&tree.units()[above].code))
        })
    };
    let mut levels: Vec<(Code, usize)> = Vec::new();
    let seen = tree.units().iter().enumerate().filter(|(place, _)| is_seen(*place));
    for (_, unit) in seen {
        match levels.iter_mut().find(|(level, _)| *level == unit.level) {
            Some((_, units)) => *units += 1,
            None => levels.push((unit.level.clone(), 1)),
        }
    }
    levels
}

/// Periods to choose from: the newest of each kind, and the one that is shown.
fn offered(today: Date, shown: Period) -> Vec<Period> {
    let mut offered = Vec::new();
    for (kind, most) in PERIODS {
        let newest = Period::containing(Month::of(today), kind);
        offered.extend(
            std::iter::successors(Some(newest), |period| Some(period.previous())).take(most),
        );
    }
    if !offered.contains(&shown) {
        offered.insert(0, shown);
    }
    offered
}

/// What each rate is a share of, and which day says to which period something belongs.
fn definitions(language: Language) -> Vec<Fact> {
    let words = Words::of(language);
    let dated = |rate: IssueRate| match rate.day() {
        RateDay::Opened => words.rates_dated_opened,
        RateDay::Accepted => words.rates_dated_accepted,
    };
    let meaning = |rate: IssueRate| match rate {
        IssueRate::Handling => words.rate_is_handling,
        IssueRate::Closure => words.rate_is_closure,
        IssueRate::Reply => words.rate_is_reply,
        IssueRate::OnTime => words.rate_is_on_time,
        IssueRate::CallBack => words.rate_is_call_back,
        IssueRate::Resolution => words.rate_is_resolution,
        IssueRate::Satisfaction => words.rate_is_satisfaction,
    };
    let fact = |rate| Fact {
        label: issue_rate_name(rate, language),
        text: language.pick(
            format!("{}；{}。", meaning(rate), dated(rate)),
            format!("{}; {}.", meaning(rate), dated(rate)),
        ),
    };
    IssueRate::ALL.map(fact).into()
}
