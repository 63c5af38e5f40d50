//! What the pages of leaders share: figures in large letters, in words.

use figures::{
    Coverage, FieldworkRow, Figures, OpenIssues, Standing, level_name, open_issues, response_rate,
};
use store::{OrderCounts, OrderFilter};
use survey::display::{count_or_dash, rounded};
use survey::table::Verdict;
use survey::{Code, Period, Right, Scope};

use super::address::Query;
use super::asking::Asked;
use super::view::{Link, Tile};
use crate::State;
use crate::error::HttpError;
use crate::words::{Words, fill};

/// What stands beside the figures, as far as the reader may see it.
pub(super) struct Besides {
    response: Response,
    pub(super) issues: Option<OpenIssues>,
    orders: Option<OrderCounts>,
}

/// How many of those who were to be asked answered.
enum Response {
    /// Not for this reader, or of no single unit.
    Hidden,
    /// There is no fieldwork of the period.
    NoCases,
    Counted(Box<FieldworkRow>),
}

impl Besides {
    /// What stands beside the figures of a unit, or of all that are in sight.
    pub(super) fn load(
        state: &State,
        asked: &Asked,
        figures: &Figures,
        unit: Option<&str>,
    ) -> Result<Self, HttpError> {
        let (store, cut) = (state.store(), &asked.question.cut);
        let issues = within(asked.scope(Right::ReadIssues), |units| {
            Ok(open_issues(store, figures, unit, units, asked.today)?)
        })?;
        let response = within(asked.scope(Right::ReadFieldwork), |units| {
            let Some(about) = cut.period.zip(unit) else { return Ok(Response::Hidden) };
            let row = response_rate(store, figures, about, units, cut.language)?;
            Ok(row.map_or(Response::NoCases, |row| Response::Counted(Box::new(row))))
        })?;
        let orders = orders_of(state, asked, unit)?;
        Ok(Self { response: response.unwrap_or(Response::Hidden), issues, orders })
    }

    pub(super) fn tiles(&self, asked: &Asked) -> Vec<Tile> {
        let response = self.response.tile(asked.words());
        let issues = self.issues.as_ref().map(|issues| issues_tile(issues, asked));
        let orders = self.orders.map(|counts| orders_tile(counts, asked.words()));
        response.into_iter().chain(issues).chain(orders).collect()
    }
}

/// Supervision orders of a unit and below, or of all that are in sight; nothing where none may be read.
fn orders_of(
    state: &State,
    asked: &Asked,
    unit: Option<&str>,
) -> Result<Option<OrderCounts>, HttpError> {
    let (store, reference) = (state.store(), state.reference());
    let scope = asked.scope(Right::ReadOrders);
    let below = match unit.map(str::parse::<Code>) {
        Some(Ok(unit)) if reference.covers(store, &scope, unit.as_str())? => {
            Scope::Units(vec![unit])
        }
        Some(_) => Scope::Nothing,
        None => scope,
    };
    if below == Scope::Nothing {
        return Ok(None);
    }
    let units = reference.units_within(store, &below)?;
    let filter = OrderFilter { units, ..OrderFilter::default() };
    Ok(Some(store.order_counts(&filter, asked.today)?))
}

fn orders_tile(counts: OrderCounts, words: &Words) -> Tile {
    let note = match (counts.open, counts.overdue) {
        (_, overdue) if overdue > 0 => fill(words.orders_overview_overdue, "n", &overdue),
        (0, _) => words.orders_overview_none.to_owned(),
        _ => String::new(),
    };
    Tile::new(words.orders_overview, counts.open.to_string(), note)
}

/// What can be read within a scope, of all units where none are named; nothing where nothing can.
fn within<T>(
    scope: Scope,
    read: impl FnOnce(Option<&[Code]>) -> Result<T, HttpError>,
) -> Result<Option<T>, HttpError> {
    match scope {
        Scope::Nothing => Ok(None),
        Scope::Everything => read(None).map(Some),
        Scope::Units(units) => read(Some(&units)).map(Some),
    }
}

fn score(value: f64) -> String {
    rounded(value, 2)
}

fn share(value: f64) -> String {
    format!("{}%", rounded(value * 100.0, 1))
}

fn signed(points: f64) -> String {
    let sign = if points > 0.0 { "+" } else { "" };
    format!("{sign}{}", score(points))
}

