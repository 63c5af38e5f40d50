//! DOCX: for those who edit, sign and seal. Laid out as GB/T 9704 lays out official documents; the
//! fonts are named and not shipped, because every Chinese office has them.

mod face;
mod finish;
mod paper;
mod table;

use docx_rs::{Docx, Paragraph, Pic, Run};

use self::face::Face;
use crate::layout::{POINT, TEXT_WIDTH};
use crate::words::{self, Words};
use crate::{Bulletin, Chart, DocumentError, Section, layout};

/// Letters of the title, in points.
const TITLE_SIZE: usize = 22;

/// Makes a PNG of a chart's SVG, twice as large or more, so that it is sharp on paper. Word
/// processors can't be trusted with SVG.
pub type Rasterise<'a> =
    &'a dyn Fn(&str) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>;

/// The bulletin for word processors.
///
/// # Errors
/// [`DocumentError::Bulletin`] when the bulletin has problems, [`DocumentError::Picture`] when
/// `rasterise` fails or gives something else than a PNG.
pub fn docx(bulletin: &Bulletin, rasterise: Rasterise) -> Result<Vec<u8>, DocumentError> {
    let bulletin = bulletin.checked()?;
    let mut page = Page {
        words: words::words(bulletin.language),
        bulletin,
        rasterise,
        docx: paper::blank(bulletin),
    };
    page.head();
    page.texts(&bulletin.preamble);
    for (left, section) in (0..bulletin.sections.len()).rev().zip(&bulletin.sections) {
        page.line(Face::Heading, &section.heading);
        if left == 0 && section.charts.is_empty() && section.tables.is_empty() {
            page.last_texts(&section.paragraphs);
        } else {
            page.section(section)?;
        }
    }
    page.signature();
    for (at, section) in bulletin.attachments.iter().enumerate() {
        page.new_page(Some(&words::attachment(at + 1, bulletin.language)), &section.heading);
        page.section(section)?;
    }
    page.method()?;
    page.data_of_charts();
    let charts: Vec<_> = bulletin.charts().collect();
    finish::finish(page.docx.build(), bulletin, &charts)
}

/// The document under construction.
struct Page<'a> {
    bulletin: &'a Bulletin,
    words: Words,
    rasterise: Rasterise<'a>,
    docx: Docx,
}

impl Page<'_> {
    fn add(&mut self, paragraph: Paragraph) {
        self.docx = std::mem::take(&mut self.docx).add_paragraph(paragraph);
    }

    fn line(&mut self, face: Face, text: &str) {
        self.add(face.paragraph().add_run(Run::new().add_text(text)));
    }

    fn head(&mut self) {
        let bulletin = self.bulletin;
        let letterhead = layout::one_line(&bulletin.issuer, TEXT_WIDTH / POINT, 28, 18);
        let issuer = Run::new().add_text(&bulletin.issuer).size(letterhead * 2);
        self.add(Face::Issuer.paragraph().add_run(issuer));
        self.line(Face::Kicker, &words::kicker(bulletin));
        let side = layout::narrower(&bulletin.title, TEXT_WIDTH / POINT, TITLE_SIZE) * POINT / 2;
        let side = i32::try_from(side).unwrap_or_default();
        let title = Run::new().add_text(&bulletin.title);
        self.add(Face::Title.paragraph().indent(Some(side), None, Some(side), None).add_run(title));
        if let Some(salutation) = words::salutation(bulletin) {
            self.line(Face::Flush, &salutation);
        }
    }

    fn texts(&mut self, texts: &[String]) {
        for text in texts {
            self.line(Face::Body, text);
        }
    }

    /// The last words before the signature.
    fn last_texts(&mut self, texts: &[String]) {
        for (left, text) in (0..texts.len()).rev().zip(texts) {
            let run = Run::new().add_text(text);
            self.add(Face::Body.paragraph().keep_next(left == 0).add_run(run));
        }
    }

    fn section(&mut self, section: &Section) -> Result<(), DocumentError> {
        self.texts(&section.paragraphs);
        for chart in &section.charts {
            self.chart(chart)?;
        }
        for table in &section.tables {
            self.table(table);
        }
        Ok(())
    }

    fn chart(&mut self, chart: &Chart) -> Result<(), DocumentError> {
        let unusable =
            |reason: String| DocumentError::Picture { title: chart.title.clone(), reason };
        let png = (self.rasterise)(&chart.svg).map_err(|error| unusable(error.to_string()))?;
        let (width, height) = png_size(&png)
            .ok_or_else(|| unusable("what the rasteriser gave is not a PNG".to_owned()))?;
        let number = self.bulletin.charts().position(|other| std::ptr::eq(other, chart));
        let (across, down) = paper::picture_size(width, height);
        let picture = Pic::new_with_dimensions(png, width, height)
            .id(format!("rIdImage{}", number.unwrap_or_default() + 1))
            .size(across, down);
        self.add(Face::Picture.paragraph().add_run(Run::new().add_image(picture)));
        Ok(())
    }

    fn table(&mut self, table: &crate::Table) {
        self.line(Face::Caption, &table.title);
        let made = table::table(table);
        self.docx = std::mem::take(&mut self.docx).add_table(made);
        // A table must be followed by something, or the next one would grow together with it.
        let note = words::note(&table.note, self.bulletin.language).unwrap_or_default();
        self.line(Face::Note, &note);
    }

    /// Never alone on a page: it stays with the last words above it.
    fn signature(&mut self) {
        let bulletin = self.bulletin;
        let dated = words::day(bulletin.dated, bulletin.language);
        for text in ["", &bulletin.issuer] {
            let run = Run::new().add_text(text);
            self.add(Face::Signature.paragraph().keep_next(true).add_run(run));
        }
        self.line(Face::Signature, &dated);
    }

    /// What comes after the signature begins on a page of its own.
    fn new_page(&mut self, ordinal: Option<&str>, heading: &str) {
        let lines = ordinal.map(|text| (Face::Ordinal, text)).into_iter();
        for (at, (face, text)) in lines.chain([(Face::AnnexTitle, heading)]).enumerate() {
            let run = Run::new().add_text(text);
            self.add(face.paragraph().page_break_before(at == 0).add_run(run));
        }
    }

    fn method(&mut self) -> Result<(), DocumentError> {
        let heading = self.words.method;
        self.new_page(None, heading);
        for (label, text) in words::method(self.bulletin)? {
            let colon = self.bulletin.language.pick("：", ": ");
            let label = Face::Label.run(&format!("{label}{colon}"));
            self.add(Face::Method.paragraph().add_run(label).add_run(Run::new().add_text(text)));
        }
        Ok(())
    }

    /// Who can't see a picture, or wants to check it, finds its figures here.
    fn data_of_charts(&mut self) {
        let bulletin = self.bulletin;
        let mut tables = bulletin.figures_of_charts().peekable();
        if tables.peek().is_none() {
            return;
        }
        let heading = self.words.data_of_charts;
        self.new_page(None, heading);
        for table in tables {
            self.table(table);
        }
    }
}

/// Width and height as the file says.
fn png_size(png: &[u8]) -> Option<(u32, u32)> {
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
    let length = |at: usize| -> Option<u32> {
        let bytes: [u8; 4] = png.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes)).filter(|length| *length > 0)
    };
    // The header's length and name stand between the signature and its figures.
    png.starts_with(SIGNATURE).then_some(())?;
    Some((length(16)?, length(20)?))
}
