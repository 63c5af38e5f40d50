//! `manyi contacts|sample|fieldwork|retain`: whom to ask, how far that has come, what is forgotten.

use std::path::Path;

use figures::{FieldworkRequest, Twin, fieldwork};
use jiff::Timestamp;
use serde::Serialize;
use store::{COMMAND_LINE, ContactKey, Draw, Kept, Retention, Sample, SamplePlan, Store};
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Contact, Language};

use crate::args::{ContactsCommand, Fieldwork, Global, Retain, SampleCommand, SampleDraw};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) fn contacts(
    command: &ContactsCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    match command {
        ContactsCommand::Key { file } => {
            let key = ContactKey::create(file)?;
            talk.say(format!(
                "key {} is in {}. Keep a copy in a safe: without it nobody can read the contacts",
                key.id(),
                file.display()
            ));
        }
        ContactsCommand::List { frame } => {
            let key = super::contact_key(global)?;
            let lines: Vec<ContactLine> = super::open(global)?
                .masked_contacts(&key, frame)?
                .into_iter()
                .map(ContactLine::from)
                .collect();
            Destination::new(global)?.write(lines, |lines| masked(lines, global.lang))?;
        }
    }
    Ok(Outcome::Done)
}

/// A contact, as far as it is shown.
#[derive(Serialize)]
struct ContactLine {
    case: String,
    unit: String,
    stratum: String,
    psu: String,
    name: String,
    phone: String,
    address: String,
}

impl From<Contact> for ContactLine {
    fn from(contact: Contact) -> Self {
        let code = |code: Option<survey::Code>| code.map(|code| code.to_string());
        Self {
            case: contact.case.to_string(),
            unit: contact.unit.to_string(),
            stratum: code(contact.stratum).unwrap_or_default(),
            psu: code(contact.psu).unwrap_or_default(),
            name: contact.details.name.unwrap_or_default(),
            phone: contact.details.phone.unwrap_or_default(),
            address: contact.details.address.unwrap_or_default(),
        }
    }
}

impl Row for ContactLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("case", Text, |line: &Self| line.case.as_str().into()),
            Column::new("unit", Text, |line: &Self| line.unit.as_str().into()),
            Column::new("stratum", Text, |line: &Self| line.stratum.as_str().into()),
            Column::new("psu", Text, |line: &Self| line.psu.as_str().into()),
            Column::new("name", Text, |line: &Self| line.name.as_str().into()),
            Column::new("phone", Text, |line: &Self| line.phone.as_str().into()),
            Column::new("address", Text, |line: &Self| line.address.as_str().into()),
        ]
    }
}

fn masked(lines: &[ContactLine], language: Language) -> Twin {
    let headers = language.pick(
        ["编号", "单位", "姓名", "电话", "地址"],
        ["Case", "Unit", "Name", "Telephone", "Address"],
    );
    let row = |line: &ContactLine| {
        [&line.case, &line.unit, &line.name, &line.phone, &line.address].map(Clone::clone).to_vec()
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}

pub(super) fn sample(
    command: &SampleCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match command {
        SampleCommand::Draw(draw) => self::draw(draw, &store, talk),
        SampleCommand::List => {
            let lines: Vec<SampleLine> = store.samples()?.iter().map(SampleLine::new).collect();
            Destination::new(global)?.write(lines, |lines| drawn(lines, global.lang))?;
            Ok(Outcome::Done)
        }
        SampleCommand::Check { round, mode } => {
            if store.check_sample(round, *mode)? {
                talk.say(format!("round {round} by {mode}: drawn again, the same cases come out"));
                return Ok(Outcome::Done);
            }
            talk.say(format!("round {round} by {mode}: drawn again, OTHER cases come out"));
            Ok(Outcome::FoundProblems)
        }
        SampleCommand::Add { round, mode, case, reason } => {
            store.by(COMMAND_LINE).add_case(round, *mode, case, reason)?;
            talk.say(format!("case {case} is in round {round}, marked as added by hand"));
            Ok(Outcome::Done)
        }
    }
}

fn draw(args: &SampleDraw, store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let sample = store.by(COMMAND_LINE).draw_sample(&Draw {
        round: args.round.clone(),
        mode: args.mode,
        frame: args.frame.clone(),
        plan: SamplePlan {
            per_stratum: args.per_stratum,
            strata: args.strata.iter().cloned().collect(),
        },
        seed: args.seed.clone(),
    })?;
    let few = sample.strata.iter().filter(|(_, stratum)| stratum.drawn == stratum.there);
    let all_taken: Vec<&str> = few.map(|(code, _)| code.as_str()).collect();
    talk.say(format!(
        "round {} by {}: {} cases of {} strata are drawn with seed {}",
        sample.round,
        sample.mode,
        sample.strata.values().map(|stratum| stratum.drawn).sum::<u64>(),
        sample.strata.len(),
        sample.seed
    ));
    if !all_taken.is_empty() {
        talk.say(format!("of these strata everybody is asked: {}", all_taken.join(", ")));
    }
    Ok(Outcome::Done)
}

/// A sample as a row.
#[derive(Serialize)]
struct SampleLine {
    round: String,
    mode: &'static str,
    frame: String,
    seed: String,
    there: u64,
    drawn: u64,
    drawn_at: String,
    drawn_by: String,
    digest: String,
}

impl SampleLine {
    fn new(sample: &Sample) -> Self {
        let strata = sample.strata.values();
        Self {
            round: sample.round.to_string(),
            mode: sample.mode.as_str(),
            frame: sample.frame.to_string(),
            seed: sample.seed.clone(),
            there: strata.clone().map(|stratum| stratum.there).sum(),
            drawn: strata.map(|stratum| stratum.drawn).sum(),
            drawn_at: sample.drawn_at.to_string(),
            drawn_by: sample.drawn_by.clone(),
            digest: sample.digest.clone(),
        }
    }
}

impl Row for SampleLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("round", Text, |line: &Self| line.round.as_str().into()),
            Column::new("mode", Text, |line: &Self| line.mode.into()),
            Column::new("frame", Text, |line: &Self| line.frame.as_str().into()),
            Column::new("seed", Text, |line: &Self| line.seed.as_str().into()),
            Column::new("there", Count, |line: &Self| line.there.into()),
            Column::new("drawn", Count, |line: &Self| line.drawn.into()),
            Column::new("drawn_at", Text, |line: &Self| line.drawn_at.as_str().into()),
            Column::new("drawn_by", Text, |line: &Self| line.drawn_by.as_str().into()),
            Column::new("digest", Text, |line: &Self| line.digest.as_str().into()),
        ]
    }
}

