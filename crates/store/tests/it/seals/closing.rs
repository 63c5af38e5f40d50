//! What closes the loop, sealed with a year: whatever is changed behind the back of the program is named, and
//! what is done by its rules is told apart.

use diesel::connection::SimpleConnection;
use jiff::civil::date;
use serde_json::json;
use store::{Aim, NewScore, NewSeal, Seal, SealPart, Store};
use survey::common::Finding as SelfCheck;
use survey::round::midnight_in_china;
use survey::seal::{Finding, part_name};
use survey::verification::VerificationRules;
use survey::vouched::YearEntry;
use survey::{IssueRules, Language, Period, PublicityKind, SupervisionRules, WorkingCalendar};
use uuid::Uuid;

use super::{PROGRAM, complaint, of_chain, told};
use crate::kit::{Backend, Kit, code, on_each_backend};
use crate::year::{entry, formula};
use crate::{common, evidence, publicity, supervision};

/// A day of the year.
const DAY: jiff::civil::Date = date(2024, 9, 5);
/// A check of response 3 that is over, and one of response 4.
const CHECKS: [u128; 2] = [0xc3, 0xc4];

fn year() -> Period {
    Period::Year(2024)
}

fn result(period: &str, score: f64) -> YearEntry {
    entry(json!({
        "kind": "external", "issuer": "青岛市", "level": "city", "period": period, "unit": "T1",
        "domain": "overall", "score": score, "rate": null, "n": null, "rank": 3, "rank_total": 18,
        "doc_no": "青环发〔2025〕3号", "document": "关于调查结果的通报", "document_digest": null,
    }))
}

fn aim(index: f64) -> Aim {
    Aim { year: 2024, unit: code("T1"), index: Some(index), place: None, source: None }
}

fn score(result: &str) -> NewScore {
    NewScore {
        year: 2024,
        formula: code("year"),
        formula_version: 1,
        inputs: "{}".to_owned(),
        result: result.to_owned(),
        data_revision: 1,
        program: PROGRAM.to_owned(),
    }
}

/// Enters what another then confirms.
fn confirm_result(store: &Store, entry: &YearEntry) {
    let (_, entered) = store.by("li").enter(entry).expect("entered");
    store.by("wang").confirm_entry(entered.id).expect("confirmed");
}

fn confirm_score(store: &Store, result: &str) {
    let entered = store.by("li").enter_score(&score(result)).expect("entered");
    store.by("wang").confirm_score(entered.id).expect("confirmed");
}

/// As [`super::kit`], with something in every part of the year.
fn kit(on: Backend) -> Kit {
    let kit = super::kit(on);
    let store = &kit.store;
    let issue = complaint("1").id();
    let (_, file) = store.by("li").add_evidence(issue, "报告.pdf", evidence::PDF).expect("kept");
    store.by("li").step_issue(issue, &evidence::reply(1, vec![file.id])).expect("named");
    common::sent(store, [issue]);
    supervision::proposed(store, "T1");
    let told = publicity::item(DAY, "T1", PublicityKind::GoodNews, "河道清淤");
    store.by("li").log_publicity(&[told]).expect("logged");
    store.by("li").put_aim(&aim(90.5)).expect("set");
    store.by("li").publish_formula(&formula(1, 1.0)).expect("published");
    confirm_result(store, &result("2024", 87.3));
    // Of a semester that ends in the year, and one that waits.
    confirm_result(store, &result("2023-S1", 80.0));
    store.by("li").enter(&result("2024-H1", 70.0)).expect("entered");
    confirm_score(store, "{\"a\":1}");
    kit.outside().batch_execute(&then()).expect("as if it had been then");
    let check = Uuid::from_u128(CHECKS[0]);
    store.by("li").exclude_response(check, &code("verified_false"), "电话核实").expect("left out");
    kit
}

