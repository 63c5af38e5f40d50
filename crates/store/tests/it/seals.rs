//! Sealed periods: what was sealed stays what it was, or is found and named.

mod closing;

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use jiff::civil::date;
use store::{BulletinFilter, ImportSource, NewSeal, Outcome, Seal, SealPart, Store, StoreError};
use survey::round::midnight_in_china;
use survey::seal::{Cause, Finding, NO_DIGEST};
use survey::{Channel, NewIssue, Period, Response};
use uuid::Uuid;

use crate::bulletins::{content, subject};
use crate::kit::{Backend, Kit, attempt, code, on_each_backend, response, scheme, unit};

const PROGRAM: &str = "0.1.0";

fn autumn() -> Period {
    "2024-Q3".parse().expect("a period")
}

/// An interview of a quarter that is long over.
fn asked(n: u128) -> Response {
    Response { interviewed_on: date(2024, 9, 3), ..response(n) }
}

/// A kit with something in every part of the quarter, whose tables anybody may change.
fn kit(on: Backend) -> Kit {
    let kit = on.kit();
    let store = &kit.store;
    store.publish_scoring_scheme(&scheme()).expect("a scheme");
    for n in 1..=20 {
        store.submit(&asked(n), "api").expect("stored");
    }
    let first = store.response(Uuid::from_u128(20)).expect("read").expect("there");
    let other = Response { weight: 2.0, ..asked(20) };
    store.by("zhang").correct(&other, &first.digest, "misheard").expect("corrected");
    let source = ImportSource {
        file_name: "九月.csv".to_owned(),
        file_digest: "ab".repeat(32),
        mapping: None,
    };
    let mut import = store.begin_import(source).expect("begun");
    let at = midnight_in_china(date(2024, 7, 1));
    let tried = survey::attempt::ContactAttempt { at, ..attempt(1, "1.1") };
    import.add_attempts(&[tried]).expect("added");
    import.commit(0).expect("committed");
    store.by("li").open_issue(&complaint("1")).expect("opened");
    let draft = store.by("li").draft_bulletin(&subject("2024-09"), &content("九月"));
    let draft = draft.expect("a draft");
    store.by("wang").review_bulletin(draft.id, &draft.digest).expect("reviewed");
    store.by("wang").publish_bulletin(draft.id, &draft.digest).expect("published");
    kit.outside().batch_execute(&unlocked(on)).expect("unlocked");
    let at = midnight_in_china(date(2024, 9, 4)).as_microsecond();
    let then = format!(
        "UPDATE issue_events SET at = {at}; \
         UPDATE rounds SET opens = '2024-09-01'; \
         INSERT INTO samples (round, mode, frame, seed, plan, strata, digest, drawn_at, drawn_by, met) \
         VALUES ('R1', 'visit', '2024', 'ab', '{{}}', '{{}}', 'cd', 1, 'li', '[]')"
    );
    kit.outside().batch_execute(&then).expect("as if it had been then");
    kit
}

fn complaint(number: &str) -> NewIssue {
    NewIssue {
        channel: Channel::Hotline,
        number: number.to_owned(),
        unit: code("T1"),
        category: code("air"),
        reason: Some(code("dust")),
        description: "工地扬尘".to_owned(),
        opened_on: date(2024, 9, 3),
        receiver: None,
    }
}

/// Statements after which tables that are only added to take anything.
fn unlocked(on: Backend) -> String {
    let tables = [
        "audit_log",
        "issue_events",
        "common_events",
        "supervision_events",
        "supervision_rules",
        "seals",
        "seal_listings",
    ];
    let rules = |table: &str| {
        let (stays, kept) =
            if table == "audit_log" { ("stays", "is_kept") } else { ("stay", "are_kept") };
        [stays, kept].map(|rule| format!("{table}_{rule}"))
    };
    let drop = |table: &str, rule: String| match on {
        Backend::Sqlite => format!("DROP TRIGGER {rule};"),
        Backend::Postgres => format!("DROP RULE {rule} ON {table};"),
    };
    tables.iter().flat_map(|table| rules(table).map(|rule| drop(table, rule))).collect()
}

fn computed() -> SealPart {
    let mut part = SealPart::new("index/env/two@1");
    part.add("T1/2024-Q3/overall".to_owned(), "ab".repeat(32)).expect("a row");
    part
}

