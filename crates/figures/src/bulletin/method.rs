//! The method annex: how the figures were made, and by what to tell them from others.

use analytics::{By, IndexRequest};
use documents::Method;
use sha2::{Digest, Sha256};
use store::Store;
use survey::ScoringScheme;
use survey::display::{count_or_dash, rounded};
use survey::scoring::{DontKnowRule, Points};

use super::material::Material;
use crate::words::mode_name;
use crate::{Cut, FiguresError};

impl Material<'_> {
    pub(super) fn method(&self, store: &Store) -> Result<Method, FiguresError> {
        let language = self.request.language;
        let pick = |zh: &str, en: &str| language.pick(zh, en).to_owned();
        let scheme = self.figures.scheme(self.cut.scheme.as_deref())?;
        let (from, to) = self.dates();
        let thresholds = self.cut.thresholds;
        let revision = self.figures.revision();
        Ok(Method {
            design: self.design(store)?,
            responses: self.overall.responses,
            from,
            to,
            modes: self.modes_text(),
            formulas: pick(
                "得分与满意率为设计加权比率估计（2.2），标准误用泰勒线性化（2.4），95%区间（2.8），联合名次区间（3.2），档（3.4），变化扣除两期共同抽样点的协方差（2.22），显著性按Holm校正（2.23）。",
                "Index and rate are design-weighted ratio estimates (2.2) with Taylor-linearised standard errors (2.4) and 95% intervals (2.8); joint rank sets (3.2); tiers (3.4); changes less the covariance of shared sampling points (2.22), significance after Holm (2.23).",
            ),
            scheme: scheme_text(scheme, language),
            dont_know: silence(scheme.dont_know, language),
            rounding: pick(
                "四舍五入，得分保留两位小数，比率保留一位小数；名次按未取舍的得分计算，并列按1、2、2、4排列。",
                "Half away from zero: two decimals of points, one of percentages. Ranks use unrounded figures; ties are 1, 2, 2, 4.",
            ),
            suppression: language.pick(
                format!(
                    "作答不足{}人的，以及可由相减推知其数的，不予显示，以“—”表示；不足{}人的不排名。",
                    thresholds.shown_from, thresholds.ranked_from
                ),
                format!(
                    "Fewer than {} respondents, and what would give these away by subtraction: withheld, shown as —. Fewer than {}: no rank.",
                    thresholds.shown_from, thresholds.ranked_from
                ),
            ),
            program: self.request.program.clone(),
            data: language.pick(format!("第{revision}次数据更新"), format!("revision {revision}")),
            data_digest: self.digest()?,
        })
    }

    /// What the cube knows of the sample in this period.
    fn design(&self, store: &Store) -> Result<String, FiguresError> {
        let language = self.request.language;
        let months = self.request.period.months();
        let summary = self.figures.cube().summary();
        let of_period = summary.iter().filter(|one| months.contains(&one.month.months().start));
        let psus = of_period.map(|month| month.psus).max().unwrap_or(0);
        let questionnaire = self.figures.questionnaire();
        let title = questionnaire.title.get(language);
        let samples = store.samples()?;
        let is_ours = |code: &survey::Code| self.rounds.iter().any(|round| round.code == *code);
        let drawn = if samples.iter().all(|sample| !is_ours(&sample.round)) {
            language.pick("样本由外部提供", "the sample was drawn elsewhere")
        } else {
            language.pick("样本由系统按存档的种子抽取", "the sample was drawn by a stored seed")
        };
        Ok(language.pick(
            format!(
                "{title}（{}第{}版），{drawn}；分层、抽样点（单月最多{psus}个）和权数均计入标准误。",
                questionnaire.code, questionnaire.version
            ),
            format!(
                "{title} ({}, version {}); {drawn}. Strata, sampling points (up to {psus} a month) and weights count in the standard errors.",
                questionnaire.code, questionnaire.version
            ),
        ))
    }

    fn modes_text(&self) -> String {
        let language = self.request.language;
        let one = |(mode, interviews): &(survey::Mode, Option<u64>)| {
            let (name, interviews) = (mode_name(Some(*mode), language), count_or_dash(*interviews));
            language.pick(format!("{name}{interviews}份"), format!("{name}: {interviews}"))
        };
        let all: Vec<String> = self.modes.iter().map(one).collect();
        if all.is_empty() { "—".to_owned() } else { all.join(language.pick("，", ", ")) }
    }

    /// SHA-256 over the index table by question of every unit in the period, as JSON: two bulletins
    /// with the same digest rest on the same figures.
    fn digest(&self) -> Result<String, FiguresError> {
        let request = IndexRequest {
            periods: vec![self.request.period],
            by: By::Question,
            ..IndexRequest::default()
        };
        let cut = Cut { within: None, ..self.cut.clone() };
        let rows = self.figures.index_table(&cut, &request)?;
        Ok(hex::encode(Sha256::digest(serde_json::to_vec(&rows)?)))
    }
}

fn scheme_text(scheme: &ScoringScheme, language: survey::Language) -> String {
    let points = match &scheme.points {
        Points::EqualSteps => language
            .pick("从最好到最差等距，100至0分", "equal steps from 100 (best) to 0")
            .to_owned(),
        Points::Table(points) => {
            let points: Vec<String> = points.iter().map(ToString::to_string).collect();
            let points = points.join(" / ");
            language.pick(format!("从最好到最差{points}分"), format!("{points}, best to worst"))
        }
    };
    let name = scheme.name.get(language);
    language.pick(
        format!(
            "{name}（{}，第{}版）：{points}；选最好的{}项为满意",
            scheme.code, scheme.version, scheme.satisfied_top
        ),
        format!(
            "{name} ({}, version {}): {points}; the best {} options are satisfied",
            scheme.code, scheme.version, scheme.satisfied_top
        ),
    )
}

fn silence(rule: DontKnowRule, language: survey::Language) -> String {
    match rule {
        DontKnowRule::OutOfBase => language
            .pick("“不了解”与拒答不计入基数，占比另列；未答不算满意。", "Don't know and refused are left out of the base, their share is shown apart; silence is never satisfaction.")
            .to_owned(),
        DontKnowRule::InBase => language
            .pick("“不了解”计入基数，不得分。", "Don't know is in the base and earns nothing.")
            .to_owned(),
        DontKnowRule::AtPoints(points) => language.pick(
            format!("“不了解”计入基数，得{}分，不算满意。", rounded(points, 1)),
            format!("Don't know is in the base at {} points, never counted as satisfied.", rounded(points, 1)),
        ),
    }
}
