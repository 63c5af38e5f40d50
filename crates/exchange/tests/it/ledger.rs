//! Foreign ledgers by mapping: what each setting does, and what is refused where.

use std::path::Path;

use exchange::issues::IssueTerms;
use exchange::{ExchangeError, LedgerMapping, RecordRow, Reject, open_ledger};
use jiff::civil::date;
use survey::{Channel, LedgerEntry, LedgerIssue, LedgerStatus, UnitTree};

use crate::support::{TestFile, code, questionnaire, units};

const HEAD: &str = r#"
source = "city"

[fields]
channel = { column = "来源", values = { "市民热线" = "hotline", "来信" = "mailbox" }, if_blank = "other" }
number = { columns = ["年", "号"] }
unit = { column = "单位", values = { "一镇" = "t1" } }
category = { value = "c" }
description = { column = "内容" }
opened_on = { column = "日期", format = "%Y年%m月%d日" }
receiver = { column = "首问" }

[outcome]
status = { column = "状态", values = { "在办" = "underway", "办结" = "closed" }, if_blank = "open" }
due_on = { column = "期限" }
closed_on = { column = "办结日" }
"#;

const HEADER: &str = "来源,年,号,单位,内容,日期,首问,状态,期限,办结日\n";

fn mapping(text: &str) -> LedgerMapping {
    LedgerMapping::parse(text, "ledger.toml", Path::new("")).expect("a mapping")
}

fn read(
    mapping: &LedgerMapping,
    file: &TestFile,
    units: &UnitTree,
) -> Result<(Vec<LedgerIssue>, Vec<Reject>), ExchangeError> {
    let questionnaires = [questionnaire()];
    let today = date(2026, 9, 30);
    let terms = IssueTerms { units, questionnaires: &questionnaires, today };
    let (mut taken, mut rejects) = (Vec::new(), Vec::new());
    for row in open_ledger(file.path(), mapping, terms)? {
        match row? {
            RecordRow::Accepted(it, _) => taken.push(it),
            RecordRow::Rejected(flaws) => rejects.extend(flaws),
        }
    }
    Ok((taken, rejects))
}

#[test]
fn a_row_becomes_an_issue_with_what_its_ledger_says() {
    let rows = "市民热线,2026,17,一镇,路灯不亮,2026年9月3日,老周,办结,2026-09-10,2026-09-08\n\
                ,2026,18,t2,井盖松动,2026年9月4日,,,,\n";
    let file = TestFile::new("l.csv", format!("{HEADER}{rows}"));
    let (taken, rejects) = read(&mapping(HEAD), &file, &units()).expect("a sound file");
    assert_eq!(rejects, []);
    let first = &taken[0];
    assert_eq!((first.issue.channel, first.issue.number.as_str()), (Channel::Hotline, "2026/17"));
    assert_eq!((&first.issue.unit, &first.issue.category), (&code("t1"), &code("c")));
    assert_eq!(first.issue.opened_on, date(2026, 9, 3));
    assert_eq!(first.issue.receiver.as_deref(), Some("老周"));
    let entry = |status, due_on, closed_on| {
        let ledger = "city".to_owned();
        Some(LedgerEntry { ledger, status, due_on, replied_on: None, closed_on })
    };
    let closed = entry(LedgerStatus::Closed, Some(date(2026, 9, 10)), Some(date(2026, 9, 8)));
    assert_eq!(first.entry, closed);
    assert_eq!(taken[1].issue.channel, Channel::Other);
    assert_eq!(taken[1].entry, entry(LedgerStatus::Open, None, None));
}

#[test]
fn a_ledger_that_says_nothing_of_outcomes_only_brings_issues() {
    let text = HEAD.split("[outcome]").next().expect("a head");
    let rows = "来信,2026,1,t1,路灯不亮,2026年9月3日,,办结,,\n";
    let file = TestFile::new("l.csv", format!("{HEADER}{rows}"));
    let (taken, _) = read(&mapping(text), &file, &units()).expect("a sound file");
    assert_eq!(taken[0].entry, None);
}