fn parts(store: &Store) -> Vec<SealPart> {
    let mut parts = store.seal_parts(autumn()).expect("read");
    parts.push(computed());
    parts
}

fn seal_for(store: &Store, reason: Option<&str>) -> Result<Seal, StoreError> {
    let (parts, reason) = (parts(store), reason.map(str::to_owned));
    let new =
        NewSeal { period: autumn(), parts, files: Vec::new(), program: PROGRAM.to_owned(), reason };
    store.by("zhao").seal(&new)
}

/// What is found of a seal, without that of the chain.
fn found(store: &Store, seal: &Seal) -> Vec<Finding> {
    store.check_seal(seal, &parts(store), PROGRAM).expect("checked")
}

/// The same in short.
fn told(findings: &[Finding]) -> Vec<String> {
    let short = |found: &Finding| {
        let Finding { part, key, change, cause, .. } = found;
        format!("{part} {key} {} {}", change.as_str(), cause.as_str())
    };
    findings.iter().map(short).collect()
}

fn of_chain(store: &Store) -> Vec<String> {
    told(&store.check_seals().expect("checked").findings)
}

#[test]
fn a_period_is_sealed_once_and_stays_as_it_was() {
    on_each_backend(|on| {
        let kit = kit(on);
        let store = &kit.store;
        let seal = seal_for(store, None).expect("sealed");
        let manifest = &seal.manifest;
        assert_eq!((manifest.number, manifest.revision), (1, 1));
        assert_eq!((manifest.previous.as_str(), manifest.sealed_by.as_str()), (NO_DIGEST, "zhao"));
        assert_eq!(store.seal(autumn(), None), Ok(Some(seal.clone())));
        let rows: Vec<_> =
            manifest.parts.iter().map(|part| format!("{} {}", part.name, part.rows)).collect();
        assert_eq!(
            rows,
            [
                "attempts 1",
                "bulletins 1",
                "calendars 0",
                "check_plans 0",
                "check_reports 0",
                "check_rules 0",
                "checks 0",
                "common_events 0",
                "common_issues 0",
                "exclusions 0",
                "issue_events 1",
                "issue_evidence 0",
                "issue_rules 0",
                "issues 1",
                "order_events 0",
                "order_rules 0",
                "orders 0",
                "publicity 0",
                "questionnaires 1",
                "response_versions 1",
                "responses/2024-07 0",
                "responses/2024-08 0",
                "responses/2024-09 20",
                "rounds 2",
                "samples 1",
                "schemes 1",
                "units 3",
                "index/env/two@1 1",
            ]
        );
        assert_eq!(found(store, &seal), []);
        assert_eq!(of_chain(store), [""; 0]);
        for (reason, code) in [(None, "seal_needs_reason"), (Some("again"), "seal_unchanged")] {
            assert_eq!(seal_for(store, reason).expect_err("refused").code(), code);
        }
        let running = NewSeal {
            period: "2099".parse().expect("a period"),
            parts: Vec::new(),
            files: Vec::new(),
            program: PROGRAM.to_owned(),
            reason: None,
        };
        let early = store.by("zhao").seal(&running).expect_err("refused");
        assert_eq!(early.code(), "period_not_over");
        let nobody = NewSeal { period: "2023".parse().expect("a period"), ..running };
        assert_eq!(store.by("zhao").seal(&nobody).expect_err("refused").code(), "period_empty");
    });
}

