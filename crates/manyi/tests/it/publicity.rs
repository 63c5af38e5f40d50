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
opens = 2026-09-01
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

#[test]
fn confirmed_results_are_the_past_unless_a_file_says_them_again() {
    let desk = Desk::with_survey();
    desk.write("mock.toml", MOCK);
    desk.done(&["import", "rounds", "mock.toml"]);
    let head = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,air,water\n";
    let row = |n: usize| {
        let (id, day) = (format!("00000000-0000-4000-8000-{n:012}"), 1 + n / 60);
        format!("{id},mock,9901,visit,2026-{:02}-05,,,,,,1,{},4\n", 9 + day % 2, 3 + n % 3)
    };
    let rows: String = (0..120).map(row).collect();
    desk.write("answers.csv", format!("{head}{rows}"));
    desk.done(&["import", "responses", "answers.csv"]);
    desk.write(
        "results.csv",
        "issuer,level,period,unit,domain,score,rate,n,rank,rank_total,doc_no,document,document_digest\n\
         省厅,province,2026-09,9901,overall,75,,,,,,省厅通报,\n",
    );
    desk.done(&["import", "external", "results.csv"]);
    let ask =
        ["forecast", "--period", "2026-10", "--unit", "9901", "--format", "csv", "--lang", "en"];
    let before = desk.run(&ask);
    assert!(before.stderr.contains("0 confirmed ones of the database"), "{}", before.stderr);
    let store = store::Store::open(&desk.database()).expect("the database of the desk");
    for entry in store.year_entries(&store::EntryFilter::default()).expect("read") {
        store.by("wang").confirm_entry(entry.id).expect("confirmed");
    }
    desk.write("past.csv", "unit,period,external,mock,mock_se\n9901,2026-08,80,84,1\n");
    let both = desk.run(&[&ask[..], &["--past", "past.csv", "--results"]].concat());
    assert!(
        both.stderr.contains("1 confirmed ones of the database, 1 of a file"),
        "{}",
        both.stderr
    );
    let lines: Vec<&str> = both.stdout.lines().skip(1).collect();
    assert!(lines[0].starts_with("9901,Donghe,2026-08,80,84,1,-4,paired,,,"), "{}", both.stdout);
    assert!(lines[0].ends_with("past.csv:2"), "{}", both.stdout);
    assert!(
        lines[1].contains(",paired,省厅,") && lines[1].ends_with(",省厅通报"),
        "{}",
        both.stdout
    );
    desk.write("past.csv", "unit,period,external,mock,mock_se\n9901,2026-09,80,84,1\n");
    let twice = desk.run(&[&ask[..], &["--past", "past.csv"]].concat());
    assert_eq!(twice.code, 2, "{}", twice.stderr);
    assert!(twice.stderr.contains("there twice"), "{}", twice.stderr);
}
