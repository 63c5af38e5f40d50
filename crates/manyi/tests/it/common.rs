//! Common issues and evidence from the command line.

use crate::support::Desk;

const ISSUES: &str = "channel,number,unit,category,reason,description,opened_on,receiver\n\
    hotline,1,9901,water,,河水发黑有异味,2026-09-03,\n\
    hotline,2,9902,water,,河水发黑,2026-09-04,\n\
    petition,3,9902,water,,村边河水发黑，夏天味道大,2026-09-05,\n\
    hotline,4,9901,water,,水费太贵,2026-09-05,\n";

/// The id that a line of a table begins with, or ends with.
fn ids(line: &str) -> Vec<&str> {
    line.rsplit(',').next().unwrap_or_default().split(' ').collect()
}

#[test]
fn a_group_becomes_a_common_issue_that_each_unit_answers_once() {
    let desk = Desk::with_survey();
    desk.write("issues.csv", ISSUES);
    desk.done(&["import", "issues", "issues.csv"]);
    let period = ["--period", "2026-Q3"];
    let groups = desk.done(&[&["common", "cluster"][..], &period].concat());
    let lines: Vec<&str> = groups.lines().collect();
    assert_eq!(
        lines[0],
        "category,basis,reason,question,issues,units,unit_codes,words,similarity,ids"
    );
    // 3 of 3 and 6 pairs, of 3 and 9, of 6 and 9: 70, 57 and 40 percent.
    let group = "water,words,,,3,2,9902 9901,河水发黑×3,";
    assert!(lines.len() == 2 && lines[1].starts_with(group), "{groups}");
    let first = ids(lines[1])[0];
    assert_eq!(desk.done(&["common", "cluster", "--period", "2026-Q2"]).lines().count(), 1);
    let odd = desk.run(&["common", "cluster", "--similarity", "0"]);
    assert!(odd.code == 2 && odd.stderr.contains("no share from 1 to 100"), "{}", odd.stderr);

    let make = ["common", "make", "--unit", "99", "--title", "河水发黑", "--look-for", "排污口"];
    desk.done(&[&make[..], &["--like", first], &period].concat());
    let list = desk.done(&["common", "list"]);
    let id = list.lines().nth(1).and_then(|line| line.split(',').next()).expect("an id");
    desk.done(&["common", "send", id, "--unit", "9901", "9902"]);
    let twice = desk.run(&["common", "send", id, "--unit", "9901"]);
    assert!(twice.code == 2 && twice.stderr.contains("nobody is asked twice"), "{}", twice.stderr);
    let signed = ["--statement", "查看六处", "--signatory", "李敏"];
    let answer = ["common", "answer", id, "--unit", "9901", "not_found"];
    desk.done(&[&answer[..], &signed].concat());
    let open = desk.run(&["common", "close", id]);
    assert!(open.code == 2 && open.stderr.contains("1 units did not answer"), "{}", open.stderr);
    let found = ["common", "answer", id, "--unit", "9902", "found", "--places", "2"];
    let found = [&found[..], &["--measures", "封堵", "--open", "雨污混接"], &signed].concat();
    let shown = desk.done(&found);
    assert!(shown.contains("9902,answered") && shown.contains("found,2,封堵"), "{shown}");
    let back = ["common", "return", id, "--unit", "9901", "--reason", "未写明地点"];
    assert!(desk.done(&back).contains("9901,returned"), "an answer that is returned");
    desk.done(&["common", "close", id, "--reason", "并入专项行动"]);
    let ledger = desk.done(&["issue", "list", "--unit", "9902"]);
    assert!(ledger.contains("雨污混接") && ledger.contains("zc-"), "{ledger}");
}

#[test]
fn a_step_takes_files_along_that_show_it() {
    let desk = Desk::with_survey();
    desk.write("issues.csv", ISSUES);
    desk.done(&["import", "issues", "issues.csv"]);
    let list = desk.done(&["issue", "list"]);
    let columns: Vec<&str> = list.lines().next().expect("a header").split(',').collect();
    let place = columns.iter().position(|column| *column == "id").expect("ids");
    let issue = list.lines().nth(1).and_then(|line| line.split(',').nth(place)).expect("an id");
    desk.write("step.json", r#"{"after": 1, "event": {"kind": "reply", "text": "已办理"}}"#);
    desk.write("bad.pdf", "<html>");
    desk.write("report.pdf", "%PDF-1.7 the report %%EOF");
    let bad = desk.run(&["issue", "step", issue, "step.json", "--evidence", "bad.pdf"]);
    assert!(bad.code == 2 && bad.stderr.contains("none of JPEG, PNG, PDF"), "{}", bad.stderr);
    let steps = desk.done(&["issue", "step", issue, "step.json", "--evidence", "report.pdf"]);
    let file = ids(steps.lines().nth(2).expect("a step"))[0];
    let file = desk.done(&["issue", "evidence", issue, file]);
    assert_eq!(file, "%PDF-1.7 the report %%EOF");
    let log = desk.done(&["audit", "--format", "csv"]);
    assert!(log.contains("evidence_sent"), "{log}");
}
