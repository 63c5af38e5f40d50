//! `manyi forecast`: what an external survey will find, as far as mock rounds tell.

use std::path::Path;

use analytics::{Thresholds, UnitSelection};
use exchange::past_results::ResultTerms;
use exchange::{RecordRow, open_past_results};
use figures::{Forecast, ForecastRequest, PastChoice, Twin, confirmed_results, forecast};
use jiff::Timestamp;
use store::Store;
use survey::round::in_china;
use survey::table::{ForecastBasis, ForecastRow, PastResultRow, PastState};
use survey::{KnownResult, Language, PastSource};

use crate::args::{ForecastArgs, Global};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) fn run(args: &ForecastArgs, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let store = super::open(global)?;
    let choice = PastChoice {
        survey: args.survey.clone(),
        issuer: args.issuer.clone(),
        domain: args.domain.clone(),
    };
    let confirmed = confirmed_results(&store, &choice)?;
    let mut past = confirmed.known;
    if let Some(file) = &args.past {
        past.extend(of_file(file, &store)?);
    }
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
        past,
        thresholds: Thresholds::default(),
        language: global.lang,
    };
    let Forecast { rows, past } = forecast(&store, &request)?;
    tell_sources(&past, &confirmed.others, global.lang, talk);
    tell_bases(&rows, global.lang, talk);
    if args.results {
        destination.write(past, |past| Twin::of_past_results(past, global.lang))?;
    } else {
        destination.write(rows, |rows| Twin::of_forecast(rows, global.lang))?;
    }
    Ok(Outcome::Done)
}

/// Where past results are known from, and whose are passed over.
fn tell_sources(past: &[PastResultRow], others: &[String], language: Language, talk: &Talk) {
    let stored = past.iter().filter(|row| !row.entry.is_empty()).count();
    let filed = past.len() - stored;
    let paired = past.iter().filter(|row| row.state == PastState::Paired).count();
    talk.say(language.pick(
        format!(
            "往次结果{}个：数据库中已确认{stored}个，文件{filed}个；其中{paired}个有同期模拟得分。--results列出各自出处",
            past.len()
        ),
        format!(
            "past results: {stored} confirmed ones of the database, {filed} of a file; {paired} have a mock \
             index beside them; --results tells where each stands"
        ),
    ));
    if !others.is_empty() {
        talk.say(language.pick(
            format!("未计入其他发布机关的结果：{}（--issuer可指定）", others.join("、")),
            format!(
                "results of other issuers are passed over: {}; --issuer names one",
                others.join(", ")
            ),
        ));
    }
}

/// What the intervals hold, and what they don't.
fn tell_bases(rows: &[ForecastRow], language: Language, talk: &Talk) {
    let only_sampling = is_there(rows, ForecastBasis::SamplingOnly);
    let with_past = is_there(rows, ForecastBasis::PastResults);
    for (is_said, zh, en) in [
        (
            only_sampling,
            "只含抽样误差的区间不知道上级调查与模拟调查有何不同：上级问的人、时间和方式都可能不一样，\
             至少3次往次结果（已确认的或--past）才能估计差异",
            "an interval of sampling error only knows nothing of how the external survey differs: it may \
             ask others, at another time and in another way; three earlier results, confirmed or by --past, tell by how much",
        ),
        (
            with_past,
            "含往次差异的区间假定这次的差异与往次同类",
            "an interval with past differences takes this one to be of their kind",
        ),
    ] {
        if is_said {
            talk.say(language.pick(zh, en));
        }
    }
}

fn is_there(rows: &[ForecastRow], basis: ForecastBasis) -> bool {
    rows.iter().any(|row| row.basis == Some(basis))
}

/// All results of a file, or what is wrong with it: a forecast from a part of them would be another one.
fn of_file(file: &Path, store: &Store) -> Result<Vec<KnownResult>, Failure> {
    let (units, today) = (store.unit_tree()?, in_china(Timestamp::now()).date());
    let (mut results, mut rejects) = (Vec::new(), Vec::new());
    for row in open_past_results(file, ResultTerms { units: &units, today })? {
        match row? {
            RecordRow::Accepted(result, line) => {
                let source = PastSource::File { name: file.display().to_string(), line };
                results.push(KnownResult { result, source });
            }
            RecordRow::Rejected(flaws) => rejects.extend(flaws),
        }
    }
    if rejects.is_empty() { Ok(results) } else { Err(Failure::Rejected(rejects)) }
}
