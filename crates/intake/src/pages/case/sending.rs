//! What the form of a step sends: its fields, and files that show what was done.

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use survey::evidence::BYTES_MAX;

use crate::auth::EntryForm;
use crate::error::HttpError;
use crate::pages::field::{Sent, TEXT_MAX};
use crate::pages::multipart::{bad_form, file_name, in_time, whole};

/// The field of the files.
pub(in crate::pages) const FILES: &str = "files";
/// Most files of one form.
const FILES_MAX: usize = 5;
/// Longest field that is no file: a letter has four bytes at most.
const FIELD_BYTES_MAX: usize = 4 * TEXT_MAX;
/// Most fields.
const FIELDS_MAX: usize = 60;

/// A file as it was sent.
pub(in crate::pages) struct SentFile {
    pub(in crate::pages) name: String,
    pub(in crate::pages) bytes: Bytes,
}

/// The form of a step. Without a file it may come as plain fields, too.
pub(crate) struct SentStep {
    pub(in crate::pages) sent: Sent,
    pub(in crate::pages) files: Vec<SentFile>,
}

impl FromRequest for SentStep {
    type Error = HttpError;
    type Future = LocalBoxFuture<'static, Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.content_type().eq_ignore_ascii_case("multipart/form-data") {
            let form = Multipart::from_request(request, payload);
            return Box::pin(async move {
                in_time(Self::read(form.await.map_err(|_| bad_form())?)).await
            });
        }
        let fields = EntryForm::<Sent>::from_request(request, payload);
        Box::pin(async move { Ok(fields.await?.0.into()) })
    }
}

/// Without files.
impl From<Sent> for SentStep {
    fn from(sent: Sent) -> Self {
        Self { sent, files: Vec::new() }
    }
}

impl SentStep {
    async fn read(mut payload: Multipart) -> Result<Self, HttpError> {
        let (mut fields, mut files) = (Vec::new(), Vec::new());
        while let Some(field) = payload.next().await {
            let mut field = field.map_err(|_| bad_form())?;
            let name = field.name().unwrap_or_default().to_owned();
            if fields.len() >= FIELDS_MAX || files.len() >= FILES_MAX {
                return Err(bad_form());
            }
            if name != FILES {
                let bytes = whole(&mut field, FIELD_BYTES_MAX).await?;
                let value = String::from_utf8(bytes.to_vec()).map_err(|_| bad_form())?;
                // As forms without a file send line ends.
                fields.push((name, value.replace("\r\n", "\n")));
                continue;
            }
            // Browsers send the field also where no file was chosen.
            let name = file_name(&field);
            let bytes = whole(&mut field, BYTES_MAX).await?;
            if !name.is_empty() {
                files.push(SentFile { name, bytes });
            }
        }
        Ok(Self { sent: Sent::new(fields), files })
    }
}
