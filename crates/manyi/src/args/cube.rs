//! Arguments of `manyi cube`, and of files of answers.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::SelectionArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum CubeCommand {
    /// Count answers: those of the database, by month, which it keeps; or those of a file
    #[command(after_help = "Examples:\n  \
        manyi cube build\n  \
        manyi cube build -o 2026.parquet\n  \
        manyi cube build --answers answers.parquet --form form.toml -o cube.parquet")]
    Build(CubeBuild),
    /// Show what a cube holds, month by month
    Show {
        /// A cube; without it, the database's
        file: Option<PathBuf>,
        #[command(flatten)]
        selection: SelectionArgs,
    },
    /// Add cubes of different interviews
    #[command(
        after_help = "Example:\n  manyi cube merge east.parquet west.parquet -o city.parquet"
    )]
    Merge {
        /// Cubes
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Questionnaire from TOML, for cubes that do not describe their questions
        #[arg(long, value_name = "FILE")]
        form: Option<PathBuf>,
    },
    /// Count again and compare byte for byte; exit code 1 if something differs
    #[command(after_help = "Examples:\n  \
        manyi cube check\n  \
        manyi cube check cube.parquet --answers answers.parquet --form form.toml")]
    Check {
        /// A cube; without it, those that the database keeps
        #[arg(requires = "answers")]
        file: Option<PathBuf>,
        #[command(flatten)]
        answers: AnswerFileArgs,
        #[command(flatten)]
        selection: SelectionArgs,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CubeBuild {
    #[command(flatten)]
    pub(crate) answers: AnswerFileArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
}

/// A file of answers.
#[derive(Debug, ClapArgs)]
pub(crate) struct AnswerFileArgs {
    /// Parquet or CSV file with one row an answer, the answers of an interview together, and the
    /// columns `response_id`, `unit_code`, `interviewed_on`, `stratum`, `psu`, `weight`,
    /// `question_code` and `answer`
    #[arg(long, value_name = "FILE", requires = "form")]
    pub(crate) answers: Option<PathBuf>,
    /// Questionnaire from TOML, as for `manyi import questionnaire`
    #[arg(long, value_name = "FILE")]
    pub(crate) form: Option<PathBuf>,
    /// Column of the file for a field: `interview`, `unit`, `date`, `stratum`, `psu`, `weight`,
    /// `question` or `answer`; an empty name says that the file has no such column (`stratum=`,
    /// `psu=`, `weight=`)
    #[arg(long, value_name = "FIELD=NAME", requires = "answers", value_parser = column)]
    pub(crate) column: Vec<(String, String)>,
    /// PSU names repeat from stratum to stratum; without it, a name in two strata is an error
    #[arg(long, requires = "answers")]
    pub(crate) nest: bool,
}

fn column(text: &str) -> Result<(String, String), String> {
    let (field, name) = text.split_once('=').ok_or("write FIELD=NAME, such as unit=town_code")?;
    Ok((field.to_owned(), name.to_owned()))
}
