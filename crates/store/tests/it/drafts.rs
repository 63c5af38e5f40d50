//! Drafts of questionnaires become published ones, or go.

use store::{Change, StoreError};
use survey::Questionnaire;

use crate::kit::{code, on_each_backend, questionnaire};

fn draft(version: u32) -> Questionnaire {
    Questionnaire { version, ..questionnaire() }
}

#[test]
fn a_draft_is_uploaded_replaced_published_and_then_frozen() {
    on_each_backend(|on| {
        let kit = on.kit();
        let office = || kit.store.by("limin");
        assert_eq!(office().upload_draft(&draft(2), "a.xlsx"), Ok(Change::Added));
        assert_eq!(office().upload_draft(&draft(2), "b.xlsx"), Ok(Change::Unchanged));
        let first = kit.store.draft("env", 2).expect("read").expect("a draft");
        assert_eq!((first.file_name.as_str(), first.uploaded_by.as_str()), ("a.xlsx", "limin"));
        assert_eq!(first.questionnaire, draft(2));

        let mut other = draft(2);
        other.questions[0].weight = 0.5;
        assert_eq!(kit.store.by("wang").upload_draft(&other, "c.toml"), Ok(Change::Updated));
        let replaced = office().publish_draft(&code("env"), 2, Some(&first.digest));
        assert_eq!(replaced.map_err(|error| error.code()), Err("draft_replaced"));
        let drafts = kit.store.drafts().expect("read");
        assert_eq!(drafts.len(), 1);
        let seen = drafts[0].digest.as_str();
        assert_eq!(office().publish_draft(&code("env"), 2, Some(seen)), Ok(Change::Added));
        assert_eq!(office().publish_draft(&code("env"), 2, Some(seen)), Ok(Change::Unchanged));
        assert_eq!(kit.store.drafts(), Ok(vec![]));
        assert_eq!(kit.store.questionnaire("env", 2), Ok(Some(other.clone())));

        assert_eq!(office().upload_draft(&other, "c.toml"), Ok(Change::Unchanged));
        let frozen = office().upload_draft(&draft(2), "a.xlsx");
        assert_eq!(frozen.map_err(|error| error.code()), Err("already_published"));
        assert_eq!(kit.store.drafts(), Ok(vec![]));

        let log = kit.store.audit_entries(0, 1_000).expect("read");
        let of_drafts: Vec<_> = log
            .iter()
            .filter(|entry| entry.subject == "env@2")
            .map(|entry| (entry.actor.as_str(), entry.action.as_str()))
            .collect();
        assert_eq!(
            of_drafts,
            [
                ("limin", "draft_uploaded"),
                ("wang", "draft_uploaded"),
                ("limin", "questionnaire_published"),
            ]
        );
    });
}

#[test]
fn what_stands_against_publishing_keeps_a_draft_out() {
    on_each_backend(|on| {
        let kit = on.kit();
        let mut forcing = draft(2);
        forcing.scales[0].options.pop();
        assert_eq!(forcing.problems(), [], "as a foreign survey it may stand");
        let refused = kit.store.by("limin").upload_draft(&forcing, "a.toml").expect_err("refused");
        assert!(refused.to_string().contains("no_dont_know"), "{refused}");
        assert_eq!(kit.store.drafts(), Ok(vec![]));
    });
}

#[test]
fn a_draft_is_discarded_once() {
    on_each_backend(|on| {
        let kit = on.kit();
        let missing = StoreError::UnknownDraft { code: code("env"), version: 2 };
        let office = || kit.store.by("limin");
        assert_eq!(office().discard_draft(&code("env"), 2), Err(missing.clone()));
        assert_eq!(office().publish_draft(&code("env"), 2, None), Err(missing.clone()));
        office().upload_draft(&draft(2), "a.toml").expect("uploaded");
        assert_eq!(office().discard_draft(&code("env"), 2), Ok(()));
        assert_eq!(office().discard_draft(&code("env"), 2), Err(missing));
        assert_eq!(kit.store.draft("env", 2), Ok(None));
        // The published version is another thing.
        assert_eq!(office().publish_draft(&code("env"), 1, None), Ok(Change::Unchanged));
        let newest = kit.store.newest_audit_entry().expect("read");
        let entry = kit.store.audit_entries(newest - 1, 1).expect("read").remove(0);
        assert_eq!(entry.action, "draft_discarded");
    });
}
