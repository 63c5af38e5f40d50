//! `manyi issue rates` and `manyi issue funnel`: how well what was wrong is put right.

use analytics::UnitSelection;
use figures::{IssueRateRequest, Twin, category_names, issue_funnel, issue_rates};
use jiff::Timestamp;
use jiff::civil::Date;
use store::Store;
use survey::period::PeriodKind;
use survey::round::in_china;
use survey::{Month, Period};

use crate::args::{Global, IssueFunnel, IssueRates};
use crate::error::Failure;
use crate::output::Destination;

pub(super) fn rates(args: &IssueRates, store: &Store, global: &Global) -> Result<(), Failure> {
    let destination = Destination::new(global)?;
    let units = match (&args.level, &args.unit) {
        (Some(level), _) => UnitSelection::Level(level.clone()),
        (None, Some(unit)) if args.children => UnitSelection::Family(unit.clone()),
        (None, Some(unit)) => UnitSelection::One(unit.clone()),
        (None, None) => UnitSelection::All,
    };
    let asked = IssueRateRequest {
        units,
        category: args.category.clone(),
        measure: args.measure,
        ..request(&args.period, global)
    };
    let rows = issue_rates(store, &asked)?;
    let names = category_names(store, global.lang)?;
    destination.write(rows, |rows| Twin::of_issue_rates(rows, &names, global.lang))
}

pub(super) fn funnel(args: &IssueFunnel, store: &Store, global: &Global) -> Result<(), Failure> {
    let destination = Destination::new(global)?;
    let asked = IssueRateRequest {
        units: UnitSelection::Level(args.level.clone()),
        category: Some(args.category.clone()),
        measure: Some(args.measure),
        ..request(args.period.as_slice(), global)
    };
    let rows = issue_funnel(issue_rates(store, &asked)?)?;
    destination.write(rows, |rows| Twin::of_issue_funnel(rows, global.lang))
}

/// Everything of some periods, or of the quarter of today.
fn request(periods: &[Period], global: &Global) -> IssueRateRequest {
    let today = in_china(Timestamp::now()).date();
    IssueRateRequest {
        periods: if periods.is_empty() { vec![this_quarter(today)] } else { periods.to_vec() },
        units: UnitSelection::All,
        within: None,
        category: None,
        measure: None,
        today,
        language: global.lang,
    }
}

fn this_quarter(today: Date) -> Period {
    Period::containing(Month::of(today), PeriodKind::Quarter)
}
