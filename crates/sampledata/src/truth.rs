//! What people really think: the truth that the sample can only see through noise.
//!
//! An opinion is a number around 0. It adds up where the person lives, what the question is about,
//! the season and the person's own temper; the [`CUTS`] then turn it into one of five options. One
//! unit of opinion is worth about 15 points of the index, so town differences of 0.06 (one point)
//! drown in the noise of forty interviews (two points).

use crate::Plan;
use crate::dice::{Dice, Stream};
use crate::places::Town;

/// Opinion above which people say 很满意, 满意, 基本满意, 不太满意; below the last one, 不满意.
pub(crate) const CUTS: [f64; 4] = [-0.36, -1.22, -1.85, -2.42];
/// Spread of people around their village.
pub(crate) const PERSON: f64 = 0.65;
/// Spread of one person's answers; with [`PERSON`] the variances add up to 1.
pub(crate) const ITEM: f64 = 0.76;
/// People are politer on the telephone.
pub(crate) const PHONE: f64 = 0.12;

const TOWN: f64 = 0.06;
const VILLAGE: f64 = 0.11;
const WEAK_TOWN: f64 = -0.31;
const GOOD_TOWN: f64 = 0.42;
const IMPROVEMENT: f64 = 0.36;
/// Months before the improving town begins to improve.
const IMPROVES_AFTER: u32 = 12;

/// Air, from January to December: heating in winter, straw burning in October.
const AIR: [f64; 12] =
    [-0.34, -0.28, -0.14, 0.02, 0.06, 0.06, 0.10, 0.12, 0.08, -0.06, -0.14, -0.30];

/// How a question is answered.
pub(crate) struct Temper {
    /// Question code; its place is what counts, and a test compares it with the questionnaire.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by a test"))]
    pub(crate) code: &'static str,
    /// Shift of the opinion.
    ease: f64,
    /// Share of 不了解 among villagers and among town dwellers.
    dont_know: [f64; 2],
    /// Share of 拒答.
    pub(crate) refused: f64,
}

/// All questions on the scale, in the order of the questionnaire.
pub(crate) const QUESTIONS: [Temper; 9] = [
    temper("air", 0.04, [0.03, 0.03], 0.010),
    temper("water", -0.04, [0.05, 0.06], 0.010),
    temper("petition", -0.08, [0.15, 0.13], 0.020),
    temper("construction", 0.00, [0.13, 0.09], 0.015),
    temper("publicity", 0.14, [0.07, 0.05], 0.010),
    temper("enforcement", -0.02, [0.11, 0.10], 0.028),
    temper("rural_waste", -0.20, [0.04, 0.14], 0.010),
    temper("rural_sewage", -0.34, [0.06, 0.19], 0.015),
    temper("general", 0.02, [0.02, 0.02], 0.010),
];

const fn temper(code: &'static str, ease: f64, dont_know: [f64; 2], refused: f64) -> Temper {
    Temper { code, ease, dont_know, refused }
}

impl Temper {
    /// Share of 不了解.
    pub(crate) fn dont_know(&self, community: bool) -> f64 {
        self.dont_know[usize::from(community)]
    }
}

/// A thing that spoils one village, and the questions (positions) where it shows.
pub(crate) struct Trouble {
    /// Category of the issues that it causes.
    pub(crate) category: &'static str,
    pub(crate) questions: &'static [usize],
    /// What people say about it.
    pub(crate) words: &'static [&'static str],
}

pub(crate) const TROUBLES: [Trouble; 5] = [
    Trouble {
        category: "air_water_pollution",
        questions: &[0, 5, 8],
        words: &[
            "村北养猪场的臭味太大，一到晚上不敢开窗",
            "养殖场的异味，夏天苍蝇多得没法吃饭",
            "希望把养猪场搬走或者把粪污处理好",
        ],
    },
    Trouble {
        category: "air_water_pollution",
        questions: &[1, 7, 8],
        words: &[
            "沟里的水又黑又臭，好几年了没人治",
            "河道治理，夏天臭得厉害",
            "污水直接排到村前的沟里，希望修管道",
        ],
    },
    Trouble {
        category: "construction_project_mgmt",
        questions: &[0, 3, 8],
        words: &[
            "石子厂的扬尘，窗台一天一层灰",
            "拉石料的大车不盖篷布，路上全是灰",
            "料场晚上还在干活，又吵又脏",
        ],
    },
    Trouble {
        category: "violation_enforcement",
        questions: &[0, 5, 8],
        words: &[
            "化工厂夜里偷着排气，味道刺鼻",
            "小作坊喷漆的味道，举报过几次都没用",
            "厂子白天停晚上开，检查的来了就关",
        ],
    },
    Trouble {
        category: "rural_env_remediation",
        questions: &[6, 7, 8],
        words: &[
            "垃圾池满了没人拉，风一刮到处都是",
            "村头的垃圾堆了快一年了",
            "垃圾桶太少，清运车好几天才来一趟",
        ],
    },
];

