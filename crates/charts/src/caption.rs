//! What every chart is told besides its numbers: where they come from and who will read them.

use survey::display::count_or_dash;
use survey::{Language, Period};

/// What `n` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counted {
    /// Interviews of a survey.
    #[default]
    Interviews,
    /// Issues of the ledger, or fixes of them.
    Issues,
}

/// Where the numbers come from; printed around every chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Caption {
    /// The period of the numbers. A trend writes the periods that it shows instead.
    pub period: Period,
    /// What was asked about, e.g. 总体 or 噪声.
    pub category_name: String,
    /// What the rows are, in the plural where the language has one: 镇街, `towns`, 问题.
    pub level_name: String,
    /// Scoring scheme with its version: `five_100_80_60_30_0@1`; empty where nothing is scored.
    pub scheme: String,
    /// Who collected the answers.
    pub source: String,
    /// Interviews, or issues, behind the whole chart.
    pub n_total: Option<u64>,
    /// Which of both.
    pub counted: Counted,
    /// Anything else that belongs under the chart, e.g. when and by which version it was made.
    pub note: Option<String>,
}

/// Where the chart is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// 390 pixels wide.
    Phone,
    /// 960 pixels wide.
    #[default]
    Page,
}

/// Width and language of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Canvas {
    /// Where it is read.
    pub width: Width,
    /// What it speaks.
    pub language: Language,
}

/// The period in words.
pub(crate) fn period_name(period: Period, language: Language) -> String {
    match language {
        Language::Chinese => period.chinese(),
        Language::English => period.to_string(),
    }
}

/// From one period to another in words; without any, the one of the caption.
pub(crate) fn way_name(
    ends: Option<(Period, Period)>,
    otherwise: Period,
    language: Language,
) -> String {
    match ends {
        Some((from, to)) if from != to => {
            format!("{} → {}", period_name(from, language), period_name(to, language))
        }
        Some((only, _)) => period_name(only, language),
        None => period_name(otherwise, language),
    }
}

impl Caption {
    /// Measure, period, category and rows.
    pub(crate) fn subtitle<'t>(&'t self, measure: &'t str, period: &'t str) -> Vec<&'t str> {
        let parts = [measure, period, &self.category_name, &self.level_name];
        parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
    }

    /// The lines under the chart: how to read it, then where the numbers come from.
    pub(crate) fn foot(&self, reading: &str, language: Language) -> Vec<String> {
        let Self { source, scheme, .. } = self;
        let n_total = count_or_dash(self.n_total);
        let mut origin = match self.counted {
            Counted::Interviews => language.pick(
                format!("来源：{source}。有效答卷{n_total}份。"),
                format!("Source: {source}. Interviews: {n_total}."),
            ),
            Counted::Issues => language.pick(
                format!("来源：{source}。合计{n_total}件。"),
                format!("Source: {source}. All together: {n_total}."),
            ),
        };
        if !scheme.is_empty() {
            origin += &language
                .pick(format!("计分办法：{scheme}。"), format!(" Scoring scheme: {scheme}."));
        }
        let mut lines = vec![reading.to_owned(), origin];
        lines.extend(self.note.clone());
        lines.retain(|line| !line.trim().is_empty());
        lines
    }
}
