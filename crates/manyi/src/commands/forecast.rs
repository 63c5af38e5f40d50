//! `manyi forecast`: what an external survey will find, as far as mock rounds tell.

use std::path::Path;

use analytics::{Thresholds, UnitSelection};
use exchange::past_results::ResultTerms;
use exchange::{RecordRow, open_past_results};
use figures::{ForecastRequest, Twin, forecast};
use jiff::Timestamp;
use store::Store;
use survey::PastResult;
use survey::round::in_china;
use survey::table::{ForecastBasis, ForecastRow};

use crate::args::{ForecastArgs, Global};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) fn run(args: &ForecastArgs, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let store = super::open(global)?;
    let request = ForecastRequest {
        questionnaire: args.questionnaire.clone(),
        survey: args.survey.clone(),
        period: args.period,
        units: match (&args.level, &args.unit) {
            (Some(level), _) => UnitSelection::Level(level.clone()),
            (None, Some(unit)) => UnitSelection::One(unit.clone()),
            (None, None) => UnitSelection::All,
        },
        scheme: args.scheme.clone(),
        past: args.past.as_deref().map(|file| past(file, &store)).transpose()?.unwrap_or_default(),
        thresholds: Thresholds::default(),
        language: global.lang,
    };
    let rows = forecast(&store, &request)?;
    let only_sampling = is_there(&rows, ForecastBasis::SamplingOnly);
    let with_past = is_there(&rows, ForecastBasis::PastResults);
    destination.write(rows, |rows| Twin::of_forecast(rows, global.lang))?;
    for (is_said, zh, en) in [
        (
            only_sampling,
            "只含抽样误差的区间不知道上级调查与模拟调查有何不同：上级问的人、时间和方式都可能不一样，\
             至少3次往次结果（--past）才能估计差异",
            "an interval of sampling error only knows nothing of how the external survey differs: it may \
             ask others, at another time and in another way; three earlier results (--past) tell by how much",
        ),
        (
            with_past,
            "含往次差异的区间假定这次的差异与往次同类",
            "an interval with past differences takes this one to be of their kind",
        ),
    ] {
        if is_said {
            talk.say(global.lang.pick(zh, en));
        }
    }
    Ok(Outcome::Done)
}

fn is_there(rows: &[ForecastRow], basis: ForecastBasis) -> bool {
    rows.iter().any(|row| row.basis == Some(basis))
}

/// All results of a file, or what is wrong with it: a forecast from a part of them would be another one.
fn past(file: &Path, store: &Store) -> Result<Vec<PastResult>, Failure> {
    let (units, today) = (store.unit_tree()?, in_china(Timestamp::now()).date());
    let (mut results, mut rejects) = (Vec::new(), Vec::new());
    for row in open_past_results(file, ResultTerms { units: &units, today })? {
        match row? {
            RecordRow::Accepted(result, _) => results.push(result),
            RecordRow::Rejected(flaws) => rejects.extend(flaws),
        }
    }
    if rejects.is_empty() { Ok(results) } else { Err(Failure::Rejected(rejects)) }
}
