//! Groups that are counted by hand, and a common issue to which anything may be tried.

use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::cluster::{SharedWord, UnitIssues, groups};
use super::*;

fn code(code: &str) -> Code {
    code.parse().expect("a code")
}

fn issue(n: u128, unit: &str, reason: Option<&str>, description: Option<&str>) -> ReportedIssue {
    ReportedIssue {
        id: Uuid::from_u128(n),
        unit: code(unit),
        category: code("air"),
        reason: reason.map(code),
        question: Some(code("q1")),
        description: description.map(str::to_owned),
    }
}

fn ids(ids: &[u128]) -> Vec<Uuid> {
    ids.iter().copied().map(Uuid::from_u128).collect()
}

#[test]
fn like_descriptions_of_one_reason_make_a_group_that_says_why() {
    let issues = [
        issue(4, "T2", Some("dust"), Some("工地扬尘很大")),
        issue(1, "T1", Some("dust"), Some("工地扬尘严重")),
        issue(2, "T1", Some("dust"), Some("3号工地扬尘！")),
        // The same words for another reason.
        issue(3, "T3", Some("noise"), Some("工地扬尘严重")),
        issue(5, "T3", Some("dust"), Some("饭店油烟")),
    ];
    let [group] = &groups(&issues, ClusterRules::default())[..] else { panic!("one group") };
    assert_eq!((group.basis, &group.reason), (GroupBasis::Words, &Some(code("dust"))));
    assert_eq!(group.issues, ids(&[1, 2, 4]));
    let unit = |unit, issues| UnitIssues { unit: code(unit), issues };
    assert_eq!(group.units, [unit("T1", 2), unit("T2", 1)]);
    assert_eq!(group.words, [SharedWord { word: "工地扬尘".to_owned(), issues: 3 }]);
    // 号工地扬尘 has 4 pairs, 工地扬尘严重 and 工地扬尘很大 have 5 each; 3 are in all of them: 3 / √20, twice, and 3 / 5.
    assert_eq!(group.similarity, Some((67 + 67 + 60) / 3));
}

#[test]
fn without_words_the_reason_or_the_question_makes_the_group() {
    let silent = |n, unit, reason| issue(n, unit, reason, None);
    let issues: Vec<ReportedIssue> = ["T1", "T2", "T3"]
        .iter()
        .zip(1..)
        .flat_map(|(unit, n)| [silent(n, unit, Some("dust")), silent(n + 10, unit, None)])
        .collect();
    let found = groups(&issues, ClusterRules::default());
    let told: Vec<_> = found.iter().map(|group| (group.basis, group.issues.clone())).collect();
    let expected =
        [(GroupBasis::Reason, ids(&[1, 2, 3])), (GroupBasis::Question, ids(&[11, 12, 13]))];
    assert_eq!(told, expected);
    let by_category_alone: Vec<ReportedIssue> = issues
        .into_iter()
        .map(|issue| ReportedIssue { question: None, reason: None, ..issue })
        .collect();
    assert!(groups(&by_category_alone, ClusterRules::default()).is_empty());
}

#[test]
fn what_one_unit_has_is_nothing_common() {
    let of_one: Vec<ReportedIssue> =
        (1..=9).map(|n| issue(n, "T1", Some("dust"), Some("工地扬尘"))).collect();
    assert!(groups(&of_one, ClusterRules::default()).is_empty());
    let alone = ClusterRules { least_units: 1, ..ClusterRules::default() };
    assert_eq!(groups(&of_one, alone).len(), 1);
    assert!(groups(&of_one, ClusterRules { least_issues: 10, ..alone }).is_empty());
}

fn any_issue() -> impl Strategy<Value = ReportedIssue> {
    let units = select(vec!["T1", "T2", "T3"]);
    let reasons = select(vec![None, Some("dust"), Some("noise")]);
    let texts = select(vec![
        None,
        Some("工地扬尘"),
        Some("工地扬尘严重"),
        Some("扬尘严重影响生活"),
        Some("垃圾没人清"),
        Some("门口垃圾没人清运"),
        Some("？"),
    ]);
    (0_u128..40, units, reasons, texts, any::<bool>()).prop_map(
        |(n, unit, reason, text, is_asked)| {
            let asked = issue(n, unit, reason, text);
            ReportedIssue { question: asked.question.clone().filter(|_| is_asked), ..asked }
        },
    )
}

