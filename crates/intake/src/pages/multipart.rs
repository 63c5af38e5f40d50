//! Forms that send a file: their fields, read up to a limit and in time.

use std::future::Future;
use std::time::Duration;

use actix_multipart::Field;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;

use crate::error::HttpError;
use crate::problem::ProblemDocument;

/// Longest name of a file that is kept, in characters.
const NAME_CHARS_MAX: usize = 120;
/// Longest field that is no file, in bytes.
const FIELD_BYTES_MAX: usize = 1 << 10;
/// Who needs longer for two megabytes has lost the line.
const READING_MAX: Duration = Duration::from_mins(1);

/// Reads a form in time, or not at all.
pub(super) async fn in_time<T>(
    reading: impl Future<Output = Result<T, HttpError>>,
) -> Result<T, HttpError> {
    tokio::time::timeout(READING_MAX, reading).await.map_err(|_| {
        let detail = "the file did not arrive in time; send it again";
        ProblemDocument::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow", detail)
    })?
}

/// A field with all its bytes.
pub(super) async fn whole(field: &mut Field, limit: usize) -> Result<Bytes, HttpError> {
    match field.bytes(limit).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(bad_form()),
        Err(_) => {
            let detail = format!("the file is longer than {limit} bytes");
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            Err(ProblemDocument::new(status, "body_too_large", detail).into())
        }
    }
}

/// A short field of words.
pub(super) async fn word(field: &mut Field) -> Result<String, HttpError> {
    let bytes = whole(field, FIELD_BYTES_MAX).await?;
    String::from_utf8(bytes.to_vec()).map_err(|_| bad_form())
}

pub(super) fn bad_form() -> HttpError {
    ProblemDocument::bad_request("bad_form", "this is not what the form of the page sends").into()
}

/// The name without folders, which some browsers send along, and fit for a list.
pub(super) fn file_name(field: &Field) -> String {
    let name = field.content_disposition().and_then(|header| header.get_filename());
    let last = name.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect()
}
