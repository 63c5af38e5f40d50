//! The fonts that paper is set in: found on the machine or named by the user. None is shipped.

use std::collections::BTreeSet;
use std::path::Path;

use fontdb::{Database, FaceInfo, Family, ID, Query, Style, Weight};
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontVariant, FontVariations};
use unicode_width::UnicodeWidthChar;

use crate::DocumentError;

/// Body, best first: what official documents are written in, then what Linux has.
const BODY: [&str; 9] = [
    "FangSong_GB2312",
    "仿宋_GB2312",
    "FangSong",
    "STFangsong",
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "SimSun",
];
/// Title.
const TITLE: [&str; 7] = [
    "FZXiaoBiaoSong-B05S",
    "方正小标宋简体",
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "SimSun",
];
/// Headings and charts.
const HEADING: [&str; 9] = [
    "SimHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
];

/// A font without these can't set a bulletin.
const SAMPLE: &str = "满意度得分镇街道区间样本排名通报，。：（）0123456789%ABCabc—“”·";

/// The fonts of a bulletin.
#[derive(Debug, Clone)]
pub struct Fonts {
    pub(super) faces: Vec<Font>,
    pub(super) body: String,
    pub(super) title: String,
    pub(super) heading: String,
}

impl Fonts {
    /// The fonts of a file for everything, or without one the best that are installed.
    ///
    /// # Errors
    /// [`DocumentError::Font`] when the file isn't a font, [`DocumentError::NoFont`] when nothing on
    /// the machine can write Chinese.
    pub fn find(explicit: Option<&Path>) -> Result<Self, DocumentError> {
        let mut found = Database::new();
        let Some(path) = explicit else {
            found.load_system_fonts();
            return Self::best(&found).ok_or(DocumentError::NoFont);
        };
        let unusable = |reason: String| DocumentError::Font { path: path.to_owned(), reason };
        found.load_font_file(path).map_err(|error| unusable(error.to_string()))?;
        let named = Self::best(&found).or_else(|| {
            let first = found.faces().next()?;
            Self::of(&found, [first.id; 3])
        });
        named.ok_or_else(|| unusable("not a TrueType or OpenType font".to_owned()))
    }

    fn best(found: &Database) -> Option<Self> {
        let (body, heading) = (family(found, &BODY), family(found, &HEADING));
        // With only one sort of letters installed, everything is set in it.
        let any = body.or(heading).or_else(|| any(found))?;
        let title = family(found, &TITLE).or(body).unwrap_or(any);
        Self::of(found, [body.unwrap_or(any), title, heading.unwrap_or(any)])
    }

    fn of(found: &Database, [body, title, heading]: [ID; 3]) -> Option<Self> {
        let mut fonts = Self {
            faces: Vec::new(),
            body: String::new(),
            title: String::new(),
            heading: String::new(),
        };
        fonts.body = fonts.load(found, body)?;
        fonts.title = fonts.load(found, title)?;
        fonts.heading = fonts.load(found, heading)?;
        Some(fonts)
    }

    /// Takes a face and its bold sister, and gives the name that typst knows them by.
    fn load(&mut self, found: &Database, id: ID) -> Option<String> {
        let name = found.face(id)?.families.first()?.0.clone();
        let families = [Family::Name(&name)];
        let bold = Query { families: &families, weight: Weight::BOLD, ..Query::default() };
        let regular = face(found, id)?;
        let family = regular.info().family.clone();
        if !self.faces.iter().any(|face| face.info().family == family) {
            let sister = found.query(&bold).filter(|sister| *sister != id);
            self.faces.push(regular);
            self.faces.extend(sister.and_then(|sister| face(found, sister)));
        }
        Some(family.clone())
    }

    /// Tells the width of a text in the letters of the body, in hundredths of an em, with the space that
    /// typst puts between Chinese and other writing; nothing where another font has to help out.
    pub(super) fn ruler(&self) -> impl Fn(&str) -> Option<usize> {
        const BETWEEN: usize = 25;
        let face = self.faces.iter().find(|face| face.info().family == self.body);
        let size = Abs::pt(10.0); // only fonts with an optical axis care
        let face = face.map(|face| {
            face.clone().instantiate(FontVariant::default(), size, &FontVariations::default())
        });
        move |text| {
            let face = face.as_ref()?;
            let (mut width, mut before) = (0, None);
            for c in text.chars() {
                let advance = face.x_advance(face.ttf().glyph_index(c)?.0)?.get() * 100.0;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a few ems, and never less than nothing"
                )]
                let advance = advance.ceil().max(0.0) as usize;
                let is_wide = c.width() == Some(2);
                let between = before.is_some_and(|before| before != is_wide);
                width += advance + if between { BETWEEN } else { 0 };
                before = Some(is_wide);
            }
            Some(width)
        }
    }

    /// Refuses a text with characters that none of the fonts can write.
    pub(super) fn check(&self, text: &str) -> Result<(), DocumentError> {
        let writes =
            |c: char| self.faces.iter().any(|face| face.info().coverage.contains(u32::from(c)));
        let missing: BTreeSet<char> =
            text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !writes(*c)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let named = missing.iter().map(|c| format!("{c} (U+{:04X})", u32::from(*c)));
        Err(DocumentError::MissingGlyphs {
            font: self.body.clone(),
            characters: named.collect::<Vec<_>>().join(", "),
        })
    }
}

/// The first family of a list that is installed and writes Chinese.
fn family(found: &Database, families: &[&str]) -> Option<ID> {
    families.iter().find_map(|family| {
        let query = Query { families: &[Family::Name(family)], ..Query::default() };
        found.query(&query).filter(|id| writes(found, *id))
    })
}

/// Any face that writes Chinese, and the same on one machine each time.
fn any(found: &Database) -> Option<ID> {
    let mut faces: Vec<&FaceInfo> =
        found.faces().filter(|face| face.style == Style::Normal).collect();
    faces.sort_by_key(|face| (face.weight.0.abs_diff(400), &face.post_script_name, face.index));
    faces.into_iter().find(|face| writes(found, face.id)).map(|face| face.id)
}

fn writes(found: &Database, id: ID) -> bool {
    face(found, id)
        .is_some_and(|face| SAMPLE.chars().all(|c| face.info().coverage.contains(u32::from(c))))
}

fn face(found: &Database, id: ID) -> Option<Font> {
    found.with_face_data(id, |data, index| Font::new(Bytes::new(data.to_vec()), index))?
}
