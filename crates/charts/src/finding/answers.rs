//! How large the favourable share is, across the rows.

use survey::Language;
use survey::display::rounded;
use survey::table::AnswerShares;

/// How far the share of the favourable options reaches over the rows, with the options by name.
///
/// Shares come without intervals, so rows are never compared with one another; the sentence says
/// what was answered and no more.
pub fn answers_finding(
    options: &[String],
    rows: &[AnswerShares],
    level: &str,
    language: Language,
) -> String {
    let favourable = options.len() / 2;
    let shares: Vec<f64> =
        rows.iter().filter_map(|row| favourable_share(row, options.len())).collect();
    if shares.is_empty() || favourable == 0 {
        return language
            .pick("没有可公布的回答".to_owned(), "There are no answers to show".to_owned());
    }
    let percent = |share: f64| format!("{}%", rounded(share * 100.0, 0));
    let low = percent(shares.iter().copied().fold(f64::INFINITY, f64::min));
    let high = percent(shares.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    let answer = quoted(&options[..favourable], language);
    let n = shares.len();
    match language {
        Language::Chinese if n == 1 => format!("回答{answer}的占{low}"),
        Language::Chinese if low == high => format!("{n}个{level}中，回答{answer}的均占{low}"),
        Language::Chinese => format!("{n}个{level}中，回答{answer}的占{low}至{high}"),
        Language::English if n == 1 => format!("{low} answered {answer}"),
        Language::English if low == high => {
            format!("In all {n} {level}, {low} answered {answer}")
        }
        Language::English => format!("Over {n} {level}, {low} to {high} answered {answer}"),
    }
}

/// Share of the better half of the options; the middle one of an odd number is neither.
/// `None` where the row has no usable shares.
pub(crate) fn favourable_share(row: &AnswerShares, options: usize) -> Option<f64> {
    let usable = row.shares.len() == options
        && row.shares.iter().all(|share| share.is_finite() && *share >= 0.0)
        && row.shares.iter().sum::<f64>() > 0.0;
    usable.then(|| row.shares[..options / 2].iter().sum())
}

fn quoted(labels: &[String], language: Language) -> String {
    match language {
        Language::Chinese => {
            labels.iter().map(|label| format!("“{label}”")).collect::<Vec<_>>().join("或")
        }
        Language::English => {
            labels.iter().map(|label| format!("\"{label}\"")).collect::<Vec<_>>().join(" or ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::shares;

    fn options(labels: &[&str]) -> Vec<String> {
        labels.iter().map(|&label| label.to_owned()).collect()
    }

    #[test]
    fn the_sentence_names_options_and_range() {
        let options = options(&["很满意", "满意", "一般", "不满意", "很不满意"]);
        let rows =
            [shares("甲", &[0.5, 0.3, 0.1, 0.1, 0.0]), shares("乙", &[0.4, 0.22, 0.2, 0.1, 0.08])];
        let chinese = |rows| answers_finding(&options, rows, "问题", Language::Chinese);
        assert_eq!(chinese(&rows[..]), "2个问题中，回答“很满意”或“满意”的占62%至80%");
        assert_eq!(chinese(&rows[..1]), "回答“很满意”或“满意”的占80%");
        assert_eq!(chinese(&[]), "没有可公布的回答");
    }

    #[test]
    fn the_middle_option_is_not_favourable() {
        assert_eq!(favourable_share(&shares("", &[0.6, 0.3, 0.1]), 3), Some(0.6));
        assert_eq!(favourable_share(&shares("", &[0.5, 0.25, 0.25, 0.0]), 4), Some(0.75));
    }

    #[test]
    fn unusable_shares_are_left_out() {
        assert_eq!(favourable_share(&shares("", &[]), 5), None);
        assert_eq!(favourable_share(&shares("", &[f64::NAN, 1.0]), 2), None);
        assert_eq!(favourable_share(&shares("", &[0.0, 0.0]), 2), None);
    }
}
