//! `manyi verify`: whether the audit log is whole, and sealed periods are what they were.

use std::collections::BTreeMap;

use figures::{Twin, check_period};
use store::{ChainCheck, Seal, Store, StoreError};
use survey::seal::{Cause, Finding, LineChange, part_name};
use survey::{Language, Period};

use super::seal::{check_folder, known};
use crate::args::{Global, Verify};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) fn run(args: &Verify, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    let destination = Destination::new(global)?;
    let chain = store.check_seals()?;
    tell_chain(&chain, talk);
    let seals = match seals(&store, args) {
        // The chain tells of those that can't be read.
        Err(Failure::Store(StoreError::Unreadable { .. })) if !chain.findings.is_empty() => {
            Vec::new()
        }
        seals => seals?,
    };
    let mut findings = chain.findings;
    for seal in &seals {
        let found = check(&store, seal, args)?;
        tell(seal, &found, talk);
        findings.extend(found);
    }
    if findings.is_empty() {
        return Ok(Outcome::Done);
    }
    destination.write(findings, |findings| twin(findings, global.lang))?;
    Ok(Outcome::FoundProblems)
}

/// Those that are asked for.
fn seals(store: &Store, args: &Verify) -> Result<Vec<Seal>, Failure> {
    match args.period {
        Some(period) => Ok(vec![known(store, period, args.revision)?]),
        None => Ok(newest(store.seals()?)),
    }
}

/// The newest revision of each period: in the order of the chain it is the last.
fn newest(seals: Vec<Seal>) -> Vec<Seal> {
    let by_period: BTreeMap<Period, Seal> =
        seals.into_iter().map(|seal| (seal.manifest.period, seal)).collect();
    by_period.into_values().collect()
}

fn check(store: &Store, seal: &Seal, args: &Verify) -> Result<Vec<Finding>, Failure> {
    let mut findings = check_period(store, seal, env!("CARGO_PKG_VERSION"))?;
    if let Some(folder) = &args.folder {
        findings.extend(check_folder(seal, folder)?);
    }
    if let Some(published) = &args.digest
        && !published.eq_ignore_ascii_case(&seal.digest)
    {
        let detail = format!("its digest is {}, and not the one that was published", seal.digest);
        let fault = Finding::fault("seal", published.clone(), LineChange::Changed, detail);
        findings.push(fault.of(seal.manifest.period, seal.manifest.revision));
    }
    Ok(findings)
}

fn tell_chain(chain: &ChainCheck, talk: &Talk) {
    match chain.audit.fault {
        Some((seq, why)) => talk.say(format!("the audit log is broken at entry {seq}: {why}")),
        None => talk.say(format!(
            "the audit log is whole: {} entries, the last with digest {}",
            chain.audit.entries, chain.audit.last_digest
        )),
    }
    if chain.findings.iter().any(|found| found.part == "chain") {
        talk.say("the chain of seals is broken");
    } else if chain.seals > 0 {
        talk.say(format!(
            "the chain of seals is whole: {} seals, the last with digest {}",
            chain.seals, chain.last_digest
        ));
    }
}

fn tell(seal: &Seal, findings: &[Finding], talk: &Talk) {
    let what = seal.manifest.what();
    let count =
        |wanted: &[Cause]| findings.iter().filter(|found| wanted.contains(&found.cause)).count();
    if findings.is_empty() {
        talk.say(format!("{what} is as it was sealed: SHA-256 {}", seal.digest));
        return;
    }
    let unexplained = count(&[Cause::Unexplained]);
    if unexplained > 0 {
        talk.say(format!(
            "{what} is NOT as it was sealed: {unexplained} rows or files differ, and nothing on record \
             tells why"
        ));
    }
    let late = findings
        .iter()
        .filter(|found| found.cause == Cause::Late && found.part.starts_with("responses/"))
        .count();
    if late > 0 {
        talk.say(format!("{what}: {late} responses came in after the seal"));
    }
    let recorded = count(&[Cause::Recorded]);
    if recorded > 0 {
        talk.say(format!("{what}: {recorded} rows were changed since, as the audit log tells"));
    }
    if unexplained == 0 && count(&[Cause::Late, Cause::Recorded]) > 0 {
        let (period, next) = (seal.manifest.period, seal.manifest.revision + 1);
        talk.say(format!("make revision {next}: manyi seal {period} --reason …"));
    }
    if count(&[Cause::Program]) > 0 {
        talk.say(format!(
            "{what} was computed by version {} of the program: that one gives what was sealed",
            seal.manifest.program
        ));
    }
}

fn twin(findings: &[Finding], language: Language) -> Twin {
    let headers = language.pick(
        ["时期", "版次", "部分", "对象", "变化", "缘由", "审计序号", "操作人", "理由", "细节"],
        [
            "Period",
            "Revision",
            "Part",
            "Row",
            "Change",
            "Cause",
            "Audit entry",
            "By",
            "Reason",
            "Details",
        ],
    );
    let row = |found: &Finding| {
        vec![
            found.period.map(|period| period.to_string()).unwrap_or_default(),
            found.revision.map(|revision| revision.to_string()).unwrap_or_default(),
            part_name(&found.part, language),
            found.key.clone(),
            change_name(found.change, language).to_owned(),
            cause_name(found.cause, language).to_owned(),
            found.entry.map(|entry| entry.to_string()).unwrap_or_default(),
            found.by.clone().unwrap_or_default(),
            found.reason.clone().unwrap_or_default(),
            found.detail.clone(),
        ]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: findings.iter().map(row).collect(),
        ..Twin::default()
    }
}

fn change_name(change: LineChange, language: Language) -> &'static str {
    match change {
        LineChange::Added => language.pick("新增", "added"),
        LineChange::Changed => language.pick("已改", "changed"),
        LineChange::Removed => language.pick("缺失", "removed"),
    }
}

fn cause_name(cause: Cause, language: Language) -> &'static str {
    match cause {
        Cause::Unexplained => language.pick("无记录", "unexplained"),
        Cause::Recorded => language.pick("有审计记录", "recorded"),
        Cause::Late => language.pick("封账后收到", "came in late"),
        Cause::Follows => language.pick("随数据变化", "follows from the rows"),
        Cause::Program => language.pick("程序版本不同", "another program"),
    }
}
