//! Tables of a bulletin: real values, with how each column shows them.

use documents::{Cell, Column, ColumnKind, Plot, Table};
use survey::table::{AnswerShares, ChangeRow, IndexRow, RankingRow};
use survey::{OVERALL, OptionKind};

use super::material::Material;
use crate::words::flag_name;
use crate::{FiguresError, Twin};

const POINTS: ColumnKind = ColumnKind::Number { decimals: 2 };
const CHANGE: ColumnKind = ColumnKind::Change { decimals: 2 };
const SHARE: ColumnKind = ColumnKind::Percent { decimals: 1 };

impl Material<'_> {
    fn words(&self, zh: &str, en: &str) -> String {
        self.request.language.pick(zh, en).to_owned()
    }

    fn columns<const N: usize>(&self, columns: [(&str, &str, ColumnKind); N]) -> Vec<Column> {
        columns.map(|(zh, en, kind)| Column::new(self.words(zh, en), kind)).into()
    }

    /// The ranking, with everything that says how sure it is.
    pub(super) fn ranking_table(&self) -> Table {
        let language = self.request.language;
        let remark = |row: &IndexRow| row.flag.map_or("", |flag| flag_name(flag, language));
        let row = |row: &RankingRow| -> Vec<Cell> {
            let estimate = &row.estimate;
            vec![
                row.rank.into(),
                row.rank_low.into(),
                row.rank_high.into(),
                row.tier.into(),
                estimate.unit_name.as_str().into(),
                estimate.index.into(),
                estimate.ci_low.into(),
                estimate.ci_high.into(),
                row.change.into(),
                significance(row.change_p_holm, language).into(),
                estimate.rate.into(),
                estimate.n.into(),
                remark(estimate).into(),
            ]
        };
        let level = &self.level;
        Table {
            sheet: self.words("排名", "Ranking"),
            title: language.pick(
                format!("{level}满意度得分与名次"),
                format!("Index and rank: {}", level.to_lowercase()),
            ),
            columns: self.columns([
                ("名次", "Rank", ColumnKind::Count),
                ("最好名次", "Best rank", ColumnKind::Count),
                ("最差名次", "Worst rank", ColumnKind::Count),
                ("档", "Tier", ColumnKind::Count),
                ("单位", "Unit", ColumnKind::Text),
                ("得分", "Index", POINTS),
                ("区间下限", "95% low", POINTS),
                ("区间上限", "95% high", POINTS),
                ("较上期", "Change", CHANGE),
                ("变化", "Change is", ColumnKind::Text),
                ("满意率", "Rate", SHARE),
                ("有效样本", "n", ColumnKind::Count),
                ("备注", "Remark", ColumnKind::Text),
            ]),
            rows: self.ranking.iter().map(row).collect(),
            note: self.words(
                "最好、最差名次是95%联合置信水平下数据允许的名次；同档的单位，数据分不出先后。",
                "Best and worst rank are those that the data allow, jointly at 95%; within a tier the \
                 data give no order.",
            ),
            plot: Some(Plot { label: 4, value: 5, low: 6, high: 7 }),
        }
    }

    /// The categories, the weakest first.
    pub(super) fn category_table(&self) -> Table {
        let language = self.request.language;
        let row = |(row, change): &(IndexRow, Option<ChangeRow>)| -> Vec<Cell> {
            let moved = change.as_ref();
            vec![
                self.figures.category_name(&row.category, language).as_str().into(),
                row.index.into(),
                row.ci_low.into(),
                row.ci_high.into(),
                moved.and_then(|change| change.change).into(),
                significance(moved.and_then(|change| change.p_holm), language).into(),
                row.rate.into(),
                row.dont_know_share.into(),
                row.n.into(),
            ]
        };
        Table {
            sheet: self.words("类别", "Categories"),
            title: self.words("各类别得分（由低到高）", "Index of each category, the lowest first"),
            columns: self.columns([
                ("类别", "Category", ColumnKind::Text),
                ("得分", "Index", POINTS),
                ("区间下限", "95% low", POINTS),
                ("区间上限", "95% high", POINTS),
                ("较上期", "Change", CHANGE),
                ("变化", "Change is", ColumnKind::Text),
                ("满意率", "Rate", SHARE),
                ("不了解", "Don't know", SHARE),
                ("有效样本", "n", ColumnKind::Count),
            ]),
            rows: self.categories.iter().map(row).collect(),
            note: String::new(),
            plot: Some(Plot { label: 0, value: 1, low: 2, high: 3 }),
        }
    }

    /// What people said to each question.
    pub(super) fn answers_table(&self) -> Result<Table, FiguresError> {
        let language = self.request.language;
        let whole = crate::Cut { unit: Some(self.unit.to_string()), ..self.cut.clone() };
        let (heads, rows) = match self.figures.shares(&whole)? {
            Some((scale, rows)) => {
                let options = scale.options.into_iter();
                let asked = options.filter(|option| option.kind == OptionKind::Substantive);
                (asked.map(|option| option.label.get(language).to_owned()).collect(), rows)
            }
            None => (Vec::new(), Vec::new()),
        };
        let mut columns = self.columns([("问题", "Question", ColumnKind::Text)]);
        columns.extend(heads.into_iter().map(|head: String| Column::new(head, SHARE)));
        columns.extend(self.columns([
            ("不了解", "Don't know", SHARE),
            ("拒答", "Refused", SHARE),
            ("有效样本", "n", ColumnKind::Count),
        ]));
        let row = |row: &AnswerShares| {
            let mut cells = vec![Cell::from(row.label.as_str())];
            cells.extend(row.shares.iter().map(|share| Cell::Number(*share)));
            cells.extend([Cell::Number(row.dont_know_share), Cell::Number(row.refused_share)]);
            cells.push(row.n.into());
            cells
        };
        Ok(Table {
            sheet: self.words("回答分布", "Answers"),
            title: self.words("各问题回答分布", "Answers to each question"),
            columns,
            rows: rows.iter().map(row).collect(),
            note: self.words(
                "各选项占比以作出评价的人为基数。",
                "Shares of options are among those who gave an opinion.",
            ),
            plot: None,
        })
    }
}

