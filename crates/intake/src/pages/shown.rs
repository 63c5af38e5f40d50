//! What a page shows of a cut: headline figures, chart, table, downloads, and how they were made.

use analytics::{IndexRequest, UnitSelection};
use charts::{Canvas, ChartError, Width};
use figures::{ChartKind, Drawing, Figures, FiguresError, Source, Twin};
use survey::display::{count_or_dash, rounded, sum_of_shown};
use survey::table::IndexRow;
use survey::{Language, OVERALL};

use super::address::Query;
use super::chart::Asked;
use super::made;
use super::turning::Turning;
use super::view::{CellView, Head, Link, Picture, Shown, Table, Tile};
use crate::State;
use crate::error::HttpError;
use crate::figure::look;
use crate::locale::LANG;
use crate::words::Words;

/// Rows of one page: a district's towns by category, and its trend by month, stand on one.
const ROWS: usize = 500;

/// Units that a picture on a page has room for. Charts of more can be taken along.
const PICTURED_MAX: usize = 300;

/// Everything below the form.
pub(super) fn shown(state: &State, figures: &Figures, asked: &Asked) -> Result<Shown, HttpError> {
    let cut = &asked.question.cut;
    let words = Words::of(asked.language());
    let source = Source { store: state.store(), selection: &asked.question.selection };
    let drawing = figures.drawing(asked.kind, cut, source)?;
    let twin = drawing.twin();
    let summary = Summary::of(figures, asked)?;
    let version = state.version();
    let periods = periods_of(&twin);
    let turning = Turning::to(asked.page, ROWS, twin.rows.len());
    let view = || turning.view(&asked.query(), asked.kind.as_str(), words);
    Ok(Shown {
        tiles: summary.tiles(asked),
        picture: both_widths(state, figures, &drawing, (asked.language(), asked.target))?,
        downloads: downloads(asked, &periods),
        keep: keep_address(asked),
        facts: made::facts(
            figures,
            &asked.question,
            Some(asked.kind),
            summary.interviews,
            version,
        )?,
        api: table_address(asked, &periods),
        turning: turning.is_long().then(view),
        table: Table::of(twin.part(turning.rows()), &asked.query()),
    })
}

/// The chart for a phone and for a page. With too many units for a chart there is only the table.
pub(super) fn both_widths(
    state: &State,
    figures: &Figures,
    drawing: &Drawing<'_>,
    (language, target): (Language, Option<f64>),
) -> Result<Option<Picture>, HttpError> {
    if drawing.units() > PICTURED_MAX {
        return Ok(None);
    }
    let draw = |width| drawing.svg(&look(state, figures, Canvas { width, language }, target));
    match draw(Width::Phone).and_then(|phone| Ok(Picture { phone, page: draw(Width::Page)? })) {
        Ok(picture) => Ok(Some(picture)),
        Err(FiguresError::Chart(ChartError::TooManyRows { .. })) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The figure of the whole, and the interviews behind the page.
struct Summary {
    whole: Option<(String, IndexRow)>,
    interviews: Option<u64>,
}

impl Summary {
    fn of(figures: &Figures, asked: &Asked) -> Result<Self, HttpError> {
        let cut = &asked.question.cut;
        let mut roots = figures.tree().units().iter().filter(|unit| unit.parent.is_none());
        let only_root = roots.next().filter(|_| roots.next().is_none());
        let only_root = only_root.map(|unit| unit.code.to_string());
        let only = match cut.within.as_deref() {
            None => only_root,
            Some([only]) => only.unit.as_ref().map(ToString::to_string).or(only_root),
            Some(_) => None,
        };
        let one = cut.unit.clone().or(only);
        let request = IndexRequest {
            periods: cut.period.into_iter().collect(),
            units: match (&one, &cut.level) {
                (Some(unit), _) => UnitSelection::One(unit.clone()),
                (None, Some(level)) => UnitSelection::Level(level.clone()),
                (None, None) => UnitSelection::All,
            },
            modes: cut.mode.map(analytics::ModeSplit::Only).unwrap_or_default(),
            thresholds: cut.thresholds,
            language: cut.language,
            ..IndexRequest::default()
        };
        let rows = figures.index_table(cut, &request)?;
        let overall = rows.iter().filter(|row| row.category == OVERALL);
        let interviews = sum_of_shown(overall.map(|row| row.responses));
        let category = cut.category.as_deref().unwrap_or(OVERALL);
        let whole = rows.into_iter().find(|row| one.is_some() && row.category == category);
        Ok(Self { whole: whole.map(|row| (row.unit_name.to_string(), row)), interviews })
    }

    fn tiles(&self, asked: &Asked) -> Vec<Tile> {
        let words = Words::of(asked.language());
        let mut tiles = Vec::new();
        if let Some((name, row)) = &self.whole {
            let score = |value| rounded(value, 2);
            let share = |value: f64| format!("{}%", rounded(value * 100.0, 1));
            let of = |word: &str| format!("{name} · {word}");
            tiles.extend(row.index.map(|index| Tile {
                label: of(words.index),
                value: score(index),
                note: interval(row.ci_low, row.ci_high, words, score),
            }));
            tiles.extend(row.rate.map(|rate| Tile {
                label: of(words.rate),
                value: share(rate),
                note: interval(row.rate_ci_low, row.rate_ci_high, words, share),
            }));
        }
        let respondents = self.whole.as_ref().and_then(|(_, row)| row.n);
        let note = respondents.map(|n| format!("{n} {}", words.respondents));
        tiles.push(Tile {
            label: words.interviews.to_owned(),
            value: count_or_dash(self.interviews),
            note: note.unwrap_or_default(),
        });
        tiles
    }
}

fn interval(
    low: Option<f64>,
    high: Option<f64>,
    words: &Words,
    show: impl Fn(f64) -> String,
) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{} {}–{}", words.interval, show(low), show(high)),
        _ => String::new(),
    }
}