fn then() -> String {
    let at = midnight_in_china(DAY).as_microsecond();
    let rules = [
        ("issue_rules", serde_json::to_string(&IssueRules::default())),
        ("working_calendars", serde_json::to_string(&WorkingCalendar::default())),
        ("supervision_rules", serde_json::to_string(&SupervisionRules::default())),
        ("verification_rules", serde_json::to_string(&VerificationRules::default())),
    ];
    let rules = rules.map(|(table, body)| {
        let body = body.expect("JSON");
        format!("INSERT INTO {table} (version, body, published_at) VALUES (1, '{body}', {at});")
    });
    let checks = CHECKS.map(|check| {
        let (id, response) = (Uuid::from_u128(check), Uuid::from_u128(check - 0xc0));
        format!(
            "INSERT INTO verification_checks (id, plan, response_id, surveyor, unit, position, state, \
             tries, next_at, checked_by, checked_at, report) VALUES ('{id}', 'P', '{response}', \
             'limin', 'T1', 1, 'done', 1, 0, 'wang', {at}, \
             '{{\"recontact\":\"reached\",\"happened\":\"no\",\"answers\":{{}}}}');"
        )
    });
    format!(
        "UPDATE issue_evidence SET named_at = {at}; UPDATE common_issues SET made_at = {at}; \
         UPDATE common_events SET at = {at}; UPDATE supervision_orders SET proposed_at = {at}; \
         UPDATE supervision_events SET at = {at}; {} \
         INSERT INTO verification_plans (id, questionnaire, kind, period, level, per_surveyor, \
         questions, seed, last_seq, surveyors, digest, drawn_at, drawn_by) VALUES ('P', 'env', \
         'official', '2024-Q3', 'town', 5, '[\"q1\"]', 'ab', 20, '{{}}', 'cd', {at}, 'li'); {}",
        rules.concat(),
        checks.concat()
    )
}

fn seal_of(store: &Store, parts: Vec<SealPart>, reason: Option<&str>) -> Seal {
    let (program, reason) = (PROGRAM.to_owned(), reason.map(str::to_owned));
    let new = NewSeal { period: year(), parts, files: Vec::new(), program, reason };
    store.by("zhao").seal(&new).expect("sealed")
}

fn parts(store: &Store) -> Vec<SealPart> {
    store.seal_parts(year()).expect("read")
}

fn found(store: &Store, seal: &Seal) -> Vec<Finding> {
    store.check_seal(seal, &parts(store), PROGRAM).expect("checked")
}

#[test]
fn what_counts_for_a_year_is_sealed_with_it_and_with_no_quarter() {
    on_each_backend(|on| {
        let kit = kit(on);
        let rows: Vec<_> = parts(&kit.store)
            .iter()
            .filter(|part| !part.name.starts_with("responses/"))
            .map(|part| format!("{} {}", part.name, part.listing.len()))
            .collect();
        assert_eq!(
            rows,
            [
                "aims 1",
                "annual_formulas 1",
                "annual_scores 1",
                "attempts 1",
                "bulletins 1",
                "calendars 1",
                "check_plans 1",
                "check_reports 2",
                "check_rules 1",
                "checks 2",
                "common_events 1",
                "common_issues 1",
                "exclusions 1",
                "issue_events 1",
                "issue_evidence 1",
                "issue_rules 1",
                "issues 1",
                "order_events 1",
                "order_rules 1",
                "orders 1",
                "publicity 1",
                "questionnaires 1",
                "response_versions 1",
                "rounds 2",
                "samples 1",
                "schemes 1",
                "units 3",
                "year_entries 2",
            ]
        );
        for part in parts(&kit.store) {
            for language in [Language::Chinese, Language::English] {
                assert_ne!(part_name(&part.name, language), part.name);
            }
        }
        let quarter = kit.store.seal_parts(super::autumn()).expect("read");
        let count = |name: &str| {
            quarter.iter().find(|part| part.name == name).map(|part| part.listing.len())
        };
        assert_eq!((count("aims"), count("annual_scores")), (None, None));
        assert_eq!((count("orders"), count("exclusions")), (Some(1), Some(1)));
        let before = kit.store.seal_parts("2024-Q2".parse().expect("a period")).expect("read");
        let rows = before.iter().filter(|part| part.name.starts_with("order"));
        assert_eq!(rows.map(|part| part.listing.len()).sum::<usize>(), 0);
    });
}

