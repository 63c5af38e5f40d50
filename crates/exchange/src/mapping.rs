//! The mapping: a description of a foreign file, so that no file needs a program of its own.
//!
//! The crate's README explains every setting with an example.

pub(crate) mod check;
mod load;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::Deserialize;
use survey::{Code, Label, Questionnaire, Round};

/// Describes foreign files of one kind.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// Name of the source; part of every id made from key columns.
    pub source: String,
    /// What happens to a row when one of its answers is not an option.
    pub invalid_answer: InvalidAnswer,
    /// How the file is laid out.
    pub file: FileForm,
    /// Where everything but the answers comes from.
    pub fields: Fields,
    /// Where the answers come from and what their values mean.
    pub answers: Answers,
    /// The questionnaire; after loading also the one that `questionnaire_file` names.
    pub questionnaire: Option<Questionnaire>,
    /// Path of the questionnaire, relative to the mapping.
    pub questionnaire_file: Option<PathBuf>,
    /// The rounds; after loading also those that `rounds_file` names.
    pub rounds: Vec<Round>,
    /// Path of a rounds file, relative to the mapping.
    pub rounds_file: Option<PathBuf>,
    /// Our own columns: values are taken as they stand and a protecting apostrophe is removed.
    #[serde(skip)]
    pub(crate) own: bool,
}

/// What happens when one answer is not an option of its scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvalidAnswer {
    /// The whole row is left out.
    #[default]
    RejectRow,
    /// The row is kept, the answer counts as unanswered and is listed all the same.
    RejectAnswer,
}

/// How a file is laid out.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileForm {
    /// CSV or XLSX; without it the file's ending decides.
    pub format: Option<Format>,
    /// One row per response, or one row per answer.
    pub shape: Shape,
    /// Encoding of a CSV file without a byte order mark.
    pub encoding: Encoding,
    /// Field separator of a CSV file.
    pub delimiter: char,
    /// Sheet of an XLSX file; without it the first.
    pub sheet: Option<String>,
    /// Lines above the header.
    pub skip_lines: u64,
    /// Texts that mean "nothing stands here", besides the empty cell.
    pub blank: Vec<String>,
    /// Long files: the rows of a response stand together. False reads the whole file into memory
    /// before the first response.
    pub contiguous: bool,
}

impl Default for FileForm {
    fn default() -> Self {
        Self {
            format: None,
            shape: Shape::Wide,
            encoding: Encoding::Utf8,
            delimiter: ',',
            sheet: None,
            skip_lines: 0,
            blank: Vec::new(),
            contiguous: true,
        }
    }
}

/// Kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with separators.
    Csv,
    /// Excel and WPS workbook.
    Xlsx,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A response, with one column per question.
    #[default]
    Wide,
    /// An answer, with a question column and an answer column.
    Long,
}

/// Encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Encoding {
    /// UTF-8; a byte order mark of UTF-8 or UTF-16 is obeyed.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// The Chinese national standard, which GBK and GB2312 are parts of.
    #[serde(rename = "gb18030")]
    Gb18030,
}

/// Where everything but the answers comes from.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fields {
    /// Identity of the response.
    pub id: IdRule,
    /// Round code; without it the mapping's only round.
    pub round: Option<Field>,
    /// Way of asking.
    pub mode: Field,
    /// Day of the interview.
    pub date: DateField,
    /// Unit of the respondent.
    pub unit: UnitField,
    /// Pseudonymous number of the respondent.
    pub respondent: Option<Field>,
    /// Sampling stratum.
    pub stratum: Option<Field>,
    /// Primary sampling unit.
    pub psu: Option<Field>,
    /// Design weight; 1 without it.
    pub weight: Option<Field>,
    /// When the interview began.
    pub started_at: Option<InstantField>,
    /// When the interview ended.
    pub ended_at: Option<InstantField>,
    /// Version of the questionnaire that was asked.
    pub form_version: Option<Field>,
}

/// Identity of a response: a UUID that the file has, or one made from key columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdRule {
    /// Column with a UUID.
    pub uuid: Option<String>,
    /// Columns that together name a response within its round.
    pub key: Vec<String>,
}

/// A constant, a column, or several columns joined by `/`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Field {
    /// The constant.
    pub value: Option<String>,
    /// The column.
    pub column: Option<String>,
    /// The columns.
    pub columns: Vec<String>,
    /// Text of the file → our text. What is not listed stays as it is.
    pub values: BTreeMap<String, String>,
    /// Our text where the cell is blank.
    pub if_blank: Option<String>,
}

