//! An issue on its way, and whatever may be tried by whomever.

use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::{Code, WorkingCalendar};

mod imported;
mod rates;

fn step(by: &str, event: IssueEvent) -> IssueStep {
    let at = "2026-09-03T01:02:03Z".parse().expect("an instant");
    IssueStep { by: by.to_owned(), at, event, reason: None, evidence: Vec::new() }
}

fn because(by: &str, event: IssueEvent) -> IssueStep {
    IssueStep { reason: Some("看过现场".to_owned()), ..step(by, event) }
}

fn register() -> IssueEvent {
    IssueEvent::Register { channel: Channel::Hotline, receiver: None }
}

fn owners(person: &str) -> Owners {
    let (leader, section) = ("张局长".to_owned(), "大气科".to_owned());
    Owners { leader, section, person: person.to_owned() }
}

fn assign(triage: Triage) -> IssueEvent {
    IssueEvent::Assign {
        owners: owners("li"),
        triage: Some(triage),
        due_on: Some(date(2026, 9, 10)),
        unknown_years: Vec::new(),
    }
}

fn measure() -> IssueEvent {
    IssueEvent::RecordMeasure { measure: "加装围挡".to_owned() }
}

fn submit() -> IssueEvent {
    IssueEvent::Submit { result: "已整改".to_owned() }
}

fn reply() -> IssueEvent {
    IssueEvent::Reply { text: "您反映的问题正在办理".to_owned() }
}

fn called(outcome: CallBack) -> IssueEvent {
    IssueEvent::CallBack { outcome, tries: Vec::new() }
}

/// One that was submitted by its owner.
fn submitted() -> IssueLife {
    IssueLife::of(&[
        step("desk", register()),
        step("desk", assign(Triage::HandleNow)),
        step("li", IssueEvent::TakeUp),
        step("li", measure()),
        step("li", submit()),
    ])
    .expect("submitted")
}

fn after(life: &IssueLife, steps: &[IssueStep]) -> IssueLife {
    steps.iter().fold(life.clone(), |life, step| {
        life.apply(step).unwrap_or_else(|refused| panic!("{step:?}: {refused}"))
    })
}

fn refused(life: &IssueLife, step: &IssueStep) -> &'static str {
    life.apply(step).expect_err("refused").code()
}

#[test]
fn whoever_worked_on_it_neither_takes_it_out_of_what_counts_nor_shows_it() {
    let at_work = IssueLife::of(&[
        step("desk", register()),
        step("desk", assign(Triage::HandleNow)),
        step("li", IssueEvent::TakeUp),
    ])
    .expect("taken up");
    let (from, until) = (date(2026, 9, 1), date(2026, 12, 1));
    let text = "已清运".to_owned();
    let publish = IssueEvent::Publish { scope: "全村".to_owned(), from, until, text };
    for event in [IssueEvent::Withdraw, IssueEvent::Extend { due_on: until }, publish] {
        assert_eq!(refused(&at_work, &because("li", event.clone())), "own_work", "{event:?}");
        after(&at_work, &[because("wang", event)]);
    }
    // What is explained is put right by the reply.
    let life = IssueLife::of(&[
        step("desk", register()),
        because("desk", assign(Triage::Explain)),
        step("li", IssueEvent::TakeUp),
        step("zhao", reply()),
        step("li", submit()),
    ])
    .expect("explained");
    assert_eq!(refused(&life, &step("zhao", IssueEvent::Accept)), "own_work");
    assert_eq!(after(&life, &[step("wang", IssueEvent::Accept)]).state, IssueState::Verified);
}

