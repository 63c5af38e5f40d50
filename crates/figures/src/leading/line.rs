//! Overview and unit as lines of a table: a figure each, and a sentence each.

use serde::Serialize;
use survey::display::rounded_or_dash;
use survey::table::{Cell, Column, ColumnKind, IndexRow, Row};
use survey::{Language, OVERALL};

use super::{Finding, OpenIssues, Overview, Standing, UnitProfile};
use crate::{FieldworkRow, Figures, Twin};

/// A figure, or a sentence about figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureLine {
    /// What it is: `index`, `rate`, `change`, `rank`, …
    pub figure: &'static str,
    /// Code of the unit.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// Category, or `overall`.
    pub category: String,
    /// The figure.
    pub value: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
    /// Respondents, or what else it is made of.
    pub n: Option<u64>,
    /// What is to be said about it.
    pub text: String,
}

impl Row for FigureLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("figure", Text, |line: &Self| line.figure.into()),
            Column::new("unit_code", Text, |line: &Self| line.unit_code.as_str().into()),
            Column::new("unit_name", Text, |line: &Self| line.unit_name.as_str().into()),
            Column::new("category", Text, |line: &Self| line.category.as_str().into()),
            Column::new("value", Number, |line: &Self| line.value.into()),
            Column::new("low", Number, |line: &Self| line.low.into()),
            Column::new("high", Number, |line: &Self| line.high.into()),
            Column::new("n", Count, |line: &Self| line.n.map_or(Cell::Empty, Cell::Count)),
            Column::new("text", Text, |line: &Self| line.text.as_str().into()),
        ]
    }
}

impl FigureLine {
    fn new(figure: &'static str) -> Self {
        Self {
            figure,
            unit_code: String::new(),
            unit_name: String::new(),
            category: OVERALL.to_owned(),
            value: None,
            low: None,
            high: None,
            n: None,
            text: String::new(),
        }
    }

    /// The same about the unit and category of a row.
    fn of(self, row: &IndexRow) -> Self {
        let (unit_code, unit_name) = (row.unit_code.to_string(), row.unit_name.to_string());
        Self { unit_code, unit_name, category: row.category.to_string(), ..self }
    }

    fn with(self, value: Option<f64>, low: Option<f64>, high: Option<f64>) -> Self {
        Self { value, low, high, ..self }
    }

    fn index(row: &IndexRow) -> Self {
        let line = Self::new("index").of(row).with(row.index, row.ci_low, row.ci_high);
        let flag = row.flag.map_or("", survey::table::Flag::as_str);
        Self { n: row.n, text: flag.to_owned(), ..line }
    }

    /// A unit in lines.
    fn standing(standing: &Standing) -> Vec<Self> {
        let (row, estimate) = (&standing.row, &standing.row.estimate);
        let of = |figure| Self::new(figure).of(estimate);
        let count = |count: Option<u32>| count.map(f64::from);
        let change = match standing.has_changed() {
            Some(true) => "significant",
            Some(false) => "not_significant",
            None => "",
        };
        let mut lines = vec![
            Self::index(estimate),
            Self {
                n: estimate.n,
                ..of("rate").with(estimate.rate, estimate.rate_ci_low, estimate.rate_ci_high)
            },
            Self { text: change.to_owned(), ..of("change").with(row.change, None, None) },
            Self { n: estimate.responses, ..of("interviews") },
        ];
        // One alone is the first of nobody.
        if standing.ranked > 1 {
            let rank = of("rank").with(count(row.rank), count(row.rank_low), count(row.rank_high));
            lines.push(Self { n: Some(standing.ranked as u64), ..rank });
            lines.push(of("tier").with(count(row.tier), None, None));
        }
        if row.target.is_some() {
            let verdict = standing.verdict().map_or("", survey::table::Verdict::as_str);
            lines.push(of("target").with(row.target, None, None));
            let gap = of("gap").with(standing.gap(), None, None);
            lines.push(Self { text: verdict.to_owned(), ..gap });
        }
        lines.extend(standing.categories.iter().map(Self::index));
        lines
    }

