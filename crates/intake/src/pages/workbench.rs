//! The analysts' workbench: any cut as a table to sort, page through and take along in every format.

mod asked;
mod choices;
mod downloads;
mod shown;
mod table;

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use survey::Language;

use self::asked::Asked;
use super::plain::{failed, finished, frame_of};
use super::view::{EmptyPage, SaveForm, WorkbenchPage};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::letters::Letters;
use crate::locale::{LANG, Locale};
use crate::problem::Fault;
use crate::query::Params;
use crate::words::Words;

pub(crate) use self::asked::PARAMETERS;

/// Where it stands.
pub(crate) const PAGE: &str = "workbench";

/// What is wrong with an address of the page, as far as can be told without the data.
pub(crate) fn faults(params: Params) -> Vec<Fault> {
    let locale =
        Locale { language: Language::default(), chosen: false, letters: Letters::default() };
    Asked::read(params.without_blanks(), locale, None).faults
}

/// `GET /workbench`.
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let params = Params::read(request.query_string(), &PARAMETERS).without_blanks();
    let locale = Locale::of(&request, params.text(LANG));
    match rendered(&request, &state, &actor, (params, locale)).await {
        Ok(response) => response,
        Err(error) => failed(&request, &state, &error),
    }
}

async fn rendered(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    (params, locale): (Params, Locale),
) -> Result<HttpResponse, HttpError> {
    let (asked_state, reader) = (state.clone(), actor.clone());
    let (asked, found) = block(move || {
        let mut asked = Asked::read(params, locale, reader.sights());
        let found = match shown::found(&asked_state, &reader, &mut asked)? {
            Some(found) => Ok(found),
            None => Err(asked_state.store().counts()?.responses == 0),
        };
        Ok::<_, HttpError>((asked, found))
    })
    .await??;
    let words = Words::of(locale.language);
    let frame = |title| frame_of(request, locale, actor, title, PAGE, &asked.query());
    let found = match found {
        Ok(found) => found,
        Err(everything) => {
            let waits = asked.question.cut.waits_for_publication();
            let heading = EmptyPage::heading(waits, words);
            let page = EmptyPage { frame: frame(heading), heading, waits, everything };
            return Ok(finished(request, locale, StatusCode::OK, &page));
        }
    };
    let status = if asked.faults.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let form = SaveForm { page: PAGE.to_owned(), query: asked.kept(), ..SaveForm::default() };
    let page = WorkbenchPage {
        frame: frame(words.workbench),
        keep_language: locale.chosen,
        form_token: actor.form_token().to_owned(),
        form,
        found,
    };
    Ok(finished(request, locale, status, &page))
}
