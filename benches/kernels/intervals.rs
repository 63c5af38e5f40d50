//! Intervals of rates, of which a table has as many as cells.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use statistics::distribution::CONFIDENCE;
use statistics::interval::{Method, Proportion, proportion};

fn intervals(c: &mut Criterion) {
    let own = Proportion { p: 0.87, variance: 0.0016, n: 84, df: 7 };
    let methods = [
        ("mean", Method::Mean),
        ("logit", Method::Logit),
        ("arcsine", Method::Arcsine),
        ("Korn–Graubard", Method::Beta),
        ("Korn–Graubard, NCHS", Method::BetaNchs),
        ("Wilson", Method::Wilson),
        ("likelihood", Method::Likelihood),
    ];
    for (name, method) in methods {
        c.bench_function(&format!("interval/{name}"), |b| {
            b.iter(|| proportion(black_box(own), method, CONFIDENCE).expect("an interval"));
        });
    }
}

criterion_group!(benches, intervals);
criterion_main!(benches);
