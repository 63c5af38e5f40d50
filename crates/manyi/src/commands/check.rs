//! `manyi check` and `manyi signals`: verification of interviews.

mod lines;

use std::collections::BTreeMap;

use figures::{
    AgreementRequest, Cut, Figures, FiguresError, SignalRequest, SignalSubject, Source, Twin,
    agreement,
};
use jiff::Timestamp;
use store::{COMMAND_LINE, Change, NewVerification, Store};
use survey::Code;
use survey::signals::Signal;
use survey::verification::CheckReport;

use self::lines::{CheckLine, ExclusionLine, HeldLine, PlanLine};
use crate::args::{CheckCommand, CheckPlan, CheckRecord, Global, Signals};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) fn run(
    command: &CheckCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    let language = global.lang;
    match command {
        CheckCommand::Plan(args) => plan(args, &store, talk)?,
        CheckCommand::Plans => {
            let plans = store.verification_plans()?;
            let lines: Vec<PlanLine> = plans.iter().map(PlanLine::new).collect();
            Destination::new(global)?.write(lines, |lines| PlanLine::twin(lines, language))?;
        }
        CheckCommand::Redraw { plan } => {
            if !store.redraw_verification(*plan)? {
                talk.say(format!("plan {plan}: drawn again, OTHER interviews come out"));
                return Ok(Outcome::FoundProblems);
            }
            talk.say(format!("plan {plan}: drawn again, the same interviews come out"));
        }
        CheckCommand::List { plan } => {
            let lines: Vec<CheckLine> =
                store.checks(*plan)?.into_iter().map(CheckLine::from).collect();
            Destination::new(global)?.write(lines, |lines| CheckLine::twin(lines, language))?;
        }
        CheckCommand::Take { checker } => take(checker, &store, global, talk)?,
        CheckCommand::Record(args) => record(args, &store, talk)?,
        CheckCommand::Agreement { period, surveyor } => {
            let request = AgreementRequest {
                period: *period,
                surveyor: surveyor.clone(),
                language,
                ..AgreementRequest::default()
            };
            let rows = agreement(&store, &request)?;
            Destination::new(global)?.write(rows, |rows| Twin::of_agreement(rows, language))?;
        }
        CheckCommand::Exclude { check, rule, reason } => {
            let change = store.by(COMMAND_LINE).exclude_response(*check, rule, reason)?;
            let said = if change == Change::Added { "is" } else { "was already" };
            talk.say(format!(
                "the interview of check {check} {said} left out of the second score; the first keeps it"
            ));
        }
        CheckCommand::Include { response, reason } => {
            let there = store.by(COMMAND_LINE).include_response(*response, reason)?;
            let said = if there { "counts in both scores again" } else { "was not left out" };
            talk.say(format!("response {response} {said}"));
        }
        CheckCommand::Excluded => {
            let lines: Vec<ExclusionLine> =
                store.exclusions()?.into_iter().map(ExclusionLine::from).collect();
            Destination::new(global)?.write(lines, |lines| ExclusionLine::twin(lines, language))?;
        }
    }
    Ok(Outcome::Done)
}

fn plan(args: &CheckPlan, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let selection = args.selection.selection();
    let figures = Figures::load(store, &selection)?;
    let plan = store.by(COMMAND_LINE).draw_verification(&NewVerification {
        questionnaire: figures.questionnaire().code.clone(),
        kind: selection.kind,
        period: args.period,
        unit: args.unit.clone(),
        level: args.level.clone(),
        per_surveyor: args.per_surveyor,
        questions: args.questions.clone(),
        seed: args.seed.clone(),
    })?;
    talk.say(format!(
        "plan {}: {} interviews of {} surveyors are drawn with seed {}",
        plan.id,
        plan.surveyors.values().map(|surveyor| surveyor.drawn).sum::<u64>(),
        plan.surveyors.len(),
        plan.wanted.seed.as_deref().unwrap_or_default()
    ));
    let none = plan.surveyors.iter().filter(|(_, surveyor)| surveyor.drawn == 0);
    let none: Vec<&str> = none.map(|(name, _)| name.as_str()).collect();
    if !none.is_empty() {
        talk.say(format!("of these surveyors nobody can be found again: {}", none.join(", ")));
    }
    Ok(())
}

fn take(checker: &Code, store: &Store, global: &Global, talk: &Talk) -> Result<(), Failure> {
    let key = super::contact_key(global)?;
    let held = store.by(checker.as_str()).take_check(&key, Timestamp::now())?;
    if held.is_none() {
        talk.say("nothing is to be checked now");
    }
    let lines: Vec<HeldLine> = held.into_iter().map(HeldLine::from).collect();
    Destination::new(global)?.write(lines, |lines| HeldLine::twin(lines, global.lang))
}

fn record(args: &CheckRecord, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let report = CheckReport {
        recontact: args.outcome,
        happened: args.happened,
        answers: args.answers.iter().cloned().collect::<BTreeMap<_, _>>(),
    };
    let by = store.by(args.checker.as_str());
    let recorded = by.record_check(args.check, &report, Timestamp::now())?;
    talk.say(match (recorded.new, recorded.done) {
        (false, _) => format!("check {} says so already", args.check),
        (true, true) => format!("check {} is over", args.check),
        (true, false) => format!("check {} is tried again later", args.check),
    });
    Ok(())
}

pub(super) fn signals(args: &Signals, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let store = super::open(global)?;
    let selection = args.counting.selection.selection();
    let figures = Figures::load(&store, &selection)?;
    let newest = || figures.newest_period(&Cut::default()).ok_or(FiguresError::NoResponses);
    let by = args.level.clone().map_or(SignalSubject::Surveyor, SignalSubject::UnitsOf);
    let request = SignalRequest {
        period: args.period.map_or_else(newest, Ok)?,
        by,
        only: args.surveyor.clone(),
        within: None,
        scheme: args.counting.scheme.clone(),
        thresholds: args.counting.thresholds(),
        language: global.lang,
    };
    super::expect_interviews(&figures, request.period)?;
    let (version, rules) = store.verification_rules()?;
    let source = Source { store: &store, selection: &selection };
    let mut rows = figures.signals(source, &rules, &request)?;
    if args.raised {
        rows.retain(|row| row.raised);
    }
    for signal in Signal::ALL {
        if rows.iter().any(|row| row.signal == signal && row.raised) {
            let explained = signal.explanation(&rules.signals, global.lang);
            talk.say(format!("{}: {explained}", signal.name(global.lang)));
        }
    }
    talk.say(format!("rules of verification: version {version}; a signal proves nothing"));
    destination.write(rows, |rows| Twin::of_signals(rows, global.lang))?;
    Ok(Outcome::Done)
}
