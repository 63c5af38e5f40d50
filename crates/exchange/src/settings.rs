//! Settings files in TOML: questionnaires, rounds and scoring schemes, and how their problems are
//! found.
//!
//! A derived reader stops at the first problem. A person who writes a mapping wants the whole
//! list, so a value that does not fit is noted, taken out, and the rest is read again.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use survey::annual::AnnualFormula;
use survey::fieldwork::FieldworkRules;
use survey::problem::segment;
use survey::verification::VerificationRules;
use survey::{
    IssueRules, Problem, Questionnaire, Round, RoundKind, ScoringScheme, SupervisionRules,
    WorkingCalendar,
};
use toml::Value;

use crate::error::{ExchangeError, shown};

/// Largest settings file, in bytes. The largest real questionnaire is below a hundredth of it.
const SETTINGS_BYTES_MAX: u64 = 8 << 20;
/// A file with more problems than this is not a settings file.
const PROBLEMS_MAX: usize = 100;

/// Reads a questionnaire from TOML and checks it.
///
/// # Errors
/// When the file can't be read, or every problem of its contents.
pub fn read_questionnaire(path: &Path) -> Result<Questionnaire, ExchangeError> {
    let questionnaire: Questionnaire = read(path)?;
    settled(&shown(path), questionnaire.problems(), questionnaire)
}

/// Reads rules of fieldwork from TOML and checks them.
///
/// # Errors
/// When the file can't be read, or every problem of its contents.
pub fn read_fieldwork_rules(path: &Path) -> Result<FieldworkRules, ExchangeError> {
    let rules: FieldworkRules = read(path)?;
    settled(&shown(path), rules.problems(), rules)
}

/// Reads time limits of the ledger from TOML and checks them.
///
/// # Errors
/// When the file can't be read, or every problem of its contents.
pub fn read_issue_rules(path: &Path) -> Result<IssueRules, ExchangeError> {
    let rules: IssueRules = read(path)?;
    settled(&shown(path), rules.problems(), rules)
}

/// Reads rules of supervision from TOML and checks them.
///
/// # Errors
/// When the file can't be read, or every problem of its contents.
pub fn read_supervision_rules(path: &Path) -> Result<SupervisionRules, ExchangeError> {
    parse_supervision_rules(&text_of(path)?, &shown(path))
}

/// As [`read_supervision_rules`], from text that a program carries with it.
///
/// # Errors
/// Every problem of the text.
pub fn parse_supervision_rules(text: &str, file: &str) -> Result<SupervisionRules, ExchangeError> {
    let rules: SupervisionRules = parse(text, file)?;
    settled(file, rules.problems(), rules)
}

/// Reads a formula of the year's score from TOML and checks it.
///
/// # Errors
/// When the file can't be read, or every problem of its contents.
pub fn read_formula(path: &Path) -> Result<AnnualFormula, ExchangeError> {
    let formula: AnnualFormula = read(path)?;
    settled(&shown(path), formula.problems(), formula)
}

/// Reads rules of verification from TOML and checks them.
///
/// # Errors
/// When the file can't be read, or every problem of its contents.
pub fn read_verification_rules(path: &Path) -> Result<VerificationRules, ExchangeError> {
    let rules: VerificationRules = read(path)?;
    settled(&shown(path), rules.problems(), rules)
}

/// Reads a calendar of working days from TOML and checks it.
///
/// # Errors
/// When the file can't be read, or every problem of its contents.
pub fn read_calendar(path: &Path) -> Result<WorkingCalendar, ExchangeError> {
    parse_calendar(&text_of(path)?, &shown(path))
}

/// As [`read_calendar`], from text that a program carries with it.
///
/// # Errors
/// Every problem of the text.
pub fn parse_calendar(text: &str, file: &str) -> Result<WorkingCalendar, ExchangeError> {
    let calendar: WorkingCalendar = parse(text, file)?;
    settled(file, calendar.problems(), calendar)
}

/// Reads `[[rounds]]` from TOML.
///
/// # Errors
/// When the file can't be read, or every problem of its contents.
pub fn read_rounds(path: &Path) -> Result<Vec<Round>, ExchangeError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        rounds: Vec<Round>,
    }
    let file: File = read(path)?;
    settled(&shown(path), round_problems(&file.rounds), file.rounds)
}

