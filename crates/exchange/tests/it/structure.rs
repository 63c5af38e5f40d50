//! Faults of a file's structure refuse it as a whole.

use std::fmt::Write;

use exchange::{ExchangeError, Target};

use crate::support::{HEAD, TestFile, mapping, questionnaire, refusal, rounds, take, units};

#[test]
fn structural_faults_are_named_with_their_line() {
    let mapping = mapping(HEAD);
    let named = |contents: &[u8]| refusal(contents, &mapping);
    let good = "id,unit,q1,q2,why\n1,t1,a,,\n";
    assert_eq!(named(b""), ("empty_file", None));
    assert_eq!(named(b"\n\n"), ("empty_file", None));
    assert_eq!(named(b",,\n1,2,3\n"), ("no_header", Some(1)));
    assert_eq!(named(b"id,unit,q1,q2\n"), ("missing_column", Some(1)));
    assert_eq!(named(b"id,unit,q1,q2,why,q1\n"), ("duplicate_column", Some(1)));
    assert_eq!(named(format!("{good}2,t1,a\n").as_bytes()), ("unequal_fields", Some(3)));
    assert_eq!(named(format!("{good}2,t\01,a,,\n").as_bytes()), ("nul_byte", Some(3)));
    let mut bytes = good.as_bytes().to_vec();
    bytes.extend(b"2,t1,\xb7\xc7,,\n");
    assert_eq!(named(&bytes), ("bad_encoding", Some(3)));
    let long = "x".repeat((1 << 20) + 1);
    assert_eq!(named(format!("{good}2,t1,{long},,\n").as_bytes()), ("field_too_long", Some(3)));
    let open = format!("{good}2,t1,\"{}", "x,y\n".repeat(5 << 20));
    assert_eq!(named(open.as_bytes()), ("field_too_long", Some(3)));
}

#[test]
fn a_missing_file_is_an_error_with_its_name() {
    let error = take("no/such.csv".as_ref(), &mapping(HEAD)).expect_err("no file");
    assert!(matches!(&error, ExchangeError::Io { file, .. } if file == "no/such.csv"));
}

#[test]
fn reading_goes_on_after_a_reject_and_progress_is_told() {
    let mut text = "id,unit,q1,q2,why\n".to_owned();
    for i in 0..20_000 {
        let unit = if i % 4 == 0 { "t9" } else { "t1" };
        writeln!(text, "{i},{unit},a,3,").expect("memory");
    }
    let file = TestFile::new("f.csv", &text);
    let (questionnaire, units, mapping) = (questionnaire(), units(), mapping(HEAD));
    let rounds = rounds();
    let target = Target { questionnaire: &questionnaire, rounds: &rounds, units: &units };
    let mut rows = exchange::open(file.path(), &mapping, target).expect("rows");
    let total = text.len() as u64;
    let early = rows.progress();
    assert!(early.read < total && early.total == total, "{early:?}");
    let (mut accepted, mut rejected) = (0, 0);
    for row in rows.by_ref() {
        match row.expect("a sound file") {
            exchange::Row::Accepted { .. } => accepted += 1,
            exchange::Row::Rejected(_) => rejected += 1,
        }
    }
    assert_eq!((accepted, rejected), (15_000, 5_000));
    assert_eq!(rows.progress().read, total);
}
