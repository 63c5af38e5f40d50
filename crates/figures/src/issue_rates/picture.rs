//! The funnel of a rate as a picture.

use charts::{Canvas, Caption, Counted};
use survey::Period;
use survey::issue::rates::IssueRate;
use survey::table::IssueFunnelRow;

use crate::FiguresError;
use crate::words::{issue_rate_name, level_name};

/// What a picture of a funnel of a rate is told besides its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueFunnelLook {
    /// Width and language.
    pub canvas: Canvas,
    /// Which rate.
    pub measure: IssueRate,
    /// Period.
    pub period: Period,
    /// Level of the units.
    pub level: String,
    /// Name of the one category whose issues are meant; all together without.
    pub category: Option<String>,
    /// A line for the foot, e.g. which version made it.
    pub note: Option<String>,
}

/// Draws the funnel of a rate as SVG.
///
/// # Errors
/// When it can't be drawn.
pub fn issue_funnel_chart(
    rows: &[IssueFunnelRow],
    look: &IssueFunnelLook,
) -> Result<String, FiguresError> {
    let language = look.canvas.language;
    let rate = issue_rate_name(look.measure, language);
    let category_name = match &look.category {
        Some(category) => format!("{rate} · {category}"),
        None => rate.to_owned(),
    };
    let caption = Caption {
        period: look.period,
        category_name,
        // Within a sentence: "the 26 towns".
        level_name: level_name(&look.level, language).to_lowercase(),
        // Nothing is scored.
        scheme: String::new(),
        source: language.pick("问题台账", "ledger of issues").to_owned(),
        n_total: Some(rows.iter().map(|row| row.rate.denominator).sum()),
        counted: Counted::Issues,
        note: look.note.clone(),
    };
    Ok(charts::issue_funnel(rows, &caption, &look.canvas)?)
}
