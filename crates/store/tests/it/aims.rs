//! What units are to reach, on both backends.

use store::{Aim, Change, Place};

use crate::kit::{code, on_each_backend};

fn aim() -> Aim {
    Aim {
        year: 2026,
        unit: code("T1"),
        index: Some(90.5),
        place: Some(Place { rank: 3, out_of: Some(16), field: "全市".to_owned() }),
        source: Some("区发〔2026〕5号".to_owned()),
    }
}

#[test]
fn an_aim_is_set_changed_and_taken_back_and_the_log_tells() {
    on_each_backend(|on| {
        let kit = on.kit();
        let office = || kit.store.by("limin");
        assert_eq!(office().put_aim(&aim()), Ok(Change::Added));
        let revision = kit.store.revision().expect("a revision");
        assert_eq!(kit.store.by("wang").put_aim(&aim()), Ok(Change::Unchanged));
        assert_eq!(kit.store.revision(), Ok(revision), "nothing was changed");
        let set = kit.store.aims().expect("read");
        assert_eq!(set.len(), 1);
        assert_eq!((&set[0].aim, set[0].set_by.as_str()), (&aim(), "limin"));

        // What is left out is gone, and not what it was.
        let bare = Aim { place: None, source: None, ..aim() };
        assert_eq!(kit.store.by("wang").put_aim(&bare), Ok(Change::Updated));
        let set = kit.store.aims().expect("read");
        assert_eq!((&set[0].aim, set[0].set_by.as_str()), (&bare, "wang"));
        assert!(kit.store.revision().expect("a revision") > revision, "pages show it at once");

        assert_eq!(office().remove_aim(2025, &code("T1")), Ok(false));
        assert_eq!(office().remove_aim(2026, &code("T1")), Ok(true));
        assert_eq!(kit.store.aims(), Ok(vec![]));
        let log = kit.store.audit_entries(0, 1_000).expect("read");
        let told: Vec<_> = log
            .iter()
            .filter(|entry| entry.subject == "2026 T1")
            .map(|entry| (entry.actor.as_str(), entry.action.as_str()))
            .collect();
        assert_eq!(told, [("limin", "aim_set"), ("wang", "aim_set"), ("limin", "aim_removed")]);
    });
}

#[test]
fn no_unit_aims_lower_than_one_above_it() {
    on_each_backend(|on| {
        let kit = on.kit();
        let put = |aim: &Aim| kit.store.by("limin").put_aim(aim);
        let county = Aim { unit: code("C"), index: Some(88.0), ..aim() };
        assert_eq!(put(&county), Ok(Change::Added));
        let place = |rank| Some(Place { rank, out_of: Some(16), field: "全市".to_owned() });
        for (low, field) in [
            (Aim { index: Some(87.9), ..aim() }, "/index"),
            (Aim { place: place(4), ..aim() }, "/rank"),
        ] {
            let refused = put(&low).expect_err("refused").to_string();
            assert!(refused.contains(field) && refused.contains("C above it"), "{refused}");
        }
        assert_eq!(put(&aim()), Ok(Change::Added), "90.5 and place 3");
        // The county can't ask for more than its towns promise.
        let refused = put(&Aim { index: Some(91.0), ..county.clone() }).expect_err("refused");
        assert!(refused.to_string().contains("T1 would be to reach"), "{refused}");
        assert_eq!(put(&Aim { year: 2027, index: Some(99.0), ..county }), Ok(Change::Added));
    });
}

#[test]
fn several_are_set_all_or_none() {
    on_each_backend(|on| {
        let kit = on.kit();
        let of = |unit: &str, index| Aim { unit: code(unit), index: Some(index), ..aim() };
        let put = |aims: &[Aim]| kit.store.by("limin").put_aims(aims);
        // The second would aim lower than the county, which is set by the first.
        let refused = put(&[of("C", 88.0), of("T1", 87.0)]).expect_err("refused").to_string();
        assert!(refused.contains("T1 would be to reach"), "{refused}");
        assert_eq!(kit.store.aims(), Ok(Vec::new()));
        assert_eq!(put(&[of("C", 88.0), of("T1", 88.0)]), Ok(vec![Change::Added, Change::Added]));
        let again = put(&[of("T1", 88.0), of("T2", 89.0)]);
        assert_eq!(again, Ok(vec![Change::Unchanged, Change::Added]));
        assert_eq!(
            put(&[of("T1", 90.0), of("X", 90.0)]).map_err(|error| error.code()),
            Err("unknown_unit")
        );
        assert_eq!(kit.store.aims().expect("read").len(), 3);
    });
}

#[test]
fn what_can_not_be_reached_is_refused() {
    on_each_backend(|on| {
        let kit = on.kit();
        let place =
            |rank, out_of, field: &str| Some(Place { rank, out_of, field: field.to_owned() });
        for (wrong, problem) in [
            (Aim { index: None, place: None, ..aim() }, "/index"),
            (Aim { index: Some(100.5), ..aim() }, "/index"),
            (Aim { index: Some(f64::NAN), ..aim() }, "/index"),
            (Aim { year: 0, ..aim() }, "/year"),
            (Aim { place: place(0, None, "全市"), ..aim() }, "/rank"),
            (Aim { place: place(3, Some(2), "全市"), ..aim() }, "/out_of"),
            (Aim { place: place(3, None, " "), ..aim() }, "/field"),
        ] {
            let refused = kit.store.by("limin").put_aim(&wrong).expect_err("refused").to_string();
            assert!(refused.contains(problem), "{refused}");
        }
        let elsewhere = Aim { unit: code("nowhere"), ..aim() };
        let refused = kit.store.by("limin").put_aim(&elsewhere);
        assert_eq!(refused.map_err(|error| error.code()), Err("unknown_unit"));
        assert_eq!(kit.store.aims(), Ok(vec![]));
    });
}
