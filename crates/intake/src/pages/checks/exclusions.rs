//! `/checks/exclusions`: interviews that a check found never to have happened, which of them are left out by
//! which rule, and the scores with and without them.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use store::{CheckState, Exclusion, ListedCheck};
use survey::round::in_china;
use survey::verification::{CheckReport, ExclusionRule, Happened, Recontact};
use survey::{Code, Period};
use uuid::Uuid;

use super::scores::{Scores, scores};
use super::view::{DecisionForm, ExclusionLine, ExclusionsPage};
use crate::State;
use crate::auth::Actor;
use crate::checks::{REASON_CHARS_MAX, checks_of, exclusions_of};
use crate::error::HttpError;
use crate::figure::Question;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::field::{Field, FieldFault, Kind, Sent, choice, options};
use crate::pages::names::Names;
use crate::pages::plain::{DONE, failed, finished, frame_of};
use crate::pages::turning::{PAGE, Turning, TurningView};
use crate::query::Params;
use crate::words::{Words, fill};

/// The page, below the root.
const EXCLUSIONS: &str = "checks/exclusions";
/// Interviews of one page.
const SHOWN: usize = 50;

/// `GET /checks/exclusions`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = async {
        let (asked, done) = Asked::read(&request)?;
        shown(&request, &state, &actor, asked, Told { done, ..Told::nothing() }).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// What is to be seen.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) locale: Locale,
    page: usize,
    period: Option<Period>,
}

impl Asked {
    /// Also gives what was done just now, in words.
    pub(super) fn read(request: &HttpRequest) -> Result<(Self, &'static str), HttpError> {
        let names = ["period", PAGE, LANG, DONE];
        let mut params = Params::read(request.query_string(), &names).without_blanks();
        let locale = Locale::of(request, params.text(LANG));
        let words = Words::of(locale.language);
        let period = params.parsed("period", str::parse);
        let page = Turning::asked(&mut params);
        let done = [
            ("excluded", words.exclusions_done),
            ("included", words.exclusions_undone),
            ("same", words.exclusions_same),
        ];
        let done = params.choice(DONE, &done).unwrap_or_default();
        params.finish()?;
        Ok((Self { locale, page, period }, done))
    }

    /// The same page again.
    pub(super) fn query(&self) -> Query {
        let page = Some(self.page).filter(|page| *page > 1);
        Query::default().with("period", self.period).with(PAGE, page)
    }
}

/// What the page says besides the list.
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    pub(super) refused: Option<Refused>,
}

/// A decision that was not taken, as it was sent.
pub(super) struct Refused {
    pub(super) check: Uuid,
    pub(super) sent: Sent,
    pub(super) faults: Vec<FieldFault>,
}

impl Told {
    pub(super) fn nothing() -> Self {
        Self { status: StatusCode::OK, done: "", trouble: String::new(), refused: None }
    }
}

/// What is read for the page.
struct Found {
    lines: Vec<ExclusionLine>,
    turning: Turning,
    scores: Option<Scores>,
}

impl Found {
    fn load(
        state: &State,
        actor: &Actor,
        asked: Asked,
        refused: Option<&Refused>,
    ) -> Result<Self, HttpError> {
        let language = asked.locale.language;
        let excluded = exclusions_of(state, actor)?.into_iter();
        let excluded: HashMap<Uuid, Exclusion> =
            excluded.map(|(exclusion, check)| (check.id, exclusion)).collect();
        let (_, rules) = state.store().verification_rules()?;
        let mut checks = checks_of(state, actor, None)?;
        checks.retain(|own| {
            excluded.contains_key(&own.id) || !met(&rules.exclusions, own).is_empty()
        });
        let turning = Turning::to(asked.page, SHOWN, checks.len());
        let desk = Desk {
            names: Names::load(state, language)?,
            rules: rules.exclusions,
            actor,
            words: Words::of(language),
            refused,
        };
        let line = |check: &ListedCheck| desk.line(check, excluded.get(&check.id));
        let lines = checks[turning.rows()].iter().map(line).collect();
        let mut question = Question::default();
        question.cut.period = asked.period;
        question.cut.language = language;
        let scores = scores(state, actor, &question.within(actor.sights()))?;
        Ok(Self { lines, turning, scores })
    }
}

