//! Questionnaires as files: TOML with the fields of [`survey::Questionnaire`], or a workbook in
//! XLSForm layout.

use std::io::Read;
use std::path::Path;

use survey::{Problem, Questionnaire};

use crate::error::{ExchangeError, shown};
use crate::{settings, xlsform};

/// Largest file of a questionnaire, in bytes. The largest real one is below a tenth of it.
const FILE_BYTES_MAX: u64 = 8 << 20;

/// What a questionnaire must keep to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// What everybody made here must keep, see [`Questionnaire::publication_problems`].
    Publication,
    /// What a survey must keep that was asked elsewhere: its scales are what they were.
    AsAsked,
}

/// A questionnaire that was read from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionnaireFile {
    /// What it says.
    pub questionnaire: Questionnaire,
    /// What was left out of the file and why, and what else deserves a look.
    pub notes: Vec<Problem>,
}

impl Standard {
    pub(crate) fn problems(self, questionnaire: &Questionnaire) -> Vec<Problem> {
        match self {
            Self::Publication => questionnaire.publication_problems(),
            Self::AsAsked => questionnaire.problems(),
        }
    }
}

/// Reads a questionnaire and checks it. The ending says whether it is TOML or XLSX.
///
/// # Errors
/// When the file can't be read, or every problem of its contents.
pub fn open_questionnaire(
    path: &Path,
    standard: Standard,
) -> Result<QuestionnaireFile, ExchangeError> {
    let name = shown(path);
    let io = |error| ExchangeError::io(&name, error);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(io)?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let detail = format!("a questionnaire has at most {FILE_BYTES_MAX} bytes");
        return Err(ExchangeError::of_settings(&name, Problem::new("too_large", "", detail)));
    }
    questionnaire_of(&name, &bytes, standard)
}

/// As [`open_questionnaire`], from bytes that somebody sent. `name` is what they called the file.
///
/// # Errors
/// Every problem of the contents.
pub fn questionnaire_of(
    name: &str,
    bytes: &[u8],
    standard: Standard,
) -> Result<QuestionnaireFile, ExchangeError> {
    let ending = Path::new(name).extension();
    if ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        return xlsform::read(name, bytes, standard);
    }
    let text = str::from_utf8(bytes).map_err(|_| {
        let detail = "the file is neither TOML in UTF-8 nor XLSX with an ending that says so";
        ExchangeError::of_settings(name, Problem::new("not_toml", "", detail))
    })?;
    let questionnaire: Questionnaire = settings::parse(text, name)?;
    let problems = standard.problems(&questionnaire);
    let notes = questionnaire.publication_warnings();
    settings::settled(name, problems, QuestionnaireFile { questionnaire, notes })
}

/// Writes a questionnaire as TOML that is read back the same.
///
/// # Errors
/// When a value has no form in TOML.
pub fn questionnaire_toml(questionnaire: &Questionnaire) -> Result<String, ExchangeError> {
    toml::to_string_pretty(questionnaire).map_err(|error| {
        let problem = Problem::new("not_writable", "", error.to_string());
        ExchangeError::of_settings(questionnaire.code.as_str(), problem)
    })
}
