//! What must hold for any survey, and the flags of thin cells.

use analytics::{
    AnalyticsError, By, IndexRequest, ModeSplit, SharesRequest, Thresholds, UnitSelection,
    answer_shares, index_table,
};
use jiff::civil::date;
use proptest::prelude::*;
use survey::table::{Flag, IndexRow};
use survey::{Language, Mode, Month, Period, Response, Scale, ScoringScheme};

use crate::support::{code, county, cube, five, interview, questionnaire, scheme};

const OPTIONS: [&str; 7] = ["5", "4", "3", "2", "1", "dk", "ref"];

fn table(responses: &[Response], request: IndexRequest, scheme: &ScoringScheme) -> Vec<IndexRow> {
    let form = questionnaire(&[("q1", "air"), ("q2", "air"), ("q3", "water")]);
    let request = IndexRequest { periods: vec!["2026-09".parse().expect("a period")], ..request };
    index_table(&cube(responses, &form), &county(&["a", "b"]), scheme, &request).expect("a table")
}

fn overall<'a>(rows: &'a [IndexRow], unit: &str) -> &'a IndexRow {
    rows.iter().find(|row| row.unit_code == unit && row.category == "overall").expect("a row")
}

#[test]
fn respondents_are_counted_once_however_many_questions_they_answer() {
    let day = date(2026, 9, 3);
    let rows = table(
        &[
            interview(1, "a", day, &[("q1", "5"), ("q2", "4"), ("q3", "dk")]),
            interview(2, "a", day, &[("q1", "dk"), ("q2", "3")]),
            interview(3, "a", day, &[("q1", "ref")]),
            interview(4, "a", day, &[]),
        ],
        IndexRequest {
            thresholds: Thresholds { shown_from: 0, ..Thresholds::default() },
            ..IndexRequest::default()
        },
        &five(),
    );
    let row = |category: &str| {
        rows.iter().find(|r| r.unit_code == "a" && r.category == category).expect("a row")
    };
    assert_eq!((row("overall").responses, row("overall").n), (Some(4), Some(2)));
    assert_eq!(row("air").n, Some(2));
    assert_eq!((row("water").n, row("water").index), (Some(0), None));
    assert_eq!(row("air").index, Some((100.0 + 80.0 + 60.0) / 3.0));
    assert_eq!(row("air").dont_know_share, Some(1.0 / 5.0));
}

#[test]
fn a_period_of_any_kind_holds_the_interviews_of_its_months() {
    let points = [100.0, 80.0, 60.0, 30.0, 0.0];
    // More interviews from month to month, so that no two sets of months come to the same.
    let made: Vec<(Month, usize)> = (2026 * 12..2027 * 12 + 6)
        .zip(3..)
        .flat_map(|(month, count)| std::iter::repeat_n(Month::from_index(month), count))
        .zip(0..)
        .collect();
    let responses: Vec<Response> = made
        .iter()
        .map(|&(month, number)| {
            let day = format!("{}-{:02}-15", month.year(), month.month()).parse().expect("a day");
            let psu = Some(code(&format!("v{}", number % 7)));
            Response { psu, ..interview(number, "a", day, &[("q1", OPTIONS[number % 5])]) }
        })
        .collect();
    let form = questionnaire(&[("q1", "air")]);
    let periods = ["2026-Q3", "2026-S1", "2026-S2", "2026-H2", "2026", "2027", "2026-11"];
    let periods: Vec<Period> = periods.map(|text| text.parse().expect("a period")).to_vec();
    let request = IndexRequest { periods, ..IndexRequest::default() };
    let rows =
        index_table(&cube(&responses, &form), &county(&["a"]), &five(), &request).expect("a table");
    for &period in &request.periods {
        let row = rows
            .iter()
            .find(|row| row.period == period && row.unit_code == "a" && row.category == "overall")
            .expect("a row");
        let within: Vec<f64> = made
            .iter()
            .filter(|(month, _)| period.months().contains(month))
            .map(|(_, number)| points[number % 5])
            .collect();
        let mean = within.iter().sum::<f64>() / within.len() as f64;
        assert_eq!(row.responses, Some(within.len() as u64), "{period}");
        assert!((row.index.expect("an index") - mean).abs() < 1e-9, "{period}");
        assert!(row.se.is_some(), "{period}");
    }
}

