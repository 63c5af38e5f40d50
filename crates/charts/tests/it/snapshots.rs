//! Every chart as text, once on a page in Chinese and once on a phone in English.

use charts::{Canvas, Caption, Counted, RankingOptions};

use crate::rows::{
    PAGE, PHONE_ENGLISH, answers, caption, cells, changes, columns, coverage, funnel, issue_funnel,
    movement, options, priorities, ranking, series,
};

fn check(name: &str, draw: impl Fn(&Canvas) -> String) {
    for (canvas, ending) in [(PAGE, "page"), (PHONE_ENGLISH, "phone_english")] {
        insta::assert_snapshot!(format!("{name}_{ending}"), draw(&canvas));
    }
}

#[test]
fn ranking_looks_as_agreed() {
    let options = RankingOptions { target: Some(90.0), quarters: true };
    check("ranking", |canvas| {
        charts::ranking(&ranking(), &options, &caption(), canvas).expect("draws")
    });
}

#[test]
fn answers_look_as_agreed() {
    check("answers", |canvas| {
        charts::answers(&options(), &answers(), &caption(), canvas).expect("draws")
    });
}

#[test]
fn trend_looks_as_agreed() {
    check("trend", |canvas| {
        charts::trend(&series(), Some(90.0), &caption(), canvas).expect("draws")
    });
}

#[test]
fn heatmap_looks_as_agreed() {
    check("heatmap", |canvas| {
        charts::heatmap(&cells(), &columns(), &caption(), canvas).expect("draws")
    });
}

#[test]
fn movement_looks_as_agreed() {
    check("movement", |canvas| charts::movement(&movement(), &caption(), canvas).expect("draws"));
}

#[test]
fn compare_looks_as_agreed() {
    check("compare", |canvas| charts::compare(&changes(), &caption(), canvas).expect("draws"));
}

#[test]
fn funnel_looks_as_agreed() {
    check("funnel", |canvas| charts::funnel(&funnel(), &caption(), canvas).expect("draws"));
}

#[test]
fn a_funnel_of_a_rate_looks_as_agreed() {
    let about = |canvas: &Canvas| Caption {
        category_name: canvas.language.pick("结案率", "Closed").to_owned(),
        scheme: String::new(),
        source: canvas.language.pick("问题台账", "ledger of issues").to_owned(),
        n_total: Some(313),
        counted: Counted::Issues,
        ..caption()
    };
    check("issue_funnel", |canvas| {
        charts::issue_funnel(&issue_funnel(), &about(canvas), canvas).expect("draws")
    });
}

#[test]
fn priorities_look_as_agreed() {
    check("priority", |canvas| charts::priority(&priorities(), &caption(), canvas).expect("draws"));
}

#[test]
fn coverage_looks_as_agreed() {
    check("coverage", |canvas| charts::coverage(&coverage(), &caption(), canvas).expect("draws"));
}
