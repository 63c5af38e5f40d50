//! One sentence for each finding. None says more than the data allow.

use store::Place;
use survey::display::rounded;
use survey::table::{RankingRow, Verdict};
use survey::{Language, Period};

use super::{Standing, is_real};

/// What a sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Who is really better.
    Ranking,
    /// Whether the whole has changed.
    Change,
    /// Who has really moved.
    Movement,
    /// What is weakest.
    Weakness,
    /// Whether the target is reached.
    Target,
    /// What nobody here can tell.
    Place,
    /// How sure it all is.
    Coverage,
}

impl Topic {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ranking => "ranking",
            Self::Change => "change",
            Self::Movement => "movement",
            Self::Weakness => "weakness",
            Self::Target => "target",
            Self::Place => "place",
            Self::Coverage => "coverage",
        }
    }
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub topic: Topic,
    /// The sentence, without a full stop.
    pub text: String,
}

/// As many names as a sentence holds.
const NAMES_MAX: usize = 3;

/// The period in words.
fn period_name(period: Period, language: Language) -> String {
    language.pick(period.chinese(), period.to_string())
}

fn signed(points: f64) -> String {
    let sign = if points > 0.0 { "+" } else { "" };
    format!("{sign}{}", rounded(points, 2))
}

/// Whether a unit has changed since the period before.
pub(super) fn change(standing: &Standing, language: Language) -> Finding {
    let row = &standing.row;
    let name = &row.estimate.unit_name;
    let before = period_name(row.estimate.period.previous(), language);
    let text = match (row.change, standing.has_changed()) {
        (Some(change), Some(true)) => {
            let points = rounded(change.abs(), 2);
            let chinese = if change > 0.0 { "上升" } else { "下降" };
            let english = if change > 0.0 { "rose" } else { "fell" };
            language.pick(
                format!("{name}得分较{before}{chinese}{points}分，变化显著"),
                format!("{name} {english} by {points} points since {before}, significantly"),
            )
        }
        (Some(change), Some(false)) => language.pick(
            format!("{name}得分较{before}看不出确定的变化（{}分）", signed(change)),
            format!("{name} shows no sure change since {before} ({} points)", signed(change)),
        ),
        _ => language.pick(
            format!("{name}在{before}没有可比的得分"),
            format!("{name} has nothing to compare with in {before}"),
        ),
    };
    Finding { topic: Topic::Change, text }
}

/// Which units have really moved since the period before, all changes considered.
pub(super) fn movement(rows: &[RankingRow], level: &str, language: Language) -> Option<Finding> {
    let before = period_name(rows.first()?.estimate.period.previous(), language);
    let judged: Vec<_> =
        rows.iter().filter_map(|row| Some((row, row.change?, row.change_p_holm?))).collect();
    let n = judged.len();
    let mut moved: Vec<_> = judged.into_iter().filter(|(_, _, p)| is_real(*p)).collect();
    moved.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let text = match (n, moved.len()) {
        (0, _) => language.pick(
            format!("{before}没有可比的得分，看不出谁有变化"),
            format!("There is nothing in {before} to compare with"),
        ),
        (_, 0) => language.pick(
            format!("与{before}相比，{n}个{level}都看不出确定的变化"),
            format!("None of the {n} {level} shows a sure change since {before}"),
        ),
        (_, 1..=NAMES_MAX) => named(&moved, &before, language),
        (_, k) => {
            let up = moved.iter().filter(|(_, change, _)| *change > 0.0).count();
            let down = k - up;
            language.pick(
                format!("与{before}相比，{n}个{level}中{up}个显著上升，{down}个显著下降"),
                format!(
                    "Of the {n} {level}, {up} rose and {down} fell significantly since {before}"
                ),
            )
        }
    };
    Some(Finding { topic: Topic::Movement, text })
}

fn named(moved: &[(&RankingRow, f64, f64)], before: &str, language: Language) -> String {
    let one = |(row, change, _): &(&RankingRow, f64, f64)| {
        let (name, points) = (&row.estimate.unit_name, rounded(change.abs(), 2));
        let chinese = if *change > 0.0 { "上升" } else { "下降" };
        let english = if *change > 0.0 { "rose" } else { "fell" };
        language.pick(format!("{name}{chinese}{points}分"), format!("{name} {english} by {points}"))
    };
    let all: Vec<String> = moved.iter().map(one).collect();
    language.pick(
        format!("与{before}相比，{}，变化显著", all.join("、")),
        format!("Since {before}, {}, significantly", all.join(", ")),
    )
}

/// Whether a target is reached; nothing where there is none.
pub(super) fn target(standing: &Standing, language: Language) -> Option<Finding> {
    let name = &standing.row.estimate.unit_name;
    let target = standing.row.target?;
    let Some(gap) = standing.gap() else {
        let text = language.pick(
            format!("目标{target}分：{name}没有可用的得分，不能判断"),
            format!("Target {target}: {name} has no figure to hold against it"),
        );
        return Some(Finding { topic: Topic::Target, text });
    };
    let points = rounded(gap.abs(), 2);
    let chinese = if gap < 0.0 { "低" } else { "高" };
    let english = if gap < 0.0 { "below" } else { "above" };
    let verdict = match standing.verdict()? {
        Verdict::Met => language.pick("可以确定已达到", "surely met"),
        Verdict::NotMet => language.pick("可以确定未达到", "surely not met"),
        Verdict::Undetermined => {
            language.pick("在误差之内，还不能判断", "within the error, undetermined")
        }
    };
    let text = language.pick(
        format!("目标{target}分：{name}得分{chinese}{points}分，{verdict}"),
        format!("Target {target}: {name} stands {points} points {english} it, {verdict}"),
    );
    Some(Finding { topic: Topic::Target, text })
}

/// What can't be claimed about a place among units of elsewhere.
pub(super) fn place(place: &Place, language: Language) -> Finding {
    let (field, rank) = (&place.field, place.rank);
    let of = place
        .out_of
        .map_or_else(String::new, |n| language.pick(format!("（共{n}个）"), format!(" of {n}")));
    let text = language.pick(
        format!(
            "目标{field}前{rank}名{of}：名次以上级公布的结果为准，本地数据不含其他地方，推算不出"
        ),
        format!(
            "Aim: among the first {rank}{of} ({field}). Only the result that the level above publishes can tell: these data are of here alone"
        ),
    );
    Finding { topic: Topic::Place, text }
}

/// How many units have too few answers to be ranked.
pub(super) fn coverage(
    (units, unranked): (usize, usize),
    level: &str,
    language: Language,
) -> Finding {
    let text = match unranked {
        0 => language.pick(
            format!("{units}个{level}的样本都够排名"),
            format!("All {units} {level} have enough answers to be ranked"),
        ),
        _ => language.pick(
            format!("{units}个{level}中有{unranked}个样本或抽样点不足，不排名"),
            format!("{unranked} of the {units} {level} lack answers or sampling points and are not ranked"),
        ),
    };
    Finding { topic: Topic::Coverage, text }
}
