//! What the parts of a seal are called in words. In files and manifests they have stable names.

use crate::Language;

/// Parts by their stable names, without what stands behind a slash.
const NAMES: [(&str, &str, &str); 29] = [
    ("responses", "答卷", "Responses"),
    ("response_versions", "答卷更正前内容", "Corrected responses"),
    ("attempts", "联系记录", "Contact attempts"),
    ("exclusions", "第二得分剔除的答卷", "Responses left out of the second score"),
    ("units", "单位", "Units"),
    ("rounds", "调查轮次", "Rounds"),
    ("samples", "样本", "Samples"),
    ("questionnaires", "问卷", "Questionnaires"),
    ("schemes", "计分办法", "Scoring schemes"),
    ("issues", "问题", "Issues"),
    ("issue_events", "问题办理记录", "Steps of issues"),
    ("issue_evidence", "佐证材料", "Evidence"),
    ("issue_rules", "台账时限规则", "Time limits of the ledger"),
    ("calendars", "工作日历", "Working calendars"),
    ("common_issues", "共性问题", "Common issues"),
    ("common_events", "共性问题办理记录", "Steps of common issues"),
    ("orders", "督办单", "Supervision orders"),
    ("order_events", "督办办理记录", "Steps of supervision orders"),
    ("order_rules", "督办规则", "Rules of supervision"),
    ("check_plans", "核查方案", "Plans of verification"),
    ("checks", "核查任务", "Checks"),
    ("check_reports", "核查结果", "Findings of checks"),
    ("check_rules", "核查规则", "Rules of verification"),
    ("bulletins", "通报", "Bulletins"),
    ("publicity", "宣传报道", "Publicity"),
    ("aims", "年度目标", "Targets"),
    ("year_entries", "年度已确认数据", "Confirmed entries of the year"),
    ("annual_formulas", "年度计分公式", "Formulas of the annual score"),
    ("annual_scores", "年底汇总计分", "Annual scores"),
];

/// What is computed from the rows of the others.
const COMPUTED: [(&str, &str, &str); 2] =
    [("cubes", "月度汇总", "Sums of months"), ("index", "满意度得分表", "Index tables")];

/// What checking finds beside the parts.
const BESIDE: [(&str, &str, &str); 5] = [
    ("chain", "封账链", "Chain of seals"),
    ("audit_log", "审计日志", "Audit log"),
    ("files", "封账文件", "Files of the seal"),
    ("seal", "封账摘要", "Digest of the seal"),
    ("month_cubes", "库存月度汇总", "Kept sums of months"),
];

/// How a part, or what stands beside the parts, is called by a reader, with what stands behind its slash:
/// `responses/2026-07` is 答卷 2026-07. What has no words keeps its name.
pub fn part_name(part: &str, language: Language) -> String {
    let (family, rest) = part.split_once('/').map_or((part, None), |(own, rest)| (own, Some(rest)));
    let all = NAMES.iter().chain(&COMPUTED).chain(&BESIDE);
    let known = all.into_iter().find(|(name, ..)| *name == family);
    let Some((_, chinese, english)) = known else { return part.to_owned() };
    let name = language.pick(*chinese, *english);
    rest.map_or_else(|| name.to_owned(), |rest| format!("{name} {rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_told_in_both_languages_with_what_it_is_of() {
        let told = |part| [Language::Chinese, Language::English].map(|it| part_name(part, it));
        assert_eq!(told("responses/2026-07"), ["答卷 2026-07", "Responses 2026-07"]);
        assert_eq!(told("orders"), ["督办单", "Supervision orders"]);
        assert_eq!(told("index/env/two@1"), ["满意度得分表 env/two@1", "Index tables env/two@1"]);
        assert_eq!(told("unheard_of/x"), ["unheard_of/x", "unheard_of/x"]);
    }
}
