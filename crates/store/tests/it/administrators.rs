//! What an administrator may do to whose account.

use jiff::{SignedDuration, Timestamp};
use store::{AccountRule, NewUser, Store, StoreError};
use survey::{Grant, Role};

use crate::kit::{Kit, code, on_each_backend};

fn grant(role: Role, unit: Option<&str>) -> Grant {
    Grant { role, unit: unit.map(code) }
}

fn user(name: &str, grants: &[Grant]) -> NewUser {
    NewUser {
        name: code(name),
        display_name: name.to_owned(),
        grants: grants.to_vec(),
        must_change: true,
    }
}

/// An administrator of everything, one of a town, and people in and out of that town.
fn office(kit: &Kit) -> &Store {
    let admin = Role::Administrator;
    for (name, grants) in [
        ("chief", vec![grant(admin, None)]),
        ("town", vec![grant(admin, Some("T1")), grant(Role::Leader, None)]),
        ("inside", vec![grant(Role::Surveyor, Some("T1"))]),
        ("outside", vec![grant(Role::Surveyor, Some("T2"))]),
        ("both", vec![grant(Role::Surveyor, Some("T1")), grant(Role::Surveyor, Some("T2"))]),
        ("nothing", vec![]),
    ] {
        kit.store.by("tester").add_user(&user(name, &grants)).expect("made");
    }
    &kit.store
}

fn against(rule: AccountRule) -> Result<(), StoreError> {
    Err(StoreError::AgainstRule { rule })
}

#[test]
fn an_administrator_of_a_unit_stays_within_it() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = office(&kit);
        let town = store.administered_by("town");
        let before = store.newest_audit_entry().expect("read");
        let soon = Timestamp::now() + SignedDuration::from_hours(1);
        for other in ["outside", "both", "nothing", "chief"] {
            let refused = against(AccountRule::OutsideUnits);
            let inside = [grant(Role::Surveyor, Some("T1"))];
            assert_eq!(town.set_grants(other, &inside), refused, "{other}");
            assert_eq!(town.disable_user(other, true), refused, "{other}");
            assert_eq!(town.demand_password(other), refused, "{other}");
            assert_eq!(town.add_link("digest", other, soon), refused, "{other}");
            assert_eq!(town.end_sessions(other).map(drop), refused, "{other}");
        }
        // Neither to others nor by way of a new account more than they have themselves.
        for grants in [
            &[grant(Role::Administrator, None)][..],
            &[grant(Role::Surveyor, Some("T2"))],
            &[grant(Role::Surveyor, Some("C"))],
            &[grant(Role::Surveyor, Some("T1")), grant(Role::Leader, None)],
            &[],
        ] {
            let refused = against(AccountRule::GivesTooMuch);
            assert_eq!(town.set_grants("inside", grants), refused, "{grants:?}");
            assert_eq!(town.add_user(&user("new", grants)), refused, "{grants:?}");
        }
        assert_eq!(store.user("new"), Ok(None));
        assert_eq!(store.newest_audit_entry(), Ok(before));

        let analyst = [grant(Role::Analyst, Some("T1"))];
        assert_eq!(town.add_user(&user("new", &analyst)), Ok(()));
        assert_eq!(town.set_grants("inside", &analyst), Ok(()));
        assert_eq!(town.add_link("digest", "inside", soon), Ok(()));
        assert_eq!(town.disable_user("inside", true), Ok(()));
        let told = store.audit_entries(before, 10).expect("read");
        assert!(told.iter().all(|entry| entry.actor == "town"));
        assert_eq!(told.len(), 4);
    });
}

#[test]
fn nobody_manages_themselves_or_after_losing_the_role() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = office(&kit);
        for name in ["chief", "town"] {
            let own = store.administered_by(name);
            let more = [grant(Role::Administrator, None), grant(Role::Auditor, None)];
            assert_eq!(own.set_grants(name, &more), against(AccountRule::OwnAccount));
            assert_eq!(own.demand_password(name), against(AccountRule::OwnAccount));
        }
        let refused = against(AccountRule::NotAdministrator);
        assert_eq!(store.administered_by("inside").disable_user("outside", true), refused);
        assert_eq!(store.administered_by("stranger").disable_user("outside", true), refused);
        store.by("tester").disable_user("town", true).expect("closed");
        let new = user("new", &[grant(Role::Analyst, Some("T1"))]);
        assert_eq!(store.administered_by("town").add_user(&new), refused);
        assert_eq!(store.administered_by("chief").add_user(&new), Ok(()));
    });
}

#[test]
fn the_last_administrator_of_everything_stays() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = office(&kit);
        let refused = against(AccountRule::LastAdministrator);
        let demoted = [grant(Role::Administrator, Some("C"))];
        let by = store.by("command line");
        assert_eq!(by.set_grants("chief", &demoted), refused);
        assert_eq!(by.disable_user("chief", true), refused);
        let chief = store.user("chief").expect("read").expect("there");
        assert_eq!(
            (chief.disabled_at, chief.grants),
            (None, vec![grant(Role::Administrator, None)])
        );
        // Of two, either may go, and then the other stays.
        by.set_grants("both", &[grant(Role::Administrator, None)]).expect("given");
        assert_eq!(by.disable_user("chief", true), Ok(()));
        assert_eq!(by.disable_user("both", true), refused);
        assert_eq!(by.disable_user("chief", false), Ok(()));
        assert_eq!(by.set_grants("both", &[]), Ok(()));
    });
}

#[test]
fn that_an_account_is_used_is_written_down() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = office(&kit);
        let used_at = || store.user("inside").expect("read").expect("there").used_at;
        assert_eq!(used_at(), None);
        let soon = Timestamp::now() + SignedDuration::from_hours(1);
        store.by("chief").add_link("link", "inside", soon).expect("kept");
        assert_eq!(used_at(), None);
        let session = crate::accounts::session("inside", "s", store::SessionKind::Browser);
        assert_eq!(store.use_link("link", &session), Ok(true));
        assert!(used_at().is_some());
    });
}
