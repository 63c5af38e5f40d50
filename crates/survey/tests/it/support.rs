//! A small sound questionnaire, round and unit tree to break in one place at a time.

use jiff::civil::date;
use survey::category::Reason;
use survey::questionnaire::Relevance;
use survey::response::Mode;
use survey::{
    Category, CategoryScheme, Code, Label, OptionKind, Question, Questionnaire, Response, Round,
    RoundKind, Scale, ScaleOption, Unit, UnitTree,
};

pub(crate) fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

pub(crate) fn scale() -> Scale {
    let option = |c: &str, kind, negative| ScaleOption {
        code: code(c),
        label: Label::single(c),
        kind,
        negative,
        category: None,
    };
    Scale {
        code: code("three"),
        options: vec![
            option("good", OptionKind::Substantive, false),
            option("fair", OptionKind::Substantive, false),
            option("bad", OptionKind::Substantive, true),
            option("dk", OptionKind::DontKnow, false),
        ],
    }
}

fn question(name: &str, scale: Option<&str>) -> Question {
    Question {
        code: code(name),
        text: Label::new("问题", "Question"),
        hint: None,
        category: scale.map(|_| code("air")),
        weight: 1.0,
        scale: scale.map(code),
        relevant: None,
    }
}

pub(crate) fn questionnaire() -> Questionnaire {
    let why = Question {
        relevant: Some(Relevance { question: code("q1"), any_of: vec![code("bad")] }),
        ..question("why", None)
    };
    Questionnaire {
        code: code("q"),
        version: 1,
        title: Label::single("q"),
        legal: None,
        opening: None,
        closing: None,
        scheme: CategoryScheme {
            code: code("s"),
            name: Label::single("s"),
            categories: vec![Category {
                code: code("air"),
                name: Label::single("air"),
                parent: None,
                reasons: vec![Reason { code: code("dust"), label: Label::single("dust") }],
            }],
        },
        scales: vec![scale()],
        overall: None,
        questions: vec![question("q1", Some("three")), question("q2", Some("three")), why],
    }
}

pub(crate) fn round() -> Round {
    Round {
        code: code("2026-Q3"),
        name: Label::single("2026-Q3"),
        questionnaire: code("q"),
        version: 1,
        kind: RoundKind::Official,
        mirrors: None,
        modes: vec![Mode::Visit],
        opens: date(2026, 7, 1),
        closes: date(2026, 9, 30),
    }
}

pub(crate) fn units() -> UnitTree {
    let town = Unit {
        code: code("t1"),
        name: Label::single("t1"),
        level: code("town"),
        parent: None,
        valid_from: None,
        valid_to: None,
    };
    UnitTree::new(vec![town]).expect("a sound tree")
}

pub(crate) fn response() -> Response {
    let answers = [("q1", "bad"), ("q2", "dk"), ("why", "工地扬尘")];
    Response {
        id: uuid::Uuid::from_u128(1),
        round: code("2026-Q3"),
        form_version: None,
        unit: code("t1"),
        mode: Mode::Visit,
        interviewed_on: date(2026, 9, 3),
        started_at: Some("2026-09-03T01:00:00Z".parse().expect("an instant")),
        ended_at: Some("2026-09-03T01:05:00Z".parse().expect("an instant")),
        respondent: None,
        stratum: None,
        psu: None,
        weight: 1.0,
        answers: answers.into_iter().map(|(q, a)| (code(q), a.to_owned())).collect(),
        not_asked: std::collections::BTreeSet::default(),
        completion: None,
        issues: Vec::new(),
        position: None,
        photos: Vec::new(),
    }
}