impl Table {
    /// The names of units lead to their pages, with the same cut.
    pub(super) fn of(twin: Twin, query: &Query) -> Self {
        let query = query.without(&["unit", "level"]);
        let names = ["单位", "Unit", "问题", "Question", "类别", "Category"];
        let head = twin.headers.iter().position(|text| names.contains(&text.as_str()));
        let head = head.unwrap_or(0);
        let number: Vec<bool> = (0..twin.headers.len())
            .map(|column| column != head && twin.rows.iter().all(|row| is_number(&row[column])))
            .collect();
        let heads = twin.headers.into_iter().zip(&number);
        let page = |unit: &String| query.clone().with("unit", Some(unit)).after("unit");
        let row = |(place, row): (usize, Vec<String>)| {
            let page = twin.units.get(place).map(page);
            row.into_iter()
                .enumerate()
                .map(|(column, text)| CellView {
                    text,
                    number: number.get(column).copied().unwrap_or(false),
                    head: column == head,
                    href: page.clone().filter(|_| column == head),
                })
                .collect()
        };
        Self {
            heads: heads.map(|(text, &number)| Head { text, number }).collect(),
            rows: twin.rows.into_iter().enumerate().map(row).collect(),
        }
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || "+-—".contains(c))
}

/// The periods of a table that has a column for them.
fn periods_of(twin: &Twin) -> Vec<String> {
    let column = twin.headers.iter().position(|text| text == "时期" || text == "Period");
    let mut periods: Vec<String> = column
        .map_or_else(Vec::new, |column| twin.rows.iter().map(|row| row[column].clone()).collect());
    periods.sort();
    periods.dedup();
    periods
}

/// The form that keeps the choices as a view.
fn keep_address(asked: &Asked) -> String {
    let choices = asked.query().without(&[LANG]).text();
    let query = Query::default().with("page", Some(asked.kind.as_str()));
    query.with("query", Some(choices)).after("views")
}

/// The same cut as files.
fn downloads(asked: &Asked, periods: &[String]) -> Vec<Link> {
    let words = Words::of(asked.language());
    let cut = &asked.question.cut;
    let kind = asked.kind.as_str();
    let period = cut.period.map(|period| period.to_string()).unwrap_or_default();
    let name = |ending| format!("manyi-{kind}-{period}.{ending}");
    let query = with_language(&asked.query(), asked);
    let picture = |ending| query.after(&format!("api/v1/charts/{kind}.{ending}"));
    let table = match asked.kind {
        ChartKind::Movement | ChartKind::Compare | ChartKind::Funnel => {
            table_address(asked, periods)
        }
        // What is no table of indices is the one beside the chart.
        ChartKind::Answers | ChartKind::Priority | ChartKind::Coverage => {
            query.without(&["target"]).after(&format!("api/v1/charts/{kind}.csv"))
        }
        ChartKind::Ranking | ChartKind::Heatmap | ChartKind::Trend => {
            // Excel and WPS know UTF-8 only by its mark.
            format!("{}&format=csv&bom=true", table_address(asked, periods))
        }
    };
    vec![
        Link { href: picture("png"), text: words.download_png, file_name: name("png") },
        Link { href: picture("svg"), text: words.download_svg, file_name: name("svg") },
        Link { href: table, text: words.download_csv, file_name: name("csv") },
    ]
}

fn with_language(query: &Query, asked: &Asked) -> Query {
    query.without(&[LANG]).with(LANG, Some(asked.language().tag()))
}

/// Where the API gives the figures of the table. The language stands last, so it always has a
/// query.
fn table_address(asked: &Asked, periods: &[String]) -> String {
    let one_unit = asked.question.cut.unit.is_some();
    let (path, left_out): (_, &[&str]) = match asked.kind {
        ChartKind::Ranking => ("api/v1/rankings", &["unit"]),
        ChartKind::Movement => ("api/v1/charts/movement.csv", &["unit"]),
        ChartKind::Compare => ("api/v1/charts/compare.csv", &["unit"]),
        ChartKind::Heatmap => ("api/v1/indices", &["unit", "category"]),
        ChartKind::Trend if one_unit => ("api/v1/indices", &["level", "category", "period"]),
        ChartKind::Trend => ("api/v1/indices", &["unit", "period"]),
        ChartKind::Answers => ("api/v1/indices", &["level", "category"]),
        ChartKind::Priority => ("api/v1/charts/priority.csv", &["level", "category"]),
        ChartKind::Coverage => ("api/v1/charts/coverage.csv", &["unit", "category"]),
        ChartKind::Funnel => ("api/v1/charts/funnel.csv", &["unit"]),
    };
    let periods = (asked.kind == ChartKind::Trend).then(|| periods.join(","));
    let by = (asked.kind == ChartKind::Answers).then_some("question");
    let kept = asked.kind == ChartKind::Ranking;
    let query = asked.query().without(left_out);
    let query = if kept { query } else { query.without(&["target"]) };
    with_language(&query.with("period", periods).with("by", by), asked).after(path)
}