#[test]
fn what_is_wrong_is_told_by_line_column_and_value() {
    let rows = "传真,2026,1,一镇,内容,2026年9月3日,,在办,,\n\
                来信,2026,,一镇,内容,2026年9月3日,,在办,,\n\
                来信,2026,3,三镇,内容,昨天,,在办,,\n\
                来信,2026,4,一镇,内容,2026年9月3日,,办结,,\n\
                来信,2026,5,一镇,内容,2026年9月3日,,在办,,2026-09-05\n\
                来信,2026,6,一镇,内容,2026年9月3日,,办结,,2026-09-01\n\
                来信,2026,7,一镇,内容,2026年10月3日,,完成,下周,\n\
                来信,2026,8,三镇,内容,2026年9月3日,,在办,,\n";
    let file = TestFile::new("l.csv", format!("{HEADER}{rows}"));
    let (taken, rejects) = read(&mapping(HEAD), &file, &units()).expect("a sound file");
    assert_eq!(taken, []);
    let told: Vec<_> = rejects
        .iter()
        .map(|it| format!("{} {} {} {}", it.line, it.column, it.value, it.code))
        .collect();
    let wanted = [
        "2 来源 传真 bad_channel",
        "3 年/号  blank",
        "4 日期 昨天 bad_date",
        "5 办结日  no_closing_day",
        "6 办结日 2026-09-05 no_closing_day",
        "7 办结日 2026-09-01 before_it_began",
        "8 状态 完成 bad_status",
        "8 期限 下周 bad_date",
        "9 单位 三镇 unknown_unit",
    ];
    assert_eq!(told, wanted);
}

#[test]
fn levels_make_units_and_gb18030_is_read() {
    let levels = "[fields.unit]\nroot = { code = \"city\", name = \"City\", level = \"city\" }\n\
                  blank_level = \"parent\"\nlevels = [{ column = \"单位\", level = \"town\" }]\n";
    let text = HEAD.replace("unit = { column = \"单位\", values = { \"一镇\" = \"t1\" } }\n", "");
    let text = text
        .replace("[outcome]", &format!("{levels}\n[file]\nencoding = \"gb18030\"\n\n[outcome]"));
    let mapping = mapping(&text);
    let rows =
        "来信,2026,1,一镇,内容,2026年9月3日,,在办,,\n来信,2026,2,,内容,2026年9月3日,,在办,,\n";
    let mut bytes = Vec::new();
    let mut writer = exchange::Gb18030Writer::new(&mut bytes);
    std::io::Write::write_all(&mut writer, format!("{HEADER}{rows}").as_bytes()).expect("memory");
    drop(writer);
    let file = TestFile::new("l.csv", bytes);
    let tree = UnitTree::new(mapping.units(&[file.path()]).expect("units")).expect("a tree");
    let (taken, rejects) = read(&mapping, &file, &tree).expect("a sound file");
    assert_eq!(rejects, []);
    let at: Vec<_> = taken.iter().map(|it| it.issue.unit.to_string()).collect();
    assert_eq!(at, ["city/一镇", "city"]);
}

#[test]
fn every_problem_of_a_mapping_is_told_with_its_path() {
    let text = HEAD
        .replace("source = \"city\"", "source = \" \"")
        .replace("\"hotline\"", "\"fax\"")
        .replace("\"underway\"", "\"done\"")
        .replace("category = { value = \"c\" }", "category = {}")
        .replace("%Y年%m月%d日", "%Q");
    let refused = LedgerMapping::parse(&text, "ledger.toml", Path::new("")).expect_err("refused");
    let ExchangeError::Settings { problems, .. } = refused else { panic!("{refused}") };
    let told: Vec<_> = problems.iter().map(|it| format!("{} {}", it.path, it.code)).collect();
    let wanted = [
        "/source missing_setting",
        "/fields/category missing_setting",
        "/fields/opened_on/format bad_format",
        "/fields/channel/values/市民热线 bad_setting",
        "/outcome/status/values/在办 bad_setting",
    ];
    assert_eq!(told, wanted);
}

#[test]
fn a_column_that_is_not_there_refuses_the_file() {
    let file = TestFile::new("l.csv", "来源,年\n来信,2026\n");
    let refused = read(&mapping(HEAD), &file, &units()).expect_err("refused");
    assert_eq!(refused.code(), "missing_column");
}