/// Every column of every sealed table, and what is named for it.
const FLIPS: &[(&str, &str)] = &[
    (
        "UPDATE responses SET answers = replace(answers, 'good', 'bad') WHERE seq = 3",
        "responses/2024-09 RESPONSE changed",
    ),
    ("UPDATE responses SET weight = 1.5 WHERE seq = 3", "responses/2024-09 RESPONSE changed"),
    ("UPDATE responses SET unit = 'T2' WHERE seq = 3", "responses/2024-09 RESPONSE changed"),
    ("UPDATE responses SET round = 'M1' WHERE seq = 3", "responses/2024-09 RESPONSE changed"),
    ("UPDATE responses SET mode = 'phone' WHERE seq = 3", "responses/2024-09 RESPONSE changed"),
    (
        "UPDATE responses SET interviewed_on = '2024-09-04' WHERE seq = 3",
        "responses/2024-09 RESPONSE changed",
    ),
    (
        "UPDATE responses SET started_at = started_at + 1 WHERE seq = 3",
        "responses/2024-09 RESPONSE changed",
    ),
    (
        "UPDATE responses SET ended_at = ended_at + 1 WHERE seq = 3",
        "responses/2024-09 RESPONSE changed",
    ),
    (
        "UPDATE responses SET respondent = 'H-18' WHERE seq = 3",
        "responses/2024-09 RESPONSE changed",
    ),
    ("UPDATE responses SET stratum = 'town' WHERE seq = 3", "responses/2024-09 RESPONSE changed"),
    ("UPDATE responses SET psu = NULL WHERE seq = 3", "responses/2024-09 RESPONSE changed"),
    ("UPDATE responses SET form_version = 1 WHERE seq = 3", "responses/2024-09 RESPONSE changed"),
    ("UPDATE responses SET digest = 'ab' WHERE seq = 3", "responses/2024-09 RESPONSE changed"),
    (
        "UPDATE responses SET received_at = received_at + 1 WHERE seq = 3",
        "responses/2024-09 RESPONSE changed",
    ),
    (
        "UPDATE responses SET source = 'import:x' WHERE seq = 3",
        "responses/2024-09 RESPONSE changed",
    ),
    ("UPDATE responses SET seq = -3 WHERE seq = 3", "responses/2024-09 RESPONSE removed"),
    ("UPDATE responses SET month = month - 1 WHERE seq = 3", "responses/2024-08 RESPONSE added"),
    (
        "UPDATE responses SET id = '00000000-0000-0000-0000-0000000000ff' WHERE seq = 3",
        "responses/2024-09 00000000-0000-0000-0000-0000000000ff added",
    ),
    ("DELETE FROM responses WHERE seq = 3", "responses/2024-09 RESPONSE removed"),
    (
        "UPDATE response_versions SET reason = 'x'",
        "response_versions 00000000-0000-0000-0000-000000000014/1 changed",
    ),
    (
        "UPDATE response_versions SET payload = '{}'",
        "response_versions 00000000-0000-0000-0000-000000000014/1 changed",
    ),
    (
        "DELETE FROM response_versions",
        "response_versions 00000000-0000-0000-0000-000000000014/1 removed",
    ),
    (
        "UPDATE attempts SET outcome = '2.2'",
        "attempts 00000000-0000-0000-0000-000000000001 changed",
    ),
    ("DELETE FROM attempts", "attempts 00000000-0000-0000-0000-000000000001 removed"),
    ("UPDATE units SET name_zh = 'x' WHERE code = 'T1'", "units T1 changed"),
    ("UPDATE units SET name_en = NULL WHERE code = 'T1'", "units T1 changed"),
    ("UPDATE units SET level = 'village' WHERE code = 'T1'", "units T1 changed"),
    ("UPDATE units SET parent = NULL WHERE code = 'T1'", "units T1 changed"),
    ("UPDATE units SET valid_from = '2024-01-01' WHERE code = 'T1'", "units T1 changed"),
    ("UPDATE units SET valid_to = '2024-06-30' WHERE code = 'T1'", "units T1 removed"),
    ("UPDATE units SET position = 9 WHERE code = 'T1'", "units T1 changed"),
    ("UPDATE rounds SET kind = 'official' WHERE code = 'M1'", "rounds M1 changed"),
    ("UPDATE rounds SET closes = '2027-01-01' WHERE code = 'R1'", "rounds R1 changed"),
    ("UPDATE rounds SET modes = '[]' WHERE code = 'R1'", "rounds R1 changed"),
    ("UPDATE samples SET seed = 'x'", "samples R1/visit changed"),
    ("UPDATE samples SET strata = 'x'", "samples R1/visit changed"),
    ("DELETE FROM samples", "samples R1/visit removed"),
    (
        "UPDATE questionnaires SET body = replace(body, '0.1', '0.2')",
        "questionnaires env@1 changed",
    ),
    ("UPDATE questionnaires SET published_at = 1", "questionnaires env@1 changed"),
    ("UPDATE scoring_schemes SET body = replace(body, '33.3', '34')", "schemes two@1 changed"),
    ("DELETE FROM scoring_schemes", "schemes two@1 removed"),
    ("UPDATE issues SET unit = 'T2'", "issues ISSUE changed"),
    ("UPDATE issues SET description = 'x'", "issues ISSUE changed"),
    ("UPDATE issues SET category = 'x'", "issues ISSUE changed"),
    ("UPDATE issues SET state = 'closed'", "issues ISSUE changed"),
    ("UPDATE issues SET closed_at = 1", "issues ISSUE changed"),
    ("UPDATE issues SET opened_on = '2024-01-01'", "issues ISSUE removed"),
    ("UPDATE issue_events SET made_by = 'x'", "issue_events ISSUE/1 changed"),
    ("UPDATE issue_events SET at = at + 1", "issue_events ISSUE/1 changed"),
    (
        "UPDATE issue_events SET event = replace(event, 'hotline', 'mailbox')",
        "issue_events ISSUE/1 changed",
    ),
    ("UPDATE issue_events SET evidence = '[1]'", "issue_events ISSUE/1 changed"),
    ("DELETE FROM issue_events", "issue_events ISSUE/1 removed"),
    ("UPDATE bulletins SET content = '{}'", "bulletins BULLETIN changed"),
    ("UPDATE bulletins SET published_by = 'x'", "bulletins BULLETIN changed"),
    ("UPDATE bulletins SET reviewed_at = 1", "bulletins BULLETIN changed"),
    ("UPDATE bulletins SET state = 'draft'", "bulletins BULLETIN removed"),
    ("DELETE FROM bulletins", "bulletins BULLETIN removed"),
];

