//! The second factor: asked for everywhere, each proof once.

use jiff::{SignedDuration, Timestamp};
use store::{AccountRule, FAILURES_MAX, FirstStep, NewUser, Proof, SessionKind, Store, StoreError};
use survey::{Grant, Role};

use crate::accounts::{session, set_password};
use crate::kit::{Kit, code, on_each_backend};

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Somebody with a password and a second factor whose code of step 100 was used.
fn guarded(kit: &Kit) -> &Store {
    let store = &kit.store;
    let user = NewUser {
        name: code("limin"),
        display_name: "李敏".to_owned(),
        grants: vec![Grant { role: Role::Leader, unit: None }],
        must_change: false,
    };
    store.by("tester").add_user(&user).expect("made");
    set_password(store, None, "hash");
    let recovery = ["r1".to_owned(), "r2".to_owned()];
    let by = store.by("limin");
    assert_eq!(by.add_second_factor("limin", "other", (SECRET, 100), &recovery), Ok(false));
    assert_eq!(by.add_second_factor("limin", "hash", (SECRET, 100), &recovery), Ok(true));
    assert_eq!(by.add_second_factor("limin", "hash", (SECRET, 100), &[]), Ok(false));
    store
}

fn soon() -> Timestamp {
    Timestamp::now() + SignedDuration::from_mins(5)
}

fn at(step: i64) -> Proof {
    Proof::Code { secret: SECRET.to_owned(), step }
}

fn recovery(digest: &str) -> Proof {
    Proof::Recovery { digest: digest.to_owned() }
}

/// Gives the password and then a proof.
fn comes_in(store: &Store, token: &str, proof: &Proof) -> bool {
    let first = FirstStep::Password("hash".to_owned());
    store.begin_sign_in(token, "limin", first, soon()).expect("begun");
    let new = session("limin", &format!("session {token}"), SessionKind::Browser);
    store.finish_sign_in(token, proof, &new).expect("an answer")
}

#[test]
fn neither_password_nor_link_is_enough() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = guarded(&kit);
        assert!(store.user("limin").expect("read").expect("there").second_factor);
        let new = session("limin", "s", SessionKind::Browser);
        assert_eq!(store.by("limin").sign_in(&new, "hash"), Ok(false));
        store.by("tester").add_link("link", "limin", soon()).expect("kept");
        assert_eq!(store.use_link("link", &new), Ok(false));
        // The link leads to the second step, and is used up by that.
        store.begin_sign_in("t", "limin", FirstStep::Link("link".to_owned()), soon()).expect("ok");
        assert_eq!(store.pending_sign_in("t"), Ok(Some("limin".to_owned())));
        assert_eq!(store.finish_sign_in("t", &at(100), &new), Ok(false));
        assert_eq!(store.link("link"), Ok(Some("limin".to_owned())));
        assert_eq!(store.finish_sign_in("t", &at(101), &new), Ok(true));
        assert_eq!((store.link("link"), store.pending_sign_in("t")), (Ok(None), Ok(None)));
        let told =
            store.audit_entries(store.newest_audit_entry().expect("n") - 1, 1).expect("read");
        assert_eq!(told[0].action, "signed_in");
        assert_eq!(
            (&told[0].detail["second_factor"], &told[0].detail["by_link"]),
            (&"code".into(), &true.into())
        );
    });
}

#[test]
fn a_proof_lets_in_once() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = guarded(&kit);
        assert!(!comes_in(store, "a", &at(100)), "used when it was set up");
        assert!(comes_in(store, "b", &at(102)));
        for step in [102, 101, 0] {
            assert!(!comes_in(store, &format!("late {step}"), &at(step)), "{step}");
        }
        let foreign = Proof::Code { secret: "OTHER".to_owned(), step: 500 };
        assert!(!comes_in(store, "c", &foreign));
        assert!(comes_in(store, "d", &recovery("r1")));
        assert!(!comes_in(store, "e", &recovery("r1")));
        assert!(!comes_in(store, "f", &recovery("r3")));
        let factor = store.second_factor("limin").expect("read").expect("set");
        assert_eq!((factor.secret.as_str(), factor.recovery_codes), (SECRET, 1));
        // Of several with the same code, one comes in.
        let came_in: usize = std::thread::scope(|scope| {
            let comers: Vec<_> = (0..6)
                .map(|n| {
                    scope.spawn(move || usize::from(comes_in(store, &format!("n{n}"), &at(200))))
                })
                .collect();
            comers.into_iter().map(|comer| comer.join().expect("no panic")).sum()
        });
        assert_eq!(came_in, 1);
    });
}

#[test]
fn the_first_step_must_still_count() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = guarded(&kit);
        let begin = |token: &str, until: Timestamp| {
            let first = FirstStep::Password("hash".to_owned());
            store.begin_sign_in(token, "limin", first, until).expect("begun");
        };
        let finish = |token: &str, step: i64| {
            let new = session("limin", &format!("session {token}"), SessionKind::Browser);
            store.finish_sign_in(token, &at(step), &new).expect("an answer")
        };
        begin("late", Timestamp::now() - SignedDuration::from_secs(1));
        assert!(!finish("late", 101) && !finish("made up", 101));
        begin("t", soon());
        for _ in 0..FAILURES_MAX {
            store.by("nobody").count_failure("limin").expect("counted");
        }
        assert!(!finish("t", 101), "locked");
        kit.store.by("tester").demand_password("limin").expect("demanded");
        assert!(!finish("t", 102), "the password is gone");
        begin("u", soon());
        store.by("tester").disable_user("limin", true).expect("closed");
        assert!(!finish("u", 103), "closed");
    });
}

#[test]
fn it_goes_with_password_and_proof_or_by_an_administrator() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = guarded(&kit);
        let by = store.by("limin");
        assert_eq!(by.remove_second_factor("limin", "other", &at(101)), Ok(false));
        assert_eq!(by.remove_second_factor("limin", "hash", &at(100)), Ok(false));
        assert_eq!(by.remove_second_factor("limin", "hash", &recovery("r2")), Ok(true));
        assert_eq!(store.second_factor("limin"), Ok(None));
        let new = session("limin", "s", SessionKind::Browser);
        assert_eq!(by.sign_in(&new, "hash"), Ok(true));

        assert_eq!(
            by.add_second_factor("limin", "hash", (SECRET, 300), &["r".to_owned()]),
            Ok(true)
        );
        let own = store.administered_by("limin").reset_second_factor("limin");
        assert_eq!(own, Err(StoreError::AgainstRule { rule: AccountRule::OwnAccount }));
        assert_eq!(store.by("tester").reset_second_factor("limin"), Ok(true));
        let entry = store.newest_audit_entry().expect("read");
        assert_eq!(store.by("tester").reset_second_factor("limin"), Ok(false));
        assert_eq!(store.newest_audit_entry(), Ok(entry));
        assert!(!store.user("limin").expect("read").expect("there").second_factor);
        assert_eq!(kit.number("SELECT count(*) AS n FROM recovery_codes"), 0);
    });
}
