//! What signals are called, and how they are explained to those whom they are about.

use super::{Signal, SignalRules};
use crate::Language;
use crate::display::{percent, rounded};

impl Signal {
    /// What people call it.
    pub fn name(self, language: Language) -> &'static str {
        language.pick(
            match self {
                Self::ShortInterviews => "访问时长过短",
                Self::StraightLining => "直线作答",
                Self::NearIdentical => "答案雷同",
                Self::AllSatisfied => "全部满意",
                Self::NightEntries => "夜间录入",
                Self::FewDontKnow => "“不了解”偏少",
                Self::FarAway => "位置偏远",
                Self::ManyAtOnce => "短时多份",
            },
            match self {
                Self::ShortInterviews => "Short interviews",
                Self::StraightLining => "Straight lines",
                Self::NearIdentical => "Nearly identical answers",
                Self::AllSatisfied => "Everybody satisfied",
                Self::NightEntries => "At night",
                Self::FewDontKnow => "Few don't-knows",
                Self::FarAway => "Far away",
                Self::ManyAtOnce => "Many at once",
            },
        )
    }

    /// What it counts, its limit, and what else may be behind it.
    pub fn explanation(self, rules: &SignalRules, language: Language) -> String {
        match language {
            Language::Chinese => self.in_chinese(rules),
            Language::English => self.in_english(rules),
        }
    }

    fn in_chinese(self, rules: &SignalRules) -> String {
        let share = |share: f64| percent(share, 0);
        match self {
            Self::ShortInterviews => format!(
                "用时不到同一问卷、同一方式中位数{}的访问所占比例，超过{}时提示。问题少答的人、跳题多的人本来就快。",
                share(rules.short_of_median),
                share(rules.short_share)
            ),
            Self::StraightLining => format!(
                "同一量表的题目（{}题以上）全部选同一选项的访问所占比例，比其他人高出{}个百分点以上时提示。真正样样满意的人也会这样回答，所以只与其他人比。",
                rules.straight_questions,
                rounded(100.0 * rules.straight_excess, 0)
            ),
            Self::NearIdentical => format!(
                "两两比较本人的访问，{}以上题目答案相同的成对比例，比其他人高出{}个百分点以上时提示。题目少的问卷雷同本来就多，所以只与其他人比。",
                share(rules.identical_match),
                rounded(100.0 * rules.identical_excess, 0)
            ),
            Self::AllSatisfied => format!(
                "所有有意见的答案都是满意，且不少于{}个时提示。也可能工作确实好：看一看，问一问。",
                rules.counted_min
            ),
            Self::NightEntries => format!(
                "北京时间{}时至次日{}时开始的访问所占比例，超过{}时提示。约在晚上的访问、设备时钟不准也会如此。",
                rules.night_from,
                rules.night_until,
                share(rules.night_share)
            ),
            Self::FewDontKnow => format!(
                "“不了解”占所答题目的比例，低于其他人的{}时提示；按其他人的比例应有不少于{}个“不了解”才判断。可能有人劝说不要这样回答，也可能受访者确实了解。",
                share(rules.dont_know_part),
                rounded(rules.dont_know_expected, 0)
            ),
            Self::FarAway => format!(
                "只看自愿提供了位置的访问：距离该单位全部访问位置的中心超过{}公里（已扣除定位误差）的比例，超过{}时提示。单位地域大、在别处遇到受访者也会如此。",
                rounded(rules.far_metres / 1_000.0, 1),
                share(rules.far_share)
            ),
            Self::ManyAtOnce => format!(
                "{}分钟内结束{}份以上的访问，有一次就提示。一户多人同时填写也会如此。",
                rules.moment_minutes, rules.moment_interviews
            ),
        }
    }

    fn in_english(self, rules: &SignalRules) -> String {
        let share = |share: f64| percent(share, 0);
        match self {
            Self::ShortInterviews => format!(
                "Share of interviews that took less than {} of the median of their form and mode; noticed above {}. Who skips much or says little is quick by nature.",
                share(rules.short_of_median),
                share(rules.short_share)
            ),
            Self::StraightLining => format!(
                "Share of interviews with one option in all questions of a scale ({} or more); noticed when {} points above that of the others. Who is content with everything answers so too: hence the comparison.",
                rules.straight_questions,
                rounded(100.0 * rules.straight_excess, 0)
            ),
            Self::NearIdentical => format!(
                "Share of pairs of own interviews that agree in {} of the questions or more; noticed when {} points above that of the others. Short forms agree by nature: hence the comparison.",
                share(rules.identical_match),
                rounded(100.0 * rules.identical_excess, 0)
            ),
            Self::AllSatisfied => format!(
                "Every opinion given is a satisfied one, with {} or more; it may well be true: look, and ask.",
                rules.counted_min
            ),
            Self::NightEntries => format!(
                "Share of interviews that began between {}:00 and {}:00 in China; noticed above {}. Appointments in the evening and wrong clocks look the same.",
                rules.night_from,
                rules.night_until,
                share(rules.night_share)
            ),
            Self::FewDontKnow => format!(
                "Share of don't-knows among the answers; noticed below {} of that of the others, where by their share {} or more would be expected. Somebody may have talked respondents out of it, or they may know.",
                share(rules.dont_know_part),
                rounded(rules.dont_know_expected, 0)
            ),
            Self::FarAway => format!(
                "Of interviews with a position, which nobody has to give: share of those more than {} km from the middle of all positions of the unit, inaccuracy taken off; noticed above {}. Wide units, and meeting people elsewhere, look the same.",
                rounded(rules.far_metres / 1_000.0, 1),
                share(rules.far_share)
            ),
            Self::ManyAtOnce => format!(
                "{} or more interviews that ended within {} min; noticed at once. A family that fills in its forms together looks the same.",
                rules.moment_interviews, rules.moment_minutes
            ),
        }
    }
}
