//! The score of a year, typed.

use store::Store;

use crate::support::{Desk, workspace};

fn desk() -> Desk {
    let desk = Desk::with_survey();
    desk.write(
        "formula.toml",
        r#"
code = "year"
version = 1
name = { zh = "年度", en = "Year" }
source = "区发〔2026〕1号"
levels = ["town"]
missing = "renormalise"
bonus_cap = 2.0
deduction_cap = 2.0

[[components]]
code = "city"
name = { zh = "市级调查", en = "City" }
weight = 1.0
of = { external = { issuer = "青岛市", measure = "score" } }
"#,
    );
    desk.write(
        "results.csv",
        "issuer,level,period,unit,domain,score,rate,n,rank,rank_total,doc_no,document,document_digest\n\
         青岛市,city,2026,9901,overall,90.5,,,3,18,,通报,\n\
         青岛市,city,2026,9902,overall,80,,,9,18,,通报,\n\
         青岛市,city,2026,9903,overall,101,,,9,18,,通报,\n",
    );
    desk
}

fn confirm_all(desk: &Desk) {
    let store = Store::open(&desk.database()).expect("the database of the desk");
    for entry in store.year_entries(&store::EntryFilter::default()).expect("read") {
        store.by("wang").confirm_entry(entry.id).expect("confirmed");
    }
}

#[test]
fn a_year_is_scored_by_what_two_people_vouch_for() {
    let desk = desk();
    desk.done(&["annual", "publish-formula", "formula.toml"]);
    let listed = desk.done(&["annual", "formulas", "--format", "csv"]);
    assert!(listed.contains("year@1,年度,town,city 1,区发〔2026〕1号"), "{listed}");

    let import = desk.run(&["import", "external", "results.csv", "--rejects", "left-out.csv"]);
    assert_eq!(import.code, 1, "{}", import.stderr);
    let rejects = std::fs::read_to_string(desk.path("left-out.csv")).expect("rejects");
    assert!(rejects.contains("score,101") || rejects.contains("unknown_unit"), "{rejects}");
    let again = desk.run(&["import", "external", "results.csv"]);
    assert!(again.stderr.contains("0 stored, 2 there already"), "{}", again.stderr);

    // Nothing counts before somebody else confirmed it, and the command line is one and the same.
    let dry = ["annual", "score", "2026", "--formula", "year@1", "--dry-run", "--format", "csv"];
    assert!(desk.done(&dry).lines().skip(1).all(|line| line.ends_with(",city")));
    let list = desk.done(&["external", "list", "--format", "csv"]);
    let id = list.lines().nth(1).and_then(|line| line.split(',').next()).expect("an entry");
    let own = desk.run(&["external", "confirm", id]);
    assert_eq!(own.code, 2);
    assert!(own.stderr.contains("somebody else"), "{}", own.stderr);
    confirm_all(&desk);

    let scored = desk.done(&dry);
    assert!(
        scored.contains("9901,东河镇,town,2026,year@1,90.5,1,0,0,90.5,0,,90.5,90.5,yes"),
        "{scored}"
    );
    assert!(desk.run(&["annual", "verify", "2026"]).code == 2, "nothing is kept");
    desk.done(&["annual", "score", "2026", "--formula", "year"]);
    let kept = desk.run(&["annual", "verify", "2026"]);
    assert_eq!(kept.code, 0);
    assert!(kept.stderr.contains("comes out again to the byte"), "{}", kept.stderr);
    let list = desk.run(&["annual", "candidates", "2026", "--top", "1", "--format", "csv"]);
    assert!(
        list.stdout.contains("surely,1,9901") && list.stderr.contains("不是表彰"),
        "{} {}",
        list.stdout,
        list.stderr
    );
    let moved = desk.run(&["annual", "sensitivity", "2026"]);
    assert!(moved.stderr.contains("no rank changes"), "{}", moved.stderr);
    let spread = desk.done(&["annual", "spread", "2026", "--format", "csv"]);
    assert!(spread.contains("town,city,1,1"), "{spread}");

    let store = Store::open(&desk.database()).expect("the database of the desk");
    let score = store.annual_scores(2026).expect("read").remove(0);
    store.by("wang").confirm_score(score.id).expect("confirmed");
    let scores = desk.done(&["annual", "scores", "2026", "--format", "csv"]);
    assert!(scores.contains("confirmed,command line,wang"), "{scores}");
}

#[test]
fn every_formula_that_ships_can_be_published() {
    let desk = Desk::with_survey();
    for name in ["shandong_phone_delegates", "wenzhou_site_secret_opinion", "yingde_residents_site"]
    {
        let file = workspace().join(format!("fixtures/annual/{name}.toml"));
        desk.done(&["annual", "publish-formula", &file.display().to_string()]);
    }
    // The example names a unit of the invented district.
    let file = workspace().join("fixtures/annual/district_example.toml");
    let refused = desk.run(&["annual", "publish-formula", &file.display().to_string()]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("/coefficients/0/unit"), "{}", refused.stderr);
}
