//! Settings: from the command line, the environment, a file, or none of them.
//!
//! An option with an environment variable is a setting. So the command line is the one table of
//! them: what a file says becomes the default of its option, and clap decides what goes before what.

use std::any::TypeId;
use std::borrow::Cow;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::args::Args;
use crate::error::Failure;

/// The option that names the file, which no file can hold.
const FILE: &str = "config";
/// The setting that may hold a password.
const DATABASE: &str = "database";

/// One setting: an option with an environment variable.
struct Setting {
    /// The command whose option it is, and the table of the file; none for those of every command.
    section: Option<String>,
    option: Arg,
}

impl Setting {
    /// What a file calls it within its section.
    fn key(&self) -> &str {
        self.option.get_id().as_str()
    }

    fn name(&self) -> String {
        named(self.section.as_deref(), self.key())
    }

    fn stands_at(&self, section: Option<&str>, key: &str) -> bool {
        self.section.as_deref() == section && self.key() == key && key != FILE
    }

    fn is_switch(&self) -> bool {
        self.option.get_value_parser().type_id() == TypeId::of::<bool>()
    }

    /// What is wrong with a value.
    fn fault(&self, value: &str) -> Option<String> {
        if self.key() == DATABASE {
            return store::shown_url(value).err().map(|error| error.to_string());
        }
        let long = self.option.get_long().unwrap_or_default();
        let command = Command::new("manyi").arg(self.option.clone());
        let error = command.try_get_matches_from(["manyi", &format!("--{long}={value}")]).err()?;
        let whole = error.to_string();
        let first = whole.lines().next().unwrap_or_default().trim_start_matches("error: ");
        Some(error.source().map_or_else(|| first.to_owned(), ToString::to_string))
    }
}

fn named(section: Option<&str>, key: &str) -> String {
    section.map_or_else(|| key.to_owned(), |section| format!("{section}.{key}"))
}

/// All settings of a command line.
fn settings(command: &Command) -> Vec<Setting> {
    let of = |command: &Command, section: Option<&str>| -> Vec<Setting> {
        let options = command.get_arguments().filter(|option| option.get_env().is_some());
        let setting =
            |option: &Arg| Setting { section: section.map(str::to_owned), option: option.clone() };
        options.map(setting).collect()
    };
    let mut all = of(command, None);
    for section in command.get_subcommands() {
        all.extend(of(section, Some(section.get_name())));
    }
    all
}

/// What a file says of a setting.
#[derive(Debug)]
struct Entry {
    name: String,
    value: String,
    line: usize,
}

/// A file of settings.
#[derive(Debug)]
struct SettingsFile {
    path: PathBuf,
    entries: Vec<Entry>,
}

impl SettingsFile {
    fn read(path: &Path, known: &[Setting]) -> Result<Self, Failure> {
        let path = path.to_owned();
        match fs::read_to_string(&path) {
            Err(error) => Err(Failure::Settings { file: path, faults: vec![error.to_string()] }),
            Ok(text) => match entries(&text, known) {
                Ok(entries) => Ok(Self { path, entries }),
                Err(faults) => Err(Failure::Settings { file: path, faults }),
            },
        }
    }

    fn entry(&self, section: Option<&str>, key: &str) -> Option<&Entry> {
        let name = named(section, key);
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// The command with the values of the file as defaults.
    fn applied(&self, mut command: Command, known: &[Setting]) -> Command {
        command = self.defaults(command, None);
        for section in known.iter().filter_map(|setting| setting.section.as_deref()) {
            let part = |part| self.defaults(part, Some(section));
            command = command
                .mut_subcommand(section, part)
                .mut_subcommand("config", |config| config.mut_subcommand("show", part));
        }
        command
    }

    fn defaults(&self, command: Command, section: Option<&str>) -> Command {
        command.mut_args(|option| match self.entry(section, option.get_id().as_str()) {
            Some(entry) => option.default_value(entry.value.clone()),
            None => option,
        })
    }
}

/// The values of a file, or everything that is wrong with it.
fn entries(text: &str, known: &[Setting]) -> Result<Vec<Entry>, Vec<String>> {
    let line = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    // Without the line that the parser quotes: it may hold a password.
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        vec![format!("line {}: {}", line(at), error.message())]
    })?;
    let (mut good, mut faults) = (Vec::new(), Vec::new());
    let is_section = |key: &str| known.iter().any(|known| known.section.as_deref() == Some(key));
    for (section, key, value) in flat(table.get_ref(), is_section) {
        let (key, line) = (key.get_ref().as_ref(), line(key.span().start));
        match accepted(section, key, value, known) {
            Ok(value) => good.push(Entry { name: named(section, key), value, line }),
            Err(fault) => faults.push((line, fault)),
        }
    }
    faults.sort();
    let faults: Vec<String> =
        faults.into_iter().map(|(line, fault)| format!("line {line}: {fault}")).collect();
    if faults.is_empty() { Ok(good) } else { Err(faults) }
}

