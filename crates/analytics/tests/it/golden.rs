//! Figures from R survey 4.5 on the synthetic visits (`fixtures/golden`), to nine digits.

use std::collections::HashMap;

use analytics::{
    ChangeRequest, Cube, IndexRequest, Lonely, RankRequest, Thresholds, UnitSelection,
    change_table, index_table, ranking_table,
};
use jiff::civil::{Date, date};
use statistics::distribution::t_quantile_at;
use survey::table::{ChangeRow, Flag, IndexRow, RankingRow, Verdict};
use survey::{Language, Period, Response, ScoringScheme, UnitTree};

use crate::support::{code, county, cube, five, interview, questionnaire, rows, scheme};

const TOWNS: [&str; 8] = ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"];

/// (case, quantity, i) → value.
type Golden = HashMap<(String, String, String), f64>;

fn golden() -> Golden {
    rows("expected.csv")
        .iter()
        .filter_map(|r| {
            Some(((r[0].to_owned(), r[1].to_owned(), r[2].to_owned()), r[4].parse().ok()?))
        })
        .collect()
}

fn expected(golden: &Golden, case: &str, quantity: &str, i: &str) -> f64 {
    golden[&(case.to_owned(), quantity.to_owned(), i.to_owned())]
}

#[track_caller]
fn assert_close(ours: Option<f64>, theirs: f64, what: &str) {
    let ours = ours.unwrap_or_else(|| panic!("{what}: no value, R has {theirs}"));
    let difference = (ours - theirs).abs();
    assert!(
        difference <= 1e-9 * theirs.abs(),
        "{what}: {ours} here, {theirs} in R, differ by {difference:e}"
    );
}

/// The visits of the synthetic survey: stratum town, PSU village, weights.
fn visits() -> (Cube, UnitTree) {
    let responses: Vec<Response> = rows("synth_visits.csv")
        .iter()
        .enumerate()
        .filter(|(_, r)| &r[4] == "visit")
        .map(|(number, r)| Response {
            stratum: Some(code(&r[0])),
            psu: Some(code(&r[1])),
            weight: r[10].parse().expect("a weight"),
            ..interview(number, &r[0], day_of(&r[3]), &[("q1", &r[5])])
        })
        .collect();
    assert_eq!(responses.len(), 877);
    (cube(&responses, &questionnaire(&[("q1", "service")])), county(&TOWNS))
}

fn day_of(half: &str) -> Date {
    if half == "2024H1" { date(2024, 3, 15) } else { date(2024, 9, 15) }
}

fn scored(period: &str, units: UnitSelection, scheme: &ScoringScheme) -> HashMap<String, IndexRow> {
    let (cube, tree) = visits();
    let request = IndexRequest {
        periods: vec![period.parse().expect("a period")],
        units,
        ..IndexRequest::default()
    };
    index_table(&cube, &tree, scheme, &request)
        .expect("a table")
        .into_iter()
        .filter(|row| row.category == "overall")
        .map(|row| (row.unit_code.to_string(), row))
        .collect()
}

fn ranked(period: &str, level: &str, thresholds: Thresholds) -> Vec<RankingRow> {
    let (cube, tree) = visits();
    let request = RankRequest {
        period: period.parse::<Period>().expect("a period"),
        level: level.to_owned(),
        category: "overall".to_owned(),
        mode: None,
        top: Some(3),
        target: Some(80.0),
        weights: survey::Weights::default(),
        thresholds,
        language: Language::Chinese,
    };
    ranking_table(&cube, &tree, &five(), &request).expect("a ranking")
}

#[test]
fn index_rate_and_errors_of_the_whole_equal_r() {
    let golden = golden();
    let of = |case, quantity, i| expected(&golden, case, quantity, i);
    let row = &scored("2024", UnitSelection::One("county".to_owned()), &five())["county"];
    assert_close(row.index, of("K_nofpc.overall.s1", "estimate", "s1"), "index");
    assert_close(row.se, of("K_nofpc.overall.s1", "se", "s1"), "se");
    assert_close(row.deff, of("K_nofpc.overall.s1", "deff_replace", "s1"), "deff");
    assert_close(row.rate, of("K_nofpc.overall.s1", "estimate", "t1"), "rate");
    assert_close(row.rate_se, of("K_nofpc.overall.s1", "se", "t1"), "rate_se");
    assert_close(
        row.dont_know_share,
        of("K_nofpc.overall.dkrate", "estimate", "dk1"),
        "don't know",
    );
    assert_close(row.refused_share, of("K_nofpc.overall.dkrate", "estimate", "rf1"), "refused");
}

