//! Golden figures.

use std::path::PathBuf;

/// Records of a table of our own golden data, which are part of the repository.
pub(crate) fn rows(name: &str) -> Vec<csv::StringRecord> {
    records(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/golden").join(name))
}

fn records(path: &std::path::Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path).expect("the fixture opens");
    reader.records().collect::<Result<_, _>>().expect("the fixture is CSV")
}
