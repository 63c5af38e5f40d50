//! From a real database to a figure.

mod answers;
mod months;
mod support;

use analytics::{IndexRequest, UnitSelection};
use figures::{ChartKind, Cut, Figures, FiguresError, Look, Selection};
use survey::period::PeriodKind;
use survey::{Language, RoundKind};

use crate::support::{Survey, code};

fn load(survey: &Survey) -> Figures {
    Figures::load(&survey.store, &Selection::default()).expect("figures")
}

#[test]
fn an_empty_database_says_what_to_do() {
    let survey = Survey::empty();
    let error = Figures::load(&survey.store, &Selection::default()).expect_err("nothing there");
    assert!(error.to_string().contains("manyi import responses"), "{error}");
}

#[test]
fn official_and_mock_rounds_never_mix() {
    let survey = Survey::new("a", 5);
    survey.interviews("a", RoundKind::Official, 40, "5");
    survey.interviews("a", RoundKind::Mock, 10, "1");
    let count = |kind| {
        let selection = Selection { kind, ..Selection::default() };
        let figures = Figures::load(&survey.store, &selection).expect("figures");
        let request = IndexRequest {
            periods: figures.newest_period().into_iter().collect(),
            units: UnitSelection::One("city".to_owned()),
            ..IndexRequest::default()
        };
        let rows = figures.index_table(None, &request).expect("a table");
        (rows[0].responses, rows[0].index)
    };
    assert_eq!(count(RoundKind::Official), (40, Some(100.0)));
    assert_eq!(count(RoundKind::Mock), (10, Some(0.0)));
}

#[test]
fn questionnaires_never_mix_either() {
    let survey = Survey::new("a", 5);
    survey.add_questionnaire("b", 3);
    survey.interviews("a", RoundKind::Official, 40, "5");
    let error = Figures::load(&survey.store, &Selection::default()).expect_err("ambiguous");
    assert!(
        matches!(&error, FiguresError::WhichQuestionnaire(codes) if codes == &["a", "b"]),
        "{error}"
    );
    let named = |name: &str| Selection { questionnaire: Some(code(name)), ..Selection::default() };
    assert!(Figures::load(&survey.store, &named("a")).is_ok());
    let error = Figures::load(&survey.store, &named("c")).expect_err("unknown");
    assert!(error.to_string().contains("there are a, b"), "{error}");
}

#[test]
fn the_usual_scheme_is_used_where_it_fits() {
    let five = Survey::new("a", 5);
    five.interviews("a", RoundKind::Official, 1, "5");
    assert_eq!(load(&five).scheme(None).expect("a scheme").code, "five_100_80_60_30_0");
    let three = Survey::new("a", 3);
    three.interviews("a", RoundKind::Official, 1, "3");
    assert_eq!(load(&three).scheme(None).expect("a scheme").code, "equal_steps");
    let figures = load(&three);
    assert_eq!(figures.scheme(Some("equal_steps@1")).expect("a scheme").version, 1);
    for missing in ["equal_steps@2", "equal_steps@x", "x"] {
        assert!(
            matches!(figures.scheme(Some(missing)), Err(FiguresError::UnknownScheme { .. })),
            "{missing}"
        );
    }
}

#[test]
fn what_a_cut_leaves_out_takes_the_newest_quarter_and_the_highest_level_worth_ranking() {
    let survey = Survey::new("a", 5);
    survey.interviews("a", RoundKind::Official, 40, "4");
    let figures = load(&survey);
    assert_eq!(figures.newest_period().expect("a period").to_string(), "2026-Q3");
    assert_eq!(figures.usual_level().as_deref(), Some("town"));
    assert_eq!(figures.periods(PeriodKind::Month).len(), 1);
    let ranking = figures.ranking(&Cut::default()).expect("a ranking");
    assert_eq!(ranking.len(), 3);
    assert!(ranking.iter().all(|row| row.estimate.period.to_string() == "2026-Q3"));
}

#[test]
fn every_chart_has_a_twin_with_the_same_figures() {
    let survey = Survey::new("a", 5);
    survey.interviews("a", RoundKind::Official, 120, "4");
    let figures = load(&survey);
    for kind in ChartKind::ALL {
        let svg = figures.chart(kind, &Cut::default(), &Look::default()).expect("a chart");
        let twin = figures.twin(kind, &Cut::default()).expect("a twin");
        assert!(svg.starts_with("<svg"), "{kind:?}");
        assert!(!twin.rows.is_empty(), "{kind:?}");
        assert!(twin.rows.iter().all(|row| row.len() == twin.headers.len()), "{kind:?}");
    }
    let twin = figures.twin(ChartKind::Ranking, &Cut::default()).expect("a twin");
    assert!(twin.rows.iter().all(|row| row.contains(&"80.00".to_owned())), "{twin:?}");
}

#[test]
fn kinds_are_read_by_name() {
    for kind in ChartKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
        assert!(!kind.title(Language::English).is_empty());
    }
    assert!(
        "pie"
            .parse::<ChartKind>()
            .expect_err("no pies")
            .contains("ranking, heatmap, trend, answers")
    );
}
