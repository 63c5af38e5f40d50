//! Golden figures of R's survey package, and the samples they were computed from.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

use statistics::design::{Design, Element, Freedom, Linearised, Stratum};
use statistics::interval::{self, Method, Proportion};

/// A table of text with named columns.
pub(crate) struct Table {
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    pub(crate) fn read(path: PathBuf) -> Self {
        let mut reader = csv::Reader::from_path(path).expect("the table opens");
        let header = reader.headers().expect("a header").clone();
        Self { header, rows: reader.records().map(|row| row.expect("CSV")).collect() }
    }

    /// A table of the repository.
    pub(crate) fn own(name: &str) -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        Self::read(root.join("../../fixtures/golden").join(name))
    }

    pub(crate) fn only(mut self, column: &str, value: &str) -> Self {
        let column = self.column(column);
        self.rows.retain(|row| &row[column] == value);
        self
    }

    fn column(&self, name: &str) -> usize {
        self.header.iter().position(|own| own == name).expect("the column exists")
    }

    pub(crate) fn text(&self, name: &str) -> Vec<String> {
        let column = self.column(name);
        self.rows.iter().map(|row| row[column].to_owned()).collect()
    }

    pub(crate) fn numbers(&self, name: &str) -> Vec<f64> {
        self.text(name).iter().map(|text| text.parse().expect("a number")).collect()
    }

    pub(crate) fn is(&self, name: &str, value: &str) -> Vec<bool> {
        self.text(name).iter().map(|text| text == value).collect()
    }
}

/// The folder of data that may not be copied into the repository, or `None` with a visible word.
pub(crate) fn shared(test: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden");
    if folder.is_dir() {
        return Some(folder);
    }
    let everything = std::env::var_os("MANYI_TEST_ALL").is_some_and(|value| value == "1");
    assert!(!everything, "MANYI_TEST_ALL=1, but {} is missing", folder.display());
    say(&format!("left out: {test}, there is no {}", folder.display()));
    None
}

pub(crate) fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("stderr takes a line");
}

pub(crate) fn codes(labels: &[String]) -> Vec<usize> {
    let all: Vec<&String> = labels.iter().collect::<BTreeSet<_>>().into_iter().collect();
    labels.iter().map(|l| all.iter().position(|own| *own == l).expect("a label")).collect()
}

/// A one-stage design from columns; PSU labels are nested in strata.
pub(crate) fn sample(
    strata: &[String],
    psus: &[String],
    weights: &[f64],
    population: Option<&[f64]>,
) -> Design {
    let h = codes(strata);
    let nested: Vec<String> = strata.iter().zip(psus).map(|(h, c)| format!("{h}/{c}")).collect();
    let psu = codes(&nested);
    sample_by_number(strata, &h, &psu, weights, population)
}

pub(crate) fn sample_by_number(
    labels: &[String],
    h: &[usize],
    psu: &[usize],
    weights: &[f64],
    population: Option<&[f64]>,
) -> Design {
    let count = h.iter().max().map_or(0, |max| max + 1);
    let mut strata = vec![Stratum::default(); count];
    for (row, &h) in h.iter().enumerate() {
        strata[h].label.clone_from(&labels[row]);
        strata[h].population = population.map(|n| n[row]);
    }
    let element = |i: usize| Element { stratum: h[i], psu: psu[i], weight: weights[i] };
    Design::new(strata, (0..h.len()).map(element).collect()).expect("a design")
}

type Key = (String, String, String, String);

/// Golden figures with a tally of what was compared.
pub(crate) struct Golden {
    figures: BTreeMap<Key, f64>,
    compared: BTreeSet<Key>,
    /// Largest relative difference by group: difference, number, and where.
    groups: BTreeMap<String, (f64, usize, String)>,
}

impl Golden {
    pub(crate) fn of(table: &Table, wanted: impl Fn(&str) -> bool) -> Self {
        let rows = table.rows.iter().filter(|row| wanted(&row[0]));
        let key = |row: &csv::StringRecord| {
            (row[0].to_owned(), row[1].to_owned(), row[2].to_owned(), row[3].to_owned())
        };
        let figures = rows.map(|row| (key(row), row[4].parse().expect("a number"))).collect();
        Self { figures, compared: BTreeSet::new(), groups: BTreeMap::new() }
    }

    fn rows(&self, case: &str) -> Vec<(Key, f64)> {
        let rows = self.figures.iter().filter(|(key, _)| key.0 == case);
        let rows: Vec<_> = rows.map(|(key, value)| (key.clone(), *value)).collect();
        assert!(!rows.is_empty(), "no golden figures for {case}");
        rows
    }

    fn note(&mut self, group: &str, key: &Key, value: f64, golden: f64, scale: f64) {
        let difference = (value - golden).abs();
        let scale = scale.max(golden.abs());
        let relative = if difference == 0.0 { 0.0 } else { difference / scale };
        assert!(relative.is_finite(), "{key:?}: {value} here, {golden} in R");
        let entry = self.groups.entry(group.to_owned()).or_insert((0.0, 0, String::new()));
        entry.1 += 1;
        if relative >= entry.0 {
            (entry.0, entry.2) = (relative, format!("{key:?}: {value} here, {golden} in R"));
        }
        self.compared.insert(key.clone());
    }

    pub(crate) fn one(&mut self, group: &str, case: &str, quantity: &str, unit: &str, value: f64) {
        let key = (case.to_owned(), quantity.to_owned(), unit.to_owned(), String::new());
        let golden = *self.figures.get(&key).unwrap_or_else(|| panic!("no golden {key:?}"));
        self.note(group, &key, value, golden, 0.0);
    }

