//! Cubes of months, kept in the store so that interviews are read once.

use std::collections::{BTreeMap, HashSet};

use analytics::{AnswerFileError, Cube, CubeBuilder};
use serde::Serialize;
use store::{Edition, MonthCube, ResponseFilter, Store};
use survey::table::{Column, ColumnKind, Row};
use survey::{Month, Period};

use crate::load::Forms;
use crate::{FiguresError, Selection};

/// What became of the cube of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthReport {
    /// The month.
    pub month: Period,
    /// Interviews that its cube holds, or would hold.
    pub interviews: u64,
    /// Interviews that came in after its cube was kept; they are added when figures are made.
    pub later: u64,
    /// How the cube compares with the interviews.
    pub state: MonthState,
}

/// How a kept cube compares with the interviews it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthState {
    /// Counting again gives the same bytes.
    Same,
    /// Counting again gives other bytes: the cube or an interview was changed.
    Differs,
    /// No cube is kept.
    Missing,
}

impl MonthState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differs => "differs",
            Self::Missing => "missing",
        }
    }
}

impl Row for MonthReport {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("month", Text, |r: &Self| {
                survey::table::Cell::Text(r.month.to_string().into())
            }),
            Column::new("interviews", Count, |r: &Self| r.interviews.into()),
            Column::new("later", Count, |r: &Self| r.later.into()),
            Column::new("state", Text, |r: &Self| r.state.as_str().into()),
        ]
    }
}

/// Counts every month and keeps its cube in the store.
///
/// # Errors
/// When the questionnaire is unknown or ambiguous, or the store fails.
pub fn keep_months(store: &Store, selection: &Selection) -> Result<Vec<MonthReport>, FiguresError> {
    let forms = Forms::of(store, &complete(selection))?;
    // Counted again for as long as a response is corrected meanwhile.
    loop {
        let (months, edition) = count_months(store, &forms, &forms.filter(), &BTreeMap::new())?;
        let reports = months.iter().map(|month| month.report(MonthState::Same)).collect();
        let kept = months.into_iter().filter_map(|month| Some(month.counted?.kept)).collect();
        if store.keep_month_cubes(forms.code(), forms.kind, kept, edition)? {
            return Ok(reports);
        }
    }
}

/// Counts the interviews of every kept cube again and compares.
///
/// # Errors
/// As [`keep_months`].
pub fn check_months(
    store: &Store,
    selection: &Selection,
) -> Result<Vec<MonthReport>, FiguresError> {
    let forms = Forms::of(store, &complete(selection))?;
    compare_months(store, &forms, &forms.filter())
}

/// The same for the months that a filter lets pass.
pub(crate) fn compare_months(
    store: &Store,
    forms: &Forms,
    filter: &ResponseFilter,
) -> Result<Vec<MonthReport>, FiguresError> {
    let mut kept = store.month_cubes(forms.code(), forms.kind)?;
    kept.retain(|cube| filter.months.as_ref().is_none_or(|months| months.contains(&cube.month)));
    let until: BTreeMap<Month, i64> = kept.iter().map(|cube| (cube.month, cube.last_seq)).collect();
    let (months, _) = count_months(store, forms, filter, &until)?;
    let report = |month: &CountedMonth| {
        let stored = kept.iter().find(|cube| cube.month == month.month);
        month.report(match (stored, &month.counted) {
            (None, _) => MonthState::Missing,
            (Some(stored), Some(counted)) if *stored == counted.kept => MonthState::Same,
            (Some(_), _) => MonthState::Differs,
        })
    };
    let mut reports: Vec<MonthReport> = months.iter().map(report).collect();
    let gone = kept.iter().filter(|cube| months.iter().all(|month| month.month != cube.month));
    reports.extend(gone.map(|cube| MonthReport {
        month: Period::Month(cube.month),
        interviews: 0,
        later: 0,
        state: MonthState::Differs,
    }));
    Ok(reports)
}

/// What is kept holds every interview, whoever is left out of a second score.
fn complete(selection: &Selection) -> Selection {
    Selection { without_excluded: false, ..selection.clone() }
}

/// The cubes that are kept, and the last interview in each; none of a month with an interview that is not
/// counted.
///
/// # Errors
/// When the store fails, or a cube can't be read.
pub(crate) fn kept_months(
    store: &Store,
    forms: &Forms,
) -> Result<(Vec<Cube>, BTreeMap<Month, i64>), FiguresError> {
    let mut cubes = Vec::new();
    let mut until = BTreeMap::new();
    let touched: HashSet<Month> = forms.excluded.values().copied().collect();
    let all = store.month_cubes(forms.code(), forms.kind)?;
    for kept in all.into_iter().filter(|kept| !touched.contains(&kept.month)) {
        match Cube::of_bytes(kept.body) {
            Ok(cube) => {
                until.insert(kept.month, kept.last_seq);
                cubes.push(cube);
            }
            // From another version of the program: its interviews are simply read again.
            Err(AnswerFileError::Note(_)) => {}
            Err(error) => {
                return Err(FiguresError::KeptCube { month: Period::Month(kept.month), error });
            }
        }
    }
    Ok((cubes, until))
}

/// What the interviews of a month came to.
pub(crate) struct CountedMonth {
    month: Month,
    /// Nothing if all came in later.
    pub(crate) counted: Option<Counted>,
    later: u64,
}

pub(crate) struct Counted {
    interviews: u64,
    pub(crate) kept: MonthCube,
}

impl CountedMonth {
    fn report(&self, state: MonthState) -> MonthReport {
        MonthReport {
            month: Period::Month(self.month),
            interviews: self.counted.as_ref().map_or(0, |counted| counted.interviews),
            later: self.later,
            state,
        }
    }
}

/// A month whose interviews are being read.
struct OpenMonth {
    month: Month,
    builder: CubeBuilder,
    last_seq: Option<i64>,
    later: u64,
}

impl OpenMonth {
    fn close(self) -> Result<CountedMonth, FiguresError> {
        let cube = self.builder.finish();
        let counted = match self.last_seq {
            None => None,
            Some(last_seq) => {
                let mut body = Vec::new();
                cube.write(&mut body)?;
                let kept = MonthCube { month: self.month, last_seq, body };
                Some(Counted { interviews: cube.interviews(), kept })
            }
        };
        Ok(CountedMonth { month: self.month, counted, later: self.later })
    }
}

/// Counts each month that a filter lets pass, up to the interview given for it, and says of which edition.
pub(crate) fn count_months(
    store: &Store,
    forms: &Forms,
    filter: &ResponseFilter,
    until: &BTreeMap<Month, i64>,
) -> Result<(Vec<CountedMonth>, Edition), FiguresError> {
    let mut closed = Vec::new();
    let mut open: Option<OpenMonth> = None;
    let edition = store.try_for_each_response(filter, |stored| {
        if let Some(full) = open.take_if(|open| open.month != stored.month) {
            closed.push(full.close()?);
        }
        let open = match &mut open {
            Some(open) => open,
            none => none.insert(OpenMonth {
                month: stored.month,
                builder: forms.builder()?,
                last_seq: None,
                later: 0,
            }),
        };
        if until.get(&stored.month).is_some_and(|&last| stored.seq > last) {
            open.later += 1;
        } else {
            forms.add(&mut open.builder, &stored.response)?;
            open.last_seq = Some(stored.seq);
        }
        Ok::<(), FiguresError>(())
    })?;
    if let Some(last) = open {
        closed.push(last.close()?);
    }
    Ok((closed, edition))
}
