//! What may be published.

use survey::questionnaire::Relevance;
use survey::{Label, Question, Questionnaire, ScaleOption};

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

/// What stands against publishing, beyond what any questionnaire must keep.
fn unfit(break_it: impl FnOnce(&mut Questionnaire)) -> Vec<(&'static str, String)> {
    let mut questionnaire = questionnaire();
    break_it(&mut questionnaire);
    assert_eq!(questionnaire.problems(), [], "a foreign questionnaire may be like that");
    questionnaire.publication_problems().into_iter().map(|p| (p.code, p.path)).collect()
}

/// Substantive options by whether they are negative, and a don't-know.
fn leaning(options: &[bool]) -> Vec<(&'static str, String)> {
    unfit(|q| {
        let dont_know = q.scales[0].options.pop().expect("a don't-know");
        let like = q.scales[0].options[0].clone();
        q.scales[0].options = options
            .iter()
            .zip('a'..)
            .map(|(negative, name)| ScaleOption {
                code: code(&name.to_string()),
                negative: *negative,
                ..like.clone()
            })
            .chain([dont_know])
            .collect();
        q.questions[2].relevant = None;
    })
}

#[test]
fn a_balanced_scale_has_as_many_bad_as_good_options() {
    let (good, bad) = (false, true);
    for balanced in [
        &[good, bad][..],
        // 满意, 基本满意, 不满意
        &[good, good, bad],
        &[good, bad, bad],
        &[good, good, bad, bad],
        // 很满意, 满意, 基本满意, 不太满意, 不满意
        &[good, good, good, bad, bad],
        &[good, good, bad, bad, bad],
    ] {
        assert_eq!(leaning(balanced), [], "{balanced:?}");
    }
    for lopsided in [
        &[good, good, good, bad][..],
        &[good, good, good, good, bad],
        &[good, bad, bad, bad, bad],
        &[good, bad, bad, bad],
    ] {
        let expected = [("unbalanced_scale", "/scales/0/options".to_owned())];
        assert_eq!(leaning(lopsided), expected, "{lopsided:?}");
    }
    for shuffled in [&[bad, good][..], &[good, bad, good, bad], &[good, bad, good, good, bad]] {
        let expected = [("scale_order", "/scales/0/options".to_owned())];
        assert_eq!(leaning(shuffled), expected, "{shuffled:?}");
    }
}

#[test]
fn who_has_no_opinion_is_not_made_to_give_one() {
    let missing = [("no_dont_know", "/scales/0/options".to_owned())];
    assert_eq!(unfit(|q| drop(q.scales[0].options.pop())), missing);
    // A yardstick that counts in no index may go without.
    let unscored = unfit(|q| {
        q.scales[0].options.pop();
        q.questions.iter_mut().for_each(|question| question.weight = 0.0);
    });
    assert_eq!(unscored, []);
}

#[test]
fn rules_open_something_and_words_say_something() {
    assert_eq!(
        unfit(|q| q.questions[2].relevant.as_mut().expect("a rule").any_of.clear()),
        [("empty_rule", "/questions/2/relevant/any_of".into())]
    );
    let blank = || Label::single(" ");
    let found = unfit(|q| {
        q.title = blank();
        q.opening = Some(blank());
        q.scheme.categories[0].name = blank();
        q.scheme.categories[0].reasons[0].label = blank();
        q.scales[0].options[1].label = blank();
        q.questions[1].text = blank();
        q.questions[1].hint = Some(blank());
    });
    let places: Vec<_> = found.iter().map(|(_, path)| path.as_str()).collect();
    assert!(found.iter().all(|(code, _)| *code == "empty_label"), "{found:?}");
    assert_eq!(
        places,
        [
            "/title",
            "/opening",
            "/scheme/categories/0/name",
            "/scheme/categories/0/reasons/0/label",
            "/scales/0/options/1/label",
            "/questions/1/text",
            "/questions/1/hint",
        ]
    );
}

#[test]
fn what_has_no_english_is_listed_and_not_refused() {
    let mut questionnaire = questionnaire();
    assert_eq!(questionnaire.publication_problems(), []);
    let warnings = questionnaire.publication_warnings();
    assert!(warnings.iter().all(|warning| warning.code == "no_english"));
    assert_eq!(warnings.len(), 1 + 1 + 1 + 1 + 4, "title, scheme, category, reason, four options");
    questionnaire.questions[0].text.en = Some(String::new());
    assert_eq!(questionnaire.publication_warnings().len(), warnings.len() + 1);
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

/// A questionnaire whose respondents can name what matters to them.
fn with_priorities(change: impl FnOnce(&mut Questionnaire)) -> Questionnaire {
    let mut q = questionnaire();
    let mut scale = q.scales[0].clone();
    scale.code = code("priorities");
    scale.options.iter_mut().for_each(|option| option.negative = false);
    scale.options[0].category = Some(code("air"));
    q.scales.push(scale);
    let general = Question { weight: 0.0, code: code("general"), ..q.questions[0].clone() };
    let first =
        Question { code: code("first"), scale: Some(code("priorities")), ..general.clone() };
    q.questions.extend([general, first]);
    change(&mut q);
    q
}

#[test]
fn the_overall_question_is_named_or_the_only_one_that_can_be_meant() {
    let overall = |q: &Questionnaire| q.overall_question().map(|q| q.code.to_string());
    assert_eq!(overall(&questionnaire()), None);
    let mut q = with_priorities(|_| {});
    assert_eq!(q.problems(), []);
    assert_eq!(overall(&q).as_deref(), Some("general"));
    let named: Vec<_> = q.priority_questions().map(|(q, _)| q.code.as_str()).collect();
    assert_eq!(named, ["first"]);
    q.questions.push(Question { code: code("value"), ..q.questions[3].clone() });
    assert_eq!(overall(&q), None, "either may be meant");
    q.overall = Some(code("value"));
    assert_eq!(q.problems(), []);
    assert_eq!(overall(&q).as_deref(), Some("value"));
}

#[test]
fn what_can_not_tell_what_matters_is_refused() {
    let refused = |change: fn(&mut Questionnaire)| -> Vec<(&'static str, String)> {
        with_priorities(change).problems().into_iter().map(|p| (p.code, p.path)).collect()
    };
    let one = |code, path: &str| vec![(code, path.to_owned())];
    let unknown = refused(|q| q.overall = Some(code("q9")));
    assert_eq!(unknown, one("unknown_overall", "/overall"));
    for part in ["q1", "why", "first"] {
        let mut q = with_priorities(|_| {});
        q.overall = Some(code(part));
        assert_eq!(q.problems()[0].code, "overall_not_apart", "{part}");
    }
    let scored = refused(|q| q.questions[4].weight = 1.0);
    assert_eq!(scored, one("scored_priorities", "/questions/4/weight"));
    let elsewhere = refused(|q| q.scales[1].options[1].category = Some(code("noise")));
    assert_eq!(elsewhere, one("unknown_category", "/scales/1/options/1/category"));
    let silent = refused(|q| q.scales[1].options[3].category = Some(code("air")));
    assert_eq!(silent, one("priority_not_substantive", "/scales/1/options/3/category"));
}
