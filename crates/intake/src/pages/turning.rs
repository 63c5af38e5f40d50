//! Long tables, a part at a time.

use std::ops::Range;

use super::address::Query;
use crate::query::Params;
use crate::words::{Words, fill};

/// The parameter that says which part.
pub(super) const PAGE: &str = "page";

/// Which part of how many rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turning {
    /// Counts from 1.
    page: usize,
    rows_of_page: usize,
    total: usize,
}

/// What a page shows of it.
#[derive(Debug, Default)]
pub(super) struct TurningView {
    /// Which rows of how many.
    pub(super) count: String,
    pub(super) before: Option<String>,
    pub(super) next: Option<String>,
}

impl Turning {
    /// To a page, or to the last when there are not so many.
    pub(super) fn to(page: usize, rows_of_page: usize, total: usize) -> Self {
        let last = total.div_ceil(rows_of_page).max(1);
        Self { page: page.clamp(1, last), rows_of_page, total }
    }

    /// Of no rows.
    pub(super) fn none() -> Self {
        Self::to(1, 1, 0)
    }

    /// What a page shows of rows that are read a part at a time: leaving out so many, so many at most. Where
    /// there are not so many it is the last.
    pub(super) fn read<T, E>(
        page: usize,
        rows_of_page: u32,
        read: impl Fn(u64, u32) -> Result<T, E>,
        total: impl Fn(&T) -> u64,
    ) -> Result<(T, Self), E> {
        let of_page = |page: usize| {
            let before = u64::try_from(page - 1).unwrap_or(u64::MAX);
            read(before.saturating_mul(rows_of_page.into()), rows_of_page)
        };
        let part = of_page(page)?;
        let all = usize::try_from(total(&part)).unwrap_or(usize::MAX);
        let turning = Self::to(page, usize::try_from(rows_of_page).unwrap_or(usize::MAX), all);
        if turning.page == page {
            Ok((part, turning))
        } else {
            Ok((of_page(turning.page)?, turning))
        }
    }

    /// The page that a query names; the first without.
    pub(super) fn asked(params: &mut Params) -> usize {
        let number = |text: &str| {
            text.parse().ok().filter(|page| *page > 0).ok_or_else(|| "a page from 1 on".to_owned())
        };
        params.parsed(PAGE, number).unwrap_or(1)
    }

    /// Which page it is.
    pub(super) fn page(&self) -> usize {
        self.page
    }

    pub(super) fn rows(&self) -> Range<usize> {
        let start = (self.page - 1) * self.rows_of_page;
        start..self.total.min(start + self.rows_of_page)
    }

    /// Whether it takes more than one page.
    pub(super) fn is_long(&self) -> bool {
        self.total > self.rows_of_page
    }

    /// The ways to the pages beside it, of the page at a path.
    pub(super) fn view(&self, query: &Query, path: &str, words: &Words) -> TurningView {
        let rows = self.rows();
        let count = fill(words.rows_shown, "n", &self.total);
        let count = fill(&count, "a", &(rows.start + 1).min(self.total));
        let last = self.total.div_ceil(self.rows_of_page).max(1);
        let turn = |page: usize| {
            let query = query.without(&[PAGE]).with(PAGE, Some(page));
            (1..=last).contains(&page).then(|| query.after(path))
        };
        TurningView {
            count: fill(&count, "b", &rows.end),
            before: turn(self.page - 1),
            next: turn(self.page + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_on_one_page() {
        for total in [0, 1, 199, 200, 201, 999, 1_000] {
            let pages = total_pages(total);
            let shown: Vec<usize> =
                (1..=pages).flat_map(|page| Turning::to(page, 200, total).rows()).collect();
            assert_eq!(shown, (0..total).collect::<Vec<_>>(), "{total}");
        }
    }

    fn total_pages(total: usize) -> usize {
        Turning::to(usize::MAX, 200, total).page
    }

    #[test]
    fn too_far_reads_the_last_page() {
        let read = |before: u64, most: u32| Ok::<_, ()>((before..7).take(most as usize).collect());
        let of = |page| {
            let (part, turning): (Vec<u64>, _) = Turning::read(page, 3, read, |_| 7).unwrap();
            (part, turning.page)
        };
        assert_eq!([of(1), of(3)], [(vec![0, 1, 2], 1), (vec![6], 3)]);
        assert_eq!([of(4), of(usize::MAX)], [(vec![6], 3), (vec![6], 3)]);
    }

    #[test]
    fn too_far_is_the_last_page() {
        let turning = Turning::to(9, 200, 401);
        assert_eq!((turning.page, turning.rows()), (3, 400..401));
        assert!(turning.is_long() && !Turning::to(1, 200, 200).is_long());
        let view = turning.view(&Query::default(), "ranking", Words::of(survey::Language::English));
        assert_eq!(view.count, "401 rows; here are 401 to 401.");
        assert_eq!((view.before.as_deref(), view.next), (Some("ranking?page=2"), None));
    }
}