#[test]
fn the_way_to_the_end_leads_past_somebody_else_and_whoever_complained() {
    use IssueEvent::{Accept, Close};
    let life = submitted();
    for hand in
        ["li", "张局长", "大气科", " li ", "ＬＩ", "张 局长", "张局长（主管）", "li (command line)"]
    {
        assert_eq!(refused(&life, &step(hand, Accept)), "own_work", "{hand}");
    }
    assert_eq!(refused(&life, &step("wang", Close)), "issue_state");
    let life = after(&life, &[step("wang", Accept)]);
    assert_eq!((life.state, life.accepted_by.as_deref()), (IssueState::Verified, Some("wang")));
    assert_eq!(refused(&life, &step("wang", Close)), "no_call_back");
    assert_eq!(refused(&life, &step("li", called(CallBack::Satisfied))), "own_work");
    let life = after(&life, &[step("wang", called(CallBack::Satisfied))]);
    assert_eq!(refused(&life, &step("li", Close)), "own_work");
    let life = after(&life, &[step("wang", Close)]);
    assert_eq!(life.state, IssueState::Closed);
    assert!(!life.state.is_open());
}

#[test]
fn who_is_not_satisfied_opens_it_again_and_nothing_is_forgotten() {
    use IssueEvent::{Accept, Close};
    let closed = after(
        &submitted(),
        &[step("wang", Accept), step("wang", called(CallBack::Satisfied)), step("wang", Close)],
    );
    let life = after(&closed, &[step("zhao", called(CallBack::NotSatisfied))]);
    assert_eq!(
        (life.state, life.reopened, life.accepted_by.clone()),
        (IssueState::Reopened, 1, None)
    );
    assert_eq!(life.first_receiver.as_deref(), Some("li"));
    assert!(life.is_overdue(date(2026, 9, 11)) && !life.is_overdue(date(2026, 9, 10)));
    // What was done before does not count again.
    let life = after(&life, &[step("li", IssueEvent::TakeUp)]);
    assert_eq!(refused(&life, &step("li", submit())), "no_measure");
    let life = after(&life, &[step("li", measure()), step("li", submit()), step("wang", Accept)]);
    assert_eq!(refused(&life, &step("wang", Close)), "no_call_back");
    assert_eq!(refused(&closed, &step("wang", IssueEvent::Reopen)), "no_reason");
    assert_eq!(after(&closed, &[because("wang", IssueEvent::Reopen)]).reopened, 1);
}

#[test]
fn who_can_not_be_reached_is_tried_and_the_record_says_why_it_is_closed() {
    let life = after(&submitted(), &[step("wang", IssueEvent::Accept)]);
    assert_eq!(refused(&life, &step("wang", called(CallBack::Unreachable))), "no_tries");
    let tried = |outcome, at: &str| {
        let at = at.parse().expect("an instant");
        let tries = vec![CallBackTry { at, note: "无人接听".to_owned() }];
        step("wang", IssueEvent::CallBack { outcome, tries })
    };
    for outcome in [CallBack::Satisfied, CallBack::NotSatisfied, CallBack::Unreachable] {
        let refused = |at| refused(&life, &tried(outcome, at));
        assert_eq!(refused("2026-09-03T16:00:00Z"), "in_the_future", "{outcome:?}");
        assert_eq!(refused("0001-01-01T00:00:00Z"), "out_of_range", "{outcome:?}");
    }
    let life = after(&life, &[tried(CallBack::Unreachable, "2026-09-03T01:00:00Z")]);
    assert_eq!(refused(&life, &step("wang", IssueEvent::Close)), "no_call_back");
    assert_eq!(after(&life, &[because("wang", IssueEvent::Close)]).state, IssueState::Closed);
}

