//! The shape of the workspace, held by tests and not by good intentions.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::workspace;

/// Names of the dependencies in a section of a crate's manifest.
fn dependencies(krate: &str, section: &str) -> BTreeSet<String> {
    let path = workspace().join("crates").join(krate).join("Cargo.toml");
    let text = fs::read_to_string(path).expect("a manifest");
    let manifest: toml::Table = text.parse().expect("TOML");
    manifest
        .get(section)
        .and_then(|table| table.as_table())
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default()
}

fn crates() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(workspace().join("crates"))
        .expect("crates")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

fn assert_only(owners: &[&str], prefix: &str) {
    for krate in crates() {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let named: Vec<_> = dependencies(&krate, section)
                .into_iter()
                .filter(|name| {
                    name == prefix
                        || name.starts_with(&format!("{prefix}-"))
                        || name.starts_with(&format!("{prefix}_"))
                })
                .collect();
            assert!(
                owners.contains(&krate.as_str()) || named.is_empty(),
                "{krate} names {named:?}; only {owners:?} may"
            );
        }
    }
}

#[test]
fn each_framework_has_one_owner() {
    assert_only(&["store"], "diesel");
    assert_only(&["intake"], "actix");
    assert_only(&["intake"], "rustls");
    assert_only(&["analytics"], "polars");
    assert_only(&["charts"], "plotters");
    assert_only(&["charts"], "resvg");
    assert_only(&["statistics"], "statrs");
    assert_only(&["documents"], "docx-rs");
    assert_only(&["documents"], "rust_xlsxwriter");
    assert_only(&["documents"], "typst");
    assert_only(&["documents"], "minijinja");
}

#[test]
fn survey_names_no_framework_and_does_no_io() {
    // compact_str keeps the texts of a table's rows inline: a year of a district is a million rows.
    // miniz_oxide unpacks, in memory, the part of a document that tells what the others are.
    // schemars says of a type in the API's description what serde makes of it on the wire.
    let allowed: BTreeSet<String> =
        ["compact_str", "jiff", "miniz_oxide", "rust_decimal", "schemars", "serde", "uuid"]
            .into_iter()
            .map(str::to_owned)
            .collect();
    assert_eq!(dependencies("survey", "dependencies"), allowed);
    for file in sources(&workspace().join("crates/survey/src")) {
        let text = fs::read_to_string(&file).expect("a source file");
        for word in ["std::fs", "std::net", "std::io", "std::env", "std::process", "Timestamp::now"]
        {
            assert!(
                !text.contains(word),
                "{}: survey does no I/O, but says {word}",
                file.display()
            );
        }
    }
}

#[test]
fn the_crates_in_the_middle_do_not_know_each_other() {
    let middle = ["store", "analytics", "charts", "documents", "exchange"];
    for krate in middle {
        for section in ["dependencies", "dev-dependencies"] {
            let others: Vec<_> = dependencies(krate, section)
                .into_iter()
                .filter(|name| middle.contains(&name.as_str()))
                .collect();
            assert!(others.is_empty(), "{krate} knows {others:?}");
        }
    }
}

#[test]
fn cargo_run_means_manyi() {
    let named: Vec<String> = crates()
        .into_iter()
        .filter_map(|krate| {
            let path = workspace().join("crates").join(krate).join("Cargo.toml");
            let manifest: toml::Table =
                fs::read_to_string(path).expect("a manifest").parse().expect("TOML");
            Some(manifest["package"].get("default-run")?.as_str()?.to_owned())
        })
        .collect();
    // With several programs and no choice, or two, the README's first command would be refused.
    assert_eq!(named, ["manyi"]);
}

#[test]
fn every_module_says_what_it_is_for() {
    for krate in crates() {
        for folder in ["src", "tests", "examples"] {
            for file in sources(&workspace().join("crates").join(&krate).join(folder)) {
                let text = fs::read_to_string(&file).expect("a source file");
                let first = text.lines().next().unwrap_or_default();
                assert!(
                    first.starts_with("//! ") || first.starts_with("#![doc = include_str!"),
                    "{} begins with {first:?}, not with a module doc",
                    file.display()
                );
            }
        }
    }
}

/// All `.rs` files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .flat_map(|entry| {
            let path = entry.expect("an entry").path();
            if path.is_dir() { sources(&path) } else { vec![path] }
        })
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect()
}
