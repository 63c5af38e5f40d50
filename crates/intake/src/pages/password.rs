//! Choosing a password.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::account::page_of_account;
use super::plain::failed;
use super::sign_in::may_try;
use crate::State;
use crate::auth::{Actor, EntryForm, PasswordFault, judge};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::words::Words;

#[derive(Deserialize)]
pub(crate) struct NewPassword {
    form_token: String,
    #[serde(default)]
    current: String,
    new: String,
    again: String,
}

/// `POST /account/password`: signs out every browser, this one too, so that whoever learnt the old
/// password is out.
pub(crate) async fn new_password(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<NewPassword>,
) -> HttpResponse {
    let form = form.0;
    let words = Words::of(Locale::of(&request, None).language);
    match change(&state, &actor, &form).await {
        Ok(Ok(())) => {
            HttpResponse::SeeOther().insert_header((LOCATION, "../sign-in?done=password")).finish()
        }
        Ok(Err(fault)) => {
            let text = fault_text(fault, words);
            page_of_account(&request, &state, &actor, StatusCode::UNPROCESSABLE_ENTITY, text).await
        }
        Err(error) => failed(&request, &state, &error),
    }
}

/// Why a password is not changed.
#[derive(Clone, Copy)]
enum Unchanged {
    WrongCurrent,
    NotTheSame,
    Bad(PasswordFault),
}

fn fault_text(fault: Unchanged, words: &Words) -> &'static str {
    match fault {
        Unchanged::WrongCurrent => words.password_wrong,
        Unchanged::NotTheSame => words.password_differs,
        Unchanged::Bad(PasswordFault::TooShort) => words.password_short,
        Unchanged::Bad(PasswordFault::TooLong) => words.password_long,
        Unchanged::Bad(PasswordFault::TooSimple) => words.password_simple,
        Unchanged::Bad(PasswordFault::HoldsName) => words.password_name,
    }
}

async fn change(
    state: &Data<State>,
    actor: &Actor,
    form: &NewPassword,
) -> Result<Result<(), Unchanged>, HttpError> {
    actor.check_form(&form.form_token)?;
    let user = actor.user();
    if form.new != form.again {
        return Ok(Err(Unchanged::NotTheSame));
    }
    if let Err(fault) = judge(&form.new, user.name.as_str()) {
        return Ok(Err(Unchanged::Bad(fault)));
    }
    let turn = state.passwords().turn().await?;
    let (current, new, name) = (form.current.clone(), form.new.clone(), user.name.to_string());
    let (worker, session) = (state.clone(), actor.session().digest.clone());
    let changed = block(move || {
        let store = worker.store();
        // As it is now, and not as it was when the session was looked up.
        let user = store.user(&name)?.filter(may_try);
        let known = user.as_ref().and_then(|user| user.password_hash.as_deref());
        // Whoever came by a link has no password yet.
        let free = user.as_ref().is_some_and(|user| user.password_hash.is_none());
        if !free && !worker.passwords().verify(&turn, &current, known) {
            if user.is_some() {
                store.by(&name).count_failure(&name)?;
            }
            return Ok::<_, HttpError>(Err(Unchanged::WrongCurrent));
        }
        let hash = worker.passwords().hash(&turn, &new);
        drop(turn);
        let changed = store.by(&name).change_password(&name, known, &hash, &session)?;
        Ok(if changed { Ok(()) } else { Err(Unchanged::WrongCurrent) })
    })
    .await??;
    state.sessions().forget();
    Ok(changed)
}
