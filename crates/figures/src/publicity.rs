//! How much was told to the public, by month and unit. Counts are information, and no score.

use std::collections::BTreeMap;

use store::{PublicityFilter, Store};
use survey::table::PublicityCount;
use survey::{Language, Period, PublicityKind};

use crate::{FiguresError, Twin};

/// Entries of the log by month, the newest first, and unit; each unit for itself.
///
/// # Errors
/// When the store fails.
pub fn publicity_counts(
    store: &Store,
    filter: &PublicityFilter,
    language: Language,
) -> Result<Vec<PublicityCount>, FiguresError> {
    let tree = store.unit_tree()?;
    let mut rows: Vec<PublicityCount> = Vec::new();
    for tally in store.publicity_tallies(filter)? {
        let month = Period::Month(tally.month);
        let same =
            |row: &PublicityCount| row.month == month && tally.unit == *row.unit_code.as_str();
        if !rows.last().is_some_and(same) {
            let unit = tree.get(tally.unit.as_str());
            let name = unit.map_or(tally.unit.as_str(), |unit| unit.name.get(language));
            rows.push(PublicityCount {
                month,
                unit_code: tally.unit.as_str().into(),
                unit_name: name.into(),
                good_news: 0,
                exposures: 0,
            });
        }
        let Some(row) = rows.last_mut() else { continue };
        match tally.kind {
            PublicityKind::GoodNews => row.good_news += tally.entries,
            PublicityKind::Exposure => row.exposures += tally.entries,
        }
    }
    Ok(rows)
}

impl Twin {
    /// Counts for reading, with what all of them come to in a month at its end.
    pub fn of_publicity(rows: &[PublicityCount], language: Language) -> Self {
        let headers = language.pick(
            ["月份", "单位", "正面报道", "反面曝光"],
            ["Month", "Unit", "Good news", "Exposures"],
        );
        let mut months: BTreeMap<Period, (u64, u64)> = BTreeMap::new();
        for row in rows {
            let (good, bad) = months.entry(row.month).or_default();
            *good += row.good_news;
            *bad += row.exposures;
        }
        let line = |month: Period, name: &str, good: u64, bad: u64| {
            vec![month.to_string(), name.to_owned(), good.to_string(), bad.to_string()]
        };
        let mut twin = Self { headers: headers.map(str::to_owned).to_vec(), ..Self::default() };
        for of in rows.chunk_by(|a, b| a.month == b.month) {
            for row in of {
                twin.rows.push(line(row.month, &row.unit_name, row.good_news, row.exposures));
            }
            let (good, bad) = months.get(&of[0].month).copied().unwrap_or_default();
            twin.rows.push(line(of[0].month, language.pick("合计", "Together"), good, bad));
        }
        twin
    }
}
