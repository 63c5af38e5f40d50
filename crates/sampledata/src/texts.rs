//! What people say in their own words.

use crate::dice::Dice;
use crate::opinions::Person;
use crate::truth::TROUBLES;

/// People who name the trouble of their village, where there is one.
const NAMES_TROUBLE: f64 = 0.75;

/// Words to each scored question, in the order of the questionnaire.
const WORDS: [&[&str]; 8] = [
    &[
        "冬天雾霾太重，希望少烧散煤",
        "空气质量差，早上开窗有煤烟味",
        "秋收以后还有人烧秸秆，呛得慌",
        "路上扬尘大，洒水车来得少",
        "饭店的油烟直排，楼上没法开窗",
        "露天烧烤的烟",
        "傍晚总有一股塑料味，不知道哪里来的",
        "大车多灰尘大",
    ],
    &[
        "河里垃圾没人捞",
        "水沟臭，夏天蚊子多",
        "坑塘的水发绿发臭，希望换换水",
        "下雨天污水倒灌，满街都是",
        "希望把河道清一清，再种点树",
        "自来水有时候发浑",
        "养鱼塘的水往河里放",
    ],
    &[
        "打过电话,没有回音",
        "反映了好几次，只说已经转办",
        "希望反映的问题能给个明确答复",
        "答复说整改了，其实没变样",
        "不知道该找哪个部门反映",
        "答复说\"马上解决\",到现在没动静",
    ],
    &[
        "工地半夜还在施工，吵得睡不着",
        "渣土车不盖，漏一路土",
        "修路修了大半年，一直没修好，全是灰",
        "工地的泥水排到下水道，堵了好几回",
        "楼下加工厂的噪音",
        "拆迁的建筑垃圾一直没清走",
    ],
    &[
        "多宣传宣传垃圾怎么分类",
        "宣传栏一年没换过",
        "应该进村讲一讲，不能光贴标语",
        "空气好不好应该公布出来让大家看",
    ],
    &[
        "偷排的罚得太轻，过几天又开了",
        "晚上有人偷倒垃圾，没人管",
        "小作坊污染举报过，来看看就走了",
        "检查的时候停，走了又开",
        "希望加大处罚力度",
    ],
    &[
        "垃圾桶太少，离家远",
        "垃圾好几天才拉一次，夏天味道大",
        "保洁员人手不够，背街小巷没人扫",
        "村头垃圾乱堆，希望有人管",
        "柴草乱垛，路边不好走",
        "建筑垃圾和生活垃圾混在一起倒",
        "沟边上都是塑料袋和农药瓶子",
    ],
    &[
        "家里的污水没地方排，只能倒街上",
        "厕所改造以后没人来抽，满了只能自己想办法",
        "抽一次粪要钱，希望便宜点",
        "污水管网修了一半就停了",
        "下水道盖子坏了没人修，冒臭味",
        "污水处理站建好了不运转",
        "希望早点通污水管道",
    ],
];

/// Questions (positions) whose words may name a place.
const PLACED: [usize; 4] = [0, 1, 3, 6];

const VILLAGE_SPOTS: [&str; 8] =
    ["村东头", "村西头", "村口", "村委会前面", "村后", "大街上", "学校旁边", "老村那边"];
const TOWN_SPOTS: [&str; 8] =
    ["小区门口", "小区北门", "楼后", "菜市场附近", "学校旁边", "沿街", "老小区这边", "河边"];

/// What someone says who is not satisfied, worst of all with the question at a position.
pub(crate) fn concern(worst: usize, person: &Person, dice: &mut Dice) -> String {
    if let Some(trouble) = person.trouble
        && dice.chance(NAMES_TROUBLE)
    {
        return (*dice.pick(TROUBLES[trouble.kind].words)).to_owned();
    }
    if dice.chance(0.04) {
        return (*dice.pick(&["说不上来", "都差不多吧", "没有别的了", "各方面都要加强"]))
            .to_owned();
    }
    let words = fitting(WORDS[worst], person, dice);
    let placed = PLACED.contains(&worst) && !words.contains("希望") && !words.contains("自来水");
    if placed && dice.chance(0.35) {
        format!("{}：{words}", spot(person.community, dice))
    } else {
        words.to_owned()
    }
}

/// A place that both sides would recognise without naming anybody.
pub(crate) fn spot(community: bool, dice: &mut Dice) -> &'static str {
    let spots = if community { TOWN_SPOTS } else { VILLAGE_SPOTS };
    spots[dice.index(spots.len())]
}

/// Words that suit place and season: no downstairs in a village, no village in a housing estate,
/// no coal smoke in summer.
fn fitting(words: &[&'static str], person: &Person, dice: &mut Dice) -> &'static str {
    let elsewhere: &[&str] = if person.community {
        &["村", "粪", "秸", "厕", "农药", "柴草", "倒街上", "污水处理站", "养鱼"]
    } else {
        &["楼", "饭店"]
    };
    loop {
        let text = words[dice.index(words.len())];
        let wrong = elsewhere.iter().any(|word| text.contains(word));
        if !wrong && in_season(text, person.calendar_month) {
            return text;
        }
    }
}

/// Nobody complains of ice in August.
pub(crate) fn in_season(text: &str, calendar_month: i8) -> bool {
    let winter = matches!(calendar_month, 11 | 12 | 1..=3);
    if text.contains(['冬', '煤']) {
        winter
    } else if text.contains("秸秆") {
        matches!(calendar_month, 6 | 9..=11)
    } else if text.contains('夏') {
        matches!(calendar_month, 5..=10)
    } else {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_words_for_every_place_and_month() {
        for words in WORDS {
            let any = |month| {
                words.iter().any(|text| {
                    in_season(text, month) && !text.contains(['村', '楼', '粪', '厕', '沟', '饭'])
                })
            };
            assert!((1..=12).all(any), "{words:?}");
        }
    }
}
