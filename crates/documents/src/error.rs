//! Everything that can go wrong between a bulletin and a document.

use survey::problem::Problem;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The bulletin isn't one, or not of a shape that this program knows.
    #[error("the bulletin can't be read: {0}")]
    Json(#[source] serde_json::Error),
    /// The bulletin has problems.
    #[error("the bulletin can't be used: {}", listed(.0))]
    Bulletin(Vec<Problem>),
    /// A template was edited into something that can't be used.
    #[error(transparent)]
    Template(#[from] crate::TemplateError),
    /// The page can't be filled.
    #[error("the page can't be written: {0}")]
    Html(#[source] askama::Error),
    /// The caller couldn't make a bitmap of a chart.
    #[error("chart {title:?} can't be made into a PNG: {reason}")]
    Picture {
        /// Title of the chart.
        title: String,
        /// What the caller said.
        reason: String,
    },
    /// The document for word processors can't be written.
    #[error("the document can't be written: {0}")]
    Docx(String),
    /// More rows than a sheet holds; nothing is cut off in silence.
    #[error(
        "sheet {sheet:?} holds at most {} rows, and there are more: take CSV or Parquet, or choose \
         fewer units or periods",
        crate::workbook::ROWS_MAX
    )]
    TooManyRows {
        /// The sheet.
        sheet: String,
    },
    /// The workbook can't be written.
    #[error("the workbook can't be written: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// No font on this machine can write Chinese.
    #[cfg(feature = "pdf")]
    #[error(
        "no font with Chinese characters found: install one (Debian/Ubuntu: apt-get install \
         fonts-noto-cjk, or fonts-wqy-microhei) or name a font file"
    )]
    NoFont,
    /// The font file that was named can't be used.
    #[cfg(feature = "pdf")]
    #[error("font {}: {reason}", path.display())]
    Font {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The fonts lack characters of the bulletin; the page would show empty boxes.
    #[cfg(feature = "pdf")]
    #[error(
        "font {font} has no glyph for: {characters} — use a fuller font (Debian/Ubuntu: \
         fonts-noto-cjk, or fonts-wqy-microhei), or name a font file"
    )]
    MissingGlyphs {
        /// The font.
        font: String,
        /// The characters with their code points.
        characters: String,
    },
    /// The pages can't be set.
    #[cfg(feature = "pdf")]
    #[error("the PDF can't be made: {0}")]
    Pdf(String),
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
