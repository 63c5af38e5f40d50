//! A bulletin that is kept, as a document.

use actix_web::http::header::{CONTENT_DISPOSITION, ContentEncoding};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use documents::{Bulletin, DocumentError};
use figures::FiguresError;

use super::readable;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::problem::ProblemDocument;
use crate::query::Params;
use crate::responses::id_of;
use crate::seals::named;

/// Dots for each pixel of a picture in a document: sharp on paper.
const DOTS: f32 = 3.0;

/// What a bulletin can be had as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paper {
    Html,
    Docx,
    Xlsx,
    #[cfg(feature = "pdf")]
    Pdf,
}

impl Paper {
    /// All that this program can make.
    pub(crate) const ALL: &[Self] = &[
        Self::Html,
        Self::Docx,
        Self::Xlsx,
        #[cfg(feature = "pdf")]
        Self::Pdf,
    ];

    /// The ending of its files.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            #[cfg(feature = "pdf")]
            Self::Pdf => "pdf",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            #[cfg(feature = "pdf")]
            Self::Pdf => "application/pdf",
        }
    }

    fn bytes(self, state: &State, bulletin: &Bulletin) -> Result<Vec<u8>, HttpError> {
        let made = match self {
            Self::Html => documents::html::page(bulletin).map(String::into_bytes),
            Self::Xlsx => documents::xlsx(bulletin),
            Self::Docx => {
                let fonts = state.fonts()?;
                documents::docx(bulletin, &|svg| Ok(charts::png(svg, &fonts, DOTS)?))
            }
            #[cfg(feature = "pdf")]
            Self::Pdf => documents::pdf::Fonts::find(state.font())
                .and_then(|fonts| documents::pdf::pdf(bulletin, &fonts)),
        };
        Ok(made.map_err(FiguresError::from)?)
    }
}

/// `GET /bulletins/{id}/documents/{ending}`.
pub(crate) async fn document(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let ending = request.match_info().get("ending").unwrap_or_default();
    let known = Paper::ALL.iter().find(|paper| paper.ending() == ending);
    let Some(&paper) = known else {
        let endings: Vec<_> = Paper::ALL.iter().map(|paper| paper.ending()).collect();
        let detail = format!("a bulletin is to be had as {}", endings.join(", "));
        return Err(ProblemDocument::not_found("unknown_document", detail).into());
    };
    let (name, bytes) = block(move || {
        let (kept, content) = readable(&state, &actor, id)?;
        let bulletin = named(&state, &kept, read(&content)?)?;
        let bytes = paper.bytes(&state, &bulletin)?;
        let (period, revision) = (kept.subject.period, kept.revision);
        Ok::<_, HttpError>((
            format!("manyi-{period}-{revision}.{ending}", ending = paper.ending()),
            bytes,
        ))
    })
    .await??;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header(ContentEncoding::Identity)
        .content_type(paper.content_type())
        .body(bytes))
}

/// What a kept content says. What was kept before it was looked at may be anything; a document is made
/// only of what this program understands.
pub(crate) fn read(content: &str) -> Result<Bulletin, HttpError> {
    Bulletin::read(content).map_err(|error| match error {
        DocumentError::Json(_) | DocumentError::Bulletin(_) => {
            let status = actix_web::http::StatusCode::CONFLICT;
            let detail = format!("this content can't be shown as a document: {error}");
            ProblemDocument::new(status, "not_a_document", detail).into()
        }
        other => FiguresError::from(other).into(),
    })
}
