//! A questionnaire as a workbook, to be edited by people and read back.

use survey::{Category, Label, OptionKind, Problem, Question, Questionnaire, Scale, ScaleOption};

use super::choices::NAMES_CATEGORY;
use super::package::{SheetText, workbook};
use super::settings::{SCHEME_NAME_EN, TITLE_EN};
use super::{CATEGORIES, CHOICES, REASONS, SETTINGS, SURVEY, read, rule};
use crate::error::ExchangeError;
use crate::questionnaire::Standard;

const CHINESE: &str = "中文 (zh)";
const ENGLISH: &str = "English (en)";

/// Writes a questionnaire as a workbook in XLSForm layout. It is read back the same.
///
/// # Errors
/// When something of it can't be written so; then what, and why.
pub fn write_questionnaire(questionnaire: &Questionnaire) -> Result<Vec<u8>, ExchangeError> {
    let file = questionnaire.code.as_str();
    let refuse =
        |detail: String| ExchangeError::of_settings(file, Problem::new("not_writable", "", detail));
    let sheets = [
        survey(questionnaire).map_err(refuse)?,
        choices(questionnaire),
        settings(questionnaire),
        categories(questionnaire),
        reasons(questionnaire),
    ];
    let bytes = workbook(&sheets).map_err(|error| refuse(error.to_string()))?;
    // The layout has no place for an unused scale, for instance, or for blanks around words.
    if read(file, &bytes, Standard::AsAsked)?.questionnaire != *questionnaire {
        let detail = "a workbook would not hold all of it: write it as TOML";
        return Err(refuse(detail.to_owned()));
    }
    Ok(bytes)
}

fn survey(questionnaire: &Questionnaire) -> Result<SheetText, String> {
    let mut rows = vec![headings(&[
        "type",
        "name",
        &by_language("label", CHINESE),
        &by_language("label", ENGLISH),
        &by_language("hint", CHINESE),
        &by_language("hint", ENGLISH),
        "relevant",
        "category",
        "weight",
    ])];
    rows.extend(note("opening", questionnaire.opening.as_ref(), questionnaire));
    for question in &questionnaire.questions {
        rows.push(question_row(question)?);
    }
    rows.extend(note("closing", questionnaire.closing.as_ref(), questionnaire));
    Ok(SheetText { name: SURVEY, rows })
}

/// Words that are said, under a name that no question has.
fn note(name: &str, words: Option<&Label>, questionnaire: &Questionnaire) -> Option<Vec<String>> {
    let words = words?;
    let mut name = name.to_owned();
    while questionnaire.question(&name).is_some() {
        name.push('_');
    }
    Some([vec!["note".to_owned(), name], both(words)].concat())
}

fn question_row(question: &Question) -> Result<Vec<String>, String> {
    let kind = match &question.scale {
        Some(scale) => format!("select_one {scale}"),
        None => "text".to_owned(),
    };
    let hint = question.hint.as_ref().map_or_else(|| vec![String::new(); 2], both);
    let relevant = question.relevant.as_ref().map(rule::written).transpose()?;
    let category = question.category.as_ref().map(ToString::to_string);
    let last = vec![
        relevant.unwrap_or_default(),
        category.unwrap_or_default(),
        question.weight.to_string(),
    ];
    Ok([vec![kind, question.code.to_string()], both(&question.text), hint, last].concat())
}

fn choices(questionnaire: &Questionnaire) -> SheetText {
    let mut rows = vec![headings(&[
        "list_name",
        "name",
        &by_language("label", CHINESE),
        &by_language("label", ENGLISH),
        "kind",
        "negative",
    ])];
    // A column that few need would only ask to be filled in.
    let priorities = questionnaire.scales.iter().any(Scale::names_priorities);
    rows[0].extend(priorities.then(|| NAMES_CATEGORY.to_owned()));
    for scale in &questionnaire.scales {
        let row = |option: &ScaleOption| {
            let kind = match option.kind {
                OptionKind::Substantive => "substantive",
                OptionKind::DontKnow => "dont_know",
                OptionKind::Refused => "refused",
            };
            let negative = if option.negative { "yes" } else { "no" };
            let mut last = vec![kind.to_owned(), negative.to_owned()];
            let category = option.category.as_ref().map(ToString::to_string);
            last.extend(priorities.then(|| category.unwrap_or_default()));
            let first = vec![scale.code.to_string(), option.code.to_string()];
            [first, both(&option.label), last].concat()
        };
        rows.extend(scale.options.iter().map(row));
    }
    SheetText { name: CHOICES, rows }
}

fn settings(questionnaire: &Questionnaire) -> SheetText {
    let mut columns = vec![
        ("form_title", questionnaire.title.zh.clone()),
        ("form_id", questionnaire.code.to_string()),
        ("version", questionnaire.version.to_string()),
        ("default_language", CHINESE.to_owned()),
        ("category_scheme", questionnaire.scheme.code.to_string()),
        ("category_scheme_name", questionnaire.scheme.name.zh.clone()),
    ];
    if let Some(legal) = &questionnaire.legal {
        columns.extend([
            ("form_no", legal.form_no.clone()),
            ("issuing_authority", legal.issuing_authority.clone()),
            ("approval_no", legal.approval_no.clone()),
            ("valid_until", legal.valid_until.to_string()),
        ]);
    }
    columns.extend(questionnaire.overall.as_ref().map(|code| ("overall", code.to_string())));
    let mut rows: Vec<Vec<String>> = vec![
        columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
        columns.into_iter().map(|(_, value)| value).collect(),
    ];
    for (name, label) in
        [(TITLE_EN, &questionnaire.title), (SCHEME_NAME_EN, &questionnaire.scheme.name)]
    {
        if let Some(english) = &label.en {
            rows[0].push(name.to_owned());
            rows[1].push(english.clone());
        }
    }
    SheetText { name: SETTINGS, rows }
}

fn categories(questionnaire: &Questionnaire) -> SheetText {
    let mut rows = vec![headings(&[
        "code",
        &by_language("label", CHINESE),
        &by_language("label", ENGLISH),
        "parent",
    ])];
    let row = |category: &Category| {
        let parent = category.parent.as_ref().map(ToString::to_string).unwrap_or_default();
        [vec![category.code.to_string()], both(&category.name), vec![parent]].concat()
    };
    rows.extend(questionnaire.scheme.categories.iter().map(row));
    SheetText { name: CATEGORIES, rows }
}

fn reasons(questionnaire: &Questionnaire) -> SheetText {
    let mut rows = vec![headings(&[
        "category",
        "code",
        &by_language("label", CHINESE),
        &by_language("label", ENGLISH),
    ])];
    for category in &questionnaire.scheme.categories {
        rows.extend(category.reasons.iter().map(|reason| {
            [vec![category.code.to_string(), reason.code.to_string()], both(&reason.label)].concat()
        }));
    }
    SheetText { name: REASONS, rows }
}

fn headings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn by_language(name: &str, language: &str) -> String {
    format!("{name}::{language}")
}

fn both(label: &Label) -> Vec<String> {
    vec![label.zh.clone(), label.en.clone().unwrap_or_default()]
}
