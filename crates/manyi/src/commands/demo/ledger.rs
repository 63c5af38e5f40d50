//! The ledger of the demo: issues of the invented district, and what was done about each, as the rules of
//! the ledger want it.

use std::path::Path;

use store::{ImportSource, InventedIssue, Store};

use crate::commands::import::digest;
use crate::error::Failure;
use crate::output::Talk;

/// Brings the histories in: a line of JSON each.
pub(super) fn fill(file: &Path, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::File { path: file.to_owned(), error })?;
    let read = |(line, text): (usize, &str)| {
        serde_json::from_str(text).map_err(|error| {
            Failure::Usage(format!("{}, line {}: {error}", file.display(), line + 1))
        })
    };
    let invented: Vec<InventedIssue> =
        text.lines().enumerate().map(read).collect::<Result<_, _>>()?;
    let source = ImportSource {
        file_name: file.display().to_string(),
        file_digest: digest(&[file.to_owned()])?,
        mapping: None,
    };
    let mut import = store.begin_import(source)?;
    import.add_invented_issues(&invented)?;
    let summary = import.commit(0)?;
    talk.say(format!("issues: {} with all that was done about them", summary.added));
    Ok(())
}
