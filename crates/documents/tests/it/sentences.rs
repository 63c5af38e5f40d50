//! Sentences claim no more than the figures.

use documents::{Difference, IssueCounts, Rate, Revision, Sentences, Share, rank_name};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use survey::Language::{self, Chinese, English};
use survey::table::{Flag, RankingRow, Verdict};

use crate::rows::{QUARTER, change, index_row, ranked};

const AS_OF: Date = date(2026, 9, 30);

fn say(language: Language) -> Sentences {
    Sentences::new(language, None).expect("shipped sentences")
}

fn changed(language: Language, points: f64, p: Option<f64>) -> String {
    let row = change("示例区", Some(points), p);
    say(language).change(&row).expect("a sentence").expect("a change")
}

#[test]
fn a_change_is_said_with_whether_it_is_real() {
    assert_eq!(changed(Chinese, 1.2, Some(0.3)), "较上季度上升1.20分，差异不显著");
    assert_eq!(changed(Chinese, -1.005, Some(0.01)), "较上季度下降1.01分，差异显著");
    assert_eq!(changed(Chinese, 0.004, Some(0.3)), "与上季度持平，差异不显著");
    assert_eq!(changed(Chinese, 1.2, None), "较上季度上升1.20分，差异无法检验");
    assert_eq!(
        changed(English, -1.2, Some(0.3)),
        "down 1.20 points from the quarter before (not significant)"
    );
}

#[test]
fn the_index_has_its_interval_and_its_day() {
    let row = index_row("1", "示例区", Some(81.355));
    let moved = change("示例区", Some(1.2), Some(0.3));
    assert_eq!(
        say(Chinese).overall(&row, Some(&moved), AS_OF).expect("a sentence"),
        "截至2026年9月30日，示例区2026年第三季度群众满意度得分为81.36分（有效样本88人，95%置信区间\
         79.36—83.36分），较上季度上升1.20分，差异不显著。"
    );
    assert_eq!(
        say(Chinese).overall(&index_row("1", "示例区", None), None, AS_OF).expect("a sentence"),
        "截至2026年9月30日，示例区2026年第三季度样本不足，得分不予公布。"
    );
}

#[test]
fn rates_differ_by_percentage_points() {
    let rate = |difference, p| Rate {
        rate: 0.8125,
        low: 0.79,
        high: 0.8335,
        change: Some(Difference { from: QUARTER.previous(), to: QUARTER, difference, p }),
    };
    assert_eq!(
        say(Chinese).rate(&rate(-0.0235, Some(0.2))).expect("a sentence"),
        "满意率为81.3%（95%置信区间79.0%—83.4%），较上季度下降2.4个百分点，差异不显著。"
    );
    assert!(
        say(English)
            .rate(&rate(0.02, Some(0.01)))
            .expect("a sentence")
            .contains("2.0 percentage points")
    );
}

#[test]
fn ties_share_a_place_and_the_next_is_left_out() {
    let row = |code, rank| ranked(code, rank, (1, 4), 1);
    let rows = [row("a", 1), row("b", 2), row("c", 2), row("d", 4)];
    let places = ["a", "b", "c", "d"]
        .map(|code| say(Chinese).unit_rank(&rows, code).expect("a sentence").expect("a rank"));
    for (said, place) in places.iter().zip(["列第1名", "列并列第2名", "列并列第2名", "列第4名"])
    {
        assert!(said.contains(place) && said.contains("名次区间为第1名至第4名"), "{said}");
    }
    let names = [1, 2, 3, 4, 11, 12, 13, 21, 22, 111].map(|rank| rank_name(rank, false, English));
    assert_eq!(names.join(" "), "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 111th");
    assert_eq!(rank_name(2, true, English), "joint 2nd");
}

#[test]
fn only_who_can_have_no_other_place_is_named_first() {
    let alone = [ranked("a", 1, (1, 1), 1), ranked("b", 2, (2, 3), 2), ranked("c", 3, (2, 3), 2)];
    let said = say(Chinese).tiers(&alone, "镇街").expect("sentences").concat();
    assert!(
        said.contains("镇a得分89.00分，列第1名") && said.contains("末档共2个镇街：镇b、镇c"),
        "{said}"
    );
    let together =
        [ranked("b", 1, (1, 2), 1), ranked("a", 2, (1, 2), 1), ranked("c", 3, (3, 3), 2)];
    let said = say(Chinese).tiers(&together, "镇街").expect("sentences").concat();
    assert!(!said.contains("列第1名"), "{said}");
    assert!(said.contains("第一档共2个镇街：镇a、镇b（按代码排列，不分先后）"), "{said}");
    let one = [ranked("a", 1, (1, 2), 1), ranked("b", 2, (1, 2), 1)];
    let said = say(Chinese).tiers(&one, "镇街").expect("sentences");
    assert_eq!(said, ["参加排名的2个镇街得分在统计上无法区分先后，名次不宜作为评价依据。"]);
}

#[test]
fn who_has_no_rank_is_named_with_the_reason() {
    let without = |code, flag| RankingRow {
        rank: None,
        estimate: survey::table::IndexRow { flag: Some(flag), ..index_row(code, code, None) },
        ..ranked(code, 1, (1, 1), 1)
    };
    let rows = [
        ranked("a", 1, (1, 1), 1),
        without("甲", Flag::SmallN),
        without("乙", Flag::Suppressed),
        without("丙", Flag::LonelyPsu),
    ];
    let said = say(Chinese).unranked(&rows).expect("sentences");
    assert_eq!(said, ["甲、乙样本不足，不排名。", "丙抽样点不足，不排名。"]);
    assert_eq!(say(Chinese).unit_rank(&rows, "甲").expect("no error"), None);
}

