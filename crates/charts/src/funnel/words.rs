//! What stands around the drawing of a funnel: key, reading, note.

use survey::Language;
use survey::display::rounded;
use survey::table::{FunnelPlace, FunnelRow};

use super::{Dot, Limits, widened};
use crate::legend::{Legend, Sign};
use crate::mark::Mark;
use crate::palette::{CONTEXT, GREY, MAIN, Sizes};

pub(super) fn reading(rows: &[FunnelRow], language: Language) -> String {
    let widened = widened(rows).map(|dispersion| {
        let dispersion = rounded(dispersion, 1);
        language.pick(
            format!("各单位本来就有的差别也算作正常波动，界线已据此放宽（离散系数φ={dispersion}）。"),
            format!(
                " Units differ anyway; that counts as usual spread, and the limits are widened for it \
                 (φ = {dispersion})."
            ),
        )
    });
    let reading = language.pick(
        "答得少的单位离均值远些本属正常，所以界线左宽右窄；只有99.8%界线外的才算确实突出，在95%界线外\
         的，每20个里碰巧也会有1个。",
        "Units with few answers lie further from the mean by chance, so the limits open to the left. Only \
         beyond the 99.8% limits does a unit surely stand out; beyond 95%, 1 in 20 does by chance.",
    );
    format!("{reading}{}", widened.unwrap_or_default())
}

pub(super) fn description(rows: &[FunnelRow], language: Language) -> String {
    let count = |wanted: fn(FunnelPlace) -> bool| {
        rows.iter().filter(|row| row.place.is_some_and(wanted)).count()
    };
    let placed = count(|_| true);
    let far = count(FunnelPlace::is_far);
    let rest = rows.len() - placed;
    language.pick(
        format!("漏斗图，{placed}个单位，{far}个在99.8%界线外，{rest}个未放入。"),
        format!("Funnel plot; {placed} units, {far} beyond the 99.8% limits, {rest} not placed."),
    )
}

pub(super) fn legend(
    dots: &[Dot<'_>],
    limits: Option<Limits>,
    language: Language,
    sizes: Sizes,
) -> Legend {
    let Some(limits) = limits else { return Legend::new(Vec::new(), sizes) };
    let mean = rounded(limits.target, 1);
    let mut keys = vec![
        (
            Sign::Level(MAIN),
            language.pick(format!("加权均值{mean}分"), format!("Weighted mean {mean}")),
        ),
        (Sign::BrokenLevel(CONTEXT), language.pick("95%界线", "95% limits").to_owned()),
        (Sign::Thin(GREY), language.pick("99.8%界线", "99.8% limits").to_owned()),
    ];
    let marks = [
        (Mark::Up, language.pick("确实偏高", "Surely high")),
        (Mark::Down, language.pick("确实偏低", "Surely low")),
        (Mark::Brink, language.pick("界线之间，或属碰巧", "Between the limits, maybe by chance")),
        (Mark::Context, language.pick("正常波动之内", "Within the usual spread")),
    ];
    let shown = |mark: Mark| dots.iter().any(|dot| dot.mark() == mark);
    keys.extend(
        marks
            .into_iter()
            .filter(|(mark, _)| shown(*mark))
            .map(|(mark, text)| (Sign::Point(mark), text.to_owned())),
    );
    Legend::new(keys, sizes)
}

/// How many units are not in the drawing.
pub(super) fn outside(count: usize, language: Language) -> String {
    match count {
        0 => language.pick("没有数据", "No data").to_owned(),
        _ => language.pick(
            format!("另有{count}个单位样本不足或算不出误差，未放入，见数据表。"),
            format!("{count} more with too few answers or no error: see the table."),
        ),
    }
}
