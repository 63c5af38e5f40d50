//! What a page of figures is asked for: a cut, judged by the data, its defaults filled in.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use figures::{Cut, Figures, FiguresError, Selection, is_running};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Place, SetAim};
use survey::round::in_china;
use survey::{Language, OVERALL, Period, Right, RoundKind, Scope};

use super::address::Query;
use super::form::{Offer, period_name};
use super::nav;
use super::plain::{failed, finished, own_frame};
use super::view::{EmptyPage, Frame};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::figure::{CUT_PARAMETERS, Question, effective};
use crate::letters::PRINT;
use crate::locale::{LANG, Locale};
use crate::problem::Fault;
use crate::query::Params;
use crate::words::{Words, fill};

/// What is asked of a leaders' page, and by whom.
pub(super) struct Asked {
    pub(super) question: Question,
    pub(super) locale: Locale,
    pub(super) faults: Vec<Fault>,
    pub(super) actor: Actor,
    pub(super) today: Date,
    target: Target,
}

/// The target that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    /// That of the aims.
    OfAims,
    /// None: a field that was emptied.
    Nothing,
    Points(f64),
}

/// What there is to make a page of.
pub(super) struct Ground {
    pub(super) figures: Arc<Figures>,
    pub(super) offer: Offer,
    pub(super) aims: Vec<SetAim>,
}

impl Ground {
    /// The place among others that a unit itself is to reach in the year of a cut.
    pub(super) fn place_of(&self, cut: &Cut, unit: Option<&str>) -> Option<&Place> {
        let unit = unit?;
        let aim = self.figures.aim_of(&self.aims, cut.period?, unit)?;
        aim.place.as_ref().filter(|_| aim.unit == *unit)
    }
}

impl Target {
    /// Reads a query before its blanks are forgotten.
    pub(crate) fn read(params: &mut Params) -> Self {
        match params.text("target") {
            None => Self::OfAims,
            Some("") => Self::Nothing,
            Some(_) => params.number("target", 0.0..=100.0).map_or(Self::Nothing, Self::Points),
        }
    }

    /// The points to reach in a cut whose defaults are filled in. An aim is one of the whole, and not
    /// of a category.
    pub(super) fn points(self, figures: &Figures, aims: &[SetAim], cut: &Cut) -> Option<f64> {
        match self {
            Self::Nothing => None,
            Self::Points(points) => Some(points),
            Self::OfAims => {
                let unit =
                    cut.unit.as_deref().or(figures.head_of(cut).map(survey::Code::as_str))?;
                let overall = cut.category.as_deref().unwrap_or(OVERALL) == OVERALL;
                let aim = figures.aim_of(aims, cut.period?, unit).filter(|_| overall)?;
                aim.index
            }
        }
    }
}

impl Asked {
    pub(super) fn read(request: &HttpRequest, actor: Actor) -> Self {
        let allowed = [&CUT_PARAMETERS[..], &["target"]].concat();
        let mut params = Params::read(request.query_string(), &allowed);
        let target = Target::read(&mut params);
        let mut params = params.without_blanks();
        let locale = Locale::of(request, params.text(LANG));
        let mut question = Question::read(&mut params).within(actor.sights());
        question.cut.language = locale.language;
        let faults = params.faults().to_vec();
        Self { question, locale, faults, actor, today: today(), target }
    }

    pub(super) fn language(&self) -> Language {
        self.locale.language
    }

