//! What stands around the drawing of a funnel: axes, key, reading, note.

use survey::Language;
use survey::display::rounded;
use survey::issue::rates::RateDay;

use super::drawing::{Dot, Limits};
use crate::legend::{Legend, Sign};
use crate::mark::Mark;
use crate::palette::{CONTEXT, GREY, MAIN, Sizes};
use crate::scale::pixel;

/// The words of a funnel of something.
pub(super) struct Wording {
    /// What is measured, against what.
    pub(super) measure: &'static str,
    /// Name of the horizontal axis.
    pub(super) size: &'static str,
    /// How the limits are to be read.
    limits: &'static str,
    /// The mean, before and after its number.
    mean: (&'static str, &'static str),
    /// Why units are not in the drawing.
    thin: &'static str,
    language: Language,
}

/// Satisfaction.
pub(super) fn of_index(language: Language) -> Wording {
    Wording {
        measure: language.pick(
            "满意度得分（0—100分）对有效样本量",
            "Satisfaction index (0–100) by effective sample size",
        ),
        size: language.pick("有效样本量", "Effective sample size"),
        limits: language.pick(
            "答得少的单位离均值远些本属正常，所以界线左宽右窄；只有99.8%界线外的才算确实突出，在95%界线外\
             的，每20个里碰巧也会有1个。",
            "Units with few answers lie further from the mean by chance, so the limits open to the left. \
             Only beyond the 99.8% limits does a unit surely stand out; beyond 95%, 1 in 20 does by chance.",
        ),
        mean: language.pick(("加权均值", "分"), ("Weighted mean ", "")),
        thin: language.pick("样本不足或算不出误差", "with too few answers or no error"),
        language,
    }
}

/// A rate of the ledger, whose denominator goes by this day.
pub(super) fn of_rate(dated: RateDay, language: Language) -> Wording {
    let (measure, size) = match dated {
        RateDay::Opened => language.pick(
            ("比率（%）对应办件数", "应办件数 n"),
            ("Rate (%) by number of issues", "Issues, n"),
        ),
        RateDay::Accepted => language.pick(
            ("比率（%）对验收件数", "验收件数 n"),
            ("Rate (%) by number of fixes", "Fixes, n"),
        ),
    };
    Wording {
        measure,
        size,
        limits: language.pick(
            "件数少的单位离合计比率远些本属正常，所以界线左宽右窄；只有99.8%界线外的才算确实突出，在95%\
             界线外的，每20个里碰巧也会有1个。",
            "Units with few issues lie further from the rate of all by chance, so the limits open to the \
             left. Only beyond the 99.8% limits does a unit surely stand out; beyond 95%, 1 in 20 does by \
             chance.",
        ),
        mean: language.pick(("合计", "%"), ("All together ", "%")),
        thin: language.pick("件数太少", "with too few issues"),
        language,
    }
}

impl Wording {
    /// How to read it, and whether the limits are wider for φ.
    pub(super) fn reading(&self, dispersion: Option<f64>) -> String {
        let widened = dispersion.filter(|dispersion| pixel(dispersion * 10.0) > 10);
        let widened = widened.map(|dispersion| {
            let dispersion = rounded(dispersion, 1);
            self.language.pick(
                format!(
                    "各单位本来就有的差别也算作正常波动，界线已据此放宽（离散系数φ={dispersion}）。"
                ),
                format!(
                    " Units differ anyway; that counts as usual spread, and the limits are widened for it \
                     (φ = {dispersion})."
                ),
            )
        });
        format!("{}{}", self.limits, widened.unwrap_or_default())
    }

    /// For screen readers, of these units among so many.
    pub(super) fn description(&self, dots: &[Dot<'_>], rows: usize) -> String {
        let placed = dots.len();
        let far = dots.iter().filter(|dot| dot.place.is_far()).count();
        let rest = rows - placed;
        self.language.pick(
            format!("漏斗图，{placed}个单位，{far}个在99.8%界线外，{rest}个未放入。"),
            format!(
                "Funnel plot; {placed} units, {far} beyond the 99.8% limits, {rest} not placed."
            ),
        )
    }

    pub(super) fn legend(&self, dots: &[Dot<'_>], limits: Option<Limits>, sizes: Sizes) -> Legend {
        let Some(limits) = limits else { return Legend::new(Vec::new(), sizes) };
        let (before, after) = self.mean;
        let language = self.language;
        let mut keys = vec![
            (Sign::Level(MAIN), format!("{before}{}{after}", rounded(limits.target, 1))),
            (Sign::BrokenLevel(CONTEXT), language.pick("95%界线", "95% limits").to_owned()),
            (Sign::Thin(GREY), language.pick("99.8%界线", "99.8% limits").to_owned()),
        ];
        let marks = [
            (Mark::Up, language.pick("确实偏高", "Surely high")),
            (Mark::Down, language.pick("确实偏低", "Surely low")),
            (
                Mark::Brink,
                language.pick("界线之间，或属碰巧", "Between the limits, maybe by chance"),
            ),
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
    pub(super) fn outside(&self, count: usize) -> String {
        match count {
            0 => self.language.pick("没有数据", "No data").to_owned(),
            _ => self.language.pick(
                format!("另有{count}个单位{}，未放入，见数据表。", self.thin),
                format!("{count} more {}: see the table.", self.thin),
            ),
        }
    }
}
