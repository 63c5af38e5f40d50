//! `manyi annual` and `manyi external`: the score of a year, and what two people vouch for.

mod entries;

use exchange::read_formula;
use figures::{
    AnnualInputs, AnnualResult, Figures, Twin, annual_result, candidates, find_formula, gather,
    new_score, not_an_award, progress, sensitivity, standing_score, verify_scores,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{AnnualScore, COMMAND_LINE, Change, Store};
use survey::Language;
use survey::annual::AnnualFormula;
use survey::round::in_china;
use survey::table::{Cell, Column, ColumnKind, Row};
use uuid::Uuid;

use crate::args::{AnnualCommand, AnnualLook, AnnualProgress, AnnualRun, Global};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) use self::entries::external;

pub(super) fn run(
    command: &AnnualCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match command {
        AnnualCommand::PublishFormula { file } => {
            let formula = read_formula(file)?;
            let said = match store.by(COMMAND_LINE).publish_formula(&formula)? {
                Change::Unchanged => "was published already",
                Change::Added | Change::Updated => "is published",
            };
            talk.say(format!("formula {} {said}", formula.reference()));
        }
        AnnualCommand::Formulas => formulas(store.formulas()?, global)?,
        AnnualCommand::Score(args) => score(args, &store, global, talk)?,
        AnnualCommand::Sensitivity(look) => {
            let inputs = inputs_of(look, &store, talk)?;
            let rows = sensitivity(&inputs)?;
            if rows.is_empty() {
                talk.say("no rank changes when a weight moves by a tenth");
            }
            let twin = |rows: &[_]| Twin::of_sensitivity(rows, &inputs.formula, global.lang);
            Destination::new(global)?.write(rows, twin)?;
        }
        AnnualCommand::Spread(look) => {
            let inputs = inputs_of(look, &store, talk)?;
            let twin = |rows: &[_]| Twin::of_spread(rows, &inputs.formula, global.lang);
            Destination::new(global)?.write(annual_result(&inputs)?.spread, twin)?;
        }
        AnnualCommand::Candidates { look, top } => {
            let inputs = inputs_of(look, &store, talk)?;
            let rows = candidates(&annual_result(&inputs)?, *top);
            talk.say(not_an_award(global.lang));
            Destination::new(global)?.write(rows, |rows| Twin::of_candidates(rows, global.lang))?;
        }
        AnnualCommand::Progress(args) => show_progress(args, &store, global)?,
        AnnualCommand::Scores { year } => scores(&store.annual_scores(*year)?, global)?,
        AnnualCommand::Confirm { id } => {
            let kept = store.by(COMMAND_LINE).confirm_score(*id)?;
            talk.say(format!("score {} of {} holds now", kept.id, kept.year));
        }
        AnnualCommand::Withdraw { id, reason } => {
            let kept = store.by(COMMAND_LINE).withdraw_score(*id, reason)?;
            talk.say(format!("score {} of {} is withdrawn", kept.id, kept.year));
        }
        AnnualCommand::Verify { year } => return verify(*year, &store, talk),
        AnnualCommand::Entry(command) => entries::run(command, &store, global, talk)?,
    }
    Ok(Outcome::Done)
}

fn today() -> Date {
    in_china(Timestamp::now()).date()
}

fn score(args: &AnnualRun, store: &Store, global: &Global, talk: &Talk) -> Result<(), Failure> {
    let destination = Destination::new(global)?;
    let formula = find_formula(store, &args.formula)?;
    let revision = store.revision()?;
    let inputs = gather(store, &formula, args.year, today())?;
    let new = new_score(&inputs, revision)?;
    let result = annual_result(&inputs)?;
    tell(&result, talk);
    if args.dry_run {
        talk.say("dry run: nothing was kept");
    } else {
        let kept = store.by(COMMAND_LINE).enter_score(&new)?;
        talk.say(format!(
            "score {} is kept, result digest {}; it holds when somebody else confirmed it",
            kept.id, kept.digest
        ));
    }
    if args.parts {
        let twin = |rows: &[_]| Twin::of_annual_parts(rows, &formula, global.lang);
        return destination.write(result.parts, twin);
    }
    let twin = Twin::of_annual_scores(&result, &formula, global.lang);
    destination.write(result.scores, |_| twin)
}

fn tell(result: &AnnualResult, talk: &Talk) {
    let without = result.scores.iter().filter(|score| score.total.is_none()).count();
    let tiers = result.scores.iter().filter_map(|score| score.tier).max().unwrap_or(0);
    talk.say(format!(
        "{} units have a score, in {tiers} tiers at most that the data can tell apart; {without} have none",
        result.scores.len() - without
    ));
}

/// What is kept, or what a formula asks for as of now.
fn inputs_of(look: &AnnualLook, store: &Store, talk: &Talk) -> Result<AnnualInputs, Failure> {
    if let Some(name) = &look.formula {
        return Ok(gather(store, &find_formula(store, name)?, look.year, today())?);
    }
    let Some((score, inputs)) = standing_score(store, look.year)? else {
        return Err(Failure::Usage(format!(
            "no score of {} is kept: compute one with `manyi annual score {} --formula CODE@VERSION`, \
             or name a formula with --formula",
            look.year, look.year
        )));
    };
    talk.say(format!("score {} of {}, {}", score.id, score.year, score.vouched.state));
    Ok(inputs)
}

