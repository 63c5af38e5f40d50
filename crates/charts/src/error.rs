//! Everything that can go wrong between a table and a picture.

use std::path::PathBuf;

/// Why there is no chart.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The drawing library refused. With a string as target this should not happen.
    #[error("the chart can't be drawn: {0}")]
    Draw(String),
    /// A row of the answers chart has another number of shares than there are options.
    #[error("row {label:?} has {found} shares, but the scale has {expected} options")]
    OptionCount {
        /// The row.
        label: String,
        /// Options of the scale.
        expected: usize,
        /// Shares of the row.
        found: usize,
    },
    /// More rows than a picture can show; nothing is cut off in silence.
    #[error("{rows} rows are too many for one chart, at most {most} are drawn")]
    TooManyRows {
        /// Rows asked for.
        rows: usize,
        /// Rows that a chart takes.
        most: usize,
    },
    /// No font on this machine can write Chinese.
    #[error(
        "no font with Chinese characters found: install one (Debian/Ubuntu: apt-get install \
         fonts-noto-cjk, or fonts-wqy-microhei) or name a font file with --font"
    )]
    NoFont,
    /// The font file that was asked for can't be used.
    #[error("font {}: {reason}", path.display())]
    Font {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The font lacks characters of the chart; the picture would show empty boxes.
    #[error(
        "font {font} has no glyph for: {} — use a fuller font (fonts-noto-cjk, or --font)",
        listed(characters)
    )]
    MissingGlyphs {
        /// The font.
        font: String,
        /// The characters, sorted, each once.
        characters: Vec<char>,
    },
    /// The picture would have more pixels than fit in memory.
    #[error("a picture of {width} × {height} pixels is too large: choose a smaller scale")]
    TooLarge {
        /// Pixels across.
        width: u64,
        /// Pixels down.
        height: u64,
    },
    /// The SVG can't be read back, or the PNG can't be written.
    #[error("the picture can't be rendered: {0}")]
    Render(String),
}

/// Characters with their code points, because a missing glyph often can't be seen in a terminal.
fn listed(characters: &[char]) -> String {
    let named: Vec<_> =
        characters.iter().map(|&c| format!("{c} (U+{:04X})", u32::from(c))).collect();
    named.join(", ")
}