type Key<'t> = &'t Spanned<Cow<'t, str>>;

/// What stands in a file, with the section around it.
fn flat<'t>(
    table: &'t DeTable<'t>,
    is_section: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (Option<&'t str>, Key<'t>, &'t DeValue<'t>)> {
    table.iter().flat_map(move |(key, value)| match value.get_ref() {
        DeValue::Table(inner) if is_section(key.get_ref()) => {
            let section = Some(key.get_ref().as_ref());
            inner.iter().map(|(key, value)| (section, key, value.get_ref())).collect()
        }
        value => vec![(None, key, value)],
    })
}

/// The value as it would stand on the command line.
fn accepted(
    section: Option<&str>,
    key: &str,
    value: &DeValue<'_>,
    known: &[Setting],
) -> Result<String, String> {
    let name = named(section, key);
    let Some(setting) = known.iter().find(|setting| setting.stands_at(section, key)) else {
        let names: Vec<String> =
            known.iter().filter(|known| known.key() != FILE).map(Setting::name).collect();
        return Err(format!("there is no setting {name}; the settings are {}", names.join(", ")));
    };
    match value {
        DeValue::Boolean(on) if setting.is_switch() => Ok(on.to_string()),
        DeValue::String(text) if !setting.is_switch() => match setting.fault(text) {
            Some(fault) => Err(format!("{name}: {fault}")),
            None => Ok(text.to_string()),
        },
        _ if setting.is_switch() => Err(format!("{name} is true or false, without quotes")),
        _ => Err(format!("{name} is a text in quotes")),
    }
}

/// Where the value of a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The command line, with the flag without its dashes.
    Flag(String),
    /// The environment, with the variable.
    Environment(String),
    /// A file, with the line.
    File(PathBuf, usize),
    /// Nowhere: what the program does by itself.
    Default,
}

/// A setting as it holds.
#[derive(Debug)]
pub(crate) struct InForce {
    pub(crate) name: String,
    /// As it was written, without a password; empty where nothing is set.
    pub(crate) value: String,
    pub(crate) origin: Origin,
}

/// The command line as it was read, to ask where the settings come from.
#[derive(Debug)]
pub(crate) struct Settings {
    matches: ArgMatches,
    file: Option<SettingsFile>,
}

impl Settings {
    /// All settings, where the command takes all of them.
    pub(crate) fn in_force(&self) -> Vec<InForce> {
        let mut matches = &self.matches;
        while let Some((_, inner)) = matches.subcommand() {
            matches = inner;
        }
        settings(&Args::command()).iter().map(|setting| self.one(setting, matches)).collect()
    }

    fn one(&self, setting: &Setting, matches: &ArgMatches) -> InForce {
        let (option, id) = (&setting.option, setting.key());
        let raw = matches.get_raw(id).and_then(|mut values| values.next());
        let value = raw.map(|value| value.to_string_lossy().into_owned()).unwrap_or_default();
        let origin = match matches.value_source(id) {
            Some(ValueSource::CommandLine) => {
                Origin::Flag(option.get_long().unwrap_or_default().to_owned())
            }
            Some(ValueSource::EnvVariable) => {
                let variable = option.get_env().unwrap_or_default();
                Origin::Environment(variable.to_string_lossy().into_owned())
            }
            _ => self.file.as_ref().map_or(Origin::Default, |file| {
                let entry = file.entry(setting.section.as_deref(), id);
                entry.map_or(Origin::Default, |entry| Origin::File(file.path.clone(), entry.line))
            }),
        };
        let value = match id {
            DATABASE => store::shown_url(&value).unwrap_or_else(|error| format!("({error})")),
            _ => value,
        };
        InForce { name: setting.name(), value, origin }
    }
}

/// Reads the command line, and the file that it names.
pub(crate) fn read() -> Result<(Args, Settings), Failure> {
    let command = Args::command();
    let known = settings(&command);
    let mut matches = command.clone().try_get_matches().or_else(|error| refuse(&error, &known))?;
    let mut file = None;
    if let Some(path) = matches.get_one::<PathBuf>(FILE) {
        let found = SettingsFile::read(path, &known)?;
        matches = found.applied(command, &known).get_matches();
        file = Some(found);
    }
    let args = Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    Ok((args, Settings { matches, file }))
}

