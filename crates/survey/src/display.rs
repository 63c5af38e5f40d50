//! Rounding for people.

use rust_decimal::prelude::FromPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// Rounds half away from zero (四舍五入) in decimal arithmetic and keeps trailing zeros.
///
/// The number is read by its shortest decimal form, so 84.885 becomes 84.89 although the nearest
/// binary fraction lies below the half. Not finite or too large for a decimal: an em dash.
pub fn rounded(value: f64, places: u32) -> String {
    match Decimal::from_f64(value) {
        Some(decimal) if value.is_finite() => rounded_decimal(decimal, places),
        _ => "—".to_owned(),
    }
}

fn rounded_decimal(decimal: Decimal, places: u32) -> String {
    let rounded = decimal.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    // -0.00 would look like a sign that means something.
    let rounded = if rounded.is_zero() { Decimal::ZERO } else { rounded };
    format!("{rounded:.*}", places as usize)
}

/// A share in per cent, rounded as [`rounded`] does. The shift is decimal too: 0.00035 times 100 as
/// a binary fraction is less than 0.035.
pub fn percent(share: f64, places: u32) -> String {
    let hundred = Decimal::from_f64(share).and_then(|d| d.checked_mul(Decimal::ONE_HUNDRED));
    match hundred {
        Some(decimal) if share.is_finite() => format!("{}%", rounded_decimal(decimal, places)),
        _ => "—".to_owned(),
    }
}

/// As [`rounded`], with an em dash for a missing value.
pub fn rounded_or_dash(value: Option<f64>, places: u32) -> String {
    value.map_or_else(|| "—".to_owned(), |value| rounded(value, places))
}

/// The sum of the counts that are not withheld. `None` where it would be zero only because some are.
pub fn sum_of_shown(counts: impl IntoIterator<Item = Option<u64>>) -> Option<u64> {
    let mut withheld = false;
    let shown = counts.into_iter().inspect(|count| withheld |= count.is_none()).flatten();
    let sum = shown.fold(0, u64::saturating_add);
    (sum > 0 || !withheld).then_some(sum)
}

/// A count, or a dash where it is withheld.
pub fn count_or_dash(count: Option<u64>) -> String {
    count.map_or_else(|| "—".to_owned(), |count| count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_withheld_is_no_nought() {
        assert_eq!(sum_of_shown([]), Some(0));
        assert_eq!(sum_of_shown([Some(3), None, Some(4)]), Some(7));
        assert_eq!(sum_of_shown([None, None]), None);
        assert_eq!(sum_of_shown([Some(0), None]), None, "somebody was asked");
        assert_eq!(sum_of_shown([Some(0), Some(0)]), Some(0));
    }

    #[test]
    fn halves_go_up_as_people_expect() {
        assert_eq!(rounded(84.885, 2), "84.89");
        assert_eq!(rounded(99.985, 2), "99.99");
        assert_eq!(rounded(-1.005, 2), "-1.01");
        assert_eq!(rounded(73.8, 2), "73.80");
        assert_eq!(rounded(-0.001, 2), "0.00");
        assert_eq!(rounded(f64::NAN, 2), "—");
        assert_eq!(rounded(1e300, 2), "—");
    }

    #[test]
    fn shares_become_per_cent_without_losing_a_half() {
        assert_eq!(percent(0.00035, 2), "0.04%");
        assert_eq!(percent(1.0, 1), "100.0%");
        assert_eq!(percent(-0.0001, 1), "0.0%");
        assert_eq!(percent(f64::INFINITY, 1), "—");
    }
}
