//! Supervision orders, from a proposal to their end, on both backends.

use diesel::connection::SimpleConnection;
use jiff::ToSpan;
use store::{
    Change, NewStep, OrderCounts, OrderFilter, OrderPlace, OrderRecord, Store, StoreError,
};
use survey::round::in_china;
use survey::supervision::{
    AppealOutcome, Condition, DueKind, Figure, Found, Ground, NewOrder, SupervisionRule, TimeLimits,
};
use survey::{
    Code, Label, OrderEvent, OrderLife, OrderState, Rung, SupervisionRules, WorkingCalendar,
};
use uuid::Uuid;

use crate::kit::{Backend, Kit, code, on_each_backend};

fn new(unit: &str) -> NewOrder {
    let period = "2026-Q3".parse().expect("a period");
    let found = Found {
        figure: Figure::OverdueIssues,
        period,
        value: 6.0,
        of: Some(20),
        low: None,
        high: None,
    };
    let ground = Ground::Rule {
        rule: code("overdue"),
        version: 1,
        when: Condition::OverdueIssues { count: 5, share: Some(0.2), days: None },
        found: vec![found],
    };
    NewOrder { unit: code(unit), period, ground }
}

pub(crate) fn proposed(store: &Store, unit: &str) -> Uuid {
    let changes = store.by("desk").propose_orders(&[new(unit)]).expect("proposed");
    assert_eq!(changes[0].0, Change::Added);
    changes[0].1.id
}

pub(crate) fn step(after: u32, event: OrderEvent) -> NewStep<OrderEvent> {
    let reason = Some("看过现场".to_owned());
    NewStep { after, event, reason, evidence: Vec::new() }
}

/// Takes steps one after another, as whoever is named.
fn lead(store: &Store, id: Uuid, steps: &[(&str, OrderEvent)]) -> OrderRecord {
    let mut record = store.order(id).expect("read").expect("there");
    for (by, event) in steps {
        let step = step(record.order.seq, event.clone());
        record = store.by(by).step_order(id, &step).expect("taken");
    }
    record
}

pub(crate) fn issue() -> OrderEvent {
    OrderEvent::Issue { demand: "书面答复".to_owned(), reply_due: None, appeal_until: None }
}

fn reply() -> OrderEvent {
    let (explanation, measures) = ("人手不足".to_owned(), "增派两车".to_owned());
    OrderEvent::Reply { explanation, measures, result: None }
}

fn appeal() -> OrderEvent {
    OrderEvent::Appeal { text: "不属于本镇".to_owned(), decide_by: None }
}

fn decide(outcome: AppealOutcome) -> OrderEvent {
    OrderEvent::Decide { outcome, correct_by: None }
}

fn close() -> OrderEvent {
    OrderEvent::Close { result: "已整改".to_owned(), appeal_until: None }
}

/// The row says what the steps say, and nothing else.
fn expect_folded(kit: &Kit, record: &OrderRecord) {
    let stored = kit.store.order(record.order.id).expect("read").expect("there");
    assert_eq!(&stored, record);
    let (order, life) = (&stored.order, OrderLife::of(&stored.steps).expect("a life"));
    let next = life.dues().first().copied();
    assert_eq!((order.state, order.rung, order.seq), (life.state, life.rung, life.seq));
    assert_eq!((order.due_what, order.due_on), (next.map(|due| due.what), next.map(|due| due.on)));
    assert_eq!(
        (order.issued_at, order.closed_at, order.appeals),
        (life.issued_at, life.closed_at, life.appeals)
    );
    assert_eq!(stored.steps.len(), order.seq as usize);
}

#[test]
fn an_order_is_about_a_period_that_has_begun() {
    on_each_backend(|on| {
        let kit = on.kit();
        for (period, code) in [("9999", "in_the_future"), ("0001", "out_of_range")] {
            let new = NewOrder { period: period.parse().expect("a period"), ..new("T1") };
            let refused = kit.store.by("desk").propose_orders(&[new]).expect_err("refused");
            assert!(refused.to_string().contains(code), "{refused}");
        }
    });
}

