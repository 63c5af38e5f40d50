//! The form that draws a plan of verification.

use std::str::FromStr;

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::level_name;
use jiff::Timestamp;
use store::{NewVerification, StoreError};
use survey::round::in_china;
use survey::{Code, Questionnaire, Right, RoundKind, Scope};

use super::bad_form;
use super::plans::{Told, shown};
use super::view::DrawForm;
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::checks::drawn;
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::field::{Field, FieldFault, Kind, Sent, choice, options};
use crate::pages::names::Names;
use crate::pages::plain::{DONE, failed};
use crate::pages::view::Choice;
use crate::words::Words;

/// The field of the questions that are asked again.
const QUESTION: &str = "question";
/// Interviews of each surveyor, where nobody says how many.
const PER_SURVEYOR: &str = "5";
/// Longest seed, in characters.
const SEED_MAX: usize = 200;

/// The newest versions of all questionnaires, and the one whose interviews are drawn.
pub(super) struct Sheet {
    pub(super) all: Vec<Questionnaire>,
    pub(super) form: Questionnaire,
    /// The only unit that whoever draws judges.
    unit: Option<Code>,
    /// Whether everything can be drawn, without a unit.
    everything: bool,
}

impl Sheet {
    /// Of the questionnaire that is wanted, or of that of the newest round.
    pub(super) fn find(
        state: &State,
        actor: &Actor,
        wanted: Option<&Code>,
    ) -> Result<Option<Self>, HttpError> {
        let store = state.store();
        let mut all: Vec<Questionnaire> = Vec::new();
        // Versions come in ascending order; the newest stays.
        for form in store.questionnaires()? {
            all.retain(|older| older.code != form.code);
            all.push(form);
        }
        let rounds = store.rounds()?;
        let newest =
            rounds.iter().max_by_key(|round| round.opens).map(|round| &round.questionnaire);
        let of = |code: Option<&Code>| all.iter().find(|form| Some(&form.code) == code);
        let form = of(wanted).or_else(|| of(newest)).or_else(|| all.last()).cloned();
        let (unit, everything) = match actor.scope(Right::JudgeChecks) {
            Scope::Everything => (None, true),
            Scope::Units(units) => (Some(units).filter(|units| units.len() == 1), false),
            Scope::Nothing => (None, false),
        };
        let unit = unit.and_then(|units| units.into_iter().next());
        Ok(form.map(|form| Self { all, form, unit, everything }))
    }
}

/// The form before anybody has filled it.
pub(super) fn form(sheet: &Sheet, names: &Names, words: &Words) -> DrawForm {
    let line = |name: &str, label: &str| Field::new(name, label, Kind::Line);
    let unit = Field::new("unit", words.unit, Kind::Unit)
        .valued(sheet.unit.as_ref().map(ToString::to_string).unwrap_or_default());
    let levels = names.units.levels().into_iter().rev();
    let levels: Vec<Choice> = levels
        .map(|level| choice(level.as_str(), level_name(level.as_str(), words.language)))
        .collect();
    let kinds = vec![choice("official", words.kind_official), choice("mock", words.kind_mock)];
    let ticks = sheet.form.questions.iter().filter(|own| sheet.form.scale_of(own).is_some());
    DrawForm {
        questionnaire: sheet.form.code.to_string(),
        fields: vec![
            line("period", words.period).valued(this_quarter()).hint(words.plans_period_hint),
            if sheet.everything {
                unit.optional().hint(words.plans_unit_hint)
            } else {
                unit.hint(words.issues_unit_hint)
            },
            Field::new("kind", words.kind, options(kinds)),
            Field::new("level", words.plans_level, options(levels)).hint(words.plans_level_hint),
            line("per_surveyor", words.plans_per_surveyor)
                .valued(PER_SURVEYOR)
                .hint(words.plans_per_surveyor_hint),
            Field { max: SEED_MAX, ..line("seed", words.plans_seed) }
                .optional()
                .hint(words.plans_seed_hint),
        ],
        ticks: ticks.map(|own| choice(own.code.as_str(), own.text.get(words.language))).collect(),
        trouble: String::new(),
    }
}

fn this_quarter() -> String {
    let today = in_china(Timestamp::now()).date();
    format!("{}-Q{}", today.year(), (today.month() + 2) / 3)
}

