//! The year's score: by hand, and from a real database.

use figures::{
    AnnualInputs, LevelInputs, Reading, ReadingError, Twin, UnitInputs, annual_result, candidates,
    find_formula, gather, goals_of, new_score, progress, sensitivity, standing_score,
    verify_scores,
};
use jiff::civil::date;
use serde_json::{Value, json};
use store::Aim;
use survey::annual::AnnualFormula;
use survey::table::{AnnualScoreRow, Candidacy, PartState, Verdict};
use survey::vouched::{ResponsibilityLetter, YearEntry};
use survey::{Label, Language, RoundKind};

use crate::support::{Survey, code};

const TODAY: jiff::civil::Date = date(2026, 12, 31);

/// 60 % own index, 40 % what the city says; who has no result of the city has its own index alone.
fn formula(change: impl FnOnce(&mut Value)) -> AnnualFormula {
    let mut body = json!({
        "code": "year", "version": 1, "name": "year", "source": "区发〔2026〕1号",
        "levels": ["town"], "missing": "refuse", "bonus_cap": 2.0, "deduction_cap": 2.0,
        "components": [
            {"code": "own", "name": "own", "weight": 0.6,
             "of": {"index": {"scheme": "equal_steps@1", "over": "year"}}},
            {"code": "city", "name": "city", "weight": 0.4, "missing": "renormalise",
             "of": {"external": {"issuer": "青岛市", "measure": "score"}}},
        ],
    });
    change(&mut body);
    serde_json::from_value(body).expect("a formula")
}

/// Sixty answers in each town: t1 half 100 and half 75 points, t2 all 75, t3 half 50 and half 25.
fn surveyed() -> Survey {
    let survey = Survey::new("a", 5);
    let answers = [["5", "4"], ["4", "4"], ["3", "2"]];
    for number in 0..180 {
        let answer = answers[number % 3][number / 3 % 2];
        let numbers = number..number + 1;
        survey.more_interviews("a", RoundKind::Official, numbers, answer, date(2026, 8, 3));
    }
    survey
}

fn vouch(survey: &Survey, body: Value) {
    let entry: YearEntry = serde_json::from_value(body).expect("an entry");
    let (_, entered) = survey.store.by("limin").enter(&entry).expect("entered");
    survey.store.by("wang").confirm_entry(entered.id).expect("confirmed");
}

fn result(unit: &str, score: f64, n: Option<u64>) -> Value {
    json!({
        "kind": "external", "issuer": "青岛市", "level": "city", "period": "2026", "unit": unit,
        "domain": "overall", "score": score, "rate": null, "n": n, "rank": 3, "rank_total": 18,
        "doc_no": null, "document": "通报", "document_digest": null,
    })
}

fn item(number: &str, points: f64) -> Value {
    json!({"kind": "adjustment", "year": 2026, "unit": "t2", "number": number, "points": points,
        "reason": "省级典型", "source": {"document": "d", "document_digest": null}})
}

fn close(found: Option<f64>, by_hand: f64) {
    let found = found.expect("a number");
    assert!((found - by_hand).abs() < 1e-9, "{found} is not {by_hand}");
}

fn row<'a>(rows: &'a [AnnualScoreRow], unit: &str) -> &'a AnnualScoreRow {
    rows.iter().find(|row| row.unit_code == unit).expect("a row")
}

