//! One file per command.

mod aim;
mod annual;
mod audit;
mod bulletin;
mod calendar;
mod chart;
mod check;
mod common;
mod comparison;
mod config;
mod cube;
mod demo;
mod doubts;
mod export;
mod fieldwork;
mod forecast;
mod import;
mod init;
mod issue;
mod leading;
mod openapi;
mod order;
mod priority;
mod publicity;
mod quality;
mod quarantine;
mod questionnaire;
mod response;
mod score;
mod seal;
mod serve;
mod steps;
mod transfer;
mod user;
mod verify;
mod view;

pub(crate) use user::{parse_grant, parse_right};

use std::path::Path;

use figures::{Cut, Figures, FiguresError};
use store::{ContactKey, Store};
use survey::{Period, Weights};

use crate::args::{Args, Command, ConfigCommand, Counting, CutArgs, Global};
use crate::error::{Failure, Outcome};
use crate::output::Talk;
use crate::settings::Settings;

/// Runs a command to its end.
pub(crate) fn run(args: &Args, settings: &Settings, talk: &Talk) -> Result<Outcome, Failure> {
    let global = &args.global;
    match &args.command {
        Command::Demo(demo) => demo::run(demo, global, talk),
        Command::Init => init::run(&global.database, talk),
        Command::Import(import) => import::run(import, &open(global)?, global, talk),
        Command::Questionnaire(command) => questionnaire::run(command, global, talk),
        Command::Score(score) => score::score(score, global),
        Command::Rank(rank) => score::rank(rank, global),
        Command::Overview(args) => leading::overview(args, global),
        Command::Unit(args) => leading::unit(args, global),
        Command::Bulletin(args) => bulletin::run(args, global, talk),
        Command::Aim(command) => aim::run(command, global, talk),
        Command::Annual(command) => annual::run(command, global, talk),
        Command::External(command) => annual::external(command, global, talk),
        Command::Issue(command) => issue::run(command, global, talk),
        Command::Order(command) => order::run(command, global, talk),
        Command::Publicity(command) => publicity::run(command, global, talk),
        Command::Forecast(args) => forecast::run(args, global, talk),
        Command::Common(command) => common::run(command, global, talk),
        Command::Calendar(command) => calendar::run(command, global, talk),
        Command::View(command) => view::run(command, global, talk),
        Command::Compare(compare) => score::compare(compare, global),
        Command::Movement(movement) => comparison::movement(movement, global),
        Command::Funnel(funnel) => comparison::funnel(funnel, global),
        Command::Priority(priority) => priority::priority(priority, global),
        Command::ModeEffect(args) => doubts::mode_effect(args, global),
        Command::Bounds(args) => doubts::bounds(args, global),
        Command::Quality(args) => quality::quality(args, global),
        Command::Chart(chart) => chart::run(chart, global, talk),
        Command::Cube(command) => cube::run(command, global, talk),
        Command::Export(export) => export::run(export, global, talk),
        Command::MigrateDatabase(args) => transfer::migrate(args, global, talk),
        Command::Backup { file } => transfer::backup(file, global, talk),
        Command::Restore { file } => transfer::restore(file, global, talk),
        Command::Audit(args) => audit::list(args, &open(global)?, global),
        Command::Seal(args) => seal::run(args, global, talk),
        Command::Verify(args) => verify::run(args, global, talk),
        Command::Contacts(command) => fieldwork::contacts(command, global, talk),
        Command::Sample(command) => fieldwork::sample(command, global, talk),
        Command::Fieldwork(args) => fieldwork::progress(args, global),
        Command::Check(command) => check::run(command, global, talk),
        Command::Signals(args) => check::signals(args, global, talk),
        Command::Retain(args) => fieldwork::retain(args, global, talk),
        Command::Response(command) => response::run(command, global, talk),
        Command::Quarantine(command) => quarantine::run(command, global, talk),
        Command::User(command) => user::run(command, global, talk),
        Command::Openapi => openapi::run(global),
        Command::Config(ConfigCommand::Show(_)) => config::show(settings, global),
        Command::Serve(serve) => serve::run(open(global)?, &serve.try_into()?, None, global, talk),
    }
}

/// Opens the database of the command line; it must be there.
fn open(global: &Global) -> Result<Store, Failure> {
    Ok(Store::open_existing(&global.database)?)
}

/// The key of contacts; it must be named.
fn contact_key(global: &Global) -> Result<ContactKey, Failure> {
    let file = global.key_file().ok_or_else(|| {
        Failure::Usage(
            "name the key of contacts with --contact-key FILE or MANYI_CONTACT_KEY; \
             `manyi contacts key FILE` makes one"
                .to_owned(),
        )
    })?;
    Ok(ContactKey::read(file)?)
}

fn expect_points(target: Option<f64>) -> Result<(), Failure> {
    if target.is_some_and(|target| !(0.0..=100.0).contains(&target)) {
        return Err(Failure::Usage("--target must be between 0 and 100".to_owned()));
    }
    Ok(())
}

/// A mistyped period would give a table of nobody, which reads like a result.
fn expect_interviews(figures: &Figures, period: Period) -> Result<(), Failure> {
    if figures.periods(&Cut::default(), period.kind()).contains(&period) {
        return Ok(());
    }
    let months = figures.cube().months();
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Err(FiguresError::NoResponses.into());
    };
    let (first, last) = (Period::Month(*first), Period::Month(*last));
    Err(Failure::Usage(format!(
        "there are no interviews in {period}: they run from {first} to {last}"
    )))
}

impl Global {
    /// The file with the key of contacts; an empty variable names none.
    fn key_file(&self) -> Option<&Path> {
        self.contact_key.as_deref().filter(|file| !file.as_os_str().is_empty())
    }
}

impl Counting {
    /// Counts the interviews that the options select.
    fn load(&self, global: &Global) -> Result<Figures, Failure> {
        Ok(Figures::load(&open(global)?, &self.selection.selection())?)
    }

    fn thresholds(&self) -> analytics::Thresholds {
        analytics::Thresholds {
            ranked_from: self.min_n,
            shown_from: self.suppress_below,
            ..analytics::Thresholds::default()
        }
    }
}

impl CutArgs {
    fn cut(&self, unit: Option<&String>, global: &Global) -> Cut {
        Cut {
            period: self.period,
            from: None,
            level: self.level.clone(),
            unit: unit.cloned(),
            children: false,
            category: self.category.clone(),
            mode: self.counting.mode,
            within: None,
            top: None,
            target: None,
            scheme: self.counting.scheme.clone(),
            weights: Weights::default(),
            thresholds: self.counting.thresholds(),
            language: global.lang,
        }
    }
}
