//! Builds small surveys for the tests.

use std::path::PathBuf;

use analytics::{Cube, CubeBuilder};
use jiff::civil::Date;
use survey::scoring::{DontKnowRule, Points};
use survey::{
    Category, CategoryScheme, Code, Label, Mode, OptionKind, Question, Questionnaire, Response,
    Scale, ScaleOption, ScoringScheme, Unit, UnitTree,
};

pub(crate) fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/golden").join(name)
}

pub(crate) fn rows(name: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(fixture(name)).expect("the fixture opens");
    reader.records().collect::<Result<_, _>>().expect("the fixture is CSV")
}

/// A questionnaire of five-option questions with `dk` and `ref`, one category each.
pub(crate) fn questionnaire(questions: &[(&str, &str)]) -> Questionnaire {
    let option = |c: &str, kind, negative| ScaleOption {
        code: code(c),
        label: Label::single(c),
        kind,
        negative,
        category: None,
    };
    let substantive = |c: &str| option(c, OptionKind::Substantive, matches!(c, "1" | "2"));
    let mut options: Vec<_> = ["5", "4", "3", "2", "1"].into_iter().map(substantive).collect();
    options.push(option("dk", OptionKind::DontKnow, false));
    options.push(option("ref", OptionKind::Refused, false));
    let mut categories: Vec<Category> = Vec::new();
    for (_, category) in questions {
        if categories.iter().all(|known| known.code != *category) {
            categories.push(Category {
                code: code(category),
                name: Label::single(*category),
                parent: None,
                reasons: Vec::new(),
            });
        }
    }
    Questionnaire {
        code: code("test"),
        version: 1,
        title: Label::single("test"),
        legal: None,
        opening: None,
        closing: None,
        scheme: CategoryScheme { code: code("test"), name: Label::single("test"), categories },
        scales: vec![Scale { code: code("five"), options }],
        overall: None,
        questions: questions
            .iter()
            .map(|(question, category)| Question {
                code: code(question),
                text: Label::single(*question),
                hint: None,
                category: Some(code(category)),
                weight: 1.0,
                scale: Some(code("five")),
                relevant: None,
            })
            .collect(),
    }
}

pub(crate) fn unit(name: &str, level: &str, parent: Option<&str>) -> Unit {
    Unit {
        code: code(name),
        name: Label::single(name),
        level: code(level),
        parent: parent.map(code),
        valid_from: None,
        valid_to: None,
    }
}

/// A county with towns of these names.
pub(crate) fn county(towns: &[&str]) -> UnitTree {
    let towns = towns.iter().map(|town| unit(town, "town", Some("county")));
    UnitTree::new(std::iter::once(unit("county", "county", None)).chain(towns).collect())
        .expect("a sound tree")
}

/// One interview; the id counts up so that runs are alike.
pub(crate) fn interview(
    number: usize,
    town: &str,
    day: Date,
    answers: &[(&str, &str)],
) -> Response {
    Response {
        id: uuid::Uuid::from_u128(number as u128),
        round: code("r"),
        form_version: None,
        unit: code(town),
        mode: Mode::Visit,
        interviewed_on: day,
        started_at: None,
        ended_at: None,
        respondent: None,
        stratum: None,
        psu: None,
        weight: 1.0,
        answers: answers.iter().map(|(q, a)| (code(q), (*a).to_owned())).collect(),
        not_asked: std::collections::BTreeSet::default(),
        completion: None,
        issues: Vec::new(),
        position: None,
        photos: Vec::new(),
    }
}

pub(crate) fn cube(responses: &[Response], questionnaire: &Questionnaire) -> Cube {
    let mut builder = CubeBuilder::new();
    builder.add_questionnaire(questionnaire).expect("a small questionnaire");
    for response in responses {
        builder.add(response, questionnaire).expect("a valid interview");
    }
    builder.finish()
}

pub(crate) fn scheme(points: &[f64]) -> ScoringScheme {
    ScoringScheme {
        code: code("table"),
        version: 1,
        name: Label::single("table"),
        points: Points::Table(points.to_vec()),
        satisfied_top: 2,
        dont_know: DontKnowRule::OutOfBase,
        source: None,
    }
}

/// 100/80/60/30/0.
pub(crate) fn five() -> ScoringScheme {
    scheme(&[100.0, 80.0, 60.0, 30.0, 0.0])
}
