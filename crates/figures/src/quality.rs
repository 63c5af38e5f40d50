//! Cut → what stands behind an index: who counts, who kept silent, what came late, what the design costs.

mod left_out;
mod read;
mod rows;
mod tally;

use std::collections::HashMap;

use analytics::{IndexRequest, Intervals, ModeSplit, UnitSelection, index_table, selected_units};
use survey::table::{Flag, QualityRow, QuestionQualityRow};
use survey::{Mode, OVERALL, Period};

use self::rows::Place;
use self::tally::Sums;
use crate::{Cut, Figures, FiguresError, Selection, Source};

pub(crate) use self::read::QualityCache;

/// An interview that comes in more days later is late, unless somebody says otherwise: a phone that was
/// out of reach sends by the evening, or after a weekend.
pub const LATE_AFTER: u32 = 3;

/// What a table of data quality shall hold.
#[derive(Debug, Clone)]
pub struct QualityRequest {
    /// Periods, in the order of the rows.
    pub periods: Vec<Period>,
    /// After how many days an interview is late.
    pub late_after: u32,
}

/// The interviews of a unit that count, with those of units below.
#[derive(Debug, Default)]
struct Counted {
    sums: Sums,
    by_mode: [u64; Mode::ALL.len()],
}

/// Rows of the index table of a unit and period, by what they are flagged with.
#[derive(Debug, Default)]
struct Cells {
    all: u64,
    /// In the order of [`Flag::ALL`].
    flagged: [u64; Flag::ALL.len()],
    /// The index overall; none where it is withheld.
    index: Option<f64>,
}

/// By code of the unit and period.
type CellsOfUnits = HashMap<(String, Period), Cells>;

