//! What is open in the ledger of issues, for a unit and all below it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use store::{IssueCount, Store};
use survey::{Code, UnitTree};

use crate::{Figures, FiguresError};

/// Open issues of a unit and all below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenIssues {
    /// How many.
    pub open: u64,
    /// Of them, how many are overdue.
    pub overdue: u64,
    /// Day on which the oldest came to light.
    pub oldest: Option<Date>,
    /// By category, most first.
    pub categories: Vec<CategoryIssues>,
}

/// Open issues of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryIssues {
    /// Code of the category.
    pub category: Code,
    /// How many.
    pub open: u64,
    /// Of them, how many are overdue.
    pub overdue: u64,
    /// Day on which the oldest came to light.
    pub oldest: Date,
}

/// What is open on a day of the rounds that figures are of, and of their categories by other channels, in
/// a unit and below, or in all units in sight.
///
/// # Errors
/// When the store fails.
pub fn open_issues(
    store: &Store,
    figures: &Figures,
    unit: Option<&str>,
    within: Option<&[Code]>,
    today: Date,
) -> Result<OpenIssues, FiguresError> {
    let rounds: Vec<Code> = figures.rounds(store)?.into_iter().map(|round| round.code).collect();
    let scheme = &figures.questionnaire().scheme;
    let categories: Vec<Code> = scheme.categories.iter().map(|known| known.code.clone()).collect();
    let counts = store.open_issues(&rounds, &categories, today)?;
    let tree = figures.tree();
    let counted = counts.into_iter().filter(|count| {
        let Some(place) = tree.position(count.unit.as_str()) else { return false };
        let is_below = |above: &str| is_within(tree, place, |code| code == above);
        unit.is_none_or(is_below)
            && within.is_none_or(|units| {
                is_within(tree, place, |code| units.iter().any(|unit| unit == code))
            })
    });
    Ok(together(counted))
}

fn is_within(tree: &UnitTree, place: usize, known: impl Fn(&str) -> bool) -> bool {
    tree.lineage(place).any(|above| known(tree.units()[above].code.as_str()))
}

fn together(counts: impl Iterator<Item = IssueCount>) -> OpenIssues {
    let mut by_category: BTreeMap<Code, CategoryIssues> = BTreeMap::new();
    for count in counts {
        let category = count.category.clone();
        let none = CategoryIssues { category, open: 0, overdue: 0, oldest: count.oldest };
        let of = by_category.entry(count.category).or_insert(none);
        of.open += count.open;
        of.overdue += count.overdue;
        of.oldest = of.oldest.min(count.oldest);
    }
    let mut categories: Vec<_> = by_category.into_values().collect();
    categories.sort_by_key(|of| std::cmp::Reverse(of.open));
    OpenIssues {
        open: categories.iter().map(|of| of.open).sum(),
        overdue: categories.iter().map(|of| of.overdue).sum(),
        oldest: categories.iter().map(|of| of.oldest).min(),
        categories,
    }
}