#[test]
fn it_is_given_back_handed_off_and_returned_and_the_first_receiver_stays() {
    let assigned =
        IssueLife::of(&[step("desk", register()), step("desk", assign(Triage::HandleNow))])
            .expect("assigned");
    assert_eq!(refused(&assigned, &step("li", IssueEvent::GiveBack)), "no_reason");
    let back = after(&assigned, &[because("li", IssueEvent::GiveBack)]);
    assert_eq!((back.state, back.owners.clone()), (IssueState::Returned, None));
    assert_eq!(refused(&back, &step("li", IssueEvent::TakeUp)), "issue_state");
    let unit = Some("T2".parse().expect("a code"));
    let hand_off = IssueEvent::HandOff { owners: owners("sun"), unit: unit.clone() };
    assert_eq!(refused(&assigned, &step("desk", hand_off.clone())), "no_reason");
    let handed = after(&assigned, &[because("desk", hand_off)]);
    assert_eq!((handed.handed_to.clone(), handed.first_receiver.as_deref()), (unit, Some("li")));
    // Who had it before does not judge it either.
    let life = after(
        &handed,
        &[step("sun", IssueEvent::TakeUp), step("sun", measure()), step("sun", submit())],
    );
    assert_eq!(refused(&life, &step("li", IssueEvent::Accept)), "own_work");
    assert_eq!(refused(&life, &step("wang", IssueEvent::Return)), "no_reason");
    let life = after(&life, &[because("wang", IssueEvent::Return)]);
    assert_eq!((life.state, life.owners.clone()), (IssueState::Returned, Some(owners("sun"))));
    after(&life, &[step("sun", IssueEvent::TakeUp)]);
}

#[test]
fn what_is_beyond_policy_waits_and_what_has_no_ground_is_explained() {
    let opened = IssueLife::open(&step("desk", register())).expect("opened");
    assert_eq!(refused(&opened, &step("desk", assign(Triage::EscalatePolicy))), "no_reason");
    let waiting = after(&opened, &[because("desk", assign(Triage::EscalatePolicy))]);
    assert_eq!(waiting.state, IssueState::Escalated);
    assert!(waiting.is_overdue(date(2026, 9, 11)));
    let due_on = Some(date(2026, 9, 20));
    let no_ground = IssueEvent::Triage { triage: Triage::Explain, due_on, unknown_years: vec![] };
    let explained = after(&waiting, &[because("desk", no_ground)]);
    assert_eq!((explained.state, explained.due_on), (IssueState::Assigned, due_on));
    let taken = after(&explained, &[step("li", IssueEvent::TakeUp)]);
    assert_eq!(refused(&taken, &step("li", submit())), "no_reply");
    let told = after(&taken, &[step("li", reply()), step("li", submit())]);
    assert_eq!(told.state, IssueState::Explained);
    assert!(!told.is_overdue(date(2027, 1, 1)), "it is to be judged, and not to be worked on");
    assert_eq!(after(&told, &[step("wang", IssueEvent::Accept)]).state, IssueState::Verified);
}

#[test]
fn steps_that_say_too_little_are_refused_by_name() {
    let opened = IssueLife::open(&step("desk", register())).expect("opened");
    let assign = |owners, triage, due_on| {
        step("desk", IssueEvent::Assign { owners, triage, due_on, unknown_years: vec![] })
    };
    let (day, now) = (Some(date(2026, 9, 10)), Some(Triage::HandleNow));
    for unseen in [" ", "li\u{0}", "l\ti", "\u{1b}[31mli", "\u{200b}", "\u{3164}", "i\u{202e}l"] {
        assert_eq!(refused(&opened, &assign(owners(unseen), now, day)), "bad_text", "{unseen:?}");
    }
    assert_eq!(refused(&opened, &assign(owners("li"), None, day)), "no_triage");
    assert_eq!(refused(&opened, &assign(owners("li"), now, None)), "no_due_date");
    let life = after(&opened, &[assign(owners("li"), now, day)]);
    let extend = |day| because("desk", IssueEvent::Extend { due_on: day });
    assert_eq!(refused(&life, &extend(date(2026, 9, 10))), "not_later");
    let last = date(2028, 9, 3);
    assert_eq!(after(&life, &[extend(last)]).due_on, Some(last));
    for far in [last.tomorrow().expect("a day"), date(9999, 12, 31)] {
        assert_eq!(refused(&life, &extend(far)), "out_of_range", "{far}");
    }
    assert_eq!(after(&life, &[extend(date(2026, 9, 11))]).due_on, Some(date(2026, 9, 11)));
    let publish = |until, text: &str| {
        let (scope, text) = ("全村".to_owned(), text.to_owned());
        step("desk", IssueEvent::Publish { scope, from: date(2026, 9, 10), until, text })
    };
    assert_eq!(refused(&life, &publish(date(2026, 9, 9), "已整改")), "ends_before_it_begins");
    let told = refused(&life, &publish(date(2026, 9, 20), "致电13800001111"));
    assert_eq!(told, "personal_data");
    assert_eq!(after(&life, &[publish(date(2026, 9, 20), "已整改")]).published, 1);
    assert!(IssueLife::open(&step("desk", IssueEvent::Accept)).is_err());
    assert!(IssueLife::of(&[]).is_err());
    let withdrawn = after(&life, &[because("desk", IssueEvent::Withdraw)]);
    assert_eq!(refused(&withdrawn, &step("desk", reply())), "issue_state");
    let again = after(&withdrawn, &[step("desk", register())]);
    assert_eq!((again.state, again.owners.clone()), (IssueState::Registered, None));
    assert_eq!(again.first_receiver.as_deref(), Some("li"));
}

