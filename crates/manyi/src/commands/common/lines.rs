//! Lines of the tables of `manyi common`.

use figures::Twin;
use serde::Serialize;
use store::UnitTask;
use survey::common::IssueGroup;
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Language, UnitTree};

/// A proposed group.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct GroupLine(pub(super) IssueGroup);

/// A common issue.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct CommonLine(pub(super) store::CommonLine);

/// The task of a unit.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct TaskLine(pub(super) UnitTask);

fn text<T: 'static>(
    name: &'static str,
    of: impl Fn(&T) -> String + Send + Sync + 'static,
) -> Column<T> {
    Column::new(name, ColumnKind::Text, move |line: &T| {
        Some(of(line)).filter(|text| !text.is_empty()).map_or(Cell::Empty, |t| Cell::Text(t.into()))
    })
}

fn number<T: 'static>(
    name: &'static str,
    of: impl Fn(&T) -> usize + Send + Sync + 'static,
) -> Column<T> {
    Column::new(name, ColumnKind::Count, move |line: &T| Cell::from(u32::try_from(of(line)).ok()))
}

fn joined<T: ToString>(parts: impl IntoIterator<Item = T>) -> String {
    parts.into_iter().map(|part| part.to_string()).collect::<Vec<_>>().join(" ")
}

impl GroupLine {
    fn words(&self) -> String {
        joined(self.0.words.iter().map(|shared| format!("{}×{}", shared.word, shared.issues)))
    }

    /// The reason, or else the question.
    fn common(&self) -> String {
        let known = self.0.reason.as_ref().or(self.0.question.as_ref());
        known.map(ToString::to_string).unwrap_or_default()
    }
}

impl Row for GroupLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            text("category", |line: &Self| line.0.category.to_string()),
            text("basis", |line: &Self| line.0.basis.as_str().to_owned()),
            text("reason", |line: &Self| {
                line.0.reason.as_ref().map(ToString::to_string).unwrap_or_default()
            }),
            text("question", |line: &Self| {
                line.0.question.as_ref().map(ToString::to_string).unwrap_or_default()
            }),
            number("issues", |line: &Self| line.0.issues.len()),
            number("units", |line: &Self| line.0.units.len()),
            text("unit_codes", |line: &Self| joined(line.0.units.iter().map(|unit| &unit.unit))),
            text("words", Self::words),
            text("similarity", |line: &Self| {
                line.0.similarity.map(|percent| percent.to_string()).unwrap_or_default()
            }),
            text("ids", |line: &Self| joined(&line.0.issues)),
        ]
    }
}

pub(super) fn groups(lines: &[GroupLine], tree: &UnitTree, language: Language) -> Twin {
    let headers = language.pick(
        ["类别", "依据", "原因或题目", "件数", "单位数", "单位", "共有词", "相似度", "其中一件"],
        [
            "Category",
            "By",
            "Reason or question",
            "Issues",
            "Units",
            "Which",
            "Shared words",
            "Alike",
            "One of them",
        ],
    );
    let row = |line: &GroupLine| {
        let group = &line.0;
        let unit = |of: &survey::common::cluster::UnitIssues| {
            format!("{}({})", tree.name(of.unit.as_str(), language), of.issues)
        };
        vec![
            group.category.to_string(),
            group.basis.as_str().to_owned(),
            line.common(),
            group.issues.len().to_string(),
            group.units.len().to_string(),
            joined(group.units.iter().map(unit)),
            line.words(),
            group.similarity.map(|percent| format!("{percent}%")).unwrap_or_default(),
            group.issues.first().map(ToString::to_string).unwrap_or_default(),
        ]
    };
    twin(&headers, lines.iter().map(row).collect())
}

