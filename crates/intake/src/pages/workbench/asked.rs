//! What is asked of the workbench.

use figures::{Cut, Figures, Sorting};
use survey::{Period, RoundKind, Sight, Weights};

use super::quality::Part;
use crate::figure::{Question, Split, WEIGHTS, scheme_in_force};
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::asking::forget_faulty;
use crate::pages::turning::Turning;
use crate::problem::Fault;
use crate::query::Params;

/// Names of all parameters.
pub(crate) const PARAMETERS: [&str; 16] = [
    "questionnaire",
    "kind",
    "period",
    "level",
    "unit",
    "category",
    "mode",
    "scheme",
    WEIGHTS,
    "lang",
    "view",
    "by",
    "from",
    "sort",
    "page",
    "print",
];

/// What rows are about, whichever table was looked at before.
const BY: [(&str, (Split, Part)); 4] = [
    ("category", (Split::Category, Part::People)),
    ("question", (Split::Question, Part::Question)),
    ("mode", (Split::Mode, Part::People)),
    ("design", (Split::Category, Part::Design)),
];

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum View {
    #[default]
    Index,
    Changes,
    ModeEffects,
    Bounds,
    Quality,
}

impl View {
    pub(super) const ALL: [(&'static str, Self); 5] = [
        ("indices", Self::Index),
        ("changes", Self::Changes),
        ("mode-effects", Self::ModeEffects),
        ("bounds", Self::Bounds),
        ("quality", Self::Quality),
    ];

    /// Its name, in the addresses of the page and of the API.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, view)| *view == self).map_or("", |(name, _)| name)
    }

    /// Whether its rows may be split.
    pub(super) fn splits(self) -> bool {
        matches!(self, Self::Index | Self::Bounds)
    }

    /// Whether it tells scores, which are of categories and weighed; the quality of data is only counted.
    pub(super) fn scores(self) -> bool {
        self != Self::Quality
    }
}

/// A request to the page.
pub(super) struct Asked {
    pub(super) question: Question,
    pub(super) view: View,
    pub(super) split: Split,
    /// What is told of the quality of the data.
    pub(super) part: Part,
    /// The first of several periods.
    pub(super) from: Option<Period>,
    pub(super) sorting: Option<Sorting>,
    /// Counts from 1.
    pub(super) page: usize,
    pub(super) locale: Locale,
    pub(super) faults: Vec<Fault>,
}

impl Asked {
    pub(super) fn read(mut params: Params, locale: Locale, sights: Option<Vec<Sight>>) -> Self {
        let mut question = Question::read(&mut params).within(sights);
        question.cut.language = locale.language;
        question.cut.children = question.cut.unit.is_some();
        if question.cut.unit.is_some() {
            // A form sends both; the unit is the narrower choice.
            question.cut.level = None;
        }
        let view = params.choice("view", &View::ALL).unwrap_or_default();
        if !view.scores() {
            question.cut.category = None;
            question.cut.weights = Weights::default();
        }
        let (split, part) = params.choice("by", &BY).unwrap_or_default();
        let from = params.parsed("from", str::parse);
        let sorting = params.text("sort").map(|text| match text.strip_prefix('-') {
            Some(column) => Sorting { column: column.to_owned(), descending: true },
            None => Sorting { column: text.to_owned(), descending: false },
        });
        let page = Turning::asked(&mut params);
        let faults = params.faults().to_vec();
        Self { question, view, split, part, from, sorting, page, locale, faults }
    }

    /// Judges the cut by the data and fills in what every table needs.
    pub(super) fn judge(&mut self, figures: &Figures) {
        if self.split == Split::Question {
            self.question.cut.category = None;
        }
        self.faults.extend(self.question.faults(figures));
        let cut = &mut self.question.cut;
        forget_faulty(cut, &self.faults);
        cut.period = cut.period.or_else(|| figures.newest_period(cut));
        // The form sends one, so it must be the one in force.
        cut.scheme = scheme_in_force(figures, cut);
        if cut.unit.is_none() {
            cut.children = false;
            cut.level = figures.level_of(cut);
        }
    }

    /// The periods of the table, in their order.
    pub(super) fn periods(&self, figures: &Figures) -> Vec<Period> {
        let Some(last) = self.question.cut.period else { return Vec::new() };
        let mut known = figures.periods(&self.question.cut, last.kind());
        known.reverse();
        let place = |period| known.iter().position(|known| *known == period);
        let Some(end) = place(last) else { return vec![last] };
        let from = self.from.and_then(place);
        // A change needs a period before.
        let usual = if self.view == View::Changes { end.saturating_sub(1) } else { end };
        let start = from.filter(|start| *start <= end).unwrap_or(usual);
        known[start..=end].to_vec()
    }

    /// The choices as they stand in addresses of this page.
    pub(super) fn query(&self) -> Query {
        let Question { selection, cut } = &self.question;
        let Cut { period, level, unit, category, mode, scheme, weights, .. } = cut;
        let sign = |sorting: &Sorting| if sorting.descending { "-" } else { "" };
        let sorted =
            self.sorting.as_ref().map(|sorting| format!("{}{}", sign(sorting), sorting.column));
        Query::default()
            .with("view", Some(self.view.name()).filter(|_| self.view != View::default()))
            .with("questionnaire", selection.questionnaire.as_ref())
            .with("kind", (selection.kind == RoundKind::Mock).then_some("mock"))
            .with("from", self.from)
            .with("period", *period)
            .with("level", level.as_ref().filter(|_| unit.is_none()))
            .with("unit", unit.as_ref())
            .with("category", category.as_ref())
            .with("by", self.by())
            .with("mode", *mode)
            .with("scheme", scheme.as_ref())
            .with(WEIGHTS, Some(*weights).filter(|weights| *weights != Weights::default()))
            .with("sort", sorted)
            .with("page", Some(self.page).filter(|page| *page > 1))
            .with(LANG, self.locale.chosen.then(|| self.locale.language.tag()))
    }

    /// The choices as a view keeps them: whoever opens it reads their own language.
    pub(super) fn kept(&self) -> String {
        self.query().without(&["page", LANG]).text()
    }

    /// The same cut for other pages, which take it row by row.
    pub(super) fn cut_query(&self) -> Query {
        self.query().without(&[
            "view", "from", "period", "level", "unit", "category", "by", "mode", WEIGHTS, "sort",
            "page",
        ])
    }

    /// How rows are split, where that was chosen.
    pub(super) fn by(&self) -> Option<&'static str> {
        match self.split {
            _ if self.view == View::Quality => self.part.name(),
            _ if !self.view.splits() => None,
            Split::Category => None,
            Split::Question => Some("question"),
            Split::Mode => Some("mode"),
        }
    }

    /// The same table in the API.
    pub(super) fn api(&self, periods: &[Period]) -> Query {
        let periods: Vec<String> = periods.iter().map(ToString::to_string).collect();
        let left_out: &[&str] = match self.view {
            View::ModeEffects => &["view", "from", "period", "sort", "page", "mode", LANG],
            // By question it has an address of its own.
            View::Quality => &["view", "from", "period", "sort", "page", "by", LANG],
            _ => &["view", "from", "period", "sort", "page", LANG],
        };
        self.query()
            .without(left_out)
            .with("period", Some(periods.join(",")))
            .with("children", self.question.cut.children.then_some("true"))
            .with(LANG, Some(self.locale.language.tag()))
    }
}
