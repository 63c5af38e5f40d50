//! Query string → cut of the data.

use figures::{Cut, Figures, FiguresError, Selection};
use survey::problem::quoted;
use survey::{Code, Language, Mode, OVERALL, Period, RoundKind, Sight};

use crate::problem::Fault;
use crate::query::Params;

/// Names of the parameters that make a cut.
pub(crate) const CUT_PARAMETERS: [&str; 9] =
    ["questionnaire", "kind", "period", "level", "unit", "category", "mode", "scheme", "lang"];

/// Name of the parameter that says what interviews weigh, of tables that have the choice.
pub(crate) const WEIGHTS: &str = "weights";

const KINDS: [(&str, RoundKind); 2] =
    [("official", RoundKind::Official), ("mock", RoundKind::Mock)];

/// Which interviews, and which cut of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Question {
    pub(crate) selection: Selection,
    pub(crate) cut: Cut,
}

impl Question {
    /// Reads what can be judged without the data; see [`Question::faults`] for the rest.
    pub(crate) fn read(params: &mut Params) -> Self {
        let mut question = Self::read_without_period(params);
        question.cut.period = params.parsed("period", str::parse);
        question
    }

    /// As [`Question::read`], for a table of several periods.
    pub(crate) fn read_without_period(params: &mut Params) -> Self {
        let text = |params: &Params, name| params.text(name).map(str::to_owned);
        let selection = Selection {
            questionnaire: params.parsed("questionnaire", str::parse::<Code>),
            kind: params.choice("kind", &KINDS).unwrap_or_default(),
            without_excluded: false,
        };
        let cut = Cut {
            level: text(params, "level"),
            unit: text(params, "unit"),
            category: text(params, "category"),
            mode: mode(params),
            scheme: text(params, "scheme"),
            weights: params.parsed(WEIGHTS, str::parse).unwrap_or_default(),
            language: language(params),
            ..Cut::default()
        };
        Self { selection, cut }
    }

    /// The same for whoever sees only some of the figures.
    pub(crate) fn within(mut self, sights: Option<Vec<Sight>>) -> Self {
        self.cut.within = sights;
        self
    }

    /// Everything about the cut that does not fit the data.
    pub(crate) fn faults(&self, figures: &Figures) -> Vec<Fault> {
        let mut faults = Vec::new();
        let levels = figures.tree().levels();
        faults.extend(self.cut.period.and_then(|period| self.period_fault(figures, period)));
        if let Some(from) = self.cut.from {
            faults.extend(start_fault(figures, &self.cut, from));
        }
        if let Some(level) = &self.cut.level
            && !levels.iter().any(|known| known.as_str() == level)
        {
            faults.push(unknown("unknown_level", "level", level).allowing(levels));
        }
        if let Some(unit) = &self.cut.unit
            // Of a unit that may not be shown, not even that there is one is told.
            && (figures.tree().get(unit).is_none() || !figures.names(&self.cut, unit))
        {
            faults.push(unknown("unknown_unit", "unit", unit));
        }
        if let Some(category) = &self.cut.category {
            let codes = || figures.cube().categories().map(|(code, _)| code.as_str());
            if category != OVERALL && !codes().any(|known| known == category) {
                let fault = unknown("unknown_category", "category", category);
                faults.push(fault.allowing(std::iter::once(OVERALL).chain(codes())));
            }
        }
        if let Some(scheme) = &self.cut.scheme
            && figures.scheme(Some(scheme)).is_err()
        {
            let codes = figures.schemes().iter().map(|scheme| &scheme.code);
            faults.push(unknown("unknown_scheme", "scheme", scheme).allowing(codes));
        }
        faults
    }

    /// Periods of a table that wait for publication. Others may be empty: then so are their rows.
    pub(super) fn unpublished(&self, figures: &Figures, periods: &[Period]) -> Vec<Fault> {
        let waits = self.cut.waits_for_publication();
        let fault = |period: &Period| self.period_fault(figures, *period);
        periods.iter().filter(|_| waits).filter_map(fault).collect()
    }

    /// A period of which there is nothing to show: a table of nobody reads like a result. To whom
    /// waits for publication it is not told whether anybody was asked.
    pub(super) fn period_fault(&self, figures: &Figures, period: Period) -> Option<Fault> {
        let known = figures.periods(&self.cut, period.kind());
        let waits = self.cut.waits_for_publication();
        if known.contains(&period) || known.is_empty() && !waits {
            return None;
        }
        let (code, detail) = if waits {
            ("not_published", format!("nothing that you may see is published of {period}"))
        } else {
            ("no_interviews", format!("there are no interviews in {period}"))
        };
        Some(Fault::parameter(code, "period", detail).allowing(known))
    }
}

/// A comparison that starts where nobody was asked, or not before its end.
fn start_fault(figures: &Figures, cut: &Cut, from: Period) -> Option<Fault> {
    if let Err(error @ FiguresError::NotBefore { .. }) = figures.start(cut) {
        return Some(Fault::parameter("not_before", "from", error.to_string()));
    }
    let known = figures.periods(cut, from.kind());
    let detail = || format!("there are no interviews in {from}");
    let fault = || Fault::parameter("no_interviews", "from", detail()).allowing(&known);
    (!known.contains(&from)).then(fault)
}

fn unknown(code: &'static str, name: &str, value: &str) -> Fault {
    Fault::parameter(code, name, format!("there is no {name} {}", quoted(value)))
}

pub(crate) fn language(params: &mut Params) -> Language {
    params.parsed("lang", str::parse).unwrap_or_default()
}

/// `all` is a mode of tables, and the same as none.
fn mode(params: &mut Params) -> Option<Mode> {
    let mut choices = vec![("all", None)];
    choices.extend(Mode::ALL.iter().map(|mode| (mode.as_str(), Some(*mode))));
    params.choice("mode", &choices).flatten()
}

/// The cut with its defaults filled in, so that an address made from it means the same tomorrow.
pub(crate) fn effective(figures: &Figures, cut: &Cut) -> Cut {
    Cut {
        period: cut.period.or_else(|| figures.newest_period(cut)),
        level: figures.level_of(cut),
        category: cut.category.clone().or_else(|| Some(OVERALL.to_owned())),
        scheme: scheme_in_force(figures, cut),
        ..cut.clone()
    }
}

/// The scheme that a cut is scored by, with its version; none where it names one that there is not.
pub(crate) fn scheme_in_force(figures: &Figures, cut: &Cut) -> Option<String> {
    let scheme = figures.scheme(cut.scheme.as_deref()).ok()?;
    Some(format!("{}@{}", scheme.code, scheme.version))
}
