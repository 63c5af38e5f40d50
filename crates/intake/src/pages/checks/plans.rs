//! `/checks/plans`: what was drawn to be checked, with the seed, and how far that is. Surveyors stand in the
//! order of their accounts, never by a figure.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::level_name;
use store::{CheckState, ListedCheck, VerificationPlan};
use survey::round::in_china;
use survey::{Code, Questionnaire, Right, RoundKind};

use super::drawing::{Sheet, form};
use super::view::{DrawForm, PlanView, PlansPage};
use crate::State;
use crate::auth::Actor;
use crate::checks::{checks_of, plans_of};
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::names::Names;
use crate::pages::names::units_offered;
use crate::pages::plain::{DONE, failed, finished, frame_of};
use crate::pages::turning::{PAGE, Turning, TurningView};
use crate::pages::view::{CellView, Choice, Fact, Head, Select, Table};
use crate::query::Params;
use crate::words::{Words, fill};

/// The page, below the root.
const PLANS: &str = "checks/plans";
/// Plans of one page.
const PLANS_SHOWN: usize = 20;

/// `GET /checks/plans`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = async {
        let names = ["questionnaire", PAGE, LANG, DONE];
        let mut params = Params::read(request.query_string(), &names).without_blanks();
        let locale = Locale::of(&request, params.text(LANG));
        let questionnaire = params.parsed("questionnaire", str::parse::<Code>);
        let page = Turning::asked(&mut params);
        let done = params.choice(DONE, &[("drawn", Words::of(locale.language).plans_done)]);
        params.finish()?;
        let told = Told { page, done: done.unwrap_or_default(), ..Told::nothing(locale) };
        shown(&request, &state, &actor, told, questionnaire).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// What the page says besides the list.
pub(super) struct Told {
    pub(super) locale: Locale,
    pub(super) page: usize,
    pub(super) status: StatusCode,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    /// The form as it was sent.
    pub(super) form: Option<DrawForm>,
}

impl Told {
    pub(super) fn nothing(locale: Locale) -> Self {
        let (trouble, form) = (String::new(), None);
        Self { locale, page: 1, status: StatusCode::OK, done: "", trouble, form }
    }
}

/// What is read of the store for the page.
struct Found {
    plans: Vec<PlanView>,
    turning: Turning,
    questionnaires: Option<Select>,
    form: Option<DrawForm>,
    units: Vec<Choice>,
}

impl Found {
    fn load(
        state: &State,
        actor: &Actor,
        (page, words): (usize, &'static Words),
        wanted: Option<&Code>,
    ) -> Result<Self, HttpError> {
        let names = Names::load(state, words.language)?;
        let all = plans_of(state, actor)?;
        let turning = Turning::to(page, PLANS_SHOWN, all.len());
        let mut plans = Vec::new();
        for plan in &all[turning.rows()] {
            let checks = checks_of(state, actor, Some(plan.id))?;
            plans.push(plan_view(plan, &checks, &names, words));
        }
        let sheet = Sheet::find(state, actor, wanted)?;
        let questionnaires =
            sheet.as_ref().map(|sheet| select(&sheet.all, &sheet.form.code, words));
        Ok(Self {
            plans,
            turning,
            questionnaires: questionnaires.filter(|select| select.groups[0].options.len() > 1),
            form: sheet.map(|sheet| form(&sheet, &names, words)),
            units: units_offered(state, actor, Right::JudgeChecks, &names)?,
        })
    }
}

fn select(all: &[Questionnaire], chosen: &Code, words: &Words) -> Select {
    let choice = |form: &Questionnaire| Choice {
        value: form.code.to_string(),
        text: form.title.get(words.language).to_owned(),
        selected: form.code == *chosen,
    };
    Select::plain("questionnaire", words.questionnaire, all.iter().map(choice).collect())
}

pub(super) async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    told: Told,
    questionnaire: Option<Code>,
) -> Result<HttpResponse, HttpError> {
    let (worker, reader) = (state.clone(), actor.clone());
    let words = Words::of(told.locale.language);
    let page = told.page;
    let wanted = questionnaire.clone();
    let load = move || Found::load(&worker, &reader, (page, words), wanted.as_ref());
    let found = block(load).await??;
    let query = Query::default().with("questionnaire", questionnaire);
    let turning: Option<TurningView> =
        found.turning.is_long().then(|| found.turning.view(&query, PLANS, words));
    let page = PlansPage {
        frame: frame_of(request, told.locale, actor, words.plans, PLANS, &query),
        form_token: actor.form_token().to_owned(),
        done: told.done,
        trouble: told.trouble,
        questionnaires: found.questionnaires,
        form: told.form.or(found.form),
        units: found.units,
        plans: found.plans,
        turning,
    };
    Ok(finished(request, told.locale, told.status, &page))
}

