//! What leaders read says what the tables say, and no more.

use analytics::{IndexRequest, UnitSelection};
use documents::{Cell, Revision};
use figures::{
    BulletinRequest, Cut, Figures, Letterhead, Overview, Selection, Topic, is_running, open_issues,
    response_rate,
};
use jiff::civil::{Date, date};
use store::{Aim, NewStep, Place, SetAim};
use survey::table::Verdict;
use survey::{CallBack, Channel, IssueEvent, Language, NewIssue, Owners, RoundKind, Triage};

use crate::support::{Survey, code, whole};

/// Bad answers before, good ones since; a few others, so that there is something to be unsure of.
fn surveyed() -> Survey {
    let survey = Survey::new("a", 5);
    let mut number = 0;
    for (day, usual, other) in [(date(2026, 8, 3), "2", "1"), (date(2026, 11, 3), "5", "4")] {
        for (count, answer) in [(135, usual), (15, other)] {
            let numbers = number..number + count;
            survey.more_interviews("a", RoundKind::Official, numbers, answer, day);
            number += count;
        }
    }
    survey
}

fn load(survey: &Survey) -> Figures {
    Figures::load(&survey.store, &Selection::default()).expect("figures")
}

fn cut(period: &str, language: Language) -> Cut {
    Cut { period: Some(period.parse().expect("a period")), language, ..Cut::default() }
}

fn aim(unit: &str, index: f64) -> SetAim {
    let place = Place { rank: 3, out_of: Some(16), field: "全省".to_owned() };
    let aim =
        Aim { year: 2026, unit: code(unit), index: Some(index), place: Some(place), source: None };
    SetAim { aim, set_by: "limin".to_owned(), set_at: jiff::Timestamp::UNIX_EPOCH }
}

fn said(overview: &Overview, topic: Topic) -> Vec<&str> {
    let of_topic = overview.findings.iter().filter(|finding| finding.topic == topic);
    of_topic.map(|finding| finding.text.as_str()).collect()
}

#[test]
fn the_newest_quarter_counts_when_it_is_over() {
    let figures = load(&surveyed());
    let on = |day| figures.newest_finished(&Cut::default(), day).expect("a period").to_string();
    assert_eq!(on(date(2026, 11, 26)), "2026-Q3");
    assert_eq!(on(date(2027, 1, 1)), "2026-Q4");
    // Where none is over, the one that runs is better than nothing.
    assert_eq!(on(date(2026, 8, 4)), "2026-Q4");
    let period = "2026-Q3".parse().expect("a period");
    assert!(is_running(period, date(2026, 9, 30)) && !is_running(period, date(2026, 10, 1)));
}

#[test]
fn the_overview_has_the_figures_of_the_tables() {
    let figures = load(&surveyed());
    let cut = Cut { target: Some(90.0), ..cut("2026-Q4", Language::Chinese) };
    let overview = figures.overview(&cut, None).expect("an overview");
    let request = IndexRequest {
        periods: cut.period.into_iter().collect(),
        units: UnitSelection::One("city".to_owned()),
        ..IndexRequest::default()
    };
    let table = figures.index_table(&Cut::default(), &request).expect("a table");
    let head = overview.head.as_ref().expect("a single root");
    assert_eq!(head.row.estimate, table[0]);
    assert_eq!(head.categories, table[1..]);
    assert_eq!(overview.ranking, figures.ranking(&cut).expect("a ranking"));
    // 135 at 100 and 15 at 80 points, after 135 at 30 and 15 at 0.
    assert_eq!(head.row.estimate.index, Some(98.0));
    assert_eq!(head.row.change.map(f64::round), Some(71.0));
    assert_eq!((head.has_changed(), head.verdict()), (Some(true), Some(Verdict::Met)));
    assert!((head.gap().expect("a gap") - 8.0).abs() < 1e-9);
    let coverage =
        (overview.coverage.interviews, overview.coverage.units, overview.coverage.unranked);
    assert_eq!(coverage, (Some(150), 3, 0));
    // Every figure stands among the lines of the command line too.
    let lines = overview.lines();
    let line = |figure| lines.iter().find(|line| line.figure == figure).expect("a line");
    assert_eq!(line("index").value, table[0].index);
    assert_eq!((line("index").low, line("index").high), (table[0].ci_low, table[0].ci_high));
    assert_eq!(line("rate").value, table[0].rate);
    assert!(lines.iter().all(|line| line.figure != "rank"), "one alone is the first of nobody");
}

