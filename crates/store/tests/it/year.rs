//! What counts for a year, on both backends: entries that two people vouch for, formulas, scores.

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};
use store::{
    COMMAND_LINE, Change, EntryFilter, ImportSource, NewScore, Outcome, Store, StoreError,
    VouchedEntry,
};
use survey::annual::AnnualFormula;
use survey::vouched::{EntryKind, EntryState, YearEntry};
use uuid::Uuid;

use crate::kit::{Kit, code, on_each_backend, unit};

fn result(score: f64) -> YearEntry {
    entry(json!({
        "kind": "external", "issuer": "青岛市", "level": "city", "period": "2026", "unit": "T1",
        "domain": "overall", "score": score, "rate": null, "n": null, "rank": 3, "rank_total": 18,
        "doc_no": "青环发〔2026〕3号", "document": "关于调查结果的通报", "document_digest": null,
    }))
}

pub(crate) fn entry(body: Value) -> YearEntry {
    serde_json::from_value(body).expect("an entry")
}

fn letter(unit: &str, parent: &str, index: f64) -> YearEntry {
    entry(json!({
        "kind": "letter", "year": 2026, "unit": unit, "parent_unit": parent, "signer": "张三",
        "signed_on": "2026-01-15", "source": {"document": "目标责任书", "document_digest": null},
        "goals": [{"domain": "overall", "index": index, "rank": null, "out_of": null, "field": null}],
    }))
}

fn confirmed(kit: &Kit) -> Vec<VouchedEntry> {
    let filter = EntryFilter { state: Some(EntryState::Confirmed), ..EntryFilter::default() };
    kit.store.year_entries(&filter).expect("read")
}

/// One row in each of the tables of this.
pub(crate) fn fill(store: &Store) {
    store.by("limin").enter(&result(87.3)).expect("entered");
    store.by("limin").publish_formula(&formula(1, 1.0)).expect("published");
    store.by("limin").enter_score(&score("{}")).expect("entered");
}

fn code_of<T>(refused: Result<T, StoreError>) -> Option<&'static str> {
    refused.err().map(|error| error.code())
}

#[test]
fn an_entry_counts_when_somebody_else_confirmed_it_and_then_stays() {
    on_each_backend(|on| {
        let kit = on.kit();
        let (li, wang) = (|| kit.store.by("limin"), || kit.store.by("wang"));
        let (change, first) = li().enter(&result(87.3)).expect("entered");
        assert_eq!((change, first.version), (Change::Added, 1));
        assert_eq!(wang().enter(&result(87.3)), Ok((Change::Unchanged, first.clone())));
        assert_eq!(code_of(wang().enter(&result(88.0))), Some("entry_differs"));
        assert_eq!(code_of(li().confirm_entry(first.id)), Some("own_entry"));
        assert_eq!(code_of(li().correct_entry(first.id, &result(88.0), "x")), Some("entry_state"));
        assert_eq!(confirmed(&kit), []);

        let revision = kit.store.revision().expect("a revision");
        let counted = wang().confirm_entry(first.id).expect("confirmed");
        assert_eq!(counted.vouched.state, EntryState::Confirmed);
        assert!(kit.store.revision().expect("a revision") > revision, "figures are others now");
        assert_eq!(code_of(li().withdraw_entry(first.id, "typed wrongly")), Some("entry_state"));

        // A mistake is a later version, and the first counts until that is confirmed.
        let other = entry(json!({"kind": "value", "year": 2026, "unit": "T1", "component": "c",
            "value": 1.0, "source": {"document": "d", "document_digest": null}}));
        assert_eq!(code_of(wang().correct_entry(first.id, &other, "x")), Some("invalid"));
        assert_eq!(code_of(wang().correct_entry(first.id, &result(88.0), " ")), Some("invalid"));
        let second = wang().correct_entry(first.id, &result(88.0), "抄错一位").expect("corrected");
        assert_eq!((second.version, second.reason.as_deref()), (2, Some("抄错一位")));
        assert_eq!(
            code_of(li().correct_entry(first.id, &result(89.0), "x")),
            Some("entry_in_work")
        );
        assert_eq!(confirmed(&kit), std::slice::from_ref(&counted));
        assert_eq!(code_of(wang().confirm_entry(second.id)), Some("own_entry"));
        let now = li().confirm_entry(second.id).expect("confirmed");
        assert_eq!(confirmed(&kit), [now]);
        let old = kit.store.year_entry(first.id).expect("read").expect("kept");
        assert_eq!(old.vouched.state, EntryState::Superseded);
        assert_eq!(old.entry, result(87.3));

        // What was given up makes room.
        let third = li().correct_entry(second.id, &result(90.0), "x").expect("entered");
        li().withdraw_entry(third.id, "误录").expect("withdrawn");
        assert_eq!(wang().correct_entry(second.id, &result(91.0), "x").map(|e| e.version), Ok(4));
        assert_eq!(code_of(li().confirm_entry(Uuid::nil())), Some("unknown_entry"));
        let log = kit.store.audit_entries(0, 1_000).expect("read");
        let told: Vec<_> = log
            .iter()
            .filter(|entry| entry.action.starts_with("entry_"))
            .map(|entry| (entry.actor.as_str(), entry.action.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("limin", "entry_entered"),
                ("wang", "entry_confirmed"),
                ("wang", "entry_entered"),
                ("limin", "entry_superseded"),
                ("limin", "entry_confirmed"),
                ("limin", "entry_entered"),
                ("limin", "entry_withdrawn"),
                ("wang", "entry_entered"),
            ]
        );
    });
}

