//! Why a wording can't be used, in the language of the reader.

use documents::TemplateError;
use survey::Language;

/// What is wrong, and on which line.
pub(super) fn words(error: &TemplateError, language: Language) -> String {
    match language {
        Language::English => error.to_string(),
        Language::Chinese => chinese(error),
    }
}

fn chinese(error: &TemplateError) -> String {
    match error {
        TemplateError::Toml(inner) => format!("不是 TOML 文件：{inner}"),
        TemplateError::UnknownSentence { line, name, known } => {
            format!("第{line}行：没有“{name}”这一句，可改的句子有 {known}")
        }
        TemplateError::Unusable { line, name, reason } => {
            format!("第{line}行：句子“{name}”不能用：{reason}")
        }
        TemplateError::UnknownValue { line, name, value, known } => {
            format!("第{line}行：句子“{name}”里没有“{value}”这个值，可用的有 {known}")
        }
        TemplateError::Dropped { line, name, value } => {
            format!("第{line}行：句子“{name}”在任何情况下都必须写出 {{{{{value}}}}}")
        }
        TemplateError::WordOfDegree { line, name, word } => format!(
            "第{line}行：句子“{name}”不论变化是否显著都写了“{word}”，请改用 {{{{adverb}}}} 或 \
             {{{{significance}}}}"
        ),
    }
}
