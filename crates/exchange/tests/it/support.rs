//! What several tests need: a small questionnaire, a mapping for it, and files of a few lines.

use std::path::{Path, PathBuf};

use exchange::{ExchangeError, Mapping, Reject, Row, Target};
use survey::{Code, Label, Questionnaire, Response, Round, Unit, UnitTree};

pub(crate) const QUESTIONNAIRE: &str = r#"
code = "small"
version = 1
title = "Small"

[scheme]
code = "s"
name = "S"
categories = [{ code = "c", name = "C" }]

[[scales]]
code = "five"
options = [
  { code = "a", label = { zh = "非常满意", en = "Very satisfied" } },
  { code = "b", label = { zh = "满意", en = "Satisfied" } },
  { code = "c", label = { zh = "不满意", en = "Dissatisfied" }, negative = true },
  { code = "dk", label = { zh = "不了解", en = "Don't know" }, kind = "dont_know" },
  { code = "ref", label = { zh = "拒答", en = "Refused" }, kind = "refused" },
]

[[scales]]
code = "three"
options = [
  { code = "3", label = "3" },
  { code = "2", label = "2" },
  { code = "1", label = "1", negative = true },
]

[[questions]]
code = "q1"
text = "Q1"
category = "c"
scale = "five"

[[questions]]
code = "q2"
text = "Q2"
category = "c"
scale = "three"

[[questions]]
code = "why"
text = "Why?"
relevant = { question = "q1", any_of = ["c"] }
"#;

/// The parts of a mapping that most tests share; `{}` is where a test adds its own.
pub(crate) const HEAD: &str = r#"
source = "test"

[fields]
id = { key = ["id"] }
mode = { value = "visit" }
date = { value = "2026-03-15" }
unit = { column = "unit" }

[[rounds]]
code = "r1"
name = "R1"
questionnaire = "small"
version = 1
modes = ["visit", "phone"]
opens = 2026-03-01
closes = 2026-03-31
"#;

pub(crate) fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

pub(crate) fn questionnaire() -> Questionnaire {
    exchange::settings::parse_questionnaire(QUESTIONNAIRE, "small.toml").expect("a questionnaire")
}

pub(crate) fn mapping(text: &str) -> Mapping {
    Mapping::parse(text, "mapping.toml", Path::new("")).expect("a mapping")
}

/// Towns `t1` and `t2` under city `c`.
pub(crate) fn units() -> UnitTree {
    let unit = |text: &str, level: &str, parent: Option<&str>| Unit {
        code: code(text),
        name: Label::single(text),
        level: code(level),
        parent: parent.map(code),
        valid_from: None,
        valid_to: None,
    };
    let units =
        vec![unit("c", "city", None), unit("t1", "town", Some("c")), unit("t2", "town", Some("c"))];
    UnitTree::new(units).expect("a tree")
}

pub(crate) fn rounds() -> Vec<Round> {
    mapping(HEAD).rounds
}

/// A file in a folder that goes away with the value.
pub(crate) struct TestFile {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl TestFile {
    pub(crate) fn new(name: &str, contents: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, contents).expect("a file");
        Self { folder, path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// What came out of a file.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) responses: Vec<Response>,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) rejected_rows: usize,
}

impl Taken {
    pub(crate) fn add(&mut self, row: Row) {
        match row {
            Row::Accepted { response, rejected_answers, .. } => {
                self.responses.push(response);
                self.rejects.extend(rejected_answers);
            }
            Row::Rejected(rejects) => {
                self.rejected_rows += 1;
                self.rejects.extend(rejects);
            }
        }
    }

    /// Line, column and code of each reject.
    pub(crate) fn faults(&self) -> Vec<(u64, &str, &str)> {
        self.rejects.iter().map(|r| (r.line, r.column.as_str(), r.code)).collect()
    }

    /// The answers of a response as `code=value`, then the questions not asked as `code!`.
    pub(crate) fn answers(&self, at: usize) -> String {
        let response = &self.responses[at];
        let given = response.answers.iter().map(|(code, answer)| format!("{code}={answer}"));
        let closed = response.not_asked.iter().map(|code| format!("{code}!"));
        given.chain(closed).collect::<Vec<_>>().join(" ")
    }
}

/// Reads a file with the small questionnaire and the small unit tree.
pub(crate) fn take(path: &Path, mapping: &Mapping) -> Result<Taken, ExchangeError> {
    take_in(path, mapping, &units())
}

pub(crate) fn take_in(
    path: &Path,
    mapping: &Mapping,
    units: &UnitTree,
) -> Result<Taken, ExchangeError> {
    let questionnaire = questionnaire();
    let target = Target { questionnaire: &questionnaire, rounds: &mapping.rounds, units };
    let mut taken = Taken::default();
    for row in exchange::open(path, mapping, target)? {
        taken.add(row?);
    }
    Ok(taken)
}

/// As [`take`] for a file that is to be refused; the code of its fault and its line.
pub(crate) fn refusal(
    contents: impl AsRef<[u8]>,
    mapping: &Mapping,
) -> (&'static str, Option<u64>) {
    let file = TestFile::new("file.csv", contents);
    match take(file.path(), mapping).expect_err("the file is refused") {
        ExchangeError::Fault(fault) => (fault.code, fault.line),
        other => (other.code(), None),
    }
}