#[test]
fn a_step_that_was_taken_stays_when_rules_come_later() {
    let far = date(9999, 12, 31);
    let assign = IssueEvent::Assign {
        owners: owners("li"),
        triage: Some(Triage::HandleNow),
        due_on: Some(date(2026, 9, 10)),
        unknown_years: vec![],
    };
    let extend = because("desk", IssueEvent::Extend { due_on: far });
    let steps = [step("desk", register()), step("desk", assign), extend];
    assert_eq!(IssueLife::of(&steps).expect("a life").due_on, Some(far));
}

#[test]
fn due_dates_come_from_the_rules() {
    let code = |code: &str| code.parse::<Code>().expect("a code");
    let special = CategoryDays { category: code("air"), triage: Triage::HandleNow, days: 1 };
    let rules = IssueRules { categories: vec![special], ..IssueRules::default() };
    assert_eq!(rules.problems(), []);
    let calendar = WorkingCalendar::default();
    let due = |triage, category| rules.due_on(&calendar, triage, &code(category), date(2026, 9, 3));
    assert_eq!(due(Triage::HandleNow, "air").value, date(2026, 9, 4));
    assert_eq!(due(Triage::HandleNow, "water").value, date(2026, 9, 10));
    assert_eq!(due(Triage::EscalatePolicy, "air").value, date(2026, 9, 24));
    assert_eq!(due(Triage::Explain, "air").unknown_years, [2026]);
    assert_eq!(rules.repeats_from(date(2026, 9, 3)), date(2026, 6, 5));
    let twice = [rules.categories.clone(), rules.categories.clone()].concat();
    let wrong = IssueRules { reply_days: 0, categories: twice, ..rules };
    let codes: Vec<_> = wrong.problems().iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["out_of_range", "duplicate_category"]);
}

#[test]
fn names_read_back() {
    for state in IssueState::ALL {
        assert_eq!(state.as_str().parse(), Ok(state));
        assert_eq!(serde_json::to_value(state).expect("a name"), state.as_str());
    }
    for channel in Channel::ALL {
        assert_eq!(channel.as_str().parse(), Ok(channel));
        assert_eq!(serde_json::to_value(channel).expect("a name"), channel.as_str());
    }
    for triage in Triage::ALL {
        assert_eq!(triage.as_str().parse(), Ok(triage));
        assert_eq!(serde_json::to_value(triage).expect("a name"), triage.as_str());
    }
    let event = assign(Triage::HandleNow);
    let written = serde_json::to_value(&event).expect("JSON");
    assert_eq!(written["kind"], event.name());
    assert_eq!(serde_json::from_value::<IssueEvent>(written).expect("read back"), event);
}