#[test]
fn a_row_that_was_changed_by_hand_is_no_entry() {
    on_each_backend(|on| {
        let kit = on.kit();
        let (_, first) = kit.store.by("limin").enter(&result(87.3)).expect("entered");
        let changed = "UPDATE year_entries SET body = replace(body, '87.3', '97.3')";
        kit.outside().batch_execute(changed).expect("changed");
        assert_eq!(code_of(kit.store.year_entry(first.id)), Some("unreadable_row"));
        // Nor can one be the two.
        let alone = "UPDATE year_entries SET state = 'confirmed', confirmed_by = entered_by";
        assert!(kit.outside().batch_execute(alone).is_err());
    });
}

#[test]
fn a_file_is_taken_once_and_its_entries_wait_for_somebody_else() {
    on_each_backend(|on| {
        let kit = on.kit();
        let source = || ImportSource {
            file_name: "r.csv".to_owned(),
            file_digest: "d".to_owned(),
            mapping: None,
        };
        for expected in [Outcome::New, Outcome::Same] {
            let mut import = kit.store.begin_import(source()).expect("begun");
            assert_eq!(import.add_year_entries(&[result(87.3)]), Ok(vec![expected]));
            import.commit(0).expect("committed");
        }
        let mut import = kit.store.begin_import(source()).expect("begun");
        assert_eq!(import.add_year_entries(&[result(88.0)]), Ok(vec![Outcome::Different]));
        drop(import);
        let all = kit.store.year_entries(&EntryFilter::default()).expect("read");
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].vouched.entered.by, COMMAND_LINE);
        assert_eq!(code_of(kit.store.by(COMMAND_LINE).confirm_entry(all[0].id)), Some("own_entry"));
        assert!(kit.store.by("wang").confirm_entry(all[0].id).is_ok());
        let of = |kind, units: &[&str]| {
            let units = Some(units.iter().map(|unit| code(unit)).collect());
            let filter = EntryFilter { kind: Some(kind), units, year: Some(2026), state: None };
            kit.store.year_entries(&filter).expect("read").len()
        };
        assert_eq!(of(EntryKind::External, &["T1"]), 1);
        assert_eq!(of(EntryKind::External, &["T2"]), 0);
        assert_eq!(of(EntryKind::Letter, &["T1"]), 0);
    });
}

