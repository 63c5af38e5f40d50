//! Plans, checks and exclusions as lines.

use figures::Twin;
use serde::Serialize;
use store::{Exclusion, HeldCheck, ListedCheck, VerificationPlan};
use survey::Language;
use survey::table::{Column, ColumnKind, Row};

/// A plan as a row.
#[derive(Serialize)]
pub(super) struct PlanLine {
    id: String,
    period: String,
    questionnaire: String,
    unit: String,
    level: String,
    questions: String,
    seed: String,
    surveyors: u64,
    there: u64,
    reachable: u64,
    drawn: u64,
    drawn_at: String,
    drawn_by: String,
    digest: String,
}

impl PlanLine {
    pub(super) fn new(plan: &VerificationPlan) -> Self {
        let (wanted, surveyors) = (&plan.wanted, plan.surveyors.values());
        let questions: Vec<&str> = wanted.questions.iter().map(survey::Code::as_str).collect();
        Self {
            id: plan.id.to_string(),
            period: wanted.period.to_string(),
            questionnaire: wanted.questionnaire.to_string(),
            unit: wanted.unit.as_ref().map(ToString::to_string).unwrap_or_default(),
            level: wanted.level.to_string(),
            questions: questions.join(" "),
            seed: wanted.seed.clone().unwrap_or_default(),
            surveyors: plan.surveyors.len() as u64,
            there: surveyors.clone().map(|surveyor| surveyor.there).sum(),
            reachable: surveyors.clone().map(|surveyor| surveyor.reachable).sum(),
            drawn: surveyors.map(|surveyor| surveyor.drawn).sum(),
            drawn_at: plan.drawn_at.to_string(),
            drawn_by: plan.drawn_by.clone(),
            digest: plan.digest.clone(),
        }
    }

    pub(super) fn twin(lines: &[Self], language: Language) -> Twin {
        let headers = language.pick(
            ["编号", "时期", "再问的题目", "种子", "调查员", "访问", "可再联系", "抽取", "操作人"],
            [
                "Id",
                "Period",
                "Asked again",
                "Seed",
                "Surveyors",
                "Interviews",
                "Can be found",
                "Drawn",
                "By",
            ],
        );
        table(&headers, lines, |line| {
            vec![
                line.id.clone(),
                line.period.clone(),
                line.questions.clone(),
                line.seed.clone(),
                line.surveyors.to_string(),
                line.there.to_string(),
                line.reachable.to_string(),
                line.drawn.to_string(),
                line.drawn_by.clone(),
            ]
        })
    }
}

impl Row for PlanLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("id", Text, |line: &Self| line.id.as_str().into()),
            Column::new("period", Text, |line: &Self| line.period.as_str().into()),
            Column::new("questionnaire", Text, |line: &Self| line.questionnaire.as_str().into()),
            Column::new("unit", Text, |line: &Self| line.unit.as_str().into()),
            Column::new("level", Text, |line: &Self| line.level.as_str().into()),
            Column::new("questions", Text, |line: &Self| line.questions.as_str().into()),
            Column::new("seed", Text, |line: &Self| line.seed.as_str().into()),
            Column::new("surveyors", Count, |line: &Self| line.surveyors.into()),
            Column::new("there", Count, |line: &Self| line.there.into()),
            Column::new("reachable", Count, |line: &Self| line.reachable.into()),
            Column::new("drawn", Count, |line: &Self| line.drawn.into()),
            Column::new("drawn_at", Text, |line: &Self| line.drawn_at.as_str().into()),
            Column::new("drawn_by", Text, |line: &Self| line.drawn_by.as_str().into()),
            Column::new("digest", Text, |line: &Self| line.digest.as_str().into()),
        ]
    }
}

/// A check as a row.
#[derive(Serialize)]
pub(super) struct CheckLine {
    id: String,
    plan: String,
    surveyor: String,
    unit: String,
    state: &'static str,
    tries: u64,
    outcome: &'static str,
    happened: &'static str,
    checked_by: String,
    checked_at: String,
}

impl From<ListedCheck> for CheckLine {
    fn from(check: ListedCheck) -> Self {
        Self {
            id: check.id.to_string(),
            plan: check.plan.to_string(),
            surveyor: check.surveyor.to_string(),
            unit: check.unit.to_string(),
            state: check.state.as_str(),
            tries: check.tries.into(),
            outcome: check.outcome.map_or("", |outcome| outcome.as_str()),
            happened: check.happened.map_or("", |happened| happened.as_str()),
            checked_by: check.checked_by.unwrap_or_default(),
            checked_at: check.checked_at.map(|at| at.to_string()).unwrap_or_default(),
        }
    }
}

impl CheckLine {
    pub(super) fn twin(lines: &[Self], language: Language) -> Twin {
        let headers = language.pick(
            ["编号", "调查员", "单位", "状态", "次数", "结果", "是否访问过", "核查人"],
            ["Id", "Surveyor", "Unit", "State", "Tries", "Outcome", "Happened", "Checked by"],
        );
        table(&headers, lines, |line| {
            vec![
                line.id.clone(),
                line.surveyor.clone(),
                line.unit.clone(),
                line.state.to_owned(),
                line.tries.to_string(),
                line.outcome.to_owned(),
                line.happened.to_owned(),
                line.checked_by.clone(),
            ]
        })
    }
}

