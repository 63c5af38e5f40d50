//! HTML: for reading on a phone or a screen, and for printing on A4.

use askama::Template;
use survey::Language;

use crate::words::{self, Words};
use crate::{Bulletin, Column, ColumnKind, DocumentError, Section, Table};

/// What the article is to be shown with. A server hands it out by itself, because pages with a strict
/// Content-Security-Policy take no style from within.
pub const STYLESHEET: &str = include_str!("../assets/bulletin.css");

/// The bulletin as an `<article>`, to stand in a page that links [`STYLESHEET`].
///
/// # Errors
/// [`DocumentError::Bulletin`] when the bulletin has problems.
pub fn article(bulletin: &Bulletin) -> Result<String, DocumentError> {
    let bulletin = bulletin.checked()?;
    let language = bulletin.language;
    let article = Article {
        bulletin,
        language,
        words: words::words(language),
        kicker: words::kicker(bulletin),
        salutation: words::salutation(bulletin),
        dated: words::day(bulletin.dated, language),
        attachments: (1..)
            .zip(&bulletin.attachments)
            .map(|(number, section)| (words::attachment(number, language), section))
            .collect(),
        method: words::method(bulletin)?,
    };
    article.render().map_err(DocumentError::Html)
}

/// The bulletin as a file that needs nothing beside it.
///
/// # Errors
/// As [`article`].
pub fn page(bulletin: &Bulletin) -> Result<String, DocumentError> {
    let page = Page {
        language: bulletin.language,
        title: &bulletin.title,
        style: STYLESHEET,
        article: article(bulletin)?,
    };
    page.render().map_err(DocumentError::Html)
}

#[derive(Template)]
#[template(path = "article.html")]
struct Article<'a> {
    bulletin: &'a Bulletin,
    language: Language,
    words: Words,
    kicker: String,
    salutation: Option<String>,
    dated: String,
    attachments: Vec<(String, &'a Section)>,
    method: Vec<(&'static str, String)>,
}

impl Article<'_> {
    /// The headers, each with whether its column holds words: figures stand under each other, words
    /// begin at one edge.
    fn headers(table: &Table) -> Vec<(&str, bool)> {
        table.columns.iter().map(|column| (column.header.as_str(), is_words(column))).collect()
    }

    /// The rows in the same way.
    fn rows(table: &Table) -> Vec<Vec<(String, bool)>> {
        let kinds = || table.columns.iter().map(is_words);
        table.shown().map(|row| row.into_iter().zip(kinds()).collect()).collect()
    }

    fn note(&self, table: &Table) -> Option<String> {
        words::note(&table.note, self.language)
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    language: Language,
    title: &'a str,
    style: &'a str,
    article: String,
}

fn is_words(column: &Column) -> bool {
    column.kind == ColumnKind::Text
}
