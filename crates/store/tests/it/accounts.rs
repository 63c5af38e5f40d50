//! Accounts, sessions and links: who may come in, once and for how long.

use diesel::connection::SimpleConnection;
use jiff::{SignedDuration, Timestamp};
use store::{FAILURES_MAX, NewSession, NewUser, SessionKind, Store, StoreError};
use survey::{Grant, Right, Role};

use crate::kit::{code, on_each_backend};

pub(crate) fn new_user(name: &str, role: Role, unit: Option<&str>) -> NewUser {
    let grants = vec![Grant { role, unit: unit.map(code) }];
    NewUser { name: code(name), display_name: "李敏".to_owned(), grants, must_change: false }
}

pub(crate) fn session(user: &str, digest: &str, kind: SessionKind) -> NewSession {
    NewSession {
        digest: digest.to_owned(),
        user: user.to_owned(),
        kind,
        label: "Firefox".to_owned(),
        rights: None,
        expires_at: Timestamp::now() + SignedDuration::from_hours(12),
    }
}

/// Sets a password by way of a session of its own, as the account page does.
pub(crate) fn set_password(store: &Store, old: Option<&str>, new: &str) {
    store.by("tester").open_session(&session("limin", "own", SessionKind::Browser)).expect("open");
    let changed = store.by("limin").change_password("limin", old, new, "own");
    assert_eq!(changed, Ok(true));
}

fn is_open(store: &Store, digest: &str) -> bool {
    store.session(digest).expect("read").is_some()
}

#[test]
fn an_account_comes_back_as_it_was_made() {
    on_each_backend(|on| {
        let kit = on.kit();
        let revision = kit.store.revision();
        kit.store
            .by("tester")
            .add_user(&new_user("limin", Role::Surveyor, Some("T1")))
            .expect("made");
        let taken = kit.store.by("tester").add_user(&new_user("limin", Role::Leader, None));
        assert_eq!(taken, Err(StoreError::UserExists { name: "limin".to_owned() }));
        let nowhere =
            kit.store.by("tester").add_user(&new_user("wang", Role::Surveyor, Some("T9")));
        assert_eq!(nowhere, Err(StoreError::UnknownUnit { code: "T9".to_owned() }));
        assert_eq!(kit.store.user("wang"), Ok(None));

        set_password(&kit.store, None, "$argon2id$…");
        let twice =
            [Grant { role: Role::Leader, unit: None }, Grant { role: Role::Leader, unit: None }];
        kit.store.by("tester").set_grants("limin", &twice).expect("set");
        let user = kit.store.user("limin").expect("read").expect("there");
        assert_eq!(user.display_name, "李敏");
        assert_eq!(user.password_hash.as_deref(), Some("$argon2id$…"));
        assert!(!user.must_change);
        assert_eq!(user.grants, twice[..1]);
        assert_eq!(kit.store.users(), Ok(vec![user]));
        let unknown = kit.store.by("tester").demand_password("nobody");
        assert_eq!(unknown, Err(StoreError::UnknownUser { name: "nobody".to_owned() }));
        // Accounts change no figure.
        assert_eq!(kit.store.revision(), revision);
    });
}

#[test]
fn wrong_passwords_lock_and_a_right_one_unlocks() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.by("tester").add_user(&new_user("limin", Role::Surveyor, None)).expect("made");
        let locked = || kit.store.user("limin").expect("read").expect("there").locked_until;
        for _ in 1..FAILURES_MAX {
            kit.store.by("tester").count_failure("limin").expect("counted");
        }
        assert_eq!(locked(), None);
        // Success in between begins the count anew.
        set_password(&kit.store, None, "hash");
        let came_in =
            kit.store.by("limin").sign_in(&session("limin", "a", SessionKind::Browser), "hash");
        assert_eq!(came_in, Ok(true));
        kit.store.by("tester").count_failure("limin").expect("counted");
        assert_eq!(locked(), None);
        for _ in 1..FAILURES_MAX {
            kit.store.by("tester").count_failure("limin").expect("counted");
        }
        assert!(locked().is_some_and(|until| until > Timestamp::now()));
        // Neither the right password nor a token of a program unlocks; a new password does.
        let late = session("limin", "late", SessionKind::Browser);
        assert_eq!(kit.store.by("limin").sign_in(&late, "hash"), Ok(false));
        kit.store
            .by("tester")
            .open_session(&session("limin", "p", SessionKind::Program))
            .expect("open");
        assert!(locked().is_some());
        kit.store.by("tester").demand_password("limin").expect("demanded");
        assert_eq!(locked(), None);
    });
}

#[test]
fn sessions_end_when_they_should() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        store.by("tester").add_user(&new_user("limin", Role::Surveyor, None)).expect("made");
        for (digest, kind) in [
            ("browser", SessionKind::Browser),
            ("other", SessionKind::Browser),
            ("phone", SessionKind::Device),
            ("system", SessionKind::Program),
        ] {
            let rights = (kind == SessionKind::Program).then(|| vec![Right::ReadFigures]);
            let new = NewSession { rights, ..session("limin", digest, kind) };
            store.by("tester").open_session(&new).expect("opened");
        }
        let program = store.session("system").expect("read").expect("open");
        assert_eq!(program.session.rights, Some(vec![Right::ReadFigures]));
        assert_eq!(program.user.name.as_str(), "limin");
        assert_eq!(store.sessions("limin").expect("read").len(), 4);
        assert_eq!(store.by("tester").end_session("limin", "other"), Ok(true));
        assert_eq!(store.by("tester").end_session("limin", "other"), Ok(false));

        // An hour unused is too long for a browser, and not for a phone or another system.
        kit.outside()
            .batch_execute("UPDATE sessions SET used_at = used_at - 3600000000")
            .expect("aged");
        assert!(!is_open(store, "browser") && is_open(store, "phone") && is_open(store, "system"));
        // Being used is written down.
        let used_at = store.session("phone").expect("read").expect("open").session.used_at;
        assert!(Timestamp::now().duration_since(used_at) < SignedDuration::from_mins(2));
        kit.outside()
            .batch_execute("UPDATE sessions SET expires_at = used_at - 1 WHERE digest = 'system'")
            .expect("aged");
        assert!(!is_open(store, "system"));

        // Disabled is signed out everywhere, and enabled again does not bring it back.
        store.by("tester").disable_user("limin", true).expect("disabled");
        assert!(!is_open(store, "phone"));
        store.by("tester").disable_user("limin", false).expect("enabled");
        assert!(!is_open(store, "phone"));
    });
}