#[test]
fn silence_is_never_satisfaction() {
    let day = date(2026, 9, 3);
    let all_silent: Vec<_> = (0..6)
        .map(|number| interview(number, "a", day, &[("q1", ["dk", "ref"][number % 2])]))
        .collect();
    let rows = table(&all_silent, IndexRequest::default(), &five());
    let row = overall(&rows, "a");
    assert_eq!(
        (row.n, row.index, row.rate, row.se, row.flag),
        (Some(0), None, None, None, Some(Flag::SmallN))
    );
    let few = table(&all_silent[..2], IndexRequest::default(), &five());
    let row = overall(&few, "a");
    assert_eq!((row.n, row.refused_share, row.flag), (None, None, Some(Flag::Suppressed)));
    let nobody = table(&[], IndexRequest::default(), &five());
    assert_eq!(nobody, []);
}

#[test]
fn a_cell_that_could_point_at_a_person_is_withheld() {
    let day = date(2026, 9, 3);
    let few: Vec<_> = (0..4).map(|i| interview(i, "a", day, &[("q1", "1")])).collect();
    let rows = table(&few, IndexRequest::default(), &five());
    let row = overall(&rows, "a");
    assert_eq!(row.flag, Some(Flag::Suppressed));
    let figures = [
        row.index,
        row.se,
        row.ci_low,
        row.ci_high,
        row.rate,
        row.rate_se,
        row.n_eff,
        row.deff,
        row.dont_know_share,
    ];
    assert_eq!(figures, [None; 9]);
}

#[test]
fn designs_without_a_variance_say_so_instead_of_zero() {
    let day = date(2026, 9, 3);
    let in_village = |number, village: &str, stratum: &str| Response {
        stratum: Some(code(stratum)),
        psu: Some(code(village)),
        ..interview(number, "a", day, &[("q1", OPTIONS[number % 5])])
    };
    let lonely: Vec<_> = (0..40).map(|i| in_village(i, "v1", "s1")).collect();
    let rows = table(&lonely, IndexRequest::default(), &five());
    let row = overall(&rows, "a");
    assert_eq!((row.flag, row.se, row.ci_low), (Some(Flag::LonelyPsu), None, None));
    assert!(row.index.is_some());

    // A second village in the stratum, but of another town: one PSU alone still tells nothing.
    let mut two = lonely;
    two.extend((40..50).map(|i| Response { unit: code("b"), ..in_village(i, "v2", "s1") }));
    let rows = table(&two, IndexRequest::default(), &five());
    let row = overall(&rows, "a");
    assert_eq!((row.flag, row.se, row.df), (Some(Flag::LowDf), None, Some(0)));
}

#[test]
fn everybody_satisfied_still_has_an_interval() {
    let day = date(2026, 9, 3);
    let all: Vec<_> = (0..40).map(|i| interview(i, "a", day, &[("q1", "5")])).collect();
    let rows = table(&all, IndexRequest::default(), &five());
    let row = overall(&rows, "a");
    assert_eq!((row.rate, row.rate_se), (Some(1.0), Some(0.0)));
    let low = row.rate_ci_low.expect("a lower end");
    assert!((0.85..0.95).contains(&low), "{low}");
}

