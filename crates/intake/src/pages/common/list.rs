//! The list of common issues, and the groups that are proposed to whoever makes them.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use store::{CommonFilter, CommonLine};
use survey::common::SelfCheckProgress;
use survey::round::in_china;
use survey::{CommonState, Right};
use uuid::Uuid;

use super::groups::{Asked, proposals};
use super::making::Refused;
use super::view::{ListPage, Proposals};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::issues::units;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::case::list::{CasesView, Column, Row};
use crate::pages::chart::trouble_of;
use crate::pages::names::Names;
use crate::pages::plain::{away, failed, finished, frame_of};
use crate::pages::turning::{PAGE, Turning};
use crate::problem::Fault;
use crate::query::Params;
use crate::words::{Words, fill};

/// Common issues of one page.
const ROWS: u32 = 20;

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
    let root = frame.root.clone();
    let (found, asked, refused) = away(state, actor, move |state, actor| {
        let found = Found::load(state, actor, locale, &asked, refused.as_ref(), &root)?;
        Ok((found, asked, refused))
    })
    .await?;
    let words = Words::of(locale.language);
    let status = match &refused {
        Some(refused) => refused.status,
        None if found.faults.is_empty() => StatusCode::OK,
        None => StatusCode::BAD_REQUEST,
    };
    let page = ListPage {
        cases: CasesView {
            title: words.common,
            lead: words.common_lead,
            done: String::new(),
            trouble: refused.map(|refused| refused.text).unwrap_or_default(),
            troubles: found.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
            listed: words.common_listed,
            none: words.common_none,
            columns: columns(words),
            rows: found.rows,
            turning: found.turning.view(&asked.query(), "common", words),
        },
        form_token: actor.form_token().to_owned(),
        proposals: found.proposals,
        frame,
    };
    Ok(finished(request, locale, status, &page))
}

/// What there is to show.
struct Found {
    rows: Vec<Row>,
    turning: Turning,
    proposals: Option<Proposals>,
    faults: Vec<Fault>,
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
        let filter = CommonFilter { units, state: None };
        let today = in_china(Timestamp::now()).date();
        let (part, turning) = Turning::read(
            asked.page,
            ROWS,
            |before, most| state.store().common_page(&filter, today, before, most),
            |part| part.total,
        )?;
        let mut faults = asked.faults.clone();
        let proposals = if actor.may(Right::JudgeIssues) {
            Some(proposals(state, actor, &names, asked, refused, root, &mut faults)?)
        } else {
            None
        };
        let rows = part.lines.iter().map(|line| row(line, &names, root)).collect();
        Ok(Self { rows, turning, proposals, faults })
    }
}

fn row(line: &CommonLine, names: &Names, root: &str) -> Row {
    let (common, words) = (&line.common, Words::of(names.language));
    Row {
        href: address(common.id, root),
        marks: Vec::new(),
        texts: vec![
            common.title.clone(),
            names.unit(&common.unit),
            names.category(&common.category),
            in_china(common.made_at).date().to_string(),
            state_text(common.state, words).to_owned(),
            progress_text(&line.progress, words),
        ],
        overdue: overdue_text(&line.progress, words),
    }
}

fn columns(words: &'static Words) -> Vec<Column> {
    vec![
        Column::text(words.common_title),
        Column::text(words.common_within),
        Column::text(words.category),
        Column::day(words.common_made_on),
        Column::kind(words.common_state),
        Column::text(words.common_progress).due(),
    ]
}

/// Where a common issue is read.
pub(in crate::pages) fn address(id: Uuid, root: &str) -> String {
    Query::default().with("id", Some(id)).after(&format!("{root}common/one"))
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

/// How many answers are overdue; nothing where none is.
pub(super) fn overdue_text(progress: &SelfCheckProgress, words: &Words) -> String {
    match progress.overdue {
        0 => String::new(),
        n => fill(words.common_told_overdue, "n", &n),
    }
}