#[test]
fn sentences_claim_what_the_data_allow() {
    let figures = load(&surveyed());
    let place = Place { rank: 3, out_of: Some(16), field: "全省".to_owned() };
    let cut = |period| Cut { target: Some(90.0), ..cut(period, Language::Chinese) };
    let after = figures.overview(&cut("2026-Q4"), Some(&place)).expect("an overview");
    assert_eq!(said(&after, Topic::Change), ["city得分较2026年第三季度上升71.00分，变化显著"]);
    assert!(said(&after, Topic::Movement)[0].starts_with("与2026年第三季度相比，"));
    assert_eq!(said(&after, Topic::Target), ["目标90分：city得分高8.00分，可以确定已达到"]);
    assert!(said(&after, Topic::Place)[0].contains("以上级公布的结果为准"));
    assert_eq!(said(&after, Topic::Coverage), ["3个镇街的样本都够排名"]);
    let before = figures.overview(&cut("2026-Q3"), None).expect("an overview");
    assert_eq!(said(&before, Topic::Change), ["city在2026年第二季度没有可比的得分"]);
    assert_eq!(said(&before, Topic::Movement), ["2026年第二季度没有可比的得分，看不出谁有变化"]);
    assert_eq!(said(&before, Topic::Target), ["目标90分：city得分低63.00分，可以确定未达到"]);
    assert!(said(&before, Topic::Place).is_empty());
    // A target is one of the whole, and not of a category.
    let air = Cut { category: Some("air".to_owned()), ..cut("2026-Q4") };
    let air = figures.overview(&air, None).expect("an overview");
    assert!(said(&air, Topic::Target).is_empty());
}

#[test]
fn a_unit_has_its_place_among_all_and_its_units_below() {
    let figures = load(&surveyed());
    let of = |unit: &str, within: Option<&str>| {
        let within = within.map(|unit| vec![whole(unit)]);
        let cut = cut("2026-Q4", Language::English);
        let cut = Cut { unit: Some(unit.to_owned()), within, ..cut };
        figures.unit_profile(&cut, None).expect("figures")
    };
    let town = of("t1", None).expect("a town");
    let ranking = figures.ranking(&cut("2026-Q4", Language::English)).expect("a ranking");
    let own = ranking.iter().find(|row| row.estimate.unit_code == "t1").expect("a row");
    assert_eq!(&town.standing.row, own);
    assert_eq!(town.standing.ranked, 3);
    assert_eq!(town.top[0].unit_code, "city");
    assert!(town.children.is_empty());
    let city = of("city", None).expect("a city");
    assert!(city.top.is_empty());
    assert_eq!(city.children[0].rows, ranking);
    // Whoever sees one town has its rank among all, and nothing of the others or of the whole.
    let seen = of("t1", Some("t1")).expect("the own one");
    assert_eq!((&seen.standing, seen.top.len()), (&town.standing, 0));
    assert_eq!((of("t2", Some("t1")), of("city", Some("t1")), of("x", None)), (None, None, None));
}

#[test]
fn an_aim_holds_for_the_units_below_that_have_none() {
    let figures = load(&surveyed());
    let aims = [aim("city", 90.0), aim("t2", 80.0)];
    let index = |period: &str, unit| {
        let aim = figures.aim_of(&aims, period.parse().expect("a period"), unit);
        aim.and_then(|aim| aim.index)
    };
    assert_eq!(index("2026-Q3", "city"), Some(90.0));
    assert_eq!(index("2026-10", "t1"), Some(90.0));
    assert_eq!(index("2026", "t2"), Some(80.0));
    assert_eq!(index("2025-Q4", "city"), None);
    assert_eq!(index("2026-Q3", "nowhere"), None);
}

#[test]
fn without_fieldwork_or_issues_nothing_is_made_up() {
    let survey = surveyed();
    let figures = load(&survey);
    let period = "2026-Q3".parse().expect("a period");
    let about = (period, "city");
    let row = response_rate(&survey.store, &figures, about, None, Language::Chinese);
    assert_eq!(row.expect("read"), None);
    let issues =
        open_issues(&survey.store, &figures, Some("city"), None, date(2026, 10, 8)).expect("read");
    assert_eq!((issues.open, issues.overdue, issues.oldest), (0, 0, None));
}

fn bulletin_request(period: &str) -> BulletinRequest {
    BulletinRequest {
        period: period.parse().expect("a period"),
        unit: None,
        level: None,
        scheme: None,
        target: None,
        language: Language::Chinese,
        letterhead: Letterhead::default(),
        as_of: date(2026, 12, 31),
        dated: date(2027, 1, 4),
        revision: Revision { number: 1, reason: None },
        sentences: None,
        program: "manyi".to_owned(),
    }
}

