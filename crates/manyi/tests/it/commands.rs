//! What the commands print: exit code, standard output, standard error.

use std::fs;

use insta::{assert_snapshot, with_settings};

use crate::support::{Desk, workspace};

/// A desk with a survey and a file of responses, small enough for readable snapshots.
fn small_survey() -> Desk {
    let desk = Desk::with_survey();
    desk.write("responses.csv", responses());
    desk
}

/// Forty households in four villages of each town; 东河镇 is the happier one.
fn responses() -> String {
    let mut csv = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,air,water\n".to_owned();
    for town in 0..2 {
        for number in 0..40 {
            let village = number % 4;
            let air = if town == 0 { 5 - number % 2 } else { 3 - number % 3 };
            let unit = 9901 + town;
            let day = 1 + number % 9;
            let head = format!(
                "00000000-0000-4000-8000-{town:02}{number:010},r,{unit},visit,2026-09-0{day}"
            );
            csv.extend([head.as_str(), ",,,,", &format!("{unit},{unit}v{village},1,{air},8\n")]);
        }
    }
    csv
}

/// Paths and times differ from run to run.
fn snapshot(name: &str, text: &str) {
    with_settings!({
        filters => [(r"in \d+\.\d s", "in [time]"), (r"/[^ \n]*/\.tmp[^/ \n]*", "[desk]")],
        omit_expression => true,
    }, {
        assert_snapshot!(name, text);
    });
}

#[test]
fn a_survey_goes_from_files_to_a_ranking() {
    let desk = small_survey();
    let imported = desk.run(&["import", "responses", "responses.csv"]);
    snapshot("import_responses", &imported.transcript());
    snapshot(
        "import_responses_again",
        &desk.run(&["import", "responses", "responses.csv"]).transcript(),
    );
    snapshot("score_csv", &desk.done(&["score", "--period", "2026-Q3", "--format", "csv"]));
    snapshot("rank_table", &desk.done(&["rank", "--level", "town", "--format", "table"]));
    snapshot(
        "rank_table_en",
        &desk.done(&["rank", "--level", "town", "--format", "table", "--lang", "en"]),
    );
    // The same interviews twice: nothing can have changed.
    let compare = ["compare", "2026-Q3", "2026", "--level", "town", "--format"];
    snapshot("compare_table", &desk.done(&[&compare[..], &["table"]].concat()));
    snapshot("compare_csv", &desk.done(&[&compare[..], &["csv"]].concat()));
    let movement = ["movement", "--period", "2026-Q3", "--level", "town", "--format"];
    snapshot("movement_table", &desk.done(&[&movement[..], &["table"]].concat()));
    snapshot("movement_csv", &desk.done(&[&movement[..], &["csv"]].concat()));
    let funnel = ["funnel", "--period", "2026-Q3", "--level", "town", "--format"];
    snapshot("funnel_table", &desk.done(&[&funnel[..], &["table"]].concat()));
    snapshot("funnel_csv", &desk.done(&[&funnel[..], &["csv"]].concat()));
    let quality = ["quality", "--period", "2026-Q3", "--level", "town", "--format"];
    snapshot("quality_table", &desk.done(&[&quality[..], &["table"]].concat()));
    snapshot("quality_csv", &desk.done(&[&quality[..], &["csv"]].concat()));
    let by_question = [&quality[..], &["table", "--by", "question", "--lang", "en"]].concat();
    snapshot("quality_by_question", &desk.done(&by_question));
    let mistyped = desk.run(&["compare", "2026-Q2", "2026-Q3"]);
    snapshot("compare_nobody", &mistyped.transcript());
}

#[test]
fn columns_are_chosen_and_unknown_ones_named() {
    let desk = small_survey();
    desk.done(&["import", "responses", "responses.csv"]);
    let score = |format: &[&str]| {
        desk.run(&[&["score", "--period", "2026-Q3", "--level", "town"], format].concat())
    };
    let csv = score(&["--format", "csv", "--columns", "unit_code,index"]).transcript();
    snapshot("columns_csv", &csv);
    snapshot("columns_json", &score(&["--format", "json", "--columns", "n"]).transcript());
    snapshot("columns_unknown", &score(&["--format", "csv", "--columns", "idx"]).transcript());
    snapshot("columns_table", &score(&["--format", "table", "--columns", "n"]).transcript());
}

#[test]
fn a_dry_run_stores_nothing() {
    let desk = small_survey();
    let dry = desk.run(&["import", "responses", "responses.csv", "--dry-run"]);
    snapshot("import_dry_run", &dry.transcript());
    let exported = desk.done(&["export", "responses"]);
    assert_eq!(exported.lines().count(), 1, "only the header: {exported}");
}

