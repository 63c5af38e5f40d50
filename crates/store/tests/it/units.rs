//! Units: added, updated, kept in order, always one tree.

use store::{Changes, StoreError};

use crate::kit::{on_each_backend, unit, units};

#[test]
fn the_tree_comes_back_in_the_order_given() {
    on_each_backend(|on| {
        let kit = on.kit();
        assert_eq!(kit.store.unit_tree().expect("a tree").units(), units());
    });
}

#[test]
fn changes_are_counted_and_nothing_else_moves() {
    on_each_backend(|on| {
        let kit = on.kit();
        let before = kit.state();
        assert_eq!(
            kit.store.put_units(&units()),
            Ok(Changes { added: 0, unchanged: 3, updated: 0 })
        );
        assert_eq!(kit.state(), before);

        let mut ended = unit("T2", "town", Some("C"));
        ended.valid_to = Some("2026-12-31".parse().expect("a day"));
        let given = [unit("V1", "village", Some("T1")), ended.clone()];
        assert_eq!(kit.store.put_units(&given), Ok(Changes { added: 1, unchanged: 0, updated: 1 }));
        let tree = kit.store.unit_tree().expect("a tree");
        let codes: Vec<_> = tree.units().iter().map(|unit| unit.code.as_str()).collect();
        assert_eq!(codes, ["T1", "C", "T2", "V1"]);
        assert_eq!(tree.get("T2"), Some(&ended));
        assert_eq!(kit.state().0, before.0 + 1);
    });
}

#[test]
fn what_makes_no_tree_is_refused_whole() {
    on_each_backend(|on| {
        let kit = on.kit();
        let before = kit.state();
        let given = [unit("V1", "village", Some("T1")), unit("V2", "village", Some("nowhere"))];
        let Err(StoreError::Invalid { problems, .. }) = kit.store.put_units(&given) else {
            panic!("a unit without its parent was accepted");
        };
        assert_eq!(problems[0].path, "/units/1");
        let cycle = [unit("C", "city", Some("T1"))];
        assert_eq!(kit.store.put_units(&cycle).map_err(|error| error.code()), Err("invalid"));
        let twice = [unit("V1", "village", None), unit("V1", "town", None)];
        assert_eq!(kit.store.put_units(&twice).map_err(|error| error.code()), Err("invalid"));
        assert_eq!(kit.state(), before);
    });
}
