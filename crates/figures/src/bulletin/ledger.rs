//! What became of the issues of a period, unit by unit, with what each rate is a share of.

use documents::{Cell, Column, ColumnKind, Table};
use survey::issue::rates::IssueRate;
use survey::table::IssueRateRow;

use super::material::Material;
use crate::words::issue_rate_name;

/// Rates of the table, each after its denominator, and what that is called.
const RATES: [(IssueRate, &str, &str); 4] = [
    (IssueRate::Closure, "发现件数", "Came in"),
    (IssueRate::OnTime, "到期件数", "Day is over"),
    (IssueRate::CallBack, "验收次数", "Fixes"),
    (IssueRate::Satisfaction, "表态次数", "Rated"),
];

impl Material<'_> {
    /// Units with anything to tell of in the order of the tree, and all together at the end. Nothing where
    /// there was no issue.
    pub(super) fn issue_rate_table(&self) -> Option<Table> {
        let language = self.request.language;
        let [whole, units] = &self.issue_rates;
        let mut rows: Vec<_> = units
            .chunk_by(|a, b| a.unit_code == b.unit_code)
            .filter(|rows| rows.iter().any(|row| row.denominator > 0))
            .map(|rows| row(rows, &rows[0].unit_name))
            .collect();
        if rows.is_empty() {
            return None;
        }
        rows.push(row(whole, language.pick("合计", "All together")));
        let name = language.pick("问题办理情况", "What became of issues");
        let mut columns = vec![Column::new(language.pick("单位", "Unit"), ColumnKind::Text)];
        for (measure, zh, en) in RATES {
            columns.push(Column::new(language.pick(zh, en), ColumnKind::Count));
            let share = ColumnKind::Percent { decimals: 1 };
            columns.push(Column::new(issue_rate_name(measure, language), share));
        }
        Some(Table {
            sheet: name.to_owned(),
            title: name.to_owned(),
            columns,
            rows,
            note: language
                .pick(
                    "各比率以左边一列为基数，基数为零的不计算；件数少时偶然性大，不宜据以排序。",
                    "Each rate is a share of the number to its left; of nothing there is none. Of few \
                     issues much is chance, and no order follows.",
                )
                .to_owned(),
            plot: None,
        })
    }
}

fn row(rates: &[IssueRateRow], name: &str) -> Vec<Cell> {
    let of = |measure| rates.iter().find(|row| row.measure == measure);
    let cells = RATES.iter().flat_map(|(measure, ..)| {
        let row = of(*measure);
        [row.map(|row| row.denominator).into(), row.and_then(|row| row.share).into()]
    });
    std::iter::once(Cell::from(name)).chain(cells).collect()
}
