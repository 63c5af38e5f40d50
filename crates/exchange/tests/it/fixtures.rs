//! What the repository ships is sound.

use std::path::{Path, PathBuf};

use exchange::{
    Mapping, read_calendar, read_fieldwork_rules, read_issue_rules, read_schemes,
    read_supervision_rules, read_verification_rules,
};
use jiff::civil::date;
use survey::IssueRules;
use survey::fieldwork::FieldworkRules;
use survey::scoring::Points;
use survey::supervision::TimeLimits;
use survey::verification::VerificationRules;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
}

#[test]
fn the_mappings_load_with_their_questionnaires() {
    let questions = |name: &str| {
        let mapping = Mapping::load(&fixture(name)).expect("a mapping");
        assert!(!mapping.rounds.is_empty(), "{name}");
        mapping.questionnaire.expect("a questionnaire").questions.len()
    };
    assert_eq!(questions("mappings/kansas-city.toml"), 86);
    assert_eq!(questions("mappings/malawi-water.toml"), 5);
    assert_eq!(questions("mappings/somerville.toml"), 24);
}

#[test]
fn the_schemes_are_the_four_that_the_product_names() {
    let schemes = read_schemes(&fixture("schemes.toml")).expect("schemes");
    let codes: Vec<_> = schemes.iter().map(|scheme| scheme.code.as_str()).collect();
    assert_eq!(codes, ["five_100_80_60_30_0", "five_equal_steps", "shandong_2008", "equal_steps"]);
    assert_eq!(schemes[0].points, Points::Table(vec![100.0, 80.0, 60.0, 30.0, 0.0]));
    assert_eq!(schemes[3].points, Points::EqualSteps);
    for scheme in &schemes {
        assert_eq!(scheme.satisfied_top, 2, "{}", scheme.code);
        assert!(scheme.name.en.is_some() && scheme.source.is_some(), "{}", scheme.code);
    }
}

#[test]
fn the_outcome_codes_are_those_that_ship() {
    let rules = read_fieldwork_rules(&fixture("outcomes.toml")).expect("rules");
    assert_eq!(rules, FieldworkRules::default());
}

#[test]
fn the_time_limits_are_those_that_ship() {
    let rules = read_issue_rules(&fixture("issue_rules.toml")).expect("rules");
    assert_eq!(rules, IssueRules::default());
}

#[test]
fn the_rules_of_supervision_have_a_name_each_and_the_limits_of_the_regulation() {
    let rules = read_supervision_rules(&fixture("supervision_rules.toml")).expect("rules");
    assert_eq!(rules.limits, TimeLimits::default());
    let codes: Vec<_> = rules.rules.iter().map(|rule| rule.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "overdue",
            "long_overdue",
            "repeated",
            "reopened",
            "bottom_tier",
            "satisfaction",
            "closure"
        ]
    );
    assert!(rules.rules.iter().all(|rule| rule.name.en.is_some()));
}

#[test]
fn the_rules_of_verification_are_those_that_ship() {
    let rules = read_verification_rules(&fixture("verification_rules.toml")).expect("rules");
    assert_eq!(rules, VerificationRules::default());
}

/// Against what the notices say in words: how many days of each kind, and stretches counted by hand.
#[test]
fn the_calendar_is_that_of_the_notices() {
    let calendar = read_calendar(&fixture("calendars/china.toml")).expect("a calendar");
    let years: Vec<_> = calendar
        .years
        .iter()
        .map(|year| (year.year, year.holidays.len(), year.workdays.len()))
        .collect();
    assert_eq!(years, [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)]);
    let add = |from, days| calendar.add_working_days(from, days);
    // Before the Spring Festival of 2026: Saturday 14 February is worked, and the next day is the 24th.
    assert_eq!(add(date(2026, 2, 13), 1).value, date(2026, 2, 14));
    assert_eq!(add(date(2026, 2, 13), 2).value, date(2026, 2, 24));
    // As many days are worked as the calendars of those years name.
    let worked =
        |year: i16| calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)).value;
    assert_eq!([2024, 2025, 2026].map(worked), [251, 248, 248]);
    assert_eq!(add(date(2026, 12, 30), 2).unknown_years, [2027]);
}