fn complaint(opened_on: Date) -> impl Fn(&str, &str, &str) -> NewIssue {
    move |number, unit, category| NewIssue {
        channel: Channel::Hotline,
        number: number.to_owned(),
        unit: code(unit),
        category: code(category),
        reason: None,
        description: "工地扬尘".to_owned(),
        opened_on,
        receiver: None,
    }
}

fn assign() -> IssueEvent {
    let [leader, section, person] = ["张局长", "大气科", "李敏"].map(str::to_owned);
    IssueEvent::Assign {
        owners: Owners { leader, section, person },
        triage: Some(Triage::HandleNow),
        due_on: None,
        unknown_years: Vec::new(),
    }
}

/// Of another channel than answers: with a unit below, of a category of the questionnaire, and past its day
/// or not.
#[test]
fn what_is_overdue_is_counted_with_what_is_open() {
    let survey = surveyed();
    let complaint = complaint(date(2026, 9, 3));
    let desk = survey.store.by("desk");
    let (_, first) = desk.open_issue(&complaint("1", "t1", "air")).expect("opened");
    desk.open_issue(&complaint("2", "t2", "air")).expect("opened");
    desk.open_issue(&complaint("3", "t1", "elsewhere")).expect("opened");
    let step = NewStep { after: 1, event: assign(), reason: None, evidence: Vec::new() };
    let due = desk.step_issue(first.id, &step).expect("assigned").issue.due_on.expect("a day");
    let figures = load(&survey);
    let counted = |unit, day| {
        let issues = open_issues(&survey.store, &figures, Some(unit), None, day).expect("read");
        (issues.open, issues.overdue, issues.oldest)
    };
    let opened = Some(date(2026, 9, 3));
    assert_eq!(counted("city", due), (2, 0, opened));
    let after = due.tomorrow().expect("a day");
    assert_eq!(counted("city", after), (2, 1, opened));
    assert_eq!(counted("t1", after), (1, 1, opened));
    assert_eq!(counted("t2", after), (1, 0, opened));
    assert_eq!(counted("t3", after), (0, 0, None));
}

/// One of two is struck off.
#[test]
fn a_bulletin_tells_what_became_of_issues_with_every_denominator() {
    let survey = surveyed();
    let complaint = complaint(date(2026, 11, 3));
    let (desk, owner) = (survey.store.by("desk"), survey.store.by("limin"));
    let (_, first) = desk.open_issue(&complaint("1", "t1", "air")).expect("opened");
    desk.open_issue(&complaint("2", "t1", "air")).expect("opened");
    let satisfied = IssueEvent::CallBack { outcome: CallBack::Satisfied, tries: Vec::new() };
    let steps = [
        (&desk, assign()),
        (&owner, IssueEvent::TakeUp),
        (&owner, IssueEvent::RecordMeasure { measure: "加装围挡".to_owned() }),
        (&owner, IssueEvent::Submit { result: "已装好".to_owned() }),
        (&desk, IssueEvent::Accept),
        (&desk, satisfied),
        (&desk, IssueEvent::Close),
    ];
    for (after, (who, event)) in (1..).zip(steps) {
        let step = NewStep { after, event, reason: None, evidence: Vec::new() };
        who.step_issue(first.id, &step).expect("a step");
    }
    let request = bulletin_request("2026-Q4");
    let bulletin = load(&survey).bulletin(&survey.store, &request).expect("a bulletin");
    let ledger = bulletin.sections.last().expect("sections");
    // Not as of the end of the period: the ledger went on.
    assert!(ledger.paragraphs[0].starts_with("截至2027年1月4日，"), "{:?}", ledger.paragraphs);
    assert!(ledger.paragraphs[1].starts_with("本期发现问题2件；"), "{:?}", ledger.paragraphs);
    assert!(ledger.paragraphs[1].contains("结案率50.0%（1/2）"), "{:?}", ledger.paragraphs);
    let [t1, whole] = ledger.tables[0].rows.as_slice() else { panic!("two lines") };
    assert_eq!(t1[..3], ["t1".into(), Cell::Count(2), Cell::Number(0.5)]);
    assert_eq!((&whole[0], &whole[1..]), (&"合计".into(), &t1[1..]));
    // Those of a period without issues say nothing of them.
    let before = load(&survey).bulletin(&survey.store, &bulletin_request("2026-Q3"));
    let before = before.expect("a bulletin");
    let ledger = before.sections.last().expect("sections");
    assert_eq!((ledger.paragraphs.len(), ledger.tables.len()), (1, 0));
}
