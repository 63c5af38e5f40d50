//! Finished checks → how far first and second answers agree, surveyor by surveyor.

use std::collections::{BTreeMap, HashMap};

use analytics::Thresholds;
use statistics::agreement::{Agreement, Pair};
use statistics::interval::{Interval, wilson_of_counts};
use store::{FinishedCheck, Store};
use survey::table::{ALL_SURVEYORS, AgreementRow, Flag};
use survey::verification::{Happened, Recontact};
use survey::{Code, Language, Month, Period};

use super::{is_within, names};
use crate::FiguresError;

/// Level of the intervals.
const LEVEL: f64 = 0.95;

/// Whose agreement is asked for.
#[derive(Debug, Clone, Default)]
pub struct AgreementRequest {
    /// When the interviews were held; without one all.
    pub period: Option<Period>,
    /// Units whose interviews are counted, with all below them; everything without.
    pub within: Option<Vec<Code>>,
    /// One surveyor, and nobody else.
    pub surveyor: Option<Code>,
    /// When to flag and to withhold: of so many who were reached.
    pub thresholds: Thresholds,
    /// Language of the names.
    pub language: Language,
}

/// What checks found, surveyor by surveyor and then all together, where more than one was asked for. The
/// order is that of the names of the accounts.
///
/// # Errors
/// When the store fails.
pub fn agreement(
    store: &Store,
    request: &AgreementRequest,
) -> Result<Vec<AgreementRow>, FiguresError> {
    let (tree, names) = (store.unit_tree()?, names(store)?);
    let mut by_surveyor: BTreeMap<Code, Vec<FinishedCheck>> = BTreeMap::new();
    for check in store.finished_checks()? {
        let held = Month::of(check.response.interviewed_on);
        let wanted = request.surveyor.as_ref().is_none_or(|wanted| *wanted == check.surveyor)
            && request.period.is_none_or(|period| period.months().contains(&held))
            && is_within(&tree, check.response.unit.as_str(), request.within.as_deref());
        if wanted {
            by_surveyor.entry(check.surveyor.clone()).or_default().push(check);
        }
    }
    let mut rows: Vec<AgreementRow> = by_surveyor
        .iter()
        .map(|(surveyor, checks)| {
            let name = names.get(surveyor).map_or(surveyor.as_str(), String::as_str);
            row(surveyor.as_str(), name, &checks.iter().collect::<Vec<_>>(), request)
        })
        .collect();
    if rows.len() > 1 {
        let all: Vec<&FinishedCheck> = by_surveyor.values().flatten().collect();
        rows.push(row(ALL_SURVEYORS, request.language.pick("全部", "All"), &all, request));
    }
    Ok(rows)
}

fn row(
    surveyor: &str,
    name: &str,
    checks: &[&FinishedCheck],
    request: &AgreementRequest,
) -> AgreementRow {
    let reached = checks.iter().filter(|check| check.report.recontact == Recontact::Reached);
    let reached = reached.count() as u64;
    let shown_from = request.thresholds.shown_from;
    let mut row = AgreementRow {
        surveyor: surveyor.into(),
        surveyor_name: name.into(),
        period: request.period,
        checks: checks.len() as u64,
        reached,
        confirmed: None,
        denied: None,
        cant_remember: None,
        confirmed_share: None,
        confirmed_low: None,
        confirmed_high: None,
        pairs: None,
        agreement: None,
        agreement_low: None,
        agreement_high: None,
        kappa: None,
        kappa_low: None,
        kappa_high: None,
        flag: match reached {
            few if few < shown_from => Some(Flag::Suppressed),
            few if few < request.thresholds.ranked_from => Some(Flag::SmallN),
            _ => None,
        },
    };
    if reached < shown_from {
        return row;
    }
    fill_confirmed(&mut row, checks);
    let (asked_again, agreement) = pairs_of(checks);
    // Most may have been reached, and few of them asked again.
    if asked_again >= shown_from
        && let Some(agreement) = agreement
    {
        fill_agreement(&mut row, &agreement);
    }
    row
}

fn fill_confirmed(row: &mut AgreementRow, checks: &[&FinishedCheck]) {
    let saying = |happened: Happened| {
        checks.iter().filter(|check| check.report.happened == Some(happened)).count() as u64
    };
    let (confirmed, denied) = (saying(Happened::Yes), saying(Happened::No));
    let said = confirmed + denied;
    let interval = wilson_of_counts(confirmed, said, LEVEL);
    row.confirmed = Some(confirmed);
    row.denied = Some(denied);
    row.cant_remember = Some(saying(Happened::CantRemember));
    row.confirmed_share = (said > 0).then(|| confirmed as f64 / said as f64);
    (row.confirmed_low, row.confirmed_high) = ends(interval);
}

fn fill_agreement(row: &mut AgreementRow, agreement: &Agreement) {
    row.pairs = Some(agreement.pairs as u64);
    row.agreement = Some(agreement.share);
    (row.agreement_low, row.agreement_high) = ends(agreement.share_interval);
    row.kappa = agreement.kappa;
    (row.kappa_low, row.kappa_high) = ends(agreement.kappa_interval);
}

fn ends(interval: Option<Interval>) -> (Option<f64>, Option<f64>) {
    (interval.map(|interval| interval.low), interval.map(|interval| interval.high))
}

/// Interviews with a question that was answered both times, and how far the answers agree.
fn pairs_of(checks: &[&FinishedCheck]) -> (u64, Option<Agreement>) {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    // Options of two questions never meet, so one list numbers questions and options alike.
    let mut number = |text: &str| {
        let next = numbers.len();
        *numbers.entry(text.to_owned()).or_insert(next)
    };
    let mut pairs = Vec::new();
    let mut asked_again = 0;
    for (subject, check) in checks.iter().enumerate() {
        let before = pairs.len();
        for (question, second) in &check.report.answers {
            let Some(first) = check.response.answers.get(question) else { continue };
            pairs.push(Pair {
                subject,
                item: number(question.as_str()),
                first: number(first),
                second: number(second.as_str()),
            });
        }
        asked_again += u64::from(pairs.len() > before);
    }
    (asked_again, statistics::agreement::agreement(&pairs, LEVEL))
}
