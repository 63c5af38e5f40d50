//! The finding of each chart in a sentence: pure functions of the rows.
//!
//! A sentence never says more than the intervals and tiers allow: it is read aloud in meetings
//! where nobody looks at the whiskers.

mod answers;
mod coverage;
mod heatmap;
mod priority;
mod ranking;
mod trend;

pub use answers::answers_finding;
pub(crate) use answers::favourable_share;
pub use coverage::coverage_finding;
pub use heatmap::heatmap_finding;
pub use priority::priority_finding;
pub use ranking::ranking_finding;
pub use trend::trend_finding;

/// Room for names in a sentence, in em: twenty Chinese characters. A longer title would be cut, and
/// a claim that is cut is another claim.
const NAMES_EM: i32 = 20;

/// Whether names are short enough for a sentence.
fn fits(names: &str) -> bool {
    crate::measure::width(names, 1) <= NAMES_EM
}

/// A name as short as a sentence needs it.
fn shortened(name: &str) -> String {
    // Measured at 100 pixels an em, so that narrow letters aren't rounded up one by one.
    crate::measure::cut(name, 100, NAMES_EM * 100)
}