/// For each table an update of each column that matters, a deletion and an addition, and what is named for it.
/// Ids stand for those that there are.
const FLIPS: &[(&str, &str)] = &[
    ("UPDATE evidence_contents SET content = BYTES", "issue_evidence EVIDENCE changed"),
    ("DELETE FROM evidence_contents", "issue_evidence EVIDENCE changed"),
    ("UPDATE issue_evidence SET issue_id = 'x'", "issue_evidence EVIDENCE changed"),
    ("UPDATE issue_evidence SET name = 'x'", "issue_evidence EVIDENCE changed"),
    ("UPDATE issue_evidence SET kind = 'png'", "issue_evidence EVIDENCE changed"),
    ("UPDATE issue_evidence SET sent_by = 'x'", "issue_evidence EVIDENCE changed"),
    ("UPDATE issue_evidence SET sha256 = 'x'", "issue_evidence EVIDENCE changed"),
    ("UPDATE issue_evidence SET named_at = NULL", "issue_evidence EVIDENCE removed"),
    ("DELETE FROM issue_evidence", "issue_evidence EVIDENCE removed"),
    (
        "INSERT INTO issue_evidence SELECT 'x', issue_id, sha256, name, kind, bytes, sent_by, sent_at, \
         named_at FROM issue_evidence",
        "issue_evidence x added",
    ),
    ("UPDATE common_issues SET unit = 'T1'", "common_issues COMMON changed"),
    ("UPDATE common_issues SET category = 'x'", "common_issues COMMON changed"),
    ("UPDATE common_issues SET title = 'x'", "common_issues COMMON changed"),
    ("UPDATE common_issues SET look_for = 'x'", "common_issues COMMON changed"),
    ("UPDATE common_issues SET made_by = 'x'", "common_issues COMMON changed"),
    ("UPDATE common_issues SET state = 'closed'", "common_issues COMMON changed"),
    ("UPDATE common_issues SET seq = 2", "common_issues COMMON changed"),
    ("UPDATE common_issues SET made_at = 1", "common_issues COMMON removed"),
    ("DELETE FROM common_issues", "common_issues COMMON removed"),
    (
        "INSERT INTO common_issues SELECT 'x', unit, category, title, look_for, made_by, made_at, state, \
         closed_at, seq FROM common_issues",
        "common_issues x added",
    ),
    ("UPDATE common_sources SET issue_id = 'x'", "common_issues COMMON changed"),
    ("DELETE FROM common_sources", "common_issues COMMON changed"),
    (
        "INSERT INTO common_sources SELECT common_id, 'x' FROM common_sources",
        "common_issues COMMON changed",
    ),
    ("UPDATE self_check_tasks SET state = 'answered'", "common_issues COMMON changed"),
    ("UPDATE self_check_tasks SET due_on = '2099-01-01'", "common_issues COMMON changed"),
    ("UPDATE self_check_tasks SET finding = 'not_found'", "common_issues COMMON changed"),
    ("DELETE FROM self_check_tasks WHERE unit = 'T2'", "common_issues COMMON changed"),
    (
        "INSERT INTO self_check_tasks SELECT common_id, 'C', state, due_on, finding FROM \
         self_check_tasks WHERE unit = 'T1'",
        "common_issues COMMON changed",
    ),
    ("UPDATE common_events SET made_by = 'x'", "common_events COMMON/1 changed"),
    ("UPDATE common_events SET at = at + 1", "common_events COMMON/1 changed"),
    ("UPDATE common_events SET event = '{}'", "common_events COMMON/1 changed"),
    ("UPDATE common_events SET reason = 'x'", "common_events COMMON/1 changed"),
    ("DELETE FROM common_events", "common_events COMMON/1 removed"),
    (
        "INSERT INTO common_events SELECT common_id, 2, at, made_by, kind, event, reason FROM \
         common_events",
        "common_events COMMON/2 added",
    ),
    ("UPDATE supervision_orders SET unit = 'T2'", "orders ORDER changed"),
    ("UPDATE supervision_orders SET period = '2026-Q2'", "orders ORDER changed"),
    ("UPDATE supervision_orders SET rule = NULL", "orders ORDER changed"),
    ("UPDATE supervision_orders SET rules_version = 9", "orders ORDER changed"),
    ("UPDATE supervision_orders SET state = 'dropped'", "orders ORDER changed"),
    ("UPDATE supervision_orders SET rung = 'talk'", "orders ORDER changed"),
    ("UPDATE supervision_orders SET proposed_at = proposed_at + 1", "orders ORDER changed"),
    ("UPDATE supervision_orders SET proposed_at = 1", "orders ORDER removed"),
    ("DELETE FROM supervision_orders", "orders ORDER removed"),
    (
        "INSERT INTO supervision_orders SELECT 'x', unit, period, rule, rules_version, state, rung, \
         due_what, due_on, proposed_at, issued_at, closed_at, appeals, seq FROM supervision_orders",
        "orders x added",
    ),
    ("UPDATE supervision_events SET made_by = 'x'", "order_events ORDER/1 changed"),
    (
        "UPDATE supervision_events SET event = replace(event, '6', '5')",
        "order_events ORDER/1 changed",
    ),
    ("UPDATE supervision_events SET reason = 'x'", "order_events ORDER/1 changed"),
    ("UPDATE supervision_events SET evidence = '[1]'", "order_events ORDER/1 changed"),
    ("DELETE FROM supervision_events", "order_events ORDER/1 removed"),
    (
        "INSERT INTO supervision_events SELECT order_id, 2, at, made_by, kind, event, reason, evidence \
         FROM supervision_events",
        "order_events ORDER/2 added",
    ),
    ("UPDATE supervision_rules SET body = 'x'", "order_rules 1 changed"),
    ("DELETE FROM supervision_rules", "order_rules 1 removed"),
    (
        "INSERT INTO supervision_rules SELECT 2, body, published_at FROM supervision_rules",
        "order_rules 2 added",
    ),
    ("UPDATE issue_rules SET body = 'x'", "issue_rules 1 changed"),
    ("DELETE FROM issue_rules", "issue_rules 1 removed"),
    (
        "INSERT INTO issue_rules SELECT 2, body, published_at FROM issue_rules",
        "issue_rules 2 added",
    ),
    ("UPDATE working_calendars SET body = 'x'", "calendars 1 changed"),
    ("DELETE FROM working_calendars", "calendars 1 removed"),
    (
        "INSERT INTO working_calendars SELECT 2, body, published_at FROM working_calendars",
        "calendars 2 added",
    ),
    ("UPDATE verification_rules SET body = 'x'", "check_rules 1 changed"),
    ("DELETE FROM verification_rules", "check_rules 1 removed"),
    (
        "INSERT INTO verification_rules SELECT 2, body, published_at FROM verification_rules",
        "check_rules 2 added",
    ),
    ("UPDATE verification_plans SET seed = 'x'", "check_plans P changed"),
    ("UPDATE verification_plans SET surveyors = '[]'", "check_plans P changed"),
    ("UPDATE verification_plans SET digest = 'x'", "check_plans P changed"),
    ("UPDATE verification_plans SET drawn_at = 1", "check_plans P removed"),
    ("DELETE FROM verification_plans", "check_plans P removed"),
    (
        "INSERT INTO verification_plans SELECT 'x', questionnaire, kind, period, unit, level, \
         per_surveyor, questions, seed, last_seq, surveyors, digest, drawn_at, drawn_by FROM \
         verification_plans",
        "check_plans x added",
    ),
    ("UPDATE verification_checks SET surveyor = 'x' WHERE CHECK", "checks CHECKED changed"),
    ("UPDATE verification_checks SET unit = 'T2' WHERE CHECK", "checks CHECKED changed"),
    ("UPDATE verification_checks SET response_id = 'x' WHERE CHECK", "checks CHECKED changed"),
    ("UPDATE verification_checks SET report = '{}' WHERE CHECK", "check_reports CHECKED changed"),
    (
        "UPDATE verification_checks SET checked_by = 'x' WHERE CHECK",
        "check_reports CHECKED changed",
    ),
    ("UPDATE verification_checks SET tries = 2 WHERE CHECK", "check_reports CHECKED changed"),
    ("UPDATE verification_checks SET state = 'open' WHERE CHECK", "check_reports CHECKED removed"),
    (
        "UPDATE verification_checks SET state = 'withdrawn' WHERE CHECK",
        "check_reports CHECKED removed",
    ),
    ("DELETE FROM verification_checks WHERE CHECK", "checks CHECKED removed"),
    (
        "INSERT INTO verification_checks SELECT 'x', plan, 'x', surveyor, unit, position, state, tries, \
         next_at, held_by, held_until, checked_by, checked_at, report FROM verification_checks WHERE \
         CHECK",
        "check_reports x added",
    ),
    ("UPDATE response_exclusions SET rule = 'x'", "exclusions RESPONSE changed"),
    ("UPDATE response_exclusions SET reason = 'x'", "exclusions RESPONSE changed"),
    ("UPDATE response_exclusions SET excluded_by = 'x'", "exclusions RESPONSE changed"),
    ("DELETE FROM response_exclusions", "exclusions RESPONSE removed"),
    (
        "INSERT INTO response_exclusions SELECT 'OTHER', check_id, rule, rules_version, reason, \
         excluded_at, excluded_by FROM response_exclusions",
        "exclusions OTHER added",
    ),
    ("UPDATE publicity SET kind = 'exposure'", "publicity PUBLICITY changed"),
    ("UPDATE publicity SET topic = 'x'", "publicity PUBLICITY changed"),
    ("UPDATE publicity SET unit = 'T2'", "publicity PUBLICITY changed"),
    ("UPDATE publicity SET link = 'x'", "publicity PUBLICITY changed"),
    ("UPDATE publicity SET published_on = '2023-12-31'", "publicity PUBLICITY removed"),
    ("DELETE FROM publicity", "publicity PUBLICITY removed"),
    (
        "INSERT INTO publicity SELECT 'x', published_on, channel, kind, unit, topic, link, logged_by, \
         logged_at FROM publicity",
        "publicity x added",
    ),
    ("UPDATE aims SET index_target = 80", "aims 2024/T1 changed"),
    ("UPDATE aims SET place = 1", "aims 2024/T1 changed"),
    ("UPDATE aims SET source = 'x'", "aims 2024/T1 changed"),
    ("UPDATE aims SET set_by = 'x'", "aims 2024/T1 changed"),
    ("UPDATE aims SET year = 2023", "aims 2024/T1 removed"),
    ("DELETE FROM aims", "aims 2024/T1 removed"),
    (
        "INSERT INTO aims SELECT year, 'T2', index_target, place, out_of, field, source, set_by, set_at \
         FROM aims",
        "aims 2024/T2 added",
    ),
    (
        "UPDATE year_entries SET body = replace(body, '87.3', '97.3') WHERE ENTRY",
        "year_entries ENTERED changed",
    ),
    ("UPDATE year_entries SET digest = 'x' WHERE ENTRY", "year_entries ENTERED changed"),
    ("UPDATE year_entries SET confirmed_by = 'x' WHERE ENTRY", "year_entries ENTERED changed"),
    ("UPDATE year_entries SET state = 'superseded' WHERE ENTRY", "year_entries ENTERED changed"),
    ("UPDATE year_entries SET confirmed_at = NULL WHERE ENTRY", "year_entries ENTERED removed"),
    ("UPDATE year_entries SET year = 2023 WHERE ENTRY", "year_entries ENTERED removed"),
    ("DELETE FROM year_entries WHERE ENTRY", "year_entries ENTERED removed"),
    (
        "INSERT INTO year_entries SELECT 'x', kind, 'x', version, year, unit, state, body, digest, \
         reason, entered_at, entered_by, confirmed_at, confirmed_by, closed_at, closed_by, \
         closing_reason FROM year_entries WHERE ENTRY",
        "year_entries x added",
    ),
    (
        "UPDATE year_entries SET body = replace(body, '80', '90') WHERE year IS NULL",
        "year_entries SPANNING changed",
    ),
    ("DELETE FROM year_entries WHERE year IS NULL", "year_entries SPANNING removed"),
    ("UPDATE annual_formulas SET body = 'x'", "annual_formulas year@1 changed"),
    ("UPDATE annual_formulas SET published_by = 'x'", "annual_formulas year@1 changed"),
    ("DELETE FROM annual_formulas", "annual_formulas year@1 removed"),
    (
        "INSERT INTO annual_formulas SELECT code, 2, body, published_at, published_by FROM \
         annual_formulas",
        "annual_formulas year@2 added",
    ),
    ("UPDATE annual_scores SET inputs = '[]'", "annual_scores SCORE changed"),
    ("UPDATE annual_scores SET result = '{}'", "annual_scores SCORE changed"),
    ("UPDATE annual_scores SET confirmed_by = 'x'", "annual_scores SCORE changed"),
    ("UPDATE annual_scores SET program = 'x'", "annual_scores SCORE changed"),
    ("UPDATE annual_scores SET state = 'superseded'", "annual_scores SCORE changed"),
    ("UPDATE annual_scores SET year = 2023", "annual_scores SCORE removed"),
    ("DELETE FROM annual_scores", "annual_scores SCORE removed"),
    (
        "INSERT INTO annual_scores SELECT 'x', year, formula, formula_version, 'superseded', inputs, \
         inputs_digest, result, digest, data_revision, program, entered_at, entered_by, confirmed_at, \
         confirmed_by, closed_at, closed_by, closing_reason FROM annual_scores",
        "annual_scores x added",
    ),
];