#[test]
fn movement_names_those_who_moved_and_counts_the_others() {
    let rows = [
        change("甲", Some(3.0), Some(0.01)),
        change("乙", Some(-2.0), Some(0.02)),
        change("丙", Some(5.0), Some(0.06)),
        change("丁", None, None),
    ];
    assert_eq!(
        say(Chinese).movement(&rows, "镇街").expect("sentences"),
        [
            "较上季度，甲上升3.00分，差异显著。",
            "较上季度，乙下降2.00分，差异显著。",
            "其余1个镇街与上季度相比差异不显著。"
        ]
    );
    assert_eq!(
        say(Chinese).movement(&rows[2..3], "镇街").expect("sentences"),
        ["1个镇街与上季度相比差异不显著。"]
    );
    assert!(say(Chinese).movement(&rows[3..], "镇街").expect("no error").is_empty());
}

#[test]
fn targets_weak_points_issues_and_whom_to_look_after() {
    let with = |code, verdict| RankingRow {
        target: Some(90.0),
        verdict: Some(verdict),
        ..ranked(code, 1, (1, 1), 1)
    };
    let rows =
        [with("a", Verdict::Met), with("b", Verdict::Undetermined), with("c", Verdict::NotMet)];
    let zh = say(Chinese);
    assert_eq!(
        zh.target(&rows, "镇街").expect("sentences"),
        ["以90分为目标，镇街中达到1个，未达到1个，尚不能判定1个。", "未达到目标的是镇c。"]
    );
    assert_eq!(
        zh.weakest(&[("污水治理", 70.115)]).expect("a sentence").expect("something"),
        "按得分由低到高，依次为污水治理（70.12分）。"
    );
    let counts = IssueCounts { open: 3, overdue: 0, oldest: Some(jiff::civil::date(2026, 7, 8)) };
    assert_eq!(
        zh.issues(counts, AS_OF).expect("a sentence"),
        "截至2026年9月30日，问题台账在办3件，最早一件登记于2026年7月8日。"
    );
    assert_eq!(
        zh.issues(IssueCounts { overdue: 2, oldest: None, ..counts }, AS_OF).expect("a sentence"),
        "截至2026年9月30日，问题台账在办3件，其中逾期2件。"
    );
    assert_eq!(
        zh.supervision("连续两季末档", &["甲", "乙"]).expect("a sentence").expect("somebody"),
        "按照“连续两季末档”，建议关注：甲、乙。"
    );
    assert_eq!(zh.supervision("连续两季末档", &[]).expect("no error"), None);
    let second = Revision { number: 2, reason: Some("漏计一村。".to_owned()) };
    assert_eq!(
        zh.correction(&second).expect("a sentence").expect("a correction"),
        "本期通报为第1次修订，更正原因：漏计一村。"
    );
}

#[test]
fn a_rate_of_issues_tells_its_denominator_and_of_nothing_there_is_none() {
    let share = |name, share, numerator, denominator| Share { name, share, numerator, denominator };
    let none = share("有效回访率", None, 0, 0);
    let rates =
        [share("结案率", Some(8.0 / 13.0), 8, 13), none, share("整改满意率", Some(0.0), 0, 7)];
    assert_eq!(
        say(Chinese).issue_rates(13, &rates).expect("a sentence").expect("something"),
        "本期发现问题13件；结案率61.5%（8/13）、整改满意率0.0%（0/7）。"
    );
    assert_eq!(say(Chinese).issue_rates(0, &[none]).expect("no error"), None);
}

#[test]
fn a_long_list_gives_the_number_and_not_half_of_the_names() {
    let names: Vec<String> = (0..13).map(|n| format!("镇{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let said = say(Chinese).supervision("规则", &names).expect("a sentence").expect("somebody");
    assert!(said.contains("镇11等13个单位") && !said.contains("镇12"), "{said}");
}

proptest! {
    /// A template with a word of degree at its disposal says it only where a change is significant.
    #[test]
    fn no_word_of_degree_without_significance(points in -20.0..20.0_f64, p in 0.0..1.0_f64) {
        for (language, word, template) in [
            (Chinese, "明显", "change = '较{{previous}}{{adverb}}{{direction}}{{points}}分，{{significance}}'"),
            (English, "markedly", "change = '{{adverb}}{{direction}} {{points}} from {{previous}}: {{significance}}'"),
        ] {
            let say = Sentences::new(language, Some(template)).expect("a good template");
            let row = change("示例区", Some(points), Some(p));
            let said = say.change(&row).expect("a sentence").expect("a change");
            prop_assert_eq!(said.contains(word), p < 0.05, "{}", said);
            let denied = said.contains("不显著") || said.contains("not significant");
            prop_assert_eq!(denied, p >= 0.05, "{}", said);
        }
    }

    #[test]
    fn what_rises_is_never_said_to_fall(points in -20.0..20.0_f64, p in 0.0..1.0_f64) {
        let said = changed(Chinese, points, Some(p));
        prop_assert!(!(points > 0.0 && said.contains("下降")), "{}", said);
        prop_assert!(!(points < 0.0 && said.contains("上升")), "{}", said);
    }
}
