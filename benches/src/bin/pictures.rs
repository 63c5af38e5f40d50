//! How long pictures take: `pictures [FONT]`. A ranking of 200 units, a heat map of 200 × 7 and a trend of
//! 24 months × 10, each as SVG and as PNG; one warm-up, then the median of 15, in milliseconds.
#![expect(clippy::print_stdout, reason = "a program for people at a terminal")]

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use charts::{Canvas, Caption, CategoryColumn, Counted, Fonts, RankingOptions, Series, TrendPoint};
use survey::table::{IndexRow, RankingRow};
use survey::{Month, Period};

const UNITS: u32 = 200;
const REPEATS: usize = 15;
const QUARTER: Period = Period::Quarter { year: 2026, quarter: 3 };

fn main() -> Result<(), Box<dyn Error>> {
    let font = std::env::args_os().nth(1).map(PathBuf::from);
    let fonts = Fonts::find(font.as_deref())?;
    let (caption, canvas) = (caption(), Canvas::default());
    let ranking: Vec<RankingRow> = (0..UNITS).map(ranked).collect();
    let (cells, columns) = (cells(), columns());
    let series: Vec<Series> = (0..10).map(course).collect();
    let options = RankingOptions::default();
    time("ranking", &fonts, || charts::ranking(&ranking, &options, &caption, &canvas))?;
    time("heat map", &fonts, || charts::heatmap(&cells, &columns, &caption, &canvas))?;
    time("trend", &fonts, || charts::trend(&series, None, &caption, &canvas))?;
    Ok(())
}

fn time(
    name: &str,
    fonts: &Fonts,
    draw: impl Fn() -> Result<String, charts::ChartError>,
) -> Result<(), Box<dyn Error>> {
    let svg = draw()?;
    let drawn = median(|| draw().map(drop))?;
    charts::png(&svg, fonts, 1.0)?;
    let whole = median(|| charts::png(&draw()?, fonts, 1.0).map(drop))?;
    println!("{name}: SVG {drawn:.1} ms ({} kB), PNG {whole:.1} ms", svg.len() / 1024);
    Ok(())
}

fn median(work: impl Fn() -> Result<(), charts::ChartError>) -> Result<f64, charts::ChartError> {
    let mut times = Vec::with_capacity(REPEATS);
    for _ in 0..REPEATS {
        let start = Instant::now();
        work()?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[REPEATS / 2])
}

fn caption() -> Caption {
    Caption {
        period: QUARTER,
        category_name: "总体".to_owned(),
        level_name: "镇街".to_owned(),
        scheme: "five_100_80_60_30_0@1".to_owned(),
        source: "满意度调查".to_owned(),
        n_total: Some(24_000),
        counted: Counted::Interviews,
        note: None,
    }
}

/// Something between 0 and 1 that looks like chance and is the same every time.
fn chance(a: u32, b: u32) -> f64 {
    let mixed = (a + 1).wrapping_mul(2_654_435_761) ^ (b + 7).wrapping_mul(40_503);
    f64::from(mixed.wrapping_mul(2_246_822_519) >> 8) / f64::from(1 << 24)
}

fn row(unit: u32, category: &str, index: f64) -> IndexRow {
    let half = 1.5 + 5.0 * chance(unit, 3);
    IndexRow {
        unit_code: format!("{unit:03}").into(),
        unit_name: format!("第{unit}镇").into(),
        level: "town".into(),
        parent_code: "0".into(),
        period: QUARTER,
        category: category.into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        responses: Some(120),
        n: Some(118),
        n_eff: Some(300.0),
        index: Some(index),
        se: Some(half / 2.0),
        df: Some(20),
        ci_low: Some(index - half),
        ci_high: Some((index + half).min(100.0)),
        deff: Some(1.4),
        rate: Some(index / 100.0),
        rate_se: Some(0.02),
        rate_ci_low: Some(index / 100.0 - 0.04),
        rate_ci_high: Some((index / 100.0 + 0.04).min(1.0)),
        dont_know_share: Some(0.05),
        refused_share: Some(0.01),
        flag: None,
        design: "period",
        weights: survey::Weights::Design,
    }
}

fn ranked(unit: u32) -> RankingRow {
    let rank = unit + 1;
    RankingRow {
        estimate: row(unit, "overall", 95.0 - 0.15 * f64::from(unit)),
        rank: Some(rank),
        rank_low: Some(rank.saturating_sub(30).max(1)),
        rank_high: Some((rank + 30).min(UNITS)),
        tier: Some(1 + unit / 70),
        p_top_k: None,
        expected_rank: Some(f64::from(rank)),
        previous_rank: Some(rank),
        change: Some(0.4),
        change_se: Some(1.0),
        change_p: Some(0.7),
        change_p_holm: Some(1.0),
        top_k: None,
        shrunken_index: None,
        shrunken_se: None,
        target: None,
        p_target: None,
        verdict: None,
    }
}

fn columns() -> Vec<CategoryColumn> {
    let names = ["overall", "air", "water", "waste", "noise", "service", "publicity"];
    names.map(|code| CategoryColumn { code: code.to_owned(), name: code.to_owned() }).into()
}

fn cells() -> Vec<IndexRow> {
    let columns = columns();
    let of_unit = |unit| {
        let cell = move |(at, column): (u32, &CategoryColumn)| {
            row(unit, &column.code, 60.0 + 40.0 * chance(unit, at))
        };
        (0..).zip(&columns).map(cell).collect::<Vec<_>>()
    };
    (0..UNITS).flat_map(of_unit).collect()
}

fn course(unit: u32) -> Series {
    let first = Month::from_index(2024 * 12);
    let point = |at: u32| {
        let index = 70.0 + 20.0 * chance(unit, at);
        let month = Month::from_index(first.index() + i32::try_from(at).unwrap_or(0));
        TrendPoint {
            period: Period::Month(month),
            index: Some(index),
            ci_low: Some(index - 3.0),
            ci_high: Some(index + 3.0),
        }
    };
    Series { name: format!("第{unit}区"), points: (0..24).map(point).collect() }
}
