//! Contacts, samples and cases: nobody is there twice, nobody is called by two, nothing is readable.

use std::collections::{BTreeMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use store::{
    Added, Change, ContactKey, Draw, Outcome, Quota, Retention, SamplePlan, Store, StoreError, Take,
};
use survey::attempt::ContactAttempt;
use survey::contact::NewContact;
use survey::fieldwork::FieldworkRules;
use survey::{Code, ContactDetails, Mode, Round};
use tempfile::TempDir;
use uuid::Uuid;

use crate::kit::{Backend, Kit, code, on_each_backend, round};

pub(crate) struct Office {
    pub(crate) kit: Kit,
    pub(crate) key: ContactKey,
    folder: TempDir,
}

impl std::ops::Deref for Office {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.kit.store
    }
}

pub(crate) fn office(on: Backend) -> Office {
    let folder = TempDir::new().expect("a folder");
    let key = ContactKey::create(&folder.path().join("key")).expect("a key");
    let kit = on.kit();
    let phone: Round = serde_json::from_value(serde_json::json!({
        "code": "P1", "name": "电话", "questionnaire": "env", "version": 1, "kind": "official",
        "modes": ["phone", "visit"], "opens": "2026-09-01", "closes": "2026-11-30"
    }))
    .expect("a round");
    kit.store.put_round(&phone).expect("a round");
    Office { kit, key, folder }
}

fn contact(n: u32, unit: &str) -> NewContact {
    NewContact {
        case: Some(code(&format!("H-{n:03}"))),
        unit: code(unit),
        stratum: None,
        psu: None,
        details: ContactDetails {
            name: Some(format!("李{n}")),
            phone: Some(format!("138{n:08}")),
            address: Some(format!("李庄{n}号")),
        },
    }
}

impl Office {
    fn add(&self, contacts: &[NewContact]) -> Vec<Added> {
        self.by("zhang").add_contacts(&self.key, &code("list"), contacts).expect("added")
    }

    /// Sixty contacts in T1 and forty in T2.
    pub(crate) fn listed(self) -> Self {
        let contacts: Vec<_> =
            (0..100).map(|n| contact(n, if n < 60 { "T1" } else { "T2" })).collect();
        assert!(self.add(&contacts).iter().all(|added| *added == Added::New));
        self
    }

    pub(crate) fn draw(&self, mode: Mode, per_stratum: u64) -> Result<store::Sample, StoreError> {
        self.by("zhang").draw_sample(&Draw {
            round: code("P1"),
            mode,
            frame: code("list"),
            plan: SamplePlan { per_stratum, strata: BTreeMap::new() },
            seed: Some("2026".to_owned()),
        })
    }

    pub(crate) fn take(&self, who: &str, count: u32, now: Timestamp) -> Vec<Code> {
        let take = Take { round: code("P1"), mode: Mode::Phone, units: None, count };
        let held = self.by(who).take_cases(&take, &self.key, now).expect("cases");
        held.into_iter().map(|held| held.case).collect()
    }

    fn try_case(&self, n: u128, who: &str, case: &Code, outcome: &str, at: Timestamp) {
        self.try_with(n, who, case, outcome, at, None);
    }

    fn try_with(
        &self,
        n: u128,
        who: &str,
        case: &Code,
        outcome: &str,
        at: Timestamp,
        appointment_at: Option<Timestamp>,
    ) {
        let attempt = ContactAttempt {
            id: Uuid::from_u128(n),
            round: code("P1"),
            case: case.clone(),
            unit: code("T1"),
            mode: Mode::Phone,
            at,
            outcome: code(outcome),
            appointment_at,
            by: Some(code(who)),
        };
        for expected in [Outcome::New, Outcome::Same] {
            assert_eq!(self.add_attempts(std::slice::from_ref(&attempt)), Ok(vec![expected]));
        }
    }
}

/// After everything was drawn.
pub(crate) fn later(minutes: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_mins(minutes + 1)
}