#[test]
fn an_export_is_read_back_as_the_same_responses() {
    let desk = small_survey();
    desk.done(&["import", "responses", "responses.csv"]);
    desk.done(&["export", "responses", "-o", "out.csv"]);
    let again = desk.run(&["import", "responses", "out.csv"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(
        again.stderr.contains("0 stored, 80 there already, 0 there with other content"),
        "{}",
        again.stderr
    );
}

#[test]
fn tables_come_in_every_format() {
    let desk = small_survey();
    desk.done(&["import", "responses", "responses.csv"]);
    let rows: serde_json::Value =
        serde_json::from_str(&desk.done(&["rank", "--format", "json", "--level", "town"]))
            .expect("JSON");
    assert_eq!(rows[0]["unit_code"], "9901");
    assert_eq!(rows[0]["rank"], 1);
    desk.done(&["score", "-o", "index.parquet"]);
    let parquet = fs::read(desk.path("index.parquet")).expect("a file");
    assert_eq!((&parquet[..4], &parquet[parquet.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
    desk.done(&["score", "-o", "index.csv", "--bom"]);
    assert!(
        fs::read(desk.path("index.csv"))
            .expect("a file")
            .starts_with("\u{feff}unit_code,".as_bytes())
    );
    let svg = desk.done(&["chart", "ranking", "--level", "town"]);
    assert!(svg.starts_with("<svg") && svg.contains("东河镇"), "{}", &svg[..200]);
    desk.done(&["chart", "ranking", "--level", "town", "-o", "ranking.csv"]);
    let beside = fs::read_to_string(desk.path("ranking.csv")).expect("a file");
    assert!(beside.starts_with("\u{feff}名次,名次区间,档,单位,"), "{beside}");
    assert!(beside.contains("东河镇"), "{beside}");
}

#[test]
fn wrong_requests_say_what_there_is() {
    let desk = small_survey();
    snapshot("no_responses", &desk.run(&["score"]).transcript());
    desk.done(&["import", "responses", "responses.csv"]);
    snapshot("unknown_level", &desk.run(&["rank", "--level", "province"]).transcript());
    snapshot("unknown_category", &desk.run(&["rank", "--category", "noise"]).transcript());
    snapshot("unknown_scheme", &desk.run(&["score", "--scheme", "seven"]).transcript());
    snapshot("bad_ending", &desk.run(&["score", "-o", "index.doc"]).transcript());
    let other = Desk::new();
    let missing = other.run(&["score"]);
    assert_eq!(missing.code, 3, "{}", missing.stderr);
    let scheme = other.run(&["score", "--database", "mysql://x"]);
    assert_eq!(scheme.code, 2, "{}", scheme.stderr);
}

#[test]
fn the_demo_runs_the_whole_line() {
    let desk = Desk::new();
    desk.done(&["demo", "--no-serve"]);
    for file in [
        "manyi.db",
        "index.csv",
        "ranking.csv",
        "ranking.svg",
        "movement.svg",
        "compare.svg",
        "heatmap.svg",
        "trend.svg",
        "answers.svg",
        "funnel.svg",
        "input/responses.csv",
    ] {
        let size = fs::metadata(desk.path("manyi-demo").join(file)).expect(file).len();
        assert!(size > 0, "{file}");
    }
    let ranking = fs::read_to_string(desk.path("manyi-demo/ranking.csv")).expect("a ranking");
    assert_eq!(ranking.lines().count(), 27, "26 towns and a header");
    desk.done(&["demo", "--no-serve"]);
}

#[test]
fn a_cube_is_built_shown_checked_and_scored() {
    let desk = small_survey();
    desk.done(&["import", "responses", "responses.csv"]);
    let scored = desk.done(&["score", "--period", "2026-Q3", "--format", "csv"]);
    let built = desk.run(&["cube", "build"]);
    snapshot("cube_build", &built.transcript());
    assert_eq!(desk.done(&["score", "--period", "2026-Q3", "--format", "csv"]), scored);
    snapshot("cube_check", &desk.run(&["cube", "check", "--format", "csv"]).transcript());
    desk.done(&["cube", "build", "-o", "cube.parquet"]);
    snapshot("cube_show", &desk.done(&["cube", "show", "cube.parquet", "--format", "table"]));
    snapshot("cube_show_en", &desk.done(&["cube", "show", "--format", "table", "--lang", "en"]));
    let files = ["--cube", "cube.parquet", "--units", "units.csv", "--form", "q.toml"];
    let from_file =
        desk.done(&[&["score", "--period", "2026-Q3", "--format", "csv"], &files[..]].concat());
    assert_eq!(from_file, scored);
}

/// The responses in long form.
fn answers() -> String {
    let mut csv =
        "response_id,unit_code,interviewed_on,stratum,psu,weight,question_code,answer\n".to_owned();
    for line in responses().lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let head = [fields[0], fields[2], fields[4], fields[8], fields[9], fields[10]].join(",");
        csv.extend([
            format!("{head},air,{}\n", fields[11]),
            format!("{head},water,{}\n", fields[12]),
        ]);
    }
    csv
}

#[test]
fn cubes_of_files_merge_and_are_checked() {
    let desk = small_survey();
    let whole = answers();
    let (header, rows) = whole.split_once('\n').expect("a header");
    let lines: Vec<&str> = rows.lines().collect();
    desk.write("whole.csv", &whole);
    for (name, part) in [("east", &lines[..80]), ("west", &lines[80..])] {
        desk.write(&format!("{name}.csv"), format!("{header}\n{}\n", part.join("\n")));
        let (from, to) = (format!("{name}.csv"), format!("{name}.parquet"));
        desk.done(&["cube", "build", "--answers", &from, "--form", "q.toml", "-o", &to]);
    }
    desk.done(&["cube", "merge", "west.parquet", "east.parquet", "-o", "city.parquet"]);
    let check = |cube: &str, answers: &str| {
        desk.run(&["cube", "check", cube, "--answers", answers, "--form", "q.toml"])
    };
    snapshot("cube_same", &check("city.parquet", "whole.csv").transcript());
    snapshot("cube_differs", &check("city.parquet", "east.csv").transcript());
    snapshot("cube_no_output", &desk.run(&["cube", "merge", "east.parquet"]).transcript());
    snapshot("cube_not_one", &desk.run(&["cube", "show", "whole.csv"]).transcript());
}

#[test]
fn what_the_api_says_of_itself_needs_no_database() {
    let desk = Desk::new();
    let shown = desk.run(&["openapi"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    let kept = fs::read_to_string(workspace().join("docs/openapi.json")).expect("a document");
    assert!(shown.stdout == kept, "renew it by `cargo run -- openapi -o docs/openapi.json`");
}