/// A day: constant, or a column with dates, labels or years.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DateField {
    /// The constant.
    pub value: Option<Date>,
    /// The column.
    pub column: Option<String>,
    /// How the column writes it (`strptime`); without it ISO 8601.
    pub format: Option<String>,
    /// Characters to pass over before the format begins.
    pub skip: usize,
    /// Month that stands for a year, where the format has none.
    pub month: Option<i8>,
    /// Day that stands for a month, where the format has none; 1 without it.
    pub day: Option<i8>,
    /// Text of the file → day, looked at before the format.
    pub values: BTreeMap<String, Date>,
}

/// An instant from a column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InstantField {
    /// The column.
    pub column: String,
    /// How the column writes it (`strptime`); without it RFC 3339.
    pub format: Option<String>,
    /// Offset of the file's clock, e.g. `+08:00`, where the format has none.
    pub utc_offset: Option<String>,
}

/// The unit: a constant code, a column of codes, or levels from which the tree is built.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UnitField {
    /// The constant.
    pub value: Option<Code>,
    /// Column with codes of a tree that is already known.
    pub column: Option<String>,
    /// Text of the column → our unit code.
    pub values: BTreeMap<String, String>,
    /// Unit where the column, or the key of the lookup, is blank.
    pub if_blank: Option<Code>,
    /// The unit above all levels.
    pub root: Option<RootUnit>,
    /// The levels, from top to bottom.
    pub levels: Vec<LevelColumn>,
    /// What a blank level means.
    pub blank_level: BlankLevel,
    /// A second file that holds the level columns.
    pub lookup: Option<Lookup>,
}

/// The unit above all levels.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootUnit {
    /// Its code, with which every code below begins.
    pub code: Code,
    /// Its name.
    pub name: Label,
    /// Its level word.
    pub level: Code,
}

/// One level of the unit tree.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelColumn {
    /// Column with the unit's name.
    pub column: String,
    /// Level word.
    pub level: Code,
    /// Column with the unit's own code; without it the code is the path of names.
    #[serde(default)]
    pub code: Option<String>,
    /// Pattern of the name, `{}` stands for the text of the column.
    #[serde(default)]
    pub name: Option<Label>,
    /// Text of the file → text that is used instead.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

/// What a blank level means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlankLevel {
    /// The row is left out.
    #[default]
    Reject,
    /// The response counts for the level above, in the end for the root.
    Parent,
}

/// A second CSV file that says where a unit belongs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// Its path, relative to the mapping.
    pub file: PathBuf,
    /// Column of the data file.
    pub column: String,
    /// Column of the lookup file with the same values.
    pub key: String,
    /// Encoding of the lookup file.
    #[serde(default)]
    pub encoding: Encoding,
    /// Field separator of the lookup file.
    #[serde(default = "comma")]
    pub delimiter: char,
}

fn comma() -> char {
    ','
}

/// Where the answers come from and what their values mean.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answers {
    /// Long files: column with the question.
    pub question_column: Option<String>,
    /// Long files: column with the answer.
    pub answer_column: Option<String>,
    /// Questions of the questionnaire that the file does not have: not asked.
    pub absent: Vec<Code>,
    /// Questions of the file that the questionnaire does not have.
    pub others: Option<Others>,
    /// A blank answer to a question that the skip rule closes is "not asked".
    pub skip_rules: bool,
    /// For every question.
    pub all: Reading,
    /// For the questions of a scale, by scale code.
    pub scales: BTreeMap<Code, Reading>,
    /// For single questions, by question code.
    pub questions: BTreeMap<Code, Reading>,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            question_column: None,
            answer_column: None,
            absent: Vec::new(),
            others: None,
            skip_rules: true,
            all: Reading::default(),
            scales: BTreeMap::new(),
            questions: BTreeMap::new(),
        }
    }
}

/// Questions of the file that the questionnaire does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Others {
    /// They are passed over. The default for wide files, which hold much besides answers.
    Ignore,
    /// They are at fault. The default for long files.
    Refuse,
}

/// What the values of answers mean.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// Single questions: column name (wide) or text of the question column (long). Without it the
    /// question's code.
    pub name: Option<String>,
    /// Text of the file → option code.
    pub aliases: BTreeMap<String, Code>,
    /// The file counts the other way round: its code of the best option means the worst.
    pub reversed: Option<bool>,
    /// Values that say the question was not asked.
    pub not_asked: Option<Vec<String>>,
    /// Values that say nobody answered.
    pub no_answer: Option<Vec<String>>,
}