/// Index, change, rate and what is lacking of the target, of one unit.
pub(super) fn standing_tiles(standing: &Standing, label: String, words: &Words) -> Vec<Tile> {
    let row = &standing.row;
    let estimate = &row.estimate;
    let interval = |low: Option<f64>, high: Option<f64>, show: fn(f64) -> String| {
        let ends = low.zip(high);
        ends.map(|(low, high)| format!("{} {}–{}", words.interval, show(low), show(high)))
            .unwrap_or_default()
    };
    let or_dash =
        |value: Option<f64>, show: fn(f64) -> String| value.map_or_else(|| "—".to_owned(), show);
    let flag = estimate.flag.map(|flag| figures::flag_name(flag, words.language));
    let mut index_note = interval(estimate.ci_low, estimate.ci_high, score);
    if let Some(flag) = flag {
        index_note =
            if index_note.is_empty() { flag.to_owned() } else { format!("{index_note} · {flag}") };
    }
    let changed = match standing.has_changed() {
        Some(true) => words.overview_real,
        Some(false) => words.overview_noise,
        None => words.overview_new,
    };
    let mut tiles = vec![
        Tile::new(label, or_dash(estimate.index, score), index_note),
        Tile::new(words.overview_change, or_dash(row.change, signed), changed),
        Tile::new(
            words.rate,
            or_dash(estimate.rate, share),
            interval(estimate.rate_ci_low, estimate.rate_ci_high, share),
        ),
    ];
    if let (Some(target), Some(verdict)) = (row.target, standing.verdict()) {
        let verdict = match verdict {
            Verdict::Met => words.overview_met,
            Verdict::NotMet => words.overview_not_met,
            Verdict::Undetermined => words.overview_undetermined,
        };
        let label = fill(words.overview_target, "n", &target);
        tiles.push(Tile::new(label, or_dash(standing.gap(), signed), verdict));
    }
    tiles
}

/// The range of ranks that the data allow, and the tier.
pub(super) fn rank_tile(standing: &Standing, level: &str, words: &Words) -> Tile {
    let (row, ranked) = (&standing.row, standing.ranked);
    let (Some(low), Some(high)) = (row.rank_low, row.rank_high) else {
        return Tile::new(words.unit_rank, "—", words.unit_no_rank);
    };
    // One alone is the first of nobody.
    if ranked < 2 {
        return Tile::new(words.unit_rank, "—", words.unit_alone);
    }
    let range = if low == high { low.to_string() } else { format!("{low}–{high}") };
    let tier = row.tier.map_or_else(|| "—".to_owned(), |tier| tier.to_string());
    // The first of one tier is no honour.
    let note = if standing.tiers == 1 { words.unit_one_tier } else { words.unit_rank_of };
    let note = fill(note, "n", &ranked);
    let note = fill(&fill(&note, "level", &level), "k", &tier);
    Tile::new(words.unit_rank, range, note)
}

/// Who took part.
pub(super) fn coverage_tile(coverage: Coverage, level: &str, words: &Words) -> Tile {
    let note = fill(words.overview_units, "n", &coverage.units);
    let note = fill(&fill(&note, "level", &level), "k", &coverage.unranked);
    Tile::new(words.overview_coverage, count_or_dash(coverage.interviews), note)
}

impl Response {
    fn tile(&self, words: &Words) -> Option<Tile> {
        let counted = match self {
            Self::Hidden => return None,
            Self::NoCases => None,
            Self::Counted(row) => row.response_rate.map(|rate| (row, rate)),
        };
        let Some((row, rate)) = counted else {
            return Some(Tile::new(words.overview_response, "—", words.overview_no_cases));
        };
        let note = fill(words.overview_response_of, "n", &row.base());
        Some(Tile::new(words.overview_response, share(rate), fill(&note, "k", &row.complete)))
    }
}

/// What is open in the ledger, how much of it is overdue, and how old the oldest is.
/// Where the open and the overdue issues of a unit are listed, of all where none is named.
pub(super) fn ways_to_issues(unit: Option<&str>, words: &Words) -> [(String, &'static str); 2] {
    let open = Query::default().with("unit", unit);
    let overdue = open.clone().with("overdue", Some(true));
    [
        (open.after("issues"), words.issues_open_link),
        (overdue.after("issues"), words.issues_overdue_link),
    ]
}

fn issues_tile(issues: &OpenIssues, asked: &Asked) -> Tile {
    let words = asked.words();
    let note = match issues.oldest {
        Some(oldest) => {
            let days = asked.today.duration_since(oldest).as_hours() / 24;
            let note = fill(words.overview_oldest, "k", &issues.overdue);
            fill(&fill(&note, "day", &oldest), "n", &days)
        }
        None => words.overview_no_issues.to_owned(),
    };
    Tile::new(words.overview_issues, issues.open.to_string(), note)
}

/// The level of a cut in words, within a sentence.
pub(super) fn level_text(level: &str, asked: &Asked) -> String {
    level_name(level, asked.language()).to_lowercase()
}

/// A table of the API as files for Excel and WPS.
pub(super) fn files(address: &str, name: &str, period: Option<Period>, words: &Words) -> Vec<Link> {
    let period = period.map(|period| period.to_string()).unwrap_or_default();
    let file = |ending: &str, format: &str, text| Link {
        href: format!("{address}&format={format}"),
        text,
        file_name: format!("manyi-{name}-{period}.{ending}"),
    };
    vec![file("csv", "csv&bom=true", words.download_csv), file("xlsx", "xlsx", words.bench_xlsx)]
}