#[test]
fn another_scheme_is_applied_to_the_same_cube() {
    let golden = golden();
    let equal_steps = scheme(&[100.0, 75.0, 50.0, 25.0, 0.0]);
    let row = &scored("2024", UnitSelection::One("county".to_owned()), &equal_steps)["county"];
    assert_close(row.index, expected(&golden, "K_nofpc.overall.s1", "estimate", "l1"), "index");
    assert_close(row.se, expected(&golden, "K_nofpc.overall.s1", "se", "l1"), "se");
}

#[test]
fn every_town_equals_r_over_the_year_and_within_each_half() {
    let golden = golden();
    for (period, case) in [
        ("2024", "K_nofpc.by_town.s1"),
        ("2024-H1", "K_own.2024H1.by_town.s1"),
        ("2024-H2", "K_own.2024H2.by_town.s1"),
    ] {
        let towns = scored(period, UnitSelection::Level("town".to_owned()), &five());
        for town in TOWNS {
            let row = &towns[town];
            assert_close(
                row.index,
                expected(&golden, case, "estimate", town),
                &format!("{period} {town} index"),
            );
            assert_close(
                row.se,
                expected(&golden, case, "se", town),
                &format!("{period} {town} se"),
            );
        }
    }
}

#[test]
fn the_rate_of_every_town_equals_r() {
    let golden = golden();
    let towns = scored("2024", UnitSelection::Level("town".to_owned()), &five());
    for town in TOWNS {
        assert_close(
            towns[town].rate,
            expected(&golden, "K_nofpc.by_town.t1", "estimate", town),
            town,
        );
        assert_close(
            towns[town].rate_se,
            expected(&golden, "K_nofpc.by_town.t1", "se", town),
            town,
        );
    }
}

#[test]
fn intervals_are_estimate_plus_minus_t_times_se() {
    let mut seen = 0;
    for (town, row) in scored("2024", UnitSelection::Level("town".to_owned()), &five()) {
        // R's table of quantiles holds some degrees of freedom, T1's and T8's 3 among them.
        let Some(t) = quantile(row.df.expect("degrees of freedom")) else { continue };
        let (index, se) = (row.index.expect("an index"), row.se.expect("an error"));
        assert_close(row.ci_low, index - t * se, &format!("{town} low"));
        assert_close(row.ci_high, (index + t * se).min(100.0), &format!("{town} high"));
        seen += 1;
    }
    assert!(seen >= 2, "{seen} towns were checked");
}

/// R's qt(0.975, df) for the degrees of freedom in the table.
fn quantile(df: u32) -> Option<f64> {
    rows("expected.csv")
        .iter()
        .find(|r| &r[0] == "dist.qt" && &r[2] == "0.975" && r[3] == df.to_string())
        .map(|r| r[4].parse().expect("a number"))
}

#[test]
fn a_change_between_halves_counts_the_villages_visited_twice() {
    let golden = golden();
    let row = &ranked("2024-H2", "county", Thresholds::default())[0];
    assert_close(row.change, expected(&golden, "K_own.diff", "estimate", ""), "change");
    assert_close(row.change_se, expected(&golden, "K_own.diff", "se", ""), "change_se");
}

#[test]
fn the_rules_for_lonely_psus_equal_r() {
    let golden = golden();
    let options = ["100", "80", "60", "30", "0"];
    let answer = |row: &csv::StringRecord| {
        let at = options.iter().position(|points| *points == &row[3]).expect("points");
        ["5", "4", "3", "2", "1"][at]
    };
    let interviews: Vec<Response> = rows("lonely.csv")
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let unit = if &row[4] == "1" { "inside" } else { "outside" };
            let mut response = interview(i, unit, date(2024, 3, 15), &[("q1", answer(row))]);
            response.stratum = Some(code(&row[0]));
            response.psu = Some(code(&row[1]));
            response.weight = row[2].parse().expect("a weight");
            response
        })
        .collect();
    let cube = cube(&interviews, &questionnaire(&[("q1", "air")]));
    let tree = county(&["inside", "outside"]);
    for (name, lonely) in [
        ("remove", Lonely::Remove),
        ("certainty", Lonely::Certainty),
        ("adjust", Lonely::Adjust),
        ("average", Lonely::Average),
        ("fail", Lonely::Fail),
    ] {
        for (unit, what) in [("county", "mean"), ("inside", "domain.mean")] {
            let request = IndexRequest {
                periods: vec!["2024".parse().expect("a period")],
                units: UnitSelection::One(unit.to_owned()),
                lonely,
                ..IndexRequest::default()
            };
            let table = index_table(&cube, &tree, &five(), &request).expect("a table");
            if lonely == Lonely::Fail {
                assert_eq!((table[0].se, table[0].flag), (None, Some(Flag::LonelyPsu)));
                continue;
            }
            let case = format!("J.{name}.domadj_FALSE.{what}.y");
            assert_close(table[0].index, expected(&golden, &case, "estimate", "y"), &case);
            assert_close(table[0].se, expected(&golden, &case, "se", "y"), &case);
        }
    }
}

