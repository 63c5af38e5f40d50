//! `manyi import contacts|quotas|outcomes|issue-rules|supervision-rules|verification-rules`: whom to ask,
//! how many of them, what may come of it, how soon it has to be put right, what happens otherwise, and how
//! interviews are checked.

use std::path::Path;

use exchange::{
    Reject, read_contacts, read_fieldwork_rules, read_issue_rules, read_quotas,
    read_supervision_rules, read_verification_rules,
};
use store::{Added, COMMAND_LINE, Change, Quota, Store};
use survey::Code;
use survey::contact::NewContact;

use super::records::Rejects;
use crate::args::{Global, ImportContacts};
use crate::error::{Failure, Outcome};
use crate::output::Talk;

/// Adds contacts to a list: all that are sound, or none when the file is broken.
pub(super) fn contacts(
    args: &ImportContacts,
    store: &Store,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let (units, mut rejects) = (store.unit_tree()?, Rejects::new(&args.options.rejects));
    let (mut contacts, mut places) = (Vec::<NewContact>::new(), Vec::new());
    for file in &args.files {
        let (rows, flaws) = read_contacts(file, &units)?;
        rejects.add(&flaws)?;
        for (contact, line) in rows {
            contacts.push(contact);
            places.push((file, line));
        }
    }
    if args.options.dry_run {
        talk.say(format!("dry run: {} contacts are sound, nothing was stored", contacts.len()));
        return rejects.report(talk);
    }
    let key = super::super::contact_key(global)?;
    let by = store.by(COMMAND_LINE);
    let outcomes = by.add_contacts(&key, &args.frame, &contacts)?;
    for ((outcome, contact), (file, line)) in outcomes.iter().zip(&contacts).zip(&places) {
        if let Some(reject) = left_out(outcome, contact, file, *line) {
            rejects.add(&[reject])?;
        }
    }
    let count = |wanted: &Added| outcomes.iter().filter(|outcome| *outcome == wanted).count();
    talk.say(format!(
        "list {}: {} contacts added, {} there already",
        args.frame,
        count(&Added::New),
        count(&Added::Same)
    ));
    rejects.report(talk)
}

/// Why a contact was not added. Nobody is named.
fn left_out(outcome: &Added, contact: &NewContact, file: &Path, line: u64) -> Option<Reject> {
    let (code, reason) = match outcome {
        Added::New | Added::Same => return None,
        Added::Different => {
            ("different_content", "this number stands for somebody else, who stays".to_owned())
        }
        Added::Duplicate { of } => {
            ("duplicate", format!("the same number, or name and address, as {of}"))
        }
    };
    Some(Reject {
        file: file.display().to_string(),
        line,
        column: "case".to_owned(),
        value: contact.case.as_ref().map(ToString::to_string).unwrap_or_default(),
        code,
        reason,
    })
}

/// Sets the quotas of a round.
pub(super) fn quotas(
    round: &Code,
    file: &Path,
    store: &Store,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let (rows, rejects) = read_quotas(file, &store.unit_tree()?)?;
    if !rejects.is_empty() {
        return Err(Failure::Rejected(rejects));
    }
    let quotas: Vec<Quota> =
        rows.into_iter().map(|(unit, minimum)| Quota { unit, minimum }).collect();
    store.by(COMMAND_LINE).put_quotas(round, &quotas)?;
    let all = quotas.iter().fold(0, |sum: u64, quota| sum.saturating_add(quota.minimum));
    talk.say(format!("round {round}: {} units need {all} interviews at least", quotas.len()));
    Ok(Outcome::Done)
}

/// Puts outcome codes in force, with what follows each.
pub(super) fn outcomes(file: &Path, store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let rules = read_fieldwork_rules(file)?;
    let said = match store.by(COMMAND_LINE).put_fieldwork_rules(&rules)? {
        Change::Unchanged => "are in force already",
        Change::Added | Change::Updated => "are in force",
    };
    talk.say(format!("{} outcome codes {said}", rules.outcomes.len()));
    Ok(Outcome::Done)
}

/// Puts time limits of the ledger in force.
pub(super) fn issue_rules(file: &Path, store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let rules = read_issue_rules(file)?;
    let said = match store.by(COMMAND_LINE).put_issue_rules(&rules)? {
        Change::Unchanged => "are in force already",
        Change::Added | Change::Updated => "are in force for what is assigned from now on",
    };
    talk.say(format!("the time limits {said}"));
    Ok(Outcome::Done)
}

/// Puts rules of supervision in force, as a version of their own.
pub(super) fn supervision_rules(
    file: &Path,
    store: &Store,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let rules = read_supervision_rules(file)?;
    let said = match store.by(COMMAND_LINE).put_supervision_rules(&rules)? {
        Change::Unchanged => "are in force already",
        Change::Added | Change::Updated => "are in force for what is proposed from now on",
    };
    let version = store.supervision_rules()?.version;
    talk.say(format!("{} rules of supervision {said}, as version {version}", rules.rules.len()));
    Ok(Outcome::Done)
}

/// Puts limits of signals and exclusion rules in force.
pub(super) fn verification_rules(
    file: &Path,
    store: &Store,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let rules = read_verification_rules(file)?;
    let said = match store.by(COMMAND_LINE).put_verification_rules(&rules)? {
        Change::Unchanged => "are in force already",
        Change::Added | Change::Updated => "are in force",
    };
    talk.say(format!("the rules of verification {said}"));
    Ok(Outcome::Done)
}
