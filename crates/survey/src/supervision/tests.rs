//! An order on its way, whatever may be tried by whomever, and what rules find.

use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::issue::rates::IssueRate;
use crate::{Code, Label, Period, WorkingCalendar};

const DAY: &str = "2026-10-12T01:02:03Z";

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

fn on(by: &str, at: &str, event: OrderEvent) -> OrderStep {
    let at: jiff::Timestamp = at.parse().expect("an instant");
    let from = crate::round::in_china(at).date();
    let event = event.with_deadlines(&TimeLimits::default(), &WorkingCalendar::default(), from);
    OrderStep { by: by.to_owned(), at, event, reason: None, evidence: Vec::new() }
}

fn step(by: &str, event: OrderEvent) -> OrderStep {
    on(by, DAY, event)
}

fn because(by: &str, event: OrderEvent) -> OrderStep {
    OrderStep { reason: Some("看过现场".to_owned()), ..step(by, event) }
}

fn by_hand() -> Ground {
    Ground::Person { text: "垃圾清运整改不到位".to_owned() }
}

fn propose() -> OrderEvent {
    OrderEvent::Propose { ground: by_hand() }
}

fn issue() -> OrderEvent {
    let demand = "十个工作日内书面答复".to_owned();
    OrderEvent::Issue { demand, reply_due: None, appeal_until: None }
}

fn reply() -> OrderEvent {
    let (explanation, measures) = ("人手不足".to_owned(), "增派两车".to_owned());
    OrderEvent::Reply { explanation, measures, result: None }
}

fn visit(on: jiff::civil::Date) -> OrderEvent {
    OrderEvent::Visit { on, findings: "已清运".to_owned() }
}

fn send_back() -> OrderEvent {
    OrderEvent::Return { reply_due: None }
}

fn close() -> OrderEvent {
    OrderEvent::Close { result: "已整改到位".to_owned(), appeal_until: None }
}

fn escalate(to: Rung) -> OrderEvent {
    OrderEvent::Escalate { to, reply_due: None, appeal_until: None }
}

fn appeal() -> OrderEvent {
    OrderEvent::Appeal { text: "问题不属于本镇".to_owned(), decide_by: None }
}

fn decide(outcome: AppealOutcome) -> OrderEvent {
    OrderEvent::Decide { outcome, correct_by: None }
}

fn correct(text: &str) -> OrderEvent {
    OrderEvent::Correct { text: text.to_owned() }
}

fn issued() -> OrderLife {
    OrderLife::of(&[step("desk", propose()), step("wang", issue())]).expect("issued")
}

fn after(life: &OrderLife, steps: &[OrderStep]) -> OrderLife {
    steps.iter().fold(life.clone(), |life, step| {
        life.apply(step).unwrap_or_else(|refused| panic!("{step:?}: {refused}"))
    })
}

fn refused(life: &OrderLife, step: &OrderStep) -> &'static str {
    life.apply(step).expect_err("refused").code()
}

#[test]
fn the_way_leads_from_a_proposal_to_a_result() {
    let life = issued();
    assert_eq!((life.state, life.rung), (OrderState::Issued, Some(Rung::Reminder)));
    // Ten working days from Monday 12 October, by weekends alone: Monday the 26th.
    let reply_by = Due { on: date(2026, 10, 26), what: DueKind::Reply };
    assert_eq!(life.dues(), [reply_by]);
    assert!(!life.is_overdue(date(2026, 10, 26)) && life.is_overdue(date(2026, 10, 27)));
    assert_eq!(refused(&life, &step("wang", OrderEvent::Accept)), "order_state");
    let life = after(&life, &[step("head", reply())]);
    assert!(life.dues().is_empty(), "it is to be judged, and nothing is due from the unit");
    assert_eq!(refused(&life, &step("wang", visit(date(2026, 10, 13)))), "in_the_future");
    assert_eq!(refused(&life, &step("wang", visit(date(1, 1, 1)))), "out_of_range");
    let life = after(&life, &[step("sun", visit(date(2026, 10, 12)))]);
    assert_eq!(refused(&life, &step("wang", send_back())), "no_reason");
    let life = after(&life, &[because("wang", send_back())]);
    assert_eq!(life.state, OrderState::Returned);
    let late = on("head", "2026-10-28T01:00:00Z", reply());
    let life = after(&life, &[late, step("wang", OrderEvent::Accept)]);
    assert_eq!((life.replies, life.late_replies, life.visits), (2, 1, 1));
    let life = after(&life, &[step("wang", close())]);
    assert_eq!((life.state, life.result.as_deref()), (OrderState::Closed, Some("已整改到位")));
    assert!(!life.state.is_open() && life.state.is_seen_by_unit());
}