impl Row for CommonLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            text("id", |line: &Self| line.0.common.id.to_string()),
            text("unit", |line: &Self| line.0.common.unit.to_string()),
            text("category", |line: &Self| line.0.common.category.to_string()),
            text("title", |line: &Self| line.0.common.title.clone()),
            text("state", |line: &Self| line.0.common.state.to_string()),
            text("made_by", |line: &Self| line.0.common.made_by.clone()),
            text("made_at", |line: &Self| line.0.common.made_at.to_string()),
            number("tasks", |line: &Self| line.0.progress.tasks),
            number("found", |line: &Self| line.0.progress.found),
            number("places", |line: &Self| {
                usize::try_from(line.0.progress.places).unwrap_or(usize::MAX)
            }),
            number("not_found", |line: &Self| line.0.progress.not_found),
            number("unanswered", |line: &Self| line.0.progress.unanswered),
            number("overdue", |line: &Self| line.0.progress.overdue),
            number("returned", |line: &Self| line.0.progress.returned),
            number("late", |line: &Self| line.0.progress.late),
        ]
    }
}

pub(super) fn commons(lines: &[CommonLine], tree: &UnitTree, language: Language) -> Twin {
    let headers = language.pick(
        ["编号", "标题", "单位", "状态", "任务", "查有", "未查到", "未答", "逾期"],
        ["Id", "Title", "Unit", "State", "Tasks", "Found", "Not found", "No answer", "Overdue"],
    );
    let row = |line: &CommonLine| {
        let (common, progress) = (&line.0.common, &line.0.progress);
        let counts = [
            progress.tasks,
            progress.found,
            progress.not_found,
            progress.unanswered,
            progress.overdue,
        ];
        let mut row = vec![
            common.id.to_string(),
            common.title.clone(),
            tree.name(common.unit.as_str(), language).to_owned(),
            common.state.to_string(),
        ];
        row.extend(counts.map(|n| n.to_string()));
        row
    };
    twin(&headers, lines.iter().map(row).collect())
}

impl TaskLine {
    fn signed<T: Default>(&self, of: impl Fn(&survey::common::SignedAnswer) -> T) -> T {
        self.0.task.answer.as_ref().map(of).unwrap_or_default()
    }

    /// What was found, by an answer that stands.
    fn finding(&self) -> String {
        self.0.task.finding().map(|finding| finding.to_string()).unwrap_or_default()
    }
}

impl Row for TaskLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            text("unit", |line: &Self| line.0.unit.to_string()),
            text("state", |line: &Self| line.0.task.state.to_string()),
            text("due_on", |line: &Self| line.0.task.due_on.to_string()),
            text("finding", Self::finding),
            number("places", |line: &Self| {
                line.signed(|signed| usize::try_from(signed.answer.places).unwrap_or(usize::MAX))
            }),
            text("measures", |line: &Self| {
                line.signed(|signed| signed.answer.measures.clone().unwrap_or_default())
            }),
            text("statement", |line: &Self| line.signed(|signed| signed.answer.statement.clone())),
            text("signatory", |line: &Self| line.signed(|signed| signed.answer.signatory.clone())),
            text("answered_by", |line: &Self| line.signed(|signed| signed.by.clone())),
            text("answered_at", |line: &Self| line.signed(|signed| signed.at.to_string())),
            number("late", |line: &Self| line.signed(|signed| usize::from(signed.late))),
            number("returned", |line: &Self| {
                usize::try_from(line.0.task.returned).unwrap_or(usize::MAX)
            }),
            text("opened", |line: &Self| joined(&line.0.opened)),
        ]
    }
}

pub(super) fn tasks(lines: &[TaskLine], language: Language) -> Twin {
    let headers = language.pick(
        ["单位", "状态", "期限", "结果", "处数", "签字人", "说明"],
        ["Unit", "State", "Due", "Finding", "Places", "Signed by", "Statement"],
    );
    let row = |line: &TaskLine| {
        vec![
            line.0.unit.to_string(),
            line.0.task.state.to_string(),
            line.0.task.due_on.to_string(),
            line.finding(),
            line.signed(|signed| signed.answer.places.to_string()),
            line.signed(|signed| signed.answer.signatory.clone()),
            line.signed(|signed| signed.answer.statement.clone()),
        ]
    };
    twin(&headers, lines.iter().map(row).collect())
}

fn twin<const N: usize>(headers: &[&str; N], rows: Vec<Vec<String>>) -> Twin {
    let headers = headers.map(str::to_owned).to_vec();
    Twin { headers, rows, ..Twin::default() }
}
