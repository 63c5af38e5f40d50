//! The font that pictures are written with: found on the machine or named by the user.
//!
//! No font is shipped, because a full Chinese one is 5 to 20 MB and places need rare characters.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resvg::usvg::fontdb::{Database, FaceInfo, Family, ID, Query, Source, Style, Weight};
use skrifa::{FontRef, MetadataProvider};

use crate::ChartError;

/// Families with mainland glyph shapes, best first. The Noto collection holds Japanese, Korean and
/// Taiwanese faces too, so the family name decides and not the place in the file.
const FAMILIES: [&str; 9] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
];

/// A font without these can't write a chart. Droid Sans Fallback, for one, has no digits.
const SAMPLE: &str = "满意度得分镇街道区间样本排名，。0123456789%ABCabc–—…·";

/// A font that can write Chinese charts.
#[derive(Debug, Clone)]
pub struct Fonts {
    database: Arc<Database>,
    regular: ID,
    bold: ID,
    name: String,
    path: PathBuf,
}

impl Fonts {
    /// The font of a file, or without one the best that is installed.
    ///
    /// # Errors
    /// [`ChartError::Font`] when the file isn't a font, [`ChartError::NoFont`] when nothing on the
    /// machine can write Chinese.
    pub fn find(explicit: Option<&Path>) -> Result<Self, ChartError> {
        let mut found = Database::new();
        let Some(path) = explicit else {
            found.load_system_fonts();
            let regular = best(&found, |face| writes(&found, face.id, SAMPLE));
            return Self::new(&found, regular.ok_or(ChartError::NoFont)?);
        };
        let unusable = |reason: String| ChartError::Font { path: path.to_owned(), reason };
        found.load_font_file(path).map_err(|error| unusable(error.to_string()))?;
        // Who names a font gets it, also one for Latin only; missing characters are found later.
        let regular = best(&found, |face| writes(&found, face.id, SAMPLE))
            .or_else(|| best(&found, |_| true))
            .ok_or_else(|| unusable("not a TrueType or OpenType font".to_owned()))?;
        Self::new(&found, regular)
    }

    /// Keeps only the face and its bold sister: what isn't loaded can't slip in as a fallback.
    fn new(found: &Database, regular: ID) -> Result<Self, ChartError> {
        let face = found.face(regular).ok_or(ChartError::NoFont)?.clone();
        let name = family(&face).to_owned();
        let query =
            Query { families: &[Family::Name(&name)], weight: Weight::BOLD, ..Query::default() };
        let sister = found.query(&query).and_then(|id| found.face(id)).cloned();
        let path = match &face.source {
            Source::File(path) | Source::SharedFile(path, _) => path.clone(),
            Source::Binary(_) => PathBuf::new(),
        };
        let mut database = Database::new();
        let regular = database.push_face_info(in_memory(face)?);
        let bold = match sister {
            Some(face) => database.push_face_info(in_memory(face)?),
            None => regular,
        };
        Ok(Self { database: Arc::new(database), regular, bold, name, path })
    }

    /// Family name, e.g. `Noto Sans CJK SC`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn database(&self) -> Arc<Database> {
        Arc::clone(&self.database)
    }

    /// The face for a weight: 400 is regular, 700 bold.
    pub(crate) fn face(&self, weight: u16) -> ID {
        if weight >= 600 { self.bold } else { self.regular }
    }

    /// Characters of a text that the font can't write, in regular or in bold.
    pub(crate) fn missing(&self, text: &str) -> Vec<char> {
        let wanted: BTreeSet<char> =
            text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
        let lacks = |id| -> Vec<char> {
            let lacking = self.database.with_face_data(id, |data, index| {
                let charmap = FontRef::from_index(data, index).ok().map(|font| font.charmap());
                let writes = |c: &char| charmap.as_ref().is_some_and(|map| map.map(*c).is_some());
                wanted.iter().copied().filter(|c| !writes(c)).collect()
            });
            // A file that can't be read any more writes nothing.
            lacking.unwrap_or_else(|| wanted.iter().copied().collect())
        };
        let all: BTreeSet<char> = lacks(self.regular).into_iter().chain(lacks(self.bold)).collect();
        all.into_iter().collect()
    }
}

/// A face whose file was read. Otherwise it is mapped anew for each text of a picture, which takes more
/// than half of the time that the picture takes; a full Chinese font is 20 MB.
fn in_memory(face: FaceInfo) -> Result<FaceInfo, ChartError> {
    let source = match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => {
            let unreadable = |error: std::io::Error| ChartError::Font {
                path: path.clone(),
                reason: error.to_string(),
            };
            Source::Binary(Arc::new(std::fs::read(path).map_err(unreadable)?))
        }
        Source::Binary(bytes) => Source::Binary(Arc::clone(bytes)),
    };
    Ok(FaceInfo { source, ..face })
}

/// Variation selectors and joiners need no glyph of their own.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The English family name, which stands first.
fn family(face: &FaceInfo) -> &str {
    face.families.first().map_or(face.post_script_name.as_str(), |(name, _)| name)
}

/// The first face that will do: known families first, then sans before serif and mono, regular
/// before other weights, and by name, so that one machine always gives one picture.
fn best(found: &Database, will_do: impl Fn(&FaceInfo) -> bool) -> Option<ID> {
    let mut faces: Vec<_> = found.faces().filter(|face| face.style == Style::Normal).collect();
    faces.sort_by_key(|face| {
        let name = family(face);
        let known = FAMILIES.iter().position(|family| *family == name).unwrap_or(FAMILIES.len());
        let ugly = face.monospaced || name.contains("Mono") || name.contains("Serif");
        let weight = face.weight.0.abs_diff(Weight::NORMAL.0);
        (known, ugly, weight, name.to_owned(), face.index)
    });
    faces.into_iter().find(|face| will_do(face)).map(|face| face.id)
}

fn writes(found: &Database, id: ID, text: &str) -> bool {
    found
        .with_face_data(id, |data, index| {
            FontRef::from_index(data, index).is_ok_and(|font| {
                let charmap = font.charmap();
                text.chars().all(|c| charmap.map(c).is_some())
            })
        })
        .unwrap_or(false)
}
