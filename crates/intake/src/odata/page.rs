//! Rows of an entity set → one page of it, as JSON.

use std::cmp::Ordering;

use serde::ser::{Serialize, SerializeMap, Serializer};
use survey::table::{Cell, Column, Row};

use super::options::{Options, Place};
use crate::error::HttpError;
use crate::problem::ProblemDocument;

/// Rows of a page; a larger answer goes out in several.
const PAGE_ROWS: usize = 10_000;

/// One page.
pub(super) struct Page<R> {
    pub(super) rows: Vec<R>,
    /// How many rows there are in all, where that was asked.
    pub(super) count: Option<usize>,
    /// Where the next page begins, and how many rows are still wanted then.
    pub(super) next: Option<(Place, Option<usize>)>,
}

/// Takes a page out of an entity set that is made part by part, so that a page costs no more than the
/// parts that it shows.
pub(super) fn page<R: Row>(
    parts: usize,
    rows_of: impl Fn(usize) -> Result<Vec<R>, HttpError>,
    options: &Options,
) -> Result<Page<R>, HttpError> {
    let columns = R::columns();
    let wanted = |part: usize| -> Result<Vec<R>, HttpError> {
        let mut rows = rows_of(part)?;
        if let Some(filter) = &options.filter {
            rows.retain(|row| filter.holds(row, &columns));
        }
        Ok(rows)
    };
    let count = options
        .count
        .then(|| (0..parts).map(|part| Ok(wanted(part)?.len())).sum::<Result<usize, HttpError>>());
    let count = count.transpose()?;
    if options.order.is_empty() {
        return Ok(Page { count, ..cut(parts, wanted, options)? });
    }
    let in_order = |_| {
        let mut rows = Vec::new();
        for part in 0..parts {
            rows.extend(wanted(part)?);
        }
        rows.sort_by(|a, b| ordering(a, b, &columns, &options.order));
        Ok(rows)
    };
    Ok(Page { count, ..cut(1, in_order, options)? })
}

fn cut<R>(
    parts: usize,
    rows_of: impl Fn(usize) -> Result<Vec<R>, HttpError>,
    options: &Options,
) -> Result<Page<R>, HttpError> {
    let mut page = Page { rows: Vec::new(), count: None, next: None };
    let (mut skip, mut left) = (options.skip, options.top.unwrap_or(usize::MAX));
    for part in options.from.part..parts {
        if left == 0 {
            break;
        }
        let rows = rows_of(part)?;
        let of = rows.len();
        let mut gone = 0;
        if part == options.from.part && options.from.gone > 0 {
            if of != options.from.of {
                return Err(changed().into());
            }
            gone = options.from.gone;
        }
        let skipped = skip.min(of.saturating_sub(gone));
        skip -= skipped;
        gone += skipped;
        let taken = (of - gone).min(left).min(PAGE_ROWS - page.rows.len());
        page.rows.extend(rows.into_iter().skip(gone).take(taken));
        left -= taken;
        let place = Place { part, gone: gone + taken, of };
        if page.rows.len() == PAGE_ROWS && left > 0 && (place.gone < of || part + 1 < parts) {
            page.next = Some((place, options.top.map(|_| left)));
            break;
        }
    }
    Ok(page)
}

/// Going on would leave rows out, or give them twice.
fn changed() -> ProblemDocument {
    let detail = "the data changed while the feed was read page by page; read it once more";
    ProblemDocument::new(actix_web::http::StatusCode::GONE, "feed_changed", detail)
}

fn ordering<R>(a: &R, b: &R, columns: &[Column<R>], order: &[(usize, bool)]) -> Ordering
where
    R: 'static,
{
    let by = |&(at, descending): &(usize, bool)| {
        let order = compare(&columns[at].of(a), &columns[at].of(b));
        if descending { order.reverse() } else { order }
    };
    order.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// What is missing comes before everything.
fn compare(a: &Cell<'_>, b: &Cell<'_>) -> Ordering {
    match (a, b) {
        (Cell::Text(a), Cell::Text(b)) => a.cmp(b),
        (Cell::Count(a), Cell::Count(b)) => a.cmp(b),
        (Cell::Number(a), Cell::Number(b)) => a.total_cmp(b),
        (Cell::Empty, Cell::Empty) => Ordering::Equal,
        (Cell::Empty, _) => Ordering::Less,
        (_, Cell::Empty) => Ordering::Greater,
        // A column holds values of one kind.
        _ => Ordering::Equal,
    }
}

/// A row on its way out.
pub(super) struct Entity<'a, R> {
    pub(super) row: &'a R,
    pub(super) columns: &'a [Column<R>],
    /// Places of the columns that are wanted; all without.
    pub(super) select: Option<&'a [usize]>,
}

impl<R: Row> Serialize for Entity<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut put = |column: &Column<R>| match column.of(self.row) {
            Cell::Empty => map.serialize_entry(column.name, &()),
            Cell::Text(text) => map.serialize_entry(column.name, &text),
            Cell::Count(count) => map.serialize_entry(column.name, &count),
            Cell::Number(number) => map.serialize_entry(column.name, &number),
        };
        match self.select {
            Some(places) => places.iter().try_for_each(|&at| put(&self.columns[at]))?,
            None => self.columns.iter().try_for_each(put)?,
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::table::ColumnKind;

    struct Number(u64);

    impl Row for Number {
        fn columns() -> Vec<Column<Self>> {
            vec![Column::new("n", ColumnKind::Count, |number: &Self| number.0.into())]
        }
    }

    /// 30,000 numbers in parts of 7,000.
    #[expect(clippy::unnecessary_wraps, reason = "as the parts that pages are made of")]
    fn part(part: usize) -> Result<Vec<Number>, HttpError> {
        let first = part as u64 * 7_000;
        Ok((first..(first + 7_000).min(30_000)).map(Number).collect())
    }

    /// All pages one after the other.
    fn whole(mut options: Options) -> Vec<u64> {
        let mut numbers = Vec::new();
        loop {
            let page = page(5, part, &options).expect("a page");
            assert!(page.rows.len() <= PAGE_ROWS);
            numbers.extend(page.rows.iter().map(|number| number.0));
            let Some((from, left)) = page.next else { return numbers };
            options = Options { from, skip: 0, top: left, count: false, ..options };
        }
    }

    #[test]
    fn pages_hold_every_row_once() {
        assert_eq!(whole(Options::default()), (0..30_000).collect::<Vec<_>>());
        let descending = Options { order: vec![(0, true)], ..Options::default() };
        assert_eq!(whole(descending), (0..30_000).rev().collect::<Vec<_>>());
        let middle = Options { skip: 6_999, top: Some(15_000), ..Options::default() };
        assert_eq!(whole(middle), (6_999..21_999).collect::<Vec<_>>());
        let none = Options { skip: 40_000, ..Options::default() };
        assert!(whole(none).is_empty());
        assert!(whole(Options { top: Some(0), ..Options::default() }).is_empty());
    }

    #[test]
    fn a_feed_that_changed_meanwhile_is_not_pieced_together() {
        let from = Place { part: 1, gone: 3_000, of: 6_999 };
        let error = page(5, part, &Options { from, ..Options::default() }).err().expect("refused");
        assert_eq!(error.document().code, "feed_changed");
    }

    #[test]
    fn rows_are_counted_on_demand() {
        let options = Options { count: true, top: Some(1), ..Options::default() };
        assert_eq!(page(5, part, &options).expect("a page").count, Some(30_000));
    }
}
