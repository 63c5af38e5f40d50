//! The list of common issues, and the groups that are proposed to whoever makes them.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use store::{CommonFilter, CommonLine, CommonPage};
use survey::common::SelfCheckProgress;
use survey::round::in_china;
use survey::{CommonState, Right};

use super::groups::{Asked, proposals};
use super::making::Refused;
use super::view::{Line, ListPage, Proposals};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::issues::units;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::chart::trouble_of;
use crate::pages::issues::named::Names;
use crate::pages::plain::{failed, finished, frame_of};
use crate::pages::turning::{PAGE, Turning};
use crate::query::Params;
use crate::words::{Words, fill};

/// Common issues of one page.
const ROWS: usize = 20;

/// `GET /common`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = async {
        let mut params =
            Params::read(request.query_string(), &["period", "unit", PAGE, LANG]).without_blanks();
        let locale = Locale::of(&request, params.text(LANG));
        let asked = Asked::read(&mut params);
        shown(&request, &state, &actor, locale, asked, None).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

pub(super) async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    locale: Locale,
    asked: Asked,
    refused: Option<Refused>,
) -> Result<HttpResponse, HttpError> {
    let frame = {
        let query = asked.query().with(PAGE, Some(asked.page).filter(|page| *page > 1));
        let words = Words::of(locale.language);
        frame_of(request, locale, actor, words.common, "common", &query)
    };
    let (worker, reader, root) = (state.clone(), actor.clone(), frame.root.clone());
    let (found, asked, refused) = block(move || {
        let found = Found::load(&worker, &reader, locale, &asked, refused.as_ref(), &root)?;
        Ok::<_, HttpError>((found, asked, refused))
    })
    .await??;
    let words = Words::of(locale.language);
    let status = match &refused {
        Some(refused) => refused.status,
        None if found.faults.is_empty() => StatusCode::OK,
        None => StatusCode::BAD_REQUEST,
    };
    let page = ListPage {
        form_token: actor.form_token().to_owned(),
        troubles: found.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
        trouble: refused.map(|refused| refused.text).unwrap_or_default(),
        lines: found.lines,
        turning: found.turning.view(&asked.query(), "common", words),
        proposals: found.proposals,
        frame,
    };
    Ok(finished(request, locale, status, &page))
}

/// What there is to show.
struct Found {
    lines: Vec<Line>,
    turning: Turning,
    proposals: Option<Proposals>,
    faults: Vec<crate::problem::Fault>,
}

impl Found {
    fn load(
        state: &State,
        actor: &Actor,
        locale: Locale,
        asked: &Asked,
        refused: Option<&Refused>,
        root: &str,
    ) -> Result<Self, HttpError> {
        let names = Names::load(state, locale.language)?;
        let units = units(state, &actor.scope(Right::ReadIssues), None)?;
        let (part, turning) = part(state, &CommonFilter { units, state: None }, asked.page)?;
        let mut faults = asked.faults.clone();
        let proposals = if actor.may(Right::JudgeIssues) {
            Some(proposals(state, actor, &names, asked, refused, root, &mut faults)?)
        } else {
            None
        };
        let lines = part.lines.iter().map(|line| line_of(line, &names, root)).collect();
        Ok(Self { lines, turning, proposals, faults })
    }
}

/// The page that was asked for, or the last where there are not so many.
fn part(
    state: &State,
    filter: &CommonFilter,
    page: usize,
) -> Result<(CommonPage, Turning), HttpError> {
    let today = in_china(Timestamp::now()).date();
    let read = |page: usize| {
        let before = u64::try_from((page - 1).saturating_mul(ROWS)).unwrap_or(u64::MAX);
        state.store().common_page(filter, today, before, u32::try_from(ROWS).unwrap_or(u32::MAX))
    };
    let part = read(page)?;
    let total = usize::try_from(part.total).unwrap_or(usize::MAX);
    let turning = Turning::to(page, ROWS, total);
    if part.lines.is_empty() && total > 0 {
        return Ok((read(turning.page())?, turning));
    }
    Ok((part, turning))
}

fn line_of(line: &CommonLine, names: &Names, root: &str) -> Line {
    let (common, words) = (&line.common, Words::of(names.language));
    let overdue = line.progress.overdue;
    Line {
        href: Query::default().with("id", Some(common.id)).after(&format!("{root}common/one")),
        title: common.title.clone(),
        unit: names.unit(&common.unit),
        category: names.category(&common.category),
        made_on: in_china(common.made_at).date().to_string(),
        state: state_text(common.state, words),
        progress: progress_text(&line.progress, words),
        overdue: if overdue == 0 {
            String::new()
        } else {
            fill(words.common_told_overdue, "n", &overdue)
        },
    }
}

pub(super) fn state_text(state: CommonState, words: &Words) -> &'static str {
    match state {
        CommonState::Made => words.common_is_made,
        CommonState::Sent => words.common_is_sent,
        CommonState::Closed => words.common_is_closed,
    }
}

fn progress_text(progress: &SelfCheckProgress, words: &Words) -> String {
    if progress.tasks == 0 {
        return words.common_tasks_none.to_owned();
    }
    let text = fill(words.common_told, "n", &progress.tasks);
    let text = fill(&text, "f", &progress.found);
    let text = fill(&text, "k", &progress.not_found);
    fill(&text, "u", &progress.unanswered)
}
