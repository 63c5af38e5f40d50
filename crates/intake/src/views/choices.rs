//! The pages whose choices make a view, and the one way in which a view writes them.

use figures::ChartKind;
use store::VIEW_QUERY_BYTES_MAX;
use survey::Language;
use survey::problem::quoted;

use crate::figure::{CUT_PARAMETERS, Question};
use crate::letters::PRINT;
use crate::locale::LANG;
use crate::pages::{Query, Target, workbench};
use crate::problem::Fault;
use crate::query::Params;
use crate::words::Words;

/// A page whose choices make a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Workbench,
    Overview,
    Unit,
    Chart(ChartKind),
}

impl Page {
    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let charts = ChartKind::ALL.into_iter().map(Self::Chart);
        [Self::Workbench, Self::Overview, Self::Unit].into_iter().chain(charts)
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::all().find(|page| page.as_str() == name)
    }

    /// Its address from the root.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Workbench => workbench::PAGE,
            Self::Overview => "overview",
            Self::Unit => "unit",
            Self::Chart(kind) => kind.as_str(),
        }
    }

    pub(crate) fn title(self, language: Language) -> &'static str {
        let words = Words::of(language);
        match self {
            Self::Workbench => words.workbench,
            Self::Overview => words.overview,
            Self::Unit => words.unit,
            Self::Chart(kind) => kind.title(language),
        }
    }

    /// Names of what is chosen on it.
    fn parameters(self) -> Vec<&'static str> {
        let more: &[&str] = match self {
            Self::Workbench => return workbench::PARAMETERS.to_vec(),
            Self::Overview | Self::Unit => &["target"],
            Self::Chart(_) => &["from", "target", "page"],
        };
        [&CUT_PARAMETERS[..], more].concat()
    }

    /// What is wrong with choices, as far as can be told without the data: those may be others on the
    /// day when the view is opened.
    fn faults(self, mut params: Params) -> Vec<Fault> {
        match self {
            Self::Workbench => workbench::faults(params),
            Self::Overview | Self::Unit | Self::Chart(_) => {
                Target::read(&mut params);
                let mut params = params.without_blanks();
                Question::read(&mut params);
                params.parsed("from", str::parse::<survey::Period>);
                params.faults().to_vec()
            }
        }
    }

    /// Choices as the address of the page writes them, each name and value encoded; without what
    /// is no part of a cut: the language and the size of letters are the reader's own.
    pub(crate) fn choices(self, query: &str) -> Result<Query, Vec<Fault>> {
        if query.len() > VIEW_QUERY_BYTES_MAX {
            let detail = format!("the choices of a view have at most {VIEW_QUERY_BYTES_MAX} bytes");
            return Err(vec![Fault::at("too_long", "/query".to_owned(), detail)]);
        }
        let (query, faults) = self.read(query);
        if faults.is_empty() { Ok(query) } else { Err(faults) }
    }

    /// The choices of a view that is kept. What this page no longer knows is left out.
    pub(crate) fn kept_choices(self, query: &str) -> Query {
        self.read(query).0
    }

    fn read(self, query: &str) -> (Query, Vec<Fault>) {
        let parameters = self.parameters();
        let params = || Params::read(query, &parameters);
        let kept = params().without_blanks();
        let own = parameters.iter().filter(|name| ![LANG, PRINT, "page"].contains(name));
        let choices =
            own.fold(Query::default(), |choices, &name| choices.with(name, kept.text(name)));
        let at_query = |fault: Fault| Fault::at(fault.code, "/query".to_owned(), fault.detail);
        (choices, self.faults(params()).into_iter().map(at_query).collect())
    }
}

/// A page that has no views.
pub(super) fn unknown_page(name: &str) -> Fault {
    let detail = format!("there is no page {} with views", quoted(name));
    Fault::at("unknown_page", "/page".to_owned(), detail).allowing(Page::all().map(Page::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_written_in_one_way_and_lead_nowhere_else() {
        let of = |page: &str, query: &str| {
            Page::named(page).expect("a page").choices(query).map(|query| query.text())
        };
        let kept = of("workbench", "level=town&view=bounds&lang=en&page=3&period=2026-Q3&by=");
        assert_eq!(kept.as_deref(), Ok("period=2026-Q3&level=town&view=bounds"));
        let kept = of("ranking", "target=90&unit=%0d%0aLocation:%20//evil");
        assert_eq!(kept.as_deref(), Ok("unit=%0D%0ALocation%3A%20%2F%2Fevil&target=90"));
        for (query, code) in [
            ("//evil.example", "unknown_parameter"),
            ("?level=town", "unknown_parameter"),
            ("level=town\r\nSet-Cookie: a=b&x", "unknown_parameter"),
            ("level=town&level=village", "duplicate_parameter"),
            ("period=2026-Q3\r\n", "bad_value"),
            ("page=0", "bad_value"),
            ("weights=heavy", "bad_value"),
            (&"a".repeat(VIEW_QUERY_BYTES_MAX + 1), "too_long"),
        ] {
            let faults = of("workbench", query).expect_err(query);
            assert_eq!((faults[0].code, faults[0].pointer.as_deref()), (code, Some("/query")));
        }
        assert!(of("overview", "weights=equal").is_err(), "that page has no such choice");
        for page in ["", "/", "//evil", "../workbench", "https://evil", "accounts"] {
            assert_eq!(Page::named(page), None, "{page}");
        }
    }

    #[test]
    fn what_is_kept_opens_whatever_it_holds() {
        let kept = Page::Workbench.kept_choices("//evil=1&level=town\r\nX: y&gone=2&kind=none");
        assert_eq!(kept.after("workbench"), "workbench?kind=none&level=town%0D%0AX%3A%20y");
    }
}
