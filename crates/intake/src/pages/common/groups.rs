//! Groups of issues that are alike, each with what makes it one, and a form that makes a common issue of it.

use jiff::Timestamp;
use store::Issue;
use survey::common::{GroupBasis, IssueGroup};
use survey::round::in_china;
use survey::{Code, Period, Right};

use super::making::Refused;
use super::view::{GroupView, Proposals};
use crate::State;
use crate::auth::Actor;
use crate::common::{Search, proposed};
use crate::error::HttpError;
use crate::issues::usual_period;
use crate::pages::address::Query;
use crate::pages::case::list::noted;
use crate::pages::field::{Field, Kind};
use crate::pages::issues::list::{address, what};
use crate::pages::names::{Names, units_offered};
use crate::pages::turning::Turning;
use crate::problem::Fault;
use crate::query::Params;
use crate::words::{Words, fill};

/// As many groups as one reads at a time.
const GROUPS: usize = 20;
/// As many units as a group names.
const UNITS: usize = 6;
/// As many issues as a group shows.
const EXAMPLES: usize = 3;

/// What stands in the address.
pub(super) struct Asked {
    pub(super) period: Option<Period>,
    /// As it was written: a code or a name.
    pub(super) unit: String,
    pub(super) page: usize,
    pub(super) faults: Vec<Fault>,
}

impl Asked {
    pub(super) fn read(params: &mut Params) -> Self {
        let period = params.parsed("period", str::parse);
        let unit = params.text("unit").unwrap_or_default().trim().to_owned();
        let page = Turning::asked(params);
        Self { period, unit, page, faults: params.faults().to_vec() }
    }

    pub(super) fn query(&self) -> Query {
        let unit = Some(self.unit.clone()).filter(|unit| !unit.is_empty());
        Query::default().with("period", self.period).with("unit", unit)
    }

    /// What is looked for; nothing where the unit is unknown.
    pub(super) fn search(&self, period: Period, names: &Names) -> Option<Search> {
        let unit = names.unit_of(&self.unit);
        let known = self.unit.is_empty() || unit.is_some();
        known.then(|| Search { period: Some(period), unit, ..Search::default() })
    }

    /// The period that is asked for, or the one with the newest issues.
    pub(super) fn period(&self, state: &State, actor: &Actor) -> Result<Period, HttpError> {
        let today = in_china(Timestamp::now()).date();
        let usual = || usual_period(state, &actor.scope(Right::JudgeIssues), today);
        self.period.map_or_else(usual, Ok)
    }
}

pub(super) fn proposals(
    state: &State,
    actor: &Actor,
    names: &Names,
    asked: &Asked,
    refused: Option<&Refused>,
    root: &str,
    faults: &mut Vec<Fault>,
) -> Result<Proposals, HttpError> {
    let words = Words::of(names.language);
    let rules = Search::default().rules;
    let mut groups = Vec::new();
    let period = asked.period(state, actor)?;
    names.unit_asked(&asked.unit, faults);
    if let Some(search) = asked.search(period, names).filter(|_| faults.is_empty()) {
        groups = noted(proposed(state, actor, search), faults)?.unwrap_or_default();
    }
    let more = groups.len().saturating_sub(GROUPS);
    groups.truncate(GROUPS);
    let mut shown = Vec::with_capacity(groups.len());
    for group in &groups {
        let within = names.unit_of(&asked.unit).or_else(|| top(names, group));
        let issues = examples(state, group)?;
        shown.push(view(group, &issues, within, names, refused, root));
    }
    let hint = fill(words.common_groups_hint, "n", &rules.similarity);
    let hint = fill(&hint, "k", &rules.least_issues);
    Ok(Proposals {
        period: period.to_string(),
        unit: asked.unit.clone(),
        units: units_offered(state, actor, Right::JudgeIssues, names)?,
        hint: fill(&hint, "u", &rules.least_units),
        groups: shown,
        more: if more == 0 { String::new() } else { fill(words.common_groups_more, "n", &more) },
    })
}

/// The lowest unit that all of a group lie within.
fn top(names: &Names, group: &IssueGroup) -> Option<Code> {
    let lineage = |unit: &Code| -> Vec<usize> {
        let place = names.units.position(unit.as_str());
        place.into_iter().flat_map(|place| names.units.lineage(place)).collect()
    };
    let mut common = lineage(&group.units.first()?.unit);
    for of in &group.units {
        let other = lineage(&of.unit);
        common.retain(|place| other.contains(place));
    }
    common.first().map(|place| names.units.units()[*place].code.clone())
}

fn examples(state: &State, group: &IssueGroup) -> Result<Vec<Issue>, HttpError> {
    let mut issues = Vec::new();
    for id in group.issues.iter().take(EXAMPLES) {
        issues.extend(state.store().issue(*id)?.map(|record| record.issue));
    }
    Ok(issues)
}

fn view(
    group: &IssueGroup,
    examples: &[Issue],
    within: Option<Code>,
    names: &Names,
    refused: Option<&Refused>,
    root: &str,
) -> GroupView {
    let words = Words::of(names.language);
    let reason = group.reason.as_ref().map(|reason| names.reason(&group.category, reason));
    let about = reason.or_else(|| group.question.as_ref().map(|question| names.question(question)));
    let category = names.category(&group.category);
    let basis = match group.basis {
        GroupBasis::Words => fill(words.common_by_words, "n", &group.similarity.unwrap_or(0)),
        GroupBasis::Reason => words.common_by_reason.to_owned(),
        GroupBasis::Question => words.common_by_question.to_owned(),
    };
    let first = group.issues.first().map(ToString::to_string).unwrap_or_default();
    let own = refused.filter(|refused| refused.first == first);
    let title = group.words.first().map(|shared| shared.word.clone()).or_else(|| about.clone());
    let within = within.map(|unit| unit.to_string()).unwrap_or_default();
    let fields = fields(title.unwrap_or_default(), within, words).into_iter().map(|field| {
        let field = field.within(&format!("make-{first}"));
        match own {
            Some(own) => field.sent(&own.sent, &own.faults),
            None => field,
        }
    });
    GroupView {
        heading: [Some(category), about].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        size: sized(group, words),
        basis,
        words: group
            .words
            .iter()
            .map(|shared| fill(&fill(words.common_word, "w", &shared.word), "n", &shared.issues))
            .collect(),
        units: units(group, names),
        examples: examples
            .iter()
            .map(|issue| (address(issue.id, root), what(issue, names)))
            .collect(),
        fields: fields.collect(),
        open: own.is_some(),
        issues: group.issues.len(),
        first,
    }
}

fn sized(group: &IssueGroup, words: &Words) -> String {
    fill(&fill(words.common_group_size, "n", &group.issues.len()), "k", &group.units.len())
}

fn units(group: &IssueGroup, names: &Names) -> String {
    let words = Words::of(names.language);
    let told = group
        .units
        .iter()
        .take(UNITS)
        .map(|of| fill(&fill(words.common_unit, "u", &names.unit(&of.unit)), "n", &of.issues));
    let mut told: Vec<String> = told.collect();
    let more = group.units.len().saturating_sub(UNITS);
    if more > 0 {
        told.push(fill(words.common_units_more, "n", &more));
    }
    told.join(names.language.pick("、", ", "))
}

fn fields(title: String, unit: String, words: &'static Words) -> [Field; 3] {
    [
        Field::new("title", words.common_title, Kind::Line).valued(title),
        Field::new("within", words.common_within, Kind::Unit)
            .valued(unit)
            .hint(words.common_unit_hint),
        Field::new("look_for", words.common_look_for, Kind::Area).hint(words.common_look_for_hint),
    ]
}
