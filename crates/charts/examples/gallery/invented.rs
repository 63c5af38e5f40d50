//! Invented units and scores, the same in every run.

use charts::{CategoryColumn, Series};
use survey::table::{
    AnswerShares, CoverageRow, Derivation, Flag, ImportanceMethod, IndexRow, Priorities,
    PriorityRow, Quadrant, RankingRow,
};
use survey::{Language, Period};

/// Two units differ at this many standard errors; about right for all pairs of thirty at once.
const APART: f64 = 3.6;

const PLACES: [(&str, &str); 10] = [
    ("东河", "Donghe"),
    ("西山", "Xishan"),
    ("南湖", "Nanhu"),
    ("北岭", "Beiling"),
    ("中桥", "Zhongqiao"),
    ("上泉", "Shangquan"),
    ("下坝", "Xiaba"),
    ("前营", "Qianying"),
    ("后川", "Houchuan"),
    ("新塘", "Xintang"),
];
const CATEGORIES: [(&str, &str); 8] = [
    ("总体", "Overall"),
    ("大气", "Air"),
    ("水环境", "Water"),
    ("噪声", "Noise"),
    ("垃圾清运", "Waste collection"),
    ("绿化", "Greenery"),
    ("油烟异味", "Fumes and smells"),
    ("投诉办理", "Handling of complaints"),
];
const OPTIONS: [(&str, &str); 5] = [
    ("很满意", "Very satisfied"),
    ("满意", "Satisfied"),
    ("一般", "Neither"),
    ("不满意", "Dissatisfied"),
    ("很不满意", "Very dissatisfied"),
];
const QUESTIONS: [(&str, &str); 6] = [
    ("您对身边的空气质量满意吗？", "How satisfied are you with the air around you?"),
    ("您对附近河流、水塘的水质满意吗？", "How satisfied are you with rivers and ponds nearby?"),
    (
        "您对夜间施工、广场舞、机动车等噪声的治理，尤其是投诉以后的处理结果满意吗？",
        "How satisfied are you with what is done about noise at night from building sites and traffic?",
    ),
    ("您对垃圾清运满意吗？", "How satisfied are you with waste collection?"),
    ("您对绿化满意吗？", "How satisfied are you with greenery?"),
    ("您对投诉办理满意吗？", "How satisfied are you with the handling of complaints?"),
];

/// A made-up district.
pub(crate) struct Invented {
    language: Language,
    pub(crate) units: Vec<Made>,
    pub(crate) period: Period,
}

/// A made-up unit.
pub(crate) struct Made {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) index: f64,
    pub(crate) se: f64,
    pub(crate) n: u64,
}

/// Evenly spread over 0 to 1, the same for the same arguments.
pub(crate) fn chance(a: u32, b: u32) -> f64 {
    let mut x = a.wrapping_mul(0x9E37_79B9) ^ b.wrapping_mul(0x85EB_CA6B) ^ 0xC2B2_AE35;
    for _ in 0..3 {
        x = (x ^ (x >> 15)).wrapping_mul(0x2C1B_3C6D);
        x ^= x >> 12;
    }
    f64::from(x) / f64::from(u32::MAX)
}

impl Invented {
    pub(crate) fn new(units: u32, language: Language) -> Result<Self, String> {
        Ok(Self {
            language,
            units: (0..units).map(|i| made(i, units, language)).collect(),
            period: "2026-Q3".parse()?,
        })
    }

    pub(crate) fn interviews(&self) -> u64 {
        self.units.iter().map(|unit| unit.n).sum()
    }

    pub(crate) fn ranking(&self) -> Vec<RankingRow> {
        let ranked: Vec<&Made> = self.units.iter().filter(|unit| unit.n >= 30).collect();
        let apart = |a: &Made, b: &Made| (a.index - b.index) / a.se.hypot(b.se) > APART;
        let count = |test: &dyn Fn(&Made) -> bool| {
            u32::try_from(ranked.iter().filter(|unit| test(unit)).count()).unwrap_or(u32::MAX)
        };
        // Opens a tier: everything above it is surely above everything from it on.
        let opens = |unit: &Made| {
            let (above, below): (Vec<&Made>, Vec<&Made>) =
                ranked.iter().partition(|other| other.index > unit.index);
            !above.is_empty() && above.iter().all(|a| below.iter().all(|b| apart(a, b)))
        };
        self.units
            .iter()
            .map(|unit| {
                let ranks = unit.n >= 30;
                let rank = |value: u32| Some(value).filter(|_| ranks);
                RankingRow {
                    estimate: row(unit, self.period, "overall", unit.index),
                    rank: rank(1 + count(&|other| other.index > unit.index)),
                    rank_low: rank(1 + count(&|other| apart(other, unit))),
                    rank_high: rank(count(&|other| !apart(unit, other))),
                    tier: rank(1 + count(&|other| other.index >= unit.index && opens(other))),
                    p_top_k: None,
                    expected_rank: None,
                    previous_rank: None,
                    change: None,
                    change_se: None,
                    change_p: None,
                    change_p_holm: None,
                    top_k: None,
                    shrunken_index: None,
                    shrunken_se: None,
                    target: None,
                    p_target: None,
                    verdict: None,
                }
            })
            .collect()
    }