impl Material<'_> {
    /// The index of each unit in each category: as many columns as there are categories.
    pub(super) fn heat_table(&self) -> Result<Table, FiguresError> {
        let language = self.request.language;
        let codes: Vec<&str> = std::iter::once(OVERALL)
            .chain(self.figures.cube().categories().map(|(code, _)| code.as_str()))
            .collect();
        let mut columns = self.columns([("单位", "Unit", ColumnKind::Text)]);
        let name = |code: &&str| Column::new(self.figures.category_name(code, language), POINTS);
        columns.extend(codes.iter().map(name));
        let cells = self.figures.heat(&self.cut)?;
        let row = |rows: &[IndexRow]| {
            let unit = rows.first().map_or("", |row| row.unit_name.as_str());
            let of = |code: &&str| rows.iter().find(|row| row.category == *code)?.index;
            let figures = codes.iter().map(|code| Cell::from(of(code)));
            std::iter::once(Cell::from(unit)).chain(figures).collect()
        };
        Ok(Table {
            sheet: self.words("热力图", "Heat map"),
            title: self.words("各单位各类别得分", "Index of each unit in each category"),
            columns,
            rows: cells.chunk_by(|a, b| a.unit_code == b.unit_code).map(row).collect(),
            note: String::new(),
            plot: None,
        })
    }
}

/// A table as a chart's page shows it.
pub(super) fn of_twin(twin: Twin, sheet: &str, title: &str) -> Table {
    let text = |header: String| Column::new(header, ColumnKind::Text);
    let cells = |row: Vec<String>| row.into_iter().map(Cell::Text).collect();
    Table {
        sheet: sheet.to_owned(),
        title: title.to_owned(),
        columns: twin.headers.into_iter().map(text).collect(),
        rows: twin.rows.into_iter().map(cells).collect(),
        note: String::new(),
        plot: None,
    }
}

/// Whether a change is real; nothing where there is none.
fn significance(p_holm: Option<f64>, language: survey::Language) -> &'static str {
    match p_holm {
        Some(p) if crate::leading::is_real(p) => language.pick("显著", "significant"),
        Some(_) => language.pick("不显著", "not significant"),
        None => "",
    }
}