/// Ids in place of the words that stand for them.
fn words(kit: &Kit, on: Backend) -> Vec<(&'static str, String)> {
    let keys = |name: &str| -> Vec<String> {
        let parts = parts(&kit.store);
        let part = parts.iter().find(|part| part.name == name).expect("a part");
        let text = part.listing.text();
        text.lines().map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect()
    };
    let key = |name: &str| keys(name).remove(0);
    let id = |n: u128| Uuid::from_u128(n).to_string();
    let bytes = if on == Backend::Sqlite { "x'00'" } else { "'\\x00'" };
    // Ids ascend with time.
    let [entered, spanning] = keys("year_entries").try_into().expect("two");
    vec![
        ("BYTES", bytes.to_owned()),
        ("EVIDENCE", key("issue_evidence")),
        ("COMMON", key("common_issues")),
        ("ORDER", key("orders")),
        ("CHECKED", id(CHECKS[0])),
        ("CHECK", format!("id = '{}'", id(CHECKS[0]))),
        ("RESPONSE", id(3)),
        ("OTHER", id(5)),
        ("PUBLICITY", key("publicity")),
        ("ENTRY", format!("id = '{entered}'")),
        ("ENTERED", entered),
        ("SPANNING", spanning),
        ("SCORE", key("annual_scores")),
    ]
}

