//! Signals of fieldwork and what checks found: of everybody for those who judge, of oneself for whoever
//! asked. In the order of the accounts, and never by a figure.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use figures::{Cut, Twin, level_name};
use survey::period::PeriodKind;
use survey::table::SignalRow;
use survey::{Code, Language, Period, Right, Scope};

use super::address::Query;
use super::chart::trouble_of;
use super::plain::{failed, finished, frame_of};
use super::turning::{PAGE, Turning, TurningView};
use super::view::{CellView, Choice, Fact, Frame, Group, Head, Select, Table, Trouble};
use crate::State;
use crate::auth::Actor;
use crate::checks::{SignalTable, agreed, table};
use crate::error::HttpError;
use crate::figure::Question;
use crate::locale::{LANG, Locale};
use crate::problem::Fault;
use crate::query::Params;
use crate::words::{Words, fill};

/// Surveyors or units of one page.
const SUBJECTS: usize = 20;

/// What the template is given.
#[derive(Template)]
#[template(path = "signals.html")]
struct SignalsPage {
    frame: Frame,
    subheading: String,
    troubles: Vec<Trouble>,
    selects: Vec<Select>,
    keep_language: bool,
    subjects: Vec<SubjectView>,
    turning: Option<TurningView>,
    agreement: Table,
    explanations: Vec<Fact>,
}

struct SubjectView {
    heading: String,
    table: Table,
}

/// `GET /signals`
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
    let params = Params::read(request.query_string(), &["period", "level", PAGE, LANG]);
    let mut params = params.without_blanks();
    let locale = Locale::of(request, params.text(LANG));
    let mut question = Question::read(&mut params);
    question.cut.language = locale.language;
    let page = Turning::asked(&mut params);
    let faults = params.faults().to_vec();
    let (worker, reader) = (state.clone(), actor.clone());
    let found = block(move || Found::load(&worker, &reader, question, faults)).await??;
    let page = found.page(request, actor, locale, page);
    let status = if page.troubles.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Ok(finished(request, locale, status, &page))
}

/// What there is to show.
struct Found {
    question: Question,
    faults: Vec<Fault>,
    /// Periods that can be chosen, the newest first.
    periods: Vec<Period>,
    levels: Vec<Code>,
    signals: Option<SignalTable>,
    agreement: Twin,
}

impl Found {
    fn load(
        state: &State,
        actor: &Actor,
        question: Question,
        mut faults: Vec<Fault>,
    ) -> Result<Self, HttpError> {
        let figures = state.figures().get(state.store(), &question.selection)?;
        faults.extend(question.faults(&figures));
        let mut periods = figures.periods(&Cut::default(), PeriodKind::Quarter);
        periods.extend(figures.periods(&Cut::default(), PeriodKind::Month));
        periods.sort_by_key(|period| std::cmp::Reverse(period.last_day()));
        let levels = figures.tree().levels().into_iter().cloned().collect();
        let signals = if faults.is_empty() { Some(table(state, actor, &question)?) } else { None };
        let period = signals.as_ref().map(|signals| signals.period);
        let language = question.cut.language;
        let rows = agreed(state, actor, period, language)?;
        let agreement = Twin::of_agreement(&rows, language);
        Ok(Self { question, faults, periods, levels, signals, agreement })
    }

    fn page(
        self,
        request: &HttpRequest,
        actor: &Actor,
        locale: Locale,
        page: usize,
    ) -> SignalsPage {
        let words = Words::of(locale.language);
        let cut = &self.question.cut;
        let query = Query::default().with("period", cut.period).with("level", cut.level.clone());
        let judges = actor.scope(Right::JudgeChecks) != Scope::Nothing;
        let rows = self.signals.as_ref().map_or(&[][..], |signals| &signals.rows);
        let subjects: Vec<&[SignalRow]> =
            rows.chunk_by(|one, other| one.subject == other.subject).collect();
        let turning = Turning::to(page, SUBJECTS, subjects.len());
        let shown = &subjects[turning.rows()];
        SignalsPage {
            frame: frame_of(request, locale, actor, words.signals, "signals", &query),
            subheading: self.subheading(judges, words),
            troubles: self.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
            selects: self.selects(judges, words),
            keep_language: locale.chosen,
            subjects: shown.iter().map(|rows| subject(rows, locale.language)).collect(),
            turning: turning.is_long().then(|| turning.view(&query, "signals", words)),
            explanations: self.explanations(),
            agreement: table_of(self.agreement),
        }
    }

    fn subheading(&self, judges: bool, words: &Words) -> String {
        let Some(signals) = &self.signals else { return String::new() };
        let version = fill(words.signals_rules, "n", &signals.rules_version);
        let shown = format!("{} · {version}", signals.period);
        if judges { shown } else { format!("{shown} · {}", words.signals_own) }
    }

    fn selects(&self, judges: bool, words: &Words) -> Vec<Select> {
        let chosen = self.signals.as_ref().map(|signals| signals.period);
        let period = |period: &Period| Choice {
            value: period.to_string(),
            text: period.to_string(),
            selected: Some(*period) == chosen,
        };
        let select = |name, label, options| Select {
            name,
            label,
            groups: vec![Group { label: "", options }],
        };
        let mut selects =
            vec![select("period", words.period, self.periods.iter().map(period).collect())];
        if judges {
            let wanted = self.question.cut.level.as_deref();
            let surveyors = Choice {
                value: String::new(),
                text: words.signals_surveyors.to_owned(),
                selected: wanted.is_none(),
            };
            let level = |level: &Code| Choice {
                value: level.to_string(),
                text: level_name(level.as_str(), words.language),
                selected: wanted == Some(level.as_str()),
            };
            let options = std::iter::once(surveyors).chain(self.levels.iter().map(level));
            selects.push(select("level", words.signals_by, options.collect()));
        }
        selects
    }

    fn explanations(&self) -> Vec<Fact> {
        let explanations = self.signals.iter().flat_map(|signals| &signals.explanations);
        explanations.map(|one| Fact { label: one.name, text: one.text.clone() }).collect()
    }
}

/// The signals of a surveyor or unit, those that ask for a second look marked in words.
fn subject(rows: &[SignalRow], language: Language) -> SubjectView {
    let mut twin = Twin::of_signals(rows, language);
    // Who it is, and of how many interviews, stands above.
    for line in std::iter::once(&mut twin.headers).chain(&mut twin.rows) {
        line.remove(2);
        line.remove(0);
    }
    let first = &rows[0];
    let count = language
        .pick(format!("{} 份", first.interviews), format!("{} interviews", first.interviews));
    let name = if first.subject == first.subject_name {
        first.subject.to_string()
    } else {
        format!("{} ({})", first.subject_name, first.subject)
    };
    SubjectView { heading: format!("{name} · {count}"), table: table_of(twin) }
}

/// A table whose first column names the row.
fn table_of(twin: Twin) -> Table {
    let head = |text: String| Head { text, number: false };
    let row = |row: Vec<String>| {
        let cell = |(at, text): (usize, String)| CellView {
            text,
            number: false,
            head: at == 0,
            href: None,
        };
        row.into_iter().enumerate().map(cell).collect()
    };
    Table {
        heads: twin.headers.into_iter().map(head).collect(),
        rows: twin.rows.into_iter().map(row).collect(),
    }
}
