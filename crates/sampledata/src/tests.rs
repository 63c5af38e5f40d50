//! What the fixture promises, checked on the whole district.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use jiff::civil::Date;
use survey::attempt::{ContactAttempt, standard_outcomes};
use survey::validate::Rules;
use survey::{
    Code, IssueEvent, IssueLife, IssueState, IssueStep, Mode, Month, Response, RoundKind, UnitTree,
};

use crate::*;

fn district(plan: &Plan) -> District {
    District::generate(plan).expect("a sound plan")
}

fn files_of(district: &District) -> Vec<u8> {
    let mut bytes = Vec::new();
    exchange::write_units(&mut bytes, district.units()).expect("memory takes everything");
    write_rounds(district.rounds(), &mut bytes).expect("memory takes everything");
    exchange::write_responses(&mut bytes, district.questionnaire(), district.responses())
        .expect("memory takes everything");
    exchange::write_attempts(&mut bytes, district.attempts()).expect("memory takes everything");
    let issues = district.issues();
    write_issues(&issues, &mut bytes).expect("memory takes everything");
    write_histories(&issues, &mut bytes).expect("memory takes everything");
    bytes
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let plan = Plan::small();
    assert!(files_of(&district(&plan)) == files_of(&district(&plan)));
    let other = Plan { seed: 2, ..plan };
    assert!(files_of(&district(&other)) != files_of(&district(&Plan::small())));
}

#[test]
fn the_committed_files_are_those_of_the_default_plan() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/district");
    let district = district(&Plan::default());
    let read = |name: &str| std::fs::read(folder.join(name)).expect(name);
    let names = [
        "units.csv",
        "rounds.toml",
        "responses.csv",
        "attempts.csv",
        "issues.csv",
        "issue_histories.jsonl",
    ];
    let committed: Vec<u8> = names.into_iter().flat_map(read).collect();
    assert!(committed == files_of(&district), "run make-district --out fixtures/district");
    assert!(read("questionnaire.toml") == QUESTIONNAIRE_TOML.as_bytes());
}

#[test]
fn a_plan_out_of_range_is_refused_with_the_knob_named() {
    let plan = Plan { towns: 1, months: 0, ..Plan::default() };
    let paths: Vec<_> = plan.problems().into_iter().map(|problem| problem.path).collect();
    assert_eq!(paths, ["/towns", "/months"]);
    assert!(District::generate(&plan).is_err());
}

#[test]
fn every_response_passes_the_rules() {
    let district = district(&Plan::default());
    let tree = UnitTree::new(district.units().to_vec()).expect("a sound tree");
    let rules: HashMap<&Code, Rules<'_>> = district
        .rounds()
        .iter()
        .map(|round| (&round.code, Rules::new(round, district.questionnaire(), &tree)))
        .collect();
    let mut ids = HashSet::new();
    for response in district.responses() {
        let problems = rules[&response.round].problems(&response);
        assert!(problems.is_empty(), "{response:?}: {problems:?}");
        assert!(ids.insert(response.id));
    }
    assert!((25_000..=30_000).contains(&ids.len()), "{}", ids.len());
}

#[test]
fn towns_and_months_have_20_to_200_interviews_in_3_to_6_villages() {
    let district = district(&Plan::default());
    let mut repeats = 0;
    let mut before: BTreeMap<String, BTreeSet<Code>> = BTreeMap::new();
    for batch in district.batches().filter(|batch| !batch.mock) {
        let responses = district.interviews(batch);
        assert!((20..=200).contains(&responses.len()), "{batch:?}: {}", responses.len());
        let mut households: BTreeMap<Code, u32> = BTreeMap::new();
        for psu in responses.iter().filter_map(|response| response.psu.clone()) {
            *households.entry(psu).or_default() += 1;
        }
        assert!((3..=6).contains(&households.len()), "{batch:?}: {households:?}");
        assert!(households.values().all(|n| (4..=14).contains(n)), "{batch:?}: {households:?}");
        let villages: BTreeSet<Code> = households.into_keys().collect();
        let town = town_of(&responses[0]);
        repeats += before.insert(town, villages.clone()).map_or(0, |old| (&old & &villages).len());
    }
    assert!(repeats > 500, "{repeats}");
}

