//! Tables as a workbook for Excel and WPS: how they were made, indices, ranking, questions, and bars
//! with their intervals.

use std::collections::BTreeSet;

use analytics::{By, IndexRequest, ModeSplit, UnitSelection};
use documents::workbook::{About as Properties, Bars, Sheet, Workbook};
use documents::{Column as SheetColumn, ColumnKind as SheetKind};
use jiff::civil::Date;
use survey::scoring::{DontKnowRule, Points};
use survey::table::{Column, ColumnKind, IndexRow, RankingRow, Row};
use survey::{Language, OVERALL, Period, RoundKind};

use crate::columns::{column_name, is_change, is_share};
use crate::{Cut, Figures, FiguresError, level_name, weights_name};

/// The date of a workbook about no period: it must have one.
const UNDATED: Date = Date::constant(2000, 1, 1);

/// What a workbook is about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The index table.
    pub rows: &'a [IndexRow],
    /// Official or mock rounds.
    pub kind: RoundKind,
    /// The cut that the table shows; its period, category and units are those of the table.
    pub cut: &'a Cut,
}

/// Some columns of a table as a workbook of one sheet, under the names that programs read.
///
/// # Errors
/// When it has more rows than a sheet holds.
pub fn sheet<R: Row>(
    name: &str,
    columns: &[Column<R>],
    rows: &[R],
) -> Result<Vec<u8>, FiguresError> {
    let properties =
        Properties { title: name, author: "manyi", dated: UNDATED, language: Language::English };
    let mut book = Workbook::new(&properties)?;
    add(&mut book, (name, name), (columns, rows), str::to_owned)?;
    Ok(book.bytes()?)
}

impl Figures {
    /// A workbook of an index table with all that is needed to read it: sheets on the method, the index,
    /// the ranking of the newest of its periods, the questions, and a chart.
    ///
    /// # Errors
    /// When a table has more rows than a sheet holds, or the cut does not fit the data.
    pub fn workbook(&self, about: &About<'_>, program: &str) -> Result<Vec<u8>, FiguresError> {
        let language = about.cut.language;
        let title = self.questionnaire.title.get(language);
        let author = format!("manyi {program}");
        let properties =
            Properties { title, author: &author, dated: Self::dated(about.rows), language };
        let mut book = Workbook::new(&properties)?;
        let heading = language.pick("本表如何得出", "How these figures were made");
        book.notes(language.pick("说明", "method"), heading, self.method(about, program)?)?;
        let words = |name: &str| column_name(name, language).to_owned();
        add(
            &mut book,
            (language.pick("得分", "index"), title),
            (&IndexRow::columns(), about.rows),
            words,
        )?;
        let ranking = self.ranking_of(about)?;
        add(
            &mut book,
            (language.pick("排名", "ranking"), title),
            (&RankingRow::columns(), &ranking),
            words,
        )?;
        let questions = self.questions_of(about)?;
        add(
            &mut book,
            (language.pick("题项", "questions"), title),
            (&IndexRow::columns(), &questions),
            words,
        )?;
        if !ranking.is_empty() {
            book.bars(&bars(&ranking, language))?;
        }
        Ok(book.bytes()?)
    }

    /// The last month of a table, by its first day: the same figures give the same bytes, and what is
    /// not shown gives no date.
    fn dated(rows: &[IndexRow]) -> Date {
        let end = rows.iter().map(|row| row.period.months().end).max();
        let last = end.map(|end| Period::Month(end).previous());
        last.and_then(|month| format!("{month}-01").parse().ok()).unwrap_or(UNDATED)
    }

    fn periods_of(rows: &[IndexRow]) -> Vec<Period> {
        let mut periods: Vec<Period> = rows.iter().map(|row| row.period).collect();
        periods.dedup();
        periods
    }

    /// The ranking of the table's newest period; of one unit there is none.
    fn ranking_of(&self, about: &About<'_>) -> Result<Vec<RankingRow>, FiguresError> {
        let newest =
            Self::periods_of(about.rows).into_iter().max_by_key(|p| p.months().end.index());
        if newest.is_none() || about.cut.unit.is_some() {
            return Ok(Vec::new());
        }
        let known = self.category_codes();
        let category = about.cut.category.clone().filter(|code| known.contains(code.as_str()));
        self.ranking(&Cut { period: newest, category, ..about.cut.clone() })
    }

    fn category_codes(&self) -> BTreeSet<&str> {
        let codes = self.cube.categories().map(|(code, _)| code.as_str());
        codes.chain([OVERALL]).collect()
    }

    /// Every question, for the units and periods of the table.
    fn questions_of(&self, about: &About<'_>) -> Result<Vec<IndexRow>, FiguresError> {
        let units: BTreeSet<&str> = about.rows.iter().map(|row| row.unit_code.as_str()).collect();
        let units_asked = match (&about.cut.unit, &about.cut.level) {
            (None, None) => UnitSelection::All,
            _ => self.units(about.cut)?,
        };
        let request = IndexRequest {
            periods: Self::periods_of(about.rows),
            units: units_asked,
            by: By::Question,
            modes: about.cut.mode.map(ModeSplit::Only).unwrap_or_default(),
            weights: about.cut.weights,
            thresholds: about.cut.thresholds,
            language: about.cut.language,
            ..IndexRequest::default()
        };
        let mut rows = self.index_table(about.cut, &request)?;
        rows.retain(|row| units.contains(row.unit_code.as_str()));
        Ok(rows)
    }

