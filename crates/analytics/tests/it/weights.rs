//! Figures with weights of 1, from a cube that counted design weights.

use analytics::{
    By, ChangeRequest, Cube, IndexRequest, ModeEffectRequest, ModeSplit, RankRequest, Thresholds,
    UnitSelection, change_table, index_table, mode_effect_table, ranking_table,
};
use jiff::civil::date;
use proptest::prelude::*;
use survey::table::{IndexRow, RankingRow};
use survey::{Language, Mode, Period, Response, UnitTree, Weights};

use crate::support::{code, county, cube, five, interview, questionnaire};

const OPTIONS: [&str; 7] = ["5", "4", "3", "2", "1", "dk", "ref"];
const TOWNS: [&str; 3] = ["a", "b", "c"];

fn of_psu(number: usize, psu: &str, weight: f64, answer: &str) -> Response {
    let asked = interview(number, "a", date(2026, 9, 3), &[("q1", answer)]);
    Response { psu: Some(code(psu)), weight, ..asked }
}

#[test]
fn an_index_of_equal_weights_and_its_error_are_those_by_hand() {
    let responses = [
        of_psu(1, "p1", 9.0, "5"),
        of_psu(2, "p1", 0.5, "4"),
        of_psu(3, "p2", 120.0, "3"),
        of_psu(4, "p3", 2.5, "2"),
        of_psu(5, "p3", 0.25, "1"),
        of_psu(6, "p3", 4.0, "3"),
    ];
    let cube = cube(&responses, &questionnaire(&[("q1", "air")]));
    let of = |weights| {
        let request = IndexRequest {
            periods: vec!["2026-09".parse().expect("a period")],
            units: UnitSelection::One("a".to_owned()),
            weights,
            ..IndexRequest::default()
        };
        index_table(&cube, &county(&["a"]), &five(), &request).expect("a table").remove(0)
    };
    let row = of(Weights::Equal);
    // 100, 80 | 60 | 30, 0, 60: a mean of 330/6. What the three points contribute is 70/6, 5/6 and
    // -75/6, so that V = 3/2 · (70² + 5² + 75²)/36.
    assert_eq!(row.index, Some(55.0));
    let se = (1.5 * (4_900.0 + 25.0 + 5_625.0) / 36.0_f64).sqrt();
    assert!((row.se.expect("an error") - se).abs() < 1e-12, "{:?} and {se}", row.se);
    assert_eq!(row.rate, Some(2.0 / 6.0));
    assert_eq!((row.df, row.n, row.weights), (Some(2), Some(6), Weights::Equal));
    let own = of(Weights::Design);
    assert_eq!(own.weights, Weights::Design);
    let weighted = 8_455.0 / 136.25;
    assert!((own.index.expect("an index") - weighted).abs() < 1e-9, "{:?}", own.index);
}

/// Interviews as they were weighted: option of either question, town, PSU, month, mode, weight.
fn any_responses() -> impl Strategy<Value = Vec<Response>> {
    let one = (0..7_usize, 0..7_usize, 0..3_usize, 0..4_usize, 8..10_i8, any::<bool>(), 1..400_u32);
    prop::collection::vec(one, 1..160).prop_map(|made| {
        let response = |(number, (q1, q2, town, psu, month, phone, weight))| {
            let answers = [("q1", OPTIONS[q1]), ("q2", OPTIONS[q2])];
            let day = date(2026, month, 3);
            Response {
                psu: Some(code(&format!("{}{psu}", TOWNS[town]))),
                stratum: Some(code(TOWNS[town])),
                mode: if phone { Mode::Phone } else { Mode::Visit },
                weight: f64::from(weight) / 7.0,
                ..interview(number, TOWNS[town], day, &answers)
            }
        };
        made.into_iter().enumerate().map(response).collect()
    })
}

/// Every table that weights are chosen for.
struct Tables {
    indices: Vec<IndexRow>,
    ranking: Vec<RankingRow>,
    others: String,
}

fn tables(cube: &Cube, tree: &UnitTree, weights: Weights) -> Tables {
    let periods: Vec<Period> =
        ["2026-08", "2026-09", "2026-Q3"].map(|text| text.parse().expect("a period")).to_vec();
    let mut indices = Vec::new();
    for (by, modes) in [(By::Category, ModeSplit::Each), (By::Question, ModeSplit::Together)] {
        let request = IndexRequest {
            periods: periods.clone(),
            by,
            modes,
            weights,
            ..IndexRequest::default()
        };
        indices.extend(index_table(cube, tree, &five(), &request).expect("a table"));
    }
    let ranking = RankRequest {
        period: periods[1],
        level: "town".to_owned(),
        category: "overall".to_owned(),
        mode: None,
        top: None,
        target: Some(60.0),
        weights,
        thresholds: Thresholds::default(),
        language: Language::English,
    };
    let changes = ChangeRequest {
        periods: periods[..2].to_vec(),
        units: UnitSelection::All,
        category: "air".to_owned(),
        mode: None,
        weights,
        thresholds: Thresholds::default(),
        language: Language::English,
    };
    let effects = ModeEffectRequest {
        periods: periods.clone(),
        units: UnitSelection::All,
        category: "overall".to_owned(),
        modes: [Mode::Visit, Mode::Phone],
        weights,
        thresholds: Thresholds::default(),
        language: Language::English,
    };
    let changes = change_table(cube, tree, &five(), &changes).expect("changes");
    let effects = mode_effect_table(cube, tree, &five(), &effects).expect("effects");
    Tables {
        indices,
        ranking: ranking_table(cube, tree, &five(), &ranking).expect("a ranking"),
        others: format!("{changes:#?}{effects:#?}").replace("Equal", "Design"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn equal_weights_give_what_interviews_of_weight_1_give(responses in any_responses()) {
        let (form, tree) = (questionnaire(&[("q1", "air"), ("q2", "water")]), county(&TOWNS));
        let plain = |one: &Response| Response { weight: 1.0, ..one.clone() };
        let ones: Vec<Response> = responses.iter().map(plain).collect();
        let ours = tables(&cube(&responses, &form), &tree, Weights::Equal);
        let theirs = tables(&cube(&ones, &form), &tree, Weights::Design);
        let renamed = |row: &IndexRow| IndexRow { weights: Weights::Design, ..row.clone() };
        let indices: Vec<IndexRow> = ours.indices.iter().map(renamed).collect();
        prop_assert_eq!(indices, theirs.indices);
        for (ours, theirs) in ours.ranking.iter().zip(&theirs.ranking) {
            let ours = RankingRow { estimate: renamed(&ours.estimate), ..ours.clone() };
            prop_assert_eq!(&ours, theirs);
        }
        prop_assert_eq!(ours.others, theirs.others);
    }

    #[test]
    fn both_weights_withhold_the_same(responses in any_responses()) {
        let (form, tree) = (questionnaire(&[("q1", "air"), ("q2", "water")]), county(&TOWNS));
        let cube = cube(&responses, &form);
        let [design, equal] = Weights::ALL.map(|weights| tables(&cube, &tree, weights));
        prop_assert_eq!(design.indices.len(), equal.indices.len());
        for (design, equal) in design.indices.iter().zip(&equal.indices) {
            prop_assert_eq!(
                (design.flag, design.n, design.responses, design.index.is_none()),
                (equal.flag, equal.n, equal.responses, equal.index.is_none())
            );
            prop_assert_eq!(&design.unit_code, &equal.unit_code);
        }
    }
}
