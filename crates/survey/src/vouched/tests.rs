//! Tests of what two people vouch for.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::*;
use crate::{Label, Unit, UnitTree};

fn tree() -> UnitTree {
    let unit = |code: &str, parent: Option<&str>| Unit {
        code: code.parse().expect("a code"),
        name: Label::single(code),
        level: if parent.is_some() { "town" } else { "county" }.parse().expect("a code"),
        parent: parent.map(|code| code.parse().expect("a code")),
        valid_from: None,
        valid_to: None,
    };
    UnitTree::new(vec![unit("C", None), unit("T1", Some("C"))]).expect("a tree")
}

fn external(change: impl FnOnce(&mut serde_json::Value)) -> YearEntry {
    let mut body = json!({
        "kind": "external", "issuer": "青岛市", "level": "city", "period": "2026", "unit": "T1",
        "domain": "overall", "score": 87.31, "rate": null, "n": 120, "rank": 3, "rank_total": 18,
        "doc_no": "青环发〔2026〕3号", "document": "关于2026年群众满意度调查结果的通报",
        "document_digest": null,
    });
    change(&mut body);
    serde_json::from_value(body).expect("an entry")
}

fn codes(entry: &YearEntry) -> Vec<(&'static str, String)> {
    entry
        .problems(&tree(), jiff::civil::date(2026, 11, 1))
        .into_iter()
        .map(|p| (p.code, p.path))
        .collect()
}

#[test]
fn a_result_of_those_above_is_sound_or_every_fault_is_named() {
    assert_eq!(codes(&external(|_| {})), []);
    let cases: [(&str, serde_json::Value, &str); 14] = [
        ("score", json!(100.5), "/score"),
        ("rate", json!(87.0), "/rate"),
        ("n", json!(0), "/n"),
        ("n", json!(u64::MAX), "/n"),
        ("period", json!("9999-Q4"), "/period"),
        ("period", json!("1948"), "/period"),
        ("rank", json!(0), "/rank"),
        ("rank_total", json!(2), "/rank_total"),
        ("unit", json!("nowhere"), "/unit"),
        ("document", json!(" "), "/document"),
        ("document", json!("\u{2060}\u{feff}"), "/document"),
        ("doc_no", json!("3\u{202e}号"), "/doc_no"),
        ("document_digest", json!("abc"), "/document_digest"),
        ("doc_no", json!("a\u{7}b"), "/doc_no"),
    ];
    for (field, value, path) in cases {
        let entry = external(|body| body[field] = value);
        let found = codes(&entry);
        assert_eq!(found.len(), 1, "{field}: {found:?}");
        assert_eq!(found[0].1, path);
    }
    let nothing = external(|body| {
        for field in ["score", "rate", "rank", "rank_total"] {
            body[field] = json!(null);
        }
    });
    assert_eq!(codes(&nothing), [("missing", "/score".to_owned())]);
}

#[test]
fn a_value_is_a_number_that_a_formula_reckons_with() {
    let value = |value: f64| {
        let source = Source { document: "通报".to_owned(), document_digest: None };
        let (unit, component) = ("T1".parse().expect("a code"), "x".parse().expect("a code"));
        codes(&YearEntry::Value(EnteredValue { year: 2026, unit, component, value, source }))
    };
    for taken in [0.0, -3.5, 1e9] {
        assert_eq!(value(taken), [], "{taken}");
    }
    for refused in [1e308, -1.1e9, f64::NAN, f64::INFINITY] {
        assert_eq!(value(refused), [("out_of_range", "/value".to_owned())], "{refused}");
    }
}

#[test]
fn the_key_says_what_an_entry_is_about_and_nothing_of_what_it_says() {
    let first = external(|_| {});
    assert_eq!(first.key(), external(|body| body["score"] = json!(1.0)).key());
    for (field, value) in
        [("issuer", "泰安市"), ("period", "2025"), ("unit", "C"), ("domain", "学有所教")]
    {
        assert_ne!(first.key(), external(|body| body[field] = json!(value)).key(), "{field}");
    }
    // A separator within a part is no separator.
    let (a, b) = (
        external(|body| (body["issuer"], body["domain"]) = (json!("a/b"), json!("c"))),
        external(|body| (body["issuer"], body["domain"]) = (json!("a"), json!("b/c"))),
    );
    assert_ne!(a.key(), b.key());
}

