//! Every problem of a mapping is named at its place.

use std::path::Path;

use exchange::{ExchangeError, LedgerMapping, Mapping, Target};

use crate::support::{HEAD, QUESTIONNAIRE, TestFile, mapping, questionnaire, units};

fn problems(text: &str) -> Vec<String> {
    match Mapping::parse(text, "m.toml", Path::new("")).expect_err("problems") {
        ExchangeError::Settings { problems, .. } => {
            problems.iter().map(|p| format!("{} {}", p.path, p.code)).collect()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn an_empty_mapping_is_told_all_it_needs() {
    assert_eq!(
        problems(""),
        [
            "/source missing_setting",
            "/fields/id missing_setting",
            "/fields/mode missing_setting",
            "/fields/date missing_setting",
            "/fields/unit missing_setting",
        ]
    );
}

#[test]
fn shapes_that_do_not_fit_are_all_named() {
    let text = "source = 7\n[file]\nencoding = 'ebcdic'\ndelimiter = ';;'\n\
                [fields]\nid = { key = 'id' }\nmood = 1\n[[rounds]]\ncode = ''\n";
    let mut found = problems(text);
    found.sort();
    assert_eq!(
        found,
        [
            "/fields/id/key bad_setting",
            "/fields/mood unknown_setting",
            "/file/delimiter bad_setting",
            "/file/encoding bad_setting",
            "/rounds/0/code bad_setting",
            "/source bad_setting",
        ]
    );
}

#[test]
fn settings_that_contradict_each_other_are_named() {
    let text = HEAD
        .replace("mode = { value = \"visit\" }", "mode = { value = 'visit', column = 'm' }")
        .replace(
            "date = { value = \"2026-03-15\" }",
            "date = { column = 'y', format = '%Y' }\nstarted_at = { column = 's', utc_offset = '8' }",
        )
        .replace("unit = { column = \"unit\" }", "unit = { column = 'u', lookup = { file = 'f', column = 'u', key = 'k' } }")
        + "[answers]\nquestion_column = 'q'\n[answers.all]\nname = 'x'\n";
    assert_eq!(
        problems(&text),
        [
            "/fields/mode settings_clash",
            "/fields/date/format bad_format",
            "/fields/unit/levels missing_setting",
            "/fields/started_at/utc_offset bad_format",
            "/answers/question_column settings_clash",
            "/answers/all/name settings_clash",
        ]
    );
}

#[test]
fn codes_that_the_questionnaire_does_not_have_are_named() {
    let questionnaire: String = QUESTIONNAIRE
        .replace("\n[[", "\n[[questionnaire.")
        .replace("[scheme]", "[questionnaire.scheme]");
    let text = format!(
        "{}\n[answers]\nabsent = ['q8']\n[answers.questions.q9]\nname = 'x'\n\
         [answers.scales.four]\n[answers.scales.five.aliases]\nmeh = 'm'\n\
         [questionnaire]\n{questionnaire}",
        HEAD.replace("version = 1", "version = 2")
    );
    assert_eq!(
        problems(&text),
        [
            "/answers/absent/0 unknown_question",
            "/answers/questions/q9 unknown_question",
            "/answers/scales/five/aliases/meh unknown_option",
            "/answers/scales/four unknown_scale",
            "/rounds/0/questionnaire other_questionnaire",
        ]
    );
}

#[test]
fn broken_toml_is_named_with_its_line() {
    match Mapping::parse("source = \n", "m.toml", Path::new("")).expect_err("broken") {
        ExchangeError::Settings { problems, .. } => {
            assert_eq!(problems[0].code, "not_toml");
            assert!(problems[0].detail.contains("line 1"), "{}", problems[0].detail);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn the_examples_of_the_readme_have_only_settings_that_exist() {
    let readme = include_str!("../../README.md");
    let examples: Vec<&str> =
        readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() > 10);
    let nowhere = Path::new("/nowhere");
    for example in examples {
        // Ledgers have channels, and responses have none.
        let refused = if example.contains("\nchannel = ") {
            LedgerMapping::parse(example, "README.md", nowhere).expect_err("a part")
        } else {
            Mapping::parse(example, "README.md", nowhere).expect_err("a part")
        };
        match refused {
            // The whole one is sound and points at a file that is not there.
            ExchangeError::Io { file, .. } => assert!(file.starts_with("/nowhere"), "{file}"),
            ExchangeError::Settings { problems, .. } => {
                let other: Vec<_> =
                    problems.iter().filter(|p| p.code != "missing_setting").collect();
                assert!(other.is_empty(), "{other:?}\n{example}");
            }
            ExchangeError::Fault(fault) => panic!("{fault}"),
        }
    }
}

#[test]
fn several_rounds_need_a_field_that_says_which() {
    let mut mapping = mapping(HEAD);
    let mut rounds = mapping.rounds.clone();
    mapping.rounds.clear();
    rounds.push(rounds[0].clone());
    let (questionnaire, units) = (questionnaire(), units());
    let file = TestFile::new("f.csv", "id,unit,q1,q2,why\n1,t1,a,,\n");
    let open = |rounds| {
        let target = Target { questionnaire: &questionnaire, rounds, units: &units };
        exchange::open(file.path(), &mapping, target).map(Iterator::count)
    };
    assert_eq!(open(&rounds[..1]).expect("one round"), 1);
    assert_eq!(open(&rounds).expect_err("two rounds").code(), "bad_settings");
}
