//! Published is published; rounds only widen.

use store::{Change, StoreError};

use crate::kit::{code, on_each_backend, questionnaire, round, scheme};

#[test]
fn a_questionnaire_version_never_changes() {
    on_each_backend(|on| {
        let kit = on.kit();
        assert_eq!(kit.store.publish_questionnaire(&questionnaire()), Ok(Change::Unchanged));
        let mut other = questionnaire();
        other.questions[0].weight = 0.2;
        let refused = kit.store.publish_questionnaire(&other);
        assert_eq!(refused.map_err(|error| error.code()), Err("already_published"));
        assert_eq!(kit.store.questionnaire("env", 1), Ok(Some(questionnaire())));
        other.version = 2;
        assert_eq!(kit.store.publish_questionnaire(&other), Ok(Change::Added));
        assert_eq!(kit.store.questionnaires(), Ok(vec![questionnaire(), other]));
        assert_eq!(kit.store.questionnaire("env", 3), Ok(None));
    });
}

#[test]
fn a_questionnaire_with_problems_is_not_published() {
    on_each_backend(|on| {
        let kit = on.kit();
        let mut broken = questionnaire();
        broken.version = 2;
        broken.questions.clear();
        let error = kit.store.publish_questionnaire(&broken).expect_err("refused");
        assert_eq!(error.code(), "invalid");
        assert!(error.to_string().contains("no_questions"), "{error}");
    });
}

#[test]
fn a_scoring_scheme_version_never_changes() {
    on_each_backend(|on| {
        let kit = on.kit();
        assert_eq!(kit.store.publish_scoring_scheme(&scheme()), Ok(Change::Added));
        assert_eq!(kit.store.publish_scoring_scheme(&scheme()), Ok(Change::Unchanged));
        let mut other = scheme();
        other.satisfied_top = 0;
        let refused = kit.store.publish_scoring_scheme(&other);
        assert_eq!(refused.map_err(|error| error.code()), Err("already_published"));
        assert_eq!(kit.store.scoring_schemes(), Ok(vec![scheme()]));
        assert_eq!(kit.store.scoring_scheme("two", 1), Ok(Some(scheme())));
    });
}

#[test]
fn a_round_may_be_widened_and_nothing_else() {
    on_each_backend(|on| {
        let kit = on.kit();
        let mut wider = round("R1", "official");
        wider.closes = "2026-12-31".parse().expect("a day");
        wider.modes.push(survey::Mode::Phone);
        assert_eq!(kit.store.put_round(&wider), Ok(Change::Updated));
        assert_eq!(kit.store.put_round(&wider), Ok(Change::Unchanged));
        assert_eq!(kit.store.round("R1"), Ok(Some(wider.clone())));

        let fixed = |change: fn(&mut survey::Round)| {
            let mut changed = wider.clone();
            change(&mut changed);
            kit.store.put_round(&changed).map_err(|error| error.code())
        };
        assert_eq!(fixed(|round| round.kind = survey::RoundKind::Mock), Err("round_fixed"));
        assert_eq!(fixed(|round| round.version = 2), Err("round_fixed"));
        assert_eq!(fixed(|round| round.modes.truncate(1)), Err("round_fixed"));
        assert_eq!(fixed(|round| round.closes = round.opens), Err("round_fixed"));
        assert_eq!(fixed(|round| round.opens = round.closes), Err("round_fixed"));
        assert_eq!(kit.store.rounds(), Ok(vec![round("M1", "mock"), wider]));
    });
}

#[test]
fn a_round_needs_its_questionnaire() {
    on_each_backend(|on| {
        let kit = on.kit();
        let mut orphan = round("R2", "official");
        orphan.version = 9;
        let missing = StoreError::UnknownQuestionnaire { code: code("env"), version: 9 };
        assert_eq!(kit.store.put_round(&orphan), Err(missing));
    });
}
