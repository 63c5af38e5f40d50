//! Names of levels, modes, flags, weights and rates of the ledger in both languages.

use survey::issue::rates::IssueRate;
use survey::table::Flag;
use survey::{Language, Mode, Weights};

/// What a flag says to a reader.
pub fn flag_name(flag: Flag, language: Language) -> &'static str {
    match flag {
        Flag::SmallN => language.pick("样本不足", "too few answers"),
        Flag::LowDf => language.pick("自由度低", "few degrees of freedom"),
        Flag::Suppressed => language.pick("不予显示", "withheld"),
        Flag::LonelyPsu => language.pick("单一抽样点", "single sampling point"),
    }
}

/// What a mode is called; `None` is all modes together.
pub fn mode_name(mode: Option<Mode>, language: Language) -> &'static str {
    match mode {
        None => language.pick("全部方式", "All modes"),
        Some(Mode::Visit) => language.pick("入户走访", "Visits"),
        Some(Mode::Phone) => language.pick("电话调查", "Telephone"),
        Some(Mode::Web) => language.pick("网络问卷", "Web"),
        Some(Mode::Window) => language.pick("窗口评价", "Service window"),
        Some(Mode::Mail) => language.pick("邮寄问卷", "Mail"),
    }
}

/// What a rate of the ledger is called.
pub fn issue_rate_name(measure: IssueRate, language: Language) -> &'static str {
    match measure {
        IssueRate::Handling => language.pick("处理率", "Handled"),
        IssueRate::Closure => language.pick("结案率", "Closed"),
        IssueRate::Reply => language.pick("回复率", "Replied"),
        IssueRate::OnTime => language.pick("按时反馈率", "On time"),
        IssueRate::CallBack => language.pick("有效回访率", "Reached by call-back"),
        IssueRate::Resolution => language.pick("解决率", "Resolved"),
        IssueRate::Satisfaction => language.pick("整改满意率", "Satisfied with the fix"),
    }
}

/// What interviews weigh, in words.
pub fn weights_name(weights: Weights, language: Language) -> &'static str {
    match weights {
        Weights::Design => language.pick("按抽样权重", "design weights"),
        Weights::Equal => language.pick("每份答卷同等，不加权", "all the same, unweighted"),
    }
}

/// What the units of a level are called. Levels are data: one without a known name keeps its code.
pub fn level_name(level: &str, language: Language) -> String {
    let known = match level {
        "province" => ("省", "Provinces"),
        "city" => ("市", "Cities"),
        "county" => ("县", "Counties"),
        "district" => ("区县", "Districts"),
        "town" => ("镇街", "Towns"),
        "village" => ("村社区", "Villages"),
        "school" => ("学校", "Schools"),
        "department" => ("部门", "Departments"),
        other => (other, other),
    };
    language.pick(known.0, known.1).to_owned()
}