#[test]
fn nobody_stands_on_both_sides() {
    let life = issued();
    assert_eq!(refused(&life, &step("wang", reply())), "both_sides");
    for typed in [" wang ", "Wang", "wang (command line)"] {
        assert_eq!(refused(&life, &step(typed, appeal())), "both_sides");
    }
    let life = after(&life, &[step("head", reply())]);
    let seen = visit(date(2026, 10, 20));
    for event in [OrderEvent::Accept, send_back(), seen, OrderEvent::Withdraw] {
        assert_eq!(refused(&life, &because("head", event)), "both_sides");
    }
    let life = after(&life, &[step("head", appeal())]);
    let upheld = || decide(AppealOutcome::Upheld);
    assert_eq!(refused(&life, &because("head", upheld())), "both_sides");
    assert_eq!(refused(&life, &because("wang", upheld())), "own_decision");
    assert_eq!(after(&life, &[because("zhao", upheld())]).state, OrderState::Replied);
}

#[test]
fn the_ladder_is_climbed_a_rung_at_a_time() {
    let life = issued();
    assert_eq!(refused(&life, &because("wang", escalate(Rung::Talk))), "not_the_next_rung");
    assert_eq!(refused(&life, &step("wang", escalate(Rung::Notice))), "no_reason");
    let mut life = life;
    for rung in [Rung::Notice, Rung::Talk, Rung::Criticism] {
        life = after(&life, &[because("wang", escalate(rung))]);
        assert_eq!((life.state, life.rung), (OrderState::Issued, Some(rung)));
    }
    assert_eq!(refused(&life, &because("wang", escalate(Rung::Criticism))), "not_the_next_rung");
    let replied = after(&life, &[step("head", reply())]);
    assert_eq!(refused(&replied, &because("wang", escalate(Rung::Talk))), "order_state");
}

#[test]
fn an_appeal_has_its_days_and_stops_whoever_would_go_on() {
    let life = issued();
    // Fifteen working days from 12 October: 2 November is the last.
    let too_late = on("head", "2026-11-03T01:00:00Z", appeal());
    assert_eq!(refused(&life, &too_late), "no_appeal");
    let life = after(&life, &[on("head", "2026-11-02T01:00:00Z", appeal())]);
    let dues: Vec<_> = life.dues().into_iter().map(|due| (due.what, due.on)).collect();
    assert_eq!(
        dues,
        [(DueKind::Reply, date(2026, 10, 26)), (DueKind::Decision, date(2026, 11, 16))],
        "the reply stays due"
    );
    assert_eq!(refused(&life, &because("wang", escalate(Rung::Notice))), "appeal_pending");
    assert_eq!(refused(&life, &step("head", appeal())), "appeal_pending");
    assert_eq!(refused(&life, &step("zhao", decide(AppealOutcome::Changed))), "no_reason");
    assert_eq!(refused(&life, &step("wang", correct("五日"))), "nothing_to_decide");
    let changed = after(&life, &[because("zhao", decide(AppealOutcome::Changed))]);
    let next = changed.dues()[0];
    assert_eq!((next.what, next.on), (DueKind::Correction, date(2026, 10, 19)));
    assert_eq!(refused(&changed, &because("wang", escalate(Rung::Notice))), "appeal_pending");
    let set = after(&changed, &[step("wang", correct("只清运主路"))]);
    assert_eq!((set.state, set.demand.as_deref()), (OrderState::Issued, Some("只清运主路")));
    assert!(set.pending().is_none());
    assert_eq!(refused(&set, &step("head", appeal())), "no_appeal", "once for each act");
    let cancelled = after(&life, &[because("zhao", decide(AppealOutcome::Cancelled))]);
    assert_eq!(cancelled.state, OrderState::Cancelled);
    assert_eq!(cancelled.dues().first().map(|due| due.what), Some(DueKind::Correction));
    let told = after(&cancelled, &[step("wang", correct("已撤销并告知"))]);
    assert!(told.dues().is_empty());
}

