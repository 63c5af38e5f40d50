//! Saved views and weights, as people type them.

use insta::{assert_snapshot, with_settings};

use crate::support::Desk;

/// Ids and times differ from run to run.
fn snapshot(name: &str, text: &str) {
    with_settings!({
        filters => [
            (r"[0-9a-f]{8}-[0-9a-f-]{27}", "[id]"),
            (r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "[time]"),
        ],
        omit_expression => true,
    }, {
        assert_snapshot!(name, text);
    });
}

#[test]
fn a_view_is_saved_shown_and_deleted() {
    let desk = Desk::with_survey();
    let query = "by=question&period=2026-Q3&level=town&weights=equal&lang=en";
    let saved = desk.run(&["view", "save", "镇街三季度", query]);
    snapshot("view_save", &saved.transcript());
    desk.done(&["view", "save", "走势", "unit=9901", "--page", "trend"]);
    let listed = desk.done(&["view", "list", "--format", "csv"]);
    snapshot("view_list", &listed);
    snapshot("view_list_table", &desk.done(&["view", "list", "--format", "table"]));
    let line = listed.lines().find(|line| line.contains("镇街三季度")).expect("a view");
    let id = line.split(',').next().expect("an id");
    snapshot("view_show", &desk.done(&["view", "show", id, "--format", "table", "--lang", "en"]));
    desk.done(&["view", "delete", id]);
    assert_eq!(desk.done(&["view", "list", "--format", "csv"]).lines().count(), 2);
    for (args, told) in [
        (&["view", "delete", id][..], "there is no saved view"),
        (&["view", "show", id], "there is no saved view"),
        (&["view", "save", "名", "//evil.example"], "is not a parameter here"),
        (&["view", "save", "名", "", "--page", "accounts"], "there is no page"),
        (&["view", "save", "名", "weights=heavy"], "neither design nor equal"),
    ] {
        let ran = desk.run(args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(told), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn weights_are_chosen_for_every_table() {
    let desk = Desk::with_survey();
    let head = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,air,water";
    let row = |n: usize| {
        let (unit, psu, weight, air) = (9901 + n % 2, n % 5, 1 + 8 * (n % 3), 3 + n % 3);
        let (id, day) = (format!("00000000-0000-7000-8000-{n:012}"), 1 + n % 28);
        format!("{id},r,{unit},visit,2026-08-{day:02},,,,s{unit},{unit}-{psu},{weight},{air},8")
    };
    let rows = std::iter::once(head.to_owned()).chain((0..60).map(row));
    desk.write("responses.csv", rows.collect::<Vec<_>>().join("\n"));
    desk.done(&["import", "responses", "responses.csv"]);
    let air = |weights: &str| {
        let columns = "unit_code,category,index,weights";
        let args = ["score", "--unit", "9901", "--columns", columns, "--format", "csv"];
        let table = desk.done(&[&args[..], &["--weights", weights]].concat());
        let line = table.lines().find(|line| line.contains(",air,")).expect("a row");
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells[3], weights, "{line}");
        cells[2].parse::<f64>().expect("an index")
    };
    // Of 3, 4 and 5 as often: 60, 80 and 100 points, whatever the weights of 1, 9 and 17.
    assert!((air("equal") - 80.0).abs() < 1e-9);
    assert!((air("design") - (60.0 + 9.0 * 80.0 + 17.0 * 100.0) / 27.0).abs() < 1e-9);
    for command in [
        &["rank", "--level", "town"][..],
        &["compare", "2026-08", "2026-Q3", "--level", "town"],
        &["mode-effect", "--level", "town"],
        &["bounds", "--level", "town"],
    ] {
        let table = desk.done(&[command, &["--weights", "equal", "--format", "csv"]].concat());
        assert!(table.contains(",equal"), "{command:?}: {table}");
        assert!(!table.contains(",design\n"), "{command:?}: {table}");
    }
    let refused = desk.run(&["score", "--weights", "heavy"]);
    assert!(refused.code == 2 && refused.stderr.contains("neither design nor equal"));
}
