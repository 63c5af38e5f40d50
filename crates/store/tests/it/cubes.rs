//! Cubes of months are kept as they are given.

use store::MonthCube;
use survey::{Month, RoundKind};

use crate::kit::{code, on_each_backend};

#[test]
fn cubes_replace_those_kept_before_and_change_no_revision() {
    on_each_backend(|on| {
        let kit = on.kit();
        let revision = kit.store.revision().expect("a revision");
        let cube = |month, last_seq, body: &[u8]| MonthCube {
            month: Month::from_index(month),
            last_seq,
            body: body.to_vec(),
        };
        let keep = |kind, cubes: &[MonthCube]| {
            let edition = kit.store.edition().expect("an edition");
            let kept = kit.store.keep_month_cubes(&code("env"), kind, cubes.to_vec(), edition);
            assert_eq!(kept, Ok(true));
        };
        let kept = |kind| kit.store.month_cubes(&code("env"), kind).expect("read");
        let two = [cube(24_300, 7, b"one"), cube(24_301, 9, b"")];
        keep(RoundKind::Official, &two);
        assert_eq!(kept(RoundKind::Official), two);
        assert_eq!(kept(RoundKind::Mock), []);
        let one = [cube(24_301, 11, b"two")];
        keep(RoundKind::Official, &one);
        assert_eq!(kept(RoundKind::Official), one);
        assert_eq!(kit.store.revision(), Ok(revision));
    });
}
