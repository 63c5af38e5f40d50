//! Forms of our pages: short, in time, and refused like everything else.

use std::ops::Deref;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Form;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use crate::error::HttpError;
use crate::problem::ProblemDocument;

/// Who needs longer for a few fields is not filling a form.
const READING_MAX: Duration = Duration::from_secs(20);

/// What a form holds.
#[derive(Debug)]
pub(crate) struct EntryForm<T>(pub(crate) T);

impl<T> Deref for EntryForm<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for EntryForm<T> {
    type Error = HttpError;
    type Future = LocalBoxFuture<'static, Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let reading = Form::<T>::from_request(request, payload);
        Box::pin(async move {
            match tokio::time::timeout(READING_MAX, reading).await {
                Ok(Ok(form)) => Ok(Self(form.into_inner())),
                Ok(Err(_)) => {
                    let detail = "this is not what the form of the page sends";
                    Err(ProblemDocument::bad_request("bad_form", detail).into())
                }
                Err(_) => {
                    let detail = "the form did not arrive in time; send it again";
                    let status = StatusCode::REQUEST_TIMEOUT;
                    Err(ProblemDocument::new(status, "body_too_slow", detail).into())
                }
            }
        })
    }
}
