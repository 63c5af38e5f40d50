//! What rules look at in the ledger of issues, unit by unit.

use std::collections::BTreeMap;

use analytics::AnalyticsError;
use jiff::civil::Date;
use store::{IssueHistory, Store, StoreError};
use survey::{Code, IssueLife, IssueState, Month, UnitTree};
use uuid::Uuid;

use super::{Known, ProposalRequest};
use crate::FiguresError;

/// How often each complaint came up in the period, by the first of its kind.
type Complaints = BTreeMap<(Code, Uuid), u32>;

/// Counts the issues of the units that are known, each with those below it. What came in is that of the
/// period; what is overdue is so on the day of the request, of whatever came in until the period's end.
pub(super) fn count_issues(
    store: &Store,
    tree: &UnitTree,
    level: &str,
    request: &ProposalRequest,
    known: &mut Known,
) -> Result<(), FiguresError> {
    let months = request.period.months();
    let mut complaints = Complaints::new();
    store.try_for_each_issue(request.period.last_day(), |issue| {
        let own = tree.position(issue.unit.as_str());
        let own = own.ok_or_else(|| AnalyticsError::UnknownUnit(issue.unit.to_string()))?;
        let mut above = tree.lineage(own).map(|place| &tree.units()[place]);
        let Some(unit) = above.find(|unit| unit.level.as_str() == level) else { return Ok(()) };
        let Some(facts) = known.get_mut(&unit.code) else { return Ok(()) };
        let life = life(&issue)?;
        if life.state == IssueState::Withdrawn {
            return Ok(());
        }
        facts.to_do += u32::from(life.state.awaits_work());
        if let Some(due) = life.due_on.filter(|_| life.is_overdue(request.today)) {
            facts.overdue += 1;
            facts.days_overdue = facts.days_overdue.max(days_between(due, request.today));
        }
        if months.contains(&Month::of(issue.opened_on)) {
            facts.opened += 1;
            facts.reopened += u32::from(life.reopened > 0);
            let first = issue.repeats.unwrap_or(issue.id);
            *complaints.entry((unit.code.clone(), first)).or_default() += 1;
        }
        Ok::<_, FiguresError>(())
    })?;
    for ((unit, _), times) in complaints {
        if let Some(facts) = known.get_mut(&unit) {
            facts.complaints = facts.complaints.max(times);
        }
    }
    Ok(())
}

fn days_between(from: Date, to: Date) -> u32 {
    u32::try_from((to - from).get_days()).unwrap_or(0)
}

fn life(issue: &IssueHistory) -> Result<IssueLife, StoreError> {
    IssueLife::of(&issue.steps).map_err(|refused| StoreError::Unreadable {
        what: format!("the steps of issue {}", issue.id),
        detail: refused.to_string(),
    })
}