/// All of them on a file. A server takes its time for each database, and one of each part is enough to tell
/// that it gives the same rows.
fn flips(on: Backend) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let part = |named: &str| named.split(['/', ' ']).next().unwrap_or_default().to_owned();
    let mut parts = BTreeSet::new();
    FLIPS.iter().filter(move |(_, named)| on == Backend::Sqlite || parts.insert(part(named)))
}

#[test]
fn whatever_is_changed_behind_its_back_is_named_and_unexplained() {
    on_each_backend(|on| {
        let kit = kit(on);
        let store = &kit.store;
        let seal = seal_for(store, None).expect("sealed");
        let issue = complaint("1").id().to_string();
        let bulletin =
            store.bulletins(&BulletinFilter::default(), None, 1).expect("read").remove(0).id;
        for (sql, named) in flips(on) {
            let home = on.home();
            let copy = Store::open(&home.url).expect("opens");
            store.copy_to(&copy).expect("copied");
            home.outside().batch_execute(&format!("{} {sql}", unlocked(on))).expect(sql);
            let named = named.replace("ISSUE", &issue).replace("BULLETIN", &bulletin.to_string());
            let named = named.replace("RESPONSE", &Uuid::from_u128(3).to_string());
            let findings = found(&copy, &seal);
            let wanted = format!("{named} unexplained");
            assert!(told(&findings).contains(&wanted), "{sql}: {:?}", told(&findings));
            assert!(findings.iter().all(|finding| finding.cause != Cause::Recorded), "{sql}");
            assert_eq!(of_chain(&copy), [""; 0], "{sql}");
        }
    });
}

