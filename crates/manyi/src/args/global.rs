//! Options of every command.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use survey::Language;

/// Options of every command.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Global {
    /// Settings from a TOML file; none is read unless it is named. Flags go before the environment,
    /// and both before the file
    #[arg(long, global = true, env = "MANYI_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Database: `sqlite://PATH` or `postgres://USER@HOST/NAME`
    #[arg(
        long,
        global = true,
        env = "MANYI_DATABASE",
        hide_env_values = true, // a URL may hold a password
        default_value = "sqlite://manyi.db",
        value_name = "URL"
    )]
    pub(crate) database: String,
    /// File with the key that contacts are sealed with
    #[arg(long, global = true, env = "MANYI_CONTACT_KEY", value_name = "FILE")]
    pub(crate) contact_key: Option<PathBuf>,
    /// Language of names and charts: zh-CN or en
    #[arg(long, global = true, env = "MANYI_LANG", default_value = "zh-CN")]
    pub(crate) lang: Language,
    /// Format of the result; by default a table on a terminal, else CSV, or what the ending of -o says
    #[arg(long, global = true, value_enum)]
    pub(crate) format: Option<Format>,
    /// Write the result to a file; - is standard output
    #[arg(long, short, global = true, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only these columns of a CSV, JSON, XLSX or Parquet result, in this order
    #[arg(long, global = true, value_delimiter = ',', value_parser = trimmed, value_name = "NAMES")]
    pub(crate) columns: Vec<String>,
    /// Begin CSV with a byte order mark, so that Excel and WPS read it as UTF-8
    #[arg(long, global = true)]
    pub(crate) bom: bool,
    /// Encoding of CSV
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Encoding::Utf8,
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "utf-8|gb18030"
    )]
    pub(crate) encoding: Encoding,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// How the characters of a CSV file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    /// What everything reads, Excel and WPS with --bom
    #[value(name = "utf-8")]
    Utf8,
    /// What old programs of offices demand
    #[value(name = "gb18030")]
    Gb18030,
}

/// What a result is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Rounded figures for reading
    Table,
    /// All columns with all digits
    Csv,
    /// An array of objects
    Json,
    /// A workbook for Excel and WPS
    Xlsx,
    /// All columns, typed
    Parquet,
}

#[expect(clippy::unnecessary_wraps, reason = "what clap wants")]
fn trimmed(text: &str) -> Result<String, std::convert::Infallible> {
    Ok(text.trim().to_owned())
}
