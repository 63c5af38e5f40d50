//! What units are to reach in a year, and how far they are: the aim, the index so far with its interval
//! and whether the aim is surely met, and beside it what those above say.

use analytics::{IndexRequest, Thresholds, UnitSelection, verdict_on};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Aim, EntryFilter, SetAim, Store};
use survey::table::{Cell, Column, ColumnKind, Flag, IndexRow, Row, Verdict};
use survey::vouched::{EntryKind, EntryState, ExternalResult, YearEntry};
use survey::{Language, OVERALL, Period, UnitTree};

use crate::{Cut, Figures, FiguresError};

/// A unit and its aim; several rows where several above published results of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ProgressRow {
    /// Unit code.
    pub unit_code: String,
    /// Unit name.
    pub unit_name: String,
    /// Calendar year.
    pub year: i32,
    /// The index to reach.
    pub target: Option<f64>,
    /// Whose aim it is: the unit's own, or that of the nearest unit above with one.
    pub target_of: Option<String>,
    /// The index of the year so far.
    pub index: Option<f64>,
    /// Lower end of its interval of 95 %.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// Respondents.
    pub n: Option<u64>,
    /// Whether the index to reach is surely met.
    pub verdict: Option<Verdict>,
    /// The place to reach among units of elsewhere.
    pub target_rank: Option<u32>,
    /// Who above published a result of the year.
    pub issuer: Option<String>,
    /// The index by that.
    pub external_score: Option<f64>,
    /// The rate by that, 0 to 1.
    pub external_rate: Option<f64>,
    /// The place by that.
    pub external_rank: Option<u32>,
    /// Of so many.
    pub external_rank_total: Option<u32>,
}

/// How far the units of a level are in a year, in the order of the tree. Results of those above are those
/// about everything that somebody else confirmed.
///
/// # Errors
/// When the level is unknown or the store fails.
pub fn progress(
    store: &Store,
    figures: &Figures,
    year: i32,
    level: &str,
    language: Language,
) -> Result<Vec<ProgressRow>, FiguresError> {
    let request = IndexRequest {
        periods: vec![Period::Year(year)],
        units: UnitSelection::Level(level.to_owned()),
        language,
        ..IndexRequest::default()
    };
    let mut indices = figures.index_table(&Cut::default(), &request)?;
    indices.retain(|row| row.category == OVERALL);
    let results = published(store, year)?;
    let aims = store.aims()?;
    let tree = figures.tree();
    let mut rows = Vec::new();
    for place in tree.at_level(level) {
        let unit = &tree.units()[place];
        let index = indices.iter().find(|row| row.unit_code == unit.code.as_str());
        let aim = aim_of(&aims, tree, place, year);
        let row = row_of(year, aim, index)?;
        let row = ProgressRow {
            unit_code: unit.code.to_string(),
            unit_name: unit.name.get(language).to_owned(),
            ..row
        };
        let own: Vec<&ExternalResult> =
            results.iter().filter(|result| result.unit == unit.code).collect();
        if own.is_empty() {
            rows.push(row);
        } else {
            rows.extend(own.into_iter().map(|result| row.clone().beside(result)));
        }
    }
    Ok(rows)
}

/// Results of those above about everything in a year that somebody else confirmed.
pub(super) fn published(store: &Store, year: i32) -> Result<Vec<ExternalResult>, FiguresError> {
    let filter = EntryFilter {
        kind: Some(EntryKind::External),
        year: Some(year),
        state: Some(EntryState::Confirmed),
        units: None,
    };
    let results = store.year_entries(&filter)?.into_iter().filter_map(|entry| match entry.entry {
        YearEntry::External(own) => Some(own),
        _ => None,
    });
    let whole = |own: &ExternalResult| own.period == Period::Year(year) && own.domain == *OVERALL;
    Ok(results.filter(whole).collect())
}

/// The aim of a unit, or of the nearest above that has one.
fn aim_of<'a>(aims: &'a [SetAim], tree: &UnitTree, place: usize, year: i32) -> Option<&'a Aim> {
    tree.lineage(place).find_map(|above| {
        let code = &tree.units()[above].code;
        let own = |set: &&SetAim| set.aim.year == year && set.aim.unit == *code;
        aims.iter().find(own).map(|set| &set.aim)
    })
}

fn row_of(
    year: i32,
    aim: Option<&Aim>,
    index: Option<&IndexRow>,
) -> Result<ProgressRow, FiguresError> {
    let target = aim.and_then(|aim| aim.index);
    Ok(ProgressRow {
        unit_code: String::new(),
        unit_name: String::new(),
        year,
        target,
        target_of: aim.map(|aim| aim.unit.to_string()),
        index: index.and_then(|row| row.index),
        ci_low: index.and_then(|row| row.ci_low),
        ci_high: index.and_then(|row| row.ci_high),
        n: index.and_then(|row| row.n),
        verdict: verdict_of(target, index)?,
        target_rank: aim.and_then(|aim| aim.place.as_ref()).map(|place| place.rank),
        issuer: None,
        external_score: None,
        external_rate: None,
        external_rank: None,
        external_rank_total: None,
    })
}

/// What is too thin for a rank is too thin for a verdict.
pub(super) fn verdict_of(
    target: Option<f64>,
    index: Option<&IndexRow>,
) -> Result<Option<Verdict>, FiguresError> {
    let usable = index.filter(|row| {
        row.n.is_some_and(|n| n >= Thresholds::default().ranked_from)
            && !matches!(row.flag, Some(Flag::Suppressed | Flag::LonelyPsu))
    });
    let Some((row, target)) = usable.zip(target) else { return Ok(None) };
    let Some(estimate) = row.index else { return Ok(None) };
    Ok(verdict_on(estimate, (row.se, row.df), target)?)
}

impl ProgressRow {
    fn beside(self, result: &ExternalResult) -> Self {
        Self {
            issuer: Some(result.issuer.to_string()),
            external_score: result.score,
            external_rate: result.rate,
            external_rank: result.rank,
            external_rank_total: result.rank_total,
            ..self
        }
    }
}

impl Row for ProgressRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        let text = |text: &Option<String>| {
            text.as_ref().map_or(Cell::Empty, |text| Cell::Text(text.clone().into()))
        };
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("year", Text, |r: &Self| Cell::Text(r.year.to_string().into())),
            Column::new("target", Number, |r: &Self| r.target.into()),
            Column::new("target_of", Text, move |r: &Self| text(&r.target_of)),
            Column::new("index", Number, |r: &Self| r.index.into()),
            Column::new("ci_low", Number, |r: &Self| r.ci_low.into()),
            Column::new("ci_high", Number, |r: &Self| r.ci_high.into()),
            Column::new("n", Count, |r: &Self| r.n.into()),
            Column::new("verdict", Text, |r: &Self| r.verdict.map_or("", Verdict::as_str).into()),
            Column::new("target_rank", Count, |r: &Self| r.target_rank.into()),
            Column::new("issuer", Text, move |r: &Self| text(&r.issuer)),
            Column::new("external_score", Number, |r: &Self| r.external_score.into()),
            Column::new("external_rate", Number, |r: &Self| r.external_rate.into()),
            Column::new("external_rank", Count, |r: &Self| r.external_rank.into()),
            Column::new("external_rank_total", Count, |r: &Self| r.external_rank_total.into()),
        ]
    }
}