impl Row for CheckLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("id", Text, |line: &Self| line.id.as_str().into()),
            Column::new("plan", Text, |line: &Self| line.plan.as_str().into()),
            Column::new("surveyor", Text, |line: &Self| line.surveyor.as_str().into()),
            Column::new("unit", Text, |line: &Self| line.unit.as_str().into()),
            Column::new("state", Text, |line: &Self| line.state.into()),
            Column::new("tries", Count, |line: &Self| line.tries.into()),
            Column::new("outcome", Text, |line: &Self| line.outcome.into()),
            Column::new("happened", Text, |line: &Self| line.happened.into()),
            Column::new("checked_by", Text, |line: &Self| line.checked_by.as_str().into()),
            Column::new("checked_at", Text, |line: &Self| line.checked_at.as_str().into()),
        ]
    }
}

/// Whom to ask again, and what.
#[derive(Serialize)]
pub(super) struct HeldLine {
    id: String,
    unit: String,
    mode: &'static str,
    interviewed_on: String,
    name: String,
    phone: String,
    address: String,
    questions: String,
    held_until: String,
}

impl From<HeldCheck> for HeldLine {
    fn from(held: HeldCheck) -> Self {
        let questions: Vec<&str> = held.questions.iter().map(survey::Code::as_str).collect();
        Self {
            id: held.id.to_string(),
            unit: held.unit.to_string(),
            mode: held.mode.as_str(),
            interviewed_on: held.interviewed_on.to_string(),
            questions: questions.join(" "),
            held_until: held.held_until.to_string(),
            name: held.details.name.unwrap_or_default(),
            phone: held.details.phone.unwrap_or_default(),
            address: held.details.address.unwrap_or_default(),
        }
    }
}

impl HeldLine {
    pub(super) fn twin(lines: &[Self], language: Language) -> Twin {
        let headers = language.pick(
            ["编号", "单位", "访问日期", "姓名", "电话", "地址", "再问的题目"],
            ["Id", "Unit", "Asked on", "Name", "Telephone", "Address", "Ask again"],
        );
        table(&headers, lines, |line| {
            vec![
                line.id.clone(),
                line.unit.clone(),
                line.interviewed_on.clone(),
                line.name.clone(),
                line.phone.clone(),
                line.address.clone(),
                line.questions.clone(),
            ]
        })
    }
}

impl Row for HeldLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("id", Text, |line: &Self| line.id.as_str().into()),
            Column::new("unit", Text, |line: &Self| line.unit.as_str().into()),
            Column::new("mode", Text, |line: &Self| line.mode.into()),
            Column::new("interviewed_on", Text, |line: &Self| line.interviewed_on.as_str().into()),
            Column::new("name", Text, |line: &Self| line.name.as_str().into()),
            Column::new("phone", Text, |line: &Self| line.phone.as_str().into()),
            Column::new("address", Text, |line: &Self| line.address.as_str().into()),
            Column::new("questions", Text, |line: &Self| line.questions.as_str().into()),
            Column::new("held_until", Text, |line: &Self| line.held_until.as_str().into()),
        ]
    }
}

/// An interview that is left out, as a row.
#[derive(Serialize)]
pub(super) struct ExclusionLine {
    response: String,
    check: String,
    rule: String,
    rules_version: u64,
    reason: String,
    excluded_at: String,
    excluded_by: String,
}

impl From<Exclusion> for ExclusionLine {
    fn from(exclusion: Exclusion) -> Self {
        Self {
            response: exclusion.response.to_string(),
            check: exclusion.check.to_string(),
            rule: exclusion.rule.to_string(),
            rules_version: exclusion.rules_version.into(),
            reason: exclusion.reason,
            excluded_at: exclusion.excluded_at.to_string(),
            excluded_by: exclusion.excluded_by,
        }
    }
}

impl ExclusionLine {
    pub(super) fn twin(lines: &[Self], language: Language) -> Twin {
        let headers = language.pick(
            ["答卷", "规则", "规则版本", "理由", "时间", "操作人"],
            ["Response", "Rule", "Version of the rules", "Why", "When", "By"],
        );
        table(&headers, lines, |line| {
            vec![
                line.response.clone(),
                line.rule.clone(),
                line.rules_version.to_string(),
                line.reason.clone(),
                line.excluded_at.clone(),
                line.excluded_by.clone(),
            ]
        })
    }
}

impl Row for ExclusionLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("response", Text, |line: &Self| line.response.as_str().into()),
            Column::new("check", Text, |line: &Self| line.check.as_str().into()),
            Column::new("rule", Text, |line: &Self| line.rule.as_str().into()),
            Column::new("rules_version", Count, |line: &Self| line.rules_version.into()),
            Column::new("reason", Text, |line: &Self| line.reason.as_str().into()),
            Column::new("excluded_at", Text, |line: &Self| line.excluded_at.as_str().into()),
            Column::new("excluded_by", Text, |line: &Self| line.excluded_by.as_str().into()),
        ]
    }
}

fn table<L>(headers: &[&str], lines: &[L], row: impl Fn(&L) -> Vec<String>) -> Twin {
    Twin {
        headers: headers.iter().map(|header| (*header).to_owned()).collect(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}
