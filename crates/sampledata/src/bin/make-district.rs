//! Writes an invented district into a folder.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sampledata::{District, Plan, Rows, write_all};

/// Invent a district, its survey answers, contact attempts and issues, and write them as CSV and
/// TOML. The same options always give the same files.
///
/// Example: make-district --out fixtures/district
#[derive(Parser)]
#[command(version, verbatim_doc_comment)]
struct Arguments {
    /// Folder for the files
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Where all chance comes from
    #[arg(long, default_value_t = Plan::default().seed)]
    seed: u64,
    /// Towns and streets
    #[arg(long, default_value_t = Plan::default().towns)]
    towns: u32,
    /// Villages and communities of a town, on average
    #[arg(long, default_value_t = Plan::default().villages_per_town)]
    villages_per_town: u32,
    /// Months from October 2024 on
    #[arg(long, default_value_t = Plan::default().months)]
    months: u32,
    /// Interviews per town and month, on average
    #[arg(long, default_value_t = Plan::default().responses_per_town_month)]
    responses_per_town_month: u32,
    /// Mock interviews per town
    #[arg(long, default_value_t = Plan::default().mock_responses_per_town)]
    mock_responses_per_town: u32,
    /// Last months with contact attempts
    #[arg(long, default_value_t = Plan::default().attempt_months)]
    attempt_months: u32,
    /// Issues
    #[arg(long, default_value_t = Plan::default().issues)]
    issues: u32,
}

impl Arguments {
    fn plan(&self) -> Plan {
        Plan {
            seed: self.seed,
            towns: self.towns,
            villages_per_town: self.villages_per_town,
            months: self.months,
            responses_per_town_month: self.responses_per_town_month,
            mock_responses_per_town: self.mock_responses_per_town,
            attempt_months: self.attempt_months,
            issues: self.issues,
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (code, message) = match District::generate(&arguments.plan()) {
        Err(problems) => {
            let lines: Vec<_> = problems
                .iter()
                .map(|problem| format!("{}: {}", problem.path, problem.detail))
                .collect();
            (ExitCode::from(2), lines.join("\n"))
        }
        Ok(district) => match write_all(&district, &arguments.out) {
            Err(error) => {
                (ExitCode::from(2), format!("can't write to {}: {error}", arguments.out.display()))
            }
            Ok(rows) => (ExitCode::SUCCESS, summary(rows)),
        },
    };
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "{message}");
    code
}

fn summary(rows: Rows) -> String {
    format!(
        "{} units, {} rounds, {} responses, {} attempts, {} issues",
        rows.units, rows.rounds, rows.responses, rows.attempts, rows.issues
    )
}
