//! From a real database to a figure.

mod annual;
mod answers;
mod coverage;
mod forecast;
mod issue_rates;
mod leading;
mod months;
mod priority;
mod quality;
mod supervision;
mod support;
mod verification;

use analytics::{IndexRequest, UnitSelection};
use figures::{ChartKind, Cut, Figures, FiguresError, Look, Selection, Source};
use jiff::civil::date;
use survey::period::PeriodKind;
use survey::{Language, RoundKind};

use crate::support::{Survey, code, whole};

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
            periods: figures.newest_period(&Cut::default()).into_iter().collect(),
            units: UnitSelection::One("city".to_owned()),
            ..IndexRequest::default()
        };
        let rows = figures.index_table(&Cut::default(), &request).expect("a table");
        (rows[0].responses, rows[0].index)
    };
    assert_eq!(count(RoundKind::Official), (Some(40), Some(100.0)));
    assert_eq!(count(RoundKind::Mock), (Some(10), Some(0.0)));
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
    assert_eq!(figures.newest_period(&Cut::default()).expect("a period").to_string(), "2026-Q3");
    assert_eq!(figures.usual_level().as_deref(), Some("town"));
    assert_eq!(figures.periods(&Cut::default(), PeriodKind::Month).len(), 1);
    let ranking = figures.ranking(&Cut::default()).expect("a ranking");
    assert_eq!(ranking.len(), 3);
    assert!(ranking.iter().all(|row| row.estimate.period.to_string() == "2026-Q3"));
}

#[test]
fn every_chart_has_a_twin_with_the_same_figures() {
    let survey = Survey::new("a", 5);
    survey.interviews("a", RoundKind::Official, 120, "4");
    let figures = load(&survey);
    let selection = Selection::default();
    let source = Source { store: &survey.store, selection: &selection };
    for kind in ChartKind::ALL {
        let svg = figures.chart(kind, &Cut::default(), &Look::default(), source).expect("a chart");
        let twin = figures.twin(kind, &Cut::default(), source).expect("a twin");
        assert!(svg.starts_with("<svg"), "{kind:?}");
        assert!(!twin.rows.is_empty(), "{kind:?}");
        assert!(twin.rows.iter().all(|row| row.len() == twin.headers.len()), "{kind:?}");
        // Looked up once, it is the same at every width.
        let drawing = figures.drawing(kind, &Cut::default(), source).expect("a drawing");
        assert_eq!(drawing.svg(&Look::default()).expect("a chart"), svg, "{kind:?}");
        assert_eq!(drawing.twin(), twin, "{kind:?}");
    }
    let twin = figures.twin(ChartKind::Ranking, &Cut::default(), source).expect("a twin");
    assert!(twin.rows.iter().all(|row| row.contains(&"80.00".to_owned())), "{twin:?}");
}

/// Two months of one survey: everybody content in July, and less so in August.
fn two_months() -> Survey {
    let survey = Survey::new("a", 5);
    for (numbers, answer, day) in [
        (0..60, "5", date(2026, 7, 6)),
        (60..120, "4", date(2026, 7, 6)),
        (120..180, "4", date(2026, 8, 3)),
        (180..240, "2", date(2026, 8, 3)),
    ] {
        survey.more_interviews("a", RoundKind::Official, numbers, answer, day);
    }
    survey
}

#[test]
fn a_comparison_starts_with_an_earlier_period_of_the_same_kind() {
    let figures = load(&two_months());
    let cut = |period: &str, from: Option<&str>| Cut {
        period: Some(period.parse().expect("a period")),
        from: from.map(|from| from.parse().expect("a period")),
        ..Cut::default()
    };
    assert_eq!(figures.start(&cut("2026-08", None)).expect("July").to_string(), "2026-07");
    let rows = figures.comparison(&cut("2026-08", None)).expect("changes");
    assert!(rows.iter().all(|row| row.change == Some(-35.0) && row.family == Some(3)), "{rows:?}");
    let same = figures.comparison(&cut("2026-08", Some("2026-07"))).expect("changes");
    assert_eq!(rows, same);
    for from in ["2026-08", "2026-09", "2026-Q2", "2025"] {
        let cut = cut("2026-08", Some(from));
        for error in [
            figures.comparison(&cut).expect_err("later"),
            figures.movement(&cut).expect_err("later"),
        ] {
            assert!(matches!(error, FiguresError::NotBefore { .. }), "{from}: {error}");
        }
    }
    let months = |from| figures.movement(&cut("2026-08", Some(from)));
    assert_eq!(months("2026-03").expect("six months").len(), 3 * 6);
    let error = months("2026-02").expect_err("seven");
    assert!(error.to_string().contains("more than 6 periods from 2026-02 to 2026-08"), "{error}");
}

#[test]
fn who_sees_one_unit_sees_it_as_it_stands_among_all() {
    let figures = load(&two_months());
    let all = Cut { period: Some("2026-08".parse().expect("a period")), ..Cut::default() };
    let own = Cut { within: Some(vec![whole("t2")]), ..all.clone() };
    let movement = |cut| figures.movement(cut).expect("ranks");
    let mut rows = movement(&all);
    rows.retain(|row| row.unit_code == "t2");
    assert_eq!(movement(&own), rows);
    assert_eq!(rows[1].rank_high, Some(3), "among all three");
    let comparison = |cut| figures.comparison(cut).expect("changes");
    let mut rows = comparison(&all);
    rows.retain(|row| row.unit_code == "t2");
    assert_eq!(comparison(&own), rows);
    let funnel = |cut| figures.funnel(cut).expect("a funnel");
    let mut rows = funnel(&all);
    rows.retain(|row| row.unit_code == "t2");
    assert_eq!((funnel(&own), rows.len()), (rows.clone(), 1));
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
            .contains("heatmap, trend, answers, priority, coverage, funnel")
    );
}
