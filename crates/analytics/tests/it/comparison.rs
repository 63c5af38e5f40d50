//! Funnels and movements: by hand, and against the tables they share figures with.

use analytics::{
    ChangeRequest, FunnelRequest, MovementRequest, RankRequest, Thresholds, UnitSelection,
    change_table, funnel_table, movement_table, ranking_table,
};
use jiff::civil::{Date, date};
use survey::table::{Flag, FunnelPlace, FunnelRow, MovementRow};
use survey::{Language, Period, Response};

use crate::support::{code, county, cube, five, interview, questionnaire};

const Q2: Date = date(2026, 5, 4);
const Q3: Date = date(2026, 8, 3);

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

/// So many interviews in a town, half with one answer and half with another. A town is a stratum and
/// a person a PSU, so that every answer is an effective one.
fn town(list: &mut Vec<Response>, name: &str, day: Date, count: usize, answers: [&str; 2]) {
    for i in 0..count {
        let mut response = interview(list.len(), name, day, &[("q", answers[i % 2])]);
        response.stratum = Some(code(name));
        list.push(response);
    }
}

fn funnel(interviews: &[Response], towns: &[&str]) -> Vec<FunnelRow> {
    let request = FunnelRequest {
        period: period("2026-Q3"),
        level: "town".to_owned(),
        category: "overall".to_owned(),
        mode: None,
        thresholds: Thresholds::default(),
        language: Language::Chinese,
    };
    let cube = cube(interviews, &questionnaire(&[("q", "air")]));
    funnel_table(&cube, &county(towns), &five(), &request).expect("a table")
}

fn near(figure: Option<f64>, by_hand: f64) -> bool {
    figure.is_some_and(|figure| (figure - by_hand).abs() < 5e-5)
}

/// Means 90, 90 and 45 of 50 answers each; variances of an answer 5000/49, 5000/49 and 11250/49,
/// pooled 21250/147. So SE = √(21250/147/50) and z = 15/SE, 15/SE, −30/SE, of which the lowest is
/// drawn in to the quantile of 10 %, a fifth of the way to the next.
#[test]
fn a_funnel_is_what_it_is_by_hand() {
    let mut interviews = Vec::new();
    town(&mut interviews, "a", Q3, 50, ["5", "4"]);
    town(&mut interviews, "b", Q3, 50, ["5", "4"]);
    town(&mut interviews, "c", Q3, 50, ["3", "2"]);
    let rows = funnel(&interviews, &["a", "b", "c"]);
    let se = (21_250.0_f64 / 147.0 / 50.0).sqrt();
    let (high, low) = (15.0 / se, -30.0 / se);
    let drawn_in = low + 0.2 * (high - low);
    let dispersion = (2.0 * high * high + drawn_in * drawn_in) / 3.0;
    let half = |z: f64| z * dispersion.sqrt() * se;
    for (row, code, z) in [(&rows[0], "a", high), (&rows[1], "b", high), (&rows[2], "c", low)] {
        assert_eq!(row.unit_code, code);
        assert!(near(row.n_eff, 50.0) && near(row.target, 75.0), "{row:?}");
        assert!(near(row.z, z) && near(row.dispersion, dispersion), "{row:?}");
        assert!(near(row.inner_low, 75.0 - half(1.959_963_985)), "{row:?}");
        assert!(near(row.outer_high, 75.0 + half(3.090_232_306)), "{row:?}");
        assert_eq!(row.place, Some(FunnelPlace::Inside), "the spread of the three is all there is");
    }
    assert!(near(Some(dispersion), 102.727_06), "{dispersion}");
}

#[test]
fn who_stands_out_of_many_alike_is_found_and_who_has_no_weight_stays_outside() {
    let alike: Vec<String> = (0..11).map(|i| format!("t{i:02}")).collect();
    let mut interviews = Vec::new();
    for name in &alike {
        town(&mut interviews, name, Q3, 50, ["5", "4"]);
    }
    town(&mut interviews, "low", Q3, 50, ["3", "2"]);
    town(&mut interviews, "same", Q3, 50, ["4", "4"]);
    town(&mut interviews, "thin", Q3, 12, ["5", "1"]);
    // Each covers the other, so that no third need be withheld.
    town(&mut interviews, "bare", Q3, 4, ["5", "1"]);
    town(&mut interviews, "poor", Q3, 4, ["5", "1"]);
    let mut towns: Vec<&str> = alike.iter().map(String::as_str).collect();
    towns.extend(["low", "same", "thin", "bare", "poor", "never"]);
    let rows = funnel(&interviews, &towns);
    let of = |code: &str| rows.iter().find(|row| row.unit_code == code).expect("a row");
    assert!(near(of("low").target, 86.25), "neither the thin nor those alike count");
    // Winsorised, the eleven alike are all there is of dispersion: φ = z² of one of them.
    assert!(near(of("t00").dispersion, of("t00").z.expect("a z").powi(2)));
    assert_eq!(of("low").place, Some(FunnelPlace::FarBelow));
    assert!(alike.iter().all(|code| of(code).place == Some(FunnelPlace::Inside)));
    for (code, flag, index) in [
        ("same", None, Some(80.0)),
        ("thin", Some(Flag::SmallN), Some(50.0)),
        ("bare", Some(Flag::Suppressed), None),
        ("poor", Some(Flag::Suppressed), None),
        ("never", Some(Flag::SmallN), None),
    ] {
        let row = of(code);
        assert_eq!((row.flag, row.index), (flag, index), "{code}");
        assert_eq!((row.place, row.n_eff, row.outer_low), (None, None, None), "{code}");
    }
    let placed = rows.iter().take_while(|row| row.place.is_some()).count();
    assert_eq!((placed, rows[11].unit_code.as_str()), (12, "low"), "the lowest z is the last");
}

