//! The ledger of issues (台账): what residents reported and how far it has come.

use jiff::ToSpan;
use jiff::civil::Date;
use survey::{Channel, NewIssue};

use crate::calendar::{field_days, first_day};
use crate::dice::{Dice, Stream};
use crate::district::District;
use crate::histories::{Goal, IssueHistory, lead};
use crate::places::{Village, code};
use crate::texts::{self, spot};
use crate::truth::TROUBLES;

/// Share of issues that come from the villages with a strong local trouble.
const FROM_TROUBLE: f64 = 0.2;

/// Channels with their weights.
const CHANNELS: [(Channel, f64); 5] = [
    (Channel::Hotline, 0.45),
    (Channel::Other, 0.32),
    (Channel::Petition, 0.12),
    (Channel::Mailbox, 0.06),
    (Channel::Proposal, 0.05),
];

/// A category, its weight, and descriptions: `{}` is the place, `{v}` only its village. The first
/// list is for villages, the second for communities.
type Topic = (&'static str, f64, [&'static [&'static str]; 2]);

const TOPICS: [Topic; 6] = [
    (
        "air_water_pollution",
        0.28,
        [
            &[
                "{}有人焚烧秸秆和垃圾，烟味较大，群众要求制止。",
                "{}排水沟淤堵，水体发黑，夏季异味明显。",
                "{v}坑塘水面漂浮垃圾较多，水质发绿，群众希望清淤换水。",
                "{}养殖户粪污未及时清运，异味影响周边住户。",
                "{}有住户燃烧散煤，早晚煤烟味较重。",
            ],
            &[
                "{}餐饮店油烟直排，影响楼上住户开窗。",
                "{}露天烧烤夜间油烟和噪声扰民。",
                "{}雨水口返臭，疑有生活污水混接。",
                "{v}河道岸边垃圾未及时打捞，水面有油污。",
                "{v}居民反映夜间有刺鼻气味，请求排查周边企业。",
            ],
        ],
    ),
    (
        "petition_reply_satisfaction",
        0.10,
        [
            &[
                "群众称上月反映的{}扬尘问题至今未收到答复。",
                "来电人对{}污水问题的答复不满意，认为工作人员未到现场核实。",
            ],
            &[
                "群众称上月反映的{}噪声问题至今未收到答复。",
                "来电人称{}油烟问题答复已整改，实际未见改善。",
            ],
        ],
    ),
    (
        "construction_project_mgmt",
        0.19,
        [
            &[
                "{}修路工地未洒水，裸土未覆盖，过车扬尘严重。",
                "{}拉运砂石车辆未苫盖，沿途撒漏。",
                "{}石料加工点夜间生产，噪声和粉尘扰民。",
            ],
            &[
                "{}工地晚十点后仍在施工，噪声扰民。",
                "{}拆迁地块建筑垃圾长期未清运，刮风时扬尘大。",
                "{}渣土车出场未冲洗，路面泥土较多。",
            ],
        ],
    ),
    (
        "env_publicity",
        0.07,
        [
            &["{v}环保宣传栏长期未更新，群众建议进村讲解垃圾分类。"],
            &["{v}居民建议定期公开空气质量和环境处罚信息。"],
        ],
    ),
    (
        "violation_enforcement",
        0.14,
        [
            &[
                "{}有车辆夜间向沟渠倾倒污水，群众希望查处。",
                "{}废品收购点露天焚烧线缆，气味刺鼻。",
                "{}加工作坊喷漆无治理设施，举报后仍在生产。",
            ],
            &["{}洗车店污水直排路面，冬季结冰。", "{}有人夜间偷倒建筑垃圾，希望加装监控并查处。"],
        ],
    ),
    (
        "rural_env_remediation",
        0.22,
        [
            &[
                "{}生活垃圾清运不及时，垃圾桶满溢。",
                "{v}改厕后化粪池无人抽运，住户自行处理。",
                "{}污水管网未接通，生活污水直排街道。",
                "{v}柴草乱垛、杂物占道，影响通行。",
                "{v}污水处理站建成后未正常运行。",
            ],
            &["{v}城中村垃圾收集点管理不到位，周边环境脏乱。"],
        ],
    ),
];

/// All issues in the order in which they were registered.
pub(crate) fn issues(district: &District) -> Vec<IssueHistory> {
    let mut dice = Dice::new(district.plan.seed, Stream::Issues);
    let troubled = troubled_villages(district);
    let end = first_day(district.plan.months);
    let mut issues: Vec<NewIssue> = (0..district.plan.issues)
        .map(|_| {
            let opened_on = opening_day(district.plan.months, &mut dice);
            if !troubled.is_empty() && dice.chance(FROM_TROUBLE) {
                let (village, kind) = *dice.pick(&troubled);
                from_trouble(village, kind, opened_on, &mut dice)
            } else {
                anywhere(district, opened_on, &mut dice)
            }
        })
        .collect();
    issues.sort_by_key(|issue| issue.opened_on);
    let led = |(n, issue): (usize, NewIssue)| {
        let number = format!("{}-{:04}", issue.opened_on.year(), n + 1);
        let goal = goal(issue.opened_on, end, &mut dice);
        lead(NewIssue { number, ..issue }, goal, end, &mut dice)
    };
    issues.into_iter().enumerate().map(led).collect()
}

fn troubled_villages(district: &District) -> Vec<(&Village, usize)> {
    let mut found = Vec::new();
    for (i, town) in district.towns.iter().enumerate() {
        for (j, village) in town.villages.iter().enumerate() {
            if let Some(trouble) = district.truth.trouble(i, j) {
                found.push((village, trouble.kind));
            }
        }
    }
    found
}

/// A day within the fieldwork, the later half more likely: the ledger has filled up over time.
fn opening_day(months: u32, dice: &mut Dice) -> Date {
    let month = dice.below(months).max(dice.below(months));
    *dice.pick(&field_days(month))
}

fn from_trouble(village: &Village, kind: usize, on: Date, dice: &mut Dice) -> NewIssue {
    let trouble = &TROUBLES[kind];
    let description = format!("{}群众反映：{}。", village.name.zh, dice.pick(trouble.words));
    issue(village, trouble.category, on, description, dice)
}

fn anywhere(district: &District, on: Date, dice: &mut Dice) -> NewIssue {
    let town = dice.pick(&district.towns);
    let village = dice.pick(&town.villages);
    let weights: Vec<f64> = TOPICS
        .iter()
        .map(|topic| if village.community && topic.0.starts_with("rural") { 0.02 } else { topic.1 })
        .collect();
    let (category, _, descriptions) = &TOPICS[dice.weighted(&weights)];
    let Some(template) = in_season(descriptions[usize::from(village.community)], on, dice) else {
        return anywhere(district, on, dice);
    };
    let place = if dice.chance(0.6) {
        let spot = spot(village.community, dice);
        // 柳河村 and 村东头 make 柳河村东头.
        let name = village.name.zh.as_str();
        let stem = if spot.starts_with('村') { name.trim_end_matches('村') } else { name };
        format!("{stem}{spot}")
    } else {
        village.name.zh.clone()
    };
    let description = template.replace("{}", &place).replace("{v}", &village.name.zh);
    issue(village, category, on, description, dice)
}

fn issue(
    village: &Village,
    category: &str,
    opened_on: Date,
    description: String,
    dice: &mut Dice,
) -> NewIssue {
    NewIssue {
        channel: channel(&description, dice),
        // Numbers follow the days.
        number: String::new(),
        unit: village.code.clone(),
        category: code(category),
        reason: None,
        description,
        opened_on,
        receiver: None,
    }
}

/// One of the descriptions that suit the season, if any does.
fn in_season(descriptions: &[&'static str], on: Date, dice: &mut Dice) -> Option<&'static str> {
    let suitable: Vec<_> =
        descriptions.iter().filter(|text| texts::in_season(text, on.month())).collect();
    (!suitable.is_empty()).then(|| **dice.pick(&suitable))
}

/// Who calls has called.
fn channel(description: &str, dice: &mut Dice) -> Channel {
    let calls = description.starts_with("来电");
    weighted(if calls { &CHANNELS[..1] } else { &CHANNELS }, dice)
}

/// Older issues have come further; a few come back.
fn goal(opened_on: Date, end: Date, dice: &mut Dice) -> Goal {
    let opened_since = |days: i64| opened_on >= end.saturating_sub(days.days());
    let chances: &[(Goal, f64)] = if opened_since(12) {
        &[(Goal::Registered, 0.5), (Goal::Assigned, 0.5)]
    } else if opened_since(35) {
        &[(Goal::Assigned, 0.3), (Goal::Rectifying, 0.6), (Goal::Submitted, 0.1)]
    } else if opened_since(75) {
        &[
            (Goal::Rectifying, 0.35),
            (Goal::Submitted, 0.25),
            (Goal::Verified, 0.2),
            (Goal::Closed, 0.2),
        ]
    } else {
        &[
            (Goal::Closed, 0.84),
            (Goal::Reopened, 0.07),
            (Goal::Rectifying, 0.05),
            (Goal::Verified, 0.04),
        ]
    };
    weighted(chances, dice)
}

fn weighted<T: Copy>(chances: &[(T, f64)], dice: &mut Dice) -> T {
    let weights: Vec<f64> = chances.iter().map(|chance| chance.1).collect();
    chances[dice.weighted(&weights)].0
}
