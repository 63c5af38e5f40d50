//! The codebook: what the columns and codes of a file of answers mean.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Column, ColumnKind, Row};
use crate::{Label, OptionKind, Questionnaire, Scale, Unit};

/// What a line of the codebook explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A column of the file of answers.
    Column,
    /// A category; above it stands another one or none.
    Category,
    /// A question; above it stands its category.
    Question,
    /// An option; above it stands its scale.
    Option,
    /// A unit; above it stands another one or none.
    Unit,
}

impl Entry {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::Category => "category",
            Self::Question => "question",
            Self::Option => "option",
            Self::Unit => "unit",
        }
    }
}

/// One line of the codebook.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CodebookRow {
    /// What is explained.
    pub entry: Entry,
    /// Questionnaire that says so; empty for columns and units.
    pub questionnaire: String,
    /// Its version.
    pub version: Option<u32>,
    /// The code, or the name of the column.
    pub code: String,
    /// Code of what stands above it: of a question its category, of an option its scale.
    pub above: String,
    /// Of a question its scale, of an option whether it is an opinion, of a unit its level.
    pub detail: String,
    /// Weight of a question within its category.
    pub weight: Option<f64>,
    /// What it says in Chinese.
    pub label_zh: String,
    /// What it says in English, as far as somebody translated it.
    pub label_en: String,
}

impl Row for CodebookRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("entry", Text, |r: &Self| r.entry.as_str().into()),
            Column::new("questionnaire", Text, |r: &Self| r.questionnaire.as_str().into()),
            Column::new("version", Count, |r: &Self| r.version.into()),
            Column::new("code", Text, |r: &Self| r.code.as_str().into()),
            Column::new("above", Text, |r: &Self| r.above.as_str().into()),
            Column::new("detail", Text, |r: &Self| r.detail.as_str().into()),
            Column::new("weight", Number, |r: &Self| r.weight.into()),
            Column::new("label_zh", Text, |r: &Self| r.label_zh.as_str().into()),
            Column::new("label_en", Text, |r: &Self| r.label_en.as_str().into()),
        ]
    }
}

/// What the columns of the file of answers hold.
const COLUMNS: [(&str, &str, &str); 13] = [
    ("response_id", "答卷编号，由设备生成，不含个人信息", "Id of the response, which tells nobody"),
    ("round", "调查轮次", "Round"),
    ("unit_code", "单位代码", "Unit"),
    ("mode", "调查方式", "Mode"),
    ("interviewed_on", "调查日期", "Day of the interview"),
    ("stratum", "抽样层", "Stratum of the sample"),
    ("psu", "初级抽样单元；空白表示直接抽取", "Sampling point; empty for who was drawn directly"),
    ("weight", "权重", "Weight of the interview"),
    ("question_code", "题目代码", "Question"),
    ("category", "问题类别", "Category of the question"),
    ("answer", "选项代码", "Option that was chosen"),
    ("label", "选项文字", "What the option says"),
    (
        "kind",
        "substantive 实质回答，dont_know 不了解，refused 拒答；未回答和未询问的没有行",
        "substantive, dont_know or refused; what was not answered or not asked has no row",
    ),
];

/// The whole codebook: columns, then each questionnaire version, then units.
pub fn codebook(questionnaires: &[Questionnaire], units: &[Unit]) -> Vec<CodebookRow> {
    let columns = COLUMNS.map(|(name, zh, en)| {
        let label = Label { zh: zh.to_owned(), en: Some(en.to_owned()) };
        line(Entry::Column, name, "", &label)
    });
    let unit = |unit: &Unit| CodebookRow {
        detail: unit.level.to_string(),
        ..line(Entry::Unit, unit.code.as_str(), text(unit.parent.as_ref()), &unit.name)
    };
    let asked = questionnaires.iter().flat_map(of_questionnaire);
    columns.into_iter().chain(asked).chain(units.iter().map(unit)).collect()
}

fn of_questionnaire(asked: &Questionnaire) -> Vec<CodebookRow> {
    let categories = asked.scheme.categories.iter().map(|category| {
        let above = text(category.parent.as_ref());
        line(Entry::Category, category.code.as_str(), above, &category.name)
    });
    let questions = asked.questions.iter().map(|question| CodebookRow {
        detail: text(question.scale.as_ref()).to_owned(),
        weight: Some(question.weight),
        ..line(
            Entry::Question,
            question.code.as_str(),
            text(question.category.as_ref()),
            &question.text,
        )
    });
    let lines = categories.chain(questions).chain(asked.scales.iter().flat_map(of_scale));
    lines
        .map(|line| CodebookRow {
            questionnaire: asked.code.to_string(),
            version: Some(asked.version),
            ..line
        })
        .collect()
}

fn of_scale(scale: &Scale) -> impl Iterator<Item = CodebookRow> + '_ {
    scale.options.iter().map(|option| CodebookRow {
        detail: OptionKind::as_str(option.kind).to_owned(),
        ..line(Entry::Option, option.code.as_str(), scale.code.as_str(), &option.label)
    })
}

fn text(code: Option<&crate::Code>) -> &str {
    code.map_or("", crate::Code::as_str)
}

fn line(entry: Entry, code: &str, above: &str, label: &Label) -> CodebookRow {
    CodebookRow {
        entry,
        questionnaire: String::new(),
        version: None,
        code: code.to_owned(),
        above: above.to_owned(),
        detail: String::new(),
        weight: None,
        label_zh: label.zh.clone(),
        label_en: label.en.clone().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::AnswerRow;

    #[test]
    fn every_column_of_the_answers_is_explained() {
        let explained = COLUMNS.map(|(name, ..)| name);
        let columns: Vec<_> = AnswerRow::columns().iter().map(|column| column.name).collect();
        assert_eq!(explained.to_vec(), columns);
    }
}