#[test]
fn a_result_may_be_appealed_against_and_changed() {
    let life = after(
        &issued(),
        &[step("head", reply()), step("wang", OrderEvent::Accept), step("wang", close())],
    );
    let life = after(&life, &[step("head", appeal())]);
    let life = after(&life, &[because("zhao", decide(AppealOutcome::Changed))]);
    let life = after(&life, &[step("wang", correct("整改到位，不计入通报"))]);
    assert_eq!(life.result.as_deref(), Some("整改到位，不计入通报"));
    assert_eq!(life.state, OrderState::Closed);
}

#[test]
fn what_is_dropped_or_taken_back_ends_there() {
    let proposed = OrderLife::open(&step("desk", propose())).expect("proposed");
    assert!(!proposed.state.is_seen_by_unit() && !proposed.is_overdue(date(2030, 1, 1)));
    assert_eq!(refused(&proposed, &step("wang", OrderEvent::Drop)), "no_reason");
    let dropped = after(&proposed, &[because("wang", OrderEvent::Drop)]);
    assert_eq!(refused(&dropped, &step("wang", issue())), "order_state");
    let appealed = after(&issued(), &[step("head", appeal())]);
    let back = after(&appealed, &[because("wang", OrderEvent::Withdraw)]);
    assert!(back.dues().is_empty(), "what was taken back needs no decision");
    assert_eq!(refused(&back, &step("head", reply())), "order_state");
    assert!(OrderLife::open(&step("wang", issue())).is_err() && OrderLife::of(&[]).is_err());
}

#[test]
fn steps_that_say_too_little_are_refused_by_name() {
    let life = issued();
    let short = OrderEvent::Reply {
        explanation: " ".to_owned(),
        measures: "增派".to_owned(),
        result: None,
    };
    assert_eq!(refused(&life, &step("head", short)), "bad_text");
    let extend = |until| because("wang", OrderEvent::Extend { until });
    assert_eq!(refused(&life, &extend(date(2026, 10, 26))), "not_later");
    let last = date(2028, 10, 12);
    assert_eq!(after(&life, &[extend(last)]).reply_due, Some(last));
    for far in [last.tomorrow().expect("a day"), date(9999, 12, 31)] {
        assert_eq!(refused(&life, &extend(far)), "out_of_range", "{far}");
    }
    assert_eq!(after(&life, &[extend(date(2026, 10, 27))]).reply_due, Some(date(2026, 10, 27)));
    let proposed = OrderLife::open(&step("desk", propose())).expect("proposed");
    let dateless = OrderStep { event: issue(), ..step("wang", issue()) };
    assert_eq!(refused(&proposed, &dateless), "no_deadline");
}

fn estimate(figure: Figure, value: f64, high: f64) -> Found {
    let period = period("2026-Q3");
    Found { figure, period, value, of: Some(80), low: Some(value - 0.1), high: Some(high) }
}

fn place(of: &str, tier: u32, tiers: u32) -> TierFacts {
    let index = Found { period: period(of), ..estimate(Figure::Index, 71.0, 76.0) };
    TierFacts { period: period(of), tier, tiers, index }
}

#[test]
fn rules_find_what_they_ask_for_and_nothing_else() {
    let found = |when: &Condition, facts: &UnitFacts| {
        let found = when.found(period("2026-Q3"), facts)?;
        Some(found.into_iter().map(|one| (one.figure, one.value)).collect::<Vec<_>>())
    };
    let facts = UnitFacts { overdue: 6, to_do: 20, days_overdue: 31, ..UnitFacts::default() };
    let overdue = |count, share, days| Condition::OverdueIssues { count, share, days };
    assert_eq!(found(&overdue(6, None, None), &facts), Some(vec![(Figure::OverdueIssues, 6.0)]));
    assert_eq!(found(&overdue(7, None, None), &facts), None);
    assert_eq!(found(&overdue(6, Some(0.31), None), &facts), None);
    assert_eq!(found(&overdue(6, Some(0.3), Some(32)), &facts), None);
    assert_eq!(
        found(&overdue(6, Some(0.3), Some(31)), &facts),
        Some(vec![
            (Figure::OverdueIssues, 6.0),
            (Figure::OverdueShare, 0.3),
            (Figure::DaysOverdue, 31.0)
        ])
    );
    let counted = UnitFacts { complaints: 3, reopened: 1, opened: 9, ..UnitFacts::default() };
    assert!(found(&Condition::RepeatedComplaint { times: 3 }, &counted).is_some());
    assert!(found(&Condition::RepeatedComplaint { times: 4 }, &counted).is_none());
    assert!(found(&Condition::ReopenedIssues { count: 1 }, &counted).is_some());
    assert!(found(&Condition::ReopenedIssues { count: 2 }, &counted).is_none());
}

