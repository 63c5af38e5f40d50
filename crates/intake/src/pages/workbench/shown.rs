//! What the workbench shows: a form, the table, where to go on, and downloads.

use std::ops::Range;

use figures::{BenchTable, Figures, FiguresError, Sorting};
use survey::{Period, Right};

use super::PAGE;
use super::asked::{Asked, View};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::figure::{MODES_USUAL, PERIODS_MAX, index_request};
use crate::pages::address::Query;
use crate::pages::asking::{figures_of, running, today};
use crate::pages::chart::trouble_of;
use crate::pages::form::{Offer, Uses};
use crate::pages::view::{BenchHead, BenchView, Choice, Group, Link, Select};
use crate::words::{Words, fill};

/// Rows of one page.
const ROWS: usize = 200;

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

/// The page for what was asked; none without interviews that may be shown.
pub(super) fn found(
    state: &State,
    actor: &Actor,
    asked: &mut Asked,
) -> Result<Option<BenchView>, HttpError> {
    let words = Words::of(asked.locale.language);
    let offer = Offer::load(state, asked.locale.language)?;
    let selection = &mut asked.question.selection;
    let figures = match figures_of(state, &offer, selection, &mut asked.faults) {
        Ok(figures) if !figures.cube().is_empty() => figures,
        Ok(_) | Err(HttpError::Figures(FiguresError::NoResponses)) => return Ok(None),
        Err(error) => return Err(error),
    };
    asked.judge(&figures);
    if asked.question.cut.period.is_none() {
        return Ok(None);
    }
    let periods = asked.periods(&figures);
    let troubles = asked.faults.iter().map(|fault| trouble_of(fault, words)).collect();
    let selects = selects(asked, &offer, &figures, words);
    if !asked.faults.is_empty() {
        return Ok(Some(BenchView { troubles, selects, ..BenchView::default() }));
    }
    if periods.len() > PERIODS_MAX {
        let troubles = vec![crate::pages::view::Trouble {
            text: fill(words.bench_too_many_periods, "n", &PERIODS_MAX),
            allowed: None,
        }];
        return Ok(Some(BenchView { troubles, selects, ..BenchView::default() }));
    }
    let mut table = self::table(asked, &figures, &periods)?;
    let pages = table.total.div_ceil(ROWS).max(1);
    if asked.page > pages {
        asked.page = pages;
        table = self::table(asked, &figures, &periods)?;
    }
    let range = page_of(asked.page);
    let count = fill(words.bench_rows, "n", &table.total);
    let count = fill(&count, "a", &(range.start + 1).min(table.total));
    let turn = |page: usize| {
        let query = asked.query().without(&["page"]).with("page", Some(page));
        (1..=pages).contains(&page).then(|| query.after(PAGE))
    };
    Ok(Some(BenchView {
        troubles,
        selects,
        reading: reading(asked.view, words),
        running: asked.question.cut.period.and_then(|period| running(period, today(), words)),
        count: fill(&count, "b", &range.end.min(table.total)),
        heads: heads(asked, &table, words),
        downloads: downloads(asked, &periods, actor, words),
        api: asked.api(&periods).after(&api_path(asked.view)),
        before: turn(asked.page - 1),
        next: turn(asked.page + 1),
        rows: table.rows,
    }))
}

fn page_of(page: usize) -> Range<usize> {
    let end = page.saturating_mul(ROWS);
    end.saturating_sub(ROWS)..end
}

fn table(asked: &Asked, figures: &Figures, periods: &[Period]) -> Result<BenchTable, HttpError> {
    let cut = &asked.question.cut;
    let shape = (asked.sorting.as_ref(), page_of(asked.page));
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
        View::Index | View::Bounds => {
            let category = cut.category.as_deref();
            let split = (asked.split, category);
            let request = index_request(figures, &asked.question, periods.to_vec(), split)?;
            let wanted = |of: &str| category.is_none_or(|category| category == of);
            if asked.view == View::Bounds {
                let mut rows = figures.bounds(cut, &request)?;
                rows.retain(|row| wanted(&row.category));
                return Ok(figures.bench(rows, &BOUNDS, shape, language));
            }
            let mut rows = figures.index_table(cut, &request)?;
            rows.retain(|row| wanted(&row.category));
            figures.bench(rows, &INDEX, shape, language)
        }
    })
}