    pub(crate) fn options(&self) -> Vec<String> {
        OPTIONS.iter().map(|&(zh, en)| self.language.pick(zh, en).to_owned()).collect()
    }

    pub(crate) fn answers(&self) -> Vec<AnswerShares> {
        (0..).zip(&self.units).map(|(i, unit)| answered(&unit.name, unit.n, i)).collect()
    }

    pub(crate) fn questions(&self) -> Vec<AnswerShares> {
        (300..)
            .zip(QUESTIONS)
            .map(|(i, (zh, en))| {
                answered(self.language.pick(zh, en), self.interviews() * 24 / 25, i)
            })
            .collect()
    }

    pub(crate) fn series(&self) -> Vec<Series> {
        let mut periods = vec![self.period];
        for _ in 0..10 {
            periods.extend(periods.last().map(|period| period.previous()));
        }
        periods.reverse();
        let rows: Vec<IndexRow> = (0..)
            .zip(&self.units)
            .flat_map(|(i, unit)| {
                (0..).zip(&periods).filter(move |(k, _)| chance(i, 50 + k) > 0.08).map(
                    move |(k, period)| {
                        let drift = (chance(i, 90) - 0.45) * f64::from(k) / 10.0 * 7.0;
                        let index = unit.index - 3.0 + drift + chance(i, k) * 2.0;
                        row(unit, *period, "overall", index)
                    },
                )
            })
            .collect();
        Series::by_unit(&rows)
    }

    pub(crate) fn columns(&self) -> Vec<CategoryColumn> {
        CATEGORIES
            .iter()
            .enumerate()
            .map(|(i, &(zh, en))| CategoryColumn {
                code: if i == 0 { "overall".to_owned() } else { format!("c{i}") },
                name: self.language.pick(zh, en).to_owned(),
            })
            .collect()
    }

    /// As many drivers as there are categories; without units nothing is derived.
    pub(crate) fn priorities(&self) -> Priorities {
        let known = !self.units.is_empty();
        let drivers = &self.columns()[1..];
        let weights: Vec<f64> = (0..).zip(drivers).map(|(k, _)| 0.2 + chance(k, 21)).collect();
        let total: f64 = weights.iter().sum();
        let row = |(k, (column, weight)): (u32, (&CategoryColumn, &f64))| {
            let (importance, performance) = (weight / total, 78.0 + 14.0 * chance(k, 22));
            let driver = (column.code.as_str(), column.name.as_str());
            driven(driver, self.period, Some(importance).filter(|_| known), performance)
        };
        let mut rows: Vec<PriorityRow> = (0..).zip(drivers.iter().zip(&weights)).map(row).collect();
        rows.sort_by(|a, b| b.importance.partial_cmp(&a.importance).expect("no NaN"));
        let n = rows.len() as f64;
        let mean = rows.iter().filter_map(|row| row.performance).sum::<f64>() / n;
        for row in &mut rows {
            row.quadrant = row.importance.map(|importance| {
                let far = (importance - 1.0 / n).abs() > 0.03;
                match (row.performance.map(|index| index - mean), importance > 1.0 / n) {
                    (Some(index), true) if far && index < -2.0 => Quadrant::ConcentrateHere,
                    (Some(index), true) if far && index > 2.0 => Quadrant::KeepUp,
                    (Some(index), false) if far && index < -2.0 => Quadrant::LowPriority,
                    (Some(index), false) if far && index > 2.0 => Quadrant::PossibleOverkill,
                    _ => Quadrant::Undetermined,
                }
            });
        }
        Priorities {
            rows,
            derivation: Derivation {
                outcome: self.language.pick("总的来说满意吗？", "All in all?").to_owned(),
                respondents: self.interviews(),
                fewest: self.interviews() * 9 / 10,
                r_squared: known.then_some(0.38),
                method: known.then_some(ImportanceMethod::Lmg),
                lacking: (!known).then_some(survey::table::Lacking::Respondents(100)),
            },
            lines: known.then_some((mean, 1.0 / n)),
        }
    }

    /// Visits and calls; every fifth unit has no quota and no cases.
    pub(crate) fn coverage(&self) -> Vec<CoverageRow> {
        let row = |(i, unit): (u32, &Made)| {
            let visits = unit.n * u64::from(30 + i * 13 % 50) / 100;
            let base = Some(unit.n * 8 / 5).filter(|_| i % 5 != 4);
            let reached = base.map(|base| base * 4 / 5);
            let rate = |part: u64| base.map(|base| part as f64 / base as f64);
            CoverageRow {
                unit_code: unit.code.as_str().into(),
                unit_name: unit.name.as_str().into(),
                period: self.period,
                interviews: unit.n,
                by_mode: [visits, unit.n - visits, 0, 0, 0],
                minimum: base.map(|_| 75),
                missing: base.map(|_| 75_u64.saturating_sub(unit.n)),
                base,
                complete: base.map(|_| unit.n),
                reached,
                response_rate: rate(unit.n),
                contact_rate: reached.and_then(rate),
            }
        };
        (0..).zip(&self.units).map(row).collect()
    }