#[test]
fn only_who_is_surely_behind_is_found() {
    let behind = Condition::BottomTier { periods: 2 };
    let holds = |tiers: Vec<TierFacts>| {
        let facts = UnitFacts { tiers, ..UnitFacts::default() };
        behind.found(period("2026-Q3"), &facts).is_some()
    };
    assert!(holds(vec![place("2026-Q3", 3, 3), place("2026-Q2", 2, 2)]));
    assert!(!holds(vec![place("2026-Q3", 3, 3), place("2026-Q2", 1, 2)]), "one period only");
    assert!(!holds(vec![place("2026-Q3", 1, 1), place("2026-Q2", 1, 1)]), "a single tier");
    assert!(!holds(vec![place("2026-Q3", 3, 3)]), "nothing is known of the period before");
    let floor = |rate| Condition::SatisfactionBelow { rate };
    let satisfaction = Some(estimate(Figure::SatisfactionRate, 0.78, 0.86));
    let facts = UnitFacts { satisfaction, ..UnitFacts::default() };
    assert!(floor(0.85).found(period("2026-Q3"), &facts).is_none(), "0.78 may be above 0.85");
    assert!(floor(0.87).found(period("2026-Q3"), &facts).is_some());
    assert!(floor(0.87).found(period("2026-Q3"), &UnitFacts::default()).is_none());
    let measure = IssueRate::Closure;
    let ledger_rates = [(measure, estimate(Figure::LedgerRate, 0.5, 0.69))].into();
    let facts = UnitFacts { ledger_rates, ..UnitFacts::default() };
    let below = |measure| Condition::LedgerRateBelow { measure, rate: 0.7 };
    assert!(below(measure).found(period("2026-Q3"), &facts).is_some());
    assert!(below(IssueRate::Reply).found(period("2026-Q3"), &facts).is_none());
}

#[test]
fn rules_that_make_no_sense_are_told() {
    let rule =
        |code_: &str, when| SupervisionRule { code: code(code_), name: Label::default(), when };
    let rules = SupervisionRules {
        limits: TimeLimits { reply_days: 0, ..TimeLimits::default() },
        rules: vec![
            rule("a", Condition::OverdueIssues { count: 0, share: Some(1.5), days: None }),
            rule("a", Condition::BottomTier { periods: 0 }),
            rule("b", Condition::LedgerRateBelow { measure: IssueRate::Closure, rate: 0.0 }),
            rule("c", Condition::RepeatedComplaint { times: 1 }),
            rule("d", Condition::ReopenedIssues { count: 0 }),
        ],
    };
    let told: Vec<String> = rules.problems().into_iter().map(|problem| problem.path).collect();
    let wanted = [
        "/limits/reply_days",
        "/rules/0/when/count",
        "/rules/0/when/share",
        "/rules/1/code",
        "/rules/1/when/periods",
        "/rules/2/when/rate",
        "/rules/3/when/times",
        "/rules/4/when/count",
    ];
    assert_eq!(told, wanted);
    assert_eq!(SupervisionRules::default().problems(), []);
}

#[test]
fn a_rule_proposes_one_order_to_a_unit_in_a_period() {
    let ground = |version| Ground::Rule {
        rule: code("overdue"),
        version,
        when: Condition::ReopenedIssues { count: 1 },
        found: Vec::new(),
    };
    let new =
        |unit: &str, of: &str, ground| NewOrder { unit: code(unit), period: period(of), ground };
    let first = new("T1", "2026-Q3", ground(1)).id();
    assert_eq!(new("T1", "2026-Q3", ground(2)).id(), first, "whatever the version");
    assert_ne!(new("T2", "2026-Q3", ground(1)).id(), first);
    assert_ne!(new("T1", "2026-Q4", ground(1)).id(), first);
    assert_ne!(new("T1", "2026-Q3", by_hand()).id(), first);
}