fn rules() -> impl Strategy<Value = ClusterRules> {
    (1_u8..=100, 2_u32..5, 1_u32..4).prop_map(|(similarity, least_issues, least_units)| {
        ClusterRules { similarity, least_issues, least_units }
    })
}

proptest! {
    /// Whatever order they come in, and no issue in two groups, or in one that is too small.
    #[test]
    fn groups_do_not_depend_on_the_order(
        (issues, shuffled) in vec(any_issue(), 0..30).prop_map(|issues| {
            // One issue has one id.
            let by_id: std::collections::BTreeMap<Uuid, ReportedIssue> =
                issues.into_iter().map(|issue| (issue.id, issue)).collect();
            by_id.into_values().collect::<Vec<_>>()
        }).prop_flat_map(|issues| (Just(issues.clone()), Just(issues).prop_shuffle())),
        rules in rules(),
    ) {
        let found = groups(&issues, rules);
        prop_assert_eq!(&found, &groups(&shuffled, rules));
        let all: Vec<Uuid> = found.iter().flat_map(|group| group.issues.clone()).collect();
        prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        for group in &found {
            prop_assert!(group.issues.len() >= rules.least_issues as usize);
            prop_assert!(group.units.len() >= rules.least_units as usize);
            let counted: usize = group.units.iter().map(|unit| unit.issues).sum();
            prop_assert_eq!(counted, group.issues.len());
        }
    }
}

fn step(by: &str, event: CommonEvent) -> CommonStep {
    // 2026-09-11 in China, though still the day before elsewhere.
    let at = "2026-09-10T17:00:00Z".parse().expect("an instant");
    CommonStep { by: by.to_owned(), at, event, reason: None }
}

fn because(by: &str, event: CommonEvent) -> CommonStep {
    CommonStep { reason: Some("未写明查了哪些地方".to_owned()), ..step(by, event) }
}

fn send(units: &[&str]) -> CommonEvent {
    let units = units.iter().copied().map(code).collect();
    CommonEvent::Send { units, days: 5, due_on: Some(date(2026, 9, 10)), unknown_years: Vec::new() }
}

fn not_found() -> SelfCheckAnswer {
    SelfCheckAnswer {
        finding: Finding::NotFound,
        places: 0,
        measures: None,
        statement: "逐一查看辖区 4 处工地，均已覆盖".to_owned(),
        signatory: "李敏".to_owned(),
        open: Vec::new(),
    }
}

fn found(places: u32) -> SelfCheckAnswer {
    let measures = Some("加装围挡".to_owned());
    SelfCheckAnswer { finding: Finding::Found, places, measures, ..not_found() }
}

fn answer(unit: &str, answer: SelfCheckAnswer) -> CommonEvent {
    CommonEvent::Answer { unit: code(unit), answer }
}

#[test]
fn not_found_is_an_answer_and_silence_is_none() {
    let steps = [
        step("wang", send(&["T1", "T2", "T3"])),
        step("li", answer("T1", not_found())),
        step("zhao", answer("T2", found(3))),
    ];
    let life = CommonLife::of(&steps).expect("a life");
    let progress = SelfCheckProgress::of(life.tasks.values(), date(2026, 9, 11));
    let expected = SelfCheckProgress {
        tasks: 3,
        found: 1,
        places: 3,
        not_found: 1,
        unanswered: 1,
        overdue: 1,
        returned: 0,
        late: 2,
    };
    assert_eq!(progress, expected);
    let refused = life.apply(&step("wang", CommonEvent::Close)).expect_err("T3 owes an answer");
    assert_eq!(refused, CommonRefusal::Unanswered { units: 1 });
    let closed = life.apply(&because("wang", CommonEvent::Close)).expect("closed with a reason");
    assert_eq!(closed.state, CommonState::Closed);
    let refused = closed.apply(&step("sun", answer("T3", not_found()))).expect_err("too late");
    assert_eq!(refused.code(), "common_state");
}

