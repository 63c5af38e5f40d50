//! The visit form in a real Chromium: whatever happens to phone, line and service, every answer is in the
//! database, and none is there twice.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{IssueFilter, Store};

use crate::browser::Stage;
use crate::support::{Desk, workspace};

/// The round of these tests is open around today, whenever that is.
fn around_today() -> (String, String) {
    let day = |days: i64| {
        let at = Timestamp::now() + SignedDuration::from_hours(24 * days);
        survey::round::in_china(at).date().to_string()
    };
    (day(-20), day(20))
}

fn rounds(code: &str, version: u32) -> String {
    let (opens, closes) = around_today();
    format!(
        "[[rounds]]\ncode = \"{code}\"\nname = \"{code}\"\nquestionnaire = \"environment\"\n\
         version = {version}\nmodes = [\"visit\"]\nopens = {opens}\ncloses = {closes}\n"
    )
}

const REASONS: &str = "reasons = [{ code = \"dust\", label = { zh = \"扬尘\", en = \"Dust\" } }]";

/// A town of two villages, and so many households to visit.
fn fieldwork(households: usize) -> Desk {
    let desk = Desk::with_survey();
    let form = std::fs::read_to_string(desk.path("q.toml")).expect("a form");
    let air = "name = { zh = \"大气\", en = \"Air\" }";
    let form = form.replace(air, &format!("{air}, {REASONS}"));
    desk.write("form-2.toml", third_question(&form.replace("version = 1", "version = 3")));
    desk.write("form.toml", form.replace("version = 1", "version = 2"));
    desk.write("rounds-1.toml", rounds("now", 2));
    desk.write("rounds-2.toml", rounds("next", 3));
    let contact = |n: usize| {
        let (unit, village) = [("9901", "东河"), ("9902", "西岭")][n % 2];
        format!("h{n:03},{unit},李{n},138{n:08},{village}{n}号")
    };
    let header = "case,unit,name,phone,address".to_owned();
    let contacts: Vec<String> = [header].into_iter().chain((0..households).map(contact)).collect();
    desk.write("contacts.csv", contacts.join("\n"));
    desk.done(&["import", "questionnaire", "form.toml"]);
    desk.done(&["import", "rounds", "rounds-1.toml"]);
    desk.done(&["contacts", "key", "office.key"]);
    let key = desk.path("office.key").display().to_string();
    desk.done(&["import", "contacts", "contacts.csv", "--frame", "f", "--contact-key", &key]);
    desk.done(&["sample", "draw", "now", "visit", "--frame", "f", "--per-stratum", "1000"]);
    desk
}

fn third_question(form: &str) -> String {
    format!(
        "{form}\n[[questions]]\ncode = \"again\"\ntext = {{ zh = \"总的来说呢？\", en = \"And all in \
         all?\" }}\ncategory = \"air\"\nscale = \"five\"\n"
    )
}

/// What there is after a scenario.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    responses: u64,
    attempts: BTreeMap<String, u64>,
    issues: usize,
    quarantined: u64,
}

fn outcome(store: &Store) -> Outcome {
    let counts = store.counts().expect("counts");
    let mut attempts = BTreeMap::new();
    for count in store.attempt_counts().expect("attempts") {
        *attempts.entry(count.outcome.to_string()).or_default() += count.attempts;
    }
    Outcome {
        responses: counts.responses,
        attempts,
        issues: store.issues(&IssueFilter::default(), None, 1_000).expect("issues").len(),
        quarantined: counts.quarantined,
    }
}

/// Plays a scenario with so many households, and looks into the database.
#[track_caller]
fn play(scenario: &str, households: usize, check: impl FnOnce(&Stage, Outcome)) {
    let Some(stage) = Stage::set(|| fieldwork(households)) else { return };
    stage.person("limin", &["surveyor"]);
    stage.person("zhaolei", &["surveyor"]);
    // A new link for a browser ends those for phones that were not used yet, so it comes first.
    let second_link = stage.link("limin");
    let told = json!({
        "desk": stage.desk.path(""),
        "key": stage.desk.path("office.key"),
        "phone_link": stage.phone_link("limin"),
        "second_link": second_link,
        "photo": workspace().join("docs/pictures/ranking.png"),
        "other_link": stage.phone_link("zhaolei"),
    });
    stage.play(&format!("visit/{scenario}"), Duration::from_mins(3), told);
    let found = outcome(&stage.store());
    check(&stage, found);
}

fn expect(
    responses: u64,
    attempts: &[(&str, u64)],
    issues: usize,
    quarantined: u64,
) -> impl FnOnce(&Stage, Outcome) {
    let attempts = attempts.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect();
    let expected = Outcome { responses, attempts, issues, quarantined };
    move |_, found| assert_eq!(found, expected)
}

#[test]
fn recorded_offline_and_sent_later() {
    play("offline", 6, |stage, found| {
        expect(1, &[("1.1", 1), ("2.20", 1)], 1, 0)(stage, found);
        let issues = stage.store().issues(&IssueFilter::default(), None, 10).expect("issues");
        assert_eq!(issues[0].description.as_deref(), Some("村东工地扬尘"));
        assert_eq!(issues[0].reason.as_ref().map(survey::Code::as_str), Some("dust"));
    });
}

