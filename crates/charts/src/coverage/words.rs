//! What stands around the rows of coverage: key, reading, names of modes.

use survey::table::CoverageRow;
use survey::{Language, Mode};

use crate::legend::{Legend, Sign};
use crate::palette::{MAIN, MODES, Sizes};

/// A mode in a word that fits into a bar.
pub(super) fn mode_name(mode: Mode, language: Language) -> &'static str {
    match mode {
        Mode::Visit => language.pick("走访", "Visit"),
        Mode::Phone => language.pick("电话", "Phone"),
        Mode::Web => language.pick("网络", "Web"),
        Mode::Window => language.pick("窗口", "Window"),
        Mode::Mail => language.pick("邮寄", "Mail"),
    }
}

/// Only modes that were used.
pub(super) fn legend(rows: &[CoverageRow], language: Language, sizes: Sizes) -> Legend {
    if rows.is_empty() {
        return Legend::new(Vec::new(), sizes);
    }
    let interviews = language.pick("答卷数", "Interviews").to_owned();
    let mut keys = vec![(Sign::Fill(MAIN), interviews)];
    if rows.iter().any(|row| row.minimum.is_some()) {
        let minimum = language.pick("┃ 最低样本量", "┃ Needed at least");
        keys.push((Sign::Nothing, minimum.to_owned()));
    }
    let used = |mode: Mode| rows.iter().any(|row| row.by_mode[mode as usize] > 0);
    let modes = Mode::ALL.into_iter().zip(MODES).filter(|(mode, _)| used(*mode));
    keys.extend(
        modes.map(|(mode, colour)| (Sign::Fill(colour), mode_name(mode, language).to_owned())),
    );
    Legend::new(keys, sizes)
}

pub(super) fn reading(rows: &[CoverageRow], language: Language) -> String {
    let cases = rows.iter().any(|row| row.base.is_some());
    let rates = if cases {
        language.pick(
            "应答率为完成数、接触率为接触数占在册或可能合格对象的比例（AAPOR RR1、CON1），括号内为人数；\
             只统计整个在本期之内的轮次。",
            "Response: complete, contact: reached, of all who are or may be eligible (AAPOR RR1, \
             CON1), counts in brackets; only rounds that lie within the period.",
        )
    } else {
        language.pick(
            "本期没有联系记录，应答率和接触率无从计算。",
            "No contact attempts are on record for the period: there are no rates.",
        )
    };
    let dash =
        language.pick("“—”表示没有这个数，不是0。", "\"—\": there is no such figure; it is not 0.");
    [rates, dash].join(language.pick("", " "))
}

pub(super) fn description(rows: &[CoverageRow], language: Language) -> String {
    let n = rows.len();
    language.pick(format!("条形图与表，{n}个单位。"), format!("Bars and table; {n} units."))
}
