//! Sealed periods, shown.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use store::{COMMAND_LINE, ChainCheck, Seal, StoreError};
use survey::period::PeriodKind;
use survey::round::in_china;
use survey::seal::part_name;
use survey::{Month, Period, Right, Scope};

use super::view::{Checked, Line, SealsPage};
use super::{CHECK, PAGE};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::form::period_name;
use crate::pages::plain::{finished, frame_of};
use crate::pages::turning::Turning;
use crate::pages::view::Choice;
use crate::seals::responses_of;
use crate::words::{Words, fill};

/// Seals of one page.
const ROWS: usize = 20;
/// Periods that the form offers, by kind: a year of months, and as far back for the others.
const OFFERED: [(PeriodKind, usize); 5] = [
    (PeriodKind::Quarter, 4),
    (PeriodKind::Month, 12),
    (PeriodKind::Half, 2),
    (PeriodKind::Year, 2),
    (PeriodKind::Semester, 2),
];

/// What the page says besides the list.
pub(super) struct Told {
    pub(super) locale: Locale,
    pub(super) status: StatusCode,
    pub(super) done: &'static str,
    pub(super) trouble: &'static str,
    /// What was to be sealed, and why.
    pub(super) wanted: Option<(Period, String)>,
    pub(super) check: bool,
    /// Which part of the list, from 1.
    pub(super) part: usize,
}

impl Told {
    pub(super) fn nothing(locale: Locale) -> Self {
        Self {
            locale,
            status: StatusCode::OK,
            done: "",
            trouble: "",
            wanted: None,
            check: false,
            part: 1,
        }
    }
}

/// The list.
pub(super) async fn list(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (worker, check) = (state.clone(), told.check);
    let (seals, chain) = block(move || {
        let chain = check.then(|| worker.store().check_seals()).transpose()?;
        Ok::<_, HttpError>((readable(&worker, chain.as_ref())?, chain))
    })
    .await??;
    let words = Words::of(told.locale.language);
    let may = actor.scope(Right::ManageSurvey) == Scope::Everything;
    let turning = Turning::to(told.part, ROWS, seals.len());
    let query = Query::default().with(CHECK, told.check.then_some(1));
    let shown = seals.iter().rev().skip(turning.rows().start).take(ROWS);
    let page = SealsPage {
        frame: frame_of(request, told.locale, actor, words.seals, PAGE, &query),
        form_token: actor.form_token().to_owned(),
        done: told.done,
        trouble: told.trouble,
        form: may.then(|| form(told.wanted, words)),
        checked: chain.map(|chain| checked(&chain, words)),
        lines: shown.map(|seal| line(seal, &seals, words)).collect(),
        turning: turning.is_long().then(|| turning.view(&query, PAGE, words)),
    };
    Ok(finished(request, told.locale, told.status, &page))
}

/// All seals; none where checking the chain tells that some can't be read.
fn readable(state: &State, chain: Option<&ChainCheck>) -> Result<Vec<Seal>, HttpError> {
    match state.store().seals() {
        Err(StoreError::Unreadable { .. }) if chain.is_some() => Ok(Vec::new()),
        seals => Ok(seals?),
    }
}

/// The periods that are over, the newest of each kind first.
fn form(wanted: Option<(Period, String)>, words: &Words) -> (Vec<Choice>, String) {
    let today = in_china(Timestamp::now()).date();
    let (chosen, reason) = match wanted {
        Some((period, reason)) => (Some(period), reason),
        None => (None, String::new()),
    };
    let of_kind = |(kind, count): (PeriodKind, usize)| {
        let newest = Period::containing(Month::of(today), kind).previous();
        std::iter::successors(Some(newest), |period| Some(period.previous())).take(count)
    };
    let choice = |period: Period| Choice {
        value: period.to_string(),
        text: period_name(period, words.language),
        selected: chosen == Some(period),
    };
    (OFFERED.into_iter().flat_map(of_kind).map(choice).collect(), reason)
}

fn checked(chain: &ChainCheck, words: &Words) -> Checked {
    let summary = if chain.findings.is_empty() { words.seal_whole } else { words.seal_broken };
    let summary = fill(summary, "n", &chain.seals);
    let fault = |found: &survey::seal::Finding| {
        let part = part_name(&found.part, words.language);
        format!("{part} · {}{}{}", found.key, words.colon, found.detail)
    };
    Checked {
        summary: fill(&summary, "entries", &chain.audit.entries),
        faults: chain.findings.iter().map(fault).collect(),
    }
}

fn line(seal: &Seal, all: &[Seal], words: &Words) -> Line {
    let manifest = &seal.manifest;
    let of_period = all.iter().filter(|other| other.manifest.period == manifest.period);
    let newest = of_period.map(|other| other.manifest.revision).max().unwrap_or_default();
    let state = if newest == manifest.revision {
        words.seal_holds.to_owned()
    } else {
        fill(words.seal_replaced, "n", &newest)
    };
    let by =
        if manifest.sealed_by == COMMAND_LINE { words.command_line } else { &manifest.sealed_by };
    let at = in_china(manifest.sealed_at).strftime("%Y-%m-%d %H:%M");
    let responses = fill(words.seal_responses, "n", &responses_of(seal));
    let change = |part: &survey::seal::PartChange| {
        let said = fill(words.seal_change, "part", &part_name(&part.name, words.language));
        let said = fill(&said, "a", &part.added);
        fill(&fill(&said, "c", &part.changed), "r", &part.removed)
    };
    let part = |part: &survey::seal::PartDigest| {
        let name = part_name(&part.name, words.language);
        format!("{name}{}{}", words.colon, part.rows)
    };
    Line {
        title: format!(
            "{} · {}",
            period_name(manifest.period, words.language),
            fill(words.seal_revision, "n", &manifest.revision)
        ),
        state,
        about: format!("{by} · {at} · {responses} · manyi {}", manifest.program),
        reason: manifest.reason.clone().unwrap_or_default(),
        changes: manifest.changes.iter().map(change).collect(),
        summary: fill(words.seal_parts, "n", &manifest.parts.len()),
        parts: manifest.parts.iter().map(part).collect(),
        waiting: match manifest.waiting.quarantine {
            0 => String::new(),
            count => fill(words.seal_waiting, "n", &count),
        },
        digest: seal.digest.clone(),
    }
}
