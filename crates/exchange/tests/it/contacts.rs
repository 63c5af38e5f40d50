//! Lists of contacts and quotas.

use exchange::{read_contacts, read_quotas};

use crate::support::{TestFile, units};

#[test]
fn what_is_no_contact_is_listed_and_nobody_is_named() {
    let text = "case,unit,name,phone,address\n\
                h1,t1,李明,13812345678,\n\
                ,t1,张三,,李庄3号\n\
                h3,nowhere,王五,13812345679,\n\
                h4,t1,赵六,,\n\
                h5,t1,钱七,12,\n";
    let file = TestFile::new("contacts.csv", text);
    let (contacts, rejects) = read_contacts(file.path(), &units()).expect("read");
    let lines: Vec<u64> = contacts.iter().map(|(_, line)| *line).collect();
    assert_eq!(lines, [2, 3]);
    assert_eq!(contacts[0].0.details.phone.as_deref(), Some("13812345678"));
    assert_eq!(contacts[1].0.case, None);
    let found: Vec<_> = rejects.iter().map(|r| (r.line, &*r.column, r.code)).collect();
    assert_eq!(
        found,
        [(4, "unit", "unknown_unit"), (5, "phone", "bad_contact"), (6, "phone", "bad_contact")]
    );
    for reject in &rejects {
        let told = format!("{} {}", reject.value, reject.reason);
        assert!(
            ["王五", "赵六", "钱七", "138"].iter().all(|secret| !told.contains(secret)),
            "{told}"
        );
    }
}

#[test]
fn a_column_that_nobody_knows_is_refused() {
    let file = TestFile::new("contacts.csv", "unit,telephone\nt1,13812345678\n");
    let error = read_contacts(file.path(), &units()).expect_err("refused");
    assert_eq!(error.code(), "unknown_column");
}

#[test]
fn quotas_are_read() {
    let file = TestFile::new("quotas.csv", "unit,minimum\nt1,80\nt9,3\nt1,-1\n");
    let (quotas, rejects) = read_quotas(file.path(), &units()).expect("read");
    assert_eq!(quotas, [("t1".parse().expect("a code"), 80)]);
    let found: Vec<_> = rejects.iter().map(|r| (r.line, r.code)).collect();
    assert_eq!(found, [(3, "unknown_unit"), (4, "bad_value")]);
}
