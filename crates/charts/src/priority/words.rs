//! What stands around the grid of priorities: key, reading, reasons.

use survey::Language;
use survey::display::rounded;
use survey::table::{Derivation, ImportanceMethod, Lacking, Priorities, PriorityRow, Quadrant};

use super::mark;
use crate::legend::{Legend, Sign};
use crate::palette::Sizes;

/// Every quadrant, in the order of the key.
const QUADRANTS: [Quadrant; 5] = [
    Quadrant::ConcentrateHere,
    Quadrant::KeepUp,
    Quadrant::LowPriority,
    Quadrant::PossibleOverkill,
    Quadrant::Undetermined,
];

/// What a part of the grid is called.
pub fn quadrant_name(quadrant: Quadrant, language: Language) -> &'static str {
    match quadrant {
        Quadrant::ConcentrateHere => language.pick("重点改进", "Concentrate here"),
        Quadrant::KeepUp => language.pick("继续保持", "Keep up"),
        Quadrant::LowPriority => language.pick("次要改进", "Low priority"),
        Quadrant::PossibleOverkill => language.pick("维持即可", "Possible overkill"),
        Quadrant::Undetermined => language.pick("不能判断", "Undetermined"),
    }
}

/// Only what is there.
pub(super) fn legend(rows: &[PriorityRow], language: Language, sizes: Sizes) -> Legend {
    let keys = QUADRANTS.into_iter().filter_map(|quadrant| {
        let row = rows.iter().find(|row| row.quadrant == Some(quadrant))?;
        let name = quadrant_name(quadrant, language);
        let text = match quadrant {
            Quadrant::Undetermined => language
                .pick(format!("{name}（区间跨线）"), format!("{name} (interval crosses a line)")),
            _ => name.to_owned(),
        };
        Some((Sign::Point(mark(row)), text))
    });
    Legend::new(keys.collect(), sizes)
}

/// Why importance could not be derived, and what would help.
pub(super) fn lacking(reason: Lacking, language: Language) -> String {
    match reason {
        Lacking::Outcome => language
            .pick(
                "问卷没有（或没有指明）总体评价题，推不出重要性。",
                "The questionnaire has no overall question, or doesn't name it: no importance can \
                 be derived.",
            )
            .to_owned(),
        Lacking::Drivers => language
            .pick(
                "计分的类别不足两个，没有可比的重要性。",
                "Fewer than two scored categories: there is no importance to compare.",
            )
            .to_owned(),
        Lacking::Respondents(least) => language.pick(
            format!("同时回答总体和各类问题的不足{least}人，推不出重要性。"),
            format!(
                "Fewer than {least} respondents answered both the overall question and those of the \
                 categories: too few to derive importance."
            ),
        ),
        Lacking::Psus => language
            .pick(
                "抽样点太少，重要性没有区间，故不画。",
                "Too few sampling points: importance has no interval, so it is not drawn.",
            )
            .to_owned(),
        Lacking::Variation => language
            .pick(
                "回答没有差别，或各类完全重合，推不出重要性。",
                "Answers don't differ, or categories coincide: no importance can be derived.",
            )
            .to_owned(),
    }
}

pub(super) fn reading(priorities: &Priorities, language: Language) -> String {
    let mut sentences = Vec::new();
    let derivation = &priorities.derivation;
    if let (Some(method), Some(r_squared)) = (derivation.method, derivation.r_squared) {
        let (name, explained) = (method_name(method, language), rounded(r_squared * 100.0, 0));
        let Derivation { respondents: n, outcome, .. } = derivation;
        sentences.push(language.pick(
            format!(
                "重要性由本期全部地区{n}份答卷推得（{name}，各类合计100%，共解释“{outcome}”回答差异\
                 的{explained}%），只说明相关，不说明因果；得分只是本单位的。"
            ),
            format!(
                "Importance is derived from all {n} interviews of the period ({name}; parts add up \
                 to 100%, together {explained}% of the variation of \"{outcome}\"): an association \
                 and no cause. Scores are the unit's own."
            ),
        ));
    }
    if priorities.lines.is_some() {
        sentences.push(
            language
                .pick(
                    "虚线为各类均值；点上的十字为95%区间，碰到虚线就不能判断。",
                    "Broken lines: means over the categories; crosses: 95% intervals. Where one \
                     touches a broken line, the data don't say.",
                )
                .to_owned(),
        );
    }
    if priorities.rows.iter().any(|row| row.named_share.is_some()) {
        sentences.push(
            language
                .pick(
                    "优先指数＝提及率×（1－满意率），为点估计。",
                    "Priority rating: share naming it × (1 − share satisfied), without an interval.",
                )
                .to_owned(),
        );
    }
    sentences.join(language.pick("", " "))
}

fn method_name(method: ImportanceMethod, language: Language) -> &'static str {
    match method {
        ImportanceMethod::Lmg => language.pick("LMG分解", "LMG"),
        ImportanceMethod::Johnson => language.pick("Johnson相对权重", "Johnson's relative weights"),
    }
}

pub(super) fn description(priorities: &Priorities, language: Language) -> String {
    let n = priorities.rows.len();
    if priorities.lines.is_none() {
        return language.pick(format!("表，{n}行。"), format!("Table; {n} rows."));
    }
    language.pick(
        format!("重要性—满意度四分图与表，{n}类。"),
        format!("Importance–performance grid and table; {n} categories."),
    )
}