#[test]
fn a_letter_promises_no_less_than_that_of_the_unit_above() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.put_units(&[unit("V1", "village", Some("T1"))]).expect("a village");
        let enter = |letter: &YearEntry| kit.store.by("limin").enter(letter);
        assert_eq!(code_of(enter(&letter("C", "T1", 90.0))), Some("invalid"), "T1 is not above C");
        let (_, town) = enter(&letter("T1", "C", 85.0)).expect("nobody above promised");
        assert!(enter(&letter("V1", "T1", 80.0)).is_ok_and(|(_, low)| {
            kit.store.by("limin").withdraw_entry(low.id, "重签").is_ok()
        }));
        kit.store.by("wang").confirm_entry(town.id).expect("signed");
        assert_eq!(
            code_of(enter(&letter("T1", "C", 80.0))),
            Some("entry_differs"),
            "signed is signed"
        );
        let low = enter(&letter("V1", "T1", 84.0)).expect_err("refused").to_string();
        assert!(low.contains("/goals/0/index") && low.contains("T1 above it"), "{low}");
        assert!(enter(&letter("V1", "T1", 85.0)).is_ok());
    });
}

pub(crate) fn formula(version: u32, weight: f64) -> AnnualFormula {
    serde_json::from_value(json!({
        "code": "year", "version": version, "name": "year", "source": "区发〔2026〕1号",
        "levels": ["town"], "missing": "refuse", "bonus_cap": 5.0, "deduction_cap": 5.0,
        "components": [{"code": "c", "name": "c", "weight": weight, "of": {"entered": {}}}],
    }))
    .expect("a formula")
}

fn score(result: &str) -> NewScore {
    NewScore {
        year: 2026,
        formula: code("year"),
        formula_version: 1,
        inputs: "{}".to_owned(),
        result: result.to_owned(),
        data_revision: 1,
        program: "0".to_owned(),
    }
}

#[test]
fn a_formula_is_published_once() {
    on_each_backend(|on| {
        let kit = on.kit();
        let publish = |formula: &AnnualFormula| kit.store.by("limin").publish_formula(formula);
        assert_eq!(publish(&formula(1, 1.0)), Ok(Change::Added));
        assert_eq!(publish(&formula(1, 1.0)), Ok(Change::Unchanged));
        let mut other = formula(1, 1.0);
        other.bonus_cap = 6.0;
        assert_eq!(code_of(publish(&other)), Some("already_published"));
        assert_eq!(code_of(publish(&formula(2, 0.9))), Some("invalid"));
        other.version = 2;
        other.levels = vec![code("street")];
        let refused = publish(&other).expect_err("no such level").to_string();
        assert!(refused.contains("/levels/0"), "{refused}");
        assert_eq!(kit.store.formulas(), Ok(vec![formula(1, 1.0)]));
        assert_eq!(kit.store.formula("year", 2), Ok(None));
    });
}

#[test]
fn a_score_holds_when_somebody_else_confirmed_it() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.by("limin").publish_formula(&formula(1, 1.0)).expect("published");
        let enter = |by, result| kit.store.by(by).enter_score(&score(result));
        let first = enter("limin", "{\"a\":1}").expect("entered");
        assert_eq!(enter("wang", "{\"a\":1}"), Ok(first.clone()));
        assert_eq!(code_of(enter("wang", "{\"a\":2}")), Some("score_in_work"));
        assert_eq!(code_of(kit.store.by("limin").confirm_score(first.id)), Some("own_entry"));
        kit.store.by("wang").confirm_score(first.id).expect("confirmed");
        let second = enter("limin", "{\"a\":2}").expect("entered");
        kit.store.by("wang").confirm_score(second.id).expect("confirmed");
        let third = enter("limin", "{\"a\":3}").expect("entered");
        kit.store.by("limin").withdraw_score(third.id, "误算").expect("withdrawn");
        let kept = kit.store.annual_scores(2026).expect("read");
        let states: Vec<_> = kept.iter().map(|score| score.vouched.state).collect();
        assert_eq!(states, [EntryState::Superseded, EntryState::Confirmed, EntryState::Withdrawn]);
        assert!(kept.iter().all(store::AnnualScore::is_intact));
        let changed = "UPDATE annual_scores SET result = '{}' WHERE state = 'confirmed'";
        kit.outside().batch_execute(changed).expect("changed");
        let kept = kit.store.annual_scores(2026).expect("read");
        assert_eq!(kept.iter().filter(|score| !score.is_intact()).count(), 1);
    });
}
