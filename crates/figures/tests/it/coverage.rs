//! How far and how well people were asked, from a real database.

use figures::{Cut, Figures, Selection, Source};
use jiff::civil::date;
use store::{ContactKey, Draw, Quota, SamplePlan};
use survey::contact::{ContactDetails, NewContact};
use survey::table::CoverageRow;
use survey::{Mode, RoundKind};

use crate::support::{Survey, code};

fn coverage(survey: &Survey, period: &str, level: &str) -> Vec<CoverageRow> {
    let selection = Selection::default();
    let figures = Figures::load(&survey.store, &selection).expect("figures");
    let (period, level) = (period.parse().ok(), Some(level.to_owned()));
    let cut = Cut { period, level, ..Cut::default() };
    let source = Source { store: &survey.store, selection: &selection };
    figures.coverage(source, &cut).expect("coverage").to_vec()
}

fn quotas(survey: &Survey, wanted: &[(&str, u64)]) {
    let quota = |(unit, minimum): &(&str, u64)| Quota { unit: code(unit), minimum: *minimum };
    let wanted: Vec<Quota> = wanted.iter().map(quota).collect();
    survey.store.by("zhang").put_quotas(&code("a-Official"), &wanted).expect("quotas");
}

#[test]
fn without_quotas_and_cases_there_are_only_interviews() {
    let survey = Survey::new("a", 5);
    survey.interviews("a", RoundKind::Official, 7, "5");
    survey.interviews("a", RoundKind::Mock, 20, "5");
    let rows = coverage(&survey, "2026-Q3", "town");
    let interviews: Vec<u64> = rows.iter().map(|row| row.interviews).collect();
    assert_eq!(interviews, [3, 2, 2]);
    assert_eq!(rows[0].by_mode, [3, 0, 0, 0, 0]);
    for row in &rows {
        assert_eq!((row.minimum, row.missing, row.base), (None, None, None));
        assert_eq!((row.response_rate, row.contact_rate), (None, None));
    }
}

#[test]
fn quotas_are_held_against_interviews_of_the_whole_round_only() {
    let survey = Survey::new("a", 5);
    survey.interviews("a", RoundKind::Official, 9, "5");
    quotas(&survey, &[("t1", 5), ("t2", 2)]);
    let rows = coverage(&survey, "2026-Q3", "town");
    let needs: Vec<_> = rows.iter().map(|row| (row.minimum, row.missing)).collect();
    assert_eq!(needs, [(Some(5), Some(2)), (Some(2), Some(0)), (None, None)]);
    // What t2 has beyond its quota does not make up for t1.
    let city = &coverage(&survey, "2026-Q3", "city")[0];
    assert_eq!((city.interviews, city.minimum, city.missing), (9, Some(7), Some(2)));
    // A month is a part of the round, and so is held against nothing.
    let month = coverage(&survey, "2026-08", "town");
    assert_eq!((month[0].interviews, month[0].minimum), (3, None));
}

#[test]
fn a_unit_where_nobody_was_asked_has_a_row() {
    let survey = Survey::new("a", 5);
    survey.more_interviews("a", RoundKind::Official, 0..1, "5", date(2026, 8, 3));
    let rows = coverage(&survey, "2026-Q3", "town");
    assert_eq!(rows.iter().map(|row| row.interviews).collect::<Vec<_>>(), [1, 0, 0]);
    assert_eq!(rows[1].mode_share(Mode::Visit), None);
}

#[test]
fn cases_give_rates_with_their_counts() {
    let survey = Survey::new("a", 5);
    survey.interviews("a", RoundKind::Official, 3, "5");
    let folder = tempfile::tempdir().expect("a folder");
    let key = ContactKey::create(&folder.path().join("key")).expect("a key");
    let contacts: Vec<NewContact> = (0..10)
        .map(|n| NewContact {
            case: Some(code(&format!("H-{n}"))),
            unit: code("t1"),
            stratum: None,
            psu: None,
            details: ContactDetails {
                name: None,
                phone: Some(format!("1380000000{n}")),
                address: None,
            },
        })
        .collect();
    let office = survey.store.by("zhang");
    office.add_contacts(&key, &code("list"), &contacts).expect("added");
    let draw = Draw {
        round: code("a-Official"),
        mode: Mode::Visit,
        frame: code("list"),
        plan: SamplePlan { per_stratum: 10, strata: std::collections::BTreeMap::new() },
        seed: Some("1".to_owned()),
    };
    survey.store.by("zhang").draw_sample(&draw).expect("drawn");
    let rows = coverage(&survey, "2026-Q3", "town");
    // Drawn, and nobody was tried yet: all may be eligible.
    assert_eq!((rows[0].base, rows[0].complete, rows[0].reached), (Some(10), Some(0), Some(0)));
    assert_eq!((rows[0].response_rate, rows[0].contact_rate), (Some(0.0), Some(0.0)));
    assert_eq!((rows[1].base, rows[1].response_rate), (None, None), "no case, no rate");
}
