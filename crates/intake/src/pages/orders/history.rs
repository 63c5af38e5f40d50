//! The steps of an order, told: who, when, what and why.

use survey::supervision::Deadline;
use survey::{OrderEvent, OrderStep, SupervisionRules};

use super::facts::ground;
use super::named;
use crate::pages::case::view::StepView;
use crate::pages::issues::facts::weekends;
use crate::pages::names::Names;
use crate::pages::view::Fact;
use crate::words::{Words, fill};

pub(super) fn told(step: &OrderStep, rules: Option<&SupervisionRules>, names: &Names) -> StepView {
    let words = Words::of(names.language);
    let mut facts = match &step.event {
        OrderEvent::Propose { ground: of } => {
            vec![Fact { label: words.order_ground, text: ground(of, rules, names.language) }]
        }
        event => facts(event, words),
    };
    facts.extend(
        step.reason.iter().map(|reason| Fact { label: words.issue_why, text: reason.clone() }),
    );
    if !step.evidence.is_empty() {
        let text = fill(words.issue_evidence, "n", &step.evidence.len());
        facts.push(Fact { label: words.issue_remark, text });
    }
    StepView::new(named::step(step.event.name(), words), &step.by, step.at, facts)
}

fn facts(event: &OrderEvent, words: &'static Words) -> Vec<Fact> {
    use OrderEvent as E;
    let fact = |label: &'static str, text: &str| Fact { label, text: text.to_owned() };
    let day = |label: &'static str, of: &Option<Deadline>| {
        of.as_ref().map(|of| Fact { label, text: deadline(of, words) })
    };
    let told = |first: Vec<Fact>, days: [Option<Fact>; 2]| {
        first.into_iter().chain(days.into_iter().flatten()).collect()
    };
    match event {
        E::Propose { .. } | E::Drop | E::Accept | E::Withdraw => Vec::new(),
        E::Issue { demand, reply_due, appeal_until } => told(
            vec![fact(words.order_demand, demand)],
            [day(words.order_due_reply, reply_due), day(words.order_appeal_until, appeal_until)],
        ),
        E::Escalate { to, reply_due, appeal_until } => told(
            vec![fact(words.order_rung, named::rung(*to, words))],
            [day(words.order_due_reply, reply_due), day(words.order_appeal_until, appeal_until)],
        ),
        E::Reply { explanation, measures, result } => {
            let result = result.as_deref().map(|result| fact(words.order_so_far, result));
            [fact(words.order_explanation, explanation), fact(words.order_measures, measures)]
                .into_iter()
                .chain(result)
                .collect()
        }
        E::Visit { on, findings } => vec![
            fact(words.order_visited_on, &on.to_string()),
            fact(words.order_findings, findings),
        ],
        E::Return { reply_due } => day(words.order_due_reply, reply_due).into_iter().collect(),
        E::Close { result, appeal_until } => told(
            vec![fact(words.order_result, result)],
            [day(words.order_appeal_until, appeal_until), None],
        ),
        E::Extend { until } => vec![fact(words.issue_new_due, &until.to_string())],
        E::Appeal { text, decide_by } => told(
            vec![fact(words.order_appeal_text, text)],
            [day(words.order_due_decision, decide_by), None],
        ),
        E::Decide { outcome, correct_by } => told(
            vec![fact(words.order_outcome, named::outcome(*outcome, words))],
            [day(words.order_due_correction, correct_by), None],
        ),
        E::Correct { text } => vec![fact(words.order_correction, text)],
    }
}

/// A day, and whether holidays of its year were not known when it was counted.
fn deadline(of: &Deadline, words: &Words) -> String {
    let day = of.on.to_string();
    match weekends(&of.unknown_years, words) {
        Some(counted) => format!("{day} · {counted}"),
        None => day,
    }
}