#[test]
fn nobody_is_on_a_list_twice() {
    on_each_backend(|on| {
        let office = office(on);
        let first = contact(1, "T1");
        assert_eq!(office.add(&[first.clone(), first.clone()]), [Added::New, Added::Same]);
        let same_line = NewContact {
            case: Some(code("other")),
            details: ContactDetails {
                phone: Some("+86 138-0000-0001".to_owned()),
                ..ContactDetails::default()
            },
            ..first.clone()
        };
        let same_place = NewContact {
            case: None,
            details: ContactDetails { phone: None, ..first.details.clone() },
            ..first.clone()
        };
        let other_line = NewContact {
            details: ContactDetails {
                phone: Some("13900000000".to_owned()),
                ..first.details.clone()
            },
            ..first.clone()
        };
        let of = || Added::Duplicate { of: code("H-001") };
        assert_eq!(
            office.add(&[same_line, same_place, other_line]),
            [of(), of(), Added::Different]
        );
        // Without numbers of its own, a list gets the same ones each time.
        let nameless = NewContact { case: None, ..contact(7, "T2") };
        assert_eq!(office.add(std::slice::from_ref(&nameless)), [Added::New]);
        let before = office.kit.state();
        assert_eq!(office.add(&[nameless]), [Added::Same]);
        assert_eq!(office.kit.state(), before);
        let unknown = office.by("zhang").add_contacts(
            &office.key,
            &code("list"),
            &[contact(8, "T1"), contact(9, "T9")],
        );
        assert_eq!(unknown, Err(StoreError::UnknownUnit { code: "T9".to_owned() }));
        assert_eq!(office.kit.number("SELECT count(*) AS n FROM contacts"), 2);
    });
}

#[test]
fn the_database_alone_tells_nobody_who_they_are() {
    on_each_backend(|on| {
        let office = office(on).listed();
        let dump = office.folder.path().join("dump.db");
        let copy = Store::open(&format!("sqlite://{}", dump.display())).expect("a store");
        office.copy_to(&copy).expect("copied");
        drop(copy);
        let bytes = std::fs::read(dump).expect("read");
        let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(holds("H-001"));
        for secret in ["李1", "13800000001", "李庄"] {
            assert!(!holds(secret), "{secret}");
        }
        let other = ContactKey::create(&office.folder.path().join("other")).expect("a key");
        let refused = office.masked_contacts(&other, &code("list")).expect_err("another key");
        assert_eq!(refused.code(), "other_key");
        let refused = office.by("x").add_contacts(&other, &code("list"), &[contact(200, "T1")]);
        assert_eq!(refused.expect_err("another key").code(), "other_key");
        let shown = office.masked_contacts(&office.key, &code("list")).expect("read");
        assert_eq!(shown[1].details.phone.as_deref(), Some("138****0001"));
    });
}

#[test]
fn a_sample_is_drawn_once_and_can_be_drawn_again() {
    on_each_backend(|on| {
        let office = office(on).listed();
        let sample = office.draw(Mode::Phone, 10).expect("drawn");
        let drawn: Vec<_> =
            sample.strata.iter().map(|(code, s)| (code.as_str(), s.there, s.drawn)).collect();
        assert_eq!(drawn, [("T1", 60, 10), ("T2", 40, 10)]);
        assert_eq!(office.draw(Mode::Phone, 10).expect_err("drawn").code(), "already_drawn");
        assert_eq!(office.kit.number("SELECT count(*) AS n FROM cases WHERE weight = 6"), 10);
        assert_eq!(office.kit.number("SELECT count(*) AS n FROM cases WHERE weight = 4"), 10);
        // Whoever is called is not visited.
        let visited = office.draw(Mode::Visit, 50).expect("drawn");
        let drawn: Vec<_> = visited.strata.values().map(|s| (s.there, s.drawn)).collect();
        assert_eq!(drawn, [(50, 50), (30, 30)]);
        // A list may grow; a sample stays what it was.
        office.add(&[contact(500, "T1")]);
        for mode in [Mode::Phone, Mode::Visit] {
            assert_eq!(office.check_sample(&code("P1"), mode), Ok(true), "{mode}");
        }
        let kept = office.samples().expect("samples");
        assert!(kept.contains(&sample) && kept.contains(&visited));
        let nowhere = Draw {
            round: code("R1"),
            mode: Mode::Visit,
            frame: code("none"),
            plan: sample.plan.clone(),
            seed: None,
        };
        let empty = office.by("zhang").draw_sample(&nowhere).expect_err("nobody");
        assert_eq!(empty.code(), "nothing_to_draw");
    });
}