#[test]
fn another_password_ends_the_sessions_of_people() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.by("tester").add_user(&new_user("limin", Role::Surveyor, None)).expect("made");
        for (digest, kind) in [("browser", SessionKind::Browser), ("phone", SessionKind::Device)] {
            kit.store.by("tester").open_session(&session("limin", digest, kind)).expect("opened");
        }
        set_password(&kit.store, None, "first");
        assert!(!is_open(&kit.store, "browser") && !is_open(&kit.store, "phone"));
        assert!(!is_open(&kit.store, "own"));
        // Who verified the password that was, comes too late; so does a session that has ended.
        set_password(&kit.store, Some("first"), "second");
        let new = session("limin", "late", SessionKind::Browser);
        assert_eq!(kit.store.by("limin").sign_in(&new, "first"), Ok(false));
        let by = kit.store.by("limin");
        assert_eq!(by.change_password("limin", Some("second"), "third", "own"), Ok(false));
        kit.store.by("tester").open_session(&new).expect("opened");
        assert_eq!(by.change_password("limin", Some("first"), "third", "late"), Ok(false));
        // A demand takes the password away and signs out the browsers.
        kit.store.by("tester").demand_password("limin").expect("demanded");
        assert!(!is_open(&kit.store, "late"));
        let user = kit.store.user("limin").expect("read").expect("there");
        assert!(user.must_change && user.password_hash.is_none());
        assert_eq!(kit.store.by("tester").end_sessions("limin"), Ok(0));
    });
}

#[test]
fn a_link_ends_with_what_should_end_it() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        store.by("tester").add_user(&new_user("limin", Role::Leader, None)).expect("made");
        let soon = Timestamp::now() + SignedDuration::from_hours(1);
        let ends: [&dyn Fn(); 4] = [
            &|| store.by("tester").add_link("newer", "limin", soon).expect("kept"),
            &|| store.by("tester").demand_password("limin").expect("demanded"),
            &|| assert_eq!(store.by("tester").end_sessions("limin"), Ok(0)),
            &|| store.by("tester").disable_user("limin", true).expect("closed"),
        ];
        for (n, end) in ends.iter().enumerate() {
            let link = format!("link {n}");
            store.by("tester").add_link(&link, "limin", soon).expect("kept");
            assert!(store.link(&link).expect("read").is_some());
            end();
            assert_eq!(store.link(&link), Ok(None), "{n}");
        }
    });
}

#[test]
fn a_link_signs_in_one_who_comes_first() {
    const COMERS: usize = 8;
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        store.by("tester").add_user(&new_user("limin", Role::Administrator, None)).expect("made");
        let soon = Timestamp::now() + SignedDuration::from_hours(1);
        store.by("tester").add_link("link", "limin", soon).expect("kept");
        assert_eq!(store.link("link"), Ok(Some("limin".to_owned())));
        let came_in: usize = std::thread::scope(|scope| {
            let comers: Vec<_> = (0..COMERS)
                .map(|n| {
                    let new = session("limin", &format!("s{n}"), SessionKind::Browser);
                    scope.spawn(move || store.use_link("link", &new).expect("an answer"))
                })
                .collect();
            comers.into_iter().map(|comer| usize::from(comer.join().expect("no panic"))).sum()
        });
        assert_eq!(came_in, 1);
        assert_eq!(store.sessions("limin").expect("read").len(), 1);
        assert_eq!(store.link("link"), Ok(None));

        let past = Timestamp::now() - SignedDuration::from_hours(1);
        store.by("tester").add_link("late", "limin", past).expect("kept");
        let new = session("limin", "late", SessionKind::Browser);
        assert_eq!(store.use_link("late", &new), Ok(false));
        assert_eq!(store.use_link("unknown", &new), Ok(false));
    });
}

#[test]
fn no_account_can_be_taken_for_another() {
    on_each_backend(|on| {
        let kit = on.kit();
        let add = |name: &str| {
            kit.store.by("zhang").add_user(&NewUser {
                name: name.parse().expect("a code"),
                display_name: name.to_owned(),
                grants: Vec::new(),
                must_change: true,
            })
        };
        assert_eq!(add("李明"), Ok(()));
        assert_eq!(add("li.ming-2@office"), Ok(()));
        assert_eq!(add("Li.Ming-2@Office").expect_err("taken").code(), "user_exists");
        assert_eq!(
            add("Ｌi.ming-2@office").expect_err("taken").code(),
            "user_exists",
            "full-width"
        );
        for name in ["command line", "nobody", "Import", "survey", "adm\u{200b}in", "a b"] {
            assert_eq!(add(name).expect_err(name).code(), "bad_name");
        }
        assert!("a\u{202e}nimda".parse::<survey::Code>().is_err(), "read from right to left");
    });
}
