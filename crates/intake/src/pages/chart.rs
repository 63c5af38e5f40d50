//! The page of a chart: choose, look, read the numbers, take them along, see how they were made.

use actix_web::http::StatusCode;
use actix_web::http::header::SET_COOKIE;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use figures::{ChartKind, Figures, FiguresError, MOVEMENT_PERIODS_MAX, level_name, mode_name};
use jiff::civil::Date;
use survey::{Language, RoundKind};

use super::address::Query;
use super::asking::{Target, figures_of, forget_faulty, marked, today};
use super::form::{Offer, Uses, period_name};
use super::shown::shown;
use super::trouble::{HTML, frame, trouble};
use super::turning::{PAGE, Turning};
use super::view::{ChartPage, EmptyPage, Frame, Trouble};
use crate::State;
use crate::auth::Actor;
use crate::conditional::{Made, Variant, conditional};
use crate::error::HttpError;
use crate::figure::{CUT_PARAMETERS, Question, effective};
use crate::locale::{LANG, Locale};
use crate::problem::Fault;
use crate::query::Params;
use crate::words::{Words, fill};

/// `GET /ranking` and its sisters.
pub(crate) async fn chart(
    kind: ChartKind,
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> HttpResponse {
    let allowed = [&CUT_PARAMETERS[..], &["from", "target", PAGE]].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    let target = Target::read(&mut params);
    let params = params.without_blanks();
    let locale = Locale::of(&request, params.text(LANG));
    let mut asked = Asked::read(kind, locale, (params, target), request.path(), actor);
    asked.question = asked.question.within(asked.actor.sights());
    // Whether a period still runs is a matter of the day.
    let day = Some(asked.today);
    let variant = Variant { choice: locale.variant(), vary: "Accept-Language, Cookie", day };
    match conditional(&request, &state, variant, move |state| asked.page(state)).await {
        Ok(mut response) => {
            if let Some(cookie) = locale.cookie().parse().ok().filter(|_| locale.chosen) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => {
            if error.document().status.is_server_error() {
                state.report(&format!("{} {}: {error}", request.method(), request.path()));
            }
            trouble(&request, &error)
        }
    }
}

/// What a request asks of a page.
pub(super) struct Asked {
    pub(super) kind: ChartKind,
    pub(super) question: Question,
    pub(super) target: Option<f64>,
    /// Of a long table.
    pub(super) page: usize,
    /// What `target` is made of when the data are there.
    wanted: Target,
    locale: Locale,
    faults: Vec<Fault>,
    path: String,
    actor: Actor,
    today: Date,
}

impl Asked {
    fn read(
        kind: ChartKind,
        locale: Locale,
        (mut params, wanted): (Params, Target),
        path: &str,
        actor: Actor,
    ) -> Self {
        let mut question = Question::read(&mut params);
        question.cut.language = locale.language;
        question.cut.from = params.parsed("from", str::parse).filter(|_| Uses::of(kind).starts > 0);
        let page = Turning::asked(&mut params);
        let faults = params.faults().to_vec();
        let path = path.to_owned();
        let today = today();
        Self { kind, question, target: None, page, wanted, locale, faults, path, actor, today }
    }

    pub(super) fn language(&self) -> Language {
        self.locale.language
    }

    fn page(mut self, state: &State) -> Result<Made, HttpError> {
        let offer = Offer::load(state, self.language())?;
        let selection = &mut self.question.selection;
        let figures = match figures_of(state, &offer, selection, &mut self.faults) {
            Ok(figures) if !figures.cube().is_empty() => figures,
            Ok(_) | Err(HttpError::Figures(FiguresError::NoResponses)) => return self.empty(state),
            Err(error) => return Err(error),
        };
        self.judge(&figures);
        if self.question.cut.period.is_none() {
            return self.empty(state);
        }
        self.aim(state, &figures)?;
        let usable = self.faults.is_empty();
        let shown = match usable.then(|| shown(state, &figures, &self)).transpose() {
            Ok(shown) => shown,
            Err(HttpError::Figures(FiguresError::NothingPublished)) => return self.empty(state),
            Err(error) if error.document().status.is_client_error() => {
                self.faults.extend(error.document().errors);
                None
            }
            Err(error) => return Err(error),
        };
        let language = self.language();
        let words = Words::of(language);
        let uses = Uses::of(self.kind);
        let heading = heading(self.kind, words);
        let subheading = self.subheading(&figures);
        let page = ChartPage {
            frame: self.frame(format!("{heading} {subheading}")),
            kind: self.kind.as_str(),
            heading,
            subheading,
            reading: reading(self.kind, words),
            troubles: self.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
            selects: offer.selects(uses, &self.question, &figures),
            target: uses
                .target
                .then(|| self.target.map(|target| target.to_string()).unwrap_or_default()),
            keep_language: self.locale.chosen,
            shown,
        };
        let made = Made::new(figures.revision(), HTML, page.render()?.into_bytes());
        let status = if self.faults.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
        Ok(Made { status, ..made })
    }

    /// Judges the cut by the data and fills in its defaults, also for what was wrong, so that the
    /// form shows something that can be sent.
    fn judge(&mut self, figures: &Figures) {
        self.faults.extend(self.question.faults(figures));
        let cut = &mut self.question.cut;
        forget_faulty(cut, &self.faults);
        *cut = effective(figures, cut);
        if !Uses::of(self.kind).unit {
            cut.unit = None;
        } else if !Uses::of(self.kind).level && cut.unit.is_none() {
            cut.unit = figures.unit_of(cut);
        }
    }

    /// The target: the one that was named, or that of the aims where the chart has a line for it.
    fn aim(&mut self, state: &State, figures: &Figures) -> Result<(), HttpError> {
        let draws_it = matches!(self.kind, ChartKind::Ranking | ChartKind::Trend);
        let cut = &mut self.question.cut;
        self.target = match self.wanted {
            Target::OfAims if !draws_it => None,
            wanted => wanted.points(figures, &state.store().aims()?, cut),
        };
        cut.target = self.target;
        Ok(())
    }

    /// Period, units, category and mode, in words.
    fn subheading(&self, figures: &Figures) -> String {
        let cut = &self.question.cut;
        let (language, uses) = (cut.language, Uses::of(self.kind));
        let unit = cut.unit.as_deref().filter(|_| uses.unit);
        let whom = match unit {
            Some(unit) => Some(figures.tree().name(unit, language).to_owned()),
            None => cut.level.as_deref().map(|level| level_name(level, language)),
        };
        let category = cut.category.as_deref().filter(|_| uses.category && unit.is_none());
        let period = cut.period.map(|period| {
            let name = marked(period, self.today, Words::of(language));
            match figures.start(cut) {
                Ok(from) if uses.starts > 0 => format!("{} → {name}", period_name(from, language)),
                _ => name,
            }
        });
        let parts = [
            period,
            whom,
            category.map(|code| figures.category_name(code, language)),
            Some(mode_name(cut.mode, language).to_owned()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// The choices as they stand in addresses of pages.
    pub(super) fn query(&self) -> Query {
        let Question { selection, cut } = &self.question;
        let mock = (selection.kind == RoundKind::Mock).then_some("mock");
        let chosen = self.locale.chosen.then(|| self.language().tag());
        Query::default()
            .with("questionnaire", selection.questionnaire.as_ref())
            .with("kind", mock)
            .with("period", cut.period)
            .with("from", cut.from)
            .with("level", cut.level.as_ref())
            .with("unit", cut.unit.as_ref())
            .with("category", cut.category.as_ref())
            .with("mode", cut.mode)
            .with("scheme", cut.scheme.as_ref())
            .with("target", self.target)
            .with(LANG, chosen)
    }

    fn frame(&self, title: String) -> Frame {
        let frame = frame(&self.path, self.locale, title, Some(self.kind), &self.query());
        frame.for_reader(&self.actor)
    }

    /// Who waits for publication does not learn here whether anybody was asked.
    fn empty(&self, state: &State) -> Result<Made, HttpError> {
        let revision = state.store().revision()?;
        let everything = state.store().counts()?.responses == 0;
        let waits = self.question.cut.waits_for_publication();
        let words = Words::of(self.language());
        let heading = EmptyPage::heading(waits, words);
        let frame = self.frame(heading.to_owned());
        let page = EmptyPage { frame, heading, waits, everything };
        Ok(Made::new(revision, HTML, page.render()?.into_bytes()))
    }
}

fn heading(kind: ChartKind, words: &Words) -> &'static str {
    match kind {
        ChartKind::Ranking => words.heading_ranking,
        ChartKind::Movement => words.heading_movement,
        ChartKind::Compare => words.heading_compare,
        ChartKind::Heatmap => words.heading_heatmap,
        ChartKind::Trend => words.heading_trend,
        ChartKind::Answers => words.heading_answers,
        ChartKind::Priority => words.heading_priority,
        ChartKind::Coverage => words.heading_coverage,
        ChartKind::Funnel => words.heading_funnel,
    }
}

pub(super) fn reading(kind: ChartKind, words: &Words) -> &'static str {
    match kind {
        ChartKind::Ranking => words.reading_ranking,
        ChartKind::Movement => words.reading_movement,
        ChartKind::Compare => words.reading_compare,
        ChartKind::Heatmap => words.reading_heatmap,
        ChartKind::Trend => words.reading_trend,
        ChartKind::Answers => words.reading_answers,
        ChartKind::Priority => words.reading_priority,
        ChartKind::Coverage => words.reading_coverage,
        ChartKind::Funnel => words.reading_funnel,
    }
}

/// A problem with the address in the words of the page.
pub(super) fn trouble_of(fault: &Fault, words: &Words) -> Trouble {
    let name = fault.parameter.as_deref().unwrap_or_default();
    let text = match (fault.code, label(name, words)) {
        ("unknown_parameter" | "duplicate_parameter", _) | (_, None) => {
            fill(words.problem_parameter, "name", &name)
        }
        ("no_interviews", Some(_)) => words.problem_nobody.to_owned(),
        ("not_published", Some(_)) => words.problem_unpublished.to_owned(),
        ("not_before", Some(_)) => words.problem_not_before.to_owned(),
        ("too_many_periods", Some(_)) => {
            fill(words.problem_too_many_periods, "n", &MOVEMENT_PERIODS_MAX)
        }
        (_, Some(label)) => fill(words.problem_value, "name", &label),
    };
    let listed = !fault.allowed.is_empty() && fault.code != "unknown_parameter";
    let allowed = listed.then(|| fill(words.problem_allowed, "n", &fault.allowed.join("、")));
    Trouble { text, allowed }
}

/// What a parameter is called on a page.
pub(super) fn label(name: &str, words: &Words) -> Option<&'static str> {
    match name {
        "questionnaire" => Some(words.questionnaire),
        "kind" => Some(words.kind),
        "round" => Some(words.round),
        "period" => Some(words.period),
        "from" => Some(words.from),
        "level" => Some(words.level),
        "unit" => Some(words.unit),
        "category" => Some(words.category),
        "mode" => Some(words.mode),
        "scheme" => Some(words.scheme),
        "target" => Some(words.target),
        "weights" => Some(words.bench_weights),
        "view" => Some(words.bench_view),
        "by" => Some(words.bench_by),
        "state" => Some(words.issues_state),
        "overdue" => Some(words.issues_due_choice),
        "channel" => Some(words.issues_channel),
        "age" => Some(words.issues_age),
        _ => None,
    }
}