/// t1: 0.6·87.5 + 0.4·90 = 88.5. Its people are 60 of the 180 PSUs of one stratum, each 12.5 off the mean:
/// V = 180/179 · 60 · (12.5/60)² = 180/179 · 156.25/60, and 0.36 of that is V of the total.
/// t2: 0.6·75 + 0.4·80 + 2 (of 3 points of bonus, by the cap) − 1 = 78. t3: 37.5, by its own index alone.
#[test]
fn a_score_is_what_one_works_out_on_paper() {
    let survey = surveyed();
    vouch(&survey, result("t1", 90.0, Some(100)));
    vouch(&survey, result("t2", 80.0, None));
    for (number, points) in [("1", 2.0), ("2", 1.0), ("3", -1.0)] {
        vouch(&survey, item(number, points));
    }
    // What nobody confirmed does not count.
    let waiting: YearEntry = serde_json::from_value(result("t3", 10.0, None)).expect("an entry");
    survey.store.by("limin").enter(&waiting).expect("entered");

    let inputs = gather(&survey.store, &formula(|_| {}), 2026, TODAY).expect("inputs");
    let result = annual_result(&inputs).expect("a result");
    let units: Vec<&str> = result.scores.iter().map(|row| row.unit_code.as_str()).collect();
    assert_eq!(units, ["t1", "t2", "t3"]);
    let (t1, t2, t3) =
        (row(&result.scores, "t1"), row(&result.scores, "t2"), row(&result.scores, "t3"));
    close(t1.total, 88.5);
    close(t2.total, 78.0);
    close(t3.total, 37.5);
    let variance: f64 = 180.0 / 179.0 * 156.25 / 60.0;
    close(t1.se, 0.6 * variance.sqrt());
    assert_eq!((t2.se, t2.bonus, t2.deduction), (Some(0.0), Some(2.0), Some(1.0)));
    assert!(t1.error_unknown && !t3.error_unknown);
    // 1.96 · 0.4 · 100 · √(0.9·0.1/100)
    let outside = t1.outside_margin.expect("the sample of the city is known");
    assert!((outside - 1.959_963_984_540 * 0.4 * 3.0).abs() < 1e-6, "{outside}");
    assert_eq!(t2.outside_margin, None);
    for (at, own) in [t1, t2, t3].into_iter().enumerate() {
        let rank = u32::try_from(at + 1).ok();
        assert_eq!((own.rank, own.rank_low, own.rank_high, own.tier), (rank, rank, rank, rank));
    }
    let states: Vec<PartState> = result.parts.iter().map(|part| part.state).collect();
    let (own, city) = (PartState::Sampled, PartState::Published);
    assert_eq!(states, [own, city, own, city, own, PartState::SharedOut]);
    let shares: f64 = result.spread.iter().filter_map(|row| row.share).sum();
    close(Some(shares), 1.0);
}

#[test]
fn a_unit_without_what_the_formula_wants_has_no_score_and_no_rank() {
    let survey = surveyed();
    vouch(&survey, result("t1", 90.0, None));
    let strict = formula(|body| body["components"][1]["missing"] = json!("refuse"));
    let inputs = gather(&survey.store, &strict, 2026, TODAY).expect("inputs");
    let result = annual_result(&inputs).expect("a result");
    let t2 = row(&result.scores, "t2");
    assert_eq!((t2.total, t2.rank, t2.missing.as_slice()), (None, None, &["city".to_owned()][..]));
    assert_eq!(row(&result.scores, "t1").rank, Some(1));
    // In a year without an interview nobody has one.
    let inputs = gather(&survey.store, &strict, 2025, TODAY).expect("inputs");
    let result = annual_result(&inputs).expect("a result");
    assert!(result.scores.iter().all(|row| row.total.is_none() && row.missing.len() == 2));
}

#[test]
fn what_is_kept_comes_out_again_to_the_byte_whatever_comes_in_later() {
    let survey = surveyed();
    vouch(&survey, result("t1", 90.1, Some(97)));
    let formula = formula(|_| {});
    survey.store.by("limin").publish_formula(&formula).expect("published");
    assert_eq!(find_formula(&survey.store, "year@1").expect("found"), formula);
    assert!(find_formula(&survey.store, "year@2").is_err());
    let inputs = gather(&survey.store, &formula, 2026, TODAY).expect("inputs");
    let new = new_score(&inputs, 1).expect("a score");
    survey.store.by("limin").enter_score(&new).expect("kept");
    let check = || verify_scores(&survey.store, 2026, TODAY).expect("verified").remove(0);
    assert!(check().is_sound());
    assert_eq!(check().differ_today, Some(vec![]));

    survey.more_interviews("a", RoundKind::Official, 180..181, "1", date(2026, 8, 3));
    let later = check();
    assert!(later.is_sound(), "late data are no fault of the score");
    // One more in the sample moves every error, but where all say the same there is none.
    assert_eq!(later.differ_today, Some(vec!["t1".to_owned(), "t3".to_owned()]));
    let (_, kept) = standing_score(&survey.store, 2026).expect("read").expect("kept");
    assert_eq!(new_score(&kept, 1).expect("again"), new);
    assert!(standing_score(&survey.store, 2025).expect("read").is_none());
}