fn plan_view(
    plan: &VerificationPlan,
    checks: &[ListedCheck],
    names: &Names,
    words: &'static Words,
) -> PlanView {
    let wanted = &plan.wanted;
    let unit =
        wanted.unit.as_ref().map_or(words.plans_everything.to_owned(), |unit| names.unit(unit));
    let kind = match wanted.kind {
        RoundKind::Official => words.kind_official,
        RoundKind::Mock => words.kind_mock,
    };
    let questions: Vec<String> = wanted.questions.iter().map(|code| names.question(code)).collect();
    let fact = |label, text: String| Fact { label, text };
    let drawn_at = in_china(plan.drawn_at).strftime("%Y-%m-%d %H:%M");
    PlanView {
        heading: format!("{} · {unit}", wanted.period),
        facts: vec![
            fact(words.plans_progress, progress(checks, words)),
            fact(words.plans_per_surveyor, wanted.per_surveyor.to_string()),
            fact(words.kind, kind.to_owned()),
            fact(words.plans_level, level_name(wanted.level.as_str(), words.language)),
            fact(words.plans_questions_of, questions.join(words.language.pick("；", "; "))),
            fact(words.plans_seed, wanted.seed.clone().unwrap_or_default()),
            fact(words.plans_digest, plan.digest.clone()),
            fact(words.plans_drawn_by, format!("{} · {drawn_at}", plan.drawn_by)),
        ],
        surveyors: surveyors(plan, checks, words),
    }
}

fn count(checks: &[ListedCheck], state: CheckState) -> usize {
    checks.iter().filter(|check| check.state == state).count()
}

fn progress(checks: &[ListedCheck], words: &Words) -> String {
    let done = fill(words.plans_done_of, "k", &count(checks, CheckState::Done));
    let done = fill(&done, "n", &checks.len());
    match count(checks, CheckState::Withdrawn) {
        0 => done,
        gone => format!("{done}{}", fill(words.plans_withdrawn, "n", &gone)),
    }
}

/// How many interviews of each surveyor there were, could be checked, were drawn, and are over.
fn surveyors(plan: &VerificationPlan, checks: &[ListedCheck], words: &Words) -> Table {
    let heads = [
        (words.plans_surveyor, false),
        (words.plans_there, true),
        (words.plans_reachable, true),
        (words.plans_drawn, true),
        (words.plans_checked, true),
    ];
    let cell = |text: String| CellView { text, number: true, head: false, href: None };
    let row = |(surveyor, drawn): (&Code, &store::SurveyorDrawn)| {
        let done =
            |check: &&ListedCheck| check.surveyor == *surveyor && check.state == CheckState::Done;
        let counts = [drawn.there, drawn.reachable, drawn.drawn];
        let name = CellView { number: false, head: true, ..cell(surveyor.to_string()) };
        std::iter::once(name)
            .chain(counts.map(|count| cell(count.to_string())))
            .chain([cell(checks.iter().filter(done).count().to_string())])
            .collect()
    };
    Table {
        heads: heads.map(|(text, number)| Head { text: text.to_owned(), number }).into(),
        rows: plan.surveyors.iter().map(row).collect(),
    }
}
