//! Sums → rows.

use analytics::Thresholds;
use survey::table::{Flag, QualityRow, QuestionQualityRow};
use survey::{Code, Label, Language, Mode, Period, Unit};

use super::Cells;
use super::tally::{Silence, Sums};

/// What a row is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) unit: &'a Unit,
    pub(super) period: Period,
    pub(super) mode: Option<Mode>,
    pub(super) language: Language,
}

impl Place<'_> {
    fn mode(&self) -> &'static str {
        self.mode.map_or("all", Mode::as_str)
    }

    /// A row that tells no numbers but those of its cells.
    pub(super) fn quality_row(&self, cells: &Cells) -> QualityRow {
        let flagged = |flag: Flag| {
            let place = Flag::ALL.iter().position(|known| *known == flag);
            place.map_or(0, |place| cells.flagged[place])
        };
        QualityRow {
            unit_code: self.unit.code.as_str().into(),
            unit_name: self.unit.name.get(self.language).into(),
            level: self.unit.level.as_str().into(),
            period: self.period,
            mode: self.mode(),
            interviews: None,
            visit: None,
            phone: None,
            web: None,
            window: None,
            mail: None,
            partial: None,
            hand_added: None,
            outside_round: None,
            corrected: None,
            other_kind: None,
            quarantined: None,
            excluded: None,
            index: None,
            index_without_excluded: None,
            asked: None,
            not_asked: None,
            answered_share: None,
            dont_know_share: None,
            refused_share: None,
            unanswered_share: None,
            sent: None,
            lag_median: None,
            late_share: None,
            weight_sum: None,
            deff_weights: None,
            strata: None,
            psus: None,
            cells: cells.all,
            cells_small_n: flagged(Flag::SmallN),
            cells_low_df: flagged(Flag::LowDf),
            cells_lonely_psu: flagged(Flag::LonelyPsu),
            cells_suppressed: flagged(Flag::Suppressed),
            flag: None,
        }
    }

    /// The row of a question. Those to whom it was put may be too few where those who answered are not:
    /// then all of two, say, would be known to have refused.
    pub(super) fn question_row(
        &self,
        (code, text): &(Code, Label),
        silence: Silence,
        hidden: bool,
        thresholds: &Thresholds,
    ) -> QuestionQualityRow {
        let asked = silence.asked();
        let hidden = hidden || (1..thresholds.shown_from).contains(&asked);
        let flag = match asked {
            _ if hidden => Some(Flag::Suppressed),
            asked if asked < thresholds.ranked_from => Some(Flag::SmallN),
            _ => None,
        };
        let [answered, dont_know, refused, unanswered] =
            if hidden { [None; 4] } else { silence.shares() };
        QuestionQualityRow {
            unit_code: self.unit.code.as_str().into(),
            unit_name: self.unit.name.get(self.language).into(),
            level: self.unit.level.as_str().into(),
            period: self.period,
            mode: self.mode(),
            question: code.as_str().into(),
            question_text: text.get(self.language).into(),
            asked: (!hidden).then_some(asked),
            not_asked: (!hidden).then_some(silence.not_asked),
            answered_share: answered,
            dont_know_share: dont_know,
            refused_share: refused,
            unanswered_share: unanswered,
            flag,
        }
    }
}

/// Puts the numbers of a unit that may be shown into its row.
pub(super) fn fill(row: &mut QualityRow, sums: &Sums, late_after: u32, thresholds: &Thresholds) {
    row.interviews = Some(sums.interviews);
    row.partial = Some(sums.partial);
    row.hand_added = Some(sums.hand_added);
    row.outside_round = Some(sums.outside_round);
    row.corrected = Some(sums.corrected);
    let silence = sums.silence();
    row.asked = Some(silence.asked());
    row.not_asked = Some(silence.not_asked);
    [row.answered_share, row.dont_know_share, row.refused_share, row.unanswered_share] =
        silence.shares();
    row.sent = Some(sums.sent_count());
    row.lag_median = sums.lag_median();
    row.late_share = sums.late_share(late_after);
    row.weight_sum = Some(sums.weight_sum());
    row.deff_weights = sums.deff_weights();
    row.strata = Some(sums.strata());
    row.psus = Some(sums.psus());
    row.flag = (sums.interviews < thresholds.ranked_from).then_some(Flag::SmallN);
}

pub(super) fn fill_modes(row: &mut QualityRow, by_mode: &[u64; Mode::ALL.len()]) {
    let of = |mode: Mode| Some(by_mode[mode as usize]);
    row.visit = of(Mode::Visit);
    row.phone = of(Mode::Phone);
    row.web = of(Mode::Web);
    row.window = of(Mode::Window);
    row.mail = of(Mode::Mail);
}
