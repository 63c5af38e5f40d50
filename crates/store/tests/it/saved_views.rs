//! Saved views, on both backends.

use store::{
    COMMAND_LINE, NewView, StoreError, VIEW_NAME_CHARS_MAX, VIEW_QUERY_BYTES_MAX, VIEWS_MAX,
};
use uuid::Uuid;

use crate::kit::on_each_backend;

fn view(name: &str, shared: bool) -> NewView {
    NewView {
        name: name.to_owned(),
        page: "workbench".to_owned(),
        query: "level=town&period=2026-Q3".to_owned(),
        shared,
    }
}

#[test]
fn a_view_is_kept_opened_and_forgotten_and_the_log_tells() {
    on_each_backend(|on| {
        let kit = on.kit();
        let revision = kit.store.revision();
        let own = kit.store.by("limin").save_view(&view(" 镇街三季度 ", false)).expect("saved");
        let shared = kit.store.by("wang").save_view(&view("各镇街", true)).expect("saved");
        assert_eq!((own.name.as_str(), own.owner.as_str()), ("镇街三季度", "limin"));
        assert_eq!(kit.store.saved_view(own.id), Ok(Some(own.clone())));
        let again = kit.store.by("limin").save_view(&view("镇街三季度", false));
        assert_eq!(again, Ok(own.clone()), "sent twice, kept once");
        assert_eq!(kit.store.revision(), revision, "no figure is another one for it");

        let seen = |account| kit.store.saved_views(account).expect("read");
        assert_eq!(seen(Some("limin")), [shared.clone(), own.clone()]);
        assert_eq!(seen(Some("wang")), std::slice::from_ref(&shared));
        assert_eq!(seen(None).len(), 2);
        assert!(own.is_open_to("limin") && !own.is_open_to("wang") && shared.is_open_to("anybody"));

        let foreign = kit.store.by("limin").delete_view(shared.id);
        assert_eq!(foreign, Err(StoreError::UnknownView { id: shared.id.to_string() }));
        assert_eq!(kit.store.by("limin").delete_view(own.id), Ok(own.clone()));
        assert_eq!(kit.store.by(COMMAND_LINE).delete_view(shared.id), Ok(shared.clone()));
        let gone = kit.store.by("limin").delete_view(own.id).expect_err("gone");
        assert_eq!(gone.code(), "unknown_view");
        assert_eq!(kit.store.saved_view(Uuid::nil()), Ok(None));

        let log = kit.store.audit_entries(0, 1_000).expect("read");
        let told: Vec<_> = log
            .iter()
            .filter(|entry| entry.action.starts_with("view_"))
            .map(|entry| (entry.actor.as_str(), entry.action.as_str(), entry.subject.clone()))
            .collect();
        assert_eq!(
            told,
            [
                ("limin", "view_saved", own.id.to_string()),
                ("wang", "view_saved", shared.id.to_string()),
                ("limin", "view_deleted", own.id.to_string()),
                (COMMAND_LINE, "view_deleted", shared.id.to_string()),
            ]
        );
    });
}

#[test]
fn what_is_too_much_or_nothing_is_refused() {
    on_each_backend(|on| {
        let kit = on.kit();
        let long = |query| NewView { query, ..view("名", true) };
        for (wrong, problem) in [
            (view(" \u{3000} ", true), "/name"),
            (view(&"字".repeat(VIEW_NAME_CHARS_MAX + 1), true), "/name"),
            (view("一\r\n二", true), "/name"),
            (long("a".repeat(VIEW_QUERY_BYTES_MAX + 1)), "/query"),
        ] {
            let refused = kit.store.by("limin").save_view(&wrong).expect_err("refused");
            assert!(refused.to_string().contains(problem), "{refused}");
        }
        assert!(kit.store.by("limin").save_view(&view(&"字".repeat(80), true)).is_ok());
        for n in 1..VIEWS_MAX {
            kit.store.by("limin").save_view(&view(&format!("{n}"), false)).expect("saved");
        }
        let full = kit.store.by("limin").save_view(&view("还有", false));
        assert_eq!(full, Err(StoreError::TooManyViews { most: VIEWS_MAX }));
        assert!(kit.store.by("limin").save_view(&view("1", false)).is_ok(), "it is kept already");
        assert!(kit.store.by("wang").save_view(&view("还有", false)).is_ok(), "each has its own");
    });
}