#[test]
fn calls_have_no_village_and_the_mock_round_has_only_calls() {
    let district = district(&Plan::small());
    let mock = district.rounds().iter().find(|round| round.kind == RoundKind::Mock).expect("one");
    for response in district.responses() {
        assert_eq!(response.psu.is_none(), response.mode == Mode::Phone);
        let stratum = response.stratum.as_ref().expect("a stratum").as_str();
        assert_eq!(stratum.ends_with("-phone"), response.mode == Mode::Phone);
        assert!(response.round != mock.code || response.mode == Mode::Phone);
    }
}

/// Weighted points and weights of answers by a key.
type Sums<K> = BTreeMap<K, (f64, f64)>;

fn sum_up<K: Ord>(sums: &mut Sums<K>, key: K, weight: f64, points: f64) {
    let entry = sums.entry(key).or_default();
    *entry = (entry.0 + weight * points, entry.1 + weight);
}

fn means<K: Ord>(sums: Sums<K>) -> BTreeMap<K, f64> {
    sums.into_iter().map(|(key, (points, weight))| (key, points / weight)).collect()
}

/// `five_100_80_60_30_0`.
fn points(option: &str) -> Option<f64> {
    match option {
        "5" => Some(100.0),
        "4" => Some(80.0),
        "3" => Some(60.0),
        "2" => Some(30.0),
        "1" => Some(0.0),
        _ => None,
    }
}

fn town_of(response: &Response) -> String {
    response.unit.as_str()[..9].to_owned()
}

/// Points of the scored questions of official interviews with weight, by a key.
fn indices<K: Ord>(
    district: &District,
    key: impl Fn(&Response, &str) -> Option<K>,
) -> BTreeMap<K, f64> {
    let mut sums = Sums::new();
    for response in district.responses().filter(|r| !r.round.as_str().ends_with("MOCK")) {
        for question in district.questionnaire().questions.iter().filter(|q| q.weight > 0.0) {
            let category = question.category.as_ref().expect("scored").as_str();
            if let Some(points) = response.answers.get(&question.code).and_then(|o| points(o))
                && let Some(key) = key(&response, category)
            {
                sum_up(&mut sums, key, response.weight, points);
            }
        }
    }
    means(sums)
}

#[test]
fn towns_lie_close_together_but_for_three() {
    let district = district(&Plan::default());
    let towns = indices(&district, |response, _| Some(town_of(response)));
    assert!(towns.values().all(|index| (81.0..=95.0).contains(index)), "{towns:?}");
    let mut order: Vec<_> = towns.iter().collect();
    order.sort_by(|a, b| a.1.total_cmp(b.1));
    assert_eq!(order[0].0, district.weak_town().as_str());
    assert_eq!(order[25].0, district.good_town().as_str());
    assert!(order[1].1 - order[0].1 > 2.0, "{order:?}");
    assert!(order[25].1 - order[24].1 > 1.5, "{order:?}");
    // 23 of 26 within a few points.
    assert!(order[24].1 - order[1].1 < 7.0, "{order:?}");
}

#[test]
fn one_town_improves_in_the_second_year() {
    let district = district(&Plan::default());
    let turn = Month::of(jiff::civil::date(2025, 10, 1));
    let years = indices(&district, |response, _| {
        (town_of(response) == district.improving_town().as_str())
            .then(|| Month::of(response.interviewed_on) >= turn)
    });
    assert!(years[&true] - years[&false] > 3.0, "{years:?}");
}

#[test]
fn categories_seasons_and_modes_differ_as_promised() {
    let district = district(&Plan::default());
    let categories = indices(&district, |_, category| Some(category.to_owned()));
    let lowest = categories.iter().min_by(|a, b| a.1.total_cmp(b.1)).expect("six");
    assert_eq!(lowest.0, "rural_env_remediation", "{categories:?}");
    let modes = indices(&district, |response, _| Some(response.mode));
    let kinder = modes[&Mode::Phone] - modes[&Mode::Visit];
    assert!((1.0..3.0).contains(&kinder), "{modes:?}");
    let air = indices(&district, |response, category| {
        let winter = matches!(response.interviewed_on.month(), 12 | 1 | 2);
        (category == "air_water_pollution").then_some(winter)
    });
    assert!(air[&false] - air[&true] > 1.0, "{air:?}");
}

