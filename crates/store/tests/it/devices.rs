//! Links that sign a phone in.

use jiff::{SignedDuration, Timestamp};
use store::{AccountRule, DeviceLink, NewSession, NewUser, SessionKind, Store, StoreError};
use survey::{Grant, Right, Role};

use crate::accounts::session;
use crate::kit::{Kit, code, on_each_backend};

fn prepared(kit: &Kit) -> &Store {
    for (name, role, unit) in [
        ("limin", Role::Surveyor, Some("T1")),
        ("wang", Role::Surveyor, Some("T2")),
        ("town", Role::Administrator, Some("T1")),
    ] {
        let user = NewUser {
            name: code(name),
            display_name: name.to_owned(),
            grants: vec![Grant { role, unit: unit.map(code) }],
            must_change: true,
        };
        kit.store.by("tester").add_user(&user).expect("made");
    }
    &kit.store
}

fn soon() -> Timestamp {
    Timestamp::now() + SignedDuration::from_mins(10)
}

fn phone(user: &str, digest: &str) -> NewSession {
    let rights = Some(vec![Right::SendResponses]);
    NewSession { rights, ..session(user, digest, SessionKind::Device) }
}

#[test]
fn a_link_signs_in_the_phone_that_comes_first() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = prepared(&kit);
        store.by("limin").add_device_link("link", "limin", "华为", soon()).expect("kept");
        let link = DeviceLink { user: "limin".to_owned(), label: "华为".to_owned() };
        assert_eq!(store.device_link("link"), Ok(Some(link)));
        assert_eq!(store.use_device_link("link", &phone("wang", "thief")), Ok(false));
        let came_in: usize = std::thread::scope(|scope| {
            let comers: Vec<_> = (0..6)
                .map(|n| {
                    let new = phone("limin", &format!("p{n}"));
                    scope.spawn(move || store.use_device_link("link", &new).expect("an answer"))
                })
                .collect();
            comers.into_iter().map(|comer| usize::from(comer.join().expect("no panic"))).sum()
        });
        assert_eq!((came_in, store.device_link("link")), (1, Ok(None)));
        let open = store.sessions("limin").expect("read");
        assert_eq!((open.len(), open[0].kind), (1, SessionKind::Device));
        assert_eq!(open[0].rights, Some(vec![Right::SendResponses]));
        assert!(store.user("limin").expect("read").expect("there").used_at.is_some());
    });
}

#[test]
fn a_link_ends_with_what_should_end_it() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = prepared(&kit);
        let by = store.by("tester");
        let ends: [&dyn Fn(); 4] = [
            &|| by.add_device_link("newer", "limin", "", soon()).expect("kept"),
            &|| by.demand_password("limin").expect("demanded"),
            &|| by.end_sessions("limin").map(drop).expect("ended"),
            &|| by.disable_user("limin", true).expect("closed"),
        ];
        for (n, end) in ends.iter().enumerate() {
            let link = format!("link {n}");
            by.add_device_link(&link, "limin", "", soon()).expect("kept");
            end();
            assert_eq!(store.device_link(&link), Ok(None), "{n}");
            assert_eq!(store.use_device_link(&link, &phone("limin", "p")), Ok(false), "{n}");
        }
        let past = Timestamp::now() - SignedDuration::from_secs(1);
        by.add_device_link("late", "wang", "", past).expect("kept");
        assert_eq!(store.use_device_link("late", &phone("wang", "p")), Ok(false));
        // Made for somebody who was closed meanwhile.
        by.add_device_link("closed", "limin", "", soon()).expect("kept");
        assert_eq!(store.use_device_link("closed", &phone("limin", "p")), Ok(false));
    });
}

#[test]
fn an_administrator_makes_them_within_the_own_units() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = prepared(&kit);
        let town = store.administered_by("town");
        assert_eq!(town.add_device_link("a", "limin", "", soon()), Ok(()));
        let refused = Err(StoreError::AgainstRule { rule: AccountRule::OutsideUnits });
        assert_eq!(town.add_device_link("b", "wang", "", soon()), refused);
        assert_eq!(store.device_link("b"), Ok(None));
    });
}
