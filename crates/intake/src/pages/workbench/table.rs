//! The table of the workbench: its columns, how they are sorted, and where its rows lead.

use std::iter::zip;
use std::ops::Range;

use figures::{BenchTable, Figures, RowKey, Sorting};
use survey::Period;

use super::asked::{Asked, View};
use super::{PAGE, quality};
use crate::State;
use crate::error::HttpError;
use crate::figure::{MODES_USUAL, Split, index_request};
use crate::pages::view::{BenchHead, CellView};
use crate::words::Words;

/// Rows of one page.
pub(super) const ROWS: usize = 200;
/// More rows than any table has.
pub(super) const ROWS_MAX: usize = u32::MAX as usize;

const INDEX: [&str; 12] = [
    "unit_name",
    "period",
    "mode",
    "category",
    "index",
    "ci_low",
    "ci_high",
    "rate",
    "n",
    "dont_know_share",
    "refused_share",
    "flag",
];
const CHANGES: [&str; 10] = [
    "unit_name",
    "from_period",
    "to_period",
    "from_index",
    "to_index",
    "change",
    "ci_low",
    "ci_high",
    "p_holm",
    "flag",
];
const MODE_EFFECTS: [&str; 12] = [
    "unit_name",
    "period",
    "from_mode",
    "to_mode",
    "from_n",
    "to_n",
    "from_index",
    "to_index",
    "change",
    "ci_low",
    "ci_high",
    "p_holm",
];
const BOUNDS: [&str; 12] = [
    "unit_name",
    "period",
    "mode",
    "category",
    "index",
    "index_low",
    "index_high",
    "rate",
    "rate_low",
    "rate_high",
    "silent_share",
    "n",
];

/// A page of the table.
pub(super) fn table(
    state: &State,
    (asked, figures): (&Asked, &Figures),
    periods: &[Period],
    page: Range<usize>,
) -> Result<BenchTable, HttpError> {
    let cut = &asked.question.cut;
    let shape = (asked.sorting.as_ref(), page);
    let language = cut.language;
    Ok(match asked.view {
        View::Changes => {
            let rows = figures.changes(cut, periods.to_vec())?;
            figures.bench(rows, &CHANGES, shape, language)
        }
        View::ModeEffects => {
            let rows = figures.mode_effects(cut, periods.to_vec(), MODES_USUAL)?;
            figures.bench(rows, &MODE_EFFECTS, shape, language)
        }
        View::Quality => return quality::table(state, (asked, figures), periods, shape),
        View::Index | View::Bounds => {
            let category = cut.category.as_deref();
            let split = (asked.split, category);
            let request = index_request(figures, &asked.question, periods.to_vec(), split)?;
            let wanted = |of: &str| category.is_none_or(|category| category == of);
            // What is the same in every row the choices tell, and a phone has room for few columns.
            let worth = |name: &&str| match *name {
                "period" => periods.len() > 1,
                "mode" => asked.split == Split::Mode,
                _ => true,
            };
            if asked.view == View::Bounds {
                let mut rows = figures.bounds(cut, &request)?;
                rows.retain(|row| wanted(&row.category));
                let columns: Vec<&str> = BOUNDS.into_iter().filter(worth).collect();
                return Ok(figures.bench(rows, &columns, shape, language));
            }
            let mut rows = figures.index_table(cut, &request)?;
            rows.retain(|row| wanted(&row.category));
            let columns: Vec<&str> = INDEX.into_iter().filter(worth).collect();
            figures.bench(rows, &columns, shape, language)
        }
    })
}

/// Each column with the way to have the table sorted by it; pressed again it turns the order round.
pub(super) fn heads(asked: &Asked, table: &BenchTable, words: &Words) -> Vec<BenchHead> {
    let head = |(name, text, number): &(&'static str, String, bool)| {
        let now = asked.sorting.as_ref().filter(|sorting| sorting.column == *name);
        let descending = now.map_or(*number, |sorting| !sorting.descending);
        let sort = format!("{}{name}", if descending { "-" } else { "" });
        let query = asked.query().without(&["sort", "page"]).with("sort", Some(sort));
        let order = now.map(
            |Sorting { descending, .. }| {
                if *descending { ("descending", "▼") } else { ("ascending", "▲") }
            },
        );
        BenchHead {
            href: query.after(PAGE),
            text: text.clone(),
            number: *number,
            hint: words.bench_sort,
            order,
        }
    };
    table.heads.iter().map(head).collect()
}

/// The rows with where each of their cells leads: the same cut of that row, and no other.
pub(super) fn rows(asked: &Asked, table: BenchTable) -> Vec<Vec<CellView>> {
    let heads = table.heads;
    let row = |(texts, key): (Vec<String>, RowKey)| {
        let cell =
            |(place, (text, (name, _, number))): (usize, (String, &(&str, String, bool)))| {
                let href = leads_to(asked, name, &key);
                CellView { text, number: *number, head: place == 0, href }
            };
        zip(texts, &heads).enumerate().map(cell).collect()
    };
    zip(table.rows, table.keys).map(row).collect()
}

/// Where more is to be read about a cell.
fn leads_to(asked: &Asked, column: &str, key: &RowKey) -> Option<String> {
    let page = match column {
        "unit_name" => "unit",
        "period" | "to_period" | "index" => "trend",
        "category" => "answers",
        _ => return None,
    };
    // What is split by question names questions, which other pages know no cut by.
    let by_question = asked.view.splits() && asked.split == Split::Question;
    let category = key.category.as_ref().filter(|_| !by_question && page != "answers");
    let query = asked
        .cut_query()
        .with("period", key.period.as_ref())
        .with("unit", key.unit.as_ref())
        .with("category", category)
        .with("mode", key.mode.as_ref());
    Some(query.after(page))
}
