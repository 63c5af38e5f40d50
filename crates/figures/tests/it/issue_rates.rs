//! Rates of the ledger, from real databases: issues few enough to be counted by hand.

use analytics::UnitSelection;
use figures::{FiguresError, IssueRateRequest, Twin, category_names, issue_funnel, issue_rates};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use store::{NewStep, Store};
use survey::issue::rates::IssueRate;
use survey::period::PeriodKind;
use survey::round::in_china;
use survey::table::{Flag, FunnelPlace, IssueRateRow};
use survey::{Language, Month, NewIssue, Period};
use uuid::Uuid;

use crate::support::{Survey, code};

fn today() -> Date {
    in_china(Timestamp::now()).date()
}

fn open(store: &Store, unit: &str, number: &str, day: Date) -> Uuid {
    let new = json!({
        "channel": "hotline", "number": number, "unit": unit, "category": "air",
        "description": "扬尘", "opened_on": day.to_string(),
    });
    let new: NewIssue = serde_json::from_value(new).expect("an issue");
    store.by("desk").open_issue(&new).expect("opened").1.id
}

fn take(store: &Store, id: Uuid, by: &str, event: &Value) {
    let after = store.issue(id).expect("read").expect("there").issue.seq;
    let step = json!({"after": after, "event": event, "reason": "看过现场"});
    let step: NewStep = serde_json::from_value(step).expect("a step");
    store.by(by).step_issue(id, &step).expect("taken");
}

/// Takes as many of the steps to the end as are asked for.
fn lead(store: &Store, id: Uuid, steps: usize, outcome: &str) {
    let owners = json!({"leader": "张局长", "section": "大气科", "person": "李敏"});
    let way = [
        ("desk", json!({"kind": "assign", "triage": "handle_now", "owners": owners})),
        ("li", json!({"kind": "take_up"})),
        ("li", json!({"kind": "record_measure", "measure": "加装围挡"})),
        ("li", json!({"kind": "submit", "result": "已整改"})),
        ("wang", json!({"kind": "accept"})),
        ("wang", json!({"kind": "call_back", "outcome": outcome})),
        ("wang", json!({"kind": "close"})),
    ];
    for (by, event) in way.iter().take(steps) {
        take(store, id, by, event);
    }
}

fn request(periods: &[Period], units: UnitSelection) -> IssueRateRequest {
    IssueRateRequest {
        periods: periods.to_vec(),
        units,
        within: None,
        category: None,
        measure: None,
        today: date(2999, 1, 1),
        language: Language::Chinese,
    }
}

fn of_level(period: Period) -> IssueRateRequest {
    request(&[period], UnitSelection::Level("town".to_owned()))
}

fn told(rows: &[IssueRateRow], unit: &str, category: &str) -> Vec<(u64, u64)> {
    let own = rows.iter().filter(|row| row.unit_code == unit && row.category == category);
    own.map(|row| (row.numerator, row.denominator)).collect()
}

/// Of t1 one closed, one opened again by its call-back and one untouched; of t2 one taken up.
fn ledger() -> (Survey, Period) {
    let survey = Survey::new("a", 5);
    let (store, day) = (&survey.store, today());
    lead(store, open(store, "t1", "1", day), 7, "satisfied");
    lead(store, open(store, "t1", "2", day), 6, "not_satisfied");
    open(store, "t1", "3", day);
    lead(store, open(store, "t2", "4", day), 2, "");
    take(store, open(store, "t2", "5", day), "desk", &json!({"kind": "withdraw"}));
    (survey, Period::containing(Month::of(day), PeriodKind::Year))
}

#[test]
fn units_hold_those_below_and_each_rate_its_denominator() {
    let (survey, year) = ledger();
    let rows = issue_rates(&survey.store, &request(&[year], UnitSelection::All)).expect("rates");
    let none = (0, 0);
    // Handled, closed, replied, on time; reached, put right, satisfied.
    let t1 = [(2, 3), (1, 3), (0, 3), (1, 2), (2, 2), (1, 3), (1, 2)];
    let t2 = [(1, 1), (0, 1), (0, 1), (0, 1), none, (0, 1), none];
    let city = [(3, 4), (1, 4), (0, 4), (1, 3), (2, 2), (1, 4), (1, 2)];
    for (unit, wanted) in [("t1", t1), ("t2", t2), ("city", city)] {
        for category in ["overall", "air"] {
            assert_eq!(told(&rows, unit, category), wanted, "{unit} {category}");
        }
    }
    // Nothing came in: that is no rate, and no category of it is listed.
    assert_eq!((told(&rows, "t3", "overall"), told(&rows, "t3", "air")), (vec![none; 7], vec![]));
    let of_none = rows.iter().find(|row| row.unit_code == "t3").expect("a row");
    assert_eq!((of_none.share, of_none.share_low, of_none.flag), (None, None, None));
    let closed = &rows[1];
    assert_eq!((closed.measure, closed.unit_code.as_str()), (IssueRate::Closure, "city"));
    assert_eq!((closed.share, closed.flag), (Some(0.25), Some(Flag::SmallN)));
    // Wilson's interval of 1 of 4.
    let near = |found: Option<f64>, wanted: f64| (found.expect("an end") - wanted).abs() < 5e-5;
    assert!(near(closed.share_low, 0.0456) && near(closed.share_high, 0.6994), "{closed:?}");
    // What is not due yet is neither on time nor late.
    let early = IssueRateRequest { today: today(), ..of_level(year) };
    let rows = issue_rates(&survey.store, &early).expect("rates");
    assert_eq!(told(&rows, "t1", "overall")[3], none);
}