    pub(crate) fn cells(&self) -> Vec<IndexRow> {
        let cell = |i: u32, unit: &Made, k: u32, code: &str| {
            let noisy = if k == 3 { 6.0 } else { 0.0 };
            let spread = if k == 0 { 0.0 } else { (chance(i, 200 + k) - 0.5) * 8.0 };
            let mut row = row(unit, self.period, code, unit.index + spread - noisy);
            if chance(i, 700 + k) < 0.05 {
                row.flag = Some(Flag::SmallN);
            }
            row
        };
        let columns = self.columns();
        (0..)
            .zip(&self.units)
            .flat_map(|(i, unit)| {
                let asked = (0..).zip(&columns).filter(move |(k, _)| chance(i, 800 + k) > 0.03);
                asked.map(move |(k, column)| cell(i, unit, k, &column.code)).collect::<Vec<_>>()
            })
            .collect()
    }
}

fn made(i: u32, units: u32, language: Language) -> Made {
    let (zh, en) = PLACES[(i % 10) as usize];
    let name = match (i / 10, language) {
        (_, Language::Chinese) if i == 4 => {
            format!("{zh}经济技术开发区管理委员会社会事务综合服务中心街道办事处")
        }
        (_, Language::English) if i == 4 => {
            format!("{en} Economic and Technological Development Zone Subdistrict Office")
        }
        (0, Language::Chinese) => format!("{zh}镇"),
        (0, Language::English) => format!("{en} Town"),
        (1, Language::Chinese) => format!("{zh}街道"),
        (1, Language::English) => format!("{en} Subdistrict"),
        (round, Language::Chinese) => format!("{zh}乡第{round}片区"),
        (round, Language::English) => format!("{en} Township, area {round}"),
    };
    // A few units stand apart, so that there is something to see besides noise.
    let apart = if units == 30 && i % 13 == 2 { -21.0 } else { 0.0 };
    let n = match i {
        6 => 3,
        7 | 23 => 21,
        _ => 60 + u64::from(i * 37 % 83),
    };
    Made {
        code: format!("37{i:04}"),
        name,
        index: 85.0 + 10.0 * chance(i, 1) + apart,
        se: 1.3 + 1.5 * chance(i, 2),
        n,
    }
}

fn answered(label: &str, n: u64, i: u32) -> AnswerShares {
    let weights = [0.45, 0.33, 0.11, 0.07, 0.03];
    let shares: Vec<f64> =
        (0..).zip(weights).map(|(k, w)| w * (0.6 + 0.8 * chance(i, 400 + k))).collect();
    let total: f64 = shares.iter().sum();
    let withheld = n < 5;
    AnswerShares {
        label: label.to_owned(),
        n,
        shares: if withheld { Vec::new() } else { shares.iter().map(|s| s / total).collect() },
        dont_know_share: 0.12 * chance(i, 450),
        refused_share: 0.01,
    }
}

fn row(unit: &Made, period: Period, category: &str, index: f64) -> IndexRow {
    let flag = match unit.n {
        0..5 => Some(Flag::Suppressed),
        5..30 => Some(Flag::SmallN),
        _ => None,
    };
    let shown = Some(index).filter(|_| flag != Some(Flag::Suppressed));
    IndexRow {
        unit_code: unit.code.as_str().into(),
        unit_name: unit.name.as_str().into(),
        level: "town".into(),
        parent_code: "37".into(),
        period,
        category: category.into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        responses: Some(unit.n),
        n: shown.map(|_| unit.n),
        n_eff: None,
        index: shown,
        se: shown.map(|_| unit.se),
        df: None,
        ci_low: shown.map(|index| index - 1.98 * unit.se),
        ci_high: shown.map(|index| index + 1.98 * unit.se),
        deff: None,
        rate: None,
        rate_se: None,
        rate_ci_low: None,
        rate_ci_high: None,
        dont_know_share: None,
        refused_share: None,
        flag,
        design: "period",
        weights: survey::Weights::Design,
    }
}

fn driven(
    (code, name): (&str, &str),
    period: Period,
    importance: Option<f64>,
    performance: f64,
) -> PriorityRow {
    PriorityRow {
        unit_code: "37".into(),
        unit_name: "".into(),
        period,
        driver: code.into(),
        driver_name: name.into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        importance,
        importance_low: importance.map(|share| share - 0.03),
        importance_high: importance.map(|share| share + 0.03),
        n: Some(1_900),
        performance: Some(performance),
        performance_low: Some(performance - 1.6),
        performance_high: Some(performance + 1.6),
        rate: Some(performance / 100.0),
        quadrant: None,
        asked: Some(0),
        named_share: None,
        priority_rating: None,
        flag: None,
    }
}