/// Statements after which constraints stand in nobody's way.
fn unbound(on: Backend) -> &'static str {
    match on {
        Backend::Sqlite => "PRAGMA foreign_keys = OFF;",
        Backend::Postgres => "SET session_replication_role = replica;",
    }
}

/// The table that a statement is about.
fn table_of(sql: &str) -> &str {
    let mut words = sql.split(' ');
    match words.next() {
        Some("UPDATE") => words.next(),
        _ => words.nth(1),
    }
    .expect("a table")
}

#[test]
fn whatever_is_changed_behind_its_back_is_named_and_unexplained() {
    on_each_backend(|on| {
        let kit = kit(on);
        let seal = seal_of(&kit.store, parts(&kit.store), None);
        let words = words(&kit, on);
        let filled = |text: &str| {
            words.iter().fold(text.to_owned(), |text, (word, id)| text.replace(word, id))
        };
        let mut outside = kit.outside();
        outside.batch_execute(unbound(on)).expect("unbound");
        for (sql, named) in FLIPS {
            let table = table_of(sql);
            let sql = filled(sql);
            let kept = format!("CREATE TABLE kept AS SELECT * FROM {table}");
            outside.batch_execute(&kept).expect("kept");
            outside.batch_execute(&sql).expect(&sql);
            let findings = told(&found(&kit.store, &seal));
            let wanted = format!("{} unexplained", filled(named));
            assert!(findings.contains(&wanted), "{sql}: {findings:?}");
            assert!(findings.iter().all(|it| it.ends_with(" unexplained")), "{sql}: {findings:?}");
            let back = format!(
                "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept"
            );
            outside.batch_execute(&back).expect("put back");
        }
        assert_eq!(found(&kit.store, &seal), []);
        assert_eq!(of_chain(&kit.store), [""; 0]);
    });
}