pub(super) async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    asked: Asked,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (worker, reader) = (state.clone(), actor.clone());
    let refused = told.refused;
    let load = move || Found::load(&worker, &reader, asked, refused.as_ref());
    let found = block(load).await??;
    let (words, query) = (Words::of(asked.locale.language), asked.query());
    let turning: Option<TurningView> =
        found.turning.is_long().then(|| found.turning.view(&query, EXCLUSIONS, words));
    let frame = frame_of(request, asked.locale, actor, words.exclusions, EXCLUSIONS, &query);
    let (periods, scores) = found.scores.map(|own| (own.periods, own.table)).unzip();
    let page = ExclusionsPage {
        form_token: actor.form_token().to_owned(),
        done: told.done,
        trouble: told.trouble,
        action: query.after(&format!("{}{EXCLUSIONS}", frame.root)),
        periods,
        scores: scores.flatten(),
        lines: found.lines,
        turning,
        frame,
    };
    Ok(finished(request, asked.locale, told.status, &page))
}

/// The rules by which an interview may be left out, by what its check found.
fn met<'a>(rules: &'a [ExclusionRule], check: &ListedCheck) -> Vec<&'a ExclusionRule> {
    let (CheckState::Done, Some(recontact)) = (check.state, check.outcome) else {
        return Vec::new();
    };
    let answers = std::collections::BTreeMap::new();
    let report = CheckReport { recontact, happened: check.happened, answers };
    rules.iter().filter(|rule| rule.ground.is_met(&report)).collect()
}

/// What lines are made of.
struct Desk<'a> {
    names: Names,
    rules: Vec<ExclusionRule>,
    actor: &'a Actor,
    words: &'static Words,
    refused: Option<&'a Refused>,
}

impl Desk<'_> {
    fn line(&self, check: &ListedCheck, exclusion: Option<&Exclusion>) -> ExclusionLine {
        let words = self.words;
        let name = self.actor.user().name.as_str();
        let own = check.surveyor == *name || check.checked_by.as_deref() == Some(name);
        ExclusionLine {
            check: check.id.to_string(),
            about: format!(
                "{} · {}{}{}",
                self.names.unit(&check.unit),
                words.plans_surveyor,
                words.colon,
                check.surveyor
            ),
            found: self.found(check),
            state: if exclusion.is_some() {
                words.exclusions_is_out
            } else {
                words.exclusions_is_in
            },
            excluded: exclusion.map(|own| self.told(own)).unwrap_or_default(),
            hint: if own { words.exclusions_own } else { "" },
            form: (!own).then(|| self.form(check, exclusion)),
        }
    }

    /// What the check found, when and by whom.
    fn found(&self, check: &ListedCheck) -> String {
        let words = self.words;
        let what = match (check.outcome, check.happened) {
            (_, Some(Happened::No)) => words.exclusions_denied,
            (Some(Recontact::WrongContact), _) => words.checks_wrong_contact,
            _ => "",
        };
        let by = check.checked_by.iter().cloned();
        let at = check.checked_at.map(|at| in_china(at).strftime("%Y-%m-%d %H:%M").to_string());
        let by = by.chain(at).collect::<Vec<_>>().join(" ");
        format!("{}{}{what} · {by}", words.exclusions_found, words.colon)
    }

    /// By which rule an interview is left out, by whom and why.
    fn told(&self, exclusion: &Exclusion) -> String {
        let words = self.words;
        let version = fill(words.year_version, "n", &exclusion.rules_version);
        let at = in_china(exclusion.excluded_at).strftime("%Y-%m-%d %H:%M");
        format!(
            "{} ({version}) · {} {at} · {}{}{}",
            self.rule(&exclusion.rule),
            exclusion.excluded_by,
            words.year_reason,
            words.colon,
            exclusion.reason
        )
    }

    fn rule(&self, code: &Code) -> String {
        let known = self.rules.iter().find(|rule| rule.code == *code);
        known.map_or(code.to_string(), |rule| rule.label.get(self.words.language).to_owned())
    }

    fn form(&self, check: &ListedCheck, exclusion: Option<&Exclusion>) -> DecisionForm {
        let (words, id) = (self.words, check.id.to_string());
        let reason = Field::new("reason", words.exclusions_why, Kind::Area).within(&id);
        let mut fields = vec![Field { max: REASON_CHARS_MAX, ..reason }];
        if exclusion.is_none() {
            let rules = met(&self.rules, check).into_iter();
            let rules = rules
                .map(|rule| choice(rule.code.as_str(), rule.label.get(words.language)))
                .collect();
            let rule = Field::new("rule", words.exclusions_rule, options(rules));
            fields.insert(0, rule.within(&id).hint(words.exclusions_rule_hint));
        }
        let refused = self.refused.filter(|refused| refused.check == check.id);
        if let Some(Refused { sent, faults, .. }) = refused {
            fields = fields.into_iter().map(|field| field.sent(sent, faults)).collect();
        }
        let (heading, act) = match exclusion {
            Some(_) => (words.exclusions_take_back, "include"),
            None => (words.exclusions_leave_out, "exclude"),
        };
        DecisionForm { heading, act, open: refused.is_some(), fields }
    }
}