#[test]
fn an_order_is_led_to_its_end_and_every_step_stays() {
    on_each_backend(|on| {
        let kit = on.kit();
        let id = proposed(&kit.store, "T1");
        let again = kit.store.by("other").propose_orders(&[new("T1")]).expect("asked");
        assert_eq!((again[0].0, again[0].1.id), (Change::Unchanged, id));
        let issued = lead(&kit.store, id, &[("wang", issue())]);
        let today = in_china(issued.steps[1].at).date();
        let due = WorkingCalendar::default().add_working_days(today, 10);
        let next = (issued.order.due_what, issued.order.due_on);
        assert_eq!(next, (Some(DueKind::Reply), Some(due.value)));
        let OrderEvent::Issue { reply_due: Some(deadline), .. } = &issued.steps[1].event else {
            panic!("{:?}", issued.steps);
        };
        // No calendar is there, and the record says so.
        assert_eq!(deadline.unknown_years, due.unknown_years);
        assert!(deadline.unknown_years.contains(&today.year()));
        expect_folded(&kit, &issued);
        let appealed = lead(&kit.store, id, &[("head", appeal())]);
        expect_folded(&kit, &appealed);
        let own = step(appealed.order.seq, decide(AppealOutcome::Upheld));
        let refused = kit.store.by("wang").step_order(id, &own).expect_err("the issuer");
        assert_eq!(refused.code(), "own_decision");
        let steps = [
            ("zhao", decide(AppealOutcome::Upheld)),
            ("head", reply()),
            ("wang", OrderEvent::Accept),
            ("wang", close()),
        ];
        let closed = lead(&kit.store, id, &steps);
        assert_eq!((closed.order.state, closed.order.due_on), (OrderState::Closed, None));
        expect_folded(&kit, &closed);
        let log = kit.store.audit_entries(0, 1_000).expect("read");
        let told: Vec<_> = log.iter().filter(|entry| entry.subject == id.to_string()).collect();
        assert_eq!(told.len(), closed.steps.len());
        assert_eq!((told[0].action.as_str(), told[0].actor.as_str()), ("order_proposed", "desk"));
        assert_eq!(told[1].detail["kind"], "issue");
        assert!(told.iter().all(|entry| !entry.detail.to_string().contains("书面")));
    });
}

#[test]
fn of_two_at_once_one_is_told_and_a_resend_is_no_error() {
    on_each_backend(|on| {
        let kit = on.kit();
        let id = proposed(&kit.store, "T1");
        let first = step(1, issue());
        let issued = kit.store.by("wang").step_order(id, &first).expect("issued");
        assert_eq!(kit.store.by("wang").step_order(id, &first), Ok(issued.clone()));
        let late = kit.store.by("sun").step_order(id, &first).expect_err("too late");
        assert_eq!(late, StoreError::OrderChanged { id: id.to_string(), at: 2 });
        let nobody = Uuid::from_u128(7);
        let unknown = kit.store.by("wang").step_order(nobody, &first).expect_err("unknown");
        assert_eq!(unknown.code(), "unknown_order");
        let limits = TimeLimits::default();
        let own = reply_by(&limits);
        let refused = kit.store.by("wang").step_order(id, &step(2, own)).expect_err("by rule");
        let StoreError::Invalid { problems, .. } = refused else { panic!("{refused}") };
        assert_eq!(problems[0].code, "due_by_rule");
        // What is written cannot be changed, nor taken out.
        for sql in ["UPDATE supervision_events SET made_by = 'x'", "DELETE FROM supervision_events"]
        {
            let done = kit.outside().batch_execute(sql);
            assert!(on == Backend::Postgres || done.is_err(), "{sql}");
        }
        expect_folded(&kit, &issued);
    });
}

/// A step whose days somebody set by themselves.
fn reply_by(limits: &TimeLimits) -> OrderEvent {
    let escalate = OrderEvent::Escalate { to: Rung::Notice, reply_due: None, appeal_until: None };
    let day = jiff::civil::date(2026, 9, 3);
    escalate.with_deadlines(limits, &WorkingCalendar::default(), day)
}

#[test]
fn a_proposal_is_all_or_nothing_and_names_units_that_are_there() {
    on_each_backend(|on| {
        let kit = on.kit();
        let both = [new("T1"), new("nowhere")];
        let refused = kit.store.by("desk").propose_orders(&both).expect_err("unknown");
        assert_eq!(refused, StoreError::UnknownUnit { code: "nowhere".to_owned() });
        assert_eq!(kit.store.orders(&OrderFilter::default(), None, 10), Ok(Vec::new()));
    });
}

