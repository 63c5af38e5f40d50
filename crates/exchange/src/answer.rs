//! What the value of one answer means.

use std::collections::{HashMap, HashSet};

use survey::problem::quoted;
use survey::{Code, OptionKind, Question, Scale};

use crate::cells::unprotected;
use crate::mapping::{Answers, Reading};
use crate::text::folded;

/// What a cell says about a question.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// Option code or words.
    Answer(String),
    /// Asked, and nobody answered.
    Nothing,
    /// Never asked.
    NotAsked,
}

/// Reads the answers to one question.
#[derive(Debug)]
pub(crate) struct AnswerReader {
    not_asked: HashSet<String>,
    no_answer: HashSet<String>,
    options: Option<Options>,
    own: bool,
}

impl AnswerReader {
    /// Settings of the question come before those of its scale, and those before `all`.
    pub(crate) fn new(
        answers: &Answers,
        blanks: &[String],
        question: &Question,
        scale: Option<&Scale>,
        own: bool,
    ) -> Self {
        let levels = [
            answers.questions.get(&question.code),
            question.scale.as_ref().and_then(|code| answers.scales.get(code)),
            Some(&answers.all),
        ];
        let levels: Vec<&Reading> = levels.into_iter().flatten().collect();
        let texts = |list: fn(&Reading) -> Option<&Vec<String>>| {
            levels.iter().find_map(|level| list(level)).cloned().unwrap_or_default()
        };
        let fold = |texts: &[String]| texts.iter().map(|text| folded(text)).collect();
        let mut no_answer: HashSet<String> = fold(&texts(|level| level.no_answer.as_ref()));
        no_answer.extend(blanks.iter().map(|text| folded(text)));
        no_answer.insert(String::new());
        Self {
            not_asked: fold(&texts(|level| level.not_asked.as_ref())),
            no_answer,
            options: scale.map(|scale| Options::new(scale, &levels)),
            own,
        }
    }

    pub(crate) fn read(&self, raw: &str) -> Result<Given, (&'static str, String)> {
        if self.own {
            return self.read_own(raw);
        }
        let text = raw.trim();
        let key = folded(text);
        if self.not_asked.contains(&key) {
            return Ok(Given::NotAsked);
        }
        if self.no_answer.contains(&key) {
            return Ok(Given::Nothing);
        }
        self.answer(text)
    }

    /// Markers are compared before the apostrophe is taken off, so that a text can be a marker.
    fn read_own(&self, raw: &str) -> Result<Given, (&'static str, String)> {
        if self.not_asked.contains(raw) {
            return Ok(Given::NotAsked);
        }
        if raw.is_empty() {
            return Ok(Given::Nothing);
        }
        self.answer(unprotected(raw))
    }

    fn answer(&self, text: &str) -> Result<Given, (&'static str, String)> {
        match &self.options {
            None => Ok(Given::Answer(text.to_owned())),
            Some(options) => options.find(text).map(Given::Answer),
        }
    }
}

/// The options of a scale by every text that can mean them.
#[derive(Debug)]
struct Options {
    scale: Code,
    codes: Vec<Code>,
    exact: HashMap<String, usize>,
    folded: HashMap<String, Meaning>,
}

/// What a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The option at a position.
    Option(usize),
    /// Two options have this text, and neither is meant for certain.
    Two,
}

impl Options {
    fn new(scale: &Scale, levels: &[&Reading]) -> Self {
        let reversed = levels.iter().find_map(|level| level.reversed).unwrap_or_default();
        let meant = if reversed { turned(scale) } else { (0..scale.options.len()).collect() };
        let mut exact = HashMap::new();
        let mut codes = HashMap::new();
        let mut labels = HashMap::new();
        for (i, option) in scale.options.iter().enumerate() {
            exact.insert(option.code.to_string(), meant[i]);
            add(&mut codes, option.code.as_str(), meant[i]);
            // A label says what it means, whichever way the codes run.
            for label in std::iter::once(&option.label.zh).chain(&option.label.en) {
                add(&mut labels, label, i);
            }
        }
        // What is more explicit wins: aliases before codes before labels.
        labels.extend(codes);
        for level in levels.iter().rev() {
            for (text, code) in &level.aliases {
                if let Some(position) = scale.position(code.as_str()) {
                    labels.insert(folded(text), Meaning::Option(position));
                    exact.remove(text.as_str());
                }
            }
        }
        Self {
            scale: scale.code.clone(),
            codes: scale.options.iter().map(|option| option.code.clone()).collect(),
            exact,
            folded: labels,
        }
    }

    fn find(&self, text: &str) -> Result<String, (&'static str, String)> {
        let position = match self.exact.get(text) {
            Some(position) => *position,
            None => match self.find_folded(&folded(text)) {
                Some(Meaning::Option(position)) => position,
                Some(Meaning::Two) => {
                    return Err((
                        "ambiguous_option",
                        format!("{} means two options", quoted(text)),
                    ));
                }
                None => return Err(self.unknown(text)),
            },
        };
        Ok(self.codes[position].to_string())
    }

    fn find_folded(&self, key: &str) -> Option<Meaning> {
        self.folded.get(key).or_else(|| self.folded.get(without_zero_fraction(key)?)).copied()
    }

    fn unknown(&self, text: &str) -> (&'static str, String) {
        let reason = format!("{} is not an option of scale {}", quoted(text), self.scale);
        ("unknown_option", reason)
    }
}

fn add(map: &mut HashMap<String, Meaning>, text: &str, position: usize) {
    map.entry(folded(text))
        .and_modify(|known| {
            if *known != Meaning::Option(position) {
                *known = Meaning::Two;
            }
        })
        .or_insert(Meaning::Option(position));
}

/// Statistics programs write a column of whole numbers with gaps as `4.0`.
fn without_zero_fraction(text: &str) -> Option<&str> {
    let (whole, fraction) = text.split_once('.')?;
    let zeros = !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
    (zeros && whole.bytes().all(|b| b.is_ascii_digit())).then_some(whole)
}

/// Position of the option that is meant when substantive codes run the other way round.
fn turned(scale: &Scale) -> Vec<usize> {
    let substantive: Vec<usize> = (0..scale.options.len())
        .filter(|&i| scale.options[i].kind == OptionKind::Substantive)
        .collect();
    let mut meant: Vec<usize> = (0..scale.options.len()).collect();
    for (&from, &to) in substantive.iter().zip(substantive.iter().rev()) {
        meant[from] = to;
    }
    meant
}
