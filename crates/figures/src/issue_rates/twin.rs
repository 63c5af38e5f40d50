//! Rates of the ledger for reading: a line for each unit, period and category, and what each rate is a
//! share of beside it.

use std::collections::BTreeMap;

use store::Store;
use survey::display::{percent, rounded_or_dash};
use survey::issue::rates::IssueRate;
use survey::table::{IssueFunnelRow, IssueRateRow};
use survey::{Code, Language, OVERALL};

use crate::twin::place;
use crate::words::issue_rate_name;
use crate::{FiguresError, Twin};

/// What stands for a share of nothing.
const NOTHING: &str = "—";

/// What categories are called, by code, as the newest questionnaire that has them words them.
///
/// # Errors
/// When the store fails.
pub fn category_names(
    store: &Store,
    language: Language,
) -> Result<BTreeMap<Code, String>, FiguresError> {
    let questionnaires = store.questionnaires()?;
    let categories = questionnaires.into_iter().flat_map(|form| form.scheme.categories);
    Ok(categories.map(|category| (category.code, category.name.get(language).to_owned())).collect())
}

impl Twin {
    /// Rates for reading. Where few issues stand behind one, its interval stands beside it.
    pub fn of_issue_rates(
        rows: &[IssueRateRow],
        categories: &BTreeMap<Code, String>,
        language: Language,
    ) -> Self {
        let measures: Vec<IssueRate> = IssueRate::ALL
            .into_iter()
            .filter(|measure| rows.iter().any(|row| row.measure == *measure))
            .collect();
        let heads = language.pick(["单位", "时期", "类别"], ["Unit", "Period", "Category"]);
        let names = measures.iter().map(|measure| issue_rate_name(*measure, language));
        let same = |a: &IssueRateRow, b: &IssueRateRow| {
            (&a.unit_code, a.period, &a.category) == (&b.unit_code, b.period, &b.category)
        };
        let line = |of: &[IssueRateRow]| {
            let first = &of[0];
            let category = category_name(&first.category, categories, language);
            let own = [first.unit_name.to_string(), first.period.to_string(), category];
            let rates = measures.iter().map(|measure| {
                let row = of.iter().find(|row| row.measure == *measure);
                row.map_or_else(|| NOTHING.to_owned(), |row| rate(row, language))
            });
            own.into_iter().chain(rates).collect()
        };
        let lines = || rows.chunk_by(same);
        Self {
            headers: heads.into_iter().chain(names).map(str::to_owned).collect(),
            rows: lines().map(line).collect(),
            units: lines().map(|of| of[0].unit_code.to_string()).collect(),
        }
    }

    /// The funnel of a rate for reading.
    pub fn of_issue_funnel(rows: &[IssueFunnelRow], language: Language) -> Self {
        let headers = language.pick(
            ["单位", "比率", "合计比率", "z", "95%界线", "99.8%界线", "判断"],
            ["Unit", "Rate", "All together", "z", "95% limits", "99.8% limits", "Place"],
        );
        let share = |share: Option<f64>| {
            share.map_or_else(|| NOTHING.to_owned(), |share| percent(share, 1))
        };
        let row = |row: &IssueFunnelRow| {
            vec![
                row.rate.unit_name.to_string(),
                rate(&row.rate, language),
                share(row.pooled_share),
                rounded_or_dash(row.z, 2),
                interval(row.inner_low, row.inner_high),
                interval(row.outer_low, row.outer_high),
                place(row.place, language).to_owned(),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            units: rows.iter().map(|row| row.rate.unit_code.to_string()).collect(),
        }
    }
}

fn category_name(code: &str, names: &BTreeMap<Code, String>, language: Language) -> String {
    if code == OVERALL {
        return language.pick("总体", "Overall").to_owned();
    }
    let known = names.iter().find(|(known, _)| **known == *code);
    known.map_or_else(|| code.to_owned(), |(_, name)| name.clone())
}

/// A rate and what it is of; with few behind it, how sure it is.
fn rate(row: &IssueRateRow, language: Language) -> String {
    let Some(share) = row.share else { return NOTHING.to_owned() };
    let mut of = format!("{}/{}", row.numerator, row.denominator);
    if row.flag.is_some() {
        of += language.pick("，", ", ");
        of += &interval(row.share_low, row.share_high);
    }
    let share = percent(share, 1);
    language.pick(format!("{share}（{of}）"), format!("{share} ({of})"))
}

/// A share ends at 0 and 1, and so does what is shown of its limits.
fn interval(low: Option<f64>, high: Option<f64>) -> String {
    let (Some(low), Some(high)) = (low, high) else { return NOTHING.to_owned() };
    format!("{}–{}", percent(low.max(0.0), 1), percent(high.min(1.0), 1))
}