/// Each column with the way to have the table sorted by it; pressed again it turns the order round.
fn heads(asked: &Asked, table: &BenchTable, words: &Words) -> Vec<BenchHead> {
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

fn api_path(view: View) -> String {
    format!("api/v1/{}", view.name())
}

fn downloads(asked: &Asked, periods: &[Period], actor: &Actor, words: &Words) -> Vec<Link> {
    let name = asked.view.name();
    let table = asked.api(periods).after(&api_path(asked.view));
    let link = |format: &str, ending: &str, text| Link {
        href: format!("{table}&format={format}"),
        text,
        file_name: format!("manyi-{name}.{ending}"),
    };
    let mut links = vec![
        link("xlsx", "xlsx", words.bench_xlsx),
        link("csv&bom=true", "csv", words.bench_csv_bom),
        link("csv", "csv", words.bench_csv),
        link("csv&encoding=gb18030", "csv", words.bench_csv_gb),
        link("parquet", "parquet", words.bench_parquet),
    ];
    if actor.may(Right::ReadResponses) {
        let answers = answers_query(asked);
        let export = |file: &str, query: &Query, text| Link {
            href: query.after(&format!("api/v1/exports/{file}")),
            text,
            file_name: format!("manyi-{file}"),
        };
        let marked = answers.clone().with("bom", Some("true"));
        let book = Query::default()
            .with("questionnaire", asked.question.selection.questionnaire.as_ref())
            .with("bom", Some("true"));
        links.push(export("answers.csv", &marked, words.bench_answers));
        links.push(export("codebook.csv", &book, words.bench_codebook));
    }
    links
}

/// The single answers of the newest of the periods.
fn answers_query(asked: &Asked) -> Query {
    asked
        .query()
        .without(&["view", "from", "level", "category", "by", "mode", "scheme", "sort", "page"])
}

fn reading(view: View, words: &Words) -> &'static str {
    match view {
        View::Index => words.bench_reading_index,
        View::Changes => words.bench_reading_changes,
        View::ModeEffects => words.bench_reading_modes,
        View::Bounds => words.bench_reading_bounds,
    }
}

/// The choices, which view first.
fn selects(asked: &Asked, offer: &Offer, figures: &Figures, words: &'static Words) -> Vec<Select> {
    let choice = |value: &str, text: &str, selected| Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        selected,
    };
    let views = View::ALL.map(|(name, view)| {
        let text = match view {
            View::Index => words.bench_index,
            View::Changes => words.bench_changes,
            View::ModeEffects => words.bench_modes,
            View::Bounds => words.bench_bounds,
        };
        choice(name, text, asked.view == view)
    });
    let by = asked.by();
    let splits = [
        ("", words.category, None),
        ("question", words.bench_question, Some("question")),
        ("mode", words.mode, Some("mode")),
    ];
    let splits = splits.map(|(value, text, of)| choice(value, text, by == of));
    let mut selects = vec![Select::plain("view", words.bench_view, views.into())];
    if asked.view.splits() {
        selects.push(Select::plain("by", words.bench_by, splits.into()));
    }
    let uses = Uses { level: true, unit: true, category: true, ..Uses::default() };
    for mut select in offer.selects(uses, &asked.question, figures) {
        match select.name {
            "period" => selects.push(earlier(&select, asked, words)),
            "category" if asked.view.splits() => every_category(&mut select, asked, words),
            _ => {}
        }
        selects.push(select);
    }
    selects
}

/// The same periods, to begin with one of them.
fn earlier(periods: &Select, asked: &Asked, words: &'static Words) -> Select {
    let none = Choice {
        value: String::new(),
        text: words.bench_one_period.to_owned(),
        selected: asked.from.is_none(),
    };
    let copy = |choice: &Choice| Choice {
        value: choice.value.clone(),
        text: choice.text.clone(),
        selected: asked.from.is_some_and(|from| from.to_string() == choice.value),
    };
    let group = |group: &Group| Group {
        label: group.label,
        options: group.options.iter().map(copy).collect(),
    };
    let groups = std::iter::once(Group { label: "", options: vec![none] });
    let groups = groups.chain(periods.groups.iter().map(group)).collect();
    Select { name: "from", label: words.bench_from, groups }
}

fn every_category(select: &mut Select, asked: &Asked, words: &Words) {
    let none = asked.question.cut.category.is_none();
    for group in &mut select.groups {
        if none {
            group.options.iter_mut().for_each(|option| option.selected = false);
        }
        let text = words.bench_every_category.to_owned();
        group.options.insert(0, Choice { value: String::new(), text, selected: none });
    }
}
