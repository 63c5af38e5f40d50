//! `manyi movement` and `manyi funnel`: tables.

use figures::{Cut, Twin};

use crate::args::{Funnel, Global, Movement};
use crate::error::{Failure, Outcome};
use crate::output::Destination;

pub(super) fn movement(args: &Movement, global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let figures = args.cut.counting.load(global)?;
    let cut = Cut { from: args.from, ..args.cut.cut(None, global) };
    for period in cut.period.into_iter().chain(cut.from) {
        super::expect_interviews(&figures, period)?;
    }
    let rows = figures.movement(&cut)?;
    destination.write(rows, |rows| Twin::of_movement(rows, global.lang))?;
    Ok(Outcome::Done)
}

pub(super) fn funnel(args: &Funnel, global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let figures = args.cut.counting.load(global)?;
    let cut = args.cut.cut(None, global);
    if let Some(period) = cut.period {
        super::expect_interviews(&figures, period)?;
    }
    let rows = figures.funnel(&cut)?;
    destination.write(rows, |rows| Twin::of_funnel(rows, global.lang))?;
    Ok(Outcome::Done)
}