fn any_event() -> impl Strategy<Value = IssueEvent> {
    let person = || select(&["li", "sun", "wang"][..]);
    let day = (1..28_i8).prop_map(|day| date(2026, 9, day));
    let triage = || select(&Triage::ALL[..]);
    prop_oneof![
        1 => Just(register()),
        2 => (triage(), prop::option::of(day.clone())).prop_map(|(triage, due_on)| {
            IssueEvent::Triage { triage, due_on, unknown_years: vec![] }
        }),
        6 => (person(), prop::option::of(triage()), prop::option::weighted(0.8, day.clone()))
            .prop_map(|(person, triage, due_on)| IssueEvent::Assign {
                owners: owners(person), triage, due_on, unknown_years: vec![],
            }),
        8 => Just(IssueEvent::TakeUp),
        8 => Just(measure()),
        2 => person().prop_map(|person| IssueEvent::HandOff { owners: owners(person), unit: None }),
        1 => Just(IssueEvent::GiveBack),
        2 => Just(IssueEvent::Return),
        8 => Just(submit()),
        8 => Just(IssueEvent::Accept),
        4 => Just(called(CallBack::Satisfied)),
        2 => Just(called(CallBack::NotSatisfied)),
        1 => Just(called(CallBack::Unreachable)),
        6 => Just(IssueEvent::Close),
        2 => Just(IssueEvent::Reopen),
        2 => Just(reply()),
        2 => day.prop_map(|due_on| IssueEvent::Extend { due_on }),
        1 => Just(IssueEvent::Withdraw),
        6 => imported::any_entry().prop_map(|entry| entry.import()),
    ]
}

fn any_step() -> impl Strategy<Value = IssueStep> {
    let by = select(&["li", "sun", "wang", "zhao"][..]);
    (by, any_event(), any::<bool>()).prop_map(|(by, event, says_why)| {
        if says_why { because(by, event) } else { step(by, event) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever is tried by whomever, in any order.
    #[test]
    fn no_way_leads_where_none_should_and_the_log_gives_the_whole(
        tried in prop::collection::vec(any_step(), 0..80),
    ) {
        let first = step("desk", register());
        let mut life = IssueLife::open(&first).expect("opened");
        let mut log = vec![first];
        for step in tried {
            let Ok(next) = life.apply(&step) else { continue };
            log.push(step.clone());
            let opened_again = next.reopened > life.reopened;
            // Nothing that was once so is forgotten.
            prop_assert!(next.hands.is_superset(&life.hands));
            prop_assert!(life.first_receiver.is_none() || next.first_receiver == life.first_receiver);
            prop_assert!(life.replied_at.is_none() || next.replied_at == life.replied_at);
            prop_assert_eq!(opened_again, next.state == IssueState::Reopened
                && life.state != IssueState::Reopened);
            // Whoever has it to do has a day for it.
            prop_assert!(next.owners.is_none() || next.due_on.is_some() && next.triage.is_some());
            let is_at_work = matches!(next.state, IssueState::Assigned | IssueState::Rectifying
                | IssueState::Escalated | IssueState::Submitted | IssueState::Explained);
            prop_assert!(!is_at_work || next.owners.is_some());
            // What counts as put right was found so by somebody who had no hand in it …
            let is_judged = matches!(next.state, IssueState::Verified | IssueState::Closed);
            // … or another ledger says so, and nobody here did anything.
            let is_told = next.state == IssueState::Closed && next.accepted_by.is_none();
            let says_so = next.imported.as_ref().is_some_and(|it| it.status == LedgerStatus::Closed);
            prop_assert!(!is_told || says_so);
            prop_assert_eq!(is_judged && !is_told,
                next.accepted_by.is_some() && next.state != IssueState::Withdrawn);
            if matches!(step.event, IssueEvent::Import { .. }) {
                prop_assert!(!next.is_led_here && next.call_back.is_none());
            }
            if let (true, Some(judge)) = (is_judged, &next.accepted_by) {
                prop_assert!(!next.had_a_hand(judge));
            }
            // … and was closed with whoever complained satisfied, or the reason why not on record.
            if matches!(step.event, IssueEvent::Close) {
                prop_assert!(next.call_back == Some(CallBack::Satisfied) || step.reason.is_some());
                prop_assert!(!life.had_a_hand(&step.by));
            }
            prop_assert_eq!(next.closed_at.is_some() && next.state != IssueState::Withdrawn,
                next.state == IssueState::Closed);
            life = next;
            prop_assert_eq!(life.seq as usize, log.len());
        }
        prop_assert_eq!(IssueLife::of(&log), Ok(life));
    }
}