#[test]
fn a_file_of_evidence_that_was_changed_is_told_by_its_digest() {
    on_each_backend(|on| {
        let kit = kit(on);
        let seal = seal_of(&kit.store, parts(&kit.store), None);
        let swapped = match on {
            Backend::Sqlite => "UPDATE evidence_contents SET content = x'00'",
            Backend::Postgres => "UPDATE evidence_contents SET content = '\\x00'",
        };
        kit.outside().batch_execute(swapped).expect("changed");
        let findings = found(&kit.store, &seal);
        assert_eq!(findings.len(), 1);
        let of_nought = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        let wanted = format!("its SHA-256 is {of_nought}, and was ");
        assert!(findings[0].detail.contains(&wanted), "{}", findings[0].detail);
        let new = NewSeal {
            period: year(),
            parts: parts(&kit.store),
            files: Vec::new(),
            program: PROGRAM.to_owned(),
            reason: Some("again".to_owned()),
        };
        let refused = kit.store.by("zhao").seal(&new).expect_err("makes no sense");
        assert_eq!(refused.code(), "unreadable_row");
    });
}

#[test]
fn what_goes_on_after_the_year_is_nothing_that_a_seal_stands_against() {
    on_each_backend(|on| {
        let kit = kit(on);
        let store = &kit.store;
        let seal = seal_of(store, parts(store), None);
        let issue = complaint("1").id();
        let add = |bytes| store.by("li").add_evidence(issue, "图.pdf", bytes).expect("kept").1.id;
        let file = add(evidence::OTHER);
        store.by("li").step_issue(issue, &evidence::reply(2, vec![file])).expect("named");
        let words = words(&kit, on);
        let id = |word: &str| -> Uuid {
            let id = words.iter().find(|(known, _)| *known == word).expect("an id");
            id.1.parse().expect("an id")
        };
        let order = supervision::step(1, supervision::issue());
        store.by("wang").step_order(id("ORDER"), &order).expect("issued");
        let answer = common::step(1, common::answer("T1", SelfCheck::NotFound, &[]));
        store.by("li").step_common_issue(id("COMMON"), &answer).expect("answered");
        supervision::proposed(store, "T2");
        store
            .by("li")
            .publish_formula(&{
                let mut next = formula(1, 1.0);
                next.version = 2;
                next
            })
            .expect("published");
        let rules = VerificationRules { tries_max: 2, ..VerificationRules::default() };
        store.by("li").put_verification_rules(&rules).expect("set");
        assert_eq!(found(store, &seal), []);
    });
}

