//! The publicity log and the forecast, as people type them.

use crate::support::Desk;

#[test]
fn publicity_is_logged_once_counted_and_taken_back() {
    let desk = Desk::with_survey();
    let add = |topic: &str| {
        let what =
            ["publicity", "add", "--channel", "日报", "--kind", "good_news", "--unit", "9901"];
        desk.run(&[&what[..], &["--topic", topic, "--published-on", "2026-09-03"]].concat())
    };
    let refused = add("举报人13800001111");
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("telephone or identity"), "{}", refused.stderr);
    let logged = add("河道清淤");
    assert!(logged.stderr.contains("is logged"), "{}", logged.stderr);
    assert!(add("河道清淤").stderr.contains("is there already"));
    let rows = "2026-09-03,日报,good_news,9901,河道清淤,\n2026-08-03,电视台,exposure,9902,偷倒渣土,区罚1号\n\
                2026-08-04,电视台,praise,9902,x,\n";
    desk.write("log.csv", format!("published_on,channel,kind,unit,topic,link\n{rows}"));
    let ran = desk.run(&["import", "publicity", "log.csv"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("1 stored, 1 there already"), "{}", ran.stderr);
    let counts = desk.done(&["publicity", "counts", "--lang", "en", "--format", "csv"]);
    let wanted = "month,unit_code,unit_name,good_news,exposures\n\
                  2026-09,9901,Donghe,1,0\n2026-08,9902,Xiling,0,1\n";
    assert_eq!(counts, wanted);
    let listed = desk.done(&["publicity", "list", "--unit", "9901", "--format", "csv"]);
    let id = listed.lines().nth(1).and_then(|line| line.rsplit(',').next()).expect("an entry");
    desk.done(&["publicity", "remove", id]);
    assert_eq!(desk.run(&["publicity", "remove", id]).code, 2);
    assert_eq!(desk.done(&["publicity", "list", "--format", "csv"]).lines().count(), 2);
}

const MOCK: &str = r#"
[[rounds]]
code = "mock"
name = "模拟调查"
questionnaire = "environment"
version = 1
kind = "mock"
mirrors = "province"
modes = ["visit"]
opens = 2026-10-01
closes = 2026-10-31
"#;

#[test]
fn a_forecast_says_what_its_interval_holds() {
    let desk = Desk::with_survey();
    desk.write("mock.toml", MOCK);
    desk.done(&["import", "rounds", "mock.toml"]);
    let head = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,air,water\n";
    let row = |n: usize| {
        let id = format!("00000000-0000-4000-8000-{n:012}");
        format!("{id},mock,9901,visit,2026-10-05,,,,,,1,{},4\n", 3 + n % 3)
    };
    let rows: String = (0..60).map(row).collect();
    desk.write("answers.csv", format!("{head}{rows}"));
    desk.done(&["import", "responses", "answers.csv"]);
    let ask = ["forecast", "--period", "2026-10", "--unit", "9901", "--format", "csv"];
    let alone = desk.run(&ask);
    assert_eq!(alone.code, 0, "{}", alone.stderr);
    assert!(alone.stdout.contains(",sampling_only"), "{}", alone.stdout);
    assert!(alone.stderr.contains("三次") || alone.stderr.contains("至少3次"), "{}", alone.stderr);
    let past =
        "9901,2026-Q1,80,84,1\n9901,2026-Q2,81,84,1\n9901,2026-Q3,79,84,1\n9901,2026-10,50,84,1\n";
    desk.write("past.csv", format!("unit,period,external,mock,mock_se\n{past}"));
    let with_past = [&ask[..], &["--survey", "province", "--past", "past.csv"]].concat();
    let told = desk.done(&with_past);
    let line: Vec<&str> = told.lines().nth(1).expect("a unit").split(',').collect();
    // The result of the period itself is not looked at; the mean of −4, −3 and −5 is −4.
    assert_eq!(
        (line[4], line[8], line[9], line[14]),
        ("province", "3", "-4", "past_results"),
        "{told}"
    );
    let unknown = desk.run(&[&ask[..], &["--survey", "moon"]].concat());
    assert_eq!(unknown.code, 2, "{}", unknown.stderr);
    assert!(unknown.stderr.contains("there are province"), "{}", unknown.stderr);
}