#[test]
fn the_chain_and_the_audit_log_hold_each_other() {
    on_each_backend(|on| {
        let kit = kit(on);
        let store = &kit.store;
        let first = seal_for(store, None).expect("sealed");
        store.submit(&asked(21), "api").expect("late");
        seal_for(store, Some("late answers")).expect("sealed again");
        let listing = &first.manifest.part("units").expect("a part").digest;
        let audited = first.manifest.audit.entries;
        for (sql, named) in [
            (
                "UPDATE seals SET manifest = replace(manifest, 'zhao', 'qian') WHERE number = 1"
                    .to_owned(),
                "chain 2024-Q3 r1 changed",
            ),
            (
                "UPDATE seals SET digest = 'ab' WHERE number = 2".to_owned(),
                "chain 2024-Q3 r2 changed",
            ),
            (
                "UPDATE seals SET period = '2024-Q4' WHERE number = 2".to_owned(),
                "chain 2024-Q4 r2 changed",
            ),
            ("DELETE FROM seals WHERE number = 1".to_owned(), "chain 2024-Q3 r2 removed"),
            ("DELETE FROM seals WHERE number = 2".to_owned(), "chain 2024-Q3 r2 removed"),
            (
                format!("DELETE FROM seal_listings WHERE digest = '{listing}'"),
                "chain units changed",
            ),
            (
                format!(
                    "UPDATE seal_listings SET listing = replace(listing, 'T1', 'T3') WHERE digest = '{listing}'"
                ),
                "chain units changed",
            ),
            ("UPDATE audit_log SET actor = 'x' WHERE seq = 2".to_owned(), "audit_log 2 changed"),
            (
                format!("UPDATE audit_log SET digest = 'ab' WHERE seq = {audited}"),
                &*format!("audit_log {audited} changed"),
            ),
            (
                "DELETE FROM audit_log WHERE action = 'period_sealed'".to_owned(),
                "chain 2024-Q3 r1 added",
            ),
        ] {
            let home = on.home();
            let copy = Store::open(&home.url).expect("opens");
            store.copy_to(&copy).expect("copied");
            home.outside().batch_execute(&format!("{} {sql}", unlocked(on))).expect(&sql);
            let wanted = format!("{named} unexplained");
            assert!(of_chain(&copy).contains(&wanted), "{sql}: {:?}", of_chain(&copy));
        }
        assert_eq!(of_chain(store), [""; 0]);
    });
}

#[test]
fn what_came_by_the_front_door_is_told_apart() {
    on_each_backend(|on| {
        let kit = kit(on);
        let store = &kit.store;
        let first = seal_for(store, None).expect("sealed");
        let was = store.response(Uuid::from_u128(5)).expect("read").expect("there").digest;
        let now = Response { weight: 3.0, ..asked(5) };
        store.by("zhang").correct(&now, &was, "wrong household").expect("corrected");
        store.by("zhang").withdraw(Uuid::from_u128(6), "on demand").expect("withdrawn");
        assert_eq!(store.submit(&asked(21), "api").expect("late").outcome, Outcome::New);
        store.put_units(&[unit("T3", "town", Some("C"))]).expect("a unit");
        store.by("li").open_issue(&complaint("2")).expect("opened");
        let findings = found(store, &first);
        let issue = complaint("2").id();
        let id = |n: u128| Uuid::from_u128(n).to_string();
        assert_eq!(
            told(&findings),
            [
                format!("issues {issue} added late"),
                format!("response_versions {}/1 added recorded", id(5)),
                format!("responses/2024-09 {} changed recorded", id(5)),
                format!("responses/2024-09 {} removed recorded", id(6)),
                format!("responses/2024-09 {} added late", id(21)),
                "units T3 added recorded".to_owned(),
            ]
        );
        assert_eq!(findings[2].by.as_deref(), Some("zhang"));
        assert_eq!(findings[2].reason.as_deref(), Some("wrong household"));

        // Who changes on after a correction is not covered by it.
        let sql = "UPDATE responses SET weight = 4.0 WHERE id LIKE '%05'";
        kit.outside().batch_execute(sql).expect("changed");
        let again = told(&found(store, &first));
        assert!(again.contains(&format!("responses/2024-09 {} changed unexplained", id(5))));
        let refused = seal_for(store, Some("corrections")).expect_err("makes no sense");
        assert_eq!(refused.code(), "unreadable_row");
        let back = "UPDATE responses SET weight = 3.0 WHERE id LIKE '%05'";
        kit.outside().batch_execute(back).expect("changed back");
    });
}

#[test]
fn the_next_revision_names_what_changed() {
    on_each_backend(|on| {
        let kit = kit(on);
        let store = &kit.store;
        let first = seal_for(store, None).expect("sealed");
        let was = store.response(Uuid::from_u128(5)).expect("read").expect("there").digest;
        let now = Response { weight: 3.0, ..asked(5) };
        store.by("zhang").correct(&now, &was, "wrong household").expect("corrected");
        store.by("zhang").withdraw(Uuid::from_u128(6), "on demand").expect("withdrawn");
        store.submit(&asked(21), "api").expect("late");
        let second = seal_for(store, Some("corrections")).expect("sealed again");
        assert_eq!((second.manifest.number, second.manifest.revision), (2, 2));
        assert_eq!(second.manifest.previous, first.digest);
        assert_eq!(second.manifest.replaces.as_deref(), Some(&*first.digest));
        let changed: Vec<_> = second
            .manifest
            .changes
            .iter()
            .map(|part| {
                format!("{} +{} ~{} -{}", part.name, part.added, part.changed, part.removed)
            })
            .collect();
        assert_eq!(changed, ["response_versions +1 ~0 -0", "responses/2024-09 +1 ~1 -1",]);
        assert_eq!(found(store, &second), []);
        assert_eq!(store.seal(autumn(), Some(1)), Ok(Some(first)));
        assert_eq!(of_chain(store), [""; 0]);
    });
}

