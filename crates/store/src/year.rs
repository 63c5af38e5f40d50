//! What counts for a year: entries that two people vouch for, formulas, and scores made by them.

mod acts;
mod entries;
mod formulas;
mod row;
mod scores;
mod sealed;
mod vouching;

pub use self::acts::Vouched;
pub(crate) use self::entries::take_many;
pub use self::entries::{EntryFilter, EntryPlace, VouchedEntry};
pub use self::scores::{AnnualScore, NewScore};
pub(crate) use self::sealed::{confirmed_entries, confirmed_scores, published_formulas};
pub(crate) use self::{formulas::FormulaRow, row::EntryRow, scores::ScoreRow};