#[test]
fn what_is_asked_for_is_given_as_far_as_it_may_be_seen() {
    let (survey, year) = ledger();
    let store = &survey.store;
    let units = |request: &IssueRateRequest| {
        let rows = issue_rates(store, request).expect("rates");
        let mut units: Vec<String> = rows.iter().map(|row| row.unit_code.to_string()).collect();
        units.dedup();
        (units, rows.len())
    };
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let narrow = IssueRateRequest {
        category: Some("air".to_owned()),
        measure: Some(IssueRate::Closure),
        ..of_level(year)
    };
    assert_eq!(units(&narrow), (named(&["t1", "t2"]), 2));
    let own = IssueRateRequest { within: Some(vec![code("t2")]), ..of_level(year) };
    assert_eq!(units(&own).0, ["t2"]);
    let family = request(&[year], UnitSelection::Family("city".to_owned()));
    assert_eq!(units(&family).0, ["city", "t1", "t2", "t3"]);
    // Another period, and one before.
    let before = [year.previous(), year];
    assert_eq!(units(&request(&before, UnitSelection::One("t1".to_owned()))).1, 7 + 14);
    let told = |request: IssueRateRequest| issue_rates(store, &request).expect_err("refused");
    for foreign in ["t1", "city", "nowhere"] {
        let one = IssueRateRequest { units: UnitSelection::One(foreign.to_owned()), ..own.clone() };
        assert!(told(one).to_string().contains("is not in the unit tree"), "{foreign}");
    }
    let moon = IssueRateRequest { category: Some("moon".to_owned()), ..of_level(year) };
    let refused = told(moon);
    assert!(matches!(&refused, FiguresError::UnknownCategory { known, .. } if *known == ["air"]));
    assert!(
        told(request(&[year], UnitSelection::Level("moon".to_owned())))
            .to_string()
            .contains("town")
    );
}

#[test]
fn a_table_for_reading_says_what_each_rate_is_of() {
    let (survey, year) = ledger();
    let rows = issue_rates(&survey.store, &of_level(year)).expect("rates");
    let names = category_names(&survey.store, Language::Chinese).expect("names");
    let twin = Twin::of_issue_rates(&rows, &names, Language::Chinese);
    assert_eq!(twin.headers[..5], ["单位", "时期", "类别", "处理率", "结案率"]);
    assert_eq!(twin.rows.len(), 5);
    assert_eq!(
        twin.rows[0][2..5],
        ["总体", "66.7%（2/3，20.8%–93.9%）", "33.3%（1/3，6.1%–79.2%）"]
    );
    assert_eq!(twin.rows[4][3..], ["—"; 7]);
    assert_eq!(twin.units, ["t1", "t1", "t2", "t2", "t3"]);
}

fn closure(unit: &str, closed: u64, of: u64) -> IssueRateRow {
    IssueRateRow {
        unit_code: unit.into(),
        unit_name: unit.into(),
        level: "town".into(),
        period: "2026-Q3".parse().expect("a period"),
        category: "overall".into(),
        measure: IssueRate::Closure,
        dated: IssueRate::Closure.day(),
        numerator: closed,
        denominator: of,
        share: (of > 0).then(|| closed as f64 / of as f64),
        share_low: None,
        share_high: None,
        flag: None,
    }
}

/// 160 of 200 together; the standard error at 50 issues is √(0.8·0.2/50) = 0.0566.
#[test]
fn a_funnel_finds_who_stands_out_and_leaves_few_issues_out() {
    let rows = vec![
        closure("low", 25, 50),
        closure("usual", 45, 50),
        closure("high", 90, 100),
        closure("few", 0, 9),
        closure("none", 0, 0),
    ];
    let rows = issue_funnel(rows).expect("a funnel");
    let order: Vec<_> = rows.iter().map(|row| row.rate.unit_code.as_str()).collect();
    assert_eq!(order, ["high", "usual", "low", "few", "none"]);
    let low = &rows[2];
    assert!((low.pooled_share.expect("a share") - 0.8).abs() < 1e-12);
    assert!((low.z.expect("z") + 0.3 / (0.8_f64 * 0.2 / 50.0).sqrt()).abs() < 1e-9);
    assert!(low.inner_low.expect("a limit") < 0.7 && low.dispersion.expect("φ") > 1.0);
    assert_eq!(rows[1].place, Some(FunnelPlace::Inside));
    assert_eq!((rows[3].z, rows[3].place, rows[4].place), (None, None, None));
    // Nothing varies where all are closed, and nobody is there to stand out.
    for all in [vec![closure("a", 20, 20), closure("b", 30, 30)], vec![closure("a", 1, 2)], vec![]]
    {
        let rows = issue_funnel(all).expect("no funnel");
        assert!(rows.iter().all(|row| row.place.is_none() && row.pooled_share.is_none()));
    }
}