#[test]
fn how_far_units_are_is_the_index_so_far_and_what_those_above_say() {
    let survey = surveyed();
    vouch(&survey, result("t1", 90.0, None));
    let aim = |unit: &str, index| Aim {
        year: 2026,
        unit: code(unit),
        index: Some(index),
        place: None,
        source: None,
    };
    survey.store.by("limin").put_aim(&aim("city", 80.0)).expect("set");
    survey.store.by("limin").put_aim(&aim("t1", 87.0)).expect("set");
    let figures = figures::Figures::load(&survey.store, &figures::Selection::default());
    let figures = figures.expect("figures");
    let rows = progress(&survey.store, &figures, 2026, "town", Language::Chinese).expect("rows");
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.unit_code.as_str(), row.target, row.target_of.as_deref(), row.verdict))
        .collect();
    // Under the usual scheme the towns have 90 ± 1.3, 80 and 45 ± 2 points.
    assert_eq!(
        told,
        [
            ("t1", Some(87.0), Some("t1"), Some(Verdict::Met)),
            ("t2", Some(80.0), Some("city"), Some(Verdict::Met)),
            ("t3", Some(80.0), Some("city"), Some(Verdict::NotMet)),
        ]
    );
    assert_eq!((rows[0].external_score, rows[0].external_rank), (Some(90.0), Some(3)));
    assert_eq!(rows[1].issuer, None);
}

#[test]
fn a_unit_stands_with_each_goal_where_its_index_is() {
    let survey = surveyed();
    vouch(&survey, result("t1", 90.0, None));
    let figures = figures::Figures::load(&survey.store, &figures::Selection::default());
    let figures = figures.expect("figures");
    let letter = |unit: &str, goals: Value| -> ResponsibilityLetter {
        serde_json::from_value(json!({
            "year": 2026, "unit": unit, "parent_unit": "city", "signer": "王", "signed_on": "2026-01-15",
            "goals": goals, "source": {"document": "目标责任书", "document_digest": null},
        }))
        .expect("a letter")
    };
    let place =
        json!([{"domain": "overall", "index": 87, "rank": 2, "out_of": 18, "field": "全市"}]);
    let (met, missed) =
        (letter("t1", place), letter("t3", json!([{"domain": "overall", "index": 60}])));
    let rows = |figures| goals_of(&survey.store, figures, &[&met, &missed], Language::Chinese);
    let told = rows(Some(&figures)).expect("rows");
    // Under the usual scheme the towns have 90 ± 1.3 and 45 ± 2 points.
    assert_eq!(
        told.iter().map(|row| (row.goal.index, row.verdict)).collect::<Vec<_>>(),
        [(Some(87.0), Some(Verdict::Met)), (Some(60.0), Some(Verdict::NotMet))]
    );
    let table = Twin::of_goals(&told, Language::Chinese);
    assert_eq!(table.rows[0][..3], ["总体", "87.00", "90.00"]);
    assert_eq!(table.rows[0][6..], ["全市 2/18", "青岛市 3/18"]);
    assert_eq!(table.rows[1][6..], ["—", "—"]);
    // Before anybody was asked nothing is met or missed.
    let unasked = rows(None).expect("rows");
    assert!(unasked.iter().all(|row| row.index.is_none() && row.verdict.is_none()));
}