    fn units_text(&self, cut: &Cut) -> String {
        match (&cut.unit, &cut.level) {
            (Some(unit), _) => format!("{} {unit}", self.tree.name(unit, cut.language)),
            (None, Some(level)) => level_name(level, cut.language),
            (None, None) => cut.language.pick("全部单位", "all units").to_owned(),
        }
    }

    /// What a reader must know, each with what it is called.
    fn method(
        &self,
        about: &About<'_>,
        program: &str,
    ) -> Result<Vec<(&'static str, String)>, FiguresError> {
        let cut = about.cut;
        let language = cut.language;
        let say = |zh: &'static str, en: &'static str| language.pick(zh, en);
        let scheme = self.scheme(cut.scheme.as_deref())?;
        let points = points_text(&scheme.points, language);
        let periods: Vec<String> =
            Self::periods_of(about.rows).iter().map(ToString::to_string).collect();
        let form = &self.questionnaire;
        let limits = cut.thresholds;
        Ok(vec![
            (
                say("问卷", "Questionnaire"),
                format!("{} · {}@{}", form.title.get(language), form.code, form.version),
            ),
            (say("调查性质", "Rounds"), kind_text(about.kind, language).to_owned()),
            (say("单位", "Units"), self.units_text(cut)),
            (say("时期", "Periods"), periods.join(", ")),
            (
                say("计分办法", "Scheme"),
                format!("{} · {}@{} · {points}", scheme.name.get(language), scheme.code, scheme.version),
            ),
            (say("权重", "Weights"), weights_name(cut.weights, language).to_owned()),
            (say("不了解和拒答", "Don't know and refused"), silence_text(scheme.dont_know, language)),
            (
                say("两个指标", "Two figures"),
                say(
                    "满意度得分0至100，满意率是选最好几项的比例，二者不能互换",
                    "The index runs from 0 to 100; the rate is the share of the best options; neither stands for the other",
                )
                .to_owned(),
            ),
            (
                say("误差", "Errors"),
                say(
                    "按抽样设计（层、抽样点）和上述权重的泰勒线性化标准误，区间95%",
                    "Standard errors by Taylor linearisation under the design (strata, sampling points) and these weights; intervals of 95%",
                )
                .to_owned(),
            ),
            (
                say("空格", "Empty cells"),
                format!(
                    "{} {}；{} {}",
                    say("不足此数不予显示，样本少于", "Withheld, never 0, below so many respondents:"),
                    limits.shown_from,
                    say("不排名，样本少于", "no rank below"),
                    limits.ranked_from,
                ),
            ),
            (say("程序与数据", "Program and data"), format!("manyi {program} · r{}", self.revision())),
        ])
    }
}

fn kind_text(kind: RoundKind, language: Language) -> &'static str {
    match kind {
        RoundKind::Official => language.pick("正式调查", "official"),
        RoundKind::Mock => language.pick("模拟调查", "mock"),
    }
}

fn silence_text(rule: DontKnowRule, language: Language) -> String {
    match rule {
        DontKnowRule::OutOfBase => language.pick("不计入基数", "left out of the base").to_owned(),
        DontKnowRule::InBase => {
            language.pick("计入基数，0分", "in the base, at 0 points").to_owned()
        }
        DontKnowRule::AtPoints(points) => {
            format!("{} {points}", language.pick("计入基数，分值", "in the base, at points"))
        }
    }
}

fn points_text(points: &Points, language: Language) -> String {
    match points {
        Points::EqualSteps => language.pick("等距", "equal steps").to_owned(),
        Points::Table(points) => {
            points.iter().map(ToString::to_string).collect::<Vec<_>>().join(" / ")
        }
    }
}

fn add<R: Row>(
    book: &mut Workbook,
    (name, title): (&str, &str),
    (columns, rows): (&[Column<R>], &[R]),
    words: impl Fn(&str) -> String,
) -> Result<(), FiguresError> {
    let heads: Vec<SheetColumn> = columns
        .iter()
        .map(|column| SheetColumn::new(words(column.name), kind(column.name, column.kind)))
        .collect();
    let sheet = Sheet { name, title, columns: &heads };
    let cells = rows.iter().map(|row| columns.iter().map(move |column| column.of(row)));
    Ok(book.table(&sheet, cells)?)
}

/// How a column is shown; the cells keep all digits.
fn kind(name: &str, kind: ColumnKind) -> SheetKind {
    match kind {
        ColumnKind::Text => SheetKind::Text,
        ColumnKind::Count => SheetKind::Count,
        ColumnKind::Number if is_share(name) => SheetKind::Percent { decimals: 1 },
        ColumnKind::Number if is_change(name) => SheetKind::Change { decimals: 2 },
        ColumnKind::Number => SheetKind::Number { decimals: 2 },
    }
}

/// The ranked units with their intervals, the best first.
fn bars(rows: &[RankingRow], language: Language) -> Bars<'static> {
    let bar = |row: &RankingRow| {
        let one = &row.estimate;
        Some((one.unit_name.to_string(), one.index?, one.ci_low?, one.ci_high?))
    };
    Bars {
        name: language.pick("图", "chart"),
        title: language.pick("满意度得分与95%区间", "Index with its 95% interval"),
        description: language.pick(
            "每条是一个单位的满意度得分，误差线是95%区间",
            "Each bar is the index of a unit, the line its 95% interval",
        ),
        label: language.pick("单位", "Unit"),
        value: language.pick("满意度得分", "Index"),
        bars: rows.iter().filter_map(bar).collect(),
        kind: SheetKind::Number { decimals: 2 },
    }
}
