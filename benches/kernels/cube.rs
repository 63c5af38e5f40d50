//! Interviews → cube → tables, and cubes as files.

use analytics::{Cube, IndexRequest, RankRequest, Thresholds, index_table, ranking_table};
use benches::Fixture;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use survey::period::PeriodKind;
use survey::{Language, Period};

fn counting(c: &mut Criterion) {
    let fixture = Fixture::new();
    let mut group = c.benchmark_group("cube");
    group.throughput(Throughput::Elements(fixture.answers()));
    group.bench_function("count answers", |b| b.iter(|| fixture.count(&fixture.interviews)));
    group.finish();
}

fn merging(c: &mut Criterion) {
    let fixture = Fixture::new();
    let half = fixture.interviews.len() / 2;
    let halves = || {
        let (first, second) = fixture.interviews.split_at(half);
        vec![fixture.count(first), fixture.count(second)]
    };
    let sums = halves().iter().map(Cube::len).sum::<usize>() as u64;
    let mut group = c.benchmark_group("cube");
    group.throughput(Throughput::Elements(sums));
    group.bench_function("merge two, by sum", |b| {
        let merged = |parts| Cube::merged(parts).expect("cubes of one grain");
        b.iter_batched(halves, merged, BatchSize::LargeInput);
    });
    group.finish();
}

fn files(c: &mut Criterion) {
    let fixture = Fixture::new();
    let cube = fixture.count(&fixture.interviews);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cube.parquet");
    let bytes = || {
        let mut bytes = Vec::new();
        cube.write(&mut bytes).expect("it encodes");
        bytes
    };
    std::fs::write(&path, bytes()).expect("room");
    let mut group = c.benchmark_group("cube");
    group.throughput(Throughput::Elements(cube.len() as u64));
    group.bench_function("write Parquet, by sum", |b| b.iter(bytes));
    group.bench_function("read Parquet, by sum", |b| {
        b.iter(|| Cube::read(&path, None).expect("what was written"));
    });
    group.finish();
}

fn tables(c: &mut Criterion) {
    let fixture = Fixture::new();
    let cube = fixture.count(&fixture.interviews);
    let quarter = |month| Period::containing(month, PeriodKind::Quarter);
    let mut quarters: Vec<Period> = cube.months().into_iter().map(quarter).collect();
    quarters.dedup();
    let newest = *quarters.last().expect("months");
    let request = IndexRequest { periods: quarters, ..IndexRequest::default() };
    let table = || index_table(&cube, &fixture.tree, &fixture.scheme, &request).expect("a table");
    let mut group = c.benchmark_group("table");
    group.throughput(Throughput::Elements(table().len() as u64));
    group.bench_function("index, all units by quarter, by row", |b| b.iter(table));
    group.finish();
    let request = RankRequest {
        period: newest,
        level: "town".to_owned(),
        category: "overall".to_owned(),
        mode: None,
        top: Some(3),
        target: None,
        weights: survey::Weights::default(),
        thresholds: Thresholds::default(),
        language: Language::Chinese,
    };
    c.bench_function("table/ranking of 26 towns with changes and top 3", |b| {
        b.iter(|| ranking_table(&cube, &fixture.tree, &fixture.scheme, &request).expect("a table"));
    });
}

criterion_group!(benches, counting, merging, files, tables);
criterion_main!(benches);
