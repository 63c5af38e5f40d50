//! The wording of sentences: shipped, or edited by the office, and checked before anybody uses it.

mod known;

use std::collections::{BTreeMap, HashSet};

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use survey::Language;
use toml::Spanned;

use self::known::{SENTENCES, Sentence};

/// Longest template, in bytes.
const TEMPLATE_MAX: usize = 4_000;
/// Steps that filling in one sentence may take.
const STEPS_MAX: u64 = 10_000;

/// Words of degree. They come from `adverb` only, which is empty unless a change is significant.
const WORDS_OF_DEGREE: [&str; 22] = [
    "明显",
    "显著",
    "大幅",
    "大为",
    "急剧",
    "猛",
    "陡",
    "飙",
    "骤",
    "巨大",
    "较大",
    "很大",
    "sharp",
    "marked",
    "significant",
    "dramatic",
    "great",
    "huge",
    "strong",
    "substantial",
    "considerabl",
    "notabl",
];

/// Why an edited template can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// Not TOML.
    #[error("the sentences aren't TOML: {0}")]
    Toml(#[source] toml::de::Error),
    /// A sentence that the program doesn't say.
    #[error("line {line}: there is no sentence {name:?}; the sentences are {known}")]
    UnknownSentence {
        /// Where.
        line: usize,
        /// Its name.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A template that can't be parsed or filled in.
    #[error("line {line}: sentence {name:?} can't be used: {reason}")]
    Unusable {
        /// Where.
        line: usize,
        /// The sentence.
        name: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A name that the sentence has no value for.
    #[error("line {line}: sentence {name:?} has no value {value:?}; its values are {known}")]
    UnknownValue {
        /// Where.
        line: usize,
        /// The sentence.
        name: &'static str,
        /// The name in the template.
        value: String,
        /// The names there are.
        known: String,
    },
    /// What has to be said is left out.
    #[error("line {line}: sentence {name:?} must say {{{{{value}}}}} in every case")]
    Dropped {
        /// Where; 0 is a sentence as shipped.
        line: usize,
        /// The sentence.
        name: &'static str,
        /// What it leaves out.
        value: &'static str,
    },
    /// A word of degree that stands there whether or not a change is significant.
    #[error(
        "line {line}: sentence {name:?} says {word:?} whether or not it is so; use {{{{adverb}}}} \
         or {{{{significance}}}}"
    )]
    WordOfDegree {
        /// Where.
        line: usize,
        /// The sentence.
        name: &'static str,
        /// The word.
        word: &'static str,
    },
}

/// Checked templates of one language.
#[derive(Debug, Clone)]
pub(crate) struct Templates {
    environment: Environment<'static>,
    lines: BTreeMap<&'static str, usize>,
}

/// The templates as shipped: what an office starts editing from.
pub fn shipped_sentences(language: Language) -> &'static str {
    language.pick(include_str!("../sentences/zh-CN.toml"), include_str!("../sentences/en.toml"))
}

impl Templates {
    /// The shipped templates with those of `edited` in their place.
    pub(crate) fn new(language: Language, edited: Option<&str>) -> Result<Self, TemplateError> {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // Renderers escape, each in its own way.
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_fuel(Some(STEPS_MAX));
        let mut templates = Self { environment, lines: BTreeMap::new() };
        templates.read(shipped_sentences(language))?;
        templates.lines.clear();
        if let Some(edited) = edited {
            templates.read(edited)?;
        }
        Ok(templates)
    }

    fn read(&mut self, text: &str) -> Result<(), TemplateError> {
        let entries: BTreeMap<Spanned<String>, Spanned<String>> =
            toml::from_str(text).map_err(TemplateError::Toml)?;
        for (name, template) in entries {
            let line = line_of(text, name.span().start);
            let known = SENTENCES.iter().find(|sentence| sentence.name == name.as_ref());
            let sentence = known.ok_or_else(|| TemplateError::UnknownSentence {
                line,
                name: name.as_ref().clone(),
                known: SENTENCES.map(|sentence| sentence.name).join(", "),
            })?;
            self.add(sentence, template.as_ref(), line_of(text, template.span().start))?;
        }
        Ok(())
    }

    fn add(&mut self, sentence: &Sentence, source: &str, line: usize) -> Result<(), TemplateError> {
        let name = sentence.name;
        let unusable = |reason: String| TemplateError::Unusable { line, name, reason };
        if source.len() > TEMPLATE_MAX {
            return Err(unusable(format!("it is longer than {TEMPLATE_MAX} bytes")));
        }
        let lower = source.to_lowercase();
        if let Some(word) = WORDS_OF_DEGREE.into_iter().find(|word| lower.contains(word)) {
            return Err(TemplateError::WordOfDegree { line, name, word });
        }
        self.environment
            .add_template_owned(name, source.to_owned())
            .map_err(|error| unusable(error.to_string()))?;
        self.lines.insert(name, line);
        self.check(sentence, source, line)
    }

    /// Fills a template in with every value, and once more without those that may be missing.
    fn check(&self, sentence: &Sentence, source: &str, line: usize) -> Result<(), TemplateError> {
        let name = sentence.name;
        let unusable = |error: minijinja::Error| TemplateError::Unusable {
            line,
            name,
            reason: error.to_string(),
        };
        let template = self.environment.get_template(name).map_err(unusable)?;
        let named: HashSet<String> = template.undeclared_variables(false);
        let mut unknown: Vec<_> =
            named.into_iter().filter(|name| !sentence.values.contains(&name.as_str())).collect();
        unknown.sort();
        if let Some(value) = unknown.into_iter().next() {
            let offset = source.find(&value).unwrap_or_default();
            return Err(TemplateError::UnknownValue {
                line: line + source[..offset].matches('\n').count(),
                name,
                value,
                known: sentence.values.join(", "),
            });
        }
        let all: Values = sentence.values.iter().map(|v| (*v, format!("⟨{v}⟩"))).collect();
        let fewest = all.iter().map(|(value, probe)| {
            let kept = sentence.kept.contains(value) && !sentence.optional.contains(value);
            (*value, if kept { probe.clone() } else { String::new() })
        });
        self.fill(sentence.name, &fewest.collect())?;
        self.fill(sentence.name, &all).map(|_| ())
    }

    /// A sentence with its values.
    pub(crate) fn fill(
        &self,
        name: &'static str,
        values: &Values,
    ) -> Result<String, TemplateError> {
        let line = self.lines.get(name).copied().unwrap_or_default();
        let unusable = |error: minijinja::Error| TemplateError::Unusable {
            line,
            name,
            reason: error.to_string(),
        };
        let template = self.environment.get_template(name).map_err(unusable)?;
        let text = template.render(values).map_err(unusable)?;
        let text = text.trim().replace('\n', "");
        let kept = SENTENCES.iter().find(|sentence| sentence.name == name).map(|s| s.kept);
        // A template may branch on a value that no probe has: what has to be said is looked for each time.
        let dropped = kept
            .unwrap_or_default()
            .iter()
            .find(|value| values.get(*value).is_some_and(|said| !text.contains(said.as_str())));
        match dropped {
            Some(value) => Err(TemplateError::Dropped { line, name, value }),
            None => Ok(text),
        }
    }
}

/// Values by name; an empty one is not there.
pub(crate) type Values = BTreeMap<&'static str, String>;

fn line_of(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or(text).matches('\n').count() + 1
}