#[test]
fn modes_split_and_questions_split() {
    let day = date(2026, 9, 3);
    let mut responses: Vec<_> =
        (0..20).map(|i| interview(i, "a", day, &[("q1", "5"), ("q3", "3")])).collect();
    for response in responses.iter_mut().step_by(2) {
        response.mode = Mode::Phone;
    }
    let each = IndexRequest {
        modes: ModeSplit::Each,
        units: UnitSelection::One("a".to_owned()),
        ..IndexRequest::default()
    };
    let modes: Vec<_> = table(&responses, each, &five())
        .into_iter()
        .filter(|row| row.category == "overall")
        .map(|row| (row.mode, row.n))
        .collect();
    assert_eq!(modes, [("visit".into(), Some(10)), ("phone".into(), Some(10))]);
    let by_question = IndexRequest {
        by: By::Question,
        units: UnitSelection::One("a".to_owned()),
        ..IndexRequest::default()
    };
    let questions: Vec<_> = table(&responses, by_question, &five())
        .into_iter()
        .map(|row| (row.category, row.n))
        .collect();
    assert_eq!(questions, [("q1".into(), Some(20)), ("q3".into(), Some(20))]);
}

#[test]
fn an_unscored_question_counts_for_nothing_but_itself() {
    let mut form = questionnaire(&[("q1", "air"), ("sex", "air")]);
    form.questions[1].weight = 0.0;
    // A scale that no table of points fits.
    form.scales.push(Scale { code: code("two"), options: form.scales[0].options[..2].to_vec() });
    form.questions[1].scale = Some(code("two"));
    let day = date(2026, 9, 3);
    let answers = |i: usize| [("q1", "5"), ("sex", if i < 4 { "4" } else { "5" })];
    let all: Vec<_> = (0..40).map(|i| interview(i, "a", day, &answers(i))).collect();
    let cube = cube(&all, &form);
    let request = IndexRequest {
        periods: vec!["2026-09".parse().expect("a period")],
        units: UnitSelection::One("a".to_owned()),
        ..IndexRequest::default()
    };
    let rows = index_table(&cube, &county(&["a"]), &five(), &request).expect("a table");
    for row in &rows {
        assert_eq!((row.n, row.index), (Some(40), Some(100.0)), "{}", row.category);
    }
}

#[test]
fn wrong_requests_name_what_there_is() {
    let form = questionnaire(&[("q1", "air")]);
    let cube = cube(&[interview(1, "a", date(2026, 9, 3), &[("q1", "5")])], &form);
    let request = |units| IndexRequest { units, ..IndexRequest::default() };
    let level = index_table(
        &cube,
        &county(&["a"]),
        &five(),
        &request(UnitSelection::Level("city".to_owned())),
    );
    assert_eq!(
        level.expect_err("no such level").to_string(),
        "no unit has level \"city\": the levels are county, town"
    );
    let missing = index_table(&cube, &county(&["b"]), &five(), &request(UnitSelection::All));
    assert!(matches!(missing, Err(AnalyticsError::UnknownUnit(unit)) if unit == "a"));
    let three = index_table(
        &cube,
        &county(&["a"]),
        &scheme(&[100.0, 75.0, 55.0]),
        &request(UnitSelection::All),
    );
    assert!(matches!(three, Err(AnalyticsError::SchemeDoesNotFit { .. })));
}

#[test]
fn option_shares_add_up_and_keep_dont_know_apart() {
    let day = date(2026, 9, 3);
    let responses: Vec<_> =
        (0..60).map(|i| interview(i, "a", day, &[("q1", OPTIONS[i % 6])])).collect();
    let form = questionnaire(&[("q1", "air")]);
    let request = SharesRequest {
        period: "2026-Q3".parse().expect("a period"),
        unit: "county".to_owned(),
        mode: None,
        thresholds: Thresholds::default(),
        language: Language::English,
    };
    let (scale, rows) = answer_shares(&cube(&responses, &form), &county(&["a"]), &request)
        .expect("shares")
        .expect("a scale");
    assert_eq!(scale.steps(), 5);
    assert_eq!(rows[0].n, 50);
    assert!(rows[0].shares.iter().all(|share| (share - 0.2).abs() < 1e-12), "{:?}", rows[0].shares);
    assert!((rows[0].dont_know_share - 1.0 / 6.0).abs() < 1e-12);
}

