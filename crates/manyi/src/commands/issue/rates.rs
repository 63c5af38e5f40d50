//! `manyi issue rates` and `manyi issue funnel`: how well what was wrong is put right.

use std::ffi::OsStr;
use std::path::Path;

use analytics::UnitSelection;
use figures::{
    IssueFunnelLook, IssueRateRequest, Twin, category_names, issue_funnel, issue_funnel_chart,
    issue_rates,
};
use jiff::Timestamp;
use jiff::civil::Date;
use store::Store;
use survey::period::PeriodKind;
use survey::round::in_china;
use survey::{Month, Period};

use crate::args::{Global, IssueFunnel, IssueRates};
use crate::commands::chart::{made_by, write_svg};
use crate::error::Failure;
use crate::output::{Destination, Talk};

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

/// The table; the drawing, where the file is named as one.
pub(super) fn funnel(
    args: &IssueFunnel,
    store: &Store,
    global: &Global,
    talk: &Talk,
) -> Result<(), Failure> {
    args.layout.check()?;
    let period = args.period.unwrap_or_else(|| this_quarter(today()));
    let asked = IssueRateRequest {
        units: UnitSelection::Level(args.level.clone()),
        category: Some(args.category.clone()),
        measure: Some(args.measure),
        ..request(&[period], global)
    };
    let path = global.output.as_deref();
    let ending = path.and_then(Path::extension).and_then(OsStr::to_str);
    if !matches!(ending, Some("svg" | "png")) {
        let destination = Destination::new(global)?;
        let rows = issue_funnel(issue_rates(store, &asked)?)?;
        return destination.write(rows, |rows| Twin::of_issue_funnel(rows, global.lang));
    }
    let names = category_names(store, global.lang)?;
    let rows = issue_funnel(issue_rates(store, &asked)?)?;
    let look = IssueFunnelLook {
        canvas: args.layout.canvas(global.lang),
        measure: args.measure,
        period,
        level: args.level.clone(),
        category: names.get(args.category.as_str()).cloned(),
        note: Some(made_by(store.revision()?)),
    };
    let svg = issue_funnel_chart(&rows, &look)?;
    match ending {
        Some("png") => args.layout.write_png(path, &svg, talk),
        _ => write_svg(path, &svg),
    }
}

/// Everything of some periods, or of the quarter of today.
fn request(periods: &[Period], global: &Global) -> IssueRateRequest {
    let today = today();
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

fn today() -> Date {
    in_china(Timestamp::now()).date()
}

fn this_quarter(today: Date) -> Period {
    Period::containing(Month::of(today), PeriodKind::Quarter)
}
