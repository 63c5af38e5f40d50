//! Agreement of first and second answers, signals, and both scores: figures by hand.

use std::collections::BTreeMap;

use figures::{
    AgreementRequest, Cut, Figures, QualityRequest, Selection, SignalRequest, SignalSubject,
    Source, agreement,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{ContactKey, NewUser, NewVerification};
use survey::contact::NewContact;
use survey::signals::Signal;
use survey::table::{AgreementRow, Flag, SignalRow};
use survey::verification::{CheckReport, Happened, Recontact, VerificationRules};
use survey::{ContactDetails, Grant, Period, Response, Role, RoundKind};
use uuid::Uuid;

use crate::support::{Survey, code};

struct Site {
    survey: Survey,
    key: ContactKey,
    _folder: tempfile::TempDir,
}

fn quarter() -> Period {
    "2026-Q3".parse().expect("a period")
}

/// An interview of zhang or li in t1: odd numbers are content, even ones are not.
fn interview(n: u32, night: bool) -> Response {
    let hour = if night { "15" } else { "02" };
    serde_json::from_value(json!({
        "id": Uuid::from_u128(n.into()), "round": "a-Official", "unit": "t1", "mode": "visit",
        "interviewed_on": "2026-08-03", "started_at": format!("2026-08-03T{hour}:00:00Z"),
        "respondent": format!("h{n}"), "answers": {"air": if n % 2 == 1 { "5" } else { "1" }}
    }))
    .expect("a response")
}

/// Twelve interviews of zhang, at night, and as many of li by day; wang is of t2.
fn site() -> Site {
    let survey = Survey::new("a", 5);
    let folder = tempfile::tempdir().expect("a folder");
    let key = ContactKey::create(&folder.path().join("key")).expect("a key");
    let contacts: Vec<NewContact> = (1..=24)
        .map(|n| NewContact {
            case: Some(code(&format!("h{n}"))),
            unit: code("t1"),
            stratum: None,
            psu: None,
            details: ContactDetails {
                name: Some(n.to_string()),
                phone: Some(format!("138{n:08}")),
                address: None,
            },
        })
        .collect();
    let store = &survey.store;
    store.by("test").add_contacts(&key, &code("list"), &contacts).expect("added");
    for (name, unit) in [("zhang", "t1"), ("li", "t1"), ("wang", "t2")] {
        let grants = vec![Grant { role: Role::Surveyor, unit: Some(code(unit)) }];
        let display_name = format!("{name}先生");
        let user = NewUser { name: code(name), display_name, grants, must_change: false };
        store.by("test").add_user(&user).expect("made");
    }
    for n in 1..=24 {
        let by = if n <= 12 { "api:zhang" } else { "api:li" };
        store.submit(&interview(n, n <= 12), by).expect("stored");
    }
    Site { survey, key, _folder: folder }
}

fn reached(happened: Happened, answer: Option<&str>) -> CheckReport {
    let answers = answer.map(|answer| (code("air"), code(answer)));
    CheckReport {
        recontact: Recontact::Reached,
        happened: Some(happened),
        answers: answers.into_iter().collect(),
    }
}

/// Of zhang's twelve: ten say what they say now, number 11 was never asked, 12 refuses. Of li's only four are
/// checked, and agree.
fn found(n: u32) -> CheckReport {
    let answer = match n {
        9 => "1",
        8 | 10 => "5",
        n if n % 2 == 1 => "5",
        _ => "1",
    };
    match n {
        11 => reached(Happened::No, None),
        12 => {
            CheckReport { recontact: Recontact::Refused, happened: None, answers: BTreeMap::new() }
        }
        _ => reached(Happened::Yes, Some(answer)),
    }
}

impl Site {
    fn draw(&self, per_surveyor: u32) {
        let new = NewVerification {
            questionnaire: code("a"),
            kind: RoundKind::Official,
            period: quarter(),
            unit: None,
            level: code("town"),
            per_surveyor,
            questions: vec![code("air")],
            seed: Some("1".to_owned()),
        };
        self.survey.store.by("test").draw_verification(&new).expect("drawn");
    }

    /// Checks zhang's twelve and so many of li's.
    fn check(&self, of_li: usize) {
        self.draw(12);
        let mut left = of_li;
        let now = Timestamp::now() + SignedDuration::from_mins(1);
        let wang = || self.survey.store.by("wang");
        while let Some(held) = wang().take_check(&self.key, now).expect("a check") {
            let n: u32 = held.details.name.expect("a name").parse().expect("a number");
            let report = match n {
                1..=12 => found(n),
                _ if left > 0 => {
                    left -= 1;
                    reached(Happened::Yes, Some(if n % 2 == 1 { "5" } else { "1" }))
                }
                _ => CheckReport {
                    recontact: Recontact::NotReached,
                    happened: None,
                    answers: BTreeMap::new(),
                },
            };
            wang().record_check(held.id, &report, now).expect("recorded");
        }
    }

    fn agreement(&self, request: &AgreementRequest) -> Vec<AgreementRow> {
        agreement(&self.survey.store, request).expect("a table")
    }

    fn signals(&self, request: &SignalRequest) -> Vec<SignalRow> {
        let selection = Selection::default();
        let figures = Figures::load(&self.survey.store, &selection).expect("figures");
        let source = Source { store: &self.survey.store, selection: &selection };
        figures.signals(source, &VerificationRules::default(), request).expect("a table")
    }
}

fn close(found: Option<f64>, expected: f64) {
    let found = found.expect("a number");
    assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
}

#[test]
fn agreement_is_as_by_hand_and_withheld_where_few_were_reached() {
    let site = site();
    site.check(4);
    let rows = site.agreement(&AgreementRequest::default());
    let names: Vec<_> = rows.iter().map(|row| row.surveyor.as_str()).collect();
    assert_eq!(names, ["li", "zhang", "all"], "by name, and all of them last");
    let zhang = &rows[1];
    assert_eq!((zhang.checks, zhang.reached, zhang.surveyor_name.as_str()), (12, 11, "zhang先生"));
    assert_eq!((zhang.confirmed, zhang.denied, zhang.cant_remember), (Some(10), Some(1), Some(0)));
    close(zhang.confirmed_share, 10.0 / 11.0);
    // 4 and 3 of 10 agree; half of the first and six of ten second answers are content, so that half
    // would agree by chance: kappa 0.2/0.5, with an error of √(0.2016/(10 · 0.25)).
    assert_eq!(zhang.pairs, Some(10));
    close(zhang.agreement, 0.7);
    close(zhang.kappa, 0.4);
    close(zhang.kappa_low, 0.4 - 1.959_963_984_540_054 * 0.080_64_f64.sqrt());
    assert_eq!(zhang.flag, Some(Flag::SmallN));
    // Four of li's were reached: a share could tell what one of them said.
    let li = &rows[0];
    assert_eq!((li.reached, li.flag), (4, Some(Flag::Suppressed)));
    assert_eq!((li.confirmed, li.agreement, li.kappa, li.pairs), (None, None, None, None));
    assert_eq!((rows[2].reached, rows[2].pairs), (15, Some(14)));

    let own = AgreementRequest { surveyor: Some(code("zhang")), ..AgreementRequest::default() };
    assert_eq!(site.agreement(&own), rows[1..2]);
    let elsewhere =
        AgreementRequest { within: Some(vec![code("t2")]), ..AgreementRequest::default() };
    assert_eq!(site.agreement(&elsewhere), []);
    let before = "2026-Q2".parse().ok();
    let earlier = AgreementRequest { period: before, ..AgreementRequest::default() };
    assert_eq!(site.agreement(&earlier), []);
}

#[test]
fn signals_are_of_those_in_sight_and_compared_with_all() {
    let site = site();
    let request = SignalRequest {
        period: quarter(),
        by: SignalSubject::Surveyor,
        only: None,
        within: None,
        scheme: None,
        thresholds: analytics::Thresholds::default(),
        language: survey::Language::English,
    };
    let rows = site.signals(&request);
    assert_eq!(rows.len(), 2 * Signal::ALL.len());
    let of = |rows: &[SignalRow], who: &str, signal| {
        let row = rows.iter().find(|row| row.subject == *who && row.signal == signal);
        row.expect("a row").clone()
    };
    let night = of(&rows, "zhang", Signal::NightEntries);
    assert_eq!((night.counted, night.of, night.raised), (Some(12), Some(12), true));
    assert_eq!((night.others_share, night.limit), (Some(0.0), Some(0.1)));
    assert!(!of(&rows, "li", Signal::NightEntries).raised);
    // Half of each is content; 5 of 5 satisfied is none of them.
    assert_eq!(of(&rows, "li", Signal::AllSatisfied).counted, Some(6));

    let own = SignalRequest { only: Some(code("li")), ..request.clone() };
    assert_eq!(site.signals(&own), rows[..8], "with the same others");
    let elsewhere = SignalRequest { within: Some(vec![code("t2")]), ..request.clone() };
    assert_eq!(site.signals(&elsewhere), []);
    let towns = SignalRequest { by: SignalSubject::UnitsOf(code("town")), ..request.clone() };
    let night = of(&site.signals(&towns), "t1", Signal::NightEntries);
    assert_eq!((night.counted, night.of, night.others_share), (Some(12), Some(24), None));
    let few = analytics::Thresholds { shown_from: 13, ..request.thresholds };
    let withheld = site.signals(&SignalRequest { thresholds: few, ..request });
    assert!(withheld.iter().all(|row| row.share.is_none() && !row.raised));
    assert_eq!(withheld[0].flag, Some(Flag::Suppressed));
}

#[test]
fn what_is_left_out_leaves_both_scores() {
    let site = site();
    site.check(0);
    let store = &site.survey.store;
    let score = |without_excluded| {
        let selection = Selection { without_excluded, ..Selection::default() };
        let figures = Figures::load(store, &selection).expect("figures");
        let source = Source { store, selection: &selection };
        let cut = Cut { unit: Some("t1".to_owned()), ..Cut::default() };
        let request = QualityRequest { periods: vec![quarter()], late_after: 3 };
        figures.quality(source, &cut, &request).expect("a table").remove(0)
    };
    let before = score(false);
    assert_eq!((before.excluded, before.index), (Some(0), Some(50.0)));
    assert_eq!(before.index_without_excluded, Some(50.0));

    figures::keep_months(store, &Selection::default()).expect("kept");
    let denied = store.checks(None).expect("read");
    let denied = denied.iter().find(|check| check.happened == Some(Happened::No));
    let denied = denied.expect("number 11").id;
    store.by("sun").exclude_response(denied, &code("verified_false"), "未访问").expect("left out");
    // Number 11 was content: 12 of 24 are 50, 11 of 23 are 47.83.
    let after = score(false);
    assert_eq!((after.interviews, after.excluded, after.index), (Some(24), Some(1), Some(50.0)));
    close(after.index_without_excluded, 1_100.0 / 23.0);
    let second = score(true);
    assert_eq!(second.interviews, Some(23));
    close(second.index, 1_100.0 / 23.0);
    // What is kept of the month is of all of them still.
    let months = figures::check_months(store, &Selection::default()).expect("checked");
    assert!(months.iter().all(|month| month.state == figures::MonthState::Same), "{months:?}");
}
