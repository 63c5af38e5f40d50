//! The forms for the steps that a reader may take of an order as it stands.

use jiff::civil::Date;
use survey::supervision::AppealOutcome;
use survey::{OrderEvent, OrderLife, Right, Rung};

use super::named;
use crate::pages::case::forms::{Refused, open_one};
use crate::pages::case::view::StepForm;
use crate::pages::field::{Field, Kind, choice, options};
use crate::words::Words;

/// Who looks at an order.
pub(super) struct Reader<'a> {
    /// What they may do to orders of its unit.
    pub(super) rights: Vec<Right>,
    pub(super) name: &'a str,
}

impl Reader<'_> {
    fn may(&self, event: &OrderEvent, life: &OrderLife, today: Date) -> bool {
        self.is_to(event, life, today) && life.check_side(event, self.name).is_ok()
    }

    /// Whether they could, if they had not done something else before.
    fn is_to(&self, event: &OrderEvent, life: &OrderLife, today: Date) -> bool {
        self.rights.contains(&event.right()) && life.is_open_to(event, today)
    }

    /// Why some steps are for others.
    pub(super) fn barred(&self, life: &OrderLife, today: Date, words: &Words) -> &'static str {
        let is_barred = |event: &OrderEvent| {
            self.is_to(event, life, today) && life.check_side(event, self.name).is_err()
        };
        if blank_steps(life, today).iter().any(is_barred) { words.order_barred } else { "" }
    }
}

/// The steps that may be taken, those that lead on first.
pub(super) fn forms(
    (life, after): (&OrderLife, u32),
    reader: &Reader<'_>,
    today: Date,
    refused: Option<&Refused>,
    words: &Words,
) -> Vec<StepForm> {
    let mut forms: Vec<StepForm> = blank_steps(life, today)
        .iter()
        .filter(|event| reader.may(event, life, today))
        .map(|event| {
            let kind = event.name();
            StepForm::new(kind, named::step(kind, words), after, fields(event, words)).sent(refused)
        })
        .collect();
    open_one(&mut forms);
    forms
}

/// Every step, saying nothing yet.
fn blank_steps(life: &OrderLife, today: Date) -> Vec<OrderEvent> {
    use OrderEvent as E;
    let blank = String::new;
    let mut steps = vec![
        E::Issue { demand: blank(), reply_due: None, appeal_until: None },
        E::Drop,
        E::Reply { explanation: blank(), measures: blank(), result: None },
        E::Decide { outcome: AppealOutcome::Upheld, correct_by: None },
        E::Correct { text: blank() },
        E::Accept,
        E::Return { reply_due: None },
        E::Close { result: blank(), appeal_until: None },
        E::Visit { on: today, findings: blank() },
        E::Appeal { text: blank(), decide_by: None },
    ];
    let next = life.rung.and_then(Rung::next);
    steps.extend(next.map(|to| E::Escalate { to, reply_due: None, appeal_until: None }));
    steps.extend([E::Extend { until: today }, E::Withdraw]);
    steps
}

fn fields(event: &OrderEvent, words: &Words) -> Vec<Field> {
    use OrderEvent as E;
    let area = |name: &str, label: &str| Field::new(name, label, Kind::Area);
    let why = || area("reason", words.issue_reason);
    let remark = || area("reason", words.issue_remark).optional().hint(words.issue_optional);
    match event {
        E::Propose { .. } => Vec::new(),
        E::Issue { .. } => {
            vec![area("demand", words.order_demand).hint(words.order_demand_hint), remark()]
        }
        E::Drop | E::Return { .. } | E::Withdraw => vec![why()],
        E::Reply { .. } => vec![
            area("explanation", words.order_explanation),
            area("measures", words.order_measures),
            area("result", words.order_so_far).optional().hint(words.issue_optional),
        ],
        E::Visit { on, .. } => vec![
            Field::new("on", words.order_visited_on, Kind::Day).valued(on.to_string()),
            area("findings", words.order_findings),
        ],
        E::Accept => vec![remark()],
        E::Close { .. } => vec![area("result", words.order_result), remark()],
        E::Escalate { to, .. } => {
            let rung = vec![choice(to.as_str(), named::rung(*to, words))];
            vec![Field::new("to", words.order_next_rung, options(rung)), why()]
        }
        E::Extend { .. } => vec![Field::new("until", words.issue_new_due, Kind::Day), why()],
        E::Appeal { .. } => vec![area("text", words.order_appeal_text)],
        E::Decide { .. } => {
            let outcomes = AppealOutcome::ALL
                .map(|outcome| choice(outcome.as_str(), named::outcome(outcome, words)));
            vec![Field::new("outcome", words.order_outcome, options(outcomes.into())), why()]
        }
        E::Correct { .. } => {
            vec![area("text", words.order_correction).hint(words.order_correction_hint)]
        }
    }
}
