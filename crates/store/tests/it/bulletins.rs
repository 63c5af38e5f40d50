//! Bulletins from draft to correction, by whose hands, and what stays of them.

use std::sync::Barrier;

use diesel::connection::SimpleConnection;
use store::{
    Bulletin, BulletinContent, BulletinFilter, BulletinPlace, Change, Released, Store, StoreError,
};
use survey::{BulletinState, BulletinSubject, Code, Language, RoundKind};
use uuid::Uuid;

use crate::kit::{Backend, Kit, code, on_each_backend};

pub(crate) fn subject(period: &str) -> BulletinSubject {
    BulletinSubject {
        questionnaire: code("env"),
        kind: RoundKind::Official,
        period: period.parse().expect("a period"),
        unit: code("C"),
    }
}

pub(crate) fn content(text: &str) -> BulletinContent {
    // Spaces and the order of names are kept as they came.
    BulletinContent { json: format!(r#"{{"title": "{text}", "a": 1.50}}"#), data_revision: 1 }
}

fn drafted(store: &Store, period: &str) -> Bulletin {
    store.by("li").draft_bulletin(&subject(period), &content(period)).expect("a draft")
}

fn published(store: &Store, draft: &Bulletin) -> Bulletin {
    store.by("wang").review_bulletin(draft.id, &draft.digest).expect("reviewed");
    store.by("wang").publish_bulletin(draft.id, &draft.digest).expect("published")
}

fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>) -> &'static str {
    result.expect_err("refused").code()
}

fn log(store: &Store) -> Vec<(String, String, String)> {
    let log = store.audit_entries(0, 1_000).expect("read");
    let of_bulletins = log.into_iter().filter(|entry| entry.action.starts_with("bulletin_"));
    of_bulletins.map(|entry| (entry.actor, entry.action, entry.subject)).collect()
}

#[test]
fn a_bulletin_goes_from_draft_to_correction() {
    on_each_backend(|on| {
        let Kit { store, .. } = on.kit();
        let draft = drafted(&store, "2026-Q3");
        assert_eq!((draft.revision, draft.state), (1, BulletinState::Draft));
        let edited = store.by("zhao").edit_bulletin(draft.id, &draft.digest, &content("改"));
        let edited = edited.expect("edited");
        assert_ne!(edited.digest, draft.digest);
        for hand in ["li", "zhao"] {
            let own = store.by(hand).review_bulletin(draft.id, &edited.digest);
            assert_eq!(refused(own), "own_bulletin");
        }
        let early = store.by("wang").publish_bulletin(draft.id, &edited.digest);
        assert_eq!(refused(early), "bulletin_state");
        let first = published(&store, &edited);
        assert_eq!(first.state, BulletinState::Published);
        assert_eq!(first.reviewed.as_ref().map(|act| act.by.as_str()), Some("wang"));
        assert_eq!((first.made.by.as_str(), first.edited.by.as_str()), ("li", "zhao"));
        assert_eq!(store.bulletin(draft.id), Ok(Some(first.clone())));

        assert_eq!(
            refused(store.by("li").draft_bulletin(&subject("2026-Q3"), &content("又"))),
            "bulletin_published"
        );
        let next = store.by("li").correct_bulletin(first.id, &content("更正"), "漏计一个镇");
        let next = next.expect("the next revision");
        assert_eq!((next.revision, next.reason.as_deref()), (2, Some("漏计一个镇")));
        let twice = store.by("li").correct_bulletin(first.id, &content("更正"), "再来");
        assert_eq!(twice, Err(StoreError::BulletinInWork { id: next.id.to_string() }));
        // Until then the first one holds.
        assert_eq!(store.bulletin(first.id), Ok(Some(first.clone())));
        let second = published(&store, &next);
        let (old, json) = store.bulletin_with_content(first.id).expect("read").expect("kept");
        assert_eq!((old.state, old.digest.as_str()), (BulletinState::Superseded, &*first.digest));
        assert_eq!(json, content("改").json);
        assert_eq!(old.closed.map(|act| act.by), Some("wang".to_owned()));
        let again = store.by("li").correct_bulletin(first.id, &content("更正"), "旧的");
        assert_eq!(refused(again), "bulletin_state");
        assert_eq!(second.state, BulletinState::Published);

        let told: Vec<_> = log(&store)
            .into_iter()
            .map(|(actor, action, subject)| {
                let revision = subject.rsplit(' ').next().unwrap_or_default().to_owned();
                format!("{actor} {action} {revision}")
            })
            .collect();
        assert_eq!(
            told,
            [
                "li bulletin_drafted r1",
                "zhao bulletin_edited r1",
                "wang bulletin_reviewed r1",
                "wang bulletin_published r1",
                "li bulletin_drafted r2",
                "wang bulletin_reviewed r2",
                "wang bulletin_superseded r1",
                "wang bulletin_published r2",
            ]
        );
        assert_eq!(store.verify_audit().expect("read").fault, None);
    });
}

