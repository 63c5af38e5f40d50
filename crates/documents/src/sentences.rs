//! Sentences of a bulletin, made from plain figures: no word of degree unless a change is
//! significant, no rank without its range, no first where the data know none.

mod level;
mod places;
mod targets;
mod words;

use jiff::civil::Date;
use survey::Language;

pub use self::level::{Coverage, Difference, Rate};
pub use self::places::rank_name;
pub use self::targets::{IssueCounts, Share};
use crate::TemplateError;
use crate::templates::{Templates, Values};

/// Decimals of points.
const POINT_PLACES: u32 = 2;
/// Decimals of percentages and of differences between them.
const PERCENT_PLACES: u32 = 1;

/// What one sentence became, or why the office's wording of it can't be used.
pub type Said = Result<String, TemplateError>;
/// The same for a sentence that is only said where there is something to say.
pub type MaybeSaid = Result<Option<String>, TemplateError>;

/// Makes the sentences of one language.
#[derive(Debug, Clone)]
pub struct Sentences {
    language: Language,
    templates: Templates,
}

impl Sentences {
    /// With the wording that ships, or with the sentences of `edited` in place of their namesakes.
    ///
    /// # Errors
    /// [`TemplateError`] names the line of `edited` and what it lacks.
    pub fn new(language: Language, edited: Option<&str>) -> Result<Self, TemplateError> {
        Ok(Self { language, templates: Templates::new(language, edited)? })
    }

    /// Which edition of the bulletin this is, for those that correct an earlier one.
    ///
    /// # Errors
    /// [`TemplateError::Dropped`] and [`TemplateError::Unusable`], as all sentences.
    pub fn correction(&self, revision: &crate::Revision) -> MaybeSaid {
        let Some(reason) = revision.reason.as_deref().filter(|_| revision.number > 1) else {
            return Ok(None);
        };
        // The first correction is the second edition.
        let number = (revision.number - 1).to_string();
        let reason = reason.trim_end_matches(['。', '.']).to_owned();
        self.say("correction", [("number", number), ("reason", reason)]).map(Some)
    }

    fn say<const N: usize>(&self, name: &'static str, values: [(&'static str, String); N]) -> Said {
        self.templates.fill(name, &Values::from(values))
    }

    fn day(&self, day: Date) -> String {
        crate::words::day(day, self.language)
    }

    /// Names in a row.
    fn list(&self, names: &[String]) -> String {
        names.join(self.language.pick("、", ", "))
    }
}
