//! Cut → how far and how well people were asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use analytics::interviews_by_mode;
use jiff::Timestamp;
use survey::table::CoverageRow;
use survey::{Code, Mode, Month, Period, Round};

use crate::fieldwork::{Need, Needs, known_level, minima};
use crate::{Cut, FieldworkRequest, FieldworkRow, Figures, FiguresError, Source, fieldwork};

/// What was asked for last. Figures are of one revision of the store, and so are these rows.
#[derive(Debug, Default)]
pub(crate) struct CoverageCache(Mutex<Option<(Cut, Arc<[CoverageRow]>)>>);

impl Figures {
    /// Interviews, quotas, response and contact of the units of the cut's level. Quotas and cases are
    /// of rounds, so only rounds that lie within the period as a whole have a part in it.
    ///
    /// # Errors
    /// When the level is unknown, or the store fails.
    pub fn coverage(
        &self,
        source: Source<'_>,
        cut: &Cut,
    ) -> Result<Arc<[CoverageRow]>, FiguresError> {
        let mut last = self.covered.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, rows)) = last.as_ref().filter(|(known, _)| known == cut) {
            return Ok(Arc::clone(rows));
        }
        let rows: Arc<[CoverageRow]> = self.count_coverage(source, cut)?.into();
        *last = Some((cut.clone(), Arc::clone(&rows)));
        Ok(rows)
    }

    fn count_coverage(
        &self,
        source: Source<'_>,
        cut: &Cut,
    ) -> Result<Vec<CoverageRow>, FiguresError> {
        let (period, level) = (self.period(cut)?, self.level(cut)?);
        let level = known_level(&self.tree, &level)?;
        let rounds = self.rounds_within(source, period)?;
        let asked = cases(source, &rounds, level, cut)?;
        let interviews = interviews_by_mode(&self.cube, &self.tree, period)?;
        let all_modes = |unit: usize| interviews[unit].iter().sum::<u64>();
        let mut quotas = Vec::new();
        // A quota is for all modes together.
        for round in rounds.iter().filter(|_| cut.mode.is_none()) {
            quotas.extend(source.store.quotas(&round.code)?);
        }
        let needs = Needs::of(&self.tree, minima(&self.tree, &quotas), all_modes);
        let rows = self.shown_at(level.as_str(), cut, period).map(|unit| {
            let by_mode = of_mode(interviews[unit], cut.mode);
            let cases = asked.get(self.tree.units()[unit].code.as_str());
            self.coverage_row(unit, by_mode, needs.at(unit), cases, (period, cut))
        });
        Ok(rows.collect())
    }

    /// Interviews of the units that are shown.
    pub(crate) fn interviewed(&self, cut: &Cut) -> Result<u64, FiguresError> {
        let (period, level) = (self.period(cut)?, self.level(cut)?);
        let interviews = interviews_by_mode(&self.cube, &self.tree, period)?;
        let own = |unit: usize| of_mode(interviews[unit], cut.mode).iter().sum::<u64>();
        Ok(self.shown_at(&level, cut, period).map(own).sum())
    }

    /// Places of the units of a level that the cut may show.
    fn shown_at<'a>(
        &'a self,
        level: &'a str,
        cut: &'a Cut,
        period: Period,
    ) -> impl Iterator<Item = usize> + 'a {
        let units = self.tree.at_level(level);
        units.filter(move |unit| self.shows(cut, self.tree.units()[*unit].code.as_str(), period))
    }

    /// Rounds of the questionnaire that opened and close within a period.
    fn rounds_within(
        &self,
        source: Source<'_>,
        period: Period,
    ) -> Result<Vec<Round>, FiguresError> {
        let months = period.months();
        let within = |day| months.contains(&Month::of(day));
        let mut rounds = source.store.rounds()?;
        rounds.retain(|round| {
            round.questionnaire == self.questionnaire.code
                && round.kind == source.selection.kind
                && within(round.opens)
                && within(round.closes)
        });
        Ok(rounds)
    }

    fn coverage_row(
        &self,
        unit: usize,
        by_mode: [u64; Mode::ALL.len()],
        need: Option<Need>,
        cases: Option<&FieldworkRow>,
        (period, cut): (Period, &Cut),
    ) -> CoverageRow {
        let unit = &self.tree.units()[unit];
        let cases = cases.filter(|row| row.cases > 0);
        CoverageRow {
            unit_code: unit.code.as_str().into(),
            unit_name: unit.name.get(cut.language).into(),
            period,
            interviews: by_mode.iter().sum(),
            by_mode,
            minimum: need.map(|need| need.minimum),
            missing: need.map(|need| need.missing),
            base: cases.map(FieldworkRow::base),
            complete: cases.map(|row| row.complete),
            reached: cases.map(FieldworkRow::reached),
            response_rate: cases.and_then(|row| row.response_rate),
            contact_rate: cases.and_then(|row| row.contact_rate),
        }
    }
}

/// Cases of the rounds together, by code of the unit.
fn cases(
    source: Source<'_>,
    rounds: &[Round],
    level: &Code,
    cut: &Cut,
) -> Result<HashMap<String, FieldworkRow>, FiguresError> {
    let mut by_unit: HashMap<String, Vec<FieldworkRow>> = HashMap::new();
    for round in rounds {
        let request = FieldworkRequest {
            round: round.code.clone(),
            level: level.clone(),
            // Only rows of units that are shown are looked up.
            within: None,
            by_mode: cut.mode.is_some(),
            language: cut.language,
            now: Timestamp::now(),
        };
        let mut rows = fieldwork(source.store, &request)?;
        rows.retain(|row| cut.mode.is_none_or(|mode| row.mode == mode.as_str()));
        for row in rows {
            by_unit.entry(row.unit_code.clone()).or_default().push(row);
        }
    }
    let total =
        |(unit, rows): (String, Vec<FieldworkRow>)| Some((unit, FieldworkRow::total(&rows, "")?));
    Ok(by_unit.into_iter().filter_map(total).collect())
}

fn of_mode(mut by_mode: [u64; Mode::ALL.len()], wanted: Option<Mode>) -> [u64; Mode::ALL.len()] {
    for mode in Mode::ALL {
        if wanted.is_some_and(|wanted| wanted != mode) {
            by_mode[mode as usize] = 0;
        }
    }
    by_mode
}
