//! PDF/A-2b: the bulletin of record, set in this process by typst. Nothing is fetched: no packages, no
//! files beside the template, and the fonts of this machine.

mod fonts;
mod view;
mod world;

use typst::diag::{SourceDiagnostic, SourceResult};
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use self::fonts::Fonts;
use self::world::World;
use crate::{Bulletin, DocumentError};

/// The bulletin as PDF/A-2b, tagged for screen readers. It takes a second or so of computing: a server
/// hands it to a thread of its own.
///
/// # Errors
/// [`DocumentError::Bulletin`] when the bulletin has problems, [`DocumentError::MissingGlyphs`]
/// before anything is set, so that no page has empty boxes, [`DocumentError::Pdf`] when typst refuses.
pub fn pdf(bulletin: &Bulletin, fonts: &Fonts) -> Result<Vec<u8>, DocumentError> {
    let bulletin = bulletin.checked()?;
    fonts.check(&bulletin.canonical()?)?;
    let world = World::new(&view::json(bulletin, fonts)?, fonts);
    let options = options(bulletin)?;
    let made = set(&world, &options);
    // typst remembers what it has computed until it is told to forget, also after an error.
    comemo::evict(0);
    made.map_err(|errors| DocumentError::Pdf(listed(&errors)))
}

fn set(world: &World, options: &PdfOptions) -> SourceResult<Vec<u8>> {
    let document = typst::compile::<PagedDocument>(world).output?;
    typst_pdf::pdf(&document, options)
}

fn options(bulletin: &Bulletin) -> Result<PdfOptions, DocumentError> {
    let refused =
        |error: typst::diag::HintedString| DocumentError::Pdf(error.message().to_string());
    let day = bulletin.dated;
    let part = |value: i8| u8::try_from(value).unwrap_or(1);
    let midnight =
        Datetime::from_ymd_hms(day.year().into(), part(day.month()), part(day.day()), 0, 0, 0);
    Ok(PdfOptions {
        ident: Smart::Custom(bulletin.digest()?),
        creator: Smart::Custom(Some(bulletin.method.program.clone())),
        timestamp: midnight.map(Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::A_2b]).map_err(refused)?,
        ..PdfOptions::default()
    })
}

fn listed(errors: &[SourceDiagnostic]) -> String {
    let said = |error: &SourceDiagnostic| {
        let hints = error.hints.iter().map(|hint| format!(" ({})", hint.v));
        format!("{}{}", error.message, hints.collect::<String>())
    };
    errors.iter().map(said).collect::<Vec<_>>().join("; ")
}
