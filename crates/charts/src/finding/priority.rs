//! What to fix first, as far as the intervals show it.

use survey::Language;
use survey::display::rounded;
use survey::table::{Lacking, Priorities, PriorityRow, Quadrant};

use crate::scale::finite;

/// Which drivers are surely more important than the mean of all and surely done worse; where
/// importance is unknown, what respondents named, or why nothing can be said.
///
/// "Surely" means that neither interval reaches the line. Importance is an association: the sentence
/// says "goes with" and never that a driver would raise satisfaction.
pub fn priority_finding(priorities: &Priorities, language: Language) -> String {
    let rows = &priorities.rows;
    if priorities.lines.is_none() {
        return rated(rows, language).unwrap_or_else(|| nothing(priorities, language));
    }
    let of = |quadrant| rows.iter().filter(move |row| row.quadrant == Some(quadrant));
    let first: Vec<&str> =
        of(Quadrant::ConcentrateHere).map(|row| row.driver_name.as_str()).collect();
    if first.is_empty() {
        let open = of(Quadrant::Undetermined).count();
        return match language {
            Language::Chinese if open == 0 => {
                "没有哪一类既与总体满意关联较强、得分又较低".to_owned()
            }
            Language::Chinese => {
                format!("没有一类能确定要先改进：{open}类的区间碰到均值线，不能判断")
            }
            Language::English if open == 0 => {
                "No category goes strongly with overall satisfaction and scores low".to_owned()
            }
            Language::English => format!(
                "No category can be said to come first: the intervals of {open} touch a mean"
            ),
        };
    }
    concentrate(&first, language)
}

fn concentrate(first: &[&str], language: Language) -> String {
    let names = match language {
        Language::Chinese => format!("“{}”", first.join("”“")),
        Language::English => {
            first.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
        }
    };
    let whom = match (first, language) {
        _ if super::fits(&names) => names,
        ([only], Language::Chinese) => format!("“{}”", super::shortened(only)),
        ([only], Language::English) => format!("\"{}\"", super::shortened(only)),
        (_, Language::Chinese) => format!("{}类", first.len()),
        (_, Language::English) => format!("{} categories", first.len()),
    };
    let one = first.len() == 1;
    match language {
        Language::Chinese => format!("先看{whom}：与总体满意关联较强，得分却较低"),
        Language::English if one => {
            format!("Look first at {whom}: it goes with overall satisfaction, and scores low")
        }
        Language::English => {
            format!("Look first at {whom}: they go with overall satisfaction, and score low")
        }
    }
}

/// The highest importance–satisfaction rating, as what it is: a figure of those who were asked.
fn rated(rows: &[PriorityRow], language: Language) -> Option<String> {
    let top = rows.first()?;
    let (rating, share) = finite(top.priority_rating).zip(finite(top.named_share))?;
    let name = super::shortened(&top.driver_name);
    let (rating, share) = (rounded(rating, 3), rounded(share * 100.0, 0));
    Some(language.pick(
        format!("优先指数最高的是“{name}”（{rating}）：{share}%的人把它列为优先"),
        format!("\"{name}\" has the highest priority rating ({rating}): {share}% named it"),
    ))
}

fn nothing(priorities: &Priorities, language: Language) -> String {
    let text = match priorities.derivation.lacking {
        Some(Lacking::Respondents(_)) => language
            .pick("答卷太少，说不出先改进什么", "Too few interviews to say what comes first"),
        Some(Lacking::Outcome) => language.pick(
            "没有总体评价题，说不出先改进什么",
            "Without an overall question nothing can be said to come first",
        ),
        _ => language.pick("数据说不出先改进什么", "The data don't say what comes first"),
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::priorities;

    #[test]
    fn only_what_is_surely_important_and_surely_low_comes_first() {
        let mut some = priorities(3);
        let chinese = |some: &Priorities| priority_finding(some, Language::Chinese);
        assert_eq!(chinese(&some), "先看“第1类”：与总体满意关联较强，得分却较低");
        some.rows[0].quadrant = Some(Quadrant::Undetermined);
        assert_eq!(chinese(&some), "没有一类能确定要先改进：2类的区间碰到均值线，不能判断");
        some.rows.iter_mut().for_each(|row| row.quadrant = Some(Quadrant::KeepUp));
        assert_eq!(chinese(&some), "没有哪一类既与总体满意关联较强、得分又较低");
    }

    #[test]
    fn without_importance_what_was_named_is_told_or_the_reason() {
        let mut some = priorities(3);
        some.lines = None;
        some.derivation.lacking = Some(Lacking::Respondents(100));
        assert_eq!(
            priority_finding(&some, Language::English),
            "Too few interviews to say what comes first"
        );
        (some.rows[0].named_share, some.rows[0].priority_rating) = (Some(0.4), Some(0.12));
        assert_eq!(
            priority_finding(&some, Language::Chinese),
            "优先指数最高的是“第1类”（0.120）：40%的人把它列为优先"
        );
    }

    #[test]
    fn no_sentence_claims_a_cause() {
        for language in [Language::Chinese, Language::English] {
            let text = priority_finding(&priorities(5), language);
            for word in ["导致", "提高", "因为", "cause", "raise", "because"] {
                assert!(!text.contains(word), "{text}");
            }
        }
    }
}
