//! What is withheld to cover a thin group, in cases that can be told by hand.

use std::collections::BTreeSet;

use analytics::{IndexRequest, ModeSplit, index_table};
use jiff::civil::date;
use survey::table::Flag;
use survey::{Mode, Response};

use crate::support::{county, cube, five, interview, questionnaire};

/// As many interviews at a place and by a mode, with answers to these questions.
type Held<'a> = (&'a str, Mode, usize, &'a [&'a str]);

/// What of a quarter is withheld, as `unit mode category`.
fn withheld(held: &[Held<'_>], modes: ModeSplit) -> BTreeSet<String> {
    let form = questionnaire(&[("q1", "air"), ("q2", "water"), ("q3", "waste")]);
    let each = held.iter().flat_map(|held| std::iter::repeat_n(held, held.2));
    let responses: Vec<Response> = each
        .zip(0..)
        .map(|((unit, mode, _, questions), number)| {
            let answers: Vec<_> = questions.iter().map(|question| (*question, "4")).collect();
            Response { mode: *mode, ..interview(number, unit, date(2026, 8, 3), &answers) }
        })
        .collect();
    let periods = vec!["2026-Q3".parse().expect("a period")];
    let request = IndexRequest { periods, modes, ..IndexRequest::default() };
    let rows =
        index_table(&cube(&responses, &form), &county(&["a", "b", "c", "d"]), &five(), &request)
            .expect("a table");
    let rows = rows.iter().filter(|row| row.flag == Some(Flag::Suppressed));
    rows.map(|row| {
        assert_eq!((row.n, row.index, row.rate), (None, None, None));
        format!("{} {} {}", row.unit_code, row.mode, row.category)
    })
    .collect()
}

/// Towns of which the overall figure of all modes is withheld.
fn towns(counts: &[(&str, usize)]) -> Vec<String> {
    let held: Vec<Held<'_>> =
        counts.iter().map(|(unit, count)| (*unit, Mode::Visit, *count, &["q1"][..])).collect();
    let withheld = withheld(&held, ModeSplit::Together);
    let overall = withheld.iter().filter_map(|place| place.strip_suffix(" all overall"));
    overall.map(str::to_owned).collect()
}

#[test]
fn a_thin_unit_takes_the_smallest_of_its_siblings_with_it() {
    assert_eq!(towns(&[("a", 20), ("b", 12), ("c", 3), ("d", 40)]), ["b", "c"]);
    assert_eq!(towns(&[("a", 20), ("b", 12), ("c", 5), ("d", 40)]), [""; 0]);
}

#[test]
fn two_that_are_too_few_together_take_a_third() {
    assert_eq!(towns(&[("a", 20), ("b", 2), ("c", 2), ("d", 40)]), ["a", "b", "c"]);
    assert_eq!(towns(&[("a", 20), ("b", 2), ("c", 3), ("d", 40)]), ["b", "c"]);
}

#[test]
fn what_a_unit_was_asked_itself_is_covered_though_no_table_has_it() {
    assert_eq!(towns(&[("county", 3), ("a", 20), ("b", 12)]), ["b"]);
    assert_eq!(towns(&[("county", 6), ("a", 20), ("b", 3)]), ["b"]);
}

#[test]
fn all_of_a_unit_that_has_no_sibling_is_withheld_above_it_too() {
    assert_eq!(towns(&[("a", 3)]), ["a", "county"]);
}

#[test]
fn a_thin_mode_takes_another_with_it_and_leaves_their_sum() {
    let held = [("a", Mode::Visit, 20, &["q1"][..]), ("a", Mode::Phone, 3, &["q1"][..])];
    let each = withheld(&held, ModeSplit::Each);
    let overall: Vec<_> = each.iter().filter(|place| place.ends_with("overall")).collect();
    let expected =
        ["a phone overall", "a visit overall", "county phone overall", "county visit overall"];
    assert_eq!(overall, expected);
    assert_eq!(withheld(&held, ModeSplit::Together), BTreeSet::new());
}

#[test]
fn a_thin_category_takes_the_others_with_it_and_leaves_the_overall_figure() {
    let held = [
        ("a", Mode::Visit, 20, &["q1", "q3"][..]),
        ("a", Mode::Visit, 9, &["q1"][..]),
        ("a", Mode::Visit, 3, &["q2"][..]),
    ];
    let found = withheld(&held, ModeSplit::Together);
    let expected = ["a", "county"]
        .map(|unit| ["air", "waste", "water"].map(|category| format!("{unit} all {category}")));
    assert_eq!(found, expected.into_iter().flatten().collect());
}
