//! Arguments of the commands that look after the database: `manyi audit`, `manyi retain`,
//! `manyi migrate-database`.

use clap::Args as ClapArgs;

#[derive(Debug, ClapArgs)]
pub(crate) struct Audit {
    /// Only entries after this one
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    pub(crate) after: u64,
    /// Most entries to list
    #[arg(long, default_value_t = 1_000_000, value_name = "NUMBER")]
    pub(crate) limit: u32,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Retain {
    /// Report what would be deleted, and delete nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Days after a round in which people may still be called back
    #[arg(long, default_value_t = 90, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=36_500))]
    pub(crate) callback_days: u32,
    /// Days after which contacts that were never drawn are deleted
    #[arg(long, default_value_t = 365, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=36_500))]
    pub(crate) unused_days: u32,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct MigrateDatabase {
    /// Database to copy, as a URL
    #[arg(value_name = "FROM")]
    pub(crate) from: String,
    /// Database to fill, as a URL: a new file, or an empty database of PostgreSQL
    #[arg(value_name = "TO")]
    pub(crate) to: String,
}
