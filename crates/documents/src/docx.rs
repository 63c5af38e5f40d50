//! DOCX: for those who edit, sign and seal. Laid out as GB/T 9704 lays out official documents; the
//! fonts are named and not shipped, because every Chinese office has them.

mod finish;
mod style;
mod table;

use docx_rs::{AlignmentType, BreakType, Docx, Footer, PageNum, Paragraph, Pic, Run};

use self::style::Face;
use crate::words::{self, Words};
use crate::{Bulletin, Chart, DocumentError, Section};

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
        docx: style::blank(bulletin),
    };
    page.head();
    page.texts(&bulletin.preamble);
    for section in &bulletin.sections {
        page.heading(&section.heading);
        page.section(section)?;
    }
    page.signature();
    for (at, section) in bulletin.attachments.iter().enumerate() {
        page.new_page(&words::attachment(at + 1, bulletin.language), &section.heading);
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
        self.line(Face::Issuer, &bulletin.issuer);
        self.line(Face::Kicker, &words::kicker(bulletin));
        self.line(Face::Title, &bulletin.title);
        if let Some(salutation) = words::salutation(bulletin) {
            self.line(Face::Flush, &salutation);
        }
    }

    fn texts(&mut self, texts: &[String]) {
        for text in texts {
            self.line(Face::Body, text);
        }
    }

    fn heading(&mut self, text: &str) {
        self.line(Face::Heading, text);
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
        let (across, down) = style::picture_size(width, height);
        let picture = Pic::new_with_dimensions(png, width, height)
            .id(format!("rIdImage{}", number.unwrap_or_default() + 1))
            .size(across, down);
        self.line(Face::Caption, &chart.title);
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

    fn signature(&mut self) {
        let bulletin = self.bulletin;
        self.line(Face::Body, "");
        self.line(Face::Signature, &bulletin.issuer);
        self.line(Face::Signature, &words::day(bulletin.dated, bulletin.language));
    }

    /// What comes after the signature begins on a page of its own.
    fn new_page(&mut self, ordinal: &str, heading: &str) {
        let run = Run::new().add_break(BreakType::Page).add_text(ordinal);
        self.add(Face::Ordinal.paragraph().add_run(run));
        self.line(Face::AnnexTitle, heading);
    }

    fn method(&mut self) -> Result<(), DocumentError> {
        let heading = self.words.method;
        self.new_page("", heading);
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
        if bulletin.charts().next().is_none() {
            return;
        }
        let heading = self.words.data_of_charts;
        self.new_page("", heading);
        for chart in bulletin.charts() {
            self.table(&chart.table);
        }
    }
}

/// Page numbers between dashes: on odd pages right, on even pages left.
fn footer(alignment: AlignmentType) -> Footer {
    let dash = |text: &str| Run::new().add_text(text);
    Footer::new().add_paragraph(
        Face::PageNumber
            .paragraph()
            .align(alignment)
            .add_run(dash("— "))
            .add_page_num(PageNum::new())
            .add_run(dash(" —")),
    )
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
