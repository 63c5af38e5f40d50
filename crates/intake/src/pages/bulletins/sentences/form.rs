//! What the form of a wording sends: a file, or the text of the field.

use actix_multipart::Multipart;
use futures_util::StreamExt;
use survey::Language;

use crate::error::HttpError;
use crate::pages::multipart::{bad_form, file_name, in_time, whole, word};

/// Largest wording, in bytes: several times every sentence at its longest.
const TEXT_BYTES_MAX: usize = 256 << 10;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// What is sent.
    Use,
    /// What ships.
    Shipped,
}

pub(super) struct Form {
    pub(super) token: String,
    pub(super) language: Language,
    /// The version that was looked at; 0 for none.
    pub(super) seen: u32,
    pub(super) act: Act,
    /// Of the file, where one was chosen.
    pub(super) text: String,
}

impl Form {
    pub(super) async fn read(payload: Multipart) -> Result<Self, HttpError> {
        in_time(Self::fields(payload)).await
    }

    async fn fields(mut payload: Multipart) -> Result<Self, HttpError> {
        let (mut token, mut language, mut seen, mut act) = (String::new(), None, None, None);
        let (mut typed, mut file) = (String::new(), None);
        while let Some(field) = payload.next().await {
            let mut field = field.map_err(|_| bad_form())?;
            match field.name() {
                Some("form_token") => token = word(&mut field).await?,
                Some("language") => language = word(&mut field).await?.parse().ok(),
                Some("seen") => seen = word(&mut field).await?.parse().ok(),
                Some("act") => {
                    act = match word(&mut field).await?.as_str() {
                        "use" => Some(Act::Use),
                        "shipped" => Some(Act::Shipped),
                        _ => return Err(bad_form()),
                    };
                }
                Some("text") => typed = text(&whole(&mut field, TEXT_BYTES_MAX).await?),
                Some("file") => {
                    // Browsers send the field also where no file was chosen.
                    let named = !file_name(&field).is_empty();
                    let sent = text(&whole(&mut field, TEXT_BYTES_MAX).await?);
                    file = named.then_some(sent);
                }
                _ => return Err(bad_form()),
            }
        }
        match (language, seen, act) {
            (Some(language), Some(seen), Some(act)) => {
                Ok(Self { token, language, seen, act, text: file.unwrap_or(typed) })
            }
            _ => Err(bad_form()),
        }
    }
}

/// As an editor on any machine has it. What is no UTF-8 shows as such, and is refused as no TOML or in
/// the sentence that it stands in.
fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}
