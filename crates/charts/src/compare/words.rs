//! What stands around the rows of a comparison: key, reading, headings.

use survey::Language;
use survey::table::ChangeRow;

use crate::finding::moved;
use crate::legend::{Legend, Sign};
use crate::mark::Mark;
use crate::palette::Sizes;
use crate::scale::finite;

pub(super) fn reading(rows: &[ChangeRow], language: Language) -> String {
    let family = rows.iter().find_map(|row| row.family).unwrap_or(0);
    language.pick(
        format!(
            "点为变化，横线为单看这个单位的95%区间，零线右边为上升。是否确实变化按霍尔姆法对全部{family}个\
             单位一起判断，所以横线不碰零线的也未必算。"
        ),
        format!(
            "Dot: change; line: its 95% interval, looked at by itself; right of zero is up. Whether a \
             change is sure is judged for all {family} units together (Holm), so a line clear of zero \
             may still not be."
        ),
    )
}

pub(super) fn description(rows: &[ChangeRow], language: Language) -> String {
    let compared = rows.iter().filter(|row| finite(row.change).is_some()).count();
    let count = |up| rows.iter().filter(|row| moved(row) == Some(up)).count();
    let (up, down, rest) = (count(true), count(false), rows.len() - compared);
    language.pick(
        format!(
            "点须图，{compared}个单位两期可比，{up}个确实上升，{down}个确实下降，{rest}个不能比较。"
        ),
        format!(
            "Dot-and-whisker chart; {compared} units compared, {up} surely up, {down} surely down, \
             {rest} not comparable."
        ),
    )
}

pub(super) fn legend(rows: &[ChangeRow], language: Language, sizes: Sizes) -> Legend {
    let compared = |row: &&ChangeRow| finite(row.change).is_some();
    let shown = |wanted| rows.iter().filter(compared).any(|row| moved(row) == wanted);
    let keys = [
        (Some(true), Mark::Up, language.pick("确实上升", "Surely up")),
        (Some(false), Mark::Down, language.pick("确实下降", "Surely down")),
        (None, Mark::Hollow, language.pick("看不出变化", "No sure change")),
    ];
    let keys = keys.into_iter().filter(|(wanted, ..)| shown(*wanted));
    Legend::new(keys.map(|(_, mark, text)| (Sign::Point(mark), text.to_owned())).collect(), sizes)
}

pub(super) fn uncompared(count: usize, language: Language) -> String {
    language.pick(
        format!("至少一期样本不足，不能比较 · {count}个"),
        format!("Too few answers in a period, not comparable · {count}"),
    )
}
