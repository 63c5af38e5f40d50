//! The rows of a movement by unit, and which of them the eye shall follow.

use survey::Period;
use survey::table::{MovementRow, SIGNIFICANT};

use crate::scale::finite;

/// More lines that stand out don't.
pub(crate) const FOLLOWED_MAX: usize = 3;

/// A unit through the periods.
pub(crate) struct Course<'r> {
    rows: &'r [MovementRow],
}

/// The rows by unit; those of a unit stand together.
pub(crate) fn courses(rows: &[MovementRow]) -> Vec<Course<'_>> {
    let same = |a: &MovementRow, b: &MovementRow| a.unit_code == b.unit_code;
    rows.chunk_by(same).map(|rows| Course { rows }).collect()
}

impl<'r> Course<'r> {
    pub(crate) fn name(&self) -> &'r str {
        self.rows.first().map_or("", |row| &row.unit_name)
    }

    pub(super) fn code(&self) -> &'r str {
        self.rows.first().map_or("", |row| &row.unit_code)
    }

    pub(crate) fn first(&self) -> Option<&'r MovementRow> {
        self.rows.first()
    }

    pub(crate) fn last(&self) -> Option<&'r MovementRow> {
        self.rows.last()
    }

    /// How the unit stood in a period.
    pub(super) fn at(&self, period: Period) -> Option<&'r MovementRow> {
        self.rows.iter().find(|row| row.period == period)
    }

    pub(crate) fn is_ranked_at_both_ends(&self) -> bool {
        let ranked = |row: Option<&MovementRow>| row.is_some_and(|row| row.rank.is_some());
        self.rows.len() > 1 && ranked(self.first()) && ranked(self.last())
    }

    pub(super) fn change(&self) -> Option<f64> {
        finite(self.last()?.change)
    }

    /// Whether the score rose or fell for sure, all units considered.
    pub(crate) fn moved(&self) -> Option<bool> {
        let change = self.change()?;
        let sure = finite(self.last()?.change_p_holm).is_some_and(|p| p < SIGNIFICANT);
        (sure && self.is_ranked_at_both_ends()).then_some(change > 0.0)
    }

    /// Whether it rose or fell for sure, and into another tier.
    pub(crate) fn shifted(&self) -> Option<bool> {
        let rose = self.moved()?;
        let (from, to) = (self.first()?.tier?, self.last()?.tier?);
        (if rose { to < from } else { to > from }).then_some(rose)
    }
}

/// Positions of those to follow, the largest change first.
pub(super) fn followed(courses: &[Course<'_>]) -> Vec<usize> {
    let size = |at: usize| courses[at].change().map_or(0.0, f64::abs);
    let mut shifted: Vec<usize> =
        (0..courses.len()).filter(|&at| courses[at].shifted().is_some()).collect();
    shifted.sort_by(|&a, &b| {
        size(b).total_cmp(&size(a)).then_with(|| courses[a].code().cmp(courses[b].code()))
    });
    shifted.truncate(FOLLOWED_MAX);
    shifted
}
