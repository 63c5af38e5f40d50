//! Everything that a bulletin is made of, taken from the tables once.

use analytics::{IndexRequest, UnitSelection};
use documents::Coverage;
use jiff::civil::Date;
use store::Store;
use survey::table::{ChangeRow, IndexRow, IssueRateRow, RankingRow};
use survey::{Code, Mode, OVERALL, Period, Round};

use super::BulletinRequest;
use crate::words::{level_name, mode_name};
use crate::{
    Cut, FieldworkRow, Figures, FiguresError, IssueRateRequest, OpenIssues, Selection, Source,
    issue_rates, open_issues, response_rate,
};

/// The figures of one bulletin.
pub(super) struct Material<'a> {
    pub(super) figures: &'a Figures,
    store: &'a Store,
    selection: Selection,
    pub(super) request: &'a BulletinRequest,
    /// The unit that the bulletin tells of.
    pub(super) unit: Code,
    /// The units of its level, with everything else that was asked.
    pub(super) cut: Cut,
    /// What the units of the level are called.
    pub(super) level: String,
    /// The whole.
    pub(super) overall: IndexRow,
    pub(super) overall_change: Option<ChangeRow>,
    /// Its categories with what became of them, the weakest first; those without a figure last.
    pub(super) categories: Vec<(IndexRow, Option<ChangeRow>)>,
    pub(super) ranking: Vec<RankingRow>,
    pub(super) changes: Vec<ChangeRow>,
    /// Rounds that reach into the period.
    pub(super) rounds: Vec<Round>,
    /// Interviews by mode, those that occur.
    pub(super) modes: Vec<(Mode, Option<u64>)>,
    mode_names: String,
    response: Option<FieldworkRow>,
    pub(super) issues: OpenIssues,
    /// What became of the issues of the period: of the whole, and of each unit of the level.
    pub(super) issue_rates: [Vec<IssueRateRow>; 2],
}

impl<'a> Material<'a> {
    pub(super) fn gather(
        figures: &'a Figures,
        store: &'a Store,
        request: &'a BulletinRequest,
    ) -> Result<Self, FiguresError> {
        let (unit, cut) = figures.cut_of(request)?;
        let period = request.period;
        let whole = Cut { unit: Some(unit.to_string()), ..cut.clone() };
        let mut rows = figures.index_table(&whole, &index_request(&whole, period, None))?;
        let at = rows.iter().position(|row| row.category == OVERALL);
        let overall = rows.swap_remove(at.ok_or(FiguresError::NobodyAsked(period))?);
        let moved = |category: &str| {
            let cut = Cut { category: Some(category.to_owned()), ..whole.clone() };
            let changes = figures.changes(&cut, vec![period.previous(), period])?;
            Ok::<_, FiguresError>(changes.into_iter().next())
        };
        let by_index = |row: &IndexRow| row.index.unwrap_or(f64::INFINITY);
        rows.sort_by(|a, b| by_index(a).total_cmp(&by_index(b)));
        let with_change = |row: IndexRow| {
            let change = moved(&row.category)?;
            Ok((row, change))
        };
        let level = figures.level(&cut)?;
        let cut = Cut { level: Some(level.clone()), ..cut };
        let rates = |units| issue_rates(store, &rate_request(request, &unit, units));
        let modes = modes_of(figures, &whole, period)?;
        let names: Vec<_> =
            modes.iter().map(|(mode, _)| mode_name(Some(*mode), request.language)).collect();
        let about = (period, unit.as_str());
        Ok(Self {
            overall_change: moved(OVERALL)?,
            categories: rows.into_iter().map(with_change).collect::<Result<_, FiguresError>>()?,
            ranking: figures.ranking(&cut)?,
            changes: figures.changes(&cut, vec![period.previous(), period])?,
            rounds: rounds_of(figures.rounds(store)?, period),
            mode_names: names.join(request.language.pick("、", ", ")),
            modes,
            response: response_rate(store, figures, about, None, request.language)?,
            issues: open_issues(store, figures, Some(unit.as_str()), None, request.dated)?,
            issue_rates: [
                rates(UnitSelection::One(unit.to_string()))?,
                rates(UnitSelection::Level(level.clone()))?,
            ],
            level: level_name(&level, request.language),
            figures,
            store,
            selection: figures.selection(),
            request,
            unit,
            cut,
            overall,
        })
    }

    /// Where charts find what no cube holds.
    pub(super) fn source(&self) -> Source<'_> {
        Source { store: self.store, selection: &self.selection }
    }

    pub(super) fn title(&self) -> String {
        let language = self.request.language;
        let period = self.request.period;
        let unit = self.figures.tree().name(self.unit.as_str(), language);
        language.pick(
            format!("关于{unit}{}群众满意度调查情况的通报", period.chinese()),
            format!("Satisfaction in {unit}, {period}"),
        )
    }

    pub(super) fn coverage(&self) -> Coverage<'_> {
        let (from, to) = self.dates();
        let asked = self.ranking.iter().filter(|row| row.estimate.responses != Some(0)).count();
        let rate = self.response.as_ref().and_then(|row| row.response_rate);
        Coverage {
            from,
            to,
            modes: &self.mode_names,
            responses: self.overall.responses,
            units: asked as u64,
            level: &self.level,
            response_rate: rate.map(|rate| (rate, "AAPOR RR1")),
        }
    }

    /// First and last day of fieldwork within the period.
    pub(super) fn dates(&self) -> (Date, Date) {
        let months = self.request.period.months();
        let (first, last) = (months.start.first_day(), self.request.period.last_day());
        let opens = self.rounds.iter().map(|round| round.opens).min().unwrap_or(first);
        let closes = self.rounds.iter().map(|round| round.closes).max().unwrap_or(last);
        (opens.max(first), closes.min(last).min(self.request.as_of.max(first)))
    }
}

pub(super) fn index_request(cut: &Cut, period: Period, mode: Option<Mode>) -> IndexRequest {
    let units = match &cut.unit {
        Some(unit) => UnitSelection::One(unit.clone()),
        None => UnitSelection::All,
    };
    let cut = Cut { mode, ..cut.clone() };
    crate::drawing::request(&cut, vec![period], units)
}

fn rate_request(
    request: &BulletinRequest,
    within: &Code,
    units: UnitSelection,
) -> IssueRateRequest {
    IssueRateRequest {
        periods: vec![request.period],
        units,
        within: Some(vec![within.clone()]),
        category: Some(OVERALL.to_owned()),
        measure: None,
        today: request.dated,
        language: request.language,
    }
}

fn rounds_of(rounds: Vec<Round>, period: Period) -> Vec<Round> {
    let months = period.months();
    let meets = |round: &Round| {
        round.opens < months.end.first_day() && round.closes >= months.start.first_day()
    };
    rounds.into_iter().filter(meets).collect()
}

fn modes_of(
    figures: &Figures,
    whole: &Cut,
    period: Period,
) -> Result<Vec<(Mode, Option<u64>)>, FiguresError> {
    let mut modes = Vec::new();
    for mode in Mode::ALL {
        let rows = figures.index_table(whole, &index_request(whole, period, Some(mode)))?;
        let overall = rows.iter().find(|row| row.category == OVERALL);
        modes.extend(overall.map(|row| (mode, row.responses)));
    }
    Ok(modes)
}
