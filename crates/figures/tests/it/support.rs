//! A database with a small survey in it.

use jiff::civil::{Date, date};
use store::Store;
use survey::scoring::{DontKnowRule, Points};
use survey::{
    Category, CategoryScheme, Code, Label, Mode, OptionKind, Question, Questionnaire, Response,
    Round, RoundKind, Scale, ScaleOption, ScoringScheme, Sight, Unit,
};

pub(crate) fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

/// All figures of a unit and below, published or not.
pub(crate) fn whole(unit: &str) -> Sight {
    Sight { published: false, unit: Some(code(unit)) }
}

pub(crate) struct Survey {
    pub(crate) store: Store,
    _folder: Option<tempfile::TempDir>,
}

impl Survey {
    /// A database with two scoring schemes and nothing else.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self { _folder: Some(folder), ..Self::empty_at(&url) }
    }

    /// The same somewhere else.
    pub(crate) fn empty_at(url: &str) -> Self {
        let store = Store::open(url).expect("a store");
        for (name, points) in [
            ("five_100_80_60_30_0", Points::Table(vec![100.0, 80.0, 60.0, 30.0, 0.0])),
            ("equal_steps", Points::EqualSteps),
        ] {
            let scheme = ScoringScheme {
                code: code(name),
                version: 1,
                name: Label::single(name),
                points,
                satisfied_top: 2,
                dont_know: DontKnowRule::OutOfBase,
                source: None,
            };
            store.publish_scoring_scheme(&scheme).expect("a scheme");
        }
        Self { store, _folder: None }
    }

    /// A city with three towns and a questionnaire with a scale of so many steps.
    pub(crate) fn new(questionnaire: &str, steps: usize) -> Self {
        let survey = Self::empty();
        let unit = |name: &str, level: &str, parent: Option<&str>| Unit {
            code: code(name),
            name: Label::single(name),
            level: code(level),
            parent: parent.map(code),
            valid_from: None,
            valid_to: None,
        };
        let towns = ["t1", "t2", "t3"].map(|town| unit(town, "town", Some("city")));
        let units: Vec<Unit> = std::iter::once(unit("city", "city", None)).chain(towns).collect();
        survey.store.put_units(&units).expect("units");
        survey.add_questionnaire(questionnaire, steps);
        survey
    }

    /// Publishes a questionnaire of one question with an official and a mock round.
    pub(crate) fn add_questionnaire(&self, name: &str, steps: usize) {
        let option = |step: usize| ScaleOption {
            code: code(&step.to_string()),
            label: Label::single(step.to_string()),
            kind: OptionKind::Substantive,
            negative: step == 1,
            category: None,
        };
        let questionnaire = Questionnaire {
            code: code(name),
            version: 1,
            title: Label::single(name),
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
                    reasons: Vec::new(),
                }],
            },
            scales: vec![Scale {
                code: code("scale"),
                options: (1..=steps).rev().map(option).collect(),
            }],
            overall: None,
            questions: vec![Question {
                code: code("air"),
                text: Label::single("air"),
                hint: None,
                category: Some(code("air")),
                weight: 1.0,
                scale: Some(code("scale")),
                relevant: None,
            }],
        };
        self.store.publish_questionnaire(&questionnaire).expect("a questionnaire");
        for kind in [RoundKind::Official, RoundKind::Mock] {
            let round = Round {
                code: round_code(name, kind),
                name: Label::single(name),
                questionnaire: code(name),
                version: 1,
                kind,
                mirrors: None,
                modes: vec![Mode::Visit],
                opens: date(2026, 7, 1),
                closes: date(2026, 9, 30),
            };
            self.store.put_round(&round).expect("a round");
        }
    }

    /// So many interviews, spread over the towns, that all give the same answer.
    pub(crate) fn interviews(
        &self,
        questionnaire: &str,
        kind: RoundKind,
        count: usize,
        answer: &str,
    ) {
        self.more_interviews(questionnaire, kind, 0..count, answer, date(2026, 8, 3));
    }

    /// An interview of version 2 in one of ten PSUs of two strata.
    pub(crate) fn interview(&self, number: usize, answers: &[(&str, &str)], day: Date) {
        let stratum = ["east", "west"][number % 2];
        let answers = answers.iter().map(|(question, answer)| (code(question), (*answer).into()));
        let response = Response {
            form_version: Some(2),
            stratum: Some(code(stratum)),
            psu: Some(code(&format!("{stratum}-{}", number / 2 % 5))),
            answers: answers.collect(),
            ..response("a", RoundKind::Official, number, day)
        };
        self.store.submit(&response, "test").expect("stored");
    }

    /// The same with other ids and another day.
    pub(crate) fn more_interviews(
        &self,
        questionnaire: &str,
        kind: RoundKind,
        numbers: std::ops::Range<usize>,
        answer: &str,
        day: Date,
    ) {
        for number in numbers {
            let response = Response {
                answers: std::iter::once((code("air"), answer.to_owned())).collect(),
                ..response(questionnaire, kind, number, day)
            };
            self.store.submit(&response, "test").expect("stored");
        }
    }
}

/// A response in one of the towns, without answers.
fn response(questionnaire: &str, kind: RoundKind, number: usize, day: Date) -> Response {
    Response {
        id: uuid::Uuid::from_u128(
            number as u128 + if kind == RoundKind::Mock { 1 << 64 } else { 0 },
        ),
        round: round_code(questionnaire, kind),
        form_version: None,
        unit: code(["t1", "t2", "t3"][number % 3]),
        mode: Mode::Visit,
        interviewed_on: day,
        started_at: None,
        ended_at: None,
        respondent: None,
        stratum: None,
        psu: None,
        weight: 1.0,
        answers: std::collections::BTreeMap::default(),
        not_asked: std::collections::BTreeSet::default(),
        completion: None,
        issues: Vec::new(),
        position: None,
        photos: Vec::new(),
    }
}

fn round_code(questionnaire: &str, kind: RoundKind) -> Code {
    code(&format!("{questionnaire}-{kind:?}"))
}