fn drawn(lines: &[SampleLine], language: Language) -> Twin {
    let headers = language.pick(
        ["轮次", "方式", "名单", "种子", "总数", "抽取", "时间", "操作人"],
        ["Round", "Mode", "List", "Seed", "There", "Drawn", "When", "By"],
    );
    let row = |line: &SampleLine| {
        vec![
            line.round.clone(),
            line.mode.to_owned(),
            line.frame.clone(),
            line.seed.clone(),
            line.there.to_string(),
            line.drawn.to_string(),
            line.drawn_at.clone(),
            line.drawn_by.clone(),
        ]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}

pub(super) fn progress(args: &Fieldwork, global: &Global) -> Result<Outcome, Failure> {
    let request = FieldworkRequest {
        round: args.round.clone(),
        level: args.level.clone(),
        within: None,
        by_mode: args.by_mode,
        language: global.lang,
        now: Timestamp::now(),
    };
    let rows = fieldwork(&super::open(global)?, &request)?;
    Destination::new(global)?.write(rows, |rows| Twin::of_fieldwork(rows, global.lang))?;
    Ok(Outcome::Done)
}

/// What is there of something, as a row.
#[derive(Serialize)]
struct KeptLine {
    what: &'static str,
    rule: String,
    there: u64,
    deleted: u64,
    oldest: String,
}

impl From<Kept> for KeptLine {
    fn from(kept: Kept) -> Self {
        let oldest = kept.oldest.map(|at| at.to_string()).unwrap_or_default();
        Self { what: kept.what, rule: kept.rule, there: kept.there, deleted: kept.deleted, oldest }
    }
}

impl Row for KeptLine {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("what", Text, |line: &Self| line.what.into()),
            Column::new("rule", Text, |line: &Self| line.rule.as_str().into()),
            Column::new("there", Count, |line: &Self| Cell::Count(line.there)),
            Column::new("deleted", Count, |line: &Self| Cell::Count(line.deleted)),
            Column::new("oldest", Text, |line: &Self| line.oldest.as_str().into()),
        ]
    }
}

/// Deletes what is no longer needed, and reports.
pub(super) fn retain(args: &Retain, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let rules = Retention { callback_days: args.callback_days, unused_days: args.unused_days };
    // Before anything is deleted: a report that can't be written must not be lost.
    let destination = Destination::new(global)?;
    expect_folder(global)?;
    let store = super::open(global)?;
    let report = store.by(COMMAND_LINE).retain(rules, Timestamp::now(), args.dry_run)?;
    if args.dry_run {
        talk.say("dry run: nothing was deleted");
    }
    let lines: Vec<KeptLine> = report.into_iter().map(KeptLine::from).collect();
    destination.write(lines, |lines| kept(lines, global.lang))?;
    Ok(Outcome::Done)
}

/// The folder of the file that the report goes to must be there.
fn expect_folder(global: &Global) -> Result<(), Failure> {
    let folder = global.output.as_deref().and_then(Path::parent);
    match folder.filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        Some(missing) => Err(Failure::Usage(format!("there is no folder {}", missing.display()))),
        None => Ok(()),
    }
}

fn kept(lines: &[KeptLine], language: Language) -> Twin {
    let headers = language.pick(
        ["内容", "规则", "现有", "删除", "最早"],
        ["What", "Rule", "There", "Deleted", "Oldest"],
    );
    let row = |line: &KeptLine| {
        let (there, deleted) = (line.there.to_string(), line.deleted.to_string());
        vec![line.what.to_owned(), line.rule.clone(), there, deleted, line.oldest.clone()]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}