#[test]
fn names_read_back() {
    for state in OrderState::ALL {
        assert_eq!(state.as_str().parse(), Ok(state));
        assert_eq!(serde_json::to_value(state).expect("a name"), state.as_str());
    }
    for rung in Rung::ALL {
        assert_eq!(rung.as_str().parse(), Ok(rung));
        assert_eq!(serde_json::to_value(rung).expect("a name"), rung.as_str());
    }
    for figure in Figure::ALL {
        assert_eq!(serde_json::to_value(figure).expect("a name"), figure.as_str());
    }
    let event = step("head", appeal()).event;
    let written = serde_json::to_value(&event).expect("JSON");
    assert_eq!(written["kind"], event.name());
    assert_eq!(serde_json::from_value::<OrderEvent>(written).expect("read back"), event);
    assert_eq!(event.without_deadlines(), appeal());
}

fn any_event() -> impl Strategy<Value = OrderEvent> {
    let outcome = select(&AppealOutcome::ALL[..]);
    prop_oneof![
        1 => Just(propose()),
        1 => Just(OrderEvent::Drop),
        4 => Just(issue()),
        6 => Just(reply()),
        2 => Just(visit(date(2026, 10, 12))),
        3 => Just(send_back()),
        4 => Just(OrderEvent::Accept),
        4 => Just(close()),
        3 => select(&Rung::ALL[..]).prop_map(escalate),
        1 => (1..29_i8).prop_map(|day| OrderEvent::Extend { until: date(2026, 11, day) }),
        4 => Just(appeal()),
        4 => outcome.prop_map(decide),
        3 => Just(correct("改")),
        1 => Just(OrderEvent::Withdraw),
    ]
}

fn any_step() -> impl Strategy<Value = OrderStep> {
    let by = select(&["head", "deputy", "wang", "zhao"][..]);
    let at = select(&[DAY, "2026-10-20T01:00:00Z", "2026-11-20T01:00:00Z"][..]);
    (by, at, any_event(), any::<bool>()).prop_map(|(by, at, event, says_why)| {
        let reason = says_why.then(|| "看过现场".to_owned());
        OrderStep { reason, ..on(by, at, event) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever is tried by whomever, in any order.
    #[test]
    fn no_way_leads_where_none_should_and_the_log_gives_the_whole(
        tried in prop::collection::vec(any_step(), 0..60),
    ) {
        let first = step("desk", propose());
        let mut life = OrderLife::open(&first).expect("proposed");
        let mut log = vec![first];
        for step in tried {
            let Ok(next) = life.apply(&step) else { continue };
            log.push(step.clone());
            // Nobody is on both sides, and nothing that was once so is forgotten.
            prop_assert!(next.answered_by.is_disjoint(&next.judged_by));
            prop_assert!(next.answered_by.is_disjoint(&next.decided_by));
            prop_assert!(next.judged_by.is_superset(&life.judged_by));
            prop_assert!(next.rung >= life.rung && next.replies >= life.replies);
            prop_assert_eq!(next.issued_at.is_some(), next.state.is_seen_by_unit());
            prop_assert_eq!(next.issued_at.is_some(), next.rung.is_some());
            // A rung is never skipped.
            if next.rung != life.rung {
                prop_assert_eq!(next.rung, life.rung.map_or(Some(Rung::Reminder), Rung::next));
            }
            // What waits for a reply has a day for it; what is over has a result.
            prop_assert!(!next.state.awaits_reply() || next.reply_due.is_some());
            prop_assert_eq!(next.closed_at.is_some() && next.state != OrderState::Cancelled,
                next.state == OrderState::Closed);
            // Nothing goes up or ends while an appeal is undecided.
            if life.pending().is_some() {
                prop_assert!(next.rung == life.rung && next.closed_at == life.closed_at);
            }
            prop_assert!(life.state.is_open() || next.state == life.state
                || life.state == OrderState::Proposed
                || life.state == OrderState::Closed && next.state == OrderState::Cancelled);
            life = next;
            prop_assert_eq!(life.seq as usize, log.len());
        }
        prop_assert_eq!(OrderLife::of(&log), Ok(life));
    }
}