#[test]
fn no_two_people_hold_one_case() {
    on_each_backend(|on| {
        let office = office(on).listed();
        office.draw(Mode::Phone, 20).expect("drawn");
        let now = later(0);
        let taken: Vec<Vec<Code>> = std::thread::scope(|scope| {
            let people = ["a", "b", "c", "d", "e", "f", "g", "h"];
            let office = &office;
            let work = people.map(|who| scope.spawn(move || office.take(who, 4, now)));
            work.map(|work| work.join().expect("joined")).into_iter().collect()
        });
        let all: HashSet<&Code> = taken.iter().flatten().collect();
        assert_eq!(all.len(), 32);
        // Asking again gives the same, in whatever program.
        let other = Store::open(&office.kit.home.url).expect("another program");
        let take = Take { round: code("P1"), mode: Mode::Phone, units: None, count: 4 };
        let again = other.by("a").take_cases(&take, &office.key, now).expect("cases");
        let again: HashSet<Code> = again.into_iter().map(|held| held.case).collect();
        assert_eq!(again, taken[0].iter().cloned().collect());
        // Who gives one back or lets it lie, loses it.
        assert_eq!(office.by("a").release_case(&code("P1"), &taken[0][0]), Ok(true));
        assert_eq!(office.by("b").release_case(&code("P1"), &taken[0][1]), Ok(false));
        assert_eq!(office.take("i", 40, now).len(), 9);
        assert_eq!(office.take("j", 40, now).len(), 0);
        assert_eq!(office.take("j", 40, now + SignedDuration::from_mins(31)).len(), 40);
    });
}

#[test]
fn appointments_come_first_then_the_units_that_lack_most() {
    on_each_backend(|on| {
        let office = office(on).listed();
        office.draw(Mode::Phone, 3).expect("drawn");
        let quota = |unit: &str, minimum| Quota { unit: code(unit), minimum };
        office.by("zhang").put_quotas(&code("P1"), &[quota("T1", 4), quota("T2", 2)]).expect("set");
        assert_eq!(office.quotas(&code("P1")).expect("read").len(), 2);
        let unit_of = |case: &Code| if *case < code("H-060") { "T1" } else { "T2" };
        let first = office.take("a", 1, later(0)).remove(0);
        assert_eq!(unit_of(&first), "T1");
        office.try_with(1, "a", &first, "2.25", later(1), Some(later(100)));
        let second = office.take("a", 1, later(2)).remove(0);
        office.try_case(2, "a", &second, "1.1", later(3));
        // A quarter of T1's quota is there and nothing of T2's.
        let third = office.take("a", 1, later(4)).remove(0);
        assert_eq!((unit_of(&second), unit_of(&third)), ("T1", "T2"));
        office.try_case(3, "a", &third, "3.13", later(5));
        assert_eq!(office.take("b", 1, later(101)), std::slice::from_ref(&first));
        office.try_case(4, "b", &first, "1.1", later(102));
        // Now T2, by those who were not tried before.
        let rest = office.take("c", 9, later(300));
        let units: Vec<_> = rest.iter().map(unit_of).collect();
        assert_eq!(units, ["T2", "T2", "T2", "T1"]);
        assert_eq!(rest[2], third);
    });
}

#[test]
fn a_case_is_closed_by_its_outcome_or_after_the_last_attempt() {
    on_each_backend(|on| {
        let office = office(on).listed();
        let plan = SamplePlan { per_stratum: 0, strata: [(code("T1"), 1)].into() };
        let draw =
            Draw { round: code("P1"), mode: Mode::Phone, frame: code("list"), plan, seed: None };
        office.by("zhang").draw_sample(&draw).expect("drawn");
        for n in 0..6_u32 {
            let at = later(i64::from(n) * 200);
            let case = office.take("a", 1, at).remove(0);
            office.try_case(u128::from(n), "a", &case, "3.13", at);
            assert!(office.take("b", 1, at + SignedDuration::from_mins(10)).is_empty());
        }
        assert!(office.take("a", 1, later(100_000)).is_empty());
        let mut tried = 0;
        let untried = office.fieldwork_of_round(&code("P1"), |_| tried += 1).expect("read");
        assert_eq!((tried, untried), (6, vec![]));
    });
}

