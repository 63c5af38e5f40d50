//! What the benches of kernels have in common: an invented district, and units to rank.

use analytics::{Cube, CubeBuilder};
use sampledata::{District, Plan};
use statistics::rank::Contender;
use survey::{Questionnaire, Response, ScoringScheme, UnitTree};

/// A district of which all that a cube needs is in memory.
#[derive(Debug)]
pub struct Fixture {
    /// Units.
    pub tree: UnitTree,
    /// What was asked.
    pub questionnaire: Questionnaire,
    /// Official and mock interviews of 26 towns and 24 months.
    pub interviews: Vec<Response>,
    /// The first scheme that ships with the product.
    pub scheme: ScoringScheme,
}

impl Fixture {
    /// The district of `fixtures/district`, made anew.
    ///
    /// # Panics
    /// If the default plan or the shipped schemes are broken.
    pub fn new() -> Self {
        let district = District::generate(&Plan::default()).expect("the default plan");
        Self {
            tree: UnitTree::new(district.units().to_vec()).expect("a tree"),
            questionnaire: district.questionnaire().clone(),
            interviews: district.responses().collect(),
            scheme: shipped_schemes().swap_remove(0),
        }
    }

    /// Counts interviews.
    ///
    /// # Panics
    /// If an interview does not fit the questionnaire.
    pub fn count(&self, interviews: &[Response]) -> Cube {
        let mut builder = CubeBuilder::new();
        builder.add_questionnaire(&self.questionnaire).expect("a questionnaire");
        for interview in interviews {
            builder.add(interview, &self.questionnaire).expect("an interview");
        }
        builder.finish()
    }

    /// Answers in all interviews.
    pub fn answers(&self) -> u64 {
        self.interviews.iter().map(|interview| interview.answers.len() as u64).sum()
    }
}

impl Default for Fixture {
    fn default() -> Self {
        Self::new()
    }
}

/// The schemes that ship with the product.
///
/// # Panics
/// If they are broken.
pub fn shipped_schemes() -> Vec<ScoringScheme> {
    let schemes = include_str!("../../fixtures/schemes.toml");
    exchange::settings::parse_schemes(schemes, "schemes.toml").expect("the shipped schemes")
}

/// Units as close together as towns are: a point apart, with standard errors from 1 to 3 points.
pub fn contenders(units: u32) -> Vec<Contender> {
    // Multiples of an irrational number are spread evenly and have no pattern.
    let spread = |unit: u32, by: f64| (f64::from(unit) * by).fract();
    let contender = |unit| Contender {
        estimate: 85.0 + 6.0 * spread(unit, 0.618_033_988_75),
        se: 1.0 + 2.0 * spread(unit, std::f64::consts::SQRT_2),
        df: Some(4 + unit % 20),
    };
    (0..units).map(contender).collect()
}