/// Trouble of one village.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LocalTrouble {
    /// Position in [`TROUBLES`].
    pub(crate) kind: usize,
    strength: f64,
}

/// Opinions by place.
pub(crate) struct Truth {
    towns: Vec<f64>,
    villages: Vec<Vec<(f64, Option<LocalTrouble>)>>,
    improving: usize,
}

impl Truth {
    /// Draws the truth. Which towns are weak, good and improving depends on their number only.
    pub(crate) fn draw(plan: &Plan, towns: &[Town]) -> Self {
        let mut dice = Dice::new(plan.seed, Stream::Truth);
        let count = towns.len();
        let mut levels: Vec<f64> = towns.iter().map(|_| TOWN * dice.normal()).collect();
        let improving = improving_town(count);
        levels[improving] = -0.10;
        levels[good_town(count)] = GOOD_TOWN;
        levels[weak_town(count)] = WEAK_TOWN;
        let mut villages: Vec<Vec<_>> = towns
            .iter()
            .map(|town| town.villages.iter().map(|_| (VILLAGE * dice.normal(), None)).collect())
            .collect();
        for i in 0..troubled_villages(towns) {
            let town = dice.index(count);
            let village = dice.index(towns[town].villages.len());
            let strength = 0.9 + 0.5 * dice.unit();
            // Pig farms and quarries stand in villages.
            if !towns[town].villages[village].community {
                let trouble = LocalTrouble { kind: i % TROUBLES.len(), strength };
                villages[town][village].1 = Some(trouble);
            }
        }
        Self { towns: levels, villages, improving }
    }

    /// Shift of a town in a month, counted from 0.
    pub(crate) fn town(&self, town: usize, month: u32) -> f64 {
        let level = self.towns[town];
        if town != self.improving {
            return level;
        }
        let progress = f64::from(month.saturating_sub(IMPROVES_AFTER).min(4)) / 4.0;
        level + IMPROVEMENT * progress
    }

    /// Shift of a village.
    pub(crate) fn village(&self, town: usize, village: usize) -> f64 {
        self.villages[town][village].0
    }

    /// What spoils a village, if anything.
    pub(crate) fn trouble(&self, town: usize, village: usize) -> Option<LocalTrouble> {
        self.villages[town][village].1
    }
}

/// Shift of a question in a calendar month.
pub(crate) fn question(position: usize, calendar_month: i8) -> f64 {
    let season = match position {
        0 => AIR[usize::from(calendar_month.unsigned_abs()) - 1],
        8 => AIR[usize::from(calendar_month.unsigned_abs()) - 1] / 3.0,
        _ => 0.0,
    };
    QUESTIONS[position].ease + season
}

impl LocalTrouble {
    /// Shift of a question where this trouble is.
    pub(crate) fn shift(self, position: usize) -> f64 {
        if TROUBLES[self.kind].questions.contains(&position) { -self.strength } else { 0.0 }
    }
}

/// Position of the town that is clearly better.
pub(crate) fn good_town(count: usize) -> usize {
    count / 6
}

/// Position of the town that is clearly weaker.
pub(crate) fn weak_town(count: usize) -> usize {
    count * 2 / 3
}

/// Position of the town that improves in the second year.
pub(crate) fn improving_town(count: usize) -> usize {
    count * 4 / 5
}

fn troubled_villages(towns: &[Town]) -> usize {
    towns.iter().map(|town| town.villages.len()).sum::<usize>().div_ceil(30)
}
