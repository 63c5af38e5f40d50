//! The funnel of a rate: which units stand out, given how many issues they have.

use analytics::AnalyticsError;
use statistics::funnel::{
    Funnel, FunnelError, Measure, Placed, Position, Unit, funnel, pooled_target,
};
use survey::table::{FunnelPlace, IssueFunnelRow, IssueRateRow};

use crate::FiguresError;

/// Of fewer issues the limits, which take a share to be normally spread, say nothing.
const PLACED_FROM: u64 = 10;

/// Units with one rate of one period and category, in their funnel (3.6): limits of 95 % and 99.8 % around
/// the share of all of them together, widened for over-dispersion. The highest above it stands first; who
/// has too few issues follows without a place. Where all shares are 0, or all 1, nobody stands out.
///
/// # Errors
/// When the figures make no funnel.
pub fn issue_funnel(rows: Vec<IssueRateRow>) -> Result<Vec<IssueFunnelRow>, FiguresError> {
    let members: Vec<Option<Unit>> = rows.iter().map(member).collect();
    let taking_part: Vec<Unit> = members.iter().flatten().copied().collect();
    let funnel = funnel_of(&taking_part).map_err(AnalyticsError::from)?;
    let mut placed = funnel.iter().flat_map(|funnel| &funnel.units);
    let row = |(rate, member): (IssueRateRow, Option<Unit>)| {
        let place = member.and_then(|_| placed.next());
        match (&funnel, place) {
            (Some(funnel), Some(place)) => with_place(rate, funnel, place),
            _ => without_place(rate),
        }
    };
    let mut rows: Vec<IssueFunnelRow> = rows.into_iter().zip(members).map(row).collect();
    let order = |row: &IssueFunnelRow| row.z.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| {
        order(b).total_cmp(&order(a)).then_with(|| a.rate.unit_code.cmp(&b.rate.unit_code))
    });
    Ok(rows)
}

fn member(row: &IssueRateRow) -> Option<Unit> {
    let estimate = row.share.filter(|_| row.denominator >= PLACED_FROM)?;
    Some(Unit { estimate, effective: row.denominator as f64 })
}

/// `None` where nobody takes part, or nothing could vary.
fn funnel_of(units: &[Unit]) -> Result<Option<Funnel>, FunnelError> {
    let target = match pooled_target(units, Measure::Share) {
        Err(FunnelError::NoUnits) => return Ok(None),
        target => target?,
    };
    if target <= 0.0 || target >= 1.0 {
        return Ok(None);
    }
    funnel(units, target, Measure::Share).map(Some)
}

fn without_place(rate: IssueRateRow) -> IssueFunnelRow {
    IssueFunnelRow {
        rate,
        pooled_share: None,
        z: None,
        dispersion: None,
        inner_low: None,
        inner_high: None,
        outer_low: None,
        outer_high: None,
        place: None,
    }
}

fn with_place(rate: IssueRateRow, funnel: &Funnel, placed: &Placed) -> IssueFunnelRow {
    IssueFunnelRow {
        pooled_share: Some(funnel.target),
        z: Some(placed.z),
        dispersion: Some(funnel.dispersion),
        inner_low: Some(placed.inner.low),
        inner_high: Some(placed.inner.high),
        outer_low: Some(placed.outer.low),
        outer_high: Some(placed.outer.high),
        place: Some(match (placed.position, placed.z > 0.0) {
            (Position::Inside, _) => FunnelPlace::Inside,
            (Position::BeyondInner, true) => FunnelPlace::Above,
            (Position::BeyondInner, false) => FunnelPlace::Below,
            (Position::BeyondOuter, true) => FunnelPlace::FarAbove,
            (Position::BeyondOuter, false) => FunnelPlace::FarBelow,
        }),
        ..without_place(rate)
    }
}
