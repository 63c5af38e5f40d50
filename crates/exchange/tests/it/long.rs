//! Long files: one row per answer.

use exchange::Mapping;

use crate::support::{HEAD, TestFile, mapping, take};

fn long(more: &str) -> Mapping {
    let file = "[file]\nshape = 'long'\n\n[fields]";
    mapping(&format!(
        "{}\n[answers]\nquestion_column = 'item'\nanswer_column = 'said'\n{more}",
        HEAD.replace("[fields]", file)
    ))
}

#[test]
fn rows_of_a_response_come_together() {
    let file = TestFile::new(
        "f.csv",
        "id,unit,item,said\n1,t1,q1,不满意\n1,t1,Second,2\n1,t1,why,slow\n2,t2,q1,a\n3,t1,q1,\n",
    );
    let taken = take(file.path(), &long("[answers.questions.q2]\nname = 'Second'")).expect("rows");
    assert_eq!(taken.answers(0), "q1=c q2=2 why=slow");
    assert_eq!((taken.answers(1), taken.answers(2)), ("q1=a why!".into(), "why!".into()));
    assert!(taken.rejects.is_empty(), "{:?}", taken.rejects);
}

#[test]
fn what_does_not_fit_together_is_named_by_line() {
    let file = TestFile::new(
        "f.csv",
        "id,unit,item,said\n1,t1,q1,a\n1,t2,q2,2\n2,t1,q1,a\n2,t1,q1,b\n3,t1,q9,a\n4,t1,,a\n",
    );
    let taken = take(file.path(), &long("")).expect("rows");
    assert_eq!(
        taken.faults(),
        [
            (3, "unit", "differs_within_response"),
            (5, "said", "answered_twice"),
            (6, "item", "unknown_question"),
            (7, "item", "blank"),
        ]
    );
    assert_eq!(taken.rejected_rows, 4);
    let taken = take(file.path(), &long("others = 'ignore'")).expect("rows");
    assert_eq!(taken.rejected_rows, 3);
}

#[test]
fn a_response_that_reappears_is_rejected_or_brought_together() {
    let file =
        TestFile::new("f.csv", "id,unit,item,said\n1,t1,q1,a\n2,t1,q1,b\n1,t1,q2,2\n2,t1,q2,1\n");
    let taken = take(file.path(), &long("")).expect("rows");
    assert_eq!(taken.faults(), [(4, "", "response_reappears"), (5, "", "response_reappears")]);
    let mut anywhere = long("");
    anywhere.file.contiguous = false;
    let taken = take(file.path(), &anywhere).expect("rows");
    assert_eq!(
        (taken.answers(0), taken.answers(1)),
        ("q1=a q2=2 why!".into(), "q1=b q2=1 why!".into())
    );
    assert!(taken.rejects.is_empty());
}

#[test]
fn a_key_that_never_changes_is_refused() {
    let mut text = "id,unit,item,said\n".to_owned();
    text.extend(std::iter::repeat_n("1,t1,q1,a\n", 10_001));
    let file = TestFile::new("f.csv", text);
    let error = take(file.path(), &long("")).expect_err("too long");
    assert_eq!(error.code(), "response_too_long");
}