/// Ends as clap does, but names the variable where that was at fault: nobody typed its flag.
fn refuse(error: &clap::Error, known: &[Setting]) -> Result<ArgMatches, Failure> {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.as_str(),
        _ => "",
    };
    let (option, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    let flag = option.split([' ', '[']).next().unwrap_or_default().trim_start_matches("--");
    for setting in known.iter().filter(|setting| setting.option.get_long() == Some(flag)) {
        let variable = setting.option.get_env().unwrap_or_default();
        if env::var(variable).is_ok_and(|said| said == value)
            && let Some(fault) = setting.fault(value)
        {
            return Err(Failure::Usage(format!("{}: {fault}", variable.display())));
        }
    }
    error.exit()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<Setting> {
        settings(&Args::command())
    }

    fn part<'c>(command: &'c Command, path: &[&str]) -> &'c Command {
        path.iter().fold(command, |command, name| command.find_subcommand(name).expect(name))
    }

    #[test]
    fn every_option_of_the_service_is_a_setting_with_a_variable_of_its_name() {
        let command = Args::command();
        let serve = part(&command, &["serve"]).get_arguments();
        for option in serve.filter(|option| option.get_long().is_some()) {
            let id = option.get_id().as_str();
            assert!(known().iter().any(|setting| setting.stands_at(Some("serve"), id)), "{id}");
        }
        for setting in known() {
            let (key, env) = (setting.key(), setting.option.get_env().expect("a variable"));
            assert_eq!(env.to_str(), Some(&*format!("MANYI_{}", key.to_uppercase())));
            let long = setting.option.get_long().expect("a flag");
            assert_eq!(long.replace('-', "_"), key, "a file, a flag and a variable share a name");
        }
    }

    #[test]
    fn config_show_takes_every_setting() {
        let mut command = Args::command();
        command.build();
        let show = part(&command, &["config", "show"]);
        for setting in known() {
            let taken = show.get_arguments().any(|option| option.get_id() == setting.key());
            assert!(taken, "{}", setting.name());
        }
    }

    #[test]
    fn the_documented_file_holds_every_setting() {
        let text = include_str!("../../../docs/operations.md");
        let (_, rest) = text.split_once("```toml\n").expect("a file to start from");
        let (file, _) = rest.split_once("```").expect("its end");
        entries(file, &known()).expect("settings");
        let found = entries(&file.replace("\n# ", "\n"), &known()).expect("settings");
        for setting in known().iter().filter(|setting| setting.key() != FILE) {
            let name = setting.name();
            assert!(found.iter().any(|entry| entry.name == name), "{name} is not documented");
        }
    }

    /// Everything that is wrong with a file holds these words.
    #[track_caller]
    fn refused(text: &str, words: &[&str]) {
        let faults = entries(text, &known()).expect_err("faults").join("\n");
        for words in words {
            assert!(faults.contains(words), "{words:?} is missing in\n{faults}");
        }
        assert!(!faults.contains("secret"), "{faults}");
    }

    #[test]
    fn every_fault_of_a_file_is_told_with_its_line() {
        refused(
            "colour = 1\nlang = \"klingon\"\ndatabase = \"mysql://u:secret@h/d\"\nmore.x.y = 1\n\
             config = \"other.toml\"\nlisten = \"127.0.0.1:1\"\n",
            &[
                "line 1: there is no setting colour; the settings are database, contact_key, lang, serve.listen, ",
                "line 2: lang: \"klingon\" is not a language here: use zh-CN or en",
                "line 3: database: database URLs of kind \"mysql\" are not supported; write sqlite://",
                "line 4: there is no setting more;",
                "line 5: there is no setting config;",
                "line 6: there is no setting listen;",
            ],
        );
        refused(
            "[serve]\nlog = \"yes\"\nlisten = 8080\n\npublic_host = \"https://x\"\nfont = \"\"\n\
             tls_cert = [\"a\"]\n[more]\n[serve.deeper]\n",
            &[
                "line 2: serve.log is true or false, without quotes",
                "line 3: serve.listen is a text in quotes",
                "line 5: serve.public_host: write ",
                "line 6: serve.font: ",
                "line 7: serve.tls_cert is a text in quotes",
                "line 8: there is no setting more;",
                "line 9: there is no setting serve.deeper;",
            ],
        );
        refused("lang = \"en\"\ndatabase = postgres://u:secret@h\n", &["line 2: "]);
        let nothing = entries("# lang = \"en\"\n[serve]\n", &known()).expect("nothing");
        assert!(nothing.is_empty());
    }
}
