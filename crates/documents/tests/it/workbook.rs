//! Workbooks: numbers are numbers, texts are texts, nothing is cut.

use documents::workbook::{About, Bars, ROWS_MAX, Sheet, Workbook};
use documents::{Column, ColumnKind, DocumentError};
use jiff::civil::date;
use survey::Language;
use survey::table::Cell;

use crate::support::part;

const ABOUT: About = About {
    title: "示例",
    author: "示例区教育局",
    dated: date(2026, 10, 12),
    language: Language::Chinese,
};

fn columns() -> Vec<Column> {
    vec![
        Column::new("单位", ColumnKind::Text),
        Column::new("得分", ColumnKind::Number { decimals: 2 }),
        Column::new("满意率", ColumnKind::Percent { decimals: 1 }),
        Column::new("样本", ColumnKind::Count),
    ]
}

fn book() -> Workbook {
    Workbook::new(&ABOUT).expect("a day after 1900")
}

fn one_table(rows: Vec<Vec<Cell<'static>>>) -> Vec<u8> {
    let columns = columns();
    let mut book = book();
    let sheet = Sheet { name: "得分", title: "得分 & 区间", columns: &columns };
    book.table(&sheet, rows).expect("a table");
    book.bytes().expect("a file")
}

#[test]
fn figures_are_numbers_with_all_their_digits_and_withheld_ones_are_nothing() {
    let row = vec![Cell::from("泉林街道"), Cell::Number(84.885), Cell::Empty, Cell::Count(80)];
    let sheet = part(&one_table(vec![row]), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<v>84.885</v>") && sheet.contains("<v>80</v>"), "{sheet}");
    assert!(sheet.contains("B2") && !sheet.contains("C2"), "{sheet}");
    assert!(sheet.contains(r#"state="frozen""#) && sheet.contains("<autoFilter ref=\"A1:D2\""));
}

#[test]
fn no_text_becomes_a_formula() {
    for evil in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://example.org\")"] {
        let file = one_table(vec![vec![Cell::Text(evil.into())]]);
        let sheet = part(&file, "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>") && sheet.contains("inlineStr"), "{evil:?}: {sheet}");
        assert!(part(&file, "xl/styles.xml").contains(r#"quotePrefix="1""#));
    }
}

#[test]
fn the_same_figures_make_the_same_bytes() {
    let rows =
        || vec![vec![Cell::from("甲"), Cell::Number(1.0), Cell::Number(0.5), Cell::Count(1)]];
    assert_eq!(one_table(rows()), one_table(rows()));
}

#[test]
fn a_table_that_no_sheet_holds_is_refused_and_not_cut() {
    let columns = [Column::new("n", ColumnKind::Count)];
    let sheet = Sheet { name: "n", title: "", columns: &columns };
    let rows = (0..=ROWS_MAX as u64).map(|n| [Cell::Count(n)]);
    let error = book().table(&sheet, rows).expect_err("one too many");
    assert!(matches!(error, DocumentError::TooManyRows { .. }), "{error}");
    assert!(error.to_string().contains("1048575"), "{error}");
}

#[test]
fn bars_reach_from_one_end_of_the_interval_to_the_other() {
    let bars = Bars {
        name: "得分图",
        title: "得分与95%区间",
        description: "条形图",
        label: "单位",
        value: "得分",
        bars: vec![("甲".to_owned(), 80.0, 75.0, 84.0)],
        kind: ColumnKind::Number { decimals: 2 },
    };
    let mut book = book();
    book.notes("说明", "说明", [("抽样设计", "分层")]).expect("notes");
    book.bars(&bars).expect("bars");
    let file = book.bytes().expect("a file");
    let chart = part(&file, "xl/charts/chart1.xml");
    assert!(chart.contains("得分图!$D$2"), "up: {chart}");
    assert!(chart.contains("得分图!$C$2"), "down: {chart}");
    let sheet = part(&file, "xl/worksheets/sheet2.xml");
    assert!(
        sheet.contains(r#"<c r="C2" s="#)
            && sheet.contains("<v>5</v>")
            && sheet.contains("<v>4</v>")
    );
    assert!(part(&file, "xl/drawings/drawing1.xml").contains(r#"descr="条形图""#));
}