#[test]
fn dont_know_and_refusals_stay_in_their_bounds() {
    let district = district(&Plan::default());
    let mut shares: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    let (mut missing, mut partial) = (0, 0);
    for response in district.responses() {
        missing += u32::from(response.answers.len() + response.not_asked.len() < 10);
        partial += u32::from(!response.answers.contains_key("rural_sewage"));
        for question in district.questionnaire().questions.iter().filter(|q| q.weight > 0.0) {
            let category = question.category.as_ref().expect("scored").to_string();
            let [all, dont_know, refused] = shares.entry(category).or_default();
            let Some(option) = response.answers.get(&question.code) else { continue };
            *all += 1.0;
            *dont_know += f64::from(u8::from(option == "8"));
            *refused += f64::from(u8::from(option == "9"));
        }
    }
    for (category, [all, dont_know, refused]) in &shares {
        assert!((0.03..0.15).contains(&(dont_know / all)), "{category} {shares:?}");
        assert!((0.008..0.03).contains(&(refused / all)), "{category} {shares:?}");
    }
    assert!(missing > partial && partial > 200, "{missing} {partial}");
}

#[test]
fn every_interview_of_the_last_months_ends_an_attempt() {
    let plan = Plan { attempt_months: 2, ..Plan::small() };
    let district = district(&plan);
    let attempts: Vec<ContactAttempt> = district.attempts().collect();
    let known: HashSet<Code> =
        standard_outcomes().into_iter().map(|outcome| outcome.code).collect();
    assert!(attempts.iter().all(|attempt| known.contains(&attempt.outcome)));
    let done: HashSet<_> = attempts
        .iter()
        .filter(|attempt| attempt.outcome.as_str().starts_with('1'))
        .map(|attempt| (&attempt.case, attempt.at))
        .collect();
    let last = Month::of(jiff::civil::date(2025, 2, 1));
    let expected: Vec<Response> = district
        .responses()
        .filter(|response| Month::of(response.interviewed_on) >= last)
        .collect();
    assert_eq!(done.len(), expected.len());
    for response in &expected {
        let case = response.respondent.as_ref().expect("a number");
        assert!(done.contains(&(case, response.started_at.expect("a start"))));
    }
    assert!(attempts.len() > expected.len() * 3 / 2);
}

#[test]
fn issues_lie_in_villages_and_name_their_categories() {
    let district = district(&Plan::default());
    let tree = UnitTree::new(district.units().to_vec()).expect("a sound tree");
    let forms = [district.questionnaire().clone()];
    let issues = district.issues();
    assert_eq!(issues.len(), 150);
    for history in &issues {
        let issue = &history.issue;
        assert_eq!(issue.problems(&tree, &forms, Date::MAX), []);
        assert_eq!(tree.get(issue.unit.as_str()).expect("known").level.as_str(), "village");
        assert!(!issue.description.contains('{'));
    }
    let ids: BTreeSet<_> = issues.iter().map(|history| history.issue.id()).collect();
    assert_eq!(ids.len(), issues.len());
}

/// The step as a ledger would keep it; by when it is due is for its rules to say.
fn kept(step: &HistoryStep) -> IssueStep {
    let mut event = step.event.clone();
    if let IssueEvent::Assign { due_on, .. } = &mut event {
        *due_on = Some(Date::MAX);
    }
    let (by, reason) = (step.by.to_owned(), step.reason.map(str::to_owned));
    IssueStep { by, at: step.at, event, reason, evidence: Vec::new() }
}

#[test]
fn histories_pass_the_rules_and_lead_everywhere() {
    let mut states = BTreeMap::new();
    for history in district(&Plan::default()).issues() {
        let register = IssueStep {
            by: history.by.to_owned(),
            at: history.at,
            event: history.issue.register(),
            reason: None,
            evidence: Vec::new(),
        };
        let steps: Vec<_> = [register].into_iter().chain(history.steps.iter().map(kept)).collect();
        assert!(steps.is_sorted_by_key(|step| step.at), "{steps:?}");
        let number = &history.issue.number;
        let life = IssueLife::of(&steps).unwrap_or_else(|refused| panic!("{number}: {refused}"));
        *states.entry(life.state).or_insert(0) += 1;
    }
    let reached: Vec<_> = states.keys().map(|state| state.as_str()).collect();
    for state in ["registered", "assigned", "escalated", "submitted", "verified", "reopened"] {
        assert!(reached.contains(&state), "{states:?}");
    }
    assert!(states[&IssueState::Closed] > 50, "{states:?}");
}