#[test]
fn every_kind_reads_back_as_it_was_written() {
    let source = json!({"document": "记录单", "document_digest": null});
    for body in [
        json!({"kind": "value", "year": 2026, "unit": "T1", "component": "site_check",
            "value": 91.5, "source": source}),
        json!({"kind": "adjustment", "year": 2026, "unit": "T1", "number": "加1", "points": -1.5,
            "reason": "连续两月末位", "source": source}),
        json!({"kind": "letter", "year": 2026, "unit": "T1", "parent_unit": "C", "signer": "张三",
            "signed_on": "2026-01-15",
            "goals": [{"domain": "overall", "index": 90.0, "rank": null, "out_of": null, "field": null}],
            "source": source}),
        serde_json::to_value(external(|_| {})).expect("JSON"),
    ] {
        let entry: YearEntry = serde_json::from_value(body.clone()).expect("an entry");
        assert_eq!(codes(&entry), [], "{body}");
        assert_eq!(serde_json::to_value(&entry).expect("JSON"), body);
        assert_eq!(entry.kind().as_str().parse(), Ok(entry.kind()));
        assert_eq!((entry.year(), entry.unit().as_str()), (Some(2026), "T1"));
    }
}

#[test]
fn a_letter_is_signed_by_the_unit_right_above_and_promises_something() {
    let letter = |parent: &str, goals: serde_json::Value| -> YearEntry {
        serde_json::from_value(json!({"kind": "letter", "year": 2026, "unit": "T1",
            "parent_unit": parent, "signer": "张三", "signed_on": "2026-01-15", "goals": goals,
            "source": {"document": "目标责任书", "document_digest": null}}))
        .expect("an entry")
    };
    let goal = |domain: &str, index: Option<f64>, rank: Option<u32>, out_of: Option<u32>| {
        json!({"domain": domain, "index": index, "rank": rank, "out_of": out_of,
            "field": rank.map(|_| "全市")})
    };
    let good = goal("overall", Some(90.0), Some(3), Some(16));
    assert_eq!(codes(&letter("C", json!([good]))), []);
    assert_eq!(codes(&letter("T1", json!([good])))[0].0, "not_the_parent");
    assert_eq!(codes(&letter("C", json!([])))[0].1, "/goals");
    assert_eq!(codes(&letter("C", json!([good, good])))[0].0, "twice");
    for bad in [
        goal("overall", None, None, None),
        goal("overall", Some(101.0), None, None),
        goal("overall", None, Some(0), None),
        goal("overall", None, Some(4), Some(3)),
    ] {
        assert_eq!(codes(&letter("C", json!([bad]))).len(), 1, "{bad}");
    }
}

#[test]
fn a_child_promises_no_less_than_its_parent() {
    let goal = |domain: &str, index, rank, field: Option<&str>| Goal {
        domain: domain.parse().expect("a code"),
        index,
        rank,
        out_of: None,
        field: field.map(str::to_owned),
    };
    let parent = goal("overall", Some(85.0), Some(3), Some("全市"));
    for (child, short) in [
        (goal("overall", Some(85.0), Some(3), Some("全市")), None),
        (goal("overall", Some(84.9), Some(3), Some("全市")), Some("index")),
        (goal("overall", Some(90.0), Some(4), Some("全市")), Some("rank")),
        (goal("overall", Some(90.0), Some(4), Some("全区")), None),
        (goal("overall", None, None, None), None),
        (goal("benefits", Some(10.0), None, None), None),
    ] {
        assert_eq!(child.falls_short_of(&parent), short, "{child:?}");
    }
}

#[test]
fn whoever_entered_it_does_not_confirm_it() {
    let entered = EntryLife::new("limin");
    assert_eq!(entered.after(EntryStep::Confirm, "limin"), Err(EntryRefusal::OwnEntry));
    let confirmed = entered.after(EntryStep::Confirm, "wang").expect("by somebody else");
    assert_eq!(confirmed.confirmed_by.as_deref(), Some("wang"));
    let refused = confirmed.after(EntryStep::Withdraw, "wang").expect_err("it counts");
    assert_eq!(
        refused.to_string(),
        "the state of the entry is confirmed; only what is entered and not confirmed yet can be withdrawn"
    );
    for refusal in [EntryRefusal::OwnEntry, refused] {
        assert!(EntryRefusal::CODES.contains(&refusal.code()));
    }
}

proptest! {
    /// Whatever is tried by whomever, in any order.
    #[test]
    fn what_counts_was_vouched_for_by_two_and_then_stays(
        steps in prop::collection::vec(
            (select(&EntryStep::ALL[..]), select(&["li", "wang"][..])), 0..20),
    ) {
        let mut life = EntryLife::new("li");
        for (step, by) in steps {
            let Ok(next) = life.after(step, by) else { continue };
            prop_assert!(!matches!(life.state, EntryState::Superseded | EntryState::Withdrawn));
            if life.state == EntryState::Confirmed {
                prop_assert_eq!(&next, &EntryLife { state: next.state, ..life.clone() });
            }
            let counts = matches!(next.state, EntryState::Confirmed | EntryState::Superseded);
            prop_assert_eq!(counts, next.confirmed_by.is_some());
            prop_assert_ne!(next.confirmed_by.as_deref(), Some(next.entered_by.as_str()));
            life = next;
        }
    }
}