/// Two villages that agree to a hair have next to no variance between them; what they say counts as
/// often as they said it, not a million times.
#[test]
fn agreement_by_chance_is_no_endless_sample() {
    let mut interviews = Vec::new();
    for (name, count) in [("a", 400), ("b", 50)] {
        town(&mut interviews, name, Q3, count, ["5", "1"]);
    }
    for (i, response) in interviews.iter_mut().take(400).enumerate() {
        response.psu = Some(code(if i < 200 { "v1" } else { "v2" }));
    }
    interviews[0].weight = 1.01;
    let rows = funnel(&interviews, &["a", "b"]);
    let of = |code: &str| rows.iter().find(|row| row.unit_code == code).expect("a row");
    assert!(near(of("a").n_eff, 400.0), "{:?}", of("a"));
    assert!(near(of("b").n_eff, 50.0), "{:?}", of("b"));
}

#[test]
fn nobody_and_one_make_a_table_too() {
    let empty = funnel(&[], &["a"]);
    assert!(empty.iter().all(|row| row.place.is_none()));
    let mut interviews = Vec::new();
    town(&mut interviews, "a", Q3, 40, ["5", "1"]);
    let alone = funnel(&interviews, &["a"]);
    assert_eq!((alone[0].place, alone[0].z), (Some(FunnelPlace::Inside), Some(0.0)));
}

/// a falls, b and c stay, d is new, e is gone.
fn two_quarters() -> Vec<Response> {
    let mut interviews = Vec::new();
    town(&mut interviews, "a", Q2, 60, ["5", "4"]);
    town(&mut interviews, "a", Q3, 60, ["3", "2"]);
    for day in [Q2, Q3] {
        town(&mut interviews, "b", day, 60, ["4", "3"]);
        town(&mut interviews, "c", day, 60, ["4", "3"]);
    }
    town(&mut interviews, "d", Q3, 60, ["5", "5"]);
    town(&mut interviews, "e", Q2, 60, ["5", "3"]);
    interviews
}

const TOWNS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

fn movement(periods: &[&str]) -> Vec<MovementRow> {
    let request = MovementRequest {
        periods: periods.iter().map(|text| period(text)).collect(),
        level: "town".to_owned(),
        category: "overall".to_owned(),
        mode: None,
        thresholds: Thresholds::default(),
        language: Language::Chinese,
    };
    let cube = cube(&two_quarters(), &questionnaire(&[("q", "air")]));
    movement_table(&cube, &county(&TOWNS), &five(), &request).expect("a table")
}

#[test]
fn a_movement_is_the_rankings_of_its_periods_and_the_change_between_them() {
    let rows = movement(&["2026-Q2", "2026-Q3"]);
    let cube = cube(&two_quarters(), &questionnaire(&[("q", "air")]));
    let tree = county(&TOWNS);
    for quarter in ["2026-Q2", "2026-Q3"].map(period) {
        let request = RankRequest {
            period: quarter,
            level: "town".to_owned(),
            category: "overall".to_owned(),
            mode: None,
            top: None,
            target: None,
            weights: survey::Weights::default(),
            thresholds: Thresholds::default(),
            language: Language::Chinese,
        };
        let ranking = ranking_table(&cube, &tree, &five(), &request).expect("a ranking");
        for row in rows.iter().filter(|row| row.period == quarter) {
            let same = ranking.iter().find(|r| r.estimate.unit_code == row.unit_code);
            let same = same.expect("the same unit");
            assert_eq!((row.rank, row.tier), (same.rank, same.tier), "{row:?}");
            assert_eq!((row.rank_low, row.rank_high), (same.rank_low, same.rank_high));
            assert_eq!((row.index, row.flag), (same.estimate.index, same.estimate.flag));
        }
    }
    let request = ChangeRequest {
        periods: ["2026-Q2", "2026-Q3"].map(period).into(),
        units: UnitSelection::Level("town".to_owned()),
        category: "overall".to_owned(),
        mode: None,
        weights: survey::Weights::default(),
        thresholds: Thresholds::default(),
        language: Language::Chinese,
    };
    for change in change_table(&cube, &tree, &five(), &request).expect("changes") {
        let mut own = rows.iter().filter(|row| row.unit_code == change.unit_code);
        let (first, last) = (own.next().expect("a row"), own.next().expect("another"));
        assert_eq!((last.change, last.change_se), (change.change, change.se));
        assert_eq!((last.change_p, last.change_p_holm), (change.p, change.p_holm));
        assert_eq!((first.change, first.change_p_holm), (None, None), "it is told once");
    }
}

#[test]
fn who_is_new_or_gone_has_no_rank_where_it_was_not_and_nobody_unasked_is_listed() {
    let rows = movement(&["2026-Q1", "2026-Q2", "2026-Q3"]);
    let ranks = |code: &str| -> Vec<Option<u32>> {
        rows.iter().filter(|row| row.unit_code == code).map(|row| row.rank).collect()
    };
    // b and c tie with 70; in the second quarter a has 90 and e 80, in the third d 100 and a 45.
    assert_eq!(ranks("a"), [None, Some(1), Some(4)]);
    assert_eq!(ranks("b"), [None, Some(3), Some(2)]);
    assert_eq!(ranks("c"), [None, Some(3), Some(2)]);
    assert_eq!(ranks("d"), [None, None, Some(1)]);
    assert_eq!(ranks("e"), [None, Some(2), None]);
    assert!(ranks("f").is_empty());
    let codes: Vec<&str> = rows.iter().step_by(3).map(|row| row.unit_code.as_str()).collect();
    assert_eq!(codes, ["d", "b", "c", "a", "e"], "by the last rank");
    assert!(rows.iter().all(|row| row.change.is_none()), "nobody was there in the first quarter");
}
