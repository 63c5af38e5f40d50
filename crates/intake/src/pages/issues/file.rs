//! What is listed, as a file for a spreadsheet.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use store::Issue;
use survey::round::in_china;
use survey::{IssueLife, Owners};

use super::asked::Asked;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::pages::names::Names;
use crate::pages::plain::{away, failed};
use crate::problem::ProblemDocument;
use crate::query::Params;

const HEADS: [&str; 23] = [
    "id",
    "channel",
    "number",
    "unit",
    "unit_name",
    "category",
    "category_name",
    "reason",
    "description",
    "opened_on",
    "state",
    "triage",
    "due_on",
    "overdue",
    "leader",
    "section",
    "person",
    "first_receiver",
    "replied_at",
    "closed_at",
    "reopened",
    "repeats",
    "seq",
];

/// `GET /issues/file`: the rows of the list with the same choices, all pages of it.
pub(crate) async fn file(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let made = async {
        let mut params = Params::read(request.query_string(), &Asked::NAMES).without_blanks();
        let locale = Locale::of(&request, params.text(LANG));
        let mut asked = Asked::read(&mut params);
        params.finish()?;
        let bytes = away(&state, &actor, move |state, actor| {
            let today = in_china(Timestamp::now()).date();
            let names = Names::load(state, locale.language)?;
            let Some(filter) = asked.filter(state, actor, &names, today)? else {
                return Err(ProblemDocument::invalid(asked.faults).into());
            };
            let ledger = state.store().ledger(&filter, today, 0, u32::MAX)?;
            written(&ledger.issues, &names, today)
        })
        .await?;
        Ok::<_, HttpError>(
            HttpResponse::Ok()
                .insert_header((CACHE_CONTROL, "no-store"))
                .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"manyi-issues.csv\""))
                .content_type("text/csv; charset=utf-8; header=present")
                .body(bytes),
        )
    };
    made.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

fn written(issues: &[Issue], names: &Names, today: Date) -> Result<Vec<u8>, HttpError> {
    let mut rows = vec![HEADS.map(str::to_owned).to_vec()];
    rows.extend(issues.iter().map(|issue| row(issue, names, today)));
    let mut bytes = Vec::new();
    exchange::write_texts(&mut bytes, &rows)
        .map_err(|error| HttpError::Unwritable(error.to_string()))?;
    Ok(bytes)
}

fn row(issue: &Issue, names: &Names, today: Date) -> Vec<String> {
    fn or_blank(value: Option<&impl ToString>) -> String {
        value.map(ToString::to_string).unwrap_or_default()
    }
    let owner = |name: fn(&Owners) -> &String| or_blank(issue.owners.as_ref().map(name));
    [
        issue.id.to_string(),
        issue.channel.to_string(),
        or_blank(issue.number.as_ref()),
        issue.unit.to_string(),
        names.unit(&issue.unit),
        issue.category.to_string(),
        names.category(&issue.category),
        or_blank(issue.reason.as_ref()),
        or_blank(issue.description.as_ref()),
        issue.opened_on.to_string(),
        issue.state.to_string(),
        or_blank(issue.triage.as_ref()),
        or_blank(issue.due_on.as_ref()),
        IssueLife::is_past(issue.state, issue.due_on, today).to_string(),
        owner(|of| &of.leader),
        owner(|of| &of.section),
        owner(|of| &of.person),
        or_blank(issue.first_receiver.as_ref()),
        or_blank(issue.replied_at.as_ref()),
        or_blank(issue.closed_at.as_ref()),
        issue.reopened.to_string(),
        or_blank(issue.repeats.as_ref()),
        issue.seq.to_string(),
    ]
    .to_vec()
}