prop_compose! {
    fn any_interview(number: usize)(
        town in prop::sample::select(vec!["a", "b"]),
        village in 0..4_u8,
        weight in 0.1..50.0_f64,
        answers in prop::collection::vec(prop::option::of(prop::sample::select(OPTIONS.to_vec())), 3),
    ) -> Response {
        let given: Vec<_> = ["q1", "q2", "q3"].into_iter().zip(answers)
            .filter_map(|(question, answer)| Some((question, answer?)))
            .collect();
        Response {
            weight,
            stratum: Some(code(town)),
            psu: Some(code(&format!("{town}{village}"))),
            ..interview(number, town, date(2026, 9, 3), &given)
        }
    }
}

fn any_survey() -> impl Strategy<Value = Vec<Response>> {
    (1..60_usize).prop_flat_map(|n| (0..n).map(any_interview).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_is_in_range_and_never_nan(responses in any_survey()) {
        for row in table(&responses, IndexRequest::default(), &five()) {
            let hundred = [row.index, row.ci_low, row.ci_high];
            let one = [row.rate, row.rate_ci_low, row.rate_ci_high, row.dont_know_share, row.refused_share];
            let positive = [row.se, row.rate_se, row.deff, row.n_eff];
            prop_assert!(hundred.iter().flatten().all(|v| (-1e-9..=100.0 + 1e-9).contains(v)), "{:?}", row);
            prop_assert!(one.iter().flatten().all(|v| (-1e-9..=1.0 + 1e-9).contains(v)), "{:?}", row);
            prop_assert!(positive.iter().flatten().all(|v| v.is_finite() && *v >= 0.0), "{:?}", row);
            prop_assert!(row.n.zip(row.responses).is_none_or(|(n, responses)| n <= responses));
        }
    }

    #[test]
    fn the_order_of_interviews_and_a_common_factor_of_weights_change_nothing(
        responses in any_survey(), seed in 0..1000_usize,
    ) {
        let mut shuffled: Vec<_> = responses.iter().cloned()
            .map(|r| Response { weight: r.weight * 4.0, ..r }).collect();
        shuffled.sort_by_key(|r| (r.id.as_u128() * 7919 + seed as u128) % 61);
        let (one, other) = (table(&responses, IndexRequest::default(), &five()), table(&shuffled, IndexRequest::default(), &five()));
        prop_assert_eq!(one.len(), other.len());
        for (a, b) in one.iter().zip(&other) {
            prop_assert_eq!((&a.unit_code, &a.category, a.n, a.df, a.flag), (&b.unit_code, &b.category, b.n, b.df, b.flag));
            for (x, y) in [(a.index, b.index), (a.se, b.se), (a.rate, b.rate)] {
                match (x, y) {
                    (Some(x), Some(y)) => prop_assert!((x - y).abs() <= 1e-8 * x.abs().max(1.0), "{} {}", x, y),
                    (x, y) => prop_assert_eq!(x, y),
                }
            }
        }
    }

    #[test]
    fn the_county_is_the_sum_of_its_towns(responses in any_survey()) {
        let request = IndexRequest { thresholds: Thresholds { shown_from: 0, ..Thresholds::default() }, ..IndexRequest::default() };
        let rows = table(&responses, request, &five());
        let of = |unit: &str| rows.iter().find(|r| r.unit_code == unit && r.category == "overall");
        if let Some(county) = of("county") {
            let towns: Vec<_> = ["a", "b"].into_iter().filter_map(of).collect();
            prop_assert_eq!(county.n, towns.iter().map(|t| t.n).sum::<Option<u64>>());
            if let Some(index) = county.index {
                let (low, high) = towns.iter().filter_map(|t| t.index)
                    .fold((f64::MAX, f64::MIN), |(low, high), i| (low.min(i), high.max(i)));
                prop_assert!((low - 1e-9..=high + 1e-9).contains(&index));
            }
        }
    }
}
