//! A bulletin as one value: everything that a reader sees, finished, and nothing left to compute.

mod check;
mod method;
mod picture;
mod received;
mod table;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use survey::problem::Problem;
use survey::schema::Day;
use survey::{Language, Period};

pub use self::method::Method;
pub use self::table::{Cell, Column, ColumnKind, Plot, Table};
use crate::DocumentError;

/// The shape of the value. A bulletin of another shape is refused, never half understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "BulletinFormat")]
pub enum Format {
    /// The only one so far.
    #[default]
    #[serde(rename = "manyi-bulletin/1")]
    V1,
}

/// The rhythm that a bulletin belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulletinKind {
    /// Month sheet (一月一汇总).
    Month,
    /// Quarter bulletin (一季度一通报).
    Quarter,
    /// Half-year analysis (半年一分析).
    Half,
    /// The year's end (年度).
    Year,
}

impl BulletinKind {
    /// What readers call it.
    pub fn name(self, language: Language) -> &'static str {
        match self {
            Self::Month => language.pick("月度汇总", "Month sheet"),
            Self::Quarter => language.pick("季度通报", "Quarter bulletin"),
            Self::Half => language.pick("半年分析", "Half-year analysis"),
            Self::Year => language.pick("年度通报", "Annual bulletin"),
        }
    }
}

/// Which edition this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinRevision")]
pub struct Revision {
    /// 1 is the first edition.
    pub number: u32,
    /// Why the earlier one had to be corrected; every later edition has a reason.
    pub reason: Option<String>,
}

/// A heading with what belongs to it: first the sentences, then the charts, then the tables.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinSection")]
pub struct Section {
    /// The heading, with its number (`一、总体情况`).
    pub heading: String,
    /// Finished sentences.
    pub paragraphs: Vec<String>,
    /// Pictures.
    pub charts: Vec<Chart>,
    /// Tables.
    pub tables: Vec<Table>,
}

/// A chart with what those have who can't see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinChart")]
pub struct Chart {
    /// What the chart says, in one sentence.
    pub title: String,
    /// What it shows, for screen readers.
    pub description: String,
    /// The picture. Drawings only: no scripts, styles, links or foreign content.
    pub svg: String,
    /// The same laid out for a phone, for pages on a screen.
    pub phone: Option<String>,
    /// The same figures.
    pub table: Table,
}

/// A bulletin (通报).
///
/// Its canonical JSON is what is frozen when it is published: read back and written again it is the
/// same to the byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinContent")]
pub struct Bulletin {
    /// The shape of this value.
    pub format: Format,
    /// The rhythm that it belongs to.
    pub kind: BulletinKind,
    /// What it is about.
    pub period: Period,
    /// The language that everything in it is written in.
    #[serde(with = "tag")]
    #[schemars(schema_with = "tag::schema")]
    pub language: Language,
    /// Who issues it.
    pub issuer: String,
    /// Whom it is addressed to, e.g. `各镇街，区直有关部门`; may be empty.
    pub addressee: String,
    /// Its number, e.g. `第3期`; may be empty.
    pub number: String,
    /// The day up to which data were counted (截至).
    #[schemars(with = "Day")]
    pub as_of: Date,
    /// The day below the issuer's name. Files carry it as their time of making.
    #[schemars(with = "Day")]
    pub dated: Date,
    /// Which edition this is.
    pub revision: Revision,
    /// Title, e.g. `关于2026年第三季度群众满意度调查情况的通报`.
    pub title: String,
    /// What stands before the first heading.
    pub preamble: Vec<String>,
    /// The body.
    pub sections: Vec<Section>,
    /// What comes after the signature (附件), each on pages of its own.
    pub attachments: Vec<Section>,
    /// How the figures were made; always there.
    pub method: Method,
}

impl Bulletin {
    /// Every problem that stands against rendering or publishing it.
    pub fn problems(&self) -> Vec<Problem> {
        check::problems(self)
    }

    /// The one JSON text of this value.
    ///
    /// # Errors
    /// [`DocumentError::Bulletin`] when the value has problems.
    pub fn canonical(&self) -> Result<String, DocumentError> {
        self.checked()?;
        serde_json::to_string(self).map_err(DocumentError::Json)
    }

    /// Reads a bulletin and checks it.
    ///
    /// # Errors
    /// [`DocumentError::Json`] for another shape, [`DocumentError::Bulletin`] for one with problems.
    pub fn read(json: &str) -> Result<Self, DocumentError> {
        let bulletin: Self = serde_json::from_str(json).map_err(DocumentError::Json)?;
        bulletin.checked()?;
        Ok(bulletin)
    }

    /// SHA-256 of the canonical JSON, in hexadecimal: what a reader compares.
    ///
    /// # Errors
    /// As [`Self::canonical`].
    pub fn digest(&self) -> Result<String, DocumentError> {
        Ok(hex::encode(Sha256::digest(self.canonical()?)))
    }

    /// The same value, if nothing stands against it.
    pub(crate) fn checked(&self) -> Result<&Self, DocumentError> {
        let problems = self.problems();
        if problems.is_empty() { Ok(self) } else { Err(DocumentError::Bulletin(problems)) }
    }

    /// Every table with the words that stand over it: of the sections, of the attachments, and the
    /// figures of each chart.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> {
        let all = || self.sections.iter().chain(&self.attachments);
        all().flat_map(|section| &section.tables).chain(self.charts().map(|chart| &chart.table))
    }

    /// Figures of charts that no table of the text holds already: what paper has to add at its end.
    pub(crate) fn figures_of_charts(&self) -> impl Iterator<Item = &Table> {
        let sections = || self.sections.iter().chain(&self.attachments);
        let told = move |table: &Table| {
            sections().flat_map(|section| &section.tables).any(|known| known == table)
        };
        self.charts().map(|chart| &chart.table).filter(move |table| !told(table))
    }

    /// Every chart, in the order of reading.
    pub(crate) fn charts(&self) -> impl Iterator<Item = &Chart> {
        self.sections.iter().chain(&self.attachments).flat_map(|section| &section.charts)
    }
}

/// A language as its BCP 47 tag.
mod tag {
    use schemars::{Schema, SchemaGenerator, json_schema};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use survey::Language;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(language: &Language, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(language.tag())
    }

    pub(super) fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"enum": [Language::Chinese.tag(), Language::English.tag()]})
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Language, D::Error> {
        let tag = String::deserialize(from)?;
        let language: Language = tag.parse().map_err(D::Error::custom)?;
        // `zh` would come back as `zh-CN`, and no longer be what was published.
        if language.tag() == tag {
            Ok(language)
        } else {
            Err(D::Error::custom(format!("write the language as {language}, not {tag:?}")))
        }
    }
}