#[test]
fn a_unit_answers_once_and_again_only_when_it_is_returned() {
    let sent = CommonLife::of(&[step("wang", send(&["T1"]))]).expect("sent");
    let answered = sent.apply(&step("li", answer("T1", not_found()))).expect("answered");
    let again = step("li", answer("T1", found(1)));
    assert_eq!(answered.apply(&again).expect_err("twice").code(), "task_state");
    let back = CommonEvent::Return { unit: code("T1") };
    assert_eq!(sent.apply(&because("wang", back.clone())).expect_err("early").code(), "task_state");
    assert_eq!(answered.apply(&step("wang", back.clone())).expect_err("why").code(), "no_reason");
    let returned = answered.apply(&because("wang", back)).expect("returned");
    let task = &returned.tasks["T1"];
    assert_eq!((task.state, task.returned, task.finding()), (TaskState::Returned, 1, None));
    // What was answered before is not lost.
    assert_eq!(task.answer.as_ref().map(|signed| &signed.answer), Some(&not_found()));
    let closed =
        returned.apply(&again).and_then(|life| life.apply(&step("wang", CommonEvent::Close)));
    assert_eq!(closed.expect("closed").state, CommonState::Closed);
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let sent = CommonLife::of(&[step("wang", send(&["T1"]))]).expect("sent");
    let refused = |event| sent.apply(&step("li", event)).expect_err("refused").code();
    let blank = |change: fn(&mut SelfCheckAnswer)| {
        let mut blank = found(2);
        change(&mut blank);
        answer("T1", blank)
    };
    assert_eq!(refused(send(&["T2", "T1"])), "sent_already");
    assert_eq!(refused(send(&[])), "no_units");
    assert_eq!(refused(answer("T2", not_found())), "no_task");
    assert_eq!(refused(blank(|answer| answer.signatory = " ".to_owned())), "bad_text");
    assert_eq!(refused(blank(|answer| answer.measures = None)), "bad_text");
    assert_eq!(refused(blank(|answer| answer.places = 0)), "bad_places");
    assert_eq!(refused(blank(|answer| answer.open = vec!["扬尘".to_owned(); 3])), "bad_places");
    assert_eq!(refused(blank(|answer| answer.finding = Finding::NotFound)), "nothing_found");
    let units = vec![code("T2")];
    let late = CommonEvent::Send { units, days: 0, due_on: None, unknown_years: Vec::new() };
    assert_eq!(refused(late), "bad_days");
    let nothing = CommonLife::default().apply(&step("wang", CommonEvent::Close));
    assert_eq!(nothing.expect_err("never sent").code(), "no_reason");
}

fn any_step() -> impl Strategy<Value = CommonStep> {
    let units = || select(vec!["T1", "T2", "T3"]);
    let event = prop_oneof![
        vec(units(), 0..3).prop_map(|units| send(&units)),
        (units(), 0_u32..3).prop_map(|(unit, places)| answer(unit, found(places))),
        units().prop_map(|unit| answer(unit, not_found())),
        units().prop_map(|unit| CommonEvent::Return { unit: code(unit) }),
        Just(CommonEvent::Close),
    ];
    (event, any::<bool>())
        .prop_map(|(event, says_why)| if says_why { because("a", event) } else { step("a", event) })
}

proptest! {
    /// Whatever is tried: the counts add up, an answer that stands is signed and whole, what is closed stays
    /// so, and the steps that were taken give the same again.
    #[test]
    fn whatever_is_tried_the_counts_add_up(tried in vec(any_step(), 0..40)) {
        let (mut life, mut taken) = (CommonLife::default(), Vec::new());
        for step in tried {
            let Ok(next) = life.apply(&step) else { continue };
            prop_assert_ne!(life.state, CommonState::Closed);
            prop_assert_eq!(next.seq, life.seq + 1);
            prop_assert!(life.tasks.keys().all(|unit| next.tasks.contains_key(unit)));
            taken.push(step);
            life = next;
            let progress = SelfCheckProgress::of(life.tasks.values(), date(2026, 9, 11));
            prop_assert_eq!(progress.found + progress.not_found + progress.unanswered, progress.tasks);
            prop_assert!(progress.overdue <= progress.unanswered);
            for task in life.tasks.values().filter(|task| !task.is_owed()) {
                let signed = task.answer.as_ref().expect("an answer");
                prop_assert!(!signed.by.is_empty() && !signed.answer.signatory.is_empty());
                prop_assert_eq!(signed.answer.finding == Finding::Found, signed.answer.places > 0);
            }
        }
        prop_assert_eq!(CommonLife::of(&taken).expect("a life"), life);
    }
}
