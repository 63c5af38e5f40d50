//! Do the sets hold as often as they say? Samples are drawn from known truths at a fixed seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use statistics::distribution::normal_quantile;
use statistics::rank::{Contender, marginal_rank_sets, rank_sets, top_probabilities};
use statistics::small_area::{Direct, SmallAreas, around_the_mean};

const UNITS: usize = 20;

/// A number between 0 and 1, neither of them.
fn uniform(dice: &mut ChaCha8Rng) -> f64 {
    (f64::from(dice.next_u32()) + 0.5) / 2f64.powi(32)
}

fn normal(dice: &mut ChaCha8Rng) -> f64 {
    normal_quantile(uniform(dice)).expect("a level between 0 and 1")
}

/// True values and what a survey makes of them. Standard errors run from 1.2 to 3.5, as those of
/// towns do.
fn draw(dice: &mut ChaCha8Rng, spread: f64) -> (Vec<f64>, Vec<Contender>) {
    let truth: Vec<f64> = (0..UNITS).map(|_| 80.0 + spread * normal(dice)).collect();
    let observe = |truth: &f64| {
        let se = 1.2 + 2.3 * uniform(dice);
        Contender { estimate: truth + se * normal(dice), se, df: None }
    };
    let observed = truth.iter().map(observe).collect();
    (truth, observed)
}

/// The ranks that a unit truly has: several if it is tied.
fn true_ranks(truth: &[f64], own: f64) -> (u32, u32) {
    let count = |better: &dyn Fn(f64) -> bool| {
        u32::try_from(truth.iter().filter(|other| better(**other)).count()).expect("few units")
    };
    (1 + count(&|other| other > own), count(&|other| other >= own))
}

fn holds(set: (u32, u32), ranks: (u32, u32)) -> bool {
    set.0 <= ranks.0 && ranks.1 <= set.1
}

#[expect(clippy::print_stdout, reason = "`--nocapture` shows what the simulation found")]
fn report(found: &str) {
    println!("{found}");
}

/// 95 % less three Monte Carlo errors.
fn least(rounds: f64) -> f64 {
    0.95 - 3.0 * (0.95 * 0.05 / rounds).sqrt()
}

#[test]
#[ignore = "a simulation of a minute: run by CI"]
fn joint_and_marginal_rank_sets_cover_the_true_ranks() {
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    let rounds = 1_000;
    // The integrals of the marginal sets take nearly all the time, and only among equals are the
    // sets close to the 95 % that they promise.
    for (spread, per_marginal) in [(0.0, 1), (1.0, 10), (3.0, 10)] {
        let (mut joint, mut marginal, mut overlap) = (0, 0, 0);
        for round in 0..rounds {
            let (truth, observed) = draw(&mut dice, spread);
            let ranks: Vec<_> = truth.iter().map(|own| true_ranks(&truth, *own)).collect();
            let all = |sets: &[(u32, u32)]| sets.iter().zip(&ranks).all(|(set, r)| holds(*set, *r));
            let sets = rank_sets(&observed, |_, _| 0.0);
            joint += u32::from(all(&sets.iter().map(|s| (s.low, s.high)).collect::<Vec<_>>()));
            overlap += u32::from(all(&by_overlap(&observed)));
            if round % per_marginal == 0 {
                let own = &marginal_rank_sets(&observed).expect("contenders")[0];
                marginal += u32::from(holds((own.low, own.high), ranks[0]));
            }
        }
        let (rounds, marginal_rounds) = (f64::from(rounds), f64::from(rounds / per_marginal));
        let (joint, overlap) = (f64::from(joint) / rounds, f64::from(overlap) / rounds);
        let marginal = f64::from(marginal) / marginal_rounds;
        report(&format!("spread {spread}: joint {joint}, marginal {marginal}, overlap {overlap}"));
        assert!(joint >= least(rounds), "joint sets at spread {spread}: {joint}");
        let enough = marginal >= least(marginal_rounds);
        assert!(enough, "marginal sets at spread {spread}: {marginal}");
        // What the simulation must be able to find fault with.
        if spread == 0.0 {
            assert!(overlap < 0.75, "ranks by overlapping intervals: {overlap}");
        }
    }
}

/// Ranks read off overlapping 95 % intervals of single units, which many charts invite to.
fn by_overlap(observed: &[Contender]) -> Vec<(u32, u32)> {
    let above = |a: &Contender, b: &Contender| a.estimate - b.estimate > 1.96 * (a.se + b.se);
    let count = |test: &dyn Fn(&Contender) -> bool| {
        u32::try_from(observed.iter().filter(|other| test(other)).count()).expect("few units")
    };
    let set = |own: &Contender| {
        let worse = count(&|other| above(own, other));
        (1 + count(&|other| above(other, own)), u32::try_from(UNITS).expect("few") - worse)
    };
    observed.iter().map(set).collect()
}

#[test]
#[ignore = "a simulation of a minute: run by CI"]
fn chances_of_the_top_three_come_true() {
    let mut dice = ChaCha8Rng::seed_from_u64(11);
    // Per tenth of the stated probability: units, sum of what was stated, and how many were in.
    let mut tenths = [(0_u32, 0.0, 0_u32); 10];
    for _ in 0..300 {
        let (truth, observed) = draw(&mut dice, 3.0);
        let direct: Vec<Direct> = observed
            .iter()
            .map(|own| Direct { estimate: own.estimate, variance: own.se * own.se })
            .collect();
        let Ok(SmallAreas::Shrunken(model)) = around_the_mean(&direct) else { continue };
        let drawn: Vec<Contender> = model
            .areas
            .iter()
            .map(|area| Contender { estimate: area.estimate, se: area.mse.sqrt(), df: None })
            .collect();
        let stated = top_probabilities(&drawn, 3).expect("contenders");
        for (own, stated) in truth.iter().zip(stated) {
            let tenth = (1..10_u8).rev().find(|k| stated >= f64::from(*k) / 10.0).unwrap_or(0);
            let tenth = &mut tenths[usize::from(tenth)];
            tenth.0 += 1;
            tenth.1 += stated;
            tenth.2 += u32::from(true_ranks(&truth, *own).0 <= 3);
        }
    }
    for (units, stated, came_true) in tenths.into_iter().filter(|tenth| tenth.0 >= 100) {
        let n = f64::from(units);
        let (stated, came_true) = (stated / n, f64::from(came_true) / n);
        report(&format!("stated {stated:.3}, came true {came_true:.3} of {units}"));
        let error = (stated * (1.0 - stated) / n).sqrt();
        // Units of one survey are not independent, and the model's variance is estimated.
        assert!((stated - came_true).abs() < 3.0 * error + 0.05, "{stated} {came_true}");
    }
}
