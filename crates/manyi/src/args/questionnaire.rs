//! Arguments of `manyi questionnaire` and `manyi import questionnaire`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use exchange::Template;
use survey::Code;

#[derive(Debug, Subcommand)]
pub(crate) enum QuestionnaireCommand {
    /// Write a questionnaire that ships with the product, to be edited. -o FILE.xlsx writes a
    /// workbook, else it is TOML
    New {
        /// `environment`, `education` or `medical_insurance`
        template: Template,
    },
    /// List what stands against publishing a file, and what deserves a look; exit code 1 if
    /// something stands against it
    Check {
        /// TOML or XLSX file
        file: PathBuf,
    },
    /// Keep a file as a draft, to be looked at and published
    Draft {
        /// TOML or XLSX file
        file: PathBuf,
    },
    /// List published versions and drafts
    List,
    /// Write a version, or its draft, as TOML; as JSON or XLSX where the ending of -o says so
    Show(VersionArgs),
    /// Publish a draft; from then on it never changes
    Publish(VersionArgs),
    /// Throw a draft away
    Discard(VersionArgs),
}

/// A version of a questionnaire.
#[derive(Debug, ClapArgs)]
pub(crate) struct VersionArgs {
    /// Code of the questionnaire
    pub(crate) code: Code,
    /// Its version
    pub(crate) version: u32,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ImportQuestionnaire {
    /// TOML or XLSX files
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Take what was asked elsewhere as it is, with scales that lean or offer no don't-know
    #[arg(long)]
    pub(crate) as_asked: bool,
}