#[test]
fn nothing_changes_what_is_published() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        let out = published(store, &drafted(store, "2026-Q3"));
        for (act, result) in [
            ("edit", store.by("zhao").edit_bulletin(out.id, &out.digest, &content("改"))),
            ("review", store.by("zhao").review_bulletin(out.id, &out.digest)),
            ("publish", store.by("zhao").publish_bulletin(out.id, &out.digest)),
            ("withdraw", store.by("zhao").withdraw_bulletin(out.id, &out.digest, "错")),
        ] {
            assert_eq!(result.expect_err(act).code(), "bulletin_state", "{act}");
        }
        let whole = store.bulletin_with_content(out.id).expect("read").expect("there");
        assert_eq!(whole, (out.clone(), content("2026-Q3").json));

        // Who changes the file itself is found out.
        let sql = format!("UPDATE bulletins SET content = '{{}}' WHERE id = '{}'", out.id);
        kit.outside().batch_execute(&sql).expect("changed by hand");
        assert_eq!(refused(store.bulletin_with_content(out.id)), "unreadable_row");
    });
}

#[test]
fn what_was_reviewed_is_reviewed_again_when_it_changes() {
    on_each_backend(|on| {
        let Kit { store, .. } = on.kit();
        let draft = drafted(&store, "2026-09");
        store.by("wang").review_bulletin(draft.id, &draft.digest).expect("reviewed");
        let edited = store.by("zhao").edit_bulletin(draft.id, &draft.digest, &content("改"));
        let edited = edited.expect("a draft again");
        assert_eq!((edited.state, &edited.reviewed), (BulletinState::Draft, &None));
        assert_eq!(
            refused(store.by("wang").publish_bulletin(draft.id, &edited.digest)),
            "bulletin_state"
        );
        // What is reviewed is what was looked at.
        let stale = store.by("wang").review_bulletin(draft.id, &draft.digest);
        assert_eq!(stale, Err(StoreError::BulletinChanged { id: draft.id.to_string() }));
        published(&store, &edited);
    });
}

#[test]
fn a_withdrawn_draft_makes_room_for_another() {
    on_each_backend(|on| {
        let Kit { store, .. } = on.kit();
        let draft = drafted(&store, "2026");
        assert_eq!(
            store.by("zhao").draft_bulletin(&subject("2026"), &content("又")),
            Err(StoreError::BulletinInWork { id: draft.id.to_string() })
        );
        let gone = store.by("li").withdraw_bulletin(draft.id, &draft.digest, "数据未到齐");
        let gone = gone.expect("withdrawn");
        assert_eq!(gone.state, BulletinState::Withdrawn);
        assert_eq!(gone.closing_reason.as_deref(), Some("数据未到齐"));
        let other = store.by("zhao").draft_bulletin(&subject("2026"), &content("又"));
        assert_eq!(other.expect("a draft").revision, 1);
        // Another period, kind or unit is another bulletin.
        for other in [
            subject("2026-H1"),
            BulletinSubject { kind: RoundKind::Mock, ..subject("2026") },
            BulletinSubject { unit: code("T1"), ..subject("2026") },
        ] {
            store.by("zhao").draft_bulletin(&other, &content("另")).expect("a draft");
        }
    });
}