    /// Every figure of a case: estimates, errors, covariances, intervals, design effects.
    pub(crate) fn case(
        &mut self,
        group: &str,
        case: &str,
        design: &Design,
        parts: &[(&str, Linearised)],
        df: Option<u32>,
    ) {
        let estimates: Vec<&Linearised> = parts.iter().map(|(_, part)| part).collect();
        let v = design.covariance(&estimates).expect("a covariance");
        let place = |name: &str| match parts {
            [_] => 0,
            _ => parts.iter().position(|(own, _)| *own == name).expect("the name"),
        };
        for (key, golden) in self.rows(case) {
            if matches!(key.1.as_str(), "cov_common" | "n_common_psu" | "w") {
                continue;
            }
            let (i, quantity) = (if key.1 == "df" { 0 } else { place(&key.2) }, key.1.as_str());
            let estimate = parts[i].1.estimate;
            let se = v[(i, i)].max(0.0).sqrt();
            let floor = estimate.abs() * 1e-9;
            let interval =
                || interval::mean(estimate, se * se, df.expect("df"), 0.95).expect("interval");
            let normal = 1.959_963_984_540_054;
            let effect = || design.effect(&parts[i].1).expect("a variance").expect("an effect");
            // The variance of what was calibrated to is zero but for rounding.
            let zero = |golden: f64| if golden < 1e-18 { 1.0 } else { 0.0 };
            let (value, scale) = match quantity {
                "estimate" => (estimate, 0.0),
                // An error that is zero in theory is zero but for rounding.
                "se" => (se, if golden <= floor { estimate.abs() } else { 0.0 }),
                "cov" => {
                    let j = place(&key.3);
                    let size = |k: usize, v: f64| {
                        let estimate = parts[k].1.estimate.abs();
                        if v.max(0.0).sqrt() <= 1e-9 * estimate { estimate } else { v.sqrt() }
                    };
                    (v[(i, j)], size(i, v[(i, i)]) * size(j, v[(j, j)]))
                }
                "df" => (f64::from(df.expect("df")), 0.0),
                "ci95_lo_t" => (interval().low, 0.0),
                "ci95_hi_t" => (interval().high, 0.0),
                "ci95_lo_z" => (estimate - normal * se, 0.0),
                "ci95_hi_z" => (estimate + normal * se, 0.0),
                "deff_replace" => (effect().replace, zero(golden)),
                "deff_wor" => (effect().without.expect("weights are counts"), zero(golden)),
                _ => panic!("unknown {key:?}"),
            };
            let kind = match quantity {
                "ci95_lo_t" | "ci95_hi_t" | "ci95_lo_z" | "ci95_hi_z" => "interval",
                "deff_replace" | "deff_wor" => "deff",
                other => other,
            };
            self.note(&format!("{group}: {kind}"), &key, value, golden, scale);
        }
    }

    /// Every interval of a proportion.
    pub(crate) fn intervals(&mut self, case: &str, own: Proportion) {
        for (key, golden) in self.rows(case) {
            let word: Vec<&str> = key.1.split('_').collect();
            let method = match word[1] {
                "mean" => Method::Mean,
                "logit" | "xlogit" => Method::Logit,
                "asin" => Method::Arcsine,
                "beta" => Method::Beta,
                "wilson" => Method::Wilson,
                "likelihood" => Method::Likelihood,
                other => panic!("unknown method {other}"),
            };
            let level: f64 = word[2].parse().expect("a level");
            let found = interval::proportion(own, method, level).expect("an interval");
            let value = match word[3] {
                "est" => own.p,
                "lo" => found.low,
                _ => found.high,
            };
            // R finds the estimate of these two by iteration too.
            self.note(&format!("interval {}", word[1]), &key, value, golden, 0.0);
        }
    }

    /// Prints the largest difference of each group and asserts that none is above 1e-9, but for
    /// R's own two iterative methods; and that nothing was left uncompared.
    pub(crate) fn finish(self, test: &str) {
        let mut bad = Vec::new();
        for (group, (largest, count, place)) in &self.groups {
            say(&format!("{test} | {group} | {count} | {largest:.1e}"));
            let tolerance = match group.as_str() {
                "interval logit" => 1e-7,
                "interval likelihood" => 2e-4,
                _ => 1e-9,
            };
            if *largest > tolerance {
                bad.push(format!("{group}: {largest:e} at {place}"));
            }
        }
        let left: Vec<_> =
            self.figures.keys().filter(|key| !self.compared.contains(*key)).collect();
        assert!(bad.is_empty(), "{bad:#?}");
        assert!(left.is_empty(), "{} not compared: {:?}", left.len(), &left[..left.len().min(12)]);
    }
}

/// The proportion of a linearised share.
pub(crate) fn proportion(
    design: &Design,
    share: &Linearised,
    domain: Option<&[bool]>,
) -> Proportion {
    Proportion {
        p: share.estimate,
        variance: design.variance(share).expect("a variance"),
        n: design.count(domain).expect("a count"),
        df: design.df(domain, Freedom::Domain).expect("degrees of freedom"),
    }
}

pub(crate) fn both(a: &[bool], b: &[bool]) -> Vec<bool> {
    a.iter().zip(b).map(|(a, b)| *a && *b).collect()
}

pub(crate) fn ones(flags: &[bool]) -> Vec<f64> {
    flags.iter().map(|flag| f64::from(u8::from(*flag))).collect()
}