/// Two components of these values, each with this standard error.
fn by_hand(weights: [f64; 2], units: &[(&str, [f64; 2])], se: f64) -> AnnualInputs {
    let formula = formula(|body| {
        for (at, weight) in weights.into_iter().enumerate() {
            body["components"][at]["weight"] = json!(weight);
        }
    });
    let error =
        if se > 0.0 { ReadingError::Sampled { se, df: 200 } } else { ReadingError::Counted };
    let unit = |(name, values): &(&str, [f64; 2])| UnitInputs {
        unit: code(name),
        name: Label::single(*name),
        readings: values.map(|value| Some(Reading { value, n: None, error, entry: None })).to_vec(),
        adjustments: Vec::new(),
    };
    let variances = (0..units.len() * 2).map(|at| (at, at, se * se));
    let level = LevelInputs {
        level: code("town"),
        units: units.iter().map(unit).collect(),
        covariances: if se > 0.0 { variances.collect() } else { Vec::new() },
    };
    AnnualInputs { year: 2026, formula, levels: vec![level] }
}

const UNITS: [(&str, [f64; 2]); 3] =
    [("a", [90.0, 80.0]), ("b", [80.0, 92.0]), ("c", [60.0, 60.0])];

/// At 50 : 50 a has 85 and b 86. At 55 : 45 a has 85.5 and b 85.4, at 45 : 55 they have 84.5 and 86.6.
#[test]
fn a_rank_that_hangs_on_a_weight_is_named() {
    let rows = sensitivity(&by_hand([0.5, 0.5], &UNITS, 0.0)).expect("rows");
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.component.as_str(), row.unit_code.as_str(), row.rank, row.moved_rank))
        .collect();
    // The first up is the second down.
    assert_eq!(
        told,
        [("own", "b", 1, 2), ("own", "a", 2, 1), ("city", "b", 1, 2), ("city", "a", 2, 1)]
    );
    close(Some(rows[1].moved_total), 85.5);
    close(Some(rows[1].moved_weight), 0.55);
    assert!(rows.iter().all(|row| !row.within_sampling_error), "nothing was sampled");
    let unsure = sensitivity(&by_hand([0.5, 0.5], &UNITS, 2.0)).expect("rows");
    assert!(unsure.len() == 4 && unsure.iter().all(|row| row.within_sampling_error));
}

#[test]
fn a_component_of_no_weight_changes_nothing() {
    let with = by_hand([1.0, 0.0], &UNITS, 1.0);
    assert_eq!(sensitivity(&with).expect("rows"), []);
    let mut other = with.clone();
    for unit in &mut other.levels[0].units {
        unit.readings[1] = None;
    }
    let totals = |inputs: &AnnualInputs| {
        let scores = annual_result(inputs).expect("a result").scores;
        scores.into_iter().map(|row| (row.unit_code, row.total, row.rank)).collect::<Vec<_>>()
    };
    assert_eq!(totals(&with), totals(&other));
}

#[test]
fn the_order_of_units_is_nothing() {
    let result = annual_result(&by_hand([0.5, 0.5], &UNITS, 2.0)).expect("a result");
    for order in [[1, 2, 0], [2, 1, 0], [0, 2, 1]] {
        let units = order.map(|at| UNITS[at]);
        assert_eq!(annual_result(&by_hand([0.5, 0.5], &units, 2.0)).expect("a result"), result);
    }
}

/// a and b can't be told apart at a standard error of 2, c is surely behind.
#[test]
fn a_list_of_candidates_names_who_could_be_one_as_well() {
    let list = |se, top| {
        let result = annual_result(&by_hand([0.5, 0.5], &UNITS, se)).expect("a result");
        let rows = candidates(&result, top);
        rows.into_iter()
            .map(|row| (row.score.unit_code.to_string(), row.candidacy))
            .collect::<Vec<_>>()
    };
    let (a, b) = ("a".to_owned(), "b".to_owned());
    assert_eq!(list(2.0, 1), [(b.clone(), Candidacy::ByTotal), (a.clone(), Candidacy::CouldBe)]);
    assert_eq!(list(2.0, 2), [(b.clone(), Candidacy::Surely), (a, Candidacy::Surely)]);
    assert_eq!(list(0.0, 1), [(b, Candidacy::Surely)]);
}
