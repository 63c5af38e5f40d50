//! Cubes of months that the store keeps.

use figures::{Figures, FiguresError, MonthState, Selection, check_months, keep_months};
use jiff::civil::date;
use store::MonthCube;
use survey::RoundKind::{Mock, Official};

use crate::support::{Survey, code};

fn bytes(figures: &Figures) -> Vec<u8> {
    let mut bytes = Vec::new();
    figures.cube().write(&mut bytes).expect("it is written");
    bytes
}

fn load(survey: &Survey) -> Figures {
    Figures::load(&survey.store, &Selection::default()).expect("figures")
}

/// Two months with interviews.
fn survey() -> Survey {
    let survey = Survey::new("a", 5);
    survey.more_interviews("a", Official, 0..40, "5", date(2026, 7, 3));
    survey.more_interviews("a", Official, 40..70, "3", date(2026, 8, 3));
    survey
}

fn put(survey: &Survey, cubes: Vec<MonthCube>) {
    let edition = survey.store.edition().expect("an edition");
    let kept = survey.store.keep_month_cubes(&code("a"), Official, cubes, edition);
    assert_eq!(kept, Ok(true));
}

fn states(survey: &Survey) -> Vec<(String, u64, u64, MonthState)> {
    let months = check_months(&survey.store, &Selection::default()).expect("months");
    months.iter().map(|m| (m.month.to_string(), m.interviews, m.later, m.state)).collect()
}

fn month(
    name: &str,
    interviews: u64,
    later: u64,
    state: MonthState,
) -> (String, u64, u64, MonthState) {
    (name.to_owned(), interviews, later, state)
}

#[test]
fn figures_from_kept_cubes_are_those_from_interviews() {
    let survey = survey();
    let counted = load(&survey);
    let kept = keep_months(&survey.store, &Selection::default()).expect("kept");
    assert_eq!(kept.iter().map(|month| month.interviews).collect::<Vec<_>>(), [40, 30]);
    let revision = counted.revision();
    let loaded = load(&survey);
    assert_eq!(loaded.revision(), revision, "the data are the same");
    assert!(bytes(&counted) == bytes(&loaded));
}

#[test]
fn what_comes_in_later_is_added() {
    let survey = survey();
    keep_months(&survey.store, &Selection::default()).expect("kept");
    let before = load(&survey);
    // Late interviews of a kept month, and a month that no cube knows.
    survey.more_interviews("a", Official, 70..81, "1", date(2026, 7, 9));
    survey.more_interviews("a", Official, 81..90, "2", date(2026, 9, 9));
    survey.more_interviews("a", Mock, 0..50, "1", date(2026, 7, 9));
    let followed = before.follow(&survey.store, &Selection::default()).expect("followed");
    let loaded = load(&survey);
    put(&survey, Vec::new());
    let counted = load(&survey);
    assert_eq!(counted.cube().interviews(), 90);
    assert!(bytes(&followed) == bytes(&counted));
    assert!(bytes(&loaded) == bytes(&counted));
    assert_eq!(followed.revision(), counted.revision());
    let again = followed.follow(&survey.store, &Selection::default()).expect("nothing new");
    assert!(bytes(&again) == bytes(&counted));
}

#[test]
fn a_check_counts_again() {
    use MonthState::{Differs, Missing, Same};
    let survey = survey();
    assert_eq!(
        states(&survey),
        [month("2026-07", 40, 0, Missing), month("2026-08", 30, 0, Missing)]
    );
    keep_months(&survey.store, &Selection::default()).expect("kept");
    survey.more_interviews("a", Official, 70..81, "1", date(2026, 7, 9));
    assert_eq!(states(&survey), [month("2026-07", 40, 11, Same), month("2026-08", 30, 0, Same)]);
    let mut kept = survey.store.month_cubes(&code("a"), Official).expect("cubes");
    // August's sums under July's name.
    kept[0].body = kept[1].body.clone();
    put(&survey, kept);
    assert_eq!(states(&survey)[0], month("2026-07", 40, 11, Differs));
}

#[test]
fn a_damaged_cube_says_what_to_do() {
    let survey = survey();
    keep_months(&survey.store, &Selection::default()).expect("kept");
    let mut kept = survey.store.month_cubes(&code("a"), Official).expect("cubes");
    kept[0].body.truncate(99);
    let months: Vec<MonthCube> = kept;
    put(&survey, months);
    let error = Figures::load(&survey.store, &Selection::default()).expect_err("damaged");
    assert!(matches!(error, FiguresError::KeptCube { .. }), "{error}");
    assert!(error.to_string().contains("manyi cube build"), "{error}");
}

#[test]
fn what_is_corrected_or_withdrawn_is_counted_anew() {
    let survey = survey();
    keep_months(&survey.store, &Selection::default()).expect("kept");
    let before = load(&survey);
    let id = |number: u128| uuid::Uuid::from_u128(number);
    let stored = survey.store.response(id(3)).expect("read").expect("there");
    let mut corrected = stored.response.clone();
    corrected.interviewed_on = date(2026, 9, 9);
    corrected.answers.insert(code("air"), "1".to_owned());
    survey.store.by("zhang").correct(&corrected, &stored.digest, "slip").expect("corrected");
    // The newest goes: its place in the order of arrival is given again.
    survey.store.by("zhang").withdraw(id(69), "on demand").expect("withdrawn");
    survey.more_interviews("a", Official, 70..71, "2", date(2026, 8, 3));
    let followed = before.follow(&survey.store, &Selection::default()).expect("followed");
    let loaded = load(&survey);
    put(&survey, Vec::new());
    let counted = load(&survey);
    assert_eq!(counted.cube().interviews(), 70);
    assert!(bytes(&followed) == bytes(&counted));
    assert!(bytes(&loaded) == bytes(&counted));
}
