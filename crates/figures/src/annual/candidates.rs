//! The list of candidates (推荐名单): what the year's score says about who could be named, and that this is
//! no award.

use survey::Language;
use survey::table::{AnnualScoreRow, Candidacy, CandidateRow};

use super::AnnualResult;

/// The first so many of each level, and behind them those whom sampling error could place among them.
pub fn candidates(result: &AnnualResult, top: u32) -> Vec<CandidateRow> {
    let candidacy = |score: &AnnualScoreRow| {
        let (rank, low, high) = (score.rank?, score.rank_low?, score.rank_high?);
        match (rank <= top, low <= top) {
            (true, _) if high <= top => Some(Candidacy::Surely),
            (true, _) => Some(Candidacy::ByTotal),
            (false, true) => Some(Candidacy::CouldBe),
            (false, false) => None,
        }
    };
    let row = |score: &AnnualScoreRow| {
        let candidacy = candidacy(score)?;
        Some(CandidateRow { candidacy, top, score: score.clone() })
    };
    result.scores.iter().filter_map(row).collect()
}

/// What stands above every such list.
pub fn not_an_award(language: Language) -> &'static str {
    language.pick(
        "推荐名单只按年底汇总计分排出，供研究决定时参考，不是表彰决定。设立表彰项目须按规定报批，拟表彰对象应当公示（常见为5个工作日）。",
        "The list of candidates follows from the year's score alone and is for those who decide; it is no \
         award. Commendation needs approval, and whoever is to be named is made public first (usually for \
         5 working days).",
    )
}