#[test]
fn figures_that_differ_follow_from_rows_or_from_the_program() {
    let kit = kit(Backend::Sqlite);
    let store = &kit.store;
    let seal = seal_for(store, None).expect("sealed");
    let other = || {
        let mut parts = store.seal_parts(autumn()).expect("read");
        let mut index = SealPart::new("index/env/two@1");
        index.add("T1/2024-Q3/overall".to_owned(), "cd".repeat(32)).expect("a row");
        parts.push(index);
        parts
    };
    let cause = |program| {
        let findings = store.check_seal(&seal, &other(), program).expect("checked");
        findings.last().map(|finding| (finding.part.clone(), finding.cause))
    };
    let index = |cause| Some(("index/env/two@1".to_owned(), cause));
    assert_eq!(cause(PROGRAM), index(Cause::Unexplained));
    assert_eq!(cause("0.2.0"), index(Cause::Program));
    store.submit(&asked(21), "api").expect("late");
    let findings = store.check_seal(&seal, &other(), "0.2.0").expect("checked");
    assert_eq!(
        told(&findings),
        [
            "index/env/two@1 T1/2024-Q3/overall changed follows".to_owned(),
            format!("responses/2024-09 {} added late", Uuid::from_u128(21)),
        ]
    );
}

#[test]
fn a_seal_holds_on_another_backend() {
    for from in Backend::all() {
        for to in Backend::all() {
            let old = kit(from);
            let seal = seal_for(&old.store, None).expect("sealed");
            let home = to.home();
            let new = Store::open(&home.url).expect("opens");
            old.store.copy_to(&new).expect("copied");
            assert_eq!(new.seals(), Ok(vec![seal.clone()]), "{from:?} to {to:?}");
            assert_eq!(found(&new, &seal), [], "{from:?} to {to:?}");
            assert_eq!(of_chain(&new), [""; 0]);
        }
    }
}

#[test]
fn a_bulletin_names_the_seal_that_there_was_when_it_was_published() {
    on_each_backend(|on| {
        let kit = kit(on);
        let store = &kit.store;
        let published = |period: &str| {
            let draft = store.by("li").draft_bulletin(&subject(period), &content(period));
            let draft = draft.expect("a draft");
            store.by("wang").review_bulletin(draft.id, &draft.digest).expect("reviewed");
            store.by("wang").publish_bulletin(draft.id, &draft.digest).expect("published")
        };
        assert_eq!(published("2024-07").seal, None);
        let seal = seal_for(store, None).expect("sealed");
        let digest = Some(seal.digest.clone());
        assert_eq!(published("2024-Q3").seal, digest);
        assert_eq!(published("2024-08").seal, digest, "the quarter holds the month");
        assert_eq!(published("2024").seal, None);
        assert_eq!(store.seal_with_digest(&seal.digest), Ok(Some(seal.clone())));
        // Bulletins come after the seal that they name.
        assert_eq!(found(store, &seal), []);
    });
}

#[test]
fn nobody_changes_a_seal_by_sql() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&asked(1), "api").expect("stored");
        let seal = seal_for(&kit.store, None).expect("sealed");
        for sql in [
            "UPDATE seals SET revision = 2",
            "DELETE FROM seals",
            "UPDATE seal_listings SET listing = ''",
            "DELETE FROM seal_listings",
        ] {
            // SQLite refuses, PostgreSQL does nothing.
            let refused = kit.outside().batch_execute(sql);
            assert_eq!(refused.is_err(), on == Backend::Sqlite, "{sql}");
        }
        assert_eq!(kit.store.seals(), Ok(vec![seal]));
        assert_eq!(of_chain(&kit.store), [""; 0]);
    });
}
