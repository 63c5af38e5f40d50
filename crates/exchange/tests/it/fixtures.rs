//! What the repository ships is sound.

use std::path::{Path, PathBuf};

use exchange::{Mapping, read_fieldwork_rules, read_schemes};
use survey::fieldwork::FieldworkRules;
use survey::scoring::Points;

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