fn show_progress(args: &AnnualProgress, store: &Store, global: &Global) -> Result<(), Failure> {
    let figures = Figures::load(store, &args.selection.selection())?;
    let level = args.level.clone().or_else(|| figures.usual_level());
    let level = level.ok_or(figures::FiguresError::NoResponses)?;
    let rows = progress(store, &figures, args.year, &level, global.lang)?;
    Destination::new(global)?.write(rows, |rows| Twin::of_progress(rows, global.lang))
}

fn verify(year: i32, store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let checks = verify_scores(store, year, today())?;
    if checks.is_empty() {
        return Err(Failure::Usage(format!("no score of {year} is kept")));
    }
    for check in &checks {
        let found = match (check.intact, check.recomputed) {
            (true, true) => format!("comes out again to the byte, digest {}", check.digest),
            (false, _) => "is not what its digests say: it was changed by hand".to_owned(),
            (true, false) => "does not come out again from its inputs".to_owned(),
        };
        talk.say(format!("score {} by {}, {}: {found}", check.id, check.formula, check.state));
        if let Some(units) = check.differ_today.as_ref().filter(|units| !units.is_empty()) {
            talk.say(format!(
                "  since then other data came in about {}: that is no fault of the score",
                units.join(", ")
            ));
        }
    }
    let sound = checks.iter().all(figures::ScoreCheck::is_sound);
    Ok(if sound { Outcome::Done } else { Outcome::FoundProblems })
}

#[derive(Serialize)]
struct FormulaLine {
    formula: String,
    name: String,
    levels: String,
    components: String,
    source: String,
}

fn formulas(formulas: Vec<AnnualFormula>, global: &Global) -> Result<(), Failure> {
    let line = |formula: AnnualFormula| {
        let components = formula.components.iter();
        let components: Vec<String> =
            components.map(|own| format!("{} {}", own.code, own.weight)).collect();
        let levels: Vec<&str> = formula.levels.iter().map(AsRef::as_ref).collect();
        FormulaLine {
            formula: formula.reference(),
            name: formula.name.get(global.lang).to_owned(),
            levels: levels.join(" "),
            components: components.join(", "),
            source: formula.source.clone(),
        }
    };
    let lines = formulas.into_iter().map(line).collect();
    let headers = global.lang.pick(
        ["公式", "名称", "层级", "组成部分", "依据"],
        ["Formula", "Name", "Levels", "Components", "Source"],
    );
    Destination::new(global)?.write(lines, |lines| plain_twin(lines, &headers))
}

impl Row for FormulaLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("formula", Text, |line: &Self| line.formula.as_str().into()),
            Column::new("name", Text, |line: &Self| line.name.as_str().into()),
            Column::new("levels", Text, |line: &Self| line.levels.as_str().into()),
            Column::new("components", Text, |line: &Self| line.components.as_str().into()),
            Column::new("source", Text, |line: &Self| line.source.as_str().into()),
        ]
    }
}

#[derive(Serialize)]
struct ScoreLine {
    id: Uuid,
    formula: String,
    state: String,
    entered_by: String,
    confirmed_by: String,
    digest: String,
}

fn scores(kept: &[AnnualScore], global: &Global) -> Result<(), Failure> {
    let line = |score: &AnnualScore| ScoreLine {
        id: score.id,
        formula: format!("{}@{}", score.formula, score.formula_version),
        state: score.vouched.state.to_string(),
        entered_by: score.vouched.entered.by.clone(),
        confirmed_by: score.vouched.confirmed.as_ref().map_or_else(String::new, |by| by.by.clone()),
        digest: score.digest.clone(),
    };
    let lines = kept.iter().map(line).collect();
    let headers = global.lang.pick(
        ["编号", "公式", "状态", "计算人", "确认人", "摘要"],
        ["Id", "Formula", "State", "Computed by", "Confirmed by", "Digest"],
    );
    Destination::new(global)?.write(lines, |lines| plain_twin(lines, &headers))
}

impl Row for ScoreLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("id", Text, |line: &Self| Cell::Text(line.id.to_string().into())),
            Column::new("formula", Text, |line: &Self| line.formula.as_str().into()),
            Column::new("state", Text, |line: &Self| line.state.as_str().into()),
            Column::new("entered_by", Text, |line: &Self| line.entered_by.as_str().into()),
            Column::new("confirmed_by", Text, |line: &Self| line.confirmed_by.as_str().into()),
            Column::new("digest", Text, |line: &Self| line.digest.as_str().into()),
        ]
    }
}

/// A table of texts for reading, as it stands.
fn plain_twin<R: Row>(lines: &[R], headers: &[&str]) -> Twin {
    let columns = R::columns();
    let cell = |column: &Column<R>, line: &R| match column.of(line) {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.into_owned(),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => number.to_string(),
    };
    let row = |line: &R| columns.iter().map(|column| cell(column, line)).collect();
    Twin {
        headers: headers.iter().map(|header| (*header).to_owned()).collect(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}

/// What a state of an entry or a score is called.
fn state_name(state: survey::vouched::EntryState, language: Language) -> &'static str {
    use survey::vouched::EntryState::{Confirmed, Entered, Superseded, Withdrawn};
    match state {
        Entered => language.pick("待确认", "entered"),
        Confirmed => language.pick("已确认", "confirmed"),
        Superseded => language.pick("已被替代", "superseded"),
        Withdrawn => language.pick("已撤回", "withdrawn"),
    }
}