impl Figures {
    /// What stands behind the index of the cut's unit, or of the units of its level, in each period. The
    /// period of the cut and its category are not looked at.
    ///
    /// # Errors
    /// As for [`Figures::index_table`], or when the store fails.
    pub fn quality(
        &self,
        source: Source<'_>,
        cut: &Cut,
        request: &QualityRequest,
    ) -> Result<Vec<QualityRow>, FiguresError> {
        let selection = self.units(cut)?;
        let units = selected_units(&self.tree, &selection)?;
        let cells = self.cells(cut, request, selection.clone())?;
        // Of what is left out no bulletin speaks either.
        let second = if cut.waits_for_publication() {
            None
        } else {
            Some(self.second_score(source, cut, request, selection)?)
        };
        let mut rows = Vec::new();
        for &period in &request.periods {
            let tally = self.tally(source, period)?;
            let mut counted = self.counted(&tally.sums, cut, &units);
            let screen = self.screen(cut, period)?;
            // Of rounds of another kind and of what waits no bulletin speaks.
            let left_out = if cut.waits_for_publication() {
                None
            } else {
                Some(self.left_out(source, cut, period)?)
            };
            for (unit, place) in self.places(cut, &units, period) {
                let counted = counted.remove(&unit).unwrap_or_default();
                let key = (place.unit.code.to_string(), period);
                let mut row = place.quality_row(cells.get(&key).unwrap_or(&Cells::default()));
                if screen.hides(unit) {
                    row.flag = Some(Flag::Suppressed);
                } else {
                    rows::fill(&mut row, &counted.sums, request.late_after, &cut.thresholds);
                    if !screen.hides_modes(unit) {
                        rows::fill_modes(&mut row, &counted.by_mode);
                    }
                    // Tables of the other kind don't tell how few there are either.
                    let few = 1..cut.thresholds.shown_from;
                    row.other_kind = left_out.as_ref().map(|left_out| left_out.other_kind(unit));
                    row.other_kind = row.other_kind.filter(|count| !few.contains(count));
                    row.quarantined = left_out.as_ref().map(|left_out| left_out.quarantined(unit));
                    row.excluded = left_out.as_ref().map(|left_out| left_out.excluded(unit));
                    row.index = cells.get(&key).and_then(|cells| cells.index);
                    let second = second.as_ref().map(|second| second.as_ref().unwrap_or(&cells));
                    row.index_without_excluded = second.and_then(|cells| cells.get(&key)?.index);
                }
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// What became of each question that offers options, in the cut's unit or the units of its level, in
    /// each period.
    ///
    /// # Errors
    /// As for [`Figures::quality`].
    pub fn question_quality(
        &self,
        source: Source<'_>,
        cut: &Cut,
        periods: &[Period],
    ) -> Result<Vec<QuestionQualityRow>, FiguresError> {
        let units = selected_units(&self.tree, &self.units(cut)?)?;
        let mut rows = Vec::new();
        for &period in periods {
            let tally = self.tally(source, period)?;
            let mut counted = self.counted(&tally.sums, cut, &units);
            let screen = self.screen(cut, period)?;
            for (unit, place) in self.places(cut, &units, period) {
                let counted = counted.remove(&unit).unwrap_or_default();
                for (question, silence) in tally.questions.iter().zip(counted.sums.questions) {
                    let hidden = screen.hides_question(unit, question.0.as_str());
                    rows.push(place.question_row(question, silence, hidden, &cut.thresholds));
                }
            }
        }
        Ok(rows)
    }

    /// The rows of the index table without what is left out; none where nothing is.
    fn second_score(
        &self,
        source: Source<'_>,
        cut: &Cut,
        request: &QualityRequest,
        units: UnitSelection,
    ) -> Result<Option<CellsOfUnits>, FiguresError> {
        if source.store.excluded_responses()?.is_empty() {
            return Ok(None);
        }
        let without = Selection { without_excluded: true, ..self.selection() };
        let figures = Figures::load(source.store, &without)?;
        figures.cells(cut, request, units).map(Some)
    }

    fn screen(&self, cut: &Cut, period: Period) -> Result<analytics::Screen, FiguresError> {
        let of = (period, cut.mode);
        Ok(self.cube.screen(&self.tree, cut.thresholds.shown_from, of)?)
    }

    /// The units that a cut may show of a period, by position in the tree.
    fn places<'a>(
        &'a self,
        cut: &'a Cut,
        units: &'a [usize],
        period: Period,
    ) -> impl Iterator<Item = (usize, Place<'a>)> {
        let place = move |&at: &usize| {
            let unit = &self.tree.units()[at];
            let place = Place { unit, period, mode: cut.mode, language: cut.language };
            self.shows(cut, unit.code.as_str(), period).then_some((at, place))
        };
        units.iter().filter_map(place)
    }

    /// Adds up what each unit and those below it have, in the mode of the cut.
    fn counted(&self, own: &read::UnitSums, cut: &Cut, units: &[usize]) -> HashMap<usize, Counted> {
        let mut counted: HashMap<usize, Counted> =
            units.iter().map(|unit| (*unit, Counted::default())).collect();
        for ((unit, mode), sums) in own {
            if cut.mode.is_some_and(|wanted| wanted != *mode) {
                continue;
            }
            for above in self.lineage_of(unit) {
                if let Some(counted) = counted.get_mut(&above) {
                    counted.sums.add(sums);
                    counted.by_mode[*mode as usize] += sums.interviews;
                }
            }
        }
        counted
    }

    /// A unit and those above it, by position in the tree; none of a unit that is not in it.
    fn lineage_of(&self, unit: &survey::Code) -> impl Iterator<Item = usize> {
        let place = self.tree.position(unit.as_str());
        place.into_iter().flat_map(|place| self.tree.lineage(place))
    }

    /// How rows of the index table are flagged, by code of the unit and period.
    fn cells(
        &self,
        cut: &Cut,
        request: &QualityRequest,
        units: UnitSelection,
    ) -> Result<CellsOfUnits, FiguresError> {
        let request = IndexRequest {
            periods: request.periods.clone(),
            units,
            modes: cut.mode.map_or(ModeSplit::Together, ModeSplit::Only),
            intervals: Intervals::None,
            thresholds: cut.thresholds,
            ..IndexRequest::default()
        };
        let scheme = self.scheme(cut.scheme.as_deref())?;
        let mut cells = CellsOfUnits::new();
        for row in index_table(&self.cube, &self.tree, scheme, &request)? {
            let cells = cells.entry((row.unit_code.to_string(), row.period)).or_default();
            cells.all += 1;
            if row.category == OVERALL {
                cells.index = row.index;
            }
            let place = row.flag.and_then(|flag| Flag::ALL.iter().position(|known| *known == flag));
            if let Some(place) = place {
                cells.flagged[place] += 1;
            }
        }
        Ok(cells)
    }
}
