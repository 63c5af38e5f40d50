//! Panels: against the ranking that they share figures with, and by hand.

use analytics::{
    AnalyticsError, Panel, PanelMeasure, RankRequest, Thresholds, index_panel, ranking_table,
};
use jiff::civil::{Date, date};
use survey::{Language, Period, Response, Weights};

use crate::support::{code, county, cube, five, interview, questionnaire};

const Q2: Date = date(2026, 5, 4);
const Q3: Date = date(2026, 8, 3);

/// Villages of a town, each a PSU of so many people who say the same. `visit` tells the villages of one
/// quarter from those of another.
fn town(list: &mut Vec<Response>, name: &str, day: Date, visit: &str, answers: &[&str]) {
    for (village, answer) in answers.iter().enumerate() {
        for _ in 0..10 {
            let mut response = interview(list.len(), name, day, &[("q", answer)]);
            response.stratum = Some(code(name));
            response.psu = Some(code(&format!("{name}{visit}{village}")));
            list.push(response);
        }
    }
}

fn panel(interviews: &[Response], periods: &[&[Period]], level: &str) -> Panel {
    try_panel(interviews, periods, level).expect("a panel")
}

fn try_panel(
    interviews: &[Response],
    periods: &[&[Period]],
    level: &str,
) -> Result<Panel, AnalyticsError> {
    let scheme = five();
    let measures: Vec<PanelMeasure<'_>> = periods
        .iter()
        .map(|periods| PanelMeasure { scheme: &scheme, category: "overall", periods })
        .collect();
    let cube = cube(interviews, &questionnaire(&[("q", "air")]));
    index_panel(&cube, &county(&["a", "b"]), &measures, level, &Thresholds::default())
}

fn periods(texts: &[&str]) -> Vec<Period> {
    texts.iter().map(|text| text.parse().expect("a period")).collect()
}

#[test]
fn an_index_of_one_period_is_that_of_the_ranking() {
    let mut interviews = Vec::new();
    town(&mut interviews, "a", Q3, "", &["5", "4", "5", "1"]);
    town(&mut interviews, "b", Q3, "", &["3", "4", "3", "2"]);
    let quarter = periods(&["2026-Q3"]);
    let panel = panel(&interviews, &[&quarter], "town");
    let request = RankRequest {
        period: quarter[0],
        level: "town".to_owned(),
        category: "overall".to_owned(),
        mode: None,
        top: None,
        target: None,
        thresholds: Thresholds::default(),
        weights: Weights::Design,
        language: Language::Chinese,
    };
    let cube = cube(&interviews, &questionnaire(&[("q", "air")]));
    let tree = county(&["a", "b"]);
    let rows = ranking_table(&cube, &tree, &five(), &request).expect("a ranking");
    for (at, unit) in panel.units().iter().enumerate() {
        let code = tree.units()[*unit].code.as_str();
        let row = rows.iter().find(|row| row.estimate.unit_code == code).expect("a row");
        let cell = panel.cell(at, 0).expect("an index");
        assert_eq!(Some(cell.index), row.estimate.index);
        assert_eq!(Some(cell.se), row.estimate.se);
        assert_eq!(Some(cell.df), row.estimate.df);
        assert_eq!(Some(cell.n), row.estimate.n);
        let variance = panel.covariance((at, 0), (at, 0));
        assert!((variance - cell.se * cell.se).abs() < 1e-9, "{variance}");
    }
    assert!(panel.covariance((0, 0), (1, 0)).abs() < 1e-12, "towns are strata of their own");
}

/// Villages say 100, 80, 60, 60 and 100, 100, 80, 80: means 75 and 90, s² = (25² + 5² + 15² + 15²)/3 =
/// 1100/3 and 400/3, and V = s²/4. The mean of both is 82.5.
#[test]
fn a_mean_of_quarters_has_the_error_of_both_and_of_what_they_share() {
    let (first, second) = (["5", "4", "3", "3"], ["5", "5", "4", "4"]);
    let both = periods(&["2026-Q2", "2026-Q3"]);
    let (v1, v2) = (1100.0 / 12.0, 400.0 / 12.0);

    let mut apart = Vec::new();
    town(&mut apart, "a", Q2, "x", &first);
    town(&mut apart, "a", Q3, "y", &second);
    let cell = panel(&apart, &[&both], "town").cell(0, 0).expect("an index");
    assert!((cell.index - 82.5).abs() < 1e-9, "{}", cell.index);
    assert!((cell.se * cell.se - (v1 + v2) / 4.0).abs() < 1e-9, "{}", cell.se);
    // (v1 + v2)² / (v1²/3 + v2²/3) = 3·(1500/12)²/((1100² + 400²)/144) = 4.92…
    assert_eq!((cell.df, cell.n), (4, 80));

    // The same villages: s12 = (25·10 + 5·10 + 15·10 + 15·10)/3 = 200, C = 200/4.
    let mut again = Vec::new();
    town(&mut again, "a", Q2, "x", &first);
    town(&mut again, "a", Q3, "x", &second);
    let quarters = [&both[..1], &both[1..]];
    let panel = panel(&again, &[&both, quarters[0], quarters[1]], "town");
    let cell = panel.cell(0, 0).expect("an index");
    let covariance = panel.covariance((0, 1), (0, 2));
    assert!((covariance - 50.0).abs() < 1e-9, "{covariance}");
    assert!((cell.se * cell.se - (v1 + v2 + 100.0) / 4.0).abs() < 1e-9, "{}", cell.se);
    assert_eq!(covariance.to_bits(), panel.covariance((0, 2), (0, 1)).to_bits());
}

#[test]
fn a_unit_that_is_thin_in_one_quarter_has_no_mean() {
    let mut interviews = Vec::new();
    town(&mut interviews, "a", Q2, "x", &["5", "4", "3", "3"]);
    town(&mut interviews, "a", Q3, "y", &["5", "4"]);
    town(&mut interviews, "b", Q2, "x", &["5", "4", "3", "3"]);
    town(&mut interviews, "b", Q3, "y", &["5", "4", "3"]);
    let both = periods(&["2026-Q2", "2026-Q3"]);
    let panel = panel(&interviews, &[&both, &both[..1]], "town");
    assert_eq!(panel.cell(0, 0), None, "20 are no 30");
    assert!(panel.cell(0, 1).is_some());
    assert!(panel.cell(1, 0).is_some());
    assert_eq!(panel.covariance((0, 0), (0, 1)).to_bits(), 0.0_f64.to_bits());
}

#[test]
fn an_unknown_level_is_named() {
    let refused = try_panel(&[], &[], "street").expect_err("there is none");
    assert!(refused.to_string().contains("street"), "{refused}");
}
