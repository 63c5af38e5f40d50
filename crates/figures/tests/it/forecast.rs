//! Forecasts by what two people vouch for.

use analytics::{Thresholds, UnitSelection};
use figures::{FiguresError, Forecast, ForecastRequest, PastChoice, confirmed_results, forecast};
use jiff::civil::date;
use serde_json::json;
use survey::table::{ForecastBasis, PastState};
use survey::vouched::YearEntry;
use survey::{KnownResult, Language, PastResult, PastSource, RoundKind};
use uuid::Uuid;

use crate::support::{Survey, code};

/// Thirty mock interviews in each town in each month from April to August: half 100 and half 75 points by
/// equal steps.
fn rehearsed() -> Survey {
    let survey = Survey::new("a", 5);
    for month in 4..=8 {
        for number in 0..90 {
            let at = usize::try_from(month).expect("a month") * 1000 + number;
            let answer = ["5", "4"][number / 3 % 2];
            let day = date(2026, month, 3);
            survey.more_interviews("a", RoundKind::Mock, at..at + 1, answer, day);
        }
    }
    survey
}

fn entry(issuer: &str, period: &str, score: Option<f64>) -> YearEntry {
    let body = json!({
        "kind": "external", "issuer": issuer, "level": "province", "period": period, "unit": "t1",
        "domain": "overall", "score": score, "rate": 0.9, "n": null, "rank": null, "rank_total": null,
        "doc_no": null, "document": format!("{issuer}{period}通报"), "document_digest": null,
    });
    serde_json::from_value(body).expect("an entry")
}

fn enter(survey: &Survey, entry: &YearEntry) -> Uuid {
    survey.store.by("limin").enter(entry).expect("entered").1.id
}

fn vouch(survey: &Survey, issuer: &str, period: &str, score: f64) -> Uuid {
    let id = enter(survey, &entry(issuer, period, Some(score)));
    survey.store.by("wang").confirm_entry(id).expect("confirmed").id
}

fn choice(survey: Option<&str>, issuer: Option<&str>) -> PastChoice {
    PastChoice { survey: survey.map(code), issuer: issuer.map(code), domain: code("overall") }
}

fn foretold(survey: &Survey, past: Vec<KnownResult>) -> Result<Forecast, FiguresError> {
    let request = ForecastRequest {
        questionnaire: None,
        survey: None,
        period: "2026-08".parse().expect("a period"),
        units: UnitSelection::One("t1".to_owned()),
        scheme: Some("equal_steps".to_owned()),
        past,
        thresholds: Thresholds::default(),
        language: Language::Chinese,
    };
    forecast(&survey.store, &request)
}

/// The mock surveys found 87.5; the province 4, 3 and 5 less, so 83.5 is foretold. What was corrected,
/// given up, never confirmed or has no score, and what is not over yet, has no part in it.
#[test]
fn a_forecast_rests_on_what_is_confirmed_now() {
    let survey = rehearsed();
    vouch(&survey, "省厅", "2026-04", 83.5);
    vouch(&survey, "省厅", "2026-05", 84.5);
    let wrong = vouch(&survey, "省厅", "2026-06", 20.0);
    let right = entry("省厅", "2026-06", Some(82.5));
    let right = survey.store.by("limin").correct_entry(wrong, &right, "看错行").expect("corrected");
    survey.store.by("wang").confirm_entry(right.id).expect("confirmed");
    let withdrawn = enter(&survey, &entry("省厅", "2026-07", Some(1.0)));
    survey.store.by("limin").withdraw_entry(withdrawn, "录错").expect("withdrawn");
    enter(&survey, &entry("省厅", "2026-02", Some(2.0)));
    vouch(&survey, "省厅", "2026-01", 50.0);
    vouch(&survey, "省厅", "2026-08", 3.0);
    let rate = enter(&survey, &entry("省厅", "2026-03", None));
    survey.store.by("wang").confirm_entry(rate).expect("confirmed");

    let past = confirmed_results(&survey.store, &choice(None, None)).expect("read").known;
    let told = foretold(&survey, past).expect("a forecast");
    let row = &told.rows[0];
    assert_eq!((row.past, row.bias, row.forecast), (3, Some(-4.0), Some(83.5)));
    assert_eq!(row.basis, Some(ForecastBasis::PastResults));
    let seen: Vec<(String, PastState, Option<f64>)> =
        told.past.iter().map(|row| (row.period.to_string(), row.state, row.difference)).collect();
    let paired = |period: &str, by| (period.to_owned(), PastState::Paired, Some(by));
    let unpaired = ("2026-01".to_owned(), PastState::NoMock, None);
    let wanted =
        [unpaired, paired("2026-04", -4.0), paired("2026-05", -3.0), paired("2026-06", -5.0)];
    assert_eq!(seen, wanted);
    let last = &told.past[3];
    assert_eq!((last.entry.as_str(), last.issuer.as_str()), (&*right.id.to_string(), "省厅"));
    assert_eq!(last.document, "省厅2026-06通报");
}

#[test]
fn surveys_of_others_are_not_mixed() {
    let survey = rehearsed();
    vouch(&survey, "省厅", "2026-04", 83.5);
    vouch(&survey, "市局", "2026-04", 90.0);
    let asked = |mirrors, issuer| confirmed_results(&survey.store, &choice(mirrors, issuer));
    for mirrors in [None, Some("province")] {
        let error = asked(mirrors, None).expect_err("two issuers");
        assert!(matches!(&error, FiguresError::WhichIssuer(known) if known.len() == 2), "{error}");
    }
    let own = asked(Some("市局"), None).expect("by its name");
    assert_eq!((own.known.len(), own.others), (1, vec!["省厅".to_owned()]));
    assert_eq!(asked(None, Some("省厅")).expect("named").known[0].result.external, 83.5);
    assert!(asked(Some("moon"), None).expect("none").known.is_empty());
    let error = asked(None, Some("moon")).expect_err("unknown").to_string();
    assert!(error.contains("\"moon\"") && error.contains("市局, 省厅"), "{error}");
}

#[test]
fn the_same_result_twice_is_refused_with_both_places() {
    let survey = rehearsed();
    let id = vouch(&survey, "省厅", "2026-04", 83.5);
    let mut past = confirmed_results(&survey.store, &choice(None, None)).expect("read").known;
    let again = PastResult {
        unit: code("t1"),
        period: "2026-04".parse().expect("a period"),
        external: 83.5,
        mock: None,
    };
    let source = PastSource::File { name: "past.csv".to_owned(), line: 7 };
    past.push(KnownResult { result: again, source });
    let error = foretold(&survey, past).expect_err("twice").to_string();
    for part in ["t1 in 2026-04", &id.to_string(), "省厅2026-04通报", "line 7 of past.csv"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}
