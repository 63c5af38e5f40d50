//! What was done about the issues, step by step, by people who are not there: as the rules want it, mostly
//! in time, and sometimes not put right in the eyes of whoever complained.

use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use survey::{CallBack, CallBackTry, IssueEvent, NewIssue, Owners, Triage};

use crate::dice::Dice;

/// An issue with everything that was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssueHistory {
    /// What came in.
    pub issue: NewIssue,
    /// When it was registered.
    pub at: Timestamp,
    /// By whom.
    pub by: &'static str,
    /// What was done.
    pub steps: Vec<HistoryStep>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryStep {
    /// Who.
    pub by: &'static str,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: IssueEvent,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// How far an issue comes before the last day, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Goal {
    Registered,
    Assigned,
    Rectifying,
    Submitted,
    Verified,
    Closed,
    /// Not put right in the eyes of whoever complained, and not taken up since.
    Reopened,
}

/// Who registers and assigns.
const DESK: &str = "周敏";
/// Those who accept and call back. None of them owns anything.
const JUDGES: [&str; 3] = ["吴志远", "郑丽华", "冯海涛"];
const LEADERS: [&str; 3] = ["高建国", "宋明", "韩桂兰"];
const PERSONS: [&str; 6] = ["李敏", "王强", "张芳", "刘洋", "陈静", "赵磊"];
const SECTIONS: [(&str, &str); 6] = [
    ("air_water_pollution", "大气与水环境科"),
    ("petition_reply_satisfaction", "信访科"),
    ("construction_project_mgmt", "建设项目科"),
    ("env_publicity", "宣传教育科"),
    ("violation_enforcement", "综合执法大队"),
    ("rural_env_remediation", "农村环境科"),
];
const MEASURES: [&str; 4] = [
    "到现场核实，责成责任方当日整改",
    "组织清理并安排专人每日巡查",
    "约谈责任方，下达限期改正通知",
    "协调施工方加装围挡、喷淋设备",
];
const RESULTS: [&str; 3] =
    ["已整改到位，附前后对比照片", "问题已清除，已纳入日常巡查", "责任方已停工整改完毕"];

/// Shares of what does not go the plain way.
const ESCALATED: f64 = 0.12;
const EXPLAINED: f64 = 0.1;
const REPLIED: f64 = 0.9;
const LATE: f64 = 0.18;
const NOT_SATISFIED: f64 = 0.1;
const UNREACHABLE: f64 = 0.12;
const PUBLISHED: f64 = 0.15;

/// Leads an issue as far as it comes.
pub(crate) fn lead(issue: NewIssue, goal: Goal, end: Date, dice: &mut Dice) -> IssueHistory {
    let at = moment(issue.opened_on, 1);
    let person = *dice.pick(&PERSONS);
    let judge = *dice.pick(&JUDGES);
    let mut course =
        Course { steps: Vec::new(), day: issue.opened_on, end, hour: 1, person, judge };
    course.whole(&issue, goal, dice);
    IssueHistory { issue, at, by: DESK, steps: course.steps }
}

/// A moment in working hours of China.
fn moment(day: Date, hour: i8) -> Timestamp {
    let clock = day.at(8 + hour, 0, 0, 0);
    TimeZone::fixed(offset(8)).to_timestamp(clock).unwrap_or_default()
}

/// The steps so far, and the day on which they stand.
struct Course {
    steps: Vec<HistoryStep>,
    day: Date,
    end: Date,
    hour: i8,
    person: &'static str,
    judge: &'static str,
}

impl Course {
    fn whole(&mut self, issue: &NewIssue, goal: Goal, dice: &mut Dice) {
        if goal == Goal::Registered {
            return;
        }
        let triage = triage(issue, dice);
        self.assign(issue, triage, dice);
        if dice.chance(REPLIED) || triage == Triage::Explain {
            let text = "您反映的问题已交承办科室办理".to_owned();
            self.take(dice.between(0, 3), self.person, IssueEvent::Reply { text }, None);
        }
        if goal == Goal::Assigned {
            return;
        }
        self.put_right(goal, triage, dice);
        if goal < Goal::Verified {
            return;
        }
        self.take(dice.between(1, 3), self.judge, IssueEvent::Accept, None);
        match goal {
            Goal::Reopened => self.called(CallBack::NotSatisfied, dice),
            Goal::Closed => self.end_closed(triage, dice),
            _ => {}
        }
    }