#[test]
fn a_crash_costs_nothing() {
    play("crash", 6, expect(1, &[("1.1", 1)], 1, 0));
}

#[test]
fn a_lost_answer_is_asked_for_again() {
    play("lost_reply", 6, expect(1, &[("1.1", 1), ("2.20", 1)], 0, 0));
}

#[test]
fn the_service_is_killed_while_it_takes_things_in() {
    play("killed", 6, expect(6, &[("1.1", 6)], 2, 0));
}

#[test]
fn two_tabs_send_nothing_twice() {
    play("two_tabs", 6, expect(4, &[("1.1", 4)], 2, 0));
}

#[test]
fn what_differs_is_kept_for_a_person() {
    play("differing", 6, expect(1, &[], 0, 1));
}

#[test]
fn a_phone_that_keeps_nothing_loses_nothing() {
    play("refused", 6, expect(1, &[("1.1", 1)], 1, 0));
}

#[test]
fn a_wrong_clock_makes_no_wrong_times() {
    play("clock", 6, |stage, found| {
        expect(1, &[("1.1", 1)], 0, 0)(stage, found);
        let responses = stage.responses();
        let response = &responses[0];
        let today = survey::round::in_china(Timestamp::now()).date();
        assert!((response.interviewed_on - today).get_days().abs() <= 1, "{response:?}");
        let (start, end) =
            (response.started_at.expect("a start"), response.ended_at.expect("an end"));
        let length = end.duration_since(start);
        assert!(length > SignedDuration::ZERO && length < SignedDuration::from_mins(2), "{length}");
    });
}

#[test]
fn a_sign_in_that_ended_keeps_everything() {
    play("expired", 6, expect(2, &[("1.1", 2), ("2.11", 1)], 1, 0));
}

#[test]
fn a_form_that_was_replaced_meanwhile_is_taken() {
    play("new_form", 6, |stage, found| {
        expect(3, &[("1.1", 3)], 2, 0)(stage, found);
        let mut versions: Vec<_> =
            stage.responses().into_iter().map(|response| response.form_version).collect();
        versions.sort_unstable();
        assert_eq!(versions, [Some(2), Some(2), Some(3)]);
    });
}

#[test]
fn a_whole_day_of_sixty_doors() {
    play("day", 60, |stage, found| {
        assert_eq!(found.responses, 40);
        assert_eq!(found.attempts.values().sum::<u64>(), 60, "{:?}", found.attempts);
        assert_eq!(found.attempts["1.1"] + found.attempts["1.2"], 40);
        assert_eq!((found.attempts["1.2"], found.attempts["2.25"]), (5, 10));
        assert_eq!(found.quarantined, 0);
        let ids: std::collections::HashSet<_> =
            stage.responses().into_iter().map(|response| response.respondent).collect();
        assert_eq!(ids.len(), 40, "nobody was asked twice");
    });
}

#[test]
fn what_may_be_added_comes_along() {
    play("extras", 6, |stage, found| {
        expect(2, &[("1.1", 1)], 0, 0)(stage, found);
        let responses = stage.responses();
        let visited = responses.iter().find(|one| one.respondent.is_some()).expect("a visit");
        let place = visited.position.expect("a position");
        assert_eq!((place.latitude, place.longitude, place.accuracy), (37.25, 122.5, 12.0));
        let key = store::ContactKey::read(&stage.desk.path("office.key")).expect("a key");
        let store = stage.store();
        let photo = store.by("test").see_photo(visited.photos[0].id, &key).expect("read");
        let photo = photo.expect("a photo");
        assert!(photo.starts_with(&[0xFF, 0xD8, 0xFF]) && photo.len() < 1_000_000);
        assert!(!photo.windows(4).any(|part| part == b"Exif"));
        assert_eq!(store.unit_of_photo(visited.photos[0].id), Ok(Some(visited.unit.clone())));
        let stray = responses.iter().find(|one| one.respondent.is_none()).expect("a stray");
        assert_eq!((stray.unit.as_str(), stray.weight), ("9902", 1.0));
    });
}

#[test]
fn one_item_holds_up_no_other() {
    play("poisoned", 6, |stage, found| {
        expect(2, &[("1.1", 2)], 0, 0)(stage, found);
        let responses = stage.responses();
        let photo = responses.iter().find_map(|one| one.photos.first()).expect("a photo");
        assert!(stage.store().unit_of_photo(photo.id).expect("read").is_some());
    });
}

#[test]
fn a_network_that_lies_is_not_kept() {
    play("portal", 6, expect(1, &[("1.1", 1)], 0, 0));
}

#[test]
fn words_are_kept_while_they_are_typed() {
    play("typing", 6, |stage, found| {
        expect(2, &[("1.1", 2)], 1, 0)(stage, found);
        let issues = stage.store().issues(&IssueFilter::default(), None, 10).expect("issues");
        assert_eq!(issues[0].description.as_ref().map(|words| words.chars().count()), Some(37));
    });
}

#[test]
fn everybody_can_use_the_form() {
    play("accessible", 6, |_, found| assert_eq!(found.quarantined, 0));
}

/// Times are printed, for whoever asks for them: `-- --ignored --nocapture slow_phone`.
#[test]
#[ignore = "a measurement"]
fn a_slow_phone() {
    play("slow", 60, |_, _| {});
}
