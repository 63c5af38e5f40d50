//! Overview, units and aims, as people type them.

use crate::support::Desk;

const COLUMNS: &str = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,\
                       weight,air,water";

/// Thirty answers a town: the first says "satisfied", the second mostly "fairly satisfied".
fn desk() -> Desk {
    let desk = Desk::with_survey();
    let row = |n: usize| {
        let (unit, air) = match n % 2 {
            0 => ("9901", 4),
            _ => ("9902", if n < 20 { 4 } else { 3 }),
        };
        let (id, day) = (format!("00000000-0000-7000-8000-{n:012}"), 1 + n % 28);
        format!("{id},r,{unit},visit,2026-08-{day:02},,,,,,1,{air},5")
    };
    let rows = std::iter::once(COLUMNS.to_owned()).chain((0..60).map(row));
    let rows = rows.collect::<Vec<_>>().join("\n");
    desk.write("responses.csv", rows);
    desk.done(&["import", "responses", "responses.csv"]);
    desk
}

/// Value, low and high of the line of a figure, a unit and a category.
fn figure<'a>(table: &'a str, figure: &str, unit: &str, category: &str) -> Vec<&'a str> {
    let line = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let found =
        line.into_iter().find(|line| line[0] == figure && line[1] == unit && line[3] == category);
    found.unwrap_or_else(|| panic!("no {figure} of {unit} in {table}"))[4..7].to_vec()
}

#[test]
fn overview_and_unit_say_what_score_says() {
    let desk = desk();
    let score = |unit: &str| {
        let columns = "category,index,ci_low,ci_high,rate,rate_ci_low,rate_ci_high";
        let args = ["score", "--unit", unit, "--period", "2026-Q3", "--columns", columns];
        desk.done(&[&args[..], &["--format", "csv"]].concat())
    };
    let overview = desk.done(&["overview", "--period", "2026-Q3", "--format", "csv"]);
    let town = desk.done(&["unit", "9902", "--period", "2026-Q3", "--format", "csv"]);
    for (table, unit) in [(&overview, "99"), (&town, "9902")] {
        let scored = score(unit);
        assert_eq!(scored.lines().count(), 4, "{scored}");
        for line in scored.lines().skip(1) {
            let row: Vec<&str> = line.split(',').collect();
            assert_eq!(figure(table, "index", unit, row[0]), row[1..4], "{unit} {}", row[0]);
        }
        let whole: Vec<&str> = scored.lines().nth(1).expect("a row").split(',').collect();
        assert_eq!(figure(table, "rate", unit, "overall"), whole[4..7], "{unit}");
    }
    assert!(overview.contains("finding,,,ranking"), "{overview}");
    let ran = desk.run(&["unit", "nowhere"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("there is no unit nowhere"), "{}", ran.stderr);
}

#[test]
fn an_aim_is_set_held_against_the_figures_and_taken_back() {
    let desk = desk();
    let ran = desk.run(&["aim", "set", "2026"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    let set = ["aim", "set", "2026", "--index", "99.5", "--rank", "3", "--field", "全省"];
    desk.done(&set);
    let listed = desk.done(&["aim", "list", "--format", "csv"]);
    assert!(listed.contains("2026,99,99.5,3,,全省,,command line,"), "{listed}");
    let overview = desk.done(&["overview", "--format", "csv"]);
    assert_eq!(figure(&overview, "target", "99", "overall")[0], "99.5");
    assert!(
        overview.contains("not_met") && overview.contains("以上级公布的结果为准"),
        "{overview}"
    );
    let lower = desk.done(&["overview", "--target", "50", "--format", "csv"]);
    assert!(lower.contains(",met"), "{lower}");
    desk.done(&["aim", "remove", "2026"]);
    assert_eq!(desk.done(&["aim", "list", "--format", "csv"]).lines().count(), 1);
    assert!(!desk.done(&["overview", "--format", "csv"]).contains("target,99"));
    // One for each unit of a level.
    let towns = ["aim", "set", "2026", "--level", "town", "--index", "82"];
    desk.done(&towns);
    let listed = desk.done(&["aim", "list", "--format", "csv"]);
    assert_eq!(listed.lines().filter(|line| line.contains(",82")).count(), 2, "{listed}");
    let ran = desk.run(&["aim", "set", "2026", "--level", "planet", "--index", "82"]);
    assert!(ran.code == 2 && ran.stderr.contains("no unit of level planet"), "{}", ran.stderr);

    let ran = desk.run(&["aim", "remove", "2026"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("there is no aim of 99 for 2026"),
        "{}",
        ran.stderr
    );
}
