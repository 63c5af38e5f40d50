//! How many interviews were made, and what is missing of the quotas: counts, and nothing inferred.

use survey::Language;
use survey::table::CoverageRow;

/// How many units lack interviews of their quota; without quotas, how many interviews there are.
pub fn coverage_finding(rows: &[CoverageRow], level: &str, language: Language) -> String {
    let units = rows.len();
    if units == 0 {
        return language.pick("没有答卷".to_owned(), "There are no interviews".to_owned());
    }
    let missing: Vec<u64> = rows.iter().filter_map(|row| row.missing).collect();
    let lacking = missing.iter().filter(|missing| **missing > 0).count();
    let (with_quota, all) = (missing.len(), missing.iter().sum::<u64>());
    let interviews: u64 = rows.iter().map(|row| row.interviews).sum();
    match language {
        Language::Chinese if with_quota == 0 => {
            format!("{units}个{level}共完成{interviews}份答卷，没有规定最低样本量")
        }
        Language::English if with_quota == 0 => {
            format!("{interviews} interviews in {units} {level}; no quotas are set")
        }
        Language::Chinese if lacking == 0 => {
            format!("有最低样本量的{with_quota}个{level}都已达到")
        }
        Language::English if lacking == 0 => {
            format!("All {with_quota} {level} with a quota have reached it")
        }
        Language::Chinese => {
            format!("有最低样本量的{with_quota}个{level}中，{lacking}个未达到，共缺{all}份")
        }
        Language::English => {
            format!(
                "Of {with_quota} {level} with a quota, {lacking} have not reached it: {all} missing"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::coverage_row;

    #[test]
    fn quotas_are_held_against_interviews() {
        let mut rows = [coverage_row("东河镇", 40), coverage_row("西山镇", 12)];
        let chinese = |rows: &[CoverageRow]| coverage_finding(rows, "镇街", Language::Chinese);
        assert_eq!(chinese(&rows), "2个镇街共完成52份答卷，没有规定最低样本量");
        (rows[0].minimum, rows[0].missing) = (Some(30), Some(0));
        assert_eq!(chinese(&rows), "有最低样本量的1个镇街都已达到");
        (rows[1].minimum, rows[1].missing) = (Some(30), Some(18));
        assert_eq!(chinese(&rows), "有最低样本量的2个镇街中，1个未达到，共缺18份");
        assert_eq!(chinese(&[]), "没有答卷");
    }
}