#[test]
fn rules_are_kept_version_by_version() {
    on_each_backend(|on| {
        let kit = on.kit();
        let none = kit.store.supervision_rules().expect("read");
        assert_eq!((none.version, none.rules), (0, SupervisionRules::default()));
        let rules = |count| SupervisionRules {
            limits: TimeLimits { reply_days: 3, ..TimeLimits::default() },
            rules: vec![SupervisionRule {
                code: code("reopened"),
                name: Label::new("整改反弹", "Opened again"),
                when: Condition::ReopenedIssues { count },
            }],
        };
        let put = |rules: &SupervisionRules| kit.store.by("limin").put_supervision_rules(rules);
        assert_eq!(put(&rules(3)), Ok(Change::Updated));
        assert_eq!(put(&rules(3)), Ok(Change::Unchanged));
        assert_eq!(put(&rules(4)), Ok(Change::Updated));
        let newest = kit.store.supervision_rules().expect("read");
        assert_eq!((newest.version, newest.rules), (2, rules(4)));
        assert_eq!(kit.store.supervision_rules_of(1), Ok(Some(rules(3))));
        assert_eq!(kit.store.supervision_rules_of(3), Ok(None));
        assert_eq!(put(&rules(0)).expect_err("nothing").code(), "invalid");
        for sql in ["UPDATE supervision_rules SET body = ''", "DELETE FROM supervision_rules"] {
            let done = kit.outside().batch_execute(sql);
            assert!(on == Backend::Postgres || done.is_err(), "{sql}");
        }
        assert_eq!(kit.store.supervision_rules_of(1), Ok(Some(rules(3))));
        // Days follow from the rules in force.
        let id = proposed(&kit.store, "T1");
        let issued = lead(&kit.store, id, &[("wang", issue())]);
        let today = in_china(issued.steps[1].at).date();
        let due = WorkingCalendar::default().add_working_days(today, 3).value;
        assert_eq!(issued.order.due_on, Some(due));
    });
}

#[test]
fn lists_show_what_is_overdue_first_and_no_proposal_to_others() {
    on_each_backend(|on| {
        let kit = on.kit();
        let (first, second) = (proposed(&kit.store, "T1"), proposed(&kit.store, "T2"));
        let issued = lead(&kit.store, second, &[("wang", issue())]);
        let due = issued.order.due_on.expect("a day");
        let page =
            |filter: &OrderFilter, on| kit.store.order_page(filter, on, 0, 10).expect("read");
        let ids = |page: &store::OrderPage| page.orders.iter().map(|o| o.id).collect::<Vec<_>>();
        let all = OrderFilter::default();
        assert_eq!(ids(&page(&all, due)), [first, second], "nothing is overdue yet");
        let late = due.saturating_add(1.day());
        let overdue = page(&all, late);
        assert_eq!((ids(&overdue), overdue.total), (vec![second, first], 2));
        let counts = OrderCounts { proposed: 1, open: 1, overdue: 1 };
        assert_eq!(overdue.counts, counts);
        assert_eq!(kit.store.order_counts(&all, late), Ok(counts));
        let of = |units: &[&str]| -> Option<Vec<Code>> {
            Some(units.iter().map(|unit| code(unit)).collect())
        };
        // Whoever is told of issued orders only learns of no proposal.
        let told = OrderFilter { judged: of(&[]), ..OrderFilter::default() };
        let told = page(&told, due);
        assert_eq!((ids(&told), told.total, told.counts.proposed), (vec![second], 1, 0));
        let own = OrderFilter { units: of(&["T1"]), ..OrderFilter::default() };
        assert_eq!(ids(&page(&own, due)), [first]);
        let past = OrderFilter { overdue_on: Some(late), ..OrderFilter::default() };
        assert_eq!(ids(&page(&past, due)), [second]);
        let other = OrderFilter {
            period: Some("2026-Q2".parse().expect("a period")),
            ..OrderFilter::default()
        };
        assert_eq!(page(&other, due).total, 0);
        // Page by page, in the order in which they were proposed.
        let one = kit.store.orders(&all, None, 1).expect("read");
        let place = OrderPlace { proposed_at: one[0].proposed_at, id: one[0].id };
        let next = kit.store.orders(&all, Some(place), 1).expect("read");
        assert_eq!([one[0].id, next[0].id], [first, second]);
    });
}