/// `POST /checks/plans`
pub(crate) async fn draw(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Vec<(String, String)>>,
) -> HttpResponse {
    let form = Filled::new(form.0);
    let answer = match actor.check_form(form.sent.text("form_token")) {
        Ok(()) => answer(&request, &state, &actor, form).await,
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// What the form sends.
struct Filled {
    sent: Sent,
    questions: Vec<String>,
}

impl Filled {
    fn new(pairs: Vec<(String, String)>) -> Self {
        let questions = pairs.iter().filter(|(name, _)| name == QUESTION);
        let questions = questions.map(|(_, value)| value.clone()).collect();
        Self { sent: Sent::new(pairs), questions }
    }

    /// The form as it was filled, with what is wrong about it.
    fn back(&self, form: DrawForm, faults: &[FieldFault]) -> DrawForm {
        let ticks = form
            .ticks
            .into_iter()
            .map(|tick| Choice { selected: self.questions.contains(&tick.value), ..tick });
        let own = faults.iter().find(|fault| fault.field.as_deref() == Some(QUESTION));
        DrawForm {
            fields: form.fields.into_iter().map(|field| field.sent(&self.sent, faults)).collect(),
            ticks: ticks.collect(),
            trouble: own.map(|fault| fault.text.clone()).unwrap_or_default(),
            ..form
        }
    }
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    form: Filled,
) -> Result<HttpResponse, HttpError> {
    let locale = Locale::of(request, None);
    let words = Words::of(locale.language);
    let (worker, by) = (state.clone(), actor.clone());
    let outcome = block(move || taken(&worker, &by, &form, words)).await??;
    let Some(refused) = outcome else {
        let there = format!("plans?{DONE}=drawn");
        return Ok(HttpResponse::SeeOther().insert_header((LOCATION, there)).finish());
    };
    let Refused { status, trouble, form, questionnaire } = refused;
    let told = Told { status, trouble, form: Some(form), ..Told::nothing(locale) };
    shown(request, state, actor, told, questionnaire).await
}

/// What the page says instead.
struct Refused {
    status: StatusCode,
    trouble: String,
    form: DrawForm,
    questionnaire: Option<Code>,
}

/// Draws; gives what is wrong where that can't be.
fn taken(
    state: &State,
    actor: &Actor,
    filled: &Filled,
    words: &'static Words,
) -> Result<Option<Refused>, HttpError> {
    let names = Names::load(state, words.language)?;
    let questionnaire = filled.sent.text("questionnaire").parse::<Code>().ok();
    let Some(sheet) = Sheet::find(state, actor, questionnaire.as_ref())? else {
        // There is no form without a questionnaire.
        return Err(bad_form());
    };
    let (status, faults) = match wanted(filled, &sheet, &names, words) {
        Err(faults) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        Ok(new) => match drawn(state, actor, &new) {
            Ok(_) => return Ok(None),
            Err(error) => (error.document().status, faults_of(error, words)?),
        },
    };
    let whole = faults.iter().find(|fault| fault.field.is_none());
    Ok(Some(Refused {
        status,
        trouble: whole.map_or_else(|| words.year_fault_fields.to_owned(), |own| own.text.clone()),
        form: filled.back(form(&sheet, &names, words), &faults),
        questionnaire,
    }))
}

/// What is to be drawn, or everything that can't be read.
fn wanted(
    filled: &Filled,
    sheet: &Sheet,
    names: &Names,
    words: &Words,
) -> Result<NewVerification, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let sent = &filled.sent;
    let period = read(sent, "period", words.year_fault_period, &mut faults);
    let level = read(sent, "level", words.issue_fault_choose, &mut faults);
    let per_surveyor = read(sent, "per_surveyor", words.plans_fault_count, &mut faults);
    let named = sent.optional("unit");
    let unit = named.as_deref().and_then(|text| names.unit_of(text));
    // Without a unit everything is drawn, which must be meant.
    if unit.is_none() && (named.is_some() || !sheet.everything) {
        faults.push(FieldFault::at("unit", words.year_fault_unit));
    }
    let questions: Result<Vec<Code>, _> =
        filled.questions.iter().map(|code| code.parse()).collect();
    if questions.is_err() {
        faults.push(FieldFault::at(QUESTION, words.plans_fault_questions));
    }
    match (period, level, per_surveyor, questions) {
        (Some(period), Some(level), Some(per_surveyor), Ok(questions)) if faults.is_empty() => {
            let mock = sent.text("kind") == "mock";
            Ok(NewVerification {
                questionnaire: sheet.form.code.clone(),
                kind: if mock { RoundKind::Mock } else { RoundKind::Official },
                period,
                unit,
                level,
                per_surveyor,
                questions,
                seed: sent.optional("seed"),
            })
        }
        _ => Err(faults),
    }
}

fn read<T: FromStr>(
    sent: &Sent,
    name: &str,
    fault: &str,
    faults: &mut Vec<FieldFault>,
) -> Option<T> {
    let read = sent.text(name).parse().ok();
    if read.is_none() {
        faults.push(FieldFault::at(name, fault));
    }
    read
}

/// What is wrong with a plan, beside its fields; the error itself where the fault lies elsewhere.
fn faults_of(error: HttpError, words: &Words) -> Result<Vec<FieldFault>, HttpError> {
    if let HttpError::Store(StoreError::NothingToCheck { .. }) = &error {
        return Ok(vec![FieldFault::at("period", words.plans_fault_nothing)]);
    }
    if let HttpError::Store(StoreError::UnknownUnit { .. }) = &error {
        return Ok(vec![FieldFault::at("unit", words.year_fault_unit)]);
    }
    let document = error.document();
    if document.errors.is_empty() || document.status.is_server_error() {
        return Err(error);
    }
    let fault = |pointer: &str, detail: &str| match pointer.trim_start_matches('/') {
        "unit" => FieldFault::at("unit", words.year_fault_unit),
        "level" => FieldFault::at("level", words.issue_fault_choose),
        "per_surveyor" => FieldFault::at("per_surveyor", words.plans_fault_count),
        field if field.starts_with("questions") => {
            FieldFault::at(QUESTION, words.plans_fault_questions)
        }
        _ => FieldFault::whole(detail),
    };
    let faults = document.errors.iter();
    Ok(faults.map(|own| fault(own.pointer.as_deref().unwrap_or_default(), &own.detail)).collect())
}
