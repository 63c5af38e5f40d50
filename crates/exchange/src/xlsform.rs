//! Questionnaires as workbooks in XLSForm layout, which offices know from KoboToolbox and ODK.
//!
//! A subset is read: questions that are answered by a scale or in free text, words before and after
//! them, groups, and rules by one earlier question. Whatever else stands in a workbook is either
//! refused or listed with its place, and never dropped without a word: somebody meant something by
//! it. What scoring needs and XLSForm doesn't have stands in columns and sheets of our own; programs
//! that read XLSForm pass over them.

mod categories;
mod choices;
mod package;
mod report;
mod rows;
mod rule;
mod settings;
mod sheet;
mod survey_sheet;
mod write;

use survey::{CategoryScheme, Questionnaire};

use self::report::Report;
use self::sheet::{Sheets, Tongue};
use crate::error::ExchangeError;
use crate::questionnaire::{QuestionnaireFile, Standard};

pub use self::write::write_questionnaire;

/// Most bytes that a workbook with a questionnaire may unpack to.
const UNPACKED_BYTES_MAX: u64 = 16 << 20;

/// Names of the sheets.
const SURVEY: &str = "survey";
const CHOICES: &str = "choices";
const SETTINGS: &str = "settings";
const CATEGORIES: &str = "categories";
const REASONS: &str = "reasons";

/// Reads a workbook and checks what it says.
pub(crate) fn read(
    file: &str,
    bytes: &[u8],
    standard: Standard,
) -> Result<QuestionnaireFile, ExchangeError> {
    let mut report = Report::default();
    let sheets = Sheets::read(file, bytes, UNPACKED_BYTES_MAX, &mut report)?;
    let questionnaire = questionnaire(&sheets, &mut report);
    let notes = questionnaire.as_ref().map(Questionnaire::publication_warnings).unwrap_or_default();
    if let Some(questionnaire) = &questionnaire {
        report.check(standard.problems(questionnaire));
    }
    let notes = report.with_notes(notes);
    match (questionnaire, report.into_faults()) {
        (Some(questionnaire), faults) if faults.is_empty() => {
            Ok(QuestionnaireFile { questionnaire, notes })
        }
        (_, problems) => Err(ExchangeError::Settings { file: file.to_owned(), problems }),
    }
}

/// What the sheets say, as far as it makes a questionnaire: the rules are checked on a part too, so
/// that people see everything that is wrong at once.
fn questionnaire(sheets: &Sheets, report: &mut Report) -> Option<Questionnaire> {
    let head = settings::read(sheets, report);
    let plain = head.as_ref().map_or(Tongue::Chinese, |head| head.plain);
    let scales = choices::read(sheets, plain, report);
    let categories = categories::read(sheets, plain, report);
    let asked = survey_sheet::read(sheets, plain, report);
    let head = head?;
    let scales = scales.used_in(&asked.questions, report);
    Some(Questionnaire {
        code: head.code?,
        version: head.version?,
        title: head.title?,
        legal: head.legal,
        opening: asked.opening,
        closing: asked.closing,
        scheme: CategoryScheme { code: head.scheme?, name: head.scheme_name?, categories },
        scales,
        overall: head.overall,
        questions: asked.questions,
    })
}