#[test]
fn what_makes_no_sense_is_no_draft() {
    on_each_backend(|on| {
        let Kit { store, .. } = on.kit();
        let odd =
            BulletinSubject { questionnaire: code("none"), unit: code("T9"), ..subject("2026-S1") };
        let nothing = BulletinContent { json: "[1]".to_owned(), data_revision: i64::MAX };
        let error = store.by("li").draft_bulletin(&odd, &nothing).expect_err("refused");
        let StoreError::Invalid { problems, .. } = error else { panic!("{error:?}") };
        let told: Vec<_> = problems.iter().map(|p| (p.code, p.path.as_str())).collect();
        assert_eq!(
            told,
            [
                ("no_bulletin_period", "/period"),
                ("unknown_questionnaire", "/questionnaire"),
                ("unknown_unit", "/unit"),
                ("bad_content", "/content"),
                ("unknown_data_revision", "/data_revision"),
            ]
        );
        assert_eq!(store.bulletin(Uuid::nil()), Ok(None));
        let nowhere = store.by("li").review_bulletin(Uuid::nil(), "");
        assert_eq!(refused(nowhere), "unknown_bulletin");
        assert_eq!(log(&store), []);
    });
}

/// Of two who publish at once, in two programs, one does.
#[test]
fn one_publisher_wins() {
    on_each_backend(|on| {
        let kit = on.kit();
        let draft = drafted(&kit.store, "2026-Q3");
        kit.store.by("wang").review_bulletin(draft.id, &draft.digest).expect("reviewed");
        let other = Store::open(&kit.home.url).expect("opens");
        let start = Barrier::new(2);
        let publish = |store: &Store, by: &str| {
            start.wait();
            store.by(by).publish_bulletin(draft.id, &draft.digest)
        };
        let results = std::thread::scope(|scope| {
            let one = scope.spawn(|| publish(&kit.store, "wang"));
            let two = scope.spawn(|| publish(&other, "zhao"));
            [one.join().expect("no panic"), two.join().expect("no panic")]
        });
        let won: Vec<_> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
        let lost: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
        assert_eq!((won.len(), lost.len()), (1, 1), "{results:?}");
        assert_eq!(lost[0].code(), "bulletin_state");
        assert_eq!(kit.store.bulletin(draft.id), Ok(Some(won[0].clone())));
        assert_eq!(
            kit.number("SELECT count(*) AS n FROM audit_log WHERE action = 'bulletin_published'"),
            1
        );
    });
}

#[test]
fn lists_hold_what_is_wanted_newest_first() {
    on_each_backend(|on| {
        let Kit { store, .. } = on.kit();
        let months: Vec<Bulletin> =
            ["2026-07", "2026-08", "2026-09"].map(|month| drafted(&store, month)).into();
        published(&store, &months[0]);
        let town = BulletinSubject { unit: code("T1"), ..subject("2026-07") };
        let town = store.by("li").draft_bulletin(&town, &content("镇")).expect("a draft");
        let list = |filter: &BulletinFilter, after: Option<&Bulletin>, most| -> Vec<Uuid> {
            let after = after.map(|b| BulletinPlace { made_at: b.made.at, id: b.id });
            let found = store.bulletins(filter, after, most).expect("read");
            found.iter().map(|bulletin| bulletin.id).collect()
        };
        let all = BulletinFilter::default();
        let newest: Vec<Uuid> =
            [&town, &months[2], &months[1], &months[0]].map(|bulletin| bulletin.id).into();
        assert_eq!(list(&all, None, 10), newest);
        assert_eq!(list(&all, None, 2), newest[..2]);
        assert_eq!(list(&all, Some(&months[2]), 10), newest[2..]);
        let july = BulletinFilter { period: "2026-07".parse().ok(), ..all.clone() };
        assert_eq!(list(&july, None, 10), [town.id, months[0].id]);
        let out = BulletinFilter { state: Some(BulletinState::Published), ..all.clone() };
        assert_eq!(list(&out, None, 10), [months[0].id]);
        let of = |public: &[&str], drafts: &[&str]| {
            let codes = |codes: &[&str]| -> Option<Vec<Code>> {
                Some(codes.iter().copied().map(code).collect())
            };
            BulletinFilter { public_of: codes(public), drafts_of: codes(drafts), ..all.clone() }
        };
        assert_eq!(list(&of(&["C"], &[]), None, 10), [months[0].id]);
        assert_eq!(list(&of(&["T1"], &["T1"]), None, 10), [town.id]);
        assert_eq!(list(&of(&[], &[]), None, 10), [] as [Uuid; 0]);
    });
}

