//! The tasks of units and the steps that made them, told.

use jiff::civil::Date;
use store::UnitTask;
use survey::CommonEvent;
use survey::common::{CommonStep, Finding, SelfCheckAnswer, TaskState};

use super::view::TaskView;
use crate::pages::case::view::{StepView, clock};
use crate::pages::issues::list::address;
use crate::pages::names::Names;
use crate::pages::view::Fact;
use crate::words::{Words, fill};

pub(super) fn task_view(task: &UnitTask, names: &Names, today: Date, root: &str) -> TaskView {
    let words = Words::of(names.language);
    let finding = match task.task.state {
        TaskState::Waiting => words.common_task_waiting,
        TaskState::Returned => words.common_task_returned,
        TaskState::Answered => finding(task.task.finding(), words),
    };
    let mut said = Vec::new();
    if let Some(signed) = &task.task.answer {
        let text = fill(words.common_signed, "s", &signed.answer.signatory);
        let mut text = fill(&fill(&text, "by", &signed.by), "at", &clock(signed.at));
        if signed.late {
            text = format!("{text} · {}", words.common_late);
        }
        said = answer_facts(&signed.answer, words);
        said.push(Fact { label: words.common_signatory, text });
    }
    let places = task.task.answer.as_ref().filter(|_| !task.task.is_owed());
    let places = places.map(|signed| signed.answer.places).filter(|places| *places > 0);
    let opened = task.opened.iter().zip(1..);
    TaskView {
        unit: names.unit(&task.unit),
        finding: finding.to_owned(),
        is_owed: task.task.is_owed(),
        due_on: task.task.due_on.to_string(),
        overdue: task.task.is_overdue(today),
        places: places.map(|places| places.to_string()).unwrap_or_default(),
        said,
        opened: opened
            .map(|(id, n)| (address(*id, root), format!("{} {n}", words.common_opened)))
            .collect(),
    }
}

fn finding(finding: Option<Finding>, words: &Words) -> &'static str {
    match finding {
        Some(Finding::Found) => words.common_found,
        Some(Finding::NotFound) => words.common_not_found,
        None => "",
    }
}

fn answer_facts(answer: &SelfCheckAnswer, words: &'static Words) -> Vec<Fact> {
    let measures = answer.measures.iter().map(|text| (words.common_measures, text));
    let said = measures.chain([(words.common_statement, &answer.statement)]);
    said.map(|(label, text)| Fact { label, text: text.clone() }).collect()
}

pub(super) fn step_view(step: &CommonStep, names: &Names) -> StepView {
    let words = Words::of(names.language);
    let mut facts = Vec::new();
    let mut fact = |label, text: String| facts.push(Fact { label, text });
    if let Some(unit) = step.event.unit() {
        fact(words.unit, names.unit(unit));
    }
    match &step.event {
        CommonEvent::Send { units, due_on, .. } => {
            let units: Vec<String> = units.iter().map(|unit| names.unit(unit)).collect();
            fact(words.common_chosen, units.join(names.language.pick("、", ", ")));
            if let Some(day) = due_on {
                fact(words.common_due, day.to_string());
            }
        }
        CommonEvent::Answer { answer, .. } => {
            fact(words.common_finding, finding(Some(answer.finding), words).to_owned());
            fact(words.common_signatory, answer.signatory.clone());
        }
        CommonEvent::Return { .. } | CommonEvent::Close => {}
    }
    if let Some(reason) = &step.reason {
        fact(words.issue_why, reason.clone());
    }
    StepView::new(title(step.event.name(), words), &step.by, step.at, facts)
}

/// What a step is called, by its name on the wire.
pub(super) fn title(name: &str, words: &Words) -> &'static str {
    match name {
        "send" => words.common_do_send,
        "answer" => words.common_do_answer,
        "return" => words.common_do_return,
        "close" => words.common_do_close,
        _ => "",
    }
}