    pub(super) fn words(&self) -> &'static Words {
        Words::of(self.language())
    }

    /// What there is, with the cut judged by it; nothing where there are no interviews.
    pub(super) fn ground(&mut self, state: &State) -> Result<Option<Ground>, HttpError> {
        let offer = Offer::load(state, self.language())?;
        let selection = &mut self.question.selection;
        let figures = match figures_of(state, &offer, selection, &mut self.faults) {
            Ok(figures) if !figures.cube().is_empty() => figures,
            Ok(_) | Err(HttpError::Figures(FiguresError::NoResponses)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let aims = state.store().aims()?;
        self.judge(&figures, &aims);
        // Nothing is published yet for whoever waits for that.
        if self.question.cut.period.is_none() {
            return Ok(None);
        }
        Ok(Some(Ground { figures, offer, aims }))
    }

    fn judge(&mut self, figures: &Figures, aims: &[SetAim]) {
        self.faults.extend(self.question.faults(figures));
        let cut = &mut self.question.cut;
        forget_faulty(cut, &self.faults);
        // A period that still runs is shown to whoever asks for it.
        cut.period = cut.period.or_else(|| figures.newest_finished(cut, self.today));
        *cut = effective(figures, cut);
        cut.target = self.target.points(figures, aims, cut);
    }

    /// The period in words, and that it still runs where it does.
    pub(super) fn period_text(&self) -> String {
        let period = self.question.cut.period;
        period.map(|period| marked(period, self.today, self.words())).unwrap_or_default()
    }

    /// The choices as they stand in addresses of pages.
    pub(super) fn query(&self) -> Query {
        let Question { selection, cut } = &self.question;
        let mock = (selection.kind == RoundKind::Mock).then_some("mock");
        let chosen = self.locale.chosen.then(|| self.language().tag());
        let points = match self.target {
            Target::Points(points) => Some(points),
            Target::OfAims | Target::Nothing => None,
        };
        Query::default()
            .with("questionnaire", selection.questionnaire.as_ref())
            .with("kind", mock)
            .with("period", cut.period)
            .with("level", cut.level.as_ref())
            .with("unit", cut.unit.as_ref())
            .with("category", cut.category.as_ref())
            .with("mode", cut.mode)
            .with("scheme", cut.scheme.as_ref())
            .with("target", points)
            .with(LANG, chosen)
    }

    /// The same for a file, whose language is always said.
    pub(super) fn file_query(&self) -> Query {
        let target = self.question.cut.target;
        self.query()
            .without(&["target", LANG])
            .with("target", target)
            .with(LANG, Some(self.language().tag()))
    }

    /// What stands around the page.
    pub(super) fn frame(&self, request: &HttpRequest, title: &str, page: &str) -> Frame {
        let query = self.query();
        let frame = own_frame(request, self.locale, title, page, &query.without(&[LANG]));
        let nav = nav::rooms(&frame.root, request.path(), self.language(), &query);
        // In larger letters it is the same page, in the language that was chosen.
        let resized = query.with(PRINT, Some(frame.letters.other().name()));
        let other_letters = resized.after(&format!("{}{page}", frame.root));
        Frame { nav, other_letters, ..frame }.for_reader(&self.actor)
    }

    /// What a right lets somebody see: nothing at all, or everything, or some units.
    pub(super) fn scope(&self, right: Right) -> Scope {
        self.actor.scope(right)
    }
}

/// The day in China, which periods are held against.
pub(super) fn today() -> Date {
    in_china(Timestamp::now()).date()
}

/// A period in words, and that it still runs on a day where it does.
pub(super) fn marked(period: Period, today: Date, words: &Words) -> String {
    running(period, today, words).unwrap_or_else(|| period_name(period, words.language))
}

/// A period in words that still runs on a day; nothing where it is over.
pub(super) fn running(period: Period, today: Date, words: &Words) -> Option<String> {
    if !is_running(period, today) {
        return None;
    }
    let name = period_name(period, words.language);
    let running = fill(words.period_running, "day", &today);
    Some(words.language.pick(format!("{name}（{running}）"), format!("{name} ({running})")))
}

/// Answers with the page of a cut: `load` makes what it shows, away from the threads that answer, and
/// `page` puts a frame around that.
pub(super) async fn answer<F: Send + 'static, P: Template>(
    request: &HttpRequest,
    state: &Data<State>,
    actor: Actor,
    load: fn(&State, &mut Asked, Ground) -> Result<F, HttpError>,
    page: fn(F, &Asked, &HttpRequest) -> P,
) -> HttpResponse {
    let mut asked = Asked::read(request, actor);
    let worker = state.clone();
    let loaded = block(move || {
        let found = match asked.ground(&worker)? {
            Some(ground) => Ok(load(&worker, &mut asked, ground)?),
            None => Err(worker.store().counts()?.responses == 0),
        };
        Ok::<_, HttpError>((asked, found))
    });
    let (asked, found) = match loaded.await {
        Ok(Ok(loaded)) => loaded,
        Ok(Err(error)) => return failed(request, state, &error),
        Err(error) => return failed(request, state, &error.into()),
    };
    match found {
        Ok(found) => {
            let is_fine = asked.faults.is_empty();
            let status = if is_fine { StatusCode::OK } else { StatusCode::BAD_REQUEST };
            finished(request, asked.locale, status, &page(found, &asked, request))
        }
        Err(everything) => {
            let waits = asked.question.cut.waits_for_publication();
            let heading = EmptyPage::heading(waits, asked.words());
            let frame = asked.frame(request, heading, "overview");
            let page = EmptyPage { frame, heading, waits, everything };
            finished(request, asked.locale, StatusCode::OK, &page)
        }
    }
}

/// What was wrong takes its default, so that the form shows something that can be sent.
pub(super) fn forget_faulty(cut: &mut Cut, faults: &[Fault]) {
    for fault in faults {
        match fault.parameter.as_deref() {
            Some("period") => cut.period = None,
            Some("from") => cut.from = None,
            Some("level") => cut.level = None,
            Some("unit") => cut.unit = None,
            Some("category") => cut.category = None,
            Some("scheme") => cut.scheme = None,
            _ => {}
        }
    }
}

/// The figures that are asked for; of several questionnaires, where none is named, that of the newest
/// round.
pub(super) fn figures_of(
    state: &State,
    offer: &Offer,
    selection: &mut Selection,
    faults: &mut Vec<Fault>,
) -> Result<Arc<Figures>, HttpError> {
    match state.figures().get(state.store(), selection) {
        Err(HttpError::Figures(FiguresError::WhichQuestionnaire(_))) => {
            selection.questionnaire = offer.newest_questionnaire().cloned();
        }
        Err(error @ HttpError::Figures(FiguresError::UnknownQuestionnaire { .. })) => {
            faults.extend(error.document().errors);
            selection.questionnaire = offer.newest_questionnaire().cloned();
        }
        done => return done,
    }
    state.figures().get(state.store(), selection)
}

/// The figures of the newest questionnaire; nothing before anybody was asked.
pub(super) fn usual_figures(
    state: &State,
    language: Language,
) -> Result<Option<Arc<Figures>>, HttpError> {
    let offer = Offer::load(state, language)?;
    match figures_of(state, &offer, &mut Selection::default(), &mut Vec::new()) {
        Err(HttpError::Figures(FiguresError::NoResponses)) => Ok(None),
        done => done.map(Some),
    }
}
