//! Where units stand with what they promised in their letters of responsibility (目标责任书).

use std::collections::{BTreeMap, BTreeSet};

use analytics::{IndexRequest, UnitSelection};
use store::Store;
use survey::display::rounded_or_dash;
use survey::table::{IndexRow, Verdict};
use survey::vouched::{ExternalResult, Goal, ResponsibilityLetter};
use survey::{Language, OVERALL, Period, UnitTree};

use super::progress::{published, verdict_of};
use super::words::{PLACES, between};
use crate::twin::verdict;
use crate::{Cut, Figures, FiguresError, Twin};

/// A goal of a letter, and where the unit stands in its year.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalRow {
    /// Code of the unit that promises.
    pub unit_code: String,
    /// Category, or `overall`.
    pub domain: String,
    /// What that is called.
    pub domain_name: String,
    /// What is promised.
    pub goal: Goal,
    /// The index of the year so far.
    pub index: Option<f64>,
    /// Its interval of 95 %.
    pub interval: Option<(f64, f64)>,
    /// Respondents.
    pub n: Option<u64>,
    /// Whether the index to reach is surely met.
    pub verdict: Option<Verdict>,
    /// Places in the whole that those above published: by whom, which, of how many.
    pub places: Vec<(String, u32, Option<u32>)>,
}

/// Where units stand with the goals of letters, goal by goal in the order of the letters. Without figures
/// nothing is known but what is promised and what those above published.
///
/// # Errors
/// When the store fails.
pub fn goals_of(
    store: &Store,
    figures: Option<&Figures>,
    letters: &[&ResponsibilityLetter],
    language: Language,
) -> Result<Vec<GoalRow>, FiguresError> {
    let indices = figures.map(|figures| indices_of(figures, letters, language)).transpose()?;
    let indices = indices.unwrap_or_default();
    let years: BTreeSet<i32> = letters.iter().map(|letter| letter.year).collect();
    let results: BTreeMap<i32, Vec<ExternalResult>> = years
        .into_iter()
        .map(|year| Ok::<_, FiguresError>((year, published(store, year)?)))
        .collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for letter in letters {
        for goal in &letter.goals {
            let index = indices.iter().find(|row| is_about(row, letter, goal));
            let results = results.get(&letter.year).into_iter().flatten();
            let own = results
                .filter(|own| own.unit == letter.unit && goal.domain == *OVERALL)
                .filter_map(|own| Some((own.issuer.to_string(), own.rank?, own.rank_total)));
            rows.push(GoalRow {
                unit_code: letter.unit.to_string(),
                domain: goal.domain.to_string(),
                domain_name: name_of(figures, goal, language),
                goal: goal.clone(),
                index: index.and_then(|row| row.index),
                interval: index.and_then(|row| row.ci_low.zip(row.ci_high)),
                n: index.and_then(|row| row.n),
                verdict: verdict_of(goal.index, index)?,
                places: own.collect(),
            });
        }
    }
    Ok(rows)
}

/// The indices of the years of letters, of the levels of their units.
fn indices_of(
    figures: &Figures,
    letters: &[&ResponsibilityLetter],
    language: Language,
) -> Result<Vec<IndexRow>, FiguresError> {
    let tree = figures.tree();
    let levels: BTreeSet<(i32, &str)> =
        letters.iter().filter_map(|letter| Some((letter.year, level_of(tree, letter)?))).collect();
    let mut rows = Vec::new();
    for (year, level) in levels {
        let request = IndexRequest {
            periods: vec![Period::Year(year)],
            units: UnitSelection::Level(level.to_owned()),
            language,
            ..IndexRequest::default()
        };
        rows.extend(figures.index_table(&Cut::default(), &request)?);
    }
    Ok(rows)
}

fn level_of<'a>(tree: &'a UnitTree, letter: &ResponsibilityLetter) -> Option<&'a str> {
    Some(tree.get(letter.unit.as_str())?.level.as_str())
}

fn is_about(row: &IndexRow, letter: &ResponsibilityLetter, goal: &Goal) -> bool {
    row.unit_code == letter.unit.as_str()
        && row.period == Period::Year(letter.year)
        && row.category == goal.domain.as_str()
}

fn name_of(figures: Option<&Figures>, goal: &Goal, language: Language) -> String {
    let domain = goal.domain.as_str();
    match figures {
        Some(figures) => figures.category_name(domain, language),
        None if domain == OVERALL => language.pick("总体", "Overall").to_owned(),
        None => domain.to_owned(),
    }
}

impl Twin {
    /// Where a unit stands with its goals, each on a line.
    pub fn of_goals(rows: &[GoalRow], language: Language) -> Self {
        let headers = language.pick(
            [
                "类别",
                "承诺得分",
                "本年得分",
                "95%区间",
                "样本",
                "是否达标",
                "承诺名次",
                "上级公布名次",
            ],
            [
                "Category",
                "Promised index",
                "Index so far",
                "95% interval",
                "n",
                "Verdict",
                "Promised place",
                "Published place",
            ],
        );
        let dash = || "—".to_owned();
        let row = |row: &GoalRow| {
            vec![
                row.domain_name.clone(),
                rounded_or_dash(row.goal.index, PLACES),
                rounded_or_dash(row.index, PLACES),
                row.interval.map_or_else(dash, |(low, high)| between(low, high)),
                row.n.map_or_else(dash, |n| n.to_string()),
                verdict(row.verdict, language),
                row.goal.rank.map_or_else(dash, |rank| promised(rank, &row.goal, language)),
                places(row, language).unwrap_or_else(dash),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            units: Vec::new(),
        }
    }
}

fn promised(rank: u32, goal: &Goal, language: Language) -> String {
    let place = place_of(rank, goal.out_of);
    match goal.field.as_deref() {
        Some(field) => language.pick(format!("{field} {place}"), format!("{place}, {field}")),
        None => place,
    }
}

fn places(row: &GoalRow, language: Language) -> Option<String> {
    let told = row.places.iter();
    let told: Vec<String> =
        told.map(|(issuer, rank, of)| format!("{issuer} {}", place_of(*rank, *of))).collect();
    (!told.is_empty()).then(|| told.join(language.pick("；", "; ")))
}

fn place_of(rank: u32, of: Option<u32>) -> String {
    of.map_or_else(|| rank.to_string(), |of| format!("{rank}/{of}"))
}
