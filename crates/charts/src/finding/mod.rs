//! The finding of each chart in a sentence: pure functions of the rows.
//!
//! A sentence never says more than the intervals and tiers allow: it is read aloud in meetings
//! where nobody looks at the whiskers.

mod answers;
mod compare;
mod coverage;
mod funnel;
mod heatmap;
mod movement;
mod priority;
mod ranking;
mod trend;

pub use answers::answers_finding;
pub(crate) use answers::favourable_share;
pub use compare::compare_finding;
pub(crate) use compare::moved;
pub use coverage::coverage_finding;
pub use funnel::{funnel_finding, issue_funnel_finding};
pub use heatmap::heatmap_finding;
pub use movement::movement_finding;
pub use priority::priority_finding;
pub use ranking::ranking_finding;
pub use trend::trend_finding;

use survey::Language;

/// Room for names in a sentence, in em: twenty Chinese characters. A longer title would be cut, and
/// a claim that is cut is another claim.
const NAMES_EM: i32 = 20;

/// As many names as a title holds.
const NAMES_MAX: usize = 3;

/// Names in an English sentence.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// Names in a sentence, unless they are too many or too long for one.
fn named(names: &[&str], language: Language) -> Option<String> {
    let fit = names.len() <= NAMES_MAX && fits(&listed(names));
    fit.then(|| language.pick(names.join("、"), listed(names)))
}

/// Whether names are short enough for a sentence.
fn fits(names: &str) -> bool {
    crate::measure::width(names, 1) <= NAMES_EM
}

/// A name as short as a sentence needs it.
fn shortened(name: &str) -> String {
    // Measured at 100 pixels an em, so that narrow letters aren't rounded up one by one.
    crate::measure::cut(name, 100, NAMES_EM * 100)
}
