//! Loading a mapping and what it points at.

use std::path::Path;

use super::Mapping;
use crate::error::{ExchangeError, shown};
use crate::settings::{parse, read_questionnaire, read_rounds, settled, text_of};

impl Mapping {
    /// Reads a mapping, the questionnaire and the rounds that it points at, and checks them.
    ///
    /// # Errors
    /// When a file can't be read, or every problem of the mapping with its path.
    pub fn load(path: &Path) -> Result<Self, ExchangeError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text_of(path)?, &shown(path), folder)
    }

    /// As [`Self::load`], from text. Relative paths start at `folder`; `file` is what messages
    /// call the text.
    ///
    /// # Errors
    /// When a file that it points at can't be read, or every problem of the mapping.
    pub fn parse(text: &str, file: &str, folder: &Path) -> Result<Self, ExchangeError> {
        let mut mapping: Self = parse(text, file)?;
        let mut problems = mapping.problems();
        if problems.is_empty() {
            mapping.fetch(folder)?;
            problems = mapping.problems_with_parts();
        }
        settled(file, problems, mapping)
    }

    fn fetch(&mut self, folder: &Path) -> Result<(), ExchangeError> {
        if let Some(path) = &self.questionnaire_file {
            self.questionnaire = Some(read_questionnaire(&folder.join(path))?);
        }
        if let Some(path) = &self.rounds_file {
            self.rounds.extend(read_rounds(&folder.join(path))?);
        }
        if let Some(lookup) = &mut self.fields.unit.lookup {
            lookup.file = folder.join(&lookup.file);
        }
        Ok(())
    }
}