    fn finding(finding: &Finding) -> Self {
        let topic = finding.topic.as_str().to_owned();
        Self { category: topic, text: finding.text.clone(), ..Self::new("finding") }
    }

    /// What is open in the ledger.
    pub fn of_issues(issues: &OpenIssues) -> Vec<Self> {
        let of = |figure, n, category: &str| Self {
            n: Some(n),
            category: category.to_owned(),
            ..Self::new(figure)
        };
        // Both for a category, how old the oldest is beside the first.
        let both = |category: &str, open, overdue, oldest| {
            let open = Self { text: oldest, ..of("open_issues", open, category) };
            [open, of("overdue_issues", overdue, category)]
        };
        let day =
            |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
        let all = both(OVERALL, issues.open, issues.overdue, day(issues.oldest));
        let each = issues
            .categories
            .iter()
            .map(|of| both(of.category.as_str(), of.open, of.overdue, of.oldest.to_string()));
        std::iter::once(all).chain(each).flatten().collect()
    }

    /// The response rate of a unit.
    pub fn of_response(row: &FieldworkRow) -> Self {
        let line = Self::new("response_rate").with(row.response_rate, None, None);
        let unit_name = row.unit_name.clone();
        Self { unit_name, n: Some(row.base()), ..line }
    }

    /// Lines for reading.
    pub fn twin(lines: &[Self], figures: &Figures, language: Language) -> Twin {
        let headers = language.pick(
            ["项目", "单位", "类别", "数值", "区间", "样本", "说明"],
            ["Figure", "Unit", "Category", "Value", "Interval", "n", "Remark"],
        );
        let places = |line: &Self| match line.figure {
            "rate" | "response_rate" => 3,
            "rank" | "tier" => 0,
            _ => 2,
        };
        let row = |line: &Self| {
            let interval = match (line.low, line.high) {
                (Some(_), Some(_)) => {
                    let end = |value| rounded_or_dash(value, places(line));
                    format!("{}–{}", end(line.low), end(line.high))
                }
                _ => String::new(),
            };
            let is_finding = line.figure == "finding";
            vec![
                line.figure.to_owned(),
                line.unit_name.clone(),
                match line.category.as_str() {
                    topic if is_finding => topic.to_owned(),
                    code => figures.category_name(code, language),
                },
                line.value
                    .map_or_else(String::new, |value| rounded_or_dash(Some(value), places(line))),
                interval,
                line.n.map_or_else(String::new, |n| n.to_string()),
                line.text.clone(),
            ]
        };
        Twin {
            headers: headers.map(str::to_owned).to_vec(),
            rows: lines.iter().map(row).collect(),
            ..Twin::default()
        }
    }
}

impl Overview {
    /// The same as a table.
    pub fn lines(&self) -> Vec<FigureLine> {
        let count = |figure, n| FigureLine { n, ..FigureLine::new(figure) };
        let mut lines: Vec<FigureLine> = self.findings.iter().map(FigureLine::finding).collect();
        lines.extend(self.head.iter().flat_map(FigureLine::standing));
        lines.push(count("units", Some(self.coverage.units as u64)));
        lines.push(count("unranked", Some(self.coverage.unranked as u64)));
        lines.push(count("interviews_of_units", self.coverage.interviews));
        lines
    }
}

impl UnitProfile {
    /// The same as a table.
    pub fn lines(&self) -> Vec<FigureLine> {
        let mut lines: Vec<FigureLine> = self.findings.iter().map(FigureLine::finding).collect();
        lines.extend(FigureLine::standing(&self.standing));
        lines.extend(self.top.iter().map(FigureLine::index));
        let children = self.children.iter().flat_map(|level| &level.rows);
        lines.extend(children.map(|row| FigureLine::index(&row.estimate)));
        lines
    }
}
