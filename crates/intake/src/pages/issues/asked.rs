//! Which issues the list is asked for.

use jiff::ToSpan;
use jiff::civil::Date;
use store::{IssueFilter, LedgerPage};
use survey::{Channel, Code, IssueState, Right};

use super::named;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::issues::{OPEN, states_of, units};
use crate::locale::LANG;
use crate::pages::address::Query;
use crate::pages::case::list::noted;
use crate::pages::field::{choice, choose};
use crate::pages::names::Names;
use crate::pages::turning::{PAGE, Turning};
use crate::pages::view::{Choice, Select};
use crate::problem::Fault;
use crate::query::Params;
use crate::words::{Words, fill};

/// Everything that is not withdrawn.
const ALL: &str = "all";

/// What stands in the address.
pub(super) struct Asked {
    /// As it was written: a code or a name.
    pub(super) unit: String,
    state: String,
    states: Vec<IssueState>,
    overdue: bool,
    channel: Option<Channel>,
    category: Option<Code>,
    /// Older than so many days.
    age: Option<i32>,
    pub(super) page: usize,
    pub(super) faults: Vec<Fault>,
}

impl Asked {
    pub(super) const NAMES: [&'static str; 8] =
        ["unit", "state", "overdue", "channel", "category", "age", PAGE, LANG];

    pub(super) fn read(params: &mut Params) -> Self {
        let state = params.text("state").unwrap_or(OPEN).to_owned();
        let states = |text: &str| if text == ALL { Ok(Vec::new()) } else { states_of(text) };
        let parsed = params.parsed("state", states);
        let ages = LedgerPage::AGES.map(|days| (days.to_string(), days));
        let ages: Vec<(&str, i32)> =
            ages.iter().map(|(text, days)| (text.as_str(), *days)).collect();
        let open = || IssueState::ALL.into_iter().filter(|state| state.is_open()).collect();
        Self {
            unit: params.text("unit").unwrap_or_default().trim().to_owned(),
            states: parsed.unwrap_or_else(open),
            state,
            overdue: params.choice("overdue", &[("true", true), ("false", false)]).unwrap_or(false),
            channel: params.parsed("channel", str::parse),
            category: params.parsed("category", str::parse),
            age: params.choice("age", &ages),
            page: Turning::asked(params),
            faults: params.faults().to_vec(),
        }
    }

    /// What the store is asked for, within the reader's reach. Where a unit lies elsewhere that is put on
    /// record, and nothing is asked.
    pub(super) fn filter(
        &mut self,
        state: &State,
        actor: &Actor,
        names: &Names,
        today: Date,
    ) -> Result<Option<IssueFilter>, HttpError> {
        let unit = names.unit_asked(&self.unit, &mut self.faults);
        let units = units(state, &actor.scope(Right::ReadIssues), unit);
        let Some(units) = noted(units, &mut self.faults)?.filter(|_| self.faults.is_empty()) else {
            return Ok(None);
        };
        Ok(Some(IssueFilter {
            units,
            states: self.states.clone(),
            overdue_on: self.overdue.then_some(today),
            channel: self.channel,
            category: self.category.clone(),
            opened_from: None,
            opened_before: self.age.map(|days| today.saturating_sub(i64::from(days).days())),
        }))
    }

    /// The choices as they stand in addresses.
    pub(super) fn query(&self) -> Query {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Query::default()
            .with("unit", said(&self.unit))
            .with("state", said(&self.state).filter(|state| state != OPEN))
            .with("overdue", self.overdue.then_some("true"))
            .with("channel", self.channel)
            .with("category", self.category.as_ref())
            .with("age", self.age)
    }

    pub(super) fn selects(&self, names: &Names, words: &'static Words) -> Vec<Select> {
        let mut selects = vec![
            Select::plain("state", words.issues_state, states_offered(words)),
            Select::plain(
                "overdue",
                words.issues_due_choice,
                vec![choice("", words.issues_due_any), choice("true", words.issues_due_overdue)],
            ),
        ];
        let channels =
            Channel::ALL.map(|known| choice(known.as_str(), named::channel(known, words)));
        let any = |text| std::iter::once(choice("", text));
        let channels = any(words.issues_channel_any).chain(channels).collect();
        selects.push(Select::plain("channel", words.issues_channel, channels));
        let categories = names
            .categories()
            .into_iter()
            .map(|category| choice(category.code.as_str(), category.name.get(names.language)));
        let categories = any(words.bench_every_category).chain(categories).collect();
        selects.push(Select::plain("category", words.category, categories));
        let ages = LedgerPage::AGES
            .map(|days| choice(days.to_string(), fill(words.issues_age_over, "n", &days)));
        let ages = any(words.issues_age_any).chain(ages).collect();
        selects.push(Select::plain("age", words.issues_age, ages));
        for select in &mut selects {
            choose(&mut select.groups, &self.value(select.name));
        }
        selects
    }

    /// What is chosen of a select.
    fn value(&self, name: &str) -> String {
        match name {
            "state" => self.state.clone(),
            "overdue" => if self.overdue { "true" } else { "" }.to_owned(),
            "channel" => self.channel.map(|channel| channel.to_string()).unwrap_or_default(),
            "category" => self.category.as_ref().map(ToString::to_string).unwrap_or_default(),
            "age" => self.age.map(|days| days.to_string()).unwrap_or_default(),
            _ => String::new(),
        }
    }
}

fn states_offered(words: &'static Words) -> Vec<Choice> {
    let states = IssueState::ALL.map(|state| choice(state.as_str(), named::state(state, words)));
    [choice(OPEN, words.issues_state_open), choice(ALL, words.issues_state_all)]
        .into_iter()
        .chain(states)
        .collect()
}
