//! What may be published.

use survey::Questionnaire;
use survey::questionnaire::Relevance;

use crate::support::{code, questionnaire};

fn broken(break_it: impl FnOnce(&mut Questionnaire)) -> Vec<(&'static str, String)> {
    let mut questionnaire = questionnaire();
    break_it(&mut questionnaire);
    questionnaire.problems().into_iter().map(|p| (p.code, p.path)).collect()
}

#[test]
fn a_sound_questionnaire_has_no_problem() {
    assert_eq!(questionnaire().problems(), []);
}

#[test]
fn each_fault_is_named_with_its_place() {
    let rule =
        |q: &str, option: &str| Some(Relevance { question: code(q), any_of: vec![code(option)] });
    assert_eq!(
        broken(|q| q.questions[0].scale = Some(code("x")))[0],
        ("unknown_scale", "/questions/0/scale".into())
    );
    assert_eq!(
        broken(|q| q.questions[1].category = Some(code("x"))),
        [("unknown_category", "/questions/1/category".into())]
    );
    assert_eq!(
        broken(|q| q.questions[1].category = None),
        [("no_category", "/questions/1/category".into())]
    );
    assert_eq!(
        broken(|q| q.questions[1].weight = f64::NAN),
        [("bad_weight", "/questions/1/weight".into())]
    );
    assert_eq!(
        broken(|q| q.questions[1].code = code("q1")),
        [("duplicate_question", "/questions/1".into())]
    );
    assert_eq!(
        broken(|q| q.questions[2].relevant = rule("why", "bad")),
        [("relevance_not_earlier", "/questions/2/relevant/question".into())]
    );
    assert_eq!(
        broken(|q| q.questions[2].relevant = rule("q1", "worst")),
        [("unknown_option", "/questions/2/relevant/any_of".into())]
    );
    assert_eq!(
        broken(|q| q.scales.push(q.scales[0].clone())),
        [("duplicate_scale", "/scales/1".into())]
    );
    assert_eq!(broken(|q| q.questions.clear()), [("no_questions", "/questions".into())]);
}

#[test]
fn a_scale_must_let_people_say_no() {
    let faults = broken(|q| q.scales[0].options.iter_mut().for_each(|o| o.negative = false));
    assert_eq!(faults, [("no_negative_option", "/scales/0/options".into())]);
    let faults = broken(|q| q.scales[0].options[3].negative = true);
    assert_eq!(faults, [("negative_not_substantive", "/scales/0/options/3".into())]);
}

#[test]
fn all_faults_are_reported_at_once() {
    let faults = broken(|q| {
        q.questions[0].weight = -1.0;
        q.questions[1].category = None;
        q.scheme.categories.clear();
    });
    let codes: Vec<_> = faults.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["unknown_category", "bad_weight", "no_category"]);
}

#[test]
fn a_questionnaire_survives_json() {
    let text = serde_json::to_string(&questionnaire()).expect("it serialises");
    assert_eq!(
        serde_json::from_str::<Questionnaire>(&text).expect("it reads back"),
        questionnaire()
    );
}