/// Reads `[[schemes]]` from TOML and checks each.
///
/// # Errors
/// When the file can't be read, or every problem of its contents.
pub fn read_schemes(path: &Path) -> Result<Vec<ScoringScheme>, ExchangeError> {
    let text = text_of(path)?;
    parse_schemes(&text, &shown(path))
}

/// As [`read_schemes`], from text that a program carries with it.
///
/// # Errors
/// Every problem of the text.
pub fn parse_schemes(text: &str, file: &str) -> Result<Vec<ScoringScheme>, ExchangeError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        schemes: Vec<ScoringScheme>,
    }
    let parsed: File = parse(text, file)?;
    let problems = parsed
        .schemes
        .iter()
        .enumerate()
        .flat_map(|(i, s)| s.problems().into_iter().map(move |p| p.under(&format!("/schemes/{i}"))))
        .collect();
    settled(file, problems, parsed.schemes)
}

/// As [`read_questionnaire`], from text that a program carries with it.
///
/// # Errors
/// Every problem of the text.
pub fn parse_questionnaire(text: &str, file: &str) -> Result<Questionnaire, ExchangeError> {
    let questionnaire: Questionnaire = parse(text, file)?;
    settled(file, questionnaire.problems(), questionnaire)
}

pub(crate) fn round_problems(rounds: &[Round]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, round) in rounds.iter().enumerate() {
        let path = format!("/rounds/{i}");
        if round.closes < round.opens {
            let detail = format!("the round closes on {}, before it opens", round.closes);
            problems.push(Problem::new("closes_before_opens", format!("{path}/closes"), detail));
        }
        if round.mirrors.is_some() && round.kind != RoundKind::Mock {
            let detail = "only a mock round mirrors an external survey: kind = \"mock\"";
            problems.push(Problem::new("not_mock", format!("{path}/mirrors"), detail));
        }
        if rounds[..i].iter().any(|other| other.code == round.code) {
            let detail = format!("round {} stands twice", round.code);
            problems.push(Problem::new("duplicate_round", format!("{path}/code"), detail));
        }
    }
    problems
}

