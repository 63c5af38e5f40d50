//! `manyi priority`: what to fix first.

use analytics::By;
use figures::{Figures, Source, Twin};
use survey::table::Priorities;

use crate::args::{Global, Priority, PriorityByArg};
use crate::error::{Failure, Outcome};
use crate::output::Destination;

pub(super) fn priority(args: &Priority, global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let store = super::open(global)?;
    let selection = args.cut.counting.selection.selection();
    let figures = Figures::load(&store, &selection)?;
    let cut = args.cut.cut(args.unit.as_ref(), global);
    if let Some(period) = cut.period {
        super::expect_interviews(&figures, period)?;
    }
    let by = match args.by {
        PriorityByArg::Category => By::Category,
        PriorityByArg::Question => By::Question,
    };
    let source = Source { store: &store, selection: &selection };
    let Priorities { rows, derivation, lines } = figures.priorities(source, &cut, by)?;
    destination.write(rows, |rows| {
        let rows = rows.to_vec();
        Twin::of_priorities(&Priorities { rows, derivation, lines }, global.lang)
    })?;
    Ok(Outcome::Done)
}