#[test]
fn publishing_releases_figures_and_a_correction_takes_nothing_back() {
    on_each_backend(|on| {
        let Kit { store, .. } = on.kit();
        let released = || store.released(&code("env"), RoundKind::Official).expect("read");
        let draft = drafted(&store, "2026-Q3");
        store.by("wang").review_bulletin(draft.id, &draft.digest).expect("reviewed");
        assert_eq!(released(), []);
        let before = store.revision().expect("read");
        store.by("wang").publish_bulletin(draft.id, &draft.digest).expect("published");
        // Whoever keeps figures looks again.
        assert_ne!(store.revision(), Ok(before));
        let third = Released { unit: code("C"), period: "2026-Q3".parse().expect("a period") };
        assert_eq!(released(), std::slice::from_ref(&third));
        assert_eq!(store.released(&code("env"), RoundKind::Mock), Ok(vec![]));
        let next = store.by("li").correct_bulletin(draft.id, &content("更正"), "漏");
        let next = next.expect("the next revision");
        assert_eq!(released(), std::slice::from_ref(&third));
        published(&store, &next);
        assert_eq!(released(), [third]);
    });
}

#[test]
fn sentences_keep_their_history() {
    on_each_backend(|on| {
        let Kit { store, .. } = on.kit();
        let (zh, en) = (Language::Chinese, Language::English);
        assert_eq!(store.bulletin_template(zh), Ok(None));
        let write = |text: &str, seen| store.by("li").write_bulletin_template(zh, text, seen);
        assert_eq!(write("一", 0), Ok(Change::Added));
        assert_eq!(write("一", 0), Ok(Change::Unchanged));
        assert_eq!(write("二", 0), Err(StoreError::TemplateChanged));
        assert_eq!(write("二", 1), Ok(Change::Updated));
        let newest = store.bulletin_template(zh).expect("read").expect("there");
        assert_eq!((newest.version, newest.text.as_str()), (2, "二"));
        let versions = store.bulletin_template_versions(zh).expect("read");
        let texts: Vec<_> = versions.iter().map(|version| version.text.as_str()).collect();
        assert_eq!(texts, ["二", "一"]);
        assert_eq!(store.bulletin_template(en), Ok(None));
        assert_eq!(log(&store).len(), 2);
    });
}

/// Several bulletins of one moment are told apart by their ids.
#[test]
fn pages_lose_nothing() {
    for on in Backend::all() {
        let Kit { store, .. } = on.kit();
        for year in 2001..2030 {
            drafted(&store, &year.to_string());
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = store.bulletins(&BulletinFilter::default(), after, 4).expect("read");
            let Some(last) = page.last() else { break };
            after = Some(BulletinPlace { made_at: last.made.at, id: last.id });
            seen.extend(page.into_iter().map(|bulletin| bulletin.id));
        }
        let count = seen.len();
        seen.dedup();
        assert_eq!((count, seen.len()), (29, 29));
    }
}
