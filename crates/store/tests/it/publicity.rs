//! The publicity log, on both backends.

use jiff::civil::{Date, date};
use store::{Change, PublicityFilter};
use survey::{Period, PublicityItem, PublicityKind};

use crate::kit::{code, on_each_backend};

pub(crate) fn item(day: Date, unit: &str, kind: PublicityKind, topic: &str) -> PublicityItem {
    PublicityItem {
        published_on: day,
        channel: "云泽日报".to_owned(),
        kind,
        unit: code(unit),
        topic: topic.to_owned(),
        link: None,
    }
}

#[test]
fn entries_are_logged_once_counted_by_month_and_taken_back() {
    use PublicityKind::{Exposure, GoodNews};
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        let items = [
            item(date(2026, 8, 31), "T1", GoodNews, "河道清淤"),
            item(date(2026, 9, 1), "T1", GoodNews, "公园开放"),
            item(date(2026, 9, 2), "T1", GoodNews, "垃圾分类"),
            item(date(2026, 9, 2), "T2", Exposure, "偷倒渣土"),
        ];
        let logged = store.by("ou").log_publicity(&items).expect("logged");
        assert_eq!(logged, [Change::Added; 4]);
        let linked = PublicityItem { link: Some("http://x".to_owned()), ..items[0].clone() };
        let again = store.by("ou").log_publicity(&[linked]).expect("logged");
        assert_eq!(again, [Change::Unchanged]);
        let unknown = item(date(2026, 9, 2), "nowhere", GoodNews, "x");
        let refused = store.by("ou").log_publicity(&[items[1].clone(), unknown]);
        assert_eq!(refused.expect_err("refused").code(), "unknown_unit");

        let all = PublicityFilter::default();
        let page = store.publicity(&all, 1, 2).expect("read");
        assert_eq!((page.total, page.entries.len()), (4, 2));
        let newest = store.publicity(&all, 0, 9).expect("read").entries;
        assert_eq!(newest[3].item, items[0]);
        let told: Vec<_> = store
            .publicity_tallies(&all)
            .expect("read")
            .into_iter()
            .map(|it| format!("{} {} {} {}", Period::Month(it.month), it.unit, it.kind, it.entries))
            .collect();
        let wanted = ["2026-09 T1 good_news 2", "2026-09 T2 exposure 1", "2026-08 T1 good_news 1"];
        assert_eq!(told, wanted);
        let some = PublicityFilter {
            units: Some(vec![code("T1")]),
            period: Some("2026-09".parse().expect("a month")),
            kind: Some(GoodNews),
        };
        assert_eq!(store.publicity(&some, 0, 9).expect("read").total, 2);

        let id = items[3].id();
        assert_eq!(store.publicity_entry(id).expect("read").expect("there").logged_by, "ou");
        assert!(store.by("ou").remove_publicity(id).expect("taken back"));
        assert!(!store.by("ou").remove_publicity(id).expect("gone already"));
        let log = store.audit_entries(0, 1_000).expect("read");
        let of = |action| log.iter().filter(|entry| entry.action == action).count();
        assert_eq!((of("publicity_logged"), of("publicity_removed")), (4, 1));
    });
}
