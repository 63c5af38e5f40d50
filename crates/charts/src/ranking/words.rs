//! What stands around the rows of a ranking: key, reading, headers.

use survey::Language;
use survey::table::RankingRow;

use super::lines::Line;
use crate::legend::{Legend, Sign};
use crate::mark::Mark;
use crate::palette::{Sizes, TARGET};
use crate::scale::short;

/// Names of the quarters, best first.
const QUARTERS_CHINESE: [&str; 4] = ["前25%", "25%—50%", "50%—75%", "后25%"];
const QUARTERS_ENGLISH: [&str; 4] = ["Top 25%", "25–50%", "50–75%", "Last 25%"];

pub(super) fn reading(language: Language) -> &'static str {
    language.pick(
        "点为得分，横线为95%区间；名次区间为95%把握下可能的最好与最差名次。不同档之间确有差距，\
         同档内的先后不作定论；颜色和形状只按得分先后四等分。",
        "Dot: index; line: 95% interval; rank range: best and worst rank that the data allow at 95%. \
         Tiers differ for sure, the order inside a tier is open; colour and shape are quarters of \
         the order only.",
    )
}

pub(super) fn description(rows: &[RankingRow], language: Language) -> String {
    let ranked = rows.iter().filter(|row| row.rank.is_some()).count();
    let rest = rows.len() - ranked;
    language.pick(
        format!("点须图，{ranked}个单位排名，{rest}个样本不足不排名。"),
        format!("Dot-and-whisker chart; {ranked} units ranked, {rest} with too few answers."),
    )
}

pub(super) fn legend(
    lines: &[Line<'_>],
    target: Option<f64>,
    language: Language,
    sizes: Sizes,
) -> Legend {
    let shown =
        |mark| lines.iter().any(|line| matches!(line, Line::Unit { mark: m, .. } if *m == mark));
    let names = language.pick(QUARTERS_CHINESE, QUARTERS_ENGLISH);
    let mut keys = Vec::new();
    if (0..names.len()).any(|quarter| shown(Mark::Quarter(quarter))) {
        keys.extend(
            names
                .iter()
                .enumerate()
                .map(|(quarter, name)| (Sign::Point(Mark::Quarter(quarter)), (*name).to_owned())),
        );
    }
    if shown(Mark::Hollow) {
        let text = language.pick("样本不足，不排名", "Too few answers, not ranked");
        keys.push((Sign::Point(Mark::Hollow), text.to_owned()));
    }
    if let Some(target) = target {
        keys.push((Sign::Broken(TARGET), target_name(target, language)));
    }
    Legend::new(keys, sizes)
}

/// What the key calls the line of the target.
pub(crate) fn target_name(target: f64, language: Language) -> String {
    let value = short(target);
    language.pick(format!("目标{value}分"), format!("Target {value}"))
}

pub(super) fn rank_header(language: Language) -> &'static str {
    language.pick("名次区间", "Rank")
}
