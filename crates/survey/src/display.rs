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

#[cfg(test)]
mod tests {
    use super::*;

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
