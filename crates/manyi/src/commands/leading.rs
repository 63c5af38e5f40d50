//! `manyi overview` and `manyi unit`: what the pages of leaders show.

use figures::{Cut, FigureLine, Figures, open_issues, response_rate};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Place, SetAim, Store};
use survey::round::in_china;
use survey::{Code, OVERALL};

use crate::args::{Counting, Global, OverviewArgs, UnitArgs};
use crate::error::{Failure, Outcome};
use crate::output::Destination;

pub(super) fn overview(args: &OverviewArgs, global: &Global) -> Result<Outcome, Failure> {
    let ground = Ground::load(&args.cut.counting, global)?;
    let cut = ground.filled(args.cut.cut(None, global), args.target)?;
    let head = ground.figures.head_of(&cut).cloned();
    let place = head.as_ref().and_then(|head| ground.place_of(&cut, head));
    let mut lines = ground.figures.overview(&cut, place)?.lines();
    lines.extend(ground.besides(&cut, head.as_ref())?);
    ground.write(lines, global)
}

pub(super) fn unit(args: &UnitArgs, global: &Global) -> Result<Outcome, Failure> {
    let ground = Ground::load(&args.counting, global)?;
    let cut = Cut {
        period: args.period,
        unit: Some(args.unit.to_string()),
        category: args.category.clone(),
        mode: args.counting.mode,
        scheme: args.counting.scheme.clone(),
        thresholds: args.counting.thresholds(),
        language: global.lang,
        ..Cut::default()
    };
    let cut = ground.filled(cut, args.target)?;
    let profile = ground.figures.unit_profile(&cut, ground.place_of(&cut, &args.unit))?;
    let Some(profile) = profile else {
        return Err(Failure::Usage(format!("there is no unit {}", args.unit)));
    };
    let mut lines = profile.lines();
    lines.extend(ground.besides(&cut, Some(&args.unit))?);
    ground.write(lines, global)
}

fn today() -> Date {
    in_china(Timestamp::now()).date()
}

/// What there is.
struct Ground {
    store: Store,
    figures: Figures,
    aims: Vec<SetAim>,
    destination: Destination,
}

impl Ground {
    fn load(counting: &Counting, global: &Global) -> Result<Self, Failure> {
        let destination = Destination::new(global)?;
        let store = super::open(global)?;
        let figures = Figures::load(&store, &counting.selection.selection())?;
        let aims = store.aims()?;
        Ok(Self { store, figures, aims, destination })
    }

    /// The cut with its period and its target.
    fn filled(&self, cut: Cut, target: Option<f64>) -> Result<Cut, Failure> {
        super::expect_points(target)?;
        if let Some(period) = cut.period {
            super::expect_interviews(&self.figures, period)?;
        }
        let period = cut.period.or_else(|| self.figures.newest_finished(&cut, today()));
        let cut = Cut { period, ..cut };
        let target = target.or_else(|| {
            let head = self.figures.head_of(&cut).map(Code::as_str);
            let unit = cut.unit.as_deref().or(head)?;
            // An aim is one of the whole, and not of a category.
            cut.category.as_deref().is_none_or(|category| category == OVERALL).then_some(())?;
            self.figures.aim_of(&self.aims, cut.period?, unit)?.index
        });
        Ok(Cut { target, ..cut })
    }

    /// The place among others that a unit itself is to reach.
    fn place_of(&self, cut: &Cut, unit: &Code) -> Option<&Place> {
        let aim = self.figures.aim_of(&self.aims, cut.period?, unit.as_str())?;
        aim.place.as_ref().filter(|_| aim.unit == *unit)
    }

    /// What stands beside the figures.
    fn besides(&self, cut: &Cut, unit: Option<&Code>) -> Result<Vec<FigureLine>, Failure> {
        let code = unit.map(Code::as_str);
        let issues = open_issues(&self.store, &self.figures, code, None, today())?;
        let mut lines = FigureLine::of_issues(&issues);
        if let (Some(unit), Some(period)) = (code, cut.period) {
            let about = (period, unit);
            let row = response_rate(&self.store, &self.figures, about, None, cut.language)?;
            lines.extend(row.as_ref().map(FigureLine::of_response));
        }
        Ok(lines)
    }

    fn write(&self, lines: Vec<FigureLine>, global: &Global) -> Result<Outcome, Failure> {
        let twin = |lines: &[FigureLine]| FigureLine::twin(lines, &self.figures, global.lang);
        self.destination.write(lines, twin)?;
        Ok(Outcome::Done)
    }
}
