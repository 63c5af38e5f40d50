//! Rank sets, chances of the top and small areas, by number of units.

use benches::contenders;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use statistics::rank::{marginal_rank_sets, rank_sets, top_probabilities};
use statistics::small_area::{Direct, around_the_mean};

fn ranking(c: &mut Criterion) {
    for units in [8, 30, 200] {
        let contenders = contenders(units);
        c.bench_with_input(BenchmarkId::new("joint rank sets", units), &contenders, |b, own| {
            b.iter(|| rank_sets(own, |_, _| 0.0));
        });
        c.bench_with_input(
            BenchmarkId::new("chances of the top 3", units),
            &contenders,
            |b, own| {
                b.iter(|| top_probabilities(own, 3).expect("contenders"));
            },
        );
        let direct: Vec<Direct> = contenders
            .iter()
            .map(|own| Direct { estimate: own.estimate, variance: own.se * own.se })
            .collect();
        c.bench_with_input(BenchmarkId::new("Fay–Herriot", units), &direct, |b, own| {
            b.iter(|| around_the_mean(own).expect("a model"));
        });
    }
    for units in [8, 30] {
        let contenders = contenders(units);
        c.bench_with_input(BenchmarkId::new("marginal rank sets", units), &contenders, |b, own| {
            b.iter(|| marginal_rank_sets(own).expect("contenders"));
        });
    }
}

criterion_group!(benches, ranking);
criterion_main!(benches);