#[test]
fn what_came_by_the_front_door_is_recorded_and_makes_the_next_revision() {
    on_each_backend(|on| {
        let kit = kit(on);
        let store = &kit.store;
        let seal = seal_of(store, parts(store), None);
        let (li, wang) = (|| store.by("li"), || store.by("wang"));
        let words = words(&kit, on);
        let id = |word: &str| &words.iter().find(|(known, _)| *known == word).expect("an id").1;
        let late = publicity::item(DAY, "T2", PublicityKind::Exposure, "偷倒渣土");
        li().log_publicity(std::slice::from_ref(&late)).expect("logged");
        let gone: Uuid = id("PUBLICITY").parse().expect("an id");
        li().remove_publicity(gone).expect("removed");
        li().put_aim(&aim(91.0)).expect("set");
        li().include_response(Uuid::from_u128(3), "复核属实").expect("taken in");
        li().withdraw(Uuid::from_u128(4), "on demand").expect("withdrawn");
        let entered: Uuid = id("ENTERED").parse().expect("an id");
        let next = li().correct_entry(entered, &result("2024", 88.3), "误录").expect("entered");
        wang().confirm_entry(next.id).expect("confirmed");
        confirm_score(store, "{\"a\":2}");
        let score = store.annual_scores(2024).expect("read").pop().expect("the newest").id;
        let response = |n: u128| Uuid::from_u128(n).to_string();
        let mut wanted = [
            "aims 2024/T1 changed".to_owned(),
            format!("annual_scores {} changed", id("SCORE")),
            format!("annual_scores {score} added"),
            format!("check_reports {} removed", Uuid::from_u128(CHECKS[1])),
            format!("exclusions {} removed", response(3)),
            format!("publicity {gone} removed"),
            format!("publicity {} added", late.id()),
            format!("responses/2024-09 {} removed", response(4)),
            format!("year_entries {entered} changed"),
            format!("year_entries {} added", next.id),
        ]
        .map(|line| format!("{line} recorded"));
        wanted.sort();
        let findings = found(store, &seal);
        let mut lines = told(&findings);
        lines.sort();
        assert_eq!(lines, wanted);
        let taken_in = findings.iter().find(|it| it.part == "exclusions").expect("one");
        assert_eq!(taken_in.reason.as_deref(), Some("复核属实"));

        let second = seal_of(store, parts(store), Some("年底更正"));
        let changed: Vec<_> =
            second.manifest.changes.iter().map(|change| change.name.as_str()).collect();
        assert_eq!(
            changed,
            [
                "aims",
                "annual_scores",
                "check_reports",
                "exclusions",
                "publicity",
                "responses/2024-09",
                "year_entries",
            ]
        );
        assert_eq!((second.manifest.revision, found(store, &second)), (2, vec![]));
    });
}