#[test]
fn what_is_added_by_hand_is_marked() {
    on_each_backend(|on| {
        let office = office(on).listed();
        let add = |case: &str| {
            office.by("zhang").add_case(&code("P1"), Mode::Phone, &code(case), "asked to be heard")
        };
        assert_eq!(office.cases_added_by_hand().expect("cases").len(), 0);
        assert_eq!(add("H-001"), Ok(()));
        let added = office.cases_added_by_hand().expect("cases");
        assert_eq!(added, [(code("P1"), code("H-001"))].into());
        assert_eq!(add("H-001").expect_err("there").code(), "case_exists");
        assert_eq!(add("H-999").expect_err("nobody").code(), "unknown_case");
        let take = Take { round: code("P1"), mode: Mode::Phone, units: None, count: 1 };
        let held = office.by("a").take_cases(&take, &office.key, later(0)).expect("cases");
        assert!(held[0].added);
        assert_eq!(held[0].details, contact(1, "T1").details);
        let log = office.audit_entries(0, 100).expect("read");
        let did: Vec<_> = log.iter().rev().take(2).map(|entry| entry.action.as_str()).collect();
        assert_eq!(did, ["contact_read", "case_added"]);
        assert!(!format!("{log:?}").contains("李1"));
    });
}

#[test]
fn whoever_works_in_one_unit_gets_no_other() {
    on_each_backend(|on| {
        let office = office(on).listed();
        office.draw(Mode::Phone, 5).expect("drawn");
        let take = |units: &[&str]| {
            let units = Some(units.iter().map(|unit| code(unit)).collect());
            let take = Take { round: code("P1"), mode: Mode::Phone, units, count: 9 };
            let held = office.by("a").take_cases(&take, &office.key, later(0)).expect("cases");
            held.into_iter().map(|held| held.unit.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(take(&["T2"]), ["T2"; 5]);
        assert_eq!(take(&[]), [""; 0]);
        assert_eq!(take(&["T1"]), ["T1"; 5]);
    });
}

#[test]
fn rules_are_data() {
    on_each_backend(|on| {
        let office = office(on);
        let shipped = FieldworkRules::default();
        assert_eq!(office.fieldwork_rules(), Ok(shipped.clone()));
        let by = || office.by("zhang");
        assert_eq!(by().put_fieldwork_rules(&shipped), Ok(Change::Unchanged));
        let own = FieldworkRules { phone_attempts_max: 2, ..shipped.clone() };
        assert_eq!(by().put_fieldwork_rules(&own), Ok(Change::Updated));
        assert_eq!(office.fieldwork_rules(), Ok(own));
        let broken = FieldworkRules { outcomes: Vec::new(), ..shipped };
        assert_eq!(by().put_fieldwork_rules(&broken).expect_err("broken").code(), "invalid");
    });
}

#[test]
fn particulars_go_when_nobody_may_be_called_back_any_more() {
    on_each_backend(|on| {
        let office = office(on).listed();
        office.kit.store.put_round(&round("R2", "official")).expect("a round");
        office.draw(Mode::Phone, 10).expect("drawn");
        let rules = Retention { callback_days: 90, unused_days: 30 };
        let at = |day: &str| -> Timestamp { format!("{day}T12:00:00Z").parse().expect("a time") };
        let retain = |day: &str, rehearsal| {
            let report = office.by("zhang").retain(rules, at(day), rehearsal).expect("a report");
            (report[0].there, report[0].deleted)
        };
        // The round closes on the last of November.
        assert_eq!(retain("2027-02-28", true), (100, 80));
        assert_eq!(retain("2027-02-28", false), (100, 80));
        assert_eq!(retain("2027-03-01", true), (20, 20));
        assert_eq!(retain("2027-03-01", false), (20, 20));
        assert_eq!(retain("2027-03-01", false), (0, 0));
        let shown = office.masked_contacts(&office.key, &code("list")).expect("read");
        assert!(shown.iter().all(|contact| contact.details == ContactDetails::default()));
        assert_eq!(office.kit.number("SELECT count(*) AS n FROM contacts WHERE sealed IS NOT NULL OR phone_hash IS NOT NULL OR place_hash IS NOT NULL"), 0);
        assert_eq!(office.check_sample(&code("P1"), Mode::Phone), Ok(true));
        assert_eq!(office.verify_audit().expect("checked").fault, None);
    });
}

#[test]
fn nobody_is_drawn_who_is_forgotten_or_asked_already() {
    on_each_backend(|on| {
        let office = office(on).listed();
        office.draw(Mode::Phone, 10).expect("drawn");
        // The same people under other numbers.
        let again: Vec<_> = (0..100)
            .map(|n| NewContact {
                case: Some(code(&format!("X-{n:03}"))),
                ..contact(n, if n < 60 { "T1" } else { "T2" })
            })
            .collect();
        office.by("zhang").add_contacts(&office.key, &code("other"), &again).expect("added");
        let draw = Draw {
            round: code("P1"),
            mode: Mode::Visit,
            frame: code("other"),
            plan: SamplePlan { per_stratum: 60, strata: BTreeMap::new() },
            seed: None,
        };
        let sample = office.by("zhang").draw_sample(&draw).expect("drawn");
        let drawn: Vec<_> = sample.strata.values().map(|s| (s.there, s.drawn)).collect();
        assert_eq!(drawn, [(50, 50), (30, 30)]);
        let rules = Retention { callback_days: 0, unused_days: 0 };
        office.by("zhang").retain(rules, Timestamp::now(), false).expect("a report");
        assert_eq!(office.check_sample(&code("P1"), Mode::Visit), Ok(true));
        // Of both lists only those who are asked are left, and there is nobody else to draw.
        office.kit.store.put_round(&round("R2", "official")).expect("a round");
        let left = Draw { round: code("R2"), plan: draw.plan.clone(), ..draw.clone() };
        let sample = office.by("zhang").draw_sample(&left).expect("drawn");
        assert_eq!(sample.strata.values().map(|s| s.there).sum::<u64>(), 80);
        // What nobody can be found by does not stand in the way of a new key.
        let far: Timestamp = "2030-01-01T00:00:00Z".parse().expect("a time");
        office.by("zhang").retain(rules, far, false).expect("a report");
        let key = ContactKey::create(&office.folder.path().join("new")).expect("a key");
        office.by("zhang").add_contacts(&key, &code("list"), &[contact(500, "T1")]).expect("added");
        assert_eq!(office.masked_contacts(&key, &code("list")).expect("read").len(), 101);
    });
}

#[test]
fn what_is_deleted_is_gone_from_the_file() {
    let office = office(Backend::Sqlite).listed();
    let told = |n: u128| {
        let mut response = crate::kit::response(n);
        response.answers.insert(code("备注"), format!("SECRET-{n}-"));
        response
    };
    for n in 0..40 {
        office.submit(&told(n), "api").expect("stored");
    }
    let sealed = || {
        let mut outside = office.kit.outside();
        crate::kit::bytes(&mut outside, "SELECT sealed AS b FROM contacts WHERE sealed IS NOT NULL")
    };
    let before = sealed();
    assert_eq!(before.len(), 100);
    for n in 0..40 {
        office.by("zhang").withdraw(Uuid::from_u128(n), "on demand").expect("withdrawn");
    }
    let rules = Retention { callback_days: 0, unused_days: 0 };
    office.by("zhang").retain(rules, later(5), false).expect("a report");
    assert_eq!(sealed().len(), 0);
    let path = office.kit.home.url.strip_prefix("sqlite://").expect("a file").to_owned();
    let mut file = std::fs::read(&path).expect("read");
    file.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
    let holds = |bytes: &[u8]| file.windows(bytes.len()).any(|part| part == bytes);
    assert!((0..40).all(|n| !holds(format!("SECRET-{n}-").as_bytes())));
    assert!(before.iter().all(|sealed| !holds(sealed)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

#[test]
fn every_case_stands_somewhere_and_once() {
    on_each_backend(|on| {
        let office = office(on).listed();
        assert_eq!(office.standings(&code("P1"), later(0)), Ok(Vec::new()));
        office.draw(Mode::Phone, 10).expect("drawn");
        let told = |now| {
            let standings = office.standings(&code("P1"), now).expect("counted");
            let told = standings.iter().map(|one| {
                let counts = [one.open, one.appointments, one.held, one.closed];
                (one.unit.to_string(), one.mode, counts)
            });
            told.collect::<Vec<_>>()
        };
        let of = |first, second| {
            vec![("T1".to_owned(), Mode::Phone, first), ("T2".to_owned(), Mode::Phone, second)]
        };
        assert_eq!(told(later(0)), of([10, 0, 0, 0], [10, 0, 0, 0]));
        let held = office.take("limin", 3, later(0));
        assert_eq!(told(later(1)), of([7, 0, 3, 0], [10, 0, 0, 0]));
        office.try_case(1, "limin", &held[0], "1.1", later(0));
        office.try_with(2, "limin", &held[1], "2.25", later(0), Some(later(600)));
        assert_eq!(told(later(1)), of([7, 1, 1, 1], [10, 0, 0, 0]));
        // Whoever holds a case too long holds it no longer.
        assert_eq!(told(later(24 * 60)), of([8, 1, 0, 1], [10, 0, 0, 0]));
        assert_eq!(office.standings(&code("R1"), later(0)), Ok(Vec::new()));
    });
}