fn changed(units: UnitSelection, thresholds: Thresholds) -> Vec<ChangeRow> {
    let (cube, tree) = visits();
    let request = ChangeRequest {
        periods: ["2024-H1", "2024-H2"].map(|half| half.parse().expect("a period")).into(),
        units,
        category: "overall".to_owned(),
        mode: None,
        weights: survey::Weights::default(),
        thresholds,
        language: Language::Chinese,
    };
    change_table(&cube, &tree, &five(), &request).expect("changes")
}

#[test]
fn the_table_of_changes_equals_r() {
    let golden = golden();
    let rows = changed(UnitSelection::One("county".to_owned()), Thresholds::default());
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_close(row.change, expected(&golden, "K_own.diff", "estimate", ""), "change");
    assert_close(row.se, expected(&golden, "K_own.diff", "se", ""), "se");
    let (low, high) = (row.ci_low.expect("an end"), row.ci_high.expect("an end"));
    assert_close(row.change, f64::midpoint(low, high), "middle");
    assert_eq!((row.p_holm, row.family), (row.p, Some(1)));
}

#[test]
fn changes_are_judged_as_one_family_and_thin_ones_not_at_all() {
    let towns = || UnitSelection::Level("town".to_owned());
    let all = Thresholds { ranked_from: 1, shown_from: 1, ..Thresholds::default() };
    let rows = changed(towns(), all);
    assert_eq!(rows.len(), TOWNS.len());
    let judged: Vec<&ChangeRow> = rows.iter().filter(|row| row.p.is_some()).collect();
    for row in &judged {
        assert_eq!(row.family, Some(judged.len() as u64));
        assert!(row.p <= row.p_holm && row.p_holm <= Some(1.0), "{row:?}");
    }
    // What is withheld does not come back through a change.
    let withheld = Thresholds { ranked_from: 0, shown_from: 1_000_000, ..Thresholds::default() };
    for row in changed(towns(), withheld) {
        assert_eq!(
            (row.from_index, row.to_index, row.change, row.p_holm),
            (None, None, None, None)
        );
        assert_eq!(row.flag, Some(Flag::Suppressed));
    }
}

#[test]
fn eight_towns_are_ranked_as_in_the_worked_case() {
    let ranking = ranked("2024", "town", Thresholds::default());
    let golden = rows("town_ranking.csv");
    assert_eq!(ranking.len(), golden.len());
    for expected in &golden {
        let town = &expected[0];
        let row = ranking
            .iter()
            .find(|row| row.estimate.unit_code == *town)
            .expect("every town is ranked");
        let number = |column: usize| expected[column].parse::<f64>().expect("a number");
        assert_eq!(row.estimate.n.expect("shown").to_string(), expected[1], "{town} n");
        assert_eq!(row.estimate.df.expect("df").to_string(), expected[2], "{town} df");
        assert_close(row.estimate.index, number(3), town);
        assert_close(row.estimate.se, number(4), town);
        assert_eq!(row.rank.map(f64::from), Some(number(5)), "{town} rank");
        assert_eq!(row.rank_low.map(f64::from), Some(number(8)), "{town} lowest rank");
        assert_eq!(row.rank_high.map(f64::from), Some(number(9)), "{town} highest rank");
        assert_close(row.expected_rank, number(11), &format!("{town} expected rank"));
        assert_close(row.shrunken_index, number(13), &format!("{town} shrunken"));
        assert_close(row.shrunken_se, number(14), &format!("{town} shrunken se"));
        assert_close(row.p_top_k, number(15), &format!("{town} top three"));
        assert_eq!(row.top_k, Some(3));
        // One-sided limits of 95 % are the ends of a two-sided interval of 90 %.
        let (index, se) =
            (row.estimate.index.expect("an index"), row.estimate.se.expect("an error"));
        let t = t_quantile_at(0.95, f64::from(row.estimate.df.expect("df"))).expect("a quantile");
        let verdict = match (index - t * se >= 80.0, index + t * se < 80.0) {
            (true, _) => Verdict::Met,
            (_, true) => Verdict::NotMet,
            _ => Verdict::Undetermined,
        };
        assert_eq!((row.target, row.verdict), (Some(80.0), Some(verdict)), "{town}");
        assert!((index > 80.0) == (row.p_target > Some(0.5)), "{town}: {:?}", row.p_target);
    }
}