    fn assign(&mut self, issue: &NewIssue, triage: Triage, dice: &mut Dice) {
        let section = SECTIONS.iter().find(|(category, _)| issue.category == **category);
        let owners = Owners {
            leader: (*dice.pick(&LEADERS)).to_owned(),
            section: section.map_or("综合科", |(_, section)| section).to_owned(),
            person: self.person.to_owned(),
        };
        let reason = match triage {
            Triage::HandleNow => None,
            Triage::EscalatePolicy => Some("涉及上级权限，需请示后办理"),
            Triage::Explain => Some("经核实未违反规定，需向反映人解释说明"),
        };
        let (due_on, unknown_years) = (None, Vec::new());
        let event = IssueEvent::Assign { owners, triage: Some(triage), due_on, unknown_years };
        self.take(dice.between(0, 2), DESK, event, reason);
    }

    /// Until it is submitted, or as far as it comes.
    fn put_right(&mut self, goal: Goal, triage: Triage, dice: &mut Dice) {
        // What waits for those above waits there, where it comes no further.
        if goal == Goal::Rectifying && triage == Triage::EscalatePolicy {
            return;
        }
        self.take(dice.between(0, 1), self.person, IssueEvent::TakeUp, None);
        let measure = (*dice.pick(&MEASURES)).to_owned();
        self.take(dice.between(0, 2), self.person, IssueEvent::RecordMeasure { measure }, None);
        if goal == Goal::Rectifying {
            return;
        }
        let days = if dice.chance(LATE) { dice.between(8, 20) } else { dice.between(0, 2) };
        let result = (*dice.pick(&RESULTS)).to_owned();
        self.take(days, self.person, IssueEvent::Submit { result }, None);
    }

    /// Called back, put right once more where that was not enough, and closed.
    fn end_closed(&mut self, triage: Triage, dice: &mut Dice) {
        if dice.chance(NOT_SATISFIED) {
            self.called(CallBack::NotSatisfied, dice);
            self.put_right(Goal::Closed, triage, dice);
            self.take(dice.between(1, 3), self.judge, IssueEvent::Accept, None);
        }
        let reached = !dice.chance(UNREACHABLE);
        let outcome = if reached { CallBack::Satisfied } else { CallBack::Unreachable };
        self.called(outcome, dice);
        let reason = (!reached).then_some("三次联系未果，现场核实已整改");
        self.take(dice.between(0, 1), self.judge, IssueEvent::Close, reason);
        if dice.chance(PUBLISHED) {
            let from = self.day.saturating_add(1.day());
            let (until, scope) = (from.saturating_add(7.days()), "本村（社区）".to_owned());
            let text = "反映的问题已整改完毕，欢迎监督".to_owned();
            self.take(1, self.judge, IssueEvent::Publish { scope, from, until, text }, None);
        }
    }

    fn called(&mut self, outcome: CallBack, dice: &mut Dice) {
        let days = dice.between(1, 4);
        let day = self.day.saturating_add(i64::from(days).days());
        let tried = |hour| CallBackTry { at: moment(day, hour), note: "无人接听".to_owned() };
        let tries = match outcome {
            CallBack::Unreachable => vec![tried(1), tried(3), tried(7)],
            CallBack::Satisfied | CallBack::NotSatisfied => Vec::new(),
        };
        self.take(days, self.judge, IssueEvent::CallBack { outcome, tries }, None);
    }

    /// A step some days later. Nothing is done after the last day, and so nothing that would follow.
    fn take(
        &mut self,
        days: u32,
        by: &'static str,
        event: IssueEvent,
        reason: Option<&'static str>,
    ) {
        if days > 0 {
            self.hour = 1;
        }
        self.day = self.day.saturating_add(i64::from(days).days());
        self.hour = (self.hour + 1).min(9);
        if self.day < self.end {
            self.steps.push(HistoryStep { by, at: moment(self.day, self.hour), event, reason });
        }
    }
}

fn triage(issue: &NewIssue, dice: &mut Dice) -> Triage {
    let chance = dice.unit();
    // What was answered badly before is not explained away.
    let may_explain = issue.category != *"petition_reply_satisfaction";
    if chance < ESCALATED {
        Triage::EscalatePolicy
    } else if chance < ESCALATED + EXPLAINED && may_explain {
        Triage::Explain
    } else {
        Triage::HandleNow
    }
}
