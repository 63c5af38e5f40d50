//! Means over a standard normal variable.

use std::f64::consts::PI;
use std::sync::LazyLock;

/// The variable is cut at ±`END`; beyond lie 2e-19.
const END: f64 = 9.0;
/// Width of a panel before any is halved.
const PANEL: f64 = 3.0;
/// Nodes in a panel.
const NODES: usize = 20;
/// Times that a panel is halved at most.
const HALVINGS: u32 = 10;
/// Relative change at which halving stops; the halves are closer by far, and the distribution
/// functions in the integrands are right to 1e-10 only.
const TOLERANCE: f64 = 1e-10;
/// Integrals below this are not refined.
const NEGLIGIBLE: f64 = 1e-24;
/// Widths within which a normal distribution function changes at all.
const REACH: f64 = 8.5;

/// A place where an integrand changes quickly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Where.
    pub(super) at: f64,
    /// Standard deviation of the change; 0 for a jump.
    pub(super) width: f64,
}

/// ∫φ(z)g(z)dz from −9 to 9 by Gauss–Legendre in panels, which end at the steps and are halved
/// until the integral stays.
pub(super) fn normal_mean(steps: &[Step], g: impl Fn(f64) -> f64) -> f64 {
    integral(-END, steps, g)
}

/// The same for a g with g(−z) = g(z); only the steps above zero are needed.
pub(super) fn even_normal_mean(steps: &[Step], g: impl Fn(f64) -> f64) -> f64 {
    2.0 * integral(0.0, steps, g)
}

fn integral(from: f64, steps: &[Step], g: impl Fn(f64) -> f64) -> f64 {
    let integrand = |z: f64| (-z * z / 2.0).exp() / (2.0 * PI).sqrt() * g(z);
    let ends = ends(from, steps);
    let panel = |ends: &[f64]| {
        let (from, to) = (ends[0], ends[1]);
        refined(&integrand, from, to, gauss(&integrand, from, to), HALVINGS)
    };
    ends.windows(2).map(panel).sum()
}

/// Ends of the panels, in order.
fn ends(from: f64, steps: &[Step]) -> Vec<f64> {
    let mut ends = Vec::new();
    let mut end = from;
    while end < END {
        ends.push(end);
        end += PANEL;
    }
    ends.push(END);
    // A wider change is seen by the nodes of a panel as it is.
    for Step { at, width } in steps.iter().filter(|step| step.width < PANEL / 6.0) {
        ends.extend([at - REACH * width, *at, at + REACH * width]);
    }
    ends.retain(|end| (from..=END).contains(end));
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    ends
}

fn refined(f: &impl Fn(f64) -> f64, from: f64, to: f64, whole: f64, halvings: u32) -> f64 {
    if whole.abs() <= NEGLIGIBLE {
        return whole;
    }
    let middle = f64::midpoint(from, to);
    let (left, right) = (gauss(f, from, middle), gauss(f, middle, to));
    let change = (left + right - whole).abs();
    if halvings == 0 || change <= TOLERANCE * whole.abs() {
        return left + right;
    }
    refined(f, from, middle, left, halvings - 1) + refined(f, middle, to, right, halvings - 1)
}

fn gauss(f: &impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    static RULE: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| gauss_legendre(NODES));
    let (centre, half) = (f64::midpoint(from, to), (to - from) / 2.0);
    let terms = RULE.iter().map(|(node, weight)| weight * f(centre + half * node));
    half * terms.sum::<f64>()
}

/// Nodes and weights on [−1, 1]: the roots of the Legendre polynomial by Newton's method.
fn gauss_legendre(nodes: usize) -> Vec<(f64, f64)> {
    let node = |i: usize| {
        let mut x = (PI * (i as f64 + 0.75) / (nodes as f64 + 0.5)).cos();
        for _ in 0..10 {
            let (p, slope) = legendre(nodes, x);
            x -= p / slope;
        }
        let (_, slope) = legendre(nodes, x);
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..nodes).map(node).collect()
}

/// Legendre polynomial and its derivative.
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut before, mut p) = (1.0, x);
    for n in 2..=degree {
        let n = n as f64;
        (before, p) = (p, ((2.0 * n - 1.0) * x * p - (n - 1.0) * before) / n);
    }
    (p, degree as f64 * (x * p - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::Path;

    use super::*;
    use crate::distribution::normal_cdf;

    #[test]
    fn the_rule_is_exact_for_polynomials() {
        let rule = gauss_legendre(NODES);
        for power in 0..2 * NODES {
            let power = i32::try_from(power).expect("small");
            let found: f64 = rule.iter().map(|(x, w)| w * x.powi(power)).sum();
            let exact = if power % 2 == 0 { 2.0 / f64::from(power + 1) } else { 0.0 };
            assert!((found - exact).abs() < 1e-14, "{power}: {found}");
        }
    }

    #[test]
    fn moments_of_the_normal_distribution_are_exact() {
        for (power, moment) in [(0, 1.0), (1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0)] {
            let found = normal_mean(&[], |z: f64| z.powi(power));
            assert!((found - moment).abs() <= 1e-13 * moment.max(1.0), "{power}: {found}");
        }
        for t in [0.1_f64, 1.0, 3.0, 7.0] {
            let (found, exact) = (normal_mean(&[], |z: f64| (t * z).cos()), (-t * t / 2.0).exp());
            assert!((found - exact).abs() < 1e-14, "{t}: {found} {exact}");
        }
    }

    #[test]
    fn steps_of_any_width_are_exact() {
        // P(aZ + b > X) for normal X of any standard deviation.
        for width in [0.0, 1e-12, 1e-6, 1e-3, 0.1, 0.49, 0.51, 1.0, 30.0] {
            for at in [-8.99, -3.0, -1.234, 0.0, 0.5, 2.0, 7.7] {
                let smooth = |z: f64| {
                    if width > 0.0 {
                        normal_cdf((z - at) / width)
                    } else {
                        f64::from(u8::from(z > at))
                    }
                };
                let found = normal_mean(&[Step { at, width }], smooth);
                let exact = normal_cdf(-at / width.hypot(1.0));
                // The library's Φ is right to 1e-10.
                assert!((found - exact).abs() < 1e-10, "{at} {width}: {found} {exact}");
            }
        }
    }

    /// P(range of p normal variables ≤ q).
    fn range(p: i32, q: f64) -> f64 {
        let inside = |z: f64| (normal_cdf(z) - normal_cdf(z - q)).powi(p - 1);
        f64::from(p) * normal_mean(&[], inside)
    }

    #[test]
    fn the_range_of_equal_contenders_equals_r() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/golden/expected.csv");
        let rows = csv::Reader::from_path(path).expect("the fixture opens").into_records();
        let rows = rows.map(|row| row.expect("the fixture is CSV"));
        let (mut compared, mut largest) = (0, 0.0_f64);
        for row in rows.filter(|row| &row[0] == "tukey.equal_var_all_pairs") {
            let number = |column: usize| row[column].parse::<f64>().expect("a number");
            let level = range(row[2].parse().expect("a count"), number(4) * 2.0_f64.sqrt());
            largest = largest.max((level / number(3) - 1.0).abs());
            compared += 1;
        }
        let line = format!("range | tukey.equal_var_all_pairs | {compared} | {largest:.1e}");
        writeln!(std::io::stderr(), "{line}").expect("stderr takes a line");
        // R's `qtukey` promises four decimals.
        assert!(compared == 16 && largest < 1e-7, "{compared} {largest}");
    }
}