#[test]
fn who_changes_on_after_an_act_is_not_covered_by_it() {
    on_each_backend(|on| {
        let kit = kit(on);
        let store = &kit.store;
        let seal = seal_of(store, parts(store), None);
        store.by("li").put_aim(&aim(91.0)).expect("set");
        assert_eq!(told(&found(store, &seal)), ["aims 2024/T1 changed recorded"]);
        let change = |sql: &str| kit.outside().batch_execute(sql).expect("changed");
        for (set, back) in
            [("index_target = 99", "index_target = 91"), ("set_by = 'x'", "set_by = 'li'")]
        {
            change(&format!("UPDATE aims SET {set}"));
            assert_eq!(told(&found(store, &seal)), ["aims 2024/T1 changed unexplained"], "{set}");
            change(&format!("UPDATE aims SET {back}"));
        }
        change("DELETE FROM aims");
        assert_eq!(told(&found(store, &seal)), ["aims 2024/T1 removed unexplained"]);
    });
}

/// The parts of seals from before there were the others.
const FIRST: [&str; 10] = [
    "attempts",
    "bulletins",
    "issue_events",
    "issues",
    "questionnaires",
    "response_versions",
    "rounds",
    "samples",
    "schemes",
    "units",
];

#[test]
fn a_seal_from_before_holds_for_the_parts_that_it_names() {
    on_each_backend(|on| {
        let kit = kit(on);
        let store = &kit.store;
        let mut first = parts(store);
        first.retain(|part| {
            part.name.starts_with("responses/") || FIRST.contains(&part.name.as_str())
        });
        let old = seal_of(store, first, None);
        assert_eq!(found(store, &old), []);
        assert_eq!(of_chain(store), [""; 0]);
        // It says nothing of what it does not name, and goes on standing against all else.
        kit.outside()
            .batch_execute(&format!(
                "{} UPDATE aims SET index_target = 80; UPDATE rounds SET closes = '2027-01-01'",
                unbound(on)
            ))
            .expect("changed");
        let of_rounds = ["rounds M1 changed unexplained", "rounds R1 changed unexplained"];
        assert_eq!(told(&found(store, &old)), of_rounds);

        // The next revision names all parts, and says that they are new.
        let new = seal_of(store, parts(store), Some("其他部分一并封存"));
        let aims = new.manifest.changes.iter().find(|change| change.name == "aims").expect("new");
        assert_eq!((aims.added, aims.changed, aims.removed), (1, 0, 0));
        assert_eq!(found(store, &new), []);
    });
}