pub(crate) fn settled<T>(file: &str, problems: Vec<Problem>, value: T) -> Result<T, ExchangeError> {
    if problems.is_empty() {
        Ok(value)
    } else {
        Err(ExchangeError::Settings { file: file.to_owned(), problems })
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, ExchangeError> {
    parse(&text_of(path)?, &shown(path))
}

pub(crate) fn text_of(path: &Path) -> Result<String, ExchangeError> {
    let file = shown(path);
    let size = std::fs::metadata(path).map_err(|e| ExchangeError::io(&file, e))?.len();
    if size > SETTINGS_BYTES_MAX {
        let detail = format!("{size} bytes are too many for a settings file");
        let problem = Problem::new("too_large", "", detail);
        return Err(ExchangeError::Settings { file, problems: vec![problem] });
    }
    std::fs::read_to_string(path).map_err(|e| ExchangeError::io(&file, e))
}

pub(crate) fn parse<T: DeserializeOwned>(text: &str, file: &str) -> Result<T, ExchangeError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    from_toml(text).map_err(|problems| ExchangeError::Settings { file: file.to_owned(), problems })
}

fn from_toml<T: DeserializeOwned>(text: &str) -> Result<T, Vec<Problem>> {
    let table: toml::Table = toml::from_str(text)
        .map_err(|e| vec![Problem::new("not_toml", "", e.to_string().trim_end().to_owned())])?;
    let mut value = Value::Table(table);
    dates_as_text(&mut value);
    let mut peel = Peel::default();
    loop {
        let error = match serde_path_to_error::deserialize(value.clone()) {
            Ok(settings) if peel.problems.is_empty() => return Ok(settings),
            Ok(_) => return Err(peel.problems),
            Err(error) => error,
        };
        if !peel.note(&mut value, &error) || peel.problems.len() >= PROBLEMS_MAX {
            return Err(peel.problems);
        }
    }
}

/// TOML has dates of its own; our types read them as text, and people write both.
fn dates_as_text(value: &mut Value) {
    match value {
        Value::Datetime(date) => *value = Value::String(date.to_string()),
        Value::Array(items) => items.iter_mut().for_each(dates_as_text),
        Value::Table(table) => table.iter_mut().for_each(|(_, item)| dates_as_text(item)),
        _ => {}
    }
}

/// Problems so far, and what was taken out to find them.
#[derive(Default)]
struct Peel {
    problems: Vec<Problem>,
    /// Pointers of what was taken out.
    removed: Vec<String>,
    /// Per array, by pointer: the original positions that were taken out.
    gaps: HashMap<String, Vec<usize>>,
}

impl Peel {
    /// Notes an error and takes out the value at fault. False when nothing is left to take out.
    fn note(
        &mut self,
        value: &mut Value,
        error: &serde_path_to_error::Error<toml::de::Error>,
    ) -> bool {
        let keys: Vec<String> = error
            .path()
            .iter()
            .filter_map(|segment| match segment {
                Segment::Seq { index } => Some(index.to_string()),
                Segment::Map { key } => Some(key.clone()),
                Segment::Enum { variant } => Some(variant.clone()),
                Segment::Unknown => None,
            })
            .collect();
        let message = error.inner().message().trim_end().to_owned();
        let (pointer, taken) = self.take_out(value, &keys);
        let follows = missing_field(&message)
            .is_some_and(|field| self.removed.contains(&format!("{pointer}/{}", segment(field))));
        if !follows {
            self.problems.push(Problem::new(code_of(&message), pointer.clone(), message));
        }
        self.removed.push(pointer);
        taken
    }

    /// Removes the node at `keys`, or the deepest node on the way to it, and returns its pointer
    /// in the file as it was written.
    fn take_out(&mut self, value: &mut Value, keys: &[String]) -> (String, bool) {
        let mut pointer = String::new();
        let mut node = value;
        for (depth, key) in keys.iter().enumerate() {
            let last = depth + 1 == keys.len();
            match node {
                Value::Table(table) if table.contains_key(key) => {
                    pointer = format!("{pointer}/{}", segment(key));
                    if last || !is_container(&table[key]) {
                        table.remove(key);
                        return (pointer, true);
                    }
                    node = &mut table[key];
                }
                Value::Array(items) => {
                    let Some(at) = key.parse().ok().filter(|&at: &usize| at < items.len()) else {
                        return (pointer, false);
                    };
                    let gaps = self.gaps.entry(pointer.clone()).or_default();
                    let original = gaps.iter().fold(at, |at, &gap| at + usize::from(gap <= at));
                    pointer = format!("{pointer}/{original}");
                    if last || !is_container(&items[at]) {
                        items.remove(at);
                        gaps.push(original);
                        gaps.sort_unstable();
                        return (pointer, true);
                    }
                    node = &mut items[at];
                }
                _ => return (pointer, false),
            }
        }
        (pointer, false)
    }
}

fn is_container(value: &Value) -> bool {
    matches!(value, Value::Table(_) | Value::Array(_))
}

fn missing_field(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.strip_suffix('`')
}

fn code_of(message: &str) -> &'static str {
    if message.starts_with("missing field") {
        "missing_setting"
    } else if message.starts_with("unknown field") {
        "unknown_setting"
    } else {
        "bad_setting"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the problems are looked at")]
    struct Outer {
        name: String,
        #[serde(default)]
        items: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the problems are looked at")]
    struct Inner {
        size: u8,
    }

    #[test]
    fn every_problem_is_found_at_its_own_place() {
        let text = "name = 1\ncolour = 2\n[[items]]\nsise = 3\n[[items]]\nsize = 4\n\
                    [[items]]\nsize = 999\n[[items]]\nsize = 1\nshape = 'round'";
        let problems = from_toml::<Outer>(text).expect_err("five problems");
        let mut found: Vec<_> = problems.iter().map(|p| format!("{} {}", p.path, p.code)).collect();
        found.sort();
        assert_eq!(
            found,
            [
                "/colour unknown_setting",
                "/items/0 missing_setting",
                "/items/0/sise unknown_setting",
                "/items/2/size bad_setting",
                "/items/3/shape unknown_setting",
                "/name bad_setting",
            ]
        );
    }
}
