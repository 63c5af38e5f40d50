//! Rules of supervision → the orders that they propose, each with the figures that it rests on.
//!
//! Whether a rule is met is for [`survey::supervision::Condition`] to say; here it is told what is known of
//! each unit. Nothing is stored: a person looks at what is proposed first.

mod issues;
mod words;

use std::collections::BTreeMap;

use analytics::UnitSelection;
use jiff::civil::Date;
use store::Store;
use survey::supervision::{Condition, Figure, Found, Ground, NewOrder, TierFacts, UnitFacts};
use survey::table::{IssueRateRow, RankingRow};
use survey::{Code, Language, OVERALL, Period};

use self::issues::count_issues;
use crate::{Cut, Figures, FiguresError, IssueRateRequest, issue_rates};

pub use words::{condition_text, found_text};

/// What rules are to look at.
#[derive(Debug, Clone)]
pub struct ProposalRequest {
    /// The period.
    pub period: Period,
    /// Level of the units; the usual one without.
    pub level: Option<String>,
    /// Units that may be given orders, with all below them; all without.
    pub within: Option<Vec<Code>>,
    /// The day as of which it is told what is overdue.
    pub today: Date,
}

/// What is known of the units of a level, by code.
type Known = BTreeMap<Code, UnitFacts>;

/// The orders that the rules in force propose, unit by unit, and rule by rule.
///
/// # Errors
/// [`FiguresError::NoSupervisionRules`] when no rules are in force; when the level is unknown, or the store
/// fails.
pub fn proposed_orders(
    store: &Store,
    figures: &Figures,
    request: &ProposalRequest,
) -> Result<Vec<NewOrder>, FiguresError> {
    let in_force = store.supervision_rules()?;
    if in_force.rules.rules.is_empty() {
        return Err(FiguresError::NoSupervisionRules);
    }
    let periods = in_force.rules.rules.iter().filter_map(|rule| match rule.when {
        Condition::BottomTier { periods } => Some(periods),
        _ => None,
    });
    let known = figures.facts(store, request, periods.max().unwrap_or(1))?;
    let proposed = known.iter().flat_map(|(unit, facts)| {
        in_force.rules.rules.iter().filter_map(|rule| {
            let found = rule.when.found(request.period, facts)?;
            let (unit, period, version) = (unit.clone(), request.period, in_force.version);
            let (rule, when) = (rule.code.clone(), rule.when.clone());
            Some(NewOrder { unit, period, ground: Ground::Rule { rule, version, when, found } })
        })
    });
    Ok(proposed.collect())
}

impl Figures {
    fn facts(
        &self,
        store: &Store,
        request: &ProposalRequest,
        periods: u32,
    ) -> Result<Known, FiguresError> {
        let cut = Cut { level: request.level.clone(), ..Cut::default() };
        let level = self.level_of(&cut).unwrap_or_default();
        let ledger = issue_rates(
            store,
            &IssueRateRequest {
                periods: vec![request.period],
                units: UnitSelection::Level(level.clone()),
                within: request.within.clone(),
                category: Some(OVERALL.to_owned()),
                measure: None,
                today: request.today,
                language: Language::default(),
            },
        )?;
        let mut known = Known::new();
        for row in &ledger {
            let unit = self.tree.get(&row.unit_code).map(|unit| unit.code.clone());
            let Some(unit) = unit else { continue };
            let facts = known.entry(unit).or_default();
            facts.ledger_rates.extend(ledger_rate(row).map(|found| (row.measure, found)));
        }
        count_issues(store, &self.tree, &level, request, &mut known)?;
        self.add_places(&Cut { level: Some(level), ..cut }, request.period, periods, &mut known)?;
        Ok(known)
    }

    /// Places of the period and those before it, as long as there are interviews.
    fn add_places(
        &self,
        cut: &Cut,
        newest: Period,
        periods: u32,
        known: &mut Known,
    ) -> Result<(), FiguresError> {
        let there = self.periods(&Cut::default(), newest.kind());
        let mut period = newest;
        for back in 0..periods {
            if !there.contains(&period) {
                break;
            }
            let field = self.field(&Cut { period: Some(period), ..cut.clone() })?;
            for row in &field.rows {
                let Some(facts) = known.get_mut(row.estimate.unit_code.as_str()) else { continue };
                if back == 0 {
                    facts.satisfaction = satisfaction(row);
                }
                // Without a place in between, what lies before is not in a row.
                if usize::try_from(back).is_ok_and(|back| facts.tiers.len() == back) {
                    facts.tiers.extend(place(row, field.tiers));
                }
            }
            period = period.previous();
        }
        Ok(())
    }
}

fn place(row: &RankingRow, tiers: u32) -> Option<TierFacts> {
    let estimate = &row.estimate;
    let index = Found {
        figure: Figure::Index,
        period: estimate.period,
        value: estimate.index?,
        of: estimate.n,
        low: estimate.ci_low,
        high: estimate.ci_high,
    };
    Some(TierFacts { period: estimate.period, tier: row.tier?, tiers, index })
}

fn satisfaction(row: &RankingRow) -> Option<Found> {
    let estimate = &row.estimate;
    Some(Found {
        figure: Figure::SatisfactionRate,
        period: estimate.period,
        value: estimate.rate?,
        of: estimate.n,
        low: estimate.rate_ci_low,
        high: estimate.rate_ci_high,
    })
}

fn ledger_rate(row: &IssueRateRow) -> Option<Found> {
    Some(Found {
        figure: Figure::LedgerRate,
        period: row.period,
        value: row.share?,
        of: Some(row.denominator),
        low: row.share_low,
        high: row.share_high,
    })
}
