//! Entries of the publicity log and results of external surveys in our own columns.

use exchange::past_results::ResultTerms;
use exchange::publicity::PublicityTerms;
use exchange::{RecordRow, Records, open_past_results, open_publicity};
use jiff::civil::date;
use survey::PublicityKind;

use crate::support::{TestFile, code, units};

/// What is taken, and of the rest line, column and code.
fn read<T>(rows: Records<'_, T>) -> (Vec<T>, Vec<String>) {
    let (mut taken, mut faults) = (Vec::new(), Vec::new());
    for row in rows {
        match row.expect("a sound file") {
            RecordRow::Accepted(it, _) => taken.push(it),
            RecordRow::Rejected(flaws) => faults
                .extend(flaws.iter().map(|it| format!("{} {} {}", it.line, it.column, it.code))),
        }
    }
    (taken, faults)
}

#[test]
fn publicity_comes_in_and_what_is_wrong_is_listed() {
    let file = TestFile::new(
        "p.csv",
        "published_on,channel,kind,unit,topic,link\n\
         2026-09-03,日报,good_news,t1,河道清淤,\n\
         2026-09-03,日报,praise,t1,河道清淤,\n\
         2026-09-09,日报,exposure,t9,电话13800001111,http://x\n",
    );
    let tree = units();
    let terms = PublicityTerms { units: &tree, today: date(2026, 9, 8) };
    let (taken, faults) = read(open_publicity(file.path(), terms).expect("a file"));
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].kind, &taken[0].unit), (PublicityKind::GoodNews, &code("t1")));
    let wanted = [
        "3 kind bad_value",
        "4 topic personal_data",
        "4 unit unknown_unit",
        "4 published_on in_the_future",
    ];
    assert_eq!(faults, wanted);
}

#[test]
fn results_come_with_or_without_what_the_mock_survey_found() {
    let file = TestFile::new(
        "r.csv",
        "unit,period,external,mock,mock_se\n\
         t1,2026-Q1,83.5,85,1.2\n\
         t1,2026-Q2,84,,\n\
         t1,2026-Q2,84,,1\n\
         t1,2026-Q2,84,85,\n\
         t9,2027-Q1,101,85,-1\n",
    );
    let tree = units();
    let terms = ResultTerms { units: &tree, today: date(2026, 9, 8) };
    let (taken, faults) = read(open_past_results(file.path(), terms).expect("a file"));
    let mocks: Vec<_> = taken.iter().map(|it| (it.external, it.mock)).collect();
    assert_eq!(mocks, [(83.5, Some((85.0, 1.2))), (84.0, None)]);
    let wanted = [
        "4 mock blank",
        "5 mock_se blank",
        "6 unit unknown_unit",
        "6 period in_the_future",
        "6 external out_of_range",
        "6 mock_se out_of_range",
    ];
    assert_eq!(faults, wanted);
}
